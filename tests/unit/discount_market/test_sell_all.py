import pytest

from tests.stage import FACE, VALUE, astuple, logged, plain, refused
from tests.unit.discount_market.deals import exchange, price

ALL = 2**256 - 1
PART = 300_000
REST = FACE - PART
WAYS = pytest.mark.parametrize("way", ["call", "order", "batch"])


@pytest.fixture
def sell_all(stage, sell, sell_for, sell_many):
    """Sell all of a receivable in one of three ways."""
    return {
        "call": lambda offer, id_: sell(offer, id_, ALL),
        "order": lambda offer, id_: sell_for(offer, stage.order(offer, id_, value=ALL)),
        "batch": lambda offer, id_: sell_many(offer, (id_, ALL)),
    }


@pytest.fixture
def quote(discount_market):
    """Ask what all of a receivable would bring."""
    return lambda offer, id_: int(discount_market.quote(astuple(offer), id_, ALL))


@pytest.fixture
def merge(participants, receivables, child, supplier, tier2):
    """Have tier 2 move a unit into the supplier's root, which takes it."""
    participants.setStandingAcceptance(True, {"from": supplier})
    return lambda into: receivables.transferFrom[VALUE](child, into, 1, {"from": tier2})


@pytest.fixture
def deep(stage, receivables, discount_market, limits, tier2, tier3):
    """Tier 2's receivable at the greatest depth, worth 300 001: a unit of it was tier 3's."""
    limits(1, 1_096, 1, 90)
    receivables.setApprovalForAll(discount_market, True, {"from": tier2})
    ours, theirs = stage.split(stage.issue(), (tier2, PART), (tier3, 1))
    receivables.transferFrom[VALUE](theirs, ours, 1, {"from": tier3})
    return ours


