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
from rich.text import Text

from headwater._connection import TIMEOUT_SECONDS, connect, understood
from headwater._deployment import Deployment
from headwater._errors import DeploymentMismatch, DocumentRefused, HeadwaterError, shown
from headwater._keys import account_from_environment, account_from_keystore
from headwater._suite import Suite
from headwater._text import printable

FAILED, REFUSED_DOCUMENT, INTERRUPTED = 1, 3, 130
LABEL = 14  # columns for a field's name
_WIDE = 100_000  # columns, where no terminal has a width: nothing is cut

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
    made = Console(highlight=False, soft_wrap=True, quiet=quiet, emoji=False)
    if not made.is_terminal:
        made.width = _WIDE
    return made


@contextmanager
def refusing(*, as_json: bool = False) -> Iterator[None]:
    """Within it, whatever is refused ends the program with one sentence on the error stream, and as JSON if asked for.

    The exit code is 1, of a refused document 3, and 130 where the user interrupts.
    """
    try:
        with understood():
            yield
        return
    except HeadwaterError as error:
        said = refusal_fields(error)
        code = REFUSED_DOCUMENT if isinstance(error, DocumentRefused) else FAILED
    except OSError as error:
        sentence = f"{shown(str(error.filename))}: {error.strerror or type(error).__name__}."
        said, code = {"refused": type(error).__name__, "message": sentence}, FAILED
    except (KeyboardInterrupt, typer.Abort) as error:
        if isinstance(error, typer.Abort) and not isinstance(error.__context__, KeyboardInterrupt):
            raise  # a prompt that met the end of what is typed
        said, code = {"refused": "Interrupted", "message": "Interrupted: run again."}, INTERRUPTED
    if as_json:
        print_json(said)
    fail(said["message"], code)


def fail(sentence: str, code: int) -> NoReturn:
    """Say on the error stream what was refused, and end."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
    errors.print(Text.assemble(("Refused:", "bold red"), " ", printable(sentence)))
    sys.exit(code)


def refusal_fields(refusal: HeadwaterError) -> dict[str, Any]:
    """Give a refusal for a program; a document's names rule, field and value."""
    named = {}
    if isinstance(refusal, DocumentRefused):
        named = {"rule": refusal.rule, "field": refusal.field, "value": refusal.value}
    return {"refused": type(refusal).__name__, **named, "message": str(refusal)}


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON
    """Print JSON for a program, in ASCII that no terminal reads as a command."""
    typer.echo(json.dumps(value))


def print_fields(fields: dict[str, Any], *, as_json: bool) -> None:
    """Print named values, one a line and lists over several, or as JSON for a program."""
    if as_json:
        print_json(fields)
        return
    terminal = console()
    for name, value in fields.items():
        for one in _listed(value):
            terminal.print(Text.assemble((f"{printable(name):<{LABEL - 1}}", "dim"), " ", printable(one)))


def _listed(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """Give a value line by line: each of a list, each of named values with its name."""
    if isinstance(value, dict):
        return [f"{name}  {one}" for name, one in value.items()]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


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
    chain, genesis = w3.eth.chain_id, w3.eth.get_block(0)["hash"].to_0x_hex()
    file = folder / f"{chain}.json"
    deployment = Deployment.load(file)
    if (deployment.chain_id, deployment.genesis) != (chain, genesis):
        raise DeploymentMismatch(f"{file.name} is of another chain than the node's: their ids or first blocks differ.")
    return Suite(w3, deployment)
