"""The ledger's books, drawn up again from its events alone and held against what it shows.

Every test on the stage ends with this audit, so that whatever a test is about, value is conserved, what is owed is
counted right, the pedigree is whole, and the money is there. The numbers are those of docs/SPECIFICATION.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from _local import LocalProgramme
from headwater import Suite
from headwater.refusals import Receivables_NoSuchReceivable
from tests.financing_audit import balance_of, financing_discrepancies

NOBODY = "0x" + "00" * 20


def discrepancies(programme: LocalProgramme) -> Iterator[str]:
    """Yield what does not add up; nothing, when the books are right."""
    suite = programme.suite
    moved, outstanding = _moved(suite), Counter()
    live = {id_: suite_receivable for id_ in _minted(suite) if (suite_receivable := _receivable(suite, id_))}
    due: Counter[str] = Counter()
    for number in range(1, suite.issuance.functions.programme().call()[0] + 1):
        shown = suite.obligation(number)
        outstanding[shown.obligor, shown.currency] += shown.live_face - shown.paid + moved[number]["advanced"]
        held = [r for r in live.values() if r.id >> 72 == number]
        due[shown.currency] += sum(r.claimable for r in held)
        yield from _value(number, shown, sum(r.value for r in held), moved[number])
    yield from _holders(suite, Counter(r.holder for r in live.values()))
    yield from _money(suite, due, outstanding)
    yield from financing_discrepancies(suite, live)


def _value(number: int, shown: Any, live: int, moved: Counter[str]) -> Iterator[str]:
    """Rule A1: live, redeemed and cancelled value are the face as issued; cancelled value is what the events say."""
    if live + moved["gone"] != moved["face"]:
        yield f"obligation {number}: live {live} + gone {moved['gone']} is not the face {moved['face']}"
    if shown.live_face + shown.cancelled != moved["face"] or shown.cancelled != moved["cancelled"]:
        yield f"obligation {number}: cancelled {shown.cancelled}, by the events {moved['cancelled']}"
    if not moved["cancelled"] <= moved["gone"]:
        yield f"obligation {number}: less is gone than was cancelled"
    paid, interest = moved["paid"] - moved["interest"] - moved["repaid"], moved["interest"]
    if shown.paid != paid or shown.paid > shown.live_face:
        yield f"obligation {number}: paid {shown.paid}, by the events {paid}"
    if shown.interest_paid != interest:
        yield f"obligation {number}: late interest of {shown.interest_paid}, by the events {interest}"
    if moved["claimed"] > shown.paid + shown.interest_paid:
        yield f"obligation {number}: claimed {moved['claimed']} of {shown.paid} paid and {shown.interest_paid} interest"
    if min(moved["advanced"], moved["advanced interest"]) < 0:
        yield f"obligation {number}: more was repaid than the guarantor has advanced"


def _holders(suite: Suite, holdings: Counter[str]) -> Iterator[str]:
    """Each holder's count is the number of receivables that name it."""
    count = suite.receivables.get_function_by_signature("balanceOf(address)")
    for holder in {to for *_, to in _transfers(suite)} - {NOBODY}:
        if (shown := count(holder).call()) != holdings[holder]:
            yield f"{holder} is said to hold {shown} receivables and holds {holdings[holder]}"


def _money(suite: Suite, due: Counter[str], outstanding: Counter[Any]) -> Iterator[str]:
    """Rules A2 and A4: the ledger can pay what is due and parked; outstanding is what the obligor has not borne."""
    for (obligor, currency), owed in outstanding.items():
        if (shown := suite.exposure(obligor, currency).outstanding) != owed:
            yield f"{obligor} is said to owe {shown} and owes {owed}"
    parked = {(a["account"], a["currency"]) for a in _events(suite, "AmountParked")}
    for currency, claimable in due.items():
        kept = sum(suite.credit(account, c) for account, c in parked if c == currency)
        if (balance := balance_of(suite.w3, currency, suite.receivables.address)) < claimable + kept:
            yield f"the ledger has {balance} for {claimable} due and {kept} parked"


def _moved(suite: Suite) -> defaultdict[int, Counter[str]]:
    """What the events say of each obligation.

    A receivable's first value comes from its parent, from which it follows; later value comes from any receivable of
    the same obligation. What does neither stops the audit.
    """
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    worthy: set[int] = set()
    for move in _events(suite, "TransferValue"):
        source, target, value = move["fromTokenId"], move["toTokenId"], move["value"]
        if source and target:
            related = source >> 72 == target >> 72 if target in worthy else _follows(source, target)
            assert related, f"{target:#x} does not follow from {source:#x}"
            worthy.add(target)
        else:
            worthy.add(target or source)
            found[(source or target) >> 72]["gone" if source else "face"] += value
    assert worthy == set(_minted(suite)), "what was minted and what got a value are not the same"
    for cancelled in _events(suite, "ValueCancelled"):
        found[cancelled["id"] >> 72]["cancelled"] += cancelled["value"]
    for claimed in _events(suite, "ReceivableClaimed"):
        found[claimed["id"] >> 72]["claimed"] += claimed["amount"]
    for paid in _events(suite, "ObligationPaid"):
        found[paid["obligation"]]["paid"] += paid["amount"]
    for late in _events(suite, "LateInterestPaid"):
        found[late["obligation"]]["interest"] += late["amount"]
    for sign, name in ((1, "GuarantorAdvanced"), (-1, "GuarantorRepaid")):
        for log in _events(suite, name):
            of = found[log["obligation"]]
            of["advanced"] += sign * log["principal"]
            of["advanced interest"] += sign * log["interest"]
            of["repaid"] += 0 if sign == 1 else log["principal"] + log["interest"]
    return found


def _follows(parent: int, child: int) -> bool:
    """Rule C6: the obligation is the parent's, the depth one more, the parent's serial written in the child's id."""
    depth = (child >> 64 & 0xFF) == (parent >> 64 & 0xFF) + 1
    return parent >> 72 == child >> 72 and depth and child >> 32 & 0xFFFFFFFF == parent & 0xFFFFFFFF


def _minted(suite: Suite) -> list[int]:
    """Rule A3: give every id that was minted; none was twice."""
    ids = [id_ for id_, source, _ in _transfers(suite) if source == NOBODY]
    assert len(ids) == len(set(ids)), "an id was minted twice"
    return ids


def _transfers(suite: Suite) -> list[tuple[int, str, str]]:
    return [(found["tokenId"], found["from"], found["to"]) for found in _events(suite, "Transfer")]


def _receivable(suite: Suite, receivable: int) -> Any:
    try:
        return suite.receivable(receivable)
    except Receivables_NoSuchReceivable:
        return None


def _events(suite: Suite, name: str) -> list[Any]:
    return [log["args"] for log in suite.receivables.events[name]().get_logs(from_block=0)]
