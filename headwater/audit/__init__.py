"""The audit export: all that happened to a suite, in one folder, and the proof that it adds up to what the chain shows.

>>> from headwater import Deployment, connect
>>> from headwater.audit import export, verify
>>> w3, deployment = connect("http://127.0.0.1:8545"), Deployment.load(Path("deployments/31337.json"))
>>> export(w3, deployment, Path("audit")).scope.last_block
4711
>>> verify(w3, deployment, Path("audit")).answers
163
"""

from headwater.audit._errors import (
    AuditError,
    ChainReorganised,
    CheckpointRefused,
    Contradiction,
    ExportMismatch,
    FileAltered,
    FolderTaken,
    ManifestMalformed,
    NodeExhausted,
    RangeRefused,
    StateMissing,
)
from headwater.audit._export import Progress, export
from headwater.audit._manifest import Manifest, Scope, Written
from headwater.audit._verify import Verified, verify

__all__ = [
    "AuditError",
    "ChainReorganised",
    "CheckpointRefused",
    "Contradiction",
    "ExportMismatch",
    "FileAltered",
    "FolderTaken",
    "Manifest",
    "ManifestMalformed",
    "NodeExhausted",
    "Progress",
    "RangeRefused",
    "Scope",
    "StateMissing",
    "Verified",
    "Written",
    "export",
    "verify",
]
