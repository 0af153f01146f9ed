"""The tables of an export, as CSV and as JSON Lines, made of its events alone: the same events, the same bytes.

A cell of CSV that a spreadsheet would take for a formula begins with an apostrophe, and what cannot be seen stands in
it by its code point; JSON Lines have the text as it is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from headwater._days import date_of
from headwater._errors import DayOutOfRange, PedigreeMalformed
from headwater._pedigree import Pedigree
from headwater._text import printable
from headwater.audit._events import Event, as_json, as_line, iso_time
from headwater.audit._tables import COMMON, OTHER, RENAMED, TABLE_OF, TABLES

_FORMULA = ("=", "+", "-", "@")

Put = Callable[[str, bytes], None]
Cells = dict[str, Any]


def _label(number: int) -> str:
    try:
        return str(Pedigree.of(number))
    except PedigreeMalformed:
        return ""


def _date(day: int) -> str:
    try:
        return date_of(day).isoformat()
    except DayOutOfRange:
        return ""


_BESIDE: dict[str, tuple[str, Callable[[int], str]]] = {
    "receivable": ("Label", _label),
    "day": ("Date", _date),
    "time": ("Time", iso_time),
}


class Tables:
    """Turns events into rows; `put` takes the name of a file and the bytes that come next in it."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self._buffer = io.StringIO(newline="")
        self._csv = csv.writer(self._buffer, lineterminator="\n")
        self._columns = {name: _headed(table.columns) for name, table in TABLES.items()}

    def head(self) -> None:
        """Begin each table: the names of its columns."""
        for name, columns in self._columns.items():
            self._put(f"{name}.csv", self._cells([*COMMON, *columns]))

    def row(self, event: Event) -> None:
        """Add an event to its table."""
        table = TABLE_OF.get(event.name or "", OTHER)
        common = (event.block, event.time, event.transaction, event.index, event.contract, event.name)
        cells = _cells(table, event)
        self._put(f"{table}.csv", self._cells([*common, *map(cells.get, self._columns[table])]))
        self._put(f"{table}.jsonl", as_line(dict(zip(COMMON, common, strict=True)) | cells))

    def _cells(self, values: list[Any]) -> bytes:
        self._csv.writerow([value if type(value) is int else _cell(value) for value in values])
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text.encode("utf-8")


def file_names() -> list[str]:
    """Give the names of all tables' files, in order."""
    return [f"{name}.{kind}" for name in TABLES for kind in ("csv", "jsonl")]


def _headed(columns: tuple[str, ...]) -> list[str]:
    """Give the names of columns, and of what stands beside them."""
    headed = []
    for column in columns:
        name, _, kind = column.partition(":")
        headed += [name, name + _BESIDE[kind][0]] if kind else [name]
    return headed


_KINDS = {
    name: {column: kind for column, _, kind in (given.partition(":") for given in table.columns)}
    for name, table in TABLES.items()
}


def _cells(table: str, event: Event) -> Cells:
    """Give what an event has for the columns of its table; a tuple's values each by its own name."""
    if table == OTHER:
        return {"args": as_json(event.args) if event.name else {"topics": event.topics, "data": event.data}}
    kinds, renamed, cells = _KINDS[table], RENAMED.get(event.name or "", {}), {}
    for name, value in _flat(event.args).items():
        column = renamed.get(name, name)
        cells[column] = as_json(value)
        if (kind := kinds.get(column)) and isinstance(value, int):
            suffix, beside = _BESIDE[kind]
            cells[column + suffix] = beside(value)
    return cells


def _flat(args: dict[str, Any]) -> dict[str, Any]:
    """Put the values of a tuple in its place."""
    if not any(isinstance(value, dict) for value in args.values()):
        return args
    flat: dict[str, Any] = {}
    for name, value in args.items():
        flat.update(value if isinstance(value, dict) else {name: value})
    return flat


def _cell(value: Any) -> str:  # noqa: ANN401 - any JSON
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    if not text.isprintable():
        text = printable(text)
    return "'" + text if text.startswith(_FORMULA) else text
