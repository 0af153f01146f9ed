// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {Credits} from "../libraries/Credits.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Transfers} from "../libraries/Transfers.sol";
import {Holding, PART_CLAIMED} from "../types/Holding.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {
    BANKERS_YEAR,
    CALENDAR_YEAR,
    Obligation,
    Payment,
    Receivable,
    Status
} from "../types/ReceivableTypes.sol";
import {ReceivablesBase} from "./ReceivablesBase.sol";

/// @notice From the due day on: money comes in by payments and goes out by claims, under one lock.
abstract contract Settlement is ReceivablesBase, Credits {
    /// @notice Payments in one call: at most about 80 000 gas each, which fits in a transaction of 2^24 gas.
    uint256 private constant MAX_PAYMENTS = 150;

    /// @notice Claims in one call: about 62 000 gas each where money is parked, which fits in a transaction of 2^24 gas
    /// with a currency that costs a third more.
    uint256 private constant MAX_CLAIMS = 200;

    /// @inheritdoc IReceivables
    function pay(ObligationId id, uint256 offered, bytes32 remittance)
        external
        nonReentrant
        returns (uint256 credited)
    {
        credited = _pay(id, offered, remittance);
        require(credited != 0, HeadwaterErrors.Receivables_NothingOwed(id));
    }

    /// @inheritdoc IReceivables
    function payMany(Payment[] calldata payments) external nonReentrant returns (uint256[] memory credited) {
        require(
            payments.length <= MAX_PAYMENTS,
            HeadwaterErrors.Receivables_BatchTooLarge(payments.length, MAX_PAYMENTS)
        );
        credited = new uint256[](payments.length);
        for (uint256 i = 0; i < payments.length; ++i) {
            credited[i] = _pay(payments[i].obligation, payments[i].offered, payments[i].remittance);
        }
    }

    /// @inheritdoc IReceivables
    function claim(ReceivableId id) external nonReentrant returns (uint256 amount) {
        bool claimed;
        (amount, claimed) = _claim(id);
        if (!claimed) _refuseClaim(id);
    }

    /// @inheritdoc IReceivables
    function claimMany(ReceivableId[] calldata ids) external nonReentrant returns (uint256[] memory amounts) {
        require(ids.length <= MAX_CLAIMS, HeadwaterErrors.Receivables_BatchTooLarge(ids.length, MAX_CLAIMS));
        amounts = new uint256[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            (amounts[i],) = _claim(ids[i]);
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IReceivables
    function obligation(ObligationId id) external view returns (Obligation memory) {
        ObligationRecord storage record = _requireObligation(id);
        return Obligation({
            obligor: record.obligor,
            currency: record.currency,
            liveFace: record.liveFace,
            cancelled: record.cancelled,
            paid: record.paid,
            dueDay: record.dueDay,
            graceDays: record.graceDays,
            lateRatePpm: record.lateRatePpm,
            lateBasis: record.traits & BASIS_365 != 0 ? CALENDAR_YEAR : BANKERS_YEAR,
            defaultDays: record.defaultDays,
            serials: record.serials,
            guarantor: _guarantors[id],
            documentRoot: record.documentRoot,
            status: _statusOf(record)
        });
    }

    /// @inheritdoc IReceivables
    function receivable(ReceivableId id) external view returns (Receivable memory) {
        Holding holding = _holding(id);
        ObligationRecord storage record = _obligations[id.obligationOf()];
        uint256 dueDay = record.dueDay;
        uint256 claimed = 0;
        uint256 claimable = 0;
        if (Calendar.today() >= dueDay) {
            (claimable,) = _dueDown(id, holding, record);
            claimed = _claimed[id];
        }
        return Receivable(
            id,
            holding.holderOf(),
            holding.valueOf(),
            claimed,
            claimable,
            record.obligor,
            record.currency,
            dueDay
        );
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    function _participants() internal view override returns (IParticipants) {
        return participants;
    }

    function _statusOf(ObligationRecord storage record) private view returns (Status) {
        if (Calendar.today() < record.dueDay) return Status.Open;
        return record.paid == record.liveFace ? Status.Settled : Status.Matured;
    }

    /// @dev The money comes first, because what arrives is what is credited; the lock makes that safe.
    function _pay(ObligationId id, uint256 offered, bytes32 remittance) private returns (uint256 credited) {
        ObligationRecord storage record = _requireObligation(id);
        _requireMatured(id, record.dueDay);
        uint256 owed = record.liveFace - record.paid;
        if (owed == 0) return 0;

        address currency = record.currency;
        credited = Transfers.move(msg.sender, address(this), IERC20(currency), Math.min(offered, owed));
        require(credited != 0, HeadwaterErrors.Receivables_NothingArrived(currency));
        record.paid += uint88(credited); // safe because at most the live face is owed
        _exposures[record.obligor][currency].outstanding -= uint128(credited); // safe for the same reason
        emit ObligationPaid(id, msg.sender, credited, remittance);
    }

    /// @dev A receivable's share of what was paid, less what it had; rounded down, the dust stays with the ledger until
    /// the obligation is paid in full, when every share is the value itself.
    function _dueDown(ReceivableId id, Holding holding, ObligationRecord storage record)
        private
        view
        returns (uint256 due, bool settled)
    {
        uint256 paid = record.paid;
        uint256 liveFace = record.liveFace;
        settled = paid == liveFace;
        // value and paid have 88 bits each: the product fits
        due = settled ? holding.valueOf() : holding.valueOf() * paid / liveFace;
        if (holding.has(PART_CLAIMED)) due -= _claimed[id];
    }

    /// @dev Does nothing for what is gone, not payable to this caller, or has nothing due: nobody stops the others.
    function _claim(ReceivableId id) private returns (uint256 amount, bool claimed) {
        Holding holding = _holdings[id];
        if (holding.isNone()) return (0, false);
        address holder = holding.holderOf();
        // slither-disable-next-line calls-loop (a view of the suite's own, not of a holder's)
        (bool accredited, bool custodian) = participants.isPayable(holder);
        if (custodian && msg.sender != holder) return (0, false);
        ObligationRecord storage record = _obligations[id.obligationOf()];
        bool settled;
        (amount, settled) = _dueDown(id, holding, record);
        // nothing is paid before the due day, so the day is looked at only where nothing is due
        if (amount == 0 && (!settled || Calendar.today() < record.dueDay)) return (0, false);

        _redeem(id, holding, amount, settled);
        return (_payOut(holder, record.currency, amount, accredited, custodian), true);
    }

    /// @dev Names why nothing was claimed on a receivable.
    function _refuseClaim(ReceivableId id) private view {
        address holder = _holding(id).holderOf();
        // slither-disable-next-line unused-return (whether it is accredited matters to where the money goes alone)
        (, bool custodian) = participants.isPayable(holder);
        require(!custodian || msg.sender == holder, HeadwaterErrors.Receivables_NotCustodian(id, holder));
        _requireMatured(id.obligationOf(), _obligations[id.obligationOf()].dueDay);
        revert HeadwaterErrors.Receivables_NothingToClaim(id);
    }

    /// @dev Notes that an amount was claimed; a receivable that has had all it is worth is burned.
    function _redeem(ReceivableId id, Holding holding, uint256 amount, bool settled) private {
        if (settled) {
            _burn(id, holding);
        } else {
            if (!holding.has(PART_CLAIMED)) _holdings[id] = holding.with(PART_CLAIMED);
            _claimed[id] += amount;
        }
        emit ReceivableClaimed(id, holding.holderOf(), amount);
    }

    /// @dev Pays a holder; what cannot be paid is parked, so that it stops nobody else. A custodian is paid or refused:
    /// only it can claim, so it stops nobody, and what it is told it got is what arrived.
    function _payOut(address holder, address currency, uint256 amount, bool accredited, bool custodian)
        private
        returns (uint256 paidOut)
    {
        if (amount == 0) return 0;
        if (custodian) {
            require(accredited, HeadwaterErrors.Participants_NotAccredited(holder));
            return Transfers.move(address(this), holder, IERC20(currency), amount);
        }
        _payOrPark(holder, currency, amount, accredited);
        return amount;
    }
}
