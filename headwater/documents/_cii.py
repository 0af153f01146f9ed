"""Where UN/CEFACT's Cross Industry Invoice (D16B to D22B) writes the terms of invoices and credit notes.

Sources: the CII binding of EN 16931-1 (CEN/TS 16931-3-3), Factur-X 1.0 and ZUGFeRD 2, which name more of it. CII has
one root for invoices and credit notes, told apart by their type code.
"""

from __future__ import annotations

from typing import Final

from headwater.documents._model import DocumentKind
from headwater.documents._reading import Group, Lines, Many, Map, Same, under

CROSS_INDUSTRY_INVOICE = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
ZUGFERD_1 = "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument"

CREDIT_NOTE_TYPES: Final = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"}
)
"""UNTDID 1001: the types that EN 16931 keeps for credit notes (its rule BR-CL-01)."""

_TRADE = "rsm:SupplyChainTradeTransaction"
_AGREEMENT = f"{_TRADE}/ram:ApplicableHeaderTradeAgreement"
_DELIVERY = f"{_TRADE}/ram:ApplicableHeaderTradeDelivery"
_SETTLEMENT = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_TOTALS = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
_IDS = "*[self::ram:ID or self::ram:GlobalID]"
_DAY = "udt:DateTimeString"
_INDICATOR = "normalize-space(ram:ChargeIndicator/udt:Indicator)"
_IS_CHARGE = f"[{_INDICATOR} = 'true' or {_INDICATOR} = '1']"
_IS_ALLOWANCE = f"[not({_INDICATOR} = 'true' or {_INDICATOR} = '1')]"
_ALLOWANCES = "ram:SpecifiedTradeAllowanceCharge"
_DOCUMENTS = "ram:AdditionalReferencedDocument"
_DOCUMENT_TYPE = "normalize-space(ram:TypeCode)"

_ADDRESS: Map = {
    "street": "ram:LineOne",
    "street2": "ram:LineTwo",
    "street3": "ram:LineThree",
    "city": "ram:CityName",
    "postCode": "ram:PostcodeCode",
    "region": Lines("ram:CountrySubDivisionName"),
    "country": "ram:CountryID",
}

