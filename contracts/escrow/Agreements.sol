// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ICondition} from "../interfaces/ICondition.sol";
import {IConditionalEscrow} from "../interfaces/IConditionalEscrow.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {EscrowErrors} from "../libraries/EscrowErrors.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {SupervisionErrors} from "../libraries/SupervisionErrors.sol";
import {Agreement, Milestone, MilestoneState, Party} from "../types/EscrowTypes.sol";
import {PPM} from "../types/FinancingTypes.sol";
import {MAX_VALUE} from "../types/Holding.sol";
import {SMALL_ENTERPRISE, Standing} from "../types/ParticipantTypes.sol";
import {ReceivableId} from "../types/ReceivableId.sol";
import {SmallEnterprises} from "./SmallEnterprises.sol";

/// @notice What the parties sign: how terms are hashed, which are in force, and which are refused.
/// @dev Every step takes one lock: currencies and conditions are the parties' own choice, and while one of them is called
/// nothing that it could change is half done.
abstract contract Agreements is SmallEnterprises, ReentrancyGuardTransient, EIP712 {
    bytes32 private constant MILESTONE_TYPEHASH = keccak256(
        "Milestone(address currency,uint256 receivable,address obligor,uint256 latestDueDay,uint256 amount,uint8 from,"
        "uint8 to,uint8 lapsesTo,address condition,bytes terms,uint256 deadlineDay,uint256 evidenceDays)"
    );
    bytes32 private constant AGREEMENT_TYPEHASH = keccak256(
        "Agreement(bytes32 origin,uint256 version,address payer,address payee,address lender,address arbiter,"
        "uint256 arbiterDays,uint256 silencePpm,bytes32 documentRoot,uint256 validUntil,uint256 fundedAtOnce,"
        "uint256 salt,Milestone[] milestones)Milestone(address currency,uint256 receivable,address obligor,"
        "uint256 latestDueDay,uint256 amount,uint8 from,uint8 to,uint8 lapsesTo,address condition,bytes terms,"
        "uint256 deadlineDay,uint256 evidenceDays)"
    );

    /// @notice Milestones of an agreement: so many can be checked and funded in a transaction of 2^24 gas.
    uint256 private constant MAX_MILESTONES = 50;

    /// @inheritdoc IConditionalEscrow
    IReceivables public immutable receivables;
    /// @inheritdoc IConditionalEscrow
    IParticipants public immutable participants;

    /// @inheritdoc IConditionalEscrow
    mapping(bytes32 agreement => bytes32) public amendmentOf;

    // slither-disable-next-line uninitialized-state (written through a reference)
    mapping(bytes32 agreement => mapping(uint256 milestone => MilestoneState)) internal _milestones;

    constructor(IReceivables receivables_, IParticipants participants_)
        EIP712("Headwater ConditionalEscrow", "1")
    {
        receivables = receivables_;
        participants = participants_;
    }

    /// @inheritdoc IConditionalEscrow
    function revoke(Agreement calldata terms) external nonReentrant {
        bytes32 digest = hashAgreement(terms);
        _requireParty(terms, msg.sender);
        MilestoneState storage first = _milestones[digest][0];
        require(
            !first.funded && amendmentOf[terms.origin] != digest,
            EscrowErrors.ConditionalEscrow_AlreadyBegun(digest)
        );
        first.revoked = true;
        emit TermsRevoked(digest, msg.sender);
    }

    /// @inheritdoc IConditionalEscrow
    function amend(Agreement calldata terms, Agreement calldata amended, bytes[] calldata signatures)
        external
        nonReentrant
    {
        bytes32 agreement = _requireInForce(terms);
        bytes32 digest = hashAgreement(amended);
        require(
            amended.origin == agreement && amended.version == terms.version + 1
                && amended.payer == terms.payer && amended.payee == terms.payee
                && amended.lender == terms.lender,
            EscrowErrors.ConditionalEscrow_WrongAmendment(agreement, amended.version)
        );
        require(!_milestones[digest][0].revoked, EscrowErrors.ConditionalEscrow_Revoked(digest));
        _requireTerms(amended);
        _requireSigned(amended, digest, signatures);

        amendmentOf[agreement] = digest;
        _carryOver(terms, amended, agreement);
        emit AgreementAmended(agreement, digest, amended.version);
    }

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IConditionalEscrow
    function milestoneOf(bytes32 agreement, uint256 milestone) external view returns (MilestoneState memory) {
        return _milestones[agreement][milestone];
    }

    /// @inheritdoc IConditionalEscrow
    function hashAgreement(Agreement calldata terms) public view returns (bytes32) {
        uint256 count = terms.milestones.length;
        bytes32[] memory hashes = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            hashes[i] = _hashMilestone(terms.milestones[i]);
        }
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    AGREEMENT_TYPEHASH,
                    terms.origin,
                    terms.version,
                    terms.payer,
                    terms.payee,
                    terms.lender,
                    terms.arbiter,
                    terms.arbiterDays,
                    terms.silencePpm,
                    terms.documentRoot,
                    terms.validUntil,
                    terms.fundedAtOnce,
                    terms.salt,
                    keccak256(abi.encodePacked(hashes))
                )
            )
        );
    }

    function _hashMilestone(Milestone calldata due) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                MILESTONE_TYPEHASH,
                due.currency,
                due.receivable,
                due.obligor,
                due.latestDueDay,
                due.amount,
                due.from,
                due.to,
                due.lapsesTo,
                due.condition,
                keccak256(due.terms),
                due.deadlineDay,
                due.evidenceDays
            )
        );
    }

    /*//////////////////////////////////////////////////////////////
                            WHAT IS IN FORCE
    //////////////////////////////////////////////////////////////*/

    /// @dev The agreement's name, where it has begun and these are its terms in force.
    function _requireInForce(Agreement calldata terms) internal view returns (bytes32 agreement) {
        MilestoneState storage first;
        (agreement, first) = _stateOf(terms, 0);
        require(first.funded, EscrowErrors.ConditionalEscrow_NotInForce(agreement));
    }

    /// @dev A funded milestone of the terms in force.
    function _requireFunded(Agreement calldata terms, uint256 milestone)
        internal
        view
        returns (bytes32 agreement, MilestoneState storage state)
    {
        (agreement, state) = _stateOf(terms, milestone);
        require(state.funded, EscrowErrors.ConditionalEscrow_NotFunded(agreement, milestone));
    }

    /// @dev Each milestone says whether the first terms are still in force, so that none but its own slot is read.
    function _stateOf(Agreement calldata terms, uint256 milestone)
        private
        view
        returns (bytes32 agreement, MilestoneState storage state)
    {
        require(
            milestone < terms.milestones.length, EscrowErrors.ConditionalEscrow_NoSuchMilestone(milestone)
        );
        bytes32 digest = hashAgreement(terms);
        agreement = terms.origin == 0 ? digest : terms.origin;
        state = _milestones[agreement][milestone];
        require(
            state.amended ? amendmentOf[agreement] == digest : terms.origin == 0,
            EscrowErrors.ConditionalEscrow_NotInForce(digest)
        );
    }

    /// @dev Of a funded milestone its asset stays, and where it goes; every one learns that it was amended.
    function _carryOver(Agreement calldata terms, Agreement calldata amended, bytes32 agreement) private {
        uint256 before = terms.milestones.length;
        uint256 count = amended.milestones.length;
        for (uint256 i = 0; i < (before > count ? before : count); ++i) {
            MilestoneState storage state = _milestones[agreement][i];
            require(
                !state.funded || (i < count && _isSame(terms.milestones[i], amended.milestones[i])),
                EscrowErrors.ConditionalEscrow_FundedMilestoneChanged(agreement, i)
            );
            state.amended = true;
        }
    }

    function _isSame(Milestone calldata one, Milestone calldata other) private pure returns (bool) {
        return keccak256(_fixed(one)) == keccak256(_fixed(other));
    }

    function _fixed(Milestone calldata due) private pure returns (bytes memory) {
        return abi.encode(
            due.currency,
            due.receivable,
            due.obligor,
            due.latestDueDay,
            due.amount,
            due.from,
            due.to,
            due.lapsesTo
        );
    }

    /*//////////////////////////////////////////////////////////////
                             WHO HAS SIGNED
    //////////////////////////////////////////////////////////////*/

    function _requireSigned(Agreement calldata terms, bytes32 digest, bytes[] calldata signatures)
        internal
        view
    {
        uint256 parties = terms.lender == address(0) ? 2 : 3;
        require(
            signatures.length == parties,
            EscrowErrors.ConditionalEscrow_SignaturesMismatch(parties, signatures.length)
        );
        _requireSignedBy(terms.payer, digest, signatures[0]);
        _requireSignedBy(terms.payee, digest, signatures[1]);
        if (parties == 3) _requireSignedBy(terms.lender, digest, signatures[2]);
    }

    function _requireSignedBy(address party, bytes32 digest, bytes calldata signature) private view {
        require(
            msg.sender == party || Signatures.isSignedBy(party, digest, signature),
            EscrowErrors.ConditionalEscrow_InvalidSignature(party)
        );
    }

    function _requireParty(Agreement calldata terms, address account) internal pure returns (Party) {
        if (account == terms.payer) return Party.Payer;
        if (account == terms.payee) return Party.Payee;
        require(
            account == terms.lender && account != address(0),
            EscrowErrors.ConditionalEscrow_NotAllowed(account)
        );
        return Party.Lender;
    }

    function _accountOf(Agreement calldata terms, Party party) internal pure returns (address) {
        return party == Party.Payer ? terms.payer : party == Party.Payee ? terms.payee : terms.lender;
    }

    /*//////////////////////////////////////////////////////////////
                           WHAT CAN BE AGREED
    //////////////////////////////////////////////////////////////*/

    function _requireTerms(Agreement calldata terms) internal view {
        uint256 today = Calendar.today();
        require(
            today <= terms.validUntil, EscrowErrors.ConditionalEscrow_ValidityOver(terms.validUntil, today)
        );
        uint256 count = terms.milestones.length;
        require(
            terms.fundedAtOnce != 0 && terms.fundedAtOnce <= count && count <= MAX_MILESTONES,
            EscrowErrors.ConditionalEscrow_MilestonesOutOfRange(count, terms.fundedAtOnce)
        );
        _requireArbiter(terms);
        uint256 small = _smallAmong(terms);
        for (uint256 i = 0; i < count; ++i) {
            _requireMilestone(terms, i, small);
        }
    }

    function _requireArbiter(Agreement calldata terms) private view {
        require(terms.silencePpm <= PPM, EscrowErrors.ConditionalEscrow_InvalidShare(terms.silencePpm));
        if (terms.arbiter == address(0)) return;
        require(
            terms.arbiterDays <= type(uint16).max,
            EscrowErrors.ConditionalEscrow_ArbiterDaysOutOfRange(terms.arbiterDays)
        );
        require(
            !_isOneCompany(terms.arbiter, terms.payer) && !_isOneCompany(terms.arbiter, terms.payee)
                && !_isOneCompany(terms.arbiter, terms.lender),
            EscrowErrors.ConditionalEscrow_ArbiterIsParty(terms.arbiter)
        );
    }

    /// @dev All parties are accredited; tells which are small enterprises, a bit a party.
    function _smallAmong(Agreement calldata terms) private view returns (uint256 small) {
        (address payer, address payee, address lender) = (terms.payer, terms.payee, terms.lender);
        require(
            payer != address(0) && payee != address(0) && payer != payee && lender != payer
                && lender != payee,
            EscrowErrors.ConditionalEscrow_InvalidParties()
        );
        small = _smallBit(payer, Party.Payer) | _smallBit(payee, Party.Payee);
        if (lender != address(0)) small |= _smallBit(lender, Party.Lender);
    }

    function _smallBit(address account, Party party) private view returns (uint256) {
        Standing memory standing = participants.standingOf(account);
        require(!standing.frozen, SupervisionErrors.Participants_AccountFrozen(account));
        require(standing.validUntil >= Calendar.today(), HeadwaterErrors.Participants_NotAccredited(account));
        return standing.capacities & SMALL_ENTERPRISE == 0 ? 0 : 1 << uint256(party);
    }

    // slither-disable-start calls-loop (conditions that the parties have chosen; each is asked once)
    function _requireMilestone(Agreement calldata terms, uint256 i, uint256 small) private view {
        Milestone calldata due = terms.milestones[i];
        Party last = terms.lender == address(0) ? Party.Payee : Party.Lender;
        require(
            due.from != Party.None && due.to != Party.None && due.lapsesTo != Party.None && due.from <= last
                && due.to <= last && due.lapsesTo <= last && due.to != due.from && due.to != due.lapsesTo,
            EscrowErrors.ConditionalEscrow_InvalidRoute(i, due.from, due.to, due.lapsesTo)
        );
        require(
            due.amount != 0 && due.amount <= MAX_VALUE,
            EscrowErrors.ConditionalEscrow_AmountOutOfRange(i, due.amount)
        );
        require(
            due.deadlineDay <= type(uint32).max && due.evidenceDays <= type(uint32).max,
            EscrowErrors.ConditionalEscrow_DeadlineOutOfRange(i, due.deadlineDay, due.evidenceDays)
        );
        bool named = ReceivableId.unwrap(due.receivable) != 0;
        bool described = due.obligor != address(0);
        require(
            !(named && described) && !(described && i < terms.fundedAtOnce),
            EscrowErrors.ConditionalEscrow_ReceivableUnclear(i)
        );
        // slither-disable-next-line unused-return (it refuses; what it tells concerns who is asked about others)
        ICondition(due.condition).check(due.terms);
        _requireUnbarredFor(terms, due, small);
    }

    // slither-disable-end calls-loop

    /// @dev Who gets back what it did not put in earns as well.
    function _requireUnbarredFor(Agreement calldata terms, Milestone calldata due, uint256 small)
        private
        view
    {
        if (_isIn(small, due.to)) {
            _requireUnbarred(_accountOf(terms, due.to), due.condition, due.terms);
        }
        if (due.lapsesTo != due.from && _isIn(small, due.lapsesTo)) {
            _requireUnbarred(_accountOf(terms, due.lapsesTo), due.condition, due.terms);
        }
    }

    function _isIn(uint256 parties, Party party) private pure returns (bool) {
        return parties & (1 << uint256(party)) != 0;
    }

    function _isOneCompany(address one, address other) internal view returns (bool) {
        if (one == other) return true;
        bytes32 company = participants.legalIdentityOf(one);
        return company != 0 && company == participants.legalIdentityOf(other);
    }
}
