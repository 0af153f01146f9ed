"""Splits that go round in circles, ask for more than there is, or cut a unit in three."""

from __future__ import annotations

import pytest

from tests.lifecycle.tale import Tale
from tests.stage import DOCUMENT, VALUE, obligation_of, refused

FACE = 1_000_000


@pytest.fixture
def tale(stage):
    return Tale(stage, FACE)


@pytest.fixture
def one_block(stage):
    """Send several steps of the ledger, each at somebody's call, into one block; gives which of them went through."""
    w3 = stage.programme.w3

    def act(*steps):
        w3.provider.make_request("evm_setAutomine", [False])
        try:
            sent = [step.transact({"from": by.address, "gas": 500_000}) for step, by in steps]
            w3.provider.make_request("evm_mine", [])
        finally:
            w3.provider.make_request("evm_setAutomine", [True])
        receipts = [w3.eth.wait_for_transaction_receipt(hash_) for hash_ in sent]
        assert len({receipt["blockNumber"] for receipt in receipts}) == 1
        return [receipt["status"] == 1 for receipt in receipts]

    return act


def test_a_circular_flow_leaves_the_obligation_as_it_was_and_counts_nothing_twice(tale, receivables, stage):
    """Hostile S3: value goes from the supplier to tier 2 and back, three times round, and is owed once."""
    supplier, tier2 = stage.cast["supplier"], stage.cast["tier2"]
    stage.participants.setStandingAcceptance(True, {"from": supplier})
    root = tale.begin(FACE)
    ids = [root]

    # Each time round there are two receivables more, one tier deeper each, and not a unit more.
    for _ in range(3):
        ids += stage.split(ids[-1], (tier2, 600_000))
        tale.holds(supplier=400_000, tier2=600_000)
        ids += stage.split(ids[-1], (supplier, 600_000), by="tier2")
        tale.holds(supplier=1_000_000)
        tale.owes(FACE, "OPEN")
    assert [receivables.depthOf(id_) for id_ in ids] == list(range(7))
    assert receivables.obligation(obligation_of(root))["liveFace"] == FACE

    # The supplier merges what came back into the root; the others stay as empty receivables.
    receivables.transferFrom[VALUE](ids[-1], root, 600_000, {"from": supplier})
    assert [receivables.balanceOf["uint256"](id_) for id_ in ids] == [1_000_000, 0, 0, 0, 0, 0, 0]
    tale.money()

    # It is paid once, to the one who has it.
    stage.mature(root)
    tale.pay(root, FACE)
    receivables.claimMany(ids, {"from": tier2})
    tale.money(anchor=-FACE, supplier=FACE)
    tale.gone()


def test_nobody_splits_more_than_it_received_nor_twice_in_one_block(tale, receivables, stage, one_block):
    """Hostile S1: tier 2 received 300 000 and splits that and no more; of two splits in one block one goes through."""
    supplier, tier2, tier3, stranger = (stage.cast[name] for name in ("supplier", "tier2", "tier3", "stranger"))
    root = tale.begin(FACE)
    (child,) = stage.split(root, (tier2, 300_000))

    # One unit more than it received is refused, in one share or in several, and nothing has moved.
    with refused("Receivables_InsufficientValue", child, 300_000, 300_001):
        stage.split(child, (tier3, 300_001), by="tier2")
    with refused("Receivables_InsufficientValue", child, 100_000, 100_001):
        stage.split(child, (tier3, 200_000), (tier3, 100_001), by="tier2")
    tale.holds(supplier=700_000, tier2=300_000)

    # Twice 200 000 in one block: once by itself, once by the operator it trusts.
    receivables.setApprovalForAll(stranger, True, {"from": tier2})
    split = stage.programme.suite.receivables.functions.split(child, [(tier3.address, 200_000, DOCUMENT)])
    assert sorted(one_block((split, tier2), (split, stranger))) == [False, True]
    tale.holds(supplier=700_000, tier2=100_000, tier3=200_000)
    with refused("Receivables_InsufficientValue", child, 100_000, 200_000):
        stage.split(child, (tier3, 200_000), by="tier2")
    tale.owes(FACE, "OPEN")

    # Everybody is paid what it has.
    stage.mature(root)
    tale.pay(root, FACE)
    receivables.claimMany(tale.ids(), {"from": supplier})
    tale.money(anchor=-FACE, supplier=700_000, tier2=100_000, tier3=200_000)
    tale.gone()


def test_one_unit_is_not_split_in_three(tale, receivables, stage):
    """Hostile T10: of one unit in three the first share has it all; of two units the rest stays with the giver."""
    supplier, tier2, tier3, financier = (stage.cast[name] for name in ("supplier", "tier2", "tier3", "financier"))
    root = tale.begin(2)

    # Three shares of one unit out of two: refused whole. A share of nothing is no share.
    with refused("Receivables_InsufficientValue", root, 0, 1):
        stage.split(root, (tier2, 1), (tier3, 1), (financier, 1))
    with refused("Receivables_ZeroValue"):
        stage.split(root, (tier2, 1), (tier3, 0), (financier, 1))
    tale.holds(supplier=2)

    # One unit given away; its holder cannot cut it in three either.
    (unit,) = stage.split(root, (tier2, 1))
    with refused("Receivables_InsufficientValue", unit, 0, 1):
        stage.split(unit, (tier3, 1), (financier, 1), (tier3, 1), by="tier2")
    tale.holds(supplier=1, tier2=1)

    # Half of it is paid: a share of half a unit is rounded down to nothing, and the unit waits in the ledger.
    stage.mature(root)
    tale.pay(root, 1)
    for id_, holder in ((root, supplier), (unit, tier2)):
        with refused("Receivables_NothingToClaim", id_):
            receivables.claim(id_, {"from": holder})
    tale.money(anchor=-1, ledger=1)

    # When all is paid each has its unit.
    tale.pay(root, 1)
    receivables.claimMany([root, unit], {"from": tier2})
    tale.money(anchor=-2, supplier=1, tier2=1)
    tale.gone()
