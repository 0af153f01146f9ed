"""forge, with the project's compiler and its settings, which stand in ``brownie-config.yaml`` alone."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from _toolchain import ROOT, compiler_settings, solc_ready

OUT = ROOT / "build" / "forge" / "out"


class ForgeError(Exception):
    """forge is missing, or what it was given does not compile; the message says which."""


def binary() -> Path:
    """Give the real forge, not npm's launcher, which ends with 0 whatever forge says. Raises ForgeError."""
    found = sorted((ROOT / "node_modules" / "@foundry-rs").glob("forge-*/bin/forge*"))
    if not found:
        raise ForgeError("forge is not installed: `npm ci` installs it.")
    return found[0]


def environment() -> dict[str, str]:
    """Give what makes forge compile as Brownie does, without asking anybody on the network."""
    settings, path = compiler_settings(), str(binary().parent)  # halmos calls forge by its name
    return os.environ | {
        "PATH": os.pathsep.join([path, os.environ["PATH"]]),
        "FOUNDRY_SOLC": str(solc_ready(settings.version)),
        "FOUNDRY_OFFLINE": "true",
        "FOUNDRY_EVM_VERSION": settings.evm_version,
        "FOUNDRY_VIA_IR": str(bool(settings.via_ir)).lower(),
        "FOUNDRY_OPTIMIZER": str(settings.optimizer["enabled"]).lower(),
        "FOUNDRY_OPTIMIZER_RUNS": str(settings.optimizer["runs"]),
        "NO_COLOR": "1",
    }


def forge(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run forge to its end, with changes to its environment; whether it succeeded is the caller's to judge."""
    command = [str(binary()), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment() | changes, capture_output=True, text=True, check=False)


def build() -> None:
    """Compile the contracts and forge's tests, with the syntax trees that halmos needs. Raises ForgeError."""
    done = forge("build")
    if done.returncode:
        raise ForgeError((done.stdout + done.stderr).strip())


def test(*arguments: str) -> dict[str, Any]:
    """Run forge's tests; gives their results by suite and test. Raises ForgeError where there are none."""
    done = forge("test", "--json", *arguments)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise ForgeError((done.stdout + done.stderr).strip())
    suites: dict[str, Any] = json.loads(lines[-1])
    return {
        f"{suite.rpartition(':')[2]}.{name.partition('(')[0]}": result
        for suite, found in suites.items()
        for name, result in found["test_results"].items()
    }
