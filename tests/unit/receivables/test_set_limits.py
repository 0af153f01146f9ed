import pytest

from tests.stage import ZERO, logged, plain, refused


@pytest.fixture
def place(make, participants, invoice_registry, operator):
    """Deploy a ledger of its own with these limits, or the number of obligations it claims to have."""
    authority = make("Authority", operator)
    return lambda *limits: make("Receivables", authority, participants, invoice_registry, ZERO, limits)


class TestSetLimits:
    class TestWhenTheCallerIsTheOperator:
        def test_it_should_set_each_limit(self, receivables, operator):
            receivables.setLimits(2, 65_535, 31, 255, {"from": operator})
            assert plain(receivables.programme()) == (0, 2, 65_535, 31, 255)

        def test_it_should_log_the_limits(self, receivables, operator):
            tx = receivables.setLimits(2, 200, 31, 60, {"from": operator})
            (log,) = logged(tx, "LimitsSet")
            assert list(log.values()) == [2, 200, 31, 60]

        def test_it_should_keep_the_number_of_obligations(self, stage, receivables, operator):
            stage.issue()
            receivables.setLimits(2, 200, 31, 60, {"from": operator})
            assert receivables.programme()["obligations"] == 1

        def test_it_should_take_a_depth_of_32(self, receivables, operator):
            receivables.setLimits(1, 1, 32, 90, {"from": operator})
            assert receivables.programme()["maxDepth"] == 32

        def test_it_should_refuse_a_depth_of_33(self, receivables, operator):
            with refused("Receivables_DepthOutOfRange", 33, 32):
                receivables.setLimits(1, 1, 33, 90, {"from": operator})

        def test_it_should_refuse_tenors_the_wrong_way_round(self, receivables, operator):
            with refused("Receivables_TenorLimitsReversed", 91, 90):
                receivables.setLimits(91, 90, 32, 90, {"from": operator})

    class TestGivenAnObligationIsOpen:
        def test_it_should_not_change_the_default_days_it_was_issued_with(self, stage, receivables, operator, root):
            receivables.setLimits(1, 1_096, 32, 10, {"from": operator})
            stage.issue()
            assert receivables.obligation(1)["defaultDays"] == 90
            assert receivables.obligation(2)["defaultDays"] == 10

    class TestWhenALedgerIsDeployed:
        def test_it_should_begin_with_the_limits_given_and_no_obligation(self, place):
            assert plain(place(9, 1, 2, 3, 4).programme()) == (0, 1, 2, 3, 4)

        def test_it_should_refuse_a_depth_of_33(self, place):
            with refused("Receivables_DepthOutOfRange", 33, 32):
                place(0, 1, 2, 33, 4)

        def test_it_should_refuse_tenors_the_wrong_way_round(self, place):
            with refused("Receivables_TenorLimitsReversed", 2, 1):
                place(0, 2, 1, 3, 4)

    class TestWhenTheCallerHasNoRole:
        def test_it_should_refuse(self, receivables, stranger):
            with refused("AccessManagedUnauthorized", stranger):
                receivables.setLimits(1, 2, 3, 4, {"from": stranger})
