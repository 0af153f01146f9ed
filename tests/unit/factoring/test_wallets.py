import pytest

from tests.stage import FACE, TOKEN, astuple, refused
from tests.unit.signing import ANSWERS, SAYS_YES, SAYS_YES_AT_LENGTH, WRONG

BOTH = 2 | 4

# A contract of a few bytes, which nobody wrote in Solidity: it says yes to whatever it is asked.
BARE = "0x" + "57" * 20


@pytest.fixture
def wallet(stage, make, participants, factoring, stranger):
    """A contract account, seller and financier, for which the stranger's key signs; it has approved the factoring."""
    wallet = make("SigningWallet", stranger)
    stage.register(wallet, BOTH, b"\x1d" * 32)
    for target, call in (
        (participants, participants.setStandingAcceptance.encode_input(True)),
        (stage.receivables, stage.receivables.setApprovalForAll.encode_input(factoring, True)),
        (stage.currency, stage.currency.approve.encode_input(factoring, FACE)),
    ):
        wallet.execute(target, call, {"from": stranger})
    return wallet


@pytest.fixture
def lends(stage, wallet, currency, root):
    """Terms of an advance of which the wallet is the financier, with money for it."""
    currency.mint(wallet, FACE, {"from": stage.cast["stranger"]})
    return stage.advance(root, financier=wallet.address)


@pytest.fixture
def borrows(stage, wallet, receivables, root, supplier):
    """Terms of an advance of which the wallet is the seller."""
    receivables.transferFrom[TOKEN](supplier, wallet, root, {"from": supplier})
    return stage.advance(root, seller=wallet.address, surplus_to=wallet.address)


@pytest.fixture
def begin(stage, factoring, ready):
    """Open an advance at tier 3's call, by the signatures of those who are named."""

    def act(terms, seller, financier):
        signed = (stage.sign_advance(terms, who) for who in (seller, financier))
        return factoring.open(astuple(terms), *signed, {"from": stage.cast["tier3"]})

    return act


@pytest.fixture
def bare(stage, currency, replace_code, root):
    """Terms of which the financier is the bare contract, once it has other code than it was registered with."""

    def act(code):
        replace_code(BARE, SAYS_YES)
        stage.register(BARE, BOTH, b"\x2d" * 32)
        replace_code(BARE, code)
        return stage.advance(root, financier=BARE)

    return act


class TestWallets:
    class TestGivenTheFinancierIsAContract:
        def test_it_should_lend_by_its_signature(self, begin, lends, wallet, currency):
            begin(lends, "supplier", "stranger")
            assert currency.balanceOf(wallet) == FACE - 800_000

        def test_it_should_lend_by_its_call(self, stage, lends, ready, wallet, factoring, currency, stranger):
            signed = stage.sign_advance(lends, "supplier")
            wallet.execute(factoring, factoring.open.encode_input(astuple(lends), signed, b""), {"from": stranger})
            assert currency.balanceOf(wallet) == FACE - 800_000

        def test_it_should_be_paid_back(self, begin, lends, repay, wallet, currency):
            begin(lends, "supplier", "stranger")
            repay(lends, 800_000)
            assert currency.balanceOf(wallet) == FACE

        def test_it_should_refuse_the_signature_of_another_key(self, begin, lends, wallet):
            with refused("Factoring_InvalidSignature", wallet):
                begin(lends, "supplier", "financier")

        def test_it_should_refuse_a_wrong_answer(self, begin, lends, wallet, stranger):
            """Hostile M6: the key is the wallet's no longer when its signature is brought."""
            wallet.setYes(WRONG, {"from": stranger})
            with refused("Factoring_InvalidSignature", wallet):
                begin(lends, "supplier", "stranger")

        def test_it_should_refuse_what_the_wallet_has_revoked(self, begin, lends, named, wallet, factoring, stranger):
            wallet.execute(factoring, factoring.revoke.encode_input(named(lends)), {"from": stranger})
            with refused("Factoring_AdvanceRevoked", wallet, named(lends)):
                begin(lends, "supplier", "stranger")

    class TestGivenTheSellerIsAContract:
        def test_it_should_borrow_by_its_signature(self, begin, borrows, wallet, currency):
            begin(borrows, "stranger", "financier")
            assert currency.balanceOf(wallet) == 800_000

        def test_it_should_have_its_receivable_back(self, begin, borrows, repay, release, held, root, wallet):
            begin(borrows, "stranger", "financier")
            repay(borrows, 800_000)
            release(borrows)
            assert held(root) == wallet

        def test_it_should_refuse_the_signature_of_another_key(self, begin, borrows, wallet):
            with refused("Factoring_InvalidSignature", wallet):
                begin(borrows, "supplier", "financier")

        def test_it_should_refuse_a_wrong_answer(self, begin, borrows, wallet, stranger):
            wallet.setYes(WRONG, {"from": stranger})
            with refused("Factoring_InvalidSignature", wallet):
                begin(borrows, "stranger", "financier")

    class TestGivenItAnswersOddly:
        """Hostile M5: another magic, no answer, a refusal, gas gone, half a megabyte."""

        @pytest.mark.parametrize("code", ANSWERS.values(), ids=ANSWERS)
        def test_it_should_refuse(self, begin, bare, code):
            terms = bare(code)
            with refused("Factoring_InvalidSignature", BARE):
                begin(terms, "supplier", "stranger")

        def test_it_should_not_read_what_is_behind_the_answer(self, begin, bare, factoring):
            """It signs, and goes on to what the contract has not approved."""
            terms = bare(SAYS_YES_AT_LENGTH)
            with refused("ERC20InsufficientAllowance", factoring, 0, 800_000):
                begin(terms, "supplier", "stranger")
