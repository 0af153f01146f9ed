"""What stands beside our gas is what it says: every step, every peer, and the ratio that follows from the two."""

import json
import re

import pytest

from _anvil import ROOT
from _gas_kinds import kinds
from _peers import LACKS, NAMES, PACKAGES, TOKENS, versions
from gas import SNAPSHOT, moved
from gas_paper import peers_table
from gas_peers import DUTIES, FIGURES, STEPS, figures, flat, ratio, spent_table, table

COMMITTED = json.loads(FIGURES.read_text("utf-8"))
OURS = dict.fromkeys(STEPS, 60_000)
PEERS = {step: {"oz_721": 80_000, "solady_721": 40_000} for step in STEPS}
TOKEN_STEPS = {"issue", "split_known", "split_new", "split_50_per_child", "transfer"}


def cells(line):
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]


def in_order(shown):
    for step in shown["steps"]:
        yield from (step["gas"], *(row["gas"] for row in step["peers"]))


class TestArithmetic:
    @pytest.mark.parametrize(
        ("ours", "peer", "expected"), [(1, 2, 0.5), (2, 1, 2.0), (1, 3, 0.333), (2, 3, 0.667), (5, 5, 1.0)]
    )
    def test_a_ratio_is_ours_as_a_multiple_of_the_peers(self, ours, peer, expected):
        assert ratio(ours, peer) == expected

    def test_the_cheapest_peer_stands_first(self):
        for step in figures(OURS, PEERS)["steps"]:
            assert [(row["gas"], row["ratio"]) for row in step["peers"]] == [(40_000, 1.5), (80_000, 0.75)]

    def test_each_figure_has_a_key_of_its_own(self):
        found = flat(figures(OURS, PEERS))
        assert len(found) == 3 * len(STEPS)
        assert (found["issue"], found["issue/oz_721"], found["claim/solady_721"]) == (60_000, 80_000, 40_000)


LEDGER, OTHER, HOLDER = (f"0x{byte * 20}" for byte in ("aa", "bb", "cc"))


def step(op, cost, *stack, depth=1):
    return {"op": op, "gasCost": cost, "depth": depth, "stack": [hex(word) for word in reversed(stack)]}


def divided(*steps, gas=50_000, data=b""):
    sent = {"from": HOLDER, "to": LEDGER, "input": data, "gas": gas}
    return kinds(steps, sent, {LEDGER: "Receivables"})


class TestKinds:
    def test_every_gas_is_in_one_kind(self):
        steps = [step("SLOAD", 2_100, 1), step("SSTORE", 2_900, 1, 5), step("LOG3", 1_756), step("ADD", 3)]
        found = divided(*steps, data=b"\0\1")
        assert found == {
            "base": 21_000, "calldata": 20, "storage of Receivables": 5_000, "logs of Receivables": 1_756,
            "work": 22_224,
        }  # fmt: skip
        assert sum(found.values()) == 50_000

    def test_what_a_called_contract_does_is_its_own(self):
        call = step("CALL", 30_000, 9, int(OTHER, 16))
        found = divided(call, step("SLOAD", 2_100, 1, depth=2), step("SLOAD", 100, 1), call)
        assert (found["calls"], found["storage of peer"], found["storage of Receivables"]) == (2_700, 2_100, 100)

    def test_the_sender_is_warm_and_recovering_a_signer_costs_more(self):
        assert divided(step("EXTCODESIZE", 100, int(HOLDER, 16)))["calls"] == 100
        assert divided(step("STATICCALL", 3_100, 9, 1))["calls"] == 3_100

    def test_a_cleared_slot_gives_gas_back_but_never_more_than_a_fifth(self):
        cleared = step("SSTORE", 2_900, 1, 0)
        assert divided(cleared)["given back"] == -4_800
        assert divided(*[cleared] * 10, gas=80_000)["given back"] == -20_000
        assert "given back" not in divided(step("SSTORE", 100, 1, 0))


class TestFigures:
    def test_every_step_is_one_that_the_gas_table_has(self):
        assert set(STEPS) <= set(json.loads(SNAPSHOT.read_text("utf-8")))
        assert [step["key"] for step in COMMITTED["steps"]] == list(STEPS) == list(DUTIES)

    def test_ours_are_those_of_the_gas_table(self):
        snapshot = json.loads(SNAPSHOT.read_text("utf-8"))
        ours = {step["key"]: step["gas"] for step in COMMITTED["steps"]}
        assert moved({key: snapshot[key] for key in STEPS}, ours) == [], "`make gas-peers` brings it up to date"

    def test_the_committed_figures_follow_from_each_other(self):
        ours = {step["key"]: step["gas"] for step in COMMITTED["steps"]}
        peers = {step["key"]: {row["key"]: row["gas"] for row in step["peers"]} for step in COMMITTED["steps"]}
        assert figures(ours, peers) == COMMITTED, "`make gas-peers` writes it"

    def test_every_token_is_measured_at_every_step_of_a_token(self):
        tokens = {peer.key for peer in TOKENS}
        for step in COMMITTED["steps"]:
            keys = {row["key"] for row in step["peers"]}
            assert keys == tokens if step["key"] in TOKEN_STEPS else keys and not keys & tokens

    def test_every_peer_has_a_name_and_says_what_it_lacks(self):
        assert set(NAMES) == set(LACKS) == {row["key"] for step in COMMITTED["steps"] for row in step["peers"]}
        assert all([*NAMES.values(), *LACKS.values()])

    def test_every_peer_has_its_source(self):
        text = "".join(path.read_text("utf-8") for path in (ROOT / "gas" / "peers").glob("*.sol"))
        assert [peer.contract for peer in TOKENS if f"contract {peer.contract} is" not in text] == []

    def test_the_versions_are_exact_pins(self):
        assert list(versions()) == list(PACKAGES)
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions().values())


class TestTables:
    def test_people_see_a_row_for_ours_and_one_for_each_peer(self):
        shown = table(figures(OURS, PEERS))
        assert shown.row_count == 3 * len(STEPS)
        assert list(shown.columns[3].cells)[:3] == ["", "1.50", "0.75"]

    def test_people_see_what_the_gas_went_on_in_the_order_of_the_steps(self):
        shown = spent_table({("claim", "merkle"): {"base": 21_000, "work": 7}, ("issue", "ours"): {"base": 1}})
        assert list(shown.columns[0].cells) == [STEPS["issue"], STEPS["claim"]]
        assert list(shown.columns[1].cells) == ["ours", NAMES["merkle"]]
        assert list(shown.columns[2].cells) == ["base 1", "base 21,000, work 7"]

    def test_the_paper_has_a_row_for_ours_and_one_for_each_peer(self):
        head, rule, *rows = peers_table(figures(OURS, PEERS)).splitlines()
        assert len(rows) == 3 * len(STEPS)
        assert {len(cells(line)) for line in (head, rule, *rows)} == {5}
        ours = [f"**{STEPS['issue']}**", "**ours**", "**60 000**", "", f"*ours does:* {DUTIES['issue']}"]
        assert cells(rows[0]) == ours
        assert cells(rows[1]) == ["", NAMES["solady_721"], "40 000", "1.50", LACKS["solady_721"]]
        assert cells(rows[2])[1:4] == [NAMES["oz_721"], "80 000", "0.75"]

    def test_the_paper_shows_every_committed_figure(self):
        paper = peers_table(COMMITTED).replace("*", "")
        shown = [int(gas.replace(" ", "")) for gas in re.findall(r"\| (\d[\d ]+\d) \|", paper)]
        assert shown == list(in_order(COMMITTED))
