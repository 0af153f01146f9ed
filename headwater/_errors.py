"""Everything that Headwater refuses, as one tree.

    HeadwaterError
    ├── AddressRefused, ArtifactUnknown, DayAfterDeadline, DayOutOfRange, HistoryMalformed, KeyRefused
    ├── PedigreeMalformed
    ├── TextMalformed                   field, value
    │   ├── OfferMalformed ── OfferVersionUnknown
    │   ├── AgreementMalformed ── AgreementVersionUnknown
    │   └── StatementMalformed ── StatementVersionUnknown
    ├── ChainError
    │   ├── ChainUnreachable, ChainUnsupported, DeploymentMismatch
    │   ├── AccountUnfunded, TransactionFailed, TransactionPending
    │   ├── AllowanceTooSmall, BalanceTooSmall          account, currency, available, needed
    │   ├── ContractUnanswered, SignatureMissing
    │   └── ContractRefused               in headwater.refusals: one class an error of the contracts, by name
    ├── MoneyError                      value
    │   ├── CurrencyUnknown, CurrencyWithoutUnits
    │   └── AmountMalformed, AmountNegative, AmountTooPrecise, AmountTooLarge
    ├── DisclosureRefused               its kinds are in headwater.disclosures
    ├── VaultError                      its kinds are in headwater.vault
    ├── AuditError                      its kinds are in headwater.audit
    └── DocumentRefused                 rule, field, value: its kinds are in headwater.documents

A message is one sentence and quotes at most the one value that was refused, as printable ASCII of at most
`SHOWN` characters: it can be logged and shown without giving a document away.
"""

from __future__ import annotations

SHOWN = 60  # characters of a refused value that a message may show


def shown(value: str) -> str:
    """Give `value` as printable ASCII, at most `SHOWN` characters; what it gives it leaves as it is."""
    plain = "".join(c if c.isascii() and c.isprintable() else f"\\u{ord(c):04x}" for c in value[: SHOWN + 1])
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 3]}..."


class HeadwaterError(Exception):
    """The root: whatever Headwater refuses, it refuses by raising one of these."""


class AddressRefused(HeadwaterError):
    """What is given as an address is none, has no checksum, or is a name."""


class ArtifactUnknown(HeadwaterError):
    """A contract that does not ship with the package."""


class DayOutOfRange(HeadwaterError):
    """A day number or date that no obligation can have."""


class HistoryMalformed(HeadwaterError):
    """Payments that no obligation can have had: out of order, or before its due day."""


class KeyRefused(HeadwaterError):
    """A key that cannot be had, kept or published: its file, variable, password or length; never says what it is."""


class PedigreeMalformed(HeadwaterError):
    """A token id or label that no receivable can have."""


class TextMalformed(HeadwaterError):
    """A text that cannot be read; `field` is where, `value` what stood there, shortened, or None for nothing."""

    def __init__(self, sentence: str, field: str, value: object) -> None:
        self.sentence, self.field = sentence, shown(field)
        self.value = None if value is None else shown(str(value))
        super().__init__(sentence, self.field, self.value)

    def __str__(self) -> str:
        found = "" if self.value is None else f" = '{self.value}'"
        return f"{self.sentence} ({self.field}{found})."


class OfferMalformed(TextMalformed):
    """A text that is no signed offer."""


class OfferVersionUnknown(OfferMalformed):
    """A signed offer as another version of the package writes it."""


class AgreementMalformed(TextMalformed):
    """A text that is no signed agreement, or the signature of no party of it."""


class AgreementVersionUnknown(AgreementMalformed):
    """A signed agreement as another version of the package writes it."""


class StatementMalformed(TextMalformed):
    """A text that is no signed statement."""


class StatementVersionUnknown(StatementMalformed):
    """A signed statement as another version of the package writes it."""


