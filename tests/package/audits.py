"""What the tests of the audit export share: a suite that much has happened to, nodes that make trouble, forgeries."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests
from eth_abi.abi import encode
from eth_utils.abi import collapse_if_tuple
from web3 import Web3
from web3.providers.base import JSONBaseProvider

from _anvil import anvil
from headwater import Capacity, Deployment, Part, Registration, Side, artifact, connect
from headwater._deploy import ISSUANCE, ORDER
from headwater.audit._decoding import Decoder, EventDecoder
from headwater.audit._events import EVENTS, Event
from headwater.audit._manifest import MANIFEST, Manifest, Written, sha256_of
from headwater.audit._rows import Tables
from headwater.audit._workplace import Tally
from tests.package.scene import FACE, GENESIS, Scene, raise_scene
from tests.package.storms import endure

EIGHTH = FACE // 8
WRONG = ("payments", "freezes", "defaults", "credit-notes")  # the tables of what goes wrong


@contextmanager
def played() -> Iterator[Scene]:
    """A chain of its own, with a suite that much has happened to."""
    with anvil(GENESIS) as url:
        scene = raise_scene(connect(url))
        play(scene)
        yield scene


def play(scene: Scene) -> None:
    """Let much happen to a suite, and leave some of it open."""
    suite, at = scene.suite, scene.address
    for contract in (suite.discount_market, suite.factoring, suite.escrow):
        scene.entrust(contract, "anchor", "supplier", "financier")
    _accredit(scene, "financier", Capacity.FINANCIER | Capacity.GUARANTOR)
    root, other = scene.issue(), scene.issue(guarantor=at("financier"), late_basis=365)
    lost = _circulate(scene, root)
    _finance(scene)
    _deliver(scene)
    scene.fall_due()
    scene.programme.approve("anchor", 3 * FACE)
    scene.pay(root, FACE // 3)
    suite.claim(root, sender=at("stranger"))
    suite.revoke(at("tier3"), sender=at("operator"))
    suite.claim(lost, sender=at("stranger"))
    scene.pay(other)
    suite.claim(other, sender=at("supplier"))
    endure(scene)


def _circulate(scene: Scene, root: int) -> int:
    """Split, propose, merge, transfer and cancel; gives a receivable of tier 3's."""
    suite, at = scene.suite, scene.address
    child = scene.split(root, "tier2", 2 * EIGHTH)
    lost = scene.split(child, "tier3", EIGHTH, by="tier2")
    suite.accept_proposal(scene.propose(root), sender=at("tier2"))
    suite.decline_proposal(scene.propose(root), sender=at("tier2"))
    suite.withdraw_proposal(scene.propose(root), sender=at("supplier"))
    suite.merge(child, scene.split(root, "tier2", 1_000), 500, sender=at("tier2"))
    suite.transfer(scene.split(root, "tier2", 2_000), at("tier3"), sender=at("tier2"))
    suite.cancel(root, 3_000, sender=at("supplier"))
    suite.cancel(scene.split(root, "tier2", 4_000), 4_000, sender=at("tier2"))
    return lost


