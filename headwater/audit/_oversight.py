"""What is ordered and put on record when things go wrong, by its events: freezes, defaults, claims for credit notes."""

from __future__ import annotations

from typing import Any

from headwater.audit._books import Books, Step
from headwater.audit._events import Event


def _frozen_obligation(books: Books, args: dict[str, Any], _: Event) -> None:
    books.frozen_obligations[args["obligation"]] = args["frozen"]
    books.ordered.add(args["obligation"])


def _frozen_token(books: Books, args: dict[str, Any], _: Event) -> None:
    books.frozen_tokens[args["account"], args["tokenId"]] = args["frozenStatus"]


def _defaulted(books: Books, args: dict[str, Any], _: Event) -> None:
    books.defaulted[args["legalIdentity"]] = True


def _cleared(books: Books, args: dict[str, Any], _: Event) -> None:
    """A bar that is lifted was put by a default; raises KeyError where there was none."""
    if not books.defaulted[args["legalIdentity"]]:
        raise KeyError(args["legalIdentity"])
    books.defaulted[args["legalIdentity"]] = False


def _credited(books: Books, args: dict[str, Any], _: Event) -> None:
    """What a credit note cannot cancel, the seller's company owes."""
    currency = books.obligations[args["obligation"]]["currency"]
    claim = (args["obligor"], books.identities[args["seller"]], currency)
    books.owed[claim] = books.owed.get(claim, 0) + args["owed"]


def _settled(books: Books, args: dict[str, Any], _: Event) -> None:
    books.owed[args["obligor"], args["sellerIdentity"], args["currency"]] -= args["amount"]


OVERSIGHT: dict[str, Step] = {
    "ObligationFrozen": _frozen_obligation,
    "Frozen": _frozen_token,
    "DefaultRecorded": _defaulted,
    "BarLifted": _cleared,
    "CreditNoteIssued": _credited,
    "CreditClaimSettled": _settled,
}
