"""Write the generated parts of `docs/documents.md`: types, the canonical document's fields, and what a folder holds.

Usage: `python scripts/documents_paper.py [FOLDER] [--check]`; without a folder the part that needs one stays. `--check`
writes nothing and fails when the paper is stale.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from lxml import etree

from _anvil import ROOT
from _markdown import with_part
from headwater import DocumentRefused
from headwater.documents import _errors as errors
from headwater.documents import financeable, read_document
from headwater.documents._financeable import FINANCEABLE_TYPES
from headwater.documents._pdf import MAX_PDF_BYTES, is_pdf
from headwater.documents._terms import TERMS, Kind
from headwater.documents._xml import parse

PAPER = ROOT / "docs" / "documents.md"
TYPES, FIELDS, FOLDER = "types", "fields", "corpus"
MAKER = "documents_paper"

_KINDS = {
    Kind.DATE: " (date)",
    Kind.NUMBER: " (number)",
    Kind.AMOUNT: " (amount)",
    Kind.TAX_AMOUNT: " (amount in the tax currency)",
}
_PDF, _NO_XML = "PDF", "no readable XML"
_PARTICULAR = (errors.AmountRefused, errors.CurrencyMismatch, errors.DocumentNotWellFormed, errors.SchemaBroken)
"""Refusals whose sentence says what was found: a currency, a line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: what it is, what refused it, and, if it was read, what keeps it from being financed."""

    looks: str
    refused: DocumentRefused | None
    unfinanced: DocumentRefused | None


def fields() -> str:
    """Give the table of the canonical document's fields, with their business terms, in Markdown."""
    groups: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for path, (term, kind) in TERMS.items():
        group, _, name = path.rpartition("/")
        groups[group].append((f"`{name}`", term, _KINDS.get(kind, "")))
    rows = (f"| {group and f'`{group}/`'} | {_names(those)} |" for group, those in groups.items())
    return "\n".join(["| under | fields |", "|---|---|", *rows]) + "\n"


def types() -> str:
    """Give the table of the types of invoice that can be financed, in Markdown."""
    rows = (f"| {code} | {words} |" for code, words in FINANCEABLE_TYPES.items())
    return "\n".join(["| type | can be financed |", "|---|---|", *rows]) + "\n"


def always() -> str:
    """Give the paper as it is, with the parts made anew that need no folder."""
    return with_part(with_part(PAPER.read_text("utf-8"), TYPES, types(), MAKER), FIELDS, fields(), MAKER)


def read_all(folder: Path) -> list[Outcome]:
    """Read every file below a folder, in the order of its names."""
    return [_outcome(path) for path in sorted(folder.rglob("*")) if path.is_file()]


def corpus(outcomes: list[Outcome]) -> str:
    """Give the tables of what became of a folder's files, in Markdown."""
    refused = [each.refused for each in outcomes if each.refused]
    unfinanced = [each.unfinanced for each in outcomes if each.unfinanced]
    return "\n".join(
        [
            *_by_looks(outcomes),
            f"\nRefused, {len(refused)}:\n",
            *_by_rule(refused),
            f"\nRead, but not to be financed, {len(unfinanced)}:\n",
            *_by_rule(unfinanced),
            "",
        ]
    )


def _names(those: list[tuple[str, str, str]]) -> str:
    """A group's names with the term of each, or first the one that all share."""
    terms = {term for _, term, _ in those}
    if len(those) > 1 and len(terms) == 1:
        return f"{terms.pop()}: {', '.join(name + kind for name, _, kind in those)}"
    return ", ".join(f"{name}{term and ' ' + term}{kind}" for name, term, kind in those)


def _outcome(path: Path) -> Outcome:
    with path.open("rb") as file:
        content = file.read(MAX_PDF_BYTES + 1)
    looks = _looks(content)
    try:
        document = read_document(content)
    except DocumentRefused as refusal:
        return Outcome(looks, refusal, None)
    try:
        financeable(document)
    except DocumentRefused as refusal:
        return Outcome(looks, None, refusal)
    return Outcome(looks, None, None)


def _looks(content: bytes) -> str:
    if is_pdf(content):
        return _PDF
    try:
        return str(etree.QName(parse(content)).localname)
    except DocumentRefused:
        return _NO_XML


def _by_looks(outcomes: list[Outcome]) -> Iterator[str]:
    yield "| root element | files | read | refused | can be financed |\n|---|---:|---:|---:|---:|"
    for looks in sorted({each.looks for each in outcomes}):
        yield _row(f"`{looks}`" if looks not in (_PDF, _NO_XML) else looks, [e for e in outcomes if e.looks == looks])
    yield _row("**all**", outcomes)


def _row(words: str, outcomes: list[Outcome]) -> str:
    read = [each for each in outcomes if each.refused is None]
    good = sum(each.unfinanced is None for each in read)
    return f"| {words} | {len(outcomes)} | {len(read)} | {len(outcomes) - len(read)} | {good} |"


def _by_rule(refusals: list[DocumentRefused]) -> Iterator[str]:
    """One row a rule: its sentence, if that is always the same, else what the refusal's class stands for."""
    alike: defaultdict[tuple[str, str], list[DocumentRefused]] = defaultdict(list)
    for refusal in refusals:
        alike[refusal.rule, type(refusal).__name__].append(refusal)
    yield "| rule | refusal | what it means | files |\n|---|---|---|---:|"
    for (rule, name), those in sorted(alike.items()):
        said = {refusal.sentence for refusal in those}
        always_said = len(said) == 1 and not isinstance(those[0], _PARTICULAR)
        means = f"{min(said)}." if always_said else (type(those[0]).__doc__ or "").splitlines()[0]
        yield f"| {rule} | `{name}` | {means} | {len(those)} |"


def main(
    folder: Annotated[Path | None, typer.Argument(help="the folder whose files are read", exists=True)] = None,
    check: Annotated[bool, typer.Option("--check", help="write nothing, fail when the paper is stale")] = False,
) -> None:
    """Write the generated parts of docs/documents.md."""
    wanted = always()
    if folder:
        wanted = with_part(wanted, FOLDER, corpus(read_all(folder)), MAKER)
    if not check:
        PAPER.write_text(wanted, "utf-8")
    elif PAPER.read_text("utf-8") != wanted:
        sys.exit("docs/documents.md is stale: `make documents` writes it.")


if __name__ == "__main__":
    typer.run(main)
