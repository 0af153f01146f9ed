"""The exact reference for late payment: what an obligation comes to on a day, and how each payment is divided.

The contracts are tested against it. It reckons a whole history from its beginning, in whole numbers: interest is
rounded once, up, when it is read, and a holder's share down. `docs/MATHS.md` has the formulas and a worked example.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil

from headwater._errors import HistoryMalformed
from headwater._pricing import PPM
from headwater._types import Position, Status


@dataclass(frozen=True, slots=True)
class LateTerms:
    """What of an obligation matters when it is paid late: as `Obligation` shows it.

    `live_face` in base units, `due_day` a UTC day, `late_rate_ppm` a year's, `late_basis` 360 or 365 days.
    """

    live_face: int
    due_day: int
    grace_days: int
    late_rate_ppm: int
    late_basis: int
    default_days: int

    @property
    def last_day_of_grace(self) -> int:
        """The last UTC day that carries no interest."""
        return self.due_day + self.grace_days

    @property
    def last_day_before_default(self) -> int:
        """The last UTC day on which what is owed is merely overdue."""
        return self.last_day_of_grace + self.default_days


@dataclass(frozen=True, slots=True)
class LatePayment:
    """Money offered for an obligation on a UTC day, in base units: by the guarantor, or by anybody else."""

    day: int
    offered: int
    by_guarantor: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """What was taken of a payment, in base units: interest and principal for holders, and what a guarantor had back."""

    interest: int
    principal: int
    repaid: int

    @property
    def taken(self) -> int:
        """All of it; the rest of what was offered stays with its payer."""
        return self.interest + self.principal + self.repaid


@dataclass(frozen=True, slots=True)
class InterestStop:
    """A hold that is placed on a UTC day, by which no interest accrues after `last_day`, which may be past.

    Without a last day it is the end of the hold: what is unpaid then bears interest as if there had been none.
    """

    day: int
    last_day: int | None


LateEvent = LatePayment | InterestStop


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the ledger keeps of late interest when principal, or an advance, is paid after the days of grace.

    `accrued` is the exact sum in base units × ppm × days up to a UTC `day`; `paid_day` is the day of the last such
    payment. All zero: there was none.
    """

    accrued: int
    day: int
    paid_day: int


def position_of(terms: LateTerms, events: Sequence[LateEvent], day: int) -> Position:
    """Give what an obligation comes to on a UTC day, after these payments, and under the hold among them.

    Raises HistoryMalformed for events out of order or after the day asked for, or payments before the due day.
    """
    _require_order(terms, events, day)
    history = _History(terms)
    for event in events:
        history.take(event)
    return history.position(day)


def divisions_of(terms: LateTerms, events: Sequence[LateEvent]) -> list[Division]:
    """Give how each payment is divided: holders' interest, their principal, then what the guarantor gets back.

    Raises HistoryMalformed for events out of order, or payments before the due day.
    """
    _require_order(terms, events, events[-1].day if events else terms.due_day)
    history = _History(terms)
    divided = [history.take(event) for event in events]
    return [division for division in divided if division is not None]


def reckoned_of(terms: LateTerms, events: Sequence[LateEvent]) -> Reckoned:
    """Give what the ledger keeps after these payments and holds, exactly.

    Raises HistoryMalformed for events out of order, or payments before the due day.
    """
    _require_order(terms, events, events[-1].day if events else terms.due_day)
    history = _History(terms)
    for event in events:
        history.take(event)
    return Reckoned(_accrued(terms, history.unpaid, history.reckoned_day), history.reckoned_day, history.paid_late_day)


def entitlement_down(value: int, received: int, live_face: int) -> int:
    """Give a holder's share, in base units, of what holders received in all, principal and interest: rounded down."""
    return int(Fraction(value * received, live_face)) if live_face else 0


def late_interest_up(terms: LateTerms, unpaid: Sequence[tuple[int, int]], last_day: int) -> int:
    """Give all late interest up to a UTC day, in base units: the exact sum over its days, rounded up once.

    `unpaid` are (day, principal) in order: so much was unpaid at the end of that day, and until the next one named.
    """
    return ceil(Fraction(_accrued(terms, unpaid, last_day), terms.late_basis * PPM))


