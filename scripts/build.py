"""Compile the contracts and export what the package ships.

Usage: ``python scripts/build.py [--check | --compiler | --build-info]``. The contracts are compiled with the
settings of ``brownie-config.yaml`` and the project's root as base path, which gives Brownie's bytecode to the
byte. Each contract that users need becomes ``headwater/artifacts/<Contract>.json`` with its ABI, bytecode and
deployed bytecode.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import solcx
import typer
from rich.table import Table
from solcx.exceptions import SolcError

from _toolchain import ROOT, ToolchainError, compiler_settings, console, solc_ready

ARTIFACTS: Final = ROOT / "headwater" / "artifacts"
BUILD_INFO: Final = ROOT / "build" / "analysis" / "contracts.json"

CONTRACT_OUTPUTS: Final = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"]
ANALYSIS_OUTPUTS: Final = [
    "abi",
    "devdoc",
    "userdoc",
    "evm.methodIdentifiers",
    "evm.bytecode",
    "evm.deployedBytecode",
]

# Of mocks, only the test currency is shipped: local chains pay with it. Of libraries, only the errors: they
# decode reverts. The others exist inside the contracts that use them.
SHIPPED_MOCKS: Final = frozenset({"TestCurrency"})
SHIPPED_LIBRARIES: Final = frozenset({"EscrowErrors", "HeadwaterErrors", "SupervisionErrors"})

# The line that makes a file one of contracts: what Brownie looks for.
DECLARATION: Final = re.compile(r"^(?:abstract contract|contract|interface|library) ", re.MULTILINE)

# EIP-170's limit in bytes.
SIZE_LIMIT: Final = 24_576

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def standard_input(root: Path = ROOT) -> dict[str, Any]:
    """Return the compiler's standard-JSON input for every contract below *root*.

    Like Brownie's it leaves out the files that declare types only; the compiler reads those where they are
    imported. The bytecode depends on it: the compiler numbers what it reads, and optimizes in the numbers' order.
    """
    paths = sorted((root / "contracts").rglob("*.sol"))
    texts = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in paths}
    return {
        "language": "Solidity",
        "sources": {source: {"content": text} for source, text in texts.items() if DECLARATION.search(text)},
        "settings": compiler_settings(root).as_json() | {"outputSelection": {"*": {"*": CONTRACT_OUTPUTS}}},
    }


def compile_contracts(task: dict[str, Any], root: Path = ROOT) -> dict[str, Any]:
    """Compile a standard-JSON input and return the compiler's output, with ``contracts`` by source and name.

    Raises:
        SolcError: the sources do not compile; the message is the compiler's.
        ToolchainError: there is no compiler.
    """
    started = time.monotonic()
    with console.status(f"Compiling {len(task['sources'])} files"):
        output = compile_quietly(task, root)
    console.print(f"Compiled {len(task['sources'])} files in {time.monotonic() - started:.1f} s")
    return output


def compile_quietly(task: dict[str, Any], root: Path = ROOT) -> dict[str, Any]:
    """Compile as `compile_contracts` does, and say nothing about it: several may compile at once."""
    compiler = solc_ready(compiler_settings(root).version)
    output: dict[str, Any] = solcx.compile_standard(task, base_path=root, allow_paths=[root], solc_binary=compiler)
    return output


def is_shipped(source: str, name: str, contract: Mapping[str, Any]) -> bool:
    """Tell whether users of the package need this contract.

    Shipped are contracts that can be deployed and interfaces; not what only tests deploy, nor abstract bases
    and internal libraries, nor what is OpenZeppelin's.
    """
    room = source.split("/")[1]
    if not source.startswith("contracts/") or not contract["abi"]:
        return False
    if room == "mocks":
        return name in SHIPPED_MOCKS
    if room == "libraries":
        return name in SHIPPED_LIBRARIES
    return room == "interfaces" or bool(contract["evm"]["bytecode"]["object"])


def artifact(name: str, contract: Mapping[str, Any]) -> str:
    """Return the artifact's text: the same contract always gives the same bytes."""
    evm = contract["evm"]
    fields = {
        "contractName": name,
        "abi": contract["abi"],
        "bytecode": "0x" + evm["bytecode"]["object"],
        "deployedBytecode": "0x" + evm["deployedBytecode"]["object"],
    }
    return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"


