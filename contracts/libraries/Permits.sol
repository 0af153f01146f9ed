// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

/// @notice An allowance by signature (ERC-2612) and the step that needs it, in one call: `multicall([usePermit, step])`.
abstract contract Permits is Multicall {
    /// @notice Brings an owner's signed allowance for this contract on chain, and passes over one that is used already: who
    /// is first to show it cannot spoil the step that comes after it, which finds the allowance there.
    function usePermit(
        address currency,
        address owner,
        uint256 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (currency.code.length == 0) return; // which no try would catch
        // solhint-disable-next-line no-empty-blocks
        try IERC20Permit(currency).permit(owner, address(this), amount, deadline, v, r, s) {} catch {}
    }
}