def _accrued(terms: LateTerms, unpaid: Sequence[tuple[int, int]], last_day: int) -> int:
    """Give the exact sum up to a UTC day, in base units × ppm × days."""
    end_of_steps = [day for day, _ in unpaid[1:]] + [last_day]
    steps = zip(unpaid, end_of_steps, strict=True)
    product = sum(p * max(0, min(end, last_day) - max(day, terms.last_day_of_grace)) for (day, p), end in steps)
    return product * terms.late_rate_ppm


class _History:
    """An obligation from its due day on: how much principal was unpaid since when, and who has had what."""

    def __init__(self, terms: LateTerms) -> None:
        self.terms = terms
        self.stop: int | None = None
        self.unpaid = [(terms.due_day, terms.live_face)]
        self.interest_paid = self.advanced = 0
        self.last_day_paid = terms.due_day
        self.reckoned_day = self.paid_late_day = 0

    def take(self, event: LateEvent) -> Division | None:
        if isinstance(event, LatePayment):
            return self._divide(event)
        self.stop = event.last_day
        return None

    def _divide(self, payment: LatePayment) -> Division:
        owed = self.position(payment.day)
        interest = min(payment.offered, owed.interest)
        principal = min(payment.offered - interest, owed.principal)
        back = 0 if payment.by_guarantor else owed.advanced
        division = Division(interest, principal, min(payment.offered - interest - principal, back))
        self.interest_paid += interest
        self.advanced += interest + principal if payment.by_guarantor else -division.repaid
        if principal:
            self._lower(self._last_day(payment.day), owed.principal - principal)
        if division.taken:
            self.last_day_paid = payment.day
        if division.taken > interest and payment.day > self.terms.last_day_of_grace:
            self._reckon(payment.day)
        return division

    def _reckon(self, day: int) -> None:
        """Note up to which day interest is in the sum that the ledger keeps."""
        self.reckoned_day = max(self.reckoned_day, self.terms.last_day_of_grace, self._last_day(day))
        self.paid_late_day = day

    def position(self, day: int) -> Position:
        principal = self.unpaid[-1][1]
        reckoned = late_interest_up(self.terms, self.unpaid, self._last_day(day))
        interest = max(0, reckoned - self.interest_paid)
        owed = principal + interest + self.advanced
        late = max(0, day - self.terms.due_day) if owed else 0
        paid = self.terms.live_face - principal
        status = self._status(day, owed)
        return Position(principal, interest, self.advanced, owed, paid, self.interest_paid, late, status)

    def _last_day(self, day: int) -> int:
        """Give the last day that bears interest of those up to a day."""
        return day if self.stop is None else min(day, self.stop)

    def _lower(self, day: int, principal: int) -> None:
        """Note what is unpaid at the end of a day; what was so earlier on the same day bears nothing.

        Under a hold it is noted at the last day that bears interest: later days bear it, if ever, on what is left.
        """
        day = max(day, self.unpaid[-1][0])
        if self.unpaid[-1][0] == day:
            self.unpaid.pop()
        self.unpaid.append((day, principal))

    def _status(self, day: int, owed: int) -> Status:
        terms = self.terms
        if day < terms.due_day:
            return Status.OPEN
        if not owed:
            return Status.RECOVERED if self.last_day_paid > terms.last_day_before_default else Status.SETTLED
        stages = ((terms.last_day_of_grace, Status.MATURED), (terms.last_day_before_default, Status.OVERDUE))
        return next((status for last_day, status in stages if day <= last_day), Status.DEFAULTED)


def _require_order(terms: LateTerms, events: Sequence[LateEvent], last_day: int) -> None:
    days = [*(event.day for event in events), last_day]
    paid = [event.day for event in events if isinstance(event, LatePayment)]
    for one, other in (*pairwise([terms.due_day, *paid[:1]]), *pairwise(days)):
        if one > other:
            raise HistoryMalformed(f"Day {other} comes after day {one} in a history of payments.")
