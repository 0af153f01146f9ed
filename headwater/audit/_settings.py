"""What an event sets and the next of its kind sets anew: by which view, under which keys, the chain shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from headwater._types import ZERO_ADDRESS


@dataclass(frozen=True, slots=True)
class Always:
    """What a view answers after an event, whatever the event says."""

    value: Any


Answer = str | Always


@dataclass(frozen=True, slots=True)
class Setting:
    """A view's signature, the event's arguments that it is asked with, and those that it answers by its own names.

    An answer without a name has the name "".
    """

    view: str
    keys: tuple[str, ...]
    answers: tuple[tuple[str, Answer], ...]

    def value_of(self, args: dict[str, Any]) -> dict[str, Any]:
        """Give what the view answers after an event."""
        return {name: args[given] if isinstance(given, str) else given.value for name, given in self.answers}


def _setting(view: str, keys: str, **answers: Answer) -> Setting:
    named = tuple(("" if name == "only" else name, given) for name, given in answers.items())
    return Setting(view, tuple(keys.split()), named)


SETTINGS: dict[str, Setting] = {
    "AccountBound": _setting("legalIdentityOf(address)", "account", only="legalIdentity"),
    "EncryptionKeyPublished": _setting("encryptionKeyOf(address)", "account", only="key"),
    "CurrencySet": _setting("isCurrencyAllowed(address)", "currency", only="allowed"),
    "AcceptanceRevoked": _setting("isRevoked(address,bytes32)", "obligor acceptance", only=Always(True)),
    "InvoiceFinanced": _setting(
        "financingOf(bytes32,bytes32)", "legalIdentity fingerprint", ledger="ledger", obligation="obligation"
    ),
    "LedgerSet": _setting("isLedger(address)", "ledger", only="served"),
    "ApprovalForAll": _setting("isApprovedForAll(address,address)", "owner operator", only="approved"),
    "Frozen": _setting("getFrozenTokens(address,uint256)", "account tokenId", only="frozenStatus"),
    "FrozenFor": _setting("getFrozenTokens(address,uint256)", "account id", only="frozen"),
    "HoldPlaced": _setting("holdOn(uint64)", "obligation", payer="payer", lastInterestDay="lastInterestDay"),
    "HoldLifted": _setting("holdOn(uint64)", "obligation", payer=Always(ZERO_ADDRESS), lastInterestDay=Always(0)),
    "ObligationFrozen": _setting("isFrozen(uint64)", "obligation", only="frozen"),
    "DefaultRecorded": _setting("isDefaultRecorded(uint64)", "obligation", only=Always(True)),
    "OperationScheduled": _setting("getNonce(bytes32)", "operationId", only="nonce"),
    "TargetClosed": _setting("isTargetClosed(address)", "target", only="closed"),
    "TargetFunctionRoleUpdated": _setting("getTargetFunctionRole(address,bytes4)", "target selector", only="roleId"),
    "RoleAdminChanged": _setting("getRoleAdmin(uint64)", "roleId", only="admin"),
    "RoleGuardianChanged": _setting("getRoleGuardian(uint64)", "roleId", only="guardian"),
    "SaltCancelled": _setting("isSpent(address,uint256)", "account salt", only=Always(True)),
    "KindSet": _setting("kindOf(address)", "condition", only="kind"),
}
