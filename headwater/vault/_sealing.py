"""A document's bytes as one ciphertext that streams.

    16 bytes   the mark `headwater/vault` and the format's version, 1
    32 bytes   the commitment to the document's key
    chunks     of 65 536 bytes each, the last one shorter or as long, each followed by its tag of 16 bytes

It is the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance" (2015), over ChaCha20-Poly1305. The nonce of 12 bytes is the chunk's number in 11 bytes,
big-endian, and one byte that is 1 for the last chunk; the key seals one ciphertext only. The 48 bytes before the chunks
are the associated data of each. So chunks can be neither moved nor left out nor added at the end, and only a whole
document ends. An empty document is one empty chunk; nowhere else is a chunk empty.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from headwater.vault._errors import CiphertextRefused
from headwater.vault._wrapping import WORD, DocumentKey

CHUNK = 65_536
"""Bytes of a document that are sealed together."""
TAG = 16

_MARK = b"headwater/vault"
_VERSION = b"\x01"
_START = len(_MARK) + len(_VERSION)


class Readable(Protocol):
    """What gives at most so many bytes at a time, and none at its end."""

    def read(self, size: int, /) -> bytes:
        """Read at most `size` bytes."""


def chunks_of(source: Readable, size: int = CHUNK) -> Iterator[bytes]:
    """Give what can be read, in pieces of `size` bytes, the last one shorter; nothing for an empty source."""
    while piece := exactly(source, size):
        yield piece


def exactly(source: Readable, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end: a pipe or a network gives less at a time."""
    pieces: list[bytes] = []
    while size > 0 and (piece := source.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def sealed(chunks: Iterable[bytes], key: DocumentKey) -> Iterator[bytes]:
    """Encrypt a document that comes in pieces of `CHUNK` bytes, the last one shorter; the key is used this once."""
    header = _MARK + _VERSION + key.commitment
    yield header
    cipher = ChaCha20Poly1305(key.content)
    for nonce, chunk in _numbered(chunks):
        yield cipher.encrypt(nonce, chunk, header)


def unsealed(source: Readable, key: DocumentKey) -> Iterator[bytes]:
    """Decrypt chunk by chunk; raises CiphertextRefused at the first that is not what was sealed with this key.

    Each chunk is authentic. Whether it is all is known only when the last one is given: nothing may be shown before.
    """
    header = exactly(source, _START + WORD)
    if not header.startswith(_MARK) or len(header) < _START + WORD:
        raise CiphertextRefused("What the store gives is no ciphertext of a document.")
    if header[len(_MARK) : _START] != _VERSION:
        raise CiphertextRefused("The ciphertext is of a version that this version of headwater does not read.")
    if not hmac.compare_digest(header[_START:], key.commitment):
        raise CiphertextRefused("The ciphertext is sealed with another key.")
    cipher = ChaCha20Poly1305(key.content)
    for nonce, piece in _numbered(chunks_of(source, CHUNK + TAG)):
        yield _opened(cipher, nonce, piece, header)


def _opened(cipher: ChaCha20Poly1305, nonce: bytes, piece: bytes, header: bytes) -> bytes:
    try:
        chunk = cipher.decrypt(nonce, piece, header)
    except InvalidTag:
        raise CiphertextRefused("The ciphertext is altered, cut or lengthened.") from None
    if not chunk and any(nonce[:-1]):
        raise CiphertextRefused("The ciphertext ends in an empty chunk.")
    return chunk


def _numbered(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Give each piece after its nonce; there is at least one, and the last one is known as such."""
    coming = iter(pieces)
    number, held = 0, next(coming, b"")
    for piece in coming:
        yield _nonce(number, last=False), held
        number, held = number + 1, piece
    yield _nonce(number, last=True), held


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
