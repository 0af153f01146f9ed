import pytest

from tests.stage import FACE, TOKEN, ZERO, logged, plain, refused
from tests.unit.supervision.conftest import REASON

SHARE = 300_000  # what the child is worth


@pytest.fixture
def halted(stage, child, hold):
    """Tier 2's child, of an obligation that was paid in full and then put on hold."""
    stage.settle(child, FACE)
    hold()
    return child


@pytest.fixture
def emptied(receivables, halted, stranger):
    """The child, on which everything was claimed while it was on hold."""
    receivables.claim(halted, {"from": stranger})
    return halted


@pytest.fixture
def lifted(issuance, operator, emptied):
    issuance.liftHold(1, REASON, {"from": operator})
    return emptied


@pytest.fixture
def burned():
    """Which receivables a transaction has burned."""
    return lambda tx: [log["tokenId"] for log in logged(tx, "Transfer") if log.get("tokenId") and log["to"] == ZERO]


class TestLastClaim:
    """Rules O1, S7: a hold stops every movement, and burning is one; what is due is paid all the same."""

    class TestGivenASettledObligationIsOnHold:
        def test_it_should_pay_the_last_claim(self, receivables, halted, currency, tier2, stranger):
            tx = receivables.claim(halted, {"from": stranger})
            assert logged(tx, "ReceivableClaimed") == [{"id": halted, "holder": tier2, "amount": SHARE}]
            assert currency.balanceOf(tier2) == SHARE

        def test_it_should_not_burn_the_receivable(self, receivables, halted, burned, held, tier2, stranger):
            assert burned(receivables.claim(halted, {"from": stranger})) == []
            assert held(halted) == tier2
            assert plain(receivables.receivable(halted))[2:5] == (SHARE, SHARE, 0)

        def test_it_should_burn_none_among_many(self, receivables, root, halted, burned, stranger):
            assert burned(receivables.claimMany([root, halted], {"from": stranger})) == []

        def test_it_should_refuse_a_second_claim(self, receivables, emptied, stranger):
            with refused("Receivables_NothingToClaim", emptied):
                receivables.claim(emptied, {"from": stranger})

        def test_it_should_not_let_it_move(self, receivables, emptied, tier2, tier3):
            with refused("Receivables_ObligationHalted", 1):
                receivables.transferFrom[TOKEN](tier2, tier3, emptied, {"from": tier2})

    class TestGivenTheHoldIsLifted:
        def test_it_should_be_burned_by_a_claim(self, receivables, lifted, burned, stranger):
            assert burned(receivables.claim(lifted, {"from": stranger})) == [lifted]

        def test_it_should_be_burned_among_many(self, receivables, root, lifted, burned, stranger):
            assert burned(receivables.claimMany([root, lifted], {"from": stranger})) == [root, lifted]

        def test_it_should_pay_nothing_twice(self, receivables, lifted, currency, tier2, stranger):
            before = currency.balanceOf(tier2)
            receivables.claim(lifted, {"from": stranger})
            assert currency.balanceOf(tier2) == before
