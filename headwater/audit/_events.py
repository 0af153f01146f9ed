"""One log of the suite, decoded, and the line that it is in `events.jsonl`: nothing of it is left out."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from headwater.audit._decoding import Decoder

EVENTS = "events.jsonl"
_RAW = ("block", "time", "transaction", "logIndex", "blockHash", "address", "topics", "data")


@dataclass(frozen=True, slots=True)
class Event:
    """A log: where it stands, its contract by name and address, and what it says; without a name its ABI knows it not.

    `time` is its block's, in UTC and ISO 8601; `args` by the names of the ABI, numbers as ints; topics and data as
    the chain has them.
    """

    block: int
    time: str
    transaction: str
    index: int
    block_hash: str
    contract: str
    address: str
    name: str | None
    args: dict[str, Any]
    topics: list[str]
    data: str

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands among all: block and log index."""
        return self.block, self.index

    @property
    def title(self) -> str:
        """Its name, or that it has none, and where it stands."""
        return f"{self.name or 'an unknown event'} (block {self.block}, log {self.index})"

    def line(self) -> bytes:
        """Give its line, with the line's end."""
        return as_line(
            {
                "block": self.block,
                "time": self.time,
                "transaction": self.transaction,
                "logIndex": self.index,
                "blockHash": self.block_hash,
                "contract": self.contract,
                "address": self.address,
                "event": self.name,
                "args": None if self.name is None else as_json(self.args),
                "topics": self.topics,
                "data": self.data,
            }
        )

    @classmethod
    def of_log(cls, decoder: Decoder, log: dict[str, Any], timestamp: int) -> Event:
        """Decode a log as a node gives it; raises KeyError and ValueError for what is none."""
        raw = (int(log["blockNumber"], 16), iso_time(timestamp), log["transactionHash"], int(log["logIndex"], 16))
        return cls._decoded(decoder, *raw, log["blockHash"], log["address"].lower(), list(log["topics"]), log["data"])

    @classmethod
    def of_line(cls, decoder: Decoder, line: bytes) -> Event:
        """Decode a line anew, from what the chain has of it; raises KeyError, TypeError and ValueError."""
        read = json.loads(line)
        return cls._decoded(decoder, *(read[name] for name in _RAW))

    @classmethod
    def _decoded(
        cls,
        decoder: Decoder,
        block: int,
        time: str,
        transaction: str,
        index: int,
        block_hash: str,
        address: str,
        topics: list[str],
        data: str,
    ) -> Event:
        name, args = decoder.decode(address, topics, data)
        contract = decoder.names[address]
        return cls(block, time, transaction, index, block_hash, contract, address, name, args, topics, data)


def as_json(value: Any) -> Any:  # noqa: ANN401 - any value of the ABI
    """Give a value as JSON has it; whole numbers as decimal digits in quotes, so that no reader cuts them."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list) else value


def as_line(fields: dict[str, Any]) -> bytes:
    """Give a line of JSON, always the same for the same fields."""
    return json.dumps(fields, separators=(",", ":")).encode("ascii") + b"\n"


@lru_cache
def iso_time(timestamp: int) -> str:
    """Give a time in Unix seconds in UTC and ISO 8601, empty where the calendar has none."""
    try:
        return dt.datetime.fromtimestamp(timestamp, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return ""


def unix_time(time: str) -> int:
    """Give the Unix seconds of a time that `iso_time` gave; raises ValueError."""
    return int(dt.datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC).timestamp())
