"""The suite at Brownie's console: the session of the papers word for word, each verb, each refusal in one line."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import brownie
import pytest

import console as script
from _console import VERBS, ConsoleSuite
from headwater._connection import call
from headwater._lineage import lineage
from tests.lifecycle.replay import opened, replayed, session, typed

PAPER = (Path(__file__).parents[2] / "docs" / "console.md").read_text("utf-8")


@pytest.fixture(scope="module")
def at_first():
    """A suite as the console gives it, and the chain as it was before, given back at the end."""
    w3 = brownie.web3.provider
    before = w3.make_request("evm_snapshot", [])["result"]
    yield script.main()
    assert w3.make_request("evm_revert", [before])["result"]


@pytest.fixture
def suite(at_first):
    """The suite on a snapshot, with one obligation of 1 000.00 EUR."""
    w3 = at_first.programme.w3
    before = call(w3, "evm_snapshot")
    at_first.issue(at_first.supplier, "1000.00")
    yield at_first
    assert call(w3, "evm_revert", before)


@pytest.fixture
def keyboard(suite):
    """Brownie's console with the suite in its hands."""
    with opened(suite=suite, Decimal=Decimal) as keyboard:
        yield keyboard


def held(suite: ConsoleSuite) -> dict[str, tuple[str, int]]:
    """Who holds each receivable of obligation 1, and what it is worth in base units."""
    programme, names = suite.programme, {account.address: name for name, account in suite.programme.cast.items()}
    nodes = lineage(programme.suite, 1, programme.w3.eth.block_number)
    return {node.pedigree.label: (names[node.receivable.holder], node.receivable.value) for node in nodes}


class TestThePaper:
    def test_its_session_reads_as_printed(self, at_first):
        before = call(at_first.programme.w3, "evm_snapshot")
        shown = session(PAPER)
        with opened() as keyboard:
            assert list(replayed(keyboard, shown)) == shown
        assert call(at_first.programme.w3, "evm_revert", before)

    @pytest.mark.parametrize("verb", VERBS)
    def test_its_session_uses_every_verb(self, verb):
        assert any(line.startswith(">>> ") and f"suite.{verb}(" in line for line in session(PAPER))


class TestTheSuite:
    def test_its_cast_are_addresses_that_show_their_names(self, suite):
        assert repr(suite.tier2) == f"tier2 {suite.programme.address('tier2')}"
        assert suite.tier2 == suite.programme.address("tier2")

    def test_its_cast_can_be_copied(self, suite):
        assert repr(copy.deepcopy(suite.tier2)) == repr(suite.tier2)

    def test_what_a_verb_gives_can_be_copied(self, suite):
        root = suite.show("1/1")
        assert copy.deepcopy(root).receivables == root.receivables

    def test_it_begins_on_a_day_of_its_own(self, at_first):
        assert repr(at_first).startswith("Headwater on a local chain, where it is 2040-01-02.")

    def test_a_second_one_goes_on_from_the_day_it_finds(self, suite):
        suite.wait(10)
        assert "where it is 2040-01-12." in repr(script.main())

    @pytest.mark.parametrize(
        ("network", "said"),
        [("mainnet", "the node of mainnet is another."), (None, "no network is connected.")],
    )
    def test_it_is_refused_where_the_node_is_not_brownies_own(self, monkeypatch, capsys, network, said):
        monkeypatch.setattr(brownie, "rpc", SimpleNamespace(is_child=lambda: False))
        monkeypatch.setattr(brownie, "network", SimpleNamespace(show_active=lambda: network))
        assert script.main() is None
        refused = capsys.readouterr().out
        assert refused.startswith("Refused, NotLocal: ")
        assert said in refused


class TestVerbs:
    @pytest.mark.parametrize("verb", VERBS)
    def test_each_has_its_sentence(self, suite, verb):
        assert getattr(suite, verb).__doc__ in suite.help()
        assert suite.help(verb).startswith(f"{verb}(")

    def test_issue_gives_the_whole_to_the_seller(self, suite):
        assert held(suite) == {"1/1": ("supplier", 100_000)}

    @pytest.mark.parametrize("amount", ["300.00", "300", Decimal(300), Decimal("300.000")])
    def test_split_takes_text_and_decimals(self, suite, amount):
        suite.split("1/1", {suite.tier2: amount})
        assert held(suite) == {"1/1": ("supplier", 70_000), "1/2": ("tier2", 30_000)}

    def test_split_gives_the_children_in_order(self, suite):
        children = suite.split("1/1", {suite.tier2: "300.00", suite.tier3: "200.00"}).receivables
        assert [suite.show(child).split(",")[0] for child in children] == ["1/2: 300.00 EUR", "1/3: 200.00 EUR"]

    def test_what_goes_to_the_anchor_is_cancelled(self, suite):
        assert suite.split("1/1", {suite.anchor: "1.00"}).startswith("1.00 EUR given back and cancelled\n")
        assert suite.transfer("1/1", suite.anchor) == "1/1 is cancelled whole"
        assert suite.tree(1).endswith("open, 0.00 EUR paid, 1\u202f000.00 EUR cancelled\n  no receivable is left")

    def test_propose_sets_aside_until_the_due_day(self, suite):
        assert suite.propose("1/1", "tier3", "100.00").endswith("proposed to tier3 through 2040-03-31")
        assert held(suite)["1/2"] == ("supplier", 10_000)

    def test_accept_hands_it_over(self, suite):
        suite.accept(suite.propose("1/1", suite.tier3, "100.00"))
        assert held(suite)["1/2"] == ("tier3", 10_000)

    @pytest.mark.parametrize(
        "name", [lambda s: "1/1", lambda s: "1/1<0@0", lambda s: 1 << 72 | 1, lambda s: s.show("1/1")]
    )
    def test_transfer_knows_a_receivable_by_each_of_its_names(self, suite, name):
        suite.transfer(name(suite), suite.financier)
        assert held(suite) == {"1/1": ("financier", 100_000)}

    def test_pay_and_claim_move_money_to_the_unit(self, suite):
        suite.until_due(1)
        suite.pay(1, "333.33")
        assert suite.programme.balance(suite.programme.suite.receivables.address) == 33_333
        suite.claim("1/1", by=suite.tier3)
        assert suite.programme.balance(suite.supplier) == 33_333

    def test_wait_and_until_due_move_only_forward(self, suite):
        assert suite.wait(100) == "It is 2040-04-11"
        assert suite.until_due(1) == "It is 2040-04-11; obligation 1 is due on 2040-04-01"

    def test_tree_shows_children_of_a_parent_that_is_gone(self, suite):
        suite.split("1/1", {suite.tier2: "300.00"})
        suite.until_due(1)
        suite.pay(1, "1000.00")
        suite.claim("1/1")
        assert suite.tree(1).splitlines()[1:] == ["  1/2: 300.00 EUR, held by tier2"]


