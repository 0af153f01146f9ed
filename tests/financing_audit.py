"""The books of the market and the factoring contract, drawn up again from their events and held against what they show.

Part of the audit after every test on the stage. Where neither has logged anything, it asks for nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from web3 import Web3
from web3.contract import Contract

from headwater import Suite
from headwater._pricing import Books

SECONDS = 86_400
OPEN, DEMANDED, MET, ENDED = 1, 2, 3, 4
DEMANDS = {"RecourseTaken": OPEN, "RecourseDemanded": DEMANDED, "RecourseDemandEnded": OPEN, "RecourseMet": MET}
DEMANDS["RecourseEnded"] = ENDED


@dataclass(frozen=True)
class Logged:
    """An event, with the UTC day of its block."""

    name: str
    values: Mapping[str, Any]
    day: int


def financing_discrepancies(suite: Suite, live: Mapping[int, Any]) -> Iterator[str]:
    """Yield what does not add up; `live` are the ledger's receivables by id."""
    logs = _logs(suite)
    if not logs:
        return
    demands: dict[str, Counter[bytes]] = {}
    for contract in (suite.discount_market, suite.factoring):
        demands[contract.address] = Counter()
        yield from _parked(suite, contract, logs[contract.address])
    yield from _lines(suite, logs[suite.discount_market.address])
    yield from _recourses(suite, logs[suite.discount_market.address], demands[suite.discount_market.address])
    yield from _custody(suite, logs[suite.factoring.address], live)
    yield from _advances(suite, logs[suite.factoring.address], demands[suite.factoring.address])
    for contract in (suite.discount_market, suite.factoring):
        yield from _demands(suite, contract, logs[contract.address], demands[contract.address])


def _parked(suite: Suite, contract: Contract, logs: list[Logged]) -> Iterator[str]:
    """Rules A2 and D6: what was parked and not withdrawn is what is shown, and the money for it is there."""
    kept: Counter[tuple[str, str]] = Counter()
    for log in logs:
        if log.name in ("AmountParked", "CreditWithdrawn"):
            sign = 1 if log.name == "AmountParked" else -1
            kept[log.values["account"], log.values["currency"]] += sign * log.values["amount"]
    for (account, currency), amount in kept.items():
        if (shown := contract.functions.creditOf(account, currency).call()) != amount:
            yield f"{contract.address} keeps {shown} for {account}, by its events {amount}"
    for currency in {currency for _, currency in kept}:
        needed = sum(amount for (_, of), amount in kept.items() if of == currency)
        if (balance := balance_of(suite.w3, currency, contract.address)) < needed:
            yield f"{contract.address} has {balance} for {needed} parked"


def _lines(suite: Suite, logs: list[Logged]) -> Iterator[str]:
    """Rule F6: what is drawn of a line is what is drawn on its obligations: all that was sold and not given back."""
    sold: defaultdict[bytes, Counter[int]] = defaultdict(Counter)
    given_back: Counter[bytes] = Counter()
    for log in logs:
        if log.name == "ReceivableSold":
            sold[log.values["offer"]][log.values["receivable"] >> 72] += log.values["value"]
        elif log.name == "LineReplenished":
            given_back[log.values["offer"]] += log.values["value"]
    view = suite.discount_market.functions
    for offer in sold.keys() | given_back.keys():
        drawn, parts = view.drawnOf(offer).call(), [view.drawnOn(offer, on).call() for on in sold[offer]]
        if drawn != sum(parts):
            yield f"of line {offer.hex()} {drawn} is drawn, and {sum(parts)} on its obligations"
        if drawn + given_back[offer] not in (sold[offer].total(), 0):
            yield f"of line {offer.hex()} {drawn} is drawn, by the events {sold[offer].total() - given_back[offer]}"


def _recourses(suite: Suite, logs: list[Logged], demands: Counter[bytes]) -> Iterator[str]:
    """Rules R1 and R4: a recourse stands where its last event left it, between whom it was made, over what was sold."""
    taken: dict[int, Any] = {}
    state: dict[int, int] = {}
    for log in logs:
        if log.name not in DEMANDS:
            continue
        number, now = log.values["recourse"], DEMANDS[log.name]
        if log.name == "RecourseTaken":
            taken[number] = log.values
        elif (state[number], log.name) not in {
            (OPEN, "RecourseDemanded"),
            (DEMANDED, "RecourseDemandEnded"),
            (DEMANDED, "RecourseMet"),
            (OPEN, "RecourseEnded"),
        }:
            yield f"recourse {number} was at {state[number]} when {log.name} came"
        state[number] = now
    for number, made in taken.items():
        shown = suite.recourse(number)
        told = (made["seller"], made["financier"], made["receivable"], made["value"], state[number])
        if (shown.seller, shown.financier, shown.receivable, shown.value, shown.state) != told:
            yield f"recourse {number} is {shown}, by its events {told}"
        demands[suite.legal_identity(made["seller"])] += state[number] == DEMANDED


