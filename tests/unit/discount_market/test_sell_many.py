import pytest

from tests.stage import FACE, logged, plain, refused
from tests.unit.discount_market.deals import exchange, name_of, price

PART = 300_000


@pytest.fixture
def roots(stage):
    """Three receivables of the supplier's, of three obligations."""
    return [stage.issue() for _ in range(3)]


class TestSellMany:
    """Rule F11."""

    class TestGivenSeveralReceivables:
        def test_it_should_hand_all_over_for_one_payment(self, line, moved, sell_many, roots):
            offer = line()
            proceeds = 3 * price(offer, FACE)
            assert moved(lambda: sell_many(offer, *((r, FACE) for r in roots))) == exchange(proceeds, 3 * FACE)

        def test_it_should_move_money_once(self, currency, line, sell_many, roots):
            tx = sell_many(offer := line(), *((r, FACE) for r in roots))
            payments = [log["value"] for log in logged(tx, "Transfer") if "value" in log]
            assert payments == [3 * price(offer, FACE)] == [tx.return_value]

        def test_it_should_round_each_up_by_itself(self, line, moved, sell_many, roots):
            """Rule F7."""
            offer = line(min_value=1)
            parts = [(roots[0], 101), (roots[1], 103), (roots[2], 107)]
            proceeds = sum(price(offer, value) for _, value in parts)
            assert proceeds < price(offer, 311)
            assert moved(lambda: sell_many(offer, *parts)) == exchange(proceeds, 311)

        def test_it_should_log_each_sale(self, stage, line, sell_many, roots, supplier, financier):
            tx = sell_many(offer := line(), *((r, FACE) for r in roots))
            each = {"seller": supplier, "financier": financier, "offer": name_of(stage, offer), "value": FACE}
            each |= {"proceeds": price(offer, FACE)}
            assert logged(tx, "ReceivableSold") == [{"receivable": r, **each} for r in roots]

        def test_it_should_draw_on_the_line_by_obligation(self, line, drawn, sell_many, roots):
            sell_many(offer := line(), (roots[0], FACE), (roots[2], PART))
            assert [drawn(offer, number) for number in (1, 2, 3)] == [FACE, 0, PART]
            assert drawn(offer) == FACE + PART

        def test_it_should_remember_a_recourse_for_each(self, line, discount_market, sell_many, roots):
            """Rule R1."""
            sell_many(line(recourse=True), (roots[0], FACE), (roots[1], FACE))
            assert [plain(discount_market.recourseOf(number))[6] for number in (1, 2)] == roots[:2]

        def test_it_should_sell_a_whole_and_a_part(self, line, moved, sell_many, roots):
            offer = line()
            proceeds = price(offer, FACE) + price(offer, PART)
            sold = moved(lambda: sell_many(offer, (roots[0], FACE), (roots[1], PART)))
            assert sold == exchange(proceeds, FACE + PART)

    class TestGivenOneReceivableTwice:
        def test_it_should_sell_two_parts_of_it(self, line, moved, sell_many, root):
            offer = line()
            proceeds = price(offer, PART) + price(offer, FACE - PART)
            assert moved(lambda: sell_many(offer, (root, PART), (root, FACE - PART))) == exchange(proceeds, FACE)

        def test_it_should_refuse_the_whole_twice(self, line, unmoved, sell_many, root, supplier):
            """Hostile M1: what was sold is not the seller's to sell again."""
            with unmoved(), refused("DiscountMarket_NotHolder", root, supplier):
                sell_many(line(), (root, FACE), (root, FACE))

        def test_it_should_refuse_more_than_it_has_in_two_parts(self, line, unmoved, sell_many, root):
            with unmoved(), refused("DiscountMarket_InsufficientValue", root, PART, PART + 1):
                sell_many(line(), (root, FACE - PART), (root, PART + 1))

    class TestGivenOneOfThemDoesNotFit:
        def test_it_should_sell_none(self, stage, line, unmoved, drawn, sell_many, roots):
            offer = line(min_value=PART)
            with unmoved(), refused("DiscountMarket_ValueTooSmall", PART - 1, PART):
                sell_many(offer, (roots[0], FACE), (roots[1], PART - 1))
            assert drawn(offer) == 0

        def test_it_should_sell_none_when_another_holds_it(
            self, line, unmoved, hand, sell_many, roots, tier2, supplier
        ):
            hand(roots[1], tier2)
            with unmoved(), refused("DiscountMarket_NotHolder", roots[1], supplier):
                sell_many(line(), (roots[0], FACE), (roots[1], FACE))

        def test_it_should_sell_none_above_the_limit(self, line, unmoved, sell_many, roots):
            """Rule F5."""
            with unmoved(), refused("DiscountMarket_LimitExceeded", 2 * FACE, 2 * FACE - 1):
                sell_many(line(limit=2 * FACE - 1), (roots[0], FACE), (roots[1], FACE))

    class TestGivenTheSellersOwnTerms:
        def test_it_should_sell_for_exactly_the_least_of_all(self, line, moved, sell_many, roots):
            offer = line()
            least = 2 * price(offer, FACE)
            sold = moved(lambda: sell_many(offer, (roots[0], FACE), (roots[1], FACE), least=least))
            assert sold == exchange(least, 2 * FACE)

        def test_it_should_refuse_less_for_all(self, line, sell_many, roots):
            """Rule F7."""
            least = 2 * price(offer := line(), FACE)
            with refused("DiscountMarket_ProceedsTooLow", least, least + 1):
                sell_many(offer, (roots[0], FACE), (roots[1], FACE), least=least + 1)

        def test_it_should_refuse_after_its_deadline(self, stage, line, sell_many, roots, clock):
            """Hostile M11: in the batch too."""
            clock((last := stage.deadline(1)) + 1)
            with refused("Calendar_DeadlinePassed", last, last + 1):
                sell_many(line(), (roots[0], FACE), deadline=last)

        def test_it_should_sell_in_its_last_second(self, stage, line, sell_many, roots, clock):
            """Hostile M11: in the batch too."""
            offer = line()
            clock(last := stage.deadline(1))
            assert sell_many(offer, (roots[0], FACE), deadline=last).return_value == price(offer, FACE, 89)

    class TestGivenTheOfferIsNoLine:
        def test_it_should_refuse(self, stage, unmoved, sell_many, root):
            """Rule F5."""
            offer = stage.offer()
            with unmoved(), refused("DiscountMarket_NotRevolving", name_of(stage, offer)):
                sell_many(offer, (root, FACE))

    class TestGivenTheNumberOfParts:
        def test_it_should_refuse_none_at_all(self, line, unmoved, sell_many):
            with unmoved(), refused("DiscountMarket_ValueTooSmall", 0, 1):
                sell_many(line(min_value=1))

        def test_it_should_refuse_more_than_80(self, line, sell_many, root):
            with refused("DiscountMarket_BatchTooLarge", 81, 80):
                sell_many(line(min_value=1), *[(root, 1)] * 81)

        def test_it_should_sell_80_within_a_block(self, line, moved, sell_many, root):
            offer = line(min_value=1)
            sold = moved(lambda: sell_many(offer, *[(root, 1_000)] * 80))
            assert sold == exchange(80 * price(offer, 1_000), 80_000)
