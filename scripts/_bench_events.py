"""What decoding the suite's logs takes, by cutting them and by web3.py: the part of the bench on the audit export."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from eth_abi.abi import encode
from eth_utils.abi import collapse_if_tuple
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hexbytes import HexBytes
from web3 import Web3

from headwater import artifact
from headwater._deploy import ISSUANCE, ORDER
from headwater.audit._decoding import Decoder, EventDecoder

ACCOUNTS = 1_000
_PLACE: dict[str, Any] = {"blockNumber": 1, "logIndex": 0, "transactionIndex": 0}
_HASHES = {"transactionHash": HexBytes(bytes(32)), "blockHash": HexBytes(bytes(32))}

Made = tuple[str, list[bytes], bytes, Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class Decoded:
    """How many logs of how many kinds were decoded, and in how many seconds; `decode_ratio` is web3.py's to ours."""

    logs: int
    log_kinds: int
    decode_seconds: float
    web3_decode_seconds: float
    decode_ratio: float


def measure_decoding(count: int) -> Decoded:
    """Decode as many logs, of each kind that the suite writes in turn, first by cutting them and then by web3.py."""
    addresses = {str(to_checksum_address(keccak(text=name)[-20:])): name for name in (*ORDER, ISSUANCE)}
    decoder = Decoder({address: (name, artifact(name).abi) for address, name in addresses.items()})
    kinds = [(address, abi) for address, name in addresses.items() for abi in artifact(name).abi if _is_event(abi)]
    made = list(islice(_logs(kinds), count))
    raw = [(address.lower(), [_hex(topic) for topic in topics], _hex(data)) for address, topics, data, _ in made]
    began = time.perf_counter()
    for log in raw:
        decoder.decode(*log)
    cut = time.perf_counter() - began
    formatted = [(process, _formatted(address, topics, data)) for address, topics, data, process in made]
    began = time.perf_counter()
    for process, entry in formatted:
        process(entry)
    whole = time.perf_counter() - began
    return Decoded(count, len(kinds), round(cut, 3), round(whole, 3), round(whole / cut, 1))


def _is_event(abi: dict[str, Any]) -> bool:
    return bool(abi["type"] == "event")


def _logs(kinds: list[tuple[str, dict[str, Any]]]) -> Iterator[Made]:
    """Yield logs for ever, of each kind in turn, no two alike."""
    w3 = Web3()
    ready = [
        (address, abi, bytes.fromhex(EventDecoder(abi).topic[2:]), w3.eth.contract(abi=[abi]).events[abi["name"]]())
        for address, abi in kinds
    ]
    for number, (address, abi, topic, event) in enumerate(cycle(ready)):
        indexed = [_encoded([param], number) for param in abi["inputs"] if param["indexed"]]
        data = _encoded([param for param in abi["inputs"] if not param["indexed"]], number)
        yield address, [topic, *indexed], data, event.process_log


def _encoded(params: list[dict[str, Any]], number: int) -> bytes:
    return encode([collapse_if_tuple(param) for param in params], [_value(param, number) for param in params])


def _value(param: dict[str, Any], number: int) -> Any:  # noqa: ANN401 - any value of the ABI
    kind: str = param["type"]
    if kind.endswith("[]"):
        return [_value({**param, "type": kind[:-2]}, number + i) for i in range(3)]
    if kind == "tuple":
        return tuple(_value(part, number) for part in param["components"])
    if kind == "address":
        return keccak(text=f"account {number % ACCOUNTS}")[-20:]
    if kind.startswith("uint"):
        return number % (1 << int(kind[4:]))
    simple = {"bool": number % 2 == 0, "string": f"label {number}", "bytes": number.to_bytes(100)}
    return simple[kind] if kind in simple else number.to_bytes(32)[-int(kind[5:]) :]


def _hex(given: bytes) -> str:
    return "0x" + given.hex()


def _formatted(address: str, topics: list[bytes], data: bytes) -> dict[str, Any]:
    """Give a log as web3.py gives it."""
    return {"address": address, "topics": [*map(HexBytes, topics)], "data": HexBytes(data), **_PLACE, **_HASHES}