class TestRefusals:
    """Each is one line, begins with its name, and leaves None."""

    @pytest.mark.parametrize(
        ("line", "name"),
        [
            ('suite.issue(suite.anchor, "1.00")', "Issuance_SellerIsObligor"),
            ('suite.issue(suite.supervisor, "1.00")', "Participants_NotAccredited"),
            ('suite.issue(suite.supplier, "10000000.00")', "Receivables_CapExceeded"),
            ('suite.issue(suite.supplier, "1.00", days=2000)', "Issuance_TenorOutOfRange"),
            ('suite.issue(suite.supplier, "1.00", days=10**9)', "DayOutOfRange"),
            ('suite.issue(suite.supplier, "1.00", days="90")', "NotUnderstood"),
            ('suite.issue("stranger", "1.00")', "NotUnderstood"),
            ('suite.issue(suite.supplier, "1.001")', "AmountTooPrecise"),
            ('suite.issue(suite.supplier, "-1.00")', "AmountNegative"),
            ("suite.issue(suite.supplier, 1.0)", "AmountMalformed"),
            ("suite.issue(suite.supplier, 1)", "AmountMalformed"),
            ('suite.split("1/1", {suite.supplier: 0.5})', "AmountMalformed"),
            ('suite.split("1/1", {suite.tier2: "1000.01"})', "Receivables_InsufficientValue"),
            ('suite.split("1/1", {suite.tier2: "1.00"}, by=suite.tier2)', "Receivables_NotAuthorised"),
            ('suite.split("1/1", "300.00")', "NotUnderstood"),
            ('suite.propose("1/1", suite.anchor, "1.00")', "Receivables_RecipientIsObligor"),
            ('suite.propose("1/1", suite.tier3, Decimal("NaN"))', "AmountMalformed"),
            ('suite.accept("1/1")', "Receivables_NoSuchProposal"),
            ('suite.transfer("1/1", suite.supervisor)', "Participants_NotAccredited"),
            ('suite.transfer("1/1", "0x" + 40 * "0")', "Receivables_ZeroAddress"),
            ('suite.pay(1, "1.00")', "Receivables_NotMatured"),
            ('suite.pay(2, "1.00")', "Receivables_NoSuchObligation"),
            ('suite.pay(1, 600.0)', "AmountMalformed"),
            ('suite.claim("1/1")', "Receivables_NotMatured"),
            ('suite.claim("1/2")', "NotUnderstood"),
            ("suite.wait(-1)", "NotUnderstood"),
            ("suite.wait(1.5)", "NotUnderstood"),
            ("suite.until_due(True)", "NotUnderstood"),
            ('suite.tree("1/1")', "NotUnderstood"),
            ("suite.tree(2)", "Receivables_NoSuchObligation"),
            ("suite.show(None)", "NotUnderstood"),
            ("suite.claim(suite.wait(1))", "NotUnderstood"),
            ('suite.show("2/1")', "Receivables_NoSuchReceivable"),
            ('suite.show("one")', "PedigreeMalformed"),
            ("suite.show(12)", "PedigreeMalformed"),
            ('suite.help("lend")', "NotUnderstood"),
        ],
    )  # fmt: skip
    def test_it_is_named_in_one_line(self, keyboard, line, name):
        said = typed(keyboard, f"given = {line}")
        assert said.startswith(f"Refused, {name}: ")
        assert said.count("\n") == 0
        assert keyboard.locals["given"] is None

    def test_a_payer_without_money_is_told_so_in_the_currency(self, suite, capsys):
        suite.until_due(1)
        assert suite.pay(1, "1.00", by=suite.tier2) is None
        said = "Refused, ERC20InsufficientBalance (sender tier2, balance 0.00 EUR, needed 1.00 EUR).\n"
        assert capsys.readouterr().out == said

    def test_a_lapsed_proposal_is_refused_and_shown_no_more(self, suite, capsys):
        proposed = suite.propose("1/1", suite.tier3, "100.00", days=1)
        suite.wait(2)
        assert suite.accept(proposed) is None
        assert capsys.readouterr().out.startswith("Refused, Receivables_ProposalLapsed: ")
        assert suite.show(proposed).startswith("1/2: 100.00 EUR, held by supplier\n")
