"""Brownie's console with somebody typing: what a line prints, as it reads on the screen."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from brownie import project
from brownie._cli.console import Console
from prompt_toolkit.input.defaults import create_pipe_input

PROMPT = ">>> "
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SESSION = re.compile(r"```python\n(.*?)```", re.DOTALL)


@contextmanager
def opened(**names: Any) -> Iterator[Any]:
    """Open Brownie's console on the project, with more names in its hands and nobody at its prompt.

    Brownie's `run` takes the project's names out of the module `brownie`, once more than it put them in: they are put
    back, as the next console or test looks for them there.
    """
    (loaded,) = project.get_loaded_projects()
    with create_pipe_input() as nobody:
        Console.prompt_input = nobody
        try:
            yield Console(loaded, names)
        finally:
            Console.prompt_input = None
            loaded._remove_from_main_namespace()
            loaded._add_to_main_namespace()


def typed(console: Any, line: str) -> str:
    """Type a line; gives what it prints, without colours and the empty lines around it."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        assert not console.push(line), f"the console waits for more after: {line}"
    return COLOUR.sub("", said.getvalue()).strip("\n")


def session(text: str) -> list[str]:
    """Give the lines of a document's sessions, in order."""
    return [line for shown in SESSION.findall(text) for line in shown.splitlines()]


def replayed(console: Any, lines: list[str]) -> Iterator[str]:
    """Type the lines after a prompt; yields what then stands on the screen, line by line."""
    for line in lines:
        if line.startswith(PROMPT):
            yield line
            yield from typed(console, line.removeprefix(PROMPT)).splitlines()
