"""Measure our gas beside that of peers that do the nearest same work, in one run on one Anvil.

Usage: `python scripts/gas_peers.py [--check] [--json] [--explain]`. Peers are compiled as our contracts are and stand
in the same steady state: who gets a token or money holds some already. Every figure is the gas of a real transaction;
those per child or per claim are rounded down. They are written to `gas/peers.json`; `--check` compares instead, and
fails when a figure has moved by more than 1 %. A ratio below 1 says that ours costs less. `--explain` also tells what
the gas of each transaction went on, and takes twice as long.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Annotated, Any

import typer
from eth_abi.abi import encode
from rich.console import Console
from rich.table import Table
from web3.contract import Contract
from web3.contract.contract import ContractFunction

from _anvil import ROOT, anvil
from _gas_kinds import newest
from _local import LocalProgramme, local_programme
from _peers import LACKS, NAMES, TOKENS, TokenPeer, compiled_peers, versions
from _toolchain import compiler_settings
from _toolchain import console as progress
from gas import FACE, FIFTY, GENESIS, MANY, TOLERANCE_PERCENT, Bench, moved
from gas import NAMES as CAST
from headwater import ALL, connect, currency, day_of, start_of_day
from headwater._batch import MerkleTree
from headwater._connection import send

FIGURES = ROOT / "gas" / "peers.json"
PART = FACE // 1_000

STEPS = {
    "issue": "issue",
    "split_known": "split to one child, holder known",
    "split_new": "split to one child, holder new",
    "split_50_per_child": "batch split, each of 50",
    "transfer": "transfer of a whole receivable",
    "pay": "pay in full",
    "pay_partial": "pay a later part",
    "claim": "claim, one",
    "claim_50_each": "claim, each in a batch of 50",
}
_GIVING = "accreditations, standing acceptance, due day, depth, pedigree, document's hash in the log"
_PAYING = "what is owed and since when, what arrived, exposure, remittance, lock"
_CLAIMING = "pro rata, accreditation, custodians, money that cannot be paid, burning, lock"
DUTIES = {
    "issue": "obligor's signature, accreditations, consent, currency, tenor, cap, invoice registry, terms in the log",
    "split_known": _GIVING,
    "split_new": _GIVING,
    "split_50_per_child": _GIVING,
    "transfer": "accreditations, standing acceptance, obligor's own, pending proposals",
    "pay": _PAYING,
    "pay_partial": _PAYING,
    "claim": _CLAIMING,
    "claim_50_each": _CLAIMING,
}

OURS = "ours"
Measured = tuple[str, str, int]
"""A step, a peer and its gas."""
Spent = dict[tuple[str, str], dict[str, int]]
"""By step and peer, what the gas of the transaction went on."""


def ratio(ours: int, peer: int) -> float:
    """Give our gas as a multiple of a peer's, to three places."""
    return round(ours / peer, 3)


