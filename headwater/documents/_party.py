"""The parties to a document, and by which of their ids each is known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from headwater.documents._errors import ElementRepeated, PartyUnidentified, TextRefused
from headwater.documents._reading import Group

_COUNTRY = re.compile(r"[A-Z]{2}")
_LONGEST_NAME = 200  # characters kept of a name that is only shown
_IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\u2065\u2800\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Unicode's Default_Ignorable_Code_Point, where it is neither control nor format: fillers and variation selectors."""
_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
_ALIKE = frozenset({"LATIN", "GREEK", "CYRILLIC"})
_TAX_SCHEMES = ("VAT", "GST")  # the schemes whose numbers identify a company, best first
_SCHEMES = {"VA": "VAT"}  # UNTDID 1153, as CII writes them


class IdKind(StrEnum):
    """Where a party's id was found, best first.

    An identifier is what the parties chose to be known by (BT-29, BT-46); only logistics documents may rest on it.
    """

    TAX = "tax"
    LEGAL = "legal"
    ENDPOINT = "endpoint"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class Party:
    """A party to a document: `id` as written, white space trimmed and collapsed.

    `scheme` is the tax scheme of a tax id (`VAT`), else the id's `schemeID`, else empty; `country` is the
    two-letter code of the postal address, or None where the document states none in that form.
    """

    name: str
    id: str
    id_kind: IdKind
    scheme: str
    country: str | None


