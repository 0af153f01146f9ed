"""A contract's refusal as an exception of the same name, carrying the same values.

`Receivables_NotMatured(obligation, dueDay, today)` on chain is raised as `headwater.refusals.Receivables_NotMatured`
with the attributes `obligation`, `dueDay` and `today`. All of them are ContractRefused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address
from web3.exceptions import ContractLogicError, ContractPanicError

from headwater._artifacts import artifact, artifact_names
from headwater._errors import ChainError


class ContractRefused(ChainError):
    """A contract has refused a step; `values` are the error's, by name, in order."""

    def __init__(self, name: str, values: dict[str, Any]) -> None:
        self.name, self.values = name, values
        for field, value in values.items():
            setattr(self, field, value)
        super().__init__(name, values)

    def __str__(self) -> str:
        given = ", ".join(f"{field} {_plain(value)}" for field, value in self.values.items())
        sentence = _SENTENCES.get(self.name)
        return f"{self.name}({given})" + (f": {sentence}" if sentence else "")


class ContractPanicked(ContractRefused):
    """A contract has stopped at a check that should never fail, or at one without a name."""


# What a user is told beside the name, where the name alone would leave them asking.
_SENTENCES = {
    "AccessManagedUnauthorized": "the caller has not the role for this",
    "ERC20InsufficientAllowance": "the ledger has not been approved for that much",
    "ERC20InsufficientBalance": "the account has not that much of the currency",
}


def refusal(name: str) -> type[ContractRefused]:
    """Give the exception class of an error by its name; raises AttributeError for one that no contract has."""
    for known, _ in _by_selector().values():
        if known.__name__ == name:
            return known
    raise AttributeError(f"no contract of the suite has an error named {name!r}")


def refused(name: str, **values: Any) -> ContractRefused:  # noqa: ANN401 - any ABI value
    """Give an error of the suite with these values, as a contract would raise it."""
    return refusal(name)(name, values)


def refusal_names() -> tuple[str, ...]:
    """Give the names of all errors of the suite, in order."""
    return tuple(sorted(known.__name__ for known, _ in _by_selector().values()))


def decoded(data: str | bytes | None, reason: str = "") -> ContractRefused:
    """Give the exception for a revert's data; `reason` is what the node said of it."""
    raw = _bytes(data)
    known = _by_selector().get(raw[:4])
    if known is None:
        return ContractPanicked("Unnamed", {"data": "0x" + raw.hex(), "reason": reason})
    kind, inputs = known
    try:
        values = decode([collapse_if_tuple(i) for i in inputs], raw[4:])
    except (DecodingError, ValueError, OverflowError):
        return ContractPanicked("Unnamed", {"data": "0x" + raw.hex(), "reason": reason})
    given = {i["name"]: _as_given(i, value) for i, value in zip(inputs, values, strict=True)}
    return kind(kind.__name__, given)


@contextmanager
def named_refusals() -> Iterator[None]:
    """Within it, a revert is raised as the exception of its name."""
    try:
        yield
    except ContractPanicError as error:
        raise ContractPanicked("Panic", {"reason": error.message or ""}) from None
    except ContractLogicError as error:
        raise decoded(_hex(error.data), error.message or "") from None


@lru_cache
def _by_selector() -> dict[bytes, tuple[type[ContractRefused], list[dict[str, Any]]]]:
    known: dict[bytes, tuple[type[ContractRefused], list[dict[str, Any]]]] = {}
    for name in artifact_names():
        for entry in artifact(name).abi:
            if entry["type"] == "error":
                selector = function_abi_to_4byte_selector({**entry, "type": "function"})  # type: ignore[arg-type]
                if selector not in known:
                    kind = type(entry["name"], (ContractRefused,), {"__module__": "headwater.refusals"})
                    known[selector] = (kind, entry["inputs"])
    return known


def _bytes(data: str | bytes | None) -> bytes:
    """Whatever a node gives as a revert's data; nothing, where that is no hex."""
    try:
        return bytes.fromhex(data.removeprefix("0x")) if isinstance(data, str) else data or b""
    except ValueError:
        return b""


def _as_given(declared: dict[str, Any], value: Any) -> Any:  # noqa: ANN401 - any ABI value
    """Addresses as everywhere else in the package: with their checksum."""
    return to_checksum_address(value) if declared["type"] == "address" else value


def _hex(data: Any) -> str | None:  # noqa: ANN401 - web3 types it as anything JSON can hold
    return data if isinstance(data, str) and data.startswith("0x") else None


def _plain(value: Any) -> str:  # noqa: ANN401 - any ABI value
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
