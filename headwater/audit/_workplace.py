"""The folder of an export while it is made: everything in `.partial`, until all of it is moved out, the manifest last.

A checkpoint says how far the events are written; a run that was cut goes on there, and what was written after it is
cut off again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from headwater.audit._errors import CheckpointRefused, FolderTaken
from headwater.audit._events import EVENTS
from headwater.audit._manifest import MANIFEST, VERSION, Manifest, Scope, Written, sha256_of, write_synced
from headwater.audit._rows import file_names

PARTIAL = ".partial"
_CHECKPOINT, _LOCK = "checkpoint.json", "lock"
_OURS = (EVENTS, *file_names())


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far an export has come: the block to go on with, and the bytes and rows of events that are written."""

    scope: Scope
    next_block: int
    size: int
    rows: int


class Workplace:
    """An export's folder that only this program writes to."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._partial = folder, folder / PARTIAL
        self.events = self._partial / EVENTS

    @classmethod
    @contextmanager
    def of(cls, folder: Path) -> Iterator[Workplace]:
        """Take a folder that is new, empty, or an interrupted export's.

        Raises FolderTaken, CheckpointRefused where another program writes there, and OSError.
        """
        if (folder / MANIFEST).exists():
            raise FolderTaken("The folder holds a finished export: give another one, nothing is written over.")
        here = cls(folder)
        resumed = here._checkpoint_file.exists()
        if folder.exists() and not resumed and any(one.name != PARTIAL for one in folder.iterdir()):
            raise FolderTaken("The folder holds other files: give one that is new or empty.")
        here._partial.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(here._partial / _LOCK, timeout=0):
                if resumed:
                    here._gather()
                yield here
        except Timeout:
            raise CheckpointRefused("Another program is writing an export into this folder.") from None

    def checkpoint(self) -> Checkpoint | None:
        """Give how far the run before has come, None where there was none; raises CheckpointRefused."""
        try:
            read = json.loads(self._checkpoint_file.read_text(encoding="utf-8"))
            if read.pop("version") != VERSION:
                raise ValueError("another version")
            scope = Scope(**read.pop("scope"))
            found = Checkpoint(scope, **read)
            if not self.events.is_file() or self.events.stat().st_size < found.size:
                raise ValueError("too short")
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise CheckpointRefused(f"What an interrupted run left in {PARTIAL} is damaged: remove it.") from None
        return found

    def note(self, checkpoint: Checkpoint) -> None:
        """Keep how far this run has come."""
        write_synced(self._checkpoint_file, {"version": VERSION, **asdict(checkpoint)})

    @contextmanager
    def appending(self, checkpoint: Checkpoint) -> Iterator[BinaryIO]:
        """Open the events to write on from a checkpoint."""
        self.events.touch()
        with self.events.open("r+b") as file:
            file.truncate(checkpoint.size)
            file.seek(checkpoint.size)
            yield file

    @contextmanager
    def writing(self) -> Iterator[Tally]:
        """Open the files of all tables, anew."""
        with ExitStack() as stack:
            files = {name: stack.enter_context((self._partial / name).open("wb")) for name in file_names()}
            yield Tally(files)
            for file in files.values():
                file.flush()
                os.fsync(file.fileno())

    def finish(self, checkpoint: Checkpoint, tally: Tally) -> Manifest:
        """Write the manifest and move everything to where it belongs; the manifest comes last."""
        events = Written(checkpoint.rows, sha256_of(self.events))
        manifest = Manifest(checkpoint.scope, {EVENTS: events} | tally.written())
        manifest.save(self._partial / MANIFEST)
        for name in (*_OURS, MANIFEST):
            (self._partial / name).replace(self._folder / name)
        shutil.rmtree(self._partial)
        return manifest

    def _gather(self) -> None:
        """Take back what a run had moved already that was cut while it finished."""
        for name in _OURS:
            if (self._folder / name).is_file():
                (self._folder / name).replace(self._partial / name)

    @property
    def _checkpoint_file(self) -> Path:
        return self._partial / _CHECKPOINT


class Tally:
    """Files that are being written, with their rows counted and hashed on the way."""

    def __init__(self, files: Mapping[str, BinaryIO]) -> None:
        self._files = files
        self._hashes = {name: sha256() for name in files}
        self._rows = {name: -1 if name.endswith(".csv") else 0 for name in files}  # a head is no row

    def put(self, name: str, line: bytes) -> None:
        """Add a row, or a head, to a file."""
        self._files[name].write(line)
        self._hashes[name].update(line)
        self._rows[name] += 1

    def written(self) -> dict[str, Written]:
        """Give what each file has now."""
        return {name: Written(self._rows[name], self._hashes[name].hexdigest()) for name in self._files}
