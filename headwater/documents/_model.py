"""What a trade document says, as Headwater keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from headwater._money import Currency
from headwater.documents._canonical import Fields
from headwater.documents._identity import identity_of
from headwater.documents._party import Party


class DocumentKind(StrEnum):
    """What kind of document it is, whatever syntax it is written in."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    ORDER = "order"
    ORDER_RESPONSE = "order response"
    DESPATCH_ADVICE = "despatch advice"
    RECEIPT_ADVICE = "receipt advice"


LOGISTICS: Final = frozenset(DocumentKind) - {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE}
"""The kinds that say what was ordered and delivered, not what is owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeDocument:
    """A trade document as it was read.

    `type_code` is UNTDID 1001's, empty where the kind has none. `payable` is the amount due for payment in base units
    of `currency`: negative where money goes back, None where the document states none. `payee` is the name of whom the
    document asks to pay in the seller's place, or empty. `lines` names the goods, one entry a line, for people.
    `fields` is the canonical document, `document_hash` the keccak-256 of the document's exact bytes.
    """

    kind: DocumentKind
    number: str
    type_code: str
    issue_date: dt.date
    due_date: dt.date | None
    payment_terms: str
    seller: Party
    buyer: Party
    payee: str
    currency: Currency | None
    payable: int | None
    lines: tuple[str, ...]
    fields: Fields
    document_hash: bytes

    @property
    def identity(self) -> bytes:
        """The bytes that its fingerprint is made from: the same whatever dress it wears."""
        return identity_of(self.seller, self.buyer, self.number, self.issue_date, self.type_code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(TradeDocument):
    """An invoice that can be financed: due after its issue, with an amount above zero left to be paid to its seller."""

    due_date: dt.date
    currency: Currency
    payable: int

    @property
    def tenor_days(self) -> int:
        """Whole days from issue to due date."""
        return (self.due_date - self.issue_date).days
