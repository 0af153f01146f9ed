import pytest

from tests.stage import FACE, astuple, obligation_of, refused

EMPTY = "0x"
REVERTS, BURNS = "0x5f5ffd", "0xfe"
MORE_THAN_ALL = "0x5f195f5260205ff3"  # a word of 32 bytes, all ones
SHORT = "0x60015f52601f5ff3"  # 31 bytes


@pytest.fixture
def conditions(stage):
    return stage.programme.suite.conditions


@pytest.fixture
def dated(start, stage):
    """Begin an agreement for what is due on a day."""
    return lambda days: start(
        stage.milestone(condition=stage.programme.suite.conditions.after_date(stage.now() + days))
    )


@pytest.fixture
def bare(escrow, stranger):
    """Release without any evidence."""
    return lambda terms: escrow.release(astuple(terms), 0, b"", {"from": stranger})


@pytest.fixture
def on_payment(stage, start, due, conditions, root, today):
    """An agreement for a million as far as the root's obligation is paid, far beyond its due day."""
    paid = conditions.obligation_paid(obligation_of(root))
    return start(due(condition=paid, deadline_day=today + 200))


class TestDisputable:
    """Rule E8: what the chain alone shows as met cannot be disputed."""

    class TestGivenADate:
        def test_it_should_refuse_to_be_disputed_once_it_is_reached(self, dated, dispute):
            terms = dated(0)
            with refused("ConditionalEscrow_TooMuchDisputed", 1, 0):
                dispute(terms, 1)

        def test_it_should_be_disputed_before(self, dated, dispute, state):
            terms = dated(3)
            dispute(terms, FACE)
            assert state(terms).disputed == FACE

        def test_it_should_not_be_disputed_from_its_first_second(self, dated, dispute, at):
            terms = dated(3)
            at(3)
            with refused("ConditionalEscrow_TooMuchDisputed", 1, 0):
                dispute(terms, 1)

        def test_it_should_keep_what_was_disputed_before_disputed(self, dated, dispute, later, bare, state):
            terms = dated(3)
            dispute(terms, 400_000)
            later(3)
            bare(terms)
            assert (state(terms).released, state(terms).disputed) == (600_000, 400_000)

    class TestGivenAnObligationIsPaidInPart:
        def test_it_should_be_disputed_as_far_as_it_is_not(self, stage, on_payment, root, dispute, state):
            stage.settle(root, 400_000)
            with refused("ConditionalEscrow_TooMuchDisputed", 600_001, 600_000):
                dispute(on_payment, 600_001)
            dispute(on_payment, 600_000)
            assert state(on_payment).disputed == 600_000

        def test_it_should_count_what_was_released_once(self, stage, on_payment, root, dispute, bare):
            stage.settle(root, 400_000)
            bare(on_payment)
            with refused("ConditionalEscrow_TooMuchDisputed", 600_001, 600_000):
                dispute(on_payment, 600_001)

        def test_it_should_leave_nothing_where_more_is_met_than_held(self, stage, on_payment, root, dispute):
            dispute(on_payment, 700_000)
            stage.settle(root, 400_000)
            with refused("ConditionalEscrow_TooMuchDisputed", 1, 0):
                dispute(on_payment, 1)

    class TestGivenWhatAnAttestorSaid:
        def test_it_should_be_disputed_until_it_is_released(self, terms, evidence, dispute, release, state):
            """Evidence that nobody has shown is nothing that the chain shows."""
            evidence(terms, 1_000_000)
            dispute(terms, 400_000)
            release(terms)
            assert (state(terms).released, state(terms).disputed) == (600_000, 400_000)

    class TestGivenTheConditionFails:
        """It has not shown that anything is met, and cannot stop a dispute."""

        @pytest.mark.parametrize("code", [EMPTY, REVERTS, BURNS, SHORT, MORE_THAN_ALL])
        def test_it_should_be_disputed_in_full(self, dated, conditions, replace_code, dispute, state, today, code):
            terms = dated(0)
            replace_code(conditions.after_date(today).address, code)
            dispute(terms, FACE)
            assert state(terms).disputed == FACE

        def test_it_should_not_be_released_by_more_than_all(self, dated, conditions, replace_code, bare, today):
            terms, condition = dated(0), conditions.after_date(today).address
            replace_code(condition, MORE_THAN_ALL)
            with refused("ConditionalEscrow_InvalidAnswer", condition, 2**256 - 1):
                bare(terms)
