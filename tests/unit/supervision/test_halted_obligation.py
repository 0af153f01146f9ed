"""Hostile R5: of an obligation that is frozen or on hold nothing moves, by no exit."""

import pytest

from tests.stage import FACE, TOKEN, VALUE_TO, plain, refused
from tests.unit.supervision.conftest import REASON
from tests.unit.supervision.ways import LATE_WAYS, WAYS

HALTED = "Receivables_ObligationHalted"


@pytest.fixture
def lift(issuance, operator):
    """Lift the hold on the first obligation."""
    return lambda: issuance.liftHold(1, REASON, {"from": operator})


@pytest.fixture
def elsewhere(stage, receivables, supplier, tier2):
    """Whether a receivable of another obligation moves."""

    def told():
        other = stage.issue()
        receivables.transferFrom[VALUE_TO](other, tier2, 1_000, {"from": supplier})
        receivables.transferFrom[TOKEN](supplier, tier2, other, {"from": supplier})
        return receivables.ownerOf(other) == tier2

    return told


@pytest.fixture
def let_go(stage, receivables, proposed, supplier, tier2):
    """Decline what is set aside; withdraw it, for who holds it."""
    return {
        "decline": lambda: receivables.declineProposal(proposed, {"from": tier2}),
        "withdraw": lambda: receivables.withdrawProposal(proposed, {"from": supplier}),
    }


class TestHaltedObligation:
    """Rules X3, O1, O2."""

    class TestGivenTheObligationIsFrozen:
        @pytest.mark.parametrize("way", WAYS)
        def test_it_should_refuse_every_way_that_a_receivable_leaves(self, ways, way, freeze_obligation):
            freeze_obligation()
            with refused(HALTED, 1):
                ways(way)

        def test_it_should_leave_other_obligations(self, root, freeze_obligation, elsewhere):
            freeze_obligation()
            assert elsewhere()

        def test_it_should_refuse_to_accept_what_is_set_aside(
            self, receivables, freeze_obligation, agree, proposed, tier2, stranger
        ):
            freeze_obligation()
            with refused(HALTED, 1):
                receivables.acceptProposal(proposed, {"from": tier2})
            with refused(HALTED, 1):
                receivables.acceptProposalFor(proposed, agree(proposed), {"from": stranger})

        @pytest.mark.parametrize("end", ["decline", "withdraw"])
        def test_it_should_let_what_is_set_aside_be_declined_or_withdrawn(
            self, receivables, freeze_obligation, let_go, proposed, end
        ):
            freeze_obligation()
            let_go[end]()
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.proposal(proposed)

        def test_it_should_leave_every_way_open_once_it_is_frozen_no_longer(
            self, ways, freeze_obligation, receivables, root, tier2
        ):
            freeze_obligation()
            freeze_obligation(False)
            ways("transfer")
            assert receivables.ownerOf(root) == tier2

    class TestGivenTheObligationIsOnHold:
        """Hostile S4: nothing is split while a court or a dispute has it."""

        @pytest.mark.parametrize("way", WAYS)
        def test_it_should_refuse_every_way_that_a_receivable_leaves(self, ways, way, hold):
            hold()
            with refused(HALTED, 1):
                ways(way)

        def test_it_should_leave_other_obligations(self, stage, root, hold, receivables, tier2, supplier):
            other = stage.issue()
            hold()
            receivables.transferFrom[TOKEN](supplier, tier2, other, {"from": supplier})
            assert receivables.ownerOf(other) == tier2

        def test_it_should_refuse_to_accept_what_is_set_aside(
            self, receivables, hold, agree, proposed, tier2, stranger
        ):
            hold()
            with refused(HALTED, 1):
                receivables.acceptProposal(proposed, {"from": tier2})
            with refused(HALTED, 1):
                receivables.acceptProposalFor(proposed, agree(proposed), {"from": stranger})

        @pytest.mark.parametrize("end", ["decline", "withdraw"])
        def test_it_should_let_what_is_set_aside_be_declined_or_withdrawn(
            self, receivables, hold, let_go, proposed, end
        ):
            hold()
            let_go[end]()
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.proposal(proposed)

        def test_it_should_leave_every_way_open_once_the_hold_is_lifted(
            self, ways, hold, lift, receivables, root, tier2
        ):
            hold()
            lift()
            ways("transfer")
            assert receivables.ownerOf(root) == tier2

    class TestGivenTheObligationIsFrozenAndDue:
        @pytest.fixture(autouse=True)
        def _frozen(self, settled, freeze_obligation):
            freeze_obligation()

        @pytest.mark.parametrize("way", LATE_WAYS)
        def test_it_should_refuse_every_way_that_a_receivable_leaves(self, late_ways, way):
            with refused(HALTED, 1):
                late_ways(way)

        def test_it_should_take_payments(self, stage, receivables, issuance, operator, settled):
            other = stage.issue()
            issuance.freezeObligation(2, True, REASON, {"from": operator})
            stage.settle(other, FACE)
            assert receivables.obligation(2)["paid"] == FACE

        def test_it_should_refuse_a_claim(self, receivables, settled, supplier, tier2):
            for id_ in settled:
                with refused("Receivables_ObligationFrozen", 1):
                    receivables.claim(id_, {"from": tier2})

        def test_it_should_pass_it_over_among_many(self, stage, receivables, settled, supplier, currency):
            other = stage.issue()
            stage.settle(other, FACE)
            assert plain(receivables.claimMany.call([*settled, other], {"from": supplier})) == (0, 0, FACE)

        def test_it_should_pay_what_was_due_once_it_is_frozen_no_longer(
            self, receivables, freeze_obligation, settled, tier2, currency
        ):
            freeze_obligation(False)
            receivables.claimMany(settled, {"from": tier2})
            assert (currency.balanceOf(tier2), currency.balanceOf(receivables)) == (300_000, 0)

    class TestGivenTheObligationIsOnHoldAndDue:
        @pytest.fixture(autouse=True)
        def _held(self, settled, hold):
            hold()

        @pytest.mark.parametrize("way", LATE_WAYS)
        def test_it_should_refuse_every_way_that_a_receivable_leaves(self, late_ways, way):
            with refused(HALTED, 1):
                late_ways(way)

        def test_it_should_pay_claims(self, receivables, settled, tier2, currency):
            receivables.claimMany(settled, {"from": tier2})
            assert (currency.balanceOf(tier2), currency.balanceOf(receivables)) == (300_000, 0)

    class TestGivenItIsBothFrozenAndOnHold:
        @pytest.fixture(autouse=True)
        def _both(self, sellable, freeze_obligation, hold):
            freeze_obligation()
            hold()

        def test_it_should_stay_stopped_when_the_freeze_ends(self, ways, freeze_obligation, lift):
            freeze_obligation(False)
            with refused(HALTED, 1):
                ways("transfer")
            lift()
            ways("transfer")

        def test_it_should_stay_stopped_when_the_hold_is_lifted(self, ways, freeze_obligation, lift):
            lift()
            with refused(HALTED, 1):
                ways("transfer")
            freeze_obligation(False)
            ways("transfer")
