// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestCurrency} from "./TestCurrency.sol";

/// @notice Money that refuses to move an amount of zero.
contract ZeroShyCurrency is TestCurrency {
    error ZeroShyCurrency_Zero();

    constructor(string memory name_, string memory symbol_, uint8 decimals_)
        TestCurrency(name_, symbol_, decimals_)
    {}

    function _update(address from, address to, uint256 amount) internal override {
        require(amount != 0, ZeroShyCurrency_Zero());
        super._update(from, to, amount);
    }
}
