import pytest

from tests.stage import FACE, TOKEN, ZERO, logged, refused
from tests.unit.oversight.conftest import OTHER_REASON, REASON


class TestLiftHold:
    """Rule O1."""

    class TestGivenThereIsAHold:
        @pytest.fixture(autouse=True)
        def _held(self, child, hold):
            hold()

        def test_it_should_show_none_any_more(self, lift, on):
            lift()
            assert on() == (ZERO, 0)

        def test_it_should_log_it_with_its_reason(self, lift):
            assert logged(lift(reason=OTHER_REASON), "HoldLifted") == [{"obligation": 1, "reasonHash": OTHER_REASON}]

        def test_it_should_bar_the_company_no_more(self, stage, lift, barred):
            lift()
            assert not barred()
            stage.issue()

        def test_it_should_let_receivables_move_and_anybody_pay_again(
            self, stage, receivables, lift, pay, child, tier2, tier3
        ):
            lift()
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
            stage.mature(child)
            pay("financier", FACE)
            assert receivables.obligation(1)["paid"] == FACE

        def test_it_should_let_a_hold_be_placed_again(self, lift, hold, on, barred, tier3):
            lift()
            hold()
            assert (on()[0], barred()) == (tier3, True)

    class TestGivenTheCompanyHasAHoldOnAnotherObligationToo:
        def test_it_should_bar_the_company_still(self, stage, root, hold, lift, barred):
            stage.issue()
            hold(1)
            hold(2)
            lift(1)
            assert barred()
            lift(2)
            assert not barred()

    class TestGivenTheCompanyHasADefaultOnRecordToo:
        def test_it_should_bar_the_company_still(self, root, hold, lift, default, record, barred):
            default()
            record()
            hold()
            lift()
            assert barred()

    class TestGivenThereIsNone:
        def test_it_should_refuse(self, root, lift):
            with refused("Issuance_NoHold", 1):
                lift()

        def test_it_should_refuse_a_second_time(self, root, hold, lift):
            hold()
            lift()
            with refused("Issuance_NoHold", 1):
                lift()

    class TestWhenTheCallerIsNotTheSupervisor:
        def test_it_should_refuse(self, issuance, root, hold, stranger):
            hold()
            with refused("AccessManagedUnauthorized", stranger):
                issuance.liftHold(1, REASON, {"from": stranger})
