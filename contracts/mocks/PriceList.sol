// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Interest} from "../libraries/Interest.sol";

/// @notice A lens for tests: what the library of prices gives for many cases, in one call.
contract PriceList {
    /// @notice One case: what interest is asked for.
    struct Case {
        uint256 principal;
        uint256 ratePpm;
        uint256 tenorDays;
        uint256 basis;
    }

    function interestUp(Case[] calldata cases) external pure returns (uint256[] memory amounts) {
        amounts = new uint256[](cases.length);
        for (uint256 i = 0; i < cases.length; ++i) {
            Case calldata asked = cases[i];
            amounts[i] = Interest.interestUp(asked.principal, asked.ratePpm, asked.tenorDays, asked.basis);
        }
    }

    function requireRate(uint256 ratePpm, uint256 basis) external pure {
        Interest.requireRate(ratePpm, basis);
    }
}
