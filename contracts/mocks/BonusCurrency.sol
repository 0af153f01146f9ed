// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestCurrency} from "./TestCurrency.sol";

/// @notice Money that lets the receiver have more than was sent: one unit beyond every transfer.
contract BonusCurrency is TestCurrency {
    constructor(string memory name_, string memory symbol_, uint8 decimals_)
        TestCurrency(name_, symbol_, decimals_)
    {}

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0) && to != address(0)) super._update(address(0), to, 1);
    }
}
