"""What people sign off chain, as EIP-712 messages: nobody needs ether to accept, consent or be registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_account.messages import SignableMessage, encode_typed_data
from eth_account.signers.base import BaseAccount
from eth_utils.crypto import keccak

from headwater._agreements import Agreement
from headwater._offers import Advance, Offer, Order
from headwater._types import Acceptance

Fields = tuple[tuple[str, str], ...]

ACCEPTANCE_FIELDS = (
    ("obligor", "address"),
    ("seller", "address"),
    ("currency", "address"),
    ("face", "uint256"),
    ("dueDay", "uint256"),
    ("validUntil", "uint256"),
    ("graceDays", "uint256"),
    ("lateRatePpm", "uint256"),
    ("lateBasis", "uint256"),
    ("guarantor", "address"),
    ("fingerprint", "bytes32"),
    ("documentRoot", "bytes32"),
    ("undertaking", "bytes32"),
)


OFFER_FIELDS = (
    ("financier", "address"),
    ("obligor", "address"),
    ("currency", "address"),
    ("limit", "uint256"),
    ("ratePpm", "uint256"),
    ("basis", "uint256"),
    ("maxTenorDays", "uint256"),
    ("minValue", "uint256"),
    ("recourse", "bool"),
    ("revolving", "bool"),
    ("deadline", "uint256"),
    ("counter", "uint256"),
    ("salt", "uint256"),
    ("seller", "address"),
    ("receivable", "uint256"),
)

ORDER_FIELDS = (
    ("seller", "address"),
    ("offer", "bytes32"),
    ("receivable", "uint256"),
    ("value", "uint256"),
    ("minProceeds", "uint256"),
    ("deadline", "uint256"),
    ("counter", "uint256"),
    ("salt", "uint256"),
)

ADVANCE_FIELDS = (
    ("seller", "address"),
    ("financier", "address"),
    ("currency", "address"),
    ("receivables", "uint256[]"),
    ("value", "uint256"),
    ("advancePpm", "uint256"),
    ("ratePpm", "uint256"),
    ("basis", "uint256"),
    ("recourse", "bool"),
    ("surplusTo", "address"),
    ("deadline", "uint256"),
    ("salt", "uint256"),
)


MILESTONE_FIELDS = (
    ("currency", "address"),
    ("receivable", "uint256"),
    ("obligor", "address"),
    ("latestDueDay", "uint256"),
    ("amount", "uint256"),
    ("from", "uint8"),
    ("to", "uint8"),
    ("lapsesTo", "uint8"),
    ("condition", "address"),
    ("terms", "bytes"),
    ("deadlineDay", "uint256"),
    ("evidenceDays", "uint256"),
)

AGREEMENT_FIELDS = (
    ("origin", "bytes32"),
    ("version", "uint256"),
    ("payer", "address"),
    ("payee", "address"),
    ("lender", "address"),
    ("arbiter", "address"),
    ("arbiterDays", "uint256"),
    ("silencePpm", "uint256"),
    ("documentRoot", "bytes32"),
    ("validUntil", "uint256"),
    ("fundedAtOnce", "uint256"),
    ("salt", "uint256"),
    ("milestones", "Milestone[]"),
)

STATEMENT_FIELDS = (
    ("agreement", "bytes32"),
    ("milestone", "uint256"),
    ("subject", "bytes32"),
    ("quantity", "uint256"),
    ("document", "bytes32"),
    ("day", "uint256"),
)


@dataclass(frozen=True, slots=True)
class Domain:
    """Where a signature counts: on one chain, for one contract."""

    name: str
    chain_id: int
    contract: str

    def message(
        self, kind: str, fields: Fields, values: dict[str, Any], parts: dict[str, Fields] | None = None
    ) -> SignableMessage:
        """Give a typed message of this domain, ready to be signed; `parts` are the types of its fields."""
        domain = {
            "name": self.name,
            "version": "1",
            "chainId": self.chain_id,
            "verifyingContract": self.contract,
        }
        all_types = {kind: fields, **(parts or {})}
        types = {name: [{"name": n, "type": t} for n, t in given] for name, given in all_types.items()}
        return encode_typed_data(domain_data=domain, message_types=types, message_data=values)


def acceptance_message(domain: Domain, terms: Acceptance) -> SignableMessage:
    """Give the message by which an obligor accepts terms."""
    return _struct_message(domain, "Acceptance", ACCEPTANCE_FIELDS, terms)


def consent_message(domain: Domain, acceptance: bytes) -> SignableMessage:
    """Give the message by which a seller consents to an issue; `acceptance` is the terms' EIP-712 struct hash."""
    return domain.message("Consent", (("acceptance", "bytes32"),), {"acceptance": acceptance})


