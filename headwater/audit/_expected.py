"""What the chain must show if the events are true: view by view, at the block with which an export ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from typing import Any

from headwater._arrears import entitlement_down, position_of, reckoned_of
from headwater._days import SECONDS_PER_DAY
from headwater._errors import HistoryMalformed
from headwater._pedigree import Pedigree
from headwater._types import ZERO_ADDRESS, Position
from headwater.audit._books import Books
from headwater.audit._state import Check
from headwater.audit._storage import BAR, LENT, LENT_INTEREST, record_of

LAST_DUE_DAY = (1 << 24) - 1  # the last UTC day on which the ledger shows a position
EXPIRATION = 7 * SECONDS_PER_DAY  # for so long an operation can be executed
_POSITION = ("principal", "interest", "advanced", "owed", "paid", "interestPaid", "daysLate", "status")


def checks(books: Books, now: int) -> Iterator[Check]:
    """Yield all that must hold at a time, in Unix seconds, in the order in which it is looked at."""
    today = now // SECONDS_PER_DAY
    programme = books.limits | {"obligations": len(books.obligations)}
    yield Check("Issuance", "programme()", (), programme, "programme")
    yield from _obligations(books, today)
    yield from _receivables(books, today)
    yield from _stopped(books, today)
    yield from _money(books)
    yield from _companies(books)
    yield from _participants(books)
    yield from _authority(books, now)
    for (contract, view, asked), answers in books.settings.items():
        yield Check(contract, view, asked, answers, f"{view.partition('(')[0]} {' '.join(map(str, asked))}")


def _obligations(books: Books, today: int) -> Iterator[Check]:
    """Each as it is, and what it comes to on the day and on the last of all days, which shows how interest runs."""
    for obligation, known in books.obligations.items():
        now, last = (_position(books, obligation, day) for day in (today, LAST_DUE_DAY))
        expected = known | {"status": now["status"]} if now else known
        yield Check("Receivables", "obligation(uint64)", (obligation,), expected, f"obligation {obligation}")
        yield _position_on(obligation, today, now)
        yield _position_on(obligation, LAST_DUE_DAY, last)
        if now:
            yield from _kept(books, obligation, known)


def _position_on(obligation: int, day: int, expected: Mapping[str, Any] | None) -> Check:
    said = f"position of obligation {obligation} on day {day}"
    return Check("Receivables", "position(uint64,uint24)", (obligation, day), expected, said)


def _kept(books: Books, obligation: int, known: Mapping[str, Any]) -> Iterator[Check]:
    """What of an obligation is in the ledger's storage: the exact interest, the days, the advance in its parts."""
    lent, reckoned = books.advanced[obligation], reckoned_of(books.terms(obligation), books.histories[obligation])
    flags = {"frozen": books.frozen_obligations.get(obligation, False), "halted": books.is_halted(obligation)}
    words = record_of(known, reckoned, **flags, advanced=lent.principal + lent.interest != 0)
    if known["guarantor"] != ZERO_ADDRESS:
        words[LENT] = {"guarantor": int(known["guarantor"], 16), "principal": lent.principal}
        words[LENT_INTEREST] = {"interest": lent.interest}
    for word, expected in words.items():
        yield Check("Receivables", word, (obligation,), expected, f"storage of obligation {obligation}")


def _position(books: Books, obligation: int, day: int) -> dict[str, Any] | None:
    """Give a position by the reference; none where the events are no history that can be."""
    try:
        position: Position = position_of(books.terms(obligation), books.histories[obligation], day)
    except HistoryMalformed:
        return None
    return dict(zip(_POSITION, astuple(position), strict=True))


def _receivables(books: Books, today: int) -> Iterator[Check]:
    for receivable, known in books.receivables.items():
        of = books.obligations[Pedigree.of(receivable).obligation]
        share = entitlement_down(known.value, of["paid"] + of["interestPaid"], of["liveFace"])
        expected = {"id": receivable, "holder": known.holder, "value": known.value, "claimed": known.claimed}
        expected["claimable"] = share - known.claimed if today >= of["dueDay"] else 0
        expected |= {name: of[name] for name in ("obligor", "currency", "dueDay")}
        yield _receivable(receivable, expected)
    for receivable in books.burned:
        yield _receivable(receivable, None)
    for receivable, value in books.merged.items():
        said = f"merged into {Pedigree.of(receivable)}"
        yield Check("Receivables", "mergedInto(uint256)", (receivable,), {"": value}, said)


