"""The `headwater` command: a thin skin over the package.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a document is refused, 130 interrupted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from web3 import Web3

from headwater._audit_commands import audits
from headwater._connection import connect, sign_with
from headwater._deploy import deploy
from headwater._deployment import Deployment
from headwater._errors import DeploymentMismatch
from headwater._invoice_commands import invoices
from headwater._keys import new_keystore
from headwater._terminal import (
    DEPLOYMENTS,
    TIMEOUT,
    Deployments,
    Json,
    KeyEnv,
    Keystore,
    Rpc,
    Signer,
    Timeout,
    console,
    new_password,
    print_fields,
    print_json,
    refusing,
    signer,
    suite_at,
)
from headwater._vault_commands import vaults
from headwater.vault import Reader, new_encryption_keystore

DEVELOPMENT_CHAINS = (1337, 31337)

NewFile = Annotated[Path, typer.Argument(help="the file to make; one that is there is refused")]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Deep-tier supply chain finance.",
)
app.add_typer(invoices, name="invoice")
app.add_typer(vaults, name="vault")
app.add_typer(audits, name="audit")
keys = typer.Typer(no_args_is_help=True, help="Make keys.")
app.add_typer(keys, name="keys")


@app.command("deploy")
def deploy_command(
    rpc: Rpc,
    chain_id: Annotated[int | None, typer.Option(help="the chain id it must have")] = None,
    folder: Deployments = DEPLOYMENTS,
    keystore: Keystore = None,
    key_env: KeyEnv = None,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Deploy the suite, or verify and complete the one that is there.

    The password of a keystore is asked for. With neither --keystore nor --key-env a development node's own account
    deploys.
    """
    given = signer(keystore, key_env)
    with refusing(as_json=as_json):
        deployed = deploy_to(rpc, chain_id, folder, console(quiet=as_json), given, timeout)
        if as_json:
            print_json({name: placed.address for name, placed in deployed.contracts.items()})


@keys.command("new")
def keys_new(file: NewFile, as_json: Json = False) -> None:
    """Make a key in a new encrypted keystore, and print its address."""
    with refusing(as_json=as_json):
        address = new_keystore(file, new_password)
        print_json({"address": address}) if as_json else typer.echo(address)


@keys.command("new-encryption")
def keys_new_encryption(file: NewFile, as_json: Json = False) -> None:
    """Make an encryption key in a new encrypted keystore, and print its public key."""
    with refusing(as_json=as_json):
        public = "0x" + new_encryption_keystore(file, new_password).hex()
        print_json({"publicKey": public}) if as_json else typer.echo(public)


@keys.command("publish")
def keys_publish(
    public_key: Annotated[str, typer.Argument(help="the public key that `keys new-encryption` printed")],
    rpc: Rpc,
    folder: Deployments = DEPLOYMENTS,
    keystore: Keystore = None,
    key_env: KeyEnv = None,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Publish an encryption key on chain, so that others can store documents for the account.

    Its fingerprint is printed, which others compare with the one that they see.
    """
    given = signer(keystore, key_env)
    with refusing(as_json=as_json):
        suite = suite_at(rpc, folder, timeout)
        account = _sender(suite.w3, given)
        reader = Reader(account, _bytes(public_key))
        suite.publish_encryption_key(reader.public_key, sender=account)
        published = {"account": account, "publicKey": "0x" + reader.public_key.hex(), "fingerprint": reader.fingerprint}
        print_fields(published, as_json=as_json)


def deploy_to(
    rpc: str,
    chain_id: int | None,
    folder: Path | None,
    terminal: Console,
    account: Signer | None = None,
    timeout: float = TIMEOUT,
) -> Deployment:
    """Deploy from the signer's account, or a development node's own, and print where everything stands.

    Without a folder nothing is kept. Raises ChainUnreachable, DeploymentMismatch (another chain, or none of its
    accounts may be used), and whatever the signer and `deploy` refuse.
    """
    w3 = connect(rpc, timeout=timeout)
    found = w3.eth.chain_id
    if chain_id not in (None, found):
        raise DeploymentMismatch(f"The node is on chain {found}, not on chain {chain_id}.")
    deployer = _sender(w3, account)
    file = folder and folder / f"{found}.json"
    steps = 0

    def note(step: str) -> None:
        nonlocal steps
        steps += 1
        terminal.print(f"  {step}")

    deployed = deploy(w3, deployer, file=file, note=note)
    _show_deployment(terminal, deployed, steps, file)
    return deployed


def _show_deployment(terminal: Console, deployed: Deployment, steps: int, file: Path | None) -> None:
    table = Table("contract", "address", "block", box=None, header_style="dim")
    for name, placed in deployed.contracts.items():
        table.add_row(name, placed.address, str(placed.block))
    terminal.print(table)
    done = f"{steps} steps taken" if steps else "everything is there, nothing changed"
    kept = f"kept in {file}" if file else "not kept: this chain ends with its node"
    terminal.print(Text(f"Chain {deployed.chain_id}: {done}; {kept}"))


def _sender(w3: Web3, given: Signer | None) -> str:
    """Give the account that acts, made ready to sign: the signer's, or a development node's own."""
    if given is not None:
        account = given()
        sign_with(w3, account)
        return str(account.address)
    chain = w3.eth.chain_id
    accounts = w3.eth.accounts if chain in DEVELOPMENT_CHAINS else []
    if not accounts:
        raise DeploymentMismatch(
            f"Chain {chain} is no development chain with unlocked accounts: give --keystore or --key-env."
        )
    return accounts[0]


def _bytes(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits.removeprefix("0x"))
    except ValueError:
        raise typer.BadParameter("a public key is 64 hex digits") from None
