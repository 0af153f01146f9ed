"""What the invoice reader admits, what it refuses, and under which name."""

import datetime as dt
import re
import time
import unicodedata
from decimal import Decimal, localcontext

import pytest
from eth_utils.crypto import keccak
from lxml import etree

from headwater import DocumentRefused, documents
from headwater._errors import SHOWN, shown
from headwater._money import Currency
from headwater.documents import DocumentKind, IdKind, Party, financeable, read_document, read_invoice
from headwater.documents import _errors as errors
from headwater.documents._document import document_of
from headwater.documents._reading import read
from headwater.documents._ubl import INVOICE_MAP
from headwater.documents._xml import parse
from tests.package.invoices import small_credit_note, small_invoice

NUMBER = "<cbc:ID>TB-2026-004711</cbc:ID>"
ISSUE, DUE = "<cbc:IssueDate>2026-09-01</cbc:IssueDate>", "<cbc:DueDate>2026-11-30</cbc:DueDate>"
PAYABLE = '<cbc:PayableAmount currencyID="EUR">443191.74</cbc:PayableAmount>'
CURRENCY = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
TYPE = "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>"
TAX = r"<cac:PartyTaxScheme>\s*<cbc:CompanyID>DE444555666.*?</cac:PartyTaxScheme>"
LEGAL = "<cbc:CompanyID>HRB 90862</cbc:CompanyID>"
ENDPOINT = '<cbc:EndpointID schemeID="EM">payables@luehmark.example</cbc:EndpointID>'
BUYER = "cac:AccountingCustomerParty"


def refusal(source, read=read_invoice):
    with pytest.raises(DocumentRefused) as caught:
        read(source)
    return caught.value


def read_terms(content):
    """Read an invoice past the gates, the schema and EN 16931's rules: what a syntax without them would be asked."""
    return financeable(document_of(DocumentKind.INVOICE, read(parse(content), INVOICE_MAP), bytes(32)))


def term_refusal(content):
    return refusal(content, read_terms)


class TestTheSample:
    def test_its_terms_are_read(self, sample_path):
        invoice = read_invoice(sample_path)
        assert (invoice.number, invoice.type_code) == ("TB-2026-004711", "380")
        assert (invoice.issue_date, invoice.due_date) == (dt.date(2026, 9, 1), dt.date(2026, 11, 30))
        assert (invoice.payable, invoice.currency) == (44_319_174, Currency("EUR", 2))
        assert invoice.tenor_days == 90

    def test_its_parties_are_read(self, sample_path):
        invoice = read_invoice(str(sample_path))
        supplier, anchor = invoice.seller, invoice.buyer
        assert supplier == Party("Talbrück Großwälzlager GmbH", "DE111222333", IdKind.TAX, "VAT", "DE")
        assert anchor == Party("Lühmark Seewind Anlagenbau AG", "DE444555666", IdKind.TAX, "VAT", "DE")

    def test_its_goods_are_named(self, sample_path):
        lines = read_invoice(sample_path).lines
        assert len(lines) == 5
        assert lines[-1] == "Assembly and maintenance handbook, printed and bound"

    def test_its_hash_is_of_the_exact_bytes(self, sample_path):
        content = sample_path.read_bytes()
        assert read_invoice(content).document_hash == keccak(content)
        assert read_invoice(content + b"\n").document_hash == keccak(content + b"\n")

    def test_an_invoice_cannot_be_changed(self, sample_path):
        with pytest.raises(AttributeError):
            read_invoice(sample_path).payable = 1


NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


def numbers(root, path):
    return [Decimal(text) for text in root.xpath(f"{path}/text()", namespaces=NAMESPACES)]


