"""The main job as a story, read from top to bottom; every balance is checked at every step."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lifecycle.tale import Tale
from tests.stage import TOKEN, obligation_of

FACE = 1_000_000
REFERENCE = "0x" + "52" * 32


@pytest.fixture
def tale(stage: Any) -> Tale:
    return Tale(stage, FACE)


def test_an_invoice_flows_three_tiers_down_and_everybody_is_paid(tale, receivables, stage):
    anchor, supplier, tier2, tier3, financier = (
        {"from": stage.cast[name]} for name in ("anchor", "supplier", "tier2", "tier3", "financier")
    )

    # The anchor accepts, the supplier issues: the whole face value is the supplier's, and the anchor owes it.
    root = tale.begin(FACE)
    tale.holds(supplier=1_000_000)
    tale.owes(1_000_000, "OPEN")

    # The supplier pays one of its suppliers outright, ...
    (child,) = stage.split(root, (tier2["from"], 333_333))
    tale.holds(supplier=666_667, tier2=333_333)

    # ... and proposes a part to another, which stays the supplier's until it is accepted.
    proposed = stage.propose(root, financier["from"], 250_001)
    tale.holds(supplier=666_667, tier2=333_333)
    receivables.acceptProposal(proposed, financier)
    tale.holds(supplier=416_666, tier2=333_333, financier=250_001)

    # Tier 2 pays tier 3 with a part of what it got.
    (grandchild,) = stage.split(child, (tier3["from"], 100_000), by="tier2")
    tale.holds(supplier=416_666, tier2=233_333, tier3=100_000, financier=250_001)
    assert receivables.depthOf(grandchild) == 2
    tale.money()

    # The due day comes: nothing has moved yet, and everything is owed.
    stage.mature(root)
    tale.owes(1_000_000, "MATURED")

    # The anchor pays a part; tier 3 does not wait and claims its share of it, rounded down.
    receivables.pay(obligation_of(root), 600_001, REFERENCE, anchor)
    tale.money(anchor=-600_001, ledger=600_001)
    tale.owes(399_999, "MATURED")
    receivables.claim(grandchild, tier3)
    tale.money(anchor=-600_001, ledger=540_001, tier3=60_000)

    # A receivable that is part paid still moves, whole, with what is left of its claim.
    receivables.transferFrom[TOKEN](tier3["from"], tier2["from"], grandchild, tier3)
    tale.holds(supplier=416_666, tier2=333_333, financier=250_001)

    # The anchor offers more than it owes, and pays just that.
    receivables.pay(obligation_of(root), 500_000, REFERENCE, anchor)
    tale.money(anchor=-1_000_000, ledger=940_000, tier3=60_000)
    tale.owes(0, "SETTLED")

    # Anybody claims for all; each holder gets its own, to the unit, and nothing is left.
    receivables.claimMany([root, child, proposed, grandchild], supplier)
    tale.money(anchor=-1_000_000, supplier=416_666, tier2=273_333, tier3=60_000, financier=250_001)
    tale.gone()
