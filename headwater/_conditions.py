"""Conditions and the evidence for them, in the encodings that the suite's condition contracts read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eth_abi.abi import encode

from headwater._agreements import Comparison, Condition, Statement
from headwater._checks import demand_addresses, demand_numbers
from headwater._types import ZERO_ADDRESS, Status

_PARTS = "(address,bytes)[]"
TYPES = {
    "AfterDate": ("uint256",),
    "AttestedBy": ("(address[],uint256,bytes32,uint256,bool)",),
    "ObligationPaid": ("uint64", "uint8"),
    "ReceivableDelivered": ("uint256", "address", "uint256", "uint256"),
    "DocumentDisclosed": ("string", "uint8", "string"),
    "All": (_PARTS,),
    "Any": (_PARTS,),
    "AtLeast": ("uint256", _PARTS),
    "Not": ("(address,bytes)",),
}
"""How each condition's terms are encoded."""


class Conditions:
    """The suite's kinds of conditions; each gives a condition ready to be written into a milestone."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._at = addresses

    def after_date(self, day: int) -> Condition:
        """Met from a UTC day on."""
        return self._made("AfterDate", (day,))

    def attested_by(
        self,
        attestors: Sequence[str],
        subject: str,
        *,
        needed: int | None = None,
        quantity: int = 1,
        pro_rata: bool = False,
    ) -> Condition:
        """Met as far as so many of the attestors, all by default, state a quantity of a subject like "delivered".

        With `pro_rata` a part of the quantity releases a part. The subject has at most 32 bytes in UTF-8.
        """
        demand_addresses(*attestors)
        ordered = sorted(attestors, key=lambda attestor: int(attestor, 16))
        terms = (ordered, len(ordered) if needed is None else needed, subject_of(subject), quantity, pro_rata)
        return self._made("AttestedBy", (terms,))

    def obligation_paid(self, obligation: int, status: Status | None = None) -> Condition:
        """Met as far as an obligation is paid, or once it has reached a status."""
        return self._made("ObligationPaid", (obligation, int(status or Status.OPEN)))

    def receivable_delivered(self, receivable: int, holder: str, value: int) -> Condition:
        """Met while an account holds a receivable with so much value, in base units, that was not claimed."""
        demand_addresses(holder)
        demand_numbers(receivable, value)
        return self._made("ReceivableDelivered", (receivable, holder, value, 0))

    def delivered_by(self, milestone: int, value: int) -> Condition:
        """Met once another milestone of the same agreement has released so many base units to who earns them."""
        demand_numbers(milestone, value)
        return self._made("ReceivableDelivered", (0, ZERO_ADDRESS, value, milestone))

    def document_disclosed(self, path: str, comparison: Comparison, value: str) -> Condition:
        """Met when a field of the agreement's documents is shown and compares as agreed."""
        return self._made("DocumentDisclosed", (path, int(comparison), value))

    def all_of(self, *parts: Condition) -> Condition:
        """Met as far as each of its parts is."""
        return self._made("All", (_listed(parts),))

    def any_of(self, *parts: Condition) -> Condition:
        """Met as far as one of its parts is."""
        return self._made("Any", (_listed(parts),))

    def at_least(self, needed: int, *parts: Condition) -> Condition:
        """Met as far as so many of its parts are."""
        return self._made("AtLeast", (needed, _listed(parts)))

    def not_yet(self, part: Condition) -> Condition:
        """Met as far as its part is not, which reads the chain alone."""
        return self._made("Not", ((part.address, part.terms),))

    @property
    def names(self) -> dict[str, str]:
        """The kinds' names by the addresses of their contracts."""
        return {address: name for name, address in self._at.items()}

    def _made(self, name: str, values: tuple[object, ...]) -> Condition:
        return Condition(self._at[name], encode(TYPES[name], values))


def subject_of(text: str) -> bytes:
    """Give what is attested as 32 bytes; raises ValueError for a text of more."""
    written = text.encode()
    if not 0 < len(written) <= 32:
        raise ValueError(f"A subject has 1 to 32 bytes in UTF-8, not {len(written)}.")
    return written.ljust(32, b"\0")


def statements(*shown: Statement) -> bytes:
    """Give statements as evidence, in their attestors' order."""
    ordered = sorted(shown, key=lambda statement: statement.attestor)
    given = [(s.attestor, s.quantity, s.document, s.day, s.signature) for s in ordered]
    return encode(("(uint256,uint256,bytes32,uint256,bytes)[]",), (given,))


def disclosure(salt: bytes, value: str, proof: Sequence[bytes]) -> bytes:
    """Give a field of a document as evidence."""
    return encode(("bytes32", "string", "bytes32[]"), (salt, value, list(proof)))


def for_each(*evidence: bytes) -> bytes:
    """Give evidence for a combinator: one a part, empty where nothing is shown for it."""
    return encode(("bytes[]",), (list(evidence),))


def _listed(parts: Sequence[Condition]) -> list[tuple[str, bytes]]:
    return [(part.address, part.terms) for part in parts]
