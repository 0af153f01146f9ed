// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {
    Acceptance,
    Exposure,
    Obligation,
    Payment,
    Position,
    Proposal,
    Receivable,
    Share
} from "../types/ReceivableTypes.sol";
import {ICredits} from "./ICredits.sol";
import {IIssuance} from "./IIssuance.sol";

/// @title The ledger: issue, split, propose, pay, claim
/// @notice An obligation is issued once, circulates as receivables before its due day, and is settled from its due day
/// on: the two phases never mix. Days are UTC days from 1970-01-01; amounts are base units of the currency.
/// @dev Warning: currencies are chosen by the OPERATOR. The ledger credits what arrives, so a fee-taking currency is
/// credited net; one whose balances change by themselves must never be allowed, nor one that calls its payees, who could
/// then burn a batch's gas. A currency that refuses a payee parks that payee's money and stops nobody else.
/// @dev Warning: a smart-contract holder that is not a custodian participant is paid by anyone's claim.
interface IReceivables is ICredits {
    /*//////////////////////////////////////////////////////////////
                                 EVENTS
    //////////////////////////////////////////////////////////////*/

    /// @notice Emitted when an obligation is issued; its terms are the signed ones.
    event ObligationIssued(
        ObligationId indexed obligation, address indexed obligor, address indexed seller, Acceptance terms
    );

    /// @notice Emitted for each child a receivable is split into, with the hash of the trade document behind it.
    event ReceivableSplit(ReceivableId indexed parent, ReceivableId indexed child, bytes32 documentHash);

    /// @notice Emitted when value moves between two receivables of one holder.
    event ReceivableMerged(ReceivableId indexed from, ReceivableId indexed to, uint256 value);

    /// @notice Emitted when a child is set aside for a recipient.
    event ReceivableProposed(
        ReceivableId indexed parent,
        ReceivableId indexed child,
        address indexed recipient,
        uint256 validUntil,
        bytes32 documentHash
    );

    /// @notice Emitted when the recipient has taken a proposed receivable.
    event ProposalAccepted(ReceivableId indexed id, address indexed recipient);

    /// @notice Emitted when the recipient has refused a proposed receivable.
    event ProposalDeclined(ReceivableId indexed id, address indexed recipient);

    /// @notice Emitted when the proposer has taken a proposal back.
    event ProposalWithdrawn(ReceivableId indexed id, address indexed recipient);

    /// @notice Emitted when value has reached its own obligor and lowered the live face.
    event ValueCancelled(ReceivableId indexed id, uint256 value);

    /// @notice Emitted when an obligation was paid, by the amount that arrived.
    event ObligationPaid(
        ObligationId indexed obligation, address indexed payer, uint256 amount, bytes32 remittance
    );

    /// @notice Emitted beside a payment, by the part of it that was late interest.
    event LateInterestPaid(ObligationId indexed obligation, uint256 amount);

    /// @notice Emitted beside a payment that its guarantor made: the obligor owes it still.
    event GuarantorAdvanced(
        ObligationId indexed obligation, address indexed guarantor, uint256 principal, uint256 interest
    );

    /// @notice Emitted beside a payment, by the part of it that was credited to the guarantor.
    event GuarantorRepaid(
        ObligationId indexed obligation, address indexed guarantor, uint256 principal, uint256 interest
    );

    /// @notice Emitted when a holder has claimed its share of what was paid.
    event ReceivableClaimed(ReceivableId indexed id, address indexed holder, uint256 amount);

    /*//////////////////////////////////////////////////////////////
                                OPENING
    //////////////////////////////////////////////////////////////*/

    /// @notice Opens an obligation, records its invoice as financed and mints its root receivable to the seller. Only the
    /// ledger's issuance, which has checked terms and parties.
    /// @param id The obligation's number, one more than the last.
    /// @param terms The accepted terms.
    /// @param legalIdentity The obligor's, under which the invoice is recorded.
    /// @param maxDepth The deepest a receivable of it may be.
    /// @param defaultDays Days overdue after which it is in default.
    /// @return root The root receivable.
    function open(
        ObligationId id,
        Acceptance calldata terms,
        bytes32 legalIdentity,
        uint8 maxDepth,
        uint8 defaultDays
    ) external returns (ReceivableId root);

    /// @notice Sets the most an obligor may owe in a currency when an obligation is opened. Only the ledger's issuance.
    function setCap(address obligor, address currency, uint128 cap) external;

    /// @notice Stops the movement of an obligation's receivables, and with `frozen` their claims too, or lets them go on. Only
    /// the ledger's issuance, which knows the orders.
    function setStopped(ObligationId id, bool halted, bool frozen) external;

    /*//////////////////////////////////////////////////////////////
                              CIRCULATION
    //////////////////////////////////////////////////////////////*/

    /// @notice Splits parts of a receivable off to other holders, all or none. Holder or approved operator, before the
    /// due day.
    /// @dev A share for the obligation's own obligor is cancelled; no child is minted for it.
    /// @param id The receivable; it keeps what is not shared out.
    /// @param shares Who gets how much; at most 250.
    /// @return children One id a share, in order; 0 where a share was cancelled.
    function split(ReceivableId id, Share[] calldata shares) external returns (ReceivableId[] memory children);

