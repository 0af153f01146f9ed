"""An obligation's receivables as the chain remembers them: who held what, at any block.

The ledger logs `SlotChanged` with the obligation's number as it mints each receivable, so one filtered query finds
them all; their state at a block is asked of the node, which has to keep it (an archive node, or any local one).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from web3.contract.contract import ContractEvent
from web3.exceptions import Web3RPCError

from headwater._pedigree import Pedigree
from headwater._refusals import refusal
from headwater._suite import Suite
from headwater._types import Receivable


@dataclass(frozen=True, slots=True)
class Node:
    """A receivable in its obligation's tree."""

    receivable: Receivable
    pedigree: Pedigree


def lineage(suite: Suite, obligation: int, block: int) -> tuple[Node, ...]:
    """Give an obligation's receivables that exist at a block, as they were then, by their serials."""
    found = [Pedigree.of(log["args"]["tokenId"]) for log in logs(suite, "SlotChanged", newSlot=obligation)]
    nodes = (_node(suite, pedigree, block) for pedigree in sorted(found, key=lambda p: p.serial))
    return tuple(node for node in nodes if node)


def parents(suite: Suite, obligation: int) -> dict[int, int]:
    """Give the id of each child's parent, by the child's id."""
    found = [Pedigree.of(log["args"]["tokenId"]) for log in logs(suite, "SlotChanged", newSlot=obligation)]
    by_serial = {pedigree.serial: pedigree.id for pedigree in found}
    return {pedigree.id: by_serial[pedigree.parent] for pedigree in found if pedigree.depth}


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of an obligation, in base units; `index` is its log's, by which those of a block are in order."""

    payer: str
    amount: int
    remittance: bytes
    block: int
    index: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim on a receivable, in base units; `index` is its log's, by which those of a block are in order."""

    receivable: int
    holder: str
    amount: int
    block: int
    index: int


def payments(suite: Suite, obligation: int) -> tuple[Payment, ...]:
    """Give an obligation's payments, in order."""
    paid = [(log, log["args"]) for log in logs(suite, "ObligationPaid", obligation=obligation)]
    return tuple(
        Payment(args["payer"], args["amount"], args["remittance"], log["blockNumber"], log["logIndex"])
        for log, args in paid
    )


def claims(suite: Suite, obligation: int) -> tuple[Claim, ...]:
    """Give the claims on an obligation's receivables, in order."""
    claimed = [(log, log["args"]) for log in logs(suite, "ReceivableClaimed")]
    return tuple(
        Claim(args["id"], args["holder"], args["amount"], log["blockNumber"], log["logIndex"])
        for log, args in claimed
        if Pedigree.of(args["id"]).obligation == obligation
    )


def _node(suite: Suite, pedigree: Pedigree, block: int) -> Node | None:
    try:
        return Node(suite.receivable(pedigree.id, block), pedigree)
    except refusal("Receivables_NoSuchReceivable"):
        return None


def logs(suite: Suite, event: str, **filters: int | list[int]) -> Iterator[Any]:
    """Give what the ledger has logged of an event since it is there, in order.

    It is asked for in one piece, and in halves where the node refuses so much; raises Web3RPCError where it refuses
    a single block.
    """
    start = suite.deployment.contracts["Receivables"].block
    yield from _between(suite.receivables.events[event](), start, suite.w3.eth.block_number, filters)


def _between(event: ContractEvent, first: int, last: int, filters: dict[str, Any]) -> Iterator[Any]:
    try:
        found = event.get_logs(from_block=first, to_block=last, argument_filters=filters)
    except Web3RPCError:
        if first >= last:
            raise
        middle = (first + last) // 2
        yield from _between(event, first, middle, filters)
        yield from _between(event, middle + 1, last, filters)
        return
    yield from found
