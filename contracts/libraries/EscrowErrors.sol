// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Party} from "../types/EscrowTypes.sol";
import {ReceivableId} from "../types/ReceivableId.sol";

/// @notice Every refusal of the escrow and its conditions, in order, with the values that mend the call.
library EscrowErrors {
    /*//////////////////////////////////////////////////////////////
                          CONDITIONAL ESCROW
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when an agreement has begun already.
    error ConditionalEscrow_AlreadyBegun(bytes32 agreement);

    /// @notice Thrown when a milestone is funded already.
    error ConditionalEscrow_AlreadyFunded(bytes32 agreement, uint256 milestone);

    /// @notice Thrown when an amount is zero or more than 2^88 − 1.
    error ConditionalEscrow_AmountOutOfRange(uint256 milestone, uint256 amount);

    /// @notice Thrown when the arbiter would have more days than can be counted.
    error ConditionalEscrow_ArbiterDaysOutOfRange(uint256 arbiterDays);

    /// @notice Thrown when the arbiter is a party or of a party's company.
    error ConditionalEscrow_ArbiterIsParty(address arbiter);

    /// @notice Thrown when the arbiter's time is over.
    error ConditionalEscrow_ArbiterTooLate(uint256 lastDay, uint256 today);

    /// @notice Thrown when the arbiter has still time to rule.
    error ConditionalEscrow_ArbitersTime(uint256 lastDay, uint256 today);

    /// @notice Thrown when an award is above what is disputed.
    error ConditionalEscrow_AwardTooLarge(uint256 award, uint256 disputed);

    /// @notice Thrown when a kind of condition is barred where a small enterprise earns, by the rule named.
    error ConditionalEscrow_BarredForSmallEnterprise(address payee, address condition, string rule);

    /// @notice Thrown when a deadline has passed or lies beyond what can be counted.
    error ConditionalEscrow_DeadlineOutOfRange(uint256 milestone, uint256 deadlineDay, uint256 evidenceDays);

    /// @notice Thrown when a milestone's evidence period is over.
    error ConditionalEscrow_EvidencePeriodOver(bytes32 agreement, uint256 milestone, uint256 lastDay);

    /// @notice Thrown when a milestone's evidence period is not over.
    error ConditionalEscrow_EvidencePeriodOpen(bytes32 agreement, uint256 milestone, uint256 lastDay);

    /// @notice Thrown when amended terms change what stays of a funded milestone, or leave it out.
    error ConditionalEscrow_FundedMilestoneChanged(bytes32 agreement, uint256 milestone);

    /// @notice Thrown when value would leave to an account of another company.
    error ConditionalEscrow_IdentityMismatch(address party, address to);

    /// @notice Thrown when a party has not signed.
    error ConditionalEscrow_InvalidSignature(address party);

    /// @notice Thrown when a condition answers with more than all.
    error ConditionalEscrow_InvalidAnswer(address condition, uint256 ppm);

    /// @notice Thrown when the parties are not distinct, or one is missing.
    error ConditionalEscrow_InvalidParties();

    /// @notice Thrown when a milestone names a party that there is not, or one twice.
    error ConditionalEscrow_InvalidRoute(uint256 milestone, Party from, Party to, Party lapsesTo);

    /// @notice Thrown when a share is above one million parts per million.
    error ConditionalEscrow_InvalidShare(uint256 ppm);

    /// @notice Thrown when there are no milestones, too many, or none, or more than all, are funded at once.
    error ConditionalEscrow_MilestonesOutOfRange(uint256 milestones, uint256 fundedAtOnce);

    /// @notice Thrown when an agreement has not begun, or the terms shown are not in force.
    error ConditionalEscrow_NotInForce(bytes32 terms);

    /// @notice Thrown when the caller is not the one who may take this step.
    error ConditionalEscrow_NotAllowed(address caller);

    /// @notice Thrown when there is nothing to release for the evidence shown.
    error ConditionalEscrow_NothingMet(bytes32 agreement, uint256 milestone, uint256 ppm);

    /// @notice Thrown when nothing is held undisputed, or nothing waits for the party.
    error ConditionalEscrow_NothingThere(bytes32 agreement, uint256 milestone);

    /// @notice Thrown when a milestone is not funded.
    error ConditionalEscrow_NotFunded(bytes32 agreement, uint256 milestone);

    /// @notice Thrown when an agreement has no milestone of this number.
    error ConditionalEscrow_NoSuchMilestone(uint256 milestone);

    /// @notice Thrown when there is no open dispute of this number.
    error ConditionalEscrow_NoSuchDispute(bytes32 agreement, uint256 milestone, uint256 number);

    /// @notice Thrown when a receivable is not the one agreed, or as it was described.
    error ConditionalEscrow_OtherReceivable(uint256 milestone, ReceivableId receivable);

    /// @notice Thrown when a milestone names and describes a receivable, or describes one for a funding at once.
    error ConditionalEscrow_ReceivableUnclear(uint256 milestone);

    /// @notice Thrown when a party has revoked the terms.
    error ConditionalEscrow_Revoked(bytes32 terms);

    /// @notice Thrown when signatures are not one for each party.
    error ConditionalEscrow_SignaturesMismatch(uint256 parties, uint256 signatures);

    /// @notice Thrown when more is disputed than is held, undisputed and not met.
    error ConditionalEscrow_TooMuchDisputed(uint256 amount, uint256 disputable);

    /// @notice Thrown when terms can begin no longer.
    error ConditionalEscrow_ValidityOver(uint256 validUntil, uint256 today);

    /// @notice Thrown when amended terms are not the next version for the same parties.
    error ConditionalEscrow_WrongAmendment(bytes32 agreement, uint256 version);

    /*//////////////////////////////////////////////////////////////
                               CONDITIONS
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when attestors are not in ascending order, too many, or fewer than are needed.
    error AttestedBy_InvalidAttestors(uint256 attestors, uint256 needed);

    /// @notice Thrown when the quantity agreed is zero or too large to be compared.
    error AttestedBy_InvalidQuantity(uint256 quantity);

    /// @notice Thrown when an attestor has not signed the statement.
    error AttestedBy_InvalidSignature(address attestor);

    /// @notice Thrown when statements are not in their attestors' order, each one's once.
    error AttestedBy_StatementsOutOfOrder(uint256 position);

    /// @notice Thrown when a statement is dated after the deadline or in the future.
    error AttestedBy_StatementTooLate(address attestor, uint256 day);

    /// @notice Thrown when a combinator has no parts, too many, or needs more of them than there are.
    error Combinator_InvalidParts(uint256 parts, uint256 needed);

    /// @notice Thrown when evidence is not given for each part.
    error Combinator_EvidenceMismatch(uint256 parts, uint256 evidence);

    /// @notice Thrown when a part answers with more than all.
    error Combinator_InvalidAnswer(address condition, uint256 ppm);

    /// @notice Thrown when a text is no decimal number that can be compared.
    error DocumentDisclosed_NotANumber(string text);

    /// @notice Thrown when a field is not in the agreement's documents.
    error DocumentDisclosed_NotInDocument(bytes32 documentRoot, string path);

    /// @notice Thrown when what is to be negated could be withheld by a party.
    error Not_OverEvidence(address condition);

    /// @notice Thrown when no value is named, which anything empty would reach.
    error ReceivableDelivered_ZeroValue();
}
