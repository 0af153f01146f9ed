"""What should be, when receivables are sold and pledged: reckoned beside the chain by headwater._pricing, to the unit.

`even()` holds the chain against it: everybody's money and receivables, what each house keeps for whom, obligations,
lines, recourses and advances. Like a story's own words, it says all there is: whoever is not in it has nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from headwater import Advance, Offer
from headwater._offers import Owed, Recourse, RecourseState
from headwater._pricing import Books, interest_up, proceeds
from tests.lifecycle.arrears import Arrears
from tests.lifecycle.tale import Tale, some
from tests.stage import PURSE, logged, obligation_of

T = TypeVar("T")
HOUSES = ("ledger", "market", "factoring")
OFFICERS = ("operator", "supervisor")
CUSTODIANS = ("factoring", "escrow")
"""Who alone claims on what it holds."""
KEY = "stranger"
"""Whose key signs for wallets, and who brings what others have signed."""


@dataclass
class Paper:
    """A receivable: who holds it, what it is worth, what was claimed on it."""

    holder: str
    value: int
    claimed: int = 0


@dataclass
class Debt(Arrears):
    """An obligation, and who owes it."""

    obligor: str = "anchor"


class Reckoning(Tale):
    """A tale with the market and the factoring contract in the cast.

    Those who trade have money that the houses may move, and receivables that those of financing may. Nothing is merged.
    Where a story says nothing else, what is late costs nothing and is in default when its days of grace are over: what
    lateness costs has stories of its own.
    """

    late_rate_ppm = 0
    default_days = 0

    def __init__(self, stage: Any, currency: Any = None, **others: Any) -> None:
        super().__init__(stage, 0, currency, market=stage.discount_market, factoring=stage.factoring, **others)
        stage.issuance.setLimits(1, 1_096, 32, self.default_days, {"from": stage.cast["operator"]})
        self.houses = dict(zip(HOUSES, (stage.receivables, stage.discount_market, stage.factoring), strict=True))
        self.papers: dict[int, Paper] = {}
        self.debts: dict[int, Debt] = {}
        self.cash: Counter[str] = Counter()
        self.kept: dict[str, Counter[str]] = {house: Counter() for house in HOUSES}
        self.lines: dict[str, Counter[int]] = {}
        self.recourses: dict[int, Recourse] = {}
        self.advances: dict[bytes, tuple[Advance, Books]] = {}
        self.demanded: set[bytes] = set()
        self.barred: set[str] = set()
        for name in self.people.keys() - {*HOUSES, *OFFICERS}:
            self._equip(name)
        self.at_first = self._balances()

    def _equip(self, name: str) -> None:
        operator = {"from": self.stage.cast["operator"]}
        self.currency.mint(self.people[name], PURSE, operator)
        for house in self.houses.values():
            self.act(name, self.currency, "approve", house.address, PURSE)
        for house in ("market", "factoring"):
            self.act(name, self.houses["ledger"], "setApprovalForAll", self.houses[house].address, True)

    def act(self, by: str, contract: Any, step: str, *given: Any) -> Any:
        """Take a step at somebody's call; a wallet is told by its key's owner."""
        actor, method = self.people[by], getattr(contract, step)
        if not hasattr(actor, "execute"):
            return method(*given, {"from": actor})
        return actor.execute(contract, method.encode_input(*given), {"from": self.people[KEY]})

    def signer(self, name: str) -> str:
        """Give whose key signs for somebody."""
        return KEY if hasattr(self.people[name], "execute") else name

    def name_of(self, address: str) -> str:
        """Give the name of an address."""
        (name,) = (name for name, account in self.people.items() if account.address == address)
        return name

    def price(self, offer: Offer, receivable: int, value: int) -> int:
        """Reckon what a sale would bring today."""
        days = self.debts[obligation_of(receivable)].due_day - self.stage.now()
        return proceeds(value, offer.rate_ppm, days, offer.basis)

    def recourse_amount(self, recourse: int) -> int:
        """Reckon what meets a recourse today: what is paid anyone can claim; nothing is merged in a deal."""
        record = self.recourses[recourse]
        paper = self.papers[record.receivable]
        debt = self.debts[obligation_of(record.receivable)]
        covered = min(record.value, paper.value)
        unpaid = covered - (paper.value * debt.paid // debt.live) * covered // paper.value
        late = max(0, self.stage.now() - debt.due_day)
        return unpaid + interest_up(unpaid, record.rate_ppm, late, record.basis)

    def _move(self, giver: str, taker: str, amount: int) -> None:
        self.cash[giver] -= amount
        self.cash[taker] += amount

    def _pay_out(self, house: str, name: str, amount: int) -> None:
        if name in self.barred:
            self.kept[house][name] += amount
        else:
            self._move(house, name, amount)

    def _settled(self, number: int) -> bool:
        debt = self.debts[number]
        return debt.paid == debt.live and self.stage.now() >= debt.due_day

    def _claim(self, *ids: int) -> int:
        """Claim on those that still are; gives what they brought together."""
        total = 0
        for id_ in ids:
            if not (paper := self.papers.get(id_)):
                continue
            debt = self.debts[obligation_of(id_)]
            due = debt.share(paper.value) - paper.claimed
            paper.claimed += due
            total += due
            self._pay_out("ledger", paper.holder, due)
            if self._settled(obligation_of(id_)):
                del self.papers[id_]
        return total

    def _sold(self, offer: Offer, tx: Any, *parts: tuple[int, int]) -> list[int]:
        """Write down a sale of (receivable, value) parts, of which the chain says only what the buyer then has."""
        buyer = self.name_of(offer.financier)
        told, taken = logged(tx, "ReceivableSold"), iter(logged(tx, "RecourseTaken"))
        for sold, (id_, value) in zip(told, parts, strict=True):
            seller, price = self.papers[id_].holder, self.price(offer, id_, value)
            assert (sold["value"], sold["proceeds"]) == (value, price)
            self._move(buyer, seller, price)
            self._hand(id_, value, sold["receivable"], buyer)
            if offer.revolving:
                self.lines.setdefault(sold["offer"], Counter())[obligation_of(id_)] += value
            if offer.recourse:
                self._remember(next(taken)["recourse"], offer, self.people[seller].address, sold["receivable"], value)
        return [sold["receivable"] for sold in told]

    def _hand(self, id_: int, value: int, bought: int, buyer: str) -> None:
        paper, debt = self.papers[id_], self.debts[obligation_of(id_)]
        paper.value -= value
        if not paper.value:
            del self.papers[id_]
        if buyer == debt.obligor:
            debt.live -= value
        else:
            self.papers[bought] = Paper(buyer, value)

    def _remember(self, number: int, offer: Offer, seller: str, id_: int, value: int) -> None:
        terms = (offer.financier, offer.rate_ppm, offer.basis, id_, 0)
        self.recourses[number] = Recourse(seller, value, RecourseState.OPEN, *terms)

    def _turn(self, recourse: int, state: RecourseState) -> None:
        self.recourses[recourse] = replace(self.recourses[recourse], state=state)

    def _owed(self, terms: Advance) -> Owed:
        _, books = self.advances[self.stage.programme.suite.advance_digest(terms)]
        return Owed(books.principal, books.interest(self.stage.now()))

    def _serve(self, terms: Advance, amount: int, tx: Any) -> tuple[int, int, int]:
        advance = self.stage.programme.suite.advance_digest(terms)
        interest, principal, surplus = self.advances[advance][1].serve(self.stage.now(), amount)
        (told,) = logged(tx, "AdvanceServed")
        assert (told["interest"], told["principal"], told["surplus"]) == (interest, principal, surplus)
        self._pay_out("factoring", self.name_of(terms.financier), interest + principal)
        self._pay_out("factoring", self.name_of(terms.surplus_to), surplus)
        if not self._owed(terms).total:
            self.demanded.discard(advance)
        return interest, principal, surplus

    # Checks

    def even(self) -> None:
        """Check that the chain shows what was reckoned, all of it."""
        self.money(**some(self.cash))
        self._even_receivables()
        self._even_parked()
        self._even_lines_and_recourses()
        self._even_advances()

    def closed(self) -> None:
        """Check that all is over: no receivable, no money in any house, nobody barred by a demand, and all even."""
        self.even()
        assert self._nodes() == []
        assert [int(self.currency.balanceOf(house)) for house in self.houses.values()] == [0, 0, 0]
        assert {self.stage.programme.suite.open_demands(one.address) for one in self.people.values()} == {0}

    def _then(self, value: T = None) -> T:  # type: ignore[assignment]
        """End a step: everything is even."""
        self.even()
        return value

    def _even_receivables(self) -> None:
        suite = self.stage.programme.suite
        found = [node.receivable for node in self._nodes()]
        shown = {one.id: Paper(self.name_of(one.holder), one.value, one.claimed) for one in found}
        assert shown == self.papers
        outstanding: Counter[str] = Counter()
        for number, debt in self.debts.items():
            one = suite.obligation(number)
            stands = (one.live_face, one.paid, one.interest_paid, one.status)
            assert stands == (debt.live, debt.paid, debt.interest_paid, debt.status(self.stage.now()))
            outstanding[debt.obligor] += debt.live - debt.borne
        for obligor, owed in outstanding.items():
            account, currency = self.people[obligor].address, self.currency.address
            assert suite.exposure(account, currency).outstanding == owed

    def _even_parked(self) -> None:
        for house, contract in self.houses.items():
            kept = {name: contract.creditOf(one, self.currency) for name, one in self.people.items()}
            assert some(kept) == some(self.kept[house])

    def _even_lines_and_recourses(self) -> None:
        suite, market = self.stage.programme.suite, self.houses["market"]
        for offer, drawn in self.lines.items():
            assert {number: market.drawnOn(offer, number) for number in drawn} == drawn
            assert market.drawnOf(offer) == drawn.total()
        for number, record in self.recourses.items():
            assert suite.recourse(number) == record
            if record.receivable in self.papers:
                assert suite.recourse_amount(number) == self.recourse_amount(number)

    def _even_advances(self) -> None:
        suite = self.stage.programme.suite
        for advance, (terms, books) in self.advances.items():
            assert suite.owed(terms) == self._owed(terms)
            shown = suite.advance_account(terms)
            kept = (books.principal, books.day, advance in self.demanded, books.accrued, books.interest_paid)
            assert (shown.principal, shown.accrued_day, shown.demanded, shown.accrued, shown.interest_paid) == kept
