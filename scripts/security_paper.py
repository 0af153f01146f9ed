"""Write the generated parts of `docs/SECURITY-MODEL.md`: the roles with their delays, and every privileged function.

Usage: `python scripts/security_paper.py [--check]`; `--check` writes nothing and fails when the paper is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from _anvil import ROOT
from _markdown import with_part
from _powers import Power, delay_of, powers
from headwater import Role
from headwater._deploy import DAY

PAPER = ROOT / "docs" / "SECURITY-MODEL.md"
MAKER = "security_paper"
ROLES, POWERS = "roles", "powers"

AT_ONCE = "at once"


def roles() -> str:
    """Give the table of the roles: what each waits, and its functions by contract, in Markdown."""
    return "\n".join(["| role | acts | calls |", "|---|---|---|", *map(_role, Role)]) + "\n"


def table() -> str:
    """Give the table of every privileged function, in Markdown."""
    head = ["| contract | function | who | acts | what it does | bound | logs |", "|---|---|---|---|---|---|---|"]
    return "\n".join([*head, *map(_row, powers())]) + "\n"


def paper() -> str:
    """Give the paper as it is, with its generated parts made anew; raises ValueError where it has no place for them."""
    text = PAPER.read_text("utf-8")
    for name, part in ((ROLES, roles()), (POWERS, table())):
        text = with_part(text, name, part, MAKER)
    return text


def _role(role: Role) -> str:
    return f"| {role.name} | {_delay(delay_of(role))} | {'; '.join(_calls(role))} |"


def _calls(role: Role) -> Iterator[str]:
    """Give a role's functions, contract by contract."""
    own = [power for power in powers() if power.role is role]
    for contract in dict.fromkeys(power.contract for power in own):
        yield f"`{contract}`: " + ", ".join(f"`{power.function}`" for power in own if power.contract == contract)


def _row(power: Power) -> str:
    events = ", ".join(f"`{event}`" for event in power.events) or "–"
    acts = _delay(power.delay) if power.role is not None else AT_ONCE
    cells = (f"`{power.contract}`", f"`{power.function}`", power.who, acts, power.does, power.bound, events)
    return f"| {' | '.join(cells)} |"


def _delay(seconds: int) -> str:
    return f"after {seconds // DAY} days" if seconds else AT_ONCE


def main(
    check: Annotated[bool, typer.Option("--check", help="write nothing, fail when the paper is stale")] = False,
) -> None:
    """Write the generated parts of docs/SECURITY-MODEL.md."""
    wanted = paper()
    if not check:
        PAPER.write_text(wanted, "utf-8")
    elif PAPER.read_text("utf-8") != wanted:
        sys.exit("docs/SECURITY-MODEL.md is stale: `make security` writes it.")


if __name__ == "__main__":
    typer.run(main)
