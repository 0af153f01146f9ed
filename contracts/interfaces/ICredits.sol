// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Money that could not be paid out and waits for its owner
/// @notice Whoever cannot be paid stops nobody else: its money is parked for it.
interface ICredits {
    /// @notice Emitted when money could not be paid out to an account and waits for it.
    event AmountParked(address indexed account, address indexed currency, uint256 amount);

    /// @notice Emitted when parked money has been paid out.
    event CreditWithdrawn(
        address indexed account, address indexed to, address indexed currency, uint256 amount
    );

    /// @notice Pays out what was parked for an account: anyone to the account itself, the account also to another of
    /// its legal identity.
    /// @param account Whose money it is.
    /// @param currency In which currency.
    /// @param to Where it goes; accredited.
    /// @return amount What was paid out.
    function withdrawCredit(address account, address currency, address to) external returns (uint256 amount);

    /// @notice What was parked for an account in a currency.
    function creditOf(address account, address currency) external view returns (uint256);
}
