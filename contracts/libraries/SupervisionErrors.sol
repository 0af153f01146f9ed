// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ObligationId} from "../types/ReceivableId.sol";

/// @notice Every refusal of freezes, holds, defaults, guarantees and credit notes by name, prefixed with the contract's name.
library SupervisionErrors {
    /// @notice Thrown when an account is frozen by the supervisor.
    error Participants_AccountFrozen(address account);

    /// @notice Thrown when a receivable would be forced to its obligor's company, an enforcer or a custodian.
    error Participants_ForcedToParty(address to);

    /// @notice Thrown when the accounts of a recovery are not of one legal identity.
    error Participants_NotOneCompany(address lost, address to);

    /// @notice Thrown when obligor and seller are accounts of one legal identity.
    error Participants_OneCompany(address obligor, address seller);

    /// @notice Thrown when a registrar's account would be accredited.
    error Participants_OwnAccount(address account);

    /// @notice Thrown when the default of an obligation is on record already.
    error Issuance_DefaultOnRecord(ObligationId obligation);

    /// @notice Thrown when a hold is to be lifted where there is none.
    error Issuance_NoHold(ObligationId obligation);

    /// @notice Thrown when a bar is to be lifted where there is none.
    error Issuance_NotBarred(bytes32 legalIdentity);

    /// @notice Thrown when the obligor's company has a default on record, or a hold on an obligation.
    error Issuance_ObligorBarred(address obligor, bytes32 legalIdentity);

    /// @notice Thrown when a position is asked for a day that is past.
    error Receivables_DayPast(uint256 day, uint256 today);

    /// @notice Thrown when the caller is not the obligation's guarantor.
    error Receivables_NotGuarantor(ObligationId obligation, address caller);

    /// @notice Thrown when the obligation is on hold and the caller is not the account that may pay it.
    error Receivables_NotPayer(ObligationId obligation, address caller);

    /// @notice Thrown when the obligation is frozen, so that nothing of it is claimed.
    error Receivables_ObligationFrozen(ObligationId obligation);

    /// @notice Thrown when the obligation is frozen or on hold, so that nothing of it moves.
    error Receivables_ObligationHalted(ObligationId obligation);

    /// @notice Thrown when more is settled of a credit claim than is owed.
    error CreditNotes_AboveClaim(uint256 owed, uint256 given);

    /// @notice Thrown when a credit note is over more than its invoice was.
    error CreditNotes_AboveFace(uint256 face, uint256 given);

    /// @notice Thrown when more receivables are given than fit in one call.
    error CreditNotes_BatchTooLarge(uint256 given, uint256 most);

    /// @notice Thrown when the caller does not hold a receivable of the credit note.
    error CreditNotes_NotHolder(uint256 tokenId, address caller);

    /// @notice Thrown when a receivable of the credit note belongs to another obligation.
    error CreditNotes_OtherObligation(uint256 tokenId, ObligationId obligation);

    /// @notice Thrown when a credit note is over nothing.
    error CreditNotes_ZeroAmount();
}
