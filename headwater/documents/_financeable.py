"""Which documents can be financed: the invoices that a factor would buy."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Final

from headwater._money import MAX_UNITS
from headwater.documents._errors import (
    AlreadyAssigned,
    AmountRefused,
    DueDateMissing,
    DueDateNotAfterIssue,
    NotAnInvoice,
    NotTheAmountDue,
    PayableNotPositive,
    PayeeNotSeller,
    SellerIsBuyer,
    TypeNotFinanceable,
)
from headwater.documents._model import DocumentKind, Invoice, TradeDocument
from headwater.documents._party import Party, canonical_id
from headwater.documents._xml import missing

FINANCEABLE_TYPES: Final = {
    "80": "debit note for goods or services",
    "82": "metered services invoice",
    "326": "partial invoice",
    "380": "commercial invoice",
    "389": "self-billed invoice",
    "875": "partial construction invoice",
    "876": "partial final construction invoice",
    "877": "final construction invoice",
}
"""UNTDID 1001: what stands for goods or services delivered, owed to the seller and not yet paid.

Left out: corrections (384) and credit notes (381, 396), which change an invoice that may be financed already; factored
invoices (393), which are assigned; prepayment invoices (386), for which nothing was delivered yet; whatever else.
"""


def financeable(document: TradeDocument) -> Invoice:
    """Give the invoice that can be financed which a document is.

    Raises NotAnInvoice, TypeNotFinanceable, DueDateMissing, DueDateNotAfterIssue, PayableNotPositive, AmountRefused,
    PayeeNotSeller, AlreadyAssigned, SellerIsBuyer, NotTheAmountDue, or ElementMissing for a total.
    """
    if document.kind is not DocumentKind.INVOICE:
        raise NotAnInvoice("Only an invoice can be financed", "HW-KIND", "document", document.kind.value)
    if document.type_code not in FINANCEABLE_TYPES:
        sentence = "An invoice of this type cannot be financed"
        raise TypeNotFinanceable(sentence, "HW-TYPE", "type", document.type_code)
    _check_parties(document)
    _check_due(document)
    _check_payable(document)
    _check_totals(document)
    return Invoice(**{field.name: getattr(document, field.name) for field in fields(document)})


FACTORED: Final = "ACC"
"""UNTDID 4451, the subject of a note: the invoice is assigned to a factor."""
LARGEST_ROUNDING: Final = 5
"""Units of currency: what is rounded to the smallest coin, in any currency, is less."""

_TOTALS = {"totals/lines": "BR-12", "totals/withoutTax": "BR-13", "totals/withTax": "BR-14"}
_ELSEWHERE = {
    "test": "The document says that it is a test or a copy",
    "withheld": "Tax is withheld from what is due",
    "factoring": "The invoice names an agreement with a factor",
}


def _check_parties(document: TradeDocument) -> None:
    if document.payee:
        sentence = "Somebody else than the seller is to be paid, as if the invoice were assigned already"
        raise PayeeNotSeller(sentence, "HW-PAYEE", "payee", document.payee)
    for path, value in document.fields:
        if path.startswith("notes/") and path.endswith("/subject") and value == FACTORED:
            raise AlreadyAssigned("A note says that the invoice is assigned to a factor", "HW-ASSIGNED", path, value)
    if _is_one(document.seller, document.buyer):
        raise SellerIsBuyer("Seller and buyer are one company", "HW-PARTY", "buyer", document.buyer.id)


def _check_totals(document: TradeDocument) -> None:
    """Refuse what lifts, lowers or hides what is due, wherever in the document it is said."""
    stated = dict(document.fields)
    for name, rule in _TOTALS.items():
        if name not in stated:
            raise missing(rule, name)
    for name, sentence in _ELSEWHERE.items():
        if stated.get(name, "false") not in ("false", "0"):
            raise NotTheAmountDue(sentence, "HW-ELSEWHERE", name, stated[name])
    if abs(Decimal(rounding := stated.get("totals/rounding", "0"))) > LARGEST_ROUNDING:
        raise NotTheAmountDue("The rounding is more than any coin", "HW-ROUNDING", "totals/rounding", rounding)
    if Decimal(prepaid := stated.get("totals/prepaid", "0")) < 0:
        raise NotTheAmountDue("Less than nothing was prepaid", "HW-PREPAID", "totals/prepaid", prepaid)


def _is_one(one: Party, other: Party) -> bool:
    ids = [canonical_id(party.id_kind, party.scheme, party.id) for party in (one, other)]
    return ids[0] == ids[1]


def _check_due(document: TradeDocument) -> None:
    if document.due_date is None:
        sentence = "The invoice states no due date; the obligor's acceptance must"
        raise DueDateMissing(sentence, "HW-DUE", "dueDate", document.payment_terms or None)
    if document.due_date <= document.issue_date:
        sentence = f"The due date is not after the issue date, {document.issue_date}"
        raise DueDateNotAfterIssue(sentence, "HW-DUE", "dueDate", document.due_date.isoformat())


def _check_payable(document: TradeDocument) -> None:
    if document.currency is None:
        raise missing("BR-05", "currency")
    if document.payable is None:
        raise missing("BR-15", "totals/payable")
    if document.payable <= 0:
        raise PayableNotPositive("Nothing is left to be paid", "HW-PAYABLE", "totals/payable", str(document.payable))
    if document.payable > MAX_UNITS:
        sentence = "The amount is beyond 2^88 - 1 base units"
        raise AmountRefused(sentence, "HW-PAYABLE", "totals/payable", str(document.payable))
