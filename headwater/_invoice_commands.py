"""`headwater invoice`: read documents, commit to them, show chosen fields, and verify what others show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Column, Table
from rich.text import Text

from headwater._checks import demand_addresses
from headwater._days import day_of
from headwater._errors import DocumentRefused
from headwater._keys import secret_from_environment, write_private
from headwater._money import format_units
from headwater._pedigree import Pedigree
from headwater._terminal import (
    DEPLOYMENTS,
    LABEL,
    REFUSED_DOCUMENT,
    TIMEOUT,
    Deployments,
    Json,
    KeyEnv,
    Keystore,
    Rpc,
    Timeout,
    console,
    print_fields,
    print_json,
    refusal_fields,
    refusing,
    signer,
    suite_at,
)
from headwater._text import printable
from headwater._types import ZERO_ADDRESS
from headwater.disclosures import PROFILES, Bundle, Disclosed, Opening, Verified, disclose, link, subject, verify
from headwater.documents import (
    DocumentKind,
    Invoice,
    Party,
    TradeDocument,
    financeable,
    fingerprint,
    programme_secret,
    read_document,
    read_invoice,
)

LONGEST_ID = 78  # digits of a uint256
LONGEST_BUNDLE = 4_000_000  # bytes: more than any bundle of so many characters has

invoices = typer.Typer(no_args_is_help=True, help="Read documents, commit to them, and show chosen fields of them.")

Document = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a trade document: XML or Factur-X PDF")]


@invoices.command("check")
def invoice_check(
    files: Annotated[list[Path], typer.Argument(exists=True, help="documents, or folders of documents")],
    as_json: Json = False,
) -> None:
    """Say of each document whether it can be financed, read, or neither, and why.

    Exit code 3 if one is refused.
    """
    errors = Console(stderr=True)
    hidden = as_json or not errors.is_terminal
    with refusing(as_json=as_json):
        found = list(_files(files))
        checked = [_checked(file) for file in track(found, "Reading", console=errors, transient=True, disable=hidden)]
    if as_json:
        print_json(checked)
    else:
        _print_checked(checked)
    if any("refused" in one for one in checked):
        raise typer.Exit(REFUSED_DOCUMENT)


@invoices.command("show")
def invoice_show(
    file: Document,
    fields: Annotated[bool, typer.Option("--fields", help="show every field, of any kind of document")] = False,
    as_json: Json = False,
) -> None:
    """Show what would be financed, or why it cannot be."""
    with refusing(as_json=as_json):
        if fields:
            print_fields(dict(read_document(file).fields), as_json=as_json)
            return
        invoice = read_invoice(file)
    print_fields(_shown(invoice), as_json=as_json)
    if not as_json:
        amount = format_units(invoice.payable, invoice.currency)
        console().print(Text.assemble((f"{'amount':<{LABEL}}", "dim"), (amount, "bold")))


@invoices.command("commit")
def invoice_commit(
    file: Document,
    to: Annotated[
        Path, typer.Option(help="the opening to write: the document's secret and fields, for its owner only")
    ],
    chain_id: Annotated[int, typer.Option(help="the chain that the fingerprint is for")],
    links: Annotated[list[str] | None, typer.Option("--link", help="another document's root: order=0x…")] = None,
    secret_env: Annotated[str | None, typer.Option(help="the environment variable with the programme's secret")] = None,
    as_json: Json = False,
) -> None:
    """Commit to a document: print the root and the fingerprint that go on chain, and keep what opens the root."""
    with refusing(as_json=as_json):
        document = read_document(file)
        given = None if secret_env is None else secret_from_environment(secret_env)
        printed = fingerprint(document.identity, programme_secret(given, chain_id))
        opening = Opening.new(_linked(document, links or []))
        opening.write(to)
    root = opening.commitment().root
    shown = {"documentRoot": root, "fingerprint": printed, "documentHash": document.document_hash}
    print_fields({name: "0x" + value.hex() for name, value in shown.items()}, as_json=as_json)


@invoices.command("disclose")
def invoice_disclose(
    opening: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="what `invoice commit` kept")],
    receivable: Annotated[str, typer.Option(help="the receivable that it is shown for: its id, or like 12/7<3@2")],
    to: Annotated[Path, typer.Option(help="the bundle to write")],
    rpc: Rpc,
    profile: Annotated[str | None, typer.Option(help=f"a kind of reader: {', '.join(PROFILES)}")] = None,
    fields: Annotated[list[str] | None, typer.Option("--field", help="a field to show, such as lines/*/name")] = None,
    audience: Annotated[str, typer.Option(help="the account that it is for; without it, anyone")] = ZERO_ADDRESS,
    days: Annotated[int, typer.Option(min=0, help="days that it counts")] = 30,
    folder: Deployments = DEPLOYMENTS,
    keystore: Keystore = None,
    key_env: KeyEnv = None,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Show chosen fields of a document and nothing else, in a signed bundle with its proof.

    A bundle that its reader would refuse is not written.
    """
    account = signer(keystore, key_env)
    if account is None:
        raise typer.BadParameter("give --keystore or --key-env: whoever shows fields signs for them")
    if (profile is None) == (not fields) or (profile is not None and profile not in PROFILES):
        raise typer.BadParameter(f"give --profile ({', '.join(PROFILES)}) or --field, one of them")
    with refusing(as_json=as_json):
        demand_addresses(audience)
        suite = suite_at(rpc, folder, timeout)
        about = subject(suite, _receivable(receivable), days=days, audience=audience)
        committed = Opening.load(opening).commitment()
        bundle = disclose(committed, PROFILES[profile] if profile else fields or [], about, account())
        verify(suite, bundle)
        write_private(to, (bundle.as_json() + "\n").encode())
    print_fields({one.path: one.value for one in bundle.shown}, as_json=as_json)


