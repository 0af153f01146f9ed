// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReceivableId} from "./ReceivableId.sol";

/// @notice Who takes part in an agreement. Nobody else can be named where value comes from or goes to.
enum Party {
    None,
    Payer,
    Payee,
    Lender
}

/// @notice Which of the two ways value leaves a milestone: to who earns it, or back.
enum Side {
    Released,
    Returned
}

/// @notice What is due, under which condition and until when. The asset is money, a named receivable, or any receivable of
/// a described obligation.
/// @custom:member currency The currency, or the one that the receivable's obligation is owed in.
/// @custom:member receivable The receivable that is put in, whole or a part of it; zero: none is named.
/// @custom:member obligor Described instead: a receivable on this obligor, chosen when it is put in; zero: none is.
/// @custom:member latestDueDay The last UTC day on which a described receivable may fall due; zero without one.
/// @custom:member amount Base units of money, or of the receivable's value; at most 2^88 − 1.
/// @custom:member from Who puts it in.
/// @custom:member to Who earns it.
/// @custom:member lapsesTo Who gets what was not earned in time.
/// @custom:member condition The contract that tells how far the milestone is met.
/// @custom:member terms What the condition is asked about, in its own encoding.
/// @custom:member deadlineDay The last UTC day that evidence may be dated.
/// @custom:member evidenceDays For how many days after it evidence may be shown; then what is left lapses.
struct Milestone {
    address currency;
    ReceivableId receivable;
    address obligor;
    uint256 latestDueDay;
    uint256 amount;
    Party from;
    Party to;
    Party lapsesTo;
    address condition;
    bytes terms;
    uint256 deadlineDay;
    uint256 evidenceDays;
}

/// @notice What the parties sign. Its EIP-712 digest is the agreement's name; amended terms name the first ones' digest.
/// @custom:member origin The digest of the first terms; zero in the first terms themselves.
/// @custom:member version Counts the amendments; zero in the first terms.
/// @custom:member payer Who orders.
/// @custom:member payee Who fulfils.
/// @custom:member lender Who may fund in the payer's place; zero: nobody.
/// @custom:member arbiter Who divides what is disputed, no party; zero: nothing can be disputed.
/// @custom:member arbiterDays For how many days after a dispute the arbiter may rule.
/// @custom:member silencePpm The share of a disputed amount that goes to who would earn it, in ppm, if the arbiter is silent.
/// @custom:member documentRoot The commitment to the trade documents.
/// @custom:member validUntil The last UTC day on which these terms can begin.
/// @custom:member fundedAtOnce How many milestones, the first ones, are funded as the agreement begins; at least one.
/// @custom:member salt Makes it different from other agreements of the same terms.
/// @custom:member milestones What is due.
struct Agreement {
    bytes32 origin;
    uint256 version;
    address payer;
    address payee;
    address lender;
    address arbiter;
    uint256 arbiterDays;
    uint256 silencePpm;
    bytes32 documentRoot;
    uint256 validUntil;
    uint256 fundedAtOnce;
    uint256 salt;
    Milestone[] milestones;
}

/// @notice Where a milestone stands. Amounts in base units of money or of a receivable's value: the amount agreed is always
/// `released + awarded + returned + disputed` and what is held free.
/// @custom:member released What its condition has released.
/// @custom:member withdrawn What has left of `released` and `awarded`.
/// @custom:member funded Whether the asset was put in. The first milestone's says that the agreement has begun.
/// @custom:member revoked Whether a party revoked these terms before they began; of the first milestone only.
/// @custom:member amended Whether other terms than the first are in force.
/// @custom:member divided Whether there is more to read: something was disputed or returned.
/// @custom:member returned What went back: lapsed, or awarded to that side.
/// @custom:member returnedWithdrawn What has left of `returned`.
/// @custom:member disputes How many disputes there were.
/// @custom:member disputed What is disputed now.
/// @custom:member awarded What disputes brought who would have earned it.
struct MilestoneState {
    uint88 released;
    uint88 withdrawn;
    bool funded;
    bool revoked;
    bool amended;
    bool divided;
    uint88 returned;
    uint88 returnedWithdrawn;
    uint32 disputes;
    uint88 disputed;
    uint88 awarded;
}

/// @notice A receivable kept for a milestone, and the money it brought once it fell due.
/// @custom:member receivable Which one; zero: none was put in.
/// @custom:member collected What its claims brought.
/// @custom:member paidReleased What of it was paid to who earned.
/// @custom:member paidReturned What of it was paid back.
struct Kept {
    ReceivableId receivable;
    uint256 collected;
    uint128 paidReleased;
    uint128 paidReturned;
}

/// @notice A disputed amount of one milestone.
/// @custom:member amount Base units; zero: it has ended.
/// @custom:member lastDay The last UTC day on which the arbiter may rule.
/// @custom:member by Who disputed it.
struct Dispute {
    uint88 amount;
    uint32 lastDay;
    Party by;
}

/// @notice What a condition is told of where it is asked.
/// @custom:member escrow Who asks.
/// @custom:member agreement The digest of the agreement's first terms.
/// @custom:member milestone Its number, from 0.
/// @custom:member documentRoot The agreement's commitment to its documents.
/// @custom:member deadlineDay The last UTC day that evidence may be dated.
struct Context {
    address escrow;
    bytes32 agreement;
    uint256 milestone;
    bytes32 documentRoot;
    uint256 deadlineDay;
}

/// @notice One condition within another.
struct Part {
    address condition;
    bytes terms;
}

/// @notice What a kind of condition is, as the OPERATOR has said of its contract. A combinator is of its parts' kinds.
enum Kind {
    Unknown,
    AttestedBy,
    AfterDate,
    ObligationPaid,
    ReceivableDelivered,
    DocumentDisclosed,
    Combinator
}

/// @notice What is to be attested, and by whom: the terms of `AttestedBy`.
/// @custom:member attestors Who may attest; in ascending order.
/// @custom:member needed How many of them it takes.
/// @custom:member subject What they state: the hash of "delivered", "inspected" and the like.
/// @custom:member quantity The quantity agreed, in the unit that the parties have chosen.
/// @custom:member proRata Whether a part of the quantity releases a part; otherwise it takes all of it.
struct Attested {
    address[] attestors;
    uint256 needed;
    bytes32 subject;
    uint256 quantity;
    bool proRata;
}

/// @notice An attestor's signed statement, as it is shown.
/// @custom:member attestor Whose: the position in the terms, from 0.
/// @custom:member quantity The quantity it attests, all deliveries together.
/// @custom:member document The hash of the document behind it; zero: none.
/// @custom:member day The UTC day it is dated.
/// @custom:member signature The EIP-712 (or ERC-1271) signature.
struct Statement {
    uint256 attestor;
    uint256 quantity;
    bytes32 document;
    uint256 day;
    bytes signature;
}

/// @notice A condition contract and its kind.
struct KnownCondition {
    address condition;
    Kind kind;
}

/// @notice How a disclosed field compares to what was agreed.
enum Comparison {
    Equals,
    AtLeast,
    AtMost
}
