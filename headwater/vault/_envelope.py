"""The envelope of a document: which ciphertext it is, what it describes, who can read it.

It is canonical JSON (ASCII, fields sorted, no white space) of at most `ENVELOPE_BYTES`, with the fields

    ciphertext    its SHA-256, under which it lies in the store, and its size in bytes, as decimal digits
    description   the document's keccak-256, size, name and media type, encrypted
    document      the document's id
    mac           HMAC-SHA256 of all the rest, under a key that only the document's readers have
    readers       of each the address, the public key, whether it is a standing reader, and the wrapped key
    version       1

The id is SHA-256 over 32 secret random bytes and the description before it is encrypted. It tells an outsider nothing:
a guess at the document cannot be tested without the secret, as it could against a plain hash. And it binds everybody,
its maker and the readers included, to one document: whatever is put in its place, opening refuses it. The hash of the
ciphertext would change whenever a reader is removed; a random number would bind nobody.
"""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from headwater._text import VERSION
from headwater._text import Reader as TextReader
from headwater.vault._errors import (
    EnvelopeMalformed,
    EnvelopeRefused,
    EnvelopeVersionUnknown,
    ReaderRefused,
    SourceRefused,
    VaultError,
)
from headwater.vault._keys import Reader
from headwater.vault._wrapping import WRAPPED, DocumentKey

ENVELOPE_BYTES = 1_000_000
MAX_READERS = 1_000

_TEXT = TextReader("an envelope", EnvelopeMalformed, EnvelopeVersionUnknown, ENVELOPE_BYTES)
_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[^/\\]{0,200}")
_MEDIA_TYPE = re.compile(r"(?:[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,99}/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,99})?")


@dataclass(frozen=True, slots=True)
class Description:
    """What a document is: keccak-256 of its bytes, their number, a file's name and a media type, or none ("").

    Raises SourceRefused for a name that leads out of a folder or cannot be seen whole, and for a type that is none.
    """

    hash: bytes
    size: int
    name: str
    media_type: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or self.name in (".", "..") or not self.name.isprintable():
            raise SourceRefused("The name of a document is one of a file, without its folder.")
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            raise SourceRefused("The media type of a document is written like application/pdf.")

    def as_bytes(self) -> bytes:
        """Give it as canonical JSON, which the document's id commits to."""
        fields = {"hash": _hex(self.hash), "mediaType": self.media_type, "name": self.name, "size": str(self.size)}
        return _canonical({**fields, "version": VERSION})

    @classmethod
    def from_bytes(cls, content: bytes) -> Description:
        """Read it back; raises EnvelopeRefused, which tells nothing of it."""
        try:
            given = _TEXT.fields(content.decode("ascii"), "hash", "mediaType", "name", "size")
            hashed, size = _TEXT.value("hash", "bytes32", given["hash"]), _TEXT.value("size", "uint256", given["size"])
            read = cls(hashed, size, str(given["name"]), str(given["mediaType"]))
        except (VaultError, UnicodeDecodeError):
            read = None
        if read is None or read.as_bytes() != content:
            raise EnvelopeRefused("The description in the envelope describes no document.")
        return read