class TestTheSampleAddsUp:
    """EN 16931's own sums, BR-CO-10 to BR-CO-17."""

    @pytest.fixture
    def root(self, sample_path):
        return etree.parse(sample_path).getroot()

    @pytest.fixture
    def total(self, root):
        return lambda name: sum(numbers(root, f"cac:LegalMonetaryTotal/cbc:{name}"))

    def test_lines_are_quantity_times_price(self, root):
        for line in root.findall("cac:InvoiceLine", NAMESPACES):
            (quantity,), (price,) = (
                numbers(line, "cbc:InvoicedQuantity"),
                numbers(line, "cac:Price/cbc:PriceAmount"),
            )
            assert numbers(line, "cbc:LineExtensionAmount") == [quantity * price]

    def test_line_total_br_co_10(self, root, total):
        assert total("LineExtensionAmount") == sum(numbers(root, "cac:InvoiceLine/cbc:LineExtensionAmount"))

    def test_allowance_total_br_co_11(self, root, total):
        assert total("AllowanceTotalAmount") == sum(numbers(root, "cac:AllowanceCharge/cbc:Amount")) > 0

    def test_total_without_tax_br_co_13(self, total):
        assert total("TaxExclusiveAmount") == total("LineExtensionAmount") - total("AllowanceTotalAmount")

    def test_tax_total_br_co_14_and_br_co_17(self, root):
        subtotals = root.findall("cac:TaxTotal/cac:TaxSubtotal", NAMESPACES)
        taxes = [numbers(s, "cbc:TaxAmount")[0] for s in subtotals]
        bases = [numbers(s, "cbc:TaxableAmount")[0] for s in subtotals]
        rates = [numbers(s, "cac:TaxCategory/cbc:Percent")[0] for s in subtotals]
        assert taxes == [round(base * rate / 100, 2) for base, rate in zip(bases, rates, strict=True)]
        assert (rates, [sum(taxes)]) == ([19, 7], numbers(root, "cac:TaxTotal/cbc:TaxAmount"))

    def test_total_with_tax_and_amount_due_br_co_15_and_16(self, root, total):
        tax = sum(numbers(root, "cac:TaxTotal/cbc:TaxAmount"))
        assert total("PayableAmount") == total("TaxInclusiveAmount") == total("TaxExclusiveAmount") + tax


class TestWhatIsNotXml:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"   ",
            b"<a>",
            b"<a/><b/>",
            b"<a>\0</a>",
            b"<a>&xxe;</a>",
            b"<a b='1' b='2'/>",
            b"<x:a/>",
        ],
    )
    def test_it_is_refused_as_not_well_formed(self, content):
        assert type(refusal(content)) in (errors.DocumentNotWellFormed, errors.NotAnInvoice)

    def test_a_truncated_invoice_is_refused(self, sample):
        error = refusal(sample.encode()[:-20])
        assert isinstance(error, errors.DocumentNotWellFormed)
        assert (error.rule, error.field, error.value) == ("HW-XML", "document", None)

    def test_the_parser_s_own_words_are_not_repeated(self):
        error = refusal(b"<secret-4711>&secret-4712;</secret-4711>")
        assert "secret" not in f"{error!r} {error} {error.__cause__}"

    @pytest.mark.parametrize(
        "doctype",
        [
            '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]>',
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
            '<!DOCTYPE a SYSTEM "http://localhost/a.dtd">',
            "<!--c--> <?p?>\n<!DOCTYPE a>",
        ],
    )
    def test_a_document_type_is_refused_whatever_it_declares(self, variant, doctype):
        error = refusal(variant(("<Invoice ", f"{doctype}<Invoice ")))
        assert (type(error), error.rule) == (errors.DoctypeRefused, "HW-DTD")

    def test_an_inclusion_is_refused(self, variant):
        include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="other.xml"/>'
        assert isinstance(refusal(variant(("</Invoice>", f"{include}</Invoice>"))), errors.XIncludeRefused)


BOMBS = {
    "bytes": ("<a>%s</a>", "x", 50_000_000, errors.DocumentTooLarge, "HW-SIZE"),
    "elements": ("<a>%s</a>", "<a/>", 2_000_000, errors.DocumentTooLarge, "HW-MARKUP"),
    "attributes": ("<a %s/>", "a='' ", 1_500_000, errors.DocumentTooLarge, "HW-MARKUP"),
    "depth": (f"%s{'</a>' * 65}", "<a>", 65, errors.DocumentTooDeep, "HW-DEPTH"),
    "great depth": ("%s", "<a>", 390_000, errors.DocumentTooDeep, "HW-DEPTH"),
}


