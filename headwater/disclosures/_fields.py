"""Fields of a document as (path, value): how they are written, chosen by patterns, and linked to other documents.

A path is parts between strokes, like `lines/1/name`; a part is of the letters A to Z, small or not, and digits. In a
pattern `*` stands for the number of a list entry, and `**` at its end for everything below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from headwater._errors import shown
from headwater._merkle import WORD
from headwater.disclosures._errors import FieldRefused, FieldUnknown

Fields = Sequence[tuple[str, str]]

_LONGEST_PATH = 500  # characters
_SECOND = 2
_PATH = re.compile(r"[A-Za-z0-9]+(?:/[A-Za-z0-9]+)*")
_PARTS = {"*": "[1-9][0-9]*", "**": ".+"}


class LinkKind(StrEnum):
    """Which document a link leads to; `INVOICE` is the one that a credit note corrects."""

    ORDER = "order"
    ORDER_RESPONSE = "orderResponse"
    DESPATCH = "despatch"
    RECEIPT = "receipt"
    CONTRACT = "contract"
    INVOICE = "invoice"


def link(fields: Fields, kind: LinkKind | str, root: bytes, number: int | None = None) -> tuple[tuple[str, str], ...]:
    """Give the fields with the root of another document, 32 bytes, as `links/order/root` or `links/order/2/root`.

    The first document of a kind has no number; later ones have numbers from 2. Raises FieldRefused for another kind, a
    root of another length, and a place that is taken.
    """
    if kind not in list(LinkKind):
        raise FieldRefused(f"A link is to one of {', '.join(LinkKind)}, not '{shown(str(kind))}'.")
    if len(root) != WORD:
        raise FieldRefused(f"A root has {WORD} bytes, not {len(root)}.")
    if number is not None and number < _SECOND:
        raise FieldRefused(f"The first link of a kind has no number, and later ones count from 2, not from {number}.")
    path = f"links/{kind}/root" if number is None else f"links/{kind}/{number}/root"
    if any(given == path for given, _ in fields):
        raise FieldRefused(f"There is a field '{path}' already: give the link a number that is free.")
    return (*fields, (path, "0x" + root.hex()))


def is_path(path: str) -> bool:
    """Tell whether a text can be the path of a field."""
    return len(path) <= _LONGEST_PATH and _PATH.fullmatch(path) is not None


def is_text(value: str) -> bool:
    """Tell whether a value can be written as UTF-8: no half of a surrogate pair stands in it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def chosen(paths: Iterable[str], patterns: Iterable[str]) -> tuple[str, ...]:
    """Give the paths that patterns choose, each once, in the order given; a pattern that finds none is passed over."""
    compiled = [_compiled(pattern) for pattern in patterns]
    return tuple(path for path in paths if any(one.fullmatch(path) for one in compiled))


def demanded(paths: Sequence[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """Give the same; raises FieldUnknown for the first pattern that finds nothing."""
    for pattern in patterns:
        if not chosen(paths, [pattern]):
            raise FieldUnknown(f"The document has no field '{shown(pattern)}'.")
    return chosen(paths, patterns)


def _compiled(pattern: str) -> re.Pattern[str]:
    *above, last = pattern.split("/")
    parts = [_PARTS["*"] if part == "*" else re.escape(part) for part in above]
    return re.compile("/".join([*parts, _PARTS.get(last, re.escape(last))]))
