"""The gas table is what it says, and a figure that moves is named."""

import json

import pytest

from gas import SNAPSHOT, moved

KEYS = [
    "issue", "split_known", "split_new", "split_50_per_child", "transfer", "propose", "accept", "accept_by_signature",
    "issue_batch_proof", "cancel", "pay", "pay_partial", "pay_many_10_each", "claim", "claim_50_each",
    "sell", "sell_first", "sell_part", "sell_revolving", "sell_10_each", "advance", "collect",
    "freeze", "forced_transfer", "pay_late", "claim_late",
    "escrow_create", "escrow_release", "escrow_release_attested", "escrow_withdraw", "escrow_lapse",
]  # fmt: skip


def test_the_snapshot_is_flat_and_has_exactly_its_keys():
    assert SNAPSHOT.exists(), "`make gas` writes it"
    snapshot = json.loads(SNAPSHOT.read_text("utf-8"))
    assert list(snapshot) == KEYS
    assert all(type(gas) is int and 10_000 < gas < 300_000 for gas in snapshot.values())


@pytest.mark.parametrize("gas", [99_000, 100_000, 101_000])
def test_a_figure_within_one_percent_has_not_moved(gas):
    assert moved({"pay": 100_000}, {"pay": gas}) == []


@pytest.mark.parametrize("gas", [98_999, 101_001, 0])
def test_a_figure_beyond_one_percent_has_moved(gas):
    assert moved({"pay": 100_000, "claim": 5}, {"pay": gas, "claim": 5}) == ["pay"]


def test_a_figure_that_is_new_or_gone_is_named():
    assert moved({"pay": 100_000, "gone": 1}, {"pay": 100_000, "new": 1}) == ["gone", "new"]
