"""Documents whose fields can be disclosed one by one: OpenZeppelin's StandardMerkleTree, written down for tests."""

from dataclasses import dataclass
from functools import cached_property

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from headwater import disclosure


def leaf_of(path, salt, value):
    """The leaf of a field: hashed twice, so that no inner node can pass for one."""
    return keccak(keccak(encode(("string", "bytes32", "string"), (path, salt, value))))


@dataclass(frozen=True)
class Document:
    """Values by their paths. A field's salt is, in tests only, the hash of its path."""

    values: dict

    @cached_property
    def leaves(self):
        return {path: leaf_of(path, keccak(text=path), value) for path, value in self.values.items()}

    @cached_property
    def nodes(self):
        """The tree from its root on: leaves stand sorted at the end, the largest first."""
        nodes = [*[b""] * (len(self.leaves) - 1), *sorted(self.leaves.values(), reverse=True)]
        for place in range(len(self.leaves) - 2, -1, -1):
            nodes[place] = keccak(b"".join(sorted(nodes[2 * place + 1 : 2 * place + 3])))
        return nodes

    @property
    def root(self):
        return self.nodes[0]

    def proof(self, path):
        place, found = self.nodes.index(self.leaves[path]), []
        while place > 0:
            found.append(self.nodes[place + 1 if place % 2 else place - 1])
            place = (place - 1) // 2
        return found

    def shown(self, path, salt=None, value=None, proof=None):
        """The evidence for a field, with what is named changed."""
        given = (salt or keccak(text=path), self.values.get(path, "") if value is None else value)
        return disclosure(*given, self.proof(path) if proof is None else proof)
