"""A Cross Industry Invoice says what the UBL invoice says, and is refused for the same reasons under the same names."""

import datetime as dt
import time
from decimal import Decimal

import pytest

from headwater import DocumentRefused
from headwater.documents import DocumentKind, read_document, read_invoice
from headwater.documents import _errors as errors
from headwater.documents._canonical import canonical_fields
from headwater.documents._cii import CII_MAP, CREDIT_NOTE_TYPES
from headwater.documents._document import document_of
from headwater.documents._reader import _syntax
from headwater.documents._reading import Many, read
from headwater.documents._terms import TERMS
from headwater.documents._ubl import CREDIT_NOTE_MAP, INVOICE_MAP
from headwater.documents._values import EXACT, currency_of_term
from headwater.documents._xml import parse
from tests.package.cii import ALLOWANCE, RAM, RSM, cii, day, tag
from tests.package.cii import TERMS as PAYMENT_TERMS

NUMBER, TYPE = tag("ID", "TB-2026-004711"), tag("TypeCode", "380")
ISSUE, DUE = day("IssueDateTime", "20260901"), day("DueDateDateTime", "20261130")
PAYABLE, CURRENCY = tag("DuePayableAmount", "443191.74"), tag("InvoiceCurrencyCode", "EUR")
TAX_TOTAL = tag("TaxTotalAmount", "70525.74", currencyID="EUR")
DATES = {"issueDate": ISSUE, "dueDate": DUE}


def refused(document):
    with pytest.raises(DocumentRefused) as caught:
        read_invoice(document)
    return caught.value


def refusal(*replacements):
    return refused(cii(*replacements))


def fields(*replacements):
    """Give the fields of a document whose sums need not add up: EN 16931's rules are not asked."""
    return dict(document_of(DocumentKind.INVOICE, read(parse(cii(*replacements)), CII_MAP), bytes(32)).fields)


class TestTheSampleInCii:
    def test_it_says_field_by_field_what_it_says_in_ubl(self, sample_path):
        assert read_invoice(cii()).fields == read_invoice(sample_path).fields

    def test_it_is_the_same_invoice(self, sample_path):
        assert read_invoice(cii()).identity == read_invoice(sample_path).identity

    def test_its_terms_are_read(self):
        invoice = read_invoice(cii())
        assert (invoice.kind, invoice.type_code, invoice.payable) == (DocumentKind.INVOICE, "380", 44_319_174)
        assert (invoice.issue_date, invoice.due_date) == (dt.date(2026, 9, 1), dt.date(2026, 11, 30))
        assert (invoice.seller.scheme, invoice.seller.id) == ("VAT", "DE111222333")

    def test_other_prefixes_change_nothing(self):
        text = cii().replace(b"rsm:", b"a:").replace(b":rsm=", b":a=").replace(b"ram:", b"b:").replace(b":ram=", b":b=")
        assert read_invoice(text).fields == read_invoice(cii()).fields


class TestCreditNotes:
    @pytest.mark.parametrize("code", sorted(CREDIT_NOTE_TYPES))
    def test_a_type_of_credit_notes_makes_one(self, code):
        note = read_document(cii((TYPE, tag("TypeCode", code))))
        assert (note.kind, note.type_code) == (DocumentKind.CREDIT_NOTE, code)

    def test_one_cannot_be_financed(self):
        error = refusal((TYPE, tag("TypeCode", "381")))
        assert (type(error), error.rule, error.value) == (errors.NotAnInvoice, "HW-KIND", "credit note")

    def test_a_correction_is_an_invoice_that_cannot_be_financed(self):
        error = refusal((TYPE, tag("TypeCode", "384")))
        assert (type(error), error.rule, error.value) == (errors.TypeNotFinanceable, "HW-TYPE", "384")


