"""The model's powers: holds, bars, freezes, forced transfers after a delay, and credit notes.

None of them takes money that was credited to somebody.
"""

from __future__ import annotations

from tests.stateful import weather
from tests.stateful.parties import require
from tests.stateful.records import NOBODY
from tests.stateful.settlement import Settlement

DELAY_DAYS = 3
READY_AFTER = DELAY_DAYS + 1  # an order is announced for the first second of a day: that of the next one
LAPSES_AFTER = 7
ENFORCERS = ("operator", "enforcer")
GUARDIANS = ("operator", "guardian")


class Powers(Settlement):
    # On record

    def record_default(self, caller, number):
        record = self.obligations.get(number)
        require(not (record and record.default_recorded), "Issuance_DefaultOnRecord")
        require(record, "Receivables_NoSuchObligation")
        require(weather.status(record, self.today) == weather.DEFAULTED, "Defaults_NotInDefault")
        record.default_recorded = True
        self.barred.add(self.parties[record.obligor].identity)

    def lift_bar(self, caller, name):
        require(caller == "operator", "AccessManagedUnauthorized")
        require(self.parties[name].identity in self.barred, "Issuance_NotBarred")
        self.barred.discard(self.parties[name].identity)

    def is_barred(self, identity):
        """Tell whether a company is barred: by a default on record, or by a hold on what it owes."""
        held = (self.parties[of.obligor].identity for of in self.obligations.values() if of.payer)
        return identity in self.barred or identity in held

    # Stopped

    def place_hold(self, caller, number, payer, last_interest_day):
        require(caller == "operator", "AccessManagedUnauthorized")
        require(payer != NOBODY, "Receivables_ZeroAddress")
        require(number in self.obligations, "Receivables_NoSuchObligation")
        record = self.obligations[number]
        record.payer, record.last_interest_day = payer, last_interest_day

    def lift_hold(self, caller, number):
        require(caller == "operator", "AccessManagedUnauthorized")
        record = self.obligations.get(number)
        require(record and record.payer, "Issuance_NoHold")
        record.payer, record.last_interest_day = NOBODY, 0

    def freeze_obligation(self, caller, number, frozen):
        require(caller == "operator", "AccessManagedUnauthorized")
        require(number in self.obligations, "Receivables_NoSuchObligation")
        self.obligations[number].frozen = frozen

    def freeze_account(self, caller, name, frozen):
        require(caller == "operator", "AccessManagedUnauthorized")
        require(name != NOBODY, "Participants_ZeroAccount")
        self.parties[name].frozen = frozen

    def freeze_token(self, caller, name, id_, frozen):
        require(caller == "operator", "AccessManagedUnauthorized")
        require(name != NOBODY, "Receivables_ZeroAddress")
        self._known(id_)
        (self.frozen.add if frozen else self.frozen.discard)((name, id_))

    # Moved by order

    def schedule_order(self, caller, order):
        require(caller in ENFORCERS, "AccessManagerUnauthorizedCall")
        require(not self._stands(caller, order), "AccessManagerAlreadyScheduled")
        self.orders[caller, order] = self.today + READY_AFTER

    def cancel_order(self, caller, enforcer, order):
        require((enforcer, order) in self.orders, "AccessManagerNotScheduled")
        require(caller in (enforcer, *GUARDIANS), "AccessManagerUnauthorizedCancel")
        del self.orders[enforcer, order]

    def execute_order(self, caller, order):
        require(caller in ENFORCERS, "AccessManagerUnauthorizedCall")
        self._carry_out(caller, order)

    def force(self, caller, order):
        """Execute an order without the manager's help, which is asked all the same."""
        require(caller in ENFORCERS, "AccessManagedUnauthorized")
        self._carry_out(caller, order)

    def _stands(self, caller, order):
        ready = self.orders.get((caller, order))
        return ready is not None and self.today < ready + LAPSES_AFTER

    def _carry_out(self, caller, order):
        ready = self.orders.get((caller, order))
        require(ready is not None, "AccessManagerNotScheduled")
        require(ready <= self.today, "AccessManagerNotReady")
        require(self.today < ready + LAPSES_AFTER, "AccessManagerExpired")
        del self.orders[caller, order]
        one_company = self.parties[order.source].identity == self.parties[order.to].identity
        require(not order.recovery or one_company, "Participants_NotOneCompany")
        for id_ in order.ids:
            if order.recovery and not self._is_held_by(order.source, id_):
                continue  # it cannot be spoiled by what is gone
            self._force(order.source, order.to, id_)

    def _is_held_by(self, account, id_):
        return id_ in self.receivables and self.receivables[id_].holder == account

    def _force(self, source, to, id_):
        receivable, party = self._known(id_), self.parties[to]
        require(receivable.holder == source, "Receivables_NotHolder")
        require(self.is_accredited(to), "ERC7943CannotReceive")
        obligor = self.parties[self._record(id_).obligor].identity
        apart = to not in ENFORCERS and not party.custodian and party.identity != obligor
        require(apart, "Participants_ForcedToParty")
        self.frozen.discard((source, id_))
        receivable.proposal = None
        self._hand(id_, to)

    # Credit notes

    def issue_credit_note(self, caller, number, amount, ids):
        with self._lock("notes"):
            require(amount, "CreditNotes_ZeroAmount")
            self._require_accredited(caller)
            require(number in self.obligations, "Receivables_NoSuchObligation")
            record, cancelled = self.obligations[number], 0
            require(amount <= record.live_face + record.cancelled, "CreditNotes_AboveFace")
            for id_ in ids if self.today < record.due_day else ():
                if cancelled < amount:
                    cancelled += self._cancel_for(caller, number, id_, amount - cancelled)
            if cancelled < amount:
                claim = record.obligor, self.parties[caller].identity, record.currency
                self.claims[claim] += amount - cancelled
        return cancelled

    def _cancel_for(self, caller, number, id_, most):
        require(self._known(id_).holder == caller, "CreditNotes_NotHolder")
        require(id_ >> 72 == number, "CreditNotes_OtherObligation")
        value = min(self.receivables[id_].value, most)
        if value:
            self.transfer_value_to("notes", id_, self._record(id_).obligor, value)
        return value

    def pay_claim(self, caller, obligor, seller, currency, amount):
        with self._lock("notes"):
            self._settle_claim(obligor, seller, currency, amount)
            arrived = self._move(currency, caller, obligor, amount)
            require(arrived == amount and caller != obligor, "Credits_ShortPayment")  # to oneself nothing arrives

    def waive_claim(self, caller, seller, currency, amount):
        self._require_unfrozen(caller)
        self._settle_claim(caller, seller, currency, amount)

    def _settle_claim(self, obligor, seller, currency, amount):
        require(amount, "CreditNotes_ZeroAmount")
        claim = obligor, self.parties[seller].identity, currency
        require(amount <= self.claims[claim], "CreditNotes_AboveClaim")
        self.claims[claim] -= amount

    def open_claims(self, name):
        """Count the claims against an account's company."""
        identity = self.parties[name].identity
        return sum(whose == identity and amount > 0 for (_, whose, _), amount in self.claims.items())
