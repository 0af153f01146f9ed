"""Which event goes into which table, and the tables' columns: for each event one row, in the order of the chain.

A column is an argument's name, with what is put beside it for people: `:receivable` its label, `:day` its date,
`:time` its moment. An event that stands in no table goes into `other`, with its arguments as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass

COMMON = ("block", "time", "transaction", "logIndex", "contract", "event")
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Table:
    """The events of a table, and its columns beside the common ones."""

    events: tuple[str, ...]
    columns: tuple[str, ...]


def _table(events: str, columns: str) -> Table:
    return Table(tuple(events.split()), tuple(columns.split()))


TABLES: dict[str, Table] = {
    "obligations": _table(
        "ObligationIssued",
        "obligation obligor seller currency face dueDay:day validUntil:day graceDays lateRatePpm lateBasis guarantor "
        "fingerprint documentRoot undertaking",
    ),
    "invoices": _table("InvoiceFinanced LedgerSet", "legalIdentity fingerprint ledger obligation served"),
    "pedigree": _table(
        "SlotChanged ReceivableSplit ReceivableProposed",
        "tokenId:receivable oldSlot newSlot parent:receivable child:receivable recipient validUntil:day documentHash",
    ),
    "movements": _table(
        "Transfer TransferValue ReceivableMerged ValueCancelled ProposalAccepted ProposalDeclined ProposalWithdrawn",
        "from to tokenId:receivable fromTokenId:receivable toTokenId:receivable id:receivable recipient value",
    ),
    "approvals": _table(
        "Approval ApprovalForAll ApprovalValue", "owner tokenId:receivable approved operator isApproved value"
    ),
    "payments": _table(
        "ObligationPaid LateInterestPaid GuarantorAdvanced GuarantorRepaid",
        "obligation payer guarantor amount principal interest remittance",
    ),
    "claims": _table("ReceivableClaimed", "id:receivable holder amount"),
    "credits": _table("AmountParked CreditWithdrawn", "account to currency amount"),
    "freezes": _table(
        "Frozen FrozenFor ForcedTransfer ForcedTransferFor HoldPlaced HoldLifted ObligationFrozen ParticipantFrozen",
        "obligation account from to tokenId:receivable id:receivable frozenStatus frozen payer lastInterestDay:day "
        "reasonHash",
    ),
    "defaults": _table("DefaultRecorded BarLifted", "obligation obligor legalIdentity reasonHash"),
    "credit-notes": _table(
        "CreditNoteIssued CreditClaimSettled",
        "obligation seller obligor cancelled owed documentHash sellerIdentity currency amount waived",
    ),
    "participants": _table(
        "AccountBound ParticipantRegistered ParticipantRevoked StandingAcceptanceSet EncryptionKeyPublished "
        "StandingReaderSet",
        "account legalIdentity capacities country validUntil:day standing key",
    ),
    "programme": _table(
        "CapSet CurrencySet LimitsSet AcceptanceRevoked",
        "obligor currency cap allowed minTenorDays maxTenorDays maxDepth defaultDays acceptance",
    ),
    "roles": _table(
        "RoleGranted RoleRevoked RoleLabel RoleAdminChanged RoleGuardianChanged RoleGrantDelayChanged "
        "TargetFunctionRoleUpdated TargetAdminDelayUpdated TargetClosed OperationScheduled OperationExecuted "
        "OperationCanceled AuthorityUpdated",
        "roleId account delay since:time newMember label admin guardian target selector closed operationId nonce "
        "schedule:time caller data authority",
    ),
    "financing": _table(
        "ReceivableSold LineReplenished SaltCancelled BookCancelled RecourseTaken RecourseDemanded RecourseDemandEnded "
        "RecourseEnded RecourseMet AdvanceOpened AdvanceRevoked AdvanceServed AdvanceDemanded ReceivableReleased",
        "receivable:receivable seller financier offer value proceeds account salt book counter recourse "
        "amount advance currency receivables advancePpm ratePpm basis isWithRecourse surplusTo deadline:time interest "
        "principal surplus to",
    ),
    "escrow": _table(
        "AgreementBegun AgreementAmended TermsRevoked MilestoneFunded MilestoneReleased MilestoneLapsed "
        "MilestoneCollected MilestoneWithdrawn AmountDisputed DisputeEnded KindSet KindsBarred",
        "agreement terms version payer payee lender funded party milestone receivable:receivable side to dispute by "
        "amount awarded returned condition kind kinds rule",
    ),
    OTHER: _table("", "args"),
}

RENAMED = {
    "ReceivableMerged": {"from": "fromTokenId", "to": "toTokenId"},
    "ApprovalForAll": {"approved": "isApproved"},
    "AdvanceOpened": {"recourse": "isWithRecourse"},
}
"""Arguments that would stand in a column of another kind."""

TABLE_OF = {event: name for name, table in TABLES.items() for event in table.events}

LEFT_OUT = {
    "EIP712DomainChanged": "the suite's contracts never write it: the names under their signatures do not change"
}
"""Events of the suite that have no table of their own, and why; they would stand in `other`."""
