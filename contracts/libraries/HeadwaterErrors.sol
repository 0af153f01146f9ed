// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RecourseState} from "../types/FinancingTypes.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";

/// @notice Every refusal of the suite, in order, with the values that mend the call.
library HeadwaterErrors {
    /*//////////////////////////////////////////////////////////////
                              PARTICIPANTS
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when an account is already bound to another legal identity.
    error Participants_AlreadyBound(address account, bytes32 legalIdentity);

    /// @notice Thrown when a batch names unequal numbers of registrations and signatures.
    error Participants_BatchMismatch(uint256 registrations, uint256 signatures);

    /// @notice Thrown when an account would become a custodian, or cease to be one, after its first registration.
    error Participants_CustodyFixed(address account);

    /// @notice Thrown when an account lacks a capacity that the step needs.
    error Participants_LacksCapacity(address account, uint16 capacity);

    /// @notice Thrown when an account is not accredited today.
    error Participants_NotAccredited(address account);

    /// @notice Thrown when an account was not bound to the identity by its own call or signature.
    error Participants_NotBound(address account, bytes32 legalIdentity);

    /// @notice Thrown when a recipient has no standing acceptance and was not asked.
    error Participants_NoStandingAcceptance(address account);

    /// @notice Thrown when a programme would have more standing readers than it can.
    error Participants_TooManyReaders(address account, uint256 most);

    /// @notice Thrown when a capacity is named that does not exist.
    error Participants_UnknownCapacities(uint16 capacities);

    /// @notice Thrown when a country is not two capital letters.
    error Participants_UnknownCountry(bytes2 country);

    /// @notice Thrown when an accreditation would already be over.
    error Participants_ValidityPast(uint256 validUntil, uint256 today);

    /// @notice Thrown when an account is the zero address.
    error Participants_ZeroAccount();

    /// @notice Thrown when a legal identity is zero.
    error Participants_ZeroIdentity();

    /*//////////////////////////////////////////////////////////////
                            INVOICE REGISTRY
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when an obligor's invoice is already financed.
    error InvoiceRegistry_AlreadyFinanced(
        bytes32 legalIdentity, bytes32 fingerprint, address ledger, ObligationId obligation
    );

    /// @notice Thrown when the caller is not a ledger that the registry serves.
    error InvoiceRegistry_NotLedger(address caller);

    /// @notice Thrown when a fingerprint is zero.
    error InvoiceRegistry_ZeroFingerprint();

    /*//////////////////////////////////////////////////////////////
                                ISSUANCE
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when an acceptance is used after its last day.
    error Issuance_AcceptanceLapsed(uint256 validUntil, uint256 today);

    /// @notice Thrown when an acceptance has been revoked by its obligor.
    error Issuance_AcceptanceRevoked(address obligor, bytes32 acceptance);

    /// @notice Thrown when a currency is not allowed.
    error Issuance_CurrencyNotAllowed(address currency);

    /// @notice Thrown when a programme setting allows a deeper pedigree than ids can be trusted with.
    error Issuance_DepthOutOfRange(uint256 maxDepth, uint256 most);

    /// @notice Thrown when a face value does not fit.
    error Issuance_FaceTooLarge(uint256 face, uint256 most);

    /// @notice Thrown when the guarantor is the obligor or the seller.
    error Issuance_GuarantorIsParty(address guarantor);

    /// @notice Thrown when the basis of the late rate is neither 360 nor 365.
    error Issuance_InvalidBasis(uint256 lateBasis);

    /// @notice Thrown when the obligor has not signed these terms and is not the caller.
    error Issuance_InvalidObligorSignature(address obligor);

    /// @notice Thrown when the seller has neither called, signed nor a standing acceptance.
    error Issuance_NoSellerConsent(address seller);

    /// @notice Thrown when terms name no undertaking, by which the obligor waives its defences.
    error Issuance_NoUndertaking();

    /// @notice Thrown when an obligor would be the seller of its own obligation.
    error Issuance_SellerIsObligor(address obligor);

    /// @notice Thrown when tenor limits are set the wrong way round.
    error Issuance_TenorLimitsReversed(uint256 minTenorDays, uint256 maxTenorDays);

    /// @notice Thrown when the days from issue to the due day are outside the programme's limits.
    error Issuance_TenorOutOfRange(uint256 dueDay, uint256 today, uint256 minTenorDays, uint256 maxTenorDays);

    /// @notice Thrown when a term does not fit its field: due day, grace days or late rate.
    error Issuance_TermTooLarge(uint256 given, uint256 most);

    /// @notice Thrown when a face value is zero.
    error Issuance_ZeroFace();

    /*//////////////////////////////////////////////////////////////
                              RECEIVABLES
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when one call names more receivables or shares than fit in a transaction.
    error Receivables_BatchTooLarge(uint256 given, uint256 most);

    /// @notice Thrown when an issue would lift an obligor's outstanding above its cap.
    error Receivables_CapExceeded(
        address obligor, address currency, uint256 outstanding, uint256 face, uint256 cap
    );

    /// @notice Thrown when too little gas is left to ask a receiving contract.
    error Receivables_GasTooLow(uint256 needed);

    /// @notice Thrown when an operator moves more value of a receivable than it was approved for.
    error Receivables_InsufficientAllowance(
        ReceivableId id, address operator, uint256 allowed, uint256 asked
    );

    /// @notice Thrown when more value is asked of a receivable than it has.
    error Receivables_InsufficientValue(ReceivableId id, uint256 value, uint256 asked);

    /// @notice Thrown when the recipient of a proposal has not signed its acceptance.
    error Receivables_InvalidRecipientSignature(ReceivableId id, address recipient);

    /// @notice Thrown when an obligation was never issued.
    error Receivables_NoSuchObligation(ObligationId obligation);

    /// @notice Thrown when no proposal is pending on a receivable.
    error Receivables_NoSuchProposal(ReceivableId id);

    /// @notice Thrown when a receivable was never minted, or is burned.
    error Receivables_NoSuchReceivable(ReceivableId id);

    /// @notice Thrown when the caller is neither the holder nor approved by it.
    error Receivables_NotAuthorised(ReceivableId id, address caller);

    /// @notice Thrown when a step of the circulation is tried on or after the due day.
    error Receivables_NotCirculating(ObligationId obligation, uint256 dueDay, uint256 today);

    /// @notice Thrown when a custodian's claim is made by somebody else.
    error Receivables_NotCustodian(ReceivableId id, address custodian);

    /// @notice Thrown when a payment brought nothing.
    error Receivables_NothingArrived(address currency);

    /// @notice Thrown when nothing is owed on an obligation.
    error Receivables_NothingOwed(ObligationId obligation);

    /// @notice Thrown when nothing can be claimed on a receivable now.
    error Receivables_NothingToClaim(ReceivableId id);

    /// @notice Thrown when the account given is not the receivable's holder.
    error Receivables_NotHolder(ReceivableId id, address account);

    /// @notice Thrown when the caller is not the ledger's issuance.
    error Receivables_NotIssuance(address caller);

    /// @notice Thrown when a step of the settlement is tried before the due day.
    error Receivables_NotMatured(ObligationId obligation, uint256 dueDay, uint256 today);

    /// @notice Thrown when the caller is not the one a proposal is for.
    error Receivables_NotRecipient(ReceivableId id, address caller);

    /// @notice Thrown when value would move from one obligation to another.
    error Receivables_OtherObligation(ReceivableId from, ReceivableId to);

    /// @notice Thrown when a proposal has lapsed, or would have lapsed when made.
    error Receivables_ProposalLapsed(uint256 validUntil, uint256 today);

    /// @notice Thrown when a receivable is set aside for a recipient.
    error Receivables_ProposalPending(ReceivableId id, address recipient, uint256 validUntil);

    /// @notice Thrown when a receivable would be proposed to its own obligor: value it gets back is cancelled instead.
    error Receivables_RecipientIsObligor(address obligor);

    /// @notice Thrown when value would move from a receivable to itself.
    error Receivables_SameReceivable(ReceivableId id);

    /// @notice Thrown when an obligation has no serial left for another child.
    error Receivables_SerialsExhausted(ObligationId obligation);

    /// @notice Thrown when a child would be deeper than the programme allows.
    error Receivables_TooDeep(ReceivableId parent, uint256 maxDepth);

    /// @notice Thrown when a contract that was sent value refuses it.
    error Receivables_ValueRejected(address receiver);

    /// @notice Thrown when the zero address is asked about or sent to.
    error Receivables_ZeroAddress();

    /// @notice Thrown when a value is zero.
    error Receivables_ZeroValue();

    /*//////////////////////////////////////////////////////////////
                          SHARED LIBRARIES
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when what was signed or called for comes after its last second.
    error Calendar_DeadlinePassed(uint256 deadline, uint256 time);

    /// @notice Thrown when an account asked to be paid out belongs to another legal identity.
    error Credits_IdentityMismatch(address account, address to);

    /// @notice Thrown when an amount parked for an account is zero.
    error Credits_NoCredit(address account, address currency);

    /// @notice Thrown when an account's parked money is sent elsewhere by somebody else.
    error Credits_NotOwnCredit(address account, address caller);

    /// @notice Thrown when less money arrives than was to be paid.
    error Credits_ShortPayment(uint256 due, uint256 arrived);

    /// @notice Thrown when an obligation is not in default: not past its grace days, or paid.
    error Defaults_NotInDefault(ObligationId obligation);

    /// @notice Thrown when the basis of a rate is neither 360 nor 365.
    error Interest_InvalidBasis(uint256 basis);

    /// @notice Thrown when an annual rate is beyond what any financing can have.
    error Interest_RateTooHigh(uint256 ratePpm, uint256 most);

    /*//////////////////////////////////////////////////////////////
                           DISCOUNT MARKET
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when meeting a recourse costs more than the caller pays.
    error DiscountMarket_AmountAbove(uint256 amount, uint256 most);

    /// @notice Thrown when one call sells more parts than fit in a transaction.
    error DiscountMarket_BatchTooLarge(uint256 given, uint256 most);

    /// @notice Thrown when a demand is dismissed that can still be met.
    error DiscountMarket_DemandStands(uint256 recourse);

    /// @notice Thrown when more value is sold than the receivable has.
    error DiscountMarket_InsufficientValue(ReceivableId receivable, uint256 value, uint256 asked);

    /// @notice Thrown when the financier has not signed this offer.
    error DiscountMarket_InvalidOfferSignature(address financier);

    /// @notice Thrown when the seller has not signed this order.
    error DiscountMarket_InvalidSellerSignature(address seller);

    /// @notice Thrown when a sale would go beyond the limit of an offer.
    error DiscountMarket_LimitExceeded(uint256 value, uint256 limit);

    /// @notice Thrown when a receivable cannot be handed back by its financier for the market.
    error DiscountMarket_NotDeliverable(uint256 recourse, ReceivableId receivable);

    /// @notice Thrown when the caller is not the financier of a recourse.
    error DiscountMarket_NotFinancier(uint256 recourse, address caller);

    /// @notice Thrown when a recourse covers nothing, because the value sold has gone.
    error DiscountMarket_NothingCovered(uint256 recourse);

    /// @notice Thrown when a discount takes the whole value.
    error DiscountMarket_NothingLeft(uint256 value, uint256 discount);

    /// @notice Thrown when the seller does not hold the receivable.
    error DiscountMarket_NotHolder(ReceivableId receivable, address seller);

    /// @notice Thrown when several receivables are sold to an offer that is not revolving.
    error DiscountMarket_NotRevolving(bytes32 offer);

    /// @notice Thrown when what was signed names another counter than its book has.
    error DiscountMarket_OtherCounter(address account, uint256 book, uint256 counter, uint256 current);

    /// @notice Thrown when a receivable is owed in another currency than the offer is in.
    error DiscountMarket_OtherCurrency(address offered, address currency);

    /// @notice Thrown when a receivable is owed by another than the offer is on.
    error DiscountMarket_OtherObligor(address offered, address obligor);

    /// @notice Thrown when an order was signed for another offer.
    error DiscountMarket_OtherOffer(bytes32 ordered, bytes32 offer);

    /// @notice Thrown when an offer is for another receivable.
    error DiscountMarket_OtherReceivable(ReceivableId offered, ReceivableId receivable);

    /// @notice Thrown when an offer is for another seller.
    error DiscountMarket_OtherSeller(address offered, address seller);

    /// @notice Thrown when the proceeds are less than the seller takes.
    error DiscountMarket_ProceedsTooLow(uint256 proceeds, uint256 least);

    /// @notice Thrown when the obligor's company offers to buy with recourse.
    error DiscountMarket_RecourseToObligor(address obligor);

    /// @notice Thrown when a seller would sell with recourse while demands on its company are not met.
    error DiscountMarket_RecourseUnmet(address seller, uint256 demands);

    /// @notice Thrown when a salt was used up by a fill or by its account.
    error DiscountMarket_SaltSpent(address account, uint256 salt);

    /// @notice Thrown when a financier would buy from itself.
    error DiscountMarket_SellerIsFinancier(address account);

    /// @notice Thrown when a due day is further away than an offer goes.
    error DiscountMarket_TenorTooLong(uint256 tenorDays, uint256 most);

    /// @notice Thrown when a value is zero or less than an offer buys.
    error DiscountMarket_ValueTooSmall(uint256 value, uint256 least);

    /// @notice Thrown when a recourse is not where the step needs it.
    error DiscountMarket_WrongRecourseState(uint256 recourse, RecourseState state);

    /*//////////////////////////////////////////////////////////////
                              FACTORING
    //////////////////////////////////////////////////////////////*/

    /// @notice Thrown when an advance was revoked by a party before it was opened.
    error Factoring_AdvanceRevoked(address account, bytes32 advance);

    /// @notice Thrown when an advance would be more than the value it is on.
    error Factoring_AdvanceTooLarge(uint256 advancePpm);

    /// @notice Thrown when a demand was made already.
    error Factoring_AlreadyDemanded(bytes32 advance);

    /// @notice Thrown when an advance was opened already.
    error Factoring_AlreadyOpened(bytes32 advance);

    /// @notice Thrown when one advance is on more receivables than fit in a transaction.
    error Factoring_BatchTooLarge(uint256 given, uint256 most);

    /// @notice Thrown when a party has not signed the terms and is not the caller.
    error Factoring_InvalidSignature(address party);

    /// @notice Thrown when a demand is made on a seller without recourse.
    error Factoring_NoRecourse(bytes32 advance);

    /// @notice Thrown when no advance with these terms was opened.
    error Factoring_NoSuchAdvance(bytes32 advance);

    /// @notice Thrown when the caller is not the financier of the advance.
    error Factoring_NotFinancier(bytes32 advance, address caller);

    /// @notice Thrown when no receivable brought anything.
    error Factoring_NothingCollected(bytes32 advance);

    /// @notice Thrown when nothing is owed on an advance.
    error Factoring_NothingOwed(bytes32 advance);

    /// @notice Thrown when a receivable is not in custody for this advance.
    error Factoring_NotInCustody(bytes32 advance, ReceivableId receivable);

    /// @notice Thrown when a receivable is owed in another currency than the advance is in.
    error Factoring_OtherCurrency(ReceivableId receivable, address offered, address currency);

    /// @notice Thrown when the obligor's company would have recourse for its own obligation.
    error Factoring_RecourseToObligor(ReceivableId receivable, address obligor);

    /// @notice Thrown when a seller would take an advance with recourse while demands on its company are not paid.
    error Factoring_RecourseUnmet(address seller, uint256 demands);

    /// @notice Thrown when seller and financier are one account.
    error Factoring_SellerIsFinancier(address account);

    /// @notice Thrown when receivables are released while the advance is not paid back.
    error Factoring_StillOwed(bytes32 advance, uint256 principal, uint256 interest);

    /// @notice Thrown when the surplus would go to neither seller nor financier.
    error Factoring_SurplusToStranger(address account);

    /// @notice Thrown when a value does not fit.
    error Factoring_ValueTooLarge(uint256 value, uint256 most);

    /// @notice Thrown when receivables are worth less than the advance is on.
    error Factoring_ValueTooSmall(uint256 value, uint256 least);

    /// @notice Thrown when an advance comes to nothing.
    error Factoring_ZeroAdvance();
}
