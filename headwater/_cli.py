"""The `headwater` command: a thin skin over the package.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the document cannot be financed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from headwater._connection import connect
from headwater._days import day_of
from headwater._deploy import deploy
from headwater._deployment import Deployment
from headwater._errors import ChainError, DeploymentMismatch, DocumentRefused, HeadwaterError
from headwater._money import format_units
from headwater.documents import Invoice, Party, read_invoice

FAILED, NOT_FINANCEABLE = 1, 3
DEVELOPMENT_CHAINS = (1337, 31337)
LABEL = 14  # columns for a field's name

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Deep-tier supply chain finance.",
)
invoices = typer.Typer(no_args_is_help=True, help="Read invoices.")
app.add_typer(invoices, name="invoice")

Json = Annotated[bool, typer.Option("--json", help="print JSON for a program")]


@app.command("deploy")
def deploy_command(
    rpc: Annotated[str, typer.Option(help="the node's URL")],
    chain_id: Annotated[int | None, typer.Option(help="the chain id it must have")] = None,
    folder: Annotated[Path, typer.Option("--deployments", help="where deployments are kept")] = Path("deployments"),
    as_json: Json = False,
) -> None:
    """Deploy the suite, or verify and complete the one that is there, from a development node's own account."""
    console = Console(highlight=False, soft_wrap=True, quiet=as_json)
    try:
        deployed = deploy_to(rpc, chain_id, folder, console)
    except ChainError as error:
        _fail(str(error), FAILED)
    if as_json:
        typer.echo(json.dumps({name: placed.address for name, placed in deployed.contracts.items()}))


def deploy_to(rpc: str, chain_id: int | None, folder: Path | None, console: Console) -> Deployment:
    """Deploy through a node's unlocked account and print where everything stands; without a folder nothing is kept.

    Raises ChainUnreachable, DeploymentMismatch (another chain, or none of its accounts may be used) and the
    contracts' refusals.
    """
    w3 = connect(rpc)
    found = w3.eth.chain_id
    if chain_id not in (None, found):
        raise DeploymentMismatch(f"The node is on chain {found}, not on chain {chain_id}.")
    accounts = w3.eth.accounts if found in DEVELOPMENT_CHAINS else []
    if not accounts:
        raise DeploymentMismatch(f"Chain {found} is no development chain with unlocked accounts.")
    file = folder and folder / f"{found}.json"
    steps = 0

    def note(step: str) -> None:
        nonlocal steps
        steps += 1
        console.print(f"  {step}")

    deployed = deploy(w3, accounts[0], file=file, note=note)
    table = Table("contract", "address", "block", box=None, header_style="dim")
    for name, placed in deployed.contracts.items():
        table.add_row(name, placed.address, str(placed.block))
    console.print(table)
    kept = f"kept in {file}" if file else "not kept: this chain ends with its node"
    console.print(
        f"Chain {found}: {f'{steps} steps taken' if steps else 'everything is there, nothing changed'}; {kept}"
    )
    return deployed


@invoices.command("show")
def invoice_show(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a UBL 2.1 invoice")],
    as_json: Json = False,
) -> None:
    """Show what would be financed, or why it cannot be."""
    try:
        invoice = read_invoice(file)
    except DocumentRefused as refusal:
        if as_json:
            refused = {"rule": refusal.rule, "field": refusal.field, "value": refusal.value}
            typer.echo(json.dumps({"refused": type(refusal).__name__, **refused, "message": str(refusal)}))
        _fail(str(refusal), NOT_FINANCEABLE)
    except HeadwaterError as error:
        _fail(str(error), FAILED)
    shown = _shown(invoice)
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    for name, value in shown.items():
        console.print(f"[dim]{name:<{LABEL}}[/]{escape(str(value))}")
    console.print(f"[dim]{'amount':<{LABEL}}[/][bold]{format_units(invoice.payable, invoice.currency)}[/]")


def _shown(invoice: Invoice) -> dict[str, Any]:
    return {
        "number": invoice.number,
        "seller": _party(invoice.seller),
        "buyer": _party(invoice.buyer),
        "issueDate": invoice.issue_date.isoformat(),
        "dueDate": invoice.due_date.isoformat(),
        "dueDay": day_of(invoice.due_date),
        "currency": invoice.currency.code,
        "decimals": invoice.currency.decimals,
        "payable": str(invoice.payable),
        "fingerprint": "0x" + invoice.fingerprint.hex(),
        "documentHash": "0x" + invoice.document_hash.hex(),
    }


def _party(party: Party) -> str:
    return f"{party.name} ({party.id_kind.value} id {party.id})"


def _fail(sentence: str, code: int) -> NoReturn:
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"[bold red]Refused:[/] {escape(sentence)}")
    raise typer.Exit(code)