class TestWhatIsTooMuch:
    @pytest.mark.parametrize("name", BOMBS)
    def test_it_is_refused_in_less_than_a_second(self, name):
        frame, piece, times, kind, rule = BOMBS[name]
        content = (frame % (piece * times)).encode()
        begun = time.perf_counter()
        error = refusal(content)
        assert (type(error), error.rule) == (kind, rule)
        assert time.perf_counter() - begun < 1

    def test_a_large_file_is_not_read_to_its_end(self, tmp_path):
        path = tmp_path / "bomb.xml"
        with path.open("wb") as file:
            file.truncate(50_000_000)
        assert refusal(path).rule == "HW-SIZE"

    def test_a_field_that_is_too_long_is_refused_and_barely_quoted(self, variant):
        error = refusal(variant((NUMBER, f"<cbc:ID>{'9' * 10_001}</cbc:ID>")))
        assert (type(error), error.rule, error.field) == (errors.DocumentTooLarge, "HW-LENGTH", "number")
        assert len(error.value) == SHOWN


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "UTF-16"])
    def test_an_encoding_told_truly_is_read(self, variant, sample_path, encoding):
        content = variant(("UTF-8", encoding), encoding=encoding)
        assert read_invoice(content).seller == read_invoice(sample_path).seller

    def test_a_byte_order_mark_changes_nothing(self, sample):
        assert read_invoice(sample.encode("utf-8-sig")).number == "TB-2026-004711"

    @pytest.mark.parametrize(
        ("told", "used"),
        [("UTF-8", "latin-1"), ("US-ASCII", "utf-8"), ("ISO-8859-1", "utf-8"), ("UTF-8", "utf-16")],
    )
    def test_a_lie_about_the_encoding_is_refused(self, variant, told, used):
        error = refusal(variant(("UTF-8", told), encoding=used))
        assert (type(error), error.rule) == (errors.EncodingRefused, "HW-ENCODING")

    @pytest.mark.parametrize("name", ["UTF-7", "EBCDIC-CP-US", "base64", "rot13", "no-such-thing"])
    def test_an_encoding_that_is_not_supported_is_refused(self, variant, name):
        error = refusal(variant(("UTF-8", name)))
        assert (type(error), error.value) == (errors.EncodingRefused, name)


class TestOtherDocuments:
    @pytest.mark.parametrize("root", ["CreditNote", "Order", "CrossIndustryInvoice"])
    def test_another_root_is_refused_and_named(self, root):
        error = refusal(f'<x:{root} xmlns:x="urn:some:namespace"/>'.encode())
        assert (type(error), error.rule, error.value) == (errors.NotAnInvoice, "HW-ROOT", root)

    @pytest.mark.parametrize("namespace", ["", "urn:oasis:names:specification:ubl:schema:xsd:Invoice-1"])
    def test_an_invoice_in_no_or_another_namespace_is_refused(self, variant, namespace):
        ours = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
        assert isinstance(refusal(variant((ours, namespace))), errors.NotAnInvoice)

    @pytest.mark.parametrize("code", ["381", "384", "386", "393", "751"])
    def test_another_type_is_refused_and_named(self, variant, code):
        error = refusal(variant((TYPE, TYPE.replace("380", code))))
        assert (type(error), error.rule, error.value) == (errors.TypeNotFinanceable, "HW-TYPE", code)
        assert error.field == "type"

    @pytest.mark.parametrize("code", ["0380", "3 80", "٣٨٠", "999"])
    def test_a_code_that_is_none_is_refused(self, variant, code):
        """Hostile D1: digits of another script, and digits that only look like the code, are not the code."""
        error = refusal(variant((TYPE, TYPE.replace("380", code))))
        assert (type(error), error.value) == (errors.TypeNotFinanceable, shown(code))

    @pytest.mark.parametrize("code", ["80", "82", "326", "380", "389", "875", "876", "877"])
    def test_what_is_owed_for_what_was_delivered_is_financed(self, variant, code):
        assert read_invoice(variant((TYPE, TYPE.replace("380", code)))).type_code == code

    def test_a_credit_note_is_read_and_not_financed(self):
        credit_note = small_credit_note("100.00")
        document = read_document(credit_note)
        assert (document.kind, document.payable) == (DocumentKind.CREDIT_NOTE, 10_000)
        error = refusal(credit_note)
        assert (type(error), error.rule, error.value) == (errors.NotAnInvoice, "HW-KIND", "credit note")

    def test_a_credit_note_says_what_it_takes_back(self):
        """Hostile W10: whoever financed the invoice finds it by number in what the credit note commits to."""
        named = "<cac:InvoiceDocumentReference><cbc:ID>S-7</cbc:ID></cac:InvoiceDocumentReference>"
        party = "<cac:AccountingSupplierParty>"
        reference = f"<cac:BillingReference>{named}</cac:BillingReference>{party}".encode()
        document = read_document(small_credit_note("1.00").replace(party.encode(), reference))
        assert ("preceding/1/number", "S-7") in document.fields


