"""Fuzz the contracts, hold their invariants and prove what can be proved.

Usage: ``python scripts/prove.py [--fuzz] [--json]``. forge runs ``tests/forge``: properties with random values, and
invariants after every step of random stories. halmos proves the functions named ``check_…`` for every value there is;
with ``--fuzz`` it is not asked. Exit code 1 means that one of them failed, or that a story never took some step.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table

import _forge
from _toolchain import ROOT, ToolchainError, console

FOLDER: Final = ROOT / "build" / "prove"
HALMOS: Final = FOLDER / "venv" / "bin" / "halmos"
FOUND: Final = FOLDER / "halmos.json"
SOLVER_TIME: Final = "5m"  # for one assertion, on a busy machine
WIDTH: Final = 150  # of the table, which is made to be read whole
LOOPS: Final = "4"  # more than any proof's loop takes

Result = TypeVar("Result")

TIME = re.compile(r"([\d.]+)\s*(ns|µs|us|ms|s|m|h)(?![a-z])")
SECONDS = {"ns": 1e-9, "µs": 1e-6, "us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class Property:
    """One property and how it fared; `tried` says how often or how widely, and `problem` why it failed."""

    name: str
    kind: str
    tried: str
    seconds: float
    holds: bool
    problem: str = ""

    @property
    def suite(self) -> str:
        """The suite's name, as people say it."""
        return self.name.partition(".")[0].removesuffix("Test")

    @property
    def sentence(self) -> str:
        """The test's name, as people say it."""
        return self.name.partition(".")[2].partition("_")[2].replace("_", " ")

    @property
    def is_example(self) -> bool:
        """Whether it is a test without random values that holds."""
        return self.kind == "unit" and self.holds


def fuzzed(results: dict[str, Any]) -> Iterator[Property]:
    """Give the properties that forge tried, of its results by suite and test."""
    for name, result in results.items():
        kind, counts = next(iter(result["kind"].items()))
        if kind == "Invariant":
            tried = f"{counts['runs']:,} stories, {counts['calls']:,} steps"
        else:
            tried = f"{counts['runs']:,} runs" if kind == "Fuzz" else "1 run"
        holds = result["status"] == "Success"
        yield Property(name, kind.lower(), tried, seconds(result["duration"]), holds, result.get("reason") or "")


def seconds(duration: str) -> float:
    """Read a duration as forge writes it: `1s 20ms 5µs`."""
    return round(sum(float(number) * SECONDS[unit] for number, unit in TIME.findall(duration)), 3)


def steps_taken(results: dict[str, Any]) -> dict[str, int]:
    """Count how often each step of the stories was taken and not refused."""
    taken: Counter[str] = Counter()
    for result in results.values():
        for step, counts in result["kind"].get("Invariant", {}).get("metrics", {}).items():
            taken[step.rpartition(".")[2]] += counts["calls"] - counts["reverts"] - counts["discards"]
    return dict(sorted(taken.items()))


def proved() -> Iterator[Property]:
    """Let halmos prove every property; a proof that no path reaches is none. Raises ForgeError."""
    command = [
        str(HALMOS),
        "--root",
        str(ROOT),
        "--forge-build-out",
        "build/forge/out",
        "--match-contract",
        "ProofsTest",
    ]
    command += ["--loop", LOOPS, "--solver-timeout-assertion", SOLVER_TIME, "--no-status", "--json-output", str(FOUND)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    FOUND.unlink(missing_ok=True)
    try:
        done = subprocess.run(command, cwd=ROOT, env=_forge.environment(), capture_output=True, text=True, check=False)
    except OSError as problem:
        raise _forge.ForgeError("halmos is not installed: `make prove` installs it.") from problem
    if not FOUND.exists():
        raise _forge.ForgeError((done.stdout + done.stderr).strip())
    for suite, tests in json.loads(FOUND.read_text("utf-8"))["test_results"].items():
        for test in tests:
            yield _proof(f"{suite.rpartition(':')[2]}.{test['name'].partition('(')[0]}", test)


def _proof(name: str, test: dict[str, Any]) -> Property:
    paths, reached, _ = test["num_paths"]
    holds = test["exitcode"] == 0 and reached > 0 and test["num_bounded_loops"] == 0
    problem = (
        "" if holds else "a counterexample" if test["num_models"] else "not proved: no path, a loop cut, or no time"
    )
    return Property(name, "proof", f"all values of {paths} paths", round(test["time"][0], 3), holds, problem)


def timed(saying: str, act: Callable[[], Result]) -> Result:
    """Do something while saying so, and tell how long it took."""
    began = time.monotonic()
    with console.status(saying):
        done = act()
    console.print(f"{saying}: {time.monotonic() - began:.0f} s")
    return done


def rows(properties: list[Property]) -> Iterator[tuple[str, str, str, str, str]]:
    """Give a row for each property; a suite's examples, which forge runs once, share one while they hold."""
    examples = Counter(found.suite for found in properties if found.is_example)
    for suite, count in examples.items():
        took = sum(found.seconds for found in properties if found.is_example and found.suite == suite)
        yield f"{suite}: {count} examples", "unit", "once each", f"{took:.2f}", "hold"
    for found in properties:
        if not found.is_example:
            verdict = "holds" if found.holds else f"[red]fails[/red] {found.problem}"
            yield f"{found.suite}: {found.sentence}", found.kind, found.tried, f"{found.seconds:.2f}", verdict


def show(properties: list[Property], taken: dict[str, int]) -> None:
    """Print what was tried and proved, and how often each step was taken."""
    out = Console(highlight=False, width=WIDTH)
    table = Table("property", "how", "tried", "seconds", "result", box=None, header_style="dim")
    for row in rows(properties):
        table.add_row(*row)
    out.print(table)
    steps = Table("step of the stories", "taken", box=None, header_style="dim")
    for step, count in taken.items():
        steps.add_row(step, f"{count:,}", style="" if count else "red")
    out.print(steps)


def main(
    fuzz_only: Annotated[bool, typer.Option("--fuzz", help="prove nothing; halmos is not needed")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON for a program")] = False,
) -> None:
    """Fuzz, hold the invariants and prove."""
    try:
        timed("Compiling", _forge.build)
        results = timed("Fuzzing", _forge.test)
        proofs = [] if fuzz_only else timed("Proving", lambda: list(proved()))
        properties = [*fuzzed(results), *proofs]
    except (_forge.ForgeError, ToolchainError) as problem:
        console.print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from problem
    taken = steps_taken(results)
    if as_json:
        typer.echo(json.dumps({"properties": [asdict(found) for found in properties], "steps": taken}))
    else:
        show(properties, taken)
    if not all(found.holds for found in properties) or not taken or not all(taken.values()):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