def _finance(scene: Scene) -> None:
    suite, at = scene.suite, scene.address
    signed = scene.offer(recourse=True)
    part = Part(scene.issue(), FACE // 2)
    suite.sell(signed.offer, signed.signature, part, 0, scene.deadline, sender=at("supplier"))
    suite.cancel_salt(7, sender=at("financier"))
    suite.cancel_all(sender=at("tier2"))
    terms = scene.advance(scene.issue())
    signatures = [scene.sign(name, suite.advance_message(terms)) for name in ("supplier", "financier")]
    suite.open_advance(terms, *signatures, sender=at("stranger"))


def _deliver(scene: Scene) -> None:
    suite, at = scene.suite, scene.address
    terms = scene.begin()
    suite.release_milestone(terms, 0, scene.show(terms, 60), sender=at("stranger"))
    suite.withdraw(terms, 0, Side.RELEASED, at("supplier"), sender=at("supplier"))
    suite.publish_encryption_key(b"\5" * 32, sender=at("tier2"))


def _accredit(scene: Scene, name: str, capacities: Capacity) -> None:
    account = scene.address(name)
    known = Registration(account, scene.suite.legal_identity(account), capacities, "FR", scene.today + 400)
    scene.suite.register(known, sender=scene.address("operator"))


class Troubled(JSONBaseProvider):
    """A node that others stand behind: `trouble` is asked before each question, and may raise or give an answer."""

    def __init__(self, node: JSONBaseProvider, trouble: Callable[[str, list[Any]], Any]) -> None:
        super().__init__()
        self.node, self.trouble, self.asked = node, trouble, []

    def make_request(self, method: Any, params: Any) -> Any:
        """Answer one question."""
        self.asked.append(method)
        return self.trouble(method, params) or self.node.make_request(method, params)

    def make_batch_request(self, batch_requests: Any) -> Any:
        """Answer many questions: as the first of them is answered where it makes trouble."""
        self.asked += [method for method, _ in batch_requests]
        return self.trouble("batch", batch_requests) or self.node.make_batch_request(batch_requests)


def troubled(w3: Web3, trouble: Callable[[str, list[Any]], Any]) -> Web3:
    """A connection to the same node, with trouble."""
    return Web3(Troubled(w3.provider, trouble))  # type: ignore[arg-type]


def narrow(most: int, answer: Callable[[], Any]) -> Callable[[str, list[Any]], Any]:
    """The trouble of a node that gives the logs of so many blocks at most, and otherwise this."""

    def trouble(method: str, params: list[Any]) -> Any:
        asked = params[0] if method == "eth_getLogs" else None
        too_wide = asked and int(asked["toBlock"], 16) - int(asked["fromBlock"], 16) >= most
        return answer() if too_wide else None

    return trouble


def error(message: str, code: int = -32_000) -> dict[str, Any]:
    """What a node answers that refuses."""
    return {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": message}}


def http_error(status: int) -> Any:
    """Raise what a proxy before a node makes of a status."""
    response = requests.Response()
    response.status_code = status
    response.raise_for_status()


def log_of(abi: dict[str, Any], values: dict[str, Any], address: str = "0x" + "11" * 20) -> dict[str, Any]:
    """The log that a contract writes for an event of an ABI with these values, as a node gives it."""
    inputs = abi["inputs"]
    topics = [encode([each["type"]], [values[each["name"]]]) for each in inputs if each["indexed"]]
    other = [each for each in inputs if not each["indexed"]]
    data = encode([collapse_if_tuple(each) for each in other], [values[each["name"]] for each in other])
    place = {"blockNumber": "0x1", "logIndex": "0x0", "transactionIndex": "0x0"}
    hashes = {"transactionHash": "0x" + "22" * 32, "blockHash": "0x" + "33" * 32, "blockTimestamp": "0x0"}
    written = [EventDecoder(abi).topic, *("0x" + topic.hex() for topic in topics)]
    return {"address": address, "topics": written, "data": "0x" + data.hex(), **place, **hashes}


def events_of(folder: Path) -> list[dict[str, Any]]:
    """The rows of an export's events."""
    return [json.loads(line) for line in (folder / EVENTS).read_text().splitlines()]


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table, as JSON Lines have them."""
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text().splitlines()]


def contents(folder: Path) -> dict[str, bytes]:
    """All that a folder holds, by the names of its files."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def rehash(folder: Path) -> None:
    """Make the manifest say what the files are now, as a forger would."""
    found = Manifest.load(folder)
    files = {name: Written(each.rows, sha256_of(folder / name)) for name, each in found.files.items()}
    replace(found, files=files).save(folder / MANIFEST)


def forge(source: Path, folder: Path, deployment: Deployment, change: Callable[[list[Event]], None]) -> Path:
    """Copy an export with its events changed, and with tables and a manifest that agree with them."""
    shutil.copytree(source, folder)
    decoder, manifest = Decoder.of(deployment), Manifest.load(folder)
    events = [Event.of_line(decoder, line) for line in (folder / EVENTS).read_bytes().splitlines()]
    change(events)
    lines = [again(decoder, event).line() for event in events]
    (folder / EVENTS).write_bytes(b"".join(lines))
    files = {name: (folder / name).open("wb") for name in manifest.files if name != EVENTS}
    tally = Tally(files)
    tables = Tables(tally.put)
    tables.head()
    for line in lines:
        tables.row(Event.of_line(decoder, line))
    for file in files.values():
        file.close()
    written = {EVENTS: Written(len(lines), sha256_of(folder / EVENTS))} | tally.written()
    replace(manifest, files=written).save(folder / MANIFEST)
    return folder


def again(decoder: Decoder, event: Event) -> Event:
    """The event that its topics and data now say."""
    name, args = decoder.decode(event.address, event.topics, event.data)
    return replace(event, name=name, args=args)


def raise_by(events: list[Event], name: str, argument: str, more: int = 1) -> None:
    """Change a number in the first event of a kind that has it other than zero."""
    for place, event in enumerate(events):
        values = {**event.args, **event.args.get("terms", {})}
        if event.name == name and values[argument]:
            old, new = (f"{number:064x}" for number in (values[argument], values[argument] + more))
            topics = [event.topics[0], *("0x" + topic[2:].replace(old, new) for topic in event.topics[1:])]
            events[place] = replace(event, topics=topics, data=event.data.replace(old, new, 1))
            return
    raise AssertionError(name)


def abis() -> list[tuple[str, dict[str, Any]]]:
    """Each event of each contract that a deployment has, with the contract's name."""
    return [(name, entry) for name in (*ORDER, ISSUANCE) for entry in artifact(name).abi if entry["type"] == "event"]


def abi_of(event: str) -> dict[str, Any]:
    """The ABI of an event of the suite."""
    return next(entry for _, entry in abis() if entry["name"] == event)
