import pytest

from tests.stage import refused
from tests.unit.oversight.conftest import GRACE


@pytest.fixture
def from_day(due_day):
    """The day on which grace ends: interest is for the days after it."""
    return due_day + GRACE


class TestHeldInterest:
    """Rule O3."""

    class TestGivenNoInterestAccruesAfterADay:
        def test_it_should_accrue_through_that_day(self, root, hold, from_day, interest, accrued):
            hold(last_day=from_day + 10)
            assert [interest(from_day + days) for days in (9, 10)] == [accrued(9), accrued(10)]

        def test_it_should_stand_still_after_it(self, root, hold, from_day, interest, accrued):
            hold(last_day=from_day + 10)
            assert [interest(from_day + days) for days in (11, 400)] == [accrued(10)] * 2

        @pytest.mark.parametrize("days", [0, -5, -60, None])
        def test_it_should_accrue_nothing_when_the_day_is_in_grace_or_before(
            self, root, hold, from_day, interest, days
        ):
            hold(last_day=0 if days is None else from_day + days)
            assert interest(from_day + 400) == 0

        def test_it_should_leave_one_whose_day_is_still_to_come(self, root, hold, from_day, interest, accrued):
            hold(last_day=2**24 - 1)
            assert interest(from_day + 400) == accrued(400)

        def test_it_should_tell_nothing_of_days_that_are_past(self, stage, root, hold, from_day, interest):
            hold(last_day=from_day + 10)
            stage.move_to(from_day + 20)
            with refused("Receivables_DayPast", from_day + 19, from_day + 20):
                interest(from_day + 19)

    class TestGivenInterestWasOwedAlready:
        def test_it_should_take_back_what_the_day_makes_void(self, stage, root, hold, from_day, interest, accrued):
            stage.move_to(from_day + 30)
            assert interest(from_day + 30) == accrued(30)
            hold(last_day=from_day + 10)
            assert interest(from_day + 30) == accrued(10)

        def test_it_should_not_pay_back_what_was_paid(
            self, stage, receivables, root, hold, from_day, pay, interest, accrued
        ):
            stage.move_to(from_day + 30)
            pay("anchor", accrued(30) - 1)
            hold(last_day=from_day + 10)
            assert (interest(from_day + 30), interest(from_day + 60)) == (0, 0)
            assert receivables.obligation(1)["interestPaid"] == accrued(30) - 1

    class TestGivenAnotherHoldReplacesIt:
        def test_it_should_reckon_by_its_day(self, root, hold, from_day, interest, accrued):
            hold(last_day=from_day + 10)
            hold(last_day=from_day + 20)
            assert interest(from_day + 400) == accrued(20)

    class TestGivenTheHoldIsLifted:
        def test_it_should_accrue_as_if_there_had_been_none(self, stage, root, hold, lift, from_day, interest, accrued):
            hold(last_day=from_day)
            stage.move_to(from_day + 30)
            assert interest(from_day + 30) == 0
            lift()
            assert interest(from_day + 40) == accrued(40)
