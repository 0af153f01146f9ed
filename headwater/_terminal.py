"""What the commands share: how they refuse, where keys come from, and which chain they speak to."""

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

from headwater._connection import TIMEOUT_SECONDS, connect
from headwater._deployment import Deployment
from headwater._errors import DocumentRefused, HeadwaterError, shown
from headwater._keys import account_from_environment, account_from_keystore
from headwater._suite import Suite
from headwater._text import printable

FAILED, REFUSED_DOCUMENT = 1, 3
LABEL = 14  # columns for a field's name

Json = Annotated[bool, typer.Option("--json", help="print JSON for a program")]
Rpc = Annotated[str, typer.Option(help="the node's URL")]
Deployments = Annotated[Path, typer.Option("--deployments", help="where deployments are kept")]
Keystore = Annotated[Path | None, typer.Option(help="the encrypted keystore of the account")]
KeyEnv = Annotated[str | None, typer.Option(help="the name of the environment variable with the account's key")]
Timeout = Annotated[float, typer.Option(min=0.1, help="seconds that one call may take")]

DEPLOYMENTS = Path("deployments")
TIMEOUT = TIMEOUT_SECONDS
Signer = Callable[[], LocalAccount]


def console(*, quiet: bool = False) -> Console:
    """Give a console that prints text as it is, whatever the width."""
    return Console(highlight=False, soft_wrap=True, quiet=quiet, emoji=False)


@contextmanager
def refusing(*, as_json: bool = False) -> Iterator[None]:
    """Within it, whatever is refused ends the program with one sentence; a refused document with exit code 3."""
    try:
        yield
        return
    except DocumentRefused as refusal:
        if as_json:
            typer.echo(json.dumps(refusal_fields(refusal)))
        fail(str(refusal), REFUSED_DOCUMENT)
    except HeadwaterError as error:
        sentence = str(error)
    except OSError as error:
        sentence = f"{shown(str(error.filename))}: {error.strerror or type(error).__name__}."
    except KeyboardInterrupt:
        sentence = "Interrupted: run again, and it goes on where it stopped."
    fail(sentence, FAILED)


def fail(sentence: str, code: int) -> NoReturn:
    """Say on the error stream what was refused, and end."""
    Console(stderr=True, highlight=False, soft_wrap=True, emoji=False).print(
        f"[bold red]Refused:[/] {escape(sentence)}"
    )
    sys.exit(code)


def refusal_fields(refusal: DocumentRefused) -> dict[str, Any]:
    """Give a document's refusal for a program."""
    named = {"rule": refusal.rule, "field": refusal.field, "value": refusal.value}
    return {"refused": type(refusal).__name__, **named, "message": str(refusal)}


def print_fields(fields: dict[str, Any], *, as_json: bool) -> None:
    """Print named values, one a line, or as JSON for a program."""
    if as_json:
        typer.echo(json.dumps(fields, ensure_ascii=False))
        return
    terminal = console()
    for name, value in fields.items():
        terminal.print(f"[dim]{name:<{LABEL - 1}}[/] {escape(printable(str(value)))}")


def signer(keystore: Path | None, key_env: str | None) -> Signer | None:
    """Give how to get at the account that the options name; None where they name none."""
    if keystore is not None and key_env is not None:
        raise typer.BadParameter("it is --keystore or --key-env, not both")
    if keystore is not None:
        return lambda: account_from_keystore(keystore, asked_password)
    return None if key_env is None else lambda: account_from_environment(key_env)


def asked_password() -> str:
    """Ask for a password; it is not shown."""
    return str(typer.prompt("Password", hide_input=True, err=True))


def new_password() -> str:
    """Ask for a new password, twice; it is not shown."""
    return str(typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True))


def suite_at(rpc: str, folder: Path, timeout: float) -> Suite:
    """Give the suite that is deployed on a node's chain; raises ChainUnreachable, DeploymentMismatch and OSError."""
    w3 = connect(rpc, timeout=timeout)
    return Suite(w3, Deployment.load(folder / f"{w3.eth.chain_id}.json"))
