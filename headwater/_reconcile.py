"""Reconciliation: does every base unit that an obligation moved stand where the arithmetic says?

What is expected comes from what each receivable was worth before the first payment and from what was paid; what is
found comes from the currency's own balances on chain. Neither knows of the other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from web3.contract import Contract

from headwater._lineage import Node, claims, lineage, payments
from headwater._suite import Suite
from headwater._types import Obligation


def share_down(value: int, paid: int, live_face: int) -> int:
    """Give a receivable's share of what was paid: ⌊value × paid / live face⌋, in base units.

    What rounding leaves stays with the ledger until the obligation is paid in full: then the share is the value.
    """
    return value if paid == live_face else value * paid // live_face


@dataclass(frozen=True, slots=True)
class Line:
    """One account: by how many base units its balance should have changed since the due day, and by how many it did."""

    account: str
    expected: int
    found: int

    @property
    def difference(self) -> int:
        """What is there too much, or, negative, missing."""
        return self.found - self.expected


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """An obligation's account of itself, in base units."""

    face: int
    circulating: int
    cancelled: int
    paid: int
    lines: tuple[Line, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was made and nothing lost, in value and in money."""
        return self.face == self.circulating + self.cancelled and not any(line.difference for line in self.lines)


def reconcile(suite: Suite, obligation: int, face: int, token: Contract, before: int) -> Reconciliation:
    """Hold an obligation's money against its receivables; what is parked for a holder counts as the holder's.

    `face` is the face value as signed, `token` its currency, `before` a block on or after the due day and before the
    first payment; since then, the accounts must have moved the currency for this obligation alone.
    """
    state, nodes = suite.obligation(obligation), lineage(suite, obligation, before)
    expected: defaultdict[str, int] = defaultdict(int)
    for holder, amount in _received(suite, nodes, state, obligation):
        expected[holder] += amount
    for payment in payments(suite, obligation):
        expected[payment.payer] -= payment.amount
    parked = {account: suite.credit(account, state.currency) for account in expected}
    lines = [Line(a, units, _change(token, a, before) + parked[a]) for a, units in expected.items()]
    ledger = suite.receivables.address
    kept = _change(token, ledger, before) - sum(parked.values())
    lines.append(Line(ledger, -sum(expected.values()), kept))
    circulating = sum(node.receivable.value for node in nodes)
    return Reconciliation(face, circulating, state.cancelled, state.paid, tuple(lines))


def _received(suite: Suite, nodes: tuple[Node, ...], state: Obligation, obligation: int) -> list[tuple[str, int]]:
    """What each receivable that was claimed should have brought its holder by now."""
    claimed = {claim.receivable for claim in claims(suite, obligation)}
    paid_at = _paid_when_claimed(suite, obligation)
    return [
        (
            node.receivable.holder,
            share_down(node.receivable.value, paid_at[node.receivable.id], state.live_face),
        )
        for node in nodes
        if node.receivable.id in claimed
    ]


def _paid_when_claimed(suite: Suite, obligation: int) -> dict[int, int]:
    """How much had been paid when each receivable was last claimed."""
    made = payments(suite, obligation)
    last = {claim.receivable: claim.block for claim in claims(suite, obligation)}
    return {id_: sum(p.amount for p in made if p.block < block) for id_, block in last.items()}


def _change(token: Contract, account: str, since: int) -> int:
    balance = token.functions.balanceOf(account)
    return int(balance.call()) - int(balance.call(block_identifier=since))
