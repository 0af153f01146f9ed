"""Measure what the tests cover and write ``docs/COVERAGE.md``: ``python scripts/cover.py [--json]``.

The page tells what forge's tests leave out of ``contracts/`` and the package's tests out of ``headwater/``, with the
test that reaches it or the reason why none does, as ``tests/coverage.toml`` says. Exit code 1 means that a
line has no entry there, that an entry names no line any more, or that the test it names does not exist.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

import _coverage
from _coverage import CoverageError, Gap, Measured
from _forge import ForgeError
from _toolchain import ROOT, ToolchainError, console

ENTRIES: Final = ROOT / "tests" / "coverage.toml"
PAGE: Final = ROOT / "docs" / "COVERAGE.md"
WIDTH: Final = 110  # of the tables, which are made to be read whole
INTRODUCTION: Final = """\
# Coverage

`make coverage` measures and writes this page; the reasons stand in `tests/coverage.toml`. The contracts are measured by
forge's tests (`tests/forge`), which fuzz the ledger and play stories of it, the package by its own (`tests/package`),
in their process alone. What they leave out is named below with the test that reaches it or the reason why none does:
files that other tests play as a whole by the number of their lines, all else line by line. The Brownie tests are not
measured by lines; that they find what is wrong in the contracts is shown by their mutants (`make mutants`).
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Why lines of a file or folder are left out: all, or those with some words. `test` reaches them all the same."""

    file: str
    code: str = ""
    test: str = ""
    reason: str = ""

    def explains(self, gap: Gap) -> bool:
        """Tell whether this is said of a gap."""
        return gap.file.startswith(self.file) and self.code in gap.code

    @property
    def words(self) -> str:
        """What the page says."""
        return " ".join(filter(None, [self.reason, f"Reached by `{self.test}`." if self.test else ""]))


def entries() -> list[Entry]:
    """Read the table of reasons."""
    return [Entry(**entry) for entry in tomllib.loads(ENTRIES.read_text("utf-8"))["gap"]]


def problems(gaps: Iterable[Gap], known: list[Entry]) -> Iterator[str]:
    """Name what is wrong between the gaps and the table."""
    used = set()
    for gap in gaps:
        if entry := explanation(gap, known):
            used.add(entry)
        else:
            yield f"No entry for {gap}"
    for entry in known:
        if entry not in used:
            yield f"An entry names nothing that is left out: {entry.file} {entry.code}"
        if not entry.words or (entry.test and not exists(entry.test)):
            yield f"An entry gives no reason, or a test that does not exist: {entry.file} {entry.code} {entry.test}"


def explanation(gap: Gap, known: list[Entry]) -> Entry | None:
    """Give the first entry that is said of a gap."""
    return next((entry for entry in known if entry.explains(gap)), None)


def exists(test: str) -> bool:
    """Tell whether a test is there: `file::Class::test`, or a file or folder alone."""
    file, *names = test.split("::")
    if not names:
        return (ROOT / file).exists()
    text = (ROOT / file).read_text("utf-8") if (ROOT / file).is_file() else ""
    return all(f"class {name}" in text or f"def {name}(" in text for name in names)


def percent(covered: int, of: int) -> str:
    """Write a share; 100 % is said only of all."""
    return "-" if not of else "100 %" if covered == of else f"{min(covered / of * 100, 99.9):.1f} %"


def rows(measured: dict[str, Measured]) -> Iterator[tuple[str, str, str, str, str]]:
    """Give the table's rows, the sum last."""
    total = Measured()
    for file, of in measured.items():
        total.lines, total.lines_covered = total.lines + of.lines, total.lines_covered + of.lines_covered
        total.branches += of.branches
        total.branches_covered += of.branches_covered
        yield _row(f"{file}", of)
    yield _row("all", total)


def _row(name: str, of: Measured) -> tuple[str, str, str, str, str]:
    lines, branches = f"{of.lines_covered} of {of.lines}", f"{of.branches_covered} of {of.branches}"
    return (
        name,
        lines,
        percent(of.lines_covered, of.lines),
        branches,
        percent(of.branches_covered, of.branches),
    )


def page(parts: dict[str, dict[str, Measured]], known: list[Entry]) -> str:
    """Write the page: a table for each part, and what it leaves out by reason."""
    text = [INTRODUCTION]
    for title, measured in parts.items():
        text += [f"## {title}\n", "| file | lines | | branches | |", "|---|---:|---:|---:|---:|"]
        text += [f"| {' | '.join(row)} |" for row in rows(measured)]
        text += ["", f"### Left out of {title}\n", *left_out(gaps_of(measured), known)]
    return "\n".join(text).rstrip() + "\n"


def left_out(gaps: list[Gap], known: list[Entry]) -> Iterator[str]:
    """Give the lines of the page about gaps, grouped by what is said of them."""
    groups: dict[tuple[str, bool], list[Gap]] = {}
    for gap in gaps:
        entry = explanation(gap, known)
        said = (entry.words, not entry.code) if entry else ("No reason is known.", False)
        groups.setdefault(said, []).append(gap)
    for (words, whole), group in groups.items():
        yield f"{words}\n"
        yield from counted(group) if whole else map(named, group)
        yield ""
    if not groups:
        yield "Nothing.\n"


def counted(gaps: list[Gap]) -> Iterator[str]:
    """Say of each file how many of its lines are left out."""
    for file, count in Counter(gap.file for gap in gaps).items():
        yield f"- `{file}`: {count} lines" if count > 1 else f"- `{file}`: a line"


def named(gap: Gap) -> str:
    """Name a line that is left out."""
    return f"- `{gap.file}:{gap.line}`{' (a branch)' if gap.branch else ''} `{gap.code}`"


def gaps_of(measured: dict[str, Measured]) -> list[Gap]:
    """Give the gaps of all files."""
    return [gap for of in measured.values() for gap in of.gaps]


def show(parts: dict[str, dict[str, Measured]]) -> None:
    """Print the tables."""
    out = Console(highlight=False, width=WIDTH)
    for title, measured in parts.items():
        table = Table(title, "lines", "", "branches", "", box=None, header_style="dim")
        for row in rows(measured):
            table.add_row(*row)
        out.print(table, soft_wrap=True)


def main(as_json: Annotated[bool, typer.Option("--json", help="print JSON for a program")] = False) -> None:
    """Measure what the tests cover, and write the page."""
    try:
        with console.status("Measuring the contracts"):
            parts = {"contracts/": _coverage.contracts()}
        with console.status("Measuring the package"):
            parts["headwater/"] = _coverage.package()
    except (CoverageError, ForgeError, ToolchainError) as problem:
        console.print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from problem
    known = entries()
    PAGE.write_text(page(parts, known), "utf-8")
    if as_json:
        typer.echo(json.dumps({file: asdict(of) for measured in parts.values() for file, of in measured.items()}))
    else:
        show(parts)
    wrong = list(problems([gap for measured in parts.values() for gap in gaps_of(measured)], known))
    for line in wrong:
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    if wrong:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
