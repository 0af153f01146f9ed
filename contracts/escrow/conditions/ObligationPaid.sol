// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICondition} from "../../interfaces/ICondition.sol";
import {IReceivables} from "../../interfaces/IReceivables.sol";
import {Context} from "../../types/EscrowTypes.sol";
import {PPM} from "../../types/FinancingTypes.sol";
import {ObligationId} from "../../types/ReceivableId.sol";
import {Obligation, Status} from "../../types/ReceivableTypes.sol";

/// @notice Met as far as an obligation is paid, or once it has reached a status. Terms: `(uint64 obligation, uint8 status)`,
/// where Open stands for "as far as it is paid"; one cancelled in full is not paid. Paid late is overdue before and settled
/// after: only a default is remembered, as Recovered. No evidence: the ledger is read as it stands on the day.
contract ObligationPaid is ICondition {
    IReceivables public immutable receivables;

    constructor(IReceivables receivables_) {
        receivables = receivables_;
    }

    /// @inheritdoc ICondition
    function isMet(bytes calldata terms, bytes calldata, Context calldata)
        external
        view
        returns (uint256 ppm)
    {
        (ObligationId id, Status status) = abi.decode(terms, (ObligationId, Status));
        Obligation memory shown = receivables.obligation(id);
        if (status != Status.Open) return _hasReached(shown.status, status) ? PPM : 0;
        return shown.liveFace == 0 ? 0 : Math.min(shown.paid * PPM / shown.liveFace, PPM); // fits: 128 bits and 20
    }

    /// @inheritdoc ICondition
    function check(bytes calldata terms) external view returns (bool factual) {
        (ObligationId id,) = abi.decode(terms, (ObligationId, Status));
        // slither-disable-next-line unused-return (it refuses what is no obligation)
        receivables.obligation(id);
        return true;
    }

    /// @dev Settled is reached by a recovery too, Defaulted and Overdue stay reached by it, and Matured is whatever has fallen due.
    function _hasReached(Status now_, Status asked) private pure returns (bool) {
        if (asked == Status.Settled) return now_ >= Status.Recovered;
        if (asked == Status.Defaulted) return now_ == Status.Defaulted || now_ == Status.Recovered;
        if (asked == Status.Matured) return now_ >= Status.Matured;
        if (asked == Status.Overdue) return now_ >= Status.Overdue && now_ <= Status.Recovered;
        return now_ == asked;
    }
}
