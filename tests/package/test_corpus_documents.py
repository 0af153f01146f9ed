"""Every file of the corpus is read as XPath reads it, or refused for a stated reason."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from decimal import Decimal

import pypdf
import pytest
from lxml import etree

from _markdown import with_part
from documents_paper import FOLDER, MAKER, PAPER, read_all
from documents_paper import corpus as tables
from headwater import DocumentRefused
from headwater.documents import _errors as errors
from headwater.documents import read_document

pytestmark = pytest.mark.corpus

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
CII = "urn:un:unece:uncefact:data:standard"
NAMESPACES = {
    "cac": f"{UBL}:CommonAggregateComponents-2",
    "cbc": f"{UBL}:CommonBasicComponents-2",
    "rsm": f"{CII}:CrossIndustryInvoice:100",
    "ram": f"{CII}:ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{CII}:UnqualifiedDataType:100",
}
TAXES = ("VAT", "VA"), ("GST",)


@dataclass(frozen=True)
class PartyPaths:
    """Where a syntax writes a party; of a tax number the element, with the paths of its scheme and its id."""

    names: tuple[str, ...]
    tax: str
    tax_scheme: str
    tax_id: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Paths:
    """Where a syntax writes what is compared."""

    number: str
    currency: str
    due: str
    payable: str
    seller: str
    buyer: str
    quantities: str
    party: PartyPaths


UBL_PARTY = PartyPaths(
    ("cac:PartyLegalEntity/cbc:RegistrationName", "cac:PartyName/cbc:Name"),
    "cac:PartyTaxScheme",
    "cac:TaxScheme/cbc:ID",
    "cbc:CompanyID",
    ("cac:PartyLegalEntity/cbc:CompanyID", "cbc:EndpointID"),
)
LOGISTICS_PARTY = PartyPaths(
    UBL_PARTY.names,
    *(UBL_PARTY.tax, UBL_PARTY.tax_scheme, UBL_PARTY.tax_id),
    (*UBL_PARTY.ids, "cac:PartyIdentification/cbc:ID[@schemeID]", "cac:PartyIdentification/cbc:ID"),
)
CII_PARTY = PartyPaths(
    ("ram:Name", "ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
    *("ram:SpecifiedTaxRegistration", "ram:ID/@schemeID", "ram:ID"),
    ("ram:SpecifiedLegalOrganization/ram:ID", "ram:URIUniversalCommunication/ram:URIID"),
)


def of_ubl(due, total, seller, buyer, quantities, party):
    payable = f"cac:{total}/cbc:PayableAmount"
    return Paths("cbc:ID", "cbc:DocumentCurrencyCode", due, payable, seller, buyer, quantities, party)


def billed(due, line):
    seller, buyer = (f"cac:Accounting{role}Party/cac:Party" for role in ("Supplier", "Customer"))
    return of_ubl(due, "LegalMonetaryTotal", seller, buyer, line, UBL_PARTY)


def ordered(total):
    seller, buyer = "cac:SellerSupplierParty/cac:Party", "cac:BuyerCustomerParty/cac:Party"
    return of_ubl("none", total, seller, buyer, "cac:OrderLine/cac:LineItem/cbc:Quantity", LOGISTICS_PARTY)


def advised(quantities):
    seller = (
        "cac:SellerSupplierParty/cac:Party",
        "self::*[not(cac:SellerSupplierParty)]/cac:DespatchSupplierParty/cac:Party",
    )
    buyer = (
        "cac:BuyerCustomerParty/cac:Party",
        "self::*[not(cac:BuyerCustomerParty)]/cac:DeliveryCustomerParty/cac:Party",
    )
    total = "NoneTotal"
    return of_ubl("none", total, " | ".join(seller), " | ".join(buyer), quantities, LOGISTICS_PARTY)


TRADE = "rsm:SupplyChainTradeTransaction"
SETTLEMENT = f"{TRADE}/ram:ApplicableHeaderTradeSettlement"
SYNTAXES = {
    f"{{{UBL}:Invoice-2}}Invoice": billed("cbc:DueDate", "cac:InvoiceLine/cbc:InvoicedQuantity"),
    f"{{{UBL}:CreditNote-2}}CreditNote": billed(
        "cac:PaymentMeans/cbc:PaymentDueDate", "cac:CreditNoteLine/cbc:CreditedQuantity"
    ),
    f"{{{UBL}:Order-2}}Order": ordered("AnticipatedMonetaryTotal"),
    f"{{{UBL}:OrderResponse-2}}OrderResponse": ordered("LegalMonetaryTotal"),
    f"{{{UBL}:DespatchAdvice-2}}DespatchAdvice": advised("cac:DespatchLine/cbc:DeliveredQuantity"),
    f"{{{UBL}:ReceiptAdvice-2}}ReceiptAdvice": advised("cac:ReceiptLine/cbc:ReceivedQuantity"),
    f"{{{CII}:CrossIndustryInvoice:100}}CrossIndustryInvoice": Paths(
        "rsm:ExchangedDocument/ram:ID",
        f"{SETTLEMENT}/ram:InvoiceCurrencyCode",
        f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString",
        f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:DuePayableAmount",
        f"{TRADE}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty",
        f"{TRADE}/ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty",
        f"{TRADE}/ram:IncludedSupplyChainTradeLineItem/ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
        CII_PARTY,
    ),
}
STRANGERS = {"ApplicationResponse", "CrossIndustryDocument", "DebitNote", "Document", "testSet"}
"""Root elements of the corpus that no kind of trade document here has."""


class ByXPath:
    """An independent reading: XPath over a plain parse."""

    def __init__(self, content):
        parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)
        self.root = etree.parse(io.BytesIO(content), parser).getroot()
        self.paths = SYNTAXES.get(self.root.tag)

    def all(self, path, inside=None):
        found = (self.root if inside is None else inside).xpath(path, namespaces=NAMESPACES)
        texts = (each if isinstance(each, str) else each.text or "" for each in found)
        return [text for text in (re.sub(r"[ \t\r\n]+", " ", t).strip(" ") for t in texts) if text]

    def one(self, path, inside=None):
        return next(iter(self.all(path, inside)), "")

    def terms(self):
        p = self.paths
        due = re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", self.one(p.due))
        payable = Decimal(self.one(p.payable)) if self.one(p.currency) and self.one(p.payable) else None
        quantities = sorted(Decimal(text) for text in self.all(p.quantities))
        parties = [(*self.party(p.seller),), (*self.party(p.buyer),)]
        return self.one(p.number), self.one(p.currency), due, payable, *parties, quantities

    def party(self, path):
        (party,) = self.root.xpath(path, namespaces=NAMESPACES)
        p = self.paths.party
        name = next(filter(None, (self.one(each, party) for each in p.names)), "")[:200]
        candidates = [*self.taxes(party), *(text for each in p.ids for text in self.all(each, party))]
        return name, next((text for text in candidates if any(c.isalnum() for c in text)), "")

    def taxes(self, party):
        """The ids of VAT, then of GST, then those of other schemes that hold a digit."""
        p = self.paths.party
        found = sorted(
            (self.one(p.tax_scheme, each).upper(), self.one(p.tax_id, each))
            for each in party.xpath(p.tax, namespaces=NAMESPACES)
        )
        for names in TAXES:
            yield from (text for scheme, text in found if scheme in names)
        yield from (text for _, text in found if any(c.isdigit() for c in text))


def terms_of(document):
    money = document.currency
    payable = None if document.payable is None else Decimal(document.payable).scaleb(-money.decimals)
    quantity = re.compile(r"lines/\d+/quantity")
    return (
        document.number,
        money.code if money else "",
        document.due_date.isoformat() if document.due_date else "",
        payable,
        (document.seller.name, document.seller.id),
        (document.buyer.name, document.buyer.id),
        sorted(Decimal(value) for path, value in document.fields if quantity.fullmatch(path)),
    )


def content_of(path):
    """The document in a file: of a PDF the XML that is attached."""
    if path.suffix.lower() != ".pdf":
        return path.read_bytes()
    attached = pypdf.PdfReader(path).attachments
    return next(content for name, (content,) in attached.items() if name.lower().endswith(".xml"))


@pytest.fixture(scope="module")
def folder(corpus):
    return corpus.parent


@pytest.fixture(scope="module")
def outcomes(folder):
    """What the reader makes of each file: a document, or a refusal; anything else that it raises fails here."""

    def outcome(path):
        try:
            return read_document(path)
        except DocumentRefused as refusal:
            return refusal

    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path: outcome(path) for path in files}


@pytest.fixture(scope="module")
def refused(outcomes):
    return {path: each for path, each in outcomes.items() if isinstance(each, DocumentRefused)}


@pytest.fixture(scope="module")
def read(outcomes, refused):
    return {path: each for path, each in outcomes.items() if path not in refused}


def test_every_refusal_names_its_kind_its_rule_and_its_field(refused):
    for path, refusal in refused.items():
        assert type(refusal) is not DocumentRefused, path.name
        assert re.fullmatch(r"(HW|BR|UBL|CII|PEPPOL)-[A-Z0-9-]+", refusal.rule), path.name
        assert refusal.field, path.name


def test_what_is_read_agrees_with_xpath(read):
    for path, document in read.items():
        assert terms_of(document) == ByXPath(content_of(path)).terms(), path.name


def test_only_other_kinds_of_documents_are_refused_for_their_root(refused):
    roots = {refusal.value for refusal in refused.values() if refusal.rule == "HW-ROOT"}
    assert roots <= STRANGERS


def test_who_is_refused_as_unidentified_has_no_id(refused):
    for path, refusal in refused.items():
        if isinstance(refusal, errors.PartyUnidentified):
            by_xpath = ByXPath(content_of(path))
            assert by_xpath.party(getattr(by_xpath.paths, refusal.field))[1] == "", path.name


def test_every_order_response_despatch_and_receipt_is_read(outcomes, read):
    names = re.compile(rb"<(?:[A-Za-z0-9]+:)?(Order|OrderResponse|DespatchAdvice|ReceiptAdvice)[\s>]")
    logistics = [path for path in outcomes if path.parent.name == "xml" and names.search(path.read_bytes()[:3000])]
    assert len(logistics) == 19
    assert set(logistics) <= set(read)


def test_the_paper_s_table_is_fresh(folder):
    paper = PAPER.read_text("utf-8")
    assert with_part(paper, FOLDER, tables(read_all(folder)), MAKER) == paper
