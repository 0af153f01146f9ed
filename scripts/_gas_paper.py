"""Papers made of measured gas: tables in Markdown."""

from __future__ import annotations

from typing import Any

HEAD = "| step | who | gas | ours ÷ peer | what the peer does not do |\n|---|---|---:|---:|---|\n"


def peers_table(figures: dict[str, Any]) -> str:
    """Give the table of `gas/peers.json` in Markdown: at each step a row for ours with its duties, and one a peer."""
    lines = []
    for step in figures["steps"]:
        lines.append(
            f"| **{step['title']}** | **ours** | **{_spaced(step['gas'])}** | | *ours does:* {step['duties']} |"
        )
        lines += [
            f"| | {row['name']} | {_spaced(row['gas'])} | {row['ratio']:.2f} | {row['lacks']} |"
            for row in step["peers"]
        ]
    return HEAD + "\n".join(lines) + "\n"


def _spaced(gas: int) -> str:
    return f"{gas:,}".replace(",", " ")
