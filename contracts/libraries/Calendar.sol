// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Days are UTC days, counted from 1970-01-01.
library Calendar {
    function today() internal view returns (uint256) {
        return block.timestamp / 1 days;
    }
}
