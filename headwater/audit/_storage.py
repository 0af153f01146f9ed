"""What the contracts keep and no view shows, or not to the last part of a unit: words of their storage, as packed.

They stand where the contracts' code, which never changes, has put them: in mappings, by a number or a legal identity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from headwater._arrears import Reckoned
from headwater._keccak import keccak256
from headwater.audit._layout import WORD
from headwater.audit._node import Question

_RECORDS, _GUARANTEES = 2, 8  # the ledger's mappings, by their slots
_BARS = 3  # the issuance's
CALENDAR_YEAR = 365


class Stored:
    """A word of what a mapping has for a key: asked for and read as a view is; its fields from the lowest bit on."""

    def __init__(self, mapping: int, offset: int, **bits: int) -> None:
        self._mapping, self._offset, self._bits = mapping, offset, bits

    def question(self, address: str, asked: Sequence[Any], block: int) -> Question:
        """Give the question for its word at a block."""
        (key,) = asked
        given = bytes.fromhex(key[2:]) if isinstance(key, str) else key.to_bytes(32)
        begin = int.from_bytes(keccak256(given + self._mapping.to_bytes(32)))
        return "eth_getStorageAt", [address, f"0x{begin + self._offset:064x}", hex(block)]

    def answer(self, given: Any) -> dict[str, Any] | None:  # noqa: ANN401 - whatever the node answers
        """Give its fields by name; None for what is no word."""
        if not isinstance(given, str) or not given.startswith("0x") or len(given) > WORD + 2:
            return None
        try:
            word = int(given, 16)
        except ValueError:
            return None
        found = {}
        for name, bits in self._bits.items():
            found[name], word = word & ((1 << bits) - 1), word >> bits
        return found


TERMS, PAID, RECKONED, LENT, LENT_INTEREST, BAR = "terms", "paid", "reckoned", "lent", "lent interest", "bar"
"""Names for words, beside the signatures of views."""

STORED: dict[tuple[str, str], Stored] = {
    ("Receivables", TERMS): Stored(
        _RECORDS, 0, obligor=160, dueDay=24, serials=32, lateRatePpm=24, graceDays=8, maxDepth=6, is365=1, halted=1
    ),
    ("Receivables", PAID): Stored(
        _RECORDS, 3, paid=88, interestPaid=112, reckonedDay=24, frozen=8, halted=8, advanced=8
    ),
    ("Receivables", RECKONED): Stored(_RECORDS, 4, cancelled=88, accrued=136, paidLateDay=24),
    ("Receivables", LENT): Stored(_GUARANTEES, 0, guarantor=160, principal=88),
    ("Receivables", LENT_INTEREST): Stored(_GUARANTEES, 1, interest=112),
    ("Issuance", BAR): Stored(_BARS, 0, holds=248, defaulted=8),
}


def record_of(known: Mapping[str, Any], kept: Reckoned, **flags: bool) -> dict[str, dict[str, int]]:
    """Give the words of an obligation's record by their names: as it is shown, with what is kept beside."""
    terms = {name: known[name] for name in ("dueDay", "serials", "lateRatePpm", "graceDays", "maxDepth")}
    terms |= {"obligor": int(known["obligor"], 16), "is365": int(known["lateBasis"] == CALENDAR_YEAR)}
    paid = {name: known[name] for name in ("paid", "interestPaid")} | {"reckonedDay": kept.day}
    reckoned = {"cancelled": known["cancelled"], "accrued": kept.accrued, "paidLateDay": kept.paid_day}
    return {TERMS: terms | {"halted": int(flags["halted"])}, PAID: paid | flags, RECKONED: reckoned}
