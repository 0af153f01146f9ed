import pytest

from tests.stage import FACE, NOTHING

GRACE = 5
RATE_PPM, BASIS, PPM = 80_000, 360, 10**6
YEAR = 360  # days


@pytest.fixture
def from_day(due_day):
    """The last day of grace: interest is for the days after it."""
    return due_day + GRACE


@pytest.fixture
def held_over(stage, issuance, operator, anchor, root, from_day):
    """Hold the obligation from grace on; a year later the anchor pays, and the hold is lifted."""

    def act(amount, last_day=from_day):
        stage.move_to(from_day)
        issuance.placeHold(1, anchor, last_day, NOTHING, {"from": operator})
        stage.move_to(from_day + YEAR)
        if amount:
            stage.pay(root, amount)
        issuance.liftHold(1, NOTHING, {"from": operator})

    return act


@pytest.fixture
def interest(receivables, from_day):
    """Interest so many days after grace, if nothing more is paid until then."""
    return lambda days: int(receivables.position(1, from_day + days)["interest"])


def accrued(*spans):
    """What the terms come to on principals over days each, rounded up once."""
    return -(-sum(principal * RATE_PPM * days for principal, days in spans) // (BASIS * PPM))


class TestLiftedHold:
    """Rule O3: a payment on hold forgives no interest on what it leaves unpaid."""

    class TestGivenAUnitWasPaidOnHold:
        def test_it_should_bear_interest_on_the_rest_as_if_none_were_paid(self, held_over, interest):
            held_over(1)
            assert interest(YEAR) == accrued((FACE - 1, YEAR)) == 80_000

        @pytest.mark.parametrize("days", [1, 100, 1_000])
        def test_it_should_bear_interest_from_the_holds_last_day(self, held_over, interest, days):
            held_over(1)
            assert interest(YEAR + days) == accrued((FACE - 1, YEAR + days))

    class TestGivenAPartWasPaidOnHold:
        def test_it_should_bear_interest_on_the_rest_alone(self, held_over, interest):
            held_over(400_000)
            assert interest(YEAR) == accrued((600_000, YEAR)) == 48_000

    class TestGivenInterestWasPaidOnHold:
        def test_it_should_not_ask_for_it_again(self, held_over, from_day, interest):
            owed = accrued((FACE, 10))
            held_over(owed + 400_000, last_day=from_day + 10)
            assert interest(YEAR) == accrued((FACE, 10), (600_000, YEAR - 10)) - owed

    class TestGivenTheHoldEndsInterestOnADayToCome:
        def test_it_should_bear_interest_on_all_until_the_payment(self, held_over, from_day, interest):
            owed = accrued((FACE, YEAR))
            held_over(owed + 400_000, last_day=from_day + 2 * YEAR)
            assert [interest(days) for days in (YEAR, YEAR + 90)] == [0, accrued((FACE, YEAR), (600_000, 90)) - owed]
