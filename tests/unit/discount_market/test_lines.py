"""What is drawn on a line, and how it comes back: rules F5 and F6."""

import pytest

from tests.stage import FACE, TOKEN, logged, refused
from tests.unit.discount_market.deals import exchange, name_of, price

PART = 200_000


@pytest.fixture
def replenish(stage, discount_market):
    """Give back to a line what was drawn on obligations, at somebody's call."""

    def act(offer, *obligations, by="stranger"):
        return discount_market.replenish(name_of(stage, offer), obligations, {"from": stage.cast[by]})

    return act


@pytest.fixture
def roots(stage):
    """Receivables of the supplier's of four obligations, numbered from 1: the books of 2 and 3 share a slot."""
    return [stage.issue() for _ in range(4)]


@pytest.fixture
def offer(line, sell, roots):
    """A line on which is drawn: 1, 2, 3 and 4 times 200 000, on the four obligations."""
    offer = line()
    for number, root in enumerate(roots, 1):
        sell(offer, root, number * PART)
    return offer


@pytest.fixture
def books(drawn):
    """What is drawn on a line, in all and on obligations 0 to 5."""
    return lambda offer: (drawn(offer), [drawn(offer, number) for number in range(6)])


class TestLines:
    class TestGivenALine:
        def test_it_should_be_filled_again_and_again(self, line, moved, sell, root, drawn):
            offer = line()
            for filled in range(1, 4):
                assert moved(lambda: sell(offer, root, PART)) == exchange(price(offer, PART), PART)
                assert (drawn(offer), drawn(offer, 1)) == (filled * PART, filled * PART)

        def test_it_should_be_filled_by_several_sellers(self, stage, line, hand, sell, drawn, tier2):
            offer, mine, theirs = line(), stage.issue(), stage.issue()
            hand(theirs, tier2)
            stage.entrust(stage.discount_market, "tier2")
            sell(offer, mine)
            sell(offer, theirs, by="tier2")
            assert (drawn(offer), drawn(offer, 1), drawn(offer, 2)) == (2 * FACE, FACE, FACE)

        def test_it_should_keep_its_salt(self, stage, line, discount_market, sell, root, financier):
            sell(offer := line(), root, PART)
            assert not discount_market.isSpent(financier, offer.salt)

        def test_it_should_not_count_on_another_line(self, line, sell, root, drawn):
            one, other = line(limit=PART), line(limit=PART)
            sell(one, root, PART)
            sell(other, root, PART)
            assert (drawn(one), drawn(other)) == (PART, PART)

        def test_it_should_be_cancelled_by_its_salt(self, line, discount_market, sell, root, drawn, financier):
            """Rule F8: what is drawn stays drawn."""
            sell(offer := line(), root, PART)
            discount_market.cancel(offer.salt, {"from": financier})
            with refused("DiscountMarket_SaltSpent", financier, offer.salt):
                sell(offer, root, PART)
            assert drawn(offer) == PART

        def test_it_should_be_cancelled_with_its_book(self, line, discount_market, sell, root, financier):
            """Rule F8."""
            sell(offer := line(salt=200), root, PART)
            discount_market.cancelAll(1, {"from": financier})
            with refused("DiscountMarket_OtherCounter", financier, 1, 0, 1):
                sell(offer, root, PART)

    class TestGivenItsLimit:
        """Hostile P14: what is drawn counts, not what a token is worth. Rule F5."""

        def test_it_should_be_drawn_to_the_unit(self, line, moved, sell, root):
            offer = line(limit=FACE // 2, min_value=1, rate_ppm=0)
            sell(offer, root, FACE // 2 - 1)
            assert moved(lambda: sell(offer, root, 1)) == exchange(1, 1)

        def test_it_should_refuse_one_unit_more(self, line, unmoved, sell, root):
            sell(offer := line(limit=PART, min_value=1, rate_ppm=0), root, PART)
            with unmoved(), refused("DiscountMarket_LimitExceeded", PART + 1, PART):
                sell(offer, root, 1)

        def test_it_should_refuse_one_unit_more_on_another_obligation(self, stage, line, sell, root):
            sell(offer := line(limit=PART, min_value=1, rate_ppm=0), root, PART)
            with refused("DiscountMarket_LimitExceeded", PART + 1, PART):
                sell(offer, stage.issue(), 1)

        def test_it_should_hold_over_many_small_receivables(self, stage, line, sell_many, root, supplier, drawn):
            children = stage.split(root, *[(stage.cast["tier2"], 30_000)] * 20)
            stage.entrust(stage.discount_market, "tier2")
            offer = line(limit=10 * 30_000)
            with refused("DiscountMarket_LimitExceeded", 11 * 30_000, 10 * 30_000):
                sell_many(offer, *((child, 30_000) for child in children[:11]), by="tier2")
            sell_many(offer, *((child, 30_000) for child in children[:10]), by="tier2")
            assert drawn(offer) == offer.limit

        def test_it_should_hold_one_sale_after_another(self, stage, line, sell, root, tier2):
            children = stage.split(root, *[(tier2, 30_000)] * 4)
            stage.entrust(stage.discount_market, "tier2")
            offer = line(limit=100_000)
            for child in children[:3]:
                sell(offer, child, 30_000, by="tier2")
            with refused("DiscountMarket_LimitExceeded", 120_000, 100_000):
                sell(offer, children[3], 30_000, by="tier2")

        def test_it_should_count_what_the_financier_has_passed_on(
            self, stage, line, receivables, sell, root, financier, tier3
        ):
            """What is drawn comes back by settlement alone: the same value drawn twice counts twice."""
            sell(offer := line(limit=FACE), root)
            receivables.transferFrom[TOKEN](financier, tier3, root, {"from": financier})
            with refused("DiscountMarket_LimitExceeded", FACE + PART, FACE):
                sell(offer, root, PART, by="tier3")

        def test_it_should_be_no_limit_at_its_largest(self, line, moved, sell, root):
            offer = line(limit=2**256 - 1)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

    class TestGivenAnObligationIsSettled:
        @pytest.fixture(autouse=True)
        def settled(self, stage, roots, offer):
            stage.settle(roots[1], FACE)

        def test_it_should_get_back_what_was_drawn_on_it(self, offer, books, replenish):
            """Rule F6; numbers 2 and 3 share a slot of storage, and do not disturb each other."""
            assert replenish(offer, 2).return_value == 2 * PART
            assert books(offer) == (8 * PART, [0, PART, 0, 3 * PART, 4 * PART, 0])

        def test_it_should_leave_its_neighbours_until_they_are_settled_too(self, stage, roots, offer, books, replenish):
            replenish(offer, 2)
            stage.pay(roots[2], FACE)
            assert replenish(offer, 3).return_value == 3 * PART
            assert books(offer) == (5 * PART, [0, PART, 0, 0, 4 * PART, 0])

        @pytest.mark.parametrize("by", ["stranger", "financier", "supplier", "anchor"])
        def test_it_should_be_replenished_by_anybody(self, stage, offer, drawn, replenish, by):
            tx = replenish(offer, 2, by=by)
            assert logged(tx, "LineReplenished") == [{"offer": name_of(stage, offer), "value": 2 * PART}]
            assert drawn(offer) == 8 * PART

        def test_it_should_get_it_back_once(self, offer, books, replenish):
            replenish(offer, 2)
            assert replenish(offer, 2).return_value == 0
            assert books(offer)[0] == 8 * PART

        def test_it_should_get_it_back_once_when_it_is_named_twice(self, offer, books, replenish):
            assert replenish(offer, 2, 2, 2).return_value == 2 * PART
            assert books(offer)[0] == 8 * PART

        def test_it_should_pass_over_those_that_are_not_settled(self, offer, books, replenish):
            """Hostile P3: anybody may call, and can bring back only what settlement does."""
            assert replenish(offer, 1, 3, 4).return_value == 0
            assert books(offer) == (10 * PART, [0, PART, 2 * PART, 3 * PART, 4 * PART, 0])

        def test_it_should_get_back_of_all_what_is_settled(self, offer, replenish):
            assert replenish(offer, 1, 2, 3, 4).return_value == 2 * PART

        def test_it_should_pass_over_those_on_which_nothing_was_drawn(self, stage, offer, books, replenish):
            assert replenish(offer, 0, 5, 2**64 - 1).return_value == 0
            assert books(offer)[0] == 10 * PART

        def test_it_should_give_nothing_to_another_line(self, line, offer, books, replenish):
            """Hostile P3: nothing comes back to a line that was never drawn on."""
            assert replenish(other := line(), 2).return_value == 0
            assert (books(other)[0], books(offer)[0]) == (0, 10 * PART)

        def test_it_should_change_nothing_for_no_obligations(self, offer, books, replenish):
            assert replenish(offer).return_value == 0
            assert books(offer)[0] == 10 * PART

    class TestGivenAnObligationIsNotSettled:
        """Hostile P3: a line does not grow by being poked at."""

        def test_it_should_give_nothing_back_before_the_due_day(self, offer, books, replenish):
            assert replenish(offer, 1, 2, 3, 4).return_value == 0
            assert books(offer)[0] == 10 * PART

        def test_it_should_give_nothing_back_when_it_is_due(self, stage, roots, offer, replenish):
            stage.mature(roots[0])
            assert replenish(offer, 1, 2, 3, 4).return_value == 0

        def test_it_should_give_nothing_back_when_it_is_paid_in_part(self, stage, roots, offer, replenish):
            stage.settle(roots[0], FACE - 1)
            assert replenish(offer, 1).return_value == 0

        def test_it_should_give_back_when_the_rest_is_paid(self, stage, roots, offer, replenish):
            stage.settle(roots[0], FACE - 1)
            stage.pay(roots[0], 1)
            assert replenish(offer, 1).return_value == PART

    class TestGivenALineThatWasReplenished:
        def test_it_should_be_filled_again_to_its_limit(self, stage, line, moved, sell, replenish, root, drawn):
            later = stage.issue(due_day=stage.now() + 120)
            sell(offer := line(limit=FACE, deadline=2**64), root)
            stage.settle(root, FACE)
            replenish(offer, 1)
            assert moved(lambda: sell(offer, later)) == exchange(price(offer, FACE, 30), FACE)
            assert (drawn(offer), drawn(offer, 1), drawn(offer, 2)) == (FACE, 0, FACE)

        def test_it_should_hold_its_limit_until_then(self, stage, line, sell, root):
            later = stage.issue(due_day=stage.now() + 120)
            sell(offer := line(limit=FACE, deadline=2**64), root)
            stage.settle(root, FACE)
            with refused("DiscountMarket_LimitExceeded", FACE + PART, FACE):
                sell(offer, later, PART)
