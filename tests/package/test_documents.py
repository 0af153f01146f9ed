"""What the invoice reader admits, what it refuses, and under which name."""

import datetime as dt
import io
import time
import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest
from eth_utils.crypto import keccak
from lxml import etree

from headwater import _errors as errors
from headwater import documents
from headwater._money import Currency
from headwater.documents import IdKind, Party, legal_identity, read_invoice

NUMBER = "<cbc:ID>TB-2026-004711</cbc:ID>"
ISSUE, DUE = "<cbc:IssueDate>2026-09-01</cbc:IssueDate>", "<cbc:DueDate>2026-11-30</cbc:DueDate>"
PAYABLE = '<cbc:PayableAmount currencyID="EUR">443191.74</cbc:PayableAmount>'
CURRENCY = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
TYPE = "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>"
TAX = r"<cac:PartyTaxScheme>\s*<cbc:CompanyID>DE444555666.*?</cac:PartyTaxScheme>"
LEGAL = "<cbc:CompanyID>HRB 90862</cbc:CompanyID>"
ENDPOINT = '<cbc:EndpointID schemeID="EM">payables@luehmark.example</cbc:EndpointID>'
BUYER = "cac:AccountingCustomerParty"


def refusal(source):
    with pytest.raises(errors.DocumentRefused) as caught:
        read_invoice(source)
    return caught.value


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
            b"%PDF-1.7",
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
        assert (type(error), error.rule, error.field) == (errors.DocumentTooLarge, "HW-LENGTH", "cbc:ID")
        assert len(error.value) == errors.SHOWN


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

    @pytest.mark.parametrize("code", ["381", "384", "389", "386", "0380", "3 80"])
    def test_another_type_is_refused_and_named(self, variant, code):
        error = refusal(variant((TYPE, TYPE.replace("380", code))))
        assert (type(error), error.rule, error.value) == (errors.TypeNotFinanceable, "HW-TYPE", code)
        assert error.field == "cbc:InvoiceTypeCode"


REQUIRED = {
    NUMBER: ("BR-02", "cbc:ID"),
    ISSUE: ("BR-03", "cbc:IssueDate"),
    TYPE: ("BR-04", "cbc:InvoiceTypeCode"),
    CURRENCY: ("BR-05", "cbc:DocumentCurrencyCode"),
    PAYABLE: ("BR-15", "cac:LegalMonetaryTotal/cbc:PayableAmount"),
    "<cac:LegalMonetaryTotal>.*</cac:LegalMonetaryTotal>": (
        "BR-15",
        "cac:LegalMonetaryTotal/cbc:PayableAmount",
    ),
    f"<{BUYER}>.*</{BUYER}>": ("HW-PARTY", f"{BUYER}/cac:Party"),
}


class TestElements:
    @pytest.mark.parametrize("element", REQUIRED)
    def test_a_missing_one_is_refused(self, variant, element):
        error = refusal(variant((element, "")))
        assert (type(error), (error.rule, error.field)) == (errors.ElementMissing, REQUIRED[element])

    @pytest.mark.parametrize("number", ["", "  \n", "<!-- -->", "\u200b\u00ad", "\u00a0"])
    def test_an_empty_number_is_refused(self, variant, number):
        error = refusal(variant((NUMBER, f"<cbc:ID>{number}</cbc:ID>")))
        assert (type(error), error.rule) == (errors.ElementMissing, "BR-02")

    @pytest.mark.parametrize("element", [NUMBER, ISSUE, DUE, TYPE, CURRENCY, PAYABLE, ENDPOINT + "<!---->"])
    def test_a_repeated_one_is_refused(self, variant, element):
        element = element.removesuffix("<!---->")
        data = variant((element, element * 2), *([(TAX, ""), (LEGAL, "")] if element == ENDPOINT else []))
        error = refusal(data)
        assert (type(error), error.rule) == (errors.ElementRepeated, "HW-ONCE")

    def test_markup_inside_a_field_is_refused(self, variant):
        error = refusal(variant((NUMBER, "<cbc:ID>TB<b>-1</b></cbc:ID>")))
        assert (type(error), error.rule, error.field) == (errors.ElementNotPlain, "HW-PLAIN", "cbc:ID")

    def test_comments_instructions_and_cdata_inside_a_field_are_read_through(self, variant):
        number = "<cbc:ID>TB-<!-- 1 -->2026<?x 2?>-<![CDATA[00]]>4711</cbc:ID>"
        assert read_invoice(variant((NUMBER, number))).number == "TB-2026-004711"


