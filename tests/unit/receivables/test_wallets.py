import pytest

from tests.stage import CAP, astuple, receivable_id, refused

OBLIGOR, SUPPLIER = 1, 2
ROOT = receivable_id(1, 0, 0, 1)
WRONG = "0x12345678"


@pytest.fixture
def wallet(stage, make, stranger):
    """A contract account that the stranger's key signs for, obligor and supplier, with a cap like the anchor's."""
    wallet = make("SigningWallet", stranger)
    stage.register(wallet, OBLIGOR | SUPPLIER, b"\x1d" * 32)
    stage.issuance.setCap(wallet, stage.currency, CAP, {"from": stage.cast["operator"]})
    return wallet


class TestWallets:
    class TestGivenTheObligorIsAContract:
        def test_it_should_accept_by_its_signature(self, stage, receivables, wallet, supplier):
            terms = stage.terms(obligor=wallet.address)
            stage.issue_terms(terms, stage.accept(terms, "stranger"))
            assert receivables.obligation(1)["obligor"] == wallet
            assert receivables.ownerOf(ROOT) == supplier

        def test_it_should_accept_by_its_call(self, stage, receivables, issuance, wallet, supplier, stranger):
            terms = stage.terms(obligor=wallet.address)
            call = issuance.issue.encode_input(astuple(terms), b"", stage.consent(terms))
            wallet.execute(issuance, call, {"from": stranger})
            assert receivables.ownerOf(ROOT) == supplier

        def test_it_should_refuse_the_signature_of_another_key(self, stage, wallet):
            terms = stage.terms(obligor=wallet.address)
            with refused("Issuance_InvalidObligorSignature", wallet):
                stage.issue_terms(terms, stage.accept(terms, "supplier"))

        def test_it_should_refuse_a_wrong_answer(self, stage, wallet, stranger):
            wallet.setYes(WRONG, {"from": stranger})
            terms = stage.terms(obligor=wallet.address)
            with refused("Issuance_InvalidObligorSignature", wallet):
                stage.issue_terms(terms, stage.accept(terms, "stranger"))

        def test_it_should_refuse_a_contract_that_knows_no_signatures(self, stage, currency):
            terms = stage.terms(obligor=currency.address)
            with refused("Issuance_InvalidObligorSignature", currency):
                stage.issue_terms(terms, stage.accept(terms, "stranger"))

    class TestGivenTheSellerIsAContract:
        def test_it_should_consent_by_its_signature(self, stage, receivables, wallet):
            terms = stage.terms(seller=wallet.address)
            stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "stranger"))
            assert receivables.ownerOf(ROOT) == wallet

        def test_it_should_refuse_the_signature_of_another_key(self, stage, wallet):
            terms = stage.terms(seller=wallet.address)
            with refused("Issuance_NoSellerConsent", wallet):
                stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "supplier"))

        def test_it_should_refuse_a_wrong_answer(self, stage, wallet, stranger):
            wallet.setYes(WRONG, {"from": stranger})
            terms = stage.terms(seller=wallet.address)
            with refused("Issuance_NoSellerConsent", wallet):
                stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "stranger"))
