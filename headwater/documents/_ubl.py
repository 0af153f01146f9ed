"""UBL 2.1 invoices: which can be financed, and what they say.

Sources: OASIS UBL 2.1 (elements), EN 16931-1 and its UBL binding (rule ids and which id means what), UNTDID
1001 (type codes), ISO 4217 (currencies).
"""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

from headwater._days import day_of
from headwater._errors import (
    AmountNegative,
    AmountRefused,
    CurrencyMismatch,
    CurrencyRefused,
    DateMalformed,
    DayOutOfRange,
    DueDateMissing,
    DueDateNotAfterIssue,
    ElementMissing,
    ElementRepeated,
    MoneyError,
    PartyUnidentified,
    PayableNotPositive,
    TypeNotFinanceable,
)
from headwater._money import Currency, currency, to_units
from headwater.documents._identity import canonical_id, canonical_text, fingerprint, invoice_identity
from headwater.documents._model import IdKind, Invoice, Party
from headwater.documents._xml import missing, only, required, text_of

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
COMMERCIAL_INVOICE = "380"  # UNTDID 1001

_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_PAYABLE = "cac:LegalMonetaryTotal/cbc:PayableAmount"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LONGEST_NAME = 200  # characters kept of a name that is only shown
_TAX_SCHEMES = ("VAT", "GST")  # the schemes whose numbers identify a company, best first


def read_ubl_invoice(root: etree._Element, document_hash: bytes) -> Invoice:
    """Read a UBL invoice from its root element; raises a DocumentRefused that names the reason."""
    number = required(root, _path("cbc:ID"), "BR-02", "cbc:ID")
    if not canonical_text(number):
        raise ElementMissing("The invoice number has no visible character", "BR-02", "cbc:ID", number)
    type_code = _type_code(root)
    issued = _date(required(root, _path("cbc:IssueDate"), "BR-03", "cbc:IssueDate"), "cbc:IssueDate")
    due = _due_date(root, issued)
    money, payable = _payable(root)
    seller, buyer = (_party(root, f"cac:Accounting{role}Party") for role in ("Supplier", "Customer"))
    return Invoice(
        number=number,
        type_code=type_code,
        issue_date=issued,
        due_date=due,
        seller=seller,
        buyer=buyer,
        currency=money,
        payable=payable,
        lines=_lines(root),
        fingerprint=fingerprint(invoice_identity(seller, buyer, number, issued, type_code)),
        document_hash=document_hash,
    )


def _type_code(root: etree._Element) -> str:
    code = required(root, _path("cbc:InvoiceTypeCode"), "BR-04", "cbc:InvoiceTypeCode")
    if code != COMMERCIAL_INVOICE:
        sentence = "Only a commercial invoice, type 380, can be financed"
        raise TypeNotFinanceable(sentence, "HW-TYPE", "cbc:InvoiceTypeCode", code)
    return code


def _date(text: str, field: str) -> dt.date:
    try:
        if _DATE.fullmatch(text) is None:
            raise ValueError
        date = dt.date.fromisoformat(text)
        day_of(date)
    except (ValueError, DayOutOfRange):
        sentence = "The date is not a day of the calendar since 1970 written YYYY-MM-DD"
        raise DateMalformed(sentence, "HW-DATE", field, text) from None
    return date


def _due_date(root: etree._Element, issued: dt.date) -> dt.date:
    text = text_of(only(root, _path("cbc:DueDate"), "cbc:DueDate"), "cbc:DueDate")
    if not text:
        raise DueDateMissing("The invoice states no due date", "HW-DUE", "cbc:DueDate")
    due = _date(text, "cbc:DueDate")
    if due <= issued:
        sentence = f"The due date is not after the issue date, {issued}"
        raise DueDateNotAfterIssue(sentence, "HW-DUE", "cbc:DueDate", text)
    return due


def _payable(root: etree._Element) -> tuple[Currency, int]:
    money = _currency(root)
    totals = only(root, _path("cac:LegalMonetaryTotal"), "cac:LegalMonetaryTotal")
    amount = None if totals is None else only(totals, _path("cbc:PayableAmount"), _PAYABLE)
    text = text_of(amount, _PAYABLE)
    if amount is None or not text:
        raise missing("BR-15", _PAYABLE)
    stated = amount.get("currencyID", "")
    if stated != money.code:
        sentence = f"The payable amount is not in the invoice's currency, {money.code}"
        raise CurrencyMismatch(sentence, "HW-CURRENCY", f"{_PAYABLE}/@currencyID", stated)
    try:
        units = to_units(text, money)
    except AmountNegative:
        units = 0
    except MoneyError as error:
        raise AmountRefused(error.sentence, "BR-DEC-18", _PAYABLE, text) from None
    if units <= 0:
        raise PayableNotPositive("Nothing is left to be paid", "HW-PAYABLE", _PAYABLE, text)
    return money, units


