from dataclasses import replace

import pytest
from eth_utils import keccak

from _local import member
from headwater import sign, sign_batch, struct_hash
from tests.stage import CAP, FACE, NOTHING, astuple, logged, minted, receivable_id, refused

ROOT = receivable_id(1, 0, 0, 1)
OBLIGOR = 1


@pytest.fixture
def gather(stage):
    """Terms that the anchor accepts together: this many, all different."""

    def act(number, **changes):
        terms = [stage.terms(**changes) for _ in range(number)]
        return sign_batch(member("anchor"), stage.programme.suite.domain, terms)

    return act


@pytest.fixture
def batch(gather):
    return gather(3)


@pytest.fixture
def issue_one(issuance, supplier):
    """Issue terms of a batch, at the supplier's call, unless something else is given."""

    def act(batch, index=0, by=supplier, **other):
        given = {"terms": batch.terms[index], "proof": batch.proof(index), "signature": batch.signature, **other}
        terms, proof, signature = astuple(given["terms"]), given["proof"], given["signature"]
        return issuance.issueFromBatch(terms, proof, signature, b"", {"from": by})

    return act


@pytest.fixture
def acceptance(stage):
    return lambda terms: "0x" + struct_hash(stage.programme.suite.acceptance_message(terms)).hex()


@pytest.fixture
def alone(stage, acceptance):
    """Terms alone in a batch of which the root is made of their hash, and a key's signature over it."""

    def act(leaf, signer, **changes):
        terms = stage.terms(**changes)
        root = leaf(bytes.fromhex(acceptance(terms)[2:]))
        return astuple(terms), sign(member(signer), stage.programme.suite.batch_message(root))

    return act


@pytest.fixture
def wallet(stage, make, stranger):
    """A contract account that the stranger's key signs for, an obligor with a cap like the anchor's."""
    wallet = make("SigningWallet", stranger)
    stage.register(wallet, OBLIGOR, b"\x1d" * 32)
    stage.issuance.setCap(wallet, stage.currency, CAP, {"from": stage.cast["operator"]})
    return wallet


