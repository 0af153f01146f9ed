// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestCurrency} from "./TestCurrency.sol";

/// @notice Money that says no by returning false, once it is stopped: nothing moves and nothing reverts.
contract FalseCurrency is TestCurrency {
    bool public stopped;

    constructor(string memory name_, string memory symbol_, uint8 decimals_)
        TestCurrency(name_, symbol_, decimals_)
    {}

    function setStopped(bool stopped_) external {
        stopped = stopped_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return !stopped && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return !stopped && super.transferFrom(from, to, amount);
    }
}
