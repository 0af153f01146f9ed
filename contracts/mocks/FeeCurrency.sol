// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestCurrency} from "./TestCurrency.sol";

/// @notice Money that keeps a part of every transfer: a fee in percent of what is sent.
contract FeeCurrency is TestCurrency {
    uint256 private constant PERCENT = 100;
    uint256 public fee;

    constructor(string memory name_, string memory symbol_, uint8 decimals_)
        TestCurrency(name_, symbol_, decimals_)
    {}

    function setFee(uint256 percent) external {
        fee = percent;
    }

    function _update(address from, address to, uint256 amount) internal override {
        uint256 kept = from == address(0) || to == address(0) ? 0 : amount * fee / PERCENT;
        super._update(from, to, amount - kept);
        if (kept != 0) super._update(from, address(0), kept);
    }
}
