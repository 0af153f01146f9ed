// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {HeadwaterErrors} from "./HeadwaterErrors.sol";

/// @notice Money that moves, by what arrives of it. The caller holds a lock over everything that moves money.
library Transfers {
    using SafeERC20 for IERC20;

    /// @notice Hands over all of an amount: a currency that takes a fee on the way is refused.
    function moveExactly(address from, address to, address currency, uint256 amount) internal {
        uint256 arrived = move(from, to, IERC20(currency), amount);
        require(arrived >= amount, HeadwaterErrors.Credits_ShortPayment(amount, arrived));
    }

    /// @notice Hands money over, from its owner's allowance or from here; tells what arrived, never more than was asked.
    function move(address from, address to, IERC20 currency, uint256 amount)
        internal
        returns (uint256 arrived)
    {
        // slither-disable-start calls-loop (the payer's own batch, in currencies that the operator has allowed)
        uint256 before = currency.balanceOf(to);
        // slither-disable-next-line arbitrary-send-erc20 (the caller of this function answers for `from`)
        if (from != address(this)) currency.safeTransferFrom(from, to, amount);
        else currency.safeTransfer(to, amount);
        arrived = Math.min(Math.saturatingSub(currency.balanceOf(to), before), amount);
        // slither-disable-end calls-loop
    }
}
