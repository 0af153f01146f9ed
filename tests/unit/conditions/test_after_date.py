import pytest

from tests.unit.conditions.conftest import DEADLINE, PPM


@pytest.fixture
def tomorrow(conditions, today):
    return conditions.after_date(today + 1)


class TestAfterDate:
    """Rule K3."""

    class TestGivenTheDayIsByTheDeadline:
        def test_it_should_not_be_met_before_it(self, ask, tomorrow):
            assert ask(tomorrow) == 0

        @pytest.mark.parametrize("later", [1, 2, DEADLINE, DEADLINE + 1, 10_000])
        def test_it_should_be_met_in_full_from_it_on(self, stage, ask, place, tomorrow, today, later):
            where = place()
            stage.move_to(today + later)
            assert ask(tomorrow, deadline=where[-1]) == PPM

        def test_it_should_not_be_met_a_second_before_it(self, stage, ask, tomorrow, today):
            stage.programme.w3.provider.make_request("evm_setNextBlockTimestamp", [(today + 1) * 86_400 - 1])
            stage.programme.w3.provider.make_request("evm_mine", [])
            assert ask(tomorrow) == 0

        def test_it_should_be_met_on_the_deadline_itself(self, stage, ask, conditions, today):
            stage.move_to(today + DEADLINE)
            assert ask(conditions.after_date(today + DEADLINE), deadline=today + DEADLINE) == PPM

    class TestGivenTheDayIsAfterTheDeadline:
        @pytest.mark.parametrize("later", [0, DEADLINE + 1, DEADLINE + 100])
        def test_it_should_never_be_met(self, stage, ask, conditions, today, later):
            stage.move_to(today + later)
            assert ask(conditions.after_date(today + DEADLINE + 1), deadline=today + DEADLINE) == 0

    class TestWhenEvidenceIsShown:
        def test_it_should_pay_no_heed(self, ask, conditions, tomorrow, today):
            assert ask(tomorrow, b"\x01" * 77) == 0
            assert ask(conditions.after_date(today), b"\x01" * 77) == PPM

    class TestWhenItsTermsAreChecked:
        def test_it_should_stand_on_the_chain_alone(self, check, tomorrow):
            assert check(tomorrow) is True

        def test_it_should_refuse_what_it_cannot_read(self, panics, tomorrow, junk):
            panics(junk(tomorrow), view="check")

    class TestGivenAMilestoneUnderIt:
        def test_it_should_release_all_from_the_day_on(self, stage, begin, release, released, tomorrow, today):
            terms = begin(tomorrow)
            stage.move_to(today + 1)
            release(terms)
            assert released(terms) == terms.milestones[0].amount