class TestIssueFromBatch:
    class TestGivenTheObligorSignedABatch:
        """Rule I11."""

        class TestWhenTermsOfItAreIssued:
            @pytest.mark.parametrize(("number", "index"), [(1, 0), (2, 1), (3, 0), (3, 2), (5, 3), (1000, 617)])
            def test_it_should_mint_the_root_to_the_seller(
                self, receivables, gather, issue_one, supplier, worth, number, index
            ):
                issue_one(gather(number), index)
                assert (receivables.ownerOf(ROOT), worth(ROOT)) == (supplier, FACE)

            def test_it_should_issue_every_one_of_it(self, receivables, batch, issue_one, supplier, anchor, owed):
                roots = [minted(issue_one(batch, index))[0] for index in range(3)]
                assert roots == [receivable_id(number, 0, 0, 1) for number in (1, 2, 3)]
                assert owed() == 3 * FACE

            def test_it_should_log_like_any_issue(self, batch, issue_one, anchor, supplier):
                (log,) = logged(issue_one(batch, 1), "ObligationIssued")
                assert (log["obligation"], log["obligor"], log["seller"]) == (1, anchor, supplier)

            def test_it_should_issue_each_once(self, receivables, participants, batch, issue_one, anchor):
                issue_one(batch)
                known = participants.legalIdentityOf(anchor), "0x" + batch.terms[0].fingerprint.hex()
                with refused("InvoiceRegistry_AlreadyFinanced", *known, receivables, 1):
                    issue_one(batch)

            def test_it_should_refuse_one_that_was_issued_alone(
                self, stage, receivables, participants, batch, issue_one, anchor
            ):
                stage.issue_terms(batch.terms[0], stage.accept(batch.terms[0]))
                known = participants.legalIdentityOf(anchor), "0x" + batch.terms[0].fingerprint.hex()
                with refused("InvoiceRegistry_AlreadyFinanced", *known, receivables, 1):
                    issue_one(batch)

            def test_it_should_still_want_the_sellers_consent(self, batch, issue_one, supplier, stranger):
                with refused("Issuance_NoSellerConsent", supplier):
                    issue_one(batch, by=stranger)

            def test_it_should_take_the_sellers_consent(self, stage, receivables, issuance, batch, supplier, stranger):
                given = (astuple(batch.terms[0]), batch.proof(0), batch.signature, stage.consent(batch.terms[0]))
                issuance.issueFromBatch(*given, {"from": stranger})
                assert receivables.ownerOf(ROOT) == supplier

            def test_it_should_refuse_terms_that_lapsed(self, stage, batch, issue_one, today):
                stage.move_to(today + 11)
                with refused("Issuance_AcceptanceLapsed", today + 10, today + 11):
                    issue_one(batch)

        class TestWhenTheProofIsNotForIt:
            def test_it_should_refuse_the_proof_of_others(self, batch, issue_one, anchor):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, 0, proof=batch.proof(1))

            def test_it_should_refuse_an_empty_proof(self, batch, issue_one, anchor):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, proof=[])

            def test_it_should_refuse_one_that_is_too_long(self, batch, issue_one, anchor):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, proof=[*batch.proof(0), NOTHING])

            def test_it_should_refuse_other_terms(self, stage, batch, issue_one, anchor):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, terms=stage.terms())

            def test_it_should_refuse_a_higher_face(self, batch, issue_one, anchor):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, terms=replace(batch.terms[0], face=FACE + 1))

            def test_it_should_refuse_another_obligor(self, batch, issue_one, tier2):
                with refused("Issuance_InvalidObligorSignature", tier2):
                    issue_one(batch, terms=replace(batch.terms[0], obligor=tier2.address))

        class TestWhenTheSignatureIsNotForIt:
            def test_it_should_refuse_one_for_another_batch(self, batch, gather, issue_one, anchor):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, signature=gather(3).signature)

            def test_it_should_refuse_one_for_the_terms_alone(self, stage, batch, issue_one, anchor):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, signature=stage.accept(batch.terms[0]))

            def test_it_should_refuse_one_of_the_seller(self, stage, batch, issue_one, anchor):
                signature = sign(member("supplier"), stage.programme.suite.batch_message(batch.root))
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, signature=signature)

            def test_it_should_refuse_the_batchs_for_terms_alone(self, stage, gather, anchor):
                batch = gather(1)
                with refused("Issuance_InvalidObligorSignature", anchor):
                    stage.issue_terms(batch.terms[0], batch.signature)

        class TestWhenTheRootIsRevoked:
            """Rule I12."""

            def test_it_should_refuse_every_one_of_it(self, issuance, batch, issue_one, anchor):
                issuance.revokeAcceptance(batch.root, {"from": anchor})
                for index in range(3):
                    with refused("Issuance_AcceptanceRevoked", anchor, "0x" + batch.root.hex()):
                        issue_one(batch, index)

            def test_it_should_leave_what_was_issued(self, issuance, batch, issue_one, anchor, owed):
                issue_one(batch)
                issuance.revokeAcceptance(batch.root, {"from": anchor})
                assert owed() == FACE

            def test_it_should_leave_another_batch(self, issuance, batch, gather, issue_one, anchor, owed):
                issuance.revokeAcceptance(batch.root, {"from": anchor})
                issue_one(gather(2))
                assert owed() == FACE

            def test_it_should_not_count_from_somebody_else(self, issuance, batch, issue_one, supplier, owed):
                issuance.revokeAcceptance(batch.root, {"from": supplier})
                issue_one(batch)
                assert owed() == FACE

        class TestWhenOneAcceptanceIsRevoked:
            """Rule I12."""

            def test_it_should_refuse_that_one_alone(self, issuance, batch, issue_one, acceptance, anchor, owed):
                revoked = acceptance(batch.terms[1])
                issuance.revokeAcceptance(revoked, {"from": anchor})
                with refused("Issuance_AcceptanceRevoked", anchor, revoked):
                    issue_one(batch, 1)
                issue_one(batch, 2)
                assert owed() == FACE

    class TestGivenTheObligorCalls:
        def test_it_should_need_no_signature(self, receivables, gather, issue_one, anchor, tier2, participants):
            batch = gather(2, seller=tier2.address)
            issue_one(batch, by=anchor, signature=b"")
            assert receivables.ownerOf(ROOT) == tier2

        def test_it_should_still_heed_a_revoked_root(self, issuance, gather, issue_one, anchor, tier2):
            batch = gather(2, seller=tier2.address)
            issuance.revokeAcceptance(batch.root, {"from": anchor})
            with refused("Issuance_AcceptanceRevoked", anchor, "0x" + batch.root.hex()):
                issue_one(batch, by=anchor, signature=b"")

    class TestGivenTheObligorIsAContract:
        def test_it_should_accept_by_its_signature(self, receivables, issuance, supplier, wallet, alone):
            terms, signature = alone(lambda leaf: keccak(keccak(leaf)), "stranger", obligor=wallet.address)
            issuance.issueFromBatch(terms, [], signature, b"", {"from": supplier})
            assert receivables.ownerOf(ROOT) == supplier

        def test_it_should_refuse_the_signature_of_another_key(self, issuance, supplier, wallet, alone):
            terms, signature = alone(lambda leaf: keccak(keccak(leaf)), "anchor", obligor=wallet.address)
            with refused("Issuance_InvalidObligorSignature", wallet):
                issuance.issueFromBatch(terms, [], signature, b"", {"from": supplier})

    class TestGivenAnInnerNodeOfTheTree:
        @pytest.mark.parametrize("leaf", [bytes, keccak], ids=["not hashed", "hashed once"])
        def test_it_should_refuse_a_leaf_that_is_not_hashed_twice(self, issuance, supplier, anchor, alone, leaf):
            terms, signature = alone(leaf, "anchor")
            with refused("Issuance_InvalidObligorSignature", anchor):
                issuance.issueFromBatch(terms, [], signature, b"", {"from": supplier})

        def test_it_should_not_take_it_for_a_leaf(self, batch, acceptance, anchor, issue_one):
            leaves = [keccak(keccak(hexstr=acceptance(terms))) for terms in batch.terms]
            for two in (leaves[:2], leaves[1:], leaves[::2]):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issue_one(batch, proof=[keccak(b"".join(sorted(two)))] * 2)
