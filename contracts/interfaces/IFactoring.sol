// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AdvanceAccount, AdvanceTerms} from "../types/FinancingTypes.sol";
import {ReceivableId} from "../types/ReceivableId.sol";
import {IFinancing} from "./IFinancing.sol";

/// @title Advances against receivables in custody
/// @notice Seller and financier sign the same terms. The receivables go into custody, the advance to the seller. What they
/// bring goes first to the financier, interest to the day and then principal; what is left, money or receivables, is the
/// surplus. Custody and this order go on after a default; with recourse the seller then owes what is missing.
/// @dev An advance is named by the EIP-712 digest of its terms, and whoever acts on one shows the terms again: no call can
/// act on others than were signed.
/// @dev Warning: the contract is a custodian participant. It takes receivables only while an advance is opened, so none can
/// be sent to it by mistake. It accounts by what its claims return, never by its balance.
/// @dev Warning: terms name receivables by their numbers, which are counted up: a reorganisation of the chain can give one to
/// another receivable. Sign what is final.
/// @dev Warning: who gets a receivable that is released needs a standing acceptance while it does.
interface IFactoring is IFinancing {
    /// @notice Emitted when an advance was opened.
    event AdvanceOpened(
        bytes32 indexed advance,
        address indexed seller,
        address indexed financier,
        AdvanceTerms terms,
        uint256 principal
    );

    /// @notice Emitted when an account has revoked its signature under an advance, whether it gave one or not; one that is
    /// open stays open.
    event AdvanceRevoked(address indexed account, bytes32 indexed advance);

    /// @notice Emitted when money came in, from claims or from whoever paid back.
    event AdvanceServed(bytes32 indexed advance, uint256 interest, uint256 principal, uint256 surplus);

    /// @notice Emitted when a receivable left custody.
    event ReceivableReleased(bytes32 indexed advance, ReceivableId indexed receivable, address indexed to);

    /// @notice Emitted when a financier has demanded from the seller what collection left unpaid.
    event AdvanceDemanded(bytes32 indexed advance, address indexed seller, uint256 amount);

    /// @notice Opens an advance: the receivables into custody, the money to the seller. Anyone with both signatures; who
    /// calls needs none of its own.
    /// @param terms What both have agreed.
    /// @param sellerSignature The seller's EIP-712 (or ERC-1271) signature; empty where the seller calls.
    /// @param financierSignature The financier's; empty where the financier calls.
    /// @return advance The digest of the terms: the advance's name.
    function open(
        AdvanceTerms calldata terms,
        bytes calldata sellerSignature,
        bytes calldata financierSignature
    ) external returns (bytes32 advance);

    /// @notice Revokes the caller's signature under an advance, so that it cannot be opened any more.
    function revoke(bytes32 advance) external;

    /// @notice Claims on receivables in custody and pays financier and surplus. Anyone.
    /// @param terms The advance's.
    /// @param ids Which of its receivables.
    /// @return collected What the claims brought.
    function collect(AdvanceTerms calldata terms, ReceivableId[] calldata ids)
        external
        returns (uint256 collected);

    /// @notice Pays back. Anyone, at most what is owed; the rest of the receivables can be released once nothing is.
    /// @param terms The advance's.
    /// @param offered The most to take from the caller, who has approved the contract for it.
    /// @return repaid What arrived.
    function repay(AdvanceTerms calldata terms, uint256 offered) external returns (uint256 repaid);

    /// @notice Hands receivables out of custody to who gets the surplus, once nothing is owed. Anyone.
    /// @param terms The advance's.
    /// @param ids Which of its receivables.
    function release(AdvanceTerms calldata terms, ReceivableId[] calldata ids) external;

    /// @notice Demands from the seller what is missing. The financier only, with recourse, when every receivable that is still
    /// in custody is settled or in default; what was redeemed, or taken by a forced transfer, brings nothing more. Collects first. A demand bars the seller's company from new recourse advances
    /// of this contract until it is paid.
    /// @param terms The advance's.
    /// @return amount What is missing today.
    function demand(AdvanceTerms calldata terms) external returns (uint256 amount);

    /// @notice The EIP-712 digest of terms: what both sign, and the advance's name.
    function hashAdvance(AdvanceTerms calldata terms) external view returns (bytes32);

    /// @notice The books of an advance as they were last written.
    function accountOf(bytes32 advance) external view returns (AdvanceAccount memory);

    /// @notice What is owed on an advance today: principal, and interest to the day, rounded up, in base units.
    function owed(AdvanceTerms calldata terms) external view returns (uint256 principal, uint256 interest);

    /// @notice The advance for which a receivable is in custody, or was when it was redeemed or taken by a forced transfer;
    /// zero: none.
    function advanceOf(ReceivableId id) external view returns (bytes32);

    /// @notice Whether an account has revoked its signature under an advance.
    function isRevoked(address account, bytes32 advance) external view returns (bool);
}
