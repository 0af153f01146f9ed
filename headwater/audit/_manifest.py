"""What an export is of, and what its files must be: `manifest.json`. It names no machine and no hour."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from headwater._deployment import Deployment
from headwater._errors import DeploymentMismatch
from headwater.audit._errors import ChainReorganised, ManifestMalformed
from headwater.audit._node import Header, PatientNode

MANIFEST = "manifest.json"
VERSION = 1
_LONGEST = 1_000_000  # bytes
_PIECE = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what an export is: the chain, the suite's addresses by name, and the blocks, the last one by its hash too."""

    chain_id: int
    genesis: str
    contracts: dict[str, str]
    first_block: int
    last_block: int
    last_hash: str

    @classmethod
    def of(cls, deployment: Deployment, first_block: int, last: Header) -> Scope:
        """Give the scope of blocks of a deployment's chain."""
        addresses = {name: placed.address for name, placed in deployment.contracts.items()}
        return cls(deployment.chain_id, deployment.genesis, addresses, first_block, last.number, last.hash)

    def demand_same_end(self, node: PatientNode) -> Header:
        """Demand that the last block still has its hash; gives it. Raises ChainReorganised."""
        last = node.header(self.last_block)
        if last.hash != self.last_hash:
            raise ChainReorganised(f"Block {self.last_block} has another hash than when the export began.")
        return last


@dataclass(frozen=True, slots=True)
class Written:
    """A file of an export: how many rows it has, and its SHA-256 in hex digits."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """An export's scope, and its files by name."""

    scope: Scope
    files: dict[str, Written]

    def save(self, file: Path) -> None:
        """Write it as a new file, on the disk when this returns."""
        shown = {
            "version": VERSION,
            **asdict(self.scope),
            "files": {n: asdict(self.files[n]) for n in sorted(self.files)},
        }
        write_synced(file, shown)

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read an export's manifest; raises ManifestMalformed."""
        try:
            with (folder / MANIFEST).open("rb") as opened:
                read = json.loads(opened.read(_LONGEST))
            if read.pop("version") != VERSION:
                raise ManifestMalformed(f"This version of headwater reads exports of version {VERSION}.")
            files = {name: Written(**written) for name, written in read.pop("files").items()}
            return cls(Scope(**read), files)
        except FileNotFoundError:
            raise ManifestMalformed("The folder holds no finished export: it has no manifest.") from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise ManifestMalformed("The manifest is damaged: it is not one that an export writes.") from None


def demand_chain(node: PatientNode, deployment: Deployment) -> None:
    """Demand that a node is on a deployment's chain; raises DeploymentMismatch and NodeExhausted."""
    if node.chain_id() != deployment.chain_id or node.header(0).hash != deployment.genesis:
        raise DeploymentMismatch(f"The node is not on the deployment's chain, {deployment.chain_id}.")


def sha256_of(file: Path) -> str:
    """Give the SHA-256 of a file in hex digits."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def write_synced(file: Path, fields: dict[str, Any]) -> None:
    """Write JSON whole or not at all, on the disk when this returns."""
    draft = file.with_suffix(".tmp")
    with draft.open("w", encoding="utf-8", newline="\n") as opened:
        opened.write(json.dumps(fields, indent=2, sort_keys=True) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
