"""A document's commitment: the root of a Merkle tree in which every field is a leaf of its own, with a salt of its own.

A leaf is keccak256(keccak256(abi.encode(path, salt, value))) with the types (string, bytes32, string); the tree is
OpenZeppelin's StandardMerkleTree. A salt is HMAC-SHA256 over `headwater/salt/1`, a zero byte and the path in UTF-8,
keyed with the document's secret: without it no field can be guessed from a root, a proof or the salts of other fields.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from headwater._conditions import disclosure
from headwater._errors import shown
from headwater._merkle import WORD, LeafTree, Multiproof, leaf_hash
from headwater.disclosures._errors import FieldRefused, FieldUnknown, SecretRefused
from headwater.disclosures._fields import Fields, is_path, is_text

_SALT = b"headwater/salt/1\0"
_HEAD = 3 * WORD  # of the encoding: where the path is, the salt, where the value is
_CACHED = 8_192  # paths: the documents of a batch have much the same ones


@dataclass(frozen=True, slots=True)
class Commitment:
    """A document's fields as they are committed; what it shows of itself is its root alone."""

    fields: tuple[tuple[str, str], ...] = field(repr=False)
    _salts: tuple[bytes, ...] = field(repr=False)
    _tree: LeafTree = field(repr=False, compare=False)
    _places: dict[str, int] = field(repr=False, compare=False)
    root: bytes

    def value(self, path: str) -> str:
        """Give the value of a field; raises FieldUnknown."""
        return self.fields[self._place(path)][1]

    def salt(self, path: str) -> bytes:
        """Give the salt of a field: 32 bytes; raises FieldUnknown."""
        return self._salts[self._place(path)]

    def proof(self, path: str) -> list[bytes]:
        """Give the siblings on the way from a field's leaf up to the root; raises FieldUnknown."""
        return self._tree.proof(self._place(path))

    def multiproof(self, paths: Iterable[str]) -> Multiproof:
        """Prove fields together; raises FieldUnknown, and ValueError for none, and for one that is there twice."""
        return self._tree.multiproof(map(self._place, paths))

    def in_order(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Give paths in the order in which a multiproof has their leaves, which is none of the document's own."""
        return tuple(self.fields[place][0] for place in self._tree.in_order(map(self._place, paths)))

    def evidence(self, path: str) -> bytes:
        """Give a field as evidence for the condition `DocumentDisclosed`; raises FieldUnknown."""
        return disclosure(self.salt(path), self.value(path), self.proof(path))

    def _place(self, path: str) -> int:
        if path not in self._places:
            raise FieldUnknown(f"The document has no field '{shown(path)}'.")
        return self._places[path]


def new_document_secret() -> bytes:
    """Make a document's secret: 32 random bytes, to be kept as carefully as the document itself.

    Each document has its own: under one secret a salt that one document shows would be the other's too.
    """
    return secrets.token_bytes(WORD)


def commit(fields: Fields, secret: bytes) -> Commitment:
    """Commit to a document's fields, (path, value), in any order; the same fields and secret give the same root.

    Raises SecretRefused for a secret of other than 32 bytes, and FieldRefused for no fields at all, a path that is
    malformed or there twice, and a path or value that is no text.
    """
    if len(secret) != WORD:
        raise SecretRefused(f"The secret of a document has {WORD} bytes.")
    given = tuple(fields)
    if not given:
        raise FieldRefused("A document has at least one field.")
    places = _places_of(given)
    salts = tuple(hmac.digest(secret, _path(path)[0], "sha256") for path in places)
    leaves = [_leaf(path, salt, value) for (path, value), salt in zip(given, salts, strict=True)]
    tree = LeafTree(leaves)
    return Commitment(given, salts, tree, places, tree.root)


def field_leaf(path: str, salt: bytes, value: str) -> bytes:
    """Give the leaf of a field; raises FieldRefused for a path that is malformed, and what is no text."""
    _demand(path, value)
    return _leaf(path, salt, value)


def _places_of(fields: tuple[tuple[str, str], ...]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, (path, value) in enumerate(fields):
        _demand(path, value)
        if path in places:
            raise FieldRefused(f"The field '{shown(path)}' is there twice.")
        places[path] = place
    return places


def _demand(path: object, value: object) -> None:
    if not isinstance(path, str) or not isinstance(value, str):
        raise FieldRefused("The path and the value of a field are text.")
    _path(path)
    if not (value.isascii() or is_text(value)):
        raise FieldRefused(f"The value of '{shown(path)}' is no text in Unicode.")


def _leaf(path: str, salt: bytes, value: str) -> bytes:
    """Hash abi.encode(path, salt, value): three words, then each text after its length, filled up to whole words."""
    _, encoded, value_at = _path(path)
    return leaf_hash(b"".join((_AT_HEAD, salt, value_at, encoded, _text(value))))


def _text(text: str) -> bytes:
    written = text.encode()
    length = len(written)
    return length.to_bytes(WORD) + written.ljust(-(-length // WORD) * WORD, b"\0")


_AT_HEAD = _HEAD.to_bytes(WORD)


@lru_cache(_CACHED)
def _path(path: str) -> tuple[bytes, bytes, bytes]:
    """Give what a field's salt is made of, its path as it is encoded, and where its value is in the encoding."""
    if not is_path(path):
        raise FieldRefused(f"The path '{shown(path)}' is no list of letters and digits between strokes.")
    encoded = _text(path)
    return _SALT + path.encode(), encoded, (_HEAD + len(encoded)).to_bytes(WORD)
