"""Where UBL 2.1 writes the terms of orders, order responses, despatch and receipt advices.

Sources: OASIS UBL 2.1; Peppol BIS Ordering 3, Order Agreement 3 (an order response that no order precedes), Despatch
Advice 3 and the Logistics BIS.

`seller` and `buyer` are whom the document calls so. Advices need not: then the seller is who despatches, and the buyer
to whom it is delivered. Both also stand under their own names, `despatcher` and `receiver`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from headwater.documents._model import DocumentKind
from headwater.documents._reading import Lines, Many, Map, under
from headwater.documents._ubl import ADDRESS, INVOICE_MAP, ITEM, PARTY

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
ORDER = f"{{{_UBL}:Order-2}}Order"
ORDER_RESPONSE = f"{{{_UBL}:OrderResponse-2}}OrderResponse"
DESPATCH_ADVICE = f"{{{_UBL}:DespatchAdvice-2}}DespatchAdvice"
RECEIPT_ADVICE = f"{{{_UBL}:ReceiptAdvice-2}}ReceiptAdvice"

_DESPATCHER = "cac:DespatchSupplierParty"
_RECEIVER = "cac:DeliveryCustomerParty"
_SELLER = f"(cac:SellerSupplierParty | {_DESPATCHER}[not(../cac:SellerSupplierParty)])/cac:Party"
_BUYER = f"(cac:BuyerCustomerParty | {_RECEIVER}[not(../cac:BuyerCustomerParty)])/cac:Party"
_PLACE = "(cac:DeliveryAddress | cac:DeliveryLocation/cac:Address[not(../../cac:DeliveryAddress)])"

_LOGISTICS_PARTY: Map = {
    name: PARTY[name]
    for name in (
        *("name", "tradingName", "ids", "taxIds", "legalId", "legalIdScheme", "endpoint", "endpointScheme"),
        *("street", "city", "postCode", "country"),
    )
}


def _delivery(period: str) -> Map:
    return {
        "name": "cac:DeliveryParty/cac:PartyName/cbc:Name",
        "location": "cac:DeliveryLocation/cbc:ID",
        "locationScheme": "cac:DeliveryLocation/cbc:ID/@schemeID",
        "date": "cbc:ActualDeliveryDate",
        "from": f"cac:{period}DeliveryPeriod/cbc:StartDate",
        "until": f"cac:{period}DeliveryPeriod/cbc:EndDate",
        "tracking": "cbc:TrackingID",
        **under("", _PLACE, ADDRESS),
    }


_AS_INVOICES = ("number", "issueDate", "process", "profile", "notes", "object", "objectScheme", "attachments")
_ORDERS_AS_INVOICES = (
    *("currency", "taxCurrency", "tender", "accounting", "paymentTerms"),
    *("allowances", "charges", "totals/tax"),
)
_LINE_AS_INVOICES = cast("Many", INVOICE_MAP["lines"]).inside
_LINE_DOCUMENTS: Map = {name: _LINE_AS_INVOICES[name] for name in ("object", "objectScheme", "documents")}

_DOCUMENT: Map = {
    **{name: INVOICE_MAP[name] for name in _AS_INVOICES},
    **under("seller", _SELLER, PARTY),
    **under("buyer", _BUYER, PARTY),
}

_TOTALS: Map = {
    "lines": "cbc:LineExtensionAmount",
    "allowances": "cbc:AllowanceTotalAmount",
    "charges": "cbc:ChargeTotalAmount",
    "withoutTax": "cbc:TaxExclusiveAmount",
    "withTax": "cbc:TaxInclusiveAmount",
    "prepaid": "cbc:PrepaidAmount",
    "rounding": "cbc:PayableRoundingAmount",
    "payable": "cbc:PayableAmount",
}

_INSTANCES = Many(
    "cac:Item/cac:ItemInstance",
    {
        "batch": "cac:LotIdentification/cbc:LotNumberID",
        "serial": "cbc:SerialID",
        "expiry": "cac:LotIdentification/cbc:ExpiryDate",
        "bestBefore": "cbc:BestBeforeDate",
    },
)


def _quantity(name: str, element: str) -> Map:
    return {name: f"cbc:{element}Quantity", f"{name}Unit": f"cbc:{element}Quantity/@unitCode"}


def _order_line(period: str) -> Map:
    item: Map = {
        **_LINE_AS_INVOICES,
        "response": "cbc:LineStatusCode",
        "quantity": "cbc:Quantity",
        "unit": "cbc:Quantity/@unitCode",
        "partial": "cbc:PartialDeliveryIndicator",
        "delivery": Many(
            "cac:Delivery",
            {
                "quantity": "cbc:Quantity",
                "unit": "cbc:Quantity/@unitCode",
                "from": f"cac:{period}DeliveryPeriod/cbc:StartDate",
                "until": f"cac:{period}DeliveryPeriod/cbc:EndDate",
            },
        ),
        "instances": _INSTANCES,
    }
    substitute = {name: ITEM[name] for name in ("name", "sellerItem", "standardItem")}
    return {
        **under("", "cac:LineItem", item),
        "note": Lines("cbc:Note | cac:LineItem/cbc:Note"),
        **_LINE_DOCUMENTS,
        "orderLine": "cac:OrderLineReference/cbc:LineID",
        **under("substitute", "cac:SellerSubstitutedLineItem", substitute),
    }


_ORDERING: Map = {
    **_DOCUMENT,
    **{name: INVOICE_MAP[name] for name in _ORDERS_AS_INVOICES},
    "buyerReference": "cbc:CustomerReference",
    "salesOrder": "cbc:SalesOrderID",
    "contract": "cac:Contract/cbc:ID",
    "validUntil": "cac:ValidityPeriod/cbc:EndDate",
    **under(
        "deliveryTerms",
        "cac:DeliveryTerms",
        {"code": "cbc:ID", "text": Lines("cbc:SpecialTerms"), "place": "cac:DeliveryLocation/cbc:ID"},
    ),
}

ORDER_MAP: Map = {
    **_ORDERING,
    "type": "cbc:OrderTypeCode",
    "quotation": "cac:QuotationDocumentReference/cbc:ID",
    "preceding": Many("cac:OrderDocumentReference", {"number": "cbc:ID", "issueDate": "cbc:IssueDate"}),
    "delivery": Many("cac:Delivery", _delivery("Requested")),
    **under("totals", "cac:AnticipatedMonetaryTotal", _TOTALS),
    "lines": Many("cac:OrderLine", _order_line("Requested")),
}

ORDER_RESPONSE_MAP: Map = {
    **_ORDERING,
    "response": "cbc:OrderResponseCode",
    "order": "cac:OrderReference/cbc:ID",
    "delivery": Many("cac:Delivery", _delivery("Promised")),
    **under("totals", "cac:LegalMonetaryTotal", _TOTALS),
    "lines": Many("cac:OrderLine", _order_line("Promised")),
}

_ADVICE: Map = {
    **_DOCUMENT,
    **under("despatcher", f"{_DESPATCHER}/cac:Party", _LOGISTICS_PARTY),
    **under("receiver", f"{_RECEIVER}/cac:Party", _LOGISTICS_PARTY),
    "status": "cbc:DocumentStatusCode",
    "order": "cac:OrderReference/cbc:ID",
    "salesOrder": "cac:OrderReference/cbc:SalesOrderID",
    "shipment": "cac:Shipment/cbc:ID",
    "despatchDate": "cac:Shipment/cac:Delivery/cac:Despatch/cbc:ActualDespatchDate",
    "delivery": Many("cac:Shipment/cac:Delivery", _delivery("Estimated")),
}

_ADVICE_LINE: Map = {
    "id": "cbc:ID",
    "note": Lines("cbc:Note"),
    **_LINE_DOCUMENTS,
    "orderLine": "cac:OrderLineReference/cbc:LineID",
    "salesOrderLine": "cac:OrderLineReference/cbc:SalesOrderLineID",
    "order": "cac:OrderLineReference/cac:OrderReference/cbc:ID",
    **_quantity("oversupply", "Oversupply"),
    **ITEM,
    "instances": _INSTANCES,
}

DESPATCH_ADVICE_MAP: Map = {
    **_ADVICE,
    "adviceType": "cbc:DespatchAdviceTypeCode",
    "lines": Many(
        "cac:DespatchLine",
        {
            **_ADVICE_LINE,
            "quantity": "cbc:DeliveredQuantity",
            "unit": "cbc:DeliveredQuantity/@unitCode",
            **_quantity("outstanding", "Outstanding"),
            "outstandingReason": "cbc:OutstandingReason",
        },
    ),
}

RECEIPT_ADVICE_MAP: Map = {
    **_ADVICE,
    "adviceType": "cbc:ReceiptAdviceTypeCode",
    "despatch": "cac:DespatchDocumentReference/cbc:ID",
    "despatchStatus": "cac:DespatchDocumentReference/cbc:DocumentStatusCode",
    "lines": Many(
        "cac:ReceiptLine",
        {
            **_ADVICE_LINE,
            "quantity": "cbc:ReceivedQuantity",
            "unit": "cbc:ReceivedQuantity/@unitCode",
            **_quantity("short", "Short"),
            "shortAction": "cbc:ShortageActionCode",
            **_quantity("rejected", "Rejected"),
            "rejectedReason": "cbc:RejectReason",
            "rejectedReasonCode": "cbc:RejectReasonCode",
            "rejectedAction": "cbc:RejectActionCode",
            "receivedDate": "cbc:ReceivedDate",
            "despatch": "cac:DespatchLineReference/cac:DocumentReference/cbc:ID",
            "despatchLine": "cac:DespatchLineReference/cbc:LineID",
        },
    ),
}

LOGISTICS_SYNTAXES: Final[Mapping[str, tuple[DocumentKind, Map]]] = {
    ORDER: (DocumentKind.ORDER, ORDER_MAP),
    ORDER_RESPONSE: (DocumentKind.ORDER_RESPONSE, ORDER_RESPONSE_MAP),
    DESPATCH_ADVICE: (DocumentKind.DESPATCH_ADVICE, DESPATCH_ADVICE_MAP),
    RECEIPT_ADVICE: (DocumentKind.RECEIPT_ADVICE, RECEIPT_ADVICE_MAP),
}
