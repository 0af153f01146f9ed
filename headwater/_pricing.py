"""The exact reference for prices and interest: whole numbers, each rounded once, in the direction its name says.

The contracts are tested against it. `docs/MATHS.md` has the formulas and worked examples.
"""

from __future__ import annotations

from dataclasses import dataclass

PPM = 1_000_000


def rated_up(product: int, basis: int) -> int:
    """Give what a product of base units, ppm and days comes to, in base units: ⌈product ÷ (basis × 10^6)⌉."""
    return -(-product // (basis * PPM))


def interest_up(principal: int, rate_ppm: int, days: int, basis: int) -> int:
    """Give simple interest in base units, rounded up: ⌈principal × rate × days ÷ (basis × 10^6)⌉.

    `rate_ppm` is a year's, `days` are whole UTC days, `basis` is 360 or 365. A straight discount is the same sum.
    """
    return rated_up(principal * rate_ppm * days, basis)


def proceeds(value: int, rate_ppm: int, days: int, basis: int) -> int:
    """Give what a sale brings, in base units: value less discount. Not above zero: no sale."""
    return value - interest_up(value, rate_ppm, days, basis)


def advance_down(value: int, advance_ppm: int) -> int:
    """Give the advance on a value, in base units, rounded down."""
    return value * advance_ppm // PPM


@dataclass(slots=True)
class Books:
    """The books of an advance: what is owed on any day, and how money that comes in is divided.

    `accrued` is all interest so far, exactly, in base units × ppm × days.
    """

    principal: int
    rate_ppm: int
    basis: int
    day: int
    accrued: int = 0
    interest_paid: int = 0

    def interest(self, day: int) -> int:
        """Give the interest owed on a day, rounded up."""
        return rated_up(self._accrued(day), self.basis) - self.interest_paid

    def serve(self, day: int, amount: int) -> tuple[int, int, int]:
        """Divide an amount: interest to the day, then principal, then surplus; gives the three."""
        interest = min(self.interest(day), amount)
        principal = min(self.principal, amount - interest)
        self.accrued, self.day = self._accrued(day), day
        self.principal -= principal
        self.interest_paid += interest
        return interest, principal, amount - interest - principal

    def _accrued(self, day: int) -> int:
        return self.accrued + self.principal * self.rate_ppm * (day - self.day)
