"""The suite's state as its events alone tell it: no look at the chain, only additions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from headwater._pedigree import Pedigree
from headwater._types import ZERO_ADDRESS
from headwater.audit._events import Event, unix_time
from headwater.audit._settings import SETTINGS

Place = tuple[str, str]
_TERMS = ("currency", "dueDay", "graceDays", "lateRatePpm", "lateBasis", "guarantor", "documentRoot")


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
class Replay:
    """What holds after the events so far; accounts by their addresses, receivables and obligations by their ids."""

    obligations: dict[int, dict[str, Any]] = field(default_factory=dict)
    receivables: dict[int, Holding] = field(default_factory=dict)
    burned: set[int] = field(default_factory=set)
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    credits: defaultdict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    outstanding: defaultdict[Place, int] = field(default_factory=lambda: defaultdict(int))
    caps: dict[Place, int] = field(default_factory=dict)
    standings: defaultdict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(_no_standing))
    roles: defaultdict[tuple[int, str], Membership] = field(default_factory=lambda: defaultdict(Membership))
    settings: dict[tuple[str, str, tuple[Any, ...]], dict[str, Any]] = field(default_factory=dict)

    def apply(self, event: Event) -> None:
        """Take an event in; raises KeyError for one about what no event before it has made."""
        name = event.name or ""
        if step := _STEPS.get(name):
            step(self, event.args, event)
        if setting := SETTINGS.get(name):
            keys = tuple(event.args[key] for key in setting.keys)
            self.settings[event.contract, setting.view, keys] = setting.value_of(event.args)


def _no_standing() -> dict[str, Any]:
    return {"capacities": 0, "country": "0x0000", "validUntil": 0, "standingAcceptance": False, "frozen": False}


def _issued(state: Replay, args: dict[str, Any], _: Event) -> None:
    terms = args["terms"]
    amounts = {"liveFace": terms["face"], "cancelled": 0, "paid": 0, "interestPaid": 0, "serials": 0}
    known = {"obligor": args["obligor"], **amounts, **{name: terms[name] for name in _TERMS}}
    state.obligations[args["obligation"]] = known
    state.outstanding[known["obligor"], known["currency"]] += terms["face"]


def _owes(state: Replay, obligation: int, more: int) -> None:
    known = state.obligations[obligation]
    state.outstanding[known["obligor"], known["currency"]] += more


def _paid(state: Replay, args: dict[str, Any], _: Event) -> None:
    """All of a payment is taken for principal that has reached holders, until the events beside it say otherwise."""
    state.obligations[args["obligation"]]["paid"] += args["amount"]
    _owes(state, args["obligation"], -args["amount"])


def _paid_as_interest(state: Replay, args: dict[str, Any], _: Event) -> None:
    known = state.obligations[args["obligation"]]
    known["paid"] -= args["amount"]
    known["interestPaid"] += args["amount"]
    _owes(state, args["obligation"], args["amount"])


def _advanced(state: Replay, args: dict[str, Any], _: Event) -> None:
    """Holders have got it, and the obligor owes it still."""
    _owes(state, args["obligation"], args["principal"])


def _repaid(state: Replay, args: dict[str, Any], _: Event) -> None:
    """What went to the guarantor has reached no holder; of it the principal is owed no more."""
    state.obligations[args["obligation"]]["paid"] -= args["principal"] + args["interest"]
    _owes(state, args["obligation"], args["interest"])


def _cancelled(state: Replay, args: dict[str, Any], _: Event) -> None:
    obligation = Pedigree.of(args["id"]).obligation
    known = state.obligations[obligation]
    known["liveFace"] -= args["value"]
    known["cancelled"] += args["value"]
    _owes(state, obligation, -args["value"])


def _moved(state: Replay, args: dict[str, Any], _: Event) -> None:
    giver, taker, receivable = args["from"], args["to"], args["tokenId"]
    if giver == ZERO_ADDRESS:
        state.receivables[receivable] = Holding(taker)
        state.obligations[Pedigree.of(receivable).obligation]["serials"] += 1
    else:
        state.balances[giver] -= 1
        state.receivables[receivable].holder = taker
    if taker == ZERO_ADDRESS:
        state.burned.add(receivable)
        del state.receivables[receivable]
    else:
        state.balances[taker] += 1


def _value_moved(state: Replay, args: dict[str, Any], _: Event) -> None:
    """What is burned goes with its value: it is no receivable any more when its value is told."""
    giver, taker, value = args["fromTokenId"], args["toTokenId"], args["value"]
    if giver and giver not in state.burned:
        state.receivables[giver].value -= value
    if taker:
        state.receivables[taker].value += value


def _claimed(state: Replay, args: dict[str, Any], _: Event) -> None:
    if args["id"] not in state.burned:
        state.receivables[args["id"]].claimed += args["amount"]


def _parked(state: Replay, args: dict[str, Any], event: Event) -> None:
    state.credits[event.contract, args["account"], args["currency"]] += args["amount"]


def _withdrawn(state: Replay, args: dict[str, Any], event: Event) -> None:
    state.credits[event.contract, args["account"], args["currency"]] -= args["amount"]


def _capped(state: Replay, args: dict[str, Any], _: Event) -> None:
    state.caps[args["obligor"], args["currency"]] = args["cap"]


def _registered(state: Replay, args: dict[str, Any], _: Event) -> None:
    known = state.standings[args["account"]]
    known.update({name: args[name] for name in ("capacities", "country", "validUntil")})


def _standing(name: str, argument: str | None = None) -> Callable[[Replay, dict[str, Any], Event], None]:
    """Give the step that sets a field of a standing to an argument; without one, to zero."""

    def step(state: Replay, args: dict[str, Any], _: Event) -> None:
        state.standings[args["account"]][name] = args[argument] if argument else 0

    return step


def _granted(state: Replay, args: dict[str, Any], event: Event) -> None:
    known = state.roles[args["roleId"], args["account"]]
    if args["newMember"]:
        known.since, known.delay, known.pending, known.effect = args["since"], args["delay"], args["delay"], 0
    else:
        known.delay = known.delay_at(unix_time(event.time))
        known.pending, known.effect = args["delay"], args["since"]


def _revoked(state: Replay, args: dict[str, Any], _: Event) -> None:
    state.roles[args["roleId"], args["account"]] = Membership()


_STEPS: dict[str, Callable[[Replay, dict[str, Any], Event], None]] = {
    "ObligationIssued": _issued,
    "ObligationPaid": _paid,
    "LateInterestPaid": _paid_as_interest,
    "GuarantorAdvanced": _advanced,
    "GuarantorRepaid": _repaid,
    "ValueCancelled": _cancelled,
    "Transfer": _moved,
    "TransferValue": _value_moved,
    "ReceivableClaimed": _claimed,
    "AmountParked": _parked,
    "CreditWithdrawn": _withdrawn,
    "CapSet": _capped,
    "ParticipantRegistered": _registered,
    "ParticipantRevoked": _standing("validUntil"),
    "StandingAcceptanceSet": _standing("standingAcceptance", "standing"),
    "ParticipantFrozen": _standing("frozen", "frozen"),
    "RoleGranted": _granted,
    "RoleRevoked": _revoked,
}
