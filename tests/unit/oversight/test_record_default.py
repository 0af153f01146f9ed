import pytest

from tests.stage import FACE, logged, refused
from tests.unit.oversight.conftest import DEFAULT_DAYS, GRACE, REASON

NOT_IN_DEFAULT = "Defaults_NotInDefault"


class TestRecordDefault:
    """Rule O4."""

    class TestGivenTheObligationIsInDefault:
        @pytest.fixture(autouse=True)
        def _late(self, root, default):
            default()

        def test_it_should_be_on_record(self, issuance, record):
            assert not issuance.isDefaultRecorded(1)
            record()
            assert issuance.isDefaultRecorded(1)

        def test_it_should_log_obligation_and_company(self, record, anchor, company):
            said = {"obligation": 1, "obligor": anchor, "legalIdentity": company}
            assert logged(record(), "DefaultRecorded") == [said]

        def test_it_should_bar_the_obligors_company(self, record, barred):
            assert not barred()
            record()
            assert barred()

        @pytest.mark.parametrize("who", ["anchor", "supplier", "tier3", "operator"])
        def test_it_should_be_anybodys_call(self, stage, issuance, barred, who):
            issuance.recordDefault(1, {"from": stage.cast[who]})
            assert barred()

        def test_it_should_refuse_a_second_time(self, record):
            record()
            with refused("Issuance_DefaultOnRecord", 1):
                record()

        def test_it_should_refuse_a_second_time_after_the_bar_was_lifted(self, issuance, operator, record, company):
            record()
            issuance.liftBar(company, REASON, {"from": operator})
            with refused("Issuance_DefaultOnRecord", 1):
                record()

        def test_it_should_take_a_part_paid_one(self, pay, record, barred):
            pay("anchor", 100_000)
            record()
            assert barred()

        def test_it_should_bar_it_by_each_obligation_that_defaults(
            self, stage, issuance, operator, record, company, barred
        ):
            stage.issue()
            record()
            issuance.liftBar(company, REASON, {"from": operator})
            stage.move_to(stage.now() + 90 + GRACE + DEFAULT_DAYS + 1)
            record(2)
            assert barred()

    class TestGivenTheDefaultPeriod:
        @pytest.mark.parametrize("days", [-1, 0])
        def test_it_should_refuse_before_the_due_day(self, stage, root, record, due_day, days):
            stage.move_to(due_day + days)
            with refused(NOT_IN_DEFAULT, 1):
                record()

        def test_it_should_refuse_in_grace(self, stage, root, record, due_day):
            stage.move_to(due_day + GRACE)
            with refused(NOT_IN_DEFAULT, 1):
                record()

        def test_it_should_refuse_on_the_last_day_of_the_period(self, stage, root, record, due_day):
            stage.move_to(due_day + GRACE + DEFAULT_DAYS)
            with refused(NOT_IN_DEFAULT, 1):
                record()

        def test_it_should_take_the_first_day_after_it(self, stage, root, record, due_day, barred):
            stage.move_to(due_day + GRACE + DEFAULT_DAYS + 1)
            record()
            assert barred()

        def test_it_should_keep_the_period_of_its_issue(self, stage, issuance, limits, root, record, due_day):
            limits(1, 3650, 32, 10)
            stage.move_to(due_day + GRACE + DEFAULT_DAYS)
            with refused(NOT_IN_DEFAULT, 1):
                record()

    class TestGivenAllIsPaid:
        def test_it_should_refuse(self, stage, root, pay, record, default):
            stage.mature(root)
            pay("anchor", FACE)
            default()
            with refused(NOT_IN_DEFAULT, 1):
                record()

        def test_it_should_refuse_what_was_paid_after_the_default(self, root, pay, record, default):
            default()
            pay("anchor", 2 * FACE)
            with refused(NOT_IN_DEFAULT, 1):
                record()

    class TestWhenTheObligationDoesNotExist:
        @pytest.mark.parametrize("number", [0, 2, 2**64 - 1])
        def test_it_should_refuse(self, root, record, number):
            with refused("Receivables_NoSuchObligation", number):
                record(number)
