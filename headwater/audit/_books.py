"""What a suite's events add up to: plain accounts that the steps beside fill, and the checks of the chain read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from headwater._arrears import LateEvent, LateTerms
from headwater.audit._events import Event

Place = tuple[str, str]
Claim = tuple[str, str, str]
Setting = tuple[str, str, tuple[Any, ...]]


@dataclass(slots=True)
class Holding:
    """A receivable that lives: amounts in base units."""

    holder: str
    value: int = 0
    claimed: int = 0


@dataclass(slots=True)
class Membership:
    """An account's role: since when, in Unix seconds, and with what delay of its acts, in seconds.

    `since` None stands for no member. From `effect` on the delay is `pending`.
    """

    since: int | None = None
    delay: int = 0
    pending: int = 0
    effect: int = 0

    def delay_at(self, now: int) -> int:
        """Give the delay at a time, in seconds."""
        return self.pending if self.effect <= now else self.delay


@dataclass(slots=True)
class Parts:
    """What is told of a payment before it: base units of late interest, and of what a guarantor got back."""

    interest: int = 0
    repaid: int = 0
    by_guarantor: bool = False


@dataclass(slots=True)
class Advanced:
    """What a guarantor has paid in the obligor's stead and not had back, in base units."""

    principal: int = 0
    interest: int = 0


@dataclass(slots=True)
class Books:
    """What holds after the events so far; accounts by their addresses, receivables and obligations by their ids.

    `owed` for credit notes is an obligor's claim on a legal identity in a currency; `holds` are those that stand, with
    their obligors, and `ordered` is what a hold or a freeze was ever on.
    """

    limits: dict[str, int] = field(default_factory=dict)
    obligations: dict[int, dict[str, Any]] = field(default_factory=dict)
    parts: defaultdict[int, Parts] = field(default_factory=lambda: defaultdict(Parts))
    histories: defaultdict[int, list[LateEvent]] = field(default_factory=lambda: defaultdict(list))
    receivables: dict[int, Holding] = field(default_factory=dict)
    burned: set[int] = field(default_factory=set)
    merged: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    credits: defaultdict[Claim, int] = field(default_factory=lambda: defaultdict(int))
    outstanding: defaultdict[Place, int] = field(default_factory=lambda: defaultdict(int))
    caps: dict[Place, int] = field(default_factory=dict)
    advanced: defaultdict[int, Advanced] = field(default_factory=lambda: defaultdict(Advanced))
    holds: dict[int, str] = field(default_factory=dict)
    ordered: set[int] = field(default_factory=set)
    frozen_obligations: dict[int, bool] = field(default_factory=dict)
    frozen_tokens: dict[tuple[str, int], bool] = field(default_factory=dict)
    defaulted: dict[str, bool] = field(default_factory=dict)
    owed: dict[Claim, int] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    standings: defaultdict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(_no_standing))
    readers: list[str] = field(default_factory=list)
    roles: defaultdict[tuple[int, str], Membership] = field(default_factory=lambda: defaultdict(Membership))
    operations: dict[str, int] = field(default_factory=dict)
    settings: dict[Setting, dict[str, Any]] = field(default_factory=dict)

    def owe(self, obligation: int, more: int) -> None:
        """Let an obligor owe more, or less, base units; raises KeyError for an obligation that there is not."""
        known = self.obligations[obligation]
        self.outstanding[known["obligor"], known["currency"]] += more

    def is_halted(self, obligation: int) -> bool:
        """Tell whether nothing of an obligation moves: it is on hold, or frozen."""
        return obligation in self.holds or self.frozen_obligations.get(obligation, False)

    def terms(self, obligation: int) -> LateTerms:
        """Give what of an obligation matters when it is paid late; raises KeyError."""
        known = self.obligations[obligation]
        named = ("liveFace", "dueDay", "graceDays", "lateRatePpm", "lateBasis", "defaultDays")
        return LateTerms(*(known[name] for name in named))


def _no_standing() -> dict[str, Any]:
    return {"capacities": 0, "country": "0x0000", "validUntil": 0, "standingAcceptance": False, "frozen": False}


Step = Callable[[Books, dict[str, Any], Event], None]