JUNK = ["2026-02-30", "2026-13-01", "26-11-30", "2026-11-30Z", "2026-11-30T00:00:00", "30.11.2026",
        "20261130", "2026-W49-1", "+2026-11-30", "٢٠٢٦-11-30", "0000-11-30", "1969-12-31"]  # fmt: skip


class TestDates:
    @pytest.mark.parametrize("text", JUNK)
    @pytest.mark.parametrize("element", [ISSUE, DUE])
    def test_what_is_no_day_of_the_calendar_is_refused(self, variant, element, text):
        name = element[1:].split(">")[0]
        error = refusal(variant((element, f"<{name}>{text}</{name}>")))
        assert (type(error), error.rule) == (errors.DateMalformed, "HW-DATE")
        assert (error.field, error.value) == (name, errors.shown(text))

    def test_white_space_around_a_date_is_no_part_of_it(self, variant):
        data = variant((DUE, "<cbc:DueDate>\n 2026-12-01\t</cbc:DueDate>"))
        assert read_invoice(data).due_date == dt.date(2026, 12, 1)

    @pytest.mark.parametrize("element", ["", "<cbc:DueDate/>"])
    def test_a_missing_due_date_is_refused_whatever_the_terms_say(self, variant, element):
        error = refusal(variant((DUE, element)))
        assert (type(error), error.rule, error.value) == (errors.DueDateMissing, "HW-DUE", None)

    @pytest.mark.parametrize("day", ["2026-09-01", "2026-08-31"])
    def test_a_due_date_by_the_issue_date_is_refused(self, variant, day):
        error = refusal(variant((DUE, f"<cbc:DueDate>{day}</cbc:DueDate>")))
        assert (type(error), error.value) == (errors.DueDateNotAfterIssue, day)
        assert "2026-09-01" in str(error)

    def test_the_day_after_issue_is_late_enough(self, variant):
        assert read_invoice(variant((DUE, "<cbc:DueDate>2026-09-02</cbc:DueDate>"))).tenor_days == 1


def payable(variant, text, code="EUR"):
    amount = f'<cbc:PayableAmount currencyID="{code}">{text}</cbc:PayableAmount>'
    return variant((PAYABLE, amount), (CURRENCY, CURRENCY.replace("EUR", code)))


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "code", "units"),
        [
            ("0.01", "EUR", 1),
            ("5000.00", "JPY", 5000),
            ("1.234", "OMR", 1234),
            (" 7 ", "EUR", 700),
            ("1<!---->2", "EUR", 1200),
        ],
    )
    def test_what_is_due_is_read_in_the_units_of_its_currency(self, variant, text, code, units):
        invoice = read_invoice(payable(variant, text, code))
        assert (invoice.payable, invoice.currency.code) == (units, code)

    def test_the_amount_due_counts_and_not_the_total_with_tax(self, variant):
        assert read_invoice(payable(variant, "43191.74")).payable == 4_319_174

    @pytest.mark.parametrize("text", ["0", "0.00", "-0.01", "-443191.74"])
    def test_nothing_to_be_paid_is_refused(self, variant, text):
        error = refusal(payable(variant, text))
        assert (type(error), error.rule, error.value) == (errors.PayableNotPositive, "HW-PAYABLE", text)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            *[(text, "EUR") for text in ("100.005", "1e6", "NaN", "INF", "1,5", "1.000,00", "+1", "١٢", "1 000")],
            *[("1.50", "JPY"), ("0.0001", "OMR"), (str(2**256), "EUR")],
        ],
    )
    def test_an_amount_that_is_not_exact_is_refused(self, variant, text, code):
        error = refusal(payable(variant, text, code))
        assert (type(error), error.rule) == (errors.AmountRefused, "BR-DEC-18")
        assert error.value == errors.shown(text)

    @pytest.mark.parametrize("code", ["eur", "XAU", "XXX", "EURO", "ZZZ"])
    def test_a_currency_that_cannot_be_paid_is_refused(self, variant, code):
        error = refusal(payable(variant, "1", code))
        assert (type(error), error.rule, error.value) == (errors.CurrencyRefused, "BR-CL-04", code)

    @pytest.mark.parametrize(
        ("attribute", "found"), [('currencyID="USD"', "USD"), ('currencyID="eur"', "eur"), ("", "")]
    )
    def test_an_amount_in_another_currency_is_refused(self, variant, attribute, found):
        error = refusal(variant((PAYABLE, PAYABLE.replace('currencyID="EUR"', attribute))))
        assert (type(error), error.rule, error.value) == (errors.CurrencyMismatch, "HW-CURRENCY", found)


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
        assert (type(error), error.rule, error.field) == (errors.PartyUnidentified, "HW-PARTY", BUYER)

    def test_two_different_tax_numbers_are_refused(self, variant):
        error = refusal(variant((TAX, tax_scheme("DE1", "VAT") + tax_scheme("DE2", "VAT"))))
        assert (type(error), error.rule) == (errors.ElementRepeated, "HW-PARTY")

    @pytest.mark.parametrize("code", ["XYZ", "de", ""])
    def test_a_country_in_another_form_is_none(self, variant, code):
        data = variant(("<cbc:IdentificationCode>DE", f"<cbc:IdentificationCode>{code}"))
        assert read_invoice(data).seller.country is None


