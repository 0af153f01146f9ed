// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReceivables} from "../interfaces/IReceivables.sol";
import {ObligationId} from "../types/ReceivableId.sol";
import {Obligation, Status} from "../types/ReceivableTypes.sol";
import {Calendar} from "./Calendar.sol";
import {HeadwaterErrors} from "./HeadwaterErrors.sol";

/// @notice When an obligation counts as in default, for those who built on it: after its due day and grace days, unpaid.
library Defaults {
    function isInDefault(IReceivables ledger, ObligationId id) internal view returns (bool) {
        Obligation memory shown = ledger.obligation(id);
        return shown.status == Status.Matured && Calendar.today() > shown.dueDay + shown.graceDays;
    }

    function requireDefault(IReceivables ledger, ObligationId id) internal view {
        require(isInDefault(ledger, id), HeadwaterErrors.Defaults_NotInDefault(id));
    }
}
