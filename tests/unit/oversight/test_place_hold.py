import pytest

from tests.stage import TOKEN, ZERO, logged, plain, refused
from tests.unit.oversight.conftest import OTHER_REASON, REASON


class TestPlaceHold:
    """Rule O1."""

    class TestWhenAHoldIsPlaced:
        def test_it_should_show_the_payer_and_the_last_day_of_interest(self, root, hold, on, tier3, today):
            assert on() == (ZERO, 0)
            hold(last_day=today + 100)
            assert on() == (tier3, today + 100)

        def test_it_should_log_it_with_its_reason(self, root, hold, tier3, today):
            (log,) = logged(hold(), "HoldPlaced")
            said = {"obligation": 1, "payer": tier3, "lastInterestDay": today, "reasonHash": REASON}
            assert log == said

        def test_it_should_bar_the_obligors_company(self, root, hold, barred):
            assert not barred()
            hold()
            assert barred()

        def test_it_should_leave_the_obligation_and_its_receivables(self, receivables, root, hold, owed):
            before = (plain(receivables.obligation(1)), plain(receivables.receivable(root)), owed())
            hold()
            assert (plain(receivables.obligation(1)), plain(receivables.receivable(root)), owed()) == before

        @pytest.mark.parametrize("day", [0, 1, 2**24 - 1])
        def test_it_should_take_a_day_that_is_past_and_one_that_comes(self, root, hold, on, tier3, day):
            hold(last_day=day)
            assert on() == (tier3, day)

        def test_it_should_take_an_obligation_that_is_due(self, stage, root, hold, on, tier3):
            stage.mature(root)
            hold()
            assert on()[0] == tier3

    class TestGivenThereIsAHold:
        def test_it_should_be_replaced_by_another(self, root, hold, on, tier2, today):
            hold()
            (log,) = logged(hold(payer=tier2, last_day=today + 7, reason=OTHER_REASON), "HoldPlaced")
            assert (log["payer"], log["lastInterestDay"], log["reasonHash"]) == (tier2, today + 7, OTHER_REASON)
            assert on() == (tier2, today + 7)

        def test_it_should_be_lifted_once_all_the_same(self, root, hold, lift, on, barred):
            hold()
            hold()
            lift()
            assert (on(), barred()) == ((ZERO, 0), False)

        def test_it_should_leave_other_obligations(self, stage, receivables, root, hold, on, supplier, tier2):
            other = stage.issue()
            hold()
            assert on(2) == (ZERO, 0)
            receivables.transferFrom[TOKEN](supplier, tier2, other, {"from": supplier})

    class TestWhenWhatIsOrderedIsWrong:
        def test_it_should_refuse_nobody_as_the_payer(self, root, hold):
            with refused("Receivables_ZeroAddress"):
                hold(payer=ZERO)

        @pytest.mark.parametrize("number", [0, 2, 2**64 - 1])
        def test_it_should_refuse_an_obligation_that_does_not_exist(self, root, hold, number):
            with refused("Receivables_NoSuchObligation", number):
                hold(number)

    class TestWhenTheCallerIsNotTheSupervisor:
        def test_it_should_refuse_a_stranger(self, issuance, root, stranger, today):
            with refused("AccessManagedUnauthorized", stranger):
                issuance.placeHold(1, stranger, today, REASON, {"from": stranger})

        def test_it_should_refuse_it_at_the_ledger_itself(self, receivables, root, operator):
            with refused("Receivables_NotIssuance", operator):
                receivables.setStopped(1, True, True, {"from": operator})
