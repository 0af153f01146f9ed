import pytest

from _local import identity
from tests.stage import FACE, OPERATOR, TOKEN, logged, refused

OPEN, DEMANDED, MET = 1, 2, 3
FINANCIER = 4


@pytest.fixture
def dismiss(discount_market, stranger):
    return lambda recourse=1, by=stranger: discount_market.dismissDemand(recourse, {"from": by})


@pytest.fixture
def unapprove(receivables, discount_market, demanded, financier):
    return lambda: receivables.setApprovalForAll(discount_market, False, {"from": financier})


class TestDismissDemand:
    class TestGivenItCannotBeMet:
        """Rule R5."""

        class TestWhenTheMarketIsNotApproved:
            @pytest.fixture
            def tx(self, unapprove, dismiss):
                unapprove()
                return dismiss()

            def test_it_should_be_open_again(self, tx, state):
                assert state() == OPEN

            def test_it_should_count_no_more_against_the_seller(self, tx, demands):
                assert demands() == 0

            def test_it_should_log_the_end(self, tx, supplier):
                assert logged(tx, "RecourseDemandEnded") == [{"recourse": 1, "seller": supplier}]

            def test_it_should_refuse_a_second_time(self, tx, dismiss):
                with refused("DiscountMarket_WrongRecourseState", 1, OPEN):
                    dismiss()

            def test_it_should_be_demanded_again_once_it_is(
                self, tx, receivables, discount_market, state, demanded, financier
            ):
                receivables.approve[OPERATOR](discount_market, demanded, {"from": financier})
                discount_market.demandRecourse(1, {"from": financier})
                assert state() == DEMANDED

        class TestWhenAnyoneDismisses:
            @pytest.mark.parametrize("name", ["supplier", "financier", "anchor", "tier2", "stranger", "operator"])
            def test_it_should_end(self, stage, unapprove, dismiss, state, name):
                unapprove()
                dismiss(by=stage.cast[name])
                assert state() == OPEN

        class TestWhenTheReceivableHasMovedAway:
            def test_it_should_end(self, receivables, demanded, dismiss, state, financier, tier2):
                receivables.transferFrom[TOKEN](financier, tier2, demanded, {"from": financier})
                dismiss()
                assert state() == OPEN

        class TestWhenTheAccreditationOfTheFinancierHasEnded:
            def test_it_should_end(self, participants, operator, demanded, dismiss, state, financier):
                participants.revoke(financier, {"from": operator})
                dismiss()
                assert state() == OPEN

        class TestWhenTheObligationWasSettled:
            def test_it_should_end_before_the_receivable_is_claimed(self, stage, demanded, dismiss, state, demands):
                stage.pay(demanded, 2 * FACE)
                dismiss()
                assert (state(), demands()) == (OPEN, 0)

            def test_it_should_end_once_the_receivable_is_gone(
                self, stage, receivables, demanded, dismiss, state, financier
            ):
                stage.pay(demanded, 2 * FACE)
                receivables.claim(demanded, {"from": financier})
                dismiss()
                assert state() == OPEN

    class TestGivenItCanBeMet:
        """Rule R5."""

        @pytest.mark.parametrize("name", ["supplier", "financier", "stranger", "operator"])
        def test_it_should_refuse(self, stage, demanded, dismiss, name):
            with refused("DiscountMarket_DemandStands", 1):
                dismiss(by=stage.cast[name])

        def test_it_should_refuse_where_the_market_is_approved_for_the_receivable_alone(
            self, receivables, discount_market, demanded, unapprove, dismiss, financier
        ):
            unapprove()
            receivables.approve[OPERATOR](discount_market, demanded, {"from": financier})
            with refused("DiscountMarket_DemandStands", 1):
                dismiss()

        def test_it_should_refuse_after_a_part_was_paid(self, stage, demanded, dismiss):
            stage.pay(demanded, FACE - 1)
            with refused("DiscountMarket_DemandStands", 1):
                dismiss()

        def test_it_should_refuse_where_the_seller_does_not_take_receivables(
            self, participants, demanded, dismiss, supplier
        ):
            """A seller cannot shake off a demand by not taking what it has to take back."""
            participants.setStandingAcceptance(False, {"from": supplier})
            with refused("DiscountMarket_DemandStands", 1):
                dismiss()

        def test_it_should_refuse_where_the_accreditation_of_the_seller_has_ended(
            self, participants, operator, demanded, dismiss, supplier
        ):
            participants.revoke(supplier, {"from": operator})
            with refused("DiscountMarket_DemandStands", 1):
                dismiss()

        def test_it_should_refuse_once_the_financier_is_accredited_again(
            self, stage, participants, operator, demanded, dismiss, financier
        ):
            participants.revoke(financier, {"from": operator})
            stage.register(financier, FINANCIER, identity("financier"))
            with refused("DiscountMarket_DemandStands", 1):
                dismiss()

    class TestGivenItIsNotDemanded:
        def test_it_should_refuse_one_that_is_open(self, sold, late, dismiss):
            late()
            with refused("DiscountMarket_WrongRecourseState", 1, OPEN):
                dismiss()

        def test_it_should_refuse_one_that_was_met(self, discount_market, demanded, dismiss, supplier):
            discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})
            with refused("DiscountMarket_WrongRecourseState", 1, MET):
                dismiss()

        def test_it_should_refuse_one_that_is_none(self, sold, dismiss):
            with refused("DiscountMarket_WrongRecourseState", 0, 0):
                dismiss(0)
