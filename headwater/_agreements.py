"""What is agreed in an escrow, as frozen dataclasses: agreements, milestones, conditions' terms and evidence.

Amounts in base units, shares in ppm, days as UTC day numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from headwater._checks import demand_addresses, demand_numbers
from headwater._types import ZERO_ADDRESS

ZERO_HASH = bytes(32)


class Party(IntEnum):
    """Who takes part in an agreement."""

    PAYER = 1
    PAYEE = 2
    LENDER = 3


class Side(IntEnum):
    """Which of the two ways value leaves a milestone."""

    RELEASED = 0
    RETURNED = 1


class Kind(IntEnum):
    """What a kind of condition is, as the operator has said of its contract."""

    UNKNOWN = 0
    ATTESTED_BY = 1
    AFTER_DATE = 2
    OBLIGATION_PAID = 3
    RECEIVABLE_DELIVERED = 4
    DOCUMENT_DISCLOSED = 5
    COMBINATOR = 6


CONDITIONS = {
    "AttestedBy": Kind.ATTESTED_BY,
    "AfterDate": Kind.AFTER_DATE,
    "ObligationPaid": Kind.OBLIGATION_PAID,
    "ReceivableDelivered": Kind.RECEIVABLE_DELIVERED,
    "DocumentDisclosed": Kind.DOCUMENT_DISCLOSED,
    "All": Kind.COMBINATOR,
    "Any": Kind.COMBINATOR,
    "AtLeast": Kind.COMBINATOR,
    "Not": Kind.COMBINATOR,
}
"""The suite's conditions, and of which kind each is."""


class Comparison(IntEnum):
    """How a disclosed field compares to what was agreed."""

    EQUALS = 0
    AT_LEAST = 1
    AT_MOST = 2


@dataclass(frozen=True, slots=True)
class Condition:
    """The contract that tells how far something is met, and what it is asked about, encoded as it reads it."""

    address: str
    terms: bytes

    def __post_init__(self) -> None:
        demand_addresses(self.address)


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is due, under which condition, until when.

    Money of a currency; or a receivable, named, or described by its `obligor` and `latest_due_day`. After
    `deadline_day` evidence dated by it may be shown for `evidence_days`; then what is left goes to `lapses_to`.
    """

    currency: str
    amount: int
    source: Party
    to: Party
    lapses_to: Party
    condition: Condition
    deadline_day: int
    evidence_days: int
    receivable: int = 0
    obligor: str = ZERO_ADDRESS
    latest_due_day: int = 0

    def __post_init__(self) -> None:
        demand_addresses(self.currency, self.obligor)
        demand_numbers(self.amount, self.deadline_day, self.evidence_days, self.receivable, self.latest_due_day)

    def as_tuple(self) -> tuple[object, ...]:
        """Give it as the contract takes it."""
        asset = (self.currency, self.receivable, self.obligor, self.latest_due_day, self.amount)
        route = (int(self.source), int(self.to), int(self.lapses_to))
        return (*asset, *route, self.condition.address, self.condition.terms, self.deadline_day, self.evidence_days)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the parties sign. It begins when all have; the first `funded_at_once` milestones are funded then.

    `origin` and `version` are zero in the first terms; amended ones name the first ones' digest and count up. The
    arbiter has `arbiter_days` to rule; if it is silent, `silence_ppm` of what is disputed goes to who would earn it.
    """

    payer: str
    payee: str
    milestones: Sequence[Milestone]
    valid_until: int
    salt: int
    lender: str = ZERO_ADDRESS
    arbiter: str = ZERO_ADDRESS
    arbiter_days: int = 0
    silence_ppm: int = 0
    document_root: bytes = ZERO_HASH
    funded_at_once: int = 1
    origin: bytes = ZERO_HASH
    version: int = 0

    def __post_init__(self) -> None:
        demand_addresses(self.payer, self.payee, self.lender, self.arbiter)
        demand_numbers(self.valid_until, self.salt, self.arbiter_days, self.silence_ppm)
        demand_numbers(self.funded_at_once, self.version)
        object.__setattr__(self, "milestones", tuple(self.milestones))

    @property
    def parties(self) -> dict[Party, str]:
        """Who takes part, and under which account."""
        named = {Party.PAYER: self.payer, Party.PAYEE: self.payee, Party.LENDER: self.lender}
        return {party: account for party, account in named.items() if account != ZERO_ADDRESS}

    def as_tuple(self) -> tuple[object, ...]:
        """Give it as the contract takes it."""
        return (
            self.origin,
            self.version,
            self.payer,
            self.payee,
            self.lender,
            self.arbiter,
            self.arbiter_days,
            self.silence_ppm,
            self.document_root,
            self.valid_until,
            self.funded_at_once,
            self.salt,
            [due.as_tuple() for due in self.milestones],
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """An attestor's signed statement, as it is shown; `attestor` is its position in the terms, from 0."""

    attestor: int
    quantity: int
    document: bytes
    day: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """Where a milestone stands; base units of money or of a receivable's value."""

    released: int
    withdrawn: int
    funded: bool
    revoked: bool
    amended: bool
    divided: bool
    returned: int
    returned_withdrawn: int
    disputes: int
    disputed: int
    awarded: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A receivable kept for a milestone, and the money it brought once it fell due."""

    receivable: int
    collected: int
    paid_released: int
    paid_returned: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed amount; zero: it has ended. `by` is None then."""

    amount: int
    last_day: int
    by: Party | None
