"""The suite at Brownie's console: the session of the papers word for word, each verb, each refusal in one line."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import brownie
import pytest
from eth_utils.crypto import keccak

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
    at_first.orders.clear()
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


def in_escrow(suite: ConsoleSuite) -> int:
    """The escrow's base units of the currency."""
    return suite.programme.balance(suite.programme.suite.escrow.address)


def had(suite: ConsoleSuite, name: str) -> int:
    """What a member of the cast has more, or less, than at first, in base units."""
    first = 100_000_000 if name in ("anchor", "financier") else 0
    return suite.programme.balance(suite.programme.address(name)) - first


class TestOrders:
    """What is ordered waits in escrow until it is earned, or goes back."""

    @pytest.fixture(autouse=True)
    def ordered(self, suite):
        assert suite.order("1000.00").startswith("Order 1: 1\u202f000.00 EUR of anchor in escrow for supplier, as far")

    def test_an_order_puts_the_amount_into_escrow(self, suite):
        assert (in_escrow(suite), had(suite, "anchor")) == (100_000, -100_000)

    def test_orders_are_numbered_and_apart(self, suite):
        said = suite.order("20.00", payee="tier3", by="anchor", days=5, delivered=False)
        assert said == "Order 2: 20.00 EUR of anchor in escrow for tier3, released on 2040-01-07"
        suite.attest(1, "100")
        suite.release(1)
        assert suite.explain(2).endswith("  Held: 20.00 EUR.\n  For what is shown, 0.00 EUR can be released now.")

    def test_an_order_for_a_day_is_released_on_it_without_a_statement(self, suite):
        suite.order("20.00", days=5, delivered=False)
        assert suite.release(2) is None
        suite.wait(5)
        assert suite.release(2).startswith("20.00 EUR are released\n")

    @pytest.mark.parametrize(("percent", "released"), [("60", 60_000), ("33.3333", 33_333), ("150", 100_000)])
    def test_it_is_released_as_far_as_the_attestor_states(self, suite, percent, released):
        suite.attest(1, percent)
        suite.release(1, by=suite.tier3)
        suite.withdraw(1, by=suite.tier2)
        assert (in_escrow(suite), had(suite, "supplier")) == (100_000 - released, released)

    def test_a_later_statement_releases_the_rest(self, suite):
        for percent in ("60", "100"):
            suite.attest(1, percent)
            suite.release(1)
        assert suite.withdraw(1) == "supplier gets 1\u202f000.00 EUR\nOrder 1: nothing is left in escrow"

    def test_the_arbiter_divides_the_oldest_dispute(self, suite):
        suite.dispute(1, "100.00")
        suite.dispute(1, "50.00", by=suite.supplier)
        suite.rule(1, "30.00")
        assert suite.rule(1, "50.00").endswith(
            "850.00 EUR are held, 80.00 EUR wait for supplier, 70.00 EUR wait for anchor"
        )
        suite.withdraw(1)
        assert (had(suite, "supplier"), had(suite, "anchor")) == (8_000, 7_000 - 100_000)

    def test_a_silent_arbiter_leaves_half(self, suite):
        suite.dispute(1, "100.01")
        suite.wait(15)
        assert suite.rule(1, "1.00") is None
        assert suite.rule(1).startswith("supplier earns 50.00 EUR of what was disputed\n")

    def test_what_was_not_shown_in_time_goes_back(self, suite):
        suite.attest(1, "25")
        suite.release(1)
        suite.wait(41)
        suite.lapse(1)
        assert suite.withdraw(1).splitlines() == [
            "supplier gets 250.00 EUR",
            "anchor gets 750.00 EUR",
            "Order 1: nothing is left in escrow",
        ]
        assert (in_escrow(suite), had(suite, "supplier"), had(suite, "anchor")) == (0, 25_000, -25_000)

    def test_it_is_explained_in_the_packages_words_and_the_consoles_names(self, suite):
        order = suite.orders[0]
        said, packages = suite.explain(1), str(suite.programme.suite.explain(order.terms))
        assert len(said.splitlines()) == len(packages.splitlines())
        assert said.startswith("Order 1\n  The payer anchor takes part.\n  The payee supplier takes part.\n")
        assert "0x" not in said

    def test_it_is_explained_for_what_was_stated_last(self, suite):
        assert "    - at least 1 of 1 attestor attestor states" in suite.explain(1)
        for percent, released in (("60", "600.00"), ("25", "250.00")):
            suite.attest(1, percent)
            assert f": met as far as {percent} %.\n" in suite.explain(1)
            assert suite.explain(1).endswith(f"  For what is shown, {released} EUR can be released now.")


