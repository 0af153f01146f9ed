"""The compiled contracts as they ship with the package: no compiler is needed to use them.

Each is `artifacts/<Contract>.json` with the keys contractName, abi, bytecode and deployedBytecode, made by
`scripts/build.py`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

from eth_utils.crypto import keccak

from headwater._errors import ArtifactUnknown

_IMMUTABLE = b"\x7f" + bytes(32)  # PUSH32 of what the constructor will fill in


@dataclass(frozen=True)
class Artifact:
    """One compiled contract: its ABI, and its bytecode for creation and as deployed, as 0x-prefixed hex."""

    name: str
    abi: list[dict[str, Any]]
    bytecode: str
    deployed: str

    @cached_property
    def hash(self) -> str:
        """The keccak-256 of the creation bytecode: tells one build from another."""
        return "0x" + keccak(hexstr=self.bytecode).hex()

    def is_code(self, code: bytes) -> bool:
        """Tell whether code on a chain is this contract's, whatever its immutables were set to."""
        shipped = bytes.fromhex(self.deployed.removeprefix("0x"))
        parts = map(re.escape, shipped.split(_IMMUTABLE))
        return re.fullmatch(b"\x7f.{32}".join(parts), code, re.DOTALL) is not None


@lru_cache
def artifact(name: str) -> Artifact:
    """Give a contract of the suite by its name; raises ArtifactUnknown."""
    path = files("headwater") / "artifacts" / f"{name}.json"
    if not name.isidentifier() or not path.is_file():
        raise ArtifactUnknown(f"No contract named '{name}' ships with headwater.")
    fields = json.loads(path.read_text(encoding="utf-8"))
    return Artifact(fields["contractName"], fields["abi"], fields["bytecode"], fields["deployedBytecode"])


@lru_cache
def artifact_names() -> tuple[str, ...]:
    """Give the names of all contracts that ship with the package, in order."""
    return tuple(sorted(p.name[:-5] for p in (files("headwater") / "artifacts").iterdir() if p.name.endswith(".json")))
