// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Which answer counts when k of several must agree.
library Ranking {
    /// @notice The k-th largest of some values, k from 1: the most that at least k of them reach.
    /// @dev It is one of the values; few are compared, so each is counted.
    function largest(uint256[] memory values, uint256 k) internal pure returns (uint256 found) {
        for (uint256 i = 0; i < values.length; ++i) {
            if (values[i] <= found) continue;
            uint256 reached = 0;
            for (uint256 j = 0; j < values.length; ++j) {
                if (values[j] >= values[i]) ++reached;
            }
            if (reached >= k) found = values[i];
        }
    }
}
