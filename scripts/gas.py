"""Measure what each step costs, in steady state, on an Anvil of our own.

Usage: `python scripts/gas.py [--check]`. Steady state is as DESIGN section 7 has it: every party already holds a
receivable and a balance of the currency, recipients in a batch are distinct. Figures are the gas of real transactions;
those per child or per claim are rounded down. They are written to `gas/snapshot.json`; `--check` compares instead
and fails when a figure has moved by more than 1 %.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from _anvil import ROOT, anvil
from _floors import ESCROW_PEERS
from _gas_escrow import ATTESTOR, EscrowBench
from _gas_financing import BANKS, FinancingBench
from _gas_supervision import SupervisionBench
from _local import LocalProgramme, local_programme
from headwater import ALL, Acceptance, Payment, Share, connect, currency, day_of, sign, sign_batch, start_of_day
from headwater._types import ZERO_ADDRESS

SNAPSHOT = ROOT / "gas" / "snapshot.json"
TOLERANCE_PERCENT = 1
FIFTY = 50
TEN = 10
BATCH = 1_024  # acceptances under one signature: a proof of ten nodes
FACE = 100_000_000
TENOR = 90
MANY = [f"child{i}" for i in range(FIFTY)]
NAMES = ["anchor", "supplier", "tier2", "tier3", "newcomer", *MANY]

GENESIS = dt.date(2026, 9, 1)  # fixed, so that calldata and so the figures are the same in every run


class Bench:
    """A programme in steady state, and a fresh obligation for each measurement."""

    def __init__(self, programme: LocalProgramme) -> None:
        self.programme, self.suite = programme, programme.suite
        self.at = {name: account.address for name, account in programme.cast.items()}
        self.issued = 0
        programme.register(NAMES, {}, {})
        for name in NAMES:
            self.suite.set_standing_acceptance(True, sender=self.at[name])
            if name != "newcomer":
                programme.mint(name, FACE)
        programme.mint("anchor", 100 * FACE)
        programme.approve("anchor", ALL)
        self.suite.set_cap(self.at["anchor"], programme.token.address, 1_000 * FACE, sender=self.at["operator"])
        self.due = programme.today() + TENOR
        holders = [name for name in NAMES if name not in ("anchor", "supplier", "newcomer")]
        self.split(self.issue()[0], *holders)

    def terms(self) -> Acceptance:
        """Give the terms of another obligation of the anchor's to the supplier."""
        self.issued += 1
        return Acceptance(
            obligor=self.at["anchor"],
            seller=self.at["supplier"],
            currency=self.programme.token.address,
            face=FACE,
            due_day=self.due,
            valid_until=self.due,
            grace_days=5,
            late_rate_ppm=80_000,
            late_basis=360,
            guarantor=ZERO_ADDRESS,
            fingerprint=self.programme.w3.keccak(text=f"invoice {self.issued}"),
            document_root=self.programme.w3.keccak(text=f"documents {self.issued}"),
            undertaking=self.programme.w3.keccak(text="undertaking"),
        )

    def issue(self) -> tuple[int, int]:
        """Issue an obligation by the anchor's signature; gives its root and the gas."""
        terms = self.terms()
        signature = sign(self.programme.cast["anchor"], self.suite.acceptance_message(terms))
        done = self.suite.issue(terms, signature, sender=self.at["supplier"])
        return done.value, done.gas

    def split(self, root: int, *names: str) -> tuple[list[int], int]:
        """Split a thousandth of a face value off to each; gives the children and the gas."""
        reference = self.programme.w3.keccak(text="delivery note")
        shares = [Share(self.at[name], FACE // 1_000, reference) for name in names]
        done = self.suite.split(root, shares, sender=self.at["supplier"])
        return done.value, done.gas

    def circulation(self) -> Iterator[tuple[str, int]]:
        """Measure the steps before the due day."""
        root, gas = self.issue()
        yield "issue", gas
        children, gas = self.split(root, "tier2")
        yield "split_known", gas
        yield "split_new", self.split(root, "newcomer")[1]
        yield "split_50_per_child", self.split(root, *MANY)[1] // FIFTY
        yield "transfer", self.suite.transfer(children[0], self.at["tier3"], sender=self.at["tier2"]).gas
        share = Share(self.at["tier2"], FACE // 1_000, self.programme.w3.keccak(text="delivery note"))
        proposed = self.suite.propose(root, share, self.due, sender=self.at["supplier"])
        yield "propose", proposed.gas
        yield "accept", self.suite.accept_proposal(proposed.value, sender=self.at["tier2"]).gas
        yield from self.signed(root, share)

    def signed(self, root: int, share: Share) -> Iterator[tuple[str, int]]:
        """Measure what others do by people's signatures, and cancelling."""
        proposed = self.suite.propose(root, share, self.due, sender=self.at["supplier"]).value
        signature = sign(self.programme.cast["tier2"], self.suite.proposal_message(proposed))
        accepted = self.suite.accept_proposal_for(proposed, signature, sender=self.at["supplier"])
        yield "accept_by_signature", accepted.gas
        batch = sign_batch(self.programme.cast["anchor"], self.suite.domain, [self.terms() for _ in range(BATCH)])
        given = (batch.terms[0], batch.proof(0), batch.signature)
        yield "issue_batch_proof", self.suite.issue_from_batch(*given, sender=self.at["supplier"]).gas
        yield "cancel", self.suite.cancel(root, FACE // 1_000, sender=self.at["supplier"]).gas

    def settlement(self) -> Iterator[tuple[str, int]]:
        """Measure the steps from the due day on."""
        roots = [self.issue()[0] for _ in range(4)]
        ten = [Payment(self.issue()[0] >> 72, FACE, self.programme.w3.keccak(text=f"transfer {i}")) for i in range(TEN)]
        one = self.split(roots[2], "tier2")[0]
        fifty = self.split(roots[3], *MANY)[0]
        self.programme.move_to(self.due)
        anchor = self.at["anchor"]
        self.suite.pay(roots[0] >> 72, FACE // 2, sender=anchor)
        yield "pay", self.suite.pay(roots[1] >> 72, FACE, sender=anchor).gas
        yield "pay_partial", self.suite.pay(roots[0] >> 72, FACE // 4, sender=anchor).gas
        yield "pay_many_10_each", self.suite.pay_many(ten, sender=anchor).gas // TEN
        for root in roots[2:]:
            self.suite.pay(root >> 72, FACE, sender=anchor)
        yield "claim", self.suite.claim(one[0], sender=self.at["tier2"]).gas
        yield "claim_50_each", self.suite.claim_many(fifty, sender=self.at["supplier"]).gas // FIFTY


def measure() -> dict[str, int]:
    """Measure every step; gives gas by key."""
    with anvil(start_of_day(day_of(GENESIS))) as url:
        programme = local_programme(connect(url), NAMES, currency("EUR"))
        bench = Bench(programme)
        found = dict([*bench.circulation(), *bench.settlement()])
    with anvil(start_of_day(day_of(GENESIS))) as url:
        financing = FinancingBench(Bench(local_programme(connect(url), [*NAMES, *BANKS], currency("EUR"))))
        found |= dict([*financing.sales(), *financing.advances()])
    with anvil(start_of_day(day_of(GENESIS))) as url:
        found |= dict(SupervisionBench(Bench(local_programme(connect(url), NAMES, currency("EUR")))).steps())
    with anvil(start_of_day(day_of(GENESIS))) as url:
        escrow = EscrowBench(Bench(local_programme(connect(url), [*NAMES, ATTESTOR], currency("EUR"))))
        return found | dict(escrow.steps())


def moved(before: dict[str, int], now: dict[str, int]) -> list[str]:
    """Name the figures that are new, gone or have moved by more than the tolerance."""
    keys = sorted(before.keys() | now.keys())
    return [k for k in keys if abs(now.get(k, 0) - before.get(k, 0)) * 100 > TOLERANCE_PERCENT * before.get(k, 0)]


def show(console: Console, before: dict[str, int], now: dict[str, int]) -> None:
    """Print the figures beside the committed ones."""
    table = Table("step", "gas", "committed", "moved", box=None, header_style="dim")
    for key, gas in now.items():
        known = before.get(key)
        change = f"{(gas - known) / known:+.2%}" if known else "new"
        table.add_row(key, f"{gas:,}", f"{known:,}" if known else "-", change)
    console.print(table)
    for step, peers in ESCROW_PEERS.items():
        beside = ", ".join(f"{now[step] / gas:.2f} of {peer}'s {gas:,}" for peer, gas in peers.items())
        console.print(f" {step}: {beside}")


def main(
    check: Annotated[bool, typer.Option("--check", help="compare with the snapshot, write nothing")] = False,
) -> None:
    """Measure what each step costs."""
    console = Console(highlight=False)
    with console.status("Measuring gas"):
        now = measure()
    before: dict[str, int] = json.loads(SNAPSHOT.read_text("utf-8")) if SNAPSHOT.exists() else {}
    show(console, before, now)
    if not check:
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(json.dumps(now, indent=2) + "\n", "utf-8")
        return
    if keys := moved(before, now):
        console.print(f"Moved by more than {TOLERANCE_PERCENT} %: {', '.join(keys)}. `make gas` writes the snapshot.")
        sys.exit(1)


if __name__ == "__main__":
    typer.run(main)
