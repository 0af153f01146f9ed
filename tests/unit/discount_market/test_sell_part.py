import pytest

from tests.stage import FACE, OPERATOR, SPENDER, logged, minted, plain, refused
from tests.unit.discount_market.deals import exchange, price

PART = 400_000


class TestSellPart:
    class TestGivenAPartIsSold:
        def test_it_should_split_it_off_to_the_financier_against_its_price(self, stage, moved, sell, root):
            """Rule F7."""
            offer = stage.offer()
            assert moved(lambda: sell(offer, root, PART)) == exchange(price(offer, PART), PART)

        def test_it_should_leave_the_rest_with_the_seller(self, stage, receivables, sell, root, left, supplier):
            sell(stage.offer(), root, PART)
            assert (receivables.ownerOf(root), left()) == (supplier, FACE - PART)

        def test_it_should_give_the_financier_a_child(self, stage, receivables, worth, sell, root, financier):
            (child,) = minted(sell(stage.offer(), root, PART))
            assert (receivables.ownerOf(child), worth(child)) == (financier, PART)
            assert (child >> 64) & 0xFF == 1

        def test_it_should_log_the_child_as_sold(self, stage, sell, root):
            tx = sell(stage.offer(), root, PART)
            (sold,) = logged(tx, "ReceivableSold")
            assert (sold["receivable"], sold["value"]) == (minted(tx)[0], PART)

        def test_it_should_remember_a_recourse_for_the_child(self, stage, discount_market, sell, root):
            """Rule R1."""
            tx = sell(stage.offer(recourse=True), root, PART)
            record = plain(discount_market.recourseOf(1))
            assert (record[1], record[6:]) == (PART, (minted(tx)[0], 0))

        @pytest.mark.parametrize("value", [1, FACE - 1])
        def test_it_should_sell_one_unit_and_all_but_one(self, stage, moved, sell, root, value):
            offer = stage.offer(min_value=1, rate_ppm=0)
            assert moved(lambda: sell(offer, root, value)) == exchange(value, value)

        def test_it_should_sell_the_rest_to_another_offer(self, stage, moved, sell, root):
            sell(stage.offer(), root, PART)
            rest = stage.offer(rate_ppm=50_000)
            proceeds = price(rest, FACE - PART)
            assert moved(lambda: sell(rest, root, FACE - PART)) == exchange(proceeds, FACE - PART)

    class TestGivenTheOfferNamesTheReceivable:
        def test_it_should_buy_a_part_of_it(self, stage, moved, sell, root):
            offer = stage.offer(receivable=root)
            assert moved(lambda: sell(offer, root, PART)) == exchange(price(offer, PART), PART)

        def test_it_should_refuse_a_child_of_it(self, stage, receivables, sell, root, supplier):
            """Rule F3."""
            (child,) = stage.split(root, (stage.cast["tier2"], PART))
            receivables.setApprovalForAll(stage.discount_market, True, {"from": stage.cast["tier2"]})
            with refused("DiscountMarket_OtherReceivable", root, child):
                sell(stage.offer(receivable=root), child, PART, by="tier2")

    class TestGivenTheReceivableIsAsDeepAsCanBe:
        @pytest.fixture
        def shallow(self, stage, limits):
            limits(1, 1_096, 0, 90)
            return stage.issue()

        def test_it_should_refuse_a_part(self, stage, sell, shallow):
            with refused("Receivables_TooDeep", shallow, 0):
                sell(stage.offer(), shallow, PART)

        def test_it_should_sell_the_whole(self, stage, moved, sell, shallow):
            offer = stage.offer()
            assert moved(lambda: sell(offer, shallow)) == exchange(price(offer, FACE), FACE)

    class TestGivenTheMarketIsApprovedForOneReceivable:
        @pytest.fixture(autouse=True)
        def narrowed(self, receivables, discount_market, root, supplier):
            receivables.setApprovalForAll(discount_market, False, {"from": supplier})
            receivables.approve[OPERATOR](discount_market, root, {"from": supplier})

        @pytest.mark.parametrize("value", [PART, FACE])
        def test_it_should_sell_it(self, stage, moved, sell, root, value):
            offer = stage.offer()
            assert moved(lambda: sell(offer, root, value)) == exchange(price(offer, value), value)

        def test_it_should_refuse_another(self, stage, discount_market, sell):
            other = stage.issue()
            with refused("Receivables_NotAuthorised", other, discount_market):
                sell(stage.offer(), other)

    class TestGivenTheMarketIsApprovedForValue:
        def test_it_should_refuse_a_part(self, stage, receivables, discount_market, sell, root, supplier):
            """A split is not paid for out of an allowance: the market asks for an approval of the receivable."""
            receivables.setApprovalForAll(discount_market, False, {"from": supplier})
            receivables.approve[SPENDER](root, discount_market, PART, {"from": supplier})
            with refused("Receivables_NotAuthorised", root, discount_market):
                sell(stage.offer(), root, PART)
