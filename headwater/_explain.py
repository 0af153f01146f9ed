"""An agreement explained: what it says, where each milestone stands, and what is still missing for its release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater._agreements import Agreement, Kept, Milestone, MilestoneState
from headwater._artifacts import artifact
from headwater._beginning import answered
from headwater._errors import HeadwaterError
from headwater._pricing import PPM
from headwater._reading import Asked, for_parts, read
from headwater._refusals import ContractPanicked, refused
from headwater._sentences import Words, counted, day, percent, quoted
from headwater._signed import text_of
from headwater._types import Capacity

if TYPE_CHECKING:
    from headwater._escrow import Escrow


@dataclass(frozen=True, slots=True)
class ConditionExplained:
    """A condition or a part of one: what it asks, and how far it is met for what was shown.

    `ppm` is None where it fails, and `refusal` says by which error, or where it stands too deep to be looked at;
    `answer` says it in words. `asked` has the terms.
    """

    asked: Asked
    sentence: str
    answer: str
    ppm: int | None
    refusal: HeadwaterError | None
    parts: tuple[ConditionExplained, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Give it and its parts, a line each, nested ones indented."""
        yield f"{'  ' * depth}- {self.sentence}: {self.answer}."
        for part in self.parts:
            yield from part.lines(depth + 1)


@dataclass(frozen=True, slots=True)
class MilestoneBalances:
    """How a milestone's amount is divided now, in base units of money or of a receivable's value.

    `released` and `returned` contain what disputes brought; `waiting_released` and `waiting_returned` are what of them
    was not withdrawn.
    """

    released: int
    waiting_released: int
    returned: int
    waiting_returned: int
    disputed: int
    held: int

    @classmethod
    def of(cls, due: Milestone, state: MilestoneState) -> MilestoneBalances:
        """Divide a funded milestone's amount."""
        released = state.released + state.awarded
        held = due.amount - released - state.returned - state.disputed
        waiting = released - state.withdrawn, state.returned - state.returned_withdrawn
        return cls(released, waiting[0], state.returned, waiting[1], state.disputed, held)


