"""`headwater vault`: store documents encrypted, fetch them, and say who reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from headwater._checks import demand_addresses
from headwater._terminal import (
    DEPLOYMENTS,
    TIMEOUT,
    Deployments,
    Json,
    Rpc,
    Timeout,
    asked_password,
    print_fields,
    refusing,
    suite_at,
)
from headwater.vault import (
    DocumentId,
    EncryptionKey,
    Reader,
    StoreRefused,
    Vault,
    encryption_key_from_keystore,
    reader_of,
    standing_readers,
)

vaults = typer.Typer(no_args_is_help=True, help="Store documents encrypted, and say who reads them.")

Store = Annotated[str, typer.Option(help="where documents are kept: a folder, or a URL of fsspec such as s3://bucket")]
Document = Annotated[str, typer.Argument(help="the document's id, as `vault put` printed it")]
Key = Annotated[Path, typer.Option(help="the keystore with your encryption key")]
Account = Annotated[
    str, typer.Option("--reader", help="an account, whose key the chain says, or ACCOUNT=KEY to pin it")
]

FOLDER = "vault"
_KEY = re.compile(r"(?:0x)?[0-9a-fA-F]{64}")


@vaults.command("put")
def vault_put(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a document of any kind; nobody opens it")],
    readers: Annotated[list[str], typer.Option("--reader", help="an account that can read it, or ACCOUNT=KEY")],
    rpc: Rpc,
    store: Store = FOLDER,
    folder: Deployments = DEPLOYMENTS,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Store a document for readers, and for those whom the programme's rule makes readers of everything."""
    with refusing(as_json=as_json):
        named = [_named(one) for one in readers]
        suite = suite_at(rpc, folder, timeout)
        vault = _vault(store, standing_readers(suite))
        with _bar("Storing", file.stat().st_size, quiet=as_json) as progress:
            document = vault.put(file, [reader_of(suite, *one) for one in named], progress=progress)
        print_fields(_described(vault, document), as_json=as_json)


@vaults.command("get")
def vault_get(
    document: Document,
    key: Key,
    to: Annotated[Path, typer.Option(help="the file to write; one that is there is refused")],
    store: Store = FOLDER,
    as_json: Json = False,
) -> None:
    """Fetch a document and write it to a new file, once all of it is known to be genuine."""
    with refusing(as_json=as_json):
        vault, own = _vault(store), _own(key)
        described = vault.describe(DocumentId(document), own)
        with _bar("Fetching", described.size, quiet=as_json) as progress:
            vault.get(DocumentId(document), own, to, progress=progress)
    known = {"name": described.name, "size": described.size, "documentHash": "0x" + described.hash.hex()}
    print_fields({"file": str(to), **known}, as_json=as_json)


@vaults.command("share")
def vault_share(
    document: Document,
    reader: Account,
    key: Key,
    rpc: Rpc,
    store: Store = FOLDER,
    folder: Deployments = DEPLOYMENTS,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Make another account a reader of a document that you can read."""
    with refusing(as_json=as_json):
        named = _named(reader)
        suite = suite_at(rpc, folder, timeout)
        vault = _vault(store, suite.standing_readers())
        vault.share(DocumentId(document), _own(key), reader_of(suite, *named))
        print_fields(_described(vault, DocumentId(document)), as_json=as_json)


@vaults.command("revoke")
def vault_revoke(
    document: Document,
    reader: Annotated[str, typer.Option(help="the account that is to read it no more")],
    key: Key,
    rpc: Rpc,
    store: Store = FOLDER,
    folder: Deployments = DEPLOYMENTS,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Remove a reader: the document is encrypted anew for the rest. What was read cannot be unread.

    Who is a standing reader on chain now is not removed.
    """
    with refusing(as_json=as_json):
        demand_addresses(reader)
        vault = _vault(store, suite_at(rpc, folder, timeout).standing_readers())
        vault.revoke(DocumentId(document), _own(key), reader)
        print_fields(_described(vault, DocumentId(document)), as_json=as_json)


def _vault(url: str, always: Iterable[Reader | str] = ()) -> Vault:
    """Give the vault at a URL; memory ends with the command."""
    if any(link.startswith("memory:") for link in url.split("::")):
        raise StoreRefused("A store in memory ends with this command, and keeps nothing.")
    return Vault(url, always=always)


def _named(given: str) -> tuple[str, bytes | None]:
    """Give an account, and the key that is pinned with it."""
    account, pins, digits = given.partition("=")
    demand_addresses(account)
    if pins and not _KEY.fullmatch(digits):
        raise typer.BadParameter("a reader is ACCOUNT, or ACCOUNT=KEY with the 64 hex digits of its public key")
    return account, bytes.fromhex(digits.removeprefix("0x")) if pins else None


def _own(keystore: Path) -> EncryptionKey:
    return encryption_key_from_keystore(keystore, asked_password)


def _described(vault: Vault, document: DocumentId) -> dict[str, Any]:
    accesses = vault.readers(document)
    standing = [access.reader.address for access in accesses if access.standing]
    others = [access.reader.address for access in accesses if not access.standing]
    keys = {access.reader.address: access.reader.fingerprint for access in accesses}
    return {"document": document, "readers": others, "standing": standing, "keys": keys}


@contextmanager
def _bar(what: str, size: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show how many bytes are done, on the error stream and only to people."""
    columns, errors = (TextColumn(what), BarColumn(), DownloadColumn()), Console(stderr=True)
    with Progress(*columns, console=errors, transient=True, disable=quiet or not errors.is_terminal) as progress:
        task = progress.add_task(what, total=size)
        yield lambda done: progress.update(task, completed=done)