DRESSES = {
    "white space": [(NUMBER, "<cbc:ID>\n  TB-2026-\n004711 </cbc:ID>")],
    "case": [(NUMBER, NUMBER.replace("TB", "tb"))],
    "comment": [(NUMBER, "<cbc:ID>TB-<!-- 7 -->2026-004711</cbc:ID>")],
    "zero width": [(NUMBER, "<cbc:ID>TB\u200b-2026-004711\ufeff</cbc:ID>")],
    "prefix": [("<cbc:", "<b:"), ("</cbc:", "</b:"), ("xmlns:cbc", "xmlns:b")],
    "tax number": [("DE111222333", "de 111.222.333"), ("DE444555666", " DE-444 555 666")],
    "names and lines": [("<cbc:Name>[^<]*", "<cbc:Name>Other")],
    "kind of id": [(TAX, ""), ("HRB 90862", "DE 444555666")],
}


CHANGES = {
    "number": (NUMBER, NUMBER.replace("4711", "4712")),
    "punctuation of the number": (NUMBER, NUMBER.replace("TB-2026", "TB2026")),
    "issue date": (ISSUE, ISSUE.replace("-01<", "-02<")),
    "seller": ("DE111222333", "DE111222334"),
    "buyer": ("DE444555666", "DE444555667"),
}


class TestIdentity:
    """Hostile R11: one invoice has one fingerprint, whatever dress it wears."""

    @pytest.mark.parametrize("name", DRESSES)
    def test_another_dress_gives_the_same_fingerprint(self, variant, sample_path, name):
        dressed, plain = read_invoice(variant(*DRESSES[name])), read_invoice(sample_path)
        assert dressed.fingerprint == plain.fingerprint
        assert dressed.document_hash != plain.document_hash

    def test_normal_forms_give_the_same_fingerprint(self, variant):
        forms = [unicodedata.normalize(form, "<cbc:ID>Großauftrag-Ü-1</cbc:ID>") for form in ("NFC", "NFD")]
        first, second = (read_invoice(variant((NUMBER, form))) for form in forms)
        assert first.fingerprint == second.fingerprint

    @pytest.mark.parametrize("name", CHANGES)
    def test_another_invoice_has_another_fingerprint(self, variant, sample_path, name):
        assert read_invoice(variant(CHANGES[name])).fingerprint != read_invoice(sample_path).fingerprint

    def test_fields_cannot_run_into_each_other(self):
        parties = [Party("", i, IdKind.TAX, "VAT", "DE") for i in ("DE1", "DE12", "2DE3", "DE3")]
        day = dt.date(2026, 9, 1)
        first = documents.invoice_identity(parties[0], parties[2], "1", day, "380")
        assert first != documents.invoice_identity(parties[1], parties[3], "1", day, "380")

    def test_the_fingerprint_is_keccak_of_length_prefixed_fields(self, sample_path):
        fields = [
            b"headwater/invoice/1",
            b"de111222333",
            b"de444555666",
            b"tb-2026-004711",
            b"2026-09-01",
            b"380",
        ]
        encoded = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
        assert read_invoice(sample_path).fingerprint == keccak(encoded)


