"""What the contracts take and give, as frozen dataclasses: amounts in base units, days as UTC day numbers."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from enum import IntEnum, IntFlag
from typing import Any

from headwater._checks import demand_addresses, demand_numbers

ZERO_ADDRESS = "0x" + "00" * 20
ZERO_HASH = bytes(32)


class Capacity(IntFlag):
    """What a participant may do."""

    OBLIGOR = 1
    SUPPLIER = 2
    FINANCIER = 4
    CUSTODIAN = 8
    GUARANTOR = 16
    ATTESTOR = 32
    SMALL_ENTERPRISE = 64


class Role(IntEnum):
    """The programme's roles in its access manager."""

    ADMIN = 0
    REGISTRAR = 1
    OPERATOR = 2
    SUPERVISOR = 3
    ENFORCER = 4
    GUARDIAN = 5


class Status(IntEnum):
    """Where an obligation stands: derived from the day and the payments."""

    OPEN = 0
    MATURED = 1
    OVERDUE = 2
    DEFAULTED = 3
    RECOVERED = 4
    SETTLED = 5


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What an obligor signs: the terms of one obligation.

    `face` in base units of `currency`, a token's address; `due_day` and `valid_until` (the last day on which it can
    be issued) as UTC days; `late_rate_ppm` a year, of the unpaid principal, `late_basis` 360 or 365 days; hashes of
    32 bytes.
    """

    obligor: str
    seller: str
    currency: str
    face: int
    due_day: int
    valid_until: int
    grace_days: int
    late_rate_ppm: int
    late_basis: int
    guarantor: str
    fingerprint: bytes
    document_root: bytes
    undertaking: bytes

    def __post_init__(self) -> None:
        demand_addresses(self.obligor, self.seller, self.currency, self.guarantor)
        demand_numbers(self.face, self.due_day, self.valid_until, self.grace_days, self.late_rate_ppm, self.late_basis)


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a split: who gets how many base units, and the hash of the trade document behind it."""

    recipient: str
    value: int
    document_hash: bytes = ZERO_HASH

    def __post_init__(self) -> None:
        demand_addresses(self.recipient)
        demand_numbers(self.value)


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of several: which obligation, at most how many base units, and the payer's reference of 32 bytes."""

    obligation: int
    offered: int
    remittance: bytes = ZERO_HASH

    def __post_init__(self) -> None:
        demand_numbers(self.obligation, self.offered)


@dataclass(frozen=True, slots=True)
class Registration:
    """What the registrar says of an account.

    `country` as ISO 3166-1 alpha-2, `valid_until` the last UTC day of the accreditation.
    """

    account: str
    legal_identity: bytes
    capacities: Capacity
    country: str
    valid_until: int

    def __post_init__(self) -> None:
        demand_addresses(self.account)
        demand_numbers(self.valid_until)

    def as_tuple(self) -> tuple[Any, ...]:
        """The struct as the contract takes it."""
        return (
            self.account,
            self.legal_identity,
            int(self.capacities),
            self.country.encode("ascii"),
            self.valid_until,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is on record of a participant's account, but its legal identity."""

    capacities: Capacity
    country: str
    valid_until: int
    standing_acceptance: bool
    frozen: bool


@dataclass(frozen=True, slots=True)
class Obligation:
    """An obligation as the ledger shows it; amounts in base units of `currency`, days as UTC days.

    `paid` is the principal, `interest_paid` the late interest that has reached holders, from whomever.
    """

    obligor: str
    currency: str
    live_face: int
    cancelled: int
    paid: int
    interest_paid: int
    due_day: int
    grace_days: int
    late_rate_ppm: int
    late_basis: int
    default_days: int
    serials: int
    guarantor: str
    document_root: bytes
    status: Status

    @property
    def face(self) -> int:
        """The face value as issued."""
        return self.live_face + self.cancelled

    @property
    def owed(self) -> int:
        """The principal that is still to be paid."""
        return self.live_face - self.paid


@dataclass(frozen=True, slots=True)
class Position:
    """What an obligation comes to on a day, if nothing more is paid until then; base units.

    Owed are unpaid `principal` and late `interest` to holders, and to the guarantor what it `advanced`; `paid` and
    `interest_paid` have reached holders. `days_late` counts from the due day, while anything is owed.
    """

    principal: int
    interest: int
    advanced: int
    owed: int
    paid: int
    interest_paid: int
    days_late: int
    status: Status


@dataclass(frozen=True, slots=True)
class Hold:
    """A court's order on an obligation: who alone may pay, and the UTC day after which no interest accrues."""

    payer: str
    last_interest_day: int

    @property
    def stands(self) -> bool:
        """Whether there is a hold at all."""
        return self.payer != ZERO_ADDRESS


@dataclass(frozen=True, slots=True)
class Receivable:
    """A receivable as the ledger shows it; amounts in base units of `currency`, `due_day` a UTC day."""

    id: int
    holder: str
    value: int
    claimed: int
    claimable: int
    obligor: str
    currency: str
    due_day: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who may take a receivable set aside, through which UTC day."""

    recipient: str
    valid_until: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """What an obligor owes in a currency, and the most it may owe at an issue; base units."""

    outstanding: int
    cap: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The programme's limits: days from issue to due day, the deepest receivable, days overdue until default."""

    min_tenor_days: int = 1
    max_tenor_days: int = 1_096
    max_depth: int = 32
    default_days: int = 90


def fields(struct: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any of the dataclasses above
    """Give a dataclass as the tuple that the contract takes."""
    return astuple(struct)