class DayAfterDeadline(HeadwaterError):
    """A milestone waits for a day that comes after its deadline, and so is not met by it in time."""

    def __init__(self, milestone: int, day: int, deadline_day: int) -> None:
        self.milestone, self.day, self.deadline_day = milestone, day, deadline_day
        super().__init__(f"Milestone {milestone} waits for day {day}, after its deadline, day {deadline_day}.")


class ChainError(HeadwaterError):
    """What a node or a contract refuses."""


class ChainUnreachable(ChainError):
    """No node answers, or not in time."""


class ChainUnsupported(ChainError):
    """The chain does not run what the contracts are compiled to."""


class DeploymentMismatch(ChainError):
    """The chain is another than the deployment's, or what stands there is not ours."""


class AccountUnfunded(ChainError):
    """An account has less than what is to be done costs."""


class TransactionFailed(ChainError):
    """A transaction was not taken by the node, or was mined and failed."""


class TransactionPending(ChainError):
    """A transaction is not mined in time."""


class _FundsTooSmall(ChainError):
    """An account cannot pay: `needed` and what is `available` of a currency, in base units."""

    def __init__(self, account: str, currency: str, available: int, needed: int) -> None:
        self.account, self.currency, self.available, self.needed = account, currency, available, needed
        super().__init__(account, currency, available, needed)


class AllowanceTooSmall(_FundsTooSmall):
    """An account lets a contract of the suite move less of its money than what it has agreed to costs."""

    def __str__(self) -> str:
        return f"{self.account} allows {self.available} base units of {self.currency}, and {self.needed} are needed."


class BalanceTooSmall(_FundsTooSmall):
    """An account has less money than what it has agreed to costs."""

    def __str__(self) -> str:
        return f"{self.account} has {self.available} base units of {self.currency}, and {self.needed} are needed."


class ContractUnanswered(ChainError):
    """What stands at an address does not answer as it should; `reason` says how."""

    def __init__(self, contract: str, reason: str) -> None:
        self.contract, self.reason = contract, reason
        super().__init__(f"The contract {contract} gives no answer: {reason}.")


class SignatureMissing(ChainError):
    """A party of an agreement has not signed it yet."""

    def __init__(self, party: str) -> None:
        self.party = party
        super().__init__(f"The signature of {party} is missing.")


class MoneyError(HeadwaterError):
    """An amount or a currency that cannot be used; `value` is what was given, shortened."""

    def __init__(self, sentence: str, value: str) -> None:
        self.sentence, self.value = sentence, shown(value)
        super().__init__(sentence, self.value)

    def __str__(self) -> str:
        return f"{self.sentence} (given: '{self.value}')."


class CurrencyUnknown(MoneyError):
    """The code is not an alphabetic code of ISO 4217 in capitals."""


class CurrencyWithoutUnits(MoneyError):
    """ISO 4217 gives the code no minor unit: precious metals, units of account, testing codes."""


class AmountMalformed(MoneyError):
    """The amount is not plain digits with at most one decimal point."""


class AmountNegative(MoneyError):
    """The amount is below zero."""


class AmountTooPrecise(MoneyError):
    """The amount has more decimals than its currency."""


class AmountTooLarge(MoneyError):
    """The amount is beyond the 2^88 - 1 base units that a receivable can hold."""


class DocumentRefused(HeadwaterError):
    """A document that cannot be financed.

    `rule` names the broken rule (an EN 16931 id such as `BR-02` where one says so, else `HW-…`), `field` the
    element it was found in, `value` what stood there, shortened, or None where nothing did.
    """

    def __init__(self, sentence: str, rule: str, field: str, value: str | None = None) -> None:
        self.sentence, self.rule, self.field = sentence, rule, field
        self.value = None if value is None else shown(value)
        super().__init__(sentence, rule, field, self.value)

    def __str__(self) -> str:
        found = "" if self.value is None else f" = '{self.value}'"
        return f"{self.sentence} ({self.rule}: {self.field}{found})."
