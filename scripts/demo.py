"""The main job on real input: an order is delivered, its invoice becomes a receivable, flows down and is paid.

Usage: `python scripts/demo.py [INVOICE] [--json]` or `brownie run demo [INVOICE]`. It starts an Anvil of its own
on the day of the order, some weeks before the invoice, moves time on the chain and ends it, whatever happens. It writes
`build/demo/summary.json` and `build/demo/pedigree.svg`. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the document
cannot be financed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from _anvil import ROOT, AnvilMissing, anvil
from _order import ordered_on
from _papers import Papers
from _report import Report, report
from _sale import OWN_RATE_PPM
from _story import Step, tell
from _wording import percent
from headwater import DocumentRefused, HeadwaterError, connect, date_of, format_units, start_of_day
from headwater._reconcile import Line
from headwater.documents import Invoice

SAMPLE, SAMPLE_AS_CII = ROOT / "samples" / "invoice.xml", ROOT / "samples" / "invoice-cii.xml"
OUTPUT = ROOT / "build" / "demo"
PPM_A_PERCENT = 10_000
FAILED, WRONG_USAGE, NOT_FINANCEABLE, INTERRUPTED = 1, 2, 3, 130


def run(papers: Papers, listen: Callable[[Step], None], own_rate_ppm: int = OWN_RATE_PPM) -> Report:
    """Tell an invoice's story on an Anvil of its own."""
    with anvil(start_of_day(ordered_on(papers.invoice))) as url:
        return report(tell(connect(url), papers, listen, own_rate_ppm, str(OUTPUT / "vault")))


def main(invoice: str = str(SAMPLE), as_json: bool = False, own_rate_ppm: int = OWN_RATE_PPM) -> None:
    """Read the invoice, tell its story, print it and write its files; ends the process on failure."""
    problems = Console(stderr=True, soft_wrap=True)
    try:
        papers = Papers.read(invoice, SAMPLE_AS_CII if Path(invoice) == SAMPLE else None)
    except DocumentRefused as refusal:
        problems.print(f"[bold red]Not financeable:[/] {escape(str(refusal))}", highlight=False)
        sys.exit(NOT_FINANCEABLE)
    except OSError as error:
        problems.print(f"[bold red]Cannot read[/] {escape(invoice)}: {error.strerror}.", highlight=False)
        sys.exit(WRONG_USAGE)
    console = Console(quiet=as_json, highlight=False, soft_wrap=True)
    read = papers.invoice
    _show_invoice(console, read)
    try:
        told = run(papers, lambda step: _show_step(console, step), own_rate_ppm)
    except (HeadwaterError, AnvilMissing) as error:
        problems.print(f"[bold red]Failed:[/] {escape(str(error))}", highlight=False)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    told.write(OUTPUT)
    if as_json:
        typer.echo(json.dumps(told.summary, ensure_ascii=False))
    _show_outcome(console, read, told)
    if not told.reconciliation.holds:
        sys.exit(FAILED)


def _show_invoice(console: Console, invoice: Invoice) -> None:
    money = format_units(invoice.payable, invoice.currency)
    console.print(f"[bold]Invoice {escape(invoice.number)}[/]: {escape(invoice.seller.name)} to ", end="")
    console.print(f"{escape(invoice.buyer.name)}, [bold]{money}[/], due {invoice.due_date}")
    for line in invoice.lines:
        console.print(f"  [dim]{escape(line)}[/]")
    console.print()


def _show_step(console: Console, step: Step) -> None:
    gas = "" if step.gas is None else f"  [dim]{step.gas:,} gas[/]".replace(",", "\u202f")
    console.print(f"{date_of(step.day)}  [cyan]{step.actor:<9}[/] {escape(step.sentence)}{gas}")