    /// @notice Sets a child aside for a recipient who has to accept it. Holder only.
    /// @param id The receivable; it keeps what is not set aside.
    /// @param share For whom, how much, for which trade.
    /// @param validUntil The last UTC day on which it can be accepted, the day before the due day at the latest.
    /// @return child The child: the proposer's, and still, until it is accepted, declined, withdrawn or lapsed.
    function propose(ReceivableId id, Share calldata share, uint32 validUntil)
        external
        returns (ReceivableId child);

    /// @notice Takes a proposed receivable. Its recipient only.
    function acceptProposal(ReceivableId id) external;

    /// @notice Takes a proposed receivable for its recipient, who has signed for it and needs no ether. Anyone.
    /// @dev Warning: ids are counted up, so a reorganisation of the chain can give one to another receivable of the same
    /// proposer, value and last day. Sign what is final.
    /// @param signature The recipient's EIP-712 (or ERC-1271) signature over `ProposalAcceptance(uint256 id,address
    /// proposer,uint256 value,uint256 validUntil)`.
    function acceptProposalFor(ReceivableId id, bytes calldata signature) external;

    /// @notice Refuses a proposed receivable, which is then the proposer's ordinary one. Its recipient only.
    function declineProposal(ReceivableId id) external;

    /// @notice Takes a proposal back. Holder only.
    function withdrawProposal(ReceivableId id) external;

    /// @notice Gives value back to its own obligor: it is cancelled and no longer owed. Holder only.
    /// @param id The receivable; burned when all of its value is cancelled.
    /// @param value How much of it.
    function cancel(ReceivableId id, uint256 value) external;

    /*//////////////////////////////////////////////////////////////
                               SETTLEMENT
    //////////////////////////////////////////////////////////////*/

    /// @notice Pays an obligation, from its due day on. Anyone; on hold only the account that the order names. Takes the
    /// lesser of the offer and what is owed: late interest first, then principal, then what a guarantor advanced.
    /// @param id Which one.
    /// @param offered The most to take from the caller, who has approved the ledger for it.
    /// @param remittance The payer's reference.
    /// @return credited What arrived and was credited.
    function pay(ObligationId id, uint256 offered, bytes32 remittance) external returns (uint256 credited);

    /// @notice Pays several obligations, each with its own reference. One on which nothing is owed any more is passed
    /// over, so that nobody can spoil the call by paying it first; any other refusal refuses all.
    /// @param payments At most 150.
    /// @return credited What arrived for each, in order.
    function payMany(Payment[] calldata payments) external returns (uint256[] memory credited);

    /// @notice Pays holders in the obligor's stead, from the due day on. The obligation's guarantor only, on hold too. The
    /// obligor owes it still: what it pays later goes to holders until they are whole, then to the guarantor as a credit. No
    /// interest accrues on it here.
    /// @param id Which one.
    /// @param offered The most to take from the guarantor, who has approved the ledger for it.
    /// @param remittance The guarantor's reference.
    /// @return credited What arrived and was credited.
    function payAsGuarantor(ObligationId id, uint256 offered, bytes32 remittance)
        external
        returns (uint256 credited);

    /// @notice Pays a holder its share of what was paid, less what it had: ⌊value × (paid + interest paid) / live face⌋ −
    /// claimed. Anyone; for a custodian only the custodian itself; nobody while holder, receivable or obligation is frozen.
    /// What cannot be paid out is parked for the holder; a custodian, which accounts by the amount returned, is refused
    /// instead. The receivable is burned once it is paid in full, if its holder may send.
    /// @return amount What was paid out or parked.
    function claim(ReceivableId id) external returns (uint256 amount);

    /// @notice Claims for many receivables, passing over those with nothing to claim by this caller now.
    /// @param ids At most 200.
    /// @return amounts One a receivable, in order.
    function claimMany(ReceivableId[] calldata ids) external returns (uint256[] memory amounts);

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @notice All the ledger holds of an obligation.
    function obligation(ObligationId id) external view returns (Obligation memory);

    /// @notice What an obligation comes to on a day, if nothing more is paid until then.
    /// @param day A UTC day, today's or a later one.
    function position(ObligationId id, uint24 day) external view returns (Position memory);

    /// @notice All the ledger holds of a receivable.
    function receivable(ReceivableId id) external view returns (Receivable memory);

    /// @notice All value that has come into a receivable from other receivables since it was minted, in base units.
    function mergedInto(ReceivableId id) external view returns (uint256);

    /// @notice The proposal pending on a receivable.
    function proposal(ReceivableId id) external view returns (Proposal memory);

    /// @notice The depth of a receivable; the root has 0.
    function depthOf(uint256 id) external view returns (uint8);

    /// @notice The serial of a receivable's parent within its obligation; 0 for the root.
    function parentSerialOf(uint256 id) external view returns (uint32);

    /// @notice Where obligations are issued: the only one that can open them on this ledger.
    function issuance() external view returns (IIssuance);

    /// @notice What an obligor owes in a currency, and its cap.
    function exposure(address obligor, address currency) external view returns (Exposure memory);
}
