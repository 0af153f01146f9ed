"""What a rule of EN 16931 is, and what rules are made of.

A rule looks at the terms of a document, whatever syntax they were read from, and gives what it finds broken. Numbers
are exact; nothing is rounded but by `half_up`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from enum import Enum

from headwater._errors import MoneyError
from headwater._money import currency
from headwater.documents._reading import Group, Term
from headwater.documents._values import EXACT, number_of_term

_DECIMALS = 2  # of a document that states no currency
_ROUNDING = Context(prec=EXACT.prec, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


class Refuses(Enum):
    """Which documents a rule refuses where it is broken; see `_rules` for why."""

    EVERY = "every document"
    NORM = "documents that say they follow EN 16931 as it is"
    NONE = "no document: what is broken is only told"


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a rule is broken: the field, the text that stands there, and what the rule expects, if it is one value."""

    field: str
    value: str | None = None
    expected: str | None = None


Check = Callable[[Group], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what is wrong where it is broken, in one sentence; what it refuses; and how it is tried."""

    sentence: str
    refuses: Refuses
    check: Check


def groups(document: Group, where: str) -> list[Group]:
    """Give the groups of a list, such as `lines/*/allowances`; the document itself where the name is empty."""
    found = [document]
    for name in where.split("/*/") if where else ():
        found = [inner for group in found for inner in group.each(name)]
    return found


def terms(document: Group, name: str) -> list[Term]:
    """Give every term of a name of `_terms`, such as `lines/*/amount`."""
    where, _, last = name.rpartition("/*/")
    return [term for group in groups(document, where) for term in group.terms.get(last, ())]


def stands(group: Group, *names: str) -> bool:
    """Tell whether any of these terms or lists stands in a group."""
    return any(group.terms.get(name) or group.each(name) for name in names)


def number(group: Group, name: str) -> Decimal | None:
    """Give the number of a term, or None where there is none; raises NumberRefused and ElementRepeated."""
    term = group.one(name)
    return number_of_term(term) if term else None


def total(among: Iterable[Group], name: str) -> Decimal:
    """Give the exact sum of a term over groups; raises NumberRefused and ElementRepeated."""
    found = Decimal(0)
    for group in among:
        found = EXACT.add(found, number(group, name) or Decimal(0))
    return found


def decimals(document: Group) -> int:
    """Give the decimals of the document's currency by ISO 4217; two, as EN 16931 says, where it states none."""
    try:
        return currency(document.text("currency")).decimals
    except MoneyError:
        return _DECIMALS


def half_up(exact: Decimal, places: int) -> Decimal:
    """Round a number to so many decimals, a half away from zero."""
    return _ROUNDING.quantize(exact, Decimal(1).scaleb(-places))


def percentage(base: Decimal, rate: Decimal, places: int) -> Decimal:
    """Give `rate` percent of `base` in so many decimals, rounded half up."""
    return half_up(EXACT.scaleb(EXACT.multiply(base, rate), -2), places)


def distance(one: Decimal, other: Decimal) -> Decimal:
    """Give how far two numbers are apart, exactly."""
    return EXACT.abs(EXACT.subtract(one, other))


def missing_in(where: str, *names: str, given: tuple[str, ...] = ()) -> Check:
    """Make the check that each group of a list states one of `names`; only those that state one of `given`, if any."""

    def check(document: Group) -> Iterator[Finding]:
        for group in groups(document, where):
            if (not given or stands(group, *given)) and not stands(group, *names):
                yield Finding(group.path + names[0])

    return check
