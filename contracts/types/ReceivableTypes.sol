// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ObligationId, ReceivableId} from "./ReceivableId.sol";

// The two years that a late rate can be for, in days.
uint256 constant BANKERS_YEAR = 360;
uint256 constant CALENDAR_YEAR = 365;

/// @notice What an obligor signs: the terms of one obligation. All numbers are 256 bits wide in the message, so
/// that a value beyond its bound is refused by name and never cut.
/// @custom:member obligor The core enterprise that owes the face value.
/// @custom:member seller The supplier who gets the root receivable.
/// @custom:member currency The ERC-20 token in which it is owed.
/// @custom:member face The face value, in base units of the currency; at most 2^88 − 1.
/// @custom:member dueDay The UTC day (days since 1970-01-01) from which it is payable; at most 2^24 − 1.
/// @custom:member validUntil The last UTC day on which it can be issued.
/// @custom:member graceDays Days after the due day before late interest begins; at most 255.
/// @custom:member lateRatePpm The late rate a year, in ppm of the unpaid principal; at most 2^24 − 1.
/// @custom:member lateBasis Days of the year the late rate is for: 360 or 365.
/// @custom:member guarantor Who may pay in the obligor's stead; zero: nobody.
/// @custom:member fingerprint The hash of the invoice's canonical identity.
/// @custom:member documentRoot The commitment to the trade documents.
/// @custom:member undertaking The hash of the legal text the obligor signs up to.
struct Acceptance {
    address obligor;
    address seller;
    address currency;
    uint256 face;
    uint256 dueDay;
    uint256 validUntil;
    uint256 graceDays;
    uint256 lateRatePpm;
    uint256 lateBasis;
    address guarantor;
    bytes32 fingerprint;
    bytes32 documentRoot;
    bytes32 undertaking;
}

/// @notice One part of a split: who gets how much, for which trade.
/// @custom:member recipient Who gets the child receivable.
/// @custom:member value Its value in base units, above zero.
/// @custom:member documentHash The hash of the trade document behind it; zero: none.
struct Share {
    address recipient;
    uint256 value;
    bytes32 documentHash;
}

/// @notice One payment of several in a call.
/// @custom:member obligation Which obligation is paid.
/// @custom:member offered The most to take from the caller, in base units.
/// @custom:member remittance The payer's reference.
struct Payment {
    ObligationId obligation;
    uint256 offered;
    bytes32 remittance;
}

/// @notice Who may accept a child set aside, and until when.
/// @custom:member recipient The only account that can accept or decline.
/// @custom:member validUntil The last UTC day on which it can be accepted; it lapses at the due day at the latest.
struct Proposal {
    address recipient;
    uint32 validUntil;
}

/// @notice Where an obligation stands. Derived from the day and the payments, never stored:
/// Open → Matured → (Settled | Overdue → (Settled | Defaulted → Recovered)). Settled and Recovered: nothing is owed any
/// more, neither to holders nor to a guarantor.
enum Status {
    Open,
    Matured,
    Overdue,
    Defaulted,
    Recovered,
    Settled
}

/// @notice What an obligation comes to on a day, if nothing more is paid until then. Amounts in base units.
/// @custom:member principal Unpaid principal, owed to holders.
/// @custom:member interest Unpaid late interest, owed to holders; rounded up.
/// @custom:member advanced What a guarantor has paid in the obligor's stead and not had back.
/// @custom:member owed All three: what one payment would settle.
/// @custom:member paid Principal that has reached holders.
/// @custom:member interestPaid Late interest that has reached holders.
/// @custom:member daysLate Days from the due day, while anything is owed.
/// @custom:member status Where it stands on that day.
struct Position {
    uint256 principal;
    uint256 interest;
    uint256 advanced;
    uint256 owed;
    uint256 paid;
    uint256 interestPaid;
    uint256 daysLate;
    Status status;
}

/// @notice A court's order on an obligation. No hold: zero.
/// @custom:member payer The only account that may pay the obligation.
/// @custom:member lastInterestDay The UTC day after which no interest accrues.
struct Hold {
    address payer;
    uint24 lastInterestDay;
}

/// @notice Who may pay in an obligor's stead, and what it has advanced and not had back; base units.
struct Guarantee {
    address guarantor;
    uint88 principal;
    uint112 interest;
}

/// @notice An obligation as the ledger shows it. Amounts in base units of `currency`.
/// @custom:member paid Principal that has reached holders, from whomever.
/// @custom:member interestPaid Late interest that has reached holders.
struct Obligation {
    address obligor;
    address currency;
    uint256 liveFace;
    uint256 cancelled;
    uint256 paid;
    uint256 interestPaid;
    uint256 dueDay;
    uint256 graceDays;
    uint256 lateRatePpm;
    uint256 lateBasis;
    uint256 defaultDays;
    uint256 serials;
    address guarantor;
    bytes32 documentRoot;
    Status status;
}

/// @notice A receivable as the ledger shows it. Amounts in base units of its obligation's currency.
struct Receivable {
    ReceivableId id;
    address holder;
    uint256 value;
    uint256 claimed;
    uint256 claimable;
    address obligor;
    address currency;
    uint256 dueDay;
}

/// @notice What an obligor owes in a currency, and the most it may owe when an obligation is issued; base units.
struct Exposure {
    uint128 outstanding;
    uint128 cap;
}

/// @notice The programme's settings, and how many obligations there are, in one slot.
/// @custom:member obligations How many were issued; the last one's number.
/// @custom:member minTenorDays The least number of days from issue to the due day.
/// @custom:member maxTenorDays The most.
/// @custom:member maxDepth The deepest a receivable may be; the root has depth 0; at most 32; kept with each obligation.
/// @custom:member defaultDays Days overdue after which an obligation is in default; kept with each obligation.
struct Programme {
    uint64 obligations;
    uint16 minTenorDays;
    uint16 maxTenorDays;
    uint8 maxDepth;
    uint8 defaultDays;
}
