import pytest

from tests.stage import FACE, TOKEN, logged, refused

OPEN, DEMANDED, MET = 1, 2, 3


@pytest.fixture
def withdraw(discount_market, financier):
    return lambda recourse=1, by=financier: discount_market.withdrawDemand(recourse, {"from": by})


class TestWithdrawDemand:
    class TestGivenItIsDemanded:
        class TestWhenTheFinancierWithdraws:
            @pytest.fixture
            def tx(self, demanded, withdraw):
                return withdraw()

            def test_it_should_be_open_again(self, tx, state):
                assert state() == OPEN

            def test_it_should_count_no_more_against_the_seller(self, tx, demands):
                assert demands() == 0

            def test_it_should_log_the_end(self, tx, supplier):
                assert logged(tx, "RecourseDemandEnded") == [{"recourse": 1, "seller": supplier}]

            def test_it_should_be_demanded_again(self, tx, discount_market, state, demands, financier):
                discount_market.demandRecourse(1, {"from": financier})
                assert (state(), demands()) == (DEMANDED, 1)

            def test_it_should_not_be_met(self, tx, discount_market, supplier):
                with refused("DiscountMarket_WrongRecourseState", 1, OPEN):
                    discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})

            def test_it_should_refuse_a_second_time(self, tx, withdraw):
                with refused("DiscountMarket_WrongRecourseState", 1, OPEN):
                    withdraw()

        class TestWhenTheReceivableHasMovedAway:
            def test_it_should_be_withdrawn(self, receivables, demanded, withdraw, state, financier, tier2):
                receivables.transferFrom[TOKEN](financier, tier2, demanded, {"from": financier})
                withdraw()
                assert state() == OPEN

        class TestWhenTheObligationWasSettled:
            def test_it_should_be_withdrawn(self, stage, demanded, withdraw, state):
                stage.pay(demanded, FACE)
                withdraw()
                assert state() == OPEN

        class TestWhenAnotherWithdraws:
            @pytest.mark.parametrize("name", ["supplier", "anchor", "tier2", "stranger", "operator"])
            def test_it_should_refuse(self, stage, demanded, withdraw, name):
                with refused("DiscountMarket_NotFinancier", 1, stage.cast[name]):
                    withdraw(by=stage.cast[name])

    class TestGivenItIsNotDemanded:
        def test_it_should_refuse_one_that_is_open(self, sold, late, withdraw):
            late()
            with refused("DiscountMarket_WrongRecourseState", 1, OPEN):
                withdraw()

        def test_it_should_refuse_one_that_was_met(self, discount_market, demanded, withdraw, supplier):
            discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})
            with refused("DiscountMarket_WrongRecourseState", 1, MET):
                withdraw()

        def test_it_should_refuse_one_that_is_none(self, sold, withdraw):
            with refused("DiscountMarket_WrongRecourseState", 2, 0):
                withdraw(2)
