// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICredits} from "../interfaces/ICredits.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {HeadwaterErrors} from "./HeadwaterErrors.sol";

/// @notice See ICredits. The base of every contract that pays money out: it moves money under one lock.
abstract contract Credits is ICredits, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @inheritdoc ICredits
    mapping(address account => mapping(address currency => uint256)) public creditOf;

    /// @inheritdoc ICredits
    function withdrawCredit(address account, address currency, address to)
        external
        nonReentrant
        returns (uint256 amount)
    {
        amount = creditOf[account][currency];
        require(amount != 0, HeadwaterErrors.Credits_NoCredit(account, currency));
        IParticipants known = _participants();
        if (to != account) {
            require(msg.sender == account, HeadwaterErrors.Credits_NotOwnCredit(account, msg.sender));
            require(
                known.legalIdentityOf(to) == known.legalIdentityOf(account),
                HeadwaterErrors.Credits_IdentityMismatch(account, to)
            );
        }
        known.requireAccredited(to);

        delete creditOf[account][currency];
        emit CreditWithdrawn(account, to, currency, amount);
        IERC20(currency).safeTransfer(to, amount);
    }

    /// @dev Who says whether an account can be paid.
    function _participants() internal view virtual returns (IParticipants);

    /// @dev Takes money in; tells what arrived, never more than was asked.
    function _takeIn(address from, address currency, uint256 amount) internal returns (uint256 arrived) {
        return _move(from, address(this), IERC20(currency), amount);
    }

    /// @dev Hands over all of an amount: a currency that takes a fee on the way is refused.
    function _moveExactly(address from, address to, address currency, uint256 amount) internal {
        uint256 arrived = _move(from, to, IERC20(currency), amount);
        require(arrived == amount, HeadwaterErrors.Credits_ShortPayment(amount, arrived));
    }

    /// @dev Hands money over, from its owner's allowance or from here; tells what arrived, never more than was asked.
    function _move(address from, address to, IERC20 currency, uint256 amount)
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

    /// @dev Pays an account; what cannot be paid is parked for it, so that it stops nobody else.
    function _payOrPark(address account, address currency, uint256 amount, bool accredited) internal {
        if (amount == 0 || (accredited && IERC20(currency).trySafeTransfer(account, amount))) return;
        creditOf[account][currency] += amount;
        emit AmountParked(account, currency, amount);
    }
}
