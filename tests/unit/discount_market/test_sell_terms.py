"""Rules F3 and F4: what an offer does not buy."""

import pytest

from tests.stage import CAP, FACE, TENOR, obligation_of, refused
from tests.unit.discount_market.deals import exchange, price

MOST_RATE = 2**24 - 1
OBLIGOR = 1


class TestSellTerms:
    class TestGivenTheObligor:
        def test_it_should_refuse_what_another_owes(self, stage, sell, root, tier3, anchor):
            with refused("DiscountMarket_OtherObligor", tier3, anchor):
                sell(stage.offer(obligor=tier3.address), root)

        def test_it_should_refuse_what_a_second_obligor_owes(self, stage, sell, issuance, tier3, anchor, operator):
            """An offer on the anchor buys nothing that another obligor of the programme owes."""
            stage.register(tier3, OBLIGOR, stage.participants.legalIdentityOf(tier3), "tier3")
            issuance.setCap(tier3, stage.currency, CAP, {"from": operator})
            terms = stage.terms(obligor=tier3.address)
            other = stage.issue_terms(terms, stage.accept(terms, "tier3"))
            with refused("DiscountMarket_OtherObligor", anchor, tier3):
                sell(stage.offer(), other)

    class TestGivenTheCurrency:
        @pytest.mark.parametrize("decimals", [6, 18])
        def test_it_should_refuse_what_is_owed_in_another(self, stage, unmoved, sell, make, currency, root, decimals):
            """Hostile M8: an offer in money of 6 or 18 decimals does not buy base units of money of 2."""
            other = make("TestCurrency", "Other", "OTH", decimals)
            with unmoved(), refused("DiscountMarket_OtherCurrency", other, currency):
                sell(stage.offer(currency=other.address), root)

        def test_it_should_refuse_what_is_owed_in_more_decimals(self, stage, unmoved, sell, make, currency):
            """Hostile M8: nor does an offer in money of 2 decimals buy what is owed in one of 18."""
            other = stage.admit_currency(make("TestCurrency", "Other", "OTH", 18))
            root = stage.issue(currency=other.address)
            with unmoved(), refused("DiscountMarket_OtherCurrency", currency, other):
                sell(stage.offer(), root)

    class TestGivenTheSeller:
        def test_it_should_refuse_another(self, stage, sell, root, tier2, supplier):
            with refused("DiscountMarket_OtherSeller", tier2, supplier):
                sell(stage.offer(seller=tier2.address), root)

        def test_it_should_buy_from_the_one_it_names(self, stage, moved, sell, root, supplier):
            offer = stage.offer(seller=supplier.address)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_refuse_one_who_does_not_hold_the_receivable(self, stage, sell, root, tier2):
            """Rule F1."""
            with refused("DiscountMarket_NotHolder", root, tier2):
                sell(stage.offer(), root, by="tier2")

        def test_it_should_refuse_the_financier_itself(self, stage, sell, hand, root, financier):
            hand(root, financier)
            with refused("DiscountMarket_SellerIsFinancier", financier):
                sell(stage.offer(), root, by="financier")

        def test_it_should_refuse_one_who_has_not_approved_the_market(
            self, stage, receivables, discount_market, sell, root, supplier
        ):
            receivables.setApprovalForAll(discount_market, False, {"from": supplier})
            with refused("Receivables_NotAuthorised", root, discount_market):
                sell(stage.offer(), root)

        @pytest.mark.parametrize("value", [FACE, FACE // 2])
        def test_it_should_refuse_one_who_is_no_longer_accredited(
            self, stage, participants, sell, root, operator, supplier, value
        ):
            participants.revoke(supplier, {"from": operator})
            with refused("Participants_NotAccredited", supplier):
                sell(stage.offer(), root, value)

    class TestGivenTheReceivable:
        def test_it_should_refuse_another(self, stage, sell, root):
            other = stage.issue()
            with refused("DiscountMarket_OtherReceivable", other, root):
                sell(stage.offer(receivable=other), root)

        def test_it_should_buy_the_one_it_names(self, stage, moved, sell, root):
            offer = stage.offer(receivable=root)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_refuse_one_that_does_not_exist(self, stage, sell):
            with refused("Receivables_NoSuchReceivable", 7):
                sell(stage.offer(), 7)

        def test_it_should_refuse_one_that_is_due(self, stage, sell, root, due_day):
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", obligation_of(root), due_day, due_day):
                sell(stage.offer(), root)

        def test_it_should_refuse_one_that_is_paid(self, stage, sell, root, due_day):
            stage.settle(root, FACE)
            with refused("Receivables_NotCirculating", obligation_of(root), due_day, due_day):
                sell(stage.offer(), root)

    class TestGivenTheTenor:
        def test_it_should_refuse_one_day_more(self, stage, sell, root):
            with refused("DiscountMarket_TenorTooLong", TENOR, TENOR - 1):
                sell(stage.offer(max_tenor_days=TENOR - 1), root)

        def test_it_should_buy_the_day_after(self, stage, moved, sell, root, today):
            offer = stage.offer(max_tenor_days=TENOR - 1)
            stage.move_to(today + 1)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE, TENOR - 1), FACE)

        def test_it_should_buy_at_its_longest(self, stage, moved, sell, root):
            offer = stage.offer(max_tenor_days=TENOR)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_buy_nothing_when_it_is_zero(self, stage, sell, root, due_day):
            stage.move_to(due_day - 1)
            with refused("DiscountMarket_TenorTooLong", 1, 0):
                sell(stage.offer(max_tenor_days=0), root)

    class TestGivenTheValue:
        def test_it_should_refuse_less_than_the_least(self, stage, sell, root):
            with refused("DiscountMarket_ValueTooSmall", 999, 1_000):
                sell(stage.offer(min_value=1_000), root, 999)

        def test_it_should_buy_the_least(self, stage, moved, sell, root):
            offer = stage.offer(min_value=1_000)
            assert moved(lambda: sell(offer, root, 1_000)) == exchange(price(offer, 1_000), 1_000)

        def test_it_should_refuse_zero_when_there_is_no_least(self, stage, sell, root):
            with refused("DiscountMarket_ValueTooSmall", 0, 0):
                sell(stage.offer(min_value=0), root, 0)

        def test_it_should_refuse_more_than_the_limit(self, stage, sell, root):
            """Rule F5."""
            with refused("DiscountMarket_LimitExceeded", FACE, FACE - 1):
                sell(stage.offer(limit=FACE - 1), root)

        def test_it_should_buy_all_of_the_limit(self, stage, moved, sell, root):
            offer = stage.offer(limit=FACE)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

        @pytest.mark.parametrize("value", [FACE + 1, 2**88, 2**256 - 2])
        def test_it_should_refuse_more_than_the_receivable_has(self, stage, sell, root, value):
            with refused("DiscountMarket_InsufficientValue", root, FACE, value):
                sell(stage.offer(limit=2**256 - 1), root, value)

    class TestGivenThePrice:
        def test_it_should_refuse_a_rate_that_is_too_high(self, stage, sell, root):
            with refused("Interest_RateTooHigh", MOST_RATE + 1, MOST_RATE):
                sell(stage.offer(rate_ppm=MOST_RATE + 1), root)

        @pytest.mark.parametrize("basis", [0, 359, 364, 366, 2**256 - 1])
        def test_it_should_refuse_a_basis_that_is_no_year(self, stage, sell, root, basis):
            with refused("Interest_InvalidBasis", basis):
                sell(stage.offer(basis=basis), root)

        def test_it_should_refuse_when_nothing_is_left(self, stage, sell, root):
            """A discount of exactly the value: 400 % a year, for a quarter of one."""
            with refused("DiscountMarket_NothingLeft", FACE, FACE):
                sell(stage.offer(rate_ppm=4_000_000), root)

        def test_it_should_refuse_when_the_discount_is_more_than_the_value(self, stage, sell, root):
            offer = stage.offer(rate_ppm=MOST_RATE)
            with refused("DiscountMarket_NothingLeft", FACE, FACE - price(offer, FACE)):
                sell(offer, root)

        def test_it_should_refuse_a_unit_of_which_rounding_leaves_nothing(self, stage, sell, root):
            with refused("DiscountMarket_NothingLeft", 1, 1):
                sell(stage.offer(rate_ppm=1, min_value=1), root, 1)

        def test_it_should_buy_when_one_unit_is_left(self, stage, moved, sell, root):
            offer = stage.offer(rate_ppm=3_999_996)
            assert moved(lambda: sell(offer, root)) == exchange(1, FACE)

        def test_it_should_refuse_the_obligor_with_recourse(self, stage, sell, root, anchor):
            offer = stage.offer(financier=anchor.address, recourse=True)
            with refused("DiscountMarket_RecourseToObligor", anchor):
                sell(offer, root, signature=stage.sign_offer(offer, "anchor"))

    class TestGivenTheDeadlineOfTheOffer:
        """Hostile M11: a deadline counts through its last second, and can be as far away as can be."""

        def test_it_should_buy_in_its_last_second(self, stage, moved, sell, root, clock):
            offer = stage.offer(deadline=stage.deadline(1))
            clock(offer.deadline)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE, TENOR - 1), FACE)

        def test_it_should_refuse_a_second_after(self, stage, sell, root, clock):
            offer = stage.offer(deadline=stage.deadline(1))
            clock(offer.deadline + 1)
            with refused("Calendar_DeadlinePassed", offer.deadline, offer.deadline + 1):
                sell(offer, root)

        def test_it_should_refuse_a_deadline_of_zero(self, stage, sell, root, clock):
            clock(second := stage.deadline(1))
            with refused("Calendar_DeadlinePassed", 0, second):
                sell(stage.offer(deadline=0), root)

        @pytest.mark.parametrize("deadline", [2**64 - 1, 2**256 - 1])
        def test_it_should_take_one_as_far_away_as_can_be(self, stage, moved, sell, root, deadline):
            offer = stage.offer(deadline=deadline)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

    class TestGivenTheDeadlineOfTheCall:
        """Hostile M11: the seller's own, as the offer's."""

        def test_it_should_buy_in_its_last_second(self, stage, moved, sell, root, clock):
            offer, last = stage.offer(), stage.deadline(1)
            clock(last)
            assert moved(lambda: sell(offer, root, deadline=last)) == exchange(price(offer, FACE, TENOR - 1), FACE)

        @pytest.mark.parametrize("late", [1, 3_600])
        def test_it_should_refuse_after_it(self, stage, sell, root, clock, late):
            clock((last := stage.deadline(1)) + late)
            with refused("Calendar_DeadlinePassed", last, last + late):
                sell(stage.offer(), root, deadline=last)

    class TestGivenTheCounter:
        """Rule F8."""

        @pytest.mark.parametrize("counter", [1, 2**64, 2**256 - 1])
        def test_it_should_refuse_one_that_has_not_come(self, stage, sell, root, financier, counter):
            with refused("DiscountMarket_OtherCounter", financier, 0, counter, 0):
                sell(stage.offer(counter=counter, salt=5), root)

        def test_it_should_refuse_one_that_has_passed(self, stage, discount_market, sell, root, financier):
            discount_market.cancelAll(0, {"from": financier})
            with refused("DiscountMarket_OtherCounter", financier, 0, 0, 1):
                sell(stage.offer(salt=5), root)

    class TestGivenTheSalt:
        @pytest.mark.parametrize("revolving", [False, True])
        def test_it_should_refuse_one_that_was_cancelled(
            self, stage, discount_market, sell, root, financier, revolving
        ):
            """Rule F8."""
            offer = stage.offer(revolving=revolving)
            discount_market.cancel(offer.salt, {"from": financier})
            with refused("DiscountMarket_SaltSpent", financier, offer.salt):
                sell(offer, root)

        def test_it_should_buy_with_one_that_another_has_spent(self, stage, discount_market, moved, sell, root, tier2):
            offer = stage.offer()
            discount_market.cancel(offer.salt, {"from": tier2})
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

    class TestGivenTheFinanciersMoney:
        def test_it_should_refuse_without_an_allowance(
            self, stage, currency, discount_market, unmoved, sell, root, financier
        ):
            offer = stage.offer()
            currency.approve(discount_market, price(offer, FACE) - 1, {"from": financier})
            needed = (discount_market, price(offer, FACE) - 1, price(offer, FACE))
            with unmoved(), refused("ERC20InsufficientAllowance", *needed):
                sell(offer, root)

        def test_it_should_refuse_without_the_money(self, stage, currency, unmoved, sell, root, financier, tier3):
            currency.transfer(tier3, (has := currency.balanceOf(financier)) - 9, {"from": financier})
            offer = stage.offer()
            assert has > price(offer, FACE)
            with unmoved(), refused("ERC20InsufficientBalance", financier, 9, price(offer, FACE)):
                sell(offer, root)
