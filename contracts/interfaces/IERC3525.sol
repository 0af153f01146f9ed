// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Semi-fungible token: tokens with a slot and a value
/// @notice See https://eips.ethereum.org/EIPS/eip-3525. The id of this interface is 0xd5358140.
/// @dev The standard lets some of these functions take ether; here all of them refuse it.
interface IERC3525 {
    /// @notice Emitted when value moves between tokens of one slot, is made (from 0) or is taken away (to 0).
    event TransferValue(uint256 indexed fromTokenId, uint256 indexed toTokenId, uint256 value);

    /// @notice Emitted when an operator may move up to a value out of a token. When the token moves or is burned all of
    /// them end without an event each, so that no number of approvals can make a transfer dear: `Transfer` tells.
    event ApprovalValue(uint256 indexed tokenId, address indexed operator, uint256 value);

    /// @notice Emitted when a token gets its slot.
    event SlotChanged(uint256 indexed tokenId, uint256 indexed oldSlot, uint256 indexed newSlot);

    /// @notice The decimals of values: 0, for values are base units of the slot's currency.
    function valueDecimals() external view returns (uint8);

    /// @notice The value of a token.
    function balanceOf(uint256 tokenId) external view returns (uint256);

    /// @notice The slot of a token.
    function slotOf(uint256 tokenId) external view returns (uint256);

    /// @notice Lets an operator move up to a value out of a token. Holder, its operator, or the token's approved account.
    /// It ends when the token moves, and not before: to end what an approved account has given, move the token to
    /// yourself. A value approval is enough to have value cancelled, by moving it to the obligor.
    function approve(uint256 tokenId, address operator, uint256 value) external;

    /// @notice How much value an operator may still move out of a token.
    function allowance(uint256 tokenId, address operator) external view returns (uint256);

    /// @notice Moves value from one token to another of the same slot. Whoever may move the token, or was approved for
    /// the value.
    function transferFrom(uint256 fromTokenId, uint256 toTokenId, uint256 value) external;

    /// @notice Moves value from a token to a new one of a recipient. Whoever may move the token, or was approved for the
    /// value.
    /// @return newTokenId The new token; 0 when the recipient is the obligor, for whom value is cancelled.
    function transferFrom(uint256 fromTokenId, address to, uint256 value)
        external
        returns (uint256 newTokenId);
}

/// @title What describes a contract of ERC-3525 and its slots
/// @notice The id of this interface is 0xe1600902.
interface IERC3525Metadata {
    /// @notice The metadata of the whole contract, a data URI of JSON.
    function contractURI() external view returns (string memory);

    /// @notice The metadata of a slot, a data URI of JSON.
    function slotURI(uint256 slot) external view returns (string memory);
}

/// @title A contract that wants to be asked about value it receives
/// @notice The id of this interface is 0x009ce20b.
interface IERC3525Receiver {
    /// @notice Asked after value has arrived by a value transfer, of contracts that say by ERC-165 that they answer.
    /// @dev Warning: splits, accepted proposals and transfers of whole tokens do not ask.
    /// @return 0x009ce20b to accept it; anything else refuses it.
    function onERC3525Received(
        address operator,
        uint256 fromTokenId,
        uint256 toTokenId,
        uint256 value,
        bytes calldata data
    ) external returns (bytes4);
}
