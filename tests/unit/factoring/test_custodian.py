import pytest

from tests.stage import FACE, refused

INTEREST = 8_400


@pytest.fixture
def paid(stage, due):
    """The opened advance, its receivable paid in full."""
    stage.pay(due.receivables[0], FACE)
    return due


@pytest.fixture
def revoked(paid, revoke, factoring):
    """The same, once the custodian's own accreditation has ended."""
    revoke(factoring)
    return paid


class TestCustodian:
    class TestGivenItsOwnAccreditationEnded:
        """Hostile R3: what is owed to it stays with the ledger, and comes when it is accredited again."""

        def test_it_should_refuse_to_collect_by_name(self, revoked, collect, factoring):
            with refused("Participants_NotAccredited", factoring):
                collect(revoked)

        def test_it_should_lose_nothing(self, revoked, receivables, root, debt):
            assert receivables.receivable(root)["claimable"] == FACE
            assert debt(revoked) == (800_000, INTEREST)

        def test_it_should_collect_when_it_is_accredited_again(
            self, revoked, accredit, factoring, collect, currency, financier, supplier
        ):
            accredit(factoring)
            collect(revoked)
            assert currency.balanceOf(financier) == 10 * FACE + INTEREST
            assert currency.balanceOf(supplier) == FACE - INTEREST

        def test_it_should_still_be_paid_back(self, revoked, repay, debt):
            repay(revoked, FACE)
            assert debt(revoked) == (0, 0)

        def test_it_should_refuse_to_hand_out_by_name(self, revoked, repay, release, participants, factoring, supplier):
            participants.setStandingAcceptance(True, {"from": supplier})
            repay(revoked, FACE)
            with refused("Participants_NotAccredited", factoring):
                release(revoked)

        def test_it_should_still_pay_out_what_is_parked(self, paid, revoke, accredit, collect, factoring, financier):
            revoke(financier)
            collect(paid)
            accredit(financier)
            revoke(factoring)
            assert factoring.withdrawCredit.call(financier, paid.currency, financier) == 800_000 + INTEREST

    class TestGivenItsPlace:
        def test_it_should_be_a_custodian_of_its_own_company(self, participants, factoring, supplier, financier):
            assert participants.standingOf(factoring)["capacities"] == 8
            parties = [participants.legalIdentityOf(party) for party in (supplier, financier)]
            assert participants.legalIdentityOf(factoring) not in parties

        def test_it_should_never_be_bound_anew(self, participants, factoring, operator):
            bound = participants.legalIdentityOf(factoring)
            entry = (factoring, "0x" + "11" * 32, 8, "0x4445", 2**32 - 1)
            with refused("Participants_AlreadyBound", factoring, bound):
                participants.register(entry, b"", {"from": operator})
