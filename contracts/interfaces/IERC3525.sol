// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The events and value views of ERC-3525 that the ledger speaks from its first token on
/// @dev See https://eips.ethereum.org/EIPS/eip-3525.
interface IERC3525 {
    /// @notice Emitted when value moves between tokens of one slot, is made (from 0) or is taken away (to 0).
    event TransferValue(uint256 indexed fromTokenId, uint256 indexed toTokenId, uint256 value);

    /// @notice Emitted when a token gets its slot.
    event SlotChanged(uint256 indexed tokenId, uint256 indexed oldSlot, uint256 indexed newSlot);

    /// @notice The decimals of values: 0, for values are base units of the slot's currency.
    function valueDecimals() external view returns (uint8);

    /// @notice The value of a token.
    function balanceOf(uint256 tokenId) external view returns (uint256);

    /// @notice The slot of a token.
    function slotOf(uint256 tokenId) external view returns (uint256);
}
