// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Agreement, Dispute, Kept, Kind, MilestoneState, Party, Side} from "../types/EscrowTypes.sol";
import {ReceivableId} from "../types/ReceivableId.sol";
import {IParticipants} from "./IParticipants.sol";
import {IReceivables} from "./IReceivables.sol";

/// @title Milestones released as far as their conditions hold
/// @notice An agreement begins when every party has signed it, in one transaction that also funds it. Each milestone is
/// released as far as its condition is met, lapses after its deadline and evidence period, and can be disputed as far as it
/// is neither. What is released or returned waits for its party and is withdrawn.
/// @dev An agreement is named by the EIP-712 digest of its first terms; whoever acts on it shows the terms in force again.
/// They are in the calldata of the transaction that began or amended it, and in no log.
/// @dev Warning: the contract is a custodian participant. It takes receivables only while a milestone is funded, and accounts
/// by what its claims return. Money or ether sent to it by mistake disturbs nothing, and stays.
/// @dev Warning: money is in currencies that the parties have chosen. One whose balances change by themselves, or that takes
/// more than was sent, makes agreements in that currency share the loss.
/// @dev Warning: of a receivable as deep as can be only the whole can be put in, or leave while it circulates.
/// @dev Warning: a condition is code that the parties have chosen. One that fails stops its own milestone until that lapses.
interface IConditionalEscrow {
    /// @notice Emitted when an agreement has begun: all have signed, and its first milestones, so many, are funded.
    event AgreementBegun(
        bytes32 indexed agreement,
        address indexed payer,
        address indexed payee,
        address lender,
        uint256 funded
    );

    /// @notice Emitted when all have signed other terms for an agreement.
    event AgreementAmended(bytes32 indexed agreement, bytes32 indexed terms, uint256 version);

    /// @notice Emitted when a party has revoked its signature under terms that have not begun.
    event TermsRevoked(bytes32 indexed terms, address indexed party);

    /// @notice Emitted when a milestone was funded later, or with a receivable, which is zero for money.
    event MilestoneFunded(
        bytes32 indexed agreement, uint256 indexed milestone, ReceivableId receivable, uint256 amount
    );

    /// @notice Emitted when a milestone was released as far as its condition is met.
    event MilestoneReleased(bytes32 indexed agreement, uint256 indexed milestone, uint256 amount);

    /// @notice Emitted when what a milestone still held has lapsed.
    event MilestoneLapsed(bytes32 indexed agreement, uint256 indexed milestone, uint256 amount);

    /// @notice Emitted when a party has disputed an amount.
    event AmountDisputed(
        bytes32 indexed agreement,
        uint256 indexed milestone,
        uint256 indexed dispute,
        Party by,
        uint256 amount
    );

    /// @notice Emitted when a dispute has ended: ruled on, or left to the default.
    event DisputeEnded(
        bytes32 indexed agreement,
        uint256 indexed milestone,
        uint256 indexed dispute,
        uint256 awarded,
        uint256 returned
    );

    /// @notice Emitted when the claims of a receivable in custody have brought money.
    event MilestoneCollected(bytes32 indexed agreement, uint256 indexed milestone, uint256 amount);

    /// @notice Emitted when value has left to a party: base units of money, or of a receivable's value.
    event MilestoneWithdrawn(
        bytes32 indexed agreement, uint256 indexed milestone, Side side, address indexed to, uint256 amount
    );

    /// @notice Emitted when the OPERATOR has said of which kind a condition contract is.
    event KindSet(address indexed condition, Kind kind);

    /// @notice Emitted when the OPERATOR has barred kinds of conditions for small enterprises.
    event KindsBarred(uint256 kinds, string rule);

    /// @notice Begins an agreement: takes in what it says is funded at once. Anyone with all signatures; who calls needs
    /// none of its own.
    /// @param terms The first terms.
    /// @param signatures The EIP-712 (or ERC-1271) signatures of payer, payee and, where there is one, lender.
    /// @return agreement The digest of the terms.
    function begin(Agreement calldata terms, bytes[] calldata signatures) external returns (bytes32 agreement);

    /// @notice Revokes terms that have not begun, or amended ones not in force yet. A party only.
    function revoke(Agreement calldata terms) external;

