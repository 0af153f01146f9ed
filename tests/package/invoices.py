"""Invoices made for a test: small, and right by every rule, of any amount in any currency."""

from __future__ import annotations

_PARTY = """<cac:{role}><cac:Party>
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyTaxScheme><cbc:CompanyID>{id}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:{role}>"""

_INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
  <cbc:ID>{number}</cbc:ID>
  <cbc:IssueDate>2026-09-01</cbc:IssueDate>
  <cbc:DueDate>2026-11-30</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>{code}</cbc:DocumentCurrencyCode>
  {seller}
  {buyer}
  <cac:TaxTotal><cbc:TaxAmount currencyID="{code}">0</cbc:TaxAmount><cac:TaxSubtotal>
    <cbc:TaxableAmount currencyID="{code}">{amount}</cbc:TaxableAmount>
    <cbc:TaxAmount currencyID="{code}">0</cbc:TaxAmount>
    <cac:TaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory>
  </cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="{code}">{amount}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="{code}">{amount}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="{code}">{amount}</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="{code}">{amount}</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
  <cac:InvoiceLine>
    <cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="H87">1</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="{code}">{amount}</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>Bearing</cbc:Name>
      <cac:ClassifiedTaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>
    </cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="{code}">{amount}</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>
</Invoice>
"""


def small_invoice(amount: str, code: str = "EUR", number: str = "S-1") -> bytes:
    """Give an untaxed invoice of one line from the supplier to the anchor, as UBL; `amount` stands as it is given."""
    seller = _PARTY.format(role="AccountingSupplierParty", id="DE111222333", name="Talbrück Großwälzlager GmbH")
    buyer = _PARTY.format(role="AccountingCustomerParty", id="DE444555666", name="Lühmark Seewind Anlagenbau AG")
    return _INVOICE.format(amount=amount, code=code, number=number, seller=seller, buyer=buyer).encode()


def small_credit_note(amount: str, code: str = "EUR", number: str = "S-1") -> bytes:
    """Give a credit note over the same."""
    text = small_invoice(amount, code, number).decode()
    text = text.replace(">380<", ">381<").replace("InvoiceTypeCode", "CreditNoteTypeCode")
    text = text.replace("InvoicedQuantity", "CreditedQuantity").replace("InvoiceLine", "CreditNoteLine")
    text = text.replace("  <cbc:DueDate>2026-11-30</cbc:DueDate>\n", "").replace("Invoice-2", "CreditNote-2")
    return text.replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>").encode()