def figures(ours: Mapping[str, int], peers: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Put our gas by step beside that of the peers, by step and peer, cheapest first."""
    settings = compiler_settings()
    return {
        "compiler": {
            "solc": settings.version,
            "evm": settings.evm_version,
            "optimizer": settings.optimizer,
            "viaIR": settings.via_ir,
        },
        "versions": versions(),
        "steps": [
            {"key": key, "title": title, "gas": ours[key], "duties": DUTIES[key], "peers": _rows(ours[key], peers[key])}
            for key, title in STEPS.items()
        ],
    }


def _rows(ours: int, peers: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"key": key, "name": NAMES[key], "gas": gas, "ratio": ratio(ours, gas), "lacks": LACKS[key]}
        for key, gas in sorted(peers.items(), key=lambda item: (item[1], item[0]))
    ]


def flat(shown: Mapping[str, Any]) -> dict[str, int]:
    """Give every figure, ours and the peers', by a key of its own."""
    found = {step["key"]: int(step["gas"]) for step in shown["steps"]}
    return found | {f"{step['key']}/{row['key']}": int(row["gas"]) for step in shown["steps"] for row in step["peers"]}


class Peers:
    """The peers on the programme's chain, used by its cast."""

    def __init__(self, programme: LocalProgramme) -> None:
        self.programme, self.w3 = programme, programme.w3
        self.at = {name: programme.address(name) for name in (*CAST, "operator")}
        self.built = compiled_peers()

    def deploy(self, name: str, *arguments: Any) -> Contract:  # noqa: ANN401 - what the constructor takes
        """Deploy one of the peers."""
        built = self.built[name]
        made = send(self.w3, self.w3.eth.contract(**built).constructor(*arguments), self.at["operator"])
        return self.w3.eth.contract(self.w3.to_checksum_address(made["contractAddress"] or ""), abi=built["abi"])

    def gas(self, step: ContractFunction, name: str) -> int:
        """Take a step as a member of the cast; gives its gas."""
        return int(send(self.w3, step, self.at[name])["gasUsed"])

    def issue(self, contract: Contract) -> tuple[int, int]:
        """Mint a token with the terms of an obligation to the supplier; gives it and the gas."""
        keep = self.programme
        root = self.w3.keccak(text="documents")
        terms = (self.at["anchor"], keep.today() + 90, 80_000, 5, keep.token.address, FACE, root)
        step = contract.functions.issue(self.at["supplier"], terms)
        return int(step.call({"from": self.at["supplier"]})), self.gas(step, "supplier")

    def tokens(self, peer: TokenPeer) -> Iterator[Measured]:
        """Measure a token: everybody but the newcomer holds one before."""
        contract, at = self.deploy(peer.contract), self.at
        many = [(at[name], PART) for name in MANY]
        others = [(at[name], PART) for name in ("tier2", "tier3")]
        self.gas(contract.functions.splitMany(self.issue(contract)[0], [*others, *many]), "supplier")
        root, gas = self.issue(contract)
        yield "issue", peer.key, gas
        split = peer.split(contract, at["supplier"], at["tier2"], root, PART)
        # a peer whose parts have no number of their own tells of none: its part is moved by the root's
        given = split.call({"from": at["supplier"]})
        child = given if type(given) is int else root
        yield "split_known", peer.key, self.gas(split, "supplier")
        yield (
            "split_new",
            peer.key,
            self.gas(peer.split(contract, at["supplier"], at["newcomer"], root, PART), "supplier"),
        )
        yield "split_50_per_child", peer.key, self.gas(contract.functions.splitMany(root, many), "supplier") // FIFTY
        yield "transfer", peer.key, self.gas(peer.transfer(contract, at["tier2"], at["tier3"], child, PART), "tier2")

    def tills(self) -> Iterator[Measured]:
        """Measure paying: each till holds money before."""
        other = self.deploy("PeerSolady20")
        self.gas(other.functions.mint(self.at["anchor"], 100 * FACE), "operator")
        for key, token in (("oz_till", self.programme.token), ("solady_till", other)):
            till = self.deploy("PeerTill", token.address)
            self.gas(token.functions.approve(till.address, ALL), "anchor")
            remittance = self.w3.keccak(text="transfer")
            self.gas(till.functions.pay(1, FACE // 2, remittance), "anchor")
            yield "pay", key, self.gas(till.functions.pay(2, FACE, remittance), "anchor")
            yield "pay_partial", key, self.gas(till.functions.pay(1, FACE // 4, remittance), "anchor")

    def splitter(self) -> Iterator[Measured]:
        """Measure paying into a splitter, and releasing: one payee has had its part before, one has none at the end."""
        token, payees = self.programme.token, [self.at[name] for name in ("supplier", "tier3", "tier2", *MANY)]
        splitter = self.deploy("PeerSplitter", payees, [1] * len(payees))
        release = splitter.get_function_by_signature("release(address,address)")
        self.gas(token.functions.transfer(splitter.address, FACE // 2), "anchor")
        yield "pay", "oz_transfer", self.gas(token.functions.transfer(splitter.address, FACE), "anchor")
        yield "pay_partial", "oz_transfer", self.gas(token.functions.transfer(splitter.address, FACE // 4), "anchor")
        self.gas(release(token.address, payees[1]), "tier3")
        yield "claim", "splitter", self.gas(release(token.address, payees[2]), "tier2")
        gas = self.gas(splitter.functions.releaseMany(token.address, payees[3:]), "supplier")
        yield "claim_50_each", "splitter", gas // FIFTY

    def distributor(self) -> Iterator[Measured]:
        """Measure a list of claims: one was claimed before, one is left at the end."""
        token, payees = self.programme.token, [self.at[name] for name in ("supplier", "tier3", "tier2", *MANY)]
        leaves = [
            self.w3.keccak(encode(["uint256", "address", "uint256"], [index, payee, PART]))
            for index, payee in enumerate(payees)
        ]
        tree = MerkleTree(leaves)
        claims = [(index, payee, PART, tree.proof(index)) for index, payee in enumerate(payees)]
        desk = self.deploy("PeerMerkleDistributor", token.address, tree.root)
        self.gas(token.functions.transfer(desk.address, FACE), "anchor")
        self.gas(desk.functions.claim(claims[1]), "tier3")
        yield "claim", "merkle", self.gas(desk.functions.claim(claims[2]), "tier2")
        yield "claim_50_each", "merkle", self.gas(desk.functions.claimMany(claims[3:]), "supplier") // FIFTY

    def all(self) -> Iterator[Measured]:
        """Measure every peer."""
        for peer in TOKENS:
            yield from self.tokens(peer)
        yield from self.tills()
        yield from self.splitter()
        yield from self.distributor()


def measure(explain: bool = False) -> tuple[dict[str, Any], Spent]:
    """Measure ours and every peer; gives the figures and, where it is asked for, what each went on."""
    with anvil(start_of_day(day_of(GENESIS)), *(["--steps-tracing"] if explain else [])) as url:
        programme = local_programme(connect(url), CAST, currency("EUR"))
        bench, measuring = Bench(programme), Peers(programme)
        suite = programme.suite.deployment.contracts
        names = {placed.address.lower(): name for name, placed in suite.items()}
        names[programme.token.address.lower()] = "currency"
        found: dict[str, dict[str, int]] = {key: {} for key in STEPS}
        spent: Spent = {}
        ours = ((step, OURS, gas) for step, gas in chain(bench.circulation(), bench.settlement()))
        with progress.status("Measuring gas"):
            for step, who, gas in chain(ours, measuring.all()):
                if step in STEPS:
                    found[step][who] = gas
                    if explain:  # what was measured is what was mined last
                        spent[step, who] = newest(programme.w3, names)
    return figures({step: found[step].pop(OURS) for step in STEPS}, found), spent


def spent_table(spent: Spent) -> Table:
    """Lay out what the gas of each transaction went on: a batch's of all its fifty."""
    table = Table("step", "who", "what the gas of the transaction went on", box=None, header_style="dim")
    for (step, who), kinds in sorted(spent.items(), key=lambda item: list(STEPS).index(item[0][0])):
        told = ", ".join(f"{kind} {gas:,}" for kind, gas in kinds.items())
        table.add_row(STEPS[step], NAMES.get(who, who), told)
    return table


def table(shown: Mapping[str, Any]) -> Table:
    """Lay the figures out for people."""
    table = Table("step", "who", "gas", "ours ÷ peer", "what the peer does not do", box=None, header_style="dim")
    for step in shown["steps"]:
        table.add_row(step["title"], "ours", f"{step['gas']:,}", "", f"ours does: {step['duties']}", style="bold")
        for row in step["peers"]:
            table.add_row("", row["name"], f"{row['gas']:,}", f"{row['ratio']:.2f}", row["lacks"])
    for column in table.columns[2:4]:
        column.justify = "right"
    return table


def main(
    check: Annotated[bool, typer.Option("--check", help="compare with the committed figures, write nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON for a program")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="also tell what the gas went on")] = False,
) -> None:
    """Measure our gas beside that of peers."""
    now, spent = measure(explain)
    if as_json:
        told = {"spent": {f"{step}/{who}": kinds for (step, who), kinds in spent.items()}} if explain else {}
        typer.echo(json.dumps(now | told, indent=2, ensure_ascii=False))
    else:
        Console(highlight=False).print(table(now), *([spent_table(spent)] if explain else []))
    if not check:
        FIGURES.write_text(json.dumps(now, indent=2, ensure_ascii=False) + "\n", "utf-8")
        return
    before = flat(json.loads(FIGURES.read_text("utf-8")))
    if keys := moved(before, flat(now)):
        progress.print(f"Moved by more than {TOLERANCE_PERCENT} %: {', '.join(keys)}. `make gas-peers` writes them.")
        sys.exit(1)


if __name__ == "__main__":
    typer.run(main)
