// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReceivableId} from "../types/ReceivableId.sol";
import {Acceptance, Programme} from "../types/ReceivableTypes.sol";
import {IOversight} from "./IOversight.sol";
import {IParticipants} from "./IParticipants.sol";
import {IReceivables} from "./IReceivables.sol";

/// @title The ledger's one door: what was accepted by its obligor, under the programme's limits, is issued
/// @notice Every ledger makes its issuance when it is made, and takes obligations from it alone. Days are UTC days from
/// 1970-01-01; amounts are base units of the currency.
interface IIssuance is IOversight {
    /*//////////////////////////////////////////////////////////////
                                 EVENTS
    //////////////////////////////////////////////////////////////*/

    /// @notice Emitted when an obligor has revoked an acceptance; what was issued on it before stands.
    event AcceptanceRevoked(address indexed obligor, bytes32 indexed acceptance);

    /// @notice Emitted when the most an obligor may owe in a currency is set.
    event CapSet(address indexed obligor, address indexed currency, uint128 cap);

    /// @notice Emitted when a currency is allowed, or no longer, for new obligations.
    event CurrencySet(address indexed currency, bool allowed);

    /// @notice Emitted when the programme's limits are set.
    event LimitsSet(uint16 minTenorDays, uint16 maxTenorDays, uint8 maxDepth, uint8 defaultDays);

    /*//////////////////////////////////////////////////////////////
                                ISSUANCE
    //////////////////////////////////////////////////////////////*/

    /// @notice Issues an obligation and mints its root receivable to the seller.
    /// @param terms The terms the obligor accepts.
    /// @param obligorSignature The obligor's EIP-712 (or ERC-1271) signature over the terms; empty when it calls.
    /// @param sellerSignature The seller's over `Consent(bytes32 acceptance)`; empty when it calls or has a standing
    /// acceptance.
    /// @return root The root receivable.
    function issue(Acceptance calldata terms, bytes calldata obligorSignature, bytes calldata sellerSignature)
        external
        returns (ReceivableId root);

    /// @notice Issues an obligation out of a batch that the obligor has signed once.
    /// @dev With a single acceptance in a batch the proof is empty and the root is its leaf.
    /// @param terms The terms the obligor accepts.
    /// @param proof The proof that `hashAcceptance(terms)` is in the batch, a StandardMerkleTree of type bytes32.
    /// @param obligorSignature The obligor's over `AcceptanceBatch(bytes32 root)`; empty when it calls.
    /// @param sellerSignature As for `issue`.
    /// @return root The root receivable.
    function issueFromBatch(
        Acceptance calldata terms,
        bytes32[] calldata proof,
        bytes calldata obligorSignature,
        bytes calldata sellerSignature
    ) external returns (ReceivableId root);

    /// @notice Revokes the caller's acceptance, so that it cannot be issued any more.
    /// @param acceptance The EIP-712 hash of the terms, as `hashAcceptance` gives it, or the root of a batch.
    function revokeAcceptance(bytes32 acceptance) external;

    /// @notice The EIP-712 struct hash of terms.
    function hashAcceptance(Acceptance calldata terms) external pure returns (bytes32);

    /// @notice Whether an obligor has revoked an acceptance.
    function isRevoked(address obligor, bytes32 acceptance) external view returns (bool);

    /*//////////////////////////////////////////////////////////////
                               PROGRAMME
    //////////////////////////////////////////////////////////////*/

    /// @notice Sets the most an obligor may owe in a currency when an obligation is issued. OPERATOR only.
    function setCap(address obligor, address currency, uint128 cap) external;

    /// @notice Allows a currency for new obligations, or no longer. OPERATOR only.
    function setCurrency(address currency, bool allowed) external;

    /// @notice Sets the limits for new obligations, which keep the depth and the default days that they are issued with. OPERATOR
    /// only.
    /// @param minTenorDays The least number of days from issue to the due day.
    /// @param maxTenorDays The most.
    /// @param maxDepth The deepest a receivable may be, at most 32.
    /// @param defaultDays Days overdue after which an obligation is in default.
    function setLimits(uint16 minTenorDays, uint16 maxTenorDays, uint8 maxDepth, uint8 defaultDays) external;

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @notice The ledger that obligations are issued on.
    function receivables() external view returns (IReceivables);

    /// @notice Who says who may take part.
    function participants() external view returns (IParticipants);

    /// @notice The programme's settings, and how many obligations there are.
    function programme() external view returns (Programme memory);

    /// @notice Whether new obligations may be in a currency.
    function isCurrencyAllowed(address currency) external view returns (bool);
}
