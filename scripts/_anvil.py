"""An Anvil of our own, on a free port of 127.0.0.1, ended whatever happens."""

from __future__ import annotations

import atexit
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 20.0
END_SECONDS = 5.0
POLL_SECONDS = 0.02


class AnvilMissing(Exception):
    """Anvil is not installed or did not start; the message says what to do."""


def _binary() -> Path:
    """The real Anvil, not npm's launcher: a launcher that is killed leaves it running."""
    found = sorted((ROOT / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil*"))
    if not found:
        raise AnvilMissing("Anvil is not installed: run `make demo` or `npm ci` first.")
    return found[0]


@contextmanager
def anvil(timestamp: int | None = None, *options: str) -> Iterator[str]:
    """Run an Anvil whose genesis has `timestamp` (Unix seconds); gives its URL.

    It mines a block a transaction, by the rules of Cancun and without a base fee. Raises AnvilMissing.
    """
    command = [
        str(_binary()),
        "--port",
        "0",
        "--hardfork",
        "cancun",
        "--block-base-fee-per-gas",
        "0",
        *options,
    ]
    if timestamp is not None:
        command += ["--timestamp", str(timestamp)]
    with _ending_on_signals(), tempfile.TemporaryFile("w+") as said:
        with _undisturbed():
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
            atexit.register(_end, process)  # a signal may come between any two lines, these two excepted
        try:
            yield _url(process, said)
        finally:
            _end(process)


@contextmanager
def _ending_on_signals() -> Iterator[None]:
    """Within it, SIGTERM and SIGHUP end this process by an exception, so that what it started is ended too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _exit) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Within it, signals wait: a process that is just being started would be lost to the one that starts it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    signals = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for waiting in came:
            signal.raise_signal(waiting)


def _exit(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


def _url(process: subprocess.Popen[bytes], said: IO[str]) -> str:
    """Wait until Anvil says where it listens."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        said.seek(0)
        if match := re.search(r"Listening on (127\.0\.0\.1:\d+)\n", said.read()):
            return f"http://{match[1]}"
        time.sleep(POLL_SECONDS)
    said.seek(0)
    raise AnvilMissing(f"Anvil did not start; it said: {said.read()[-300:].strip() or 'nothing'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
