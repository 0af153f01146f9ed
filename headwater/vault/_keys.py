"""Who can read: an account with the X25519 public key that it has published, and the private key behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from headwater._checks import demand_addresses
from headwater._errors import KeyRefused, shown
from headwater._keys import secret_from_keystore, write_keystore
from headwater.vault._errors import ReaderRefused

KEY_BYTES = 32
USE = "headwater/vault/x25519"
"""What an encrypted keystore says that its key is for."""

_FIELD_ORDER = 2**255 - 19
_FINGERPRINT, _GROUP = 20, 4  # hex digits: nobody finds a second key with the same ones


@dataclass(frozen=True, slots=True)
class Reader:
    """An account, by its address with checksum, and its X25519 public key of 32 bytes, as `Participants` has it.

    Raises AddressRefused, and ReaderRefused for a key of another length, for one that is written as no key writes
    itself (2^255 - 19 or more), and for a point of low order, zero among them, under which everybody could read.
    """

    address: str
    public_key: bytes

    def __post_init__(self) -> None:
        demand_addresses(self.address)
        if not _is_safe(self.public_key):
            raise ReaderRefused(f"The encryption key of {self.address} is no X25519 public key that can be used.")

    @property
    def fingerprint(self) -> str:
        """What people compare of the key: the first 10 bytes of its SHA-256, as five groups of four hex digits."""
        digits = hashlib.sha256(self.public_key).hexdigest()
        return " ".join(digits[start : start + _GROUP] for start in range(0, _FINGERPRINT, _GROUP))


def _is_safe(public_key: bytes) -> bool:
    """A point of low order gives zero with every key, which the library refuses."""
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public_key))
    except (ValueError, TypeError):
        return False
    return int.from_bytes(public_key, "little") < _FIELD_ORDER


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """An X25519 private key; shown, it shows nothing."""

    private: X25519PrivateKey = field(repr=False)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that the account publishes."""
        return self.private.public_key().public_bytes_raw()


def new_encryption_keystore(file: Path, password: Callable[[], str]) -> bytes:
    """Make an X25519 key and write it encrypted to a new file of mode 600; gives the public key of 32 bytes.

    Raises KeyRefused where something stands there already, be it a symbolic link, or nothing can be written.
    """
    key = EncryptionKey(X25519PrivateKey.generate())
    write_keystore(file, password, key.private.private_bytes_raw(), use=USE, publicKey="0x" + key.public_key.hex())
    return key.public_key


def encryption_key_from_keystore(file: Path, password: Callable[[], str]) -> EncryptionKey:
    """Give the key in an encrypted keystore that `new_encryption_keystore` made.

    Raises KeyRefused for a file that others can read, one that is no keystore, holds a key for another use or could not
    be opened in time, and a wrong password.
    """
    secret = secret_from_keystore(file, password, use=USE)
    if len(secret) != KEY_BYTES:
        raise KeyRefused(f"{shown(str(file))} holds no X25519 key.")
    return EncryptionKey(X25519PrivateKey.from_private_bytes(secret))
