"""Write `docs/GAS.md` from the measured figures, the floors and the peers.

Usage: `python scripts/gas_paper.py [--check]`; `--check` writes nothing and fails when the paper is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from _anvil import ROOT
from _floors import ESCROW_PEERS, FLOORS, Floor

PAPER = ROOT / "docs" / "GAS.md"
SNAPSHOT = ROOT / "gas" / "snapshot.json"
PEERS_SNAPSHOT = ROOT / "gas" / "peers.json"

HEAD = """# Gas

Made by `make gas` from `gas/snapshot.json` and `gas/peers.json`; the gas of real transactions in steady state: every
party already holds a receivable and a balance of the currency, recipients in a batch are distinct, Anvil runs Cancun,
the compiler optimizes for 200 runs. `make check` fails when a figure moves by more than 1 % and the snapshot has not.

## Floors and figures

A floor is what the schedule of the chain forces on any ledger with the same duties: see the sums below. "At most" is
the design's ratio over its own first estimate of the floor, kept over the exact one.

"""

PEERS_HEAD = "| step | who | gas | ours ÷ peer | what the peer does not do |\n|---|---|---:|---:|---|\n"

PEERS = """
## Beside peers

`make gas-peers` measures, on one chain with the same compiler settings, what the npm packages of OpenZeppelin, solady
and Solv take for the nearest same work, each built in its own favour, and writes `gas/peers.json`;
`python scripts/gas_peers.py --explain` divides every figure by kind. Below 1 ours is cheaper. ERC-1155 and ERC-6909
keep one sum for each id and holder, so that a holder known or new makes no difference.

"""

DUTIES = """
Where a peer is cheaper, these duties make the difference:

- **Issue**, 82 590 gas above solady's ERC-721: the invoice registry 29 131; accreditations and the legal identity
  9 200; logs of the terms, slot and value 8 834; the cap 5 100; calldata and recovery of the signature 6 292;
  revocation and currency 4 200; whether the company is barred, and the seller's company 4 200; issuance as a contract
  of its own 2 700; hashing, checking and decoding 12 933.
- **Split**, 16 822 above solady's ERC-721: accreditation and standing acceptance 7 000; slot, value and document in
  the log 5 387; due day, whether it may move, depth and value 3 631; calldata 804. Above ERC-6909 also the child's own
  number and count, 10 300.
- **Transfer**, 9 796 above solady's ERC-721: accreditation and standing acceptance 7 000; checks 2 760; calldata 36.
- **Pay**, 14 779 above a till: the obligor's exposure 5 100; due day, currency, live face 4 500; whether it is late, on
  hold or advanced 1 700; measuring what arrived and the lock 700; the rest is work.
- **Claim**, 10 259 above a Merkle distributor: accreditation and custodians 4 498; the share of what was paid 4 300;
  burning and its logs 3 969; the lock and work 1 480; no proof in the calldata −3 988.
"""

CORRECTED = """
## What the exact sums corrected

- **Issue.** The estimate of 173 000 left out what the obligor may have revoked (2 100), the recovery of its
  signature (3 000) and the call between issuance and ledger, which the ledger's size demands (2 600, decision 7). Two
  more cold reads came with defaults and holds: whether the obligor's company is barred, and the seller's company, which
  must be another (4 200). Of what is above the floor 5 203 gas are `ObligationIssued` with the signed terms and 2 131
  `InvoiceFinanced`, for which standards do not ask and readers of the chain do.
- **Claim.** The estimate of 48 000 is less than slots, logs, the currency and the transaction come to, with the refund
  taken off. Of what is above the floor 1 756 gas are `ReceivableClaimed`: without it a part that was claimed would
  leave no trace of its own.
- **Late.** Nobody estimated it: the floor of a late payment is that of a payment and one slot more, in which the exact
  interest is kept, so that many small payments come to what one comes to; a claim of it costs what any claim does. Of
  what is above the floor 1 381 gas are `LateInterestPaid`.
- **Freeze, forced transfer.** Nobody estimated them either; they are held to a claim's ratio. Of what is above the
  floor of a freeze 2 900 gas are the receivable's note that there is one, which keeps every move without one from
  asking. A forced transfer is measured without the announcing that comes before it.
