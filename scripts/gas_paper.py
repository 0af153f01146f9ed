"""Write `docs/GAS.md` from the measured figures and the floors.

Usage: `python scripts/gas_paper.py [--check]`; `--check` writes nothing and fails when the paper is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from _anvil import ROOT
from _floors import FLOORS, Floor

PAPER = ROOT / "docs" / "GAS.md"
SNAPSHOT = ROOT / "gas" / "snapshot.json"

HEAD = """# Gas

Made by `make gas` from `gas/snapshot.json`; the gas of real transactions in steady state: every party already holds a
receivable and a balance of the currency, recipients in a batch are distinct, Anvil runs Cancun, the compiler optimizes
for 200 runs. `make check` fails when a figure moves by more than 1 % and the snapshot has not.

## Floors and figures

A floor is what the schedule of the chain forces on any ledger with the same duties: see the sums below. "At most" is
the design's ratio over its own first estimate of the floor, kept over the exact one.

"""

CORRECTED = """
## What the exact sums corrected

- **Issue.** The estimate of 173 000 left out what the obligor may have revoked (2 100), the recovery of its
  signature (3 000) and the call between issuance and ledger, which the ledger's size demands (2 600, decision 7). Of
  what is above the floor 5 203 gas are `ObligationIssued` with the signed terms and 2 131 `InvoiceFinanced`, for which
  standards do not ask and readers of the chain do.
- **Claim.** The estimate of 48 000 is less than slots, logs, the currency and the transaction come to, with the refund
  taken off. Of what is above the floor 1 756 gas are `ReceivableClaimed`: without it a part that was claimed would
  leave no trace of its own.
- **Claim, each of 50.** The estimate of 18 700 left out the code of the currency itself (974 with its call).

Against the estimates themselves issue, claim and batched claim are over (195 000, 57 000, 23 000); against the
exact floors, at the same ratios, every step holds.
"""


def paper(figures: dict[str, int]) -> str:
    """Give the whole paper."""
    return (
        HEAD + "\n".join(_summary(figures)) + "\n" + CORRECTED + "\n".join(_sums()) + "\n" + "\n".join(_rest(figures))
    )


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
    yield "\n## Other steps\n\n| step | measured |\n|---|---:|"
    yield from (f"| `{key}` | {_n(gas)} |" for key, gas in figures.items() if key not in FLOORS)


def _n(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def main(
    check: Annotated[bool, typer.Option("--check", help="write nothing, fail when the paper is stale")] = False,
) -> None:
    """Write docs/GAS.md from the figures."""
    wanted = paper(json.loads(SNAPSHOT.read_text("utf-8"))).rstrip() + "\n"
    if not check:
        PAPER.write_text(wanted, "utf-8")
    elif not PAPER.exists() or PAPER.read_text("utf-8") != wanted:
        sys.exit("docs/GAS.md is stale: `make gas` writes it.")


if __name__ == "__main__":
    typer.run(main)