def canonical_text(text: str) -> str:
    """Give the canonical text of a number or name, by the rule of `_identity`; empty if nothing visible is in it."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    seen = (c for c in folded if not c.isspace() and not _is_unseen(c))
    return unicodedata.normalize("NFKC", "".join(map(_plain, seen)))


def _plain(character: str) -> str:
    """Give a digit of any script as ASCII, and a dash of any length as a hyphen."""
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    return (
        "-" if unicodedata.category(character) == "Pd" or character in "\N{MINUS SIGN}\N{HYPHEN BULLET}" else character
    )


def _is_unseen(character: str) -> bool:
    """Tell whether a character shows nothing: a control, a format, or a letter or mark that Unicode has ignored."""
    return unicodedata.category(character) in ("Cc", "Cf") or _IGNORED.fullmatch(character) is not None


def check_text(text: str, field: str) -> None:
    """Refuse a number or id that a person cannot read as what it is; raises TextRefused.

    That are characters that turn a line around, controls, private and unassigned ones, marks that stand on no letter of
    their own, and letters of more than one of the Latin, Greek and Cyrillic scripts, many of which look the same.
    """
    composed = unicodedata.normalize("NFC", text)
    if any(unicodedata.bidirectional(c) in _TURNS or unicodedata.category(c) in _NO_TEXT for c in composed):
        raise TextRefused("The text holds characters that cannot be read", "HW-TEXT", field, text)
    scripts = {unicodedata.name(c, "").split(" ", 1)[0] for c in canonical_text(text) if c.isalpha()} & _ALIKE
    if len(scripts) > 1:
        raise TextRefused("The text mixes scripts whose letters look the same", "HW-TEXT", field, text)


def canonical_id(kind: IdKind, scheme: str, text: str) -> str:
    """Give the canonical id of a party, by the rule of `_identity`; empty if it identifies nobody."""
    plain = canonical_text(text)
    letters_and_digits = "".join(c for c in plain if unicodedata.category(c)[0] in "LN")
    if kind in (IdKind.ENDPOINT, IdKind.IDENTIFIER):
        return f"{canonical_text(scheme)}:{plain}" if letters_and_digits else ""
    return letters_and_digits


def tax_scheme(text: str) -> str:
    """Give the canonical name of a tax scheme, which syntaxes write differently: `VAT` for `vat` and for `VA`."""
    plain = canonical_text(text).upper()
    return _SCHEMES.get(plain, plain)


def party_of(document: Group, role: str, *, logistics: bool = False) -> Party:
    """Give the party of a role, `seller` or `buyer`: by its tax id, else its legal id, else its endpoint id.

    In a `logistics` document an identifier will do; an invoice's identity never depends on one. Raises
    PartyUnidentified where it has none of them, ElementRepeated where it has two different ones of one kind.
    """
    identified = _tax_id(document, role) or _legal_id(document, role) or _endpoint_id(document, role)
    if identified is None and logistics:
        identified = _identifier(document, role)
    if identified is None:
        raise PartyUnidentified("The party has no id that tells who it is", "HW-PARTY", role)
    kind, scheme, party_id = identified
    check_text(party_id, f"{role}/{_FIELDS[kind]}")
    return Party(name_of(document, role), party_id, kind, scheme, _country(document, role))


def name_of(document: Group, role: str) -> str:
    """Give the name of a party for people: the registered one, else the one it trades under, else nothing."""
    for name in (f"{role}/name", f"{role}/tradingName"):
        if found := document.terms.get(name):
            return found[0].text[:_LONGEST_NAME]
    return ""


_FIELDS = {IdKind.TAX: "taxIds", IdKind.LEGAL: "legalId", IdKind.ENDPOINT: "endpoint", IdKind.IDENTIFIER: "ids"}
_Identified = tuple[IdKind, str, str]


def _tax_id(document: Group, role: str) -> _Identified | None:
    """The VAT number, else the GST number, else the least of the others that holds a digit.

    EN 16931 lets BT-32 state a tax status in words ("Godkänd för F-skatt"), which identifies nobody.
    """
    found: dict[str, set[str]] = {}
    for entry in document.each(f"{role}/taxIds"):
        text, scheme = entry.text("id"), tax_scheme(entry.text("scheme"))
        if canonical_id(IdKind.TAX, scheme, text):
            found.setdefault(scheme, set()).add(text)
    for scheme in _TAX_SCHEMES:
        if scheme in found:
            return IdKind.TAX, scheme, _agreed(IdKind.TAX, found[scheme], f"{role}/taxIds")
    others = sorted((s, t) for s, texts in found.items() for t in texts if any(c.isdigit() for c in t))
    return (IdKind.TAX, *others[0]) if others else None


def _legal_id(document: Group, role: str) -> _Identified | None:
    texts = {term.text for term in document.terms.get(f"{role}/legalId", ())}
    texts = {text for text in texts if canonical_id(IdKind.LEGAL, "", text)}
    if not texts:
        return None
    schemes = document.terms.get(f"{role}/legalIdScheme", ())
    return IdKind.LEGAL, schemes[0].text if schemes else "", _agreed(IdKind.LEGAL, texts, f"{role}/legalId")


def _endpoint_id(document: Group, role: str) -> _Identified | None:
    scheme, text = document.text(f"{role}/endpointScheme"), document.text(f"{role}/endpoint")
    return (IdKind.ENDPOINT, scheme, text) if canonical_id(IdKind.ENDPOINT, scheme, text) else None


def _identifier(document: Group, role: str) -> _Identified | None:
    """The first that states its scheme, else the first: without a scheme nobody can look it up."""
    found: dict[str, set[str]] = {}
    for entry in document.each(f"{role}/ids"):
        text, scheme = entry.text("id"), entry.text("scheme")
        if canonical_id(IdKind.IDENTIFIER, scheme, text):
            found.setdefault(scheme, set()).add(text)
    if not found:
        return None
    scheme = next(filter(None, found), "")
    return IdKind.IDENTIFIER, scheme, _agreed(IdKind.IDENTIFIER, found[scheme], f"{role}/ids")


def _agreed(kind: IdKind, texts: Iterable[str], field: str) -> str:
    found = sorted(texts)
    if len({canonical_id(kind, "", text) for text in found}) > 1:
        raise ElementRepeated("The party has two different ids of one kind", "HW-PARTY", field)
    return found[0]


def _country(document: Group, role: str) -> str | None:
    text = document.text(f"{role}/country")
    return text if _COUNTRY.fullmatch(text) else None