class TestSellAll:
    class TestGivenNothingCameInBetween:
        def test_it_should_sell_all_there_is_by_a_call(self, stage, moved, sell, root):
            offer = stage.offer()
            assert moved(lambda: sell(offer, root, ALL)) == exchange(price(offer, FACE), FACE)

        def test_it_should_sell_all_there_is_by_an_order(self, stage, moved, sell_for, root):
            order = stage.order(offer := stage.offer(), root, value=ALL)
            assert moved(lambda: sell_for(offer, order)) == exchange(price(offer, FACE), FACE)

        def test_it_should_sell_all_there_is_of_several_in_a_batch(self, stage, line, moved, drawn, sell_many, root):
            offer, other = line(), stage.issue(face=PART)
            sold = exchange(price(offer, FACE) + price(offer, PART), FACE + PART)
            assert moved(lambda: sell_many(offer, (root, ALL), (other, ALL))) == sold
            assert [drawn(offer), drawn(offer, 1), drawn(offer, 2)] == [FACE + PART, FACE, PART]

        def test_it_should_sell_the_rest_after_a_part_in_a_batch(self, line, moved, sell_many, root):
            offer = line()
            sold = exchange(price(offer, PART) + price(offer, REST), FACE)
            assert moved(lambda: sell_many(offer, (root, PART), (root, ALL))) == sold

        @WAYS
        def test_it_should_quote_what_the_sale_then_brings(self, line, sell_all, quote, root, way):
            quoted = quote(offer := line(), root)
            (sold,) = logged(sell_all[way](offer, root), "ReceivableSold")
            assert (sold["receivable"], sold["value"], sold["proceeds"]) == (root, FACE, quoted)

        @WAYS
        def test_it_should_remember_all_of_it_as_covered(self, line, discount_market, sell_all, root, way):
            sell_all[way](line(recourse=True), root)
            record = plain(discount_market.recourseOf(1))
            assert (record[1], record[6:]) == (FACE, (root, 0))

        def test_it_should_refuse_a_unit_less_than_that_number(self, stage, unmoved, sell, root):
            with unmoved(), refused("DiscountMarket_InsufficientValue", root, FACE, ALL - 1):
                sell(stage.offer(), root, ALL - 1)

    class TestGivenAStrangerMergedAUnitInBetween:
        """Hostile M12: dust from elsewhere neither stops a sale nor turns it into a part."""

        @WAYS
        def test_it_should_sell_that_unit_too(self, line, receivables, merge, moved, sell_all, root, financier, way):
            offer = line()
            merge(root)
            sold = exchange(price(offer, REST + 1), REST + 1)
            assert moved(lambda: sell_all[way](offer, root)) == sold
            assert receivables.ownerOf(root) == financier

        def test_it_should_quote_that_unit_too(self, stage, merge, quote, root):
            merge(root)
            assert quote(offer := stage.offer(), root) == price(offer, REST + 1)

        def test_it_should_sell_only_a_part_to_an_order_that_names_the_value(
            self, stage, receivables, merge, sell_for, root, left, supplier
        ):
            order = stage.order(offer := stage.offer(), root, value=REST)
            merge(root)
            sell_for(offer, order)
            assert (receivables.ownerOf(root), left()) == (supplier, 1)

    class TestGivenTheReceivableIsAsDeepAsCanBe:
        def test_it_should_sell_the_whole(self, stage, moved, sell, deep):
            offer = stage.offer()
            sold = exchange(price(offer, PART + 1), PART + 1, seller="tier2")
            assert moved(lambda: sell(offer, deep, ALL, by="tier2")) == sold

        def test_it_should_quote_the_whole(self, stage, quote, deep):
            assert quote(offer := stage.offer(), deep) == price(offer, PART + 1)

        def test_it_should_refuse_the_part_that_its_value_was_before(self, stage, unmoved, sell, deep):
            with unmoved(), refused("Receivables_TooDeep", deep, 1):
                sell(stage.offer(), deep, PART, by="tier2")

    class TestGivenTheBoundsOfTheOffer:
        """Rules F4 and F5."""

        @WAYS
        def test_it_should_sell_exactly_the_limit(self, line, moved, sell_all, root, way):
            offer = line(limit=FACE, min_value=FACE)
            assert moved(lambda: sell_all[way](offer, root)) == exchange(price(offer, FACE), FACE)

        @WAYS
        def test_it_should_refuse_more_than_the_limit(self, line, unmoved, sell_all, quote, root, way):
            offer = line(limit=FACE - 1)
            with unmoved(), refused("DiscountMarket_LimitExceeded", FACE, FACE - 1):
                sell_all[way](offer, root)
            with refused("DiscountMarket_LimitExceeded", FACE, FACE - 1):
                quote(offer, root)

        @WAYS
        def test_it_should_refuse_less_than_the_least(self, line, unmoved, sell_all, quote, root, way):
            offer = line(min_value=FACE + 1)
            with unmoved(), refused("DiscountMarket_ValueTooSmall", FACE, FACE + 1):
                sell_all[way](offer, root)
            with refused("DiscountMarket_ValueTooSmall", FACE, FACE + 1):
                quote(offer, root)

        @WAYS
        def test_it_should_refuse_the_unit_that_a_stranger_merged_in_above_the_limit(
            self, line, merge, unmoved, sell_all, root, way
        ):
            offer = line(limit=REST)
            merge(root)
            with unmoved(), refused("DiscountMarket_LimitExceeded", REST + 1, REST):
                sell_all[way](offer, root)

        @WAYS
        def test_it_should_refuse_what_a_line_has_no_room_for(
            self, line, sell, unmoved, sell_all, quote, stage, root, way
        ):
            offer = line(limit=FACE)
            sell(offer, stage.issue(), 1_000)
            with unmoved(), refused("DiscountMarket_LimitExceeded", FACE + 1_000, FACE):
                sell_all[way](offer, root)
            with refused("DiscountMarket_LimitExceeded", FACE + 1_000, FACE):
                quote(offer, root)
