// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EscrowErrors} from "./EscrowErrors.sol";

/// @notice Decimal numbers as documents write them: digits, and after a point at most 18 more.
library Decimals {
    uint256 private constant MAX_LENGTH = 50;
    uint256 private constant PLACES = 18;

    /// @notice The number times 10^18. Refuses what is no such number, has no digit, or is longer than 50 characters.
    function parse(string memory text) internal pure returns (uint256 number) {
        bytes memory letters = bytes(text);
        uint256 digits = 0;
        uint256 point = letters.length;
        for (uint256 i = 0; i < letters.length && i < MAX_LENGTH; ++i) {
            if (letters[i] == "." && point == letters.length) {
                point = i;
                continue;
            }
            require(letters[i] >= "0" && letters[i] <= "9", EscrowErrors.DocumentDisclosed_NotANumber(text));
            number = number * 10 + (uint8(letters[i]) - uint8(bytes1("0")));
            ++digits;
        }
        uint256 places = point == letters.length ? 0 : letters.length - point - 1;
        require(
            digits != 0 && letters.length <= MAX_LENGTH && places <= PLACES,
            EscrowErrors.DocumentDisclosed_NotANumber(text)
        );
        number *= 10 ** (PLACES - places); // fits: 50 digits and 18
    }
}
