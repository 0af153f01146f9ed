"""The suite and its model, played side by side by whatever Hypothesis thinks of: rules 1 to 10.

Ledger, market, factoring and escrow stand on one chain, and anybody does anything to all of them. Of the escrow these
are Rules E5 to E10: at the end of each example every base unit and every receivable has left to a party.

`make test` plays some short examples, always the same. `make stateful` plays many long ones, others every time, and
tells what they came to; EXAMPLES, STEPS and SEED say how many, how long and which, and SHRINK=0 shows a failure as it
was found, without looking for a shorter one.
"""

from __future__ import annotations

import os
import secrets
import time

import brownie
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.reporting import with_reporter
from hypothesis.stateful import run_state_machine_as_test
from rich.console import Console
from rich.table import Table

from tests.stateful.player import Tally
from tests.stateful.scene import set_scene
from tests.stateful.storms import StormyMachine

FEW, SHORT = 20, 30
ENOUGH = 10_000  # steps, in which every step is taken at least once
LONG = "EXAMPLES" in os.environ


@pytest.fixture
def machine(stage, make):
    """The machine on its scene; Anvil signs for everybody as long as it plays."""
    (project,) = brownie.project.get_loaded_projects()
    errors = [entry for container in project for entry in container.abi if entry["type"] == "error"]
    scene = set_scene(stage, make, errors)
    yield type("Ledger", (StormyMachine,), {"scene": scene, "tally": Tally()})
    scene.chain.sign_for_all(False)


def test_the_ledger_does_what_its_model_does(machine, capsys):
    began, chosen = time.monotonic(), _number("SEED", secrets.randbelow(2**32))
    with with_reporter(print):
        run_state_machine_as_test(seed(chosen)(machine) if LONG else machine, settings=_settings())
    if LONG:
        with capsys.disabled():
            _tell(machine.tally, time.monotonic() - began, chosen)
    steps = machine.tally.steps
    never = [name for name, counted in steps.items() if not counted["done"]]
    assert sum(counted.total() for counted in steps.values()) < ENOUGH or never == []


def _settings() -> settings:
    return settings(
        max_examples=_number("EXAMPLES", FEW),
        stateful_step_count=_number("STEPS", SHORT),
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=HealthCheck.all(),
        phases=(Phase.generate, Phase.shrink)[: 1 + _number("SHRINK", 1)],
    )


def _number(name: str, usual: int) -> int:
    return int(os.environ.get(name) or usual)


def _tell(tally: Tally, seconds: float, chosen: int) -> None:
    """Print how often each step was taken, and how often refused by which name."""
    table = Table("step", "tried", "done", "refused", box=None)
    for name, counted in sorted(tally.steps.items()):
        refused = ", ".join(f"{by.split('_', 1)[-1]} {times}" for by, times in counted.most_common() if by != "done")
        table.add_row(name, f"{counted.total():,}", f"{counted['done']:,}", refused)
    for column in table.columns[1:3]:
        column.justify = "right"
    every = sum(counted.total() for counted in tally.steps.values())
    console = Console(highlight=False)
    console.print()
    console.print(table)
    console.print(
        f"{tally.examples} examples, {every:,} steps, {seconds:.0f} s, SEED={chosen}: ledger and model are one."
    )
