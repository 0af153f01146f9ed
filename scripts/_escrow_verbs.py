"""The console's verbs of the escrow: what is ordered is paid in, and released as far as its delivery is stated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from _local import LocalProgramme
from _order import ATTESTOR, DELIVERED, EVIDENCE_DAYS, signed, stated
from _reading import Reading
from _verbs import Verbs, verb
from _wording import NotUnderstood, Outcome
from _wording import percent as in_percent
from headwater import Agreement, Condition, Milestone, MilestoneState, Party, Side, Statement, statements

Amount = str | Decimal
ARBITER_DAYS = 14
WHOLE_PPM = 1_000_000
"""The quantity that is ordered, as the attestor states it."""

HALF_PPM = WHOLE_PPM // 2
"""What the payee gets of a dispute on which the arbiter is silent."""


@dataclass
class Agreed:
    """An agreement of the session, by its number, and what the attestor stated last."""

    number: int
    terms: Agreement
    name: bytes
    by_delivery: bool
    stated: list[Statement] = field(default_factory=list)

    @property
    def due(self) -> Milestone:
        """Its only milestone."""
        return self.terms.milestones[0]

    @property
    def evidence(self) -> bytes:
        """What there is to show for it."""
        return statements(*self.stated[-1:]) if self.by_delivery else b""


class EscrowVerbs(Verbs):
    """What is agreed before anything is owed. Orders are numbered from 1, in the order they were made."""

    def __init__(self, programme: LocalProgramme) -> None:
        super().__init__(programme)
        self.orders: list[Agreed] = []

    @verb
    def order(
        self,
        amount: Amount,
        payee: str = "supplier",
        by: str = "anchor",
        days: int = 30,
        delivered: bool = True,
        arbiter: str = "supervisor",
    ) -> Outcome:
        """Put an amount into escrow for a payee: released as it delivers within some days, or else on the last day."""
        payer, earns, judge = (self._read.member(name) for name in (by, payee, arbiter))
        units, last, suite = self._read.units(amount), self._read.day_in(days), self.programme.suite
        due = self._due(units, last, self._until(delivered, last))
        terms = Agreement(
            payer=str(payer),
            payee=str(earns),
            milestones=(due,),
            valid_until=last,
            salt=len(self.orders),
            arbiter=str(judge),
            arbiter_days=ARBITER_DAYS,
            silence_ppm=HALF_PPM,
        )
        self._let_pay(str(payer), suite.escrow.address)
        name = suite.begin(terms, signed(self.programme, terms), sender=payer).value
        agreed = Agreed(len(self.orders) + 1, terms, name, delivered)
        self.orders.append(agreed)
        self._read.words.orders[name] = f"order {agreed.number}"
        return Outcome(said(self._read, agreed))

    @verb
    def attest(self, order: int, percent: Amount, by: str = ATTESTOR) -> Outcome:
        """State how much of an order is delivered, all deliveries together: a signature, shown when it is released."""
        agreed, attestor, ppm = self._agreed(order), self._read.member(by), self._read.rate(percent)
        if not agreed.by_delivery:
            raise NotUnderstood(f"Order {agreed.number} waits for a day: nobody has to state anything.")
        agreed.stated.append(stated(self.programme, agreed.terms, ppm, attestor.name))
        today = self._read.words.date(self.programme.today())
        return Outcome(
            f"{attestor.name} states that {in_percent(ppm)} of order {agreed.number} is delivered on {today}"
        )

    @verb
    def release(self, order: int, by: str | None = None) -> Outcome:
        """Release what an order has earned by the last statement; by the payee, unless you say by whom."""
        agreed, suite = self._agreed(order), self.programme.suite
        sender = self._read.sender(by, agreed.terms.payee)
        units = suite.release_milestone(agreed.terms, 0, agreed.evidence, sender=sender).value
        return self._after(f"{self._read.words.money(units)} are released", agreed)

    @verb
    def withdraw(self, order: int, by: str | None = None) -> Outcome:
        """Pay out what waits for the parties of an order; by each of them, unless you say by whom."""
        agreed, suite, lines = self._agreed(order), self.programme.suite, []
        waiting = [side for side, units in _waiting(self._state(agreed)).items() if units]
        for side in waiting or [Side.RELEASED]:
            to = agreed.terms.payee if side is Side.RELEASED else agreed.terms.payer
            units = suite.withdraw(agreed.terms, 0, side, to, sender=self._read.sender(by, to)).value
            lines.append(f"{self._read.words.name(to)} gets {self._read.words.money(units)}")
        return self._after("\n".join(lines), agreed)

    @verb
    def dispute(self, order: int, amount: Amount, by: str | None = None) -> Outcome:
        """Dispute an amount that an order has not released yet; by the payer, unless you say by whom."""
        agreed, units, suite = self._agreed(order), self._read.units(amount), self.programme.suite
        sender = self._read.sender(by, agreed.terms.payer)
        number = suite.dispute(agreed.terms, 0, units, sender=sender).value
        words, until = self._read.words, suite.dispute_of(agreed.name, 0, number).last_day
        said = f"{words.name(sender)} disputes {words.money(units)}"
        return self._after(f"{said}; {words.name(agreed.terms.arbiter)} has until {words.date(until)} to rule", agreed)

    @verb
    def rule(self, order: int, amount: Amount | None = None, by: str | None = None) -> Outcome:
        """Give the payee so much of the oldest dispute; without an amount, its half after the arbiter's time."""
        agreed, suite = self._agreed(order), self.programme.suite
        sender, number = self._read.sender(by, agreed.terms.arbiter), self._oldest(agreed)
        before = self._state(agreed).awarded
        if amount is None:
            suite.rule_by_silence(agreed.terms, 0, number, sender=sender)
        else:
            suite.rule(agreed.terms, 0, number, self._read.units(amount), sender=sender)
        units = self._state(agreed).awarded - before
        earner = self._read.words.name(agreed.terms.payee)
        return self._after(f"{earner} earns {self._read.words.money(units)} of what was disputed", agreed)

    @verb
    def lapse(self, order: int, by: str | None = None) -> Outcome:
        """Give back what nobody has shown to be earned in time; by the payer, unless you say by whom."""
        agreed = self._agreed(order)
        sender = self._read.sender(by, agreed.terms.payer)
        units = self.programme.suite.lapse(agreed.terms, 0, sender=sender).value
        return self._after(f"{self._read.words.money(units)} go back", agreed)

    @verb
    def explain(self, order: int) -> Outcome:
        """Say what was agreed on with an order, where it stands, and what the last statement would release."""
        agreed = self._agreed(order)
        shown = {0: agreed.evidence} if agreed.stated else {}
        text = str(self.programme.suite.explain(agreed.terms, shown))
        text = text.replace(f"Agreement 0x{agreed.name.hex()}", f"Order {agreed.number}")
        return Outcome(self._read.words.named(text.replace(f" ({self.programme.token.address})", "")))

    def _due(self, units: int, last: int, condition: Condition) -> Milestone:
        return Milestone(
            currency=self.programme.token.address,
            amount=units,
            source=Party.PAYER,
            to=Party.PAYEE,
            lapses_to=Party.PAYER,
            condition=condition,
            deadline_day=last,
            evidence_days=EVIDENCE_DAYS,
        )

    def _until(self, delivered: bool, last: int) -> Condition:
        kinds = self.programme.suite.conditions
        if not delivered:
            return kinds.after_date(last)
        attestor = self.programme.address(ATTESTOR)
        return kinds.attested_by([attestor], DELIVERED, quantity=WHOLE_PPM, pro_rata=True)

    def _agreed(self, number: object) -> Agreed:
        if not self.orders:
            raise NotUnderstood('Nothing was ordered yet: suite.order("1000.00") does.')
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(self.orders):
            raise NotUnderstood(f"{number!r} is no order: there are {len(self.orders)}, from 1.")
        return self.orders[number - 1]

    def _state(self, agreed: Agreed) -> MilestoneState:
        return self.programme.suite.milestone(agreed.name, 0)

    def _oldest(self, agreed: Agreed) -> int:
        """Give the number of the oldest open dispute; where none is, 0, which is refused."""
        count = self._state(agreed).disputes
        open_ = (n for n in range(count) if self.programme.suite.dispute_of(agreed.name, 0, n).amount)
        return next(open_, 0)

    def _after(self, step: str, agreed: Agreed) -> Outcome:
        return Outcome("\n".join([step, *self._standing(agreed)]))

    def _standing(self, agreed: Agreed) -> Iterator[str]:
        """Say where an order's money is."""
        words, state = self._read.words, self._state(agreed)
        waiting = _waiting(state)
        held = agreed.due.amount - state.released - state.awarded - state.returned - state.disputed
        parts = {
            "are held": held,
            "are disputed": state.disputed,
            f"wait for {words.name(agreed.terms.payee)}": waiting[Side.RELEASED],
            f"wait for {words.name(agreed.terms.payer)}": waiting[Side.RETURNED],
        }
        there = [f"{words.money(units)} {where}" for where, units in parts.items() if units]
        yield f"Order {agreed.number}: {', '.join(there) or 'nothing is left in escrow'}"


def said(read: Reading, agreed: Agreed) -> str:
    """Say in one line what was ordered."""
    words, terms = read.words, agreed.terms
    last = words.date(agreed.due.deadline_day)
    when = f"as far as {ATTESTOR} states delivery by {last}" if agreed.by_delivery else f"released on {last}"
    parties = f"of {words.name(terms.payer)} in escrow for {words.name(terms.payee)}"
    return f"Order {agreed.number}: {words.money(agreed.due.amount)} {parties}, {when}"


def _waiting(state: MilestoneState) -> dict[Side, int]:
    return {
        Side.RELEASED: state.released + state.awarded - state.withdrawn,
        Side.RETURNED: state.returned - state.returned_withdrawn,
    }
