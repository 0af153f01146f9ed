"""Why an agreement could not begin now: every reason that the escrow would give, and some that it would not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from web3.exceptions import Web3Exception, Web3RPCError

from headwater._agreements import Agreement, Kind, Milestone
from headwater._artifacts import artifact
from headwater._errors import (
    AllowanceTooSmall,
    BalanceTooSmall,
    ContractUnanswered,
    DayAfterDeadline,
    HeadwaterError,
    SignatureMissing,
)
from headwater._money import MAX_UNITS
from headwater._pricing import PPM
from headwater._reading import Asked, read
from headwater._refusals import ContractPanicked, ContractRefused, named_refusals, refused
from headwater._types import ZERO_ADDRESS, Capacity, Receivable
from headwater._verify import is_signed_by, ran_out

if TYPE_CHECKING:
    from web3.contract.contract import ContractFunction

    from headwater._escrow import Escrow

MAX_MILESTONES = 50
_DAYS = 2**32  # that a deadline can have
_ARBITER_DAYS = 2**16

_REFUSALS = (ContractRefused, ContractUnanswered, AllowanceTooSmall, BalanceTooSmall)

Reasons = Iterator[HeadwaterError]


class Beginning:
    """An agreement looked at before it begins, at one block."""

    def __init__(self, suite: Escrow, terms: Agreement, signatures: Sequence[bytes]) -> None:
        self.suite, self.terms, self.signatures = suite, terms, list(signatures)
        block = suite.w3.eth.get_block("latest")
        self.block, self.today = block["number"], block["timestamp"] // 86_400
        self.name = suite.agreement_digest(terms)
        self.at_once = terms.milestones[: terms.funded_at_once]

    def reasons(self) -> tuple[HeadwaterError, ...]:
        """Give them all, in the contract's order; what the chain alone knows is asked where nothing else is wrong."""
        looks: tuple[Callable[[], Reasons], ...] = (
            self._place,
            self._size,
            self._arbiter,
            self._parties,
            self._milestones,
            self._signed,
            self._money,
            self._receivables,
        )
        found = [reason for look in looks for reason in look()]
        if not any(isinstance(reason, _REFUSALS) for reason in found):
            found += self._asked(found)
        return (*found, *self._never_met())

    def _place(self) -> Reasons:
        terms = self.terms
        if any(terms.origin) or terms.version:
            yield refused("ConditionalEscrow_WrongAmendment", agreement=terms.origin, version=terms.version)
        first = self.suite.milestone(self.name, 0, self.block)
        if first.funded:
            yield refused("ConditionalEscrow_AlreadyBegun", agreement=self.name)
        if first.revoked:
            yield refused("ConditionalEscrow_Revoked", terms=self.name)

    def _size(self) -> Reasons:
        terms, count = self.terms, len(self.terms.milestones)
        if self.today > terms.valid_until:
            yield refused("ConditionalEscrow_ValidityOver", validUntil=terms.valid_until, today=self.today)
        if not 0 < terms.funded_at_once <= count <= MAX_MILESTONES:
            given = {"milestones": count, "fundedAtOnce": terms.funded_at_once}
            yield refused("ConditionalEscrow_MilestonesOutOfRange", **given)

    def _arbiter(self) -> Reasons:
        terms = self.terms
        if terms.silence_ppm > PPM:
            yield refused("ConditionalEscrow_InvalidShare", ppm=terms.silence_ppm)
        if terms.arbiter == ZERO_ADDRESS:
            return
        if terms.arbiter_days >= _ARBITER_DAYS:
            yield refused("ConditionalEscrow_ArbiterDaysOutOfRange", arbiterDays=terms.arbiter_days)
        if any(self._is_one_company(terms.arbiter, party) for party in terms.parties.values()):
            yield refused("ConditionalEscrow_ArbiterIsParty", arbiter=terms.arbiter)

    def _is_one_company(self, one: str, other: str) -> bool:
        ask = self.suite.participants.functions.legalIdentityOf
        company = bytes(self.suite._read(ask(one), self.block))
        return one == other or (any(company) and company == bytes(self.suite._read(ask(other), self.block)))

    def _parties(self) -> Reasons:
        accounts = list(self.terms.parties.values())
        if len(set(accounts)) < len(accounts) or ZERO_ADDRESS in (self.terms.payer, self.terms.payee):
            yield refused("ConditionalEscrow_InvalidParties")
        for account in dict.fromkeys(accounts):
            if self._standing(account)[2] < self.today:
                yield refused("Participants_NotAccredited", account=account)

    def _standing(self, account: str) -> Any:  # noqa: ANN401 - as the view gives it
        return self.suite._read(self.suite.participants.functions.standingOf(account), self.block)

    # Milestones

    def _milestones(self) -> Reasons:
        for i, due in enumerate(self.terms.milestones):
            yield from self._route(i, due)
            if not 0 < due.amount <= MAX_UNITS:
                yield refused("ConditionalEscrow_AmountOutOfRange", milestone=i, amount=due.amount)
            late = i < self.terms.funded_at_once and self.today > due.deadline_day
            if late or due.deadline_day >= _DAYS or due.evidence_days >= _DAYS:
                days = {"deadlineDay": due.deadline_day, "evidenceDays": due.evidence_days}
                yield refused("ConditionalEscrow_DeadlineOutOfRange", milestone=i, **days)
            if due.obligor != ZERO_ADDRESS and (due.receivable or i < self.terms.funded_at_once):
                yield refused("ConditionalEscrow_ReceivableUnclear", milestone=i)
            yield from self._condition(i, due)

    def _route(self, i: int, due: Milestone) -> Reasons:
        there = all(party in self.terms.parties for party in (due.source, due.to, due.lapses_to))
        if not there or due.to in (due.source, due.lapses_to):
            route = {"from": due.source, "to": due.to, "lapsesTo": due.lapses_to}
            yield refused("ConditionalEscrow_InvalidRoute", milestone=i, **route)

    def _condition(self, i: int, due: Milestone) -> Reasons:
        contract = self.suite.w3.eth.contract(
            self.suite.w3.to_checksum_address(due.condition.address), abi=artifact("ICondition").abi
        )
        try:
            answered(contract.functions.check(due.condition.terms), self.block)
        except ContractPanicked:
            yield ContractUnanswered(due.condition.address, f"it cannot read the terms of milestone {i}")
        except HeadwaterError as reason:
            yield reason
        payee = self.terms.parties.get(due.to)
        if payee is not None and Capacity.SMALL_ENTERPRISE in Capacity(self._standing(payee)[0]):
            yield from self._barred(payee, read(due.condition, self.suite.conditions.names))

    def _barred(self, payee: str, asked: Asked) -> Reasons:
        """As the escrow does, look into what the OPERATOR has said is a combinator."""
        escrow, address = self.suite.escrow.functions, asked.condition.address
        kinds, rule = self.suite._read(escrow.barred(), self.block)
        kind = Kind(self.suite._read(escrow.kindOf(address), self.block))
        if kinds >> kind & 1:
            yield refused("ConditionalEscrow_BarredForSmallEnterprise", payee=payee, condition=address, rule=rule)
        if kind is Kind.COMBINATOR:
            for part in asked.parts:
                yield from self._barred(payee, part)

    def _never_met(self) -> Reasons:
        for i, due in enumerate(self.terms.milestones):
            for asked in read(due.condition, self.suite.conditions.names).walk():
                if asked.name == "AfterDate" and asked.values and asked.values[0] > due.deadline_day:
                    yield DayAfterDeadline(i, asked.values[0], due.deadline_day)

    # Signatures

    def _signed(self) -> Reasons:
        parties, message = self.terms.parties, self.suite.agreement_message(self.terms)
        if len(self.signatures) > len(parties):
            given = {"parties": len(parties), "signatures": len(self.signatures)}
            yield refused("ConditionalEscrow_SignaturesMismatch", **given)
        for place, account in enumerate(parties.values()):
            signature = self.signatures[place] if place < len(self.signatures) else b""
            if is_signed_by(self.suite.w3, account, message, signature, self.block):
                continue
            if signature:
                yield refused("ConditionalEscrow_InvalidSignature", party=account)
            else:
                yield SignatureMissing(account)

    # What is funded at once

    def _money(self) -> Reasons:
        needed: dict[tuple[str, str], int] = defaultdict(int)
        for due in self.at_once:
            if due.source in self.terms.parties and not due.receivable and due.obligor == ZERO_ADDRESS:
                needed[self.terms.parties[due.source], due.currency] += due.amount
        for (account, currency), amount in needed.items():
            money = self.suite._currency(currency).functions
            for view, reason in (
                (money.allowance(account, self.suite.escrow.address), AllowanceTooSmall),
                (money.balanceOf(account), BalanceTooSmall),
            ):
                try:
                    available = int(answered(view, self.block))
                except HeadwaterError:
                    available = 0  # whatever stands there, nothing comes from it
                if available < amount:
                    yield reason(account, currency, available, amount)

    def _receivables(self) -> Reasons:
        needed: dict[int, int] = defaultdict(int)
        for i, due in enumerate(self.at_once):
            if not due.receivable or due.source not in self.terms.parties:
                continue
            needed[due.receivable] += due.amount
            try:
                shown = self.suite.receivable(due.receivable, self.block)
            except ContractRefused as reason:
                yield reason
                continue
            yield from self._taken(i, due, shown, needed[due.receivable])

    def _taken(self, i: int, due: Milestone, shown: Receivable, needed: int) -> Reasons:
        account, escrow = self.terms.parties[due.source], self.suite.escrow.address
        if (shown.currency, shown.holder) != (due.currency, account) or shown.value < needed:
            yield refused("ConditionalEscrow_OtherReceivable", milestone=i, receivable=shown.id)
            return
        if self.today >= shown.due_day:
            days = {"dueDay": shown.due_day, "today": self.today}
            yield refused("Receivables_NotCirculating", obligation=shown.id >> 72, **days)
        ledger = self.suite.receivables.functions
        if not (
            self.suite._read(ledger.isApprovedForAll(account, escrow), self.block)
            or self.suite._read(ledger.getApproved(shown.id), self.block) == escrow
        ):
            yield refused("Receivables_NotAuthorised", id=shown.id, caller=escrow)

    def _asked(self, found: Sequence[HeadwaterError]) -> Reasons:
        """Ask the escrow itself; where one signature is missing, as its party, which needs none."""
        missing = [reason.party for reason in found if isinstance(reason, SignatureMissing)]
        if len(missing) > 1:
            return
        short = len(self.terms.parties) - len(self.signatures)
        step = self.suite.escrow.functions.begin(self.terms.as_tuple(), [*self.signatures, *[b""] * short])
        try:
            answered(step, self.block, sender=missing[0] if missing else self.suite.escrow.address)
        except HeadwaterError as reason:
            yield reason


def answered(view: ContractFunction, block: int, sender: str = ZERO_ADDRESS) -> Any:  # noqa: ANN401 - any ABI value
    """Ask a contract that may be anything; raises its refusal, or ContractUnanswered where it gives no answer."""
    try:
        with named_refusals():
            return view.call({"from": sender}, block, ccip_read_enabled=False)
    except Web3RPCError as error:
        if ran_out(error):
            raise ContractUnanswered(view.address, "it fails, or takes too much gas") from None
        raise
    except (Web3Exception, ValueError, OverflowError):
        raise ContractUnanswered(view.address, "what it says cannot be read") from None
