"""Hold the rooms of the project against its map: who may import whom, and how long a file may get.

Usage: ``python scripts/check_layers.py``; exit code 1 means that a line breaks one. The arrows are those of
the design: ``tests → scripts → headwater`` and ``receivables | financing | escrow → interfaces → types``.
"""

from __future__ import annotations

import ast
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rich.console import Console

ROOT: Final = Path(__file__).resolve().parent.parent

# What each room of Python code must not import. The package is what users install: no workshop tool in it.
FORBIDDEN_IMPORTS: Final = {
    "headwater": frozenset({"brownie", "solcx", "scripts", "tests", "pytest", "hypothesis", "yaml"}),
    "scripts": frozenset({"tests", "pytest", "hypothesis"}),
}

# What each room of contracts may import besides itself and OpenZeppelin: domains meet through interfaces.
SHARED_ROOMS: Final = frozenset({"interfaces", "libraries", "types"})
ALLOWED_ROOMS: Final = {
    "types": frozenset({"libraries"}),
    "libraries": frozenset({"interfaces", "types"}),
    "interfaces": frozenset({"types"}),
    "participants": SHARED_ROOMS,
    "receivables": SHARED_ROOMS,
    "financing": SHARED_ROOMS,
    "escrow": SHARED_ROOMS,
    "mocks": SHARED_ROOMS | {"participants", "receivables", "financing", "escrow"},
}

MODULE_LINES: Final = 300
FUNCTION_LINES: Final = 30
CONTRACT_LINES: Final = 400

Function = ast.FunctionDef | ast.AsyncFunctionDef

SOLIDITY_IMPORT: Final = re.compile(r"^\s*import\s[^;]*?[\"']([^\"']+)[\"']\s*;", re.MULTILINE)


def broken_rules(root: Path = ROOT) -> Iterator[str]:
    """Yield ``file:line: problem`` for every broken rule below *root*."""
    for room in FORBIDDEN_IMPORTS:
        for path in sorted((root / room).rglob("*.py")):
            yield from _python_problems(path, room, root)
    for path in sorted((root / "contracts").rglob("*.sol")):
        yield from _solidity_problems(path, root)


def _python_problems(path: Path, room: str, root: Path) -> Iterator[str]:
    where = path.relative_to(root).as_posix()
    text = path.read_text("utf-8")
    if (lines := text.count("\n")) > MODULE_LINES:
        yield f"{where}:{lines}: a module has at most {MODULE_LINES} lines"
    for node in ast.walk(ast.parse(text, where)):
        for module in _imported_modules(node):
            if module.split(".")[0] in FORBIDDEN_IMPORTS[room]:
                yield f"{where}:{node.lineno}: {room} must not import {module}"  # type: ignore[attr-defined]
        if isinstance(node, Function) and (size := _body_lines(node)) > FUNCTION_LINES:
            yield f"{where}:{node.lineno}: {node.name} has {size} lines, at most {FUNCTION_LINES}"


def _imported_modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        return [node.module]
    return []


def _body_lines(function: Function) -> int:
    """Count a function's lines without its decorators and its docstring."""
    size = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        size -= (first.end_lineno or first.lineno) - first.lineno + 1
    return size


def _solidity_problems(path: Path, root: Path) -> Iterator[str]:
    where = path.relative_to(root).as_posix()
    text = path.read_text("utf-8")
    if (lines := text.count("\n")) > CONTRACT_LINES:
        yield f"{where}:{lines}: a contract has at most {CONTRACT_LINES} lines"
    room = where.split("/")[1]
    if room not in ALLOWED_ROOMS:
        yield f"{where}:1: {room} is no room of contracts/ that scripts/check_layers.py knows"
        return
    for found in SOLIDITY_IMPORT.finditer(text):
        line = text.count("\n", 0, found.start(1)) + 1
        if problem := _import_problem(found[1], where, room):
            yield f"{where}:{line}: {problem}"


def _import_problem(target: str, where: str, room: str) -> str | None:
    if target.startswith("@openzeppelin/contracts/"):
        return None
    if not target.startswith("."):
        return f"{target} is neither OpenZeppelin's nor a relative path"
    parts = posixpath.normpath(posixpath.join(posixpath.dirname(where), target)).split("/")
    if parts[0] != "contracts":
        return f"{target} leaves contracts/"
    if parts[1] == room or parts[1] in ALLOWED_ROOMS[room]:
        return None
    return f"{room} must not import {parts[1]}: {target}"


def main() -> int:
    """Print every broken rule; return the exit code."""
    console = Console(stderr=True)
    problems = list(broken_rules())
    for problem in problems:
        console.print(problem, style="red", markup=False, highlight=False, soft_wrap=True)
    if not problems:
        console.print("Layers and sizes: every rule holds")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
