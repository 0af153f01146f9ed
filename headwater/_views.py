"""The deployed contracts, what they show, and what people sign for them: all of the suite that changes nothing.

Amounts in base units, days as UTC day numbers. Every view raises the contracts' refusals under their own names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from eth_account.messages import SignableMessage
from web3 import Web3
from web3.contract import Contract
from web3.contract.contract import ContractFunction
from web3.types import TxReceipt

from headwater._agreements import CONDITIONS
from headwater._artifacts import artifact
from headwater._conditions import Conditions
from headwater._connection import send
from headwater._deployment import Deployment
from headwater._refusals import named_refusals
from headwater._signing import (
    Domain,
    acceptance_message,
    batch_message,
    binding_message,
    consent_message,
    proposal_message,
    struct_hash,
)
from headwater._types import (
    Acceptance,
    Capacity,
    Exposure,
    Limits,
    Obligation,
    Proposal,
    Receivable,
    Standing,
    Status,
)

T = TypeVar("T")

NO_KEY = bytes(32)  # of an account that has published none, or has withdrawn it


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A step taken: what came of it, the gas it took and where it is on chain."""

    value: T
    gas: int
    block: int
    transaction: str


class Contracts:
    """The suite's contracts on one chain, and how steps reach them."""

    def __init__(self, w3: Web3, deployment: Deployment) -> None:
        """Use the suite where `deployment` says it stands; raises DeploymentMismatch for one that is not whole."""
        self.w3, self.deployment = w3, deployment
        self.authority = self._at("Authority")
        self.participants = self._at("Participants")
        self.invoice_registry = self._at("InvoiceRegistry")
        self.receivables = self._at("Receivables")
        self.issuance = self._at("Issuance")
        self.discount_market = self._at("DiscountMarket")
        self.factoring = self._at("Factoring")
        self.credit_notes = self._at("CreditNotes")
        self.escrow = self._at("ConditionalEscrow")
        self.attested_by = self._at("AttestedBy")
        self.conditions = Conditions({name: self._at(name).address for name in CONDITIONS})

    def _at(self, name: str) -> Contract:
        address = self.w3.to_checksum_address(self.deployment.address(name))
        return self.w3.eth.contract(address, abi=artifact(name).abi)

    def _currency(self, currency: str) -> Contract:
        return self.w3.eth.contract(self.w3.to_checksum_address(currency), abi=artifact("TestCurrency").abi)

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

    def _logs(self, step: ContractFunction, sender: str, event: str, by: Contract | None = None) -> Done[list[Any]]:
        """Take a step and give the values of each event of a kind that the ledger, or another, logged in it."""
        contract = by or self.receivables
        receipt, done = self._do(step, sender)
        own = [log for log in receipt["logs"] if log["address"] == contract.address]
        topic = contract.events[event]().topic
        found = [log for log in own if log["topics"][0].to_0x_hex() == topic]
        values = [contract.events[event]().process_log(log)["args"] for log in found]
        return Done(values, done.gas, done.block, done.transaction)

    def _logged(
        self, step: ContractFunction, sender: str, event: str, field: str, by: Contract | None = None
    ) -> Done[list[Any]]:
        """The same, one field of each."""
        done = self._logs(step, sender, event, by)
        return Done([values[field] for values in done.value], done.gas, done.block, done.transaction)


def only(done: Done[list[Any]]) -> Done[Any]:
    """Give a step that came to exactly one value with that value."""
    (value,) = done.value
    return Done(value, done.gas, done.block, done.transaction)


class Views(Contracts):
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
        return Limits(*self._read(self.issuance.functions.programme())[1:])

    def standing(self, account: str) -> Standing:
        """Show a participant's standing; one never registered has none."""
        capacities, country, *rest = self._read(self.participants.functions.standingOf(account))
        return Standing(Capacity(capacities), country.decode().strip("\0"), *rest)

    def legal_identity(self, account: str) -> bytes:
        """Show the legal identity an account is bound to; 32 zero bytes: none."""
        return bytes(self._read(self.participants.functions.legalIdentityOf(account)))

    def encryption_key(self, account: str) -> bytes | None:
        """Show the X25519 public key, 32 bytes, that an account has published; None: it has none."""
        key = bytes(self._read(self.participants.functions.encryptionKeyOf(account)))
        return key if key != NO_KEY else None

    def standing_readers(self) -> tuple[str, ...]:
        """Show the accounts for which every document of the programme is stored too, in no order."""
        return tuple(self._read(self.participants.functions.standingReaders()))


class Messages(Views):
    """What people sign for the suite."""

    @property
    def domain(self) -> Domain:
        """Where acceptances, batches and consents count."""
        return self._domain(self.issuance, "Headwater Issuance")

    def acceptance_message(self, terms: Acceptance) -> SignableMessage:
        """Give the message by which the obligor accepts terms; `sign` it with its key."""
        return acceptance_message(self.domain, terms)

    def consent_message(self, terms: Acceptance) -> SignableMessage:
        """Give the message by which the seller consents to the issue of terms."""
        acceptance = struct_hash(self.acceptance_message(terms))
        return consent_message(self.domain, acceptance)

    def batch_message(self, root: bytes) -> SignableMessage:
        """Give the message by which an obligor accepts a batch; `headwater.sign_batch` makes and signs it."""
        return batch_message(self.domain, root)

    def proposal_message(self, receivable: int) -> SignableMessage:
        """Give the message by which the recipient of the pending proposal accepts it."""
        shown, proposed = self.receivable(receivable), self.proposal(receivable)
        ledger = self._domain(self.receivables, "Headwater Receivables")
        return proposal_message(ledger, receivable, shown.holder, shown.value, proposed.valid_until)

    def binding_message(self, account: str, legal_identity: bytes) -> SignableMessage:
        """Give the message by which an account binds itself to a legal identity."""
        return binding_message(self._domain(self.participants, "Headwater Participants"), account, legal_identity)