class TestOtherRoots:
    def test_zugferd_1_is_refused_by_its_own_name(self):
        error = refused(b'<a:CrossIndustryDocument xmlns:a="urn:ferd:CrossIndustryDocument:invoice:1p0"/>')
        assert (type(error), error.rule) == (errors.SyntaxOutdated, "HW-ZUGFERD-1")
        assert error.value == "CrossIndustryDocument"

    @pytest.mark.parametrize("namespace", ["", "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:13"])
    def test_an_invoice_in_no_or_another_namespace_is_refused(self, namespace):
        """Hostile D1: wrong or no namespace."""
        text = cii().replace(b"rsm:", b"").replace(f'xmlns:rsm="{RSM}"'.encode(), f'xmlns="{namespace}"'.encode())
        error = refused(text)
        assert (type(error), error.rule, error.value) == (errors.NotAnInvoice, "HW-ROOT", "CrossIndustryInvoice")

    def test_terms_in_another_namespace_are_refused(self):
        """Hostile D1: wrong namespace."""
        error = refusal((RAM, RAM.replace(":100", ":12")))
        assert (type(error), error.rule) == (errors.SchemaBroken, "HW-SCHEMA")


class TestNumbersOfInvoices:
    @pytest.mark.parametrize(
        "inside", ["TB-2026<!-- 9 -->-004711", "<![CDATA[TB-2026-]]>004711", "TB-2026-<?x?>004711"]
    )
    def test_what_stands_inside_without_being_text_changes_nothing(self, inside):
        """Hostile D1: comment or CDATA inside the invoice number."""
        assert read_invoice(cii((NUMBER, tag("ID", inside)))).identity == read_invoice(cii()).identity

    @pytest.mark.parametrize("number", ["", " ", "<!-- -->", "\u200b"])
    def test_an_empty_one_is_refused(self, number):
        error = refusal((NUMBER, tag("ID", number)))
        assert (type(error), error.rule, error.field) == (errors.ElementMissing, "BR-02", "number")


class TestDates:
    @pytest.mark.parametrize("field", DATES)
    @pytest.mark.parametrize("digits", ["20260230", "2026-11-30", "261130", "202611301200", "٢٠٢٦١١٣٠", "20261330"])
    def test_what_is_no_day_in_the_format_told_is_refused(self, field, digits):
        """Hostile D1: 30 February, Arabic digits, and a format that lies."""
        path = "IssueDateTime" if field == "issueDate" else "DueDateDateTime"
        error = refusal((DATES[field], day(path, digits)))
        assert (type(error), error.rule, error.field) == (errors.DateMalformed, "HW-DATE", field)

    @pytest.mark.parametrize("told", ["203", "101", "616"])
    def test_another_format_is_refused(self, told):
        error = refusal((DUE, DUE.replace("102", told)))
        assert (type(error), error.rule, error.value) == (errors.DateMalformed, "HW-DATE", "20261130")

    def test_one_due_date_in_two_terms_of_payment_counts_once(self):
        assert read_invoice(cii((PAYMENT_TERMS, PAYMENT_TERMS * 2))).due_date == dt.date(2026, 11, 30)

    def test_two_due_dates_are_refused(self):
        other = tag("SpecifiedTradePaymentTerms", day("DueDateDateTime", "20261201"))
        error = refusal((PAYMENT_TERMS, PAYMENT_TERMS + other))
        assert (type(error), error.rule, error.field) == (errors.ElementRepeated, "HW-ONCE", "dueDate")


