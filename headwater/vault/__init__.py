"""The vault: full trade documents, encrypted, each for its readers, wherever fsspec reaches.

>>> from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
>>> from headwater.vault import EncryptionKey, Reader, Vault
>>> key = EncryptionKey(X25519PrivateKey.generate())
>>> financier = Reader("0x70997970C51812dc3A010C7d01b50e0d17dc79C8", key.public_key)
>>> vault = Vault("memory://doctest")
>>> document = vault.put(b"<Invoice/>", [financier], name="invoice.xml", media_type="application/xml")
>>> vault.get(document, key)
b'<Invoice/>'
>>> vault.describe(document, key).name, [access.reader.address[:6] for access in vault.readers(document)]
('invoice.xml', ['0x7099'])
"""

from headwater.vault._envelope import Access, Description
from headwater.vault._errors import (
    CiphertextLeft,
    CiphertextRefused,
    DocumentUnknown,
    EnvelopeMalformed,
    EnvelopeRefused,
    EnvelopeVersionUnknown,
    LastReader,
    NotAReader,
    OutputRefused,
    ReaderRefused,
    SourceRefused,
    StandingReader,
    StoreRefused,
    VaultError,
)
from headwater.vault._keys import EncryptionKey, Reader, encryption_key_from_keystore, new_encryption_keystore
from headwater.vault._programme import reader_of, standing_readers
from headwater.vault._vault import DocumentId, Vault

__all__ = [
    "Access",
    "CiphertextLeft",
    "CiphertextRefused",
    "Description",
    "DocumentId",
    "DocumentUnknown",
    "EncryptionKey",
    "EnvelopeMalformed",
    "EnvelopeRefused",
    "EnvelopeVersionUnknown",
    "LastReader",
    "NotAReader",
    "OutputRefused",
    "Reader",
    "ReaderRefused",
    "SourceRefused",
    "StandingReader",
    "StoreRefused",
    "Vault",
    "VaultError",
    "encryption_key_from_keystore",
    "new_encryption_keystore",
    "reader_of",
    "standing_readers",
]
