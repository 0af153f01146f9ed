// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICondition} from "../../interfaces/ICondition.sol";
import {Calendar} from "../../libraries/Calendar.sol";
import {Context} from "../../types/EscrowTypes.sol";
import {PPM} from "../../types/FinancingTypes.sol";

/// @notice Met from a UTC day on. Terms: `(uint256 day)`. No evidence. A day after the deadline is never reached in time.
contract AfterDate is ICondition {
    /// @inheritdoc ICondition
    function isMet(bytes calldata terms, bytes calldata, Context calldata context)
        external
        view
        returns (uint256 ppm)
    {
        uint256 day = abi.decode(terms, (uint256));
        return Calendar.today() >= day && day <= context.deadlineDay ? PPM : 0;
    }

    /// @inheritdoc ICondition
    function check(bytes calldata terms) external pure returns (bool factual) {
        abi.decode(terms, (uint256));
        return true;
    }
}
