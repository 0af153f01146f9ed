"""The ledger and its model, played side by side by whatever Hypothesis thinks of: rules 1 to 5, 7 and 10 of the design.

`make test` plays a few short examples, always the same. `make stateful` plays many long ones, and tells what they came
to; EXAMPLES, STEPS and SEED in the environment change how many, how long and which.
"""

from __future__ import annotations

import os
import time

import brownie
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from rich.console import Console
from rich.table import Table

from tests.stateful.machine import LedgerMachine
from tests.stateful.player import Tally
from tests.stateful.scene import set_scene

FEW, SHORT = 8, 20
ENOUGH = 5_000  # steps, in which every step is taken at least once


def number(name: str, usual: int) -> int:
    return int(os.environ.get(name) or usual)


@pytest.fixture
def machine(stage, make):
    """The machine on its scene; Anvil signs for everybody as long as it plays."""
    (project,) = brownie.project.get_loaded_projects()
    errors = [entry for container in project for entry in container.abi if entry["type"] == "error"]
    scene = set_scene(stage, make, errors)
    yield type("Ledger", (LedgerMachine,), {"scene": scene, "tally": Tally()})
    scene.chain.sign_for_all(False)


def test_the_ledger_does_what_its_model_does(machine, capsys):
    began = time.monotonic()
    usual = settings(
        max_examples=number("EXAMPLES", FEW),
        stateful_step_count=number("STEPS", SHORT),
        derandomize="EXAMPLES" not in os.environ,
        database=None,
        deadline=None,
        suppress_health_check=HealthCheck.all(),
        phases=(Phase.generate, Phase.shrink)[: number("SHRINK", 1) + 1],
    )
    chosen = number("SEED", 0)
    run_state_machine_as_test(seed(chosen)(machine) if chosen else machine, settings=usual)
    if "EXAMPLES" in os.environ:
        with capsys.disabled():
            tell(machine.tally, time.monotonic() - began)
    steps = machine.tally.steps
    never = [name for name, counted in steps.items() if not counted["done"]]
    assert sum(counted.total() for counted in steps.values()) < ENOUGH or never == []


def tell(tally: Tally, seconds: float) -> None:
    """Print how often each step was taken, and how often refused by which name."""
    table = Table("step", "tried", "done", "refused", box=None)
    for name, counted in sorted(tally.steps.items()):
        refused = ", ".join(f"{by.split('_', 1)[-1]} {times}" for by, times in counted.most_common() if by != "done")
        table.add_row(name, f"{counted.total():,}", f"{counted['done']:,}", refused)
    for column in table.columns[1:3]:
        column.justify = "right"
    every = sum(counted.total() for counted in tally.steps.values())
    console = Console(width=None, highlight=False)
    console.print()
    console.print(table)
    console.print(f"{tally.examples} examples, {every:,} steps, {seconds:.0f} s: ledger and model are one.")
