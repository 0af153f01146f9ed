"""Trade documents: from the file as received to what a receivable stands on.

>>> from headwater.documents import read_invoice
>>> invoice = read_invoice("samples/invoice.xml")
>>> invoice.payable, invoice.currency.code, invoice.tenor_days
(44319174, 'EUR', 90)
>>> invoice.fields[0]
('allowances/1/amount', '10386.00')
"""

from headwater.documents._canonical import Fields
from headwater.documents._financeable import financeable
from headwater.documents._identity import fingerprint, identity_of, legal_identity, programme_secret
from headwater.documents._model import DocumentKind, Invoice, TradeDocument
from headwater.documents._party import IdKind, Party, canonical_id, canonical_text
from headwater.documents._reader import read_document, read_invoice

__all__ = [
    "DocumentKind",
    "Fields",
    "IdKind",
    "Invoice",
    "Party",
    "TradeDocument",
    "canonical_id",
    "canonical_text",
    "financeable",
    "fingerprint",
    "identity_of",
    "legal_identity",
    "programme_secret",
    "read_document",
    "read_invoice",
]
