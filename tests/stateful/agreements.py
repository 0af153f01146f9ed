"""What is agreed on in the model's escrow, and where each milestone of it stands.

An agreement is its own name here; whether it was signed, and what is shown for it, is told beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from headwater._pricing import PPM
from tests.stateful.records import NOBODY

RELEASED, RETURNED = 0, 1


@dataclass(frozen=True)
class Promise:
    """A milestone: money, a receivable that is named, or one that is described; parties are numbered from 1."""

    currency: str
    amount: int
    source: int
    to: int
    lapses_to: int
    condition: tuple
    deadline: int
    evidence_days: int
    receivable: int = 0
    obligor: str = NOBODY
    latest: int = 0

    @property
    def is_money(self):
        return not self.receivable and not self.obligor

    @property
    def last_day(self):
        return self.deadline + self.evidence_days

    @property
    def fixed(self):
        """What an amendment leaves alone, once it is funded."""
        asset = self.currency, self.receivable, self.obligor, self.latest, self.amount
        return asset, self.source, self.to, self.lapses_to


@dataclass(frozen=True)
class Pact:
    """The terms of an agreement; amended ones name the first."""

    payer: str
    payee: str
    lender: str
    arbiter: str
    arbiter_days: int
    silence_ppm: int
    until: int
    at_once: int
    salt: int
    promises: tuple[Promise, ...]
    origin: Pact | None = None
    version: int = 0

    @property
    def first(self):
        return self.origin or self

    @property
    def parties(self):
        return [self.payer, self.payee, self.lender] if self.lender else [self.payer, self.payee]

    def account(self, party):
        return (self.payer, self.payee, self.lender)[party - 1]


@dataclass
class Held:
    """Where a milestone stands; a dispute that has ended is none."""

    funded: bool = False
    amended: bool = False
    divided: bool = False
    released: int = 0
    awarded: int = 0
    returned: int = 0
    withdrawn: int = 0
    returned_withdrawn: int = 0
    disputes: list[tuple[int, int, int] | None] = field(default_factory=list)
    receivable: int = 0
    collected: int = 0
    paid_released: int = 0
    paid_returned: int = 0

    @property
    def disputed(self):
        return sum(open_[0] for open_ in self.disputes if open_)

    @property
    def gone(self):
        return self.withdrawn + self.returned_withdrawn

    def free(self, promise):
        """Give what is neither released, awarded, returned nor disputed."""
        return promise.amount - self.released - self.awarded - self.returned - self.disputed

    def met_down(self, promise, ppm):
        """Give what a condition met so far releases beyond what it has, or the arbiter has awarded: rounded down."""
        return max(0, promise.amount * ppm // PPM - self.released - self.awarded)

    def waiting(self, side):
        """Give what a side has and has not withdrawn."""
        if side == RETURNED:
            return self.returned - self.returned_withdrawn
        return self.released + self.awarded - self.withdrawn
