// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentSplitter} from "openzeppelin-4/finance/PaymentSplitter.sol";
import {IERC20} from "openzeppelin-4/token/ERC20/IERC20.sol";

/// @notice OpenZeppelin's last PaymentSplitter, and a loop over it.
contract PeerSplitter is PaymentSplitter {
    constructor(address[] memory payees, uint256[] memory shares) PaymentSplitter(payees, shares) {}

    function releaseMany(IERC20 token, address[] calldata accounts) external {
        for (uint256 i = 0; i < accounts.length; ++i) {
            release(token, accounts[i]);
        }
    }
}
