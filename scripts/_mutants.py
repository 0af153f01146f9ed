"""One fault at a time: read from the table, put into the sources, compiled, and looked for by the tests.

The contracts' tests deploy from ``headwater/artifacts``, so that a fault is a few artifacts of its own, in a scratch
copy of the project. The sources in the copy stay as they are: Brownie has nothing to compile there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from solcx.exceptions import SolcError

from _toolchain import ROOT
from build import ARTIFACTS, CONTRACT_OUTPUTS, artifact, compile_quietly, standard_input

TABLE: Final = ROOT / "tests" / "mutants.toml"
SCRATCHES: Final = ROOT / "build" / "mutants"
EVERYTHING: Final = ("tests/unit", "tests/lifecycle")
TEST_SECONDS: Final = 3_600
END_SECONDS: Final = 10

IMPORT: Final = re.compile(r"^import\s[^;]*?\"(\.[^\"]+)\"\s*;", re.MULTILINE)
FIRST: Final = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - (.*))?$", re.MULTILINE)
NOT_COPIED: Final = shutil.ignore_patterns("__pycache__", "*.pyc")
PASSED, FAILED = 0, 1


class Unusable(Exception):
    """A mutant that cannot be tried; the message says why."""


@dataclass(frozen=True)
class Mutant:
    """A fault in words, where it is made and how, who is expected to find it and which rule it breaks."""

    name: str
    file: str
    text: str
    becomes: str
    suites: tuple[str, ...]
    rule: str
    harmless: bool = False

    def source(self, root: Path = ROOT) -> str:
        """Return the file with the fault in it. Raises Unusable unless the text is there exactly once."""
        known = (root / self.file).read_text("utf-8")
        if (times := known.count(self.text)) != 1:
            raise Unusable(f"its text occurs {times} times in {self.file}")
        return known.replace(self.text, self.becomes)


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: the first test that failed and why, or the problem with it; times in seconds."""

    mutant: Mutant
    found_by: str = ""
    reason: str = ""
    problem: str = ""
    compile_seconds: float = 0.0
    test_seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether it was found, or, being harmless, was not."""
        return not self.problem and bool(self.found_by) != self.mutant.harmless


def read_table(path: Path = TABLE) -> list[Mutant]:
    """Read the mutants in their order, those that harm nothing first."""
    table = tomllib.loads(path.read_text("utf-8"))
    found = [Mutant(**entry | {"suites": tuple(entry["suites"])}) for entry in table["mutant"]]
    return sorted(found, key=lambda mutant: not mutant.harmless)


def compiled(mutant: Mutant, root: Path = ROOT) -> dict[str, str]:
    """Compile what a fault touches; gives the artifacts' texts by contract. Raises Unusable."""
    task = standard_input(root)
    task["sources"][mutant.file]["content"] = mutant.source(root)
    names = {source: Path(source).stem for source in touched(mutant.file, root)}
    task["settings"]["outputSelection"] = {source: {name: CONTRACT_OUTPUTS} for source, name in names.items()}
    try:
        output = compile_quietly(task, root)["contracts"]
    except SolcError as problem:
        raise Unusable(f"it does not compile: {getattr(problem, 'message', '') or problem}") from problem
    return {name: artifact(name, output[source][name]) for source, name in names.items()}


def touched(file: str, root: Path = ROOT) -> list[str]:
    """Return the sources of the shipped contracts whose code a file is part of."""
    return [source for source in _deployed(root) if file in _closure(source, root)]


def _deployed(root: Path) -> Iterator[str]:
    for path in sorted((root / "contracts").rglob("*.sol")):
        shipped = root / ARTIFACTS.relative_to(ROOT) / f"{path.stem}.json"
        if path.parent.name not in ("interfaces", "libraries") and shipped.exists():
            yield path.relative_to(root).as_posix()


def _closure(source: str, root: Path) -> set[str]:
    """Return a source and all of the project's that it imports."""
    found, waiting = set[str](), [source]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            folder = (root / file).parent
            imported = IMPORT.findall((root / file).read_text("utf-8"))
            waiting += [os.path.relpath(folder / path, root) for path in imported]
    return found


