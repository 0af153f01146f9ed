// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TestCurrency} from "./TestCurrency.sol";

/// @notice Money whose issuer can bar an account from being paid.
contract BlockingCurrency is TestCurrency {
    mapping(address account => bool) public isBlocked;

    error BlockingCurrency_Blocked(address account);

    constructor(string memory name_, string memory symbol_, uint8 decimals_)
        TestCurrency(name_, symbol_, decimals_)
    {}

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(!isBlocked[to], BlockingCurrency_Blocked(to));
        super._update(from, to, amount);
    }
}
