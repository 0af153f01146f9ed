"""Who a party is and which invoice this is, in a form that its dress does not change.

*Canonical text* is made in this order: Unicode NFD, full case folding, removal of white space and of
invisible format characters (Unicode category Cf), NFC. So neither case, normal form, spaces, line breaks nor
zero-width characters make a second invoice out of one.

*Canonical party id* is the canonical text of the id without its punctuation and symbols (`DE 123.456-789` is
`de123456789`), whether it stands as a tax or as a legal id; an endpoint id keeps its punctuation, which tells
addresses apart, and is preceded by its scheme and a colon.

*Fields* are hashed as UTF-8, each after its length as four bytes, big-endian, the first one naming the
purpose and version: no two lists of fields give the same bytes.

The fingerprint is keccak-256 over the fields `headwater/invoice/1`, seller id, buyer id, invoice number,
issue date (YYYY-MM-DD), type code (UNTDID 1001): nothing that is specific to one syntax.
"""

from __future__ import annotations

import datetime as dt
import unicodedata

from eth_utils.crypto import keccak

from headwater.documents._model import IdKind, Party

_INVOICE = "headwater/invoice/1"
_LEGAL_IDENTITY = "headwater/legal-identity/1"


def canonical_text(text: str) -> str:
    """Give the canonical text of a number or name, by the rule above; empty if nothing visible is in it."""
    folded = unicodedata.normalize("NFD", text).casefold()
    visible = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFC", visible)


def canonical_id(kind: IdKind, scheme: str, text: str) -> str:
    """Give the canonical id of a party, by the rule above; empty if it identifies nobody."""
    plain = canonical_text(text)
    letters_and_digits = "".join(c for c in plain if unicodedata.category(c)[0] in "LMN")
    if kind is IdKind.ENDPOINT:
        return f"{canonical_text(scheme)}:{plain}" if letters_and_digits else ""
    return letters_and_digits


def invoice_identity(seller: Party, buyer: Party, number: str, issued: dt.date, type_code: str) -> bytes:
    """Give the canonical identity of an invoice, the bytes that its fingerprint is a hash of."""
    ids = [canonical_id(p.id_kind, p.scheme, p.id) for p in (seller, buyer)]
    return _fields(_INVOICE, *ids, canonical_text(number), issued.isoformat(), type_code)


def fingerprint(identity: bytes) -> bytes:
    """Give the 32 bytes that stand on chain for an invoice's canonical identity."""
    return keccak(identity)


def legal_identity(party: Party) -> bytes:
    """Give the 32 bytes that stand on chain for a party: keccak-256 over its country and canonical id.

    A party without a country hashes the empty text in its place.
    """
    party_id = canonical_id(party.id_kind, party.scheme, party.id)
    return keccak(_fields(_LEGAL_IDENTITY, party.country or "", party_id))


def _fields(*fields: str) -> bytes:
    encoded = [field.encode() for field in fields]
    return b"".join(len(field).to_bytes(4, "big") + field for field in encoded)
