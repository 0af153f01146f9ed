"""The main job as a user runs it: its words, its files, its exit codes, and nothing left running."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from lxml import etree

import demo
from _anvil import ROOT
from _papers import Papers
from headwater import Pedigree, interest_up
from headwater.documents import read_invoice
from tests.package.invoices import small_invoice
from tests.package.scene import heed_interrupts

TOP = ["currency", "decimals", "order", "papers", "obligations", "receivables", "financing", "payments", "claims"]
TOP += ["gas", "reconciled"]
AMOUNTS = {"id", "face", "liveFace", "cancelled", "paid", "value", "amount", "parent", "obligation"}
AMOUNTS |= {"proceeds", "discount", "loanCost", "sellerOwes", "released", "withdrawn", "held"}
OUTPUT = ROOT / "build" / "demo"
DEMO = [sys.executable, str(ROOT / "scripts" / "demo.py")]
PROCESSES = Path("/proc")
SELLER = "Talbrück Großwälzlager GmbH"

needs_processes = pytest.mark.skipif(not (PROCESSES / "self" / "environ").exists(), reason="no /proc to look into")


def run(*arguments, cwd=ROOT):
    return subprocess.run([*DEMO, *arguments], capture_output=True, text=True, timeout=60, check=False, cwd=cwd)


def running(mark):
    """The processes that have inherited a mark in their environment: command by id."""
    found = {}
    for process in PROCESSES.iterdir():
        try:
            if process.name.isdigit() and mark.encode() in (process / "environ").read_bytes():
                found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return found


def wait_until(holds, seconds=20):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.01)


@pytest.fixture
def mark():
    return f"HEADWATER_MARK={uuid.uuid4()}"


@pytest.fixture
def marked(mark):
    """Start the demo with a mark that all it starts inherits; killed by its id if it does not end."""
    started = []

    def start(*arguments):
        environment = os.environ | dict([mark.split("=")])
        pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "env": environment}
        started.append(process := subprocess.Popen([*DEMO, *arguments], **pipe, preexec_fn=heed_interrupts))
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def told():
    """One run on the sample: its words, and the summary and the picture it wrote."""
    done = run()
    summary, picture = OUTPUT / "summary.json", OUTPUT / "pedigree.svg"
    return done, json.loads(summary.read_text("utf-8")), picture.read_bytes()


@pytest.fixture(scope="module")
def summary(told):
    return told[1]


def fields(value):
    """Every key with its value, at any depth."""
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        yield key, below
        if isinstance(below, dict | list):
            yield from fields(below)


class TestStory:
    def test_it_is_done(self, told):
        assert (told[0].returncode, told[0].stderr) == (0, "")

    @pytest.mark.parametrize(
        "words",
        ["anchor    orders: 44 319.17 EUR for the tooling", "puts 44 319.17 EUR into escrow",
         "attestor  states that 60 % is delivered", "supplier  has 26 591.50 EUR of it released", "all is delivered",
         "stores the invoice, 10 571 bytes, encrypted", "refuses the same invoice written as CII",
         "shows bank 25 of the invoice's 126 fields, and no other", "bank      verifies them against the chain: 1/4",
         "supplier  has 17 727.67 EUR of it released", "supplier  withdraws 44 319.17 EUR", "Money moved by the order",
         "accepts to owe", "issues it as receivable 1/1", "splits", "proposes", "tier2b    accepts 1/3", "the due day",
         "pays", "claims its share of the first part", "claims on all 4 receivables", "Who held what on the due day",
         "Money moved since the due day", "reconciled to the unit", "build/demo/summary.json", " gas\n"],
    )  # fmt: skip
    def test_it_is_told_step_by_step(self, told, words):
        assert words in told[0].stdout.replace("\u202f", " ")

    def test_it_begins_with_the_invoice(self, told):
        assert told[0].stdout.startswith("Invoice TB-2026-004711: Talbrück Großwälzlager GmbH to Lühmark")

    def test_days_are_moved_and_not_waited_for(self, told):
        days = [line.split()[0] for line in told[0].stdout.splitlines() if line.startswith("2026-")]
        assert set(days) == {"2026-08-02", "2026-08-20", "2026-09-01", "2026-11-30"}
        assert days == sorted(days)


class TestSummary:
    def test_it_has_exactly_its_keys(self, summary):
        assert list(summary) == TOP

    def test_it_is_in_the_invoices_currency(self, summary):
        assert (summary["currency"], summary["decimals"]) == ("EUR", 2)

    def test_amounts_and_ids_are_decimal_strings(self, summary):
        found = [value for key, value in fields(summary) if key in AMOUNTS and value is not None]
        assert len(found) >= 30
        assert all(isinstance(value, str) and str(int(value)) == value for value in found)

    def test_no_number_is_a_float(self, summary):
        assert not [key for key, value in fields(summary) if isinstance(value, float)]

    def test_the_order_is_released_as_far_as_it_was_delivered(self, summary):
        """A tenth of 443 191.74 EUR, rounded down; 60 % of it is 26 591.502 EUR, rounded down; then what is left."""
        order = summary["order"]
        assert (order["payer"], order["payee"], order["amount"]) == ("anchor", "supplier", "4431917")
        assert order["deliveries"] == [
            {"date": "2026-08-20", "percent": 60, "released": "2659150"},
            {"date": "2026-09-01", "percent": 100, "released": "1772767"},
        ]

    def test_the_escrow_keeps_nothing_of_the_order(self, summary):
        order = summary["order"]
        assert [order[name] for name in ("released", "withdrawn", "held")] == ["4431917", "4431917", "0"]
        assert re.fullmatch("0x[0-9a-f]{64}", order["agreement"])

    def test_the_document_is_read_by_who_may_and_shown_as_far_as_needed(self, summary):
        papers = summary["papers"]
        assert (sorted(papers["readers"]), papers["standingReaders"]) == (
            ["anchor", "supervisor", "supplier"],
            ["supervisor"],
        )
        assert (papers["shownTo"], papers["shown"]["totals/payable"]) == ("bank", "443191.74")
        assert not [
            path for path in papers["shown"] if path.startswith(("seller/", "payment/")) or path.endswith("price")
        ]
        assert len(papers["shown"]) < papers["fieldsInAll"]

    def test_what_is_stored_can_be_read_by_nobody_else(self, told):
        kept = [path.read_bytes() for path in (OUTPUT / "vault").rglob("*") if path.is_file()]
        assert kept
        assert not any(b"TB-2026-004711" in content for content in kept)

    def test_one_invoice_is_financed_once_whatever_its_dress(self, summary):
        """Hostile R11: written as CII it is the same."""
        assert summary["papers"]["secondFinancing"] == "InvoiceRegistry_AlreadyFinanced"

    def test_a_receivable_is_at_depth_two_or_more(self, summary):
        assert max(receivable["depth"] for receivable in summary["receivables"]) >= 2

    def test_each_receivable_is_labelled_and_knows_its_parent(self, summary):
        known = {receivable["id"]: receivable for receivable in summary["receivables"]}
        for receivable in known.values():
            pedigree, parent = Pedigree.of(int(receivable["id"])), known.get(receivable["parent"])
            assert (receivable["label"], receivable["depth"]) == (pedigree.label, pedigree.depth)
            assert (parent is None) == (pedigree.depth == 0)
            assert parent is None or parent["label"].endswith(f"/{pedigree.parent}")

    def test_claims_carry_the_receivables_labels(self, summary):
        known = {receivable["id"]: receivable["label"] for receivable in summary["receivables"]}
        assert {claim["id"]: claim["label"] for claim in summary["claims"]} == known

    def test_the_last_tier_sells_to_the_best_of_three_offers(self, summary):
        """88 638.34 EUR, 90 days at 4.2 %: 930.71 EUR discount, rounded up; a loan at 18 % costs 3 946.85 EUR."""
        sale = summary["financing"]
        offers = [(offer["financier"], offer["proceeds"], offer["refusal"]) for offer in sale["offers"]]
        assert offers[:2] == [("bank", "8770763", None), ("factor", "8750820", None)]
        assert offers[2] == ("fund", "0", "DiscountMarket_TenorTooLong")
        assert (sale["soldTo"], sale["proceeds"], sale["discount"]) == ("bank", "8770763", "93071")
        assert (sale["ownRatePpm"], sale["loanCost"], sale["sellerOwes"]) == (180_000, "394685", "0")

    def test_an_own_rate_is_a_setting(self, tmp_path):
        done = subprocess.run([*DEMO, "--json", "--own-rate", "24.5"], cwd=tmp_path, capture_output=True, check=True)
        sale = json.loads(done.stdout)["financing"]
        assert (sale["ownRatePpm"], sale["loanCost"]) == (245_000, str(interest_up(8_770_763, 245_000, 90, 360)))

    def test_values_payments_and_claims_are_each_the_face(self, summary):
        lists = {"receivables": "value", "payments": "amount", "claims": "amount", "obligations": "face"}
        sums = [sum(int(entry[amount]) for entry in summary[name]) for name, amount in lists.items()]
        assert sums == [44_319_174] * 4

    def test_holders_get_what_they_held(self, summary):
        held = {receivable["id"]: int(receivable["value"]) for receivable in summary["receivables"]}
        for claim in summary["claims"]:
            held[claim["id"]] -= int(claim["amount"])
        assert set(held.values()) == {0}

    def test_it_was_paid_in_two_parts(self, summary):
        assert [payment["payer"] for payment in summary["payments"]] == ["anchor", "anchor"]
        assert {payment["remittance"] for payment in summary["payments"]} == {"TB-2026-004711"}

    def test_the_obligation_is_settled(self, summary):
        (obligation,) = summary["obligations"]
        assert (obligation["label"], obligation["invoice"], obligation["obligor"]) == ("1", "TB-2026-004711", "anchor")
        assert (obligation["status"], obligation["dueDate"]) == ("settled", "2026-11-30")

    def test_every_step_on_the_chain_has_its_gas(self, summary):
        steps = {"begin_order", "release_part", "release_all", "withdraw_order", "issue", "split_to_tier2", "propose"}
        assert steps | {"accept_proposal", "pay_the_rest", "claim_all"} <= set(summary["gas"])
        assert all(type(gas) is int and gas > 21_000 for gas in summary["gas"].values())

    def test_it_reconciles(self, summary):
        assert summary["reconciled"] is True

    def test_the_picture_is_well_formed(self, told, summary):
        labels = [text.text for text in etree.fromstring(told[2]).iter("{*}text") if text.get("text-anchor")]
        assert sorted(labels) == sorted(receivable["label"] for receivable in summary["receivables"])


class TestForPrograms:
    def test_json_prints_only_json(self, summary):
        done = run("--json")
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout) == summary

    def test_it_runs_from_anywhere(self, tmp_path, summary):
        assert json.loads(run("--json", cwd=tmp_path).stdout) == summary
        assert list(tmp_path.iterdir()) == []


class TestRefusals:
    @pytest.mark.parametrize("json_", [(), ("--json",)])
    def test_an_invoice_that_cannot_be_financed_ends_with_three(self, variant, tmp_path, json_):
        (tmp_path / "credit.xml").write_bytes(variant((">380<", ">381<")))
        done = run(str(tmp_path / "credit.xml"), *json_)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith("Not financeable: ")
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize("arguments", [["missing.xml"], ["."], ["--nothing"], ["a.xml", "b.xml"]])
    def test_wrong_usage_ends_with_two(self, arguments, tmp_path):
        done = run(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr

    def test_a_chain_that_refuses_ends_with_one(self, variant, tmp_path):
        (tmp_path / "late.xml").write_bytes(variant((">2026-11-30</cbc:DueDate>", ">2036-11-30</cbc:DueDate>")))
        done = run(str(tmp_path / "late.xml"))
        assert done.returncode == 1
        assert done.stderr.startswith("Failed: Issuance_TenorOutOfRange(dueDay 24440")

    def test_a_story_that_does_not_reconcile_ends_with_one(self, monkeypatch, capsys, sample_path, tmp_path):
        from headwater._reconcile import Reconciliation

        monkeypatch.setattr(Reconciliation, "holds", False)
        monkeypatch.setattr(demo, "OUTPUT", tmp_path)
        with pytest.raises(SystemExit, match="1"):
            demo.main(str(sample_path), as_json=True)
        assert json.loads(capsys.readouterr().out)["reconciled"] is False


class TestOtherInvoices:
    """The story can be told of any amount, currency and name."""

    @pytest.mark.parametrize("amount", ["0.01", "0.03", "3094850098213450687247810.55"])
    def test_any_amount_reconciles_to_the_unit(self, amount):
        invoice = read_invoice(small_invoice(amount))
        told = demo.run(Papers(invoice, small_invoice(amount), invoice, "once more"), lambda _: None)
        assert told.summary["reconciled"]
        order = told.summary["order"]
        assert order["amount"] == order["withdrawn"] == str(max(1, invoice.payable // 10))
        assert sum(int(receivable["value"]) for receivable in told.summary["receivables"]) == invoice.payable

    @pytest.mark.parametrize(("code", "decimals"), [("JPY", 0), ("OMR", 3)])
    def test_any_currency_has_its_decimals(self, code, decimals):
        document = small_invoice("443191", code)
        invoice = read_invoice(document)
        told = demo.run(Papers(invoice, document, invoice, "once more"), lambda _: None)
        assert (told.summary["currency"], told.summary["decimals"]) == (code, decimals)
        assert told.summary["obligations"][0]["face"] == str(443_191 * 10**decimals)

    def test_a_name_that_looks_like_markup_is_printed_as_it_is(self, variant, monkeypatch, capsys, tmp_path):
        monkeypatch.setattr(demo, "OUTPUT", tmp_path)
        (tmp_path / "odd.xml").write_bytes(variant((SELLER, "[bold red]Odd[/]"), ("TB-2026-004711", "[/]")))
        demo.main(str(tmp_path / "odd.xml"))
        assert capsys.readouterr().out.startswith("Invoice [/]: [bold red]Odd[/] to ")


@needs_processes
class TestNothingIsLeftRunning:
    def test_after_a_story(self, marked, mark):
        process = marked()
        process.communicate(timeout=60)
        assert process.returncode == 0
        assert running(mark) == {}

    @pytest.mark.parametrize(
        ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=lambda n: str(n)
    )
    @pytest.mark.parametrize("line", [0, 12])
    def test_after_a_signal_in_the_middle(self, marked, mark, number, code, line):
        process = marked()
        for _ in range(line):
            process.stdout.readline()
        wait_until(lambda: any("anvil" in command for command in running(mark).values()))
        process.send_signal(number)
        process.communicate(timeout=20)
        assert (process.returncode, running(mark)) == (code, {})

    def test_after_a_failure(self, marked, mark, variant, tmp_path):
        (tmp_path / "late.xml").write_bytes(variant((">2026-11-30</cbc:DueDate>", ">2036-11-30</cbc:DueDate>")))
        process = marked(str(tmp_path / "late.xml"))
        process.communicate(timeout=60)
        assert (process.returncode, running(mark)) == (1, {})
