"""EN 16931's rules of presence, order and sign, over what is read (BR-01 to BR-65, some of BR-CO and BR-CL).

A field is present where it states something: an element that stands and says nothing is none. An address, a payee or
a period may stand and say nothing; where a syntax tells that it stands, its rules speak.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from headwater._errors import MoneyError
from headwater._money import currency
from headwater.documents._party import canonical_text
from headwater.documents._reading import Group
from headwater.documents._rule import Check, Finding, Refuses, Rule, groups, missing_in, number, stands, terms
from headwater.documents._values import date_of_term

TAX_SCHEMES: Final = ("VAT", "VA")
"""How UBL and CII (by UNTDID 1153) name the scheme of VAT."""
TAX_CATEGORIES: Final = ("AE", "B", "E", "G", "K", "L", "M", "O", "S", "Z")
"""What EN 16931 takes from UNTDID 5305."""
TAX_POINT_CODES: Final = ("3", "35", "432", "5", "29", "72")
"""The delivery, the despatch or the payment: by UNTDID 2005 as UBL takes them, by UNTDID 2475 as CII does."""
_CREDIT_NOTES: Final = ("81", "83", "381", "396", "532")  # UNTDID 1001
_TRANSFERS: Final = ("30", "58")  # UNTDID 4461: credit transfer, SEPA credit transfer
_ADDRESS: Final = ("address", "street", "street2", "street3", "city", "postCode", "region", "country")


def has_vat_id(document: Group, role: str) -> bool:
    """Tell whether a role, `seller` or `buyer`, states a VAT identifier."""
    return any(
        entry.text("scheme").upper() in TAX_SCHEMES and entry.text("id") for entry in document.each(f"{role}/taxIds")
    )


def of_vat(group: Group) -> bool:
    """Tell whether a group's tax is VAT; where its syntax states no scheme it can be no other."""
    return group.text("taxScheme").upper() in ("", "VAT")


def _category(where: str) -> Check:
    def check(document: Group) -> Iterator[Finding]:
        for group in groups(document, where):
            if not (group.text("category") and of_vat(group)):
                yield Finding(f"{group.path}category", group.text("taxScheme") or None)

    return check


def _rate(document: Group) -> Iterator[Finding]:
    for entry in document.each("taxes"):
        if entry.text("category") != "O" and not (entry.text("rate") and of_vat(entry)):
            yield Finding(f"{entry.path}rate")


def _not_negative(name: str) -> Check:
    def check(document: Group) -> Iterator[Finding]:
        for line in document.each("lines"):
            if (number(line, name) or 0) < 0:
                yield Finding(line.path + name, line.text(name))

    return check


def _period(where: str) -> Check:
    def check(document: Group) -> Iterator[Finding]:
        for group in groups(document, where):
            start, end = group.one("periodStart"), group.one("periodEnd")
            if start and end and date_of_term(end) < date_of_term(start):
                yield Finding(end.field, end.text)

    return check


def _tax_point(document: Group) -> Iterator[Finding]:
    if stands(document, "taxPointDate") and stands(document, "taxPointCode"):
        yield Finding("taxPointCode", document.text("taxPointCode"))


def _tax_in_tax_currency(document: Group) -> Iterator[Finding]:
    stated = document.text("taxCurrency")
    total = "totals/tax" if stated == document.text("currency") else "totals/taxInTaxCurrency"
    if stated and not stands(document, total):
        yield Finding(total)


def _payee(document: Group) -> Iterator[Finding]:
    others = [term for name in ("payee/id", "payee/legalId") for term in terms(document, name)]
    own = [*terms(document, "seller/ids/*/id"), *terms(document, "seller/legalId")]
    same = {canonical_text(term.text) for term in others} & {canonical_text(term.text) for term in own}
    if (others or stands(document, "payee")) and not same and not stands(document, "payee/name"):
        yield Finding("payee/name")


def _account(document: Group) -> Iterator[Finding]:
    for means in document.each("payment"):
        if means.text("means") in _TRANSFERS and not stands(means, "account"):
            yield Finding(f"{means.path}account")


def _attribute(document: Group) -> Iterator[Finding]:
    for name in ("name", "value"):
        yield from missing_in("lines/*/attributes", name)(document)


def _due(document: Group) -> Iterator[Finding]:
    kind = document.text("type")
    owed = (number(document, "totals/payable") or 0) > 0
    if kind and kind not in _CREDIT_NOTES and owed and not stands(document, "dueDate", "paymentTerms"):
        yield Finding("dueDate")


def _seller(document: Group) -> Iterator[Finding]:
    if not (terms(document, "seller/ids/*/id") or stands(document, "seller/legalId") or has_vat_id(document, "seller")):
        yield Finding("seller/taxIds")


