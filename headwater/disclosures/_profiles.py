"""Which fields a reader of a kind is shown: a table of patterns, wide enough for what it needs and no wider."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of reader and the patterns of the fields that it is shown, as far as a document has them."""

    name: str
    patterns: tuple[str, ...]


_HEADER = ("number", "type", "issueDate", "currency")
_GOODS = ("lines/*/name", "lines/*/quantity", "lines/*/unit")
_SELLER = ("seller/name", "seller/country", "seller/taxIds/*/id", "seller/legalId")
_BUYER = ("buyer/name", "buyer/country", "buyer/taxIds/*/id", "buyer/legalId")

FINANCIER = Profile("financier", (*_HEADER, "dueDate", "totals/payable", *_BUYER, *_GOODS))
"""What is owed, by whom, when, and for which goods; no prices, and nothing of the seller."""

CUSTOMS = Profile(
    "customs",
    (
        *_HEADER,
        *_SELLER,
        *_BUYER,
        *_GOODS,
        "lines/*/origin",
        "lines/*/classifications/*/code",
        "lines/*/amount",
        "taxes/**",
        "totals/**",
    ),
)
"""Who traded which goods from where, in which quantities, and the taxes; no accounts and no links."""

SUPERVISOR = Profile("supervisor", ("**",))
"""Everything."""

PROFILES = {profile.name: profile for profile in (FINANCIER, CUSTOMS, SUPERVISOR)}
"""The profiles by their names."""
