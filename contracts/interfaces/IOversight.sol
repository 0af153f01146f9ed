// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ObligationId} from "../types/ReceivableId.sol";
import {Hold} from "../types/ReceivableTypes.sol";

/// @title What happens to an obligation, and to its obligor, when things go wrong
/// @notice A hold is a court's order: it stops every movement of an obligation's receivables, names who alone may pay and
/// the day after which no interest accrues. A freeze stops movements and claims. A default on record, or a hold, bars the
/// obligor's company from new obligations. None of them takes anything from anybody.
interface IOversight {
    /// @notice Emitted when a hold is placed on an obligation, or replaced.
    event HoldPlaced(
        ObligationId indexed obligation, address indexed payer, uint256 lastInterestDay, bytes32 reasonHash
    );

    /// @notice Emitted when a hold is lifted.
    event HoldLifted(ObligationId indexed obligation, bytes32 reasonHash);

    /// @notice Emitted when an obligation is frozen, or no longer.
    event ObligationFrozen(ObligationId indexed obligation, bool frozen, bytes32 reasonHash);

    /// @notice Emitted when an obligation's default is put on record: its obligor's company is barred.
    event DefaultRecorded(
        ObligationId indexed obligation, address indexed obligor, bytes32 indexed legalIdentity
    );

    /// @notice Emitted when the operator lifts the bar that defaults have put on a company.
    event BarLifted(bytes32 indexed legalIdentity, bytes32 reasonHash);

    /// @notice Places a hold on an obligation, or replaces the one there is. SUPERVISOR only.
    /// @dev Interest that was paid for later days before stays paid; once the hold is lifted, interest accrues on what is
    /// still unpaid as if there had been none.
    /// @param payer The only account that may pay it; a guarantor may pay in the obligor's stead all the same.
    /// @param lastInterestDay The UTC day after which no interest accrues; it may be past.
    /// @param reasonHash The hash of the order.
    function placeHold(ObligationId obligation, address payer, uint24 lastInterestDay, bytes32 reasonHash)
        external;

    /// @notice Lifts the hold on an obligation. SUPERVISOR only.
    function liftHold(ObligationId obligation, bytes32 reasonHash) external;

    /// @notice Freezes an obligation, or no longer: none of its receivables moves, none is claimed. SUPERVISOR only.
    function freezeObligation(ObligationId obligation, bool frozen, bytes32 reasonHash) external;

    /// @notice Puts an obligation's default on record, once: its obligor's company is barred from new obligations until the
    /// operator lifts it. Anyone, once the obligation is in default.
    function recordDefault(ObligationId obligation) external;

    /// @notice Lifts the bar that recorded defaults have put on a company; holds bar it still. OPERATOR only.
    function liftBar(bytes32 legalIdentity, bytes32 reasonHash) external;

    /// @notice The hold on an obligation; no payer: none.
    function holdOn(ObligationId obligation) external view returns (Hold memory);

    /// @notice Whether an obligation is frozen.
    function isFrozen(ObligationId obligation) external view returns (bool);

    /// @notice Whether a company is barred from new obligations, by a recorded default or a hold.
    function isBarred(bytes32 legalIdentity) external view returns (bool);

    /// @notice Whether an obligation's default is on record.
    function isDefaultRecorded(ObligationId obligation) external view returns (bool);
}
