"""Many acceptances under one signature: the obligor signs the root of a Merkle tree and pays no gas.

The tree is OpenZeppelin's StandardMerkleTree over values of one type, bytes32: the EIP-712 struct hashes of the terms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from errno import EEXIST
from pathlib import Path
from typing import Any

from eth_account.signers.base import BaseAccount

from headwater._keccak import keccak256
from headwater._merkle import WORD
from headwater._merkle import MerkleTree as MerkleTree
from headwater._signing import ACCEPTANCE_FIELDS, Domain, batch_message, sign
from headwater._types import Acceptance

SHORT = 16  # hex digits of the terms' hash in a file's name
_TYPE = keccak256(f"Acceptance({','.join(f'{kind} {name}' for name, kind in ACCEPTANCE_FIELDS)})".encode())
_KINDS = tuple(kind for _, kind in ACCEPTANCE_FIELDS)


def acceptance_hash(terms: Acceptance) -> bytes:
    """Give the EIP-712 struct hash of terms, as `hashAcceptance` on chain does."""
    words = (_word(kind, getattr(terms, field)) for kind, field in zip(_KINDS, Acceptance.__slots__, strict=True))
    return keccak256(_TYPE + b"".join(words))


@dataclass(frozen=True)
class Batch:
    """Terms that an obligor accepts together, with its one signature over their root."""

    domain: Domain
    terms: tuple[Acceptance, ...]
    tree: MerkleTree
    signature: bytes

    @property
    def root(self) -> bytes:
        """The 32 bytes that are signed, and by which the whole batch can be revoked."""
        return self.tree.root

    def proof(self, index: int) -> list[bytes]:
        """Give the proof that the terms of an index are in the batch."""
        return self.tree.proof(index)

    def files(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give what each seller needs to issue its own: a name by the seller and the terms' hash, and the content."""
        for index, terms in enumerate(self.terms):
            given = ((field, getattr(terms, field)) for field in Acceptance.__slots__)
            yield (
                f"{terms.seller}-{self.tree.values[index].hex()[:SHORT]}.json",
                {
                    "chainId": self.domain.chain_id,
                    "issuance": self.domain.contract,
                    "terms": {name: "0x" + v.hex() if isinstance(v, bytes) else v for name, v in given},
                    "proof": ["0x" + node.hex() for node in self.proof(index)],
                    "signature": "0x" + self.signature.hex(),
                },
            )

    def write(self, folder: Path) -> int:
        """Write each seller's file into a new or empty folder; gives their number.

        Raises FileExistsError where something stands in the folder already: no file, and no link, is written over.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FileExistsError(EEXIST, "A batch is written into an empty folder", str(folder))
        for name, content in self.files():
            with (folder / name).open("x", encoding="utf-8") as file:
                file.write(json.dumps(content) + "\n")
        return len(self.terms)


def sign_batch(account: BaseAccount, domain: Domain, terms: Sequence[Acceptance]) -> Batch:
    """Accept all terms with one signature.

    Raises ValueError when there are none, when one is not the signer's, and when one is there twice.
    """
    if not terms:
        raise ValueError("A batch holds at least one acceptance.")
    if any(one.obligor != account.address for one in terms):
        raise ValueError("An obligor signs its own acceptances only.")
    tree = MerkleTree([acceptance_hash(one) for one in terms])
    if len(set(tree.values)) != len(terms):
        raise ValueError("A batch holds each acceptance once.")
    return Batch(domain, tuple(terms), tree, sign(account, batch_message(domain, tree.root)))


def _word(kind: str, value: Any) -> bytes:  # noqa: ANN401 - what the struct holds
    if kind == "address":
        return bytes.fromhex(value[2:]).rjust(WORD, b"\0")
    if kind == "bytes32":
        if len(value) != WORD:
            raise ValueError(f"A hash has {WORD} bytes, not {len(value)}.")
        return bytes(value)
    return int(value).to_bytes(WORD, "big")
