"""What an agreement says, in sentences: its words, its numbers as people write them, and one sentence a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_utils.crypto import keccak
from web3.exceptions import Web3Exception

from headwater._agreements import Agreement, Comparison, Milestone, Party
from headwater._beginning import answered
from headwater._days import LAST_DAY, date_of
from headwater._errors import ContractUnanswered, PedigreeMalformed
from headwater._money import MAX_UNITS, Currency, format_units
from headwater._pedigree import Pedigree
from headwater._reading import Asked
from headwater._refusals import ContractRefused
from headwater._signed import text_of
from headwater._types import ZERO_ADDRESS, Status

if TYPE_CHECKING:
    from headwater._escrow import Escrow

SHOWN_BYTES = 96  # of terms that nobody can read; of more, the hash is shown as well
_SYMBOL = 12  # characters that the symbol of a currency may have
_DECIMALS = 36

_COMPARED = {
    Comparison.EQUALS: "is exactly",
    Comparison.AT_LEAST: "is a number of at least",
    Comparison.AT_MOST: "is a number of at most",
}
_STATUS = {
    Status.MATURED: "fallen due",
    Status.OVERDUE: "been unpaid for longer than its days of grace, and is not in default",
    Status.DEFAULTED: "been in default",
    Status.RECOVERED: "been settled after a default",
    Status.SETTLED: "been settled, after a default or before",
}


def day(number: int) -> str:
    """Give a UTC day as a date."""
    return date_of(number).isoformat() if number <= LAST_DAY else f"day {number}"


def percent(ppm: int) -> str:
    """Give parts per million as a percentage, exactly."""
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04}".rstrip("0").rstrip(".") + " %"


def quoted(text: str) -> str:
    """Give text in quotation marks, whole, with whatever a reader could not see, or be misled by, written out."""
    plain = "".join(c if c.isprintable() and c not in "“”\\" else c.encode("unicode_escape").decode() for c in text)
    return f"“{plain}”".replace("“”", "“” (nothing)")


def raw(terms: bytes) -> str:
    """Give bytes in hex; of many, the first ones, their number and their hash."""
    if len(terms) <= SHOWN_BYTES:
        return "0x" + terms.hex()
    return f"0x{terms[:SHOWN_BYTES].hex()}… ({len(terms)} bytes, with the hash 0x{keccak(terms).hex()})"


def receivable(token: int) -> str:
    """Give a receivable by its label."""
    try:
        return f"receivable {Pedigree.of(token).label} ({token})"
    except PedigreeMalformed:
        return f"receivable {token}, which can never exist,"


def counted(number: int, noun: str) -> str:
    """Give a number of things."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