class Scratch:
    """A copy of the project in which one mutant after another is tested, with a home and a port of its own."""

    def __init__(self, number: int) -> None:
        self.folder = SCRATCHES / f"scratch{number}"
        self._process: subprocess.Popen[str] | None = None
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for path in ROOT.iterdir():
            if path.is_dir() and path.name[0] != "." and path.name not in ("build", "node_modules"):
                shutil.copytree(path, self.folder / path.name, ignore=NOT_COPIED)
            elif path.is_file() and path.name[0] != ".":
                shutil.copy(path, self.folder)
        for name in ("node_modules", ".solcx"):
            (self.folder / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "build" / "contracts", self.folder / "build" / "contracts")
        self._settle_in()

    def try_out(self, mutant: Mutant) -> Outcome:
        """Compile a mutant and have the tests look for it: those expected to find it, then all."""
        started = time.monotonic()
        try:
            made = compiled(mutant)
            compile_seconds = time.monotonic() - started
            found_by, reason = self._look_for(mutant, made)
        except Unusable as problem:
            return Outcome(mutant, problem=str(problem))
        return Outcome(mutant, found_by, reason, "", compile_seconds, time.monotonic() - started - compile_seconds)

    def end(self) -> None:
        """End what is still running here, as Ctrl-C would: Brownie then ends its Anvil."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _look_for(self, mutant: Mutant, made: Mapping[str, str]) -> tuple[str, str]:
        self._place(made)
        found_by, reason = self._test(mutant.suites)
        if found_by or mutant.harmless:
            return found_by, reason
        return self._test(EVERYTHING)

    def _place(self, made: Mapping[str, str]) -> None:
        """Put a mutant's code beside the sound code of the others, in the artifacts and in Brownie's build."""
        for path in ARTIFACTS.glob("*.json"):
            text = made.get(path.stem) or path.read_text("utf-8")
            (self.folder / path.relative_to(ROOT)).write_text(text, "utf-8")
            self._place_in_build(path.stem, json.loads(text))

    def _place_in_build(self, name: str, shipped: Mapping[str, Any]) -> None:
        path = self.folder / "build" / "contracts" / f"{name}.json"
        built = json.loads(path.read_text("utf-8"))
        for code in ("bytecode", "deployedBytecode"):
            changed = shipped[code].removeprefix("0x")
            if built[code] != changed:
                built[code] = changed
                path.write_text(json.dumps(built, sort_keys=True, indent=2), "utf-8")

    def _test(self, suites: tuple[str, ...]) -> tuple[str, str]:
        """Run suites until a test fails; gives that test and why, or nothing."""
        self._choose_port()
        (self.folder / "build" / "tests.json").unlink(missing_ok=True)
        self._process = subprocess.Popen(
            [str(Path(sys.executable).parent / "brownie"), "test", *suites, "-x", "-q"],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            said, _ = self._process.communicate(timeout=TEST_SECONDS)
        except subprocess.TimeoutExpired as late:
            self.end()
            raise Unusable(f"the tests did not end within {TEST_SECONDS} s") from late
        return first_failure(self._process.returncode, said)

    def _environment(self) -> dict[str, str]:
        """Everything this mutant's Brownie writes stays in its folder; Anvil is found among the npm packages."""
        path = os.pathsep.join([str(ROOT / "node_modules" / ".bin"), os.environ.get("PATH", "")])
        return os.environ | {
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": os.pathsep.join([str(self.folder), str(self.folder / "scripts")]),
            "SOLCX_BINARY_PATH": str(self.folder / ".solcx"),
            "PATH": path,
            "COLUMNS": "400",
        }

    def _settle_in(self) -> None:
        """Let Brownie make its folder in a home of its own, whose settings are then ours to change."""
        for name in ("home", "tmp"):
            (self.folder / name).mkdir()
        command = [sys.executable, "-c", "import brownie"]
        subprocess.run(command, cwd=self.folder, env=self._environment(), check=True, capture_output=True)
        settings = self._networks.read_text("utf-8")
        (self.folder / "networks.yaml").write_text(settings, "utf-8")

    @property
    def _networks(self) -> Path:
        return self.folder / "home" / ".brownie" / "network-config.yaml"

    def _choose_port(self) -> None:
        """Have Brownie start its Anvil on a port that is free, so that two runs never meet."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = (self.folder / "networks.yaml").read_text("utf-8")
        self._networks.write_text(settings.replace("port: 8545", f"port: {port}"), "utf-8")


def first_failure(code: int, said: str) -> tuple[str, str]:
    """Give the first test that failed and why, by what pytest said; nothing when all passed. Raises Unusable."""
    if code == PASSED:
        return "", ""
    first = FIRST.search(said)
    if code != FAILED or not first:
        raise Unusable(f"the tests did not run: {said.strip()[-400:]}")
    return first[1], first[2] or ""