@invoices.command("verify")
def invoice_verify(
    bundle: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="a bundle that somebody has shown")],
    rpc: Rpc,
    linked: Annotated[list[Path] | None, typer.Option(help="a bundle of a document that the first links to")] = None,
    reader: Annotated[str | None, typer.Option(help="your account, where the bundle is for an audience")] = None,
    folder: Deployments = DEPLOYMENTS,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Verify a bundle against the chain: its root, its receivable, its maker and its days."""
    with refusing(as_json=as_json):
        if reader is not None:
            demand_addresses(reader)
        shown, others = _bundle(bundle), [_bundle(other) for other in linked or []]
        verified = verify(suite_at(rpc, folder, timeout), shown, linked=others, reader=reader)
    if as_json:
        print_json(_verified(verified))
    else:
        console().print(Text(str(verified)))


def _files(given: list[Path]) -> Iterator[Path]:
    for path in given:
        yield from sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]


def _checked(file: Path) -> dict[str, Any]:
    """Give what is to be said of a file."""
    try:
        document = read_document(file)
        if document.kind is DocumentKind.INVOICE:
            financeable(document)
    except DocumentRefused as refusal:
        return {"file": str(file), **refusal_fields(refusal)}
    except OSError as error:
        return {"file": str(file), "refused": "Unreadable", "message": error.strerror or type(error).__name__}
    return {"file": str(file), "kind": document.kind.value, "number": document.number, "amount": _amount(document)}


def _print_checked(checked: list[dict[str, Any]]) -> None:
    names = ("document", "kind", "number", "amount, or why it is refused")
    table = Table(*(Column(name, overflow="fold") for name in names), box=None, header_style="dim")
    for one in checked:
        said = Text(printable(one["message"]), "red") if "refused" in one else Text(one["amount"])
        table.add_row(*(Text(printable(str(one.get(name, "")))) for name in ("file", "kind", "number")), said)
    terminal = console()
    terminal.print(table)
    refused = sum("refused" in one for one in checked)
    terminal.print(f"{len(checked) - refused} can be read, invoices among them financed; {refused} refused")


def _amount(document: TradeDocument) -> str:
    if document.payable is None or document.currency is None:
        return ""
    return format_units(document.payable, document.currency) if document.payable >= 0 else "negative"


def _linked(document: TradeDocument, links: list[str]) -> tuple[tuple[str, str], ...]:
    fields = document.fields
    for given in links:
        kind, _, root = given.partition("=")
        try:
            fields = link(fields, kind, bytes.fromhex(root.removeprefix("0x")))
        except ValueError:
            raise typer.BadParameter(f"a link is like order=0x…, with the 64 digits of a root, not {given}") from None
    return fields


def _receivable(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ID else Pedigree.parse(text).id


def _bundle(file: Path) -> Bundle:
    with file.open("rb") as opened:
        content = opened.read(LONGEST_BUNDLE + 1)
    return Bundle.from_json(content.decode("utf-8", "replace"))


def _verified(verified: Verified) -> dict[str, Any]:
    """Give for a program what is verified; an audience of null is anyone."""
    about = verified.disclosed.subject
    now = {"obligation": about.obligation, "receivable": str(about.receivable), "holder": verified.receivable.holder}
    links = [{"path": one.path, **_disclosed(one.disclosed, verified.reader)} for one in verified.linked]
    return {
        "relation": verified.relation.value,
        **now,
        **_disclosed(verified.disclosed, verified.reader),
        "links": links,
    }


def _disclosed(disclosed: Disclosed, reader: str | None) -> dict[str, Any]:
    about = disclosed.subject
    return {
        "maker": disclosed.maker,
        "audience": None if about.is_for_anyone else about.audience,
        "audienceChecked": about.is_for_anyone or reader is not None,
        "madeDay": about.made_day,
        "lastDay": about.last_day,
        "isWhole": disclosed.is_whole,
        "fields": dict(disclosed.fields),
    }


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
        "documentHash": "0x" + invoice.document_hash.hex(),
    }


def _party(party: Party) -> str:
    return f"{party.name} ({party.id_kind.value} id {party.id})"
