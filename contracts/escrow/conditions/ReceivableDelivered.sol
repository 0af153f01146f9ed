// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICondition} from "../../interfaces/ICondition.sol";
import {IConditionalEscrow} from "../../interfaces/IConditionalEscrow.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {EscrowErrors} from "../../libraries/EscrowErrors.sol";
import {Context, MilestoneState} from "../../types/EscrowTypes.sol";
import {PPM} from "../../types/FinancingTypes.sol";
import {ReceivableId} from "../../types/ReceivableId.sol";
import {Obligation, Receivable} from "../../types/ReceivableTypes.sol";

/// @notice Met while an account holds a receivable with so much value unclaimed, or once a milestone of this agreement has
/// released so much, by its condition or its arbiter. Terms: `(uint256 receivable, address holder, uint256 value, uint256
/// milestone)`; with receivable 0 the milestone is asked, otherwise the holder. No evidence: the chain is read as it stands
/// on the day.
contract ReceivableDelivered is ICondition {
    IReceivables public immutable receivables;

    constructor(IReceivables receivables_) {
        receivables = receivables_;
    }

    /// @inheritdoc ICondition
    function isMet(bytes calldata terms, bytes calldata, Context calldata context)
        external
        view
        returns (uint256 ppm)
    {
        (ReceivableId id, address holder, uint256 value, uint256 milestone) =
            abi.decode(terms, (ReceivableId, address, uint256, uint256));
        if (ReceivableId.unwrap(id) == 0) {
            MilestoneState memory state =
                IConditionalEscrow(context.escrow).milestoneOf(context.agreement, milestone);
            return uint256(state.released) + state.awarded >= value ? PPM : 0;
        }
        Receivable memory shown = receivables.receivable(id);
        return shown.holder == holder && shown.value - _principalClaimed(shown) >= value ? PPM : 0;
    }

    /// @inheritdoc ICondition
    function check(bytes calldata terms) external pure returns (bool factual) {
        (,, uint256 value,) = abi.decode(terms, (ReceivableId, address, uint256, uint256));
        require(value != 0, EscrowErrors.ReceivableDelivered_ZeroValue());
        return true;
    }

    /// @dev Late interest that was claimed does not lessen what was delivered.
    function _principalClaimed(Receivable memory shown) private view returns (uint256) {
        if (shown.claimed == 0) return 0;
        Obligation memory debt = receivables.obligation(shown.id.obligationOf());
        // something was claimed, so there is a live face; the values have 88 bits each
        return Math.min(shown.claimed, shown.value * debt.paid / debt.liveFace);
    }
}
