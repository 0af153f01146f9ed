"""What the suite's logs say: for each contract a decoder of each of its events, built once from its ABI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eth_abi.exceptions import DecodingError
from eth_utils.abi import event_abi_to_log_topic

from headwater._artifacts import artifact, artifact_names
from headwater._deployment import Deployment
from headwater.audit._layout import Layout, Param

Abi = Sequence[dict[str, Any]]


class EventDecoder:
    """One kind of event: its name, and what its topics and data hold by the names of its ABI."""

    def __init__(self, abi: Mapping[str, Any]) -> None:
        self.name: str = abi["name"]
        self.topic = "0x" + event_abi_to_log_topic(abi).hex()  # type: ignore[arg-type]
        inputs: Sequence[Param] = abi["inputs"]
        self._order = [param["name"] for param in inputs]
        indexed = [_as_topic(param) for param in inputs if param["indexed"]]
        other = [param for param in inputs if not param["indexed"]]
        self._topics, self._data = Layout(indexed), Layout(other)
        joined = Layout(indexed + other)
        self._joined = joined if joined.is_static else None
        self._in_order = self._order == [param["name"] for param in indexed + other]

    def decode(self, topics: Sequence[str], data: str) -> dict[str, Any]:
        """Give an event's values, in the ABI's order; topics and data are 0x-prefixed hex.

        Raises ValueError for what is no such event.
        """
        words = "".join([topic[2:] for topic in topics[1:]])
        if len(words) != self._topics.length:
            raise ValueError("too few or too many topics")
        try:
            if self._joined is not None:
                values = self._joined.read(words + data[2:])
            else:
                values = self._topics.read(words) | self._data.read(data[2:])
        except (DecodingError, OverflowError) as error:
            raise ValueError(str(error)) from None
        return values if self._in_order else {name: values[name] for name in self._order}


class Decoder:
    """The events of contracts by their addresses; what none of them knows is left as it is."""

    def __init__(self, contracts: Mapping[str, tuple[str, Abi]]) -> None:
        """Take for each address the contract's name and ABI."""
        self.names = {address.lower(): name for address, (name, _) in contracts.items()}
        self._events = {
            (address.lower(), decoder.topic): decoder
            for address, (_, abi) in contracts.items()
            for decoder in (EventDecoder(entry) for entry in abi if entry["type"] == "event" and not entry["anonymous"])
        }

    def decode(self, address: str, topics: Sequence[str], data: str) -> tuple[str | None, dict[str, Any]]:
        """Give a log's event and values; no event where it is none that the contract's ABI has."""
        decoder = self._events.get((address, topics[0])) if topics else None
        if decoder is None:
            return None, {}
        try:
            return decoder.name, decoder.decode(topics, data)
        except ValueError:
            return None, {}

    @classmethod
    def of(cls, deployment: Deployment) -> Decoder:
        """Give the decoder of a deployment's contracts; one that does not ship with the package has no events."""
        shipped = artifact_names()
        return cls(
            {
                placed.address: (name, artifact(name).abi if name in shipped else [])
                for name, placed in deployment.contracts.items()
            }
        )


def _as_topic(param: Param) -> Param:
    """Give an indexed parameter as its topic holds it: what does not fit into a word, by its hash."""
    fits = param["type"] != "tuple" and Layout([param]).is_static
    return param if fits else {"name": param["name"], "type": "bytes32"}
