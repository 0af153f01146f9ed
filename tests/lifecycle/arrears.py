"""What an obligation comes to, reckoned day by day as somebody with a calendar and a sheet of paper would.

Slower than the ledger's one product, and not the same sum written twice: every late day adds that day's principal times
the rate, and nothing is rounded before somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from headwater import Status

FOREVER = 2**24
MILLION = 1_000_000


@dataclass
class Arrears:
    """An obligation in arrears: what holders have had of it, what its guarantor has advanced. Base units, UTC days."""

    live: int
    due_day: int
    grace_days: int = 5
    rate_ppm: int = 80_000
    basis: int = 360
    default_days: int = 90
    last_interest_day: int = FOREVER
    paid: int = 0
    interest_paid: int = 0
    advanced: int = 0
    advanced_interest: int = 0
    _sum: int = 0
    _day: int = 0
    _last_late: int = 0

    def interest(self, day: int) -> int:
        """Reckon the late interest owed on a day, a unit that has begun counted whole."""
        whole = -(-self._sum_to(day) // (self.basis * MILLION))
        return max(0, whole - self.interest_paid)

    def owed(self, day: int) -> int:
        """Reckon what one payment of the obligor's would settle on a day."""
        return self.interest(day) + self.live - self.paid + self.advanced + self.advanced_interest

    def pay(self, day: int, amount: int) -> int:
        """Take a payment of the obligor's: interest, principal, then the rest; gives what goes to the guarantor."""
        return self._repay(self._to_holders(day, amount)[2])

    def pay_as_guarantor(self, day: int, amount: int) -> None:
        """Take a payment of the guarantor's, which the obligor owes still."""
        interest, principal, _ = self._to_holders(day, amount)
        self.advanced += principal
        self.advanced_interest += interest

    def share(self, value: int) -> int:
        """Reckon what the holder of a value has had, or can have, of all that reached holders."""
        return value * (self.paid + self.interest_paid) // self.live

    @property
    def borne(self) -> int:
        """The principal that the obligor itself has borne."""
        return self.paid - self.advanced

    def status(self, day: int) -> Status:
        """Tell where it stands on a day."""
        if day < self.due_day:
            return Status.OPEN
        last_of_grace = self.due_day + self.grace_days
        if not self.owed(day):
            return Status.RECOVERED if self._last_late > last_of_grace + self.default_days else Status.SETTLED
        if day <= last_of_grace:
            return Status.MATURED
        return Status.OVERDUE if day <= last_of_grace + self.default_days else Status.DEFAULTED

    def _to_holders(self, day: int, amount: int) -> tuple[int, int, int]:
        interest = min(amount, self.interest(day))
        principal = min(amount - interest, self.live - self.paid)
        if amount > interest:
            self._sum, self._day = self._sum_to(day), max(self._day, min(day, self.last_interest_day))
        self.interest_paid += interest
        self.paid += principal
        self._last_late = day
        return interest, principal, amount - interest - principal

    def _repay(self, amount: int) -> int:
        interest = min(amount, self.advanced_interest)
        principal = min(amount - interest, self.advanced)
        self.advanced_interest -= interest
        self.advanced -= principal
        return interest + principal

    def _sum_to(self, day: int) -> int:
        """Add each late day since principal last changed, through the last that counts; base units × ppm × days."""
        first = max(self._day, self.due_day + self.grace_days) + 1
        return self._sum + sum((self.live - self.paid) * self.rate_ppm for _ in range(first, self._until(day)))

    def _until(self, day: int) -> int:
        return min(day, self.last_interest_day) + 1
