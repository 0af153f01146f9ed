"""How the console speaks: members of the cast by name, receivables by label, money by currency, refusals in a line."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from _anvil import ROOT
from headwater import ContractRefused, Currency, HeadwaterError, Pedigree, date_of, format_units

ERRORS = [
    ROOT / "contracts" / f"{name}.sol"
    for name in (
        "libraries/HeadwaterErrors",
        "libraries/EscrowErrors",
        "libraries/SupervisionErrors",
        "interfaces/IERC7943NonFungible",
    )
]
IDS = {"id", "parent", "receivable", "tokenId"}
DAYS = {"dueDay", "today", "validUntil", "lastDay", "deadlineDay", "day"}
AMOUNTS = {
    "value",
    "asked",
    "outstanding",
    "face",
    "cap",
    "balance",
    "allowance",
    "needed",
    "limit",
    "least",
    "proceeds",
}
AMOUNTS |= {"discount", "due", "arrived", "principal", "interest", "amount", "disputable", "disputed", "award"}


class NotUnderstood(HeadwaterError):
    """Something that the console was given and cannot make sense of; the message says what it takes."""


class Member(str):
    """A member of the cast: its address, which shows its name. Whatever takes an address takes a member."""

    name: str

    def __new__(cls, name: str, address: str) -> Member:
        member = super().__new__(cls, address)
        member.name = name
        return member

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # what __new__ takes
        return self.name, str(self)

    def __repr__(self) -> str:
        return f"{self.name} {self}"


class Outcome(str):
    """What came of a verb, in words; `receivables` are the ids of those it is about, and one alone can stand for it."""

    receivables: tuple[int, ...]

    def __new__(cls, text: str, *receivables: int) -> Outcome:
        outcome = super().__new__(cls, text)
        outcome.receivables = receivables
        return outcome

    def __getnewargs__(self) -> tuple[str | int, ...]:  # type: ignore[override]  # what __new__ takes
        return str(self), *self.receivables

    def __repr__(self) -> str:
        return str(self)


class Wording:
    """What to call the things of one programme."""

    def __init__(self, members: dict[str, Member], others: dict[str, str], currency: Currency) -> None:
        self.currency = currency
        self.orders: dict[bytes, str] = {}
        self._names = {str(member): name for name, member in members.items()} | others

    def name(self, account: str) -> str:
        """Give the name of an account of the cast, the address of any other."""
        return self._names.get(account, account)

    def named(self, text: str) -> str:
        """Give a text with the names of the accounts in it for their addresses."""
        known = re.compile("|".join(self._names))
        return known.sub(lambda found: self._names[found[0]], text)

    def label(self, receivable: int) -> str:
        """Give `12/7`."""
        return Pedigree.of(receivable).label

    def money(self, units: int) -> str:
        """Give base units as an amount of the currency."""
        return format_units(units, self.currency)

    def date(self, day: int) -> str:
        """Give a UTC day as a date."""
        return date_of(day).isoformat()

    def refusal(self, error: HeadwaterError) -> str:
        """Give a refusal as one line that begins with its name."""
        if not isinstance(error, ContractRefused):
            return f"Refused, {type(error).__name__}: {error}"
        reason = _reasons().get(error.name)
        values = ", ".join(f"{_words(field)} {self._value(field, value)}" for field, value in error.values.items())
        return f"Refused, {error.name}" + (f": {reason}" if reason else "") + (f" ({values})." if values else ".")

    def _value(self, field: str, value: Any) -> str:  # noqa: ANN401 - any ABI value
        if isinstance(value, bytes):
            return self.orders.get(value, "0x" + value.hex())
        if isinstance(value, str):
            return self.name(value)
        written = {**dict.fromkeys(IDS, self.label), **dict.fromkeys(DAYS, self.date), "ppm": percent}
        return (written | dict.fromkeys(AMOUNTS, self.money)).get(field, str)(value)


def percent(ppm: int) -> str:
    """Give ppm as percent."""
    return f"{Decimal(ppm).scaleb(-4).normalize():f} %"


@lru_cache
def _reasons() -> dict[str, str]:
    """Why each error is thrown, in the words of its own documentation."""
    documented = re.compile(r"@notice Thrown when (.+)\.\n\s*error (\w+)\(")
    return {name: reason for file in ERRORS for reason, name in documented.findall(file.read_text("utf-8"))}


def _words(field: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda capital: f" {capital[1].lower()}", field)
