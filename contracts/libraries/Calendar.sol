// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeadwaterErrors} from "./HeadwaterErrors.sol";

/// @notice Days are UTC days, counted from 1970-01-01.
library Calendar {
    function today() internal view returns (uint256) {
        return block.timestamp / 1 days;
    }

    /// @notice Refuses after a second of Unix time.
    function requireInTime(uint256 deadline) internal view {
        // slither-disable-next-line timestamp (a deadline is a second of the chain's own clock)
        require(
            block.timestamp <= deadline, HeadwaterErrors.Calendar_DeadlinePassed(deadline, block.timestamp)
        );
    }

    /// @notice The date of a day, by the Gregorian calendar.
    /// @dev Counts from 0000-03-01, so that the leap day is a year's last: 719 468 days before 1970. An era has 400 years
    /// or 146 097 days; see H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    // slither-disable-next-line divide-before-multiply (whole eras, years and months are what is counted)
    function toDate(uint256 day) internal pure returns (uint256 year, uint256 month, uint256 date) {
        uint256 shifted = day + 719_468;
        uint256 era = shifted / 146_097;
        uint256 dayOfEra = shifted % 146_097;
        uint256 yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint256 shiftedMonth = (5 * dayOfYear + 2) / 153;
        date = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    }
}
