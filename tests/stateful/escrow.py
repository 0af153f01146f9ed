"""The model's escrow: agreements begin and are amended, milestones are released, lapse, are disputed and withdrawn.

Every step is taken under one lock: what a currency calls in the middle of one is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from headwater._pricing import PPM
from tests.stateful.agreements import RELEASED, Held, Pact
from tests.stateful.conditions import Conditional
from tests.stateful.parties import require


def alone(step: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a step of the escrow in the middle of another."""

    @wraps(step)
    def taken(self: Any, *given: Any) -> Any:
        with self._lock("escrow"):
            return step(self, *given)

    return taken


@dataclass
class Escrow(Conditional):
    """Ledger, market, factoring and escrow together."""

    begun: dict[Pact, Pact] = field(default_factory=dict)  # the terms in force, by the first ones
    held: defaultdict[tuple[Pact, int], Held] = field(default_factory=lambda: defaultdict(Held))
    revoked_terms: set[Pact] = field(default_factory=set)
    places: dict[int, tuple[Pact, int]] = field(default_factory=dict)

    # Agreements

    @alone
    def begin_pact(self, caller, pact, signed):
        require(pact.origin is None and pact.version == 0, "ConditionalEscrow_WrongAmendment")
        require(pact not in self.begun, "ConditionalEscrow_AlreadyBegun")
        require(pact not in self.revoked_terms, "ConditionalEscrow_Revoked")
        self._require_pact(pact)
        self._require_all_signed(caller, pact, signed)
        self.begun[pact] = pact
        for number in range(pact.at_once):
            self._fund(pact, number, pact.promises[number].receivable)

    @alone
    def fund_milestone(self, caller, pact, number, id_):
        self._require_in_force(pact, 0)
        require(self.held[pact.first, 0].funded, "ConditionalEscrow_NotInForce")
        require(number < len(pact.promises), "ConditionalEscrow_NoSuchMilestone")
        require(caller == pact.account(pact.promises[number].source), "ConditionalEscrow_NotAllowed")
        self._fund(pact, number, id_)

    @alone
    def amend_pact(self, caller, pact, amended, signed):
        self._require_in_force(pact, 0)
        require(self.held[pact.first, 0].funded, "ConditionalEscrow_NotInForce")
        follows = amended.origin == pact.first and amended.version == pact.version + 1
        same = (amended.payer, amended.payee, amended.lender) == (pact.payer, pact.payee, pact.lender)
        require(follows and same, "ConditionalEscrow_WrongAmendment")
        require(amended not in self.revoked_terms, "ConditionalEscrow_Revoked")
        self._require_pact(amended)
        self._require_all_signed(caller, amended, signed)
        self.begun[pact.first] = amended
        for number in range(max(len(pact.promises), len(amended.promises))):
            held = self.held[pact.first, number]
            kept = [of.promises[number].fixed for of in (pact, amended) if number < len(of.promises)]
            unchanged = len(kept) == 2 and kept[0] == kept[1]
            require(not held.funded or unchanged, "ConditionalEscrow_FundedMilestoneChanged")
            held.amended = True

    @alone
    def revoke_pact(self, caller, pact):
        self._party(pact, caller)
        in_force = self.begun.get(pact.first) == pact
        require(pact not in self.begun and not in_force, "ConditionalEscrow_AlreadyBegun")
        self.revoked_terms.add(pact)

    # Release and lapse

    @alone
    def release_milestone(self, caller, pact, number, shown):
        held, promise = self._funded(pact, number)
        require(self.today <= promise.last_day, "ConditionalEscrow_EvidencePeriodOver")
        ppm = self.met(promise.condition, shown, promise.deadline)
        amount = min(held.met_down(promise, ppm), held.free(promise))
        require(amount, "ConditionalEscrow_NothingMet")
        held.released += amount
        return amount

    @alone
    def lapse_milestone(self, caller, pact, number):
        held, promise = self._funded(pact, number)
        require(self.today > promise.last_day, "ConditionalEscrow_EvidencePeriodOpen")
        amount = held.free(promise)
        require(amount, "ConditionalEscrow_NothingThere")
        held.divided = True
        held.returned += amount
        return amount

    # Disputes

    @alone
    def dispute(self, caller, pact, number, amount):
        held, promise = self._funded(pact, number)
        by = self._party(pact, caller)
        require(pact.arbiter, "ConditionalEscrow_NotAllowed")
        require(self.today <= promise.last_day, "ConditionalEscrow_EvidencePeriodOver")
        require(0 < amount <= self.disputable(pact, number), "ConditionalEscrow_TooMuchDisputed")
        held.divided = True
        held.disputes.append((amount, self.today + pact.arbiter_days, by))
        return len(held.disputes) - 1

    def disputable(self, pact, number):
        """Give what is held and not met as far as the chain alone shows."""
        held, promise = self.held[pact.first, number], pact.promises[number]
        ppm = self.met(promise.condition, None, promise.deadline)
        return max(0, held.free(promise) - held.met_down(promise, ppm))

    @alone
    def rule_dispute(self, caller, pact, number, which, award):
        held, (amount, last_day, _) = self._disputed(pact, number, which)
        require(caller == pact.arbiter, "ConditionalEscrow_NotAllowed")
        require(self.today <= last_day, "ConditionalEscrow_ArbiterTooLate")
        require(award <= amount, "ConditionalEscrow_AwardTooLarge")
        self._divide(held, which, award)

    @alone
    def rule_by_silence(self, caller, pact, number, which):
        held, (amount, last_day, _) = self._disputed(pact, number, which)
        require(self.today > last_day, "ConditionalEscrow_ArbitersTime")
        self._divide(held, which, amount * pact.silence_ppm // PPM)

    def _divide(self, held, which, award):
        held.awarded += award
        held.returned += held.disputes[which][0] - award
        held.disputes[which] = None

    def _disputed(self, pact, number, which):
        held, _ = self._funded(pact, number)
        there = which < len(held.disputes) and held.disputes[which]
        require(there, "ConditionalEscrow_NoSuchDispute")
        return held, there

    # Custody

    @alone
    def withdraw_milestone(self, caller, pact, number, side, to):
        held, promise = self._funded(pact, number)
        party = pact.account(promise.to if side == RELEASED else promise.lapses_to)
        require(to == party or caller == party, "ConditionalEscrow_NotAllowed")
        own = to == party or (to != "escrow" and self.one_company(party, to))
        require(own, "ConditionalEscrow_IdentityMismatch")
        if to != party:
            self._require_unfrozen(party)
        self._require_accredited(to)
        waiting = held.waiting(side)
        if promise.is_money or self.today < self._record(held.receivable).due_day:
            require(waiting, "ConditionalEscrow_NothingThere")
            return self._hand_out(pact, number, side, waiting, to)
        self._bring_in(pact, number)
        amount = self._share(held, promise, side, waiting)
        self._move(promise.currency, "escrow", to, amount)
        return amount

    @alone
    def collect_milestone(self, caller, pact, number):
        self._funded(pact, number)
        amount = self._bring_in(pact, number)
        require(amount, "ConditionalEscrow_NothingThere")
        return amount

    def _hand_out(self, pact, number, side, amount, to):
        held, promise = self.held[pact.first, number], pact.promises[number]
        whole = promise.amount - held.gone
        if side == RELEASED:
            held.withdrawn += amount
        else:
            held.returned_withdrawn += amount
        if promise.is_money:
            self._move(promise.currency, "escrow", to, amount)
        else:
            require(self._is_kept(pact, number), "ConditionalEscrow_NothingThere")
            if amount == whole:
                del self.places[held.receivable]
            self._hand_over("escrow", to, held.receivable, amount, whole)
        return amount

    def _share(self, held, promise, side, value):
        """Divide what a receivable brought: who earned is rounded down, what goes back up."""
        whole = promise.amount - held.gone
        require(whole, "ConditionalEscrow_NothingThere")
        if side == RELEASED:
            amount = held.collected * value // whole - held.paid_released
            held.paid_released += amount
        else:
            amount = -(-held.collected * value // whole) - held.paid_returned
            held.paid_returned += amount
        require(amount, "ConditionalEscrow_NothingThere")
        return amount

    def _bring_in(self, pact, number):
        if not self._is_kept(pact, number):
            return 0
        held = self.held[pact.first, number]
        (amount,) = self.claim_many("escrow", [held.receivable])
        held.collected += amount
        return amount

    def _is_kept(self, pact, number):
        id_ = self.held[pact.first, number].receivable
        here = id_ in self.receivables and self.receivables[id_].holder == "escrow"
        return here and self.places.get(id_) == (pact.first, number)
