"""Everything that an audit export refuses, as one tree.

    AuditError
    ├── FolderTaken                     what stands in the folder already is not written over
    ├── CheckpointRefused               what an earlier run left belongs to another export
    ├── RangeRefused                    blocks that the chain has not, or that are not all of the suite's
    ├── NodeExhausted, StateMissing     what a node does not give
    ├── ChainReorganised                the chain is not the one any more that was exported
    ├── ManifestMalformed, ExportMismatch
    ├── FileAltered                     file, row
    └── Contradiction                   contract, subject, derived, found

A message is one sentence and quotes at most one value that was refused.
"""

from __future__ import annotations

from headwater._errors import HeadwaterError, shown


class AuditError(HeadwaterError):
    """What an audit export, or its verification, refuses."""


class FolderTaken(AuditError):
    """The folder holds a finished export, or files that are none of an export's."""


class CheckpointRefused(AuditError):
    """What an interrupted run left is damaged, in use, or of another chain, deployment or range."""


class RangeRefused(AuditError):
    """A range of blocks that the chain does not have, or from which the suite's state cannot be derived."""


class NodeExhausted(AuditError):
    """A node did not answer, however little it was asked for and however often."""


class StateMissing(AuditError):
    """A node does not keep the state of the block that an export ends with."""


class ChainReorganised(AuditError):
    """A block has another hash than it had when it was exported."""


class ManifestMalformed(AuditError):
    """A folder without a manifest, or with one that cannot be read."""


class ExportMismatch(AuditError):
    """An export of another chain or of another deployment."""


class FileAltered(AuditError):
    """A file of an export is not what was written; `row` counts from 1, None stands for the file as a whole."""

    def __init__(self, file: str, row: int | None, problem: str) -> None:
        self.file, self.row = shown(file), row
        where = self.file if row is None else f"{self.file}, row {row}"
        super().__init__(f"{where}: {problem}.")


class Contradiction(AuditError):
    """The events say one thing and the chain another; `subject` is what they differ about, in a contract's words."""

    def __init__(self, contract: str, subject: str, derived: str, found: str) -> None:
        self.contract, self.subject, self.derived, self.found = contract, subject, derived, found
        super().__init__(contract, subject, derived, found)

    def __str__(self) -> str:
        return f"{self.contract}, {self.subject}: {self.derived} by the events, {self.found} on the chain."
