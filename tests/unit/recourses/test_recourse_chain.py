import pytest

from tests.stage import FACE, TOKEN, obligation_of, refused
from tests.unit.recourses.conftest import INTEREST

OPEN, MET = 1, 3
MOST = 2 * FACE
DEARER = 60_000


@pytest.fixture
def passed_on(sell, sold, late, stands):
    """The root, sold by the supplier to the financier and by it to tier 3, each time with recourse, and in default."""
    sell(sold, by="financier", to="tier3", rate_ppm=DEARER)
    late()
    return sold


@pytest.fixture
def walk(discount_market):
    """Demand and meet a recourse."""

    def act(recourse, buyer, seller):
        discount_market.demandRecourse(recourse, {"from": buyer})
        discount_market.meetRecourse(recourse, MOST, {"from": seller})

    return act


@pytest.fixture
def changes(currency, supplier, financier, tier3):
    """By how much the money of supplier, financier and tier 3 has changed from one call to the next."""
    seen = []

    def told():
        seen.append([int(currency.balanceOf(who)) for who in (supplier, financier, tier3)])
        return [after - before for before, after in zip(seen[0], seen[-1], strict=True)]

    told()
    return told


class TestRecourseChain:
    """Rules R2, R3 and R4."""

    class TestGivenEachBuyerSoldOnWithRecourse:
        def test_it_should_not_be_demanded_out_of_turn(self, discount_market, passed_on, financier):
            with refused("DiscountMarket_NotDeliverable", 1, passed_on):
                discount_market.demandRecourse(1, {"from": financier})

        def test_it_should_not_be_demanded_over_the_head_of_a_seller(self, discount_market, passed_on, tier3):
            with refused("DiscountMarket_NotFinancier", 1, tier3):
                discount_market.demandRecourse(1, {"from": tier3})

        def test_it_should_be_walked_up_and_pay_each_value_once(
            self, passed_on, changes, walk, due, supplier, financier, tier3
        ):
            last, first = due(FACE, rate=DEARER), due(FACE)
            walk(2, tier3, financier)
            assert changes() == [0, -last, last]
            walk(1, financier, supplier)
            assert changes() == [-first, first - last, last]

        def test_it_should_end_with_the_first_seller(
            self, receivables, passed_on, walk, state, demands, supplier, financier, tier3
        ):
            walk(2, tier3, financier)
            walk(1, financier, supplier)
            assert receivables.ownerOf(passed_on) == supplier
            assert (state(1), state(2), demands(), demands(financier)) == (MET, MET, 0, 0)

        def test_it_should_leave_nothing_to_demand(self, discount_market, passed_on, walk, supplier, financier, tier3):
            walk(2, tier3, financier)
            walk(1, financier, supplier)
            for recourse, buyer in ((1, financier), (2, tier3)):
                with refused("DiscountMarket_WrongRecourseState", recourse, MET):
                    discount_market.demandRecourse(recourse, {"from": buyer})

        def test_it_should_let_the_first_seller_collect_from_the_obligor(
            self, stage, receivables, passed_on, changes, walk, due, supplier, financier, tier3
        ):
            walk(2, tier3, financier)
            walk(1, financier, supplier)
            stage.pay(passed_on, FACE)
            receivables.claim(passed_on, {"from": supplier})
            last, first = due(FACE, rate=DEARER), due(FACE)
            assert changes() == [FACE - first, first - last, last]

    class TestGivenTheObligorPaysAPartInBetween:
        def test_it_should_take_that_part_off_both(
            self, stage, passed_on, changes, walk, due, supplier, financier, tier3
        ):
            stage.pay(passed_on, 250_001)
            walk(2, tier3, financier)
            walk(1, financier, supplier)
            rest = FACE - 250_001 + INTEREST
            last, first = due(rest, rate=DEARER), due(rest)
            assert changes() == [-first, first - last, 250_001 + last]

        def test_it_should_take_a_later_part_off_the_first_alone(
            self, stage, passed_on, changes, walk, due, supplier, financier, tier3
        ):
            walk(2, tier3, financier)
            stage.pay(passed_on, 250_001)
            walk(1, financier, supplier)
            last, first = due(FACE, rate=DEARER), due(FACE - 250_001 + INTEREST)
            assert changes() == [-first, 250_001 + first - last, last]

    class TestGivenTheObligorPaysTheRestInBetween:
        def test_it_should_leave_nothing_to_demand_of_the_first(
            self, stage, discount_market, passed_on, walk, financier, tier3
        ):
            walk(2, tier3, financier)
            stage.pay(passed_on, MOST)
            with refused("Defaults_NotInDefault", obligation_of(passed_on)):
                discount_market.demandRecourse(1, {"from": financier})

    class TestGivenTheBuyerSoldOnWithoutRecourse:
        def test_it_should_not_be_demanded_by_the_last_buyer(self, discount_market, sell, sold, late, tier3, financier):
            sell(sold, by="financier", to="tier3", recourse=False)
            late()
            with refused("DiscountMarket_NotFinancier", 1, tier3):
                discount_market.demandRecourse(1, {"from": tier3})
            with refused("DiscountMarket_NotDeliverable", 1, sold):
                discount_market.demandRecourse(1, {"from": financier})

    class TestGivenItWentBackPastItsFirstBuyer:
        """Rule R6: nobody is left to stand in for what its own seller no longer stands in for."""

        @pytest.fixture
        def past(self, receivables, passed_on, supplier, tier3):
            receivables.transferFrom[TOKEN](tier3, supplier, passed_on, {"from": tier3})
            return passed_on

        def test_it_should_end_all_the_way_down(self, discount_market, receivables, past, supplier, tier3, stranger):
            discount_market.endRecourse(1, {"from": stranger})
            receivables.transferFrom[TOKEN](supplier, tier3, past, {"from": supplier})
            with refused("DiscountMarket_WrongRecourseState", 2, 4):
                discount_market.demandRecourse(2, {"from": tier3})

        def test_it_should_lift_the_demand_on_the_buyer(
            self, discount_market, receivables, passed_on, supplier, tier3, financier, stranger
        ):
            discount_market.demandRecourse(2, {"from": tier3})
            receivables.transferFrom[TOKEN](tier3, supplier, passed_on, {"from": tier3})
            discount_market.endRecourse(1, {"from": stranger})
            assert discount_market.openDemandsOf(financier) == 0

    class TestGivenOneReceivableWasSoldTwiceByOneSeller:
        """Rule R6."""

        @pytest.fixture
        def twice(self, receivables, sell, sold, late, stands, supplier, financier):
            """The root went back to the supplier, which sold it to the same financier again."""
            receivables.transferFrom[TOKEN](financier, supplier, sold, {"from": financier})
            sell(sold)
            late()
            return sold

        def test_it_should_stand_in_for_the_later_sale_alone(self, discount_market, twice, walk, supplier, financier):
            with refused("DiscountMarket_WrongRecourseState", 1, 4):
                discount_market.demandRecourse(1, {"from": financier})
            walk(2, financier, supplier)
            with refused("DiscountMarket_WrongRecourseState", 1, 4):
                discount_market.demandRecourse(1, {"from": financier})
