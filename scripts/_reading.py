"""What the words typed at the console mean, and what there is to say of the programme behind it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import cast

from eth_utils.address import is_address, to_checksum_address

from _local import LocalProgramme
from _wording import Member, NotUnderstood, Outcome, Wording
from headwater import Currency, Obligation, Pedigree, Proposal, date_of, parse_label, to_units
from headwater._lineage import parents
from headwater._types import ZERO_ADDRESS
from headwater.refusals import Receivables_NoSuchProposal, Receivables_NoSuchReceivable, Receivables_ProposalLapsed

CAST = ("anchor", "supplier", "tier2", "tier3", "financier", "supervisor", "attestor")
CURRENCY = Currency("EUR", 2)


class Reading:
    """What is there, and what the words typed at the console mean."""

    def __init__(self, programme: LocalProgramme) -> None:
        self.programme = programme
        self.members = {name: Member(name, programme.address(name)) for name in CAST}
        others = {programme.address("operator"): "operator", programme.suite.receivables.address: "the ledger"}
        others |= {programme.suite.discount_market.address: "the market", programme.suite.factoring.address: "custody"}
        others |= {programme.suite.escrow.address: "escrow", programme.suite.credit_notes.address: "credit notes"}
        others |= {ZERO_ADDRESS: "nobody", programme.token.address: CURRENCY.code}
        self.words = Wording(self.members, others, CURRENCY)

    def member(self, given: object) -> Member:
        for member in self.members.values():
            if given in (member, member.name):
                return member
        raise NotUnderstood(f"{given!r} is nobody of the cast: {', '.join(CAST)}.")

    def account(self, given: object) -> str:
        return to_checksum_address(given) if isinstance(given, str) and is_address(given) else self.member(given)

    def receivable(self, given: object) -> int:
        if isinstance(given, Outcome):
            if len(given.receivables) != 1:
                raise NotUnderstood("That is not about one receivable: name one by its label, such as '1/2'.")
            return given.receivables[0]
        if isinstance(given, int) and not isinstance(given, bool):
            return Pedigree.of(given).id
        if not isinstance(given, str):
            raise NotUnderstood(f"{given!r} names no receivable: give its label, such as '1/2', or its id.")
        return Pedigree.parse(given).id if "<" in given else self._labelled(given)

    def _labelled(self, label: str) -> int:
        obligation, serial = parse_label(label)
        if serial == 1:
            return Pedigree(obligation, serial).id
        for child in parents(self.programme.suite, obligation):
            if Pedigree.of(child).serial == serial:
                return child
        raise NotUnderstood(f"There is no receivable {label}.")

    def obligation(self, given: object) -> tuple[int, Obligation]:
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < 2**64:
            raise NotUnderstood(f"{given!r} names no obligation: give its number, such as 1.")
        return given, self.programme.suite.obligation(given)

    def day_in(self, days: object) -> int:
        if isinstance(days, bool) or not isinstance(days, int) or days < 0:
            raise NotUnderstood(f"{days!r} is no number of days: give a whole one, such as 90.")
        day = self.programme.today() + days
        date_of(day)
        return day

    def units(self, amount: object) -> int:
        return to_units(cast("str", amount), CURRENCY)  # which refuses by name what is no amount

    def rate(self, percent: object) -> int:
        """Give percent as ppm."""
        if not isinstance(percent, str | Decimal) or not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", str(percent)):
            raise NotUnderstood(f"{percent!r} is no rate: give percent as text, such as '4.2'.")
        return int(Decimal(percent).scaleb(4))

    def sender(self, by: object, otherwise: str) -> str:
        return otherwise if by is None else self.member(by)

    def holder(self, receivable: int) -> str:
        return self.programme.suite.receivable(receivable).holder

    def proposal(self, receivable: int) -> Proposal | None:
        try:
            return self.programme.suite.proposal(receivable)
        except (Receivables_NoSuchProposal, Receivables_ProposalLapsed):
            return None

    def line(self, receivable: int) -> str:
        """Say what a receivable is worth and whose it is."""
        shown = self.programme.suite.receivable(receivable)
        label, money = self.words.label(receivable), self.words.money(shown.value)
        said = f"{label}: {money}, held by {self.words.name(shown.holder)}"
        if proposal := self.proposal(receivable):
            until = self.words.date(proposal.valid_until)
            said += f", proposed to {self.words.name(proposal.recipient)} through {until}"
        return said

    def headline(self, number: int, state: Obligation) -> str:
        """Say what an obligation is and where it stands."""
        money, status = self.words.money, state.status.name.lower()
        said = f"Obligation {number}: {money(state.face)} of {self.words.name(state.obligor)}, "
        said += f"due {self.words.date(state.due_day)}, {status}, {money(state.paid)} paid"
        return said + (f", {money(state.cancelled)} cancelled" if state.cancelled else "")

    def rest(self, receivable: int, gone: str = "cancelled whole") -> str:
        """Say what is left of a receivable."""
        try:
            return self.line(receivable)
        except Receivables_NoSuchReceivable:
            return f"{self.words.label(receivable)} is {gone}"

    def balance(self, account: str) -> str:
        return self.words.money(self.programme.balance(account))
