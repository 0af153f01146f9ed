"""The console's verbs for when things go wrong: what is owed late, who pays instead, what is stopped or moved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from eth_utils.crypto import keccak

from _verbs import Verbs, verb
from _wording import Outcome
from headwater import Programme
from headwater._deploy import DAY
from headwater._lineage import lineage
from headwater._supervision import Enforcement

Amount = str | Decimal
ORDERED = "as ordered"
MOST_NOTED = 50
"""The receivables that one credit note can cancel from."""


@dataclass(frozen=True, slots=True)
class _Stopped:
    """What a freeze is about: an account, a receivable with its holder, or an obligation by its number."""

    words: str
    account: str | None = None
    receivable: int | None = None
    obligation: int = 0


class SupervisionVerbs(Verbs):
    """What happens when an obligation is not paid, and what the roles can do, which here are all the operator's."""

    @verb
    def position(self, obligation: int, days: int = 0) -> Outcome:
        """Say what an obligation comes to today, or in some days if nothing more is paid."""
        number, _ = self._read.obligation(obligation)
        day, words = self._read.day_in(days), self._read.words
        shown = self.programme.suite.position(number, day)
        parts = {"principal": shown.principal, "late interest": shown.interest, "to its guarantor": shown.advanced}
        said = ", ".join(f"{words.money(units)} {name}" for name, units in parts.items() if units) or "nothing"
        late = f", {shown.days_late} days late" if shown.days_late else ""
        status = shown.status.name.lower()
        return Outcome(f"Obligation {number} on {words.date(day)} is {status}{late}; owed: {said}")

    @verb
    def pay_as_guarantor(self, obligation: int, amount: Amount, by: str = "financier") -> Outcome:
        """Pay holders in the anchor's stead, who owes it to the guarantor; by the financier, unless you say by whom."""
        number, _ = self._read.obligation(obligation)
        units, payer, words = self._read.units(amount), self._read.member(by), self._read.words
        self.programme.approve(payer.name, units)
        paid = self.programme.suite.pay_as_guarantor(number, units, sender=payer).value
        return Outcome(f"{payer.name} pays {words.money(paid)} on obligation {number} as its guarantor")

    @verb
    def freeze(self, what: object, reason: str = ORDERED, by: str | None = None) -> Outcome:
        """Freeze a receivable for its holder, a member of the cast, or an obligation by its number."""
        return self._set_frozen(what, True, reason, by)

    @verb
    def unfreeze(self, what: object, reason: str = ORDERED, by: str | None = None) -> Outcome:
        """End the freeze of a receivable, a member of the cast or an obligation."""
        return self._set_frozen(what, False, reason, by)

    @verb
    def hold(self, obligation: int, payer: str, days: int = 0, reason: str = ORDERED, by: str | None = None) -> Outcome:
        """Place a hold on an obligation: nothing of it moves, one alone pays it, and interest ends in some days."""
        number, _ = self._read.obligation(obligation)
        account, last, words = self._read.account(payer), self._read.day_in(days), self._read.words
        self.programme.suite.place_hold(number, account, last, _hash(reason), sender=self._ordering(by))
        said = f"Obligation {number} is on hold: {words.name(account)} alone pays it"
        return Outcome(f"{said}, without interest for days after {words.date(last)}")

    @verb
    def lift(self, obligation: int, reason: str = ORDERED, by: str | None = None) -> Outcome:
        """Lift the hold on an obligation."""
        number, _ = self._read.obligation(obligation)
        self.programme.suite.lift_hold(number, _hash(reason), sender=self._ordering(by))
        return Outcome(f"Obligation {number} is on hold no longer")

    @verb
    def force(self, receivable: object, to: str, reason: str = ORDERED, by: str | None = None) -> Outcome:
        """Force a receivable to another: announce it, move the clock on by the enforcer's delay, and execute it."""
        id_, suite = self._read.receivable(receivable), self.programme.suite
        order = Enforcement(self._read.holder(id_), self._read.account(to), (id_,), _hash(reason))
        enforcer = self._ordering(by)
        suite.schedule_order(order, sender=enforcer)
        announced = self._read.words.date(self.programme.today())
        # the delay runs from a second within the day
        self.programme.move_to(self.programme.today() + Programme().enforcer_delay // DAY + 1)
        suite.execute_order(order, sender=enforcer)
        return Outcome(f"Announced on {announced}, executed on {self._today()}\n{self._read.line(id_)}", id_)

    @verb
    def credit_note(self, obligation: int, amount: Amount, by: str = "supplier") -> Outcome:
        """Give an amount of an invoice back: what its seller still holds is cancelled, the rest it owes the anchor."""
        number, state = self._read.obligation(obligation)
        seller, units, suite = self._read.member(by), self._read.units(amount), self.programme.suite
        held = [
            node.pedigree.id
            for node in lineage(suite, number, suite.w3.eth.block_number)
            if node.receivable.holder == seller
        ]
        self._let_cancel(seller)
        noted = suite.issue_credit_note(number, units, held[:MOST_NOTED], sender=seller).value
        words = self._read.words
        said = f"{words.money(noted.cancelled)} are cancelled, {words.money(noted.owed)} it owes"
        return Outcome(f"{seller.name} gives {words.money(units)} back: {said} {words.name(state.obligor)}")

    def _set_frozen(self, what: object, frozen: bool, reason: str, by: str | None) -> Outcome:
        stopped, suite, why = self._stopped(what), self.programme.suite, _hash(reason)
        sender = self._ordering(by)
        if stopped.account is None:
            suite.freeze_obligation(stopped.obligation, frozen, why, sender=sender)
        elif stopped.receivable is None:
            suite.freeze_account(stopped.account, frozen, why, sender=sender)
        else:
            suite.freeze(stopped.account, stopped.receivable, frozen, why, sender=sender)
        return Outcome(f"{stopped.words} is {'frozen' if frozen else 'frozen no longer'}")

    def _stopped(self, what: object) -> _Stopped:
        if what in (*self._read.members, *self._read.members.values()):
            member = self._read.member(what)
            return _Stopped(member.name, str(member))
        if isinstance(what, int) and not isinstance(what, bool) and 0 <= what < 2**64:
            number, _ = self._read.obligation(what)
            return _Stopped(f"Obligation {number}", obligation=number)
        id_ = self._read.receivable(what)
        holder = self._read.holder(id_)
        return _Stopped(f"{self._read.words.label(id_)} of {self._read.words.name(holder)}", holder, id_)

    def _ordering(self, by: str | None) -> str:
        return self._read.sender(by, self.programme.address("operator"))

    def _let_cancel(self, seller: str) -> None:
        spender = self.programme.suite.credit_notes.address
        if not self.programme.suite.receivables.functions.isApprovedForAll(seller, spender).call():
            self.programme.suite.entrust(spender, sender=seller)

    def _today(self) -> str:
        return self._read.words.date(self.programme.today())


def _hash(reason: str) -> bytes:
    return keccak(text=reason)
