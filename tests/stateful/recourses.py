"""What the model's sellers stand in for after a sale: recourses are open, demanded, met, and ended.

Who bought with recourse may demand it in default; who meets the demand gets the receivable.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from headwater._pricing import interest_up
from tests.stateful import weather
from tests.stateful.model import Ledger
from tests.stateful.parties import Refused, require

OPEN, DEMANDED, MET, ENDED = 1, 2, 3, 4


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


@dataclass
class Recourses(Ledger):
    """The ledger, and what sellers stand in for."""

    recourses: list[Standby] = field(default_factory=list)

    def demand_recourse(self, caller, number):
        recourse = self._recourse(number, OPEN)
        require(caller == self.financier_of(recourse), "DiscountMarket_NotFinancier")
        self._require_default(recourse.receivable >> 72)
        require(self.deliverable(recourse), "DiscountMarket_NotDeliverable")
        amount = self.recourse_amount(recourse)
        require(amount, "DiscountMarket_NothingCovered")
        recourse.state = DEMANDED
        return amount

    def withdraw_demand(self, caller, number):
        recourse = self._recourse(number, DEMANDED)
        require(caller == self.financier_of(recourse), "DiscountMarket_NotFinancier")
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
            require(caller == self.financier_of(recourse), "DiscountMarket_NotFinancier")
            recourse.state = ENDED

    def meet_recourse(self, caller, number, most):
        recourse = self._recourse(number, DEMANDED)
        id_, financier = recourse.receivable, self.financier_of(recourse)
        with self._lock("market"):
            self.claim_many("market", [id_])
            self._require_default(id_ >> 72)
            self._known(id_)
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
        """Give what would be paid today: the value sold that is still there and was not paid, and interest."""
        if recourse.receivable not in self.receivables:
            return 0
        receivable, record = self._known(recourse.receivable), self._record(recourse.receivable)
        merged = self.merged[recourse.receivable] - recourse.merged_before
        covered = min(recourse.value, max(0, receivable.value - merged))
        if not covered:
            return 0
        had = receivable.claimed
        if not self.parties[self.financier_of(recourse)].custodian and self.today >= record.due_day:
            had += self.due(recourse.receivable)[0]
        interest = receivable.value * record.interest_paid // record.live_face  # which comes first, and is no value
        had = min(max(0, had - interest), receivable.value * record.paid // record.live_face)
        unpaid = covered - had * covered // receivable.value
        return unpaid + interest_up(unpaid, recourse.rate_ppm, max(0, self.today - record.due_day), recourse.basis)

    def financier_of(self, recourse):
        """Give the account of the financier's company that holds the receivable, or else the one that bought."""
        receivable = self.receivables.get(recourse.receivable)
        follows = receivable is not None and self.one_company(receivable.holder, recourse.financier)
        return receivable.holder if follows else recourse.financier

    def deliverable(self, recourse):
        """Tell whether the financier holds the receivable and the market can hand it over."""
        receivable, financier = self.receivables.get(recourse.receivable), self.financier_of(recourse)
        if not receivable or receivable.holder != financier or not self.is_accredited(financier):
            return False
        if self._record(recourse.receivable).halted or self.is_frozen(recourse.receivable):
            return False
        return (financier, "market") in self.operators or receivable.approved == "market"

    def demands(self, account):
        """Count the demands on an account's company."""
        company = self.parties[account].identity
        demanded = (one for one in self.recourses if one.state == DEMANDED)
        return sum(self.parties[one.seller].identity == company for one in demanded)

    def in_default(self, number):
        """Tell whether an obligation is in default, and its holders have not had everything from its guarantor."""
        of = self.obligations[number]
        return weather.status(of, self.today) == weather.DEFAULTED and of.paid != of.live_face

    def _settled(self, number):
        return weather.is_paid(self.obligations[number], self.today)

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
