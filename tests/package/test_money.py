"""Money is exact at the edge and whole inside."""

from decimal import Decimal, localcontext

import pytest

from headwater import _errors as errors
from headwater._money import MAX_UNITS, Currency, currency, format_units, to_decimal, to_units

EUR, JPY, OMR = currency("EUR"), currency("JPY"), currency("OMR")

DECIMALS = {
    "EUR": 2,
    "USD": 2,
    "JPY": 0,
    "OMR": 3,
    "COP": 2,
    "CLF": 4,
    "KRW": 0,
    "ISK": 0,
    "HUF": 2,
    "BHD": 3,
}


@pytest.mark.parametrize(("code", "decimals"), DECIMALS.items())
def test_a_currency_has_its_iso_4217_decimals(code, decimals):
    assert currency(code) == Currency(code, decimals)


@pytest.mark.parametrize("code", ["eur", "Eur", "EURO", "EU", "", " EUR", "ZZZ", "978", "€"])
def test_an_unknown_or_lower_case_currency_is_refused(code):
    with pytest.raises(errors.CurrencyUnknown) as refusal:
        currency(code)
    assert refusal.value.value == errors.shown(code)


@pytest.mark.parametrize("code", ["XAU", "XAG", "XDR", "XXX", "XTS"])
def test_a_currency_without_minor_units_is_refused(code):
    with pytest.raises(errors.CurrencyWithoutUnits) as refusal:
        currency(code)
    assert refusal.value.value == code


@pytest.mark.parametrize(
    ("amount", "money", "units"),
    [
        ("443191.74", EUR, 44_319_174),
        ("0", EUR, 0),
        ("007.5", EUR, 750),
        ("1.500", EUR, 150),
        ("100.00", JPY, 100),
        ("1.234", OMR, 1234),
        (Decimal("0.01"), EUR, 1),
        (Decimal("1E+3"), JPY, 1000),
        (Decimal("1.0"), JPY, 1),
        ("3094850098213450687247810.55", EUR, MAX_UNITS),
    ],
)
def test_an_amount_is_read_exactly(amount, money, units):
    assert to_units(amount, money) == units


MALFORMED = [
    "", " 1", "1 ", "1\n", "+1", "--1", "1e6", "1E6", "0x10", ".5", "5.", "1.2.3", "1,5", "1,000.00",
    "1.000,00", "1 000", "1_000", "١٢", "１２", "NaN", "inf", "-Infinity", "1.5€", "²",
]  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED)
def test_anything_but_plain_digits_is_refused(text):
    """Hostile C3: exponents, separators, signs, other bases and other scripts are refused with what was given."""
    with pytest.raises(errors.AmountMalformed) as refusal:
        to_units(text, EUR)
    assert refusal.value.value == errors.shown(text)


@pytest.mark.parametrize("amount", [1.5, 100, True, None, b"1", Decimal("NaN"), Decimal("inf"), Decimal("sNaN")])
def test_a_float_or_any_other_kind_of_number_is_refused(amount):
    with pytest.raises(errors.AmountMalformed):
        to_units(amount, EUR)


@pytest.mark.parametrize("amount", ["-1", "-0.01", Decimal(-1)])
def test_a_negative_amount_is_refused(amount):
    """Hostile C3: an amount below zero is refused by a name of its own."""
    with pytest.raises(errors.AmountNegative, match="The amount is negative"):
        to_units(amount, EUR)


@pytest.mark.parametrize(
    ("amount", "money"), [("1.50", JPY), ("100.005", EUR), ("0.0001", OMR), (Decimal("1E-3"), EUR)]
)
def test_more_decimals_than_the_currency_has_are_refused(amount, money):
    with pytest.raises(errors.AmountTooPrecise, match=f"{money.code} has {money.decimals} decimals"):
        to_units(amount, money)


@pytest.mark.parametrize("amount", ["3094850098213450687247810.56", str(2**256), "9" * 65, Decimal("1E+999999")])
def test_an_amount_beyond_88_bits_is_refused(amount):
    """Hostile C3: 2^256 and all that no receivable can hold is refused, never cut."""
    with pytest.raises(errors.AmountTooLarge):
        to_units(amount, EUR)


@pytest.mark.parametrize("money", [EUR, JPY, OMR])
@pytest.mark.parametrize("units", [0, 1, 99, 100, 44_319_174, MAX_UNITS])
def test_units_come_back_from_their_decimal(units, money):
    with localcontext(prec=5):
        assert to_units(to_decimal(units, money), money) == units


def test_a_decimal_carries_the_decimals_of_its_currency():
    assert [str(to_decimal(1500, money)) for money in (EUR, JPY, OMR)] == ["15.00", "1500", "1.500"]


def test_units_are_grouped_for_people_by_thin_spaces():
    thin = "\u202f"
    assert format_units(44_319_174, EUR) == f"443{thin}191.74 EUR"
    assert format_units(1_000_000, JPY) == f"1{thin}000{thin}000 JPY"
    assert format_units(MAX_UNITS, OMR).replace(thin, "") == "309485009821345068724781.055 OMR"


@pytest.mark.parametrize(("units", "error"), [(-1, errors.AmountNegative), (2**88, errors.AmountTooLarge)])
def test_units_outside_a_receivable_are_refused(units, error):
    for function in (to_decimal, format_units):
        with pytest.raises(error):
            function(units, EUR)


def test_a_refusal_shows_little_and_only_printable_ascii():
    with pytest.raises(errors.MoneyError) as refusal:
        to_units("1\n\u202e" + "x" * 50, EUR)
    assert refusal.value.value == "1\\u000a\\u202e" + "x" * 44 + "..."