class TestWhenThingsGoWrong:
    """What is owed late, who pays it instead, what is stopped, forced and given back."""

    def late(self, suite, days):
        suite.until_due(1)
        suite.wait(5 + days)

    def test_a_position_counts_late_interest(self, suite):
        self.late(suite, 36)
        said = suite.position(1)
        assert said.endswith(" is overdue, 41 days late; owed: 1\u202f000.00 EUR principal, 8.00 EUR late interest")
        assert suite.position(1, days=36).endswith("16.00 EUR late interest")

    def test_what_is_still_owed_counts_late_interest(self, suite):
        self.late(suite, 36)
        assert suite.pay(1, "8.00").endswith("1\u202f000.00 EUR still owed")

    def test_a_guarantor_pays_and_has_it_back(self, suite):
        suite.issue(suite.supplier, "100.00", guarantor=suite.financier)
        suite.until_due(2)
        assert suite.pay_as_guarantor(2, "500.00") == "financier pays 100.00 EUR on obligation 2 as its guarantor"
        assert suite.position(2).endswith("is matured; owed: 100.00 EUR to its guarantor")
        suite.pay(2, "100.00")
        assert suite.programme.suite.credit(suite.financier, suite.programme.token.address) == 10_000

    @pytest.mark.parametrize("what", ["1/1", 1, "supplier"])
    def test_what_is_frozen_moves_again_when_it_is_frozen_no_longer(self, suite, what):
        suite.freeze(what)
        assert suite.transfer("1/1", suite.tier2) is None
        suite.unfreeze(what)
        assert suite.transfer("1/1", suite.tier2) == "1/1: 1\u202f000.00 EUR, held by tier2"

    def test_a_hold_names_who_alone_pays(self, suite):
        suite.hold(1, suite.financier)
        suite.until_due(1)
        assert suite.pay(1, "1.00") is None
        assert suite.pay(1, "1.00", by=suite.financier).startswith("financier pays 1.00 EUR on obligation 1; ")
        suite.lift(1)
        assert suite.pay(1, "1.00").startswith("anchor pays 1.00 EUR")

    def test_what_is_forced_waits_for_the_enforcers_delay(self, suite):
        assert suite.force("1/1", suite.tier3) == (
            "Announced on 2040-01-02, executed on 2040-01-06\n1/1: 1\u202f000.00 EUR, held by tier3"
        )

    def test_a_quote_says_what_the_seller_owes_for_credit_notes(self, suite):
        suite.split("1/1", {suite.tier2: "400.00"})
        suite.credit_note(1, "700.00")
        suite.issue(suite.supplier, "50.00")
        suite.offer("4.2", "100.00")
        assert suite.quote("2/1").endswith("\nsupplier owes anchor 100.00 EUR for credit notes")
        assert "owes" not in suite.quote("1/2")

    def test_a_credit_note_cancels_what_its_seller_holds(self, suite):
        suite.split("1/1", {suite.tier2: "400.00"})
        assert suite.credit_note(1, "700.00").endswith(": 600.00 EUR are cancelled, 100.00 EUR it owes anchor")
        assert held(suite) == {"1/1": ("supplier", 0), "1/2": ("tier2", 40_000)}

    @pytest.mark.parametrize(("given", "named"), [("", b""), ("a court's order", b"a court's order")])
    def test_the_reason_is_logged_as_its_hash(self, suite, given, named):
        suite.freeze("1/1", reason=given)
        (log,) = suite.programme.suite.receivables.events.FrozenFor().get_logs(from_block="latest")
        assert log["args"]["reasonHash"] == keccak(named)


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
            ("suite.order(1000.0)", "AmountMalformed"),
            ('suite.order("0.00")', "ConditionalEscrow_AmountOutOfRange"),
            ('suite.order("1.00", days=-1)', "NotUnderstood"),
            ('suite.order("1.00", payee="stranger")', "NotUnderstood"),
            ('suite.order("1.00", payee=suite.anchor)', "ConditionalEscrow_InvalidParties"),
            ('suite.order("1.00", payee=suite.supervisor, arbiter=suite.tier3)', "Participants_NotAccredited"),
            ('suite.order("1.00", arbiter=suite.anchor)', "ConditionalEscrow_ArbiterIsParty"),
            ("suite.release(1)", "NotUnderstood"),
            ('suite.order("1.00") and suite.release(2)', "NotUnderstood"),
            ('suite.order("1.00") and suite.explain(True)', "NotUnderstood"),
            ('suite.order("1.00") and suite.release(1)', "ConditionalEscrow_NothingMet"),
            ('suite.order("1.00") and suite.attest(1, 60)', "NotUnderstood"),
            ('suite.order("1.00", delivered=False) and suite.attest(1, "60")', "NotUnderstood"),
            ('suite.order("1.00") and suite.attest(1, "60", by=suite.tier2) and suite.release(1)',
             "AttestedBy_InvalidSignature"),
            ('suite.order("1.00") and suite.withdraw(1)', "ConditionalEscrow_NothingThere"),
            ('suite.order("1.00") and suite.dispute(1, "1.01")', "ConditionalEscrow_TooMuchDisputed"),
            ('suite.order("1.00") and suite.dispute(1, "1.00", by=suite.tier2)', "ConditionalEscrow_NotAllowed"),
            ('suite.order("1.00") and suite.rule(1, "1.00")', "ConditionalEscrow_NoSuchDispute"),
            ('suite.order("1.00") and suite.dispute(1, "0.50") and suite.rule(1, "0.51")',
             "ConditionalEscrow_AwardTooLarge"),
            ('suite.order("1.00") and suite.dispute(1, "0.50") and suite.rule(1)', "ConditionalEscrow_ArbitersTime"),
            ('suite.order("1.00") and suite.lapse(1)', "ConditionalEscrow_EvidencePeriodOpen"),
            ("suite.position(2)", "Receivables_NoSuchObligation"),
            ("suite.position(1, days=-1)", "NotUnderstood"),
            ('suite.pay_as_guarantor(1, "1.00")', "Receivables_NotGuarantor"),
            ("suite.freeze(2)", "Receivables_NoSuchObligation"),
            ("suite.freeze(True)", "NotUnderstood"),
            ('suite.freeze("1/2")', "NotUnderstood"),
            ("suite.lift(1)", "Issuance_NoHold"),
            ('suite.hold(1, "0x" + 40 * "0")', "Receivables_ZeroAddress"),
            ('suite.force("1/1", suite.supervisor)', "ERC7943CannotReceive"),
            ('suite.force("1/1", suite.anchor)', "Participants_ForcedToParty"),
            ('suite.credit_note(1, "0.00")', "CreditNotes_ZeroAmount"),
        ],
    )  # fmt: skip
    def test_it_is_named_in_one_line(self, keyboard, line, name):
        said = typed(keyboard, f"given = {line}")
        assert said.startswith(f"Refused, {name}: ")
        assert said.count("\n") == 0
        assert keyboard.locals["given"] is None

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('suite.freeze("1/1", by=suite.supervisor)', "AccessManagedUnauthorized (caller supervisor)."),
            ("suite.unfreeze(1, by=suite.anchor)", "AccessManagedUnauthorized (caller anchor)."),
            ("suite.hold(1, suite.tier2, by=suite.tier2)", "AccessManagedUnauthorized (caller tier2)."),
            ("suite.lift(1, by=suite.tier2)", "AccessManagedUnauthorized (caller tier2)."),
            ('suite.force("1/1", suite.tier3, by=suite.tier3)', "AccessManagerUnauthorizedCall (caller tier3, target "),
        ],
    )
    def test_who_has_no_role_is_named(self, keyboard, line, said):
        assert typed(keyboard, line).startswith(f"Refused, {said}")

    def test_a_payer_without_money_is_told_so_in_the_currency(self, suite, capsys):
        suite.until_due(1)
        assert suite.pay(1, "1.00", by=suite.tier2) is None
        said = "Refused, ERC20InsufficientBalance (sender tier2, balance 0.00 EUR, needed 1.00 EUR).\n"
        assert capsys.readouterr().out == said

    def test_who_orders_without_money_is_told_so_and_has_ordered_nothing(self, suite, capsys):
        assert suite.order("1.00", by=suite.tier2) is None
        said = "Refused, ERC20InsufficientBalance (sender tier2, balance 0.00 EUR, needed 1.00 EUR).\n"
        assert (capsys.readouterr().out, suite.orders) == (said, [])

    def test_a_lapsed_proposal_is_refused_and_shown_no_more(self, suite, capsys):
        proposed = suite.propose("1/1", suite.tier3, "100.00", days=1)
        suite.wait(2)
        assert suite.accept(proposed) is None
        assert capsys.readouterr().out.startswith("Refused, Receivables_ProposalLapsed: ")
        assert suite.show(proposed).startswith("1/2: 100.00 EUR, held by supplier\n")