def batch_message(domain: Domain, root: bytes) -> SignableMessage:
    """Give the message by which an obligor accepts every terms in a batch; `root` is the batch's Merkle root."""
    return domain.message("AcceptanceBatch", (("root", "bytes32"),), {"root": root})


def proposal_message(domain: Domain, receivable: int, proposer: str, value: int, valid_until: int) -> SignableMessage:
    """Give the message by which the recipient of a proposal accepts it, in base units and until a UTC day."""
    fields = (("id", "uint256"), ("proposer", "address"), ("value", "uint256"), ("validUntil", "uint256"))
    values = {"id": receivable, "proposer": proposer, "value": value, "validUntil": valid_until}
    return domain.message("ProposalAcceptance", fields, values)


def binding_message(domain: Domain, account: str, legal_identity: bytes) -> SignableMessage:
    """Give the message by which an account binds itself to a legal identity."""
    fields = (("account", "address"), ("legalIdentity", "bytes32"))
    return domain.message("Binding", fields, {"account": account, "legalIdentity": legal_identity})


def offer_message(domain: Domain, offer: Offer) -> SignableMessage:
    """Give the message by which a financier offers to buy."""
    return _struct_message(domain, "Offer", OFFER_FIELDS, offer)


def order_message(domain: Domain, order: Order) -> SignableMessage:
    """Give the message by which a seller takes an offer."""
    return _struct_message(domain, "Order", ORDER_FIELDS, order)


def advance_message(domain: Domain, advance: Advance) -> SignableMessage:
    """Give the message by which seller and financier agree on an advance."""
    return _struct_message(domain, "Advance", ADVANCE_FIELDS, advance)


def agreement_message(domain: Domain, terms: Agreement) -> SignableMessage:
    """Give the message by which a party agrees."""
    *values, _ = terms.as_tuple()
    named = dict(zip((name for name, _ in AGREEMENT_FIELDS), values, strict=False))
    kinds = [name for name, _ in MILESTONE_FIELDS]
    named["milestones"] = [dict(zip(kinds, due.as_tuple(), strict=True)) for due in terms.milestones]
    return domain.message("Agreement", AGREEMENT_FIELDS, named, {"Milestone": MILESTONE_FIELDS})


def statement_message(
    domain: Domain, agreement: bytes, milestone: int, subject: bytes, quantity: int, document: bytes, day: int
) -> SignableMessage:
    """Give the message by which an attestor states a quantity for a milestone of an agreement."""
    given = (agreement, milestone, subject, quantity, document, day)
    values = dict(zip((name for name, _ in STATEMENT_FIELDS), given, strict=True))
    return domain.message("Statement", STATEMENT_FIELDS, values)


def _struct_message(
    domain: Domain,
    kind: str,
    fields: Fields,
    struct: Any,  # noqa: ANN401 - any of the dataclasses
) -> SignableMessage:
    """Give the message of a dataclass whose fields are, in order, those of the type."""
    values = (getattr(struct, field) for field in struct.__slots__)
    listed = (list(value) if isinstance(value, tuple) else value for value in values)
    return domain.message(kind, fields, dict(zip((name for name, _ in fields), listed, strict=True)))


def digest(message: SignableMessage) -> bytes:
    """Give the EIP-712 digest of a typed message: the 32 bytes that are signed."""
    return keccak(b"\x19" + message.version + message.header + message.body)


def sign(account: BaseAccount, message: SignableMessage) -> bytes:
    """Sign a message: 65 bytes, r ‖ s ‖ v."""
    return bytes(account.sign_message(message).signature)


def struct_hash(message: SignableMessage) -> bytes:
    """Give the EIP-712 struct hash of a typed message: the 32 bytes by which contracts name it."""
    return bytes(message.body)