MISSING = {
    NUMBER: (errors.ElementMissing, "BR-02", "number"),
    ISSUE: (errors.ElementMissing, "BR-03", "issueDate"),
    TYPE: (errors.TypeNotFinanceable, "HW-TYPE", "type"),
    CURRENCY: (errors.ElementMissing, "BR-05", "currency"),
    PAYABLE: (errors.ElementMissing, "BR-15", "totals/payable"),
    "<cac:LegalMonetaryTotal>.*</cac:LegalMonetaryTotal>": (errors.ElementMissing, "BR-15", "totals/payable"),
    f"<{BUYER}>.*</{BUYER}>": (errors.PartyUnidentified, "HW-PARTY", "buyer"),
}


class TestElements:
    @pytest.mark.parametrize("element", MISSING)
    def test_a_missing_one_is_refused(self, variant, element):
        content = variant((element, ""))
        error = term_refusal(content)
        assert (type(error), error.rule, error.field) == MISSING[element]
        assert type(refusal(content)) in (errors.SchemaBroken, errors.RuleBroken)

    @pytest.mark.parametrize("place", ["cac:PaymentMeans><cbc:PaymentMeansCode", "cac:PaymentTerms><cbc:Note"])
    def test_two_due_dates_in_two_places_are_refused(self, variant, place):
        """Hostile D1: a second due date where the payment is described."""
        outer = place.split(">", 1)[0]
        content = variant((f"</{outer}>", f"<cbc:PaymentDueDate>2028-11-30</cbc:PaymentDueDate></{outer}>"))
        error = term_refusal(content)
        assert (type(error), error.rule, error.field) == (errors.ElementRepeated, "HW-ONCE", "dueDate")

    @pytest.mark.parametrize("number", ["", "  \n", "<!-- -->", "\u200b\u00ad", "\u00a0"])
    def test_an_empty_number_is_refused(self, variant, number):
        """Hostile D1: a number that nobody can see is none."""
        content = variant((NUMBER, f"<cbc:ID>{number}</cbc:ID>"))
        error = term_refusal(content)
        assert (type(error), error.rule) == (errors.ElementMissing, "BR-02")
        assert refusal(content).rule in ("BR-02", "HW-SCHEMA")

    @pytest.mark.parametrize("element", [NUMBER, ISSUE, CURRENCY, PAYABLE])
    def test_a_repeated_one_is_refused(self, variant, element):
        """Hostile D1: of two numbers, dates or payable amounts none is taken."""
        content = variant((element, element * 2))
        error = term_refusal(content)
        assert (type(error), error.rule) == (errors.ElementRepeated, "HW-ONCE")
        assert refusal(content).rule == "HW-SCHEMA"

    def test_a_repeated_endpoint_is_refused(self, variant):
        content = variant((ENDPOINT, ENDPOINT * 2), (TAX, ""), (LEGAL, ""))
        error = term_refusal(content)
        assert (type(error), error.rule, error.field) == (errors.ElementRepeated, "HW-ONCE", "buyer/endpointScheme")

    def test_markup_inside_a_field_is_refused(self, variant):
        content = variant((NUMBER, "<cbc:ID>TB<b>-1</b></cbc:ID>"))
        error = term_refusal(content)
        assert (type(error), error.rule, error.field) == (errors.ElementNotPlain, "HW-PLAIN", "number")
        assert refusal(content).rule == "HW-SCHEMA"

    def test_comments_instructions_and_cdata_inside_a_field_are_read_through(self, variant):
        number = "<cbc:ID>TB-<!-- 1 -->2026<?x 2?>-<![CDATA[00]]>4711</cbc:ID>"
        assert read_invoice(variant((NUMBER, number))).number == "TB-2026-004711"


JUNK = ["2026-02-30", "2026-13-01", "26-11-30", "2026-11-30Z", "2026-11-30T00:00:00", "30.11.2026",
        "20261130", "2026-W49-1", "+2026-11-30", "٢٠٢٦-11-30", "0000-11-30", "1969-12-31"]  # fmt: skip


