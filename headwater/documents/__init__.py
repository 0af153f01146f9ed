"""Trade documents: from the file as received to what a receivable stands on.

>>> from headwater.documents import read_invoice
>>> invoice = read_invoice("samples/invoice.xml")
>>> invoice.payable, invoice.currency.code, invoice.tenor_days
(44319174, 'EUR', 90)
"""

from headwater.documents._identity import (
    canonical_id,
    canonical_text,
    fingerprint,
    invoice_identity,
    legal_identity,
)
from headwater.documents._model import IdKind, Invoice, Party
from headwater.documents._reader import read_invoice

__all__ = [
    "IdKind",
    "Invoice",
    "Party",
    "canonical_id",
    "canonical_text",
    "fingerprint",
    "invoice_identity",
    "legal_identity",
    "read_invoice",
]
