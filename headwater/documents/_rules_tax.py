"""EN 16931's rules of the VAT categories: one table of categories, ten rules for each, and the few of their own.

The rules are named as the norm names them; the official Schematron writes BR-AF for BR-IG and BR-AG for BR-IP. Bases
(rule 08) are exact, but for the categories that are broken down by rate, where the Schematron leaves less than one
whole unit of the currency between base and sum, as rule 09 does for the tax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from headwater.documents._canonical import plain
from headwater.documents._reading import Group
from headwater.documents._rule import Check, Finding, Refuses, Rule, decimals, distance, number, stands
from headwater.documents._rules_presence import has_vat_id, of_vat
from headwater.documents._rules_totals import TOLERANCE, tax_differs
from headwater.documents._values import EXACT

_SOLD: Final[Mapping[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "lines": EXACT.add,
    "allowances": EXACT.subtract,
    "charges": EXACT.add,
}
"""What is sold, by where it stands, and how it counts."""


class Rate(Enum):
    """What rate a category has."""

    POSITIVE = "above zero"
    NOT_NEGATIVE = "zero or above"
    ZERO = "0"
    NONE = "none"


class Parties(Enum):
    """Whose tax identifiers a category asks for."""

    SELLER = "the seller's tax identifier or the VAT identifier of its representative"
    SELLER_BY_VAT = "the VAT identifier of the seller or its representative"
    BOTH = "that of the seller or its representative, and the buyer's VAT or legal identifier"
    BOTH_BY_VAT = "the VAT identifiers of the seller or its representative and of the buyer"
    NOBODY = "no VAT identifier"


@dataclass(frozen=True, slots=True)
class Category:
    """A VAT category: its code by UNTDID 5305, and what its rules ask.

    `by_rate` says that the breakdown has an entry a rate, with tax on it; the others have one entry, with no tax.
    `exempt` says that the entry gives the reason why there is no tax; the others give none.
    """

    code: str
    name: str
    rate: Rate
    parties: Parties
    by_rate: bool
    exempt: bool


CATEGORIES: Final[Mapping[str, Category]] = {
    "BR-S": Category("S", "Standard rated", Rate.POSITIVE, Parties.SELLER, True, False),
    "BR-Z": Category("Z", "Zero rated", Rate.ZERO, Parties.SELLER, False, False),
    "BR-E": Category("E", "Exempt", Rate.ZERO, Parties.SELLER, False, True),
    "BR-AE": Category("AE", "Reverse charge", Rate.ZERO, Parties.BOTH, False, True),
    "BR-IC": Category("K", "Intra-community supply", Rate.ZERO, Parties.BOTH_BY_VAT, False, True),
    "BR-G": Category("G", "Export outside the EU", Rate.ZERO, Parties.SELLER_BY_VAT, False, True),
    "BR-O": Category("O", "Not subject to VAT", Rate.NONE, Parties.NOBODY, False, True),
    "BR-IG": Category("L", "IGIC", Rate.NOT_NEGATIVE, Parties.SELLER, True, False),
    "BR-IP": Category("M", "IPSI", Rate.NOT_NEGATIVE, Parties.SELLER, True, False),
}


def _of(document: Group, among: str, code: str) -> list[Group]:
    return [group for group in document.each(among) if group.text("category") == code and of_vat(group)]


def _broken_down(category: Category) -> Check:
    """Rule 01: the category stands in the breakdown, once unless it goes by rate, where and only where it is sold."""

    def check(document: Group) -> Iterator[Finding]:
        sold = any(_of(document, among, category.code) for among in _SOLD)
        entries = len(_of(document, "taxes", category.code))
        right = (entries > 0) == sold if category.by_rate else entries == 1 or not (sold or entries)
        if not right:
            yield Finding("taxes", category.code if entries else None)

    return check


def _identified(category: Category, among: str) -> Check:
    """Rules 02 to 04: who sells by the category is identified, and who buys where the tax is the buyer's."""

    def check(document: Group) -> Iterator[Finding]:
        if _of(document, among, category.code) and (field := _unidentified(document, category.parties)):
            yield Finding(field, expected=category.parties.value)

    return check


def _unidentified(document: Group, parties: Parties) -> str:
    """The field that breaks what is asked of the parties; empty if none does."""
    represented = stands(document, "taxRepresentative/taxId")
    seller, buyer = has_vat_id(document, "seller") or represented, has_vat_id(document, "buyer")
    if parties is Parties.NOBODY:
        return "seller/taxIds" if seller else "buyer/taxIds" if buyer else ""
    if parties in (Parties.SELLER, Parties.BOTH):
        seller = seller or any(stands(entry, "id") for entry in document.each("seller/taxIds"))
    if parties is Parties.BOTH:
        buyer = buyer or stands(document, "buyer/legalId")
    if not seller:
        return "seller/taxIds"
    return "buyer/taxIds" if parties in (Parties.BOTH, Parties.BOTH_BY_VAT) and not buyer else ""


_RATES: Final[Mapping[Rate, Callable[[Decimal | None], bool]]] = {
    Rate.POSITIVE: lambda rate: rate is not None and rate > 0,
    Rate.NOT_NEGATIVE: lambda rate: rate is not None and rate >= 0,
    Rate.ZERO: lambda rate: rate == 0,
    Rate.NONE: lambda rate: rate is None,
}


