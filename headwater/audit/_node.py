"""A node that is asked for much, patiently: for less where it refuses, again where it fails, and not for ever."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import requests
from web3 import Web3
from web3.providers.base import JSONBaseProvider
from web3.types import RPCEndpoint

from headwater._errors import ChainUnreachable, shown
from headwater.audit._errors import NodeExhausted, RangeRefused, StateMissing

ATTEMPTS = 16  # in a row, each for half as much as the one before
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 4.0  # seconds
FIRST_SPAN, WIDEST_SPAN = 16, 10_000  # blocks
MANY_LOGS = 10_000  # an answer with about so many is enough for one time
BATCH = 200  # questions at once
REVERTED = 3  # the code of a call that a contract refuses

_GONE = re.compile(
    r"missing trie node|pruned|state (is )?(not |un)available|historical state|no state|header not found|archive",
    re.IGNORECASE,
)
_WITH_DATA = re.compile(r"0x[0-9a-fA-F]{8,}")
_TROUBLE = (ChainUnreachable, requests.RequestException, ValueError, RecursionError)

T = TypeVar("T")
Log = dict[str, Any]
Question = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Header:
    """A block: its number, its hash as 0x-prefixed hex, and its time in Unix seconds."""

    number: int
    hash: str
    timestamp: int


@dataclass(frozen=True, slots=True)
class Reverted:
    """What a contract answers that refuses a call: its error, as 0x-prefixed hex."""

    data: str


class _Refused(Exception):
    """A node has not answered; the text says how."""


class PatientNode:
    """A node behind a web3 connection; `pause` is how to wait so many seconds."""

    def __init__(self, w3: Web3, pause: Callable[[float], None] = time.sleep) -> None:
        self._w3, self._pause, self._batch = w3, pause, BATCH

    def chain_id(self) -> int:
        """Give the chain's id; raises NodeExhausted."""
        return self._number("eth_chainId")

    def head(self) -> int:
        """Give the number of the last block; raises NodeExhausted."""
        return self._number("eth_blockNumber")

    def header(self, number: int) -> Header:
        """Give a block's header; raises NodeExhausted, and RangeRefused for a block that is not there."""
        return self.headers([number])[0]

    def headers(self, numbers: Sequence[int]) -> list[Header]:
        """Give the headers of blocks; raises NodeExhausted, and RangeRefused for a block that is not there."""
        asked: list[Question] = [("eth_getBlockByNumber", [hex(number), False]) for number in numbers]
        found = []
        for number, block in zip(numbers, self.answers(asked), strict=True):
            if not isinstance(block, dict):
                raise RangeRefused(f"The chain has no block {number}.")
            with _understood("eth_getBlockByNumber"):
                found.append(Header(number, block["hash"], int(block["timestamp"], 16)))
        return found

    def logs(self, addresses: Sequence[str], first: int, last: int) -> Iterator[tuple[int, list[Log]]]:
        """Yield the logs of contracts in ranges of blocks: each range's last block, and what is in it.

        The ranges grow while the node answers, and are halved where it does not. Raises NodeExhausted.
        """
        span, ceiling = FIRST_SPAN, WIDEST_SPAN
        while first <= last:
            start, asked = first, min(span, last - first + 1)
            found, took = self._patiently(lambda size, start=start: self._logs(addresses, start, size), asked)  # type: ignore[misc]
            yield start + took - 1, found
            first += took
            ceiling = took if took < asked else min(WIDEST_SPAN, ceiling + ceiling // 8 + 1)
            enough = MANY_LOGS * took // max(1, len(found))
            span = max(1, min(2 * took, ceiling, enough))

    def answers(self, questions: Sequence[Question]) -> Iterator[Any]:
        """Yield what is answered to questions, in their order, many at once; a refused call as Reverted.

        Raises NodeExhausted, and StateMissing for a block whose state the node does not keep.
        """
        start = 0
        while start < len(questions):
            asked, at = min(self._batch, len(questions) - start), start
            given, took = self._patiently(lambda size, at=at: self._ask(questions[at : at + size]), asked)  # type: ignore[misc]
            self._batch = took if took < asked else min(BATCH, self._batch + self._batch // 4 + 1)
            yield from given
            start += took

    def _number(self, method: str) -> int:
        (answer,) = self.answers([(method, [])])
        with _understood(method):
            return int(answer, 16)

    def _patiently(self, ask: Callable[[int], T], size: int) -> tuple[T, int]:
        """Ask for so much, or for less; gives the answer, and how much it is for."""
        reason, pause = "", FIRST_PAUSE
        for _ in range(ATTEMPTS):
            try:
                return ask(size), size
            except _Refused as refused:
                reason, size = str(refused), max(1, size // 2)
            self._pause(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        raise NodeExhausted(f"The node did not answer {ATTEMPTS} times, however little was asked: {shown(reason)}.")

    def _logs(self, addresses: Sequence[str], start: int, size: int) -> list[Log]:
        wanted = {"address": list(addresses), "fromBlock": hex(start), "toBlock": hex(start + size - 1)}
        (found,) = self._ask([("eth_getLogs", [wanted])])
        if not isinstance(found, list):
            raise _Refused("what it gives is no list of logs")
        return found

    def _ask(self, questions: Sequence[Question]) -> list[Any]:
        provider = cast(JSONBaseProvider, self._w3.provider)
        try:
            if len(questions) == 1:
                method, params = questions[0]
                given: Any = [provider.make_request(RPCEndpoint(method), params)]
            else:
                given = provider.make_batch_request([(RPCEndpoint(method), params) for method, params in questions])
        except _TROUBLE as error:
            raise _Refused(f"{type(error).__name__}, {error}") from None
        if not isinstance(given, list) or len(given) != len(questions):
            raise _Refused(_reason(given))
        return [_taken(method, answer) for (method, _), answer in zip(questions, given, strict=True)]


@contextmanager
def _understood(method: str) -> Iterator[None]:
    """Within it, an answer that is not what it should be has a name."""
    try:
        yield
    except (KeyError, TypeError, ValueError):
        raise NodeExhausted(f"What the node answers to {method} cannot be read.") from None


def _taken(method: str, answer: Any) -> Any:  # noqa: ANN401 - whatever the node answers
    if isinstance(answer, dict) and "result" in answer and "error" not in answer:
        return answer["result"]
    if method == "eth_call" and isinstance(answer, dict):
        return _refused_call(answer)
    raise _Refused(_reason(answer))


def _refused_call(answer: dict[str, Any]) -> Reverted:
    """Give the error with which a contract refuses a call; raises for what only the node refuses."""
    reason, error = _reason(answer), answer.get("error")
    if _GONE.search(reason):
        raise StateMissing(f"The node does not keep the state of that block; an archive node does: {shown(reason)}.")
    if not isinstance(error, dict) or not (error.get("code") == REVERTED or "revert" in reason.lower()):
        raise _Refused(reason)
    data = _WITH_DATA.search(str(error.get("data", "")))
    return Reverted(data[0] if data else "0x")


def _reason(answer: Any) -> str:  # noqa: ANN401 - whatever the node answers
    error = answer.get("error") if isinstance(answer, dict) else None
    return str(error.get("message", error)) if isinstance(error, dict) else "what it gives is no answer"
