"""What the gas of a transaction goes on, by kind and by contract, out of its trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from web3 import Web3

from headwater._connection import call

BASE = 21_000
BYTE, ZERO_BYTE = 16, 4
COLD_ACCOUNT, WARM_ACCOUNT = 2_600, 100
RECOVERING = 3_000
LAST_PRECOMPILE = 10
CHANGED, CLEARED = 2_900, 4_800  # what changing a slot costs at least, and what clearing it gives back
MOST_GIVEN_BACK = 4  # a fifth of what it would have been, a fourth of what it is then

STORAGE = frozenset({"SLOAD", "SSTORE", "TLOAD", "TSTORE"})
CALLS = frozenset({"CALL", "STATICCALL", "DELEGATECALL"})


def kinds(steps: Iterable[Mapping[str, Any]], sent: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, int]:
    """Divide the gas of a transaction that was sent (`from`, `to`, `input`, `gas` used) by what its steps went on.

    `names` has the contracts' names by address, in lower case; any other is called "peer". What hashing, checking and
    copying cost is "work"; what cleared slots give back is below zero.
    """
    found: Counter[str] = Counter({"base": BASE, "calldata": sum(BYTE if b else ZERO_BYTE for b in sent["input"])})
    at, warm = {1: sent["to"].lower()}, {sent["to"].lower(), sent["from"].lower()}
    for step in steps:
        op, who = step["op"], names.get(at[step["depth"]], "peer")
        if op in STORAGE:
            found[f"storage of {who}"] += step["gasCost"]
            if op == "SSTORE" and int(step["stack"][-2], 16) == 0 and step["gasCost"] >= CHANGED:
                found["given back"] -= CLEARED
        elif op.startswith("LOG"):
            found[f"logs of {who}"] += step["gasCost"]
        elif op in CALLS or op == "EXTCODESIZE":
            called = f"0x{int(step['stack'][-2 if op in CALLS else -1], 16):040x}"
            found["calls"] += _access(called, warm)
            at[step["depth"] + 1] = called
    found["given back"] = max(found["given back"], -(sent["gas"] // MOST_GIVEN_BACK))
    found["work"] = sent["gas"] - found.total()
    return {kind: gas for kind, gas in found.items() if gas}


def _access(called: str, warm: set[str]) -> int:
    """Give what touching an account costs, and recovering a signer."""
    number = int(called, 16)
    if number <= LAST_PRECOMPILE:
        return WARM_ACCOUNT + (RECOVERING if number == 1 else 0)
    if called in warm:
        return WARM_ACCOUNT
    warm.add(called)
    return COLD_ACCOUNT


def newest(w3: Web3, names: Mapping[str, str]) -> dict[str, int]:
    """Divide the gas of the chain's newest transaction; its node keeps traces of steps."""
    sent = w3.eth.get_transaction_by_block("latest", 0)
    done = w3.eth.get_transaction_receipt(sent["hash"])
    options = {"disableStorage": True, "disableMemory": True}
    steps = call(w3, "debug_traceTransaction", sent["hash"].to_0x_hex(), options)["structLogs"]
    shown = {"from": sent["from"], "to": sent["to"], "input": bytes(sent["input"]), "gas": done["gasUsed"]}
    return kinds(steps, shown, names)
