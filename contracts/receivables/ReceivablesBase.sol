// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC3525, IERC3525Metadata} from "../interfaces/IERC3525.sol";
import {IERC7943NonFungible} from "../interfaces/IERC7943NonFungible.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivableDescriptor} from "../interfaces/IReceivableDescriptor.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {SupervisionErrors} from "../libraries/SupervisionErrors.sol";
import {
    APPROVED,
    FREEZE_NOTED,
    Holding,
    NO_HOLDING,
    PART_CLAIMED,
    PROPOSED,
    VALUE_APPROVED
} from "../types/Holding.sol";
import {ObligationId, ReceivableId, toReceivableId} from "../types/ReceivableId.sol";
import {Exposure, Guarantee, Proposal} from "../types/ReceivableTypes.sol";

/// @notice The ledger's storage, and the few internal steps that all chapters share: look up, authorise, mint, burn.
abstract contract ReceivablesBase is IReceivables, IERC721Metadata, IERC3525, IERC3525Metadata {
    /// @dev Terms and state of an obligation. Splits and transfers touch slot 0 alone.
    struct ObligationRecord {
        address obligor; // slot 0
        uint24 dueDay; // slot 0
        uint32 serials; // slot 0: serials given out, the root's included
        uint24 lateRatePpm; // slot 0
        uint8 graceDays; // slot 0
        uint8 traits; // slot 0: how deep a receivable of it may be, in six bits, and flags
        address currency; // slot 1
        uint88 liveFace; // slot 1
        uint8 defaultDays; // slot 1
        bytes32 documentRoot; // slot 2
        uint88 paid; // slot 3: principal that has reached holders
        uint112 interestPaid; // slot 3: late interest that has reached holders
        uint24 reckonedDay; // slot 3: up to when interest is in `accrued`; 0: nothing was paid late yet
        bool frozen; // slot 3: nothing is claimed
        bool halted; // slot 3: nothing is burned by a claim; as HALTED, for those who read this slot
        bool advanced; // slot 3: a guarantor has not had everything back
        uint88 cancelled; // slot 4
        uint136 accrued; // slot 4: base units × ppm × days, up to `reckonedDay`
        uint24 paidLateDay; // slot 4: when principal or an advance was paid last, after the days of grace
    }

    /// @dev Traits of an obligation.
    uint8 internal constant MAX_DEPTH = (1 << 6) - 1; // the bits of the greatest depth
    uint8 internal constant BASIS_365 = 1 << 6; // the late rate is for 365 days, not 360
    uint8 internal constant HALTED = 1 << 7; // nothing of it moves: it is frozen, or there is a hold on it

    IParticipants public immutable participants;
    IReceivableDescriptor internal immutable descriptor;

    mapping(ReceivableId id => Holding) internal _holdings;
    mapping(address holder => uint256) internal _balances;
    // slither-disable-next-line uninitialized-state (written through a reference)
    mapping(ObligationId obligation => ObligationRecord) internal _obligations;
    mapping(address obligor => mapping(address currency => Exposure)) internal _exposures;

    // Side records: written and read only when a flag says so.
    mapping(ReceivableId id => Proposal) internal _proposals;
    mapping(ReceivableId id => address) internal _approvals;
    mapping(ReceivableId id => uint256) internal _claimed;
    /// @inheritdoc IReceivables
    mapping(ReceivableId id => uint256) public mergedInto;
    mapping(ObligationId obligation => Guarantee) internal _guarantees;
    mapping(address account => mapping(ReceivableId id => bool)) internal _frozen;
    mapping(address holder => mapping(address operator => bool)) internal _operators;
    mapping(ReceivableId id => uint256) internal _allowanceEpochs; // a new one makes all allowances before it void
    mapping(ReceivableId id => mapping(uint256 epoch => mapping(address operator => uint256))) internal
        _allowances;

    constructor(IParticipants participants_, IReceivableDescriptor descriptor_) {
        participants = participants_;
        descriptor = descriptor_;
    }

    /*//////////////////////////////////////////////////////////////
                                LOOK UP
    //////////////////////////////////////////////////////////////*/

    function _holding(ReceivableId id) internal view returns (Holding holding) {
        holding = _holdings[id];
        require(!holding.isNone(), HeadwaterErrors.Receivables_NoSuchReceivable(id));
    }

    function _requireObligation(ObligationId id) internal view returns (ObligationRecord storage record) {
        record = _obligations[id];
        require(record.obligor != address(0), HeadwaterErrors.Receivables_NoSuchObligation(id));
    }

    function _isAuthorised(ReceivableId id, Holding holding, address caller) internal view returns (bool) {
        address holder = holding.holderOf();
        return
            caller == holder || (holding.has(APPROVED) && _approvals[id] == caller)
                || _operators[holder][caller];
    }

    function _requireAuthorised(ReceivableId id, Holding holding, address caller) internal view {
        require(_isAuthorised(id, holding, caller), HeadwaterErrors.Receivables_NotAuthorised(id, caller));
    }

    function _requireCirculating(ObligationId id, uint256 dueDay) internal view {
        uint256 today = Calendar.today();
        require(today < dueDay, HeadwaterErrors.Receivables_NotCirculating(id, dueDay, today));
    }

    function _requireMatured(ObligationId id, uint256 dueDay) internal view {
        uint256 today = Calendar.today();
        require(today >= dueDay, HeadwaterErrors.Receivables_NotMatured(id, dueDay, today));
    }

    function _requireHolder(ReceivableId id, Holding holding, address account) internal pure {
        require(holding.holderOf() == account, HeadwaterErrors.Receivables_NotHolder(id, account));
    }

    function _requireAccredited(address account) internal view {
        // slither-disable-next-line calls-loop (a view of the suite's own, not of a holder's)
        participants.requireAccredited(account);
    }

    function _requireAddress(address account) internal pure {
        require(account != address(0), HeadwaterErrors.Receivables_ZeroAddress());
    }

    function _isFrozen(ReceivableId id, Holding holding) internal view returns (bool) {
        return holding.has(FREEZE_NOTED) && _frozen[holding.holderOf()][id];
    }

    function _requireUnfrozen(ReceivableId id, Holding holding) internal view {
        require(
            !_isFrozen(id, holding),
            IERC7943NonFungible.ERC7943InsufficientUnfrozenBalance(
                holding.holderOf(), ReceivableId.unwrap(id)
            )
        );
    }

    /// @dev Refuses while the obligation is frozen or on hold, and while the receivable is frozen for its holder.
    function _requireMovable(ReceivableId id, Holding holding, uint256 traits) internal view {
        require(traits & HALTED == 0, SupervisionErrors.Receivables_ObligationHalted(id.obligationOf()));
        if (holding.has(FREEZE_NOTED)) _requireUnfrozen(id, holding);
    }

    /// @dev Refuses while a proposal pends; one that lapsed, which is the holder's ordinary receivable, is forgotten.
    function _withoutProposal(ReceivableId id, Holding holding) internal returns (Holding) {
        if (!holding.has(PROPOSED)) return holding;
        Proposal memory proposed = _proposals[id];
        require(
            Calendar.today() > proposed.validUntil,
            HeadwaterErrors.Receivables_ProposalPending(id, proposed.recipient, proposed.validUntil)
        );
        delete _proposals[id];
        return holding.without(PROPOSED);
    }

    /*//////////////////////////////////////////////////////////////
                              MINT AND BURN
    //////////////////////////////////////////////////////////////*/

    /// @dev The caller has checked `value` against MAX_VALUE and counted `serial` up.
    function _mint(ObligationId obligation_, uint8 depth, uint32 parentSerial, uint32 serial, Holding holding)
        internal
        returns (ReceivableId id)
    {
        id = toReceivableId(obligation_, depth, parentSerial, serial);
        address holder = holding.holderOf();
        _holdings[id] = holding;
        unchecked {
            ++_balances[holder]; // safe because ids are unique and fewer than 2^256
        }
        emit Transfer(address(0), holder, ReceivableId.unwrap(id));
        emit SlotChanged(ReceivableId.unwrap(id), 0, ObligationId.unwrap(obligation_));
    }

    /// @dev Takes a receivable out of the ledger with all that is beside it. Its id is never given out again.
    function _burn(ReceivableId id, Holding holding) internal {
        address holder = holding.holderOf();
        _holdings[id] = NO_HOLDING;
        unchecked {
            --_balances[holder]; // safe because the holder held it
        }
        if (holding.has(APPROVED)) delete _approvals[id];
        if (holding.has(PROPOSED)) delete _proposals[id];
        if (holding.has(PART_CLAIMED)) delete _claimed[id];
        emit Transfer(holder, address(0), ReceivableId.unwrap(id));
        emit TransferValue(ReceivableId.unwrap(id), 0, holding.valueOf());
    }

    /// @dev Hands a whole receivable to another holder, whom the caller has checked; approvals end.
    function _hand(ReceivableId id, Holding holding, address to) internal {
        address from = holding.holderOf();
        if (holding.has(APPROVED)) delete _approvals[id];
        if (holding.has(VALUE_APPROVED)) ++_allowanceEpochs[id];
        _holdings[id] = holding.without(APPROVED | VALUE_APPROVED).withHolder(to);
        unchecked {
            --_balances[from]; // safe because it held this one
            ++_balances[to]; // safe because ids are unique and fewer than 2^256
        }
        emit Transfer(from, to, ReceivableId.unwrap(id));
    }

    /// @dev Value that reaches its own obligor is owed no more. The caller takes it off the receivable.
    function _cancelValue(ReceivableId id, Holding holding, ObligationRecord storage record, uint256 value)
        internal
    {
        _requireAccredited(holding.holderOf());
        uint88 amount = uint88(value); // safe because a receivable's value fits
        record.liveFace -= amount;
        record.cancelled += amount;
        _exposures[record.obligor][record.currency].outstanding -= amount;
        emit ValueCancelled(id, value);
    }
}
