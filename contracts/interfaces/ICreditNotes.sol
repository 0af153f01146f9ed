// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {IReceivables} from "./IReceivables.sol";

/// @title Credit notes: what a seller gives back of an invoice, and what it owes where it holds too little of it
/// @notice A credit note touches only value that its seller still holds: that is cancelled. What has moved on to others is
/// theirs; for it the seller owes the obligor, on record, for anyone to read before buying from it.
/// @dev A company can put a claim on record against itself alone, and only the claim's creditor can waive one.
interface ICreditNotes {
    /// @notice Emitted when a seller has issued a credit note: so much was cancelled, so much it owes the obligor.
    event CreditNoteIssued(
        ObligationId indexed obligation,
        address indexed seller,
        address indexed obligor,
        uint256 cancelled,
        uint256 owed,
        bytes32 documentHash
    );

    /// @notice Emitted when a claim was paid, or waived by the obligor, in part or in full.
    event CreditClaimSettled(
        address indexed obligor, bytes32 indexed sellerIdentity, address currency, uint256 amount, bool waived
    );

    /// @notice Issues a credit note over an obligation: cancels value of the caller's receivables of it, which the caller
    /// has approved this contract for, as far as it goes and the obligation is in circulation; the rest it owes the obligor.
    /// @param obligation Over which obligation.
    /// @param amount How much is given back, in base units; at most the face value as issued.
    /// @param ids The caller's receivables to cancel from, in this order; at most 50.
    /// @param documentHash The hash of the credit note.
    /// @return cancelled What was cancelled.
    /// @return owed What the caller's company now owes the obligor for it.
    function issueCreditNote(
        ObligationId obligation,
        uint256 amount,
        ReceivableId[] calldata ids,
        bytes32 documentHash
    ) external returns (uint256 cancelled, uint256 owed);

    /// @notice Pays a claim: moves money from the caller to the obligor. Anyone.
    /// @param seller An account of the company that owes it.
    /// @param amount At most what is owed.
    function payClaim(address obligor, address seller, address currency, uint256 amount) external;

    /// @notice Waives a claim of the caller's, for instance because it was paid elsewhere.
    /// @param seller An account of the company that owes it.
    /// @param amount At most what is owed.
    function waiveClaim(address seller, address currency, uint256 amount) external;

    /// @notice What a seller's company owes an obligor for credit notes, in base units of the currency.
    function claimOf(address obligor, address seller, address currency) external view returns (uint256);

    /// @notice How many claims of whatever obligor and currency are open against an account's company.
    function openClaimsOf(address seller) external view returns (uint256);

    /// @notice The ledger whose obligations credit notes are over.
    function receivables() external view returns (IReceivables);
}
