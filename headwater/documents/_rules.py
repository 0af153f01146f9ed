"""EN 16931's rules, tried on a document whatever its syntax: the table, and what is refused by it.

Each rule says which documents it refuses where it is broken:

- `EVERY`: the sums (BR-CO-10 to BR-CO-16), the decimals (BR-DEC), the currency, and the four fields without which
  nothing can be financed (BR-02, BR-03, BR-05, BR-15). Money depends on them, so they refuse national documents too: a
  receivable is worth what is due, and a document whose sums contradict each other does not say what that is. A flavour
  that changes what is due elsewhere than in BT-113 or BT-114, by withholding tax or by adding what is owed to a third
  party, breaks BR-CO-16 and is refused: what its buyer owes its seller is not what the document says is due.
- `NORM`: whatever else the norm asks. It refuses a document that says in its `profile` that it follows EN 16931 as it
  is or narrower, because the buyer may turn it down for that and not pay. One that does not say so (Colombia, Saudi
  Arabia, Turkey, PINT and their like) obeys another law of tax. Nor is it asked of an extension (`#conformant#`), which
  by the norm may widen its rules, as the goods and services tax of Australia and Singapore does.
- `NONE`: code lists and labels, which change neither the money nor who owes it. They are told and refuse nothing.

What the rules look at must be billing: an invoice or a credit note. Orders and advices have none of these fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from headwater._errors import DocumentRefused
from headwater.documents._errors import RuleBroken
from headwater.documents._reading import Group
from headwater.documents._rule import Refuses, Rule
from headwater.documents._rules_presence import PRESENCE_RULES
from headwater.documents._rules_tax import TAX_RULES
from headwater.documents._rules_totals import DECIMAL_RULES, SUM_RULES

RULES: Final[Mapping[str, Rule]] = {**PRESENCE_RULES, **DECIMAL_RULES, **SUM_RULES, **TAX_RULES}
"""Rule by its id, in the order in which they are tried."""

_NORM = "urn:cen.eu:en16931"
_EXTENSION = "#conformant#"


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a document breaks: its id, what is wrong, the field, the text found there and the one expected.

    `value` and `expected` are the document's own figures, whole: for its owner, not for a log.
    """

    rule: str
    sentence: str
    field: str
    value: str | None
    expected: str | None


def check_rules(document: Group) -> None:
    """Refuse a document that breaks a rule of `RULES` which refuses it: raises RuleBroken for the first.

    Raises another DocumentRefused for a number, date or currency that a rule needs and cannot read.
    """
    kinds = {Refuses.EVERY, Refuses.NORM} if follows_norm(document) else {Refuses.EVERY}
    for rule, tried in RULES.items():
        if tried.refuses in kinds:
            for finding in tried.check(document):
                raise RuleBroken(tried.sentence, rule, finding.field, finding.value)


def broken_rules(document: Group, only: Iterable[str] = RULES) -> tuple[Broken, ...]:
    """Give every rule of `only` (ids) that a document breaks, in that order, whether it refuses or not.

    A rule that cannot be tried, because a value cannot be read, gives that refusal in its place, each once. Raises
    KeyError for an id that is not in `RULES`.
    """
    return tuple(dict.fromkeys(broken for rule in only for broken in _broken(rule, document)))


def follows_norm(document: Group) -> bool:
    """Tell whether a document says that it follows EN 16931 as it is or narrower."""
    profile = document.text("profile")
    return _NORM in profile.casefold() and _EXTENSION not in profile.casefold()


def _broken(rule: str, document: Group) -> Iterator[Broken]:
    tried = RULES[rule]
    try:
        for found in tried.check(document):
            yield Broken(rule, tried.sentence, found.field, found.value, found.expected)
    except DocumentRefused as refusal:
        yield Broken(refusal.rule, refusal.sentence, refusal.field, refusal.value, None)
