import pytest

from tests.stage import FACE, TENOR, logged, plain, refused
from tests.unit.discount_market.deals import exchange, name_of, price

PART = 250_000


class TestSellFor:
    class TestGivenAnOrderAndItsOffer:
        @pytest.mark.parametrize("by", ["stranger", "financier", "supplier", "tier2"])
        def test_it_should_be_filled_by_anybody(self, stage, moved, sell_for, root, by):
            """Rule F1: the seller gets the price, whoever brings its order."""
            order = stage.order(offer := stage.offer(), root)
            assert moved(lambda: sell_for(offer, order, by=by)) == exchange(price(offer, FACE), FACE)

        def test_it_should_tell_the_proceeds(self, stage, sell_for, root):
            order = stage.order(offer := stage.offer(), root)
            assert sell_for(offer, order).return_value == price(offer, FACE)

        def test_it_should_log_the_sale(self, stage, sell_for, root, supplier, financier):
            order = stage.order(offer := stage.offer(), root)
            sold = {"seller": supplier, "financier": financier, "offer": name_of(stage, offer), "value": FACE}
            tx = sell_for(offer, order)
            assert logged(tx, "ReceivableSold") == [{"receivable": root, **sold, "proceeds": price(offer, FACE)}]

        def test_it_should_sell_the_part_that_it_names(self, stage, moved, sell_for, root):
            order = stage.order(offer := stage.offer(), root, value=PART)
            assert moved(lambda: sell_for(offer, order)) == exchange(price(offer, PART), PART)

        def test_it_should_remember_the_seller_for_recourse(self, stage, discount_market, sell_for, root, supplier):
            """Rule R1."""
            sell_for(offer := stage.offer(recourse=True), stage.order(offer, root))
            assert plain(discount_market.recourseOf(1))[:3] == (supplier, FACE, 1)

        def test_it_should_use_up_both_salts(self, stage, discount_market, sell_for, root, supplier, financier):
            sell_for(offer := stage.offer(), order := stage.order(offer, root))
            assert discount_market.isSpent(supplier, order.salt)
            assert discount_market.isSpent(financier, offer.salt)

    class TestGivenAnOrderThatWasFilled:
        def test_it_should_refuse_to_fill_it_again(self, stage, line, sell_for, root, supplier):
            """Hostile M1: though the line could be drawn on again, and the seller has value left. Rule F1."""
            order = stage.order(offer := line(), root, value=PART)
            sell_for(offer, order)
            with refused("DiscountMarket_SaltSpent", supplier, order.salt):
                sell_for(offer, order)

        def test_it_should_refuse_another_with_its_salt(self, stage, line, sell_for, root, supplier):
            order = stage.order(offer := line(), root, value=PART)
            sell_for(offer, order)
            with refused("DiscountMarket_SaltSpent", supplier, order.salt):
                sell_for(offer, stage.order(offer, root, value=PART + 1, salt=order.salt))

        def test_it_should_fill_the_next(self, stage, line, moved, sell_for, root):
            offer = line()
            sell_for(offer, stage.order(offer, root, value=PART))
            order = stage.order(offer, root, value=FACE - PART)
            assert moved(lambda: sell_for(offer, order)) == exchange(price(offer, FACE - PART), FACE - PART)

    class TestGivenAnOrderForAnotherOffer:
        def test_it_should_be_refused(self, stage, unmoved, sell_for, root):
            """Hostile M9: the order names the offer by all that it says."""
            ordered, worse = stage.offer(), stage.offer(rate_ppm=90_000)
            order = stage.order(ordered, root)
            with unmoved(), refused("DiscountMarket_OtherOffer", name_of(stage, ordered), name_of(stage, worse)):
                sell_for(worse, order)

    class TestGivenItsLeastProceeds:
        def test_it_should_be_filled_for_exactly_that(self, stage, moved, sell_for, root):
            offer = stage.offer()
            order = stage.order(offer, root, min_proceeds=price(offer, FACE))
            assert moved(lambda: sell_for(offer, order)) == exchange(price(offer, FACE), FACE)

        def test_it_should_be_refused_for_less(self, stage, sell_for, root):
            """Rule F7."""
            proceeds = price(offer := stage.offer(), FACE)
            order = stage.order(offer, root, min_proceeds=proceeds + 1)
            with refused("DiscountMarket_ProceedsTooLow", proceeds, proceeds + 1):
                sell_for(offer, order)

    class TestGivenItsDeadline:
        """Hostile M11: through its last second, as far away as can be."""

        def test_it_should_be_filled_in_its_last_second(self, stage, moved, sell_for, root, clock):
            offer = stage.offer()
            order = stage.order(offer, root, deadline=stage.deadline(1))
            clock(order.deadline)
            assert moved(lambda: sell_for(offer, order)) == exchange(price(offer, FACE, TENOR - 1), FACE)

        def test_it_should_be_refused_a_second_after(self, stage, sell_for, root, clock):
            order = stage.order(offer := stage.offer(), root, deadline=stage.deadline(1))
            clock(order.deadline + 1)
            with refused("Calendar_DeadlinePassed", order.deadline, order.deadline + 1):
                sell_for(offer, order)

        @pytest.mark.parametrize("deadline", [2**64 - 1, 2**256 - 1])
        def test_it_should_be_filled_when_it_has_none(self, stage, moved, sell_for, root, deadline):
            order = stage.order(offer := stage.offer(), root, deadline=deadline)
            assert moved(lambda: sell_for(offer, order)) == exchange(price(offer, FACE), FACE)

        def test_it_should_be_refused_after_the_offers(self, stage, sell_for, root, clock):
            offer = stage.offer(deadline=stage.deadline(1))
            order = stage.order(offer, root)
            clock(offer.deadline + 1)
            with refused("Calendar_DeadlinePassed", offer.deadline, offer.deadline + 1):
                sell_for(offer, order)

    class TestGivenItsSellerHasCancelled:
        """Rule F8."""

        def test_it_should_be_refused_by_its_salt(self, stage, discount_market, sell_for, root, supplier):
            order = stage.order(offer := stage.offer(), root)
            discount_market.cancel(order.salt, {"from": supplier})
            with refused("DiscountMarket_SaltSpent", supplier, order.salt):
                sell_for(offer, order)

        def test_it_should_be_refused_by_its_counter(self, stage, discount_market, sell_for, root, supplier):
            order = stage.order(offer := stage.offer(), root, salt=191)
            discount_market.cancelAll(0, {"from": supplier})
            with refused("DiscountMarket_OtherCounter", supplier, 0, 0, 1):
                sell_for(offer, order)

        def test_it_should_still_sell_by_its_own_call(self, stage, discount_market, moved, sell, root, supplier):
            discount_market.cancelAll(0, {"from": supplier})
            offer = stage.offer()
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

    class TestGivenItsSellerHoldsNothing:
        def test_it_should_be_refused(self, stage, sell_for, root, tier2):
            order = stage.order(offer := stage.offer(), root, seller=tier2.address)
            with refused("DiscountMarket_NotHolder", root, tier2):
                sell_for(offer, order, order_signature=stage.sign_order(order, "tier2"))

        def test_it_should_be_refused_when_it_is_the_financier(self, stage, sell_for, hand, root, financier):
            hand(root, financier)
            order = stage.order(offer := stage.offer(), root, seller=financier.address)
            with refused("DiscountMarket_SellerIsFinancier", financier):
                sell_for(offer, order, order_signature=stage.sign_order(order, "financier"))