class TestAmounts:
    @pytest.mark.parametrize("digits", ["NaN", "1e6", "443.191,74", "443191,74", "INF", "٤٤٣", "0x10", ""])
    def test_what_is_no_number_breaks_the_schema(self, digits):
        """Hostile D1: NaN, 1e6, comma or Arabic digits."""
        error = refusal((PAYABLE, tag("DuePayableAmount", digits)))
        assert (type(error), error.rule, error.field) == (errors.SchemaBroken, "HW-SCHEMA", "DuePayableAmount")

    @pytest.mark.parametrize(
        ("digits", "rule"),
        [
            ("+5", "BR-DEC-18"),
            (".5", "BR-DEC-18"),
            ("1.005", "BR-DEC-18"),
            (str(2**256), "BR-DEC-18"),
        ],
    )
    def test_what_the_schema_admits_and_is_no_amount_is_refused(self, digits, rule):
        """Hostile D1: 2^256 wrap. Hostile D7: more decimals than the euro has."""
        error = refusal((PAYABLE, tag("DuePayableAmount", digits)))
        assert (type(error), error.rule, error.field) == (errors.AmountRefused, rule, "totals/payable")

    def test_more_than_a_receivable_holds_is_refused(self):
        """Hostile D1: what is due is never cut to fit."""
        owed = str(2**88)
        rounding = tag("RoundingAmount", str(EXACT.subtract(Decimal(owed), Decimal("443191.74"))))
        tax_total = tag("TaxTotalAmount", "70525.74", currencyID="EUR")
        error = refusal((tax_total, tax_total + rounding), (PAYABLE, tag("DuePayableAmount", owed)))
        assert (type(error), error.rule, error.field) == (errors.AmountRefused, "HW-PAYABLE", "totals/payable")

    def test_two_amounts_due_are_refused(self):
        """Hostile D1: two payable amounts; UN/CEFACT's schema admits them."""
        error = refusal((PAYABLE, PAYABLE + tag("DuePayableAmount", "1.00")))
        assert (type(error), error.rule, error.field) == (errors.ElementRepeated, "HW-ONCE", "totals/payable")

    def test_a_negative_amount_due_is_refused(self):
        """Hostile D1: negative."""
        prepaid = tag("TotalPrepaidAmount", "886383.48")
        error = refusal((PAYABLE, prepaid + tag("DuePayableAmount", "-443191.74")))
        assert (type(error), error.value) == (errors.PayableNotPositive, "-44319174")

    def test_an_amount_in_another_currency_is_refused(self):
        error = refusal((PAYABLE, tag("DuePayableAmount", "443191.74", currencyID="USD")))
        assert (type(error), error.rule, error.value) == (errors.CurrencyMismatch, "HW-CURRENCY", "USD")

    @pytest.mark.parametrize("code", ["eur", "EURO", "XXX", ""])
    def test_a_currency_in_lower_case_or_unknown_is_refused(self, code):
        """Hostile D1: unknown or lower-case currency."""
        error = refusal((CURRENCY, tag("InvoiceCurrencyCode", code)))
        assert (type(error), error.rule) in {
            (errors.SchemaBroken, "HW-SCHEMA"),
            (errors.CurrencyRefused, "BR-CL-04"),
            (errors.RuleBroken, "BR-05"),
        }

    def test_the_tax_in_the_tax_currency_is_told_from_the_tax(self):
        sterling = tag("TaxTotalAmount", "60000.00", currencyID="GBP")
        currency = tag("TaxCurrencyCode", "GBP") + CURRENCY
        stated = fields((TAX_TOTAL, TAX_TOTAL + sterling), (CURRENCY, currency))
        assert (stated["totals/tax"], stated["totals/taxInTaxCurrency"]) == ("70525.74", "60000.00")


