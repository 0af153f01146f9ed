"""What always holds, looked for in what the chain shows: the rules by their numbers in the design.

The model does not count here. What is gone is known from the page before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.stateful.restraints import Restraints
from tests.stateful.weather import MATURED, OPEN, OVERDUE, RECOVERED, SETTLED

# What an obligation, a receivable and an exposure show, by place.
OBLIGOR, CURRENCY, LIVE_FACE, CANCELLED, PAID, INTEREST_PAID, DUE_DAY = range(7)
GRACE_DAYS, DEFAULT_DAYS, SERIALS, STATUS = 7, 10, 11, 14
ADVANCED, OWED = 2, 3  # in a position, after principal and interest
ID, HOLDER, VALUE, CLAIMED, CLAIMABLE = range(5)
BALANCES, CREDITS = 2, 3
MET = 3
ESCROW = 2  # its place among the accounts
RELEASED, WITHDRAWN, FUNDED = 0, 1, 2
RETURNED, RETURNED_WITHDRAWN, DISPUTED, AWARDED = 6, 7, 9, 10


class Laws:
    """The rules over the pages of one ledger, read one after the other."""

    def __init__(self, accounts: list[str], escrow: str) -> None:
        self.accounts, self.escrow = accounts, escrow
        self.faces: list[int] = []
        self.redeemed: Counter[int] = Counter()
        self._before: dict[int, int] = {}
        self._gone: set[int] = set()
        self._met: set[int] = set()
        self._had: Counter[int] = Counter()
        self.restraints = Restraints()
        self.strayed: Counter[str] = Counter()  # sent to the escrow by mistake

    def broken(
        self, page: Any, outlook: Any, obligors: list[str], currencies: list[str], limits: list[int]
    ) -> Iterator[str]:
        """Yield each rule that the next page breaks; the limits are the credit lines'."""
        today, obligations, lines, accounts, exposures, money, drawn, _, recourses, *_ = page
        live = {line[0][ID]: line[0] for line in lines if line[0][ID]}
        yield from self._ids(obligations, live)
        yield from self.restraints.broken(lines, outlook, dict(zip(self.accounts, accounts, strict=True)))
        self._remember(today, obligations, live)
        for number, shown in enumerate(obligations, 1):
            yield from self._value(number, shown, [one for one in live.values() if one[ID] >> 72 == number])
            yield from self._late(number, today, shown, outlook[0][number - 1])
        yield from self._financing(accounts, drawn, recourses, limits)
        for place, currency in enumerate(currencies):
            parked = sum(account[CREDITS][place] for account in accounts)
            due = sum(one[CLAIMABLE] for one in live.values() if obligations[(one[ID] >> 72) - 1][CURRENCY] == currency)
            if money[place] < parked + due:
                yield f"rule 2: {money[place]} for {due} due and {parked} parked"
        for place, (outstanding, _) in enumerate(exposures):
            whose = [obligors[place // len(currencies)], currencies[place % len(currencies)]]
            whole = [(o, late[0]) for o, late in zip(obligations, outlook[0], strict=True) if o[:2] == whose]
            owed = sum(o[LIVE_FACE] - o[PAID] for o, _ in whole)
            if not owed <= outstanding <= owed + sum(position[ADVANCED] for _, position in whole):
                yield f"rule 7: outstanding is {outstanding}, and {owed} is owed to holders"

    def _financing(self, accounts: Any, drawn: Any, recourses: Any, limits: list[int]) -> Iterator[str]:
        """Rule 8, and of rule 10 that market and factoring hold what is parked for somebody and nothing else."""
        for (total, on), limit in zip(drawn, limits, strict=True):
            if total > limit or total != sum(on):
                yield f"rule 8: {total} drawn of {limit}, of which {sum(on)} on obligations"
        for number, (shown, _) in enumerate(recourses):
            if number in self._met and shown[2] != MET:
                yield f"rule 8: recourse {number + 1} was met, and could be met again"
            if shown[2] == MET:
                self._met.add(number)
        for place, desk in enumerate(accounts[:2], CREDITS + 1):
            parked = [sum(amounts) for amounts in zip(*(account[place] for account in accounts), strict=True)]
            if desk[BALANCES] != parked:
                yield f"rule 10: {desk[BALANCES]} held for {parked} parked"

    def broken_in_escrow(self, page: Any, currencies: list[str], promised: list[list[Any]]) -> Iterator[str]:
        """Yield where rule 9 is broken; promised are, by milestone, currency, amount, and whether it is money."""
        today, obligations, lines, accounts, *_, agreements = page
        live = {line[0][ID]: line[0] for line in lines if line[0][ID]}
        held, kept_here = Counter(self.strayed), set[int]()
        for (_, states, kepts, _), promises in zip(agreements, promised, strict=True):
            for state, kept, promise in zip(states, kepts, promises, strict=False):
                if not state[FUNDED]:
                    continue
                currency, amount, is_money = promise
                yield from self._milestone(state, kept, amount)
                left = amount - state[WITHDRAWN] - state[RETURNED_WITHDRAWN]
                held[currency] += left if is_money else kept[1] - kept[2] - kept[3]
                shown = live.get(kept[0])
                if left and shown and shown[HOLDER] == self.escrow:
                    kept_here.add(kept[0])
                    if shown[VALUE] != left:
                        yield f"rule 9: {shown[VALUE]} kept of a receivable of which {left} is left"
                taken = kept[0] in self.restraints.forced
                if left and not shown and kept[0] and not taken and today < obligations[(kept[0] >> 72) - 1][DUE_DAY]:
                    yield f"rule 9: {kept[0]:#x} is kept no longer"
        if {id_ for id_, one in live.items() if one[HOLDER] == self.escrow} != kept_here:
            yield "rule 9: the escrow holds a receivable for nobody"
        balances = dict(zip(currencies, accounts[ESCROW][BALANCES], strict=True))
        if any(balances[currency] != held[currency] for currency in currencies):
            yield f"rule 9: the escrow has {balances}, and keeps {dict(held)}"

    def _milestone(self, state: Any, kept: Any, amount: int) -> Iterator[str]:
        """Rule 9 of one milestone: what was funded is released, awarded, returned, disputed or held; less has left."""
        earned, back = state[RELEASED] + state[AWARDED], state[RETURNED]
        if earned + back + state[DISPUTED] > amount:
            yield f"rule 9: {earned} earned, {back} returned and {state[DISPUTED]} disputed of {amount}"
        if state[WITHDRAWN] > earned or state[RETURNED_WITHDRAWN] > back or kept[2] + kept[3] > kept[1]:
            yield f"rule 9: more has left than was released or returned: {state}, {kept}"

    def _late(self, number: int, today: int, shown: Any, outlook: Any) -> Iterator[str]:
        """The status follows from days and from what is owed; no interest in grace, and it never shrinks with time."""
        now, ahead, *_ = outlook
        grace_ends = shown[DUE_DAY] + shown[GRACE_DAYS]
        reached = [day < today for day in (grace_ends, grace_ends + shown[DEFAULT_DAYS])]
        derived = (OVERDUE + reached[1]) if reached[0] else MATURED
        expected = (OPEN,) if today < shown[DUE_DAY] else (derived,) if now[OWED] else (RECOVERED, SETTLED)
        if shown[STATUS] not in expected or now[-1] != shown[STATUS]:
            yield f"status: obligation {number} stands at {shown[STATUS]}, by its days at {expected}"
        if now[OWED] != sum(now[:OWED]) or now[0] != shown[LIVE_FACE] - shown[PAID]:
            yield f"status: of obligation {number} {now} does not add up"
        if (now[1] and not reached[0]) or ahead[1] < now[1]:
            yield f"status: interest of {number} is {now[1]} today and {ahead[1]} later"

    def _remember(self, today: int, obligations: Any, live: dict[int, Any]) -> None:
        """What goes in settlement is redeemed; what goes in circulation was cancelled."""
        for id_, value in self._before.items():
            if id_ not in live:
                self._gone.add(id_)
                of = obligations[(id_ >> 72) - 1]
                if of[DUE_DAY] <= today:
                    self.redeemed[id_ >> 72] += value
                    self._had[id_ >> 72] += value * (of[PAID] + of[INTEREST_PAID]) // max(1, of[LIVE_FACE])
        self._before = {id_: one[VALUE] for id_, one in live.items()}

    def _ids(self, obligations: Any, live: dict[int, Any]) -> Iterator[str]:
        """Rule 3: no id comes back, no serial stands twice, and each follows from its parent."""
        known = {(id_ >> 72, id_ & 0xFFFFFFFF): id_ for id_ in (*live, *self._gone, *self._before)}
        for id_ in live:
            number, depth, parent, serial = id_ >> 72, id_ >> 64 & 0xFF, id_ >> 32 & 0xFFFFFFFF, id_ & 0xFFFFFFFF
            if id_ in self._gone or known[number, serial] != id_ or serial > obligations[number - 1][SERIALS]:
                yield f"rule 3: {id_:#x} is no new receivable"
            if (depth, parent, serial) == (0, 0, 1):
                continue
            if (number, parent) not in known or (known[number, parent] >> 64 & 0xFF) + 1 != depth:
                yield f"rule 3: {id_:#x} does not follow from its parent"

    def _value(self, number: int, shown: Any, live: list[Any]) -> Iterator[str]:
        """Rule 1, and what follows for the money: nobody is due more than was paid."""
        face, worth = self.faces[number - 1], sum(one[VALUE] for one in live)
        if worth + self.redeemed[number] + shown[CANCELLED] != face:
            yield f"rule 1: {worth} live, {self.redeemed[number]} redeemed, {shown[CANCELLED]} cancelled, not {face}"
        if shown[LIVE_FACE] + shown[CANCELLED] != face or shown[PAID] > shown[LIVE_FACE]:
            yield f"rule 1: of {face} there are {shown[LIVE_FACE]} live, {shown[PAID]} of them paid"
        had = sum(one[CLAIMED] + one[CLAIMABLE] for one in live) + self._had[number]
        if had > shown[PAID] + shown[INTEREST_PAID]:
            yield f"rule 2: the holders' claims on {number} are more than was paid"
