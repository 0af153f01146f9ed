"""Where UBL 2.1 writes the terms of invoices and credit notes.

A `Many` with nothing inside tells only that its element stands, which some rules of EN 16931 ask.

Sources: OASIS UBL 2.1, the UBL binding of EN 16931-1 (CEN/TS 16931-3-2).
"""

from __future__ import annotations

from headwater.documents._reading import Lines, Many, Map, Same, under

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"

_IS_CHARGE = "[normalize-space(cbc:ChargeIndicator) = 'true' or normalize-space(cbc:ChargeIndicator) = '1']"
_OF_VAT = "[translate(normalize-space(cac:TaxScheme/cbc:ID), 'vat', 'VAT') = 'VAT']"
_IS_ALLOWANCE = _IS_CHARGE.replace("[", "[not(").replace("]", ")]")

_NOT_SEPA = "not(cbc:ID/@schemeID = 'SEPA')"
"""A creditor identifier of direct debits (BT-90) stands among the ids of the seller or the payee."""

ADDRESS: Map = {
    "street": "cbc:StreetName",
    "street2": "cbc:AdditionalStreetName",
    "street3": Lines("cac:AddressLine/cbc:Line"),
    "city": "cbc:CityName",
    "postCode": "cbc:PostalZone",
    "region": "cbc:CountrySubentity",
    "country": "cac:Country/cbc:IdentificationCode",
}

PARTY: Map = {
    "name": "cac:PartyLegalEntity/cbc:RegistrationName",
    "tradingName": Lines("cac:PartyName/cbc:Name"),
    "ids": Many(f"cac:PartyIdentification[{_NOT_SEPA}]", {"id": "cbc:ID", "scheme": "cbc:ID/@schemeID"}),
    "taxIds": Many("cac:PartyTaxScheme", {"id": "cbc:CompanyID", "scheme": "cac:TaxScheme/cbc:ID"}),
    "legalId": "cac:PartyLegalEntity/cbc:CompanyID",
    "legalIdScheme": "cac:PartyLegalEntity/cbc:CompanyID/@schemeID",
    "legalForm": "cac:PartyLegalEntity/cbc:CompanyLegalForm",
    "endpoint": "cbc:EndpointID",
    "endpointScheme": "cbc:EndpointID/@schemeID",
    "contact": "cac:Contact/cbc:Name",
    "phone": "cac:Contact/cbc:Telephone",
    "email": "cac:Contact/cbc:ElectronicMail",
    "address": Many("cac:PostalAddress", {}),
    **under("", "cac:PostalAddress", ADDRESS),
}

_ALLOWANCE: Map = {
    "amount": "cbc:Amount",
    "base": "cbc:BaseAmount",
    "percent": "cbc:MultiplierFactorNumeric",
    "reason": Lines("cbc:AllowanceChargeReason"),
    "reasonCode": "cbc:AllowanceChargeReasonCode",
}
_TAXED: Map = {
    "category": Same("cac:TaxCategory/cbc:ID"),
    "rate": Same("cac:TaxCategory/cbc:Percent"),
    "taxScheme": Same("cac:TaxCategory/cac:TaxScheme/cbc:ID"),
}

ITEM: Map = {
    "name": "cac:Item/cbc:Name",
    "description": Lines("cac:Item/cbc:Description"),
    "sellerItem": "cac:Item/cac:SellersItemIdentification/cbc:ID",
    "buyerItem": "cac:Item/cac:BuyersItemIdentification/cbc:ID",
    "standardItem": "cac:Item/cac:StandardItemIdentification/cbc:ID",
    "standardItemScheme": "cac:Item/cac:StandardItemIdentification/cbc:ID/@schemeID",
    "classifications": Many(
        "cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode",
        {"code": ".", "scheme": "@listID", "version": "@listVersionID"},
    ),
    "origin": "cac:Item/cac:OriginCountry/cbc:IdentificationCode",
    "attributes": Many("cac:Item/cac:AdditionalItemProperty", {"name": "cbc:Name", "value": "cbc:Value"}),
}


_IS_OBJECT = "normalize-space(cbc:DocumentTypeCode) = '130'"  # UNTDID 1001: what the invoice is about, BT-18, BT-128


