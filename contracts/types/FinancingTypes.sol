// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReceivableId} from "./ReceivableId.sol";

// The highest annual rate, in ppm: what a late rate can be (1 677.7215 % a year).
uint256 constant MAX_RATE_PPM = type(uint24).max;

// Parts per million in a whole.
uint256 constant PPM = 1_000_000;

/// @notice What a financier signs: it buys receivables on one obligor, by these terms, up to a limit. All numbers are 256
/// bits wide in the message, so that a value beyond its bound is refused by name and never cut.
/// @custom:member financier Who buys and pays, by an allowance to the market.
/// @custom:member obligor Whose obligations it buys.
/// @custom:member currency The currency they are owed in, and paid for in.
/// @custom:member limit The most value it buys, in base units: in its one fill, or, revolving, on obligations not settled.
/// @custom:member ratePpm The annual discount rate, in ppm; at most 2^24 − 1.
/// @custom:member basis Days of the year the rate is for: 360 or 365.
/// @custom:member maxTenorDays The most UTC days from the sale to the due day.
/// @custom:member minValue The least value it buys at a time, in base units. A quote is used up by whatever fills it:
/// name the seller or the receivable, or set this to what is meant to be bought.
/// @custom:member recourse Whether the seller buys back when the obligor defaults.
/// @custom:member revolving A credit line: filled again and again up to the limit. Otherwise a quote: filled once.
/// @custom:member deadline The last second (Unix time) at which it can be filled.
/// @custom:member counter The counter of the salt's book at the time of signing; raising it cancels all of the book.
/// @custom:member salt Makes it different from what else its financier signs: a quote uses it up, a line does not.
/// @custom:member seller The only one who can sell to it; zero: anybody.
/// @custom:member receivable The only receivable it buys; zero: any.
struct Offer {
    address financier;
    address obligor;
    address currency;
    uint256 limit;
    uint256 ratePpm;
    uint256 basis;
    uint256 maxTenorDays;
    uint256 minValue;
    bool recourse;
    bool revolving;
    uint256 deadline;
    uint256 counter;
    uint256 salt;
    address seller;
    ReceivableId receivable;
}

/// @notice What is sold of a receivable.
/// @custom:member receivable Which one.
/// @custom:member value How much of it, in base units; 2^256 − 1: all there is, whatever was merged into it since. All of
/// it, and the receivable itself is handed over.
struct Part {
    ReceivableId receivable;
    uint256 value;
}

/// @notice What a seller signs, to have somebody else bring its sale on chain.
/// @custom:member seller The holder.
/// @custom:member offer The digest of the offer that it takes.
/// @custom:member receivable Which receivable.
/// @custom:member value How much of it, in base units; 2^256 − 1: all there is.
/// @custom:member minProceeds The least it takes for it, in base units.
/// @custom:member deadline The last second (Unix time) at which it can be used.
/// @custom:member counter The counter of the salt's book at the time of signing.
/// @custom:member salt Makes it different from what else its seller signs; used up by the sale, or cancelled.
struct Order {
    address seller;
    bytes32 offer;
    ReceivableId receivable;
    uint256 value;
    uint256 minProceeds;
    uint256 deadline;
    uint256 counter;
    uint256 salt;
}

/// @notice Where a recourse stands: Open → (Demanded | Ended), Demanded → (Met | Open | Ended).
enum RecourseState {
    None,
    Open,
    Demanded,
    Met,
    Ended
}

/// @notice What a seller stands in for: it buys back if the obligor defaults.
/// @custom:member seller Who buys back.
/// @custom:member value How much was sold, in base units.
/// @custom:member state Where it stands.
/// @custom:member financier Who bought, and may demand, for its company.
/// @custom:member ratePpm The offer's annual rate, from the due day on.
/// @custom:member basis The days of the year it is for.
/// @custom:member receivable What was bought.
/// @custom:member mergedBefore What had been merged into it before, in base units: part of what was sold.
struct Recourse {
    address seller; // slot 0
    uint88 value; // slot 0
    RecourseState state; // slot 0
    address financier; // slot 1
    uint24 ratePpm; // slot 1
    uint16 basis; // slot 1
    ReceivableId receivable; // slot 2
    uint256 mergedBefore; // slot 3
}

/// @notice What seller and financier both sign: an advance on receivables that go into custody.
/// @custom:member seller Who gives the receivables and gets the advance.
/// @custom:member financier Who pays it, by an allowance to the contract.
/// @custom:member currency In which the receivables are owed, and the advance is paid.
/// @custom:member receivables Which ones, whole.
/// @custom:member value What the advance is on, in base units: the least they are worth together.
/// @custom:member advancePpm The advance, in ppm of the value; at most 10^6.
/// @custom:member ratePpm The annual rate of the interest on what is not yet paid back, in ppm; at most 2^24 − 1.
/// @custom:member basis Days of the year the rate is for: 360 or 365.
/// @custom:member recourse Whether the seller owes what collection leaves unpaid.
/// @custom:member surplusTo Who gets what is left, money and receivables: the seller or the financier.
/// @custom:member deadline The last second (Unix time) at which it can be opened.
/// @custom:member salt Makes it different from other advances.
struct AdvanceTerms {
    address seller;
    address financier;
    address currency;
    ReceivableId[] receivables;
    uint256 value;
    uint256 advancePpm;
    uint256 ratePpm;
    uint256 basis;
    bool recourse;
    address surplusTo;
    uint256 deadline;
    uint256 salt;
}

/// @notice What is on the books of an advance.
/// @custom:member principal What is not yet paid back, in base units.
/// @custom:member accruedDay The UTC day through which interest was accrued; 0: no such advance.
/// @custom:member demanded Whether the financier has demanded the rest from the seller.
/// @custom:member accrued All interest accrued, exactly: in base units × ppm × days.
/// @custom:member interestPaid All interest paid, in base units.
struct AdvanceAccount {
    uint88 principal; // slot 0
    uint24 accruedDay; // slot 0
    bool demanded; // slot 0
    uint136 accrued; // slot 1
    uint120 interestPaid; // slot 1
}
