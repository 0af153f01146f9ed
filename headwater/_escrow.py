"""The escrow as Python: agreements begin, milestones are released, lapse, are disputed and withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eth_account.messages import SignableMessage
from eth_account.signers.base import BaseAccount

from headwater._agreements import ZERO_HASH, Agreement, Dispute, Kept, MilestoneState, Party, Side
from headwater._beginning import Beginning
from headwater._conditions import subject_of
from headwater._errors import HeadwaterError
from headwater._explain import Explanation, explain
from headwater._reading import gathered, read
from headwater._signed import SignedStatement
from headwater._signing import agreement_message, digest, sign, statement_message
from headwater._verify import is_signed_by
from headwater._views import Done, Messages, only


class Escrow(Messages):
    """What the escrow does and shows, and what people sign for it."""

    # Agreements

    def begin(self, terms: Agreement, signatures: Sequence[bytes], *, sender: str) -> Done[bytes]:
        """Begin an agreement that all have signed, and fund it; gives its name, the digest of its terms."""
        step = self.escrow.functions.begin(terms.as_tuple(), list(signatures))
        return only(self._logged(step, sender, "AgreementBegun", "agreement", self.escrow))

    def revoke_terms(self, terms: Agreement, *, sender: str) -> Done[None]:
        """Revoke terms that have not begun. A party."""
        return self._step(self.escrow.functions.revoke(terms.as_tuple()), sender)

    def amend(self, terms: Agreement, amended: Agreement, signatures: Sequence[bytes], *, sender: str) -> Done[None]:
        """Put other terms in force, which all have signed."""
        step = self.escrow.functions.amend(terms.as_tuple(), amended.as_tuple(), list(signatures))
        return self._step(step, sender)

    def fund(self, terms: Agreement, milestone: int, receivable: int = 0, *, sender: str) -> Done[None]:
        """Fund a milestone; `receivable` chooses one that is described. The party it comes from."""
        return self._step(self.escrow.functions.fund(terms.as_tuple(), milestone, receivable), sender)

    # Milestones

    def release_milestone(self, terms: Agreement, milestone: int, evidence: bytes = b"", *, sender: str) -> Done[int]:
        """Release a milestone as far as it is met; gives the base units."""
        step = self.escrow.functions.release(terms.as_tuple(), milestone, evidence)
        return only(self._logged(step, sender, "MilestoneReleased", "amount", self.escrow))

    def lapse(self, terms: Agreement, milestone: int, *, sender: str) -> Done[int]:
        """Return what a milestone holds after its evidence period; gives the base units."""
        step = self.escrow.functions.lapse(terms.as_tuple(), milestone)
        return only(self._logged(step, sender, "MilestoneLapsed", "amount", self.escrow))

    def withdraw(self, terms: Agreement, milestone: int, side: Side, to: str, *, sender: str) -> Done[int]:
        """Pay out what a milestone has released or returned; gives the base units."""
        step = self.escrow.functions.withdraw(terms.as_tuple(), milestone, int(side), to)
        return only(self._logged(step, sender, "MilestoneWithdrawn", "amount", self.escrow))

    def collect_milestone(self, terms: Agreement, milestone: int, *, sender: str) -> Done[int]:
        """Claim on a milestone's receivable once it has fallen due; gives the base units."""
        step = self.escrow.functions.collect(terms.as_tuple(), milestone)
        return only(self._logged(step, sender, "MilestoneCollected", "amount", self.escrow))

    # Disputes

    def dispute(self, terms: Agreement, milestone: int, amount: int, *, sender: str) -> Done[int]:
        """Dispute an amount of a milestone; gives the dispute's number. A party."""
        step = self.escrow.functions.dispute(terms.as_tuple(), milestone, amount)
        return only(self._logged(step, sender, "AmountDisputed", "dispute", self.escrow))

    def rule(self, terms: Agreement, milestone: int, number: int, award: int, *, sender: str) -> Done[None]:
        """Divide a disputed amount: so many base units to who would have earned it. The arbiter."""
        return self._step(self.escrow.functions.rule(terms.as_tuple(), milestone, number, award), sender)

    def rule_by_silence(self, terms: Agreement, milestone: int, number: int, *, sender: str) -> Done[None]:
        """Divide a disputed amount by the agreement's default, after the arbiter's time."""
        return self._step(self.escrow.functions.ruleBySilence(terms.as_tuple(), milestone, number), sender)

    # Views

    def milestone(self, agreement: bytes, number: int, block: int | None = None) -> MilestoneState:
        """Show where a milestone stands; `agreement` is the digest of the first terms."""
        return MilestoneState(*self._read(self.escrow.functions.milestoneOf(agreement, number), block))

    def kept(self, agreement: bytes, number: int, block: int | None = None) -> Kept:
        """Show the receivable kept for a milestone and what it brought."""
        return Kept(*self._read(self.escrow.functions.keptFor(agreement, number), block))

    def dispute_of(self, agreement: bytes, milestone: int, number: int, block: int | None = None) -> Dispute:
        """Show a dispute."""
        shown = self._read(self.escrow.functions.disputeOf(agreement, milestone, number), block)
        amount, last_day, by = shown
        return Dispute(amount, last_day, Party(by) if by else None)

    def releasable(
        self, terms: Agreement, milestone: int, evidence: bytes = b"", block: int | None = None
    ) -> tuple[int, int]:
        """Show how far a milestone is met, in ppm, for the evidence shown, and what it would release, in base units."""
        shown = self._read(self.escrow.functions.releasable(terms.as_tuple(), milestone, evidence), block)
        return (shown[0], shown[1])

    # What it comes to

    def explain(self, terms: Agreement, shown: Mapping[int, bytes] | None = None) -> Explanation:
        """Explain terms in plain English, where they stand, and what is missing; `shown` is evidence by milestone.

        Terms need not have begun, nor make sense. All is read at one block.
        """
        return explain(self, terms, shown or {})

    def check_agreement(self, terms: Agreement, signatures: Sequence[bytes] = ()) -> tuple[HeadwaterError, ...]:
        """Give every reason for which `begin` would be refused now, signatures that are missing among them.

        Beyond those, a DayAfterDeadline for each day that comes too late to be met. Nothing is sent.
        """
        return Beginning(self, terms, signatures).reasons()

    # Statements

    def attest(
        self,
        attestor: BaseAccount,
        terms: Agreement,
        milestone: int,
        subject: str,
        quantity: int,
        *,
        document: bytes = ZERO_HASH,
        day: int | None = None,
    ) -> SignedStatement:
        """Sign a statement of a quantity, all deliveries together, dated today unless another UTC day is given."""
        dated = self._today() if day is None else day
        stated = (self._name_of(terms), milestone, subject_of(subject), quantity, document, dated)
        return SignedStatement(*stated, attestor.address, sign(attestor, self.statement_message(*stated)))

    def verify_statement(self, signed: SignedStatement) -> bool:
        """Show whether a statement is signed by its attestor: by its key, or, for a contract, as it says (ERC-1271)."""
        return is_signed_by(self.w3, signed.attestor, self.statement_message(*signed.stated), signed.signature)

    def evidence(
        self,
        terms: Agreement,
        milestone: int,
        statements: Sequence[SignedStatement] = (),
        disclosures: Mapping[str, bytes] | None = None,
    ) -> bytes:
        """Put together what is shown for a milestone, as its condition reads it, whatever its parts are.

        Statements that the condition would refuse, or does not ask for, are left out. `disclosures` are by path, as
        `headwater.disclosure` gives them.
        """
        due, named = terms.milestones[milestone], (self._name_of(terms), milestone)
        own = [s for s in statements if (s.agreement, s.milestone) == named and self.verify_statement(s)]
        last_day = min(due.deadline_day, self._today())
        return gathered(read(due.condition, self.conditions.names), own, last_day, disclosures or {})

    def _name_of(self, terms: Agreement) -> bytes:
        return terms.origin if any(terms.origin) else self.agreement_digest(terms)

    def _today(self) -> int:
        return self.w3.eth.get_block("latest")["timestamp"] // 86_400

    # What people sign

    def agreement_message(self, terms: Agreement) -> SignableMessage:
        """Give the message by which a party agrees."""
        return agreement_message(self._domain(self.escrow, "Headwater ConditionalEscrow"), terms)

    def agreement_digest(self, terms: Agreement) -> bytes:
        """Give the EIP-712 digest of terms: an agreement's name, where they are its first ones."""
        return digest(self.agreement_message(terms))

    def statement_message(
        self, agreement: bytes, milestone: int, subject: bytes, quantity: int, document: bytes, day: int
    ) -> SignableMessage:
        """Give the message by which an attestor states a quantity for a milestone."""
        domain = self._domain(self.attested_by, "Headwater AttestedBy")
        return statement_message(domain, agreement, milestone, subject, quantity, document, day)
