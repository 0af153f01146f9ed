"""A story of one obligation that is not paid as it should be: each verb takes a step and checks the whole position.

What is owed, to whom and in which state is reckoned beside the chain, day by day, by `arrears`; money and holdings the
story says itself.
"""

from __future__ import annotations

from typing import Any

from headwater import Enforcement, Position
from tests.lifecycle.arrears import Arrears
from tests.lifecycle.tale import Tale
from tests.stage import PURSE, REMITTANCE, obligation_of

GUARANTOR = 16
REASON = b"\x5e" * 32


class Trouble(Tale):
    """A tale of one obligation of the anchor's to the supplier; everybody has money that the ledger may take."""

    def __init__(self, stage: Any, currency: Any = None) -> None:
        super().__init__(stage, 0, currency)
        for account in stage.cast.values():
            self.currency.mint(account, PURSE, {"from": account})
            self.currency.approve(stage.receivables, PURSE, {"from": account})
        self.at_first = self._balances()
        self.ledger, self.suite = stage.receivables, stage.programme.suite
        self.operator = stage.cast["operator"].address

    def owe(self, face: int, **changes: Any) -> int:
        """Issue the story's obligation, with changes of the usual terms; gives its root."""
        terms = self.stage.terms(face=face, currency=self.currency.address, **changes)
        root = self.follow(self.stage.issue_terms(terms, self.stage.accept(terms)))
        self.debt = Arrears(face, terms.due_day, terms.grace_days, terms.late_rate_ppm, terms.late_basis)
        self.number = obligation_of(root)
        self.even()
        return root

    def wait(self, days: int) -> None:
        """Move to so many days after the due day."""
        self.stage.move_to(self.debt.due_day + days)
        self.even()

    def pay(self, amount: int, by: str = "anchor") -> None:  # type: ignore[override]
        """Pay; what is above the rest owed is not taken."""
        self.ledger.pay(self.number, amount, REMITTANCE, {"from": self.people[by]})
        self.debt.pay(self.stage.now(), min(amount, self.debt.owed(self.stage.now())))
        self.even()

    def pay_as_guarantor(self, amount: int, by: str) -> None:
        """Pay in the anchor's stead."""
        self.ledger.payAsGuarantor(self.number, amount, REMITTANCE, {"from": self.people[by]})
        self.debt.pay_as_guarantor(self.stage.now(), amount)
        self.even()

    def claim(self, *ids: int, by: str = "stranger") -> None:
        """Claim on receivables at somebody's call; on all there are, where none is named."""
        self.ledger.claimMany(ids or self.ids(), {"from": self.people[by]})
        self.even()

    def hold(self, payer: str, last_interest_day: int) -> None:
        """Place a hold: who alone may pay, and the day after which nothing accrues."""
        account = self.people[payer].address
        self.suite.place_hold(self.number, account, last_interest_day, REASON, sender=self.operator)
        self.debt.last_interest_day = last_interest_day
        self.even()

    def guarantor(self, name: str) -> str:
        """Accredit somebody as a guarantor; gives its address."""
        self.stage.register(self.people[name], GUARANTOR, bytes([GUARANTOR]) * 32, name)
        return str(self.people[name].address)

    def order(self, giver: str, to: str, *ids: int, recovery: bool = False) -> Enforcement:
        """Have the enforcer announce that receivables are to be moved."""
        order = Enforcement(self.people[giver].address, self.people[to].address, ids, REASON, recovery)
        self.suite.schedule_order(order, sender=self.operator)
        return order

    def execute(self, order: Enforcement) -> None:
        """Have the enforcer do what it has announced, once its delay has passed."""
        self.stage.move_to(self.stage.now() + 4)
        self.suite.execute_order(order, sender=self.operator)
        self.even()

    def appoint(self, role: int, name: str) -> None:
        """Give somebody a role, by the administrator, after its delay."""
        authority, account = self.suite.authority, self.people[name].address
        data = authority.encode_abi("grantRole", [int(role), account, 0])
        for step in (authority.functions.schedule(authority.address, data, 0), None):
            if step is None:
                self.stage.move_to(self.stage.now() + 6)
                step = authority.functions.execute(authority.address, data)
            step.transact({"from": self.operator})

    def even(self) -> None:
        """Check the position, the exposure, and what each receivable has had and can have."""
        debt, today = self.debt, self.stage.now()
        owed = debt.owed(today)
        advanced = debt.advanced + debt.advanced_interest
        days_late = max(0, today - debt.due_day) if owed else 0
        dues = (debt.live - debt.paid, debt.interest(today), advanced, owed)
        reckoned = Position(*dues, debt.paid, debt.interest_paid, days_late, debt.status(today))
        assert self.suite.position(self.number, today) == reckoned
        shown = self.suite.obligation(self.number)
        assert (shown.live_face, shown.status) == (debt.live, reckoned.status)
        assert self.suite.exposure(shown.obligor, shown.currency).outstanding == debt.live - debt.borne + self._others(
            shown
        )
        for node in self._nodes():
            had = node.receivable.claimed + node.receivable.claimable
            assert had == debt.share(node.receivable.value)

    def _others(self, like: Any) -> int:
        """What is owed on obligations in the same currency beside the story's, where none of them has a guarantor."""
        count = self.suite.issuance.functions.programme().call()[0]
        others = [self.suite.obligation(number) for number in range(1, count + 1) if number != self.number]
        return sum(one.live_face - one.paid for one in others if one.currency == like.currency)