class TestDates:
    @pytest.mark.parametrize("text", JUNK)
    @pytest.mark.parametrize(("element", "field"), [(ISSUE, "issueDate"), (DUE, "dueDate")])
    def test_what_is_no_day_of_the_calendar_is_refused(self, variant, element, field, text):
        """Hostile D1: 30 February and other days that are none."""
        name = element[1:].split(">")[0]
        content = variant((element, f"<{name}>{text}</{name}>"))
        error = term_refusal(content)
        assert (type(error), error.rule) == (errors.DateMalformed, "HW-DATE")
        assert (error.field, error.value) == (field, shown(text))
        assert refusal(content).rule in ("HW-SCHEMA", "HW-DATE")

    def test_white_space_around_a_date_is_no_part_of_it(self, variant):
        data = variant((DUE, "<cbc:DueDate>\n 2026-12-01\t</cbc:DueDate>"))
        assert read_terms(data).due_date == dt.date(2026, 12, 1)

    def test_a_missing_due_date_is_refused_whatever_the_terms_say(self, variant):
        error = refusal(variant((DUE, "")))
        assert (type(error), error.rule, error.field) == (errors.DueDateMissing, "HW-DUE", "dueDate")
        assert error.value.startswith("Net 90 days from the invoice date.")

    def test_without_a_due_date_it_is_still_a_document(self, variant):
        document = read_document(variant((DUE, "")))
        assert (document.due_date, document.payment_terms[:11]) == (None, "Net 90 days")

    @pytest.mark.parametrize("day", ["2026-09-01", "2026-08-31"])
    def test_a_due_date_by_the_issue_date_is_refused(self, variant, day):
        error = refusal(variant((DUE, f"<cbc:DueDate>{day}</cbc:DueDate>")))
        assert (type(error), error.value) == (errors.DueDateNotAfterIssue, day)
        assert "2026-09-01" in str(error)

    def test_the_day_after_issue_is_late_enough(self, variant):
        assert read_invoice(variant((DUE, "<cbc:DueDate>2026-09-02</cbc:DueDate>"))).tenor_days == 1


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "code", "units"),
        [
            ("0.01", "EUR", 1),
            ("5000.00", "JPY", 5000),
            ("1.234", "OMR", 1234),
            (" 7 ", "EUR", 700),
            ("1<!---->2", "EUR", 1200),
            ("1<![CDATA[2]]>", "EUR", 1200),
            ("3094850098213450687247810.55", "EUR", 2**88 - 1),
        ],
    )
    def test_what_is_due_is_read_in_the_units_of_its_currency(self, text, code, units):
        """Hostile D7: by the decimals of ISO 4217."""
        invoice = read_invoice(small_invoice(text, code))
        assert (invoice.payable, invoice.currency.code) == (units, code)

    def test_the_amount_due_counts_and_not_the_total_with_tax(self, variant):
        """Hostile D8: what was prepaid is not financed, and what was rounded is."""
        settled = (
            '<cbc:PrepaidAmount currencyID="EUR">400000</cbc:PrepaidAmount>'
            '<cbc:PayableRoundingAmount currencyID="EUR">0.26</cbc:PayableRoundingAmount>'
        )
        due = PAYABLE.replace("443191.74", "43192.00")
        assert read_invoice(variant((PAYABLE, settled + due))).payable == 4_319_200

    @pytest.mark.parametrize("text", ["0", "0.00", "-0.01", "-443191.74"])
    def test_nothing_to_be_paid_is_refused(self, variant, text):
        """Hostile D8: an invoice that was prepaid, or by which the seller owes."""
        prepaid = str(Decimal("443191.74") - Decimal(text))
        settled = f'<cbc:PrepaidAmount currencyID="EUR">{prepaid}</cbc:PrepaidAmount>'
        error = refusal(variant((PAYABLE, settled + PAYABLE.replace("443191.74", text))))
        assert (type(error), error.rule) == (errors.PayableNotPositive, "HW-PAYABLE")
        assert error.value == str(int(Decimal(text) * 100))

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            *[(text, "EUR") for text in ("100.005", "1e6", "NaN", "INF", "1,5", "1.000,00", "+1", "١٢", "1 000")],
            *[("1.50", "JPY"), ("0.0001", "OMR")],
        ],
    )
    def test_an_amount_that_is_not_exact_is_refused(self, text, code):
        """Hostile D1, D7: no amount is ever read as another one."""
        content = small_invoice(text, code)
        error = term_refusal(content)
        assert (type(error), error.rule, error.field) == (errors.AmountRefused, "BR-DEC-18", "totals/payable")
        assert error.value == shown(text)
        assert type(refusal(content)) in (errors.SchemaBroken, errors.AmountRefused)

    @pytest.mark.parametrize("text", [str(2**256), "3094850098213450687247810.56", "9" * 60])
    def test_an_amount_beyond_what_a_receivable_holds_is_refused(self, text):
        """Hostile D1: 2^256 does not become nothing."""
        error = refusal(small_invoice(text))
        assert (type(error), error.field) == (errors.AmountRefused, "totals/payable")

    @pytest.mark.parametrize("code", ["eur", "XAU", "XXX", "EURO", "ZZZ"])
    def test_a_currency_that_cannot_be_paid_is_refused(self, code):
        """Hostile D1: a currency that is unknown, or written in small letters."""
        error = term_refusal(small_invoice("1", code))
        assert (type(error), error.rule, error.value) == (errors.CurrencyRefused, "BR-CL-04", code)

    @pytest.mark.parametrize("found", ["USD", "eur"])
    def test_an_amount_in_another_currency_is_refused(self, variant, found):
        error = refusal(variant((PAYABLE, PAYABLE.replace('"EUR"', f'"{found}"'))))
        assert (type(error), error.rule, error.value) == (errors.CurrencyMismatch, "HW-CURRENCY", found)

    def test_an_amount_without_a_currency_is_refused(self, variant):
        assert refusal(variant((PAYABLE, PAYABLE.replace(' currencyID="EUR"', "")))).rule == "HW-SCHEMA"