def _receivable(receivable: int, expected: Mapping[str, Any] | None) -> Check:
    return Check("Receivables", "receivable(uint256)", (receivable,), expected, f"receivable {Pedigree.of(receivable)}")


def _stopped(books: Books, today: int) -> Iterator[Check]:
    """Whether what was ever stopped by an order can move: as from its holder to itself."""
    for receivable, known in books.receivables.items():
        obligation, holder = Pedigree.of(receivable).obligation, known.holder
        frozen = books.frozen_tokens.get((holder, receivable))
        if frozen is None and obligation not in books.ordered:
            continue
        standing = books.standings[holder]
        moves = not (books.is_halted(obligation) or frozen or standing["frozen"]) and standing["validUntil"] >= today
        asked, said = (holder, holder, receivable), f"canTransfer of receivable {Pedigree.of(receivable)}"
        yield Check("Receivables", "canTransfer(address,address,uint256)", asked, {"": moves}, said)


def _money(books: Books) -> Iterator[Check]:
    for holder, count in books.balances.items():
        yield Check("Receivables", "balanceOf(address)", (holder,), {"": count}, f"receivables of {holder}")
    for (contract, account, currency), amount in books.credits.items():
        asked, said = (account, currency), f"credit of {account} in {currency}"
        yield Check(contract, "creditOf(address,address)", asked, {"": amount}, said)
    for place in dict.fromkeys([*books.outstanding, *books.caps]):
        exposure = {"outstanding": books.outstanding.get(place, 0), "cap": books.caps.get(place, 0)}
        yield Check("Receivables", "exposure(address,address)", place, exposure, "exposure of {} in {}".format(*place))


def _companies(books: Books) -> Iterator[Check]:
    """Who is barred, and who owes what for credit notes, asked by one of the company's accounts."""
    accounts = {identity: account for account, identity in books.identities.items()}
    held = Counter(books.identities.get(obligor) for obligor in books.holds.values())
    known = (books.identities.get(of["obligor"]) for of in books.obligations.values())
    for identity in dict.fromkeys([*known, *books.defaulted]):
        if identity:
            bar = {"holds": held[identity], "defaulted": int(books.defaulted.get(identity, False))}
            said = f"bar of {identity}"
            yield Check("Issuance", "isBarred(bytes32)", (identity,), {"": any(bar.values())}, said)
            yield Check("Issuance", BAR, (identity,), bar, said)
    for (obligor, identity, currency), amount in books.owed.items():
        asked, said = (obligor, accounts[identity], currency), f"claim of {obligor} on {identity} in {currency}"
        yield Check("CreditNotes", "claimOf(address,address,address)", asked, {"": amount}, said)
    for identity, count in _open_claims(books).items():
        account = accounts[identity]
        yield Check("CreditNotes", "openClaimsOf(address)", (account,), {"": count}, f"open claims on {identity}")


def _open_claims(books: Books) -> Counter[str]:
    """Count the claims that are open against each company that ever had one."""
    count: Counter[str] = Counter()
    for (_, identity, _), amount in books.owed.items():
        count[identity] += amount != 0
    return count


def _participants(books: Books) -> Iterator[Check]:
    for account, standing in books.standings.items():
        yield Check("Participants", "standingOf(address)", (account,), standing, f"standing of {account}")
    yield Check("Participants", "standingReaders()", (), {"": books.readers}, "standing readers")


def _authority(books: Books, now: int) -> Iterator[Check]:
    for key, role in books.roles.items():
        member = {"isMember": role.since is not None and role.since <= now, "executionDelay": role.delay_at(now)}
        yield Check("Authority", "hasRole(uint64,address)", key, member, "role {} of {}".format(*key))
    for operation, schedule in books.operations.items():
        waits = schedule if schedule + EXPIRATION > now else 0
        yield Check("Authority", "getSchedule(bytes32)", (operation,), {"": waits}, f"operation {operation}")
