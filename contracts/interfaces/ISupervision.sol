// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReceivableId} from "../types/ReceivableId.sol";
import {IERC7943NonFungible} from "./IERC7943NonFungible.sol";

/// @title What a supervisor and an enforcer can do to receivables: stop them, and move them by a delayed order
/// @notice Freezes act at once and take nothing. A forced transfer waits for the delay of the enforcer's role, in which a
/// guardian can cancel it; it goes to an accredited account that is neither the obligor's, an enforcer's nor a custodian's,
/// voids proposals and approvals, and carries what is left of the claim. Money that was credited is out of reach of all.
/// @dev Each act logs the hash of its reason beside the standard's event; the standard's own functions give none: zero.
interface ISupervision is IERC7943NonFungible {
    /// @notice Emitted with each freeze of a receivable for an account, or its end, with the hash of the reason.
    event FrozenFor(address indexed account, ReceivableId indexed id, bool frozen, bytes32 reasonHash);

    /// @notice Emitted with each forced transfer, with the hash of the reason.
    event ForcedTransferFor(
        address indexed from, address indexed to, ReceivableId indexed id, bytes32 reasonHash
    );

    /// @notice As `setFrozenTokens`, with a reason. SUPERVISOR only.
    function setFrozenTokensFor(address account, ReceivableId id, bool frozen, bytes32 reasonHash) external;

    /// @notice As `forcedTransfer`, with a reason. ENFORCER only, after its delay.
    function forcedTransferFor(address from, address to, ReceivableId id, bytes32 reasonHash) external;

    /// @notice Hands receivables of an account whose key is lost to another account of the same legal identity. ENFORCER
    /// only, after its delay. Those that the lost account does not hold any more are passed over, so that nobody can spoil the
    /// order.
    /// @dev Warning: money that was credited to the lost account stays credited to it.
    /// @param ids At most 100.
    function recover(address lost, address to, ReceivableId[] calldata ids, bytes32 reasonHash) external;
}
