import pytest

from tests.stage import FACE, TOKEN, logged, refused

OPEN, DEMANDED, MET, ENDED = 1, 2, 3, 4
MOST = 2 * FACE
OTHERS = pytest.mark.parametrize("name", ["supplier", "anchor", "tier3", "stranger", "operator"])


@pytest.fixture
def end(stage, discount_market):
    """End a recourse at somebody's call."""
    return lambda by="financier", recourse=1: discount_market.endRecourse(recourse, {"from": stage.cast[by]})


@pytest.fixture
def hand(stage, receivables):
    """Have the financier hand the receivable to another."""
    return lambda id_, to: receivables.transferFrom[TOKEN](
        stage.cast["financier"], stage.cast[to], id_, {"from": stage.cast["financier"]}
    )


@pytest.fixture
def back(sold, stands, hand):
    """The root, which the supplier holds again."""
    hand(sold, "supplier")
    return sold


@pytest.fixture
def redeemed(receivables, sold, financier):
    """The root, which the financier has cancelled."""
    receivables.cancel(sold, FACE, {"from": financier})
    return sold


class TestEndRecourse:
    class TestGivenItIsOpen:
        class TestWhenItsFinancierCalls:
            def test_it_should_end_it(self, sold, end, state, demands):
                end()
                assert (state(), demands()) == (ENDED, 0)

            def test_it_should_log_that_alone(self, sold, end, supplier):
                tx = end()
                assert logged(tx, "RecourseEnded") == [{"recourse": 1, "seller": supplier}]
                assert len(tx.logs) == 1

            def test_it_should_refuse_a_demand_afterwards(self, discount_market, sold, end, late, financier):
                end()
                late()
                with refused("DiscountMarket_WrongRecourseState", 1, ENDED):
                    discount_market.demandRecourse(1, {"from": financier})

            def test_it_should_end_it_after_the_receivable_moved_on(self, sold, hand, end, state):
                hand(sold, "tier3")
                end()
                assert state() == ENDED

            def test_it_should_end_it_after_the_receivable_was_redeemed(self, redeemed, end, state):
                end()
                assert state() == ENDED

        class TestWhenAnotherCalls:
            @OTHERS
            def test_it_should_refuse_while_the_financier_holds_the_receivable(self, stage, sold, end, state, name):
                with refused("DiscountMarket_NotFinancier", 1, stage.cast[name]):
                    end(name)
                assert state() == OPEN

            @OTHERS
            def test_it_should_refuse_while_a_third_holds_it(self, stage, sold, hand, end, state, name):
                hand(sold, "tier3")
                with refused("DiscountMarket_NotFinancier", 1, stage.cast[name]):
                    end(name)
                assert state() == OPEN

            @OTHERS
            def test_it_should_refuse_once_it_is_redeemed(self, stage, redeemed, end, state, name):
                with refused("DiscountMarket_NotFinancier", 1, stage.cast[name]):
                    end(name)
                assert state() == OPEN

        class TestWhenTheSellerHoldsTheReceivableAgain:
            @pytest.mark.parametrize("name", ["supplier", "financier", "stranger"])
            def test_it_should_let_anyone_end_it(self, back, end, state, supplier, name):
                assert logged(end(name), "RecourseEnded") == [{"recourse": 1, "seller": supplier}]
                assert state() == ENDED

            def test_it_should_refuse_a_demand_once_it_is_back_with_the_financier(
                self, discount_market, receivables, back, end, late, supplier, financier
            ):
                end("stranger")
                receivables.transferFrom[TOKEN](supplier, financier, back, {"from": supplier})
                late()
                with refused("DiscountMarket_WrongRecourseState", 1, ENDED):
                    discount_market.demandRecourse(1, {"from": financier})

    class TestGivenItIsDemanded:
        class TestWhenItsFinancierCalls:
            def test_it_should_end_it_and_lift_the_bar(self, stage, demanded, end, state, demands, sell):
                end()
                assert (state(), demands()) == (ENDED, 0)
                sell(stage.issue())
                assert state(2) == OPEN

            def test_it_should_log_both_ends(self, demanded, end, supplier):
                tx, told = end(), [{"recourse": 1, "seller": supplier}]
                assert logged(tx, "RecourseDemandEnded") == logged(tx, "RecourseEnded") == told
                assert len(tx.logs) == 2

            def test_it_should_refuse_to_be_met(self, discount_market, demanded, end, supplier):
                end()
                with refused("DiscountMarket_WrongRecourseState", 1, ENDED):
                    discount_market.meetRecourse(1, MOST, {"from": supplier})

            def test_it_should_refuse_another_demand(self, discount_market, demanded, end, financier):
                end()
                with refused("DiscountMarket_WrongRecourseState", 1, ENDED):
                    discount_market.demandRecourse(1, {"from": financier})

        class TestWhenAnotherCalls:
            @OTHERS
            def test_it_should_refuse_and_leave_the_bar(self, stage, demanded, end, state, demands, name):
                with refused("DiscountMarket_NotFinancier", 1, stage.cast[name]):
                    end(name)
                assert (state(), demands()) == (DEMANDED, 1)

        class TestWhenTheSellerHoldsTheReceivableAgain:
            @pytest.mark.parametrize("name", ["supplier", "financier", "stranger"])
            def test_it_should_let_anyone_end_it_and_lift_the_bar(self, demanded, hand, end, state, demands, name):
                hand(demanded, "supplier")
                end(name)
                assert (state(), demands()) == (ENDED, 0)

    class TestGivenThereIsNothingToEnd:
        @pytest.mark.parametrize("name", ["financier", "supplier", "stranger"])
        def test_it_should_refuse_one_that_was_met(self, discount_market, demanded, end, supplier, name):
            discount_market.meetRecourse(1, MOST, {"from": supplier})
            with refused("DiscountMarket_WrongRecourseState", 1, MET):
                end(name)

        def test_it_should_refuse_one_that_was_ended(self, sold, end):
            end()
            with refused("DiscountMarket_WrongRecourseState", 1, ENDED):
                end()

        @pytest.mark.parametrize("recourse", [0, 2])
        def test_it_should_refuse_one_that_is_none(self, sold, end, recourse):
            with refused("DiscountMarket_WrongRecourseState", recourse, 0):
                end(recourse=recourse)
