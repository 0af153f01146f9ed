"""The bench of batches, documents and logs runs, leaves nothing behind, and says what it measured."""

import json
import re
import subprocess
import sys

import pytest

from _anvil import ROOT

BENCH = [sys.executable, str(ROOT / "scripts" / "bench.py")]


def bench(tmp_path, *words):
    """Run the bench with a folder of the test's own for what is temporary."""
    done = subprocess.run(
        [*BENCH, *words], capture_output=True, text=True, timeout=60, check=False, env={"TMPDIR": str(tmp_path)}
    )
    assert list(tmp_path.iterdir()) == []
    return done


def test_it_measures_a_small_batch(tmp_path):
    done = bench(tmp_path, "--count", "100", "--documents", "2", "--logs", "200", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    shown = json.loads(done.stdout)
    assert list(shown)[:5] == ["count", "sign_seconds", "write_seconds", "proof_nodes", "file_bytes"]
    assert list(shown)[5:9] == ["documents", "fields", "commit_seconds", "commit_cpu_seconds"]
    assert list(shown)[9:12] == ["bundle_fields", "bundle_bytes", "check_milliseconds"]
    assert list(shown)[12:] == ["logs", "log_kinds", "decode_seconds", "web3_decode_seconds", "decode_ratio"]
    assert (shown["logs"], shown["decode_ratio"] > 1) == (200, True)
    assert (shown["documents"], shown["fields"], shown["bundle_fields"]) == (2, 60, 44)
    assert (shown["count"], shown["proof_nodes"]) == (100, 7)
    assert 1_000 < shown["file_bytes"] < 2_000


def test_it_tells_people(tmp_path):
    done = bench(tmp_path, "--count", "1", "--documents", "1", "--logs", "1")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "1 acceptances under one signature, on one core"
    assert re.fullmatch("1 logs of [0-9]+ kinds decoded, on one core", lines[9])
    assert lines[5] == "1 documents of 60 fields committed, on one core"
    assert [line.split("  ")[1].split(" s, ")[0] for line in lines[1:5] + lines[6:9] + lines[10:]] == [
        "hashed and signed",
        "files written",
        "together",
        "a seller's file",
        "fields to roots",
        "a bundle checked",
        "a financier's",
        "by cutting them",
        "by web3.py",
    ]


@pytest.mark.parametrize("option", ["--count", "--documents", "--logs"])
@pytest.mark.parametrize("count", ["0", "-1", "1e5", "1000001", "x"])
def test_it_refuses_a_count_that_is_none(tmp_path, option, count):
    assert bench(tmp_path, option, count).returncode == 2
