// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {Credits} from "../libraries/Credits.sol";
import {Interest} from "../libraries/Interest.sol";
import {SupervisionErrors} from "../libraries/SupervisionErrors.sol";
import {ObligationId} from "../types/ReceivableId.sol";
import {
    BANKERS_YEAR,
    CALENDAR_YEAR,
    Guarantee,
    Hold,
    Obligation,
    Position,
    Status
} from "../types/ReceivableTypes.sol";
import {ReceivablesBase} from "./ReceivablesBase.sol";

/// @notice What is owed on a day, and how a payment is booked: late interest to holders, then principal, then what a
/// guarantor has advanced. Interest is kept as an exact sum and rounded when it is read, so that many small payments come to
/// what one comes to. docs/MATHS.md.
abstract contract Arrears is ReceivablesBase, Credits {
    /// @dev What one payment would settle, and the exact interest behind it.
    struct Dues {
        uint256 principal;
        uint256 interest;
        uint256 advanced;
        uint256 accrued; // base units × ppm × days
        uint256 reckonedDay; // up to when interest is in `accrued`; 0: grace is not over
        bool halted; // there is a hold or a freeze
    }

    /// @inheritdoc IReceivables
    function obligation(ObligationId id) external view returns (Obligation memory) {
        ObligationRecord storage record = _requireObligation(id);
        uint256 today = Calendar.today();
        return Obligation({
            obligor: record.obligor,
            currency: record.currency,
            liveFace: record.liveFace,
            cancelled: record.cancelled,
            paid: record.paid,
            interestPaid: record.interestPaid,
            dueDay: record.dueDay,
            graceDays: record.graceDays,
            lateRatePpm: record.lateRatePpm,
            lateBasis: _basisOf(record),
            defaultDays: record.defaultDays,
            serials: record.serials,
            guarantor: _guarantees[id].guarantor,
            documentRoot: record.documentRoot,
            status: _statusOn(today, record, _owedOf(_duesOn(today, id, record)))
        });
    }

    /// @inheritdoc IReceivables
    function position(ObligationId id, uint24 day) external view returns (Position memory) {
        ObligationRecord storage record = _requireObligation(id);
        uint256 today = Calendar.today();
        require(day >= today, SupervisionErrors.Receivables_DayPast(day, today));
        Dues memory dues = _duesOn(day, id, record);
        uint256 owed = _owedOf(dues);
        return Position({
            principal: dues.principal,
            interest: dues.interest,
            advanced: dues.advanced,
            owed: owed,
            paid: record.paid,
            interestPaid: record.interestPaid,
            daysLate: owed == 0 ? 0 : Math.saturatingSub(day, record.dueDay),
            status: _statusOn(day, record, owed)
        });
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    /// @dev accrued = Σ unpaid principal × rate × days, from the end of grace on; interest = ⌈accrued / (basis × 10^6)⌉ less what
    /// was paid of it. A hold's last day can lie before what was paid already: that much is not owed again.
    function _duesOn(uint256 day, ObligationId id, ObligationRecord storage record)
        internal
        view
        returns (Dues memory dues)
    {
        (uint256 paid, uint256 reckonedDay, bool advanced) =
            (record.paid, record.reckonedDay, record.advanced);
        (uint256 graceEnds, uint256 traits) = (_lastDayOfGrace(record), record.traits);
        dues.principal = record.liveFace - paid;
        dues.halted = traits & HALTED != 0;
        if (advanced) dues.advanced = _advancedOf(_guarantees[id]);
        if (day <= graceEnds) return dues;
        uint256 from = Math.max(reckonedDay, graceEnds);
        dues.reckonedDay = Math.max(from, dues.halted ? Math.min(day, _lastInterestDay(id)) : day);
        // fits: a value has 88 bits, a rate 24, days 24
        dues.accrued = record.accrued + dues.principal * record.lateRatePpm * (dues.reckonedDay - from);
        dues.interest =
            Math.saturatingSub(Interest.ratedUp(dues.accrued, _basisOf(record)), record.interestPaid);
    }

    /// @dev Books what arrived. The exact interest is kept where principal is paid: as long as interest is paid alone, it
    /// follows from the days.
    function _book(
        ObligationId id,
        ObligationRecord storage record,
        Dues memory dues,
        address currency,
        uint256 credited,
        bool byGuarantor
    ) internal {
        uint256 interest = Math.min(credited, dues.interest);
        uint256 principal = Math.min(credited - interest, dues.principal);
        uint256 repaid = credited - interest - principal;
        if (dues.reckonedDay != 0 && principal + repaid != 0) {
            record.reckonedDay = uint24(dues.reckonedDay); // safe because it is today at the latest
            record.accrued = uint136(dues.accrued); // safe because its factors have 136 bits together
            record.paidLateDay = uint24(Calendar.today()); // safe until the year 47 000
        }
        record.paid += uint88(principal); // safe because at most the live face is owed
        if (interest != 0) {
            record.interestPaid += uint112(interest); // safe because all interest is at most accrued / (360 × 10^6)
            emit LateInterestPaid(id, interest);
        }
        if (byGuarantor) {
            _advance(id, record, principal, interest);
        } else {
            _exposures[record.obligor][currency].outstanding -= uint128(principal); // safe: 88 bits
            if (repaid != 0) _repay(id, record, repaid);
        }
    }

    /// @dev The hold on an obligation that is halted; zero: it is frozen only.
    function _holdOn(ObligationId id) internal view virtual returns (Hold memory);

    function _lastDayOfGrace(ObligationRecord storage record) internal view returns (uint256) {
        return uint256(record.dueDay) + record.graceDays;
    }

    /// @dev Holders had it as from the obligor, who still owes it.
    function _advance(ObligationId id, ObligationRecord storage record, uint256 principal, uint256 interest)
        private
    {
        Guarantee storage guarantee = _guarantees[id];
        record.advanced = true;
        guarantee.principal += uint88(principal); // safe because it is at most the live face
        guarantee.interest += uint112(interest); // safe because it is at most all interest
        emit GuarantorAdvanced(id, guarantee.guarantor, principal, interest);
    }

    /// @dev Credits the guarantor, whose money stops nobody's payment.
    function _repay(ObligationId id, ObligationRecord storage record, uint256 amount) private {
        Guarantee storage guarantee = _guarantees[id];
        uint256 interest = Math.min(amount, guarantee.interest);
        uint256 principal = amount - interest;
        guarantee.interest -= uint112(interest); // safe because it is at most what is left
        guarantee.principal -= uint88(principal); // safe because the amount is at most both together
        record.advanced = _advancedOf(guarantee) != 0;
        _exposures[record.obligor][record.currency].outstanding -= uint128(principal); // safe: 88 bits
        emit GuarantorRepaid(id, guarantee.guarantor, principal, interest);
        _park(guarantee.guarantor, record.currency, amount);
    }

    function _lastInterestDay(ObligationId id) private view returns (uint256) {
        Hold memory hold = _holdOn(id);
        return hold.payer == address(0) ? type(uint256).max : hold.lastInterestDay;
    }

    function _basisOf(ObligationRecord storage record) private view returns (uint256) {
        return record.traits & BASIS_365 != 0 ? CALENDAR_YEAR : BANKERS_YEAR;
    }

    function _statusOn(uint256 day, ObligationRecord storage record, uint256 owed)
        private
        view
        returns (Status)
    {
        if (day < record.dueDay) return Status.Open;
        uint256 graceEnds = _lastDayOfGrace(record);
        uint256 defaultFrom = graceEnds + record.defaultDays;
        if (owed == 0) return record.paidLateDay > defaultFrom ? Status.Recovered : Status.Settled;
        if (day <= graceEnds) return Status.Matured;
        return day <= defaultFrom ? Status.Overdue : Status.Defaulted;
    }

    function _advancedOf(Guarantee storage guarantee) private view returns (uint256) {
        return uint256(guarantee.principal) + guarantee.interest;
    }

    function _owedOf(Dues memory dues) internal pure returns (uint256) {
        return dues.principal + dues.interest + dues.advanced;
    }
}