def shipped_artifacts(output: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the artifacts' texts by file name, for all of the compiler's output."""
    return {f"{name}.json": artifact(name, contract) for name, contract in _shipped(output)}


def stale_artifacts(wanted: Mapping[str, str], folder: Path = ARTIFACTS) -> list[str]:
    """Return the names of the files in *folder* that are missing, outdated or no longer wanted."""
    present = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    names = sorted(wanted.keys() | present.keys())
    return [name for name in names if wanted.get(name) != present.get(name)]


def write_artifacts(wanted: Mapping[str, str], folder: Path = ARTIFACTS) -> list[str]:
    """Bring *folder* up to date and return the names of the files that changed."""
    changed = stale_artifacts(wanted, folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], "utf-8")
        else:
            (folder / name).unlink()
    return changed


def too_large(output: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Print the deployed sizes; return the contracts above EIP-170's limit."""
    table = Table("contract", "bytes", "at most", "left", box=None)
    sizes = {name: len(contract["evm"]["deployedBytecode"]["object"]) // 2 for name, contract in _shipped(output)}
    for name, size in sizes.items():
        if size:
            style = "red" if size > SIZE_LIMIT else ""
            table.add_row(name, f"{size:,}", f"{SIZE_LIMIT:,}", f"{SIZE_LIMIT - size:,}", style=style)
    for column in table.columns[1:]:
        column.justify = "right"
    console.print(table)
    return [name for name, size in sizes.items() if size > SIZE_LIMIT]


def _shipped(output: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for source, contracts in output.items():
        for name, contract in contracts.items():
            if is_shipped(source, name, contract):
                yield name, contract


def _export(output: Mapping[str, Mapping[str, Any]], check: bool) -> bool:
    """Write the artifacts, or only compare them; return whether they are up to date now."""
    wanted = shipped_artifacts(output)
    changed = stale_artifacts(wanted) if check else write_artifacts(wanted)
    where = ARTIFACTS.relative_to(ROOT)
    if check and changed:
        _complain(f"Stale in {where}: {', '.join(changed)}. `make build` brings them up to date.")
        return False
    done = f"wrote {', '.join(changed)}" if changed else "up to date"
    console.print(f"{len(wanted)} artifacts in {where}: {done}", soft_wrap=True)
    return True


def _write_build_info() -> None:
    """Compile with syntax trees and write what slither reads, in the layout that forge and Hardhat share."""
    task = standard_input()
    task["settings"]["outputSelection"] = {"*": {"*": ANALYSIS_OUTPUTS, "": ["ast"]}}
    info = {"solcVersion": compiler_settings().version, "input": task, "output": compile_contracts(task)}
    BUILD_INFO.parent.mkdir(parents=True, exist_ok=True)
    BUILD_INFO.write_text(json.dumps(info), "utf-8")


def _complain(message: str) -> None:
    console.print(message, style="red", markup=False, highlight=False, soft_wrap=True)


def _run(check: bool, compiler: bool, build_info: bool) -> bool:
    if compiler:
        solc_ready()
    elif build_info:
        _write_build_info()
    else:
        output = compile_contracts(standard_input())["contracts"]
        large = too_large(output)
        if large:
            _complain(f"Above {SIZE_LIMIT} bytes, which no chain deploys: {', '.join(large)}")
        return _export(output, check) and not large
    return True


@app.command()
def main(
    check: Annotated[bool, typer.Option("--check", help="Fail if the committed artifacts are stale.")] = False,
    compiler: Annotated[bool, typer.Option("--compiler", help="Only put the compiler in place.")] = False,
    build_info: Annotated[bool, typer.Option("--build-info", help="Only write slither's input.")] = False,
) -> None:
    """Compile the contracts, print their sizes and export the package's artifacts."""
    try:
        done = _run(check, compiler, build_info)
    except (SolcError, ToolchainError) as problem:
        _complain(str(getattr(problem, "message", "") or problem))
        done = False
    if not done:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
