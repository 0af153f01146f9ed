"""The order that the invoice comes from: money for its tooling waits in escrow, and follows the delivery.

The tooling is what the anchor pays for apart from the goods, so no unit of it is in the invoice: it is the supplier's
as far as an attestor states that the goods were delivered. What is not earned in time goes back to the anchor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eth_utils.crypto import keccak

from _local import LocalProgramme
from _sale import Note
from headwater import Agreement, Milestone, Party, Side, Statement, day_of, sign, statements
from headwater._conditions import subject_of
from headwater.documents import Invoice

ATTESTOR = "attestor"
DELIVERED = "delivered"
DAYS_BEFORE, EVIDENCE_DAYS = 30, 10
"""How long before the invoice is ordered, and for how long after the last day of delivery it can be shown."""

TOOLING_PERCENT = 10
FIRST_DELIVERY, ALL = 60, 100
"""What is delivered at first, and in the end, in percent of the order."""


@dataclass(frozen=True)
class Delivery:
    """What the attestor stated on a UTC day, all deliveries together, and the base units that it released."""

    day: int
    percent: int
    released: int


@dataclass(frozen=True)
class Ordered:
    """What was agreed on, the blocks before and after its life, and what was delivered."""

    terms: Agreement
    before: int
    after: int
    deliveries: tuple[Delivery, ...]


def ordered_on(invoice: Invoice) -> int:
    """Give the UTC day of the order that an invoice comes from."""
    return max(0, day_of(invoice.issue_date) - DAYS_BEFORE)


def deliver_the_order(programme: LocalProgramme, invoice: Invoice, note: Note, money: Callable[[int], str]) -> Ordered:
    """Have the anchor order and the supplier deliver in two parts, until the invoice's issue date; all is earned."""
    return _Order(programme, invoice, note, money).told()


def signed(programme: LocalProgramme, terms: Agreement) -> list[bytes]:
    """Give an agreement's signatures, of members of the cast in the parties' order."""
    message = programme.suite.agreement_message(terms)
    return [sign(programme.cast[programme.names[account]], message) for account in terms.parties.values()]


def stated(programme: LocalProgramme, terms: Agreement, quantity: int, by: str = ATTESTOR) -> Statement:
    """Give what a member of the cast states, today, to be delivered of an agreement's first milestone."""
    suite, today = programme.suite, programme.today()
    document = keccak(text=f"delivery note of {quantity}")
    named = (suite.agreement_digest(terms), 0, subject_of(DELIVERED), quantity, document, today)
    return Statement(0, quantity, document, today, sign(programme.cast[by], suite.statement_message(*named)))


class _Order:
    def __init__(self, programme: LocalProgramme, invoice: Invoice, note: Note, money: Callable[[int], str]) -> None:
        self.programme, self.suite, self.at = programme, programme.suite, programme.address
        self.note, self.money = note, money
        self.today, self.last = programme.today(), day_of(invoice.issue_date)
        self.amount = max(1, invoice.payable * TOOLING_PERCENT // 100)
        self.terms = self.agreed(f"order of {invoice.number}")

    def agreed(self, document: str) -> Agreement:
        """One milestone: the tooling, as far as the attestor states delivery."""
        tooling = Milestone(
            currency=self.programme.token.address,
            amount=self.amount,
            source=Party.PAYER,
            to=Party.PAYEE,
            lapses_to=Party.PAYER,
            condition=self.suite.conditions.attested_by([self.at(ATTESTOR)], DELIVERED, quantity=ALL, pro_rata=True),
            deadline_day=self.last,
            evidence_days=EVIDENCE_DAYS,
        )
        return Agreement(
            payer=self.at("anchor"),
            payee=self.at("supplier"),
            milestones=(tooling,),
            valid_until=self.last,
            salt=0,
            document_root=keccak(text=document),
        )

    def told(self) -> Ordered:
        self.programme.mint("anchor", self.amount)
        before = self.suite.w3.eth.block_number
        self.begin()
        first = self.today + (self.last - self.today) * FIRST_DELIVERY // 100
        days = {FIRST_DELIVERY: first, ALL: self.last}
        deliveries = tuple(self.deliver(percent, day) for percent, day in days.items())
        paid = self.suite.withdraw(self.terms, 0, Side.RELEASED, self.at("supplier"), sender=self.at("supplier"))
        self.note("withdraw_order", "supplier", f"withdraws {self.money(paid.value)}", paid.gas)
        return Ordered(self.terms, before, self.suite.w3.eth.block_number, deliveries)

    def begin(self) -> None:
        what = f"{self.money(self.amount)} for the tooling, apart from the invoice, is earned as supplier delivers"
        self.note("order", "anchor", f"orders: {what}; both sign off chain", None)
        self.programme.approve("anchor", self.amount, self.suite.escrow.address)
        begun = self.suite.begin(self.terms, signed(self.programme, self.terms), sender=self.at("anchor"))
        self.note("begin_order", "anchor", f"puts {self.money(self.amount)} into escrow", begun.gas)

    def deliver(self, percent: int, day: int) -> Delivery:
        """The attestor states a delivery; the supplier has released what that earns, if it is a unit."""
        self.programme.move_to(day)
        part = "all" if percent == ALL else f"{percent} %"
        shown = statements(stated(self.programme, self.terms, percent))
        self.note("state_delivery", ATTESTOR, f"states that {part} is delivered, by a signature off chain", None)
        if not self.suite.releasable(self.terms, 0, shown)[1]:
            return Delivery(self.programme.today(), percent, 0)
        done = self.suite.release_milestone(self.terms, 0, shown, sender=self.at("supplier"))
        key = "release_all" if percent == ALL else "release_part"
        self.note(key, "supplier", f"has {self.money(done.value)} of it released", done.gas)
        return Delivery(self.programme.today(), percent, done.value)
