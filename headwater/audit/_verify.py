"""The verification: are the files what was written, do they say the same, and does the chain show what follows?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from web3 import Web3

from headwater._deployment import Deployment
from headwater._errors import HeadwaterError
from headwater.audit._decoding import Decoder
from headwater.audit._errors import Contradiction, ExportMismatch, FileAltered, ManifestMalformed, RangeRefused
from headwater.audit._events import EVENTS, Event
from headwater.audit._expected import checks
from headwater.audit._export import Progress, first_block, logged, silent
from headwater.audit._manifest import Manifest, Scope, demand_chain, sha256_of
from headwater.audit._node import PatientNode
from headwater.audit._replay import Replay
from headwater.audit._rows import Tables, file_names
from headwater.audit._state import Chain

_TOLD_EVERY = 1_000  # events


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified: an export's scope, how many events it has, how many answers of the chain they foretold."""

    scope: Scope
    events: int
    answers: int


def verify(
    w3: Web3,
    deployment: Deployment,
    folder: Path,
    *,
    progress: Progress = silent,
    pause: Callable[[float], None] = time.sleep,
) -> Verified:
    """Verify an export against its manifest, its own events and the chain's state at its last block.

    Raises ManifestMalformed, ExportMismatch and FileAltered for what is wrong with the folder, ChainReorganised where
    the chain has another last block, DeploymentMismatch for a node on another chain, RangeRefused for an export that
    begins too late, NodeExhausted, StateMissing, and Contradiction at the first difference.
    """
    manifest, node, decoder = Manifest.load(folder), PatientNode(w3, pause), Decoder.of(deployment)
    _demand_scope(manifest.scope, deployment)
    _demand_files(manifest, folder, progress)
    demand_chain(node, deployment)
    last = manifest.scope.demand_same_end(node)
    state = _replayed(decoder, manifest, folder, progress)
    chain, done = Chain(node, manifest.scope.contracts, last.number), 0
    expected = list(checks(state, last.timestamp))
    for made in chain.compare(iter(expected)):
        done += made
        progress("Asking the chain", done, len(expected))
    _demand_logs(node, decoder, manifest.scope, folder / EVENTS, progress)
    manifest.scope.demand_same_end(node)
    return Verified(manifest.scope, manifest.files[EVENTS].rows, done)


def _demand_scope(scope: Scope, deployment: Deployment) -> None:
    """Demand that an export is a deployment's, from its beginning."""
    addresses = {name: placed.address for name, placed in deployment.contracts.items()}
    if (scope.chain_id, scope.genesis) != (deployment.chain_id, deployment.genesis):
        raise ExportMismatch(f"The export is of another chain than the deployment, which is on {deployment.chain_id}.")
    if scope.contracts != addresses:
        raise ExportMismatch("The export is of another deployment: its contracts stand at other addresses.")
    if scope.first_block > first_block(deployment):
        raise RangeRefused(
            f"The export begins with block {scope.first_block}: what came before is missing, and no state follows."
        )
    if scope.last_block < max(placed.block for placed in deployment.contracts.values()):
        raise RangeRefused(f"The export ends with block {scope.last_block}, before all of the suite was deployed.")


def _demand_files(manifest: Manifest, folder: Path, progress: Progress) -> None:
    """Demand that each file is there and has the hash that the manifest gives."""
    expected = {EVENTS, *file_names()}
    if set(manifest.files) != expected:
        raise ManifestMalformed("The manifest names other files than an export has.")
    for done, name in enumerate(sorted(expected), 1):
        if not (folder / name).is_file():
            raise FileAltered(name, None, "it is missing")
        if sha256_of(folder / name) != manifest.files[name].sha256:
            raise FileAltered(name, None, "its SHA-256 is not the one that the manifest gives")
        progress("Hashing files", done, len(expected))


def _replayed(decoder: Decoder, manifest: Manifest, folder: Path, progress: Progress) -> Replay:
    """Read the events once: compare every table with them, and add them up."""
    state, total = Replay(), manifest.files[EVENTS].rows
    with ExitStack() as stack:
        files = {name: stack.enter_context((folder / name).open("rb")) for name in file_names()}
        compared, row = _Compared(files), 0
        tables = Tables(compared.put)
        tables.head()
        for row, event in enumerate(_read(decoder, manifest.scope, folder / EVENTS), 1):
            tables.row(event)
            _apply(state, event, row)
            if row % _TOLD_EVERY == 0 or row == total:
                progress("Adding up", row, total)
        compared.demand_end()
        rows = compared.rows | {EVENTS: row}
    for name, written in manifest.files.items():
        if written.rows != rows[name]:
            raise FileAltered(name, None, "it has not as many rows as the manifest says")
    return state


def _read(decoder: Decoder, scope: Scope, file: Path) -> Iterator[Event]:
    """Yield the events, each decoded anew; raises FileAltered for a row that no export writes."""
    before = (scope.first_block, -1)
    with file.open("rb") as lines:
        for row, line in enumerate(lines, 1):
            try:
                event = Event.of_line(decoder, line)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise FileAltered(EVENTS, row, "it is no event of the suite's contracts") from None
            if event.line() != line:
                raise FileAltered(EVENTS, row, "it says something else than its topics and data")
            if not before < event.place <= (scope.last_block + 1, -1):
                raise FileAltered(EVENTS, row, "it does not come after the one before, in the manifest's range")
            before = event.place
            yield event


def _apply(state: Replay, event: Event, row: int) -> None:
    try:
        state.apply(event)
    except (KeyError, ValueError, HeadwaterError):
        raise FileAltered(EVENTS, row, f"{event.name} is about what no event before it has made") from None


def _demand_logs(node: PatientNode, decoder: Decoder, scope: Scope, file: Path, progress: Progress) -> None:
    """Compare the events with the chain's own, also those that leave no trace in its state; raises Contradiction."""
    row, total = 0, scope.last_block - scope.first_block + 1
    with file.open("rb") as lines:
        for last, events in logged(node, decoder, scope, scope.first_block):
            for event in events:
                row, line = row + 1, lines.readline()
                if line != event.line():
                    raise Contradiction("The chain", f"row {row} of {EVENTS}", _named(decoder, line), event.title)
            progress("Reading blocks", last - scope.first_block + 1, total)
        if line := lines.readline():
            raise Contradiction("The chain", f"row {row + 1} of {EVENTS}", _named(decoder, line), "nothing")


def _named(decoder: Decoder, line: bytes) -> str:
    """Say which event a line is that was read before."""
    return Event.of_line(decoder, line).title if line else "nothing"


class _Compared:
    """Files that are read beside the rows that they must have."""

    def __init__(self, files: Mapping[str, BinaryIO]) -> None:
        self._files = files
        self.rows = {name: -1 if name.endswith(".csv") else 0 for name in files}  # a head is no row

    def put(self, name: str, line: bytes) -> None:
        """Compare the next row of a file; raises FileAltered."""
        self.rows[name] += 1
        if self._files[name].read(len(line)) != line:
            raise FileAltered(name, self.rows[name], f"it is not what the row of {EVENTS} says")

    def demand_end(self) -> None:
        """Demand that no file has more; raises FileAltered."""
        for name, file in self._files.items():
            if file.read(1):
                raise FileAltered(name, self.rows[name] + 1, f"no row of {EVENTS} says so")
