"""Money: `int` base units inside, `Decimal` at the edge, never float.

A base unit is the smallest unit of a currency by the official table of ISO 4217 (the cent of EUR, the baisa
of OMR, the yen itself). Amounts are never negative and at most `MAX_UNITS`, the most a receivable can hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

import iso4217

from headwater._errors import (
    AmountMalformed,
    AmountNegative,
    AmountTooLarge,
    AmountTooPrecise,
    CurrencyUnknown,
    CurrencyWithoutUnits,
)

MAX_UNITS = 2**88 - 1
"""The largest value of a receivable, in base units."""

_LONGEST = 64  # characters of an amount: zeros included, no honest one is longer
_PLAIN = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
_THIN_SPACE = "\u202f"  # narrow and unbreakable: groups digits as ISO 80000-1 does


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: its ISO 4217 code and the number of decimals of its minor unit."""

    code: str
    decimals: int


def currency(code: str) -> Currency:
    """Give the currency of an ISO 4217 code, in capitals.

    Raises CurrencyUnknown for anything else and CurrencyWithoutUnits for codes such as XAU.
    """
    try:
        entry = iso4217.Currency(code)
    except ValueError:
        raise CurrencyUnknown("The currency is not a code of ISO 4217", str(code)) from None
    if entry.exponent is None:
        raise CurrencyWithoutUnits("ISO 4217 gives the currency no minor unit", code)
    return Currency(code, int(entry.exponent))


def to_units(amount: Decimal | str, currency: Currency) -> int:
    """Give an amount in base units, exactly.

    Text is ASCII digits with at most one decimal point between digits; zeros beyond the currency's decimals
    change no value and are accepted. Raises AmountMalformed (a float, a sign, an exponent, a separator, not a
    number), AmountNegative, AmountTooPrecise or AmountTooLarge.
    """
    text = _plain_text(amount)
    match = _PLAIN.fullmatch(text)
    if match is None:
        raise AmountMalformed("The amount is not plain digits with at most one decimal point", text)
    if text.startswith("-"):
        raise AmountNegative("The amount is negative", text)
    fraction = (match[2] or "").rstrip("0")
    if len(fraction) > currency.decimals:
        raise AmountTooPrecise(f"{currency.code} has {currency.decimals} decimals", text)
    units = int(match[1] + fraction.ljust(currency.decimals, "0"))
    if units > MAX_UNITS:
        raise AmountTooLarge("The amount is beyond 2^88 - 1 base units", text)
    return units


def to_decimal(units: int, currency: Currency) -> Decimal:
    """Give base units as a `Decimal` with the currency's decimals; raises AmountNegative, AmountTooLarge."""
    digits = tuple(map(int, str(_checked(units))))
    return Decimal((0, digits, -currency.decimals))  # exact in every decimal context


def format_units(units: int, currency: Currency) -> str:
    """Give base units for people: `12 345.67 EUR`, grouped by narrow no-break spaces.

    Raises AmountNegative, AmountTooLarge.
    """
    number = f"{to_decimal(units, currency):,f}".replace(",", _THIN_SPACE)
    return f"{number} {currency.code}"


def _plain_text(amount: Decimal | str) -> str:
    if isinstance(amount, Decimal):
        if not amount.is_finite():
            raise AmountMalformed("The amount is not a number", str(amount))
        if abs(amount.adjusted()) > _LONGEST or len(amount.as_tuple().digits) > _LONGEST:
            raise AmountTooLarge("The amount has too many digits", str(amount))
        return f"{amount:f}"
    if not isinstance(amount, str):
        raise AmountMalformed("The amount is neither text nor a Decimal", str(amount))
    if len(amount) > _LONGEST:
        raise AmountTooLarge("The amount has too many digits", amount)
    return amount


def _checked(units: int) -> int:
    if units < 0:
        raise AmountNegative("The amount is negative", str(units))
    if units > MAX_UNITS:
        raise AmountTooLarge("The amount is beyond 2^88 - 1 base units", str(units))
    return units
