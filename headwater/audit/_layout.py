"""Where each value of an ABI stands in the words that a contract writes, worked out once and then only cut.

A static value of the ABI always stands at the same place: 32 bytes, 64 hex digits. What has no fixed place (text,
bytes, lists) is left to eth_abi. Integers are ints, addresses have their checksum, bytes are 0x-prefixed hex.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from eth_abi.abi import decode
from eth_utils.abi import collapse_if_tuple
from eth_utils.address import to_checksum_address

WORD = 64  # hex digits
_STATIC = re.compile(r"(uint|int|bytes)([0-9]+)|address|bool|tuple")
_ADDRESSES = 65_536  # kept with their checksums: a suite names the same few again and again
_SIGN = 1 << 255

Param = dict[str, Any]
Cut = tuple[str, int, int, Callable[[str], Any]]


class Layout:
    """The values of some parameters, in order and by name; those of a tuple in a dictionary of their own."""

    def __init__(self, params: Sequence[Param]) -> None:
        self._params = list(params)
        self._types = [collapse_if_tuple(param) for param in params]
        self._cuts: list[Cut] | None = None
        self.length = WORD * sum(map(_words, params))
        if all(map(_is_static, params)):
            self._cuts = [*self._placed()]

    @property
    def is_static(self) -> bool:
        """Whether each value has its place, so that nothing but `length` digits is ever written."""
        return self._cuts is not None

    def read(self, words: str) -> dict[str, Any]:
        """Give the values that hex digits without prefix hold; raises ValueError where they are none of these."""
        if self._cuts is None:
            values = decode(self._types, bytes.fromhex(words))
            return {p["name"]: plain(p, value) for p, value in zip(self._params, values, strict=True)}
        if len(words) != self.length:
            raise ValueError("too short or too long")
        return {name: convert(words[start:end]) for name, start, end, convert in self._cuts}

    def _placed(self) -> Iterator[Cut]:
        start = 0
        for param in self._params:
            yield param["name"], *_cut(param, start)
            start += WORD * _words(param)


def plain(param: Param, value: Any) -> Any:  # noqa: ANN401 - any value of the ABI
    """Give a value of eth_abi's as `Layout` gives it."""
    kind: str = param["type"]
    if kind.endswith("]"):
        item = {**param, "type": kind[: kind.rindex("[")]}
        return [plain(item, each) for each in value]
    if kind == "tuple":
        return {part["name"]: plain(part, each) for part, each in zip(param["components"], value, strict=True)}
    if kind == "address":
        return checksummed(value.removeprefix("0x"))
    return "0x" + value.hex() if isinstance(value, bytes) else value


@lru_cache(_ADDRESSES)
def checksummed(digits: str) -> str:
    """Give an address with its checksum (EIP-55) from its 40 hex digits."""
    return str(to_checksum_address("0x" + digits))


def _is_static(param: Param) -> bool:
    if _STATIC.fullmatch(param["type"]) is None:
        return False
    return all(map(_is_static, param.get("components", ())))


def _words(param: Param) -> int:
    return sum(map(_words, param["components"])) if param["type"] == "tuple" else 1


def _cut(param: Param, start: int) -> tuple[int, int, Callable[[str], Any]]:
    """Give where a value stands in words of which its own begin at `start`, and how it is read."""
    kind, end = param["type"], start + WORD
    if kind == "tuple":
        return start, start + WORD * _words(param), Layout(param["components"]).read
    if kind == "address":
        return start + 24, end, checksummed
    if kind == "bool":
        return start, end, _bool
    if kind.startswith("bytes"):
        return start, start + 2 * int(kind[5:]), "0x{}".format
    return start, end, _uint if kind.startswith("u") else _int


def _uint(word: str) -> int:
    return int(word, 16)


def _int(word: str) -> int:
    number = int(word, 16)
    return number - 2 * _SIGN if number & _SIGN else number


def _bool(word: str) -> bool:
    return int(word, 16) != 0
