import pytest

from tests.stage import FACE, TENOR, ZERO, logged, plain, refused
from tests.unit.discount_market.deals import exchange, name_of, price

HIGHEST_RATE = 2**24 - 1


class TestSell:
    class TestGivenAQuote:
        def test_it_should_hand_the_receivable_over_against_the_price(self, stage, moved, sell, root):
            """Rules F1, F2 and F7."""
            offer = stage.offer()
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_hand_over_the_receivable_itself(self, stage, receivables, sell, root, financier):
            sell(stage.offer(), root)
            assert receivables.ownerOf(root) == financier

        def test_it_should_tell_the_proceeds(self, stage, sell, root):
            offer = stage.offer()
            assert sell(offer, root).return_value == price(offer, FACE) == 989_500

        def test_it_should_log_the_sale(self, stage, sell, root, supplier, financier):
            offer = stage.offer()
            sold = {"seller": supplier, "financier": financier, "offer": name_of(stage, offer), "value": FACE}
            tx = sell(offer, root)
            assert logged(tx, "ReceivableSold") == [{"receivable": root, **sold, "proceeds": price(offer, FACE)}]

        def test_it_should_draw_on_no_line(self, stage, sell, root, drawn):
            sell(offer := stage.offer(), root)
            assert (drawn(offer), drawn(offer, 1)) == (0, 0)

        def test_it_should_remember_no_recourse(self, stage, discount_market, sell, root):
            tx = sell(stage.offer(), root)
            assert logged(tx, "RecourseTaken") == []
            assert plain(discount_market.recourseOf(1))[0] == ZERO

    class TestGivenAQuoteThatWasFilled:
        """Rule F5."""

        def test_it_should_refuse_to_fill_it_again(self, stage, sell, root, financier):
            """Hostile M1: the same receivable cannot be sold by its new holder, nor another by the old one."""
            sell(offer := stage.offer(), root)
            with refused("DiscountMarket_SaltSpent", financier, offer.salt):
                sell(offer, stage.issue())

        def test_it_should_refuse_to_fill_what_is_left_of_its_limit(self, stage, sell, root, financier):
            """Hostile M1: what a quote was not filled for is gone with it."""
            sell(offer := stage.offer(), root, FACE // 2)
            with refused("DiscountMarket_SaltSpent", financier, offer.salt):
                sell(offer, root, FACE // 2)

        def test_it_should_refuse_another_offer_with_its_salt(self, stage, sell, root, financier):
            sell(offer := stage.offer(), root)
            other = stage.offer(salt=offer.salt, revolving=True)
            with refused("DiscountMarket_SaltSpent", financier, offer.salt):
                sell(other, stage.issue())

        def test_it_should_fill_one_with_another_salt(self, stage, moved, sell, root):
            sell(stage.offer(), root, FACE // 2)
            offer = stage.offer()
            assert moved(lambda: sell(offer, root, FACE // 2)) == exchange(price(offer, FACE // 2), FACE // 2)

    class TestGivenAnOfferWithRecourse:
        """Rule R1."""

        def test_it_should_be_sold_at_the_same_price(self, stage, moved, sell, root):
            offer = stage.offer(recourse=True)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_remember_the_sale(self, stage, discount_market, sell, root, supplier, financier):
            offer = stage.offer(recourse=True)
            sell(offer, root)
            terms = (financier, offer.rate_ppm, offer.basis, root, 0)
            assert plain(discount_market.recourseOf(1)) == (supplier, FACE, 1, *terms)

        def test_it_should_log_the_recourse(self, stage, sell, root, supplier, financier):
            parties = {"seller": supplier, "financier": financier}
            tx = sell(stage.offer(recourse=True), root)
            assert logged(tx, "RecourseTaken") == [{"recourse": 1, **parties, "receivable": root, "value": FACE}]

    class TestGivenWhatTheSellerTakesAtLeast:
        def test_it_should_sell_for_exactly_that(self, stage, moved, sell, root):
            offer = stage.offer()
            least = price(offer, FACE)
            assert moved(lambda: sell(offer, root, least=least)) == exchange(least, FACE)

        def test_it_should_refuse_to_sell_for_one_unit_less(self, stage, sell, root):
            """Rule F7."""
            offer = stage.offer()
            proceeds = price(offer, FACE)
            with refused("DiscountMarket_ProceedsTooLow", proceeds, proceeds + 1):
                sell(offer, root, least=proceeds + 1)

        def test_it_should_refuse_when_the_day_has_not_come_that_makes_it_worth_that(self, stage, sell, root, today):
            offer = stage.offer()
            later = price(offer, FACE, TENOR - 1)
            with refused("DiscountMarket_ProceedsTooLow", price(offer, FACE), later):
                sell(offer, root, least=later)
            stage.move_to(today + 1)
            assert sell(offer, root, least=later).return_value == later

    class TestGivenTheRateAndTheBasis:
        """Rule F7: the discount is rounded up, to the unit."""

        @pytest.mark.parametrize("value", [2, 999, 123_457, FACE])
        @pytest.mark.parametrize(("rate", "basis"), [(0, 360), (1, 365), (42_000, 365), (333_333, 360)])
        def test_it_should_pay_what_the_reference_says(self, stage, moved, sell, root, value, rate, basis):
            offer = stage.offer(rate_ppm=rate, basis=basis, min_value=0)
            assert moved(lambda: sell(offer, root, value)) == exchange(price(offer, value), value)

        @pytest.mark.parametrize("days", [TENOR, 89, 60, 31, 1])
        def test_it_should_count_whole_days_to_the_due_day(self, stage, moved, sell, root, due_day, days):
            stage.move_to(due_day - days)
            offer = stage.offer()
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE, days), FACE)

        def test_it_should_count_the_last_second_of_a_day_to_that_day(self, stage, sell, root, due_day, clock):
            offer = stage.offer(deadline=2**64)
            clock((due_day - 30) * 86_400 - 1)
            assert sell(offer, root).return_value == price(offer, FACE, 31)

        @pytest.mark.parametrize("basis", [360, 365])
        def test_it_should_pay_at_the_highest_rate(self, stage, moved, sell, root, due_day, basis):
            stage.move_to(due_day - 1)
            offer = stage.offer(rate_ppm=HIGHEST_RATE, basis=basis)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE, 1), FACE)

        def test_it_should_pay_the_largest_value_to_the_unit(self, stage, issuance, moved, sell, operator, anchor):
            face = 2**88 - 1
            issuance.setCap(anchor, stage.currency, 2**128 - 1, {"from": operator})
            root, offer = stage.issue(face=face), stage.offer(limit=face, rate_ppm=999_999, basis=365)
            stage.give("financier", face)
            stage.currency.approve(stage.discount_market, face, {"from": stage.cast["financier"]})
            assert moved(lambda: sell(offer, root, face)) == exchange(price(offer, face), face)
