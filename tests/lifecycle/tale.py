"""A story's books: what everybody should hold and have, checked against the chain after every step.

`holds(supplier=60, tier2=40)` says all there is: whoever is not named holds nothing. So do `money(anchor=-100)`, of
the change since the story began, and `parked(tier2=7)`, of what the ledger keeps for whom; in `money` the ledger counts
as somebody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from headwater._lineage import lineage
from tests.stage import REMITTANCE, Stage, obligation_of


class Tale:
    """A story on the stage, about obligations in one currency; contracts can join the cast."""

    def __init__(self, stage: Stage, purse: int, currency: Any = None, **others: Any) -> None:
        self.stage, self.currency = stage, currency or stage.currency
        self.roots: list[int] = []
        self.people = {**stage.cast, **others, "ledger": stage.receivables}
        if purse:
            self.currency.mint(stage.cast["anchor"], purse, {"from": stage.cast["operator"]})
            self.currency.approve(stage.receivables, purse, {"from": stage.cast["anchor"]})
        self.at_first = self._balances()

    def begin(self, face: int) -> int:
        """Issue an obligation of the story's; gives the root receivable."""
        return self.follow(self.stage.issue(face=face, currency=self.currency.address))

    def follow(self, root: int) -> int:
        """Take an obligation into the story that was issued otherwise; gives its root receivable."""
        self.roots.append(root)
        return root

    def pay(self, root: int, amount: int) -> None:
        """Pay the obligation of a root out of the anchor's purse."""
        anchor = {"from": self.stage.cast["anchor"]}
        self.stage.receivables.pay(obligation_of(root), amount, REMITTANCE, anchor)

    def ids(self) -> list[int]:
        """Give every receivable that there is."""
        return [node.receivable.id for node in self._nodes()]

    def holds(self, **expected: int) -> None:
        """Check the value that everybody's receivables have together, in base units."""
        names = {account.address: name for name, account in self.people.items()}
        held: Counter[str] = Counter()
        for node in self._nodes():
            held[names[node.receivable.holder]] += node.receivable.value
        assert some(held) == expected

    def money(self, **expected: int) -> None:
        """Check by how many base units everybody's balance has changed since the story began."""
        assert some({name: now - self.at_first[name] for name, now in self._balances().items()}) == expected

    def parked(self, **expected: int) -> None:
        """Check how many base units the ledger keeps for whom."""
        credit = self.stage.programme.suite.credit
        people = self.people.items()
        assert some({name: credit(account.address, self.currency.address) for name, account in people}) == expected

    def owes(self, outstanding: int, status: str) -> None:
        """Check what the obligor owes, and where its obligations stand."""
        suite = self.stage.programme.suite
        shown = [suite.obligation(obligation_of(root)) for root in self.roots]
        assert {one.status.name for one in shown} == {status}
        assert sum(one.live_face - one.paid for one in shown) == outstanding
        ((obligor, currency),) = {(one.obligor, one.currency) for one in shown}
        assert suite.exposure(obligor, currency).outstanding == outstanding

    def gone(self) -> None:
        """Check that nothing is left: no receivable, no money of the story in the ledger."""
        assert self._nodes() == []
        self.parked()
        assert self.currency.balanceOf(self.stage.receivables) == self.at_first["ledger"]

    def _nodes(self) -> list[Any]:
        suite = self.stage.programme.suite
        block = suite.w3.eth.block_number
        return [node for root in self.roots for node in lineage(suite, obligation_of(root), block)]

    def _balances(self) -> dict[str, int]:
        return {name: int(self.currency.balanceOf(account)) for name, account in self.people.items()}


def some(counted: Mapping[str, int]) -> dict[str, int]:
    """Leave out those who have none."""
    return {name: number for name, number in counted.items() if number}