def payee(name):
    return f"<cac:PayeeParty><cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName></cac:PayeeParty><cac:Delivery>"


class TestPayee:
    def test_somebody_else_than_the_seller_is_refused(self, variant):
        error = refusal(variant(("<cac:Delivery>", payee("Factor AG"))))
        assert (type(error), error.rule, error.value) == (errors.PayeeNotSeller, "HW-PAYEE", "Factor AG")

    def test_the_seller_by_name_is_no_other_payee(self, variant):
        named = payee("  TALBRÜCK Großwälzlager GMBH ")
        assert read_invoice(variant(("<cac:Delivery>", named))).payee == ""


def tax_scheme(number, scheme):
    inner = f"<cbc:CompanyID>{number}</cbc:CompanyID><cac:TaxScheme><cbc:ID>{scheme}</cbc:ID></cac:TaxScheme>"
    return f"<cac:PartyTaxScheme>{inner}</cac:PartyTaxScheme>"


class TestParties:
    @pytest.mark.parametrize(
        ("schemes", "expected"),
        [
            ([("12/345", "FC"), ("DE1", "VAT")], ("VAT", "DE1")),
            ([("12/345", "FC"), ("888-888", "GST")], ("GST", "888-888")),
            ([("B2", "LOC"), ("12/345", "FC")], ("FC", "12/345")),
            ([("Godkänd för F-skatt", "TAX"), ("DE1", "vat")], ("VAT", "DE1")),
            ([("DE 1", "VAT"), ("DE1", "VAT")], ("VAT", "DE 1")),
        ],
    )
    def test_the_tax_number_that_identifies_is_taken(self, variant, schemes, expected):
        buyer = read_invoice(variant((TAX, "".join(tax_scheme(*s) for s in schemes)))).buyer
        assert (buyer.id_kind, buyer.scheme, buyer.id) == (IdKind.TAX, *expected)

    @pytest.mark.parametrize("instead", ["", tax_scheme("Godkänd för F-skatt", "TAX"), tax_scheme(" - ", "VAT")])
    def test_without_a_tax_number_the_legal_id_is_taken(self, variant, instead):
        buyer = read_invoice(variant((TAX, instead))).buyer
        assert (buyer.id_kind, buyer.scheme, buyer.id) == (IdKind.LEGAL, "", "HRB 90862")

    def test_without_both_the_endpoint_is_taken(self, variant):
        buyer = read_invoice(variant((TAX, ""), (LEGAL, ""))).buyer
        assert (buyer.id_kind, buyer.scheme, buyer.id) == (IdKind.ENDPOINT, "EM", "payables@luehmark.example")

    def test_with_none_the_party_is_refused(self, variant):
        error = refusal(variant((TAX, ""), (LEGAL, ""), (ENDPOINT, "")))
        assert (type(error), error.rule, error.field) == (errors.PartyUnidentified, "HW-PARTY", "buyer")

    def test_two_different_tax_numbers_are_refused(self, variant):
        error = refusal(variant((TAX, tax_scheme("DE1", "VAT") + tax_scheme("DE2", "VAT"))))
        assert (type(error), error.rule) == (errors.ElementRepeated, "HW-PARTY")

    @pytest.mark.parametrize("code", ["XYZ", "de", "D1"])
    def test_a_country_in_another_form_is_none(self, variant, code):
        data = variant(("<cbc:IdentificationCode>DE", f"<cbc:IdentificationCode>{code}"))
        assert read_invoice(data).seller.country is None