def _rated(category: Category, among: str) -> Check:
    """Rules 05 to 07: the rate is one of the category's."""

    def check(document: Group) -> Iterator[Finding]:
        for group in _of(document, among, category.code):
            if not _RATES[category.rate](number(group, "rate")):
                yield Finding(f"{group.path}rate", group.text("rate") or None, category.rate.value)

    return check


def _based(category: Category) -> Check:
    """Rule 08: the base is what is sold by the category, at the entry's rate if it goes by rate."""

    def check(document: Group) -> Iterator[Finding]:
        sold = _sold(document, category)
        for entry in _of(document, "taxes", category.code):
            base, rate = number(entry, "base"), number(entry, "rate") if category.by_rate else None
            if base is None or (category.by_rate and rate is None):
                continue
            expected = sold.get(rate, Decimal(0))
            if base != expected if not category.by_rate else distance(base, expected) >= TOLERANCE:
                yield Finding(f"{entry.path}base", entry.text("base"), plain(expected))

    return check


def _sold(document: Group, category: Category) -> Mapping[Decimal | None, Decimal]:
    """What is sold by a category: by rate, or in one sum under None. One pass, however many rates there are."""
    sums: dict[Decimal | None, Decimal] = {}
    for among, add in _SOLD.items():
        for group in _of(document, among, category.code):
            rate = number(group, "rate") if category.by_rate else None
            sums[rate] = add(sums.get(rate, Decimal(0)), number(group, "amount") or Decimal(0))
    return sums


def _taxed(category: Category) -> Check:
    """Rule 09: the tax is base times rate, or zero where the category goes by no rate."""

    def check(document: Group) -> Iterator[Finding]:
        for entry in _of(document, "taxes", category.code):
            if category.by_rate:
                yield from tax_differs(entry, decimals(document))
            elif number(entry, "amount"):
                yield Finding(f"{entry.path}amount", entry.text("amount"), "0")

    return check


def _explained(category: Category) -> Check:
    """Rule 10: an entry of an exempt category says why there is no tax; one of another category says nothing."""

    def check(document: Group) -> Iterator[Finding]:
        for entry in _of(document, "taxes", category.code):
            if stands(entry, "exemption", "exemptionCode") is not category.exempt:
                yield Finding(f"{entry.path}exemption", entry.text("exemption") or None)

    return check


def _alone(among: str) -> Check:
    """BR-O-11 to BR-O-14: what is not subject to VAT stands with nothing that is."""

    def check(document: Group) -> Iterator[Finding]:
        if _of(document, "taxes", "O"):
            for group in document.each(among):
                if group.text("category") not in ("", "O") and of_vat(group):
                    yield Finding(f"{group.path}category", group.text("category"), "O")

    return check


def _delivered(document: Group) -> Iterator[Finding]:
    period = stands(document, "periodStart", "periodEnd", "taxPointCode")
    if _of(document, "taxes", "K") and not period and not any(stands(d, "date") for d in document.each("delivery")):
        yield Finding("delivery/1/date")


def _delivered_to(document: Group) -> Iterator[Finding]:
    if _of(document, "taxes", "K") and not any(stands(d, "country") for d in document.each("delivery")):
        yield Finding("delivery/1/country")


def _rules_of(category: Category) -> dict[str, Rule]:
    told = {
        "01": ("the VAT breakdown does not have the category as often as it must", _broken_down(category)),
        "02": ("a line's category asks for other identifiers", _identified(category, "lines")),
        "03": ("an allowance's category asks for other identifiers", _identified(category, "allowances")),
        "04": ("a charge's category asks for other identifiers", _identified(category, "charges")),
        "05": ("a line has another rate than the category", _rated(category, "lines")),
        "06": ("an allowance has another rate than the category", _rated(category, "allowances")),
        "07": ("a charge has another rate than the category", _rated(category, "charges")),
        "08": ("the base is not lines less allowances plus charges of the category", _based(category)),
        "09": ("the tax is not what the category asks for", _taxed(category)),
        "10": ("a reason for exemption is missing, or given where there is none", _explained(category)),
    }
    return {rule: Rule(f"{category.name}: {words}", Refuses.NORM, check) for rule, (words, check) in told.items()}


_OWN: Final[dict[str, Rule]] = {
    "BR-IC-11": Rule("Intra-community supply: nothing says when it was delivered", Refuses.NORM, _delivered),
    "BR-IC-12": Rule("Intra-community supply: nothing says to which country", Refuses.NORM, _delivered_to),
    **{
        f"BR-O-{id_}": Rule(f"Not subject to VAT: stands beside {what} that is", Refuses.NORM, _alone(among))
        for id_, what, among in (
            ("11", "a tax", "taxes"),
            ("12", "a line", "lines"),
            ("13", "an allowance", "allowances"),
            ("14", "a charge", "charges"),
        )
    },
}
TAX_RULES: Final[Mapping[str, Rule]] = {
    f"{prefix}-{id_}": rule for prefix, category in CATEGORIES.items() for id_, rule in _rules_of(category).items()
} | _OWN