- **Sale.** The estimates hold. A quote takes more than the design's ratio allows: what is above the floor is the
  market's log of seller, financier, offer and price (2 643), reading what arrived at the seller (1 650), whether the
  seller stood in for this receivable before (2 200), one lock over all money (750), and the work of ledger,
  participants and market in checking fifteen terms (decision 9). A line remembers two neighbouring obligations in a
  slot: its figure is their mean.
- **Claim, each of 50.** The estimate of 18 700 left out the code of the currency itself (974 with its call).
- **Escrow, create.** The estimate of 72 000 leaves out two accreditations (6 900), the condition that checks its own
  terms (2 600), and the calldata of terms that are shown whole, so that what is signed can be read by whoever signs it.

Against the estimates themselves issue, claim and batched claim are over (195 000, 57 000, 23 000), and so are the sale
against a quote (95 000) and creating an escrow (92 000); against the exact floors, at the same ratios, every step holds
but that sale.
"""

ESCROWS = """
Escrows elsewhere, as the design measured them the same way; `make gas` prints the ratio:

| step | ours | Kleros | ours ÷ Kleros | Sablier | ours ÷ Sablier |
|---|---:|---:|---:|---:|---:|
"""


def paper(figures: dict[str, int], peers: dict[str, Any]) -> str:
    """Give the whole paper."""
    tables = "\n".join([*_summary(figures), CORRECTED, *_rest(figures)])
    return (
        HEAD
        + tables
        + "\n"
        + PEERS
        + peers_table(peers)
        + DUTIES
        + ESCROWS
        + escrows_table(figures)
        + "\n".join(_sums())
    )


def peers_table(figures: dict[str, Any]) -> str:
    """Give the table of `gas/peers.json` in Markdown: at each step a row for ours with its duties, and one a peer."""
    lines = []
    for step in figures["steps"]:
        lines.append(f"| **{step['title']}** | **ours** | **{_n(step['gas'])}** | | *ours does:* {step['duties']} |")
        lines += [
            f"| | {row['name']} | {_n(row['gas'])} | {row['ratio']:.2f} | {row['lacks']} |" for row in step["peers"]
        ]
    return PEERS_HEAD + "\n".join(lines) + "\n"


def escrows_table(figures: dict[str, int]) -> str:
    """Give the rows that hold the escrow's steps beside those of escrows elsewhere."""
    lines = []
    for step, peers in ESCROW_PEERS.items():
        gas = figures[step]
        beside = " | ".join(f"{_n(peer)} | {gas / peer:.2f}" for peer in peers.values())
        lines.append(f"| `{step}` | {_n(gas)} | {beside} |")
    return "\n".join(lines) + "\n"


def _summary(figures: dict[str, int]) -> Iterator[str]:
    yield "| step | floor | measured | ratio | at most |"
    yield "|---|---:|---:|---:|---:|"
    for key, floor in FLOORS.items():
        gas = figures[key]
        yield f"| {floor.step} | {_n(floor.gas)} | {_n(gas)} | {gas / floor.gas:.3f} | {_n(floor.most)} |"


def _sums() -> Iterator[str]:
    yield "\n## The sums"
    for floor in FLOORS.values():
        yield f"\n### {floor.step[0].upper()}{floor.step[1:]}\n"
        yield from _sum(floor)


def _sum(floor: Floor) -> Iterator[str]:
    yield "| duty | gas |"
    yield "|---|---:|"
    yield from (f"| {words} | {_n(gas)} |" for words, gas in floor.duties)
    each = f"each of {floor.shared_by}" if floor.shared_by > 1 else "together"
    yield f"| **{each}** | **{_n(floor.gas)}** |"


def _rest(figures: dict[str, int]) -> Iterator[str]:
    yield "## Other steps\n\n| step | measured |\n|---|---:|"
    yield from (f"| `{key}` | {_n(gas)} |" for key, gas in figures.items() if key not in FLOORS)


def _n(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def main(
    check: Annotated[bool, typer.Option("--check", help="write nothing, fail when the paper is stale")] = False,
) -> None:
    """Write docs/GAS.md from the figures."""
    figures, peers = (json.loads(file.read_text("utf-8")) for file in (SNAPSHOT, PEERS_SNAPSHOT))
    wanted = paper(figures, peers).rstrip() + "\n"
    if not check:
        PAPER.write_text(wanted, "utf-8")
    elif not PAPER.exists() or PAPER.read_text("utf-8") != wanted:
        sys.exit("docs/GAS.md is stale: `make gas` writes it.")


if __name__ == "__main__":
    typer.run(main)
