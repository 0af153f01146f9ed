"""The suite as Python: one method a step, one a view. Amounts in base units, days as UTC day numbers.

Every step names the account that takes it as `sender` and returns a `Done`: what came of it, and its receipt. A
refusal is raised under its own name (`headwater.refusals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from eth_account.messages import SignableMessage
from web3 import Web3
from web3.contract import Contract
from web3.contract.contract import ContractFunction
from web3.types import TxReceipt

from headwater._artifacts import artifact
from headwater._connection import send
from headwater._deployment import Deployment
from headwater._refusals import named_refusals
from headwater._signing import Domain, acceptance_message, binding_message, consent_message, struct_hash
from headwater._types import (
    Acceptance,
    Capacity,
    Exposure,
    Limits,
    Obligation,
    Proposal,
    Receivable,
    Registration,
    Share,
    Standing,
    Status,
    fields,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A step taken: what came of it, the gas it took and where it is on chain."""

    value: T
    gas: int
    block: int
    transaction: str


class _Contracts:
    """The suite's contracts on one chain, and how steps reach them."""

    def __init__(self, w3: Web3, deployment: Deployment) -> None:
        """Use the suite where `deployment` says it stands; raises DeploymentMismatch for one that is not whole."""
        self.w3, self.deployment = w3, deployment
        self.participants = self._at("Participants")
        self.invoice_registry = self._at("InvoiceRegistry")
        self.receivables = self._at("Receivables")

    def _at(self, name: str) -> Contract:
        address = self.w3.to_checksum_address(self.deployment.address(name))
        return self.w3.eth.contract(address, abi=artifact(name).abi)

    def _domain(self, contract: Contract, name: str) -> Domain:
        return Domain(name, self.deployment.chain_id, contract.address)

    def _read(self, view: ContractFunction, block: int | None = None) -> Any:  # noqa: ANN401 - as the view gives it
        with named_refusals():
            return view.call(block_identifier=block)

    def _do(self, step: ContractFunction, sender: str) -> tuple[TxReceipt, Done[None]]:
        receipt = send(self.w3, step, sender)
        done = Done(None, receipt["gasUsed"], receipt["blockNumber"], receipt["transactionHash"].to_0x_hex())
        return receipt, done

    def _step(self, step: ContractFunction, sender: str) -> Done[None]:
        return self._do(step, sender)[1]

    def _logs(self, step: ContractFunction, sender: str, event: str) -> Done[list[Any]]:
        """Take a step and give the values of each event of a kind that the ledger itself logged in it."""
        receipt, done = self._do(step, sender)
        own = [log for log in receipt["logs"] if log["address"] == self.receivables.address]
        topic = self.receivables.events[event]().topic
        found = [log for log in own if log["topics"][0].to_0x_hex() == topic]
        values = [self.receivables.events[event]().process_log(log)["args"] for log in found]
        return Done(values, done.gas, done.block, done.transaction)

    def _logged(self, step: ContractFunction, sender: str, event: str, field: str) -> Done[list[Any]]:
        """The same, one field of each."""
        done = self._logs(step, sender, event)
        return Done([values[field] for values in done.value], done.gas, done.block, done.transaction)


def _only(done: Done[list[Any]]) -> Done[Any]:
    (value,) = done.value
    return Done(value, done.gas, done.block, done.transaction)


class _Messages(_Contracts):
    """What people sign for the suite."""

    def acceptance_message(self, terms: Acceptance) -> SignableMessage:
        """Give the message by which the obligor accepts terms; `sign` it with its key."""
        return acceptance_message(self._domain(self.receivables, "Headwater Receivables"), terms)

    def consent_message(self, terms: Acceptance) -> SignableMessage:
        """Give the message by which the seller consents to the issue of terms."""
        acceptance = struct_hash(self.acceptance_message(terms))
        return consent_message(self._domain(self.receivables, "Headwater Receivables"), acceptance)

    def binding_message(self, account: str, legal_identity: bytes) -> SignableMessage:
        """Give the message by which an account binds itself to a legal identity."""
        return binding_message(self._domain(self.participants, "Headwater Participants"), account, legal_identity)


