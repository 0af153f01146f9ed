// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Offer, Order, Part} from "../types/FinancingTypes.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";

/// @title Sale of receivables against offers that financiers sign off chain
/// @notice An offer is a quote for one receivable, filled once, or, revolving, a credit line on one obligor's name. A sale is
/// delivery versus payment in one call, in circulation only, at the full value of what is sold. The obligor may buy too
/// (dynamic discounting): what reaches it is cancelled.
/// @dev Warning: the seller approves the market on the ledger, the financier approves it for the currency. Neither
/// approval serves anybody but its owner: a holder's receivable moves only by its own call or signed order, a financier's
/// money only by its own signed offer, at the price that the offer gives.
/// @dev Warning: the currency is the one of the obligation. One that takes a fee on the way is refused, because the seller
/// would get less than the price.
interface IDiscountMarket {
    /// @notice Emitted when a receivable, or part of one, was sold. `receivable` is what the financier got; where the
    /// obligor bought, it is what was cancelled or what it was taken from.
    event ReceivableSold(
        ReceivableId indexed receivable,
        address indexed seller,
        address indexed financier,
        bytes32 offer,
        uint256 value,
        uint256 proceeds
    );

    /// @notice Emitted when what was drawn on settled obligations was given back to a line.
    event LineReplenished(bytes32 indexed offer, uint256 value);

    /// @notice Sells a receivable, or part of it, to the financier of an offer. Its holder only.
    /// @param offer What the financier signed.
    /// @param signature Its EIP-712 (or ERC-1271) signature over the offer.
    /// @param receivable What is sold.
    /// @param value How much of it, in base units; 2^256 − 1: all there is.
    /// @param minProceeds The least the holder takes for it, in base units.
    /// @param deadline The last second (Unix time) at which the call counts.
    /// @return proceeds What the holder got.
    function sell(
        Offer calldata offer,
        bytes calldata signature,
        ReceivableId receivable,
        uint256 value,
        uint256 minProceeds,
        uint256 deadline
    ) external returns (uint256 proceeds);

    /// @notice Sells for a holder who has signed an order and needs no ether. Anyone.
    /// @param offer What the financier signed.
    /// @param offerSignature The financier's.
    /// @param order What the holder signed; it is used up.
    /// @param orderSignature The holder's EIP-712 (or ERC-1271) signature over the order.
    /// @return proceeds What the holder got.
    function sellFor(
        Offer calldata offer,
        bytes calldata offerSignature,
        Order calldata order,
        bytes calldata orderSignature
    ) external returns (uint256 proceeds);

    /// @notice Sells several receivables, or parts, to a revolving offer, all or none, for one payment. Their holder only.
    /// @param offer What the financier signed; revolving.
    /// @param signature Its signature.
    /// @param parts What is sold; from 1 to 80.
    /// @param minProceeds The least the holder takes for all of it, in base units.
    /// @param deadline The last second (Unix time) at which the call counts.
    /// @return proceeds What the holder got.
    function sellMany(
        Offer calldata offer,
        bytes calldata signature,
        Part[] calldata parts,
        uint256 minProceeds,
        uint256 deadline
    ) external returns (uint256 proceeds);

    /// @notice Gives back to a line what was drawn on obligations that have settled since, and nothing else. Anyone.
    /// @param offer The digest of the revolving offer.
    /// @param obligations Which; those that have not settled, or on which nothing was drawn, are passed over.
    /// @return value How much was given back.
    function replenish(bytes32 offer, ObligationId[] calldata obligations) external returns (uint256 value);

    /// @notice What a sale to an offer would bring its holder now. Refuses as the sale would for what stands in the offer; it
    /// does not look at signatures, salts, allowances, balances, accreditations, demands, nor at what the ledger refuses to move.
    function quote(Offer calldata offer, ReceivableId receivable, uint256 value)
        external
        view
        returns (uint256 proceeds);

    /// @notice The EIP-712 digest of an offer: what is signed, and the offer's name.
    function hashOffer(Offer calldata offer) external view returns (bytes32);

    /// @notice The EIP-712 digest of an order.
    function hashOrder(Order calldata order) external view returns (bytes32);

    /// @notice How much of a line is drawn.
    function drawnOf(bytes32 offer) external view returns (uint256);

    /// @notice How much of a line is drawn on an obligation.
    function drawnOn(bytes32 offer, ObligationId obligation) external view returns (uint256);
}
