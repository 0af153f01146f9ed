"""The model's market: offers and orders, sales, credit lines, and what sellers stand in for afterwards.

An offer or an order is its own name here; whether it was signed is told beside it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from headwater._pricing import interest_up, proceeds
from tests.stateful.model import Ledger
from tests.stateful.parties import Refused, require
from tests.stateful.records import NOBODY

MAX_RATE_PPM = 2**24 - 1
MAX_DRAWN = 2**128 - 1
SALTS_IN_BOOK = 192
GRACE_DAYS = 5
OPEN, DEMANDED, MET, ENDED = 1, 2, 3, 4
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


@dataclass
class Standby:
    """A recourse."""

    seller: str
    value: int
    financier: str
    rate_ppm: int
    basis: int
    receivable: int
    merged_before: int
    state: int = OPEN


def check_rate(rate_ppm, basis):
    """Refuse a rate or a basis that no financing can have."""
    require(rate_ppm <= MAX_RATE_PPM, "Interest_RateTooHigh")
    require(basis in (360, 365), "Interest_InvalidBasis")


@dataclass
class Market(Ledger):
    counters: defaultdict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    spent: dict[tuple[str, int], int] = field(default_factory=dict)
    drawn: defaultdict[Quote, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    recourses: list[Standby] = field(default_factory=list)
    bought_back: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    # Sales

    def sell(self, caller, offer, signed, part, least, until):
        require(self.today <= until, "Calendar_DeadlinePassed")
        self._open_offer(offer, signed)
        return self._settle(offer, caller, self._take(offer, caller, *part), least)

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

    # Recourse

    def demand_recourse(self, caller, number):
        recourse = self._recourse(number, OPEN)
        require(caller == recourse.financier, "DiscountMarket_NotFinancier")
        self._require_default(recourse.receivable >> 72)
        require(self.deliverable(recourse), "DiscountMarket_NotDeliverable")
        amount = self.recourse_amount(recourse)
        require(amount, "DiscountMarket_NothingCovered")
        recourse.state = DEMANDED
        return amount

    def withdraw_demand(self, caller, number):
        recourse = self._recourse(number, DEMANDED)
        require(caller == recourse.financier, "DiscountMarket_NotFinancier")
        recourse.state = OPEN

    def dismiss_demand(self, caller, number):
        recourse = self._recourse(number, DEMANDED)
        stands = self.deliverable(recourse) and self.in_default(recourse.receivable >> 72)
        require(not stands, "DiscountMarket_DemandStands")
        recourse.state = OPEN

    def end_recourse(self, caller, number):
        recourse = self._recourse(number, DEMANDED if self._is_demanded(number) else OPEN)
        receivable = self.receivables.get(recourse.receivable)
        if receivable is not None and receivable.holder == recourse.seller:
            self._end_from(recourse)
        else:
            require(caller == recourse.financier, "DiscountMarket_NotFinancier")
            recourse.state = ENDED

    def meet_recourse(self, caller, number, most):
        recourse = self._recourse(number, DEMANDED)
        id_, financier = recourse.receivable, recourse.financier
        with self._lock("market"):
            self.claim_many("market", [id_])
            self._require_default(id_ >> 72)
            amount = self.recourse_amount(recourse)
            require(amount <= most, "DiscountMarket_AmountAbove")
            currency = self._record(id_).currency
            recourse.state = MET
            arrived = self._move(currency, caller, "market", amount)
            require(arrived == amount, "Credits_ShortPayment")
            taker = caller if self.one_company(caller, recourse.seller) else recourse.seller
            self.transfer("market", financier, taker, id_)
            self._pay_or_park("market", financier, currency, amount)
        return amount

    def recourse_amount(self, recourse):
        """Give what would be paid today: the value sold that is still there and was not had, and late interest."""
        if recourse.receivable not in self.receivables:
            return 0
        receivable, record = self._known(recourse.receivable), self._record(recourse.receivable)
        merged = self.merged[recourse.receivable] - recourse.merged_before
        covered = min(recourse.value, max(0, receivable.value - merged))
        if not covered:
            return 0
        had = receivable.claimed
        if not self.parties[recourse.financier].custodian and self.today >= record.due_day:
            had += self.due(recourse.receivable)[0]
        unpaid = max(0, covered - had * covered // receivable.value)
        return unpaid + interest_up(unpaid, recourse.rate_ppm, max(0, self.today - record.due_day), recourse.basis)

    def deliverable(self, recourse):
        """Tell whether the financier holds the receivable and the market can hand it over."""
        receivable, financier = self.receivables.get(recourse.receivable), recourse.financier
        if not receivable or receivable.holder != financier or self.parties[financier].valid_until < self.today:
            return False
        return (financier, "market") in self.operators or receivable.approved == "market"

    def demands(self, account):
        """Count the demands on an account's company."""
        company = self.parties[account].identity
        demanded = (one for one in self.recourses if one.state == DEMANDED)
        return sum(self.parties[one.seller].identity == company for one in demanded)

    def in_default(self, number):
        """Tell whether an obligation is unpaid after its days of grace."""
        record = self.obligations[number]
        return record.paid != record.live_face and self.today > record.due_day + GRACE_DAYS

    def _settled(self, number):
        record = self.obligations[number]
        return record.paid == record.live_face and self.today >= record.due_day

    def _require_default(self, number):
        require(self.in_default(number), "Defaults_NotInDefault")

    def one_company(self, one, other):
        """Tell whether two accounts are one company's."""
        return one == other or self.parties[one].identity == self.parties[other].identity

    def _is_demanded(self, number):
        return 1 <= number <= len(self.recourses) and self.recourses[number - 1].state == DEMANDED

    def _forget(self, seller, id_):
        """End what a seller stood in for before, when it sells a receivable whole once more."""
        self._end_from(self._latest(seller, id_))

    def _latest(self, seller, id_):
        known = [one for one in self.recourses if (one.receivable, one.seller) == (id_, seller)]
        return known[-1] if known else None

    def _end_from(self, recourse):
        """End a recourse whose seller has the receivable back, and those of its buyers who sold it on."""
        while recourse is not None and recourse.state in (OPEN, DEMANDED):
            recourse.state = ENDED
            recourse = self._latest(recourse.financier, recourse.receivable)

    def _remember(self, seller, offer, id_, value):
        require(not self.demands(seller), "DiscountMarket_RecourseUnmet")
        of = (seller, value, offer.financier, offer.rate_ppm, offer.basis, id_)
        self.recourses.append(Standby(*of, self.merged[id_]))

    def _recourse(self, number, state):
        known = 1 <= number <= len(self.recourses)
        if not known or self.recourses[number - 1].state != state:
            raise Refused("DiscountMarket_WrongRecourseState")
        return self.recourses[number - 1]
