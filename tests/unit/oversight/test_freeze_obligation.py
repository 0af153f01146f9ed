import pytest

from tests.stage import TOKEN, logged, refused
from tests.unit.oversight.conftest import GRACE, REASON


@pytest.fixture
def hand(receivables, supplier, tier2):
    """Hand the root to tier 2."""
    return lambda root: receivables.transferFrom[TOKEN](supplier, tier2, root, {"from": supplier})


class TestFreezeObligation:
    """Rule O2."""

    class TestWhenAnObligationIsFrozen:
        def test_it_should_log_it_with_its_reason(self, root, freeze):
            said = {"obligation": 1, "frozen": True, "reasonHash": REASON}
            assert logged(freeze(), "ObligationFrozen") == [said]

        def test_it_should_let_nothing_of_it_move(self, root, freeze, hand):
            freeze()
            with refused("Receivables_ObligationHalted", 1):
                hand(root)

        def test_it_should_not_bar_the_obligors_company(self, stage, root, freeze, barred):
            freeze()
            assert not barred()
            stage.issue()

        def test_it_should_log_it_again_when_it_is_frozen_again(self, root, freeze, hand):
            freeze()
            assert len(logged(freeze(), "ObligationFrozen")) == 1
            with refused("Receivables_ObligationHalted", 1):
                hand(root)

    class TestWhenItIsFrozenNoLonger:
        def test_it_should_log_it_with_its_reason(self, root, freeze):
            freeze()
            said = {"obligation": 1, "frozen": False, "reasonHash": REASON}
            assert logged(freeze(False), "ObligationFrozen") == [said]

        def test_it_should_let_it_move_again(self, receivables, root, freeze, hand, tier2):
            freeze()
            freeze(False)
            hand(root)
            assert receivables.ownerOf(root) == tier2

    class TestGivenItIsFrozenAndLate:
        def test_it_should_accrue_interest_to_its_holders_all_the_same(self, root, freeze, due_day, interest, accrued):
            freeze()
            assert interest(due_day + GRACE + 30) == accrued(30)

    class TestWhenTheObligationDoesNotExist:
        @pytest.mark.parametrize("number", [0, 2, 2**64 - 1])
        def test_it_should_refuse(self, root, freeze, number):
            with refused("Receivables_NoSuchObligation", number):
                freeze(obligation=number)

    class TestWhenTheCallerIsNotTheSupervisor:
        def test_it_should_refuse(self, issuance, root, stranger):
            with refused("AccessManagedUnauthorized", stranger):
                issuance.freezeObligation(1, True, REASON, {"from": stranger})
