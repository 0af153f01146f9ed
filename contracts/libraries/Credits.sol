// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
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
            known.requireUnstopped(account);
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

    /// @dev Pays an account; what cannot be paid is parked for it, so that it stops nobody else.
    function _payOrPark(address account, address currency, uint256 amount, bool accredited) internal {
        if (amount == 0 || (accredited && IERC20(currency).trySafeTransfer(account, amount))) return;
        _park(account, currency, amount);
    }

    function _park(address account, address currency, uint256 amount) internal {
        creditOf[account][currency] += amount;
        emit AmountParked(account, currency, amount);
    }
}