_PARTY: Map = {
    "name": "ram:Name",
    "tradingName": "ram:SpecifiedLegalOrganization/ram:TradingBusinessName",
    "ids": Many(_IDS, {"id": ".", "scheme": "@schemeID"}),
    "taxIds": Many("ram:SpecifiedTaxRegistration", {"id": "ram:ID", "scheme": "ram:ID/@schemeID"}),
    "legalId": "ram:SpecifiedLegalOrganization/ram:ID",
    "legalIdScheme": "ram:SpecifiedLegalOrganization/ram:ID/@schemeID",
    "legalForm": Lines("ram:Description"),
    "endpoint": "ram:URIUniversalCommunication/ram:URIID",
    "endpointScheme": "ram:URIUniversalCommunication/ram:URIID/@schemeID",
    "contact": Lines("ram:DefinedTradeContact/*[self::ram:PersonName or self::ram:DepartmentName]"),
    "phone": Lines("ram:DefinedTradeContact/ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
    "email": Lines("ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID"),
    "address": Many("ram:PostalTradeAddress", {}),
    **under("", "ram:PostalTradeAddress", _ADDRESS),
}

_ALLOWANCE: Map = {
    "amount": "ram:ActualAmount",
    "base": "ram:BasisAmount",
    "percent": "ram:CalculationPercent",
    "reason": "ram:Reason",
    "reasonCode": "ram:ReasonCode",
}
_TAXED: Map = {
    "category": "ram:CategoryTradeTax/ram:CategoryCode",
    "rate": "ram:CategoryTradeTax/ram:RateApplicablePercent",
    "taxScheme": "ram:CategoryTradeTax/ram:TypeCode",
}

_PRODUCT: Map = {
    "name": "ram:Name",
    "description": "ram:Description",
    "sellerItem": "ram:SellerAssignedID",
    "buyerItem": "ram:BuyerAssignedID",
    "standardItem": "ram:GlobalID",
    "standardItemScheme": "ram:GlobalID/@schemeID",
    "classifications": Many(
        "ram:DesignatedProductClassification/ram:ClassCode",
        {"code": ".", "scheme": "@listID", "version": "@listVersionID"},
    ),
    "origin": "ram:OriginTradeCountry/ram:ID",
    "attributes": Many("ram:ApplicableProductCharacteristic", {"name": "ram:Description", "value": "ram:Value"}),
}

_PRICES: Map = {
    "orderLine": "ram:BuyerOrderReferencedDocument/ram:LineID",
    "price": "ram:NetPriceProductTradePrice/ram:ChargeAmount",
    "priceBase": "ram:NetPriceProductTradePrice/ram:BasisQuantity",
    "priceBaseUnit": "ram:NetPriceProductTradePrice/ram:BasisQuantity/@unitCode",
    "priceDiscount": f"ram:GrossPriceProductTradePrice/ram:AppliedTradeAllowanceCharge{_IS_ALLOWANCE}/ram:ActualAmount",
    "grossPrice": "ram:GrossPriceProductTradePrice/ram:ChargeAmount",
}

_LINE_SETTLEMENT: Map = {
    "amount": "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
    "accounting": "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID",
    "object": f"{_DOCUMENTS}[{_DOCUMENT_TYPE} = '130']/ram:IssuerAssignedID",
    "objectScheme": f"{_DOCUMENTS}[{_DOCUMENT_TYPE} = '130']/ram:ReferenceTypeCode",
    "documents": Many(f"{_DOCUMENTS}[not({_DOCUMENT_TYPE} = '130')]", {"id": "ram:IssuerAssignedID"}),
    "period": Many("ram:BillingSpecifiedPeriod", {}),
    "periodStart": f"ram:BillingSpecifiedPeriod/ram:StartDateTime/{_DAY}",
    "periodEnd": f"ram:BillingSpecifiedPeriod/ram:EndDateTime/{_DAY}",
    "allowances": Many(f"{_ALLOWANCES}{_IS_ALLOWANCE}", _ALLOWANCE),
    "charges": Many(f"{_ALLOWANCES}{_IS_CHARGE}", _ALLOWANCE),
    "category": "ram:ApplicableTradeTax/ram:CategoryCode",
    "rate": "ram:ApplicableTradeTax/ram:RateApplicablePercent",
    "taxScheme": "ram:ApplicableTradeTax/ram:TypeCode",
}

_LINE: Map = {
    "id": "ram:AssociatedDocumentLineDocument/ram:LineID",
    "status": "ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode",
    "note": Lines("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
    "quantity": "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
    "unit": "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity/@unitCode",
    **under("", "ram:SpecifiedTradeProduct", _PRODUCT),
    **under("", "ram:SpecifiedLineTradeAgreement", _PRICES),
    **under("", "ram:SpecifiedLineTradeSettlement", _LINE_SETTLEMENT),
}

_HEAD: Map = {
    "number": "rsm:ExchangedDocument/ram:ID",
    "type": "rsm:ExchangedDocument/ram:TypeCode",
    "issueDate": f"rsm:ExchangedDocument/ram:IssueDateTime/{_DAY}",
    "notes": Many(
        "rsm:ExchangedDocument/ram:IncludedNote", {"text": Lines("ram:Content"), "subject": "ram:SubjectCode"}
    ),
    "test": "rsm:ExchangedDocumentContext/ram:TestIndicator/udt:Indicator",
    "process": "rsm:ExchangedDocumentContext/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID",
    "profile": "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID",
}

_AGREED: Map = {
    "buyerReference": "ram:BuyerReference",
    "project": "ram:SpecifiedProcuringProject/ram:ID",
    "contract": "ram:ContractReferencedDocument/ram:IssuerAssignedID",
    "order": "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
    "salesOrder": "ram:SellerOrderReferencedDocument/ram:IssuerAssignedID",
    "tender": f"{_DOCUMENTS}[{_DOCUMENT_TYPE} = '50']/ram:IssuerAssignedID",
    "object": f"{_DOCUMENTS}[{_DOCUMENT_TYPE} = '130']/ram:IssuerAssignedID",
    "objectScheme": f"{_DOCUMENTS}[{_DOCUMENT_TYPE} = '130']/ram:ReferenceTypeCode",
    "attachments": Many(
        f"{_DOCUMENTS}[not({_DOCUMENT_TYPE} = '50' or {_DOCUMENT_TYPE} = '130')]",
        {"id": "ram:IssuerAssignedID", "description": Lines("ram:Name"), "url": "ram:URIID"},
    ),
    **under("seller", "ram:SellerTradeParty", _PARTY),
    **under("buyer", "ram:BuyerTradeParty", _PARTY),
    "taxRepresentative": Many("ram:SellerTaxRepresentativeTradeParty", {}),
    "taxRepresentative/address": Many("ram:SellerTaxRepresentativeTradeParty/ram:PostalTradeAddress", {}),
    "taxRepresentative/name": "ram:SellerTaxRepresentativeTradeParty/ram:Name",
    "taxRepresentative/taxId": "ram:SellerTaxRepresentativeTradeParty/ram:SpecifiedTaxRegistration/ram:ID",
    **under("taxRepresentative", "ram:SellerTaxRepresentativeTradeParty/ram:PostalTradeAddress", _ADDRESS),
}

_SETTLED: Map = {
    "currency": "ram:InvoiceCurrencyCode",
    "taxCurrency": "ram:TaxCurrencyCode",
    "taxPointDate": Same("ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString"),
    "taxPointCode": Same("ram:ApplicableTradeTax/ram:DueDateTypeCode"),
    "dueDate": Same(f"ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/{_DAY}"),
    "accounting": Lines("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
    "paymentTerms": Lines("ram:SpecifiedTradePaymentTerms/ram:Description"),
    "remittance": Lines("ram:PaymentReference"),
    "mandate": Same("ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID"),
    "creditor": Same("ram:CreditorReferenceID"),
    "factoring": Lines(
        "*[self::ram:FactoringAgreementReferencedDocument or self::ram:FactoringListReferencedDocument"
        " or self::ram:UltimatePayeeTradeParty]/*[self::ram:IssuerAssignedID or self::ram:Name]"
    ),
    "preceding": Many(
        "ram:InvoiceReferencedDocument",
        {"number": "ram:IssuerAssignedID", "issueDate": "ram:FormattedIssueDateTime/qdt:DateTimeString"},
    ),
    "payee": Many("ram:PayeeTradeParty", {}),
    "payee/name": "ram:PayeeTradeParty/ram:Name",
    "payee/id": f"ram:PayeeTradeParty/{_IDS}",
    "payee/idScheme": f"ram:PayeeTradeParty/{_IDS}/@schemeID",
    "payee/legalId": "ram:PayeeTradeParty/ram:SpecifiedLegalOrganization/ram:ID",
    "payee/legalIdScheme": "ram:PayeeTradeParty/ram:SpecifiedLegalOrganization/ram:ID/@schemeID",
    "period": Many("ram:BillingSpecifiedPeriod", {}),
    "periodStart": f"ram:BillingSpecifiedPeriod/ram:StartDateTime/{_DAY}",
    "periodEnd": f"ram:BillingSpecifiedPeriod/ram:EndDateTime/{_DAY}",
    "payment": Many(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        {
            "means": "ram:TypeCode",
            "meansText": Lines("ram:Information"),
            "account": Lines("ram:PayeePartyCreditorFinancialAccount/*[self::ram:IBANID or self::ram:ProprietaryID]"),
            "accountName": "ram:PayeePartyCreditorFinancialAccount/ram:AccountName",
            "bank": "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID",
            "card": "ram:ApplicableTradeSettlementFinancialCard/ram:ID",
            "cardHolder": "ram:ApplicableTradeSettlementFinancialCard/ram:CardholderName",
            "debited": "ram:PayerPartyDebtorFinancialAccount/ram:IBANID",
        },
    ),
    "allowances": Many(f"{_ALLOWANCES}{_IS_ALLOWANCE}", {**_ALLOWANCE, **_TAXED}),
    "charges": Many(f"{_ALLOWANCES}{_IS_CHARGE}", {**_ALLOWANCE, **_TAXED}),
    "taxes": Many(
        "ram:ApplicableTradeTax",
        {
            "base": "ram:BasisAmount",
            "amount": "ram:CalculatedAmount",
            "category": "ram:CategoryCode",
            "rate": "ram:RateApplicablePercent",
            "taxScheme": "ram:TypeCode",
            "exemption": Lines("ram:ExemptionReason"),
            "exemptionCode": "ram:ExemptionReasonCode",
        },
    ),
}

_DELIVERED: Map = {
    **under(
        "",
        "ram:ShipToTradeParty",
        {"name": "ram:Name", "location": _IDS, "locationScheme": f"{_IDS}/@schemeID"},
    ),
    "address": Many("ram:ShipToTradeParty/ram:PostalTradeAddress", {}),
    **under("", "ram:ShipToTradeParty/ram:PostalTradeAddress", _ADDRESS),
    "date": f"ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/{_DAY}",
}

CII_MAP: Map = {
    **_HEAD,
    **under("", _AGREEMENT, _AGREED),
    **under("", _SETTLEMENT, _SETTLED),
    "receipt": f"{_DELIVERY}/ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID",
    "despatch": f"{_DELIVERY}/ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID",
    "delivery": Many(_DELIVERY, _DELIVERED),
    "totals/lines": f"{_TOTALS}/ram:LineTotalAmount",
    "totals/allowances": f"{_TOTALS}/ram:AllowanceTotalAmount",
    "totals/charges": f"{_TOTALS}/ram:ChargeTotalAmount",
    "totals/withoutTax": f"{_TOTALS}/ram:TaxBasisTotalAmount",
    "totals/tax": f"{_TOTALS}/ram:TaxTotalAmount[not(@currencyID != $currency)]",
    "totals/taxInTaxCurrency": f"{_TOTALS}/ram:TaxTotalAmount[@currencyID != $currency]",
    "totals/withTax": f"{_TOTALS}/ram:GrandTotalAmount",
    "totals/prepaid": f"{_TOTALS}/ram:TotalPrepaidAmount",
    "totals/rounding": f"{_TOTALS}/ram:RoundingAmount",
    "totals/payable": f"{_TOTALS}/ram:DuePayableAmount",
    "lines": Many(f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem", _LINE),
}


def kind_by_type(read: Group) -> DocumentKind:
    """Give the kind of a Cross Industry Invoice by its type code; raises ElementRepeated."""
    return DocumentKind.CREDIT_NOTE if read.text("type") in CREDIT_NOTE_TYPES else DocumentKind.INVOICE
