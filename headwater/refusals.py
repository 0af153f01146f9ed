"""The suite's errors as exceptions, by name: `from headwater.refusals import Receivables_NotMatured`.

The classes are made from the ABIs that ship with the package, so none can be missing or out of date.
"""

from __future__ import annotations

from headwater._refusals import ContractPanicked, ContractRefused, refusal, refusal_names

__all__ = ["ContractPanicked", "ContractRefused"]


def __getattr__(name: str) -> type[ContractRefused]:
    return refusal(name)


def __dir__() -> list[str]:
    return [*__all__, *refusal_names()]