def _show_outcome(console: Console, invoice: Invoice, told: Report) -> None:
    _show_financing(console, invoice, told)
    console.print(_tree(invoice, told))
    console.print(_accounts("Money moved by the order", told.reconciliation.escrowed, invoice, told))
    console.print(_accounts("Money moved since the due day", told.reconciliation.lines, invoice, told))
    verdict = "[green]reconciled[/]" if told.reconciliation.holds else "[bold red]NOT reconciled[/]"
    parts = told.reconciliation
    console.print(
        f"Face {parts.face} = in receivables {parts.circulating} + cancelled {parts.cancelled} base units; "
        f"paid {parts.paid}: {verdict} to the unit, from the chain's balances"
    )
    console.print(
        "Written: build/demo/summary.json, build/demo/pedigree.svg; the encrypted document in build/demo/vault"
    )


def _show_financing(console: Console, invoice: Invoice, told: Report) -> None:
    sale = told.summary["financing"]
    table = Table(title=f"\nOffers for {sale['label']}", title_justify="left", title_style="bold", box=None)
    for name in ("financier", "a year", "tier3 gets today"):
        table.add_column(name, justify="left" if name == "financier" else "right", header_style="dim")
    for offer in sale["offers"]:
        gets = format_units(int(offer["proceeds"]), invoice.currency)
        fits = offer["refusal"] is None
        table.add_row(offer["financier"], percent(offer["ratePpm"]), gets if fits else f"[dim]{offer['refusal']}[/]")
    console.print(table)
    if sale["soldTo"] is None:
        return
    cost, loan = (format_units(int(sale[key]), invoice.currency) for key in ("discount", "loanCost"))
    console.print(
        f"The sale costs tier3 [bold]{cost}[/] for {sale['days']} days at the anchor's credit. Borrowing as much "
        f"for as long without security, at {percent(sale['ownRatePpm'])} a year on its own credit, would cost {loan}\n"
        "[dim]--own-rate sets what a small supplier would pay a year, in percent, on its own credit[/]"
    )


def _tree(invoice: Invoice, told: Report) -> Tree:
    tree = Tree("\n[bold]Who held what on the due day[/]")
    branches: dict[str | None, Tree] = {None: tree}
    for r in told.summary["receivables"]:
        money = format_units(int(r["value"]), invoice.currency)
        line = f"{r['label']}  tier {r['depth'] + 1}  {r['holder']}  [bold]{money}[/]"
        branches[r["id"]] = branches[r["parent"]].add(line)
    return tree


def _accounts(title: str, lines: Iterable[Line], invoice: Invoice, told: Report) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=None)
    for name in ("account", "expected", "found on chain", "difference"):
        table.add_column(name, justify="left" if name == "account" else "right", header_style="dim")
    for line in lines:
        numbers = (_signed(n, invoice) for n in (line.expected, line.found, line.difference))
        table.add_row(told.names.get(line.account, line.account), *numbers)
    return table


def _signed(units: int, invoice: Invoice) -> str:
    sign = {True: "−", False: "+" if units else ""}[units < 0]
    return sign + format_units(abs(units), invoice.currency)


def __getattr__(name: str) -> NoReturn:
    """Make `brownie run demo INVOICE` work: Brownie asks for a function named as the first word after the script's.

    No function can be named as a path is, so a path is an invoice, and the script ends when its story is told.
    """
    if name.isidentifier():
        raise AttributeError(name)
    main(name)
    sys.exit(0)


def _command(
    invoice: Annotated[Path, typer.Argument(help="a UBL invoice", exists=True, dir_okay=False)] = SAMPLE,
    json_: Annotated[bool, typer.Option("--json", help="print the summary instead of the story")] = False,
    own_rate: Annotated[
        Decimal, typer.Option(parser=Decimal, help="percent a year that tier3 would pay for a loan without security")
    ] = Decimal(OWN_RATE_PPM) / PPM_A_PERCENT,
) -> None:
    """Run the main job on an invoice, on a chain of its own."""
    main(str(invoice), json_, round(own_rate * PPM_A_PERCENT))


if __name__ == "__main__":
    typer.run(_command)
