"""What the chain must show if the events are true: view by view, asked at the block with which an export ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from eth_abi.abi import encode
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector

from headwater._artifacts import artifact, artifact_names
from headwater._errors import shown
from headwater._pedigree import Pedigree
from headwater.audit._errors import Contradiction
from headwater.audit._events import as_json
from headwater.audit._layout import Layout
from headwater.audit._node import PatientNode, Question, Reverted
from headwater.audit._replay import Replay

MANY = 2_000  # checks that are made at once
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Check:
    """A view of a contract, what it is asked, and what it must answer by the names of its answers.

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
        self._views = {(name, view): made for name in addresses for view, made in _views(name)}

    def compare(self, checks: Iterator[Check]) -> Iterator[int]:
        """Make checks, many at once, and yield how many were; one whose view the contract has not is passed over.

        Raises Contradiction at the first that does not hold, NodeExhausted and StateMissing.
        """
        known = (check for check in checks if (check.contract, check.view) in self._views)
        while some := list(islice(known, MANY)):
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


def checks(state: Replay, now: int) -> Iterator[Check]:
    """Yield all that must hold at a time, in Unix seconds, in the order in which it is looked at."""
    yield Check("Issuance", "programme()", (), {"obligations": len(state.obligations)}, "programme")
    for obligation, known in state.obligations.items():
        yield Check("Receivables", "obligation(uint64)", (obligation,), known, f"obligation {obligation}")
    yield from _receivables(state)
    for holder, count in state.balances.items():
        yield Check("Receivables", "balanceOf(address)", (holder,), {"": count}, f"receivables of {holder}")
    for (contract, *keys), amount in state.credits.items():
        yield Check(
            contract, "creditOf(address,address)", tuple(keys), {"": amount}, "credit of {} in {}".format(*keys)
        )
    for place in dict.fromkeys([*state.outstanding, *state.caps]):
        exposure = {"outstanding": state.outstanding.get(place, 0), "cap": state.caps.get(place, 0)}
        yield Check("Receivables", "exposure(address,address)", place, exposure, "exposure of {} in {}".format(*place))
    for account, standing in state.standings.items():
        yield Check("Participants", "standingOf(address)", (account,), standing, f"standing of {account}")
    for key, role in state.roles.items():
        member = {"isMember": role.since is not None and role.since <= now, "executionDelay": role.delay_at(now)}
        yield Check("Authority", "hasRole(uint64,address)", key, member, "role {} of {}".format(*key))
    for (contract, view, asked), answers in state.settings.items():
        yield Check(contract, view, asked, answers, f"{view.partition('(')[0]} {' '.join(map(str, asked))}")


def _receivables(state: Replay) -> Iterator[Check]:
    for receivable, known in state.receivables.items():
        of = state.obligations[Pedigree.of(receivable).obligation]
        expected = {"id": receivable, "holder": known.holder, "value": known.value, "claimed": known.claimed}
        expected |= {name: of[name] for name in ("obligor", "currency", "dueDay")}
        yield _receivable(receivable, expected)
    for receivable in state.burned:
        yield _receivable(receivable, None)


def _receivable(receivable: int, expected: Mapping[str, Any] | None) -> Check:
    return Check("Receivables", "receivable(uint256)", (receivable,), expected, f"receivable {Pedigree.of(receivable)}")


def _views(contract: str) -> Iterator[tuple[str, View]]:
    """Yield a contract's views by their signatures; none for one that does not ship with the package."""
    for entry in artifact(contract).abi if contract in artifact_names() else ():
        if entry["type"] == "function" and entry["stateMutability"] in ("view", "pure"):
            types = ",".join(collapse_if_tuple(param) for param in entry["inputs"])
            yield f"{entry['name']}({types})", View(entry)


def _said(value: Any) -> str:  # noqa: ANN401 - any value of the ABI
    return shown(str(as_json(value)))
