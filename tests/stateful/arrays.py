"""A node that is sent, and asked, many things at once: JSON-RPC in arrays, and blocks that hold all of an array."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from headwater._connection import TIMEOUT_SECONDS

ARRAY = 500  # calls
ROOM = 2**50  # gas in a block: all of an array
GAS = 16_000_000


@dataclass(frozen=True)
class Sent:
    """A transaction to be sent: from whom, to where, with what data; and what it is about, to tell when it fails."""

    sender: str
    to: str
    data: str
    about: Any = None


class Arrays:
    """Anvil, which signs for everybody and mines when it is told."""

    def __init__(self, url: str) -> None:
        self._url, self._session = url, requests.Session()
        self._session.trust_env = False
        self._nonces: Counter[str] = Counter()
        (block,) = self.results([("eth_getBlockByNumber", "latest", False)])
        self._room = block["gasLimit"]

    def begin(self) -> None:
        """Take over: nothing is mined until it is said."""
        self.results([("evm_setAutomine", False), ("evm_setBlockGasLimit", hex(ROOM))])

    def end(self) -> None:
        """Give back."""
        self.results([("evm_setBlockGasLimit", self._room), ("evm_setAutomine", True)])

    def move_to(self, timestamp: int) -> None:
        """Set the clock: the next block is mined at a second of Unix time."""
        self.results([("evm_setNextBlockTimestamp", timestamp)])

    def send(self, steps: Iterable[Sent]) -> list[dict[str, Any]]:
        """Send transactions, those of one sender in order, and mine; give their logs. All have to go through."""
        waiting = list(steps)
        parts = [waiting[begin : begin + ARRAY] for begin in range(0, len(waiting), ARRAY)] or [[]]
        return [log for part in parts for log in self._mined(part)]

    def ask(self, to: str, calls: Sequence[str]) -> list[str]:
        """Ask a contract many things; give the answers as they come."""
        return self.results([("eth_call", {"to": to, "data": data}, "latest") for data in calls])

    def results(self, asked: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Ask the node many things."""
        found: list[Any] = []
        for begin in range(0, len(asked), ARRAY):
            rows = enumerate(asked[begin : begin + ARRAY])
            array = [{"jsonrpc": "2.0", "id": i, "method": method, "params": params} for i, (method, *params) in rows]
            answers = self._session.post(self._url, json=array, timeout=TIMEOUT_SECONDS).json()
            for answer in sorted(answers, key=lambda answer: answer["id"]):
                assert "error" not in answer, f"{array[answer['id']]}: {answer['error']}"
                found.append(answer["result"])
        return found

    def _mined(self, steps: list[Sent]) -> list[dict[str, Any]]:
        hashes = self.results([("eth_sendTransaction", self._numbered(step)) for step in steps])
        self.results([("evm_mine",)])
        (receipts,) = self.results([("eth_getBlockReceipts", "latest")])
        found = {receipt["transactionHash"]: receipt for receipt in receipts}
        for hash_, step in zip(hashes, steps, strict=True):
            assert found[hash_]["status"] == "0x1", f"refused: {step.about}"
        return [log for hash_ in hashes for log in found[hash_]["logs"]]

    def _numbered(self, step: Sent) -> dict[str, str]:
        if step.sender not in self._nonces:
            (used,) = self.results([("eth_getTransactionCount", step.sender, "latest")])
            self._nonces[step.sender] = int(used, 16)
        nonce, self._nonces[step.sender] = self._nonces[step.sender], self._nonces[step.sender] + 1
        named = {"from": step.sender, "to": step.to, "data": step.data, "nonce": hex(nonce)}
        return {**named, "gas": hex(GAS), "gasPrice": "0x0"}
