"""What is agreed in financing, as frozen dataclasses: offers, orders, advances, and what is on record of them.

Amounts in base units of the currency, rates in ppm a year, `deadline` as Unix time in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from headwater._checks import demand_addresses, demand_numbers
from headwater._types import ZERO_ADDRESS

ALL = 2**256 - 1
"""The value of a part or an order that means: all the receivable is worth when it is sold."""


class RecourseState(IntEnum):
    """Where a recourse stands."""

    NONE = 0
    OPEN = 1
    DEMANDED = 2
    MET = 3
    ENDED = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """What a financier signs: it buys receivables on one obligor by these terms, up to a limit.

    `limit` and `min_value` in base units of value bought; `basis` 360 or 365; `salt` makes it different from what else
    the financier signs: count it up, because 192 neighbours are a book that shares a slot of storage. `counter` is the
    book's at the time of signing. `seller` and `receivable` name the only ones it is for; zero: any.
    """

    financier: str
    obligor: str
    currency: str
    limit: int
    rate_ppm: int
    basis: int
    max_tenor_days: int
    min_value: int
    recourse: bool
    revolving: bool
    deadline: int
    counter: int
    salt: int
    seller: str = ZERO_ADDRESS
    receivable: int = 0

    def __post_init__(self) -> None:
        demand_addresses(self.financier, self.obligor, self.currency, self.seller)
        demand_numbers(self.limit, self.rate_ppm, self.basis, self.max_tenor_days, self.min_value)
        demand_numbers(self.deadline, self.counter, self.salt, self.receivable)


@dataclass(frozen=True, slots=True)
class Part:
    """What is sold: how many base units of which receivable; all of it, or `ALL`, and the receivable itself goes."""

    receivable: int
    value: int

    def __post_init__(self) -> None:
        demand_numbers(self.receivable, self.value)


@dataclass(frozen=True, slots=True)
class Order:
    """What a seller signs, to have somebody else bring its sale on chain; `offer` is the digest of the one it takes.

    `value` in base units, or `ALL`.
    """

    seller: str
    offer: bytes
    receivable: int
    value: int
    min_proceeds: int
    deadline: int
    counter: int
    salt: int

    def __post_init__(self) -> None:
        demand_addresses(self.seller)
        demand_numbers(self.receivable, self.value, self.min_proceeds, self.deadline, self.counter, self.salt)


@dataclass(frozen=True, slots=True)
class Recourse:
    """What a seller stands in for: it buys `receivable` back if the obligor defaults, up to the value sold."""

    seller: str
    value: int
    state: RecourseState
    financier: str
    rate_ppm: int
    basis: int
    receivable: int
    merged_before: int


@dataclass(frozen=True, slots=True)
class Advance:
    """What seller and financier both sign: an advance on receivables that go into custody.

    `value` is what the advance is on, the least the receivables are worth together; `advance_ppm` of it is paid out;
    `surplus_to` is the seller or the financier.
    """

    seller: str
    financier: str
    currency: str
    receivables: Sequence[int]
    value: int
    advance_ppm: int
    rate_ppm: int
    basis: int
    recourse: bool
    surplus_to: str
    deadline: int
    salt: int

    def __post_init__(self) -> None:
        demand_addresses(self.seller, self.financier, self.currency, self.surplus_to)
        demand_numbers(*self.receivables, self.value, self.advance_ppm, self.rate_ppm, self.basis)
        demand_numbers(self.deadline, self.salt)
        object.__setattr__(self, "receivables", tuple(self.receivables))


@dataclass(frozen=True, slots=True)
class AdvanceAccount:
    """The books of an advance as they were last written; `accrued` in base units × ppm × days."""

    principal: int
    accrued_day: int
    demanded: bool
    accrued: int
    interest_paid: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed on an advance today, in base units."""

    principal: int
    interest: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.principal + self.interest
