"""The model's factoring: advances on receivables in custody, and who gets what these bring.

How money is divided is the package's own reference: interest to the day, then principal, then surplus.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from headwater._pricing import PPM, Books, advance_down
from tests.stateful.market import Market, check_rate
from tests.stateful.model import MAX_VALUE
from tests.stateful.parties import require


@dataclass(frozen=True)
class Deal:
    """The terms of an advance, which can be opened through the last second of the day `until`."""

    seller: str
    financier: str
    currency: str
    receivables: tuple[int, ...]
    value: int
    advance_ppm: int
    rate_ppm: int
    basis: int
    recourse: bool
    surplus_to: str
    until: int
    salt: int


@dataclass
class Financing(Market):
    """Ledger, market and factoring together."""

    advances: dict[Deal, Books] = field(default_factory=dict)
    demanded: set[Deal] = field(default_factory=set)
    custody: dict[int, Deal] = field(default_factory=dict)
    revoked: set[tuple[str, Deal]] = field(default_factory=set)

    def open_advance(self, caller, deal, by_seller, by_financier):
        self._require_terms(deal)
        self._require_signed(caller, deal.seller, deal, by_seller)
        self._require_signed(caller, deal.financier, deal, by_financier)
        require(deal not in self.advances, "Factoring_AlreadyOpened")
        principal = advance_down(deal.value, deal.advance_ppm)
        require(principal, "Factoring_ZeroAdvance")
        self.advances[deal] = Books(principal, deal.rate_ppm, deal.basis, self.today)
        self._take_custody(deal)
        with self._lock("factoring"):
            arrived = self._move(deal.currency, deal.financier, deal.seller, principal)
        require(arrived == principal, "Credits_ShortPayment")

    def revoke_advance(self, caller, deal):
        self.revoked.add((caller, deal))

    def collect(self, caller, deal, ids):
        self._require_opened(deal)
        with self._lock("factoring"):
            for id_ in ids:
                self._require_in_custody(deal, id_)
            collected = self._collect(deal, ids)
        require(collected, "Factoring_NothingCollected")
        return collected

    def repay(self, caller, deal, offered):
        self._require_opened(deal)
        require(sum(self.owed(deal)), "Factoring_NothingOwed")
        most = min(offered, sum(self.owed(deal)))
        with self._lock("factoring"):
            repaid = self._move(deal.currency, caller, "factoring", most)
            require(repaid, "Receivables_NothingArrived")
            self._serve(deal, repaid)
        return repaid

    def release(self, caller, deal, ids):
        self._require_opened(deal)
        require(not sum(self.owed(deal)), "Factoring_StillOwed")
        for id_ in ids:
            self._require_in_custody(deal, id_)
            del self.custody[id_]
            self.transfer("factoring", "factoring", deal.surplus_to, id_)

    def demand_advance(self, caller, deal):
        self._require_opened(deal)
        require(caller == deal.financier, "Factoring_NotFinancier")
        require(deal.recourse, "Factoring_NoRecourse")
        require(sum(self.owed(deal)), "Factoring_NothingOwed")
        with self._lock("factoring"):
            self._collect(deal, self.in_custody(deal))
        require(not self.to_come(deal), "Defaults_NotInDefault")
        amount = sum(self.owed(deal))
        require(amount, "Factoring_NothingOwed")
        require(deal not in self.demanded, "Factoring_AlreadyDemanded")
        self.demanded.add(deal)
        return amount

    def owed(self, deal):
        """Give principal and interest owed today."""
        books = self.advances[deal]
        return books.principal, books.interest(self.today)

    def to_come(self, deal):
        """Tell whether something may still come in in time: one is neither paid and collected nor in default."""
        return any(not (self._collected(id_) or self.in_default(id_ >> 72)) for id_ in self.in_custody(deal))

    def _collected(self, id_):
        return self._settled(id_ >> 72) and not self.due(id_)[0]

    def demands_on_advances(self, account):
        """Count the demands on an account's company."""
        return Counter(self.parties[deal.seller].identity for deal in self.demanded)[self.parties[account].identity]

    def _require_terms(self, deal):
        require(self.today <= deal.until, "Calendar_DeadlinePassed")
        check_rate(deal.rate_ppm, deal.basis)
        require(deal.advance_ppm <= PPM, "Factoring_AdvanceTooLarge")
        require(deal.value <= MAX_VALUE, "Factoring_ValueTooLarge")
        require(deal.seller != deal.financier, "Factoring_SellerIsFinancier")
        require(deal.surplus_to in (deal.seller, deal.financier), "Factoring_SurplusToStranger")
        self._require_accredited(deal.financier)
        require(self.parties[deal.financier].financier, "Participants_LacksCapacity")
        require(not deal.recourse or not self.demands_on_advances(deal.seller), "Factoring_RecourseUnmet")

    def _require_signed(self, caller, party, deal, signed):
        require((party, deal) not in self.revoked, "Factoring_AdvanceRevoked")
        require(caller == party or signed, "Factoring_InvalidSignature")

    def _take_custody(self, deal):
        """Take receivables only here: at all other times the contract accepts none."""
        value, custodian = 0, self.parties["factoring"]
        custodian.standing = True
        for id_ in deal.receivables:
            receivable, record = self._known(id_), self._record(id_)
            require(record.currency == deal.currency, "Factoring_OtherCurrency")
            require(self.today < record.due_day, "Receivables_NotCirculating")
            apart = not deal.recourse or not self.one_company(record.obligor, deal.financier)
            require(apart, "Factoring_RecourseToObligor")
            self.custody[id_] = deal
            self.transfer("factoring", deal.seller, "factoring", id_)
            value += receivable.value
        custodian.standing = False
        require(value >= deal.value, "Factoring_ValueTooSmall")

    def _require_opened(self, deal):
        require(deal in self.advances, "Factoring_NoSuchAdvance")

    def _require_in_custody(self, deal, id_):
        here = id_ not in self.receivables or self.receivables[id_].holder == "factoring"
        require(self.custody.get(id_) == deal and here, "Factoring_NotInCustody")

    def in_custody(self, deal):
        """Give what is in custody still: neither redeemed nor taken by force."""
        here = [id_ for id_ in deal.receivables if id_ in self.receivables and self.custody.get(id_) == deal]
        return [id_ for id_ in here if self.receivables[id_].holder == "factoring"]

    def _collect(self, deal, ids):
        collected = sum(self.claim_many("factoring", ids))
        if collected:
            self._serve(deal, collected)
        return collected

    def _serve(self, deal, amount):
        interest, principal, surplus = self.advances[deal].serve(self.today, amount)
        if not sum(self.owed(deal)):
            self.demanded.discard(deal)
        self._pay_or_park("factoring", deal.financier, deal.currency, interest + principal)
        self._pay_or_park("factoring", deal.surplus_to, deal.currency, surplus)
