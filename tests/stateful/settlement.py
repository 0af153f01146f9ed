"""The model's settlement: from the due day on, money comes in by payments and goes out by claims.

How money is moved, under a lock, and parked where it cannot be, is the same in every contract that holds some.
"""

from __future__ import annotations

from contextlib import contextmanager

from tests.stateful import weather
from tests.stateful.parties import Refused, require
from tests.stateful.records import NOBODY, Records


class Settlement(Records):
    def pay(self, caller, number, offered):
        with self._lock("ledger"):
            credited = self._pay(caller, number, offered)
        require(credited, "Receivables_NothingOwed")
        return credited

    def pay_many(self, caller, payments):
        with self._lock("ledger"):
            return [self._pay(caller, number, offered) for number, offered in payments]

    def pay_as_guarantor(self, caller, number, offered):
        with self._lock("ledger"):
            guarantor = self.obligations[number].guarantor if number in self.obligations else NOBODY
            require(caller == guarantor, "Receivables_NotGuarantor")
            self._require_unfrozen(caller)
            credited = self._pay(caller, number, offered, by_guarantor=True)
        require(credited, "Receivables_NothingOwed")
        return credited

    def claim(self, caller, id_):
        with self._lock("ledger"):
            amount, claimed = self._claim(caller, id_)
        if claimed:
            return amount
        holder = self._known(id_).holder
        require(not self.parties[holder].custodian or caller == holder, "Receivables_NotCustodian")
        self._require_unfrozen(holder)
        self._require_not_frozen(id_)
        require(not self._record(id_).frozen, "Receivables_ObligationFrozen")
        require(self.today >= self._record(id_).due_day, "Receivables_NotMatured")
        raise Refused("Receivables_NothingToClaim")

    def claim_many(self, caller, ids):
        with self._lock("ledger"):
            return [self._claim(caller, id_)[0] for id_ in ids]

    def withdraw_credit(self, caller, account, currency, to, contract="ledger"):
        with self._lock(contract):
            amount = self.credits[contract][account, currency]
            require(amount, "Credits_NoCredit")
            require(to == account or caller == account, "Credits_NotOwnCredit")
            if to != account:
                self._require_unfrozen(account)
            require(self.parties[to].identity == self.parties[account].identity, "Credits_IdentityMismatch")
            self._require_accredited(to)
            self.credits[contract][account, currency] = 0
            self._move(currency, contract, to, amount)
        return amount

    def due(self, id_):
        """Give a receivable's share of what holders had, rounded down, less what it had; and whether that is all."""
        receivable, record = self.receivables[id_], self._record(id_)
        had = record.paid + record.interest_paid
        share = receivable.value * had // record.live_face if record.live_face else 0
        return share - receivable.claimed, record.paid == record.live_face

    def _pay(self, caller, number, offered, by_guarantor=False):
        require(number in self.obligations, "Receivables_NoSuchObligation")
        record = self.obligations[number]
        require(self.today >= record.due_day, "Receivables_NotMatured")
        due = weather.dues(record, self.today)
        owed = due.owed - due.advanced if by_guarantor else due.owed
        if owed == 0:
            return 0
        require(by_guarantor or record.payer in (NOBODY, caller), "Receivables_NotPayer")
        credited = self._move(record.currency, caller, "ledger", min(offered, owed))
        require(credited, "Receivables_NothingArrived")
        booked = weather.book(record, self.today, credited, by_guarantor)
        borne = booked.repaid_principal + (0 if by_guarantor else booked.principal)
        self.outstanding[record.obligor, record.currency] -= borne
        if booked.repaid:
            self.credits["ledger"][record.guarantor, record.currency] += booked.repaid
        return credited

    def _claim(self, caller, id_):
        """Do nothing for what is gone, frozen, another custodian's, or not due; tell the amount, and whether it did."""
        if id_ not in self.receivables:
            return 0, False
        receivable, record = self.receivables[id_], self._record(id_)
        holder, party = receivable.holder, self.parties[receivable.holder]
        if party.custodian and caller != holder:
            return 0, False
        if party.frozen or record.frozen or self.is_frozen(id_):
            return 0, False
        amount, settled = self.due(id_)
        last = settled and self.is_accredited(holder) and not record.halted  # else it stays, emptied
        if amount == 0 and (not last or self.today < record.due_day):
            return 0, False
        receivable.claimed += amount
        if last:
            del self.receivables[id_]
        return self._pay_out(holder, record.currency, amount), True

    def _pay_out(self, holder, currency, amount):
        """Pay a holder, or keep the money for it; a custodian is told what arrived, or refused."""
        if self.parties[holder].custodian:
            if amount:
                self._require_accredited(holder)
            return self._move(currency, "ledger", holder, amount) if amount else 0
        self._pay_or_park("ledger", holder, currency, amount)
        return amount

    # Money, in every contract

    @contextmanager
    def _lock(self, contract):
        require(contract not in self.locked, "ReentrancyGuardReentrantCall")
        self.locked.add(contract)
        try:
            yield
        finally:
            self.locked.discard(contract)

    def _pay_or_park(self, contract, account, currency, amount):
        try:
            self._require_accredited(account)
            if amount:
                self._move(currency, contract, account, amount)
        except Refused:
            self.credits[contract][account, currency] += amount

    def _move(self, currency, source, target, amount):
        """Move money; one that is armed first makes its call, once."""
        money = self.money[currency]
        call, money.armed = money.armed, None
        if call:
            try:
                self._call_back(currency, call)
            except Refused:
                if not call.hides:
                    money.armed = call
                    raise
        return money.move(source, target, amount)

    def _call_back(self, currency, call):
        if call.target == "ledger":
            self.claim_many(currency, call.claimed)
        elif call.target == "escrow":
            self.release_milestone(currency, *call.claimed)
        else:
            self.withdraw_credit(currency, NOBODY, currency, NOBODY, call.target)
