// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IConditionalEscrow} from "../interfaces/IConditionalEscrow.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {EscrowErrors} from "../libraries/EscrowErrors.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Transfers} from "../libraries/Transfers.sol";
import {Agreement, Kept, Milestone, MilestoneState, Side} from "../types/EscrowTypes.sol";
import {ReceivableId} from "../types/ReceivableId.sol";
import {Receivable, Share} from "../types/ReceivableTypes.sol";
import {Agreements} from "./Agreements.sol";

/// @notice How assets come in and leave: money, receivables, and what receivables bring once they have fallen due.
abstract contract Custody is Agreements {
    using SafeERC20 for IERC20;

    // slither-disable-next-line uninitialized-state (written through a reference)
    mapping(bytes32 agreement => mapping(uint256 milestone => Kept)) private _kept;

    /// @dev Which milestone a receivable is kept for: one that has left, and comes back for another, is not this one's.
    mapping(ReceivableId id => bytes32 place) private _placeOf;

    /// @inheritdoc IConditionalEscrow
    function keptFor(bytes32 agreement, uint256 milestone) external view returns (Kept memory) {
        return _kept[agreement][milestone];
    }

    /*//////////////////////////////////////////////////////////////
                                COMES IN
    //////////////////////////////////////////////////////////////*/

    /// @dev The caller has made sure that the party it comes from agrees.
    function _fund(Agreement calldata terms, bytes32 agreement, uint256 milestone, ReceivableId id) internal {
        Milestone calldata due = terms.milestones[milestone];
        require(
            Calendar.today() <= due.deadlineDay,
            EscrowErrors.ConditionalEscrow_DeadlineOutOfRange(milestone, due.deadlineDay, due.evidenceDays)
        );
        MilestoneState storage state = _milestones[agreement][milestone];
        require(!state.funded, EscrowErrors.ConditionalEscrow_AlreadyFunded(agreement, milestone));
        state.funded = true;

        address from = _accountOf(terms, due.from);
        if (_isMoney(due)) {
            require(
                ReceivableId.unwrap(id) == 0, EscrowErrors.ConditionalEscrow_OtherReceivable(milestone, id)
            );
            Transfers.moveExactly(from, address(this), due.currency, due.amount);
        } else {
            _takeReceivable(due, agreement, milestone, id, from);
        }
    }

    function _isMoney(Milestone calldata due) internal pure returns (bool) {
        return ReceivableId.unwrap(due.receivable) == 0 && due.obligor == address(0);
    }

    // slither-disable-start reentrancy-no-eth,reentrancy-benign,reentrancy-events,calls-loop (under the lock; the ledger calls nobody back)
    /// @dev Takes receivables only here: outside of it none can be sent to this contract, or merged into what it keeps.
    function _takeReceivable(
        Milestone calldata due,
        bytes32 agreement,
        uint256 milestone,
        ReceivableId id,
        address from
    ) private {
        Receivable memory shown = receivables.receivable(id);
        _requireAgreed(due, milestone, shown, from);
        participants.setStandingAcceptance(true);
        ReceivableId taken = _handOver(from, address(this), id, due.amount, shown.value);
        participants.setStandingAcceptance(false);
        _kept[agreement][milestone].receivable = taken;
        _placeOf[taken] = _place(agreement, milestone);
        emit MilestoneFunded(agreement, milestone, taken, due.amount);
    }

    // slither-disable-end reentrancy-no-eth,reentrancy-benign,reentrancy-events,calls-loop

    function _requireAgreed(Milestone calldata due, uint256 milestone, Receivable memory shown, address from)
        private
        view
    {
        bool named = ReceivableId.unwrap(due.receivable) != 0;
        bool agreed = named
            ? ReceivableId.unwrap(due.receivable) == ReceivableId.unwrap(shown.id)
            : shown.obligor == due.obligor && shown.dueDay <= due.latestDueDay;
        require(
            agreed && shown.currency == due.currency && shown.holder == from && shown.value >= due.amount,
            EscrowErrors.ConditionalEscrow_OtherReceivable(milestone, shown.id)
        );
        uint256 today = Calendar.today();
        require(
            today < shown.dueDay,
            HeadwaterErrors.Receivables_NotCirculating(shown.id.obligationOf(), shown.dueDay, today)
        );
    }

    /// @dev All of a receivable's value, and the receivable itself is handed over; otherwise a part is split off.
    function _handOver(address from, address to, ReceivableId id, uint256 value, uint256 whole)
        private
        returns (ReceivableId)
    {
        if (value == whole) {
            // slither-disable-next-line arbitrary-send-erc20,calls-loop (the ledger's own; each caller answers for `from`)
            IERC721(address(receivables)).transferFrom(from, to, ReceivableId.unwrap(id));
            return id;
        }
        Share[] memory shares = new Share[](1);
        shares[0] = Share(to, value, 0);
        // slither-disable-next-line calls-loop (the parties' own milestones)
        return receivables.split(id, shares)[0];
    }

    /*//////////////////////////////////////////////////////////////
                                 LEAVES
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IConditionalEscrow
    function withdraw(Agreement calldata terms, uint256 milestone, Side side, address to)
        external
        nonReentrant
        returns (uint256 amount)
    {
        (bytes32 agreement, MilestoneState storage state) = _requireFunded(terms, milestone);
        Milestone calldata due = terms.milestones[milestone];
        _requireOwnAccount(_accountOf(terms, side == Side.Released ? due.to : due.lapsesTo), to);
        uint256 waiting = _waiting(state, side);
        if (!_isMoney(due) && _hasFallenDue(agreement, milestone)) {
            _collect(agreement, milestone);
            amount = _payShare(due, agreement, milestone, side, waiting, to);
        } else {
            amount = waiting;
            require(amount != 0, EscrowErrors.ConditionalEscrow_NothingThere(agreement, milestone));
            _payOut(due, agreement, milestone, side, amount, to);
        }
    }

    /// @inheritdoc IConditionalEscrow
    function collect(Agreement calldata terms, uint256 milestone)
        external
        nonReentrant
        returns (uint256 amount)
    {
        (bytes32 agreement,) = _requireFunded(terms, milestone);
        amount = _collect(agreement, milestone);
        require(amount != 0, EscrowErrors.ConditionalEscrow_NothingThere(agreement, milestone));
    }

    function _requireOwnAccount(address party, address to) private view {
        if (to != party) {
            require(msg.sender == party, EscrowErrors.ConditionalEscrow_NotAllowed(msg.sender));
            require(
                to != address(this) && _isOneCompany(party, to),
                EscrowErrors.ConditionalEscrow_IdentityMismatch(party, to)
            );
            participants.requireUnstopped(party);
        }
        participants.requireAccredited(to);
    }

    /// @dev What a side has and has not withdrawn yet.
    function _waiting(MilestoneState storage state, Side side) private view returns (uint256) {
        if (side == Side.Returned) return state.divided ? state.returned - state.returnedWithdrawn : 0;
        return state.released + (state.divided ? state.awarded : 0) - state.withdrawn;
    }

    /// @dev Money, or a receivable in circulation: what has left is counted off, and never leaves again.
    function _payOut(
        Milestone calldata due,
        bytes32 agreement,
        uint256 milestone,
        Side side,
        uint256 amount,
        address to
    ) private {
        MilestoneState storage state = _milestones[agreement][milestone];
        uint256 whole = due.amount - _gone(state);
        if (side == Side.Released) state.withdrawn += uint88(amount); // safe because all is at most 88 bits
        else state.returnedWithdrawn += uint88(amount);
        emit MilestoneWithdrawn(agreement, milestone, side, to, amount);
        if (_isMoney(due)) {
            IERC20(due.currency).safeTransfer(to, amount);
        } else {
            ReceivableId id = _kept[agreement][milestone].receivable;
            require(
                _isKept(id, agreement, milestone),
                EscrowErrors.ConditionalEscrow_NothingThere(agreement, milestone)
            );
            if (amount == whole) delete _placeOf[id];
            _handOver(address(this), to, id, amount, whole);
        }
    }

    function _gone(MilestoneState storage state) private view returns (uint256) {
        return state.withdrawn + (state.divided ? state.returnedWithdrawn : 0);
    }

    /*//////////////////////////////////////////////////////////////
                          ONCE IT HAS FALLEN DUE
    //////////////////////////////////////////////////////////////*/

    function _hasFallenDue(bytes32 agreement, uint256 milestone) private view returns (bool) {
        ReceivableId id = _kept[agreement][milestone].receivable;
        return Calendar.today() >= receivables.obligation(id.obligationOf()).dueDay;
    }

    // slither-disable-start reentrancy-no-eth,reentrancy-benign,reentrancy-events (under the lock)
    /// @dev What claims bring belongs to the milestone as long as its receivable is kept for it. The money comes first,
    /// because what the claim returns is what is counted; the lock makes that safe.
    function _collect(bytes32 agreement, uint256 milestone) private returns (uint256 amount) {
        Kept storage kept = _kept[agreement][milestone];
        if (!_isKept(kept.receivable, agreement, milestone)) return 0;
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = kept.receivable;
        amount = receivables.claimMany(ids)[0];
        if (amount == 0) return 0;
        kept.collected += amount;
        emit MilestoneCollected(agreement, milestone, amount);
    }

    // slither-disable-end reentrancy-no-eth,reentrancy-benign,reentrancy-events

    /// @dev A side's share of what the receivable brought, by value: who earned is rounded down, and what goes back up, so
    /// that both together are never more than all of it, and all of it once nothing is held any more.
    function _payShare(
        Milestone calldata due,
        bytes32 agreement,
        uint256 milestone,
        Side side,
        uint256 value,
        address to
    ) private returns (uint256 amount) {
        Kept storage kept = _kept[agreement][milestone];
        uint256 whole = due.amount - _gone(_milestones[agreement][milestone]);
        require(whole != 0, EscrowErrors.ConditionalEscrow_NothingThere(agreement, milestone));
        if (side == Side.Released) {
            amount = kept.collected * value / whole - kept.paidReleased;
            kept.paidReleased += uint128(amount); // safe because all that is collected is far below 2^128
        } else {
            amount = kept.collected - kept.collected * (whole - value) / whole - kept.paidReturned;
            kept.paidReturned += uint128(amount); // safe likewise
        }
        require(amount != 0, EscrowErrors.ConditionalEscrow_NothingThere(agreement, milestone));
        emit MilestoneWithdrawn(agreement, milestone, side, to, amount);
        IERC20(due.currency).safeTransfer(to, amount);
    }

    /// @dev A receivable that another holds, after a forced transfer, brings nothing here any more.
    function _isKept(ReceivableId id, bytes32 agreement, uint256 milestone) private view returns (bool) {
        if (_placeOf[id] != _place(agreement, milestone)) return false;
        try IERC721(address(receivables)).ownerOf(ReceivableId.unwrap(id)) returns (address holder) {
            return holder == address(this);
        } catch {
            return false;
        }
    }

    function _place(bytes32 agreement, uint256 milestone) private pure returns (bytes32) {
        return keccak256(abi.encode(agreement, milestone));
    }
}
