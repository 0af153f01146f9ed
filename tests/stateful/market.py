"""The model's market: offers and orders, sales, and credit lines.

An offer or an order is its own name here; whether it was signed is told beside it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from headwater._pricing import proceeds
from tests.stateful.parties import require
from tests.stateful.records import NOBODY
from tests.stateful.recourses import Recourses

MAX_RATE_PPM = 2**24 - 1
MAX_DRAWN = 2**128 - 1
SALTS_IN_BOOK = 192
ALL = 2**256 - 1


@dataclass(frozen=True)
class Quote:
    """An offer, filled through the last second of the day `until`."""

    financier: str
    obligor: str
    currency: str
    limit: int
    rate_ppm: int
    basis: int
    max_tenor_days: int
    min_value: int
    recourse: bool
    revolving: bool
    until: int
    counter: int
    salt: int
    seller: str = NOBODY
    receivable: int = 0


@dataclass(frozen=True)
class Instruction:
    """A seller's order."""

    seller: str
    offer: Quote
    receivable: int
    value: int
    min_proceeds: int
    until: int
    counter: int
    salt: int


def check_rate(rate_ppm, basis):
    """Refuse a rate or a basis that no financing can have."""
    require(rate_ppm <= MAX_RATE_PPM, "Interest_RateTooHigh")
    require(basis in (360, 365), "Interest_InvalidBasis")


@dataclass
class Market(Recourses):
    counters: defaultdict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    spent: dict[tuple[str, int], int] = field(default_factory=dict)
    drawn: defaultdict[Quote, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    # Sales

    def sell(self, caller, offer, signed, id_, value, least, until):
        require(self.today <= until, "Calendar_DeadlinePassed")
        self._open_offer(offer, signed)
        return self._settle(offer, caller, self._take(offer, caller, id_, value), least)

    def sell_for(self, caller, offer, signed, order, ordered):
        require(self.today <= order.until, "Calendar_DeadlinePassed")
        require(ordered, "DiscountMarket_InvalidSellerSignature")
        self._spend(order.seller, order.counter, order.salt)
        self._open_offer(offer, signed)
        require(order.offer == offer, "DiscountMarket_OtherOffer")
        price = self._take(offer, order.seller, order.receivable, order.value)
        return self._settle(offer, order.seller, price, order.min_proceeds)

    def sell_many(self, caller, offer, signed, parts, least, until):
        require(self.today <= until, "Calendar_DeadlinePassed")
        require(parts, "DiscountMarket_ValueTooSmall")
        self._open_offer(offer, signed)
        require(offer.revolving, "DiscountMarket_NotRevolving")
        return self._settle(offer, caller, sum(self._take(offer, caller, *part) for part in parts), least)

    def replenish(self, caller, offer, numbers):
        back, line = 0, self.drawn[offer]
        for number in numbers:
            if line.get(number) and self._settled(number):
                back += line.pop(number)
        return back

    def price(self, offer, value, due_day):
        """Give what a value brings: the package's own reference."""
        return proceeds(value, offer.rate_ppm, due_day - self.today, offer.basis)

    def _open_offer(self, offer, signed):
        require(self.today <= offer.until, "Calendar_DeadlinePassed")
        check_rate(offer.rate_ppm, offer.basis)
        apart = not self.one_company(offer.financier, offer.obligor)
        require(not offer.recourse or apart, "DiscountMarket_RecourseToObligor")
        require(signed, "DiscountMarket_InvalidOfferSignature")
        self._require_unspent(offer.financier, offer.counter, offer.salt)
        if not offer.revolving:
            self._spend(offer.financier, offer.counter, offer.salt)

    def _take(self, offer, seller, id_, value):
        receivable = self._known(id_)
        number, whole = receivable.obligation, receivable.value
        value = whole if value == ALL else value
        self._require_wanted(offer, seller, id_)
        price = self._priced(offer, id_, value)
        if offer.revolving:
            line = self.drawn[offer]
            require(sum(line.values()) + value <= min(offer.limit, MAX_DRAWN), "DiscountMarket_LimitExceeded")
            line[number] = line.get(number, 0) + value
        bought = id_
        if value == whole:
            self._forget(seller, id_)
            self.transfer("market", seller, offer.financier, id_)
        else:
            (bought,) = self.split("market", id_, [(offer.financier, value)])
        if offer.recourse:
            self._remember(seller, offer, bought or id_, value)
        return price

    def _require_wanted(self, offer, seller, id_):
        receivable, record = self.receivables[id_], self._record(id_)
        require(receivable.holder == seller, "DiscountMarket_NotHolder")
        require(seller != offer.financier, "DiscountMarket_SellerIsFinancier")
        require(offer.seller in (NOBODY, seller), "DiscountMarket_OtherSeller")
        require(offer.receivable in (0, id_), "DiscountMarket_OtherReceivable")
        require(offer.obligor == record.obligor, "DiscountMarket_OtherObligor")
        require(offer.currency == record.currency, "DiscountMarket_OtherCurrency")

    def _priced(self, offer, id_, value):
        due_day = self._record(id_).due_day
        require(self.today < due_day, "Receivables_NotCirculating")
        require(value <= self.receivables[id_].value, "DiscountMarket_InsufficientValue")
        require(value >= max(1, offer.min_value), "DiscountMarket_ValueTooSmall")
        require(value <= offer.limit, "DiscountMarket_LimitExceeded")
        require(due_day - self.today <= offer.max_tenor_days, "DiscountMarket_TenorTooLong")
        price = self.price(offer, value, due_day)
        require(price > 0, "DiscountMarket_NothingLeft")
        return price

    def _settle(self, offer, seller, price, least):
        require(price >= least, "DiscountMarket_ProceedsTooLow")
        with self._lock("market"):
            arrived = self._move(offer.currency, offer.financier, seller, price)
        require(arrived == price, "Credits_ShortPayment")
        return price

    # What was signed, and may still be used

    def cancel_salt(self, caller, salt):
        self.spent[caller, salt] = self.counters[caller, salt // SALTS_IN_BOOK]

    def cancel_book(self, caller, book):
        self.counters[caller, book] += 1
        return self.counters[caller, book]

    def is_spent(self, account, salt):
        """Tell whether a salt is used up under the counter of its book."""
        return self.spent.get((account, salt)) == self.counters[account, salt // SALTS_IN_BOOK]

    def _require_unspent(self, account, counter, salt):
        require(counter == self.counters[account, salt // SALTS_IN_BOOK], "DiscountMarket_OtherCounter")
        require(not self.is_spent(account, salt), "DiscountMarket_SaltSpent")

    def _spend(self, account, counter, salt):
        self._require_unspent(account, counter, salt)
        self.spent[account, salt] = counter
