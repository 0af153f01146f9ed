"""What financing costs, in steady state: sales against signed offers, advances and their collection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from headwater import ALL, Advance, Offer, Part, sign

if TYPE_CHECKING:
    from gas import Bench

FACE = 100_000_000
RATE_PPM, BASIS = 42_000, 360
TEN = 10
BANKS = ["bank", "newbank"]


class FinancingBench:
    """A financier and a seller in steady state, and fresh receivables for each measurement."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.suite, self.at = bench, bench.suite, bench.at
        self.w3, self.token = bench.programme.w3, bench.programme.token
        self.salts = 0
        bench.programme.register(BANKS, {}, {})
        for bank in BANKS:
            self.suite.set_standing_acceptance(True, sender=self.at[bank])
            bench.programme.mint(bank, 100 * FACE)
            for spender in (self.suite.discount_market.address, self.suite.factoring.address):
                bench.programme.approve(bank, ALL, spender)
            self.suite.cancel_salt(0, sender=self.at[bank])  # the page of its salts is in use
        for spender in (self.suite.discount_market.address, self.suite.factoring.address):
            self.suite.entrust(spender, sender=self.at["supplier"])
        bench.programme.approve("supplier", ALL, self.suite.factoring.address)
        self.root()  # the supplier keeps one
        self.sell(self.offer(), FACE)  # and the bank has one

    def root(self) -> int:
        """Issue another obligation to the supplier; gives its root."""
        return self.bench.issue()[0]

    def offer(self, bank: str = "bank", **changes: Any) -> Offer:  # noqa: ANN401 - a field of the offer
        """Give another offer of a bank's."""
        self.salts += 1
        usual: dict[str, Any] = {
            "financier": self.at[bank],
            "obligor": self.at["anchor"],
            "currency": self.token.address,
            "limit": 50 * FACE,
            "rate_ppm": RATE_PPM,
            "basis": BASIS,
            "max_tenor_days": 180,
            "min_value": FACE // 1_000,
            "recourse": False,
            "revolving": False,
            "deadline": self.bench.due * 86_400,
            "counter": 0,
            "salt": self.salts,
        }
        return Offer(**usual | changes)

    def sell(self, offer: Offer, value: int) -> int:
        """Sell so much of a fresh receivable; gives the gas."""
        bank = next(name for name in BANKS if self.at[name] == offer.financier)
        signature = sign(self.bench.programme.cast[bank], self.suite.offer_message(offer))
        part = Part(self.root(), value)
        return self.suite.sell(offer, signature, part, value // 2, offer.deadline, sender=self.at["supplier"]).gas

    def sales(self) -> Iterator[tuple[str, int]]:
        """Measure the sales."""
        yield "sell", self.sell(self.offer(), FACE)
        yield "sell_first", self.sell(self.offer("newbank"), FACE)
        yield "sell_part", self.sell(self.offer(), FACE // 4)
        line = self.offer(revolving=True)
        self.sell(line, FACE)
        yield "sell_revolving", (self.sell(line, FACE) + self.sell(line, FACE)) // 2  # two neighbours share a slot
        parts = [Part(self.root(), FACE) for _ in range(TEN)]
        signature = sign(self.bench.programme.cast["bank"], self.suite.offer_message(line))
        given = (line, signature, parts, FACE, line.deadline)
        yield "sell_10_each", self.suite.sell_many(*given, sender=self.at["supplier"]).gas // TEN

    def advances(self) -> Iterator[tuple[str, int]]:
        """Measure an advance on one receivable, and its collection once the obligation is paid."""
        warm, root = self.advance(), self.advance()
        yield "advance", root[1]
        self.bench.programme.move_to(self.bench.due)
        for terms, _ in (warm, root):
            self.suite.pay(terms.receivables[0] >> 72, FACE, sender=self.at["anchor"])
        self.suite.collect(warm[0], warm[0].receivables, sender=self.at["bank"])
        yield "collect", self.suite.collect(root[0], root[0].receivables, sender=self.at["bank"]).gas

    def advance(self) -> tuple[Advance, int]:
        """Open an advance on a fresh receivable; gives its terms and the gas."""
        self.salts += 1
        terms = Advance(
            seller=self.at["supplier"],
            financier=self.at["bank"],
            currency=self.token.address,
            receivables=(self.root(),),
            value=FACE,
            advance_ppm=800_000,
            rate_ppm=RATE_PPM,
            basis=BASIS,
            recourse=False,
            surplus_to=self.at["supplier"],
            deadline=self.bench.due * 86_400,
            salt=self.salts,
        )
        signature = sign(self.bench.programme.cast["bank"], self.suite.advance_message(terms))
        return terms, self.suite.open_advance(terms, b"", signature, sender=self.at["supplier"]).gas