ROUNDED = '<cbc:PayableRoundingAmount currencyID="EUR">{}</cbc:PayableRoundingAmount>'
PREPAID = '<cbc:PrepaidAmount currencyID="EUR">{}</cbc:PrepaidAmount>'


class TestWhatAFactorWouldNotBuy:
    @pytest.mark.parametrize(
        ("stated", "due", "rule", "field"),
        [
            (ROUNDED.format("9000000.00"), "9443191.74", "HW-ROUNDING", "totals/rounding"),
            (ROUNDED.format("5.01"), "443196.75", "HW-ROUNDING", "totals/rounding"),
            (ROUNDED.format("-5.01"), "443186.73", "HW-ROUNDING", "totals/rounding"),
            (PREPAID.format("-9000000.00"), "9443191.74", "HW-PREPAID", "totals/prepaid"),
        ],
    )
    def test_an_amount_due_that_was_lifted_or_lowered_is_refused(self, variant, stated, due, rule, field):
        """Hostile D8: no sum says what the rounding or prepayment may be."""
        error = refusal(variant((PAYABLE, stated + PAYABLE.replace("443191.74", due))))
        assert (type(error), error.rule, error.field) == (errors.NotTheAmountDue, rule, field)

    @pytest.mark.parametrize(
        ("name", "rule"),
        [("LineExtensionAmount", "BR-12"), ("TaxExclusiveAmount", "BR-13"), ("TaxInclusiveAmount", "BR-14")],
    )
    def test_a_national_invoice_without_its_totals_is_refused(self, variant, name, rule):
        total = rf"(?<=LegalMonetaryTotal>)(.*?)<cbc:{name} [^/]*</cbc:{name}>"
        profile = ("<cbc:CustomizationID>[^<]*</cbc:CustomizationID>", "")
        content = variant(profile).decode()
        cut = re.sub(total, r"\1", content, count=1, flags=re.DOTALL)
        error = refusal(cut.encode())
        assert (cut != content, type(error), error.rule) == (True, errors.ElementMissing, rule)

    def test_a_copy_is_refused(self, variant):
        error = refusal(variant(("<cbc:IssueDate>", "<cbc:CopyIndicator>true</cbc:CopyIndicator><cbc:IssueDate>")))
        assert (type(error), error.rule, error.field) == (errors.NotTheAmountDue, "HW-ELSEWHERE", "test")

    def test_tax_that_is_withheld_is_refused(self, variant):
        held = (
            '<cac:WithholdingTaxTotal><cbc:TaxAmount currencyID="EUR">400000</cbc:TaxAmount></cac:WithholdingTaxTotal>'
        )
        error = refusal(variant(("<cac:LegalMonetaryTotal>", f"{held}<cac:LegalMonetaryTotal>")))
        assert (type(error), error.field) == (errors.NotTheAmountDue, "withheld")

    def test_a_note_that_it_is_assigned_is_refused(self, variant):
        error = refusal(variant(("<cbc:Note>Bearings", "<cbc:Note>#ACC#Assigned to Factor Bank. Bearings")))
        assert (type(error), error.rule, error.value) == (errors.AlreadyAssigned, "HW-ASSIGNED", "ACC")

    def test_a_seller_who_buys_from_itself_is_refused(self, variant):
        error = refusal(variant(("DE444555666", "de 111.222.333")))
        assert (type(error), error.rule, error.field) == (errors.SellerIsBuyer, "HW-PARTY", "buyer")

    @pytest.mark.parametrize(
        "inside",
        [
            "<cac:PartyName><cbc:Name>Factor Bank AG</cbc:Name></cac:PartyName>"
            "<cac:PartyLegalEntity><cbc:CompanyID>HRB 90417</cbc:CompanyID></cac:PartyLegalEntity>",
            "<cac:PartyName><cbc:Name>Talbrück Großwälzlager GmbH</cbc:Name></cac:PartyName>"
            "<cac:PartyLegalEntity><cbc:CompanyID>HRB 1</cbc:CompanyID></cac:PartyLegalEntity>",
            "<cac:PartyName><cbc:Name>DE111222333</cbc:Name></cac:PartyName>",
        ],
    )
    def test_a_payee_that_is_the_seller_in_part_only_is_another(self, variant, inside):
        error = refusal(variant(("<cac:Delivery>", f"<cac:PayeeParty>{inside}</cac:PayeeParty><cac:Delivery>")))
        assert type(error) is errors.PayeeNotSeller

    def test_a_payee_who_is_not_named_is_another(self, variant):
        inside = "<cbc:EndpointID>pay@factor.example</cbc:EndpointID>"
        content = variant(("<cac:Delivery>", f"<cac:PayeeParty>{inside}</cac:PayeeParty><cac:Delivery>"))
        assert type(term_refusal(content)) is errors.PayeeNotSeller


