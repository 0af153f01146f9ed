"""Many histories on one chain: all share its clock, and what happens on a day is sent, and read, in great arrays.

Each history keeps the order of its own steps. After each of them its position is compared with the reference, every
claim with the share that the reference says, and at the end, when all have claimed, everybody's money.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from eth_utils import keccak

from headwater import Position, Status, entitlement_down, position_of
from tests.stage import DOCUMENT, REMITTANCE, receivable_id
from tests.stateful.arrays import Arrays, Sent
from tests.stateful.chain import CALLS, Function
from tests.stateful.histories import ANYONE, GUARANTOR, HOLDERS, Claim, History, Move, Pay, Stop

PAYMENTS, CLAIMS = 150, 200  # in a call
DAY = 86_400
OFTEN = 25  # days: a shorter wait is looked at day by day, a longer one where something turns

_MORE = {
    "pay_as_guarantor": ("receivables", "payAsGuarantor(uint64,uint256,bytes32)", "(uint256)"),
    "place_hold": ("issuance", "placeHold(uint64,address,uint24,bytes32)", "()"),
    "position": ("receivables", "position(uint64,uint24)", "()"),
    "balance": ("currency", "balanceOf(address)", "()"),
    "credit": ("receivables", "creditOf(address,address)", "()"),
}
_CLAIMED = "0x" + keccak(text="ReceivableClaimed(uint256,address,uint256)").hex()


class Tale:
    """A history as it is played: how far it has come, who holds what, and what was claimed."""

    def __init__(self, history: History, obligation: int, first: int) -> None:
        self.history, self.obligation, self.first, self.done = history, obligation, first, 0
        self.terms = history.late_terms(first)
        self.holders = [holder for _, holder in history.receivables]
        self.claimed = [0 for _ in history.receivables]
        self.ids = [receivable_id(obligation, 0, 0, 1)]
        self.ids += [receivable_id(obligation, 1, 1, serial) for serial in range(2, len(self.holders) + 1)]

    def __str__(self) -> str:
        return f"after {self.done} steps of {self.history!r}"

    @property
    def next_day(self) -> int | None:
        """The day of the next step, of those that are left."""
        return self.history.steps[self.done].day if self.done < len(self.history.steps) else None

    def position(self, day: int) -> Position:
        """Give where it stands on a UTC day, by the reference."""
        return position_of(self.terms, self.history.events(self.first, self.done), day)

    def claim(self, numbers: Iterable[int], day: int) -> Iterator[tuple[int, str, int]]:
        """Yield what a claim pays: on which receivable, to whom, how much."""
        shown = self.position(day)
        for i in dict.fromkeys(numbers):
            share = entitlement_down(self.history.receivables[i][0], shown.paid + shown.interest_paid, self._face)
            yield self.ids[i], self.holders[i], share - self.claimed[i]
            self.claimed[i] = share
            if shown.principal == 0 and day >= self.terms.due_day:
                self.holders[i] = ""

    @property
    def _face(self) -> int:
        return self.terms.live_face

    def days(self, today: int) -> list[int]:
        """Give the days, from today to the next step, on which it is looked at."""
        then = self.first + self.next_day if self.next_day is not None else self.terms.last_day_before_default + 2
        if then - today <= OFTEN:
            return list(range(today, then + 1)) or [today]
        turns = (self.terms.due_day, self.terms.last_day_of_grace, self.terms.last_day_before_default)
        near = {day for turn in turns for day in range(turn - 1, turn + 2)}
        return sorted({today, today + 1, then} | {day for day in near if today < day < then})


class Timeline:
    """A chain on which histories are played side by side."""

    def __init__(self, url: str, at: dict[str, str]) -> None:
        self.arrays, self.at = Arrays(url), at
        self.names = {address.lower(): name for name, address in at.items()}
        self._functions = {name: (whose, Function.of(*call)) for name, (whose, *call) in (CALLS | _MORE).items()}
        self.looked = self.stepped = 0
        self._gone: Counter[str] = Counter()

    def play(self, histories: list[History], first: int, obligations: int) -> None:
        """Play histories from a UTC day on; the ledger has so many obligations already."""
        before = {name: self._money(name) for name in HOLDERS}
        tales = self._issue(histories, first, obligations)
        self._look(tales, first)
        waiting = defaultdict(list)
        for tale in tales:
            if tale.next_day is not None:
                waiting[tale.next_day].append(tale)
        while waiting:
            day = min(waiting)
            self._live(waiting.pop(day), first + day, waiting)
        last = first + max(self._end(tale) for tale in tales)
        self.arrays.move_to(last * DAY)
        everything = [(tale, range(len(tale.ids))) for tale in tales]
        self._compare(everything, self.arrays.send(self._claims(everything)), last)
        self._count(tales, last, before)

    @staticmethod
    def _end(tale: Tale) -> int:
        return max([tale.history.terms.due_day, *(step.day for step in tale.history.steps)])

    def _live(self, tales: list[Tale], today: int, waiting: dict[int, list[Tale]]) -> None:
        """Live through a day: all tales take their first step of it, then all that have one their second, and so on."""
        self.arrays.move_to(today * DAY)
        while tales:
            self._take(tales, today)
            self._look(tales, today)
            for tale in tales:
                if tale.next_day is not None and tale.next_day > today - tale.first:
                    waiting[tale.next_day].append(tale)
            tales = [tale for tale in tales if tale.next_day == today - tale.first]

    def _take(self, tales: list[Tale], today: int) -> None:
        """Take a step of each tale; they are of different obligations, so that their order does not matter."""
        kinds: dict[type, list[tuple[Tale, Any]]] = defaultdict(list)
        for tale in tales:
            step = tale.history.steps[tale.done]
            kinds[type(step)].append((tale, step))
        claims = [(tale, step.receivables) for tale, step in kinds[Claim]]
        paid = [*self._holds(kinds[Stop]), *self._moves(kinds[Move]), *self._payments(kinds[Pay], today)]
        self._compare(claims, self.arrays.send([*paid, *self._claims(claims)]), today)
        for tale in tales:
            tale.done += 1
        self.stepped += len(tales)

    # Steps

    def _issue(self, histories: list[History], first: int, obligations: int) -> list[Tale]:
        self.arrays.move_to(first * DAY)
        ordered = sorted(histories, key=lambda history: history.terms.default_days)
        tales = [Tale(history, number, first) for number, history in enumerate(ordered, obligations + 1)]
        for days in dict.fromkeys(tale.terms.default_days for tale in tales):
            self.arrays.send([self._sent("operator", "set_limits", 1, 1_096, 32, days)])
            alike = [tale for tale in tales if tale.terms.default_days == days]
            self.arrays.send(self._sent("anchor", "issue", self._terms(tale), b"", b"", about=tale) for tale in alike)
        self.arrays.send(self._splits(tales))
        return tales

    def _terms(self, tale: Tale) -> tuple[Any, ...]:
        parties = (self.at["anchor"], self.at["supplier"], self.at["currency"])
        late = (tale.terms.grace_days, tale.terms.late_rate_ppm, tale.terms.late_basis, self.at[GUARANTOR])
        hashes = (tale.obligation.to_bytes(32), b"\xdc" * 32, b"\x1a" * 32)
        return (*parties, tale.terms.live_face, tale.terms.due_day, tale.first, *late, *hashes)

    def _splits(self, tales: list[Tale]) -> Iterator[Sent]:
        for tale in tales:
            shares = [(self.at[holder], value, _bytes(DOCUMENT)) for value, holder in tale.history.receivables[1:]]
            if shares:
                yield self._sent("supplier", "split", tale.ids[0], shares, about=tale)

    def _holds(self, steps: list[tuple[Tale, Stop]]) -> Iterator[Sent]:
        for tale, step in steps:
            given = (tale.obligation, self.at[step.payer], tale.first + step.last_day, bytes(32))
            yield self._sent("operator", "place_hold", *given, about=tale)

    def _moves(self, steps: list[tuple[Tale, Move]]) -> Iterator[Sent]:
        for tale, step in steps:
            source = tale.holders[step.receivable]
            if source and source != step.to:
                given = (self.at[source], self.at[step.to], tale.ids[step.receivable])
                yield self._sent(source, "transfer", *given, about=tale)
                tale.holders[step.receivable] = step.to

    def _payments(self, steps: list[tuple[Tale, Pay]], today: int) -> Iterator[Sent]:
        for tale, step in steps:
            shown = tale.position(today)
            if step.payer == GUARANTOR and shown.principal + shown.interest:
                given = (tale.obligation, step.offered, _bytes(REMITTANCE))
                yield self._sent(GUARANTOR, "pay_as_guarantor", *given, about=tale)
        for payer in ANYONE:
            payments = [(tale, step.offered) for tale, step in steps if step.payer == payer]
            for part in _parts(payments, PAYMENTS):
                given = [(tale.obligation, offered, _bytes(REMITTANCE)) for tale, offered in part]
                yield self._sent(payer, "pay_many", given, about=[str(tale) for tale, _ in part])

    def _claims(self, claims: list[tuple[Tale, Iterable[int]]]) -> Iterator[Sent]:
        """Yield a stranger's claims."""
        for part in _parts([tale.ids[i] for tale, numbers in claims for i in numbers], CLAIMS):
            yield self._sent("stranger", "claim_many", part, about=part)

    # Comparisons

    def _compare(self, claims: list[tuple[Tale, Iterable[int]]], logs: list[dict[str, Any]], today: int) -> None:
        """Compare what everybody got."""
        got: Counter[tuple[int, str]] = Counter()
        for log in (log for log in logs if log["topics"][0] == _CLAIMED):
            got[int(log["topics"][1], 16), self.names["0x" + log["topics"][2][26:]]] += int(log["data"], 16)
        for tale, numbers in claims:
            for id_, holder, amount in tale.claim(numbers, today):
                shown = got.pop((id_, holder), 0)
                assert shown == amount, f"{holder} got {shown}, not {amount}, on {id_:#x} {tale}"
                self._gone[holder] += amount
        assert not got, f"claimed beside: {got}"

    def _look(self, tales: list[Tale], today: int) -> None:
        """Compare positions: today's, and those of days that are to come."""
        asked = [(tale, day) for tale in tales for day in tale.days(today)]
        data = [self._data("position", tale.obligation, day) for tale, day in asked]
        for (tale, day), answer in zip(asked, self.arrays.ask(self.at["receivables"], data), strict=True):
            shown, expected = _position(answer), tale.position(day)
            assert shown == expected, f"on day {day - tale.first}: {shown} is not {expected} {tale}"
        self.looked += len(asked)

    def _count(self, tales: list[Tale], last: int, before: dict[str, int]) -> None:
        """Compare what everybody has had with what everybody was to have, and what is left with the dust."""
        dust = 0
        for tale in tales:
            shown = tale.position(last)
            received = shown.paid + shown.interest_paid
            shares = [entitlement_down(v, received, tale.terms.live_face) for v, _ in tale.history.receivables]
            assert tale.claimed == shares, str(tale)
            dust += received - sum(shares)
        assert {name: self._money(name) - had for name, had in before.items()} == {n: self._gone[n] for n in HOLDERS}
        (credit,) = self.arrays.ask(
            self.at["receivables"], [self._data("credit", self.at[GUARANTOR], self.at["currency"])]
        )
        assert self._money("receivables") == dust + int(credit, 16)

    def _money(self, name: str) -> int:
        (answer,) = self.arrays.ask(self.at["currency"], [self._data("balance", self.at[name])])
        return int(answer, 16)

    # Calls

    def _sent(self, sender: str, name: str, *given: Any, about: Any = None) -> Sent:
        return Sent(self.at[sender], self.at[self._functions[name][0]], self._data(name, *given), about)

    def _data(self, name: str, *given: Any) -> str:
        return self._functions[name][1].data(given)


def _position(answer: str) -> Position:
    words = [int(answer[i : i + 64], 16) for i in range(2, len(answer), 64)]
    return Position(*words[:-1], Status(words[-1]))


def _parts(rows: list[Any], size: int) -> Iterator[list[Any]]:
    return (rows[i : i + size] for i in range(0, len(rows), size))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
