"""Texts that are handed on, written for people and read strictly: every field once, as it was written, nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from unicodedata import category

from headwater._checks import demand_addresses, demand_numbers
from headwater._errors import HeadwaterError, TextMalformed

VERSION = 1
"""Of every kind of text that names no other."""

_NUMBER = re.compile(r"0|[1-9][0-9]{0,77}")
_BYTES = {"bytes": re.compile(r"0x(?:[0-9a-fA-F]{2})*"), "bytes32": re.compile(r"0x[0-9a-fA-F]{64}")}


def as_text(value: str | int | bool | bytes) -> str | bool:
    """Give a value as it stands in a text; numbers as decimal digits in quotes, so that no reader cuts them."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value if isinstance(value, bool | str) else str(value)


def written(version: int | str = VERSION, **fields: Any) -> str:  # noqa: ANN401 - any JSON
    """Give a text of these fields, below its version."""
    return json.dumps({"version": version, **fields}, indent=2, ensure_ascii=False)


def printable(text: str) -> str:
    """Give a text that no terminal reads as more than text: what is neither seen nor a space as its code point."""
    return "".join(c if c.isprintable() or category(c) == "Zs" else f"\\u{{{ord(c):x}}}" for c in text)


@dataclass(frozen=True, slots=True)
class Reader:
    """How one kind of text is read, like "an offer", and as what it is refused."""

    what: str
    malformed: type[TextMalformed]
    unknown: type[TextMalformed]
    longest: int = 100_000  # characters
    version: int | str = VERSION

    def fields(self, text: str, *names: str) -> dict[str, Any]:
        """Give the fields of a text beside its version; raises `unknown` for another one, and `malformed`."""
        read = self._object(self._parsed(text), "text")
        given = read.get("version")
        if type(given) is not type(self.version) or given != self.version:
            raise self.unknown(f"This version of headwater reads version {self.version}", "version", given)
        self._demand_names(read, ("version", *names), "")
        return read

    def named(self, read: Any, field: str, *names: str) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        """Give the fields of a part of a text, which has exactly these."""
        given = self._object(read, field)
        self._demand_names(given, names, f"{field}.")
        return given

    def chosen(self, read: Any, field: str, *names: str) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        """Give the fields of a part of a text, which may have some of these."""
        given = self._object(read, field)
        self._demand_names(given, tuple(name for name in names if name in given), f"{field}.")
        return given

    def listed(self, read: Any, field: str) -> list[Any]:  # noqa: ANN401 - any JSON
        """Give the list that a field is."""
        if not isinstance(read, list):
            raise self.malformed("It is a list", field, read)
        return read

    def value(self, field: str, kind: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """Read a value of a kind, exactly as it is written: bool, address, uint256, bytes or bytes32."""
        if kind == "bool":
            if isinstance(value, bool):
                return value
            raise self.malformed("It is true or false", field, value)
        try:
            if kind == "address":
                demand_addresses(value)
                return value
            if kind in _BYTES and isinstance(value, str) and _BYTES[kind].fullmatch(value):
                return bytes.fromhex(value[2:])
            if kind == "uint256" and isinstance(value, str) and _NUMBER.fullmatch(value):
                demand_numbers(int(value))
                return int(value)
        except HeadwaterError as refused:
            raise self.malformed(str(refused).rstrip("."), field, value) from None
        raise self.malformed(f"It is no {kind} in quotes", field, value)

    def _parsed(self, text: str) -> Any:  # noqa: ANN401 - any JSON
        named = self.what[0].upper() + self.what[1:]
        if len(text) > self.longest:
            raise self.malformed(f"{named} has at most {self.longest} characters", "text", text)
        try:
            return json.loads(text, object_pairs_hook=self._once)
        except (ValueError, RecursionError):
            raise self.malformed(f"{named} is JSON", "text", text) from None

    def _once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            raise self.malformed("A field stands there once", max(names, key=names.count), None)
        return found

    def _object(self, read: Any, field: str) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        if not isinstance(read, dict):
            raise self.malformed("Its fields are named", field, read)
        return read

    def _demand_names(self, read: dict[str, Any], names: tuple[str, ...], within: str) -> None:
        for name in names:
            if name not in read:
                raise self.malformed("The field is missing", within + name, None)
        for name in read:
            if name not in names:
                raise self.malformed(f"There is no such field in {self.what}", within + name, read[name])