def _currency(root: etree._Element) -> Currency:
    field = "cbc:DocumentCurrencyCode"
    code = required(root, _path(field), "BR-05", field)
    try:
        return currency(code)
    except MoneyError as error:
        raise CurrencyRefused(error.sentence, "BR-CL-04", field, code) from None


def _party(root: etree._Element, role: str) -> Party:
    holder = only(root, _path(role), role)
    party = None if holder is None else only(holder, _path("cac:Party"), f"{role}/cac:Party")
    if party is None:
        raise missing("HW-PARTY", f"{role}/cac:Party")
    identified = _tax_id(party, role) or _legal_id(party, role) or _endpoint_id(party, role)
    if identified is None:
        sentence = "The party has neither tax nor legal nor endpoint id"
        raise PartyUnidentified(sentence, "HW-PARTY", role)
    kind, scheme, party_id = identified
    return Party(_name(party, role), party_id, kind, scheme, _country(party, role))


_Identified = tuple[IdKind, str, str]


def _tax_id(party: etree._Element, role: str) -> _Identified | None:
    """The VAT number, else the GST number, else the least of the others that holds a digit.

    EN 16931 lets BT-32 state a tax status in words ("Godkänd för F-skatt"), which identifies nobody.
    """
    field = f"{role}/cac:Party/cac:PartyTaxScheme"
    found: dict[str, set[str]] = {}
    for entry in party.findall(_path("cac:PartyTaxScheme")):
        text = text_of(only(entry, _path("cbc:CompanyID"), f"{field}/cbc:CompanyID"), field)
        scheme = text_of(only(entry, _path("cac:TaxScheme/cbc:ID"), f"{field}/cac:TaxScheme/cbc:ID"), field)
        if canonical_id(IdKind.TAX, scheme, text):
            found.setdefault(scheme.upper(), set()).add(text)
    for scheme in _TAX_SCHEMES:
        if scheme in found:
            return IdKind.TAX, scheme, _agreed(IdKind.TAX, found[scheme], f"{field}/cbc:CompanyID")
    others = sorted((s, t) for s, texts in found.items() for t in texts if any(c.isdigit() for c in t))
    return (IdKind.TAX, *others[0]) if others else None


def _legal_id(party: etree._Element, role: str) -> _Identified | None:
    field = f"{role}/cac:Party/cac:PartyLegalEntity/cbc:CompanyID"
    elements = party.findall(_path("cac:PartyLegalEntity/cbc:CompanyID"))
    schemes = {text_of(e, field): e.get("schemeID", "") for e in elements}
    texts = {text for text in schemes if canonical_id(IdKind.LEGAL, "", text)}
    if not texts:
        return None
    text = _agreed(IdKind.LEGAL, texts, field)
    return IdKind.LEGAL, schemes[text], text


def _endpoint_id(party: etree._Element, role: str) -> _Identified | None:
    field = f"{role}/cac:Party/cbc:EndpointID"
    element = only(party, _path("cbc:EndpointID"), field)
    text = text_of(element, field)
    scheme = "" if element is None else element.get("schemeID", "")
    return (IdKind.ENDPOINT, scheme, text) if canonical_id(IdKind.ENDPOINT, scheme, text) else None


def _agreed(kind: IdKind, texts: set[str], field: str) -> str:
    if len({canonical_id(kind, "", text) for text in texts}) > 1:
        raise ElementRepeated("The party has two different ids of one kind", "HW-PARTY", field)
    return min(texts)


def _name(party: etree._Element, role: str) -> str:
    for path in ("cac:PartyLegalEntity/cbc:RegistrationName", "cac:PartyName/cbc:Name"):
        for element in party.findall(_path(path)):
            if text := text_of(element, f"{role}/cac:Party/{path}"):
                return text[:_LONGEST_NAME]
    return ""


def _country(party: etree._Element, role: str) -> str | None:
    path = "cac:PostalAddress/cac:Country/cbc:IdentificationCode"
    text = text_of(only(party, _path(path), f"{role}/cac:Party/{path}"), path)
    return text if _COUNTRY.fullmatch(text) else None


def _lines(root: etree._Element) -> tuple[str, ...]:
    path = "cac:InvoiceLine/cac:Item/cbc:Name"
    return tuple(text_of(name, path)[:_LONGEST_NAME] for name in root.findall(_path(path)))


def _path(prefixed: str) -> str:
    return prefixed.replace("cac:", _CAC).replace("cbc:", _CBC)
