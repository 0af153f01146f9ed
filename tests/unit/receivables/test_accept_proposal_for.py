import pytest

from _local import member
from headwater import Domain, sign
from headwater._signing import proposal_message
from tests.stage import logged, refused

WRONG = "0x12345678"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Of the curve: a signature with s has a twin with ORDER - s that recovers the same key."""


def twin(signature):
    s = ORDER - int.from_bytes(signature[32:64])
    return signature[:32] + s.to_bytes(32) + bytes([27 + 28 - signature[64]])


def compact(signature):
    word = int.from_bytes(signature[32:64]) | (signature[64] - 27) << 255
    return signature[:32] + word.to_bytes(32)


FORMS = {
    "its twin": twin,
    "in 64 bytes": compact,
    "in 66 bytes": lambda signature: signature + b"\0",
    "with v counted from 0": lambda signature: signature[:64] + bytes([signature[64] - 27]),
}


@pytest.fixture
def agree(stage):
    """A key's signature over the acceptance of a proposal."""
    return lambda receivable, signer="tier2": sign(member(signer), stage.programme.suite.proposal_message(receivable))


@pytest.fixture
def reword(stage, receivables, proposed, supplier, today):
    """Tier 2's signature over the acceptance of the proposal, with some of its words changed."""
    domain = Domain("Headwater Receivables", stage.programme.w3.eth.chain_id, receivables.address)
    words = {"receivable": proposed, "proposer": supplier.address, "value": 300_000, "valid_until": today + 10}
    return lambda **changed: sign(member("tier2"), proposal_message(domain, **(words | changed)))


@pytest.fixture
def accept(receivables):
    return lambda receivable, signature, by: receivables.acceptProposalFor(receivable, signature, {"from": by})


@pytest.fixture
def wallet(admit):
    """A contract account for which the stranger's key signs."""
    return admit("SigningWallet")


