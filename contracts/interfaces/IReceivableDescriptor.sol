// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReceivables} from "./IReceivables.sol";

/// @title What wallets and markets show of a ledger: its metadata, kept out of the ledger's code
/// @notice All are data URIs of JSON; a currency's symbol comes from outside and is shown as plain letters.
interface IReceivableDescriptor {
    /// @notice The metadata of a ledger.
    function contractURI(IReceivables ledger) external view returns (string memory);

    /// @notice The metadata of an obligation; refuses one that was never issued.
    function slotURI(IReceivables ledger, uint256 slot) external view returns (string memory);

    /// @notice The metadata of a receivable, with its picture; refuses one that does not exist.
    function tokenURI(IReceivables ledger, uint256 tokenId) external view returns (string memory);
}