UNREADABLE = ["TB-2026-\u202e117400", "TB-2026-004711\u2069", "TB\u0085-1", "TB-\ue000", "TB-\ufdd0", "ТB-1", "TΒ-1"]


class TestTextThatCannotBeRead:
    """Hostile R11: what a person takes for one number is not two."""

    @pytest.mark.parametrize("number", UNREADABLE)
    def test_a_number_of_it_is_refused(self, variant, number):
        error = refusal(variant((NUMBER, f"<cbc:ID>{number}</cbc:ID>")))
        assert (type(error), error.rule, error.field) == (errors.TextRefused, "HW-TEXT", "number")

    @pytest.mark.parametrize("party_id", ["DЕ111222333", "DE111\u202e333222", "DE111222333\ue000"])
    def test_an_id_of_it_is_refused(self, variant, party_id):
        """Hostile R10: nor is one company two."""
        error = refusal(variant(("DE111222333", party_id)))
        assert (type(error), error.rule, error.field) == (errors.TextRefused, "HW-TEXT", "seller/taxIds")

    @pytest.mark.parametrize("number", ["ТБ-2026-1", "請求書-1", "فاتورة-7", "Ü-1", "№ 7"])
    def test_an_honest_number_is_read(self, variant, number):
        assert read_invoice(variant((NUMBER, f"<cbc:ID>{number}</cbc:ID>"))).number == number


class TestTheCaller:
    def test_its_own_arithmetic_changes_no_amount(self, sample_path):
        with localcontext() as narrow:
            narrow.prec = 3
            assert read_invoice(sample_path).payable == 44_319_174

    def test_many_empty_entries_are_refused_before_they_cost(self, variant):
        """Hostile D1: a small file that asks for much work."""
        error = refusal(variant(("<cac:Delivery>", "<cac:Delivery/>" * 30_000 + "<cac:Delivery>")))
        assert (type(error), error.rule) == (errors.DocumentTooLarge, "HW-MARKUP")

    def test_a_price_in_another_currency_is_refused(self, variant):
        price = '<cbc:PriceAmount currencyID="EUR">18450.00'
        error = refusal(variant((price, price.replace("EUR", "USD"))))
        assert (type(error), error.field) == (errors.CurrencyMismatch, "lines/1/price")


NAMES = [
    "\u202egro.elpmaxe",
    "Robert'); DROP TABLE suppliers;--",
    "{{7*7}}${7*7}",
    "株式会社",
    "شركة",
    "=1+1",
    "\u200bA\u0301",
]


class TestNames:
    @pytest.mark.parametrize("name", NAMES)
    def test_a_name_is_kept_as_it_is(self, variant, name):
        """Hostile I4: a name that runs from right to left, or that other programs would obey, is a name."""
        seller = "<cbc:RegistrationName>Talbrück Großwälzlager GmbH"
        invoice = read_invoice(variant((seller, f"<cbc:RegistrationName>{name}")))
        assert invoice.seller.name == name
        assert dict(invoice.fields)["seller/name"] == unicodedata.normalize("NFC", name)

    def test_a_very_long_name_is_shown_short_and_committed_whole(self, variant):
        """Hostile I4: a name of thousands of letters."""
        seller = "<cbc:RegistrationName>Talbrück Großwälzlager GmbH"
        invoice = read_invoice(variant((seller, f"<cbc:RegistrationName>{'Ä' * 9_999}")))
        assert (len(invoice.seller.name), len(dict(invoice.fields)["seller/name"])) == (200, 9_999)


def test_every_name_offered_exists():
    assert documents.__all__ == sorted(documents.__all__)
    assert all(hasattr(documents, name) for name in documents.__all__)


def test_a_file_that_is_not_there_is_no_refused_document(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_invoice(tmp_path / "nothing.xml")


def test_text_is_a_path_and_never_a_document():
    with pytest.raises(OSError, match=r"No such file|too long"):
        read_invoice("<Invoice/>")