@dataclass(frozen=True, slots=True)
class MilestoneExplained:
    """One milestone: what is due, its condition, where it stands, and what `release` would release now.

    `balances` is None before it is funded.
    """

    number: int
    sentences: tuple[str, ...]
    condition: ConditionExplained
    standing: tuple[str, ...]
    balances: MilestoneBalances | None
    kept: Kept | None
    releasable: int

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, a sentence a line."""
        said = [f"  {sentence}" for sentence in self.sentences]
        tree = [f"    {line}" for line in self.condition.lines()]
        stands = [f"  {sentence}" for sentence in self.standing]
        return (f"Milestone {self.number}", *said, "  The condition:", *tree, *stands)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An agreement in plain English, with the data behind it; `agreement` is its name, the first terms' digest."""

    terms: Agreement
    agreement: bytes
    heading: tuple[str, ...]
    status: str
    milestones: tuple[MilestoneExplained, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, a sentence a line."""
        heading = (f"Agreement 0x{self.agreement.hex()}", *(f"  {line}" for line in (*self.heading, self.status)))
        return (*heading, *(line for milestone in self.milestones for line in milestone.lines))

    def __str__(self) -> str:
        return "\n".join(self.lines)


def explain(suite: Escrow, terms: Agreement, shown: Mapping[int, bytes]) -> Explanation:
    """Explain an agreement as it stands at the latest block."""
    return _Explaining(suite, terms).explained(shown)


class _Explaining:
    """An agreement, asked about at one block."""

    def __init__(self, suite: Escrow, terms: Agreement) -> None:
        self.suite, self.terms = suite, terms
        block = suite.w3.eth.get_block("latest")
        self.block, self.today = block["number"], block["timestamp"] // 86_400
        self.digest = suite.agreement_digest(terms)
        self.agreement = terms.origin if any(terms.origin) else self.digest
        self.words = Words(suite, terms, self.block)

    def explained(self, shown: Mapping[int, bytes]) -> Explanation:
        milestones = tuple(self._milestone(i, due, shown.get(i, b"")) for i, due in enumerate(self.terms.milestones))
        return Explanation(self.terms, self.agreement, self.words.heading(), self._status(), milestones)

    def _status(self) -> str:
        begun = self.suite.milestone(self.agreement, 0, self.block).funded
        amended = bytes(self.suite._read(self.suite.escrow.functions.amendmentOf(self.agreement), self.block))
        if begun and (amended if any(amended) else self.agreement) == self.digest:
            return "It has begun, and these terms are in force."
        if self.suite.milestone(self.digest, 0, self.block).revoked:
            return "A party has revoked these terms, and they cannot come into force."
        if begun:
            return "Other terms than these are in force."
        over = self.today > self.terms.valid_until
        return "It has not begun, and can begin no longer." if over else "It has not begun."

    # One milestone

    def _milestone(self, number: int, due: Milestone, evidence: bytes) -> MilestoneExplained:
        context = (self.suite.escrow.address, self.agreement, number, self.terms.document_root, due.deadline_day)
        condition = self._condition(read(due.condition, self.suite.conditions.names), evidence, context)
        state = self.suite.milestone(self.agreement, number, self.block)
        kept = self.suite.kept(self.agreement, number, self.block) if state.funded else None
        balances = MilestoneBalances.of(due, state) if state.funded else None
        releasable = self._releasable(due, balances, condition.ppm)
        standing = tuple(self._standing(due, balances, kept, releasable))
        return MilestoneExplained(number, self.words.milestone(due), condition, standing, balances, kept, releasable)

    def _releasable(self, due: Milestone, balances: MilestoneBalances | None, ppm: int | None) -> int:
        if balances is None or ppm is None or self.today > due.deadline_day + due.evidence_days:
            return 0
        return min(max(due.amount * ppm // PPM - balances.released, 0), balances.held)

    def _standing(
        self, due: Milestone, balances: MilestoneBalances | None, kept: Kept | None, releasable: int
    ) -> Iterator[str]:
        if balances is None or kept is None:
            late = self.today > due.deadline_day
            yield "It is not funded, and can be no longer." if late else "It is not funded yet."
            return
        said = {name: self.words.short(due.currency, getattr(balances, name)) for name in balances.__slots__}
        yield "It is funded."
        if balances.released:
            yield f"Released: {said['released']}, of which {said['waiting_released']} wait to be withdrawn."
        if balances.returned:
            yield f"Returned: {said['returned']}, of which {said['waiting_returned']} wait to be withdrawn."
        if balances.disputed:
            yield f"Disputed: {said['disputed']}, which the arbiter divides."
        yield f"Held: {said['held']}."
        if kept.collected:
            brought, earned, back = (
                self.words.short(due.currency, amount)
                for amount in (kept.collected, kept.paid_released, kept.paid_returned)
            )
            yield (
                f"Its receivable has fallen due and brought {brought}, which stand in its place: {earned} were paid to "
                f"who earned, {back} back."
            )
        if self.today > due.deadline_day + due.evidence_days:
            yield "Its evidence period is over: nothing more is released, and what is held lapses at anybody's call."
        elif balances.held:
            yield f"For what is shown, {self.words.short(due.currency, releasable)} can be released now."

    # Conditions

    def _condition(self, asked: Asked, evidence: bytes, context: tuple[object, ...]) -> ConditionExplained:
        shown = for_parts(evidence, len(asked.parts)) if asked.parts else ()
        parts = tuple(self._condition(part, own, context) for part, own in zip(asked.parts, shown, strict=True))
        sentence = self.words.condition(asked, int(str(context[-1])))
        if asked.is_cut and asked.name:
            return ConditionExplained(asked, sentence, "not looked at", None, None)
        try:
            ppm = self._ask(asked, evidence, context)
        except HeadwaterError as refusal:
            unnamed = isinstance(refusal, ContractPanicked) and not refusal.values.get("data", "").removeprefix("0x")
            why = "it cannot read what it is given, or is no condition" if unnamed else str(refusal).rstrip(".")
            return ConditionExplained(asked, sentence, f"fails: {why}", None, refusal, parts)
        return ConditionExplained(asked, sentence, self._answer(asked, evidence, ppm), ppm, None, parts)

    def _ask(self, asked: Asked, evidence: bytes, context: tuple[object, ...]) -> int:
        address, w3 = asked.condition.address, self.suite.w3
        contract = w3.eth.contract(w3.to_checksum_address(address), abi=artifact("ICondition").abi)
        ppm = int(answered(contract.functions.isMet(asked.condition.terms, evidence, context), self.block))
        if ppm > PPM:
            raise refused("ConditionalEscrow_InvalidAnswer", condition=address, ppm=ppm)
        return ppm

    def _answer(self, asked: Asked, evidence: bytes, ppm: int) -> str:
        if ppm == PPM:
            return "met"
        if ppm:
            return f"met as far as {percent(ppm)}"
        match asked.name, asked.values:
            case "AttestedBy", (attestors, needed, subject, *_) if not evidence:
                return f"nothing shown yet: needs {self._needed(attestors, needed, subject)}"
            case "DocumentDisclosed", (path, *_) if not evidence:
                return f"nothing shown yet: needs a disclosure of {quoted(path)}"
            case "AttestedBy", (attestors, needed, subject, *_):
                return f"not met by what is shown: needs {self._needed(attestors, needed, subject)}"
            case "DocumentDisclosed", _:
                return "not met: the documents show another value"
            case "AfterDate", _:
                return f"not met: today is {day(self.today)}"
        return "not met" if asked.name or evidence else "not met, and nothing is shown"

    def _needed(self, attestors: tuple[str, ...], needed: int, subject: bytes) -> str:
        """Who must state it; and who is accredited no longer, and so does not count."""
        text = text_of(subject)
        about = f"of {quoted(text)}" if text is not None else f"of the subject 0x{subject.hex()}"
        gone = [attestor for attestor in attestors if not self._is_attestor(attestor)]
        without = f", without {', '.join(gone)}, not accredited to attest" if gone else ""
        return f"{counted(needed, 'statement')} {about} by the attestors named{without}"

    def _is_attestor(self, account: str) -> bool:
        standing = self.suite._read(self.suite.participants.functions.standingOf(account), self.block)
        return standing[2] >= self.today and Capacity.ATTESTOR in Capacity(standing[0])
