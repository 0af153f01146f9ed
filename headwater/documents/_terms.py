"""What a trade document can say, under names that no syntax owns.

Each name is the path of a field in the canonical document; a `*` stands for a place in a list, counted from 1. Where
EN 16931 knows the field its business term stands beside it; `LG-…` are fields of orders, despatch and receipt advices.
The kind decides the canonical form of the value, see `_canonical`. Only the
contents of attachments (BT-125) have no name: the hash of the document covers them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a field's value is."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    AMOUNT = "amount in the document's currency"
    TAX_AMOUNT = "amount in the tax currency"
    NUMBER = "number"


_T, _C, _D, _A, _N = Kind.TEXT, Kind.CODE, Kind.DATE, Kind.AMOUNT, Kind.NUMBER


def _under(prefix: str, terms: Mapping[str, tuple[str, Kind]]) -> dict[str, tuple[str, Kind]]:
    return {f"{prefix}/{name}": term for name, term in terms.items()}


def _address(first: int, more: str) -> dict[str, tuple[str, Kind]]:
    names = ("street", "street2", "city", "postCode", "region", "country")
    terms = {name: (f"BT-{first + i}", _C if name == "country" else _T) for i, name in enumerate(names)}
    return terms | {"street3": (more, _T)}


def _logistics_party(role: str, term: str) -> dict[str, tuple[str, Kind]]:
    texts = ("name", "tradingName", "ids/*/id", "legalId", "taxIds/*/id", "endpoint", "street", "city", "postCode")
    codes = ("ids/*/scheme", "legalIdScheme", "taxIds/*/scheme", "endpointScheme", "country")
    return _under(role, {**dict.fromkeys(texts, (term, _T)), **dict.fromkeys(codes, (term, _C))})


TERMS: Final[Mapping[str, tuple[str, Kind]]] = {
    "number": ("BT-1", _T),
    "issueDate": ("BT-2", _D),
    "type": ("BT-3", _C),
    "currency": ("BT-5", _C),
    "taxCurrency": ("BT-6", _C),
    "taxPointDate": ("BT-7", _D),
    "taxPointCode": ("BT-8", _C),
    "dueDate": ("BT-9", _D),
    "test": ("", _C),
    "withheld": ("", _A),
    "factoring": ("", _T),
    "buyerReference": ("BT-10", _T),
    "project": ("BT-11", _T),
    "contract": ("BT-12", _T),
    "order": ("BT-13", _T),
    "salesOrder": ("BT-14", _T),
    "receipt": ("BT-15", _T),
    "despatch": ("BT-16", _T),
    "tender": ("BT-17", _T),
    "object": ("BT-18", _T),
    "objectScheme": ("BT-18-1", _C),
    "accounting": ("BT-19", _T),
    "paymentTerms": ("BT-20", _T),
    "process": ("BT-23", _T),
    "profile": ("BT-24", _T),
    "notes/*/subject": ("BT-21", _C),
    "notes/*/text": ("BT-22", _T),
    "preceding/*/number": ("BT-25", _T),
    "preceding/*/issueDate": ("BT-26", _D),
    **_under(
        "seller",
        {
            "name": ("BT-27", _T),
            "tradingName": ("BT-28", _T),
            "ids/*/id": ("BT-29", _T),
            "ids/*/scheme": ("BT-29-1", _C),
            "legalId": ("BT-30", _T),
            "legalIdScheme": ("BT-30-1", _C),
            "taxIds/*/id": ("BT-31, BT-32", _T),
            "taxIds/*/scheme": ("BT-31, BT-32", _C),
            "legalForm": ("BT-33", _T),
            "endpoint": ("BT-34", _T),
            "endpointScheme": ("BT-34-1", _C),
            "contact": ("BT-41", _T),
            "phone": ("BT-42", _T),
            "email": ("BT-43", _T),
            **_address(35, "BT-162"),
        },
    ),
    **_under(
        "buyer",
        {
            "name": ("BT-44", _T),
            "tradingName": ("BT-45", _T),
            "ids/*/id": ("BT-46", _T),
            "ids/*/scheme": ("BT-46-1", _C),
            "legalId": ("BT-47", _T),
            "legalIdScheme": ("BT-47-1", _C),
            "taxIds/*/id": ("BT-48", _T),
            "taxIds/*/scheme": ("BT-48", _C),
            "legalForm": ("", _T),
            "endpoint": ("BT-49", _T),
            "endpointScheme": ("BT-49-1", _C),
            "contact": ("BT-56", _T),
            "phone": ("BT-57", _T),
            "email": ("BT-58", _T),
            **_address(50, "BT-163"),
        },
    ),
    "payee/name": ("BT-59", _T),
    "payee/id": ("BT-60", _T),
    "payee/idScheme": ("BT-60-1", _C),
    "payee/legalId": ("BT-61", _T),
    "payee/legalIdScheme": ("BT-61-1", _C),
    "taxRepresentative/name": ("BT-62", _T),
    "taxRepresentative/taxId": ("BT-63", _T),
    **_under("taxRepresentative", _address(64, "BT-164")),
    "delivery/*/name": ("BT-70", _T),
    "delivery/*/location": ("BT-71", _T),
    "delivery/*/locationScheme": ("BT-71-1", _C),
    "delivery/*/date": ("BT-72", _D),
    **_under("delivery/*", _address(75, "BT-165")),
    "periodStart": ("BT-73", _D),
    "periodEnd": ("BT-74", _D),
    "payment/*/means": ("BT-81", _C),
    "payment/*/meansText": ("BT-82", _T),
    "remittance": ("BT-83", _T),
    "payment/*/account": ("BT-84", _T),
    "payment/*/accountName": ("BT-85", _T),
    "payment/*/bank": ("BT-86", _T),
    "payment/*/card": ("BT-87", _T),
    "payment/*/cardHolder": ("BT-88", _T),
    "mandate": ("BT-89", _T),
    "creditor": ("BT-90", _T),
    "payment/*/debited": ("BT-91", _T),
    "allowances/*/amount": ("BT-92", _A),
    "allowances/*/base": ("BT-93", _A),
    "allowances/*/percent": ("BT-94", _N),
    "allowances/*/category": ("BT-95", _C),
    "allowances/*/rate": ("BT-96", _N),
    "allowances/*/taxScheme": ("", _C),
    "allowances/*/reason": ("BT-97", _T),
    "allowances/*/reasonCode": ("BT-98", _C),
    "charges/*/amount": ("BT-99", _A),
    "charges/*/base": ("BT-100", _A),
    "charges/*/percent": ("BT-101", _N),
    "charges/*/category": ("BT-102", _C),
    "charges/*/rate": ("BT-103", _N),
    "charges/*/taxScheme": ("", _C),
    "charges/*/reason": ("BT-104", _T),
    "charges/*/reasonCode": ("BT-105", _C),
    "totals/lines": ("BT-106", _A),
    "totals/allowances": ("BT-107", _A),
    "totals/charges": ("BT-108", _A),
    "totals/withoutTax": ("BT-109", _A),
    "totals/tax": ("BT-110", _A),
    "totals/taxInTaxCurrency": ("BT-111", Kind.TAX_AMOUNT),
    "totals/withTax": ("BT-112", _A),
    "totals/prepaid": ("BT-113", _A),
    "totals/rounding": ("BT-114", _A),
    "totals/payable": ("BT-115", _A),
    "taxes/*/base": ("BT-116", _A),
    "taxes/*/amount": ("BT-117", _A),
    "taxes/*/category": ("BT-118", _C),
    "taxes/*/rate": ("BT-119", _N),
    "taxes/*/taxScheme": ("", _C),
    "taxes/*/exemption": ("BT-120", _T),
    "taxes/*/exemptionCode": ("BT-121", _C),
    "attachments/*/id": ("BT-122", _T),
    "attachments/*/description": ("BT-123", _T),
    "attachments/*/url": ("BT-124", _T),
    "lines/*/id": ("BT-126", _T),
    "lines/*/note": ("BT-127", _T),
    "lines/*/status": ("", _C),
    "lines/*/object": ("BT-128", _T),
    "lines/*/objectScheme": ("BT-128-1", _C),
    "lines/*/documents/*/id": ("", _T),
    "lines/*/quantity": ("BT-129", _N),
    "lines/*/unit": ("BT-130", _C),
    "lines/*/amount": ("BT-131", _A),
    "lines/*/orderLine": ("BT-132", _T),
    "lines/*/accounting": ("BT-133", _T),
    "lines/*/periodStart": ("BT-134", _D),
    "lines/*/periodEnd": ("BT-135", _D),
    "lines/*/allowances/*/amount": ("BT-136", _A),
    "lines/*/allowances/*/base": ("BT-137", _A),
    "lines/*/allowances/*/percent": ("BT-138", _N),
    "lines/*/allowances/*/reason": ("BT-139", _T),
    "lines/*/allowances/*/reasonCode": ("BT-140", _C),
    "lines/*/charges/*/amount": ("BT-141", _A),
    "lines/*/charges/*/base": ("BT-142", _A),
    "lines/*/charges/*/percent": ("BT-143", _N),
    "lines/*/charges/*/reason": ("BT-144", _T),
    "lines/*/charges/*/reasonCode": ("BT-145", _C),
    "lines/*/price": ("BT-146", _N),
    "lines/*/priceDiscount": ("BT-147", _N),
    "lines/*/grossPrice": ("BT-148", _N),
    "lines/*/priceBase": ("BT-149", _N),
    "lines/*/priceBaseUnit": ("BT-150", _C),
    "lines/*/category": ("BT-151", _C),
    "lines/*/rate": ("BT-152", _N),
    "lines/*/taxScheme": ("", _C),
    "lines/*/name": ("BT-153", _T),
    "lines/*/description": ("BT-154", _T),
    "lines/*/sellerItem": ("BT-155", _T),
    "lines/*/buyerItem": ("BT-156", _T),
    "lines/*/standardItem": ("BT-157", _T),
    "lines/*/standardItemScheme": ("BT-157-1", _C),
    "lines/*/classifications/*/code": ("BT-158", _C),
    "lines/*/classifications/*/scheme": ("BT-158-1", _C),
    "lines/*/classifications/*/version": ("BT-158-2", _C),
    "lines/*/origin": ("BT-159", _C),
    "lines/*/attributes/*/name": ("BT-160", _T),
    "lines/*/attributes/*/value": ("BT-161", _T),
    # Orders and their responses, despatch and receipt advices. `lines/*/quantity` is what was ordered, agreed, sent or
    # received, as the kind of document has it.
    "response": ("LG-1", _C),
    "adviceType": ("LG-2", _C),
    "status": ("LG-3", _C),
    "quotation": ("LG-4", _T),
    "validUntil": ("LG-5", _D),
    "deliveryTerms/code": ("LG-6", _C),
    "deliveryTerms/place": ("LG-7", _T),
    "deliveryTerms/text": ("LG-8", _T),
    "despatchStatus": ("LG-9", _C),
    "despatchDate": ("LG-10", _D),
    "shipment": ("LG-11", _T),
    "delivery/*/from": ("LG-12", _D),
    "delivery/*/until": ("LG-13", _D),
    "delivery/*/tracking": ("LG-14", _T),
    "lines/*/response": ("LG-15", _C),
    "lines/*/order": ("LG-16", _T),
    "lines/*/salesOrderLine": ("LG-17", _T),
    "lines/*/despatch": ("LG-18", _T),
    "lines/*/despatchLine": ("LG-19", _T),
    "lines/*/outstanding": ("LG-20", _N),
    "lines/*/outstandingUnit": ("LG-21", _C),
    "lines/*/outstandingReason": ("LG-22", _T),
    "lines/*/oversupply": ("LG-23", _N),
    "lines/*/oversupplyUnit": ("LG-24", _C),
    "lines/*/short": ("LG-25", _N),
    "lines/*/shortUnit": ("LG-26", _C),
    "lines/*/shortAction": ("LG-27", _C),
    "lines/*/rejected": ("LG-28", _N),
    "lines/*/rejectedUnit": ("LG-29", _C),
    "lines/*/rejectedReason": ("LG-30", _T),
    "lines/*/rejectedReasonCode": ("LG-31", _C),
    "lines/*/rejectedAction": ("LG-32", _C),
    "lines/*/partial": ("LG-33", _C),
    "lines/*/delivery/*/quantity": ("LG-34", _N),
    "lines/*/delivery/*/unit": ("LG-35", _C),
    "lines/*/delivery/*/from": ("LG-36", _D),
    "lines/*/delivery/*/until": ("LG-37", _D),
    "lines/*/receivedDate": ("LG-38", _D),
    "lines/*/instances/*/batch": ("LG-39", _T),
    "lines/*/instances/*/serial": ("LG-40", _T),
    "lines/*/instances/*/expiry": ("LG-41", _D),
    "lines/*/instances/*/bestBefore": ("LG-42", _D),
    "lines/*/substitute/name": ("LG-43", _T),
    "lines/*/substitute/sellerItem": ("LG-44", _T),
    "lines/*/substitute/standardItem": ("LG-45", _T),
    **_logistics_party("despatcher", "LG-46"),
    **_logistics_party("receiver", "LG-47"),
}
"""Name → (business term, kind)."""

DEC_RULES: Final[Mapping[str, str]] = {
    term: f"BR-DEC-{number:02}"
    for term, number in {
        "BT-92": 1, "BT-93": 2, "BT-99": 5, "BT-100": 6, "BT-106": 9, "BT-107": 10, "BT-108": 11, "BT-109": 12,
        "BT-110": 13, "BT-112": 14, "BT-111": 15, "BT-113": 16, "BT-114": 17, "BT-115": 18, "BT-116": 19, "BT-117": 20,
        "BT-131": 23, "BT-136": 24, "BT-137": 25, "BT-141": 27, "BT-142": 28,
    }.items()
}  # fmt: skip
"""Business term → the rule of EN 16931 that bounds its decimals."""
