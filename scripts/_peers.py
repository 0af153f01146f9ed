"""The peers that our gas is held against: what they are, how they are compiled, and what each does not do.

Their sources are in `gas/peers/`, thin contracts over packages from npm, compiled as ours are. Solv's ERC-3525 was
written for OpenZeppelin 4: it gets the one that npm puts beside it, and so does the last PaymentSplitter.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from web3.contract import Contract
from web3.contract.contract import ContractFunction

from _toolchain import ROOT, compiler_settings
from build import compile_contracts

SOLV = "node_modules/@solvprotocol/erc-3525"
BESIDE_SOLV = f"{SOLV}/node_modules/@openzeppelin/contracts"
REMAPPINGS = (
    "solady=node_modules/solady/src",
    f"@solvprotocol/erc-3525={SOLV}",
    f"openzeppelin-4={BESIDE_SOLV}",
    f"{SOLV}:@openzeppelin/contracts={BESIDE_SOLV}",
)
PACKAGES = {
    "OpenZeppelin": "node_modules/@openzeppelin/contracts",
    "solady": "node_modules/solady",
    "Solv ERC-3525": SOLV,
    "OpenZeppelin's PaymentSplitter": BESIDE_SOLV,
}

Step = Callable[[Contract, str, str, int, int], ContractFunction]
"""Gives the call by which `from` gives `to` a token, or a value of it: contract, from, to, id, value."""

RULES = "who may hold, consent, phases"
FUNGIBLE = f"{RULES}; a part has no number, parent or depth of its own"


@dataclass(frozen=True)
class TokenPeer:
    """A token to hold the ledger against. What it lacks is lacking from every step."""

    key: str
    name: str
    contract: str
    lacks: str
    split: Step
    transfer: Step


def _call(contract: Contract, signature: str, *arguments: object) -> ContractFunction:
    step: ContractFunction = contract.get_function_by_signature(signature)(*arguments)
    return step


def _mint_child(contract: Contract, _: str, to: str, token: int, value: int) -> ContractFunction:
    return _call(contract, "split(uint256,address,uint256)", token, to, value)


def _whole(contract: Contract, sender: str, to: str, token: int, _: int) -> ContractFunction:
    return _call(contract, "transferFrom(address,address,uint256)", sender, to, token)


def _value(contract: Contract, _: str, to: str, token: int, value: int) -> ContractFunction:
    return _call(contract, "transferFrom(uint256,address,uint256)", token, to, value)


def _amount_1155(contract: Contract, sender: str, to: str, token: int, value: int) -> ContractFunction:
    return _call(contract, "safeTransferFrom(address,address,uint256,uint256,bytes)", sender, to, token, value, b"")


def _amount_6909(contract: Contract, _: str, to: str, token: int, value: int) -> ContractFunction:
    return _call(contract, "transfer(address,uint256,uint256)", to, token, value)


TOKENS = (
    TokenPeer("oz_721", "OpenZeppelin ERC-721", "PeerOpenZeppelin721", f"{RULES}; depth", _mint_child, _whole),
    TokenPeer("solady_721", "solady ERC-721", "PeerSolady721", f"{RULES}; parent, depth", _mint_child, _whole),
    TokenPeer("solv_3525", "Solv ERC-3525", "PeerSolv3525", f"{RULES}; parent, depth", _value, _whole),
    TokenPeer("oz_1155", "OpenZeppelin ERC-1155", "PeerOpenZeppelin1155", FUNGIBLE, _amount_1155, _amount_1155),
    TokenPeer("solady_1155", "solady ERC-1155", "PeerSolady1155", FUNGIBLE, _amount_1155, _amount_1155),
    TokenPeer("oz_6909", "OpenZeppelin ERC-6909", "PeerOpenZeppelin6909", FUNGIBLE, _amount_6909, _amount_6909),
    TokenPeer("solady_6909", "solady ERC-6909", "PeerSolady6909", FUNGIBLE, _amount_6909, _amount_6909),
)

_TILL = "that a bill exists and is due, the most that is owed, what arrived, the obligor's exposure"
_FIXED = "who may be paid, custodians, payments that fail; payees are fixed, so that no claim moves or splits"
MONEY = {
    "oz_till": ("OpenZeppelin ERC-20 into a till", _TILL),
    "solady_till": ("solady ERC-20 into a till", f"{_TILL}; another currency than ours"),
    "oz_transfer": ("OpenZeppelin ERC-20 into a PaymentSplitter", f"any record of what was paid for what; {_TILL}"),
    "merkle": ("Merkle distributor", f"pro rata: amounts are fixed; {_FIXED}"),
    "splitter": ("OpenZeppelin PaymentSplitter", f"a contract of its own for each obligation; {_FIXED}"),
}

NAMES = {peer.key: peer.name for peer in TOKENS} | {key: name for key, (name, _) in MONEY.items()}
LACKS = {peer.key: peer.lacks for peer in TOKENS} | {key: lacks for key, (_, lacks) in MONEY.items()}


def compiled_peers() -> dict[str, dict[str, Any]]:
    """Compile the peers with our own settings; gives ABI and bytecode by contract. Raises as `compile_contracts`."""
    paths = sorted((ROOT / "gas" / "peers").glob("*.sol"))
    sources = {path.relative_to(ROOT).as_posix(): {"content": path.read_text("utf-8")} for path in paths}
    settings = compiler_settings().as_json()
    settings["remappings"] += REMAPPINGS
    settings["outputSelection"] = {source: {"*": ["abi", "evm.bytecode.object"]} for source in sources}
    output = compile_contracts({"language": "Solidity", "sources": sources, "settings": settings})
    return {
        name: {"abi": contract["abi"], "bytecode": contract["evm"]["bytecode"]["object"]}
        for contracts in output["contracts"].values()
        for name, contract in contracts.items()
    }


def versions() -> dict[str, str]:
    """Give the version of each package, as the lock file pins it."""
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    return {name: str(locked[place]["version"]) for name, place in PACKAGES.items()}
