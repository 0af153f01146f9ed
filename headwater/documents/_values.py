"""The values of terms: days, numbers and amounts, read exactly or refused.

A number is ASCII digits with at most one decimal point and perhaps a minus sign; an amount has at most the decimals
that ISO 4217 gives its currency. Nothing is rounded, and no float is ever made.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Context, Decimal, Inexact, InvalidOperation

from headwater._days import day_of
from headwater._errors import DayOutOfRange, MoneyError
from headwater._money import Currency, currency
from headwater.documents._errors import AmountRefused, CurrencyMismatch, CurrencyRefused, DateMalformed, NumberRefused
from headwater.documents._reading import Term
from headwater.documents._terms import DEC_RULES

LONGEST_NUMBER = 64  # characters: zeros included, no honest one is longer
EXACT = Context(prec=4 * LONGEST_NUMBER, traps=[Inexact, InvalidOperation])
"""Sums and products of two or three numbers are exact in it, or raise."""
DATE_FORMAT_102 = "102"  # UNTDID 2379: YYYYMMDD

_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BASIC_DATE = re.compile(r"[0-9]{8}")


def date_of_term(term: Term) -> dt.date:
    """Give the day that a term names: `YYYY-MM-DD`, or `YYYYMMDD` where it says format 102; raises DateMalformed."""
    pattern = _BASIC_DATE if term.format == DATE_FORMAT_102 else _ISO_DATE
    try:
        if pattern.fullmatch(term.text) is None or term.format not in ("", DATE_FORMAT_102):
            raise ValueError
        date = dt.date.fromisoformat(term.text)
        day_of(date)
    except (ValueError, DayOutOfRange):
        sentence = "The date is not a day of the calendar since 1970 in the form that the syntax asks for"
        raise DateMalformed(sentence, "HW-DATE", term.field, term.text) from None
    return date


def number_of_term(term: Term) -> Decimal:
    """Give a quantity, price, percentage or other number exactly; raises NumberRefused."""
    if len(term.text) > LONGEST_NUMBER or _PLAIN.fullmatch(term.text) is None:
        sentence = "The number is not plain digits with at most one decimal point"
        raise NumberRefused(sentence, "HW-NUMBER", term.field, term.text)
    return Decimal(term.text)


def amount_of_term(term: Term, money: Currency, business_term: str) -> Decimal:
    """Give an amount in `money` exactly, which may be negative.

    Raises CurrencyMismatch where it is stated in another currency, and AmountRefused where it is no number or has more
    decimals than its currency, by the rule BR-DEC of its business term.
    """
    if term.currency not in ("", money.code):
        sentence = f"The amount is not in the document's currency, {money.code}"
        raise CurrencyMismatch(sentence, "HW-CURRENCY", term.field, term.currency)
    rule = DEC_RULES.get(business_term, "HW-DEC")
    try:
        amount = number_of_term(term)
    except NumberRefused as error:
        raise AmountRefused(error.sentence, rule, term.field, term.text) from None
    if -int(EXACT.normalize(amount).as_tuple().exponent) > money.decimals:
        raise AmountRefused(f"{money.code} has {money.decimals} decimals", rule, term.field, term.text)
    return amount


def currency_of_term(term: Term, rule: str) -> Currency:
    """Give the currency of a term by ISO 4217; raises CurrencyRefused by `rule`."""
    try:
        return currency(term.text)
    except MoneyError as error:
        raise CurrencyRefused(error.sentence, rule, term.field, term.text) from None
