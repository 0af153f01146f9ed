import pytest

from tests.stage import NOTHING, TOKEN, refused

TRADER = 2 | 4
IDENTITY, SECOND = b"\x1d" * 32, b"\x2d" * 32
SECOND_SHOWN = "0x" + SECOND.hex()


@pytest.fixture
def bound(participants, tier2):
    return participants.legalIdentityOf(tier2)


@pytest.fixture
def address(operator):
    """Where the operator's next contract will stand."""
    return operator.get_deployment_address()


@pytest.fixture
def wallet(stage, make, stranger):
    """The stranger's contract account, a trader that is asked each time."""
    wallet = make("SigningWallet", stranger)
    stage.register(wallet, TRADER, IDENTITY)
    return wallet


@pytest.fixture
def hand(receivables, participants, root, supplier, stranger):
    """Give the root to a contract account, which stands for it."""

    def act(wallet):
        wallet.execute(participants, participants.setStandingAcceptance.encode_input(True), {"from": stranger})
        receivables.transferFrom[TOKEN](supplier, wallet, root, {"from": supplier})
        return wallet

    return act


class TestIdentities:
    class TestGivenAnAccountThatHoldsReceivables:
        """Hostile R1: an account is never bound to a second company. Rule P3."""

        def test_it_should_not_be_bound_anew_by_its_own_call(self, participants, child, tier2, bound):
            with refused("Participants_AlreadyBound", tier2, bound):
                participants.bind(SECOND_SHOWN, {"from": tier2})

        def test_it_should_not_be_bound_anew_by_its_registrar(self, stage, child, tier2, bound):
            with refused("Participants_AlreadyBound", tier2, bound):
                stage.register(tier2, TRADER, SECOND, "tier2")

        def test_it_should_not_be_bound_anew_once_it_is_revoked(
            self, stage, participants, operator, child, tier2, bound
        ):
            participants.revoke(tier2, {"from": operator})
            with refused("Participants_AlreadyBound", tier2, bound):
                stage.register(tier2, TRADER, SECOND, "tier2")

        def test_it_should_hold_what_it_held_under_the_identity_it_had(
            self, stage, participants, receivables, operator, child, tier2, bound
        ):
            participants.revoke(tier2, {"from": operator})
            stage.register(tier2, TRADER, bytes.fromhex(str(bound)[2:]), "tier2")
            assert participants.legalIdentityOf(tier2) == bound
            assert receivables.ownerOf(child) == tier2

    class TestGivenAnAddressWithoutCode:
        """Hostile R7: an address that cannot act for itself is bound by nobody. Rule P2."""

        def test_it_should_be_bound_by_nobodys_signature(self, stage, address):
            for signer in ("stranger", "tier2", "operator"):
                with refused("Participants_NotBound", address, IDENTITY):
                    stage.register(address, TRADER, IDENTITY, signer)

        def test_it_should_not_be_bound_by_what_is_deployed_there_later(
            self, stage, participants, operator, make, stranger
        ):
            address = operator.get_deployment_address(
                operator.nonce + 1
            )  # the one before is the refused registration's
            with refused("Participants_NotBound", address, IDENTITY):
                stage.register(address, TRADER, IDENTITY)
            assert make("SigningWallet", stranger) == address
            assert participants.legalIdentityOf(address) == NOTHING
            assert not participants.isAccredited(address)

        def test_it_should_be_bound_by_the_signature_of_what_was_deployed_there(
            self, stage, participants, make, address, stranger
        ):
            assert make("SigningWallet", stranger) == address
            with refused("Participants_NotBound", address, IDENTITY):
                stage.register(address, TRADER, IDENTITY, "tier2")
            stage.register(address, TRADER, IDENTITY, "stranger")
            assert participants.isAccredited(address)

    class TestGivenAContractThatHasLostItsCode:
        """Hostile R7: what was bound is the account; without code it can do nothing, and its registrar can end it."""

        def test_it_should_sign_nothing_any_more(self, stage, wallet, replace_code):
            terms = stage.terms(seller=wallet.address)
            replace_code(wallet, "0x")
            with refused("Issuance_NoSellerConsent", wallet):
                stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "stranger"))

        def test_it_should_still_be_paid_what_it_is_owed(
            self, stage, receivables, currency, root, wallet, hand, replace_code, stranger
        ):
            replace_code(hand(wallet), "0x")
            stage.settle(root, 1_000_000)
            receivables.claim(root, {"from": stranger})
            assert currency.balanceOf(wallet) == 1_000_000

        def test_it_should_be_whoever_is_deployed_there_again(
            self, stage, receivables, make, wallet, tier3, replace_code, code_of
        ):
            terms = stage.terms(seller=wallet.address)
            replace_code(wallet, code_of(make("SigningWallet", tier3)))
            with refused("Issuance_NoSellerConsent", wallet):
                stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "stranger"))
            root = stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "tier3"))
            assert receivables.ownerOf(root) == wallet

        def test_it_should_be_stopped_by_its_registrar(
            self, receivables, participants, operator, root, make, wallet, hand, replace_code, code_of, tier2, tier3
        ):
            replace_code(hand(wallet), code_of(make("SigningWallet", tier3)))
            participants.revoke(wallet, {"from": operator})
            call = receivables.transferFrom[TOKEN].encode_input(wallet, tier2, root)
            with refused("Participants_NotAccredited", wallet):
                wallet.execute(receivables, call, {"from": tier3})