class TestAcceptProposalFor:
    class TestGivenTheProposalPends:
        class TestWhenTheRecipientHasSigned:
            """Rule C13."""

            @pytest.mark.parametrize("caller", ["stranger", "supplier", "tier2"])
            def test_it_should_hand_it_over_at_anybodys_call(
                self, stage, receivables, accept, agree, proposed, tier2, caller
            ):
                accept(proposed, agree(proposed), stage.cast[caller])
                assert receivables.ownerOf(proposed) == tier2

            def test_it_should_clear_the_proposal(self, receivables, accept, agree, proposed, stranger, beside):
                accept(proposed, agree(proposed), stranger)
                assert beside(proposed) == [0, 0, 0]
                with refused("Receivables_NoSuchProposal", proposed):
                    receivables.proposal(proposed)

            def test_it_should_log_the_acceptance(self, accept, agree, proposed, supplier, tier2, stranger):
                tx = accept(proposed, agree(proposed), stranger)
                assert logged(tx, "ProposalAccepted") == [{"id": proposed, "recipient": tier2}]
                assert logged(tx, "Transfer") == [{"from": supplier, "to": tier2, "tokenId": proposed}]

            def test_it_should_accept_once(self, accept, agree, proposed, stranger):
                signature = agree(proposed)
                accept(proposed, signature, stranger)
                with refused("Receivables_NoSuchProposal", proposed):
                    accept(proposed, signature, stranger)

            def test_it_should_not_need_a_standing_acceptance(
                self, receivables, participants, accept, agree, proposed, tier2, stranger
            ):
                participants.setStandingAcceptance(False, {"from": tier2})
                accept(proposed, agree(proposed), stranger)
                assert receivables.ownerOf(proposed) == tier2

        class TestWhenTheSignatureIsNotForIt:
            """Rule C13."""

            @pytest.mark.parametrize("signer", ["supplier", "stranger", "anchor"])
            def test_it_should_refuse_another_signer(self, accept, agree, proposed, tier2, stranger, signer):
                with refused("Receivables_InvalidRecipientSignature", proposed, tier2):
                    accept(proposed, agree(proposed, signer), stranger)

            def test_it_should_refuse_one_for_another_proposal(
                self, stage, accept, agree, root, proposed, tier2, stranger
            ):
                other = stage.propose(root, tier2, 300_000)
                with refused("Receivables_InvalidRecipientSignature", other, tier2):
                    accept(other, agree(proposed), stranger)

            @pytest.mark.parametrize("word", ["receivable", "value", "valid_until"])
            def test_it_should_refuse_one_over_another_word(
                self, accept, agree, reword, proposed, tier2, stranger, word
            ):
                assert reword() == agree(proposed)
                with refused("Receivables_InvalidRecipientSignature", proposed, tier2):
                    accept(proposed, reword(**{word: 1}), stranger)

            def test_it_should_refuse_one_over_another_proposer(self, accept, reword, proposed, tier2, stranger):
                with refused("Receivables_InvalidRecipientSignature", proposed, tier2):
                    accept(proposed, reword(proposer=tier2.address), stranger)

            @pytest.mark.parametrize("form", FORMS)
            def test_it_should_refuse_the_right_one_in_another_form(
                self, accept, agree, proposed, tier2, stranger, form
            ):
                with refused("Receivables_InvalidRecipientSignature", proposed, tier2):
                    accept(proposed, FORMS[form](agree(proposed)), stranger)

            @pytest.mark.parametrize("given", [b"", b"\x01", b"\x00" * 65, b"\xff" * 65, b"\x11" * 64])
            def test_it_should_refuse_one_that_is_none(self, accept, proposed, tier2, stranger, given):
                with refused("Receivables_InvalidRecipientSignature", proposed, tier2):
                    accept(proposed, given, stranger)

            def test_it_should_refuse_the_recipients_own_call_without_one(self, accept, proposed, tier2):
                with refused("Receivables_InvalidRecipientSignature", proposed, tier2):
                    accept(proposed, b"", tier2)

        class TestWhenAPartyIsNotAccredited:
            @pytest.mark.parametrize("party", ["supplier", "tier2"])
            def test_it_should_refuse(self, stage, participants, accept, agree, proposed, operator, stranger, party):
                participants.revoke(stage.cast[party], {"from": operator})
                with refused("Participants_NotAccredited", stage.cast[party]):
                    accept(proposed, agree(proposed), stranger)

    class TestGivenTheRecipientIsAContract:
        def test_it_should_accept_by_its_signature(self, stage, receivables, accept, agree, root, wallet, supplier):
            proposed = stage.propose(root, wallet, 500)
            accept(proposed, agree(proposed, "stranger"), supplier)
            assert receivables.ownerOf(proposed) == wallet

        def test_it_should_refuse_the_signature_of_another_key(self, stage, accept, agree, root, wallet, supplier):
            proposed = stage.propose(root, wallet, 500)
            with refused("Receivables_InvalidRecipientSignature", proposed, wallet):
                accept(proposed, agree(proposed, "supplier"), supplier)

        def test_it_should_refuse_a_wrong_answer(self, stage, accept, agree, root, wallet, supplier, stranger):
            proposed = stage.propose(root, wallet, 500)
            wallet.setYes(WRONG, {"from": stranger})
            with refused("Receivables_InvalidRecipientSignature", proposed, wallet):
                accept(proposed, agree(proposed, "stranger"), supplier)

    class TestGivenTheProposalIsOver:
        def test_it_should_refuse_one_that_lapsed(self, stage, accept, agree, proposed, stranger, today):
            signature = agree(proposed)
            stage.move_to(today + 11)
            with refused("Receivables_ProposalLapsed", today + 10, today + 11):
                accept(proposed, signature, stranger)

        def test_it_should_refuse_one_that_was_declined(self, receivables, accept, agree, proposed, tier2, stranger):
            signature = agree(proposed)
            receivables.declineProposal(proposed, {"from": tier2})
            with refused("Receivables_NoSuchProposal", proposed):
                accept(proposed, signature, stranger)

        def test_it_should_refuse_one_that_was_withdrawn(
            self, receivables, accept, agree, proposed, supplier, stranger
        ):
            signature = agree(proposed)
            receivables.withdrawProposal(proposed, {"from": supplier})
            with refused("Receivables_NoSuchProposal", proposed):
                accept(proposed, signature, stranger)

        def test_it_should_refuse_its_signature_for_the_next(
            self, stage, receivables, accept, agree, root, proposed, supplier, tier2, stranger
        ):
            signature = agree(proposed)
            receivables.withdrawProposal(proposed, {"from": supplier})
            again = stage.propose(root, tier2, 300_000)
            with refused("Receivables_InvalidRecipientSignature", again, tier2):
                accept(again, signature, stranger)

    class TestGivenThereIsNoProposal:
        def test_it_should_refuse_an_ordinary_receivable(self, accept, child, stranger):
            with refused("Receivables_NoSuchProposal", child):
                accept(child, b"", stranger)

        def test_it_should_refuse_a_receivable_that_does_not_exist(self, accept, stranger):
            with refused("Receivables_NoSuchReceivable", 77):
                accept(77, b"", stranger)
