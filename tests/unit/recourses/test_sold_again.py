import pytest

from tests.stage import FACE, TOKEN, astuple, logged, refused

NONE, OPEN, ENDED = 0, 1, 4
PART = 300_000
BOTH = pytest.mark.parametrize("recourse", [True, False], ids=["with", "without"])
BUYERS = pytest.mark.parametrize("to", ["financier", "tier3"])


@pytest.fixture
def give_back(stage, receivables, stands):
    """Have the financier hand a receivable back to the supplier."""
    parties = stage.cast["financier"], stage.cast["supplier"]
    return lambda id_: receivables.transferFrom[TOKEN](*parties, id_, {"from": parties[0]})


@pytest.fixture
def back(sold, give_back):
    """The root, which the supplier sold with recourse 1 and holds again."""
    give_back(sold)
    return sold


@pytest.fixture
def again(stage, discount_market, deal):
    """Sell a receivable at the supplier's call; gives the transaction."""
    caller = {"from": stage.cast["supplier"]}
    return lambda id_, value=FACE, **changes: discount_market.sell(*deal(id_, value, **changes), caller)


class TestSoldAgain:
    """Rule R1."""

    class TestGivenTheSellerHasTheReceivableBack:
        class TestWhenItSellsItWhole:
            @BOTH
            @BUYERS
            @pytest.mark.parametrize("value", [FACE, 2**256 - 1], ids=["face", "all"])
            def test_it_should_end_what_it_stood_in_for_before(
                self, discount_market, back, again, late, state, financier, to, recourse, value
            ):
                again(back, value, to=to, recourse=recourse)
                assert state() == ENDED
                late()
                with refused("DiscountMarket_WrongRecourseState", 1, ENDED):
                    discount_market.demandRecourse(1, {"from": financier})

            @BOTH
            def test_it_should_log_that_once(self, back, again, supplier, recourse):
                tx = again(back, recourse=recourse)
                assert logged(tx, "RecourseEnded") == [{"recourse": 1, "seller": supplier}]

            @BOTH
            @BUYERS
            def test_it_should_stand_in_for_the_new_sale_where_that_is_with_recourse(
                self, back, again, state, to, recourse
            ):
                again(back, to=to, recourse=recourse)
                assert state(2) == (OPEN if recourse else NONE)

        class TestWhenItsOrderSellsItWhole:
            @BOTH
            def test_it_should_end_what_it_stood_in_for_before(
                self, stage, discount_market, back, state, stranger, recourse
            ):
                order = stage.order(offer := stage.offer(recourse=recourse), back)
                signed = astuple(offer), stage.sign_offer(offer), astuple(order), stage.sign_order(order)
                discount_market.sellFor(*signed, {"from": stranger})
                assert (state(1), state(2)) == (ENDED, OPEN if recourse else NONE)

        class TestWhenItsBatchSellsItWhole:
            @BOTH
            def test_it_should_end_what_it_stood_in_for_before(
                self, stage, discount_market, back, deal, state, supplier, recourse
            ):
                offer, signed, receivable, value, *rest = deal(back, recourse=recourse, revolving=True)
                discount_market.sellMany(offer, signed, [(receivable, value)], *rest, {"from": supplier})
                assert (state(1), state(2)) == (ENDED, OPEN if recourse else NONE)

        class TestWhenItSellsAPart:
            @BOTH
            def test_it_should_end_nothing(self, back, again, state, recourse):
                tx = again(back, PART, recourse=recourse)
                assert (state(1), state(2)) == (OPEN, OPEN if recourse else NONE)
                assert logged(tx, "RecourseEnded") == []

            def test_it_should_end_it_with_the_sale_of_the_rest(self, back, again, state):
                again(back, PART)
                again(back, FACE - PART)
                assert (state(1), state(2), state(3)) == (ENDED, OPEN, OPEN)

        class TestWhenItSellsAnotherReceivable:
            def test_it_should_end_nothing(self, stage, back, again, state):
                again(stage.issue())
                assert (state(1), state(2)) == (OPEN, OPEN)

    class TestGivenAPartWasSoldAndIsBack:
        @pytest.fixture
        def child(self, sell, root, give_back):
            child = sell(root, PART)
            give_back(child)
            return child

        @BOTH
        def test_it_should_end_it_when_the_part_is_sold_whole(self, child, again, state, recourse):
            again(child, PART, recourse=recourse)
            assert (state(1), state(2)) == (ENDED, OPEN if recourse else NONE)

        def test_it_should_end_nothing_when_the_rest_is_sold_whole(self, child, root, again, state):
            again(root, FACE - PART)
            assert (state(1), state(2)) == (OPEN, OPEN)

    class TestGivenItsBuyerSellsItOn:
        @BOTH
        def test_it_should_keep_what_the_first_seller_stands_in_for(self, sold, sell, state, recourse):
            sell(sold, by="financier", to="tier3", recourse=recourse)
            assert (state(1), state(2)) == (OPEN, OPEN if recourse else NONE)

        def test_it_should_end_what_the_buyer_stands_in_for_when_the_first_seller_sells_it_again(
            self, sold, sell, stands, state
        ):
            """Rule R6."""
            sell(sold, by="financier", to="supplier")
            sell(sold)
            assert (state(1), state(2), state(3)) == (ENDED, ENDED, OPEN)
