"""Obligations, by their events: issued, paid on time or late, by a guarantor, on hold, cancelled in part.

What of a payment was late interest, who advanced it and what a guarantor got back is told before the payment itself.
"""

from __future__ import annotations

from typing import Any

from headwater._arrears import InterestStop, LatePayment
from headwater._days import SECONDS_PER_DAY
from headwater._pedigree import Pedigree
from headwater.audit._books import Books, Parts, Step
from headwater.audit._events import Event, unix_time

_TERMS = ("currency", "dueDay", "graceDays", "lateRatePpm", "lateBasis", "guarantor", "documentRoot")


def _limited(books: Books, args: dict[str, Any], _: Event) -> None:
    books.limits = dict(args)


def _issued(books: Books, args: dict[str, Any], _: Event) -> None:
    """Days until default, and how deep its receivables may be, are the programme's when it is issued."""
    terms = args["terms"]
    amounts = {"liveFace": terms["face"], "cancelled": 0, "paid": 0, "interestPaid": 0, "serials": 0}
    limits = {name: books.limits[name] for name in ("defaultDays", "maxDepth")}
    known = {"obligor": args["obligor"], **limits, **amounts, **{name: terms[name] for name in _TERMS}}
    books.obligations[args["obligation"]] = known
    books.owe(args["obligation"], terms["face"])


def _interest(books: Books, args: dict[str, Any], _: Event) -> None:
    books.parts[args["obligation"]].interest += args["amount"]


def _advanced(books: Books, args: dict[str, Any], _: Event) -> None:
    books.parts[args["obligation"]].by_guarantor = True
    _lend(books, args, 1)


def _lend(books: Books, args: dict[str, Any], times: int) -> None:
    advanced = books.advanced[args["obligation"]]
    advanced.principal += times * args["principal"]
    advanced.interest += times * args["interest"]


def _repaid(books: Books, args: dict[str, Any], _: Event) -> None:
    """What goes to the guarantor reaches no holder; of it the principal is owed no more."""
    books.parts[args["obligation"]].repaid += args["principal"] + args["interest"]
    _lend(books, args, -1)
    books.owe(args["obligation"], -args["principal"])


def _paid(books: Books, args: dict[str, Any], event: Event) -> None:
    """What is neither interest nor a guarantor's is principal; the obligor owes it still where a guarantor paid."""
    obligation, amount = args["obligation"], args["amount"]
    known, parts = books.obligations[obligation], books.parts.pop(obligation, Parts())
    principal = amount - parts.interest - parts.repaid
    known["paid"] += principal
    known["interestPaid"] += parts.interest
    books.owe(obligation, 0 if parts.by_guarantor else -principal)
    books.histories[obligation].append(LatePayment(_day(event), amount, parts.by_guarantor))


def _held(books: Books, args: dict[str, Any], event: Event) -> None:
    obligation = args["obligation"]
    books.holds[obligation] = books.obligations[obligation]["obligor"]
    books.ordered.add(obligation)
    books.histories[obligation].append(InterestStop(_day(event), args["lastInterestDay"]))


def _released(books: Books, args: dict[str, Any], event: Event) -> None:
    obligation = args["obligation"]
    del books.holds[obligation]
    books.histories[obligation].append(InterestStop(_day(event), None))


def _cancelled(books: Books, args: dict[str, Any], _: Event) -> None:
    obligation = Pedigree.of(args["id"]).obligation
    known = books.obligations[obligation]
    known["liveFace"] -= args["value"]
    known["cancelled"] += args["value"]
    books.owe(obligation, -args["value"])


def _capped(books: Books, args: dict[str, Any], _: Event) -> None:
    books.caps[args["obligor"], args["currency"]] = args["cap"]


def _day(event: Event) -> int:
    return unix_time(event.time) // SECONDS_PER_DAY


PAYMENTS: dict[str, Step] = {
    "LimitsSet": _limited,
    "CapSet": _capped,
    "ObligationIssued": _issued,
    "LateInterestPaid": _interest,
    "GuarantorAdvanced": _advanced,
    "GuarantorRepaid": _repaid,
    "ObligationPaid": _paid,
    "HoldPlaced": _held,
    "HoldLifted": _released,
    "ValueCancelled": _cancelled,
}