def _currency(name: str) -> Check:
    def check(document: Group) -> Iterator[Finding]:
        for term in terms(document, name):
            try:
                currency(term.text)
            except MoneyError:
                yield Finding(name, term.text)

    return check


def _coded(codes: tuple[str, ...], *names: str) -> Check:
    def check(document: Group) -> Iterator[Finding]:
        for name in names:
            for term in terms(document, name):
                if term.text not in codes:
                    yield Finding(term.field, term.text)

    return check


def _under(role: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{role}/{name}" for name in names)


_EVERY, _NORM, _NONE = Refuses.EVERY, Refuses.NORM, Refuses.NONE
_PERSON = "taxRepresentative"
_REPRESENTED = (_PERSON, *_under(_PERSON, "name", "taxId", "country"))
_WHY = ("reason", "reasonCode")


def _reasons(where: str) -> Check:
    return missing_in(where, *_WHY)


PRESENCE_RULES: Final[Mapping[str, Rule]] = {
    "BR-01": Rule("No specification says how the document is to be read", _NONE, missing_in("", "profile")),
    "BR-02": Rule("The document has no number", _EVERY, missing_in("", "number")),
    "BR-03": Rule("The document has no issue date", _EVERY, missing_in("", "issueDate")),
    "BR-04": Rule("The document has no type", _NORM, missing_in("", "type")),
    "BR-05": Rule("The document has no currency", _EVERY, missing_in("", "currency")),
    "BR-06": Rule("The seller has no name", _NORM, missing_in("", "seller/name")),
    "BR-07": Rule("The buyer has no name", _NORM, missing_in("", "buyer/name")),
    "BR-08": Rule("The seller has no address", _NORM, missing_in("", *_under("seller", *_ADDRESS))),
    "BR-09": Rule(
        "The seller's address has no country",
        _NORM,
        missing_in("", "seller/country", given=_under("seller", *_ADDRESS)),
    ),
    "BR-10": Rule("The buyer has no address", _NORM, missing_in("", *_under("buyer", *_ADDRESS))),
    "BR-11": Rule(
        "The buyer's address has no country",
        _NORM,
        missing_in("", "buyer/country", given=_under("buyer", *_ADDRESS)),
    ),
    "BR-12": Rule("The document has no sum of its lines", _NORM, missing_in("", "totals/lines")),
    "BR-13": Rule("The document has no total without tax", _NORM, missing_in("", "totals/withoutTax")),
    "BR-14": Rule("The document has no total with tax", _NORM, missing_in("", "totals/withTax")),
    "BR-15": Rule("The document has no amount due for payment", _EVERY, missing_in("", "totals/payable")),
    "BR-16": Rule("The document has no line", _NORM, missing_in("", "lines")),
    "BR-17": Rule("A payee who is not the seller has no name", _NORM, _payee),
    "BR-18": Rule("The tax representative has no name", _NORM, missing_in("", f"{_PERSON}/name", given=_REPRESENTED)),
    "BR-19": Rule(
        "The tax representative has no address",
        _NORM,
        missing_in("", *_under(_PERSON, "address", "country"), given=_REPRESENTED),
    ),
    "BR-20": Rule(
        "The tax representative's address has no country",
        _NORM,
        missing_in("", f"{_PERSON}/country", given=(f"{_PERSON}/address",)),
    ),
    "BR-21": Rule("A line has no identifier", _NORM, missing_in("lines", "id")),
    "BR-22": Rule("A line has no quantity", _NORM, missing_in("lines", "quantity")),
    "BR-23": Rule("A line's quantity has no unit", _NORM, missing_in("lines", "unit")),
    "BR-24": Rule("A line has no amount", _NORM, missing_in("lines", "amount")),
    "BR-25": Rule("A line names no item", _NORM, missing_in("lines", "name")),
    "BR-26": Rule("A line has no price", _NORM, missing_in("lines", "price")),
    "BR-27": Rule("A line's price is negative", _NORM, _not_negative("price")),
    "BR-28": Rule("A line's gross price is negative", _NORM, _not_negative("grossPrice")),
    "BR-29": Rule("The document's period ends before it starts", _NORM, _period("")),
    "BR-30": Rule("A line's period ends before it starts", _NORM, _period("lines")),
    "BR-31": Rule("An allowance has no amount", _NORM, missing_in("allowances", "amount")),
    "BR-32": Rule("An allowance has no VAT category", _NORM, _category("allowances")),
    "BR-33": Rule("An allowance has no reason", _NORM, _reasons("allowances")),
    "BR-36": Rule("A charge has no amount", _NORM, missing_in("charges", "amount")),
    "BR-37": Rule("A charge has no VAT category", _NORM, _category("charges")),
    "BR-38": Rule("A charge has no reason", _NORM, _reasons("charges")),
    "BR-41": Rule("A line's allowance has no amount", _NORM, missing_in("lines/*/allowances", "amount")),
    "BR-42": Rule("A line's allowance has no reason", _NORM, _reasons("lines/*/allowances")),
    "BR-43": Rule("A line's charge has no amount", _NORM, missing_in("lines/*/charges", "amount")),
    "BR-44": Rule("A line's charge has no reason", _NORM, _reasons("lines/*/charges")),
    "BR-45": Rule("A VAT breakdown has no base", _NORM, missing_in("taxes", "base")),
    "BR-46": Rule("A VAT breakdown has no tax amount", _NORM, missing_in("taxes", "amount")),
    "BR-47": Rule("A VAT breakdown has no VAT category", _NORM, _category("taxes")),
    "BR-48": Rule("A VAT breakdown has no rate", _NORM, _rate),
    "BR-49": Rule("A payment instruction has no means", _NORM, missing_in("payment", "means")),
    "BR-52": Rule("A supporting document has no reference", _NORM, missing_in("attachments", "id")),
    "BR-53": Rule("The tax currency is stated and no tax in it", _NORM, _tax_in_tax_currency),
    "BR-54": Rule("An item's attribute lacks its name or its value", _NORM, _attribute),
    "BR-55": Rule("A preceding invoice has no number", _NORM, missing_in("preceding", "number")),
    "BR-56": Rule(
        "The tax representative has no VAT identifier", _NORM, missing_in("", f"{_PERSON}/taxId", given=_REPRESENTED)
    ),
    "BR-57": Rule("A delivery address has no country", _NORM, missing_in("delivery", "country", given=_ADDRESS)),
    "BR-61": Rule("A credit transfer names no account", _NORM, _account),
    "BR-62": Rule(
        "The seller's electronic address has no scheme",
        _NORM,
        missing_in("", "seller/endpointScheme", given=("seller/endpoint",)),
    ),
    "BR-63": Rule(
        "The buyer's electronic address has no scheme",
        _NORM,
        missing_in("", "buyer/endpointScheme", given=("buyer/endpoint",)),
    ),
    "BR-64": Rule(
        "An item's standard identifier has no scheme",
        _NORM,
        missing_in("lines", "standardItemScheme", given=("standardItem",)),
    ),
    "BR-65": Rule(
        "An item's classification has no scheme",
        _NORM,
        missing_in("lines/*/classifications", "scheme", given=("code",)),
    ),
    "BR-CO-03": Rule("The tax point is stated as a date and as a code", _NONE, _tax_point),
    "BR-CO-04": Rule("A line has no VAT category", _NORM, _category("lines")),
    "BR-CO-18": Rule("The document has no VAT breakdown", _NORM, missing_in("", "taxes")),
    "BR-CO-19": Rule(
        "The document's period says neither when it starts nor when it ends",
        _NORM,
        missing_in("", "periodStart", "periodEnd", "taxPointCode", given=("period",)),
    ),
    "BR-CO-20": Rule(
        "A line's period says neither when it starts nor when it ends",
        _NORM,
        missing_in("lines", "periodStart", "periodEnd", given=("period",)),
    ),
    "BR-CO-21": Rule("An allowance has no reason", _NORM, _reasons("allowances")),
    "BR-CO-22": Rule("A charge has no reason", _NORM, _reasons("charges")),
    "BR-CO-23": Rule("A line's allowance has no reason", _NORM, _reasons("lines/*/allowances")),
    "BR-CO-24": Rule("A line's charge has no reason", _NORM, _reasons("lines/*/charges")),
    "BR-CO-25": Rule("Money is due and neither a date nor terms say when", _NORM, _due),
    "BR-CO-26": Rule("The seller has no identifier", _NORM, _seller),
    "BR-CL-04": Rule("The currency is none of ISO 4217", _EVERY, _currency("currency")),
    "BR-CL-05": Rule("The tax currency is none of ISO 4217", _EVERY, _currency("taxCurrency")),
    "BR-CL-06": Rule("The tax point is none that EN 16931 knows", _NONE, _coded(TAX_POINT_CODES, "taxPointCode")),
    "BR-CL-17": Rule(
        "A VAT category is none that EN 16931 knows",
        _NONE,
        _coded(TAX_CATEGORIES, "taxes/*/category", "allowances/*/category", "charges/*/category"),
    ),
    "BR-CL-18": Rule(
        "A line's VAT category is none that EN 16931 knows", _NONE, _coded(TAX_CATEGORIES, "lines/*/category")
    ),
}
