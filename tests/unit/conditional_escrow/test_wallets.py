"""Rule E1: contract accounts agree by ERC-1271, or by their own call."""

import pytest

from tests.stage import FACE, TOKEN, astuple, refused
from tests.unit.signing import ANSWERS, SAYS_YES, SAYS_YES_AT_LENGTH, WRONG


@pytest.fixture
def wallet(stage, admit, escrow, ready, currency, receivables, stranger):
    """An accredited contract account for which the stranger's key signs; it has money and has approved the escrow."""
    wallet = admit("SigningWallet")
    currency.mint(wallet, FACE, {"from": stranger})
    for target, call in (
        (currency, currency.approve.encode_input(escrow, FACE)),
        (receivables, receivables.setApprovalForAll.encode_input(escrow, True)),
    ):
        wallet.execute(target, call, {"from": stranger})
    return wallet


@pytest.fixture
def pays(stage, wallet):
    """Terms by which the wallet pays."""
    return stage.agreement(payer=wallet.address)


@pytest.fixture
def earns(stage, wallet):
    """Terms by which the wallet earns."""
    return stage.agreement(payee=wallet.address)


@pytest.fixture
def begin(stage, escrow):
    """Begin at tier 3's call, by the keys named or the bytes given."""

    def act(terms, *given):
        signed = [one if isinstance(one, bytes) else stage.sign_agreement(terms, one)[0] for one in given]
        return escrow.begin(astuple(terms), signed, {"from": stage.cast["tier3"]})

    return act


@pytest.fixture
def call_by(wallet, stranger):
    """The wallet calls a contract."""
    return lambda target, data: wallet.execute(target, data, {"from": stranger})


class TestWallets:
    class TestGivenThePayerIsAContract:
        def test_it_should_agree_by_its_signature(self, begin, pays, holds, wallet, escrow):
            begin(pays, "stranger", "supplier")
            assert (holds(wallet), holds(escrow)) == (0, FACE)

        def test_it_should_agree_by_its_call(self, stage, escrow, pays, call_by, funded):
            signed = [b"", *stage.sign_agreement(pays, "supplier")]
            call_by(escrow, escrow.begin.encode_input(astuple(pays), signed))
            assert funded(pays)

        def test_it_should_fund_by_its_call(self, stage, begin, escrow, wallet, call_by, funded):
            due = (stage.milestone(amount=1), stage.milestone(amount=2))
            begin(terms := stage.agreement(*due, payer=wallet.address, funded_at_once=1), "stranger", "supplier")
            call_by(escrow, escrow.fund.encode_input(astuple(terms), 1, 0))
            assert funded(terms, 1)

        def test_it_should_revoke_by_its_call(self, begin, escrow, pays, call_by, named):
            call_by(escrow, escrow.revoke.encode_input(astuple(pays)))
            with refused("ConditionalEscrow_Revoked", named(pays)):
                begin(pays, "stranger", "supplier")

        @pytest.mark.parametrize("key", ["anchor", "supplier", "tier3"])
        def test_it_should_refuse_the_signature_of_another_key(self, begin, pays, wallet, key):
            with refused("ConditionalEscrow_InvalidSignature", wallet):
                begin(pays, key, "supplier")

        @pytest.mark.parametrize("answer", ANSWERS)
        def test_it_should_refuse_any_answer_but_the_right_one(self, begin, pays, replace_code, wallet, answer):
            """Hostile M5: whatever the contract does when it is asked."""
            replace_code(wallet, ANSWERS[answer])
            with refused("ConditionalEscrow_InvalidSignature", wallet):
                begin(pays, b"\1", "supplier")

        @pytest.mark.parametrize("code", [SAYS_YES, SAYS_YES_AT_LENGTH], ids=["short", "at length"])
        def test_it_should_not_read_what_is_behind_the_right_one(self, begin, pays, replace_code, wallet, funded, code):
            """Hostile M5: half a megabyte behind the answer."""
            replace_code(wallet, code)
            begin(pays, b"\1", "supplier")
            assert funded(pays)

        def test_it_should_refuse_a_key_that_was_removed(self, stage, begin, pays, replace_owner, wallet):
            """Hostile M6: as the agreement begins, not as it was signed."""
            (signed,) = stage.sign_agreement(pays, "stranger")
            replace_owner(wallet)
            with refused("ConditionalEscrow_InvalidSignature", wallet):
                begin(pays, signed, "supplier")

        def test_it_should_take_the_key_that_came_instead(self, begin, pays, replace_owner, wallet, funded):
            replace_owner(wallet)
            begin(pays, "tier3", "supplier")
            assert funded(pays)

    class TestGivenThePayeeIsAContract:
        def test_it_should_agree_by_its_signature(self, begin, earns, funded):
            begin(earns, "anchor", "stranger")
            assert funded(earns)

        def test_it_should_put_in_its_receivable(
            self, stage, begin, wallet, delivery, receivables, root, supplier, escrow, held
        ):
            receivables.transferFrom[TOKEN](supplier, wallet, root, {"from": supplier})
            begin(stage.agreement(delivery(), payee=wallet.address), "anchor", "stranger")
            assert held(root) == escrow

        @pytest.mark.parametrize("answer", ANSWERS)
        def test_it_should_refuse_any_answer_but_the_right_one(self, begin, earns, replace_code, wallet, answer):
            """Hostile M5: whatever the contract does when it is asked."""
            replace_code(wallet, ANSWERS[answer])
            with refused("ConditionalEscrow_InvalidSignature", wallet):
                begin(earns, "anchor", b"\1")

        def test_it_should_refuse_a_key_that_was_removed(self, stage, begin, earns, replace_owner, wallet):
            """Hostile M6: as the agreement begins, not as it was signed."""
            (signed,) = stage.sign_agreement(earns, "stranger")
            replace_owner(wallet)
            with refused("ConditionalEscrow_InvalidSignature", wallet):
                begin(earns, "anchor", signed)

    class TestGivenItIsAmended:
        """Rule E5."""

        @pytest.fixture
        def again(self, stage, begin, escrow, pays, following):
            """Amend what the wallet has agreed to, by its owner's key."""
            begin(pays, "stranger", "supplier")
            now = following(pays, arbiter_days=15)
            signed = stage.sign_agreement(now, "stranger", "supplier")
            return lambda: escrow.amend(astuple(pays), astuple(now), signed, {"from": stage.cast["tier3"]})

        def test_it_should_be_asked_again(self, again, wallet, stranger):
            """Hostile M5: a signature that counted once."""
            wallet.setYes(WRONG, {"from": stranger})
            with refused("ConditionalEscrow_InvalidSignature", wallet):
                again()

        def test_it_should_refuse_a_key_that_was_removed(self, again, replace_owner, wallet):
            """Hostile M6: as the terms are amended, too."""
            replace_owner(wallet)
            with refused("ConditionalEscrow_InvalidSignature", wallet):
                again()

        def test_it_should_agree_by_its_signature(self, again, escrow, pays, named):
            again()
            assert str(escrow.amendmentOf(named(pays))) != "0x" + "00" * 32
