"""OpenZeppelin's StandardMerkleTree, as the package @openzeppelin/merkle-tree makes it.

A leaf is keccak256(keccak256(what is encoded)), so that no inner node, a hash of 64 bytes, can pass for a leaf.
Leaves are sorted and stand at the end of an array, the smallest last; the children of node i are 2i + 1 and 2i + 2;
an inner node is the hash of its two children, the smaller first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headwater._keccak import keccak256

WORD = 32


@dataclass(frozen=True, slots=True)
class Multiproof:
    """A proof of several leaves at once, as `MerkleProof.multiProofVerify` takes it: leaves in the tree's order."""

    leaves: tuple[bytes, ...]
    proof: tuple[bytes, ...]
    flags: tuple[bool, ...]

    @property
    def root(self) -> bytes | None:
        """The root that it leads to; None for one that no tree gives.

        A tree gives at least one leaf, each once and in ascending order, and the proof is used up. Without leaves the
        contract would take the root itself for a proof of nothing.
        """
        counted = len(self.leaves) + len(self.proof) == len(self.flags) + 1
        ascending = all(one < next_one for one, next_one in zip(self.leaves, self.leaves[1:], strict=False))
        if not self.leaves or not counted or not ascending or self.flags.count(False) != len(self.proof):
            return None
        nodes, rest = deque(self.leaves), deque(self.proof)
        for flag in self.flags:
            first = nodes.popleft()
            nodes.append(pair_hash(first, nodes.popleft() if flag else rest.popleft()))
        return nodes[0]


class LeafTree:
    """The tree over leaves that are hashed already: 32 bytes each, in any order."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        """Hash the tree; raises ValueError for no leaves."""
        if not leaves:
            raise ValueError("A tree holds at least one value.")
        last = 2 * len(leaves) - 2
        order = sorted(range(len(leaves)), key=leaves.__getitem__)
        nodes = [b""] * (len(leaves) - 1) + [leaves[index] for index in reversed(order)]
        for place in range(len(leaves) - 2, -1, -1):
            nodes[place] = pair_hash(nodes[2 * place + 1], nodes[2 * place + 2])
        self._nodes = nodes
        self._places = [0] * len(leaves)
        for rank, index in enumerate(order):
            self._places[index] = last - rank

    @property
    def root(self) -> bytes:
        """The root: 32 bytes."""
        return self._nodes[0]

    def proof(self, index: int) -> list[bytes]:
        """Give the siblings on the way from the leaf of an index up to the root."""
        place, found = self._places[index], []
        while place > 0:
            found.append(self._nodes[_sibling(place)])
            place = (place - 1) // 2
        return found

    def in_order(self, indices: Iterable[int]) -> list[int]:
        """Give indices of leaves in the tree's order, as a multiproof shows them."""
        return sorted(indices, key=self._places.__getitem__, reverse=True)

    def multiproof(self, indices: Iterable[int]) -> Multiproof:
        """Prove the leaves of these indices together; raises ValueError for none, and for one that is there twice."""
        places = sorted((self._places[index] for index in indices), reverse=True)
        if not places or len(set(places)) != len(places):
            raise ValueError("A proof is of at least one leaf, and of each once.")
        waiting, proof, flags = deque(places), [], []
        while waiting[0] > 0:
            place = waiting.popleft()
            beside = bool(waiting) and waiting[0] == _sibling(place)
            flags.append(beside)
            if beside:
                waiting.popleft()
            else:
                proof.append(self._nodes[_sibling(place)])
            waiting.append((place - 1) // 2)
        return Multiproof(tuple(self._nodes[place] for place in places), tuple(proof), tuple(flags))


class MerkleTree(LeafTree):
    """OpenZeppelin's StandardMerkleTree over 32-byte values."""

    def __init__(self, values: Sequence[bytes]) -> None:
        """Hash the tree over `values`; raises ValueError for none, and for one that has not 32 bytes."""
        if any(len(value) != WORD for value in values):
            raise ValueError(f"A value of the tree has {WORD} bytes.")
        self.values = tuple(values)
        super().__init__([leaf_hash(value) for value in values])


def leaf_hash(encoded: bytes) -> bytes:
    """Give the leaf of an encoded value: hashed twice."""
    return keccak256(keccak256(encoded))


def pair_hash(a: bytes, b: bytes) -> bytes:
    """Give the node above two nodes, whatever their order."""
    return keccak256(a + b if a < b else b + a)


def _sibling(place: int) -> int:
    return place + 1 if place % 2 else place - 1
