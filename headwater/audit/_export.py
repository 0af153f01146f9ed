"""The export: every log of the suite's contracts in a range of blocks, written down and sorted into tables."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from web3 import Web3

from headwater._deployment import Deployment
from headwater.audit._decoding import Decoder
from headwater.audit._errors import ChainReorganised, CheckpointRefused, NodeExhausted, RangeRefused
from headwater.audit._events import Event
from headwater.audit._manifest import Manifest, Scope, demand_chain
from headwater.audit._node import Log, PatientNode
from headwater.audit._rows import Tables
from headwater.audit._workplace import Checkpoint, Workplace

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_TOLD_EVERY = 1_000  # events


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def export(
    w3: Web3,
    deployment: Deployment,
    folder: Path,
    *,
    from_block: int | None = None,
    to_block: int | None = None,
    progress: Progress = silent,
    pause: Callable[[float], None] = time.sleep,
) -> Manifest:
    """Export the events of a deployment's contracts into a folder; gives the manifest.

    Without `from_block` it begins at the deployment's first block, without `to_block` it ends with the last block that
    the chain has now, or had when an interrupted run began, which it goes on with. `pause` waits so many seconds.

    Raises FolderTaken, CheckpointRefused, RangeRefused, NodeExhausted, ChainReorganised, DeploymentMismatch for a node
    on another chain, and OSError.
    """
    node, decoder = PatientNode(w3, pause), Decoder.of(deployment)
    demand_chain(node, deployment)
    with Workplace.of(folder) as work:
        begun = _begin(node, deployment, work, from_block, to_block)
        done = _walk(node, decoder, work, begun, progress)
        begun.scope.demand_same_end(node)
        return _finish(decoder, work, done, progress)


def first_block(deployment: Deployment) -> int:
    """Give the block in which the first of a deployment's contracts was deployed."""
    return min(placed.block for placed in deployment.contracts.values())


def _begin(
    node: PatientNode, deployment: Deployment, work: Workplace, from_block: int | None, to_block: int | None
) -> Checkpoint:
    """Give where to begin, or to go on."""
    first = first_block(deployment) if from_block is None else from_block
    found = work.checkpoint()
    if found is None:
        head = node.head()
        last = head if to_block is None else to_block
        if not 0 <= first <= last <= head:
            raise RangeRefused(f"From block {first} to block {last} is no range of a chain that has {head}.")
        begun = Checkpoint(Scope.of(deployment, first, node.header(last)), first, 0, 0)
        work.note(begun)
        work.events.touch()
        return begun
    _demand_same(found.scope, deployment, first, to_block)
    found.scope.demand_same_end(node)
    return found


def _demand_same(found: Scope, deployment: Deployment, first: int, to_block: int | None) -> None:
    """Demand that an interrupted run is of the same chain, deployment and range; raises CheckpointRefused."""
    addresses = {name: placed.address for name, placed in deployment.contracts.items()}
    same = {
        "chain": (found.chain_id, found.genesis) == (deployment.chain_id, deployment.genesis),
        "deployment": found.contracts == addresses,
        "range": found.first_block == first and to_block in (None, found.last_block),
    }
    for what, holds in same.items():
        if not holds:
            raise CheckpointRefused(f"What an interrupted run left here is of another {what}: give another folder.")


def _walk(node: PatientNode, decoder: Decoder, work: Workplace, begun: Checkpoint, progress: Progress) -> Checkpoint:
    """Write the events down, range by range, and how far it has come after each."""
    scope, done = begun.scope, begun
    total = scope.last_block - scope.first_block + 1
    with work.appending(begun) as file:
        for last, events in logged(node, decoder, scope, begun.next_block):
            file.writelines(event.line() for event in events)
            file.flush()
            os.fsync(file.fileno())
            done = Checkpoint(scope, last + 1, file.tell(), done.rows + len(events))
            work.note(done)
            progress("Reading blocks", last - scope.first_block + 1, total)
    return done


def logged(node: PatientNode, decoder: Decoder, scope: Scope, start: int) -> Iterator[tuple[int, list[Event]]]:
    """Yield a scope's events from a block on, in ranges: each range's last block, and what is in it, in order.

    Raises NodeExhausted, and ChainReorganised where a block is replaced meanwhile.
    """
    addresses = sorted(decoder.names)
    for last, logs in node.logs(addresses, start, scope.last_block):
        yield last, _events(node, decoder, logs, start, last)
        start = last + 1


def _events(node: PatientNode, decoder: Decoder, logs: list[Log], start: int, last: int) -> list[Event]:
    """Give the events of a range, each once and in order, whatever order they come in."""
    try:
        own = [log for log in logs if log["address"].lower() in decoder.names and not log.get("removed")]
        times = _times(node, own)
        found = {event.place: event for event in (Event.of_log(decoder, log, times[log["blockNumber"]]) for log in own)}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NodeExhausted("What the node gives as logs cannot be read as logs.") from None
    return [found[place] for place in sorted(found) if start <= place[0] <= last]


def _times(node: PatientNode, logs: list[Log]) -> dict[str, int]:
    """Give the time of each block that has logs; where the logs do not say it, the blocks are asked.

    Raises ChainReorganised where a block is not the one any more that the logs are of.
    """
    times = {log["blockNumber"]: int(log["blockTimestamp"], 16) for log in logs if log.get("blockTimestamp")}
    hashes = {log["blockNumber"]: log["blockHash"] for log in logs if log["blockNumber"] not in times}
    for number, header in zip(hashes, node.headers([int(number, 16) for number in hashes]), strict=True):
        if header.hash != hashes[number]:
            raise ChainReorganised(f"Block {header.number} was replaced while it was read: run again.")
        times[number] = header.timestamp
    return times


def _finish(decoder: Decoder, work: Workplace, done: Checkpoint, progress: Progress) -> Manifest:
    """Sort the events into tables, and move everything to where it belongs."""
    with work.writing() as tally, work.events.open("rb") as lines:
        tables = Tables(tally.put)
        tables.head()
        for row, line in enumerate(lines, 1):
            tables.row(Event.of_line(decoder, line))
            if row % _TOLD_EVERY == 0 or row == done.rows:
                progress("Writing tables", row, done.rows)
    return work.finish(done, tally)