class _Views(_Contracts):
    """What the suite shows; every view raises the ledger's refusal for what it does not know."""

    def obligation(self, obligation: int) -> Obligation:
        """Show an obligation; raises Receivables_NoSuchObligation."""
        shown = self._read(self.receivables.functions.obligation(obligation))
        return Obligation(**dict(zip(Obligation.__slots__, [*shown[:-1], Status(shown[-1])], strict=True)))

    def receivable(self, receivable: int, block: int | None = None) -> Receivable:
        """Show a receivable, now or at a block; raises Receivables_NoSuchReceivable, also once it is burned."""
        return Receivable(*self._read(self.receivables.functions.receivable(receivable), block))

    def proposal(self, receivable: int) -> Proposal:
        """Show the pending proposal; raises Receivables_NoSuchProposal or Receivables_ProposalLapsed."""
        return Proposal(*self._read(self.receivables.functions.proposal(receivable)))

    def exposure(self, obligor: str, currency: str) -> Exposure:
        """Show what an obligor owes in a currency, and its cap."""
        return Exposure(*self._read(self.receivables.functions.exposure(obligor, currency)))

    def credit(self, account: str, currency: str, block: int | None = None) -> int:
        """Show the base units parked for an account, now or at a block."""
        return int(self._read(self.receivables.functions.creditOf(account, currency), block))

    def limits(self) -> Limits:
        """Show the programme's limits."""
        return Limits(*self._read(self.receivables.functions.programme())[1:])

    def standing(self, account: str) -> Standing:
        """Show a participant's standing; one never registered has none."""
        capacities, country, valid_until, standing = self._read(self.participants.functions.standingOf(account))
        return Standing(Capacity(capacities), country.decode().strip("\0"), valid_until, standing)

    def legal_identity(self, account: str) -> bytes:
        """Show the legal identity an account is bound to; 32 zero bytes: none."""
        return bytes(self._read(self.participants.functions.legalIdentityOf(account)))