@dataclass(frozen=True, slots=True)
class Access:
    """A reader of a document, whether a programme's rule made it one, and the key that is wrapped for it."""

    reader: Reader
    standing: bool
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an envelope says; `sha256` is 64 hex digits, `size` bytes of the ciphertext."""

    document: str
    sha256: str
    size: int
    description: bytes
    readers: tuple[Access, ...]
    mac: bytes = b""

    def signed(self, key: DocumentKey) -> Envelope:
        """Give it with the code that shows that who wrote it knows the document's key."""
        return replace(self, mac=key.mac(self._spoken()))

    def demand_signed(self, key: DocumentKey) -> None:
        """Demand that who wrote it knew the document's key; raises EnvelopeRefused."""
        if not hmac.compare_digest(self.mac, key.mac(self._spoken())):
            raise EnvelopeRefused("The envelope was not written by a reader of the document.")

    def as_bytes(self) -> bytes:
        """Give it as it stands in the store."""
        return _canonical({**self._fields(), "mac": _hex(self.mac)})

    @classmethod
    def from_bytes(cls, content: bytes) -> Envelope:
        """Read it, field by field; raises EnvelopeVersionUnknown and EnvelopeMalformed, which names the field.

        It is read only as we write it, to the byte: no two texts mean the same envelope.
        """
        text = content.decode("ascii", errors="replace")
        read = _TEXT.fields(text, "ciphertext", "description", "document", "mac", "readers")
        ciphertext = _TEXT.named(read["ciphertext"], "ciphertext", "sha256", "size")
        envelope = cls(
            document=_digest("document", read["document"]),
            sha256=_digest("ciphertext.sha256", ciphertext["sha256"]),
            size=_TEXT.value("ciphertext.size", "uint256", ciphertext["size"]),
            description=_TEXT.value("description", "bytes", read["description"]),
            readers=_accesses(read["readers"]),
            mac=_TEXT.value("mac", "bytes32", read["mac"]),
        )
        if envelope.as_bytes() != content:
            raise EnvelopeMalformed("It is not written canonically", "envelope", None)
        return envelope

    def _spoken(self) -> bytes:
        return _canonical(self._fields())

    def _fields(self) -> dict[str, Any]:
        return {
            "ciphertext": {"sha256": self.sha256, "size": str(self.size)},
            "description": _hex(self.description),
            "document": self.document,
            "readers": [_as_fields(access) for access in self.readers],
            "version": VERSION,
        }


def is_digest(value: object) -> bool:
    """Tell whether a value is 64 small hex digits, as ids and addresses of ciphertexts are."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _as_fields(access: Access) -> dict[str, Any]:
    reader = access.reader
    key, wrapped = _hex(reader.public_key), _hex(access.wrapped)
    return {"address": reader.address, "key": key, "standing": access.standing, "wrapped": wrapped}


def _accesses(read: Any) -> tuple[Access, ...]:  # noqa: ANN401 - any JSON
    listed = _TEXT.listed(read, "readers")
    if not 0 < len(listed) <= MAX_READERS:
        raise EnvelopeMalformed(f"A document has a reader, and at most {MAX_READERS}", "readers", len(listed))
    accesses = tuple(_access(one, f"readers[{i}]") for i, one in enumerate(listed))
    for what in ("address", "public_key"):
        if len({getattr(access.reader, what) for access in accesses}) != len(accesses):
            raise EnvelopeMalformed("Each reader is there once", "readers", None)
    return accesses


def _access(read: Any, where: str) -> Access:  # noqa: ANN401 - any JSON
    given = _TEXT.named(read, where, "address", "key", "standing", "wrapped")
    address = _TEXT.value(f"{where}.address", "address", given["address"])
    key = _TEXT.value(f"{where}.key", "bytes32", given["key"])
    standing = _TEXT.value(f"{where}.standing", "bool", given["standing"])
    wrapped = _TEXT.value(f"{where}.wrapped", "bytes", given["wrapped"])
    if len(wrapped) != WRAPPED:
        raise EnvelopeMalformed(f"A wrapped key has {WRAPPED} bytes", f"{where}.wrapped", None)
    try:
        return Access(Reader(address, key), standing, wrapped)
    except ReaderRefused:
        raise EnvelopeMalformed("It is no X25519 public key that can be used", f"{where}.key", given["key"]) from None


def _digest(where: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    if not is_digest(value):
        raise EnvelopeMalformed("It is 64 small hex digits", where, value)
    return str(value)


def _canonical(read: Any) -> bytes:  # noqa: ANN401 - any JSON
    return json.dumps(read, sort_keys=True, separators=(",", ":")).encode("ascii")


def _hex(content: bytes) -> str:
    return "0x" + content.hex()
