import pytest

from tests.stage import FACE, SPENDER, astuple, logged, plain, refused
from tests.unit.credit_notes.conftest import PAPER, REASON


@pytest.fixture
def shown(receivables):
    """Live face and what was cancelled of the first obligation."""
    return lambda: tuple(int(receivables.obligation(1)[name]) for name in ("liveFace", "cancelled"))


@pytest.fixture
def sold(stage, discount_market, root):
    """All of the root's value, sold to the financier; the supplier has the money."""
    stage.entrust(discount_market, "supplier", "financier")
    stage.give("financier", 2 * FACE)
    offer = stage.offer()
    sale = (astuple(offer), stage.sign_offer(offer), root, FACE, 0, stage.deadline())
    discount_market.sell(*sale, {"from": stage.cast["supplier"]})
    return root


class TestIssueCreditNote:
    """Rules N1, N2."""

    class TestGivenTheSellerHoldsEnough:
        def test_it_should_cancel_the_amount_and_owe_nothing(self, root, credit, shown, worth, claim, claims):
            credit(200_000, root)
            assert (shown(), worth(root)) == ((FACE - 200_000, 200_000), FACE - 200_000)
            assert (claim(), claims()) == (0, 0)

        def test_it_should_lower_what_the_obligor_owes(self, root, credit, owed):
            credit(200_000, root)
            assert owed() == FACE - 200_000

        def test_it_should_give_what_was_cancelled_and_what_is_owed(self, notes, root, child, entrusted, supplier):
            given = notes.issueCreditNote.call(1, FACE, [root], PAPER, {"from": supplier})
            assert plain(given) == (FACE - 300_000, 300_000)

        def test_it_should_log_the_credit_note_with_its_paper(self, root, credit, supplier, anchor):
            (log,) = logged(credit(200_000, root), "CreditNoteIssued")
            assert list(log.values()) == [1, supplier, anchor, 200_000, 0, PAPER]

        def test_it_should_cancel_from_several_in_their_order(self, stage, root, credit, supplier, worth):
            first, second = stage.split(root, (supplier, 30_000), (supplier, 40_000))
            credit(50_000, first, second)
            assert [worth(id_) for id_ in (first, second, root)] == [0, 20_000, FACE - 70_000]

        def test_it_should_leave_what_comes_after_enough(self, stage, root, child, credit, supplier, worth):
            (first,) = stage.split(root, (supplier, 30_000))
            credit(30_000, first, root, child)
            assert (worth(first), worth(root), worth(child)) == (0, FACE - 330_000, 300_000)

        def test_it_should_cancel_by_an_allowance_of_value(self, receivables, notes, root, supplier, shown):
            receivables.approve[SPENDER](root, notes, 20_000, {"from": supplier})
            notes.issueCreditNote(1, 20_000, [root], PAPER, {"from": supplier})
            assert shown() == (FACE - 20_000, 20_000)

    class TestGivenValueHasMovedOn:
        """Hostile S5: what has moved on is its holders'; the rest is owed, on record."""

        def test_it_should_cancel_what_is_held_and_owe_the_rest(self, root, child, credit, shown, claim, claims):
            (log,) = logged(credit(900_000, root), "CreditNoteIssued")
            assert (log["cancelled"], log["owed"]) == (700_000, 200_000)
            assert (shown(), claim(), claims()) == ((300_000, 700_000), 200_000, 1)

        def test_it_should_leave_what_others_hold(
            self, stage, receivables, root, child, credit, worth, tier2, currency
        ):
            credit(900_000, root)
            assert worth(child) == 300_000
            stage.settle(child, FACE)
            receivables.claim(child, {"from": tier2})
            assert currency.balanceOf(tier2) == 300_000

        def test_it_should_owe_all_where_nothing_is_held(self, root, credit, shown, claim):
            credit(250_000)
            assert (shown(), claim()) == ((FACE, 0), 250_000)

        def test_it_should_pass_over_one_that_is_empty(self, stage, root, credit, tier2, claim):
            stage.split(root, (tier2, FACE))
            credit(10_000, root)
            assert claim() == 10_000

    class TestGivenAClaimStandsAlready:
        def test_it_should_add_to_it(self, credit, owing, claim):
            credit(50_000)
            assert claim() == 150_000

        def test_it_should_count_it_once(self, credit, owing, sister, claims, claim):
            credit(50_000, by=sister)
            assert (claims(), claims(sister), claim(), claim(sister)) == (1, 1, 150_000, 150_000)

        def test_it_should_count_another_obligors_apart(self, credit, owing, tier3s, tier3, claim, claims):
            credit(7_000, obligation=2)
            assert (claim(), claim(obligor=tier3), claims()) == (100_000, 7_000, 2)

    class TestGivenTheSellerHasSoldItToAFinancier:
        """Hostile W10: it makes a debt of the seller's, and takes nothing of the financier's."""

        def test_it_should_leave_the_financier_whole(self, sold, credit, shown, claim, currency, supplier):
            before = currency.balanceOf(supplier)
            credit(400_000)
            assert (shown(), claim(), currency.balanceOf(supplier)) == ((FACE, 0), 400_000, before)

        def test_it_should_show_the_claim_to_who_buys_next(self, sold, credit, notes, sister, claim, claims):
            credit(400_000)
            assert (claim(sister), claims(sister)) == (400_000, 1)

    class TestGivenTheObligationIsDue:
        @pytest.fixture(autouse=True)
        def _due(self, stage, root):
            stage.mature(root)

        def test_it_should_owe_all(self, root, credit, shown, claim):
            credit(200_000, root)
            assert (shown(), claim()) == ((FACE, 0), 200_000)

        def test_it_should_leave_the_receivable(self, stage, receivables, root, credit, supplier, currency):
            credit(200_000, root)
            stage.pay(root, FACE)
            receivables.claim(root, {"from": supplier})
            assert currency.balanceOf(supplier) == FACE

    class TestGivenMovementIsStopped:
        def test_it_should_refuse_a_frozen_receivable(self, receivables, root, credit, supplier, operator):
            receivables.setFrozenTokens(supplier, root, True, {"from": operator})
            with refused("ERC7943InsufficientUnfrozenBalance", supplier, root):
                credit(200_000, root)

        def test_it_should_refuse_an_obligation_on_hold(self, issuance, root, credit, operator, today):
            issuance.placeHold(1, operator, today, REASON, {"from": operator})
            with refused("Receivables_ObligationHalted", 1):
                credit(200_000, root)

        def test_it_should_refuse_a_frozen_obligation(self, issuance, root, credit, operator):
            issuance.freezeObligation(1, True, REASON, {"from": operator})
            with refused("Receivables_ObligationHalted", 1):
                credit(200_000, root)

        def test_it_should_refuse_a_frozen_seller(self, participants, root, credit, supplier, operator):
            participants.setFrozen(supplier, True, REASON, {"from": operator})
            for ids in ([root], []):
                with refused("Participants_AccountFrozen", supplier):
                    credit(200_000, *ids)

        def test_it_should_owe_all_out_of_nothing_while_it_is_on_hold(
            self, issuance, root, credit, operator, today, claim
        ):
            issuance.placeHold(1, operator, today, REASON, {"from": operator})
            credit(200_000)
            assert claim() == 200_000

    class TestWhenAReceivableDoesNotFit:
        def test_it_should_refuse_one_of_another_obligation(self, stage, root, credit):
            other = stage.issue()
            with refused("CreditNotes_OtherObligation", other, 1):
                credit(200_000, other)

        def test_it_should_refuse_one_that_another_holds(self, child, credit, supplier):
            with refused("CreditNotes_NotHolder", child, supplier):
                credit(200_000, child)

        def test_it_should_refuse_one_of_another_account_of_its_company(self, root, credit, sister):
            with refused("CreditNotes_NotHolder", root, sister):
                credit(200_000, root, by=sister)

        def test_it_should_refuse_one_that_was_not_entrusted(self, notes, root, supplier):
            with refused("Receivables_InsufficientAllowance", root, notes, 0, 200_000):
                notes.issueCreditNote(1, 200_000, [root], PAPER, {"from": supplier})

        def test_it_should_refuse_one_that_is_set_aside(self, proposed, credit, tier2, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                credit(200_000, proposed)

        def test_it_should_refuse_one_that_does_not_exist(self, root, credit):
            with refused("Receivables_NoSuchReceivable", 77):
                credit(200_000, 77)

    class TestWhenTheCallIsWrong:
        def test_it_should_refuse_nothing_as_the_amount(self, root, credit):
            with refused("CreditNotes_ZeroAmount"):
                credit(0, root)

        def test_it_should_refuse_more_than_the_invoice_was(self, root, credit):
            with refused("CreditNotes_AboveFace", FACE, FACE + 1):
                credit(FACE + 1, root)

        def test_it_should_refuse_51_receivables(self, root, credit):
            with refused("CreditNotes_BatchTooLarge", 51, 50):
                credit(1, *[root] * 51)

        def test_it_should_take_50(self, stage, root, credit, supplier, shown):
            parts = stage.split(root, *[(supplier, 1)] * 50)
            credit(50, *parts)
            assert shown() == (FACE - 50, 50)

        @pytest.mark.parametrize("number", [0, 2])
        def test_it_should_refuse_an_obligation_that_does_not_exist(self, root, credit, number):
            with refused("Receivables_NoSuchObligation", number):
                credit(1, root, obligation=number)

        def test_it_should_refuse_a_stranger(self, root, credit, stranger):
            with refused("Participants_NotAccredited", stranger):
                credit(1, by=stranger)
