// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 (uRWA) for non-fungible tokens
/// @dev The standard's own names and types; its ERC-165 identifier is 0xbf1ef5fe.
interface IERC7943NonFungible is IERC165 {
    /// @notice Emitted when a token was taken from one account and given to another.
    event ForcedTransfer(address indexed from, address indexed to, uint256 indexed tokenId);

    /// @notice Emitted when a token is frozen for an account, or no longer.
    event Frozen(address indexed account, uint256 indexed tokenId, bool indexed frozenStatus);

    /// @notice Thrown when an account is not allowed to send.
    error ERC7943CannotSend(address account);

    /// @notice Thrown when an account is not allowed to receive.
    error ERC7943CannotReceive(address account);

    /// @notice Thrown when a transfer is not allowed.
    error ERC7943CannotTransfer(address from, address to, uint256 tokenId);

    /// @notice Thrown when a token is frozen for the account that holds it.
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 tokenId);

    /// @notice Takes a token from its holder and gives it to another account. ENFORCER only, after its delay.
    /// @return result True; what fails is refused.
    function forcedTransfer(address from, address to, uint256 tokenId) external returns (bool result);

    /// @notice Freezes a token for an account, whether it holds it or not, or ends that. SUPERVISOR only.
    /// @return result True; what fails is refused.
    function setFrozenTokens(address account, uint256 tokenId, bool frozenStatus)
        external
        returns (bool result);

    /// @notice Whether an account may send at all.
    function canSend(address account) external view returns (bool allowed);

    /// @notice Whether an account may receive at all.
    function canReceive(address account) external view returns (bool allowed);

    /// @notice Whether a token is frozen for an account, which need not hold it.
    function getFrozenTokens(address account, uint256 tokenId) external view returns (bool frozenStatus);

    /// @notice Whether the programme's rules let a token move from one account to another now.
    function canTransfer(address from, address to, uint256 tokenId) external view returns (bool allowed);
}
