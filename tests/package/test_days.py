"""Days are counted as the ledger counts them."""

import datetime as dt

import pytest

from headwater._days import LAST_DAY, date_of, day_of, start_of_day
from headwater._errors import DayOutOfRange, HeadwaterError


def test_the_first_day_is_zero():
    assert day_of(dt.date(1970, 1, 1)) == 0


@pytest.mark.parametrize("day", [0, 59, 789, 20_697, 24_855, LAST_DAY])
def test_a_day_and_its_date_name_each_other(day):
    assert day_of(date_of(day)) == day


def test_the_sample_falls_due_ninety_days_after_its_issue():
    assert day_of(dt.date(2026, 11, 30)) - day_of(dt.date(2026, 9, 1)) == 90


def test_a_day_begins_at_midnight_utc():
    moment = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
    assert start_of_day(day_of(dt.date(2026, 11, 30))) == int(moment.timestamp())


def test_the_leap_day_is_counted():
    assert day_of(dt.date(2028, 3, 1)) - day_of(dt.date(2028, 2, 28)) == 2


@pytest.mark.parametrize("day", [-1, LAST_DAY + 1, 2**32])
def test_a_day_that_no_date_names_is_refused(day):
    for function in (date_of, start_of_day):
        with pytest.raises(DayOutOfRange, match=f"Day {day} is not between"):
            function(day)


def test_a_date_before_1970_is_refused():
    with pytest.raises(HeadwaterError, match="Day -1 is not between"):
        day_of(dt.date(1969, 12, 31))


def test_a_datetime_is_refused_for_its_time_zone():
    with pytest.raises(TypeError, match="give a date"):
        day_of(dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
