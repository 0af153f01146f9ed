"""Where the suite stands on a chain: what `deployments/<chainId>.json` holds."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from eth_utils.address import is_address

from headwater._errors import DeploymentMismatch


@dataclass(frozen=True, slots=True)
class Placed:
    """One contract: its address, the block it was deployed in, and the hashes of its code there and in the package."""

    address: str
    block: int
    code_hash: str
    artifact_hash: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """The suite on one chain; `genesis` is the hash of its first block, by which chains of one id are told apart."""

    chain_id: int
    genesis: str
    contracts: dict[str, Placed]

    def address(self, name: str) -> str:
        """Give a contract's address; raises DeploymentMismatch when it is not deployed."""
        if name not in self.contracts:
            raise DeploymentMismatch(f"There is no {name} in the deployment on chain {self.chain_id}.")
        return self.contracts[name].address

    @classmethod
    def load(cls, file: str | os.PathLike[str]) -> Deployment:
        """Read a deployments file; raises DeploymentMismatch for one that is damaged, or not ours."""
        try:
            read = json.loads(Path(file).read_text(encoding="utf-8"))
            contracts = {name: Placed(**placed) for name, placed in read["contracts"].items()}
            if not all(is_address(placed.address) for placed in contracts.values()):
                raise ValueError("no address")
            return cls(read["chain_id"], read["genesis"], contracts)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            damaged = f"{Path(file).name} is not a deployments file: bring it back, or move it away to deploy anew."
            raise DeploymentMismatch(damaged) from None

    def save(self, file: Path) -> None:
        """Write a deployments file, whole or not at all."""
        draft = file.with_suffix(".tmp")
        draft.write_text(json.dumps(asdict(self), indent=2, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(draft, file)  # noqa: PTH105 - the same on every system
