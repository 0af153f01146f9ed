// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ICondition} from "../interfaces/ICondition.sol";
import {IConditionalEscrow} from "../interfaces/IConditionalEscrow.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {EscrowErrors} from "../libraries/EscrowErrors.sol";
import {Permits} from "../libraries/Permits.sol";
import {
    Agreement,
    Context,
    Dispute,
    KnownCondition,
    Milestone,
    MilestoneState,
    Party
} from "../types/EscrowTypes.sol";
import {PPM} from "../types/FinancingTypes.sol";
import {ReceivableId} from "../types/ReceivableId.sol";
import {Agreements} from "./Agreements.sol";
import {Custody} from "./Custody.sol";
import {SmallEnterprises} from "./SmallEnterprises.sol";

/// @notice See IConditionalEscrow.
contract ConditionalEscrow is Custody, Permits {
    // slither-disable-next-line uninitialized-state (written through a reference)
    mapping(bytes32 agreement => mapping(uint256 milestone => mapping(uint256 number => Dispute))) private
        _disputes;

    /// @param authority The programme's AccessManager.
    /// @param legalIdentity Of the company that answers for the custody; the contract binds itself to it.
    /// @param known Condition contracts whose kinds are known from the beginning.
    constructor(
        address authority,
        IReceivables receivables_,
        IParticipants participants_,
        bytes32 legalIdentity,
        KnownCondition[] memory known
    ) SmallEnterprises(authority, known) Agreements(receivables_, participants_) {
        participants_.bind(legalIdentity);
    }

    /*//////////////////////////////////////////////////////////////
                               BEGINNING
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IConditionalEscrow
    function begin(Agreement calldata terms, bytes[] calldata signatures)
        external
        nonReentrant
        returns (bytes32 agreement)
    {
        agreement = hashAgreement(terms);
        require(
            terms.origin == 0 && terms.version == 0,
            EscrowErrors.ConditionalEscrow_WrongAmendment(terms.origin, terms.version)
        );
        MilestoneState storage first = _milestones[agreement][0];
        require(!first.funded, EscrowErrors.ConditionalEscrow_AlreadyBegun(agreement));
        require(!first.revoked, EscrowErrors.ConditionalEscrow_Revoked(agreement));
        _requireTerms(terms);
        _requireSigned(terms, agreement, signatures);

        emit AgreementBegun(agreement, terms.payer, terms.payee, terms.lender, terms.fundedAtOnce);
        for (uint256 i = 0; i < terms.fundedAtOnce; ++i) {
            _fund(terms, agreement, i, terms.milestones[i].receivable);
        }
    }

    /// @inheritdoc IConditionalEscrow
    function fund(Agreement calldata terms, uint256 milestone, ReceivableId receivable)
        external
        nonReentrant
    {
        bytes32 agreement = _requireUnfunded(terms, milestone);
        address from = _accountOf(terms, terms.milestones[milestone].from);
        require(msg.sender == from, EscrowErrors.ConditionalEscrow_NotAllowed(msg.sender));
        if (_isMoney(terms.milestones[milestone])) {
            emit MilestoneFunded(agreement, milestone, receivable, terms.milestones[milestone].amount);
        }
        _fund(terms, agreement, milestone, receivable);
    }

    /*//////////////////////////////////////////////////////////////
                           RELEASE AND LAPSE
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IConditionalEscrow
    function release(Agreement calldata terms, uint256 milestone, bytes calldata evidence)
        external
        nonReentrant
        returns (uint256 amount)
    {
        (bytes32 agreement, MilestoneState storage state) = _requireFunded(terms, milestone);
        Milestone calldata due = terms.milestones[milestone];
        _requireEvidenceTime(due, agreement, milestone);
        uint256 ppm = _askHowFar(terms, agreement, milestone, evidence);
        amount = Math.min(_metDown(due, state, ppm), _held(due, state));
        require(amount != 0, EscrowErrors.ConditionalEscrow_NothingMet(agreement, milestone, ppm));
        state.released += uint88(amount); // safe because all is at most 88 bits
        emit MilestoneReleased(agreement, milestone, amount);
    }

    /// @inheritdoc IConditionalEscrow
    function lapse(Agreement calldata terms, uint256 milestone)
        external
        nonReentrant
        returns (uint256 amount)
    {
        (bytes32 agreement, MilestoneState storage state) = _requireFunded(terms, milestone);
        Milestone calldata due = terms.milestones[milestone];
        uint256 lastDay = _lastDay(due);
        require(
            Calendar.today() > lastDay,
            EscrowErrors.ConditionalEscrow_EvidencePeriodOpen(agreement, milestone, lastDay)
        );
        amount = _held(due, state);
        require(amount != 0, EscrowErrors.ConditionalEscrow_NothingThere(agreement, milestone));
        state.divided = true;
        state.returned += uint88(amount); // safe because all is at most 88 bits
        emit MilestoneLapsed(agreement, milestone, amount);
    }

    /// @inheritdoc IConditionalEscrow
    function releasable(Agreement calldata terms, uint256 milestone, bytes calldata evidence)
        external
        view
        returns (uint256 ppm, uint256 amount)
    {
        (bytes32 agreement, MilestoneState storage state) = _requireFunded(terms, milestone);
        Milestone calldata due = terms.milestones[milestone];
        ppm = _askHowFar(terms, agreement, milestone, evidence);
        if (Calendar.today() > _lastDay(due)) return (ppm, 0);
        amount = Math.min(_metDown(due, state, ppm), _held(due, state));
    }

    /*//////////////////////////////////////////////////////////////
                                DISPUTES
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IConditionalEscrow
    function dispute(Agreement calldata terms, uint256 milestone, uint256 amount)
        external
        nonReentrant
        returns (uint256 number)
    {
        (bytes32 agreement, MilestoneState storage state) = _requireFunded(terms, milestone);
        Party by = _requireParty(terms, msg.sender);
        require(terms.arbiter != address(0), EscrowErrors.ConditionalEscrow_NotAllowed(msg.sender));
        _requireEvidenceTime(terms.milestones[milestone], agreement, milestone);
        uint256 most = _disputable(terms, agreement, milestone);
        require(amount != 0 && amount <= most, EscrowErrors.ConditionalEscrow_TooMuchDisputed(amount, most));

        state.divided = true;
        number = state.disputes++;
        state.disputed += uint88(amount); // safe because it is at most what is held
        _disputes[agreement][milestone][number] =
            Dispute(uint88(amount), uint32(Calendar.today() + terms.arbiterDays), by);
        emit AmountDisputed(agreement, milestone, number, by, amount);
    }

    /// @inheritdoc IConditionalEscrow
    function rule(Agreement calldata terms, uint256 milestone, uint256 number, uint256 award)
        external
        nonReentrant
    {
        (bytes32 agreement, Dispute memory open) = _requireDispute(terms, milestone, number);
        require(msg.sender == terms.arbiter, EscrowErrors.ConditionalEscrow_NotAllowed(msg.sender));
        uint256 today = Calendar.today();
        require(today <= open.lastDay, EscrowErrors.ConditionalEscrow_ArbiterTooLate(open.lastDay, today));
        require(award <= open.amount, EscrowErrors.ConditionalEscrow_AwardTooLarge(award, open.amount));
        _end(agreement, milestone, number, award, open.amount - award);
    }

    /// @inheritdoc IConditionalEscrow
    function ruleBySilence(Agreement calldata terms, uint256 milestone, uint256 number)
        external
        nonReentrant
    {
        (bytes32 agreement, Dispute memory open) = _requireDispute(terms, milestone, number);
        uint256 today = Calendar.today();
        require(today > open.lastDay, EscrowErrors.ConditionalEscrow_ArbitersTime(open.lastDay, today));
        uint256 award = open.amount * terms.silencePpm / PPM; // rounded down: the unit that is left goes back
        _end(agreement, milestone, number, award, open.amount - award);
    }

    /// @inheritdoc IConditionalEscrow
    function disputeOf(bytes32 agreement, uint256 milestone, uint256 number)
        external
        view
        returns (Dispute memory)
    {
        return _disputes[agreement][milestone][number];
    }

    function _requireDispute(Agreement calldata terms, uint256 milestone, uint256 number)
        private
        view
        returns (bytes32 agreement, Dispute memory open)
    {
        (agreement,) = _requireFunded(terms, milestone);
        open = _disputes[agreement][milestone][number];
        require(open.amount != 0, EscrowErrors.ConditionalEscrow_NoSuchDispute(agreement, milestone, number));
    }

    function _end(bytes32 agreement, uint256 milestone, uint256 number, uint256 award, uint256 back) private {
        MilestoneState storage state = _milestones[agreement][milestone];
        state.disputed -= _disputes[agreement][milestone][number].amount;
        state.awarded += uint88(award); // safe because both are parts of what was disputed
        state.returned += uint88(back);
        delete _disputes[agreement][milestone][number];
        emit DisputeEnded(agreement, milestone, number, award, back);
    }

    /// @dev What is held, less what its condition would release without any evidence. A condition that fails has not
    /// shown that anything is met.
    function _disputable(Agreement calldata terms, bytes32 agreement, uint256 milestone)
        private
        view
        returns (uint256)
    {
        Milestone calldata due = terms.milestones[milestone];
        MilestoneState storage state = _milestones[agreement][milestone];
        uint256 held = _held(due, state);
        bytes memory asked =
            abi.encodeCall(ICondition.isMet, (due.terms, "", _context(terms, agreement, milestone)));
        // slither-disable-next-line unused-return (one word is what it answers)
        (bool answered, bytes32 ppm,) = LowLevelCall.staticcallReturn64Bytes(due.condition, asked);
        if (!answered || LowLevelCall.returnDataSize() < 32 || uint256(ppm) > PPM) return held;
        return Math.saturatingSub(held, _metDown(due, state, uint256(ppm)));
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    function _requireUnfunded(Agreement calldata terms, uint256 milestone)
        private
        view
        returns (bytes32 agreement)
    {
        agreement = _requireInForce(terms);
        require(
            milestone < terms.milestones.length, EscrowErrors.ConditionalEscrow_NoSuchMilestone(milestone)
        );
    }

    function _lastDay(Milestone calldata due) private pure returns (uint256) {
        return due.deadlineDay + due.evidenceDays; // fits: both have at most 32 bits
    }

    function _requireEvidenceTime(Milestone calldata due, bytes32 agreement, uint256 milestone) private view {
        uint256 lastDay = _lastDay(due);
        require(
            Calendar.today() <= lastDay,
            EscrowErrors.ConditionalEscrow_EvidencePeriodOver(agreement, milestone, lastDay)
        );
    }

    /// @dev What is neither released, awarded, returned nor disputed.
    function _held(Milestone calldata due, MilestoneState storage state) private view returns (uint256 held) {
        held = due.amount - state.released;
        if (state.divided) held -= uint256(state.awarded) + state.returned + state.disputed;
    }

    /// @dev What a condition met so far releases beyond what it has released, or the arbiter has awarded; rounded down.
    function _metDown(Milestone calldata due, MilestoneState storage state, uint256 ppm)
        private
        view
        returns (uint256)
    {
        uint256 had = uint256(state.released) + (state.divided ? state.awarded : 0);
        return Math.saturatingSub(due.amount * ppm / PPM, had); // fits: 88 bits and 20
    }

    function _askHowFar(
        Agreement calldata terms,
        bytes32 agreement,
        uint256 milestone,
        bytes calldata evidence
    ) private view returns (uint256 ppm) {
        Milestone calldata due = terms.milestones[milestone];
        ppm = ICondition(due.condition).isMet(due.terms, evidence, _context(terms, agreement, milestone));
        require(ppm <= PPM, EscrowErrors.ConditionalEscrow_InvalidAnswer(due.condition, ppm));
    }

    function _context(Agreement calldata terms, bytes32 agreement, uint256 milestone)
        private
        view
        returns (Context memory)
    {
        uint256 deadlineDay = terms.milestones[milestone].deadlineDay;
        return Context(address(this), agreement, milestone, terms.documentRoot, deadlineDay);
    }
}
