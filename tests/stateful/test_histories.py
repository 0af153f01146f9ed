"""Histories of payments that Hypothesis thinks of, on the chain and by the reference: equal to the unit for everybody.

Late or never, in parts, by the obligor, by anybody, by the guarantor, on hold, after default; whenever each holder
claims, and whoever holds by then. Many histories share a chain and its clock, half of them around a leap day and half
around the day in 2106 on which seconds outgrow 32 bits. After so many the chain is turned back, because Anvil keeps the
state of every block on disk.

`make test` plays some hundreds, always the same, `make stateful` ten thousand, others every time; HISTORIES and SEED
say how many, and which. One that fails prints itself: put it among `ALWAYS`, and it is played every time.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.core import given  # Brownie's turns the chain back for every example; drawing one touches no chain
from rich.console import Console

from _local import FOREVER, identity
from headwater import LateTerms, day_of
from tests.stateful.chain import Chain
from tests.stateful.histories import ANYONE, EVERYTHING, GUARANTOR, Claim, History, Move, Pay, Stop, histories
from tests.stateful.records import UNLIMITED
from tests.stateful.timeline import Timeline

LONG = "EXAMPLES" in os.environ
MANY, SOME = 10_000, 300
TOGETHER = 250  # histories on one chain: ten thousand take two gigabytes
BEGINNINGS = ("2027-12-20", "2105-12-01")
GUARANTOR_CAPACITY, PURSE = 16, 2**120

_TERMS = LateTerms(1_000_000, 10, 5, 80_000, 360, 90)
_HOLDERS = ((333_334, "supplier"), (333_333, "tier2"), (333_332, "tier3"), (1, "financier"))
ALWAYS = (
    History(_TERMS, _HOLDERS, (Pay(10, "anchor", 1_000_000), Claim(10, (0, 1, 2, 3)))),
    History(_TERMS, _HOLDERS, (Pay(16, "anchor", EVERYTHING), Pay(16, "stranger", 1), Claim(17, (1, 1)))),
    History(_TERMS, _HOLDERS, tuple(Pay(10 + 73 * i, "anchor", 200_001) for i in range(5))),
    History(
        _TERMS,
        _HOLDERS,
        (
            Pay(20, "anchor", 1),
            Claim(106, (0,)),
            Move(106, 0, "tier3"),
            *(Pay(107 + i, "anchor", 400_000) for i in range(3)),
        ),
    ),
    History(
        _TERMS,
        _HOLDERS,
        (Pay(50, GUARANTOR, EVERYTHING), Claim(50, (0, 1)), Pay(60, "anchor", 1), Pay(200, "anchor", EVERYTHING)),
    ),
    History(
        _TERMS,
        _HOLDERS,
        (Pay(40, "anchor", 5_000), Stop(60, "stranger", 20), Pay(70, "stranger", 100), Pay(90, GUARANTOR, EVERYTHING)),
    ),
    History(
        replace(_TERMS, late_rate_ppm=0), ((1_000_000, "supplier"),), (Pay(400, "anchor", 1), Move(401, 0, "tier2"))
    ),
)


@pytest.fixture
def chain(stage):
    """The chain, and the addresses of everybody on it."""
    suite, programme = stage.programme.suite, stage.programme
    at = {name: str(account) for name, account in stage.cast.items()}
    at |= {name: getattr(suite, name).address for name in ("receivables", "issuance", "participants")}
    at |= {"currency": programme.token.address}
    return Chain(programme.w3.provider.endpoint_uri, at, [])


def _prepare(chain: Chain) -> None:
    at = chain.at
    entry = (at[GUARANTOR], identity(GUARANTOR), GUARANTOR_CAPACITY, b"DE", FOREVER)
    chain.take("register", at["operator"], entry, b"")
    chain.take("set_standing", at["supplier"], True)
    chain.take("set_cap", at["operator"], at["anchor"], at["currency"], 2**128 - 1)
    for payer in (*ANYONE, GUARANTOR):
        chain.take("mint", at["operator"], at["currency"], at[payer], PURSE)
        chain.take("approve_money", at[payer], at["currency"], at["receivables"], UNLIMITED)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_every_holder_gets_what_the_reference_says(stage, chain, capsys, beginning):
    """Hostile W4, W5, W6: paid twice and in units, in part and then after default, over leap days and in 2106."""
    chosen, began = _number("SEED", secrets.randbelow(2**32)), time.monotonic()
    drawn = [*ALWAYS, *_drawn(_number("HISTORIES", MANY if LONG else SOME) // len(BEGINNINGS), chosen)]
    first, played = day_of(dt.date.fromisoformat(beginning)), []
    chain.sign_for_all(True)
    try:
        for begin in range(0, len(drawn), TOGETHER):
            timeline = Timeline(stage.programme.w3.provider.endpoint_uri, chain.at)
            _play(timeline, chain, drawn[begin : begin + TOGETHER], first)
            played.append(timeline)
    finally:
        chain.sign_for_all(False)
    if LONG:
        with capsys.disabled():
            _tell(played, len(drawn), time.monotonic() - began, chosen)


def _play(timeline: Timeline, chain: Chain, drawn: list[History], first: int) -> None:
    """Play histories from a UTC day on, and turn the chain back."""
    before = chain.snapshot()
    _prepare(chain)
    timeline.arrays.begin()
    try:
        timeline.play(drawn, first, 0)
    finally:
        timeline.arrays.end()
        chain.revert(before)


def _drawn(count: int, chosen: int) -> list[History]:
    """Let Hypothesis think of histories."""
    found: list[History] = []
    chooser = settings(
        max_examples=count,
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=HealthCheck.all(),
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
    )

    @chooser
    @given(histories())
    def collect(history: History) -> None:
        found.append(history)

    (seed(chosen)(collect) if LONG else collect)()
    return found


def _number(name: str, usual: int) -> int:
    return int(os.environ.get(name) or usual)


def _tell(played: list[Timeline], count: int, seconds: float, chosen: int) -> None:
    steps, positions = sum(timeline.stepped for timeline in played), sum(timeline.looked for timeline in played)
    Console(highlight=False).print(
        f"\n{count:,} histories, {steps:,} steps, {positions:,} positions, {seconds:.0f} s, "
        f"SEED={chosen}: ledger and reference are one."
    )
