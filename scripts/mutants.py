"""Make faults in the contracts, one at a time, and see that the tests find each.

Usage: ``python scripts/mutants.py [--only NAME] [--jobs N] [--json]``. The faults stand in ``tests/mutants.toml``.
Exit code 1 means that a fault was not found, that one cannot be made any more, or that a test failed for a change that
breaks nothing.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import SimpleQueue
from types import FrameType
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from _mutants import Mutant, Outcome, Scratch, read_table
from _toolchain import ToolchainError, solc_ready

JOBS: Final = 2
MOST_JOBS: Final = 16

progress_console = Console(stderr=True)


def outcomes(mutants: list[Mutant], jobs: int) -> Iterator[Outcome]:
    """Try mutants, several at a time; yields what became of each as it ends."""
    scratches = [Scratch(number) for number in range(1, jobs + 1)]
    free: SimpleQueue[Scratch] = SimpleQueue()
    for scratch in scratches:
        free.put(scratch)

    def try_out(mutant: Mutant) -> Outcome:
        scratch = free.get()
        try:
            return scratch.try_out(mutant)
        finally:
            free.put(scratch)

    with ThreadPoolExecutor(jobs) as pool:
        try:
            for done in as_completed([pool.submit(try_out, mutant) for mutant in mutants]):
                yield done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for scratch in scratches:
                scratch.end()


def try_all(mutants: list[Mutant], jobs: int) -> list[Outcome]:
    """Try mutants and show how far it is; gives what became of each, in their own order."""
    found: dict[str, Outcome] = {}
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=progress_console) as progress:
        task = progress.add_task(f"with {jobs} at a time", total=len(mutants))
        for outcome in outcomes(mutants, jobs):
            found[outcome.mutant.name] = outcome
            if not outcome.good:
                progress.console.print(f"{outcome.mutant.name}: {verdict(outcome)}", style="red", markup=False)
            progress.update(task, advance=1, description=outcome.mutant.name)
    return [found[mutant.name] for mutant in mutants]


def verdict(outcome: Outcome) -> str:
    """Say in words what became of a mutant."""
    if outcome.problem:
        return outcome.problem.splitlines()[0]
    if outcome.mutant.harmless:
        return f"harms nothing, and fails {outcome.found_by}" if outcome.found_by else "no test fails, as it should be"
    return outcome.found_by or "NOT FOUND"


def table(done: list[Outcome]) -> Table:
    """Lay out what became of the mutants for people."""
    shown = Table("rule", box=None)
    for heading in ("fault", "found by"):
        shown.add_column(heading, overflow="fold")
    for heading in ("compile s", "tests s"):
        shown.add_column(heading, justify="right")
    for outcome in done:
        shown.add_row(
            outcome.mutant.rule,
            outcome.mutant.name,
            verdict(outcome).removeprefix("tests/"),
            f"{outcome.compile_seconds:.0f}",
            f"{outcome.test_seconds:.0f}",
            style="" if outcome.good else "red",
        )
    return shown


def summary(done: list[Outcome], seconds: float) -> dict[str, Any]:
    """Lay out what became of the mutants for programs."""
    listed = [
        {
            "name": outcome.mutant.name,
            "file": outcome.mutant.file,
            "rule": outcome.mutant.rule,
            "harmless": outcome.mutant.harmless,
            "foundBy": outcome.found_by or None,
            "reason": outcome.reason or None,
            "problem": outcome.problem or None,
            "compileSeconds": round(outcome.compile_seconds, 1),
            "testSeconds": round(outcome.test_seconds, 1),
        }
        for outcome in done
    ]
    return {"good": all(outcome.good for outcome in done), "seconds": round(seconds, 1), "mutants": listed}


def _stop(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


def _chosen(only: str | None) -> list[Mutant]:
    known = read_table()
    chosen = [mutant for mutant in known if only is None or mutant.name == only]
    if not chosen:
        raise typer.BadParameter(f"no mutant is called '{only}'", param_hint="--only")
    return chosen


def main(
    only: Annotated[str | None, typer.Option(help="try one mutant alone, by its name")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=MOST_JOBS, help="how many to try at a time")] = JOBS,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON for a program")] = False,
) -> None:
    """Make faults in the contracts, one at a time, and see that the tests find each."""
    signal.signal(signal.SIGTERM, _stop)
    mutants, started = _chosen(only), time.monotonic()
    try:
        solc_ready()
    except ToolchainError as problem:
        progress_console.print(str(problem), style="red", markup=False)
        raise typer.Exit(1) from None
    done = try_all(mutants, min(jobs, len(mutants)))
    seconds, good = time.monotonic() - started, sum(outcome.good for outcome in done)
    if as_json:
        typer.echo(json.dumps(summary(done, seconds), indent=2))
    else:
        console = Console(highlight=False)
        console.print(table(done))
        console.print(f"{good} of {len(done)} as expected, in {seconds / 60:.1f} minutes")
    if good < len(done):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
