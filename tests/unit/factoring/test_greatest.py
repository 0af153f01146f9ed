import pytest

from tests.stage import astuple

MOST, MOST_RATE, DAYS = 2**88 - 1, 2**24 - 1, 8_000
PLENTY = 2**120


@pytest.fixture
def vast(stage, issuance, factoring, currency, start, anchor, operator, financier, supplier):
    """An advance of all of the greatest value at the greatest rate, 8 000 days old; the supplier has money enough."""
    issuance.setCap(anchor, currency, PLENTY, {"from": operator})
    for who in (financier, supplier):
        currency.mint(who, PLENTY, {"from": who})
        currency.approve(factoring, PLENTY, {"from": who})
    id_ = stage.issue(face=MOST)
    start(terms := stage.advance(id_, value=MOST, rate_ppm=MOST_RATE, advance_ppm=10**6))
    stage.move_to(stage.now() + DAYS)
    return terms


@pytest.fixture
def pay_back(factoring, supplier):
    return lambda terms, amount: factoring.repay(astuple(terms), amount, {"from": supplier})


@pytest.fixture
def interest():
    """What the greatest value bears in that time, rounded up, in base units."""
    return -(-MOST * MOST_RATE * DAYS // (360 * 10**6))


class TestGreatest:
    """Rule D5."""

    class TestGivenTheGreatestValueAtTheGreatestRateFor8000Days:
        def test_it_should_owe_what_the_reference_says(self, vast, debt, interest):
            assert debt(vast) == (MOST, interest)

        def test_it_should_owe_nothing_once_it_is_repaid_in_full(self, stage, vast, pay_back, debt, account, interest):
            pay_back(vast, MOST + interest)
            assert account(vast) == (0, stage.now(), False, MOST * MOST_RATE * DAYS, interest)
            stage.move_to(stage.now() + DAYS)
            assert debt(vast) == (0, 0)

        def test_it_should_owe_nothing_once_it_is_repaid_in_parts(self, vast, pay_back, debt, account, interest):
            for part in (1, interest - 2, 1 + MOST - 1, 1):
                pay_back(vast, part)
            assert (debt(vast), account(vast)[4]) == ((0, 0), interest)
