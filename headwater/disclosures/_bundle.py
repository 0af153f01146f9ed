"""Bundles: chosen fields of a document with one proof that they are in it, signed by who shows them.

What is signed binds the root, the obligation and receivable, the fields shown, the maker, the audience and the days.
The format is fixed by the version: a bundle names no algorithm, and none that it named would be used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from eth_account.messages import SignableMessage
from eth_account.signers.base import BaseAccount

from headwater._checks import demand_addresses, demand_numbers
from headwater._keccak import keccak256
from headwater._merkle import Multiproof
from headwater._signing import Domain, sign
from headwater._text import Reader, as_text, written
from headwater._types import ZERO_ADDRESS
from headwater._verify import signer_of
from headwater.disclosures._commitment import Commitment, field_leaf
from headwater.disclosures._errors import (
    BundleMalformed,
    BundleVersionUnknown,
    FieldUnknown,
    ProofRefused,
    SignatureRefused,
)
from headwater.disclosures._fields import chosen, demanded, is_path, is_text
from headwater.disclosures._profiles import Profile

VERSION = "headwater/disclosure/1"

DISCLOSURE_FIELDS = (
    ("root", "bytes32"),
    ("obligation", "uint256"),
    ("receivable", "uint256"),
    ("leaves", "bytes32"),
    ("maker", "address"),
    ("audience", "address"),
    ("madeDay", "uint256"),
    ("lastDay", "uint256"),
)
"""What a maker signs; `leaves` is the keccak-256 over the leaves of the fields shown, in their order."""

_LONGEST = 1_000_000  # characters: some four thousand fields
_BUNDLES = Reader("a bundle", BundleMalformed, BundleVersionUnknown, _LONGEST, VERSION)
_TERMS = {
    "chainId": "uint256",
    "ledger": "address",
    "obligation": "uint256",
    "receivable": "uint256",
    "audience": "address",
    "madeDay": "uint256",
    "lastDay": "uint256",
}
_PARTS = ("disclosure", "maker", "root", "fields", "proof", "proofFlags", "signature")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bundle is about, for whom and for how long: ledger and audience by address, days as UTC days.

    The zero address as `audience` is anyone; `last_day` is the last day on which the bundle counts. Raises
    AddressRefused, and MoneyError for a number that no contract takes.
    """

    chain_id: int
    ledger: str
    obligation: int
    receivable: int
    audience: str
    made_day: int
    last_day: int

    def __post_init__(self) -> None:
        demand_addresses(self.ledger, self.audience)
        demand_numbers(self.chain_id, self.obligation, self.receivable, self.made_day, self.last_day)

    @property
    def is_for_anyone(self) -> bool:
        """Whether the bundle names no audience."""
        return self.audience == ZERO_ADDRESS


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as a bundle shows it, with its salt of 32 bytes."""

    path: str
    salt: bytes
    value: str


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What a bundle shows, once its proof holds: fields by (path, value), from the document with this root.

    `is_whole` says that nothing else was committed: every leaf of the tree is shown.
    """

    root: bytes
    fields: tuple[tuple[str, str], ...]
    is_whole: bool
    maker: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class Bundle:
    """Fields shown, in the order of their leaves, the proof of them all, and the maker's signature.

    Raises AddressRefused for a maker that is no address.
    """

    subject: Subject
    maker: str
    root: bytes
    shown: tuple[ShownField, ...]
    proof: tuple[bytes, ...]
    flags: tuple[bool, ...]
    signature: bytes = b""

    def __post_init__(self) -> None:
        demand_addresses(self.maker)

    @property
    def leaves(self) -> tuple[bytes, ...]:
        """The leaves of the fields shown; raises FieldRefused for a path or value that no document has."""
        return tuple(field_leaf(field.path, field.salt, field.value) for field in self.shown)

    @property
    def message(self) -> SignableMessage:
        """What the maker signs, as EIP-712 typed data."""
        about = self.subject
        values: dict[str, Any] = {
            "root": self.root,
            "obligation": about.obligation,
            "receivable": about.receivable,
            "leaves": keccak256(b"".join(self.leaves)),
            "maker": self.maker,
            "audience": about.audience,
            "madeDay": about.made_day,
            "lastDay": about.last_day,
        }
        domain = Domain("Headwater Disclosure", about.chain_id, about.ledger)
        return domain.message("Disclosure", DISCLOSURE_FIELDS, values)

    def proven(self) -> Disclosed:
        """Give what is shown; raises ProofRefused unless every field leads to the root, and each path is there once.

        Who has signed it is not looked at: `check` does, and on chain `headwater.disclosures.verify`.
        """
        paths = {field.path for field in self.shown}
        proof = Multiproof(self.leaves, self.proof, self.flags)
        if len(paths) != len(self.shown) or proof.root != self.root:
            raise ProofRefused("The fields that the bundle shows are not proven to be in the document of its root.")
        fields = tuple((field.path, field.value) for field in self.shown)
        return Disclosed(self.root, fields, not self.proof, self.maker, self.subject)

    def check(self) -> Disclosed:
        """Check all that can be told without a chain: the proof, and that the maker's own key has signed.

        Raises ProofRefused and SignatureRefused. Whether a contract account has signed, and whether the bundle counts
        still, only `headwater.disclosures.verify` can tell.
        """
        disclosed = self.proven()
        if signer_of(self.message, self.signature) != self.maker:
            raise SignatureRefused("The bundle is not signed by the key of its maker.")
        return disclosed

    def as_json(self) -> str:
        """Give it as text to be handed on; numbers are decimal digits in quotes, so that no reader cuts them."""
        about = self.subject
        terms = (about.chain_id, about.ledger, about.obligation, about.receivable)
        values: tuple[str | int, ...] = (*terms, about.audience, about.made_day, about.last_day)
        return written(
            VERSION,
            disclosure={name: as_text(value) for name, value in zip(_TERMS, values, strict=True)},
            maker=self.maker,
            root=as_text(self.root),
            fields=[{"path": one.path, "salt": as_text(one.salt), "value": one.value} for one in self.shown],
            proof=[as_text(node) for node in self.proof],
            proofFlags=list(self.flags),
            signature=as_text(self.signature),
        )

    @classmethod
    def from_json(cls, text: str) -> Bundle:
        """Read the text back, field by field; raises BundleVersionUnknown and BundleMalformed, which names the field.

        Every field is there once, as it was written, and nothing else is. Whether the proof and the signature hold is
        not looked at: `check` does.
        """
        read = _BUNDLES.fields(text, *_PARTS)
        terms = _BUNDLES.named(read["disclosure"], "disclosure", *_TERMS)
        about = (_BUNDLES.value(f"disclosure.{name}", kind, terms[name]) for name, kind in _TERMS.items())
        return cls(
            Subject(*about),
            _BUNDLES.value("maker", "address", read["maker"]),
            _BUNDLES.value("root", "bytes32", read["root"]),
            tuple(_read_field(f"fields[{i}]", one) for i, one in enumerate(_BUNDLES.listed(read["fields"], "fields"))),
            _read_all("proof", "bytes32", read),
            _read_all("proofFlags", "bool", read),
            _BUNDLES.value("signature", "bytes", read["signature"]),
        )


