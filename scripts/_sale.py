"""The financing step of the story: the last tier asks three financiers, and sells to the best of them.

What it pays is set beside a loan without security at its own rate: what a small supplier far from the anchor would be
asked a year on its own credit. That rate is a setting, because no chain knows it: put yours in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from _local import LocalProgramme
from headwater import Offer, Part, Quote, SignedOffer, interest_up, sign

FINANCIERS = {"bank": 42_000, "factor": 51_000, "fund": 36_000}
"""Who offers, at which annual rate in ppm. The fund is the cheapest, and buys short claims only."""

OWN_RATE_PPM = 180_000
"""What the seller would pay a year for a loan without security, in ppm, unless it is told otherwise."""

BASIS = 360
FUND_TENOR_DAYS = 7

Note = Callable[[str, str, str, int | None], None]


@dataclass(frozen=True)
class Sale:
    """What the seller was offered and what it did; amounts in base units."""

    receivable: int
    value: int
    days: int
    quotes: tuple[Quote, ...]
    own_rate_ppm: int

    @property
    def best(self) -> Quote | None:
        """The offer it took; None when none fitted."""
        return self.quotes[0] if self.quotes[0].fits else None

    @property
    def loan_cost(self) -> int:
        """The interest on a loan of the same proceeds, for the same days, at the seller's own rate."""
        return interest_up(self.best.proceeds, self.own_rate_ppm, self.days, BASIS) if self.best else 0


def sell_to_the_best(
    programme: LocalProgramme, receivable: int, seller: str, own_rate_ppm: int, note: Note, money: Callable[[int], str]
) -> Sale:
    """Have the financiers offer, and sell a receivable of a member of the cast to the best of them, if any fits."""
    suite, at = programme.suite, programme.address
    shown = suite.receivable(receivable)
    days = shown.due_day - programme.today()
    signed = [_offered(programme, receivable, name) for name in FINANCIERS]
    for offer in signed:
        name, rate = programme.names[offer.offer.financier], offer.offer.rate_ppm
        note("offer", name, f"offers to buy at {rate / 10_000:g} % a year, by a signature off chain", None)
    sale = Sale(receivable, shown.value, days, suite.quotes(receivable, signed), own_rate_ppm)
    if sale.best is None:
        note("keep", seller, "keeps its receivable: no offer fits", None)
        return sale
    suite.entrust(suite.discount_market.address, sender=at(seller))
    best = sale.best
    given = (best.offer.offer, best.offer.signature, Part(receivable, shown.value), best.proceeds)
    done = suite.sell(*given, best.offer.offer.deadline, sender=at(seller))
    buyer = programme.names[best.offer.offer.financier]
    note("sell", seller, f"sells to the best of them, {buyer}, for {money(done.value)} today", done.gas)
    return sale


def _offered(programme: LocalProgramme, receivable: int, name: str) -> SignedOffer:
    """Give a financier's offer; it lets the market take its money, and takes what it buys without being asked."""
    suite, at = programme.suite, programme.address(name)
    shown = suite.receivable(receivable)
    programme.mint(name, shown.value)
    suite.set_standing_acceptance(True, sender=at)
    programme.approve(name, shown.value, suite.discount_market.address)
    offer = Offer(
        financier=at,
        obligor=shown.obligor,
        currency=shown.currency,
        limit=shown.value,
        rate_ppm=FINANCIERS[name],
        basis=BASIS,
        max_tenor_days=FUND_TENOR_DAYS if name == "fund" else 366,
        min_value=1,
        recourse=False,
        revolving=False,
        deadline=shown.due_day * 86_400 - 1,
        counter=suite.counter(at),
        salt=0,
    )
    return SignedOffer(offer, sign(programme.cast[name], suite.offer_message(offer)))
