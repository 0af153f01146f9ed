"""When things go wrong: positions, guarantees, defaults, holds, freezes, orders, credit notes.

Amounts in base units, days as UTC day numbers; `reason` is the hash, 32 bytes, of what was ordered and why. An order of
the enforcer is scheduled, waits for the delay of its role, in which a guardian can cancel it, and is then executed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from headwater._types import ZERO_HASH, Hold, Position, Status
from headwater._views import Done, Views, only


@dataclass(frozen=True, slots=True)
class Enforcement:
    """A forced transfer of receivables, as the enforcer schedules it: from whom, to whom, which, for what reason."""

    source: str
    to: str
    receivables: tuple[int, ...]
    reason: bytes = ZERO_HASH
    recovery: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """What an enforcer has announced and neither executed nor cancelled: its very call, however it is written.

    `not_before` is the second of Unix time from which it can be executed.
    """

    operation: bytes
    enforcer: str
    data: bytes
    not_before: int


@dataclass(frozen=True, slots=True)
class Credited:
    """What a credit note came to: what was cancelled, and what its seller now owes the obligor, in base units."""

    cancelled: int
    owed: int


class Supervision(Views):
    """What happens to obligations and receivables when things go wrong."""

    # Views

    def position(self, obligation: int, day: int) -> Position:
        """Show what an obligation comes to on a UTC day, today's or later; raises Receivables_DayPast."""
        shown = self._read(self.receivables.functions.position(obligation, day))
        return Position(**dict(zip(Position.__slots__, [*shown[:-1], Status(shown[-1])], strict=True)))

    def hold_on(self, obligation: int) -> Hold:
        """Show the hold on an obligation; none: it does not stand."""
        return Hold(*self._read(self.issuance.functions.holdOn(obligation)))

    def is_frozen(self, account: str, receivable: int) -> bool:
        """Tell whether a receivable is frozen for an account."""
        return bool(self._read(self.receivables.functions.getFrozenTokens(account, receivable)))

    def is_barred(self, legal_identity: bytes) -> bool:
        """Tell whether a company is barred from new obligations, by a recorded default or a hold."""
        return bool(self._read(self.issuance.functions.isBarred(legal_identity)))

    def claim_of(self, obligor: str, seller: str, currency: str) -> int:
        """Show what a seller's company owes an obligor for credit notes."""
        return int(self._read(self.credit_notes.functions.claimOf(obligor, seller, currency)))

    def open_claims(self, seller: str) -> int:
        """Count the claims for credit notes that are open against an account's company."""
        return int(self._read(self.credit_notes.functions.openClaimsOf(seller)))

    # Anyone, the guarantor, the seller

    def pay_as_guarantor(
        self, obligation: int, offered: int, remittance: bytes = ZERO_HASH, *, sender: str
    ) -> Done[int]:
        """Pay holders in the obligor's stead, by an approval given before; gives the base units credited."""
        step = self.receivables.functions.payAsGuarantor(obligation, offered, remittance)
        return only(self._logged(step, sender, "ObligationPaid", "amount"))

    def record_default(self, obligation: int, *, sender: str) -> Done[None]:
        """Put an obligation's default on record: its obligor's company is barred. Anyone."""
        return self._step(self.issuance.functions.recordDefault(obligation), sender)

    def issue_credit_note(
        self, obligation: int, amount: int, receivables: Sequence[int], document: bytes = ZERO_HASH, *, sender: str
    ) -> Done[Credited]:
        """Give an amount of an invoice back: cancel what the sender holds of it, owe the obligor the rest."""
        step = self.credit_notes.functions.issueCreditNote(obligation, amount, list(receivables), document)
        done = only(self._logs(step, sender, "CreditNoteIssued", self.credit_notes))
        value = Credited(done.value["cancelled"], done.value["owed"])
        return Done(value, done.gas, done.block, done.transaction)

    def pay_claim(self, obligor: str, seller: str, currency: str, amount: int, *, sender: str) -> Done[None]:
        """Pay a claim for credit notes to the obligor, by an approval given before."""
        return self._step(self.credit_notes.functions.payClaim(obligor, seller, currency, amount), sender)

    def waive_claim(self, seller: str, currency: str, amount: int, *, sender: str) -> Done[None]:
        """Waive a claim of the sender's for credit notes."""
        return self._step(self.credit_notes.functions.waiveClaim(seller, currency, amount), sender)

    # The supervisor, the operator

    def freeze(
        self, account: str, receivable: int, frozen: bool = True, reason: bytes = ZERO_HASH, *, sender: str
    ) -> Done[None]:
        """Freeze a receivable for an account, or no longer. SUPERVISOR."""
        step = self.receivables.functions.setFrozenTokensFor(account, receivable, frozen, reason)
        return self._step(step, sender)

    def freeze_account(
        self, account: str, frozen: bool = True, reason: bytes = ZERO_HASH, *, sender: str
    ) -> Done[None]:
        """Freeze an account, or no longer: nothing moves to it or from it. SUPERVISOR."""
        return self._step(self.participants.functions.setFrozen(account, frozen, reason), sender)

    def freeze_obligation(
        self, obligation: int, frozen: bool = True, reason: bytes = ZERO_HASH, *, sender: str
    ) -> Done[None]:
        """Freeze an obligation, or no longer: nothing of it moves or is claimed. SUPERVISOR."""
        return self._step(self.issuance.functions.freezeObligation(obligation, frozen, reason), sender)

    def place_hold(
        self, obligation: int, payer: str, last_interest_day: int, reason: bytes = ZERO_HASH, *, sender: str
    ) -> Done[None]:
        """Place a hold: nothing of it moves, only `payer` pays, no interest after a UTC day. SUPERVISOR."""
        return self._step(self.issuance.functions.placeHold(obligation, payer, last_interest_day, reason), sender)

    def lift_hold(self, obligation: int, reason: bytes = ZERO_HASH, *, sender: str) -> Done[None]:
        """Lift the hold on an obligation. SUPERVISOR."""
        return self._step(self.issuance.functions.liftHold(obligation, reason), sender)

    def lift_bar(self, legal_identity: bytes, reason: bytes = ZERO_HASH, *, sender: str) -> Done[None]:
        """Lift the bar that recorded defaults have put on a company. OPERATOR."""
        return self._step(self.issuance.functions.liftBar(legal_identity, reason), sender)

    # The enforcer, after its delay, and the guardian

    def schedule_order(self, order: Enforcement, *, sender: str) -> Done[None]:
        """Announce a forced transfer: it can be executed once the delay of the role has passed. ENFORCER."""
        step = self.authority.functions.schedule(self.receivables.address, self._ordered(order), 0)
        return self._step(step, sender)

    def execute_order(self, order: Enforcement, *, sender: str) -> Done[None]:
        """Execute a forced transfer that was announced. ENFORCER."""
        return self._step(self.authority.functions.execute(self.receivables.address, self._ordered(order)), sender)

    def cancel_order(self, order: Enforcement, enforcer: str, *, sender: str) -> Done[None]:
        """Cancel a forced transfer that an enforcer announced. GUARDIAN, or the enforcer itself."""
        given = (enforcer, self.receivables.address, self._ordered(order))
        return self._step(self.authority.functions.cancel(*given), sender)

    def announced(self) -> tuple[Announced, ...]:
        """List all that waits for its execution on the ledger, the oldest first: what a guardian looks through."""
        first = self.deployment.contracts["Authority"].block
        logs = self.authority.events.OperationScheduled().get_logs(from_block=first)
        waiting = []
        for said in (log["args"] for log in logs):
            schedule = self._read(self.authority.functions.getSchedule(said["operationId"]))
            if said["target"] == self.receivables.address and schedule == said["schedule"]:
                waiting.append(Announced(said["operationId"], said["caller"], said["data"], schedule))
        return tuple(waiting)

    def cancel_announced(self, announced: Announced, *, sender: str) -> Done[None]:
        """Cancel what an enforcer announced, whatever it is. GUARDIAN, or the enforcer itself."""
        given = (announced.enforcer, self.receivables.address, announced.data)
        return self._step(self.authority.functions.cancel(*given), sender)

    def _ordered(self, order: Enforcement) -> Any:  # noqa: ANN401 - the call's bytes, as web3 writes them
        if order.recovery:
            given: list[Any] = [order.source, order.to, list(order.receivables), order.reason]
            return self.receivables.encode_abi("recover", given)
        (receivable,) = order.receivables
        return self.receivables.encode_abi("forcedTransferFor", [order.source, order.to, receivable, order.reason])
