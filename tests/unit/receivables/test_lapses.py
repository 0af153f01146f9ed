import pytest

from _local import member
from headwater import refusals, sign, sign_batch
from tests.stage import FACE, refused

GUARANTOR = 16
SUPPLIER = 2
IDENTITY = b"\x1d" * 32
FAR = 2**32 - 1


@pytest.fixture
def accredit(participants, operator):
    """Accredit an account anew, through a last day and with other capacities if some are named."""

    def act(account, until=FAR, capacities=None):
        known = participants.standingOf(account)["capacities"] if capacities is None else capacities
        entry = (account, participants.legalIdentityOf(account), known, "0x4445", until)
        participants.register(entry, b"", {"from": operator})

    return act


@pytest.fixture
def revoke(participants, operator):
    return lambda account: participants.revoke(account, {"from": operator})


@pytest.fixture
def signed(stage):
    """Terms with the obligor's signature over them."""
    terms = stage.terms()
    return terms, stage.accept(terms)


@pytest.fixture
def untouched(receivables, invoice_registry, participants, anchor, owed):
    """Tell that nothing came of terms: no debt, no obligation, and the invoice still free."""

    def found(terms):
        identity, invoice = participants.legalIdentityOf(anchor), "0x" + terms.fingerprint.hex()
        free = tuple(invoice_registry.financingOf(identity, invoice))[1] == 0
        return free and owed() == 0 and receivables.balanceOf["address"](terms.seller) == 0

    return found


@pytest.fixture
def promised(stage, proposed):
    """A proposal for tier 2, and its signature to take it."""
    return proposed, sign(member("tier2"), stage.programme.suite.proposal_message(proposed))


class TestLapses:
    class TestGivenAnAcceptanceSignedBeforeAnAccreditationEnded:
        """Hostile R2: a signature is worth no more than the accreditation is on the day of the issue."""

        def test_it_should_not_be_issued_once_the_obligor_is_revoked(self, stage, signed, revoke, anchor, untouched):
            revoke(anchor)
            with refused("Participants_NotAccredited", anchor):
                stage.issue_terms(*signed)
            assert untouched(signed[0])

        def test_it_should_not_be_issued_the_day_after_the_obligors_last(
            self, stage, signed, accredit, anchor, today, untouched
        ):
            accredit(anchor, today)
            stage.move_to(today + 1)
            with refused("Participants_NotAccredited", anchor):
                stage.issue_terms(*signed)
            assert untouched(signed[0])

        def test_it_should_not_be_issued_once_the_seller_is_revoked(self, stage, signed, revoke, supplier, untouched):
            revoke(supplier)
            with refused("Participants_NotAccredited", supplier):
                stage.issue_terms(*signed)
            assert untouched(signed[0])

        def test_it_should_not_be_issued_once_the_obligor_may_owe_no_more(
            self, stage, signed, accredit, anchor, untouched
        ):
            accredit(anchor, capacities=SUPPLIER)
            with refused("Participants_LacksCapacity", anchor, 1):
                stage.issue_terms(*signed)
            assert untouched(signed[0])

        def test_it_should_not_be_issued_once_the_guarantor_is_revoked(self, stage, revoke, stranger, untouched):
            stage.register(stranger, GUARANTOR, IDENTITY)
            terms = stage.terms(guarantor=stranger.address)
            accepted = stage.accept(terms)
            revoke(stranger)
            with refused("Participants_NotAccredited", stranger):
                stage.issue_terms(terms, accepted)
            assert untouched(terms)

        def test_it_should_not_be_issued_out_of_a_batch(self, stage, revoke, anchor, supplier, untouched):
            suite, terms = stage.programme.suite, [stage.terms() for _ in range(3)]
            batch = sign_batch(member("anchor"), suite.domain, terms)
            revoke(anchor)
            with pytest.raises(refusals.Participants_NotAccredited) as caught:
                suite.issue_from_batch(terms[1], batch.proof(1), batch.signature, sender=supplier.address)
            assert caught.value.account == anchor
            assert untouched(terms[1])

        def test_it_should_be_issued_on_the_last_day(self, stage, receivables, signed, accredit, anchor, today):
            accredit(anchor, today + 1)
            stage.move_to(today + 1)
            assert receivables.balanceOf["uint256"](stage.issue_terms(*signed)) == FACE

        def test_it_should_be_issued_when_the_accreditation_holds_again(
            self, stage, receivables, signed, revoke, accredit, anchor
        ):
            revoke(anchor)
            accredit(anchor)
            assert receivables.balanceOf["uint256"](stage.issue_terms(*signed)) == FACE

    class TestGivenAProposalSignedForBeforeAnAccreditationEnded:
        """Hostile R2: who signed for a proposal takes it only while both ends are accredited."""

        def test_it_should_not_be_accepted_once_the_recipient_is_revoked(
            self, receivables, promised, revoke, tier2, supplier, stranger
        ):
            revoke(tier2)
            with refused("Participants_NotAccredited", tier2):
                receivables.acceptProposalFor(*promised, {"from": stranger})
            assert receivables.ownerOf(promised[0]) == supplier

        def test_it_should_not_be_accepted_once_the_proposer_is_revoked(
            self, receivables, promised, revoke, supplier, stranger
        ):
            revoke(supplier)
            with refused("Participants_NotAccredited", supplier):
                receivables.acceptProposalFor(*promised, {"from": stranger})
            assert receivables.ownerOf(promised[0]) == supplier

        def test_it_should_be_accepted_when_the_accreditation_holds_again(
            self, receivables, promised, revoke, accredit, tier2, stranger
        ):
            revoke(tier2)
            accredit(tier2)
            receivables.acceptProposalFor(*promised, {"from": stranger})
            assert receivables.ownerOf(promised[0]) == tier2