class Suite(_Messages, _Views):
    """The deployed suite: its steps, its views and what people sign for it."""

    # Participants

    def bind(self, legal_identity: bytes, *, sender: str) -> Done[None]:
        """Bind the sender to a legal identity, for good."""
        return self._step(self.participants.functions.bind(legal_identity), sender)

    def register(self, registration: Registration, signature: bytes = b"", *, sender: str) -> Done[None]:
        """Accredit an account, with its signature unless it is bound already. REGISTRAR."""
        step = self.participants.functions.register(registration.as_tuple(), signature)
        return self._step(step, sender)

    def register_many(
        self, registrations: Sequence[Registration], signatures: Sequence[bytes], *, sender: str
    ) -> Done[None]:
        """Accredit several accounts at once. REGISTRAR."""
        structs = [r.as_tuple() for r in registrations]
        return self._step(self.participants.functions.registerMany(structs, list(signatures)), sender)

    def revoke(self, account: str, *, sender: str) -> Done[None]:
        """End an account's accreditation. REGISTRAR."""
        return self._step(self.participants.functions.revoke(account), sender)

    def set_standing_acceptance(self, standing: bool, *, sender: str) -> Done[None]:
        """Set whether the sender takes receivables without being asked."""
        return self._step(self.participants.functions.setStandingAcceptance(standing), sender)

    # Programme

    def set_cap(self, obligor: str, currency: str, cap: int, *, sender: str) -> Done[None]:
        """Set the most an obligor may owe in a currency, in base units. OPERATOR."""
        return self._step(self.receivables.functions.setCap(obligor, currency, cap), sender)

    def set_currency(self, currency: str, allowed: bool, *, sender: str) -> Done[None]:
        """Allow a currency for new obligations, or no longer. OPERATOR."""
        return self._step(self.receivables.functions.setCurrency(currency, allowed), sender)

    def set_limits(self, limits: Limits, *, sender: str) -> Done[None]:
        """Set the programme's limits. OPERATOR."""
        return self._step(self.receivables.functions.setLimits(*fields(limits)), sender)

    # Issuance

    def issue(
        self, terms: Acceptance, obligor_signature: bytes = b"", seller_signature: bytes = b"", *, sender: str
    ) -> Done[int]:
        """Issue an obligation; gives its root receivable's id."""
        step = self.receivables.functions.issue(fields(terms), obligor_signature, seller_signature)
        return _only(self._logged(step, sender, "Transfer", "tokenId"))

    def revoke_acceptance(self, terms: Acceptance, *, sender: str) -> Done[None]:
        """Revoke terms the sender accepted, so that they cannot be issued any more."""
        acceptance = struct_hash(self.acceptance_message(terms))
        return self._step(self.receivables.functions.revokeAcceptance(acceptance), sender)

    # Circulation

    def split(self, receivable: int, shares: Sequence[Share], *, sender: str) -> Done[list[int]]:
        """Split shares off to other holders; gives the children's ids, none for shares that were cancelled."""
        step = self.receivables.functions.split(receivable, [fields(share) for share in shares])
        return self._logged(step, sender, "ReceivableSplit", "child")

    def propose(self, receivable: int, share: Share, valid_until: int, *, sender: str) -> Done[int]:
        """Set a child aside that its recipient may accept through a UTC day; gives its id."""
        step = self.receivables.functions.propose(receivable, fields(share), valid_until)
        return _only(self._logged(step, sender, "ReceivableProposed", "child"))

    def accept_proposal(self, receivable: int, *, sender: str) -> Done[None]:
        """Take a proposed receivable. Its recipient."""
        return self._step(self.receivables.functions.acceptProposal(receivable), sender)

    def decline_proposal(self, receivable: int, *, sender: str) -> Done[None]:
        """Refuse a proposed receivable. Its recipient."""
        return self._step(self.receivables.functions.declineProposal(receivable), sender)

    def withdraw_proposal(self, receivable: int, *, sender: str) -> Done[None]:
        """Take a proposal back. Its proposer."""
        return self._step(self.receivables.functions.withdrawProposal(receivable), sender)

    def transfer(self, receivable: int, to: str, *, sender: str) -> Done[None]:
        """Hand a whole receivable of the sender to another holder."""
        return self._step(self.receivables.functions.transferFrom(sender, to, receivable), sender)

    def cancel(self, receivable: int, value: int, *, sender: str) -> Done[None]:
        """Give value back to its obligor, in base units."""
        return self._step(self.receivables.functions.cancel(receivable, value), sender)

    # Settlement

    def pay(self, obligation: int, offered: int, remittance: bytes = bytes(32), *, sender: str) -> Done[int]:
        """Pay an obligation, by an approval given before; gives the base units credited."""
        step = self.receivables.functions.pay(obligation, offered, remittance)
        return _only(self._logged(step, sender, "ObligationPaid", "amount"))

    def claim(self, receivable: int, *, sender: str) -> Done[int]:
        """Claim what is due on a receivable, for its holder; gives the base units."""
        return _only(self._logged(self.receivables.functions.claim(receivable), sender, "ReceivableClaimed", "amount"))

    def claim_many(self, receivables: Sequence[int], *, sender: str) -> Done[dict[int, int]]:
        """Claim for many receivables; gives the base units by id, of those on which something was due."""
        step = self.receivables.functions.claimMany(list(receivables))
        done = self._logs(step, sender, "ReceivableClaimed")
        return Done({c["id"]: c["amount"] for c in done.value}, done.gas, done.block, done.transaction)

    def withdraw_credit(self, account: str, currency: str, to: str, *, sender: str) -> Done[int]:
        """Pay out what was parked for an account, to it, or by it to another account of its legal identity."""
        step = self.receivables.functions.withdrawCredit(account, currency, to)
        return _only(self._logged(step, sender, "CreditWithdrawn", "amount"))
