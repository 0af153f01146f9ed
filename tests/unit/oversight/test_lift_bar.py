import pytest

from tests.stage import logged, refused
from tests.unit.oversight.conftest import REASON


@pytest.fixture
def lift_bar(issuance, operator, company):
    return lambda: issuance.liftBar(company, REASON, {"from": operator})


@pytest.fixture
def recorded(root, default, record):
    """The root's obligation, of which the default is on record."""
    default()
    record()


class TestLiftBar:
    """Rule O5."""

    class TestGivenADefaultIsOnRecord:
        def test_it_should_let_the_company_issue_again(self, stage, recorded, lift_bar, barred):
            lift_bar()
            assert not barred()
            stage.issue()

        def test_it_should_log_it_with_its_reason(self, recorded, lift_bar, company):
            assert logged(lift_bar(), "BarLifted") == [{"legalIdentity": company, "reasonHash": REASON}]

        def test_it_should_leave_the_default_on_record(self, issuance, recorded, lift_bar):
            lift_bar()
            assert issuance.isDefaultRecorded(1)

        def test_it_should_refuse_a_second_time(self, recorded, lift_bar, company):
            lift_bar()
            with refused("Issuance_NotBarred", company):
                lift_bar()

    class TestGivenTheCompanyHasAHoldToo:
        def test_it_should_bar_the_company_still(self, recorded, hold, lift, lift_bar, barred):
            hold()
            lift_bar()
            assert barred()
            lift()
            assert not barred()

    class TestGivenThereIsAHoldAlone:
        def test_it_should_refuse(self, root, hold, lift_bar, company):
            hold()
            with refused("Issuance_NotBarred", company):
                lift_bar()

    class TestGivenThereIsNothing:
        def test_it_should_refuse(self, lift_bar, company):
            with refused("Issuance_NotBarred", company):
                lift_bar()

    class TestWhenTheCallerIsNotTheOperator:
        def test_it_should_refuse(self, issuance, recorded, anchor, company):
            with refused("AccessManagedUnauthorized", anchor):
                issuance.liftBar(company, REASON, {"from": anchor})
