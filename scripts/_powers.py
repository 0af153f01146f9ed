"""Every privileged function of the suite, as its code has it: who may call it, what it does, what it logs.

Read from the sources: guards in a function's head or body, its interface's `@notice`, and each `emit` on its way. Which
role a `restricted` function is comes from the deployment, and what bounds it from `_bounds.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from _anvil import ROOT
from _bounds import BOUNDS, DOES
from headwater import Programme, Role
from headwater._deploy import FUNCTIONS, ISSUANCE, ORDER

MANAGER = "Authority"
LIBRARY = ROOT / "node_modules" / "@openzeppelin" / "contracts" / "access" / "manager"

RESTRICTED = "restricted"
GUARDS = {
    r"\brestricted\b": RESTRICTED,
    r"\bonlyAuthorized\b": Role.ADMIN.name,
    r"\bonlyIssuance\b": "the ledger's `Issuance`",
    r"\bisLedger\[msg\.sender\]": "a ledger that ADMIN admitted",
    r"\bcaller != authority\(\)": "the access manager",
    r"\b_canCancel\(": Role.GUARDIAN.name,
}
"""What makes a function privileged, and whose it is then."""

_DECLARED = re.compile(r"^(?:abstract )?(?:contract|interface) (\w+)(?: is ([^{]+))? \{", re.MULTILINE)
_FUNCTION = re.compile(r"((?:^    ///[^\n]*\n)*)^    function (\w+)\([^)]*\)([^{;]*)(?:(\{)|;)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Power:
    """A privileged function: whose it is, after how many seconds, what it does, its bound, what it logs."""

    contract: str
    function: str
    who: str
    delay: int
    does: str
    bound: str
    events: tuple[str, ...]

    @property
    def role(self) -> Role | None:
        """The role that it needs; None: a contract of the suite calls it."""
        return Role[self.who] if self.who in Role.__members__ else None


@dataclass(frozen=True, slots=True)
class _Function:
    """One function's source: what stands before its body, the body, and what its interface says of it."""

    name: str
    head: str
    body: str
    notice: str

    @property
    def guard(self) -> str | None:
        """Whose it is; None: anybody's, or nobody's from outside."""
        if not re.search(r"\b(external|public)\b", self.head) or re.search(r"\b(view|pure)\b", self.head):
            return None
        whole = self.head + self.body
        return next((who for guard, who in GUARDS.items() if re.search(guard, whole)), None)


@lru_cache
def powers() -> tuple[Power, ...]:
    """Give every privileged function; raises ValueError where one has no bound, or a bound no function."""
    found = {(name, f.name): (f, guard) for name in (*ORDER, ISSUANCE) for f, guard in _guarded(name)}
    if mismatch := found.keys() ^ {(name, f) for name, bounds in BOUNDS.items() for f in bounds}:
        raise ValueError(f"These have no function or no bound: {sorted(mismatch)}")
    return tuple(_power(name, function, guard) for (name, _), (function, guard) in sorted(found.items(), key=_place))


def delay_of(role: Role) -> int:
    """Give the seconds that a role's member waits, where the programme says nothing else."""
    programme = Programme()
    return {Role.ADMIN: programme.admin_delay, Role.ENFORCER: programme.enforcer_delay}.get(role, 0)


def _place(item: tuple[tuple[str, str], object]) -> tuple[int, int]:
    (name, function), _ = item
    return list(BOUNDS).index(name), list(BOUNDS[name]).index(function)


def _power(name: str, function: _Function, guard: str) -> Power:
    who = _role_of(name, function.name).name if guard == RESTRICTED else guard
    delay = delay_of(Role[who]) if who in Role.__members__ else 0
    events = tuple(dict.fromkeys(_events(name, function.name, set())))
    does = function.notice or DOES[function.name]
    return Power(name, function.name, who, delay, does, BOUNDS[name][function.name], events)


def _role_of(name: str, function: str) -> Role:
    """Give whose a restricted function is; what the deployment does not give away is ADMIN's."""
    return next((role for role, those in FUNCTIONS.get(name, {}).items() if function in those), Role.ADMIN)


def _guarded(name: str) -> Iterator[tuple[_Function, str]]:
    for function in _functions(name).values():
        if guard := function.guard:
            yield function, guard


def _events(name: str, function: str, seen: set[str]) -> Iterator[str]:
    """Give what is logged on the way, also by a privileged function of another contract that it calls."""
    known = _functions(name)
    if function in seen or function not in known:
        return
    seen.add(function)
    for other, called, emitted in re.findall(r"(?<=\.)(\w+)\(|(?<![.\w])(\w+)\(|emit (\w+)", known[function].body):
        if emitted:
            yield emitted
        elif called:
            yield from _events(name, called, seen)
        else:
            yield from _logged_elsewhere(name, other)


def _logged_elsewhere(name: str, function: str) -> Iterator[str]:
    for contract in (*ORDER, ISSUANCE):
        if contract != name and (there := _functions(contract).get(function)) and there.guard:
            yield from _events(contract, function, set())
            return


@lru_cache
def _functions(name: str) -> dict[str, _Function]:
    """Give a contract's functions, those that it inherits included; what stands nearer counts."""
    text, parents = _sources()[name]
    found: dict[str, _Function] = {}
    for parent in parents:
        if parent in _sources():
            found |= _functions(parent)
    for function in _of(text):
        above = found.get(function.name, function)
        found[function.name] = replace(function, notice=function.notice or above.notice)
    return found


def _of(text: str) -> Iterator[_Function]:
    for match in _FUNCTION.finditer(text):
        comment, name, head, opened = match.groups()
        body = text[match.end() : text.index("\n    }", match.end())] if opened else ""
        yield _Function(name, head, body, _notice(comment))


@lru_cache
def _sources() -> dict[str, tuple[str, list[str]]]:
    """Give each contract's text and what it inherits, by name."""
    files = [*sorted((ROOT / "contracts").rglob("*.sol")), LIBRARY / "AccessManager.sol", LIBRARY / "AccessManaged.sol"]
    return {name: found for file in files if "mocks" not in file.parts for name, found in _declared(file)}


def _declared(file: Path) -> Iterator[tuple[str, tuple[str, list[str]]]]:
    text = file.read_text("utf-8")
    for match in _DECLARED.finditer(text):
        parents = re.findall(r"(\w+)", match[2] or "")
        yield match[1], (text[match.end() : text.index("\n}", match.end())], parents)


def _notice(comment: str) -> str:
    """Give what a function does, in its interface's first sentence, without whose it is: a column says that."""
    _, _, notice = re.sub(r"\s*///\s?", " ", comment).partition("@notice ")
    return re.split(r"(?<=\.)\s", notice.strip(), maxsplit=1)[0]