def disclose(
    commitment: Commitment,
    fields: Iterable[str] | Profile,
    subject: Subject,
    signer: BaseAccount,
    *,
    wallet: str | None = None,
) -> Bundle:
    """Show fields of a committed document, by their paths, by patterns such as `lines/*/name`, or by a profile.

    `wallet` is the contract account that makes the bundle, where `signer` only signs for it. Raises FieldUnknown for a
    path or pattern that is not in the document, and where nothing would be shown; BundleMalformed where it would be too
    much for one bundle, whose text has at most a million characters.
    """
    paths = tuple(path for path, _ in commitment.fields)
    found = chosen(paths, fields.patterns) if isinstance(fields, Profile) else demanded(paths, tuple(fields))
    if not found:
        raise FieldUnknown("A bundle shows at least one field, and the document has none of those asked for.")
    ordered = commitment.in_order(found)
    proof = commitment.multiproof(found)
    shown = tuple(ShownField(path, commitment.salt(path), commitment.value(path)) for path in ordered)
    maker = signer.address if wallet is None else wallet
    unsigned = Bundle(subject, maker, commitment.root, shown, proof.proof, proof.flags)
    bundle = replace(unsigned, signature=sign(signer, unsigned.message))
    if len(bundle.as_json()) > _LONGEST:
        raise BundleMalformed(f"A bundle has at most {_LONGEST} characters: show fewer fields", "fields", len(shown))
    return bundle


def _read_field(field: str, read: Any) -> ShownField:  # noqa: ANN401 - any JSON
    given = _BUNDLES.named(read, field, "path", "salt", "value")
    path, value = given["path"], given["value"]
    if not isinstance(path, str) or not is_path(path):
        raise BundleMalformed("It is a path of letters and digits between strokes", f"{field}.path", path)
    if not isinstance(value, str) or not is_text(value):
        raise BundleMalformed("It is text", f"{field}.value", None)
    return ShownField(path, _BUNDLES.value(f"{field}.salt", "bytes32", given["salt"]), value)


def _read_all(name: str, kind: str, read: dict[str, Any]) -> tuple[Any, ...]:
    listed = _BUNDLES.listed(read[name], name)
    return tuple(_BUNDLES.value(f"{name}[{i}]", kind, one) for i, one in enumerate(listed))
