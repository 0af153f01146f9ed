"""A Ganache on a free port: a node that stops at Shanghai, for what has to be refused where Cancun is missing."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from _anvil import ROOT

# It ends when its standard input does: with the test that started it, however that ends.
SERVER = """
const server = require("ganache").server({ logging: { quiet: true }, chain: { chainId: 1337 } });
process.stdin.resume().on("end", () => process.exit(0));
server.listen(0, "127.0.0.1").then(() => console.log(server.address().port));
"""


@contextmanager
def ganache() -> Iterator[str]:
    """Run a Ganache; gives its URL."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(["node", "-e", SERVER], text=True, cwd=ROOT, **pipes) as process:
        port = process.stdout.readline().strip()
        assert port.isdigit(), "Ganache did not start: run `npm ci` first."
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.stdin.close()