class Words:
    """The words for one agreement: who its parties are, and what its currencies are called on chain."""

    def __init__(self, suite: Escrow, terms: Agreement, block: int) -> None:
        self.suite, self.terms, self.block = suite, terms, block
        self._currencies: dict[str, Currency | None] = {}

    def who(self, party: Party) -> str:
        """Give a party by what it is and its account."""
        account = self.terms.parties.get(party)
        return f"the {party.name.lower()} {account or '(whom nobody is)'}"

    def money(self, currency: str, amount: int) -> str:
        """Give an amount as its currency writes it; in base units where that does not say so."""
        if currency not in self._currencies:
            self._currencies[currency] = self._named(currency)
        known = self._currencies[currency]
        if known is None or amount > MAX_UNITS:
            return f"{amount} base units of {currency}"
        return f"{format_units(amount, known)} ({currency})"

    def short(self, currency: str, amount: int) -> str:
        """The same, without the currency's address, which has been said."""
        return self.money(currency, amount).removesuffix(f" ({currency})")

    def _named(self, currency: str) -> Currency | None:
        money = self.suite._currency(currency).functions
        try:
            symbol, decimals = answered(money.symbol(), self.block), answered(money.decimals(), self.block)
        except (ContractRefused, ContractUnanswered, Web3Exception):
            return None
        plain = symbol.isascii() and symbol.isprintable() and 0 < len(symbol) <= _SYMBOL and " " not in symbol
        return Currency(symbol, decimals) if plain and decimals <= _DECIMALS else None

    # What is agreed

    def heading(self) -> tuple[str, ...]:
        """Who has agreed on what frame."""
        terms = self.terms
        parties = [f"{self.who(party)[0].upper()}{self.who(party)[1:]} takes part." for party in terms.parties]
        documents = f"The trade documents are those with the root 0x{terms.document_root.hex()}."
        begins = (
            f"It can begin until {day(terms.valid_until)}, and the first "
            f"{counted(terms.funded_at_once, 'milestone')} of {len(terms.milestones)} must be funded as it does."
        )
        amended = f"These are its terms as amended {counted(terms.version, 'time')}."
        first = [amended] if terms.version or any(terms.origin) else [begins]
        return (*parties, *self._arbiter(), *([documents] if any(terms.document_root) else []), *first)

    def _arbiter(self) -> tuple[str, ...]:
        terms = self.terms
        if terms.arbiter == ZERO_ADDRESS:
            return ("There is no arbiter, and nothing can be disputed.",)
        share, back = percent(terms.silence_ppm), percent(max(1_000_000 - terms.silence_ppm, 0))
        return (
            f"The arbiter {terms.arbiter} has {counted(terms.arbiter_days, 'day')} to divide an amount that a party "
            "has disputed.",
            f"If the arbiter is silent, {share} of that amount goes to who would have earned it, and {back} goes back.",
        )

    def milestone(self, due: Milestone) -> tuple[str, ...]:
        """What is due, and when."""
        last = day(due.deadline_day + due.evidence_days)
        return (
            f"{self.who(due.source)[0].upper()}{self.who(due.source)[1:]} puts in {self.asset(due)}, "
            f"by {day(due.deadline_day)}.",
            f"It goes to {self.who(due.to)}, as far as the condition below is met.",
            f"Evidence must be dated by {day(due.deadline_day)} and shown by {last} "
            f"({counted(due.evidence_days, 'day')} later).",
            f"After {last}, what was not earned goes to {self.who(due.lapses_to)}.",
        )

    def asset(self, due: Milestone) -> str:
        """What is put in."""
        value = self.money(due.currency, due.amount)
        if due.receivable:
            return f"{value} of the value of {receivable(due.receivable)}"
        if due.obligor == ZERO_ADDRESS:
            return value
        return (
            f"{value} of the value of a receivable, chosen then, that {due.obligor} owes and that falls due "
            f"by {day(due.latest_due_day)}"
        )

    # What is asked

    def condition(self, asked: Asked, deadline_day: int) -> str:
        """One sentence for a condition; its parts have their own."""
        address, terms = asked.condition.address, asked.condition.terms
        if not asked.name:
            return f"what the contract {address} says, which this suite does not know, of the terms {raw(terms)}"
        if asked.is_cut:
            return f"{asked.name} ({address}), nested too deep or too long to be shown, of the terms {raw(terms)}"
        if asked.values is None:
            return f"{asked.name} ({address}), of terms that cannot be read: {raw(terms)}"
        match asked.name:
            case "AfterDate":
                never = ", which is after the deadline and so never in time" if asked.values[0] > deadline_day else ""
                return f"{day(asked.values[0])} has come{never}"
            case "AttestedBy":
                return _attested(*asked.values)
            case "ObligationPaid":
                return _paid(*asked.values)
            case "ReceivableDelivered":
                return _delivered(*asked.values)
            case "DocumentDisclosed":
                path, comparison, value = asked.values
                return f"the documents show that {quoted(path)} {_COMPARED[comparison]} {quoted(value)}"
        return _combined(asked)


def _attested(attestors: tuple[str, ...], needed: int, subject: bytes, quantity: int, pro_rata: bool) -> str:
    text = text_of(subject)
    named = f"the subject 0x{subject.hex()}" if text is None else quoted(text)
    who = ", ".join(attestors) or "(nobody)"
    part = "a part of the quantity releases a part" if pro_rata else "a part of the quantity releases nothing"
    whole = f"at least {needed} of {counted(len(attestors), 'attestor')} {who}"
    verb = "states" if len(attestors) == 1 else "state"
    return f"{whole} {verb} that {quantity} of {quantity} {'is' if quantity == 1 else 'are'} {named}; {part}"


def _paid(obligation: int, status: Status) -> str:
    if status is Status.OPEN:
        return f"obligation {obligation} is paid; a part of it paid releases a part"
    return f"obligation {obligation} has {_STATUS[status]}"


def _delivered(token: int, holder: str, value: int, milestone: int) -> str:
    so_much = f"{value} {'base unit' if value == 1 else 'base units'}"
    if token:
        return f"{holder} holds {receivable(token)} with {so_much} unclaimed"
    return f"milestone {milestone} of this agreement has released {so_much}"


def _combined(asked: Asked) -> str:
    parts = f"of these {counted(len(asked.parts), 'condition')}"
    match asked.name:
        case "All":
            return f"all {parts} together, as far as the one that is met least"
        case "Any":
            return f"any {parts}, as far as the one that is met most"
        case "AtLeast":
            needed = (asked.values or (0,))[0]
            return f"at least {needed} {parts}, as far as the {needed} that are met most are all met"
    return "the opposite of this condition, as far as it is not met"
