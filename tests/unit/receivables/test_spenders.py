import pytest

from tests.stage import DOCUMENT, OPERATOR, SPENDER, TOKEN, VALUE, VALUE_TO, refused

VALUE_MOVED = 100_000

# Every way in which an approved account moves a receivable, or value of it, to an account.
WHOLE = {
    "transferFrom": lambda r, of, id_, to, by: r.transferFrom[TOKEN](of, to, id_, by),
    "safeTransferFrom": lambda r, of, id_, to, by: r.safeTransferFrom[TOKEN](of, to, id_, by),
    "safeTransferFrom with data": lambda r, of, id_, to, by: r.safeTransferFrom[f"{TOKEN},bytes"](
        of, to, id_, b"1", by
    ),
    "split": lambda r, of, id_, to, by: r.split(id_, [(to, VALUE_MOVED, DOCUMENT)], by),
}
PART = {"value transfer": lambda r, of, id_, to, by: r.transferFrom[VALUE_TO](id_, to, VALUE_MOVED, by)}
PATHS = WHOLE | PART


@pytest.fixture
def outsider(make, stranger):
    """Another account that nobody registered: a contract, which would even take what it is sent."""
    return make("ReceivingWallet", stranger)


@pytest.fixture
def as_operator(receivables, supplier, stranger):
    receivables.setApprovalForAll(stranger, True, {"from": supplier})


@pytest.fixture
def approved(receivables, root, supplier, stranger):
    receivables.approve[OPERATOR](stranger, root, {"from": supplier})


@pytest.fixture
def allowed(receivables, root, supplier, stranger):
    receivables.approve[SPENDER](root, stranger, 2**256 - 1, {"from": supplier})


@pytest.fixture
def act(receivables, root, supplier, stranger):
    """Send the root, or value of it, to an account on a path, at the stranger's call."""
    return lambda path, to: PATHS[path](receivables, supplier, root, to, {"from": stranger})


@pytest.fixture
def revoke(participants, operator):
    return lambda account: participants.revoke(account, {"from": operator})


class TestSpenders:
    """Hostile R4: whoever calls, on every path both ends are accredited."""

    class TestGivenAnApprovedAccountThatNobodyRegistered:
        class TestWhenItKeepsWhatItMoves:
            @pytest.mark.parametrize("path", PATHS)
            def test_it_should_be_refused_as_operator(self, as_operator, act, stranger, path):
                with refused("Participants_NotAccredited", stranger):
                    act(path, stranger)

            @pytest.mark.parametrize("path", PATHS)
            def test_it_should_be_refused_when_approved_for_the_receivable(self, approved, act, stranger, path):
                with refused("Participants_NotAccredited", stranger):
                    act(path, stranger)

            @pytest.mark.parametrize("path", PART)
            def test_it_should_be_refused_when_approved_for_the_value(self, allowed, act, stranger, path):
                with refused("Participants_NotAccredited", stranger):
                    act(path, stranger)

        class TestWhenItSendsToAnotherThatNobodyRegistered:
            @pytest.mark.parametrize("path", PATHS)
            def test_it_should_be_refused_as_operator(self, as_operator, act, outsider, path):
                with refused("Participants_NotAccredited", outsider):
                    act(path, outsider)

            @pytest.mark.parametrize("path", PATHS)
            def test_it_should_be_refused_when_approved_for_the_receivable(self, approved, act, outsider, path):
                with refused("Participants_NotAccredited", outsider):
                    act(path, outsider)

            @pytest.mark.parametrize("path", PART)
            def test_it_should_be_refused_when_approved_for_the_value(self, allowed, act, outsider, path):
                with refused("Participants_NotAccredited", outsider):
                    act(path, outsider)

        class TestWhenItsHolderIsRevoked:
            @pytest.mark.parametrize("path", PATHS)
            def test_it_should_be_refused_as_operator(self, as_operator, act, revoke, supplier, tier2, path):
                revoke(supplier)
                with refused("Participants_NotAccredited", supplier):
                    act(path, tier2)

            @pytest.mark.parametrize("path", PATHS)
            def test_it_should_be_refused_when_approved_for_the_receivable(
                self, approved, act, revoke, supplier, tier2, path
            ):
                revoke(supplier)
                with refused("Participants_NotAccredited", supplier):
                    act(path, tier2)

            @pytest.mark.parametrize("path", PART)
            def test_it_should_be_refused_when_approved_for_the_value(
                self, allowed, act, revoke, supplier, tier2, path
            ):
                revoke(supplier)
                with refused("Participants_NotAccredited", supplier):
                    act(path, tier2)

        class TestWhenTheReceivableThatValueGoesToIsOfARevokedHolder:
            def test_it_should_be_refused(self, receivables, allowed, revoke, root, child, tier2, stranger):
                revoke(tier2)
                with refused("Participants_NotAccredited", tier2):
                    receivables.transferFrom[VALUE](root, child, VALUE_MOVED, {"from": stranger})

        class TestWhenBothEndsAreAccredited:
            @pytest.mark.parametrize("path", PATHS)
            def test_it_should_carry_out_what_its_holder_may_do(self, receivables, as_operator, act, tier2, path):
                act(path, tier2)
                assert receivables.balanceOf["address"](tier2) == 1

            @pytest.mark.parametrize("path", PATHS)
            def test_it_should_leave_nothing_with_the_account_itself(
                self, receivables, as_operator, act, stranger, tier2, path
            ):
                act(path, tier2)
                assert receivables.balanceOf["address"](stranger) == 0

    class TestGivenTheLedgerOffersNoOtherWay:
        def test_it_should_know_neither_permit_nor_multicall(self, receivables):
            functions = {entry["name"].lower() for entry in receivables.abi if entry["type"] == "function"}
            assert not {f for f in functions if "permit" in f or "multicall" in f or "delegate" in f}