def _line(quantity: str) -> Map:
    return {
        "id": "cbc:ID",
        "note": Lines("cbc:Note"),
        "object": f"cac:DocumentReference[{_IS_OBJECT}]/cbc:ID",
        "objectScheme": f"cac:DocumentReference[{_IS_OBJECT}]/cbc:ID/@schemeID",
        "documents": Many(f"cac:DocumentReference[not({_IS_OBJECT})]", {"id": "cbc:ID"}),
        "quantity": f"cbc:{quantity}",
        "unit": f"cbc:{quantity}/@unitCode",
        "amount": "cbc:LineExtensionAmount",
        "orderLine": "cac:OrderLineReference/cbc:LineID",
        "accounting": "cbc:AccountingCost",
        "period": Many("cac:InvoicePeriod", {}),
        "periodStart": "cac:InvoicePeriod/cbc:StartDate",
        "periodEnd": "cac:InvoicePeriod/cbc:EndDate",
        "allowances": Many(f"cac:AllowanceCharge{_IS_ALLOWANCE}", _ALLOWANCE),
        "charges": Many(f"cac:AllowanceCharge{_IS_CHARGE}", _ALLOWANCE),
        "price": "cac:Price/cbc:PriceAmount",
        "priceDiscount": "cac:Price/cac:AllowanceCharge/cbc:Amount",
        "grossPrice": "cac:Price/cac:AllowanceCharge/cbc:BaseAmount",
        "priceBase": "cac:Price/cbc:BaseQuantity",
        "priceBaseUnit": "cac:Price/cbc:BaseQuantity/@unitCode",
        "category": "cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
        "rate": "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
        "taxScheme": "cac:Item/cac:ClassifiedTaxCategory/cac:TaxScheme/cbc:ID",
        **ITEM,
    }


_HAS_SUBJECT = "[starts-with(normalize-space(.), '#') and substring(normalize-space(.), 5, 1) = '#']"
_SUBJECT = f"substring(normalize-space(self::*{_HAS_SUBJECT}), 2, 3)"
_TEXT = f"concat(substring(normalize-space(self::*{_HAS_SUBJECT}), 6), self::*[not(self::*{_HAS_SUBJECT})])"
"""EN 16931 writes the subject code of a note before its text: `#AAI#All sales are final`."""

_CREDITOR = " | ".join(
    f"{party}/cac:PartyIdentification/cbc:ID[@schemeID = 'SEPA']"
    for party in ("cac:AccountingSupplierParty/cac:Party", "cac:PayeeParty")
)

_OURS = "cac:TaxTotal[not(cbc:TaxAmount/@currencyID != $currency)]"
_BROKEN_DOWN = f"{_OURS}/cac:TaxSubtotal"
_TAX = " | ".join(
    (
        f"self::*[{_BROKEN_DOWN}]/{_OURS}[cac:TaxSubtotal]/cbc:TaxAmount",
        f"self::*[not({_BROKEN_DOWN})]/{_OURS}/cbc:TaxAmount",
    )
)
_TAX_IN_TAX_CURRENCY = " | ".join(
    (
        "cac:TaxTotal/cbc:TaxAmount[@currencyID != $currency]",
        f"self::*[{_BROKEN_DOWN}]/cac:TaxTotal[not(cac:TaxSubtotal)]/cbc:TaxAmount",
    )
)
"""The total in the document's currency is the one that is broken down; one beside it is in the tax currency, which may
be the same one (so in Saudi Arabia)."""

