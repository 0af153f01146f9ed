"""What every verb of the console does besides its step: it says a refusal as one line, and gives None for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import typer

from _local import LocalProgramme
from _reading import Reading
from _wording import Outcome
from headwater import ALL, HeadwaterError

P = ParamSpec("P")
V = TypeVar("V", bound="Verbs")


class Verbs:
    """A programme behind the verbs, and how its words are read and said."""

    def __init__(self, programme: LocalProgramme) -> None:
        self.programme, self._read = programme, Reading(programme)

    def _let_pay(self, payer: str, spender: str) -> None:
        self.programme.suite.approve(spender, self.programme.token.address, ALL, sender=payer)


def verb(step: Callable[Concatenate[V, P], Outcome]) -> Callable[Concatenate[V, P], Outcome | None]:
    """Print what is refused as one line."""

    @wraps(step)
    def told(self: V, /, *given: P.args, **named: P.kwargs) -> Outcome | None:
        try:
            return step(self, *given, **named)
        except HeadwaterError as refusal:
            typer.echo(self._read.words.refusal(refusal))
            return None

    return told
