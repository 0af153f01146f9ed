"""Agreements and statements with their signatures, as text to be handed on until all that is needed is together."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from headwater._agreements import Agreement, Condition, Milestone, Party
from headwater._checks import demand_addresses, demand_numbers
from headwater._conditions import subject_of
from headwater._errors import (
    AgreementMalformed,
    AgreementVersionUnknown,
    StatementMalformed,
    StatementVersionUnknown,
)
from headwater._text import Reader, as_text, written

_KINDS = {"str": "address", "int": "uint256", "bytes": "bytes32"}


def _plain_fields(of: type) -> dict[str, str]:
    """Give the fields of a dataclass that are one value each, with their kinds."""
    fields = ((given.name, str(given.type)) for given in dataclasses.fields(of))
    return {name: _KINDS[kind] for name, kind in fields if kind in _KINDS}


_AGREEMENT = _plain_fields(Agreement)
_MILESTONE = _plain_fields(Milestone)
_PARTIES = {party.name.lower(): party for party in Party}
_ROUTE = ("source", "to", "lapses_to")
_AGREEMENTS = Reader("an agreement", AgreementMalformed, AgreementVersionUnknown, 1_000_000)
_STATEMENTS = Reader("a statement", StatementMalformed, StatementVersionUnknown)


@dataclass(frozen=True, slots=True)
class SignedAgreement:
    """An agreement and the signatures that are gathered for it, by party; raises AgreementMalformed for no party's."""

    terms: Agreement
    signatures: Mapping[Party, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {party: self.signatures[party] for party in Party if party in self.signatures}
        for party in given:
            if party not in self.terms.parties:
                raise AgreementMalformed("The agreement has no such party", f"signatures.{party.name.lower()}", None)
        object.__setattr__(self, "signatures", MappingProxyType(given))

    def __hash__(self) -> int:
        return hash((self.terms, tuple(self.signatures.items())))

    @property
    def missing(self) -> tuple[Party, ...]:
        """The parties whose signatures are not there yet."""
        return tuple(party for party in self.terms.parties if party not in self.signatures)

    @property
    def listed(self) -> tuple[bytes, ...]:
        """The signatures as `begin` and `amend` take them; empty where one is missing, as its party may call itself."""
        return tuple(self.signatures.get(party, b"") for party in self.terms.parties)

    def with_signature(self, party: Party, signature: bytes) -> SignedAgreement:
        """Give the same with a party's signature."""
        return replace(self, signatures={**self.signatures, party: signature})

    def as_json(self) -> str:
        """Give it as text that a person can read; numbers are decimal digits in quotes, so that no reader cuts them."""
        given = {name: as_text(getattr(self.terms, name)) for name in _AGREEMENT}
        signed = {party.name.lower(): as_text(signature) for party, signature in self.signatures.items()}
        milestones = [_milestone_as_text(due) for due in self.terms.milestones]
        return written(agreement={**given, "milestones": milestones}, signatures=signed)

    @classmethod
    def from_json(cls, text: str) -> SignedAgreement:
        """Read the text back, field by field; raises AgreementVersionUnknown and AgreementMalformed, with the field.

        Every field is there once, as it was written, and nothing else is. Whether the signatures hold is not looked at:
        `Suite.check_agreement` does.
        """
        read = _AGREEMENTS.fields(text, "agreement", "signatures")
        given = _AGREEMENTS.named(read["agreement"], "agreement", *_AGREEMENT, "milestones")
        listed = _AGREEMENTS.listed(given["milestones"], "agreement.milestones")
        milestones = [_read_milestone(due, f"agreement.milestones[{i}]") for i, due in enumerate(listed)]
        terms = Agreement(**_values(given, "agreement", _AGREEMENT), milestones=milestones)
        signed = _AGREEMENTS.chosen(read["signatures"], "signatures", *_PARTIES)
        signatures = {
            _PARTIES[name]: _AGREEMENTS.value(f"signatures.{name}", "bytes", value) for name, value in signed.items()
        }
        return cls(terms, signatures)


def _milestone_as_text(due: Milestone) -> dict[str, Any]:
    plain = {name: as_text(getattr(due, name)) for name in _MILESTONE}
    route = {name: getattr(due, name).name.lower() for name in _ROUTE}
    return {**plain, **route, "condition": {"address": due.condition.address, "terms": as_text(due.condition.terms)}}


def _read_milestone(read: Any, field: str) -> Milestone:  # noqa: ANN401 - any JSON
    given = _AGREEMENTS.named(read, field, *_MILESTONE, *_ROUTE, "condition")
    route: dict[str, Any] = {name: _party(f"{field}.{name}", given[name]) for name in _ROUTE}
    condition = _AGREEMENTS.named(given["condition"], f"{field}.condition", "address", "terms")
    address = _AGREEMENTS.value(f"{field}.condition.address", "address", condition["address"])
    terms = _AGREEMENTS.value(f"{field}.condition.terms", "bytes", condition["terms"])
    return Milestone(**_values(given, field, _MILESTONE), **route, condition=Condition(address, terms))


def _values(given: dict[str, Any], field: str, kinds: dict[str, str]) -> dict[str, Any]:
    return {name: _AGREEMENTS.value(f"{field}.{name}", kind, given[name]) for name, kind in kinds.items()}


def _party(field: str, value: Any) -> Party:  # noqa: ANN401 - any JSON
    if not isinstance(value, str) or value not in _PARTIES:
        raise AgreementMalformed("It is payer, payee or lender", field, value)
    return _PARTIES[value]


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """What an attestor states of one milestone of one agreement, with its signature.

    `agreement` is the digest of the first terms, `subject` 32 bytes (`headwater.subject_of`), `quantity` all deliveries
    together, `document` the hash of what is behind it, `day` a UTC day.
    """

    agreement: bytes
    milestone: int
    subject: bytes
    quantity: int
    document: bytes
    day: int
    attestor: str
    signature: bytes

    def __post_init__(self) -> None:
        demand_addresses(self.attestor)
        demand_numbers(self.milestone, self.quantity, self.day)

    @property
    def stated(self) -> tuple[bytes, int, bytes, int, bytes, int]:
        """What is signed, as `Suite.statement_message` takes it."""
        return (self.agreement, self.milestone, self.subject, self.quantity, self.document, self.day)

    def as_json(self) -> str:
        """Give it as text that a person can read."""
        given = {name: as_text(getattr(self, name)) for name in _STATEMENT}
        subject = text_of(self.subject)
        given["subject"] = as_text(self.subject) if subject is None else subject
        return written(statement=given, signature=as_text(self.signature))

    @classmethod
    def from_json(cls, text: str) -> SignedStatement:
        """Read the text back; raises StatementVersionUnknown and StatementMalformed, which names the field.

        Whether the signature holds is not looked at: `Suite.verify_statement` does.
        """
        read = _STATEMENTS.fields(text, "statement", "signature")
        given = _STATEMENTS.named(read["statement"], "statement", *_STATEMENT)
        kinds = {name: kind for name, kind in _STATEMENT.items() if name != "subject"}
        values = {name: _STATEMENTS.value(f"statement.{name}", kind, given[name]) for name, kind in kinds.items()}
        signature = _STATEMENTS.value("signature", "bytes", read["signature"])
        return cls(**values, subject=_subject(given["subject"]), signature=signature)


_STATEMENT = {name: kind for name, kind in _plain_fields(SignedStatement).items() if name != "signature"}


def text_of(subject: bytes) -> str | None:
    """Give a subject as the text that it stands for; None for a hash, or what a reader could not see."""
    try:
        text = subject.rstrip(b"\0").decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() and text and subject_of(text) == subject else None


def _subject(value: Any) -> bytes:  # noqa: ANN401 - any JSON
    """A text has at most 32 bytes, and 32 bytes in hex have 66 characters: no two are written alike."""
    if isinstance(value, str) and 0 < len(value.encode(errors="replace")) <= 32 and value.isprintable():
        return subject_of(value)
    found: bytes = _STATEMENTS.value("statement.subject", "bytes32", value)
    if text_of(found) is not None:
        raise StatementMalformed("It is written as text", "statement.subject", value)
    return found