_BILLING: Map = {
    "number": "cbc:ID",
    "issueDate": "cbc:IssueDate",
    "currency": "cbc:DocumentCurrencyCode",
    "taxCurrency": "cbc:TaxCurrencyCode",
    "taxPointDate": "cbc:TaxPointDate",
    "taxPointCode": "cac:InvoicePeriod/cbc:DescriptionCode",
    "test": "cbc:CopyIndicator",
    "withheld": Same("cac:WithholdingTaxTotal/cbc:TaxAmount"),
    "buyerReference": "cbc:BuyerReference",
    "project": "cac:ProjectReference/cbc:ID",
    "contract": "cac:ContractDocumentReference/cbc:ID",
    "order": "cac:OrderReference/cbc:ID",
    "salesOrder": "cac:OrderReference/cbc:SalesOrderID",
    "receipt": "cac:ReceiptDocumentReference/cbc:ID",
    "despatch": "cac:DespatchDocumentReference/cbc:ID",
    "tender": "cac:OriginatorDocumentReference/cbc:ID",
    "object": f"cac:AdditionalDocumentReference[{_IS_OBJECT}]/cbc:ID",
    "objectScheme": f"cac:AdditionalDocumentReference[{_IS_OBJECT}]/cbc:ID/@schemeID",
    "accounting": "cbc:AccountingCost",
    "paymentTerms": Lines("cac:PaymentTerms/cbc:Note"),
    "remittance": Lines("cac:PaymentMeans/cbc:PaymentID"),
    "mandate": Same("cac:PaymentMeans/cac:PaymentMandate/cbc:ID"),
    "creditor": Same(_CREDITOR),
    "process": "cbc:ProfileID",
    "profile": "cbc:CustomizationID",
    "notes": Many("cbc:Note", {"subject": _SUBJECT, "text": _TEXT}),
    "preceding": Many(
        "cac:BillingReference",
        {
            "number": "cac:InvoiceDocumentReference/cbc:ID",
            "issueDate": "cac:InvoiceDocumentReference/cbc:IssueDate",
        },
    ),
    **under("seller", "cac:AccountingSupplierParty/cac:Party", PARTY),
    **under("buyer", "cac:AccountingCustomerParty/cac:Party", PARTY),
    "payee": Many("cac:PayeeParty", {}),
    "payee/name": "cac:PayeeParty/cac:PartyName/cbc:Name",
    "payee/id": f"cac:PayeeParty/cac:PartyIdentification[{_NOT_SEPA}]/cbc:ID",
    "payee/idScheme": f"cac:PayeeParty/cac:PartyIdentification[{_NOT_SEPA}]/cbc:ID/@schemeID",
    "payee/legalId": "cac:PayeeParty/cac:PartyLegalEntity/cbc:CompanyID",
    "payee/legalIdScheme": "cac:PayeeParty/cac:PartyLegalEntity/cbc:CompanyID/@schemeID",
    "taxRepresentative": Many("cac:TaxRepresentativeParty", {}),
    "taxRepresentative/address": Many("cac:TaxRepresentativeParty/cac:PostalAddress", {}),
    "taxRepresentative/name": "cac:TaxRepresentativeParty/cac:PartyName/cbc:Name",
    "taxRepresentative/taxId": f"cac:TaxRepresentativeParty/cac:PartyTaxScheme{_OF_VAT}/cbc:CompanyID",
    **under("taxRepresentative", "cac:TaxRepresentativeParty/cac:PostalAddress", ADDRESS),
    "delivery": Many(
        "cac:Delivery",
        {
            "name": "cac:DeliveryParty/cac:PartyName/cbc:Name",
            "location": "cac:DeliveryLocation/cbc:ID",
            "locationScheme": "cac:DeliveryLocation/cbc:ID/@schemeID",
            "date": "cbc:ActualDeliveryDate",
            "address": Many("cac:DeliveryLocation/cac:Address", {}),
            **under("", "cac:DeliveryLocation/cac:Address", ADDRESS),
        },
    ),
    "period": Many("cac:InvoicePeriod", {}),
    "periodStart": "cac:InvoicePeriod/cbc:StartDate",
    "periodEnd": "cac:InvoicePeriod/cbc:EndDate",
    "payment": Many(
        "cac:PaymentMeans",
        {
            "means": "cbc:PaymentMeansCode",
            "meansText": "cbc:PaymentMeansCode/@name",
            "account": "cac:PayeeFinancialAccount/cbc:ID",
            "accountName": "cac:PayeeFinancialAccount/cbc:Name",
            "bank": "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID",
            "card": "cac:CardAccount/cbc:PrimaryAccountNumberID",
            "cardHolder": "cac:CardAccount/cbc:HolderName",
            "debited": "cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID",
        },
    ),
    "allowances": Many(f"cac:AllowanceCharge{_IS_ALLOWANCE}", {**_ALLOWANCE, **_TAXED}),
    "charges": Many(f"cac:AllowanceCharge{_IS_CHARGE}", {**_ALLOWANCE, **_TAXED}),
    "totals/lines": "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
    "totals/allowances": "cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount",
    "totals/charges": "cac:LegalMonetaryTotal/cbc:ChargeTotalAmount",
    "totals/withoutTax": "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
    "totals/tax": _TAX,
    "totals/taxInTaxCurrency": _TAX_IN_TAX_CURRENCY,
    "totals/withTax": "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
    "totals/prepaid": "cac:LegalMonetaryTotal/cbc:PrepaidAmount",
    "totals/rounding": "cac:LegalMonetaryTotal/cbc:PayableRoundingAmount",
    "totals/payable": "cac:LegalMonetaryTotal/cbc:PayableAmount",
    "taxes": Many(
        f"{_OURS}/cac:TaxSubtotal",
        {
            "base": "cbc:TaxableAmount",
            "amount": "cbc:TaxAmount",
            **_TAXED,
            "exemption": Lines("cac:TaxCategory/cbc:TaxExemptionReason"),
            "exemptionCode": "cac:TaxCategory/cbc:TaxExemptionReasonCode",
        },
    ),
    "attachments": Many(
        f"cac:AdditionalDocumentReference[not({_IS_OBJECT})]",
        {
            "id": "cbc:ID",
            "description": Lines("cbc:DocumentDescription"),
            "url": "cac:Attachment/cac:ExternalReference/cbc:URI",
        },
    ),
}

INVOICE_MAP: Map = {
    **_BILLING,
    "type": "cbc:InvoiceTypeCode",
    "dueDate": Same("cbc:DueDate | cac:PaymentMeans/cbc:PaymentDueDate | cac:PaymentTerms/cbc:PaymentDueDate"),
    "lines": Many("cac:InvoiceLine", _line("InvoicedQuantity")),
}
CREDIT_NOTE_MAP: Map = {
    **_BILLING,
    "type": "cbc:CreditNoteTypeCode",
    "dueDate": Same("cac:PaymentMeans/cbc:PaymentDueDate"),
    "project": "cac:AdditionalDocumentReference[normalize-space(cbc:DocumentTypeCode) = '50']/cbc:ID",
    "lines": Many("cac:CreditNoteLine", _line("CreditedQuantity")),
}