class TestLegalIdentity:
    ANCHOR = Party("Lühmark AG", "DE444555666", IdKind.TAX, "VAT", "DE")

    @pytest.mark.parametrize(
        "changes",
        [
            {"id": "de 444.555.666"},
            {"id": "DE\u00a0444\u200b555666"},
            {"name": "LM"},
            {"id_kind": IdKind.LEGAL, "scheme": ""},
        ],
    )
    def test_one_company_has_one(self, changes):
        """Hostile R10: neither case, spaces, punctuation nor normal form make two companies of one."""
        assert legal_identity(replace(self.ANCHOR, **changes)) == legal_identity(self.ANCHOR)

    def test_one_company_has_one_in_every_normal_form(self):
        """Hostile R10: an id whose letters have marks is the same composed, decomposed and in capitals."""
        ids = [unicodedata.normalize(form, text) for form in ("NFC", "NFD") for text in ("Größe-é 1", "GRÖSSE É1")]
        assert len({legal_identity(replace(self.ANCHOR, id=each, id_kind=IdKind.LEGAL)) for each in ids}) == 1

    @pytest.mark.parametrize("changes", [{"id": "DE444555667"}, {"country": "AT"}, {"country": None}])
    def test_another_company_has_another(self, changes):
        assert legal_identity(replace(self.ANCHOR, **changes)) != legal_identity(self.ANCHOR)

    def test_an_endpoint_counts_with_its_scheme(self):
        first, second = (Party("", "1234567", IdKind.ENDPOINT, scheme, "SE") for scheme in ("0007", "0088"))
        assert legal_identity(first) != legal_identity(second)


def test_every_name_offered_exists():
    assert documents.__all__ == sorted(documents.__all__)
    assert all(hasattr(documents, name) for name in documents.__all__)


def test_a_file_that_is_not_there_is_no_refused_document(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_invoice(tmp_path / "nothing.xml")


def test_text_is_a_path_and_never_a_document():
    with pytest.raises(OSError, match=r"No such file|too long"):
        read_invoice("<Invoice/>")


NAMESPACES = {
    "ubl": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


class ByXPath:
    """An independent reading of the same rule, in XPath over a plain parse."""

    def __init__(self, content):
        self.tree = etree.parse(io.BytesIO(content))

    def text(self, path):
        return self.tree.xpath(f"normalize-space({path})", namespaces=NAMESPACES)

    def party(self, role):
        party = f"/ubl:Invoice/cac:Accounting{role}Party/cac:Party"
        digits = "translate(cbc:CompanyID, translate(cbc:CompanyID, '0123456789', ''), '')"
        tax = f"{party}/cac:PartyTaxScheme[{digits} != '']"
        schemes = [f"{tax}[cac:TaxScheme/cbc:ID='{name}']" for name in ("VAT", "GST")]
        paths = [
            f"{p}/cbc:CompanyID" for p in [*schemes, f"{party}/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']", tax]
        ]
        paths += [f"{party}/cac:PartyLegalEntity/cbc:CompanyID", f"{party}/cbc:EndpointID"]
        return next((text for text in map(self.text, paths) if text), "")

    def terms(self):
        due = self.text("/ubl:Invoice/cbc:DueDate")
        amount, unit = (
            self.text(f"/ubl:Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount{at}") for at in ("", "/@currencyID")
        )
        number, issued = self.text("/ubl:Invoice/cbc:ID"), self.text("/ubl:Invoice/cbc:IssueDate")
        return number, issued, due, Decimal(amount or 0), unit, self.party("Supplier"), self.party("Customer")

    def admits(self):
        number, issued, due, amount, _, seller, buyer = self.terms()
        typed = self.text("/ubl:Invoice/cbc:InvoiceTypeCode") == "380"
        return bool(typed and number and due > issued and amount > 0 and seller and buyer)


@pytest.mark.corpus
def test_every_real_document_is_read_as_xpath_reads_it_or_refused(corpus):
    admitted = 0
    for path in sorted(corpus.iterdir()):
        expected = ByXPath(path.read_bytes())
        if not expected.admits():
            assert refusal(path).rule, path.name
            continue
        admitted += 1
        assert terms_of(read_invoice(path)) == expected.terms(), path.name
    assert admitted == 45


def terms_of(invoice):
    amount = Decimal(invoice.payable).scaleb(-invoice.currency.decimals)
    days = invoice.issue_date.isoformat(), invoice.due_date.isoformat()
    return invoice.number, *days, amount, invoice.currency.code, invoice.seller.id, invoice.buyer.id