    /// @notice Puts other terms in force. Anyone with all signatures. The parties stay, and of a funded milestone its
    /// asset, amount, and where they come from and go.
    /// @param terms Those in force.
    /// @param amended Those that replace them, of the next version.
    /// @param signatures As for `begin`, under the amended terms.
    function amend(Agreement calldata terms, Agreement calldata amended, bytes[] calldata signatures) external;

    /// @notice Funds a milestone by its deadline. The party it comes from only.
    /// @param receivable The one chosen for a described receivable; otherwise the one named, or zero.
    function fund(Agreement calldata terms, uint256 milestone, ReceivableId receivable) external;

    /// @notice Releases a milestone as far as its condition is met, less what it has released or the arbiter awarded. Anyone,
    /// until its evidence period ends.
    /// @param evidence In the encoding of the milestone's condition.
    /// @return amount What was released.
    function release(Agreement calldata terms, uint256 milestone, bytes calldata evidence)
        external
        returns (uint256 amount);

    /// @notice Returns what a milestone holds undisputed, after its evidence period. Anyone.
    /// @return amount What was returned.
    function lapse(Agreement calldata terms, uint256 milestone) external returns (uint256 amount);

    /// @notice Pays out what a milestone has released or returned: money, a receivable, or, once a receivable has fallen
    /// due, its share of what that brings. Anyone to the party itself; the party also to another account of its company.
    /// @param to Where it goes; accredited, and for a receivable with a standing acceptance.
    /// @return amount What left: base units of money, or of the receivable's value.
    function withdraw(Agreement calldata terms, uint256 milestone, Side side, address to)
        external
        returns (uint256 amount);

    /// @notice Claims on a milestone's receivable, once it has fallen due. Anyone.
    /// @return amount What the claim brought.
    function collect(Agreement calldata terms, uint256 milestone) external returns (uint256 amount);

    /// @notice Disputes an amount of a milestone that is neither met, as far as the chain alone shows, nor disputed. A
    /// party only, until its evidence period ends.
    /// @return number The dispute's number, from 0.
    function dispute(Agreement calldata terms, uint256 milestone, uint256 amount)
        external
        returns (uint256 number);

    /// @notice Divides a disputed amount. The arbiter only, in its time.
    /// @param award What goes to who would have earned it; the rest goes back.
    function rule(Agreement calldata terms, uint256 milestone, uint256 number, uint256 award) external;

    /// @notice Divides a disputed amount by the agreement's default, once the arbiter's time is over. Anyone.
    function ruleBySilence(Agreement calldata terms, uint256 milestone, uint256 number) external;

    /// @notice Says of which kind a condition contract is. OPERATOR only.
    function setKind(address condition, Kind kind) external;

    /// @notice Bars kinds of conditions where a small enterprise earns, in agreements to come. OPERATOR only.
    /// @param kinds A bit a kind, by its number; 0: none. With any, unknown kinds are barred too.
    /// @param rule_ The rule that bars them, which refusals name.
    function barKinds(uint256 kinds, string calldata rule_) external;

    /// @notice The EIP-712 digest of terms: what all sign.
    function hashAgreement(Agreement calldata terms) external view returns (bytes32);

    /// @notice Where a milestone stands.
    /// @param agreement The digest of the first terms.
    function milestoneOf(bytes32 agreement, uint256 milestone) external view returns (MilestoneState memory);

    /// @notice The receivable kept for a milestone, and what it brought.
    function keptFor(bytes32 agreement, uint256 milestone) external view returns (Kept memory);

    /// @notice A dispute of a milestone, by its number.
    function disputeOf(bytes32 agreement, uint256 milestone, uint256 number)
        external
        view
        returns (Dispute memory);

    /// @notice The digest of the terms in force; zero while they are the first ones.
    function amendmentOf(bytes32 agreement) external view returns (bytes32);

    /// @notice How far a milestone is met for the evidence shown, and what it would release now.
    function releasable(Agreement calldata terms, uint256 milestone, bytes calldata evidence)
        external
        view
        returns (uint256 ppm, uint256 amount);

    /// @notice Of which kind a condition contract is.
    function kindOf(address condition) external view returns (Kind);

    /// @notice The kinds barred where a small enterprise earns, a bit a kind, and the rule that bars them.
    function barred() external view returns (uint256 kinds, string memory rule_);

    /// @notice The ledger whose receivables are kept.
    function receivables() external view returns (IReceivables);

    /// @notice Who may take part.
    function participants() external view returns (IParticipants);
}
