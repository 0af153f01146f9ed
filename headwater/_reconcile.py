"""Reconciliation: does every base unit that an obligation moved stand where the arithmetic says?

What is expected comes from what each receivable was worth before the first payment and from what was paid; what is
found comes from the currency's own balances on chain. Neither knows of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from web3.contract import Contract

from headwater._agreements import Agreement
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
    """One account: by how many base units its balance should have changed in a time, and by how many it did."""

    account: str
    expected: int
    found: int

    @property
    def difference(self) -> int:
        """What is there too much, or, negative, missing."""
        return self.found - self.expected


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """An obligation's account of itself, in base units: `lines` since the due day, `escrowed` for what led to it."""

    face: int
    circulating: int
    cancelled: int
    paid: int
    lines: tuple[Line, ...]
    escrowed: tuple[Line, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was made and nothing lost, in value and in money."""
        accounts = (*self.lines, *self.escrowed)
        return self.face == self.circulating + self.cancelled and not any(line.difference for line in accounts)


def reconcile(suite: Suite, obligation: int, face: int, token: Contract, before: int) -> Reconciliation:
    """Hold an obligation's money against its receivables; what is parked for a holder counts as the holder's.

    `face` is the face value as signed, `token` its currency, `before` a block on or after the due day and before the
    first payment; since then, the accounts must have moved the currency for this obligation alone.
    """
    state, nodes = suite.obligation(obligation), lineage(suite, obligation, before)
    expected = defaultdict(int, {node.receivable.holder: 0 for node in nodes})
    for holder, amount in _received(suite, nodes, state, obligation):
        expected[holder] += amount
    for payment in payments(suite, obligation):
        expected[payment.payer] -= payment.amount
    parked = {account: _parked(suite, account, state.currency, before) for account in expected}
    lines = [Line(a, units, _change(token, a, before) + parked[a]) for a, units in expected.items()]
    ledger = suite.receivables.address
    kept = _change(token, ledger, before) - sum(parked.values())
    lines.append(Line(ledger, -sum(expected.values()), kept))
    circulating = sum(node.receivable.value for node in nodes)
    return Reconciliation(face, circulating, state.cancelled, state.paid, tuple(lines))


def reconcile_milestone(
    suite: Suite, terms: Agreement, number: int, token: Contract, before: int, after: int
) -> tuple[Line, ...]:
    """Hold the money of a funded milestone against the escrow's account of it; `token` is its currency.

    Between the blocks `before` and `after`, its parties must have moved the currency for it alone; since `before`, and
    until now, nobody may have moved the escrow's for anything else.
    """
    due, at = terms.milestones[number], terms.parties
    agreement = terms.origin if any(terms.origin) else suite.agreement_digest(terms)
    then, now = suite.milestone(agreement, number, after), suite.milestone(agreement, number)
    expected: defaultdict[str, int] = defaultdict(int, {at[due.source]: -due.amount})
    expected[at[due.to]] += then.withdrawn
    expected[at[due.lapses_to]] += then.returned_withdrawn
    lines = [Line(account, units, _change(token, account, before, after)) for account, units in expected.items()]
    escrow, held = suite.escrow.address, due.amount - now.withdrawn - now.returned_withdrawn
    return (*lines, Line(escrow, held, _change(token, escrow, before)))


def _received(suite: Suite, nodes: tuple[Node, ...], state: Obligation, obligation: int) -> Iterator[tuple[str, int]]:
    """Who should have got how much by each claim: the share of what was paid before it, less what came before."""
    value = {node.receivable.id: node.receivable.value for node in nodes}
    had: defaultdict[int, int] = defaultdict(int)
    made = payments(suite, obligation)
    for claim in claims(suite, obligation):
        paid = sum(p.amount for p in made if (p.block, p.index) < (claim.block, claim.index))
        share = share_down(value.get(claim.receivable, 0), paid, state.live_face)
        yield claim.holder, share - had[claim.receivable]
        had[claim.receivable] = share


def _parked(suite: Suite, account: str, currency: str, since: int) -> int:
    return suite.credit(account, currency) - suite.credit(account, currency, since)


def _change(token: Contract, account: str, since: int, until: int | None = None) -> int:
    balance = token.functions.balanceOf(account)
    return int(balance.call(block_identifier=until or "latest")) - int(balance.call(block_identifier=since))
