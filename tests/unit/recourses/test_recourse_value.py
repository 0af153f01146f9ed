import pytest

from tests.stage import FACE, TOKEN, VALUE_TO, refused

PART = 300_000


@pytest.fixture
def spare(stage, root, financier):
    """A receivable of the financier's, worth 200 000, of the same obligation; the root keeps 800 000."""
    return stage.split(root, (financier, 200_000))[0]


@pytest.fixture
def covered(late, amount, due):
    """Check on a day of default that this much value is covered."""

    def check(value, recourse=1):
        late()
        assert amount(recourse) == (due(value) if value else 0)

    return check


class TestRecourseValue:
    """Rule R3."""

    class TestGivenValueIsMergedInAfterTheSale:
        def test_it_should_not_be_covered(self, spare, sell, root, merge, covered, financier):
            sold = sell(root, 800_000)
            merge(spare, sold, 200_000, financier)
            covered(800_000)

        def test_it_should_not_be_covered_beside_a_part_that_was_sold(
            self, spare, sell, root, merge, covered, financier
        ):
            sold = sell(root, PART)
            merge(spare, sold, 200_000, financier)
            covered(PART)

        def test_it_should_not_be_covered_when_the_seller_gives_it(self, sell, root, merge, covered, supplier):
            sold = sell(root, PART)
            merge(root, sold, 400_000, supplier)
            covered(PART)

        def test_it_should_not_be_covered_by_a_second_sale_twice(self, stage, sell, root, merge, covered, financier):
            first, second = sell(root, PART), sell(root, 400_000)
            merge(second, first, 400_000, financier)
            covered(PART, 1)
            covered(0, 2)

    class TestGivenValueWasMergedInBeforeTheSale:
        @pytest.fixture
        def sold(self, stage, sell, root, merge, stands):
            """A root with a part of it that went away and came back, sold whole."""
            (other,) = stage.split(root, (stage.cast["tier2"], 200_000))
            merge(other, root, 200_000, stage.cast["tier2"])
            return sell(root)

        def test_it_should_be_covered(self, sold, covered):
            covered(FACE)

        def test_it_should_be_covered_as_far_as_it_is_left(self, stage, sold, covered, tier2):
            stage.split(sold, (tier2, 250_000), by="financier")
            covered(750_000)

        def test_it_should_not_cover_what_comes_later(self, stage, sold, merge, covered, tier2):
            (gone,) = stage.split(sold, (tier2, 250_000), by="financier")
            merge(gone, sold, 250_000, tier2)
            covered(750_000)

    class TestGivenValueWasMovedOutAfterTheSale:
        class TestWhenNothingComesInAgain:
            def test_it_should_cover_what_is_left(self, stage, sold, covered, tier2):
                stage.split(sold, (tier2, PART), by="financier")
                covered(FACE - PART)

            def test_it_should_cover_what_is_left_after_a_value_transfer(
                self, receivables, sold, covered, tier2, financier
            ):
                receivables.transferFrom[VALUE_TO](sold, tier2, PART, {"from": financier})
                covered(FACE - PART)

            def test_it_should_cover_what_is_left_after_a_part_was_cancelled(
                self, receivables, sold, covered, financier
            ):
                receivables.cancel(sold, PART, {"from": financier})
                covered(FACE - PART)

        class TestWhenOtherValueComesIn:
            @pytest.mark.parametrize("back", [1, PART - 1, PART])
            def test_it_should_cover_what_was_left(self, stage, sold, merge, covered, tier2, back):
                (gone,) = stage.split(sold, (tier2, PART), by="financier")
                merge(gone, sold, back, tier2)
                covered(FACE - PART)

            def test_it_should_cover_what_was_left_when_the_seller_fills_it_up(
                self, stage, sell, root, merge, covered, supplier, tier2
            ):
                sold = sell(root, 400_000)
                stage.split(sold, (tier2, PART), by="financier")
                merge(root, sold, 600_000, supplier)
                covered(100_000)

            def test_it_should_cover_what_was_left_each_time(self, stage, sold, merge, covered, tier2):
                for _ in range(3):
                    (gone,) = stage.split(sold, (tier2, 100_000), by="financier")
                    merge(gone, sold, 100_000, tier2)
                covered(FACE - PART)

        class TestWhenMoreWentThroughThanIsThere:
            def test_it_should_cover_nothing(self, discount_market, stage, sold, merge, covered, financier, tier2):
                for _ in range(2):
                    (gone,) = stage.split(sold, (tier2, 600_000), by="financier")
                    merge(gone, sold, 600_000, tier2)
                covered(0)
                with refused("DiscountMarket_NothingCovered", 1):
                    discount_market.demandRecourse(1, {"from": financier})

        class TestWhenNothingIsLeft:
            def test_it_should_cover_nothing(self, discount_market, stage, sold, covered, financier, tier2):
                stage.split(sold, (tier2, FACE), by="financier")
                covered(0)
                with refused("DiscountMarket_NothingCovered", 1):
                    discount_market.demandRecourse(1, {"from": financier})

    class TestGivenTheReceivableIsPartlySoldOn:
        @pytest.fixture
        def onward(self, sold, sell):
            """A third of what the financier bought, sold on to tier 3 with recourse 2."""
            return sell(sold, PART, by="financier", to="tier3")

        def test_it_should_cover_what_the_financier_kept(self, onward, covered):
            covered(FACE - PART, 1)

        def test_it_should_cover_what_was_sold_on_by_the_financier_alone(self, onward, covered, discount_market):
            covered(PART, 2)
            seller, value = (discount_market.recourseOf(2)[name] for name in ("seller", "value"))
            assert (seller, value) == (discount_market.recourseOf(1)["financier"], PART)

        def test_it_should_pay_each_value_once(
            self, onward, sold, stands, discount_market, covered, due, currency, supplier, financier, tier3
        ):
            covered(FACE - PART, 1)
            before = [currency.balanceOf(who) for who in (supplier, financier, tier3)]
            for recourse, buyer, seller in ((1, financier, supplier), (2, tier3, financier)):
                discount_market.demandRecourse(recourse, {"from": buyer})
                discount_market.meetRecourse(recourse, 2 * FACE, {"from": seller})
            after = [currency.balanceOf(who) for who in (supplier, financier, tier3)]
            kept, given = due(FACE - PART), due(PART)
            assert [b - a for a, b in zip(before, after, strict=True)] == [-kept, kept - given, given]

    class TestGivenTheReceivableGoesFromHandToHand:
        def test_it_should_cover_all_of_it_when_it_is_back(self, receivables, sold, covered, financier, tier2):
            receivables.transferFrom[TOKEN](financier, tier2, sold, {"from": financier})
            receivables.transferFrom[TOKEN](tier2, financier, sold, {"from": tier2})
            covered(FACE)
