"""What is read of orders, order responses, despatch and receipt advices: evidence for what an escrow waits for."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from headwater import DocumentRefused
from headwater.documents import DocumentKind, IdKind, Party, financeable, legal_identity, read_document
from headwater.documents import _errors as errors
from headwater.documents._canonical import plain
from headwater.documents._orders import LOGISTICS_SYNTAXES
from headwater.documents._reading import Many
from headwater.documents._terms import TERMS

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
DECIMALS = re.compile(r"(?=.{1,50}\Z)[0-9]+(?:\.[0-9]{1,18})?")  # what contracts/libraries/Decimals.sol parses


def document(root, *inside):
    common = f'xmlns:cac="{UBL}:CommonAggregateComponents-2" xmlns:cbc="{UBL}:CommonBasicComponents-2"'
    head = "<cbc:ID>D-1</cbc:ID><cbc:IssueDate>2026-09-01</cbc:IssueDate>"
    return f'<{root} xmlns="{UBL}:{root}-2" {common}>{head}{"".join(inside)}</{root}>'.encode()


def party(role, name, *ids):
    own = f"<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity>"
    return f"<cac:{role}Party><cac:Party>{''.join(ids)}{own}</cac:Party></cac:{role}Party>"


def identifier(number, scheme="0088"):
    return f'<cac:PartyIdentification><cbc:ID schemeID="{scheme}">{number}</cbc:ID></cac:PartyIdentification>'


def endpoint(number):
    return f'<cbc:EndpointID schemeID="0088">{number}</cbc:EndpointID>'


def quantity(element, number, unit="KGM"):
    return f'<cbc:{element}Quantity unitCode="{unit}">{number}</cbc:{element}Quantity>'


SELLER, BUYER = (
    party(role, name, endpoint(number))
    for role, name, number in [("SellerSupplier", "Supplier", "111"), ("BuyerCustomer", "Anchor", "222")]
)
DESPATCHER, RECEIVER = (
    party(role, name, identifier(number))
    for role, name, number in [("DespatchSupplier", "Warehouse", "333"), ("DeliveryCustomer", "Site", "444")]
)
ITEM = (
    "<cac:Item><cbc:Name>Ring</cbc:Name>"
    "<cac:SellersItemIdentification><cbc:ID>R-9</cbc:ID></cac:SellersItemIdentification>"
    "<cac:ItemInstance><cbc:BestBeforeDate>2027-01-31</cbc:BestBeforeDate><cac:LotIdentification>"
    "<cbc:LotNumberID>LOT-7</cbc:LotNumberID></cac:LotIdentification></cac:ItemInstance></cac:Item>"
)
ORDER_REFERENCE = (
    "<cac:OrderLineReference><cbc:LineID>4</cbc:LineID>"
    "<cac:OrderReference><cbc:ID>O-5</cbc:ID></cac:OrderReference></cac:OrderLineReference>"
)
PERIOD = "<cbc:StartDate>2026-10-01</cbc:StartDate><cbc:EndDate>2026-10-09</cbc:EndDate>"


def order(*quantities, parties=SELLER + BUYER, root="Order", more="", period="Requested"):
    delivery = f"<cac:Delivery><cac:{period}DeliveryPeriod>{PERIOD}</cac:{period}DeliveryPeriod></cac:Delivery>"
    line = f"<cbc:ID>1</cbc:ID>{''.join(quantities or [quantity('', '60')])}{delivery}{ITEM}"
    inside = f"<cac:OrderLine><cbc:Note>dry</cbc:Note><cac:LineItem>{line}</cac:LineItem></cac:OrderLine>"
    return document(root, more, parties, inside)


def despatch(*inside, parties=DESPATCHER + RECEIVER, more=""):
    line = f"<cac:DespatchLine><cbc:ID>1</cbc:ID>{''.join(inside)}{ORDER_REFERENCE}{ITEM}</cac:DespatchLine>"
    return document("DespatchAdvice", more, parties, line)


def receipt(*inside, parties=DESPATCHER + RECEIVER, more=""):
    reference = (
        "<cac:DespatchLineReference><cbc:LineID>2</cbc:LineID>"
        "<cac:DocumentReference><cbc:ID>S-6</cbc:ID></cac:DocumentReference></cac:DespatchLineReference>"
    )
    line = f"<cbc:ID>1</cbc:ID>{''.join(inside)}{ORDER_REFERENCE}{reference}{ITEM}"
    return document("ReceiptAdvice", more, parties, f"<cac:ReceiptLine>{line}</cac:ReceiptLine>")


def shown_by(source):
    return dict(read_document(source).fields)


def refusal(source):
    with pytest.raises(DocumentRefused) as caught:
        read_document(source)
    return caught.value


def names_of(by, names=""):
    for name, place in by.items():
        if isinstance(place, Many):
            yield from names_of(place.inside, f"{names}{name}/*/")
        else:
            yield names + name


@pytest.mark.parametrize("syntax", LOGISTICS_SYNTAXES)
def test_every_name_that_a_map_gives_is_a_term(syntax):
    assert set(names_of(LOGISTICS_SYNTAXES[syntax][1])) <= set(TERMS)


class TestAnOrder:
    def test_what_is_ordered_is_read_line_by_line(self):
        fields = shown_by(order())
        assert (fields["lines/1/quantity"], fields["lines/1/unit"]) == ("60", "KGM")
        assert (fields["lines/1/name"], fields["lines/1/sellerItem"]) == ("Ring", "R-9")
        assert fields["lines/1/note"] == "dry"

    def test_the_days_that_are_asked_for_are_read(self):
        fields = shown_by(order())
        assert fields["lines/1/delivery/1/from"] == "2026-10-01"
        assert fields["lines/1/delivery/1/until"] == "2026-10-09"

    def test_what_it_comes_to_is_read_in_its_currency(self):
        totals = '<cbc:PayableAmount currencyID="EUR">7144.5</cbc:PayableAmount>'
        more = f"<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cac:AnticipatedMonetaryTotal>{totals}"
        read = read_document(order(more=f"{more}</cac:AnticipatedMonetaryTotal>"))
        assert (read.payable, dict(read.fields)["totals/payable"]) == (714_450, "7144.50")

    def test_seller_and_buyer_are_read(self):
        read = read_document(order())
        assert read.seller == Party("Supplier", "111", IdKind.ENDPOINT, "0088", None)
        assert read.buyer == Party("Anchor", "222", IdKind.ENDPOINT, "0088", None)

    def test_it_cannot_be_financed(self):
        with pytest.raises(errors.NotAnInvoice) as caught:
            financeable(read_document(order()))
        assert (caught.value.rule, caught.value.value) == ("HW-KIND", "order")

    def test_two_items_in_one_line_are_refused(self):
        """Hostile D1: a second item cannot hide behind the first."""
        twice = order().replace(b"</cac:LineItem>", b"</cac:LineItem><cac:LineItem><cbc:ID>2</cbc:ID></cac:LineItem>")
        error = refusal(twice)
        assert (type(error), error.rule, error.field) == (errors.ElementRepeated, "HW-ONCE", "lines/1/id")


class TestAnOrderResponse:
    RESPONSE = (
        "<cbc:OrderResponseCode>CA</cbc:OrderResponseCode><cac:OrderReference><cbc:ID>O-5</cbc:ID></cac:OrderReference>"
    )

    def test_the_order_and_the_answer_to_it_are_read(self):
        source = order(root="OrderResponse", more=self.RESPONSE, period="Promised")
        fields = shown_by(source)
        assert read_document(source).kind is DocumentKind.ORDER_RESPONSE
        assert (fields["response"], fields["order"]) == ("CA", "O-5")
        assert fields["lines/1/delivery/1/until"] == "2026-10-09"

    def test_what_takes_the_place_of_an_item_is_read_beside_it(self):
        other = "<cac:Item><cbc:Name>Ring of steel</cbc:Name></cac:Item>"
        line = f"<cac:SellerSubstitutedLineItem>{other}</cac:SellerSubstitutedLineItem></cac:OrderLine>"
        fields = shown_by(order(root="OrderResponse").replace(b"</cac:OrderLine>", line.encode()))
        assert (fields["lines/1/name"], fields["lines/1/substitute/name"]) == ("Ring", "Ring of steel")


class TestADespatchAdvice:
    def test_what_is_sent_and_what_is_not_yet_are_read(self):
        fields = shown_by(despatch(quantity("Delivered", "58.50"), quantity("Outstanding", "1.5", "TNE")))
        assert (fields["lines/1/quantity"], fields["lines/1/unit"]) == ("58.5", "KGM")
        assert (fields["lines/1/outstanding"], fields["lines/1/outstandingUnit"]) == ("1.5", "TNE")

    def test_the_order_line_and_the_lot_are_read(self):
        fields = shown_by(despatch(quantity("Delivered", "1")))
        assert (fields["lines/1/order"], fields["lines/1/orderLine"]) == ("O-5", "4")
        assert fields["lines/1/instances/1/batch"] == "LOT-7"
        assert fields["lines/1/instances/1/bestBefore"] == "2027-01-31"

    def test_who_despatches_and_who_receives_stand_for_seller_and_buyer_who_are_not_named(self):
        read = read_document(despatch())
        assert (read.seller.name, read.buyer.name) == ("Warehouse", "Site")

    def test_seller_and_buyer_who_are_named_are_taken(self):
        read = read_document(despatch(parties=DESPATCHER + RECEIVER + SELLER + BUYER))
        assert (read.seller.name, read.buyer.name) == ("Supplier", "Anchor")
        assert dict(read.fields)["despatcher/name"] == "Warehouse"
        assert dict(read.fields)["receiver/ids/1/id"] == "444"

    def test_that_it_is_cancelled_is_read(self):
        assert shown_by(despatch(more="<cbc:DocumentStatusCode>1</cbc:DocumentStatusCode>"))["status"] == "1"


class TestAReceiptAdvice:
    def test_what_is_received_rejected_and_short_are_read(self):
        fields = shown_by(receipt(quantity("Received", "58"), quantity("Short", "2"), quantity("Rejected", "3")))
        names = ("quantity", "short", "rejected")
        assert [fields[f"lines/1/{name}"] for name in names] == ["58", "2", "3"]
        assert fields["lines/1/rejectedUnit"] == "KGM"

    def test_the_despatch_is_read_of_the_document_and_of_each_line(self):
        more = "<cac:DespatchDocumentReference><cbc:ID>S-6</cbc:ID></cac:DespatchDocumentReference>"
        fields = shown_by(receipt(more=more))
        assert (fields["despatch"], fields["lines/1/despatch"], fields["lines/1/despatchLine"]) == ("S-6", "S-6", "2")

    def test_the_day_of_delivery_is_read(self):
        day = "<cbc:ActualDeliveryDate>2026-10-08</cbc:ActualDeliveryDate>"
        fields = shown_by(receipt(more=f"<cac:Shipment><cac:Delivery>{day}</cac:Delivery></cac:Shipment>"))
        assert fields["delivery/1/date"] == "2026-10-08"


class TestQuantities:
    @pytest.mark.parametrize("text", ["1e6", "1,5", "1.000,00", "١٢", "0x10", "NaN", "+1", "1 000", "", ".5"])
    def test_what_is_not_plain_digits_is_refused_or_absent(self, text):
        """Hostile D1: no quantity is read as another one."""
        source = receipt(quantity("Received", text))
        if not text:
            assert "lines/1/quantity" not in shown_by(source)
            return
        error = refusal(source)
        assert (type(error), error.rule) == (errors.NumberRefused, "HW-NUMBER")
        assert error.field == "lines/1/quantity"

    @pytest.mark.parametrize("source", [order, despatch, receipt])
    def test_two_quantities_are_refused(self, source):
        """Hostile D1: of two quantities neither is taken."""
        element = {order: "", despatch: "Delivered", receipt: "Received"}[source]
        error = refusal(source(quantity(element, "60"), quantity(element, "600")))
        assert (type(error), error.rule, error.field) == (errors.ElementRepeated, "HW-ONCE", "lines/1/quantity")

    @pytest.mark.parametrize("text", ["60", "060", "60.000", "0", "-0", "0.125", "9" * 50, "0." + "1" * 18])
    def test_the_chain_parses_what_is_written(self, text):
        written = shown_by(receipt(quantity("Received", text)))["lines/1/quantity"]
        assert DECIMALS.fullmatch(written)
        assert Decimal(written) == Decimal(text)

    @pytest.mark.parametrize("text", ["-1", "9" * 51, "0." + "1" * 19])
    def test_what_the_chain_cannot_parse_is_read_all_the_same(self, text):
        assert plain(Decimal(text)) == text
        assert not DECIMALS.fullmatch(text)


class TestParties:
    @pytest.mark.parametrize("source", [order, despatch, receipt])
    def test_a_party_without_any_id_is_refused(self, source):
        error = refusal(source(parties=party("SellerSupplier", "Supplier") + RECEIVER + BUYER))
        assert (type(error), error.rule, error.field) == (errors.PartyUnidentified, "HW-PARTY", "seller")

    def test_a_named_seller_without_id_is_not_replaced_by_who_despatches(self):
        error = refusal(despatch(parties=DESPATCHER + RECEIVER + party("SellerSupplier", "Supplier")))
        assert (type(error), error.field) == (errors.PartyUnidentified, "seller")

    def test_an_endpoint_is_better_than_an_identifier(self):
        both = party("DespatchSupplier", "Warehouse", endpoint("111"), identifier("333"))
        assert read_document(despatch(parties=both + RECEIVER)).seller.id_kind is IdKind.ENDPOINT

    def test_the_first_identifier_that_states_its_scheme_is_taken(self):
        several = identifier("CC-1", ""), identifier("128", "VKN"), identifier("9", "TICARETSICILNO")
        parties = party("DespatchSupplier", "Warehouse", *several) + RECEIVER
        assert read_document(despatch(parties=parties)).seller.id == "128"

    def test_two_identifiers_of_one_scheme_are_refused(self):
        two = party("DespatchSupplier", "Warehouse", identifier("333"), identifier("334"))
        error = refusal(despatch(parties=two + RECEIVER))
        assert (type(error), error.rule, error.field) == (errors.ElementRepeated, "HW-PARTY", "seller/ids")

    def test_an_identifier_counts_with_its_scheme(self):
        first, second = (
            read_document(despatch(parties=party("DespatchSupplier", "W", identifier("333", scheme)) + RECEIVER))
            for scheme in ("0088", "0192")
        )
        assert legal_identity(first.seller) != legal_identity(second.seller)

    def test_an_invoice_never_rests_on_an_identifier(self, sample):
        """Hostile R10: what a party chose to be known by makes no second company of it."""
        ids = re.compile(r"<cac:PartyTaxScheme>.*?</cac:PartyTaxScheme>|<cbc:EndpointID.*?</cbc:EndpointID>", re.S)
        text = re.sub(r"<cbc:CompanyID>[^<]*</cbc:CompanyID>", "", ids.sub("", sample))
        text = text.replace("<cac:Party>", f"<cac:Party>{identifier('333')}")
        error = refusal(text.encode())
        assert (type(error), error.rule, error.field) == (errors.PartyUnidentified, "HW-PARTY", "seller")


class TestWhatEveryKindNeeds:
    @pytest.mark.parametrize(
        ("element", "rule"),
        [("<cbc:ID>D-1</cbc:ID>", "BR-02"), ("<cbc:IssueDate>2026-09-01</cbc:IssueDate>", "BR-03")],
    )
    @pytest.mark.parametrize("source", [order, despatch, receipt])
    def test_a_number_and_an_issue_date(self, source, element, rule):
        error = refusal(source().replace(element.encode(), b""))
        assert (type(error), error.rule) == (errors.ElementMissing, rule)

    @pytest.mark.parametrize("root", ["ApplicationResponse", "DebitNote", "Catalogue", "Reminder"])
    def test_other_kinds_are_refused_by_name(self, root):
        error = refusal(document(root, SELLER, BUYER))
        assert (type(error), error.rule, error.value) == (errors.NotAnInvoice, "HW-ROOT", root)

    def test_a_kind_in_another_namespace_is_none(self):
        error = refusal(order().replace(b"Order-2", b"Order-3"))
        assert (type(error), error.rule, error.value) == (errors.NotAnInvoice, "HW-ROOT", "Order")
