"""Histories of payments, as Hypothesis draws them: an obligation, its holders, and what everybody does, day by day.

A history prints itself as it is written here, so that one that fails can be put among those that are always played.
Days count from the first of the timeline; amounts are base units; receivables are numbered from 0, the root.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from headwater import InterestStop, LateEvent, LatePayment, LateTerms, position_of

ANYONE = ("anchor", "stranger")
GUARANTOR = "attestor"
HOLDERS = ("supplier", "tier2", "tier3", "financier")
LONGEST = 10  # steps
EVERYTHING = 2**100  # more than is ever owed


@dataclass(frozen=True)
class Pay:
    """Somebody offers money."""

    day: int
    payer: str
    offered: int


@dataclass(frozen=True)
class Claim:
    """Anyone claims for the holders of some receivables."""

    day: int
    receivables: tuple[int, ...]


@dataclass(frozen=True)
class Move:
    """The holder of a receivable transfers it whole."""

    day: int
    receivable: int
    to: str


@dataclass(frozen=True)
class Stop:
    """The supervisor places a hold: who alone may pay, and the last day that bears interest."""

    day: int
    payer: str
    last_day: int


Step = Pay | Claim | Move | Stop


@dataclass(frozen=True)
class History:
    """An obligation's terms, the value and holder of each of its receivables, and what happens, in order."""

    terms: LateTerms
    receivables: tuple[tuple[int, str], ...]
    steps: tuple[Step, ...] = ()

    def late_terms(self, first: int) -> LateTerms:
        """Give its terms on a timeline that begins on a UTC day."""
        return replace(self.terms, due_day=self.terms.due_day + first)

    def events(self, first: int, count: int) -> list[LateEvent]:
        """Give what of so many of its steps matters to what is owed."""
        found: list[LateEvent] = []
        for step in self.steps[:count]:
            if isinstance(step, Pay):
                found.append(LatePayment(first + step.day, step.offered, step.payer == GUARANTOR))
            if isinstance(step, Stop):
                found.append(InterestStop(first + step.day, first + step.last_day))
        return found


@st.composite
def histories(draw: Callable[[Any], Any]) -> History:
    """Draw a history."""
    receivables = tuple(draw(_receivables()))
    face = sum(value for value, _ in receivables)
    numbers = [draw(drawn) for drawn in (_due_days, _grace, _rates, _bases, _default_days)]
    history = History(LateTerms(face, *numbers), receivables)
    day = history.terms.due_day - draw(st.integers(0, 3))
    for _ in range(draw(st.integers(1, LONGEST))):
        kind = draw(st.sampled_from(_KINDS))
        day += draw(_waits(history.terms))
        history = replace(history, steps=(*history.steps, draw(kind(history, day))))
        day = history.steps[-1].day
    return history


_due_days = st.integers(5, 100)
_grace = st.one_of(st.sampled_from([0, 1, 5]), st.integers(0, 255))
_rates = st.one_of(st.sampled_from([0, 1, 80_000, 2**24 - 1]), st.integers(0, 2**24 - 1))
_bases = st.sampled_from([360, 365])
_default_days = st.sampled_from([0, 1, 30, 90, 255])
_values = st.one_of(st.integers(1, 99), st.integers(1, 10**9), st.integers(1, 2**86 - 1))


@st.composite
def _receivables(draw: Callable[[Any], Any]) -> list[tuple[int, str]]:
    """Draw the root, of which nothing may be left, and up to three that were split off it."""
    children = [draw(st.tuples(_values, st.sampled_from(HOLDERS))) for _ in range(draw(st.integers(0, 3)))]
    return [(draw(_values) if not children or draw(st.booleans()) else 0, "supplier"), *children]


def _waits(terms: LateTerms) -> Any:
    """Give how long nothing happens: hardly, for some weeks, or past the end of grace or the day of default."""
    turns = st.sampled_from([0, 0, 1, terms.grace_days, terms.grace_days + 1, terms.default_days + 1])
    return st.one_of(turns, st.integers(0, 40))


def _pay(history: History, day: int) -> Any:
    """Offer a unit, all of it or all but one, of interest or of everything; or any part."""
    day = max(day, history.terms.due_day)
    owed = position_of(history.terms, history.events(0, len(history.steps)), day)
    turns = {1, owed.interest, owed.interest + 1, owed.interest + owed.principal, owed.owed - 1, owed.owed, EVERYTHING}
    offered = st.one_of(st.sampled_from(sorted(turns - {0, -1})), st.integers(1, max(1, owed.owed)))
    return st.builds(Pay, st.just(day), st.sampled_from([*_payers(history), GUARANTOR]), offered)


def _payers(history: History) -> tuple[str, ...]:
    """Give who may pay, the guarantor apart."""
    placed = [step.payer for step in history.steps if isinstance(step, Stop)]
    return (placed[0],) if placed else ANYONE


def _claim(history: History, day: int) -> Any:
    some = st.lists(st.sampled_from(range(len(history.receivables))), min_size=1, max_size=4)
    return some.map(lambda numbers: Claim(day, tuple(numbers)))


def _move(history: History, day: int) -> Any:
    if any(isinstance(step, Stop) for step in history.steps):
        return _claim(history, day)
    which = st.sampled_from(range(len(history.receivables)))
    return st.builds(Move, st.just(day), which, st.sampled_from(HOLDERS))


def _stop(history: History, day: int) -> Any:
    if any(isinstance(step, Stop) for step in history.steps):
        return _pay(history, day)
    return st.builds(Stop, st.just(day), st.sampled_from(ANYONE), st.integers(day - 60, day + 60))


_KINDS = (_pay, _pay, _pay, _pay, _claim, _claim, _move, _stop)
