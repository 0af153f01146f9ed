"""The token's number is its pedigree: `obligation (64) ‖ depth (8) ‖ parent serial (32) ‖ serial (32)`.

People see `12/7` (obligation/serial) where an index knows the rest, and `12/7<3@2` (… parent 3, depth 2) where none
does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from headwater._errors import PedigreeMalformed

_BITS = {"obligation": 64, "depth": 8, "parent": 32, "serial": 32}
_FULL = re.compile(r"([0-9]{1,20})/([0-9]{1,10})<([0-9]{1,10})@([0-9]{1,3})")
_SHORT = re.compile(r"([0-9]{1,20})/([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Pedigree:
    """Where a receivable stands in its obligation; serials count up from 1, the root's parent is 0.

    Raises PedigreeMalformed for fields that no receivable can have.
    """

    obligation: int
    serial: int
    parent: int = 0
    depth: int = 0

    def __post_init__(self) -> None:
        for name, bits in _BITS.items():
            if not 0 <= getattr(self, name) < 1 << bits:
                raise PedigreeMalformed(f"The {name} {getattr(self, name)} does not fit in {bits} bits.")
        if self.obligation == 0 or self.serial == 0:
            raise PedigreeMalformed("Obligations and serials count up from 1.")
        if not self._is_consistent():
            raise PedigreeMalformed(
                "The root alone has serial 1, parent 0 and depth 0; a child comes after its parent."
            )

    def _is_consistent(self) -> bool:
        if self.depth == 0 or self.serial == 1 or self.parent == 0:
            return (self.depth, self.serial, self.parent) == (0, 1, 0)
        return self.parent < self.serial

    @property
    def id(self) -> int:
        """The token id."""
        return self.obligation << 72 | self.depth << 64 | self.parent << 32 | self.serial

    @property
    def tier(self) -> int:
        """The tier of its first holder: depth + 1."""
        return self.depth + 1

    @property
    def label(self) -> str:
        """`12/7`."""
        return f"{self.obligation}/{self.serial}"

    def __str__(self) -> str:
        return f"{self.label}<{self.parent}@{self.depth}"

    @classmethod
    def of(cls, token_id: int) -> Pedigree:
        """Take a token id apart; raises PedigreeMalformed."""
        if not 0 <= token_id < 1 << sum(_BITS.values()):
            raise PedigreeMalformed(f"No receivable can have the id {token_id}.")
        mask = 2**32 - 1
        return cls(token_id >> 72, token_id & mask, token_id >> 32 & mask, token_id >> 64 & 0xFF)

    @classmethod
    def parse(cls, text: str) -> Pedigree:
        """Read `12/7<3@2`, or `12/1`, which is always the root; raises PedigreeMalformed."""
        if full := _FULL.fullmatch(text):
            obligation, serial, parent, depth = map(int, full.groups())
            return cls(obligation, serial, parent, depth)
        obligation, serial = parse_label(text)
        if serial != 1:
            raise PedigreeMalformed(f"'{text[:40]}' names no parent and depth: write {text[:40]}<parent@depth.")
        return cls(obligation, serial)


def parse_label(text: str) -> tuple[int, int]:
    """Read `12/7` as obligation and serial; raises PedigreeMalformed."""
    match = _SHORT.fullmatch(text)
    if match is None:
        raise PedigreeMalformed(f"'{text[:40]}' is not of the form 12/7 or 12/7<3@2.")
    return int(match[1]), int(match[2])
