"""Every real invoice becomes a receivable, flows down and is paid, or is refused by name; on one chain."""

import time
from collections import Counter

import pytest

from _anvil import anvil
from _papers import Papers
from _report import report
from _story import tell
from headwater import DocumentRefused, connect, day_of, start_of_day
from headwater._connection import call


def read_all(folder):
    """What the reader admits, by file, and how often it refuses by which name."""
    admitted, refused = {}, Counter()
    for path in sorted(folder.iterdir()):
        try:
            admitted[path.name] = Papers.read(path)
        except DocumentRefused as refusal:
            refused[type(refusal).__name__] += 1
    return admitted, refused


def stories(read):
    """Tell each invoice's story on a chain that begins with the earliest, and goes back after each."""
    start = min(day_of(papers.invoice.issue_date) for papers in read.values())
    with anvil(start_of_day(start)) as url:
        for name, papers in read.items():
            w3 = connect(url)
            before = call(w3, "evm_snapshot")
            yield name, papers.invoice, report(tell(w3, papers))
            assert call(w3, "evm_revert", before)


@pytest.mark.corpus
def test_every_real_invoice_is_financed_and_reconciles_or_is_refused_by_name(corpus, capsys):
    began = time.monotonic()
    admitted, refused = read_all(corpus)
    for name, invoice, told in stories(admitted):
        assert told.summary["reconciled"], name
        assert sum(int(r["value"]) for r in told.summary["receivables"]) == invoice.payable, name
        assert max(r["depth"] for r in told.summary["receivables"]) >= 2, name
    assert not set(refused) & {"DocumentRefused", "HeadwaterError"}
    with capsys.disabled():
        print(f"\n{len(admitted)} told, {refused.total()} refused, {time.monotonic() - began:.0f} s: {dict(refused)}")
