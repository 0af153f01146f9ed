"""Measure what many invoices take at once: `python scripts/bench.py [--count N] [--documents N] [--logs N] [--json]`.

One key signs one batch, on one core, and each seller is handed its file: terms, proof and signature. The files go into
a folder that is removed afterwards. As many documents are committed, field by field, and what a financier is shown of
one is checked. Logs of all kinds that the suite writes are decoded, as the audit export does and as web3.py does.
Nothing here needs a chain.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from eth_account import Account
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from rich.console import Console

from _bench_documents import Committed, measure_documents
from _bench_events import Decoded, measure_decoding
from headwater import Acceptance, Domain, sign_batch
from headwater._types import ZERO_ADDRESS

COUNT = 100_000
DOCUMENTS = 10_000
LOGS = 100_000
MOST = 1_000_000
SELLERS = 1_000
FACE = 100_000_000
DUE_DAY = 20_787
KEY = keccak(text="headwater bench")
"""Everybody knows it: what it signs is worth nothing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for hashing and signing, seconds for writing the files, and what a file takes at most, in bytes."""

    count: int
    sign_seconds: float
    write_seconds: float
    proof_nodes: int
    file_bytes: int


def payables(count: int, obligor: str) -> Iterator[Acceptance]:
    """Yield the terms of as many invoices, from up to a thousand sellers."""
    sellers = [to_checksum_address(keccak(text=f"seller {i}")[-20:]) for i in range(min(count, SELLERS))]
    currency = to_checksum_address(keccak(text="currency")[-20:])
    for number in range(count):
        yield Acceptance(
            obligor=obligor,
            seller=sellers[number % len(sellers)],
            currency=currency,
            face=FACE + number,
            due_day=DUE_DAY,
            valid_until=DUE_DAY - 1,
            grace_days=5,
            late_rate_ppm=80_000,
            late_basis=360,
            guarantor=ZERO_ADDRESS,
            fingerprint=keccak(text=f"invoice {number}"),
            document_root=keccak(text=f"documents {number}"),
            undertaking=keccak(text="undertaking"),
        )


def measure(count: int, folder: Path) -> Measured:
    """Sign one batch of `count` acceptances and write its files into a folder."""
    obligor = Account.from_key(KEY)
    domain = Domain("Headwater Receivables", 1, to_checksum_address(keccak(text="ledger")[-20:]))
    terms = list(payables(count, obligor.address))
    began = time.perf_counter()
    batch = sign_batch(obligor, domain, terms)
    signed = time.perf_counter()
    batch.write(folder)
    written = time.perf_counter()
    largest = max(file.stat().st_size for file in folder.iterdir())
    nodes = max(len(batch.proof(index)) for index in range(count))
    return Measured(count, round(signed - began, 3), round(written - signed, 3), nodes, largest)


def main(
    count: Annotated[int, typer.Option(min=1, max=MOST, help="how many acceptances")] = COUNT,
    documents: Annotated[int, typer.Option(min=1, max=MOST, help="how many documents")] = DOCUMENTS,
    logs: Annotated[int, typer.Option(min=1, max=MOST, help="how many logs")] = LOGS,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON for a program")] = False,
) -> None:
    """Measure signing a batch of acceptances, writing each seller's file, committing documents, and decoding logs."""
    with tempfile.TemporaryDirectory(prefix="headwater-bench-") as folder:
        done = measure(count, Path(folder))
    committed = measure_documents(documents, Account.from_key(KEY))
    decoded = measure_decoding(logs)
    if as_json:
        typer.echo(json.dumps(asdict(done) | asdict(committed) | asdict(decoded)))
        return
    console = Console(highlight=False)
    console.print(f"{done.count} acceptances under one signature, on one core")
    console.print(f"  hashed and signed   {done.sign_seconds:8.2f} s")
    console.print(f"  files written       {done.write_seconds:8.2f} s")
    console.print(f"  together            {done.sign_seconds + done.write_seconds:8.2f} s")
    console.print(f"  a seller's file     {done.file_bytes:8} bytes, a proof of {done.proof_nodes} hashes")
    _print_documents(console, committed)
    _print_logs(console, decoded)


def _print_documents(console: Console, done: Committed) -> None:
    console.print(f"{done.documents} documents of {done.fields} fields committed, on one core")
    console.print(
        f"  fields to roots     {done.commit_seconds:8.2f} s, {done.commit_cpu_seconds:.2f} s of the processor"
    )
    console.print(f"  a bundle checked    {done.check_milliseconds:8.2f} ms, off chain")
    console.print(f"  a financier's       {done.bundle_bytes:8} bytes, {done.bundle_fields} fields shown")


def _print_logs(console: Console, done: Decoded) -> None:
    console.print(f"{done.logs} logs of {done.log_kinds} kinds decoded, on one core")
    console.print(f"  by cutting them     {done.decode_seconds:8.2f} s")
    console.print(f"  by web3.py          {done.web3_decode_seconds:8.2f} s, {done.decode_ratio} times as long")


if __name__ == "__main__":
    typer.run(main)
