"""An obligation's receivables drawn as a tree, from the seller on the left to the last tier on the right (SVG)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from headwater._lineage import Node
from headwater._money import Currency, format_units

BOX, COLUMN, ROW, MARGIN, HEAD = (210, 64), 290, 92, 32, 96
INK, PAPER, FRAME, LINE, QUIET = "#12303b", "#ffffff", "#2f7f93", "#8fb8c3", "#5b7680"
FONT = "font-family='system-ui, sans-serif'"


@dataclass(frozen=True, slots=True)
class _Placed:
    node: Node
    x: int
    y: int


def pedigree_svg(
    nodes: Sequence[Node],
    parents: Mapping[int, int],
    names: Mapping[str, str],
    currency: Currency,
    title: str,
) -> str:
    """Draw receivables: `parents` gives each child's parent by id, `names` what to call each holder's address."""
    placed = _place(nodes, parents)
    width = 2 * MARGIN + max((p.x for p in placed.values()), default=0) + BOX[0]
    height = HEAD + MARGIN + max((p.y for p in placed.values()), default=0) + BOX[1]
    tiers = sorted({p.x for p in placed.values()})
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'"
        f" role='img' aria-label='{_text(title)}'>",
        f"<rect width='100%' height='100%' fill='{PAPER}'/>",
        _label(MARGIN, 36, title, 18, INK, "600"),
        *(_label(MARGIN + x, 72, f"Tier {x // COLUMN + 1}", 13, QUIET) for x in tiers),
        *(_line(placed[parents[id_]], p) for id_, p in placed.items() if parents.get(id_) in placed),
        *(_box(p, names.get(p.node.receivable.holder, p.node.receivable.holder), currency) for p in placed.values()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _place(nodes: Sequence[Node], parents: Mapping[int, int]) -> dict[int, _Placed]:
    """A row for each receivable without children, a column for each tier; parents stand beside their first child.

    One whose parent is gone begins a tree of its own, in its own column.
    """
    children: dict[int | None, list[Node]] = {}
    there = {node.pedigree.id for node in nodes}
    for node in nodes:
        parent = parents.get(node.pedigree.id)
        children.setdefault(parent if parent in there else None, []).append(node)
    placed: dict[int, _Placed] = {}
    row = 0
    stack = [(node, False) for node in reversed(children.get(None, []))]
    while stack:
        node, below_done = stack.pop()
        below = children.get(node.pedigree.id, [])
        if below and not below_done:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(below))
            continue
        y = placed[below[0].pedigree.id].y if below else row * ROW
        row += not below
        placed[node.pedigree.id] = _Placed(node, node.pedigree.depth * COLUMN, y)
    return placed


def _box(placed: _Placed, holder: str, currency: Currency) -> str:
    x, y = MARGIN + placed.x, HEAD + placed.y
    receivable, pedigree = placed.node.receivable, placed.node.pedigree
    return "\n".join(
        (
            f"<rect x='{x}' y='{y}' width='{BOX[0]}' height='{BOX[1]}' rx='8' fill='{PAPER}' stroke='{FRAME}'/>",
            _label(x + 14, y + 26, format_units(receivable.value, currency), 15, INK, "600"),
            _label(x + 14, y + 48, _short(holder), 13, QUIET),
            f"<text x='{x + BOX[0] - 12}' y='{y + 48}' {FONT} font-size='12' fill='{FRAME}'"
            f" text-anchor='end'>{_text(pedigree.label)}</text>",
        )
    )


def _line(parent: _Placed, child: _Placed) -> str:
    x1, y1 = MARGIN + parent.x + BOX[0], HEAD + parent.y + BOX[1] // 2
    x2, y2 = MARGIN + child.x, HEAD + child.y + BOX[1] // 2
    bend = (x1 + x2) // 2
    return f"<path d='M{x1} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}' fill='none' stroke='{LINE}' stroke-width='2'/>"


def _label(x: int, y: int, text: str, size: int, colour: str, weight: str = "400") -> str:
    return (
        f"<text x='{x}' y='{y}' {FONT} font-size='{size}' font-weight='{weight}' fill='{colour}'>{_text(text)}</text>"
    )


def _short(text: str, most: int = 20) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _text(text: str) -> str:
    """Escape text for XML, without the control characters that XML cannot hold or that turn its direction."""
    plain = "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else "\ufffd" for c in text)
    return escape(plain, {"'": "&apos;", '"': "&quot;"})
