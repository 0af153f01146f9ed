"""The workshop's compiler: which one, with what settings, and where it is.

The settings stand in ``brownie-config.yaml`` alone. The compiler stands in ``.solcx/`` of this clone, where
py-solc-x and Brownie both look when ``SOLCX_BINARY_PATH`` says so: the native compiler where it can be
downloaded, else npm's build of the same version behind ``scripts/solc.js``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests
import solcx
import solcx.install
import yaml
from rich.console import Console

ROOT: Final = Path(__file__).resolve().parent.parent
COMPILERS: Final = ROOT / ".solcx"
PROBE_SECONDS: Final = 5
DOWNLOAD_SECONDS: Final = 180
VERSION_SECONDS: Final = 60

# The version is asked for several times in one compilation, and asking npm's compiler costs half a second:
# the launcher keeps the answer.
LAUNCHER: Final = """\
#!/bin/sh
[ "$*" = "--version" ] && {{ printf '%s\\n' '{version}'; exit 0; }}
exec node "$(dirname "$0")/../scripts/solc.js" "$@"
"""

console = Console(stderr=True)


class ToolchainError(Exception):
    """The compiler could not be made ready; the message says what to do."""


@dataclass(frozen=True)
class CompilerSettings:
    """What decides a contract's bytecode besides its source."""

    version: str
    evm_version: str
    optimizer: dict[str, Any]
    remappings: tuple[str, ...]
    via_ir: bool | None

    def as_json(self) -> dict[str, Any]:
        """Return the ``settings`` of a standard-JSON input, the same as Brownie sends."""
        settings: dict[str, Any] = {
            "evmVersion": self.evm_version,
            "optimizer": self.optimizer,
            "remappings": list(self.remappings),
        }
        return settings if self.via_ir is None else settings | {"viaIR": self.via_ir}


def compiler_settings(root: Path = ROOT) -> CompilerSettings:
    """Read the compiler's settings from ``brownie-config.yaml`` below *root*."""
    config = yaml.safe_load((root / "brownie-config.yaml").read_text("utf-8"))["compiler"]
    solc = config["solc"]
    return CompilerSettings(
        version=str(solc["version"]),
        evm_version=config["evm_version"],
        optimizer=solc["optimizer"],
        remappings=tuple(solc["remappings"]),
        via_ir=solc.get("viaIR"),
    )


def solc_ready(version: str | None = None) -> Path:
    """Return the compiler's path in ``.solcx/``, having put it there if it was missing.

    Sets ``SOLCX_BINARY_PATH`` for this process and its children, so that Brownie uses the same compiler.

    Raises:
        ToolchainError: neither the native compiler nor npm's is to be had.
    """
    version = version or compiler_settings().version
    os.environ[solcx.install.SOLCX_BINARY_PATH_VARIABLE] = str(COMPILERS)
    compiler = COMPILERS / f"solc-v{version}"
    if not compiler.exists():
        COMPILERS.mkdir(exist_ok=True)
        with console.status(f"Getting solc {version}"):
            native = _install_native(version, compiler)
            if not native:
                _install_launcher(version, compiler)
        console.print(f"solc {version} is ready ({'native' if native else 'npm'})")
    return compiler


def _install_native(version: str, compiler: Path) -> bool:
    """Download the native compiler with py-solc-x; False where that is not possible.

    py-solc-x sets no time-out of its own: a short probe goes ahead, and the download runs in a process that
    can be ended. It goes to a folder of its own first, so that an interrupted one never looks installed.
    """
    if not _can_download():
        return False
    attempt = COMPILERS / "download"
    attempt.mkdir(exist_ok=True)
    fetched = attempt / compiler.name
    fetched.unlink(missing_ok=True)
    environment = os.environ | {solcx.install.SOLCX_BINARY_PATH_VARIABLE: str(attempt)}
    code = f"import solcx; solcx.install_solc({version!r})"
    try:
        command = [sys.executable, "-c", code]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=DOWNLOAD_SECONDS)
    except (subprocess.SubprocessError, OSError):
        return False
    fetched.replace(compiler)
    return True


def _can_download() -> bool:
    try:
        catalogue = solcx.install.BINARY_DOWNLOAD_BASE.format(solcx.install._get_os_name(), "list.json")
        return requests.head(catalogue, timeout=PROBE_SECONDS).ok
    except (requests.RequestException, OSError):
        return False


def _install_launcher(version: str, compiler: Path) -> None:
    """Put npm's compiler behind an executable named as py-solc-x expects it."""
    try:
        answer = subprocess.run(
            ["node", str(ROOT / "scripts" / "solc.js"), "--version"],
            check=True,
            capture_output=True,
            text=True,
            timeout=VERSION_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as problem:
        raise ToolchainError("npm's solc does not run: `npm ci` installs it") from problem
    if f"Version: {version}+" not in answer.stdout:
        raise ToolchainError(f"npm's solc is not {version}: brownie-config.yaml and package.json disagree")
    compiler.write_text(LAUNCHER.format(version=answer.stdout.strip()), "utf-8")
    compiler.chmod(0o755)
