// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Which signatures of an account still count
/// @notice Every offer and order has a salt. A quote and an order use it up, a line does not; its account can cancel it. 192
/// neighbouring salts are a book, with a counter that every offer and order in it names: raising it cancels them all at once, and the
/// book's salts are free again. An account that counts its salts up from 0 has one book for its first 192, and so on.
interface ISalts {
    /// @notice Emitted when an account has cancelled what it signed with a salt under the current counter.
    event SaltCancelled(address indexed account, uint256 salt);

    /// @notice Emitted when an account has cancelled all of a book by raising its counter.
    event BookCancelled(address indexed account, uint256 indexed book, uint256 counter);

    /// @notice Cancels what the caller signed with a salt, under the book's current counter.
    function cancel(uint256 salt) external;

    /// @notice Cancels all that the caller signed in a book, under counters until now.
    /// @param book The salts from 192 × book on.
    /// @return counter The counter that what it signs in the book must name from now on.
    function cancelAll(uint256 book) external returns (uint256 counter);

    /// @notice The counter that what an account signs in a book has to name.
    function counterOf(address account, uint256 book) external view returns (uint256);

    /// @notice Whether an account's salt is used up under the current counter: its quote or order was filled, or it was
    /// cancelled.
    function isSpent(address account, uint256 salt) external view returns (bool);
}
