"""What the model of the ledger keeps, and the look-ups and refusals that its steps share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.stage import receivable_id
from tests.stateful.parties import Money, Party, require

UNLIMITED = 2**256 - 1
NOBODY = ""
CONTRACTS = ("ledger", "market", "factoring")
"""Those that park money for somebody, each under a lock of its own."""


@dataclass(frozen=True)
class Terms:
    """What is agreed of an obligation, as far as it makes a difference to the model."""

    obligor: str
    seller: str
    currency: str
    face: int
    due_day: int
    valid_until: int
    fingerprint: int
    grace_days: int = 5
    late_rate_ppm: int = 80_000
    late_basis: int = 360
    guarantor: str = NOBODY


@dataclass
class Obligation:
    obligor: str
    currency: str
    due_day: int
    max_depth: int
    live_face: int
    grace_days: int
    late_rate_ppm: int
    late_basis: int
    default_days: int
    guarantor: str = NOBODY
    cancelled: int = 0
    paid: int = 0
    interest_paid: int = 0
    stretches: list[tuple[int, int]] = field(default_factory=list)  # unpaid principal, and for how many late days
    reckoned: int = 0  # the day up to which interest on what is unpaid now is in the stretches
    paid_late: int = 0  # the day of the last payment after grace that was more than interest
    advanced_principal: int = 0
    advanced_interest: int = 0
    serials: int = 1
    payer: str = NOBODY  # the only one while there is a hold; nobody: there is none
    last_interest_day: int = 0
    frozen: bool = False
    default_recorded: bool = False

    @property
    def halted(self):
        return self.frozen or self.payer != NOBODY


@dataclass
class Receivable:
    obligation: int
    depth: int
    serial: int
    holder: str
    value: int
    claimed: int = 0
    proposal: tuple[str, int] | None = None
    approved: str = NOBODY
    allowances: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """A forced transfer, or the recovery of all that an account without a key holds."""

    source: str
    to: str
    ids: tuple[int, ...]
    recovery: bool
    reason: int


@dataclass
class Records:
    today: int
    parties: dict[str, Party]
    money: dict[str, Money]
    caps: dict[tuple[str, str], int]
    max_depth: int = 32
    default_days: int = 90
    tenors: tuple[int, int] = (1, 1_096)
    obligations: dict[int, Obligation] = field(default_factory=dict)
    receivables: dict[int, Receivable] = field(default_factory=dict)
    outstanding: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    merged: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    credits: dict[str, defaultdict[tuple[str, str], int]] = field(
        default_factory=lambda: {name: defaultdict(int) for name in CONTRACTS}
    )
    locked: set[str] = field(default_factory=set)
    financed: set[tuple[str, int]] = field(default_factory=set)
    operators: set[tuple[str, str]] = field(default_factory=set)
    frozen: set[tuple[str, int]] = field(default_factory=set)
    barred: set[str] = field(default_factory=set)  # the companies with a default on record
    orders: dict[tuple[str, Order], int] = field(default_factory=dict)
    claims: defaultdict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))

    def _known(self, id_):
        require(id_ in self.receivables, "Receivables_NoSuchReceivable")
        return self.receivables[id_]

    def _record(self, id_):
        return self.obligations[id_ >> 72]

    def is_registered(self, account):
        """Tell whether an account's accreditation is in force, be the account frozen."""
        return self.parties[account].valid_until >= self.today

    def is_accredited(self, account):
        return not self.parties[account].frozen and self.is_registered(account)

    def _require_unfrozen(self, account):
        require(not self.parties[account].frozen, "Participants_AccountFrozen")

    def _require_accredited(self, account):
        self._require_unfrozen(account)
        require(self.is_registered(account), "Participants_NotAccredited")

    def _require_transfer(self, giver, recipient):
        self._require_accredited(giver)
        if giver != recipient:
            self._require_accredited(recipient)
            require(self.parties[recipient].standing, "Participants_NoStandingAcceptance")

    def _is_authorised(self, id_, caller):
        receivable = self._known(id_)
        return caller in (receivable.holder, receivable.approved) or (receivable.holder, caller) in self.operators

    def _require_authorised(self, id_, caller):
        require(self._is_authorised(id_, caller), "Receivables_NotAuthorised")

    def is_frozen(self, id_):
        """Tell whether a receivable is frozen for who holds it."""
        return (self.receivables[id_].holder, id_) in self.frozen

    def _require_not_frozen(self, id_):
        require(not self.is_frozen(id_), "ERC7943InsufficientUnfrozenBalance")

    def _require_movable(self, id_):
        require(not self._record(id_).halted, "Receivables_ObligationHalted")
        self._require_not_frozen(id_)

    def _require_free(self, id_):
        """Refuse while a proposal pends; forget one that has lapsed."""
        proposal = self.receivables[id_].proposal
        require(not proposal or self.today > proposal[1], "Receivables_ProposalPending")
        self.receivables[id_].proposal = None

    def _require_open(self, id_):
        require(self.today < self._record(id_).due_day, "Receivables_NotCirculating")
        self._require_movable(id_)
        self._require_free(id_)
        return self._record(id_)

    def _require_open_for_value(self, id_, caller, value):
        if not self._is_authorised(id_, caller):
            allowances = self.receivables[id_].allowances
            require(value <= allowances.get(caller, 0), "Receivables_InsufficientAllowance")
            if allowances.get(caller) not in (None, UNLIMITED):
                allowances[caller] -= value
        self._require_open(id_)

    def _pending(self, id_):
        proposal = self._known(id_).proposal
        require(proposal, "Receivables_NoSuchProposal")
        require(self.today <= proposal[1], "Receivables_ProposalLapsed")
        return proposal[0]

    def _take_off(self, id_, value):
        require(value > 0, "Receivables_ZeroValue")
        require(value <= self.receivables[id_].value, "Receivables_InsufficientValue")
        self.receivables[id_].value -= value

    def _child(self, id_, holder, value):
        self._take_off(id_, value)
        parent, record = self.receivables[id_], self._record(id_)
        require(parent.depth < record.max_depth, "Receivables_TooDeep")
        record.serials += 1
        child = receivable_id(parent.obligation, parent.depth + 1, parent.serial, record.serials)
        self.receivables[child] = Receivable(parent.obligation, parent.depth + 1, record.serials, holder, value)
        return child

    def _give(self, id_, recipient, value):
        if recipient == self._record(id_).obligor:
            self._cancel(id_, value, recipient)
            return 0
        require(value > 0, "Receivables_ZeroValue")
        require(value <= self.receivables[id_].value, "Receivables_InsufficientValue")
        self._require_transfer(self.receivables[id_].holder, recipient)
        return self._child(id_, recipient, value)

    def _cancel(self, id_, value, *recipient):
        record = self._record(id_)
        self._take_off(id_, value)
        for account in (*recipient, self.receivables[id_].holder):
            self._require_accredited(account)
        record.live_face -= value
        record.cancelled += value
        self.outstanding[record.obligor, record.currency] -= value

    def _hand(self, id_, to):
        receivable = self.receivables[id_]
        receivable.holder, receivable.approved, receivable.allowances = to, NOBODY, {}

    def _accept(self, id_, recipient):
        self._require_movable(id_)
        self._require_accredited(self.receivables[id_].holder)
        self._require_accredited(recipient)
        self.receivables[id_].proposal = None
        self._hand(id_, recipient)
