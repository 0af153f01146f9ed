"""The canonical document: every field that a document states, as (path, value), the same from every syntax.

Paths are the names of `_terms`, places in lists counted from 1 in the document's order. Values by their kind:

- text and codes: Unicode NFC, white space trimmed and collapsed; several texts of one field on a line each;
- tax schemes: by one name, `VAT`, whatever the syntax calls it;
- dates: `YYYY-MM-DD`;
- amounts: plain decimals with exactly the decimals of their currency (`443191.74`, `-12.00`, JPY `1500`);
- numbers (quantities, prices, rates): plain decimals without zeros at the end (`60`, `0.125`).

Fields come sorted by path; an empty field is as good as none and left out. What says only how the document is
written (its profile and process) is left out too: it differs between two dresses of one document.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from headwater._money import Currency
from headwater.documents._errors import CurrencyMismatch
from headwater.documents._party import tax_scheme
from headwater.documents._reading import Group, Term
from headwater.documents._terms import TERMS, Kind
from headwater.documents._values import EXACT, amount_of_term, date_of_term, number_of_term

Fields = tuple[tuple[str, str], ...]

_DRESS = ("process", "profile")
_TAX_SCHEMES = ("seller/taxIds/*/scheme", "buyer/taxIds/*/scheme")


def canonical_fields(read: Group, money: Currency | None, tax_money: Currency | None) -> Fields:
    """Give the canonical fields of a document; raises a DocumentRefused for a value that is not of its kind."""
    walked = (
        (term.field, _value(name, term, tax_money if TERMS[name][1] is Kind.TAX_AMOUNT else money))
        for name, term in read.walk()
        if name not in _DRESS
    )
    return tuple(sorted(walked))


def plain(number: Decimal) -> str:
    """Give a number as plain digits without zeros at the end, and never a negative nothing."""
    return f"{EXACT.add(EXACT.normalize(number), Decimal(0)):f}"


def _value(name: str, term: Term, money: Currency | None) -> str:
    business_term, kind = TERMS[name]
    if name in _TAX_SCHEMES:
        return tax_scheme(term.text)
    match kind:
        case Kind.DATE:
            return date_of_term(term).isoformat()
        case Kind.AMOUNT | Kind.TAX_AMOUNT if money is not None:
            return _money_text(amount_of_term(term, money, business_term), money)
        case Kind.NUMBER if money is not None and term.currency not in ("", money.code):
            sentence = f"The price is not in the document's currency, {money.code}"
            raise CurrencyMismatch(sentence, "HW-CURRENCY", term.field, term.currency)
        case Kind.AMOUNT | Kind.TAX_AMOUNT | Kind.NUMBER:
            return plain(number_of_term(term))
        case _:
            return unicodedata.normalize("NFC", term.text)


def _money_text(amount: Decimal, money: Currency) -> str:
    return f"{EXACT.add(EXACT.quantize(amount, Decimal(1).scaleb(-money.decimals)), Decimal(0)):f}"
