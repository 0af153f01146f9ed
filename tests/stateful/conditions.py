"""The model's conditions, what can be agreed on, and how milestones are funded: what the escrow stands on.

A condition is a tuple of its kind and its terms; what is shown for it is nothing, statements, or a part for each part.
"""

from __future__ import annotations

from dataclasses import dataclass

from headwater._pricing import PPM
from tests.stateful import weather
from tests.stateful.factoring import Financing
from tests.stateful.model import MAX_VALUE
from tests.stateful.parties import require
from tests.stateful.records import NOBODY

MAX_DAY = 2**32 - 1
MAX_ARBITER_DAYS = 2**16 - 1
REACHED = {
    weather.SETTLED: (weather.RECOVERED, weather.SETTLED),
    weather.DEFAULTED: (weather.DEFAULTED, weather.RECOVERED),
    weather.OVERDUE: (weather.OVERDUE, weather.DEFAULTED, weather.RECOVERED),
    weather.MATURED: range(weather.MATURED, weather.SETTLED + 1),
}
"""By the status asked for, in which it is reached; any other in itself alone."""


@dataclass
class Conditional(Financing):
    """Ledger, market and factoring, and what an agreement can say about them."""

    def one_company(self, one, other):
        """Tell whether two accounts are one company's; what is of no company is nobody else."""
        return one == other or (self.parties[one].identity != NOBODY and super().one_company(one, other))

    # How far a condition is met

    def met(self, condition, shown, deadline):
        """Give how far a condition is met in ppm, for what is shown; it refuses what it cannot read."""
        kind, *terms = condition
        return getattr(self, f"_met_{kind}")(*terms, shown, deadline)

    def _met_after(self, day, _, deadline):
        return PPM if day <= self.today and day <= deadline else 0

    def _met_paid(self, number, status, *_):
        of = self.obligations[number]
        if status:
            return PPM if weather.status(of, self.today) in REACHED.get(status, (status,)) else 0
        return of.paid * PPM // of.live_face if of.live_face else 0

    def _met_attested(self, attestors, needed, quantity, pro_rata, shown, deadline):
        if shown is None:
            return 0
        stated = []
        for place, (position, stated_quantity, day, how) in enumerate(shown):
            require(place == 0 or shown[place - 1][0] < position, "AttestedBy_StatementsOutOfOrder")
            require(position < len(attestors), "Panic")
            require(day <= min(deadline, self.today), "AttestedBy_StatementTooLate")
            require(how == "signed", "AttestedBy_InvalidSignature")
            stated.append(stated_quantity if self.is_accredited(attestors[position]) else 0)
        if len(stated) < needed:
            return 0
        least = sorted(stated, reverse=True)[needed - 1]
        return PPM if least >= quantity else least * PPM // quantity if pro_rata else 0

    def _met_all(self, parts, shown, deadline):
        return min(self._each(parts, shown, deadline))

    def _met_any(self, parts, shown, deadline):
        return max(self._each(parts, shown, deadline))

    def _met_not(self, part, shown, deadline):
        return PPM - self._each((part,), shown, deadline)[0]

    def _each(self, parts, shown, deadline):
        shown = [None] * len(parts) if shown is None else shown
        require(len(shown) == len(parts), "Combinator_EvidenceMismatch")
        return [self.met(*part, deadline) for part in zip(parts, shown, strict=True)]

    # What can be agreed on

    def check(self, condition):
        """Refuse a condition that can never be met; tell whether it stands on the chain alone."""
        kind, *terms = condition
        if kind in ("all", "any"):
            require(terms[0], "Combinator_InvalidParts")
            return min([self.check(part) for part in terms[0]])
        if kind == "not":
            require(self.check(terms[0]), "Not_OverEvidence")
        elif kind == "paid":
            require(terms[0] in self.obligations, "Receivables_NoSuchObligation")
        elif kind == "attested":
            require(0 < terms[1] <= len(terms[0]), "AttestedBy_InvalidAttestors")
            require(terms[2], "AttestedBy_InvalidQuantity")
        return kind != "attested"

    def _require_pact(self, pact):
        require(self.today <= pact.until, "ConditionalEscrow_ValidityOver")
        require(0 < pact.at_once <= len(pact.promises), "ConditionalEscrow_MilestonesOutOfRange")
        require(pact.silence_ppm <= PPM, "ConditionalEscrow_InvalidShare")
        if pact.arbiter:
            require(pact.arbiter_days <= MAX_ARBITER_DAYS, "ConditionalEscrow_ArbiterDaysOutOfRange")
            apart = not any(self.one_company(pact.arbiter, party) for party in pact.parties)
            require(apart, "ConditionalEscrow_ArbiterIsParty")
        require(len({*pact.parties}) == len(pact.parties), "ConditionalEscrow_InvalidParties")
        for party in pact.parties:
            self._require_accredited(party)
        for number, promise in enumerate(pact.promises):
            self._require_promise(promise, len(pact.parties), number < pact.at_once)

    def _require_promise(self, promise, last, at_once):
        route = promise.source, promise.to, promise.lapses_to
        known = all(0 < party <= last for party in route)
        require(known and promise.to not in (promise.source, promise.lapses_to), "ConditionalEscrow_InvalidRoute")
        require(0 < promise.amount <= MAX_VALUE, "ConditionalEscrow_AmountOutOfRange")
        days = promise.deadline, promise.evidence_days
        require(max(days) <= MAX_DAY, "ConditionalEscrow_DeadlineOutOfRange")
        unclear = promise.obligor and (promise.receivable or at_once)
        require(not unclear, "ConditionalEscrow_ReceivableUnclear")
        self.check(promise.condition)

    def _require_all_signed(self, caller, pact, signed):
        require(len(signed) == len(pact.parties), "ConditionalEscrow_SignaturesMismatch")
        for party, has in zip(pact.parties, signed, strict=True):
            require(caller == party or has, "ConditionalEscrow_InvalidSignature")

    def _party(self, pact, account):
        require(account in pact.parties, "ConditionalEscrow_NotAllowed")
        return pact.parties.index(account) + 1

    # What is in force

    def _require_in_force(self, pact, number):
        require(number < len(pact.promises), "ConditionalEscrow_NoSuchMilestone")
        held = self.held[pact.first, number]
        known = self.begun.get(pact.first) == pact if held.amended else pact.origin is None
        require(known, "ConditionalEscrow_NotInForce")
        return held

    def _funded(self, pact, number):
        held = self._require_in_force(pact, number)
        require(held.funded, "ConditionalEscrow_NotFunded")
        return held, pact.promises[number]

    # Funding

    def _fund(self, pact, number, id_):
        promise, held = pact.promises[number], self.held[pact.first, number]
        require(self.today <= promise.deadline, "ConditionalEscrow_DeadlineOutOfRange")
        require(not held.funded, "ConditionalEscrow_AlreadyFunded")
        held.funded = True
        source = pact.account(promise.source)
        if promise.is_money:
            require(not id_, "ConditionalEscrow_OtherReceivable")
            arrived = self._move(promise.currency, source, "escrow", promise.amount)
            require(arrived == promise.amount, "Credits_ShortPayment")
            return
        self._require_agreed(promise, id_, source)
        custodian = self.parties["escrow"]
        custodian.standing = True
        held.receivable = self._hand_over(source, "escrow", id_, promise.amount, self.receivables[id_].value)
        custodian.standing = False
        self.places[held.receivable] = pact.first, number

    def _require_agreed(self, promise, id_, source):
        receivable, record = self._known(id_), self._record(id_)
        described = record.obligor == promise.obligor and record.due_day <= promise.latest
        agreed = id_ == promise.receivable if promise.receivable else described
        fits = record.currency == promise.currency and receivable.holder == source
        require(agreed and fits and receivable.value >= promise.amount, "ConditionalEscrow_OtherReceivable")
        require(self.today < record.due_day, "Receivables_NotCirculating")

    def _hand_over(self, source, to, id_, value, whole):
        """Hand over all of a receivable, or split a part off; give what was handed over."""
        if value == whole:
            self.transfer("escrow", source, to, id_)
            return id_
        return self.split("escrow", id_, [(to, value)])[0]
