"""Who a party is and which invoice this is, in a form that its dress does not change.

*Canonical text* is made in this order: Unicode NFKD, full case folding, every dash and the minus sign as a hyphen,
removal of white space and of what shows nothing (controls, format characters, fillers, variation selectors), NFKC.
So neither case, normal form, full-width digits, dashes, spaces, line breaks nor zero-width characters make a second
invoice out of one.

*Canonical party id* is the canonical text of the id without its punctuation and symbols (`DE 123.456-789` is
`de123456789`), whether it stands as a tax or as a legal id; an endpoint id keeps its punctuation, which tells
addresses apart, and is preceded by its scheme and a colon; so does an identifier, by which only logistics documents may
know a party.

*Fields* are hashed as UTF-8, each after its length as four bytes, big-endian, the first one naming the
purpose and version: no two lists of fields give the same bytes.

*Canonical identity* is the fields `headwater/invoice/1`, seller id, buyer id, number, issue date (YYYY-MM-DD), type
code (UNTDID 1001): nothing that is specific to one syntax.

The *fingerprint* is HMAC-SHA-256 (RFC 2104) over the canonical identity, under the secret that the operators of one
invoice registry share: who does not know it cannot test a guess against the chain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from eth_utils.crypto import keccak

from headwater.documents._errors import SecretRefused
from headwater.documents._party import Party, canonical_id, canonical_text

SECRET_BYTES = 32
"""The least that a programme's secret has."""
LOCAL_CHAINS = frozenset({1337, 31337})
"""Chains that begin and end on one machine: the development networks of Brownie, Ganache and Anvil."""

_LOCAL_SECRET = hashlib.sha256(b"headwater/local-programme: this secret is public").digest()
_INVOICE = "headwater/invoice/1"
_LEGAL_IDENTITY = "headwater/legal-identity/1"


def identity_of(seller: Party, buyer: Party, number: str, issued: dt.date, type_code: str) -> bytes:
    """Give the canonical identity of a document, the bytes that its fingerprint is made from."""
    ids = [canonical_id(p.id_kind, p.scheme, p.id) for p in (seller, buyer)]
    return _fields(_INVOICE, *ids, canonical_text(number), issued.isoformat(), type_code)


def programme_secret(secret: bytes | None, chain_id: int) -> bytes:
    """Give the secret that keys a programme's fingerprints on a chain.

    Without one a local chain takes a secret that everybody knows; raises SecretRefused on any other.
    """
    if secret is None:
        if chain_id not in LOCAL_CHAINS:
            raise SecretRefused(f"Chain {chain_id} is no local chain: fingerprints there need the programme's secret.")
        return _LOCAL_SECRET
    return secret


def fingerprint(identity: bytes, secret: bytes) -> bytes:
    """Give the 32 bytes that stand on chain for a canonical identity; raises SecretRefused for a short secret."""
    if len(secret) < SECRET_BYTES:
        raise SecretRefused(f"A programme's secret has at least {SECRET_BYTES} bytes.")
    return hmac.digest(secret, identity, "sha256")


def legal_identity(party: Party) -> bytes:
    """Give the 32 bytes that stand on chain for a party: keccak-256 over its country and canonical id.

    A party without a country hashes the empty text in its place.
    """
    party_id = canonical_id(party.id_kind, party.scheme, party.id)
    return keccak(_fields(_LEGAL_IDENTITY, party.country or "", party_id))


def _fields(*fields: str) -> bytes:
    encoded = [field.encode() for field in fields]
    return b"".join(len(field).to_bytes(4, "big") + field for field in encoded)
