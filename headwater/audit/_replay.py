"""The suite's state as its events alone tell it: no look at the chain, only additions."""

from __future__ import annotations

from typing import Any

from headwater._pedigree import Pedigree
from headwater._types import ZERO_ADDRESS
from headwater.audit._books import Books, Holding, Membership, Step
from headwater.audit._events import Event, unix_time
from headwater.audit._oversight import OVERSIGHT
from headwater.audit._payments import PAYMENTS
from headwater.audit._settings import SETTINGS


class Replay(Books):
    """Books that take events in, in the order of the chain."""

    __slots__ = ()

    def apply(self, event: Event) -> None:
        """Take an event in; raises KeyError for one about what no event before it has made."""
        name = event.name or ""
        if step := _STEPS.get(name):
            step(self, event.args, event)
        if setting := SETTINGS.get(name):
            keys = tuple(event.args[key] for key in setting.keys)
            self.settings[event.contract, setting.view, keys] = setting.value_of(event.args)


def _moved(books: Books, args: dict[str, Any], _: Event) -> None:
    giver, taker, receivable = args["from"], args["to"], args["tokenId"]
    if giver == ZERO_ADDRESS:
        books.receivables[receivable] = Holding(taker)
        books.obligations[Pedigree.of(receivable).obligation]["serials"] += 1
    else:
        books.balances[giver] -= 1
        books.receivables[receivable].holder = taker
    if taker == ZERO_ADDRESS:
        books.burned.add(receivable)
        del books.receivables[receivable]
    else:
        books.balances[taker] += 1


def _value_moved(books: Books, args: dict[str, Any], _: Event) -> None:
    """What is burned goes with its value: it is no receivable any more when its value is told."""
    giver, taker, value = args["fromTokenId"], args["toTokenId"], args["value"]
    if giver and giver not in books.burned:
        books.receivables[giver].value -= value
    if taker:
        books.receivables[taker].value += value


def _claimed(books: Books, args: dict[str, Any], _: Event) -> None:
    if args["id"] not in books.burned:
        books.receivables[args["id"]].claimed += args["amount"]


def _parked(books: Books, args: dict[str, Any], event: Event) -> None:
    books.credits[event.contract, args["account"], args["currency"]] += args["amount"]


def _withdrawn(books: Books, args: dict[str, Any], event: Event) -> None:
    books.credits[event.contract, args["account"], args["currency"]] -= args["amount"]


def _registered(books: Books, args: dict[str, Any], _: Event) -> None:
    known = books.standings[args["account"]]
    known.update({name: args[name] for name in ("capacities", "country", "validUntil")})


def _standing(name: str, argument: str | None = None) -> Step:
    """Give the step that sets a field of a standing to an argument; without one, to zero."""

    def step(books: Books, args: dict[str, Any], _: Event) -> None:
        books.standings[args["account"]][name] = args[argument] if argument else 0

    return step


def _granted(books: Books, args: dict[str, Any], event: Event) -> None:
    known = books.roles[args["roleId"], args["account"]]
    if args["newMember"]:
        known.since, known.delay, known.pending, known.effect = args["since"], args["delay"], args["delay"], 0
    else:
        known.delay = known.delay_at(unix_time(event.time))
        known.pending, known.effect = args["delay"], args["since"]


def _revoked(books: Books, args: dict[str, Any], _: Event) -> None:
    books.roles[args["roleId"], args["account"]] = Membership()


def _bound(books: Books, args: dict[str, Any], _: Event) -> None:
    books.identities[args["account"]] = args["legalIdentity"]


def _reader_set(books: Books, args: dict[str, Any], _: Event) -> None:
    """The last reader takes the place of one that goes, as in the contract's set."""
    account, readers = args["account"], books.readers
    if args["standing"]:
        readers.append(account)
        return
    place, last = readers.index(account), readers.pop()
    if place < len(readers):
        readers[place] = last


def _merged(books: Books, args: dict[str, Any], _: Event) -> None:
    books.merged[args["to"]] += args["value"]


def _scheduled(books: Books, args: dict[str, Any], _: Event) -> None:
    books.operations[args["operationId"]] = args["schedule"]


def _over(books: Books, args: dict[str, Any], _: Event) -> None:
    """An operation that was executed, or cancelled by the guardian, waits no more; raises KeyError for another."""
    if not books.operations[args["operationId"]]:
        raise KeyError(args["operationId"])
    books.operations[args["operationId"]] = 0


_STEPS: dict[str, Step] = {
    **PAYMENTS,
    **OVERSIGHT,
    "Transfer": _moved,
    "TransferValue": _value_moved,
    "ReceivableMerged": _merged,
    "ReceivableClaimed": _claimed,
    "AmountParked": _parked,
    "CreditWithdrawn": _withdrawn,
    "AccountBound": _bound,
    "ParticipantRegistered": _registered,
    "ParticipantRevoked": _standing("validUntil"),
    "StandingAcceptanceSet": _standing("standingAcceptance", "standing"),
    "StandingReaderSet": _reader_set,
    "ParticipantFrozen": _standing("frozen", "frozen"),
    "RoleGranted": _granted,
    "RoleRevoked": _revoked,
    "OperationScheduled": _scheduled,
    "OperationExecuted": _over,
    "OperationCanceled": _over,
}
