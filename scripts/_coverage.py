"""What the tests leave uncovered: of the contracts by forge's tests, of the package by its own.

The contracts need the compiler's IR, through which forge knows lines, with the least optimization there is, but no
branches. The package is measured by coverage.py in the process of its tests, not in the processes that these start.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import _forge
from _toolchain import ROOT

FOLDER: Final = ROOT / "build" / "coverage"
LCOV: Final = FOLDER / "contracts.lcov"
DATA: Final = FOLDER / "package.data"
PACKAGE: Final = FOLDER / "package.json"
TESTS: Final = "tests/package"

# Without a seed's luck, fewer stories show the same.
FEWER: Final = {"FOUNDRY_INVARIANT_RUNS": "4", "FOUNDRY_FUZZ_RUNS": "64"}


class CoverageError(Exception):
    """The tests do not pass, so what they cover says nothing; the message is theirs."""


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A line that no test reaches, or one that some test reaches and no test leaves by one of its ways."""

    file: str
    line: int
    code: str
    branch: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line}{' (a branch)' if self.branch else ''}: {self.code}"


@dataclass(slots=True)
class Measured:
    """One file: how many lines and branches it has, how many are covered, and the gaps."""

    lines: int = 0
    lines_covered: int = 0
    branches: int = 0
    branches_covered: int = 0
    gaps: list[Gap] = field(default_factory=list)


def contracts() -> dict[str, Measured]:
    """Measure the contracts by forge's tests. Raises CoverageError, ForgeError."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    LCOV.unlink(missing_ok=True)
    done = _forge.forge("coverage", "--ir-minimum", "--report", "lcov", "--report-file", str(LCOV), **FEWER)
    if done.returncode or not LCOV.exists():
        raise CoverageError((done.stdout + done.stderr).strip()[-4000:])
    found = read_lcov(LCOV.read_text("utf-8"))
    return {file: measured for file, measured in sorted(found.items()) if file.startswith("contracts/")}


def read_lcov(text: str, root: Path = ROOT) -> dict[str, Measured]:
    """Read the lines of an lcov report by file."""
    found: dict[str, Measured] = {}
    for record in text.split("end_of_record"):
        if not (source := re.search(r"^SF:(.+)$", record, re.M)):
            continue
        lines = {int(line): int(hits) for line, hits in re.findall(r"^DA:(\d+),(\d+)", record, re.M)}
        missing = {line for line, hits in lines.items() if not hits}
        covered, left_out = len(lines) - len(missing), list(gaps(source[1], missing, set(), root))
        found[source[1]] = Measured(len(lines), covered, gaps=left_out)
    return found


def gaps(file: str, missing: set[int], partial: set[int], root: Path = ROOT) -> Iterator[Gap]:
    """Give a file's gaps, each with its line of code; a line that is not reached is not told of twice."""
    text = (root / file).read_text("utf-8").splitlines()
    for line in sorted(missing | partial):
        yield Gap(file, line, text[line - 1].strip(), line not in missing)


def package() -> dict[str, Measured]:
    """Measure the package by its own tests. Raises CoverageError."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    run = ["run", "--branch", "--source=headwater", "-m", "pytest", "-q", "-p", "no:pytest-brownie", TESTS]
    for arguments in (run, ["json", "-q", "-o", str(PACKAGE)]):
        command = [sys.executable, "-m", "coverage", *arguments]
        environment = os.environ | {"COVERAGE_FILE": str(DATA)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CoverageError((done.stdout + done.stderr).strip()[-4000:])
    return read_json(json.loads(PACKAGE.read_text("utf-8")))


def read_json(report: dict[str, Any], root: Path = ROOT) -> dict[str, Measured]:
    """Read coverage.py's report: by file, its lines and branches."""
    found = {}
    for file, of in sorted(report["files"].items()):
        total = of["summary"]
        partial = {start for start, _ in of["missing_branches"]}
        found[Path(file).as_posix()] = Measured(
            total["num_statements"],
            total["covered_lines"],
            total["num_branches"],
            total["covered_branches"],
            list(gaps(file, set(of["missing_lines"]), partial, root)),
        )
    return found
