"""Conditions as their terms say them: read back into the suite's own kinds, and the evidence for them put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address

from headwater._agreements import Comparison, Condition, Statement
from headwater._conditions import TYPES, for_each, statements
from headwater._signed import SignedStatement
from headwater._types import Status

DEEPEST = 16  # conditions within conditions that are read
MOST = 300  # conditions of one tree that are read
LONGEST = 65_536  # bytes of terms that are read: those of parts can be the same ones, again and again


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition as it is asked: by which of the suite's contracts, about what, of which parts.

    `name` is empty for a contract that the suite does not know. `values` are its terms, as the maker in `Conditions`
    takes them, without parts; None: they cannot be read. `is_cut`: it stands too deep, or behind too many others,
    or is too long to be read.
    """

    condition: Condition
    name: str = ""
    values: tuple[Any, ...] | None = None
    parts: tuple[Asked, ...] = ()
    is_cut: bool = False

    def walk(self) -> Iterator[Asked]:
        """Give it and all within it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read(condition: Condition, names: Mapping[str, str]) -> Asked:
    """Read a condition by the names of contracts at their addresses; whatever its terms are, it refuses nothing."""
    return _read(condition, names, 1, count(1))


def _read(condition: Condition, names: Mapping[str, str], depth: int, read_so_far: Iterator[int]) -> Asked:
    name = names.get(condition.address, "")
    if depth > DEEPEST or len(condition.terms) > LONGEST or next(read_so_far) > MOST:
        return Asked(condition, name, is_cut=True)
    try:
        values, parts = _taken_apart(name, condition.terms) if name else (None, [])
    except (DecodingError, ValueError, OverflowError):
        return Asked(condition, name)
    below = (Condition(to_checksum_address(address), terms) for address, terms in parts)
    return Asked(condition, name, values, tuple(_read(part, names, depth + 1, read_so_far) for part in below))


def _taken_apart(name: str, terms: bytes) -> tuple[tuple[Any, ...], Sequence[tuple[str, bytes]]]:
    values = decode(TYPES[name], terms)
    match name:
        case "All" | "Any":
            return (), values[0]
        case "AtLeast":
            return values[:1], values[1]
        case "Not":
            return (), [values[0]]
        case "AttestedBy":
            attestors, *others = values[0]
            return (tuple(map(to_checksum_address, attestors)), *others), []
        case "ObligationPaid":
            return (values[0], Status(values[1])), []
        case "ReceivableDelivered":
            return (values[0], to_checksum_address(values[1]), *values[2:]), []
        case "DocumentDisclosed":
            return (values[0], Comparison(values[1]), values[2]), []
    return values, []


def for_parts(evidence: bytes, parts: int) -> tuple[bytes, ...]:
    """Give a combinator's evidence part by part: nothing for each where it is none for so many."""
    try:
        (shown,) = decode(("bytes[]",), evidence)
    except (DecodingError, ValueError, OverflowError):
        return (b"",) * parts
    return tuple(shown) if len(shown) == parts else (b"",) * parts


def gathered(asked: Asked, signed: Sequence[SignedStatement], last_day: int, disclosures: Mapping[str, bytes]) -> bytes:
    """Put evidence together for a condition and its parts: of each attestor the statement of the greatest quantity."""
    if asked.values is None:
        return b""
    if asked.name == "AttestedBy":
        return _stated(asked, signed, last_day)
    if asked.name == "DocumentDisclosed":
        return disclosures.get(asked.values[0], b"")
    below = [gathered(part, signed, last_day, disclosures) for part in asked.parts]
    return for_each(*below) if any(below) else b""


def _stated(asked: Asked, signed: Sequence[SignedStatement], last_day: int) -> bytes:
    attestors, _, subject, *_ = asked.values or ()
    found = []
    for position, attestor in enumerate(attestors):
        own = [s for s in signed if (s.attestor, s.subject) == (attestor, subject) and s.day <= last_day]
        if own:
            best = max(own, key=lambda statement: statement.quantity)
            found.append(Statement(position, best.quantity, best.document, best.day, best.signature))
    return statements(*found) if found else b""
