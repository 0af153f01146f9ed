// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {MAX_RATE_PPM, PPM} from "../types/FinancingTypes.sol";
import {BANKERS_YEAR, CALENDAR_YEAR} from "../types/ReceivableTypes.sol";
import {HeadwaterErrors} from "./HeadwaterErrors.sol";

/// @notice Simple interest by whole days; the straight discount is the same sum, taken off in advance. docs/MATHS.md.
library Interest {
    /// @notice principal × rate × days / (basis × 10^6), rounded up: the financier keeps the dust.
    function interestUp(uint256 principal, uint256 ratePpm, uint256 days_, uint256 basis)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            return ratedUp(principal * ratePpm * days_, basis); // safe because a value has 88 bits, a rate 24, days 24
        }
    }

    /// @notice What a product of base units, ppm and days comes to, rounded up.
    function ratedUp(uint256 product, uint256 basis) internal pure returns (uint256) {
        unchecked {
            return Math.ceilDiv(product, basis * PPM); // safe because a basis has 9 bits
        }
    }

    /// @notice Refuses a rate or basis that no financing can have.
    function requireRate(uint256 ratePpm, uint256 basis) internal pure {
        require(ratePpm <= MAX_RATE_PPM, HeadwaterErrors.Interest_RateTooHigh(ratePpm, MAX_RATE_PPM));
        require(basis == BANKERS_YEAR || basis == CALENDAR_YEAR, HeadwaterErrors.Interest_InvalidBasis(basis));
    }
}
