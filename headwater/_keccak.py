"""Keccak-256 by the quickest library that is installed: safe-pysha3, else what eth_hash finds."""

from __future__ import annotations

from importlib.util import find_spec

if find_spec("sha3") is None:
    from eth_hash.auto import keccak

    def keccak256(data: bytes) -> bytes:
        """Give the 32 bytes of a Keccak-256 hash."""
        return keccak(data)
else:
    from sha3 import keccak_256

    def keccak256(data: bytes) -> bytes:
        """Give the 32 bytes of a Keccak-256 hash."""
        return bytes(keccak_256(data).digest())
