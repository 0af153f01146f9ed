"""Days as the ledger counts them: whole UTC days since 1970-01-01, which is day 0.

A due day is such a number; it begins at `start_of_day(day)`, a Unix timestamp in seconds.
"""

from __future__ import annotations

import datetime as dt

from headwater._errors import DayOutOfRange

SECONDS_PER_DAY = 86_400
_EPOCH = dt.date(1970, 1, 1).toordinal()
LAST_DAY = dt.date.max.toordinal() - _EPOCH
"""9999-12-31, the last day that a calendar date can name."""


def day_of(date: dt.date) -> int:
    """Give the UTC day number of a calendar date.

    Raises DayOutOfRange before 1970, TypeError for a datetime, whose day depends on a time zone.
    """
    if isinstance(date, dt.datetime):
        raise TypeError("A datetime has no day of its own: give a date.")
    return _checked(date.toordinal() - _EPOCH)


def date_of(day: int) -> dt.date:
    """Give the calendar date of a UTC day number; raises DayOutOfRange outside 0 … `LAST_DAY`."""
    return dt.date.fromordinal(_checked(day) + _EPOCH)


def start_of_day(day: int) -> int:
    """Give the Unix timestamp, in seconds, at which a UTC day begins; raises DayOutOfRange."""
    return _checked(day) * SECONDS_PER_DAY


def _checked(day: int) -> int:
    if not 0 <= day <= LAST_DAY:
        raise DayOutOfRange(f"Day {day} is not between 0 (1970-01-01) and {LAST_DAY} (9999-12-31).")
    return day
