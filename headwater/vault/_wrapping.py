"""A document's key: what is derived from it, and how it is wrapped for a reader.

The key has two parts of 32 random bytes. The *secret* is made once and stays; the document's id is a commitment to it
and to the document's description. The *generation* is made anew whenever the document is encrypted anew. Whoever has
read a document knows both, so a new generation is what a removed reader lacks.

Four keys come from both parts together by HKDF-SHA256 (RFC 5869), one for each purpose. One of them is no key but the
*commitment* that stands in the ciphertext: ChaCha20-Poly1305 alone would let one ciphertext open under two keys.

A reader gets both parts by HPKE (RFC 9180) in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
The `info` names format, document and reader: a wrapped key opens nowhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from headwater.vault._errors import EnvelopeRefused
from headwater.vault._keys import EncryptionKey, Reader

WORD = 32  # bytes of each part, of an id and of what is derived
WRAPPED = WORD + 2 * WORD + 16
"""Bytes of a wrapped key: the encapsulated key, the two parts, the tag."""

_FORMAT = b"headwater/vault/1/"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ONCE = bytes(12)  # the nonce of a key that seals one text only


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """The two parts of 32 bytes; they are shown to nobody."""

    secret: bytes = field(repr=False)
    generation: bytes = field(repr=False)

    @classmethod
    def new(cls) -> DocumentKey:
        """Make the key of a new document."""
        return cls(secrets.token_bytes(WORD), secrets.token_bytes(WORD))

    def renewed(self) -> DocumentKey:
        """Give the key under which the same document is encrypted anew."""
        return DocumentKey(self.secret, secrets.token_bytes(WORD))

    @property
    def content(self) -> bytes:
        """The 32-byte key of the document's bytes."""
        return self._derived(b"content")

    @property
    def commitment(self) -> bytes:
        """The 32 bytes that stand in the ciphertext and tell whether a key is the one."""
        return self._derived(b"commitment")

    def mac(self, text: bytes) -> bytes:
        """Give the HMAC-SHA256 of an envelope, which only who knows the key can make."""
        return hmac.digest(self._derived(b"envelope"), text, "sha256")

    def id_of(self, description: bytes) -> str:
        """Give the id of the document of this description: a commitment that hides both, in 64 hex digits."""
        return hashlib.sha256(_FORMAT + b"document" + self.secret + description).hexdigest()

    def sealed(self, description: bytes, document: str) -> bytes:
        """Encrypt a document's description; once in a generation, so that the nonce can be constant."""
        return ChaCha20Poly1305(self._derived(b"description")).encrypt(_ONCE, description, bytes.fromhex(document))

    def unsealed(self, description: bytes, document: str) -> bytes:
        """Decrypt a document's description; raises EnvelopeRefused where it is not that of this document and key."""
        cipher = ChaCha20Poly1305(self._derived(b"description"))
        try:
            return cipher.decrypt(_ONCE, description, bytes.fromhex(document))
        except InvalidTag:
            raise EnvelopeRefused("The description in the envelope is not this document's.") from None

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), WORD, None, _FORMAT + purpose).derive(self.secret + self.generation)


def wrapped(key: DocumentKey, document: str, reader: Reader) -> bytes:
    """Wrap a document's key for one reader of this document: `WRAPPED` bytes."""
    public = X25519PublicKey.from_public_bytes(reader.public_key)
    return _SUITE.encrypt(key.secret + key.generation, public, info=_info(document, reader))


def unwrapped(content: bytes, document: str, reader: Reader, key: EncryptionKey) -> DocumentKey:
    """Open what was wrapped; raises EnvelopeRefused where it was for another document or reader, or is altered."""
    try:
        parts = _SUITE.decrypt(content, key.private, info=_info(document, reader))
    except (InvalidTag, ValueError):
        parts = b""
    if len(parts) != 2 * WORD:
        raise EnvelopeRefused(f"What is wrapped for {reader.address} is no key of this document.")
    return DocumentKey(parts[:WORD], parts[WORD:])


def _info(document: str, reader: Reader) -> bytes:
    """Each part has a fixed length: no two contexts give the same bytes."""
    return _FORMAT + b"wrap" + bytes.fromhex(document) + bytes.fromhex(reader.address[2:]) + reader.public_key