def _custody(suite: Suite, logs: list[Logged], live: Mapping[int, Any]) -> Iterator[str]:
    """Rules D2 and D7: what was taken and not released is held for its advance, unless it was taken by force."""
    held: dict[int, bytes] = {}
    for log in logs:
        if log.name == "AdvanceOpened":
            held |= dict.fromkeys(log.values["terms"]["receivables"], log.values["advance"])
        elif log.name == "ReceivableReleased":
            held[log.values["receivable"]] = bytes(32)
    for id_, advance in held.items():
        if (shown := suite.factoring.functions.advanceOf(id_).call()) != advance:
            yield f"{id_:#x} is said to be held for {shown.hex()}, by the events for {advance.hex()}"
    forced = suite.receivables.events.ForcedTransfer().get_logs(from_block=0)
    taken = {log["args"]["tokenId"] for log in forced if log["args"]["from"] == suite.factoring.address}
    for id_, receivable in live.items():
        here, said = receivable.holder == suite.factoring.address, any(held.get(id_, b""))
        if here != said and not (said and id_ in taken):
            yield f"{id_:#x} is held by {receivable.holder}, and by the events for {held.get(id_, b'').hex()}"


def _advances(suite: Suite, logs: list[Logged], demands: Counter[bytes]) -> Iterator[str]:
    """Rules D3 to D5: the reference divides what came in as the contract did, and comes to the same books."""
    books: dict[bytes, Books] = {}
    terms: dict[bytes, Any] = {}
    demanded: set[bytes] = set()
    for log in logs:
        advance = log.values.get("advance")
        if log.name == "AdvanceOpened":
            terms[advance] = agreed = log.values["terms"]
            books[advance] = Books(log.values["principal"], agreed["ratePpm"], agreed["basis"], log.day)
        elif log.name == "AdvanceServed":
            told = tuple(log.values[part] for part in ("interest", "principal", "surplus"))
            if (divided := books[advance].serve(log.day, sum(told))) != told:
                yield f"{sum(told)} came in on {advance.hex()} and was divided {told}, not {divided}"
            if books[advance].principal + books[advance].interest(log.day) == 0:
                demanded.discard(advance)
        elif log.name == "AdvanceDemanded":
            demanded.add(advance)
    for advance, kept in books.items():
        told = (kept.principal, kept.day, advance in demanded, kept.accrued, kept.interest_paid)
        if (shown := tuple(suite.factoring.functions.accountOf(advance).call())) != told:
            yield f"the books of advance {advance.hex()} are {shown}, by the events {told}"
        demands[suite.legal_identity(terms[advance]["seller"])] += advance in demanded


def _demands(suite: Suite, contract: Contract, logs: list[Logged], demands: Counter[bytes]) -> Iterator[str]:
    """Rules R1 and D8: a company is barred by the demands on its accounts that are not met, and by nothing else."""
    for seller in {log.values["seller"] for log in logs if "seller" in log.values}:
        shown, told = contract.functions.openDemandsOf(seller).call(), demands[suite.legal_identity(seller)]
        if shown != told:
            yield f"on {seller} {shown} demands are said to be open, by the events {told}"


def balance_of(w3: Web3, currency: str, account: str) -> int:
    """Give an account's base units of a currency of which nothing but its standard is known."""
    data = Web3.keccak(text="balanceOf(address)")[:4] + bytes(12) + bytes.fromhex(account[2:])
    return int.from_bytes(w3.eth.call({"to": w3.to_checksum_address(currency), "data": data}))


def _logs(suite: Suite) -> dict[str, list[Logged]]:
    """Give what each of the two has logged, in order; nothing, when neither has."""
    contracts = {contract.address: contract for contract in (suite.discount_market, suite.factoring)}
    raw = suite.w3.eth.get_logs({"address": list(contracts), "fromBlock": 0})
    found: dict[str, list[Logged]] = {address: [] for address in contracts} if raw else {}
    days: dict[int, int] = {}
    for log in raw:
        kinds = {event.topic: event for event in contracts[log["address"]].events}
        event = kinds[log["topics"][0].to_0x_hex()]
        if (block := log["blockNumber"]) not in days:
            days[block] = suite.w3.eth.get_block(block)["timestamp"] // SECONDS
        found[log["address"]].append(Logged(event.event_name, event().process_log(log)["args"], days[block]))
    return found