class TestLists:
    def test_charges_are_told_from_allowances(self):
        charge = ALLOWANCE.replace("false", "true")
        stated = fields((ALLOWANCE, ALLOWANCE + charge))
        assert (stated["allowances/1/amount"], stated["charges/1/amount"]) == ("10386.00", "10386.00")
        assert "allowances/2/amount" not in stated

    def test_several_texts_of_one_field_are_its_lines(self):
        again = PAYMENT_TERMS.replace(
            "Net 90 days from the invoice date. Retention of title until paid in full.", "Net."
        )
        assert fields((PAYMENT_TERMS, again + PAYMENT_TERMS))["paymentTerms"].startswith("Net.\nNet 90 days")

    def test_a_tax_point_that_each_tax_states_counts_once(self):
        code = tag("DueDateTypeCode", "5") + tag("RateApplicablePercent", "19")
        rate = tag("RateApplicablePercent", "19")
        first = tag(
            "ApplicableTradeTax",
            tag("CalculatedAmount", "70361.94")
            + tag("TypeCode", "VAT")
            + tag("BasisAmount", "370326.00")
            + tag("CategoryCode", "S")
            + tag("RateApplicablePercent", "19"),
        )
        assert fields((first, first.replace(rate, code) * 2))["taxPointCode"] == "5"

    def test_very_many_totals_are_read_in_the_time_that_their_number_asks(self):
        begun = time.process_time()
        error = refusal((TAX_TOTAL, TAX_TOTAL * 60_000))
        assert (type(error), error.field) == (errors.ElementRepeated, "totals/tax")
        assert time.process_time() - begun < 5


def names(by, prefix=""):
    for name, place in by.items():
        if isinstance(place, Many):
            yield from names(place.inside, f"{prefix}{name}/*/")
        else:
            yield prefix + name


ONLY_LOGISTICS = {name for name, (term, _) in TERMS.items() if term.startswith("LG-")}
ONLY_CII, ONLY_UBL = {"lines/*/status", "factoring"}, {"withheld"}


class TestMaps:
    def test_cii_has_a_place_for_every_term_of_invoices(self):
        assert set(names(CII_MAP)) == set(TERMS) - ONLY_LOGISTICS - ONLY_UBL

    def test_ubl_has_a_place_for_the_same_terms(self):
        assert set(names(INVOICE_MAP)) == set(TERMS) - ONLY_LOGISTICS - ONLY_CII
        assert set(names(CREDIT_NOTE_MAP)) == set(names(INVOICE_MAP))


DIFFERENT = {
    "itplr-kosit__01.21a-INVOICE": "two invoices of two sellers",
    "zugferd__not_validating_full_invoice_based_onTest_EeISI_300_CENfullmodel": "amounts ten times each other",
}
CONVERTED = ("grossPrice", "tradingName", "ids/", "taxIds/2/scheme", "order", "attachments/")
"""What the makers of the pairs left out of one of the two or wrote there for want of a value."""


def pairs(corpus):
    for path in sorted(corpus.iterdir()):
        for ending, other in ((".cii.xml", ".ubl.xml"), ("_uncefact.xml", "_ubl.xml")):
            twin = corpus / path.name.replace(ending, other)
            if path.name.endswith(ending) and twin.exists() and path.name.removesuffix(ending) not in DIFFERENT:
                yield path, twin


def stated(path):
    root = parse(path.read_bytes())
    group = read(root, _syntax(root)[1])
    return dict(canonical_fields(group, currency_of_term(group.one("currency"), "BR-CL-04"), None))


def identity(path):
    try:
        return read_document(path).identity
    except errors.PartyUnidentified as error:
        return error.field


@pytest.mark.corpus
class TestRealPairs:
    def test_both_forms_of_one_invoice_have_one_identity(self, corpus):
        compared = [identity(one) == identity(other) for one, other in pairs(corpus)]
        assert len(compared) >= 13
        assert all(compared)

    def test_both_forms_of_one_invoice_state_the_same(self, corpus):
        for one, other in pairs(corpus):
            differing = {name for name, _ in set(stated(one).items()) ^ set(stated(other).items())}
            assert {name for name in differing if not any(word in name for word in CONVERTED)} == set(), one.name

    def test_every_real_cii_invoice_is_read_or_refused_by_name(self, corpus):
        refused = set()
        for path in sorted(corpus.iterdir()):
            if b"CrossIndustryInvoice>" in path.read_bytes():
                try:
                    assert read_document(path).fields
                except DocumentRefused as error:
                    refused.add(type(error))
        assert refused <= {errors.PartyUnidentified}
