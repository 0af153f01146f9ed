// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IParticipants} from "./IParticipants.sol";
import {IReceivables} from "./IReceivables.sol";

/// @title What all financing shows
interface IFinancing {
    /// @notice The ledger whose receivables are financed.
    function receivables() external view returns (IReceivables);

    /// @notice Who may take part.
    function participants() external view returns (IParticipants);

    /// @notice How many demands of this contract on an account's company are not met.
    function openDemandsOf(address account) external view returns (uint256);
}
