"""A story's books: what everybody should hold and have, checked against the chain after every step.

`holds(supplier=60, tier2=40)` says all there is: whoever is not named holds nothing. So does `money(anchor=-100)`, of
the change since the story began; the ledger counts as somebody.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from headwater._lineage import lineage
from tests.stage import Stage, obligation_of


class Tale:
    """A story on the stage, about one obligation."""

    def __init__(self, stage: Stage, purse: int) -> None:
        self.stage, self.root = stage, 0
        stage.currency.mint(stage.cast["anchor"], purse, {"from": stage.cast["operator"]})
        stage.currency.approve(stage.receivables, purse, {"from": stage.cast["anchor"]})
        self.people = {**stage.cast, "ledger": stage.receivables}
        self.at_first = self._balances()

    def begin(self, face: int) -> int:
        """Issue the story's obligation; gives the root receivable."""
        self.root = self.stage.issue(face=face)
        return self.root

    def holds(self, **expected: int) -> None:
        """Check the value that everybody's receivables have together, in base units."""
        names = {account.address: name for name, account in self.stage.cast.items()}
        held: Counter[str] = Counter()
        for node in self._nodes():
            held[names[node.receivable.holder]] += node.receivable.value
        assert {name: value for name, value in held.items() if value} == expected

    def money(self, **expected: int) -> None:
        """Check by how many base units everybody's balance has changed since the story began."""
        changed = {name: now - self.at_first[name] for name, now in self._balances().items()}
        assert {name: change for name, change in changed.items() if change} == expected

    def owes(self, outstanding: int, status: str) -> None:
        """Check what the anchor owes, and where the obligation stands."""
        suite, cast = self.stage.programme.suite, self.stage.cast
        assert suite.exposure(cast["anchor"].address, self.stage.currency.address).outstanding == outstanding
        assert suite.obligation(obligation_of(self.root)).status.name == status

    def gone(self) -> None:
        """Check that nothing is left: no receivable, no money of the story in the ledger."""
        assert self._nodes() == ()
        assert self.stage.currency.balanceOf(self.stage.receivables) == self.at_first["ledger"]

    def _nodes(self) -> tuple[Any, ...]:
        suite = self.stage.programme.suite
        return lineage(suite, obligation_of(self.root), suite.w3.eth.block_number)

    def _balances(self) -> dict[str, int]:
        return {name: int(self.stage.currency.balanceOf(account)) for name, account in self.people.items()}
