"""A deal's verbs: each takes a step on chain, reckons what everybody should then have, and checks all of it."""

from __future__ import annotations

from typing import Any

from eth_utils import to_hex

from headwater import Advance, Offer, Part
from headwater._offers import RecourseState
from headwater._pricing import Books, advance_down
from tests.lifecycle.reckoning import CUSTODIANS, KEY, Debt, Paper, Reckoning
from tests.stage import PURSE, REMITTANCE, astuple, logged, minted, obligation_of


class Deal(Reckoning):
    """A tale in which receivables are sold and pledged.

    A sale names as the least that its seller takes just what the reference gives.
    """

    # Receivables

    def begin(self, face: int, days: int = 90, by: str = "supplier", obligor: str = "anchor") -> int:
        """Issue an obligation at the seller's call; gives its root."""
        stage, day = self.stage, self.stage.now() + days
        parties = {"seller": self.people[by].address, "obligor": self.people[obligor].address}
        changes = {"late_rate_ppm": self.late_rate_ppm, "currency": self.currency.address, **parties}
        terms = stage.terms(face=face, due_day=day, **changes)
        signature = stage.accept(terms, self.signer(obligor))
        (root,) = minted(self.act(by, stage.issuance, "issue", astuple(terms), signature, b""))
        debt = Debt(face, day, rate_ppm=self.late_rate_ppm, default_days=self.default_days, obligor=obligor)
        self.papers[root], self.debts[obligation_of(root)] = Paper(by, face), debt
        return self._then(self.follow(root))

    def split(self, parent: int, *shares: tuple[str, int]) -> list[int]:
        """Split (name, value) shares off a receivable at its holder's call; gives the children."""
        given = [(self.people[name], value) for name, value in shares]
        children = self.stage.split(parent, *given, by=self.papers[parent].holder)
        for child, (name, value) in zip(children, shares, strict=True):
            self.papers[child] = Paper(name, value)
            self.papers[parent].value -= value
        return self._then(children)

    def pay(self, root: int, amount: int) -> None:
        """Pay an obligation at its obligor's call; what is above the rest owed is not taken."""
        debt = self.debts[obligation_of(root)]
        self.act(debt.obligor, self.houses["ledger"], "pay", obligation_of(root), amount, REMITTANCE)
        credited = min(amount, debt.owed(self.stage.now()))
        debt.pay(self.stage.now(), credited)
        self._move(debt.obligor, "ledger", credited)
        self._then()

    def claim(self, *ids: int) -> None:
        """Have a stranger claim on receivables; those in custody are passed over."""
        self.act(KEY, self.houses["ledger"], "claimMany", ids)
        self._claim(*(id_ for id_ in ids if self.papers[id_].holder not in CUSTODIANS))
        self._then()

    # The market

    def sell(self, offer: Offer, receivable: int, value: int = 0, by_order: bool = False) -> int:
        """Sell all of a receivable, or some value of it, by its holder's call or order; gives what the buyer has."""
        value, seller = value or self.papers[receivable].value, self.papers[receivable].holder
        price = self.price(offer, receivable, value)
        assert self.stage.programme.suite.quote(offer, Part(receivable, value)) == price
        signed = astuple(offer), self.sign(offer)
        if by_order:
            changes = {"seller": self.people[seller].address, "value": value, "min_proceeds": price}
            order = self.stage.order(offer, receivable, **changes)
            given = (*signed, astuple(order), self.stage.sign_order(order, self.signer(seller)))
            tx = self.act(KEY, self.houses["market"], "sellFor", *given)
        else:
            tx = self.call_sell(offer, receivable, value, price)
        return self._then(*self._sold(offer, tx, (receivable, value)))

    def call_sell(self, offer: Offer, receivable: int, value: int, least: int = 0) -> Any:
        """Sell at the holder's call and reckon nothing: for what is refused."""
        given = (astuple(offer), self.sign(offer), receivable, value, least, self.stage.deadline())
        return self.act(self.papers[receivable].holder, self.houses["market"], "sell", *given)

    def sell_many(self, offer: Offer, *parts: tuple[int, int]) -> list[int]:
        """Sell (receivable, value) parts of one holder's for one payment; gives what the buyer has."""
        price = sum(self.price(offer, *part) for part in parts)
        given = (astuple(offer), self.sign(offer), parts, price, self.stage.deadline())
        tx = self.act(self.papers[parts[0][0]].holder, self.houses["market"], "sellMany", *given)
        return self._then(self._sold(offer, tx, *parts))

    def sign(self, offer: Offer) -> bytes:
        """Sign an offer as its financier does."""
        return self.stage.sign_offer(offer, self.signer(self.name_of(offer.financier)))

    def replenish(self, offer: Offer, *roots: int) -> int:
        """Have a stranger give back to a line what is drawn on obligations; gives how much it was."""
        digest, numbers = self.stage.programme.suite.offer_digest(offer), [obligation_of(root) for root in roots]
        tx = self.act(KEY, self.houses["market"], "replenish", digest, numbers)
        drawn = self.lines[to_hex(digest)]
        back = sum(drawn.pop(number, 0) for number in numbers if self._settled(number))
        assert logged(tx, "LineReplenished")[0]["value"] == back
        return self._then(back)

    def demand(self, recourse: int) -> int:
        """Demand that a seller buy back, at the financier's call; gives the amount."""
        record, amount = self.recourses[recourse], self.recourse_amount(recourse)
        tx = self.act(self.name_of(record.financier), self.houses["market"], "demandRecourse", recourse)
        assert logged(tx, "RecourseDemanded")[0]["amount"] == amount
        return self._then(self._turn(recourse, RecourseState.DEMANDED) or amount)

    def dismiss(self, recourse: int) -> None:
        """Have a stranger dismiss a demand."""
        self.act(KEY, self.houses["market"], "dismissDemand", recourse)
        self._then(self._turn(recourse, RecourseState.OPEN))

    def meet(self, recourse: int) -> int:
        """Meet a demand at the seller's call; gives what it paid."""
        record = self.recourses[recourse]
        seller, financier = self.name_of(record.seller), self.name_of(record.financier)
        self.act(seller, self.houses["market"], "meetRecourse", recourse, PURSE)
        self._claim(record.receivable)
        amount = self.recourse_amount(recourse)
        self._move(seller, "market", amount)
        self._pay_out("market", financier, amount)
        self.papers[record.receivable].holder = seller
        return self._then(self._turn(recourse, RecourseState.MET) or amount)

    # Advances

    def open(self, terms: Advance) -> Advance:
        """Have a stranger open an advance that both have signed; gives its terms."""
        self.call_open(terms)
        seller, financier = self.name_of(terms.seller), self.name_of(terms.financier)
        principal = advance_down(terms.value, terms.advance_ppm)
        self._move(financier, seller, principal)
        for id_ in terms.receivables:
            self.papers[id_].holder = "factoring"
        books = Books(principal, terms.rate_ppm, terms.basis, self.stage.now())
        self.advances[self.stage.programme.suite.advance_digest(terms)] = terms, books
        return self._then(terms)

    def call_open(self, terms: Advance) -> None:
        """Have a stranger open an advance and reckon nothing: for what is refused."""
        parties = (self.signer(self.name_of(account)) for account in (terms.seller, terms.financier))
        signatures = [self.stage.sign_advance(terms, party) for party in parties]
        self.act(KEY, self.houses["factoring"], "open", astuple(terms), *signatures)

    def collect(self, terms: Advance, *ids: int) -> tuple[int, int, int]:
        """Have a stranger collect on receivables in custody; gives interest, principal and surplus."""
        tx = self.act(KEY, self.houses["factoring"], "collect", astuple(terms), ids or terms.receivables)
        return self._then(self._serve(terms, self._claim(*(ids or terms.receivables)), tx))

    def repay(self, terms: Advance, offered: int, by: str) -> tuple[int, int, int]:
        """Repay at somebody's call; gives interest, principal and surplus."""
        tx = self.act(by, self.houses["factoring"], "repay", astuple(terms), offered)
        taken = min(offered, self._owed(terms).total)
        self._move(by, "factoring", taken)
        return self._then(self._serve(terms, taken, tx))

    def release(self, terms: Advance, *ids: int) -> None:
        """Have a stranger release receivables from custody."""
        self.act(KEY, self.houses["factoring"], "release", astuple(terms), ids)
        for id_ in ids:
            self.papers[id_].holder = self.name_of(terms.surplus_to)
        self._then()

    def demand_rest(self, terms: Advance) -> int:
        """Demand what is missing at the financier's call, which collects first; gives the amount."""
        tx = self.act(self.name_of(terms.financier), self.houses["factoring"], "demand", astuple(terms))
        if collected := self._claim(*(id_ for id_ in terms.receivables if id_ in self.papers)):
            self._serve(terms, collected, tx)
        amount = self._owed(terms).total
        assert logged(tx, "AdvanceDemanded")[0]["amount"] == amount
        self.demanded.add(self.stage.programme.suite.advance_digest(terms))
        return self._then(amount)

    def digest(self, terms: Advance) -> str:
        """Give an advance's name."""
        return to_hex(self.stage.programme.suite.advance_digest(terms))

    # Money

    def hand_money(self, giver: str, taker: str, amount: int) -> None:
        """Have somebody give another money."""
        self.act(giver, self.currency, "transfer", self.people[taker].address, amount)
        self._move(giver, taker, amount)
        self._then()

    def withdraw(self, house: str, name: str) -> None:
        """Have a stranger pay out to somebody what a house keeps for it."""
        self.act(
            KEY,
            self.houses[house],
            "withdrawCredit",
            self.people[name].address,
            self.currency.address,
            self.people[name].address,
        )
        self._move(house, name, self.kept[house].pop(name))
        self._then()

    def wind_up(self) -> None:
        """Go to the last due day; all that is owed is paid, and claimed by those who hold it; then nothing is left."""
        self.stage.move_to(max(debt.due_day for debt in self.debts.values()))
        for root in self.roots:
            debt = self.debts[obligation_of(root)]
            if debt.paid < debt.live:
                self.pay(root, debt.live)
        for terms, _ in list(self.advances.values()):
            if any(id_ in self.papers and self.papers[id_].holder == "factoring" for id_ in terms.receivables):
                self.collect(terms)
        if self.papers:
            self.claim(*self.papers)
        self.closed()
