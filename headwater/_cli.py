"""The `headwater` command: a thin skin over the package.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the document cannot be financed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from eth_account.signers.local import LocalAccount
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from web3 import Web3

from headwater._connection import TIMEOUT_SECONDS, connect, sign_with
from headwater._days import day_of
from headwater._deploy import deploy
from headwater._deployment import Deployment
from headwater._errors import DeploymentMismatch, DocumentRefused, HeadwaterError, shown
from headwater._keys import account_from_environment, account_from_keystore, new_keystore
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
keys = typer.Typer(no_args_is_help=True, help="Make keys.")
app.add_typer(keys, name="keys")

Json = Annotated[bool, typer.Option("--json", help="print JSON for a program")]


Signer = Callable[[], LocalAccount]


@contextmanager
def refusing() -> Iterator[None]:
    """Within it, whatever is refused ends the program with one sentence and exit code 1."""
    try:
        yield
        return
    except HeadwaterError as error:
        sentence = str(error)
    except OSError as error:
        sentence = f"{shown(str(error.filename))}: {error.strerror or type(error).__name__}."
    except KeyboardInterrupt:
        sentence = "Interrupted: run again, and it goes on where it stopped."
    _fail(sentence, FAILED)


@app.command("deploy")
def deploy_command(
    rpc: Annotated[str, typer.Option(help="the node's URL")],
    chain_id: Annotated[int | None, typer.Option(help="the chain id it must have")] = None,
    folder: Annotated[Path, typer.Option("--deployments", help="where deployments are kept")] = Path("deployments"),
    keystore: Annotated[Path | None, typer.Option(help="the encrypted keystore of the account that deploys")] = None,
    key_env: Annotated[str | None, typer.Option(help="the name of the environment variable with its key")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="seconds that one call may take")] = TIMEOUT_SECONDS,
    as_json: Json = False,
) -> None:
    """Deploy the suite, or verify and complete the one that is there.

    The password of a keystore is asked for. With neither --keystore nor --key-env a development node's own account
    deploys.
    """
    if keystore is not None and key_env is not None:
        raise typer.BadParameter("it is --keystore or --key-env, not both")
    console = Console(highlight=False, soft_wrap=True, quiet=as_json)
    with refusing():
        deployed = deploy_to(rpc, chain_id, folder, console, _signer(keystore, key_env), timeout)
        if as_json:
            typer.echo(json.dumps({name: placed.address for name, placed in deployed.contracts.items()}))


@keys.command("new")
def keys_new(file: Annotated[Path, typer.Argument(help="the file to make; one that is there is refused")]) -> None:
    """Make a key in a new encrypted keystore, and print its address."""

    def password() -> str:
        return str(typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True))

    with refusing():
        typer.echo(new_keystore(file, password))


def deploy_to(
    rpc: str,
    chain_id: int | None,
    folder: Path | None,
    console: Console,
    signer: Signer | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> Deployment:
    """Deploy from the signer's account, or a development node's own, and print where everything stands.

    Without a folder nothing is kept. Raises ChainUnreachable, DeploymentMismatch (another chain, or none of its
    accounts may be used), and whatever the signer and `deploy` refuse.
    """
    w3 = connect(rpc, timeout=timeout)
    found = w3.eth.chain_id
    if chain_id not in (None, found):
        raise DeploymentMismatch(f"The node is on chain {found}, not on chain {chain_id}.")
    deployer = _deployer(w3, signer)
    file = folder and folder / f"{found}.json"
    steps = 0

    def note(step: str) -> None:
        nonlocal steps
        steps += 1
        console.print(f"  {step}")

    deployed = deploy(w3, deployer, file=file, note=note)
    _show_deployment(console, deployed, steps, file)
    return deployed


def _show_deployment(console: Console, deployed: Deployment, steps: int, file: Path | None) -> None:
    table = Table("contract", "address", "block", box=None, header_style="dim")
    for name, placed in deployed.contracts.items():
        table.add_row(name, placed.address, str(placed.block))
    console.print(table)
    done = f"{steps} steps taken" if steps else "everything is there, nothing changed"
    kept = f"kept in {escape(str(file))}" if file else "not kept: this chain ends with its node"
    console.print(f"Chain {deployed.chain_id}: {done}; {kept}")


def _signer(keystore: Path | None, key_env: str | None) -> Signer | None:
    """How to get at the account that the options name; None where they name none."""
    if keystore is not None:
        return lambda: account_from_keystore(keystore, lambda: str(typer.prompt("Password", hide_input=True, err=True)))
    return None if key_env is None else lambda: account_from_environment(key_env)


def _deployer(w3: Web3, signer: Signer | None) -> str:
    """Give the account that deploys, made ready to sign."""
    if signer is not None:
        account = signer()
        sign_with(w3, account)
        return str(account.address)
    chain = w3.eth.chain_id
    accounts = w3.eth.accounts if chain in DEVELOPMENT_CHAINS else []
    if not accounts:
        raise DeploymentMismatch(
            f"Chain {chain} is no development chain with unlocked accounts: give --keystore or --key-env."
        )
    return accounts[0]


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
    sys.exit(code)
