// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Holding, PART_CLAIMED} from "../types/Holding.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Obligation, Receivable, Status} from "../types/ReceivableTypes.sol";
import {ReceivablesBase} from "./ReceivablesBase.sol";

/// @notice From the due day on: money comes in by payments and goes out by claims, under one lock.
abstract contract Settlement is ReceivablesBase, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice Claims in one call: about 25 000 gas each, so that it fits in a transaction of 2^24 gas.
    uint256 public constant MAX_CLAIMS = 300;

    /// @inheritdoc IReceivables
    mapping(address account => mapping(address currency => uint256)) public creditOf;

    /// @inheritdoc IReceivables
    /// @dev The money comes first, because what arrives is what is credited; the lock makes that safe.
    function pay(ObligationId obligation_, uint256 offered, bytes32 remittance)
        external
        nonReentrant
        returns (uint256 credited)
    {
        ObligationRecord storage record = _requireObligation(obligation_);
        _requireMatured(obligation_, record.dueDay);
        uint256 owed = record.liveFace - record.paid;
        require(owed != 0, HeadwaterErrors.Receivables_NothingOwed(obligation_));

        address currency = record.currency;
        credited = _collect(IERC20(currency), Math.min(offered, owed));
        record.paid += uint88(credited); // safe because at most the live face is owed
        _exposures[record.obligor][currency].outstanding -= uint128(credited); // safe for the same reason
        emit ObligationPaid(obligation_, msg.sender, credited, remittance);
    }

    /// @inheritdoc IReceivables
    function claim(ReceivableId id) external nonReentrant returns (uint256 amount) {
        Holding holding = _holding(id);
        ObligationId obligation_ = id.obligationOf();
        ObligationRecord storage record = _obligations[obligation_];
        _requireMatured(obligation_, record.dueDay);
        address holder = holding.holderOf();
        (bool accredited, bool custodian) = participants.isPayable(holder);
        require(!custodian || msg.sender == holder, HeadwaterErrors.Receivables_NotCustodian(id, holder));
        bool settled;
        (amount, settled) = _dueDown(id, holding, record);
        require(amount != 0 || settled, HeadwaterErrors.Receivables_NothingToClaim(id));

        _payOut(id, holding, record.currency, amount, settled, accredited);
    }

    /// @inheritdoc IReceivables
    function claimMany(ReceivableId[] calldata ids) external nonReentrant returns (uint256[] memory amounts) {
        require(ids.length <= MAX_CLAIMS, HeadwaterErrors.Receivables_BatchTooLarge(ids.length, MAX_CLAIMS));
        amounts = new uint256[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            amounts[i] = _claimIfDue(ids[i]);
        }
    }

    /// @inheritdoc IReceivables
    function withdrawCredit(address currency, address to) external nonReentrant returns (uint256 amount) {
        amount = creditOf[msg.sender][currency];
        require(amount != 0, HeadwaterErrors.Receivables_NoCredit(msg.sender, currency));
        participants.requireAccredited(to);
        require(
            to == msg.sender || participants.legalIdentityOf(to) == participants.legalIdentityOf(msg.sender),
            HeadwaterErrors.Receivables_IdentityMismatch(msg.sender, to)
        );

        delete creditOf[msg.sender][currency];
        emit CreditWithdrawn(msg.sender, to, currency, amount);
        IERC20(currency).safeTransfer(to, amount);
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
            lateBasis: record.flags & BASIS_365 != 0 ? CALENDAR_YEAR : BANKERS_YEAR,
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
        (uint256 claimable,) = _dueDown(id, holding, _obligations[id.obligationOf()]);
        return Receivable(id, holding.holderOf(), holding.valueOf(), _claimed[id], claimable);
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    function _statusOf(ObligationRecord storage record) private view returns (Status) {
        if (Calendar.today() < record.dueDay) return Status.Open;
        return record.paid == record.liveFace ? Status.Settled : Status.Matured;
    }

    /// @dev Takes money from the caller and tells what arrived, never more than was asked for.
    function _collect(IERC20 currency, uint256 amount) private returns (uint256 arrived) {
        uint256 before = currency.balanceOf(address(this));
        currency.safeTransferFrom(msg.sender, address(this), amount);
        arrived = Math.min(Math.saturatingSub(currency.balanceOf(address(this)), before), amount);
        require(arrived != 0, HeadwaterErrors.Receivables_NothingArrived(address(currency)));
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

    /// @dev Passes over what is gone, not payable to this caller, or has nothing due: nobody stops the others.
    function _claimIfDue(ReceivableId id) private returns (uint256 due) {
        Holding holding = _holdings[id];
        ObligationRecord storage record = _obligations[id.obligationOf()];
        if (holding.isNone() || Calendar.today() < record.dueDay) return 0;
        // slither-disable-next-line calls-loop (a view of the suite's own, not of a holder's)
        (bool accredited, bool custodian) = participants.isPayable(holding.holderOf());
        if (custodian && msg.sender != holding.holderOf()) return 0;
        bool settled;
        (due, settled) = _dueDown(id, holding, record);
        if (due != 0 || settled) _payOut(id, holding, record.currency, due, settled, accredited);
    }

    /// @dev Notes the claim, then tries to pay; what cannot be paid is parked, so that it stops nobody else.
    function _payOut(
        ReceivableId id,
        Holding holding,
        address currency,
        uint256 amount,
        bool settled,
        bool accredited
    ) private {
        address holder = holding.holderOf();
        if (settled) {
            _burn(id, holding);
        } else {
            if (!holding.has(PART_CLAIMED)) _holdings[id] = holding.with(PART_CLAIMED);
            _claimed[id] += amount;
        }
        emit ReceivableClaimed(id, holder, amount);

        if (amount == 0) return;
        if (accredited && IERC20(currency).trySafeTransfer(holder, amount)) return;
        creditOf[holder][currency] += amount;
        emit AmountParked(holder, currency, amount);
    }
}
