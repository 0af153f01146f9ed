"""What UBL writes in its own way is read into the terms that every syntax shares."""

import pytest

from headwater import DocumentRefused
from headwater.documents import _errors as errors
from headwater.documents import read_document

NAME = "<cac:PartyName>\\s*<cbc:Name>Talbrück Großwälzlager GmbH</cbc:Name>\\s*</cac:PartyName>"
NOTE = "<cbc:Note>Bearings[^<]*</cbc:Note>"
TOTAL = '<cac:TaxTotal>\\s*<cbc:TaxAmount currencyID="EUR">70525.74</cbc:TaxAmount>'
CURRENCY = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"


@pytest.fixture
def fields(variant):
    return lambda *replacements: dict(read_document(variant(*replacements)).fields)


class TestNotes:
    def test_the_subject_code_is_told_from_the_text(self, fields):
        stated = fields((NOTE, "<cbc:Note>#AAI#All sales are final.</cbc:Note>"))
        assert (stated["notes/1/subject"], stated["notes/1/text"]) == ("AAI", "All sales are final.")

    @pytest.mark.parametrize("text", ["No. 1 # 2", "#1 of two", "a #AAI# b"])
    def test_another_number_sign_stays_in_the_text(self, fields, text):
        stated = fields((NOTE, f"<cbc:Note>{text}</cbc:Note>"))
        assert (stated.get("notes/1/subject"), stated["notes/1/text"]) == (None, text)


class TestParties:
    def test_several_trading_names_are_lines_of_one(self, fields):
        names = "".join(f"<cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>" for name in ("A", "B", "A"))
        assert fields((NAME, names))["seller/tradingName"] == "A\nB"

    def test_the_creditor_of_direct_debits_is_none_of_the_seller_s_ids(self, fields):
        creditor = '<cac:PartyIdentification><cbc:ID schemeID="SEPA">DE98ZZZ</cbc:ID></cac:PartyIdentification>'
        stated = fields((NAME, creditor))
        assert (stated["creditor"], "seller/ids/1/id" in stated) == ("DE98ZZZ", False)


class TestTotalsOfTax:
    def test_the_total_that_is_not_broken_down_is_in_the_tax_currency(self, fields):
        second = TOTAL.replace("\\s*", "").replace("70525.74", "70525.7") + "</cac:TaxTotal>"
        currency = CURRENCY + "<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>"
        stated = fields((TOTAL, second + TOTAL.replace("\\s*", "")), (CURRENCY, currency))
        assert (stated["totals/tax"], stated["totals/taxInTaxCurrency"]) == ("70525.74", "70525.70")

    def test_one_in_another_currency_is_in_the_tax_currency(self, fields):
        second = TOTAL.replace("\\s*", "").replace("EUR", "GBP") + "</cac:TaxTotal>"
        currency = CURRENCY + "<cbc:TaxCurrencyCode>GBP</cbc:TaxCurrencyCode>"
        stated = fields((TOTAL, second + TOTAL.replace("\\s*", "")), (CURRENCY, currency))
        assert stated["totals/taxInTaxCurrency"] == "70525.74"

    def test_two_that_nothing_tells_apart_are_refused(self, variant):
        whole = "<cac:TaxTotal>.*</cac:TaxTotal>"
        one = TOTAL.replace("\\s*", "") + "</cac:TaxTotal>"
        with pytest.raises(DocumentRefused) as caught:
            read_document(variant((whole, one * 2)))
        assert (type(caught.value), caught.value.field) == (errors.ElementRepeated, "totals/tax")
