"""An XML document, read into groups of terms by a map of its syntax.

A map gives each name of `_terms` its place: an XPath from the group's element to an element, an attribute or a text.
`Many` gives a list: the XPath of its elements, and the map inside each; `Same` and `Lines` say what it means that an
element stands several times, which is refused otherwise. An XPath may use `$currency`, the document's currency. Nothing
is converted here: a term keeps the text as it stands, so that a rule can say what it found, and where.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from lxml import etree

from headwater.documents._errors import DocumentTooLarge, ElementRepeated
from headwater.documents._xml import missing, plain_text, text_of

MAX_GROUPS = 20_000  # lists' entries of all kinds, which cost the most to read
NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}


@dataclass(frozen=True, slots=True)
class Many:
    """A list of groups: the XPath of their elements, and the map inside each."""

    path: str
    inside: Map


@dataclass(frozen=True, slots=True)
class Same:
    """A term that a syntax states in several places: equal statements count once, different ones are repeated."""

    path: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Free text in several elements: equal ones count once, different ones are the lines of one text."""

    path: str


Place = str | Many | Same | Lines
Map = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Term:
    """One value as it stands: its text trimmed, its path in the document, its `currencyID` and date `format`."""

    text: str
    field: str
    currency: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What one element says: its terms by name, each as often as it stands, and its lists of groups by name.

    `path` is where it stands in the document, empty for the whole, else `lines/3/`.
    """

    path: str
    terms: Mapping[str, tuple[Term, ...]]
    lists: Mapping[str, tuple[Group, ...]]

    def one(self, name: str) -> Term | None:
        """Give the one term of a name, or None; raises ElementRepeated if there are more."""
        found = self.terms.get(name, ())
        if len(found) > 1:
            raise ElementRepeated("The element stands more than once", "HW-ONCE", found[1].field)
        return found[0] if found else None

    def text(self, name: str) -> str:
        """Give the text of the one term of a name; empty if there is none."""
        term = self.one(name)
        return term.text if term else ""

    def required(self, name: str, rule: str) -> Term:
        """Give the one term of a name; raises ElementMissing by `rule` if there is none."""
        term = self.one(name)
        if term is None:
            raise missing(rule, self.path + name)
        return term

    def each(self, name: str) -> tuple[Group, ...]:
        """Give the groups of a list, in the document's order."""
        return self.lists.get(name, ())

    def walk(self, names: str = "") -> Iterator[tuple[str, Term]]:
        """Give every term with its name in `_terms`; raises ElementRepeated."""
        for name in self.terms:
            if term := self.one(name):
                yield names + name, term
        for name, groups in self.lists.items():
            for group in groups:
                yield from group.walk(f"{names}{name}/*/")


def read(root: etree._Element, by: Map) -> Group:
    """Read a document by a map; raises ElementNotPlain and DocumentTooLarge."""
    stated = _terms(root, by.get("currency", "*[false()]"), "currency", "")
    return _group(root, by, "", stated[0].text if stated else "", iter(range(MAX_GROUPS)))


def under(prefix: str, path: str, by: Map) -> dict[str, Place]:
    """Give a map for a group that stands once: its paths under another, its names under a prefix unless it is empty."""
    names = f"{prefix}/" if prefix else ""
    return {f"{names}{name}": _below(path, place) for name, place in by.items()}


def _below(path: str, place: Place) -> Place:
    return f"{path}/{place}" if isinstance(place, str) else replace(place, path=f"{path}/{place.path}")


def _group(element: etree._Element, by: Map, path: str, currency: str, left: Iterator[int]) -> Group:
    if next(left, None) is None:
        sentence = f"The document has more than {MAX_GROUPS} lines, allowances and the like"
        raise DocumentTooLarge(sentence, "HW-MARKUP", "document")
    terms: dict[str, tuple[Term, ...]] = {}
    lists: dict[str, tuple[Group, ...]] = {}
    for name, place in by.items():
        if isinstance(place, Many):
            found = enumerate(_find(element, place.path, currency), 1)
            lists[name] = tuple(_group(each, place.inside, f"{path}{name}/{i}/", currency, left) for i, each in found)
        else:
            terms[name] = _terms(element, place, path + name, currency)
    return Group(path, terms, lists)


def _terms(element: etree._Element, place: Place, field: str, currency: str) -> tuple[Term, ...]:
    path = place if isinstance(place, str) else place.path
    stated = tuple(term for each in _find(element, path, currency) if (term := _term(each, field)).text)
    if isinstance(place, str):
        return stated
    distinct = tuple(dict.fromkeys(stated))
    if isinstance(place, Lines) and len(distinct) > 1:
        return (Term("\n".join(term.text for term in distinct), field),)
    return distinct


def _term(found: etree._Element | str, path: str) -> Term:
    if isinstance(found, str):
        return Term(plain_text(found, path), path)
    return Term(text_of(found, path), path, found.get("currencyID", ""), found.get("format", ""))


def _find(element: etree._Element, path: str, currency: str) -> list[etree._Element]:
    """Elements, or texts of attributes and of XPath's functions, which `_term` tells apart."""
    found = _xpath(path)(element, currency=currency)
    return cast("list[etree._Element]", [found] if isinstance(found, str) else found)


@functools.cache
def _xpath(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=NAMESPACES)
