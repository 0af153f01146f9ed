"""From the terms of a document to what Headwater keeps of it."""

from __future__ import annotations

import datetime as dt

from headwater._money import Currency
from headwater.documents._canonical import canonical_fields
from headwater.documents._errors import ElementMissing
from headwater.documents._model import LOGISTICS, DocumentKind, TradeDocument
from headwater.documents._party import canonical_text, check_text, party_of
from headwater.documents._reading import Group
from headwater.documents._terms import TERMS
from headwater.documents._values import EXACT, amount_of_term, currency_of_term, date_of_term

_LONGEST_NAME = 200  # characters kept of a name that is only shown
_PAYABLE = "totals/payable"
UNNAMED = "somebody who is not named"


def document_of(kind: DocumentKind, read: Group, document_hash: bytes) -> TradeDocument:
    """Give what a document says; raises a DocumentRefused that names the rule, the field and the value."""
    number = read.required("number", "BR-02")
    if not canonical_text(number.text):
        raise ElementMissing("The number has no visible character", "BR-02", number.field, number.text)
    check_text(number.text, number.field)
    money = _currency(read, "currency", "BR-CL-04")
    return TradeDocument(
        kind=kind,
        number=number.text,
        type_code=read.text("type"),
        issue_date=date_of_term(read.required("issueDate", "BR-03")),
        due_date=_day(read, "dueDate"),
        payment_terms=read.text("paymentTerms"),
        seller=party_of(read, "seller", logistics=kind in LOGISTICS),
        buyer=party_of(read, "buyer", logistics=kind in LOGISTICS),
        payee=_other_payee(read),
        currency=money,
        payable=_payable(read, money),
        lines=tuple(line.text("name")[:_LONGEST_NAME] for line in read.each("lines")),
        fields=canonical_fields(read, money, _currency(read, "taxCurrency", "BR-CL-05")),
        document_hash=document_hash,
    )


def _currency(read: Group, name: str, rule: str) -> Currency | None:
    term = read.one(name)
    return currency_of_term(term, rule) if term else None


def _day(read: Group, name: str) -> dt.date | None:
    term = read.one(name)
    return date_of_term(term) if term else None


def _payable(read: Group, money: Currency | None) -> int | None:
    term = read.one(_PAYABLE)
    if term is None or money is None:
        return None
    return int(EXACT.scaleb(amount_of_term(term, money, TERMS[_PAYABLE][0]), money.decimals))


def _other_payee(read: Group) -> str:
    """Whom the document asks to pay, unless all that it says of the payee is said of the seller too; else nothing."""
    names, ids = _texts(read, "payee/name"), _texts(read, "payee/id", "payee/legalId")
    stated = read.text("payee/name") or read.text("payee/id") or read.text("payee/legalId")
    if not stated:
        return UNNAMED if read.each("payee") else ""
    own = _texts(read, "seller/name") or _texts(read, "seller/tradingName")
    theirs = _texts(read, "seller/legalId") | {
        canonical_text(entry.text("id")) for role in ("ids", "taxIds") for entry in read.each(f"seller/{role}")
    }
    return "" if names <= own and ids <= theirs else stated


def _texts(read: Group, *names: str) -> set[str]:
    return {canonical_text(term.text) for name in names for term in read.terms.get(name, ())}
