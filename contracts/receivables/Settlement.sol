// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {SupervisionErrors} from "../libraries/SupervisionErrors.sol";
import {Transfers} from "../libraries/Transfers.sol";
import {Holding, PART_CLAIMED} from "../types/Holding.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Payment, Receivable} from "../types/ReceivableTypes.sol";
import {Arrears} from "./Arrears.sol";

/// @notice From the due day on: money comes in by payments and goes out by claims, under one lock.
abstract contract Settlement is Arrears {
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
        credited = _pay(id, offered, remittance, false);
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
            credited[i] = _pay(payments[i].obligation, payments[i].offered, payments[i].remittance, false);
        }
    }

    /// @inheritdoc IReceivables
    function payAsGuarantor(ObligationId id, uint256 offered, bytes32 remittance)
        external
        nonReentrant
        returns (uint256 credited)
    {
        require(
            msg.sender == _guarantees[id].guarantor,
            SupervisionErrors.Receivables_NotGuarantor(id, msg.sender)
        );
        (,, bool frozen) = _isPayable(msg.sender);
        require(!frozen, SupervisionErrors.Participants_AccountFrozen(msg.sender));
        credited = _pay(id, offered, remittance, true);
        require(credited != 0, HeadwaterErrors.Receivables_NothingOwed(id));
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
    function receivable(ReceivableId id) external view returns (Receivable memory shown) {
        Holding holding = _holding(id);
        ObligationRecord storage record = _obligations[id.obligationOf()];
        (shown.id, shown.holder, shown.value) = (id, holding.holderOf(), holding.valueOf());
        (shown.obligor, shown.dueDay, shown.currency) = (record.obligor, record.dueDay, record.currency);
        if (Calendar.today() >= shown.dueDay) {
            (shown.claimable,,) = _dueDown(id, holding, record);
            shown.claimed = _claimed[id];
        }
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    function _participants() internal view override returns (IParticipants) {
        return participants;
    }

    // slither-disable-start calls-loop (views of the suite's own, not of a holder's)
    function _isPayable(address holder) private view returns (bool accredited, bool custodian, bool frozen) {
        return participants.isPayable(holder);
    }

    // slither-disable-end calls-loop

    /// @dev The money comes first, because what arrives is what is credited; the lock makes that safe.
    function _pay(ObligationId id, uint256 offered, bytes32 remittance, bool byGuarantor)
        private
        returns (uint256 credited)
    {
        ObligationRecord storage record = _requireObligation(id);
        _requireMatured(id, record.dueDay);
        Dues memory dues = _duesOn(Calendar.today(), id, record);
        uint256 owed = byGuarantor ? dues.principal + dues.interest : _owedOf(dues);
        if (owed == 0) return 0;
        if (!byGuarantor && dues.halted) _requirePayer(id);

        address currency = record.currency;
        credited = Transfers.move(msg.sender, address(this), IERC20(currency), Math.min(offered, owed));
        require(credited != 0, HeadwaterErrors.Receivables_NothingArrived(currency));
        _book(id, record, dues, currency, credited, byGuarantor);
        emit ObligationPaid(id, msg.sender, credited, remittance);
    }

    /// @dev A frozen obligation takes payments; one on hold takes them from the account that the order names.
    function _requirePayer(ObligationId id) private view {
        address payer = _holdOn(id).payer;
        require(
            payer == address(0) || payer == msg.sender, SupervisionErrors.Receivables_NotPayer(id, msg.sender)
        );
    }

    /// @dev A receivable's share of what reached holders, principal and interest, less what it had; rounded down, the dust stays
    /// with the ledger. Principal paid in full is the end: interest was paid before it.
    function _dueDown(ReceivableId id, Holding holding, ObligationRecord storage record)
        private
        view
        returns (uint256 due, bool burns, bool frozen)
    {
        (uint256 paid, uint256 interest, uint256 liveFace) =
            (record.paid, record.interestPaid, record.liveFace);
        frozen = record.frozen;
        bool settled = paid == liveFace;
        burns = settled && !record.halted;
        // a value has 88 bits, what was paid 112: the product fits
        due = settled && interest == 0 ? holding.valueOf() : holding.valueOf() * (paid + interest) / liveFace;
        if (holding.has(PART_CLAIMED)) due -= _claimed[id];
    }

    /// @dev Does nothing for what is gone, not payable to this caller, or has nothing due: nobody stops the others.
    function _claim(ReceivableId id) private returns (uint256 amount, bool claimed) {
        Holding holding = _holdings[id];
        if (holding.isNone()) return (0, false);
        address holder = holding.holderOf();
        (bool accredited, bool custodian, bool stopped) = _isPayable(holder);
        if ((custodian && msg.sender != holder) || stopped || _isFrozen(id, holding)) return (0, false);
        ObligationRecord storage record = _obligations[id.obligationOf()];
        bool last;
        (amount, last, stopped) = _dueDown(id, holding, record);
        if (stopped) return (0, false);
        last = last && accredited; // who may not send keeps what is redeemed, and is parked its money
        // nothing is paid before the due day, so the day is looked at only where nothing is due
        if (amount == 0 && (!last || Calendar.today() < record.dueDay)) return (0, false);

        _redeem(id, holding, amount, last);
        return (_payOut(holder, record.currency, amount, accredited, custodian), true);
    }

    /// @dev Names why nothing was claimed on a receivable.
    function _refuseClaim(ReceivableId id) private view {
        Holding holding = _holding(id);
        address holder = holding.holderOf();
        (, bool custodian, bool frozen) = _isPayable(holder);
        require(!custodian || msg.sender == holder, HeadwaterErrors.Receivables_NotCustodian(id, holder));
        require(!frozen, SupervisionErrors.Participants_AccountFrozen(holder));
        _requireUnfrozen(id, holding);
        ObligationRecord storage record = _obligations[id.obligationOf()];
        require(!record.frozen, SupervisionErrors.Receivables_ObligationFrozen(id.obligationOf()));
        _requireMatured(id.obligationOf(), record.dueDay);
        revert HeadwaterErrors.Receivables_NothingToClaim(id);
    }

    /// @dev Notes that an amount was claimed; a receivable that has had all it is worth is burned.
    function _redeem(ReceivableId id, Holding holding, uint256 amount, bool last) private {
        if (last) {
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
