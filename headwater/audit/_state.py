"""What the chain shows, compared with what it must show: views, asked at the block with which an export ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from eth_abi.abi import encode
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector

from headwater._artifacts import artifact, artifact_names
from headwater._errors import shown
from headwater.audit._errors import Contradiction
from headwater.audit._events import as_json
from headwater.audit._layout import Layout
from headwater.audit._node import PatientNode, Question, Reverted
from headwater.audit._storage import STORED, Stored

MANY = 2_000  # checks that are made at once
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Check:
    """A view of a contract, or a word of its storage, what it is asked, and what it must answer by name.

    None stands for a refusal: there is no such thing. `subject` says it in people's words.
    """

    contract: str
    view: str
    asked: tuple[Any, ...]
    expected: Mapping[str, Any] | None
    subject: str


class View:
    """A view as the package's artifact of its contract has it: how it is asked, and how its answer is read."""

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.selector = "0x" + function_abi_to_4byte_selector(abi).hex()  # type: ignore[arg-type]
        self._types = [collapse_if_tuple(param) for param in abi["inputs"]]
        self._layout = Layout(abi["outputs"])
        self._only = abi["outputs"][0]["name"] if len(abi["outputs"]) == 1 else None

    def question(self, address: str, asked: Sequence[Any], block: int) -> Question:
        """Give the call at a block."""
        pairs = zip(self._types, asked, strict=True)
        given = [bytes.fromhex(value[2:]) if kind.startswith("bytes") else value for kind, value in pairs]
        data = self.selector + encode(self._types, given).hex()
        return "eth_call", [{"to": address, "data": data}, hex(block)]

    def answer(self, given: Any) -> dict[str, Any] | None:  # noqa: ANN401 - whatever the node answers
        """Give what it answers by name; None where it refuses, or is no answer of this view."""
        if not isinstance(given, str) or given == "0x":
            return None
        try:
            found = self._layout.read(given[2:])
        except ValueError:
            return None
        if self._only is None:
            return found
        only = found[self._only]
        return only if isinstance(only, dict) else {"": only}


class Chain:
    """A deployment's contracts, asked at one block."""

    def __init__(self, node: PatientNode, addresses: Mapping[str, str], block: int) -> None:
        self._node, self._addresses, self._block = node, addresses, block
        self._views: dict[tuple[str, str], View | Stored] = {**STORED}
        self._views.update({(name, view): made for name in addresses for view, made in _views(name)})

    def compare(self, checks: Iterator[Check]) -> Iterator[int]:
        """Make checks, many at once, and yield how many were.

        Raises Contradiction at the first that does not hold, NodeExhausted and StateMissing.
        """
        while some := list(islice(checks, MANY)):
            asked = [
                self._views[check.contract, check.view].question(
                    self._addresses[check.contract], check.asked, self._block
                )
                for check in some
            ]
            for check, given in zip(some, self._node.answers(asked), strict=True):
                self._demand(check, given)
            yield len(some)

    def _demand(self, check: Check, given: Any) -> None:  # noqa: ANN401 - whatever the node answers
        found = None if isinstance(given, Reverted) else self._views[check.contract, check.view].answer(given)
        if check.expected is None and found is None:
            return
        if check.expected is None or found is None:
            said = [_NOTHING if one is None else "one" for one in (check.expected, found)]
            raise Contradiction(check.contract, check.subject, *said)
        for name, value in check.expected.items():
            if name in found and found[name] != value:
                subject = f"{check.subject}: {name}" if name else check.subject
                raise Contradiction(check.contract, subject, _said(value), _said(found[name]))


def _views(contract: str) -> Iterator[tuple[str, View]]:
    """Yield a contract's views by their signatures; none for one that does not ship with the package."""
    for entry in artifact(contract).abi if contract in artifact_names() else ():
        if entry["type"] == "function" and entry["stateMutability"] in ("view", "pure"):
            types = ",".join(collapse_if_tuple(param) for param in entry["inputs"])
            yield f"{entry['name']}({types})", View(entry)


def _said(value: Any) -> str:  # noqa: ANN401 - any value of the ABI
    return shown(str(as_json(value)))
