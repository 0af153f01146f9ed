"""The suite as Python: one method a step, one a view. Amounts in base units, days as UTC day numbers.

Every step names the account that takes it as `sender` and returns a `Done`: what came of it, and its receipt. A
refusal is raised under its own name (`headwater.refusals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headwater._errors import KeyRefused
from headwater._escrow import Escrow
from headwater._quotes import Quotes
from headwater._signing import struct_hash
from headwater._supervision import Supervision
from headwater._types import Acceptance, Limits, Payment, Registration, Share, fields
from headwater._views import NO_KEY, Done, only


class Suite(Quotes, Escrow, Supervision):
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

    def publish_encryption_key(self, key: bytes | None, *, sender: str) -> Done[None]:
        """Publish the sender's X25519 public key, 32 bytes, in place of the one before; None withdraws it.

        Documents that were wrapped for an older key stay so. Raises KeyRefused for what has not 32 bytes.
        """
        given: Any = NO_KEY if key is None else key
        if not isinstance(given, bytes) or len(given) != len(NO_KEY):
            raise KeyRefused("An encryption key is 32 bytes: an X25519 public key as it is, without PEM or hex.")
        return self._step(self.participants.functions.publishEncryptionKey(given), sender)

    # Programme

    def set_standing_reader(self, account: str, standing: bool, *, sender: str) -> Done[None]:
        """Set whether every document of the programme is also stored for an account, from now on. OPERATOR."""
        return self._step(self.participants.functions.setStandingReader(account, standing), sender)

    def set_cap(self, obligor: str, currency: str, cap: int, *, sender: str) -> Done[None]:
        """Set the most an obligor may owe in a currency, in base units. OPERATOR."""
        return self._step(self.issuance.functions.setCap(obligor, currency, cap), sender)

    def set_currency(self, currency: str, allowed: bool, *, sender: str) -> Done[None]:
        """Allow a currency for new obligations, or no longer. OPERATOR."""
        return self._step(self.issuance.functions.setCurrency(currency, allowed), sender)

    def set_limits(self, limits: Limits, *, sender: str) -> Done[None]:
        """Set the programme's limits. OPERATOR."""
        return self._step(self.issuance.functions.setLimits(*fields(limits)), sender)

    # Issuance

    def issue(
        self, terms: Acceptance, obligor_signature: bytes = b"", seller_signature: bytes = b"", *, sender: str
    ) -> Done[int]:
        """Issue an obligation; gives its root receivable's id."""
        step = self.issuance.functions.issue(fields(terms), obligor_signature, seller_signature)
        return only(self._logged(step, sender, "Transfer", "tokenId"))

    def issue_from_batch(
        self,
        terms: Acceptance,
        proof: Sequence[bytes],
        obligor_signature: bytes = b"",
        seller_signature: bytes = b"",
        *,
        sender: str,
    ) -> Done[int]:
        """Issue an obligation out of a batch that the obligor signed; gives its root receivable's id."""
        given = (fields(terms), list(proof), obligor_signature, seller_signature)
        step = self.issuance.functions.issueFromBatch(*given)
        return only(self._logged(step, sender, "Transfer", "tokenId"))

    def revoke_batch(self, root: bytes, *, sender: str) -> Done[None]:
        """Revoke a batch that the sender accepted: what was not issued of it cannot be any more."""
        return self._step(self.issuance.functions.revokeAcceptance(root), sender)

    def revoke_acceptance(self, terms: Acceptance, *, sender: str) -> Done[None]:
        """Revoke terms the sender accepted, so that they cannot be issued any more."""
        acceptance = struct_hash(self.acceptance_message(terms))
        return self._step(self.issuance.functions.revokeAcceptance(acceptance), sender)

    # Circulation

    def split(self, receivable: int, shares: Sequence[Share], *, sender: str) -> Done[list[int]]:
        """Split shares off to other holders; gives the children's ids, none for shares that were cancelled."""
        step = self.receivables.functions.split(receivable, [fields(share) for share in shares])
        return self._logged(step, sender, "ReceivableSplit", "child")

    def propose(self, receivable: int, share: Share, valid_until: int, *, sender: str) -> Done[int]:
        """Set a child aside that its recipient may accept through a UTC day; gives its id."""
        step = self.receivables.functions.propose(receivable, fields(share), valid_until)
        return only(self._logged(step, sender, "ReceivableProposed", "child"))

    def accept_proposal(self, receivable: int, *, sender: str) -> Done[None]:
        """Take a proposed receivable. Its recipient."""
        return self._step(self.receivables.functions.acceptProposal(receivable), sender)

    def accept_proposal_for(self, receivable: int, signature: bytes, *, sender: str) -> Done[None]:
        """Take a proposed receivable for its recipient, who has signed for it."""
        return self._step(self.receivables.functions.acceptProposalFor(receivable, signature), sender)

    def decline_proposal(self, receivable: int, *, sender: str) -> Done[None]:
        """Refuse a proposed receivable. Its recipient."""
        return self._step(self.receivables.functions.declineProposal(receivable), sender)

    def withdraw_proposal(self, receivable: int, *, sender: str) -> Done[None]:
        """Take a proposal back. Its proposer."""
        return self._step(self.receivables.functions.withdrawProposal(receivable), sender)

    def merge(self, source: int, target: int, value: int, *, sender: str) -> Done[None]:
        """Move value, in base units, from a receivable into another of the same obligation."""
        ledger = self.receivables.get_function_by_signature("transferFrom(uint256,uint256,uint256)")
        return self._step(ledger(source, target, value), sender)

    def transfer(self, receivable: int, to: str, *, sender: str) -> Done[None]:
        """Hand a whole receivable of the sender to another holder."""
        ledger = self.receivables.get_function_by_signature("transferFrom(address,address,uint256)")
        return self._step(ledger(sender, to, receivable), sender)

    def cancel(self, receivable: int, value: int, *, sender: str) -> Done[None]:
        """Give value back to its obligor, in base units."""
        return self._step(self.receivables.functions.cancel(receivable, value), sender)

    # Approvals

    def approve(self, spender: str, currency: str, amount: int, *, sender: str) -> Done[None]:
        """Let a contract of the suite take so many base units of a currency from the sender (ERC-20)."""
        return self._step(self._currency(currency).functions.approve(spender, amount), sender)

    def entrust(self, operator: str, *, sender: str) -> Done[None]:
        """Let a contract of the suite move the sender's receivables, those to come too (ERC-721)."""
        return self._step(self.receivables.functions.setApprovalForAll(operator, True), sender)

    # Settlement

    def pay(self, obligation: int, offered: int, remittance: bytes = bytes(32), *, sender: str) -> Done[int]:
        """Pay an obligation, by an approval given before; gives the base units credited."""
        step = self.receivables.functions.pay(obligation, offered, remittance)
        return only(self._logged(step, sender, "ObligationPaid", "amount"))

    def pay_many(self, payments: Sequence[Payment], *, sender: str) -> Done[list[int]]:
        """Pay several obligations, each with its reference; gives the base units credited to each, in order."""
        step = self.receivables.functions.payMany([fields(payment) for payment in payments])
        return self._logged(step, sender, "ObligationPaid", "amount")

    def claim(self, receivable: int, *, sender: str) -> Done[int]:
        """Claim what is due on a receivable, for its holder; gives the base units."""
        return only(self._logged(self.receivables.functions.claim(receivable), sender, "ReceivableClaimed", "amount"))

    def claim_many(self, receivables: Sequence[int], *, sender: str) -> Done[dict[int, int]]:
        """Claim for many receivables; gives the base units by id, of those on which something was due."""
        step = self.receivables.functions.claimMany(list(receivables))
        done = self._logs(step, sender, "ReceivableClaimed")
        return Done({c["id"]: c["amount"] for c in done.value}, done.gas, done.block, done.transaction)

    def withdraw_credit(self, account: str, currency: str, to: str, *, sender: str) -> Done[int]:
        """Pay out what was parked for an account, to it, or by it to another account of its legal identity."""
        step = self.receivables.functions.withdrawCredit(account, currency, to)
        return only(self._logged(step, sender, "CreditWithdrawn", "amount"))
