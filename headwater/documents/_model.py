"""What a trade document says, as Headwater keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from headwater._money import Currency


class IdKind(StrEnum):
    """Where a party's id was found, best first."""

    TAX = "tax"
    LEGAL = "legal"
    ENDPOINT = "endpoint"


@dataclass(frozen=True, slots=True)
class Party:
    """A party to an invoice: `id` as written, white space trimmed and collapsed.

    `scheme` is the tax scheme of a tax id (`VAT`), else the id's `schemeID`, else empty; `country` is the
    two-letter code of the postal address, or None where the document states none in that form.
    """

    name: str
    id: str
    id_kind: IdKind
    scheme: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice that can be financed.

    `payable` is the amount due for payment in base units of `currency`, more than zero; `due_date` is later
    than `issue_date`; `lines` names the goods, one entry a line, for people. `fingerprint` (32 bytes) is the
    hash of the invoice's canonical identity, the same whatever dress it wears; `document_hash` is the
    keccak-256 of the document's exact bytes.
    """

    number: str
    type_code: str
    issue_date: dt.date
    due_date: dt.date
    seller: Party
    buyer: Party
    currency: Currency
    payable: int
    lines: tuple[str, ...]
    fingerprint: bytes
    document_hash: bytes

    @property
    def tenor_days(self) -> int:
        """Whole days from issue to due date."""
        return (self.due_date - self.issue_date).days
