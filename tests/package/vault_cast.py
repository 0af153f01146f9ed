"""The cast of the vault's tests, what a hostile hand does to a store, and an HPKE of its own to compare with."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from eth_utils.address import to_checksum_address

from headwater.vault import EncryptionKey, Reader

CAST = ("anchor", "supplier", "financier", "supervisor", "stranger")


def key_of(name: str) -> EncryptionKey:
    """The encryption key of one of the cast, always the same."""
    return EncryptionKey(X25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest()))


def reader_of(name: str) -> Reader:
    """One of the cast, as a document's reader."""
    return Reader(
        to_checksum_address(hashlib.sha256(b"address " + name.encode()).digest()[:20]), key_of(name).public_key
    )


class Host:
    """Who keeps a vault's local folder, and does with it what it likes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def envelope_file(self, document: str) -> Path:
        return self.folder / "envelopes" / f"{document}.json"

    def envelope(self, document: str) -> dict:
        return json.loads(self.envelope_file(document).read_bytes())

    def write_envelope(self, document: str, fields: dict) -> None:
        self.envelope_file(document).write_text(json.dumps(fields, sort_keys=True, separators=(",", ":")), "ascii")

    def ciphertext_file(self, document: str) -> Path:
        return self.folder / "ciphertexts" / self.envelope(document)["ciphertext"]["sha256"]

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


def hpke_open(private: bytes, content: bytes, info: bytes, aad: bytes = b"", aead: int = 3) -> bytes:
    """RFC 9180 in base mode, X25519 and HKDF-SHA256, written from its sections 4 and 5; `aead` is 1 or 3."""
    secret_key = X25519PrivateKey.from_private_bytes(private)
    encapsulated, ciphertext = content[:32], content[32:]
    context = encapsulated + secret_key.public_key().public_bytes_raw()
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00" + bytes([aead])
    shared = secret_key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    shared = _expand(_extract(b"", b"eae_prk", shared, kem), b"shared_secret", context, 32, kem)
    schedule = b"\0" + _extract(b"", b"psk_id_hash", b"", suite) + _extract(b"", b"info_hash", info, suite)
    secret = _extract(shared, b"secret", b"", suite)
    kind, size = {1: (AESGCM, 16), 3: (ChaCha20Poly1305, 32)}[aead]
    nonce = _expand(secret, b"base_nonce", schedule, 12, suite)
    return kind(_expand(secret, b"key", schedule, size, suite)).decrypt(nonce, ciphertext, aad)


def _extract(salt: bytes, label: bytes, ikm: bytes, suite: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(key: bytes, label: bytes, info: bytes, size: int, suite: bytes) -> bytes:
    text = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, text + b"\x01", "sha256")[:size]  # one block: at most 32 bytes
