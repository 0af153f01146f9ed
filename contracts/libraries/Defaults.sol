// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReceivables} from "../interfaces/IReceivables.sol";
import {ObligationId} from "../types/ReceivableId.sol";
import {Obligation, Status} from "../types/ReceivableTypes.sol";
import {HeadwaterErrors} from "./HeadwaterErrors.sol";

/// @notice What those who built on an obligation ask of it: whether it is in default, and whether its holders were paid.
library Defaults {
    /// @notice Whether an obligation is in default and its holders were not paid by its guarantor either.
    function isInDefault(IReceivables ledger, ObligationId id) internal view returns (bool) {
        Obligation memory shown = ledger.obligation(id);
        return shown.status == Status.Defaulted && shown.paid != shown.liveFace;
    }

    /// @notice Whether an obligation has fallen due and its holders have had everything, from whomever.
    function isPaid(IReceivables ledger, ObligationId id) internal view returns (bool) {
        Obligation memory shown = ledger.obligation(id);
        return shown.status != Status.Open && shown.paid == shown.liveFace;
    }

    function requireDefault(IReceivables ledger, ObligationId id) internal view {
        require(isInDefault(ledger, id), HeadwaterErrors.Defaults_NotInDefault(id));
    }
}
