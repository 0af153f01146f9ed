import pytest

from tests.stage import CAP, astuple, receivable_id, refused

OBLIGOR, SUPPLIER = 1, 2
ROOT = receivable_id(1, 0, 0, 1)
WRONG = "0x12345678"

# A contract of a few bytes, which nobody wrote in Solidity: it says yes to whatever it is asked.
BARE = "0x" + "57" * 20
YES = "631626ba7e60e01b5f52"  # writes the right answer down
ANSWERS = "0x" + YES + "60205ff3"  # and gives a word of 32 bytes
ANSWERS_SHORTLY = "0x" + YES + "60045ff3"  # and gives 4 bytes
ANSWERS_AT_LENGTH = "0x" + YES + "6207a1205ff3"  # and gives 500 000 bytes
WRITES_AND_ANSWERS = "0x60015f55" + YES + "60205ff3"  # writes into its storage first


@pytest.fixture
def bare(stage, replace_code):
    """Terms of which the obligor is the bare contract, once it has other code than it was registered with."""

    def act(code):
        replace_code(BARE, ANSWERS)
        stage.register(BARE, OBLIGOR, b"\x2d" * 32)
        stage.issuance.setCap(BARE, stage.currency, CAP, {"from": stage.cast["operator"]})
        replace_code(BARE, code)
        return stage.terms(obligor=BARE)

    return act


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

        def test_it_should_refuse_an_answer_of_4_bytes(self, stage, bare):
            terms = bare(ANSWERS_SHORTLY)
            with refused("Issuance_InvalidObligorSignature", BARE):
                stage.issue_terms(terms, b"\1")

        def test_it_should_not_read_what_is_behind_the_answer(self, receivables, issuance, bare, supplier):
            given = astuple(bare(ANSWERS_AT_LENGTH))
            tx = issuance.issue(given, b"\1", b"", {"from": supplier})
            assert (receivables.ownerOf(ROOT), tx.gas_used < 1_000_000) == (supplier, True)

        def test_it_should_refuse_one_that_would_change_something_when_asked(self, stage, bare):
            """Who is asked cannot call the ledger again, nor anything else that writes."""
            terms = bare(WRITES_AND_ANSWERS)
            with refused("Issuance_InvalidObligorSignature", BARE):
                stage.issue_terms(terms, b"\1")

        def test_it_should_take_the_same_one_without_the_change(self, stage, receivables, bare, supplier):
            stage.issue_terms(bare(ANSWERS), b"\1")
            assert receivables.ownerOf(ROOT) == supplier

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
