import itertools
import random

import pytest

from headwater import interest_up
from tests.stage import FACE, TENOR, astuple, refused

HIGHEST_RATE = 2**24 - 1
HIGHEST_VALUE = 2**88 - 1
BASES = (360, 365)
CALL = 1_000  # cases in one call
EDGES = tuple(
    itertools.product(
        (0, 1, 2, 359, 999, FACE, 10**18, HIGHEST_VALUE - 1, HIGHEST_VALUE),
        (0, 1, 42_000, 1_000_000, HIGHEST_RATE - 1, HIGHEST_RATE),
        (0, 1, 2, 30, 90, 180, 360, 365, 366, 1_096, 2**24 - 1),
        BASES,
    )
)
QUOTED = tuple(itertools.product((2, 999, FACE), (0, 1, 42_000), BASES))


def drawn(count, seed=20_260_901):
    """Values, rates and tenors of every size in bits, small ones as often as great ones."""
    dice = random.Random(seed)
    for _ in range(count):
        value, rate = dice.getrandbits(dice.randint(1, 88)), dice.getrandbits(dice.randint(1, 24))
        yield value, rate, dice.choice((dice.randint(1, 1_096), dice.getrandbits(24))), dice.choice(BASES)


DRAWN = tuple(drawn(10_000))


@pytest.fixture
def shown(make):
    """What the contracts' library says to cases, a thousand in a call."""
    lens = make("PriceList")
    return lambda cases: [n for i in range(0, len(cases), CALL) for n in lens.interestUp(cases[i : i + CALL])]


def expected(cases):
    return [interest_up(value, rate, days, basis) for value, rate, days, basis in cases]


class TestInterest:
    class TestWhenTheNumbersAreAtTheirEdges:
        def test_it_should_be_what_the_reference_says(self, shown):
            """Rule F7."""
            assert shown(EDGES) == expected(EDGES)

    class TestWhenTheNumbersAreDrawnAtRandom:
        def test_it_should_be_what_the_reference_says(self, shown):
            """Rule F7."""
            assert shown(DRAWN) == expected(DRAWN)

        def test_it_should_be_rounded_up_by_less_than_a_unit(self, shown):
            """Rule F7."""
            for (value, rate, days, basis), amount in zip(DRAWN, shown(DRAWN), strict=True):
                assert 0 <= amount * basis * 1_000_000 - value * rate * days < basis * 1_000_000

    class TestWhenTheRateIs0:
        def test_it_should_be_nothing(self, shown):
            free = [(value, 0, days, basis) for value, _, days, basis in EDGES]
            assert set(shown(free)) == {0}

    class TestWhenTheRateIsAboveTheHighest:
        def test_it_should_refuse(self, make):
            lens = make("PriceList")
            lens.requireRate(HIGHEST_RATE, 360)
            with refused("Interest_RateTooHigh", HIGHEST_RATE + 1, HIGHEST_RATE):
                lens.requireRate(HIGHEST_RATE + 1, 360)

    class TestWhenTheBasisIsNeither360Nor365:
        @pytest.mark.parametrize("basis", [0, 1, 359, 361, 364, 366, 2**16 + 360, 2**256 - 1])
        def test_it_should_refuse(self, make, basis):
            with refused("Interest_InvalidBasis", basis):
                make("PriceList").requireRate(42_000, basis)

    class TestGivenTheMarket:
        class TestWhenAQuoteIsAskedFor:
            @pytest.mark.parametrize(("value", "rate", "basis"), QUOTED)
            def test_it_should_be_the_value_less_the_interest(self, stage, discount_market, value, rate, basis):
                """Rule F7."""
                offer = stage.offer(rate_ppm=rate, basis=basis, min_value=0)
                quoted = discount_market.quote(astuple(offer), stage.issue(), value)
                assert quoted == value - interest_up(value, rate, TENOR, basis)
