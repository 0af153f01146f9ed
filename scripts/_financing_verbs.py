"""The console's verbs of financing: offers are made and compared, receivables sold, advances opened and collected."""

from __future__ import annotations

from decimal import Decimal

from _local import LocalProgramme
from _verbs import Verbs, verb
from _wording import NotUnderstood, Outcome, percent
from headwater import ALL, Advance, Offer, Part, Quote, SignedOffer, sign

Amount = str | Decimal
BASIS = 360
LONGEST_TENOR_DAYS = 366
DAY_SECONDS = 86_400


class FinancingVerbs(Verbs):
    """What can be done with a receivable besides waiting. Offers are numbered from 1, in the order they were made."""

    def __init__(self, programme: LocalProgramme) -> None:
        super().__init__(programme)
        self.offers: list[SignedOffer] = []
        self._advances: dict[int, Advance] = {}

    @verb
    def offer(
        self,
        rate: Amount,
        limit: Amount,
        days: int = 30,
        by: str = "financier",
        revolving: bool = False,
        recourse: bool = False,
    ) -> Outcome:
        """Offer to buy what the anchor owes, at so many percent a year, up to a limit, for some days."""
        financier, units, last = self._read.member(by), self._read.units(limit), self._read.day_in(days)
        suite, salt = self.programme.suite, len(self.offers)
        offer = Offer(
            financier=str(financier),
            obligor=self.programme.address("anchor"),
            currency=self.programme.token.address,
            limit=units,
            rate_ppm=self._read.rate(rate),
            basis=BASIS,
            max_tenor_days=LONGEST_TENOR_DAYS,
            min_value=1,
            recourse=recourse,
            revolving=revolving,
            deadline=(last + 1) * DAY_SECONDS - 1,
            counter=suite.counter(financier, salt),
            salt=salt,
        )
        self._let_pay(str(financier), suite.discount_market.address)
        self.offers.append(SignedOffer(offer, sign(self.programme.cast[financier.name], suite.offer_message(offer))))
        return Outcome(f"Offer {len(self.offers)}: {self._terms_of(offer)}, through {self._read.words.date(last)}")

    @verb
    def quote(self, receivable: object, amount: Amount | None = None) -> Outcome:
        """Compare the offers made so far for a receivable, or for an amount of it: the best first."""
        id_, words = self._read.receivable(receivable), self._read.words
        quotes = self._quotes(id_, amount)
        lines = [self._quoted(quote) for quote in quotes]
        if quotes[0].seller_owes:
            shown = self.programme.suite.receivable(id_)
            owing, owed = words.name(shown.holder), words.name(shown.obligor)
            lines.append(f"{owing} owes {owed} {words.money(quotes[0].seller_owes)} for credit notes")
        return Outcome("\n".join(lines), id_)

    @verb
    def sell(
        self, receivable: object, offer: int | None = None, amount: Amount | None = None, by: str | None = None
    ) -> Outcome:
        """Sell a receivable, or an amount of it, to the best of the offers or to the one you name; by the holder."""
        id_, suite = self._read.receivable(receivable), self.programme.suite
        seller = self._read.sender(by, self._read.holder(id_))
        taken = self._quotes(id_, amount)[0] if offer is None else self._quote_of(offer, id_, amount)
        self._let_move(seller, suite.discount_market.address)
        terms, part = taken.offer.offer, Part(id_, taken.value)
        done = suite.sell(terms, taken.offer.signature, part, taken.proceeds, terms.deadline, sender=seller)
        seller_name, buyer = self._read.words.name(seller), self._read.words.name(terms.financier)
        said = f"{seller_name} gets {self._read.words.money(done.value)} from {buyer}"
        return Outcome(f"{said}\n{self._read.rest(id_)}", id_)

    @verb
    def advance(
        self,
        receivable: object,
        percent: Amount = "80",
        rate: Amount = "6",
        by: str = "financier",
        recourse: bool = False,
    ) -> Outcome:
        """Advance so many percent of a receivable to its holder, at so many percent a year; both sign."""
        id_, suite, financier = self._read.receivable(receivable), self.programme.suite, self._read.member(by)
        terms = self._advance_on(id_, financier, self._read.rate(percent), self._read.rate(rate), recourse)
        self._let_pay(str(financier), suite.factoring.address)
        self._let_move(terms.seller, suite.factoring.address)
        signature = sign(self.programme.cast[financier.name], suite.advance_message(terms))
        done = suite.open_advance(terms, b"", signature, sender=terms.seller)
        self._advances[id_] = terms
        said = f"{self._read.words.name(terms.seller)} gets {self._read.words.money(done.value)} from {financier.name}"
        return Outcome(f"{said}\n{self._read.line(id_)}", id_)

    @verb
    def collect(self, receivable: object, by: str | None = None) -> Outcome:
        """Collect on a receivable in custody: interest and principal to the financier, what is left to the seller."""
        id_, suite = self._read.receivable(receivable), self.programme.suite
        if id_ not in self._advances:
            raise NotUnderstood(f"No advance was made on {self._read.words.label(id_)} here.")
        terms, money = self._advances[id_], self._read.words.money
        served = suite.collect(terms, [id_], sender=self._read.sender(by, terms.financier)).value
        lines = [
            f"{self._read.words.name(terms.financier)} gets {money(served['principal'])} and "
            f"{money(served['interest'])} interest, {self._read.words.name(terms.surplus_to)} "
            f"{money(served['surplus'])}; {money(suite.owed(terms).total)} still owed",
            self._read.rest(id_, "paid in full"),
        ]
        return Outcome("\n".join(lines), id_)

    def _advance_on(self, receivable: int, financier: str, advance_ppm: int, rate_ppm: int, recourse: bool) -> Advance:
        shown = self.programme.suite.receivable(receivable)
        return Advance(
            seller=shown.holder,
            financier=str(financier),
            currency=shown.currency,
            receivables=(receivable,),
            value=shown.value,
            advance_ppm=advance_ppm,
            rate_ppm=rate_ppm,
            basis=BASIS,
            recourse=recourse,
            surplus_to=shown.holder,
            deadline=shown.due_day * DAY_SECONDS,
            salt=self.programme.w3.eth.block_number,
        )

    def _quotes(self, receivable: int, amount: Amount | None) -> tuple[Quote, ...]:
        value = ALL if amount is None else self._read.units(amount)
        if not self.offers:
            raise NotUnderstood('No offer was made yet: suite.offer("4.2", "1000.00") makes one.')
        return self.programme.suite.quotes(receivable, self.offers, value)

    def _quote_of(self, number: object, receivable: int, amount: Amount | None) -> Quote:
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(self.offers):
            raise NotUnderstood(f"{number!r} is no offer: there are {len(self.offers)}, from 1.")
        signed = self.offers[number - 1]
        return next(quote for quote in self._quotes(receivable, amount) if quote.offer is signed)

    def _quoted(self, quote: Quote) -> str:
        number = self.offers.index(quote.offer) + 1
        if quote.refusal is not None:
            return f"Offer {number} does not fit. {self._read.words.refusal(quote.refusal)}"
        money = self._read.words.money
        who = self._read.words.name(quote.offer.offer.financier)
        return f"Offer {number}: {money(quote.proceeds)} from {who}, {money(quote.discount)} discount"

    def _terms_of(self, offer: Offer) -> str:
        words = self._read.words
        kind = "a line of" if offer.revolving else "to buy once, up to"
        with_recourse = ", with recourse" if offer.recourse else ""
        limit, rate = words.money(offer.limit), percent(offer.rate_ppm)
        return f"{words.name(offer.financier)} offers {kind} {limit} at {rate} a year{with_recourse}"

    def _let_move(self, holder: str, spender: str) -> None:
        ledger = self.programme.suite.receivables.functions
        if not ledger.isApprovedForAll(holder, spender).call():
            self.programme.suite.entrust(spender, sender=holder)
