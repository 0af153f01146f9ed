"""EN 16931's rules of money: decimals (BR-DEC) and sums (BR-CO-10 to BR-CO-17).

Sums are exact. The official Schematron rounds them, which mends the binary fractions of its own arithmetic and changes
nothing where the rules of decimals hold. An amount that is absent counts as zero; a sum that lacks what it is to be
held against is not tried, since the rule that asks for its presence speaks (BR-12 to BR-15, BR-16 for lines). So a
document that is read without its lines, as some profiles are, is not refused for what they would add up to.

BR-CO-17 alone rounds, half up, to the decimals of the currency. As in the Schematron it looks at sizes only and leaves
less than one whole unit of the currency between the two, for tax that was rounded line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from headwater._errors import MoneyError
from headwater._money import currency
from headwater.documents._canonical import plain
from headwater.documents._errors import AmountRefused
from headwater.documents._reading import Group
from headwater.documents._rule import (
    Check,
    Finding,
    Refuses,
    Rule,
    decimals,
    distance,
    number,
    percentage,
    terms,
    total,
)
from headwater.documents._terms import DEC_RULES, TERMS, Kind
from headwater.documents._values import EXACT, amount_of_term

TOLERANCE: Final = Decimal(1)
"""What tax may be away from rate times base, exclusive, in units of the currency."""
_NAMES: Final[Mapping[str, str]] = {term: name for name, (term, _) in TERMS.items()}
_HALF: Final = Decimal("0.5")


def tax_differs(entry: Group, places: int) -> Iterator[Finding]:
    """Find a tax amount of a breakdown that is not its base times its rate; without a rate, nothing.

    A breakdown that lacks base or amount is not tried: BR-45 and BR-46 ask for them.
    """
    base, tax = number(entry, "base"), number(entry, "amount")
    if base is None or tax is None:
        return
    rate = number(entry, "rate") or Decimal(0)
    expected = percentage(EXACT.abs(base), rate, places)
    if distance(EXACT.abs(tax), expected) >= (TOLERANCE if rate else _HALF):
        yield Finding(f"{entry.path}amount", entry.text("amount"), plain(expected))


def _sum(name: str, expected: Decimal, *, or_zero: bool = False) -> Check:
    def check(document: Group) -> Iterator[Finding]:
        stated = number(document, name)
        if stated is None and not or_zero:
            return
        if (stated or Decimal(0)) != expected:
            yield Finding(name, document.text(name) or None, plain(expected))

    return check


def _lines(document: Group) -> Iterator[Finding]:
    if lines := document.each("lines"):
        yield from _sum("totals/lines", total(lines, "amount"))(document)


def _allowances(document: Group) -> Iterator[Finding]:
    yield from _sum("totals/allowances", total(document.each("allowances"), "amount"), or_zero=True)(document)


def _charges(document: Group) -> Iterator[Finding]:
    yield from _sum("totals/charges", total(document.each("charges"), "amount"), or_zero=True)(document)


def _without_tax(document: Group) -> Iterator[Finding]:
    lines = number(document, "totals/lines")
    if lines is not None:
        charges, allowances = (total([document], f"totals/{name}") for name in ("charges", "allowances"))
        yield from _sum("totals/withoutTax", EXACT.subtract(EXACT.add(lines, charges), allowances))(document)


def _tax(document: Group) -> Iterator[Finding]:
    own = ("", document.text("currency"))
    taxes = [entry for entry in document.each("taxes") if _currency_of(entry) in own]
    if taxes:
        yield from _sum("totals/tax", total(taxes, "amount"), or_zero=True)(document)


def _currency_of(entry: Group) -> str:
    term = entry.one("amount")
    return term.currency if term else ""


def _with_tax(document: Group) -> Iterator[Finding]:
    without = number(document, "totals/withoutTax")
    if without is not None:
        yield from _sum("totals/withTax", EXACT.add(without, total([document], "totals/tax")))(document)


def _payable(document: Group) -> Iterator[Finding]:
    with_tax = number(document, "totals/withTax")
    if with_tax is not None:
        prepaid, rounding = (total([document], f"totals/{name}") for name in ("prepaid", "rounding"))
        yield from _sum("totals/payable", EXACT.add(EXACT.subtract(with_tax, prepaid), rounding))(document)


def _tax_by_rate(document: Group) -> Iterator[Finding]:
    places = decimals(document)
    for entry in document.each("taxes"):
        yield from tax_differs(entry, places)


def _too_precise(business_term: str) -> Check:
    """A document without a currency of ISO 4217 is not tried: BR-05, BR-CL-04 or BR-CL-05 speaks."""
    name = _NAMES[business_term]
    stated_in = "taxCurrency" if TERMS[name][1] is Kind.TAX_AMOUNT else "currency"

    def check(document: Group) -> Iterator[Finding]:
        try:
            money = currency(document.text(stated_in))
        except MoneyError:
            return
        for term in terms(document, name):
            try:
                amount_of_term(term, money, business_term)
            except AmountRefused:
                yield Finding(term.field, term.text)

    return check


DECIMAL_RULES: Final[Mapping[str, Rule]] = {
    rule: Rule("The amount is no number of its currency's decimals", Refuses.EVERY, _too_precise(term))
    for term, rule in DEC_RULES.items()
}

_EVERY, _NORM = Refuses.EVERY, Refuses.NORM
SUM_RULES: Final[Mapping[str, Rule]] = {
    "BR-CO-10": Rule("The sum of the lines is not what the lines add up to", _EVERY, _lines),
    "BR-CO-11": Rule("The sum of allowances is not what the allowances add up to", _EVERY, _allowances),
    "BR-CO-12": Rule("The sum of charges is not what the charges add up to", _EVERY, _charges),
    "BR-CO-13": Rule("The total without tax is not lines less allowances plus charges", _EVERY, _without_tax),
    "BR-CO-14": Rule("The total tax is not what the tax breakdown adds up to", _EVERY, _tax),
    "BR-CO-15": Rule("The total with tax is not the total without tax plus the tax", _EVERY, _with_tax),
    "BR-CO-16": Rule("The amount due is not the total with tax less what is prepaid plus rounding", _EVERY, _payable),
    "BR-CO-17": Rule("The tax of a category is not its base times its rate", _NORM, _tax_by_rate),
}
