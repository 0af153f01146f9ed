"""What goes into a signature or a step is checked first: nothing is guessed, looked up or converted on the way."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from eth_utils.address import to_checksum_address

from headwater._errors import AddressRefused, AmountMalformed, AmountNegative, AmountTooLarge, shown

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_CACHED = 4_096  # addresses: a batch names the same few again and again


def demand_addresses(*given: Any) -> None:  # noqa: ANN401 - whatever a user passes
    """Demand addresses with their checksums (EIP-55), never names; raises AddressRefused."""
    for address in given:
        if not isinstance(address, str) or not _has_checksum(str(address)):
            raise AddressRefused(
                f"An address is 0x and 40 hex digits with their checksum, not '{shown(str(address))}'."
            )


def demand_numbers(*given: Any) -> None:  # noqa: ANN401 - whatever a user passes
    """Demand whole numbers that a contract can take; raises AmountMalformed, AmountNegative, AmountTooLarge."""
    for number in given:
        if not isinstance(number, int) or isinstance(number, bool):
            raise AmountMalformed("What a contract takes is a whole number", str(number))
        if number < 0:
            raise AmountNegative("What a contract takes is not negative", str(number))
        if number.bit_length() > 256:
            raise AmountTooLarge("The number is beyond 2^256 - 1", hex(number))


@lru_cache(_CACHED)
def _has_checksum(address: str) -> bool:
    return _ADDRESS.fullmatch(address) is not None and to_checksum_address(address) == address
