"""Rule F8: what an account signed it can cancel, by its salt."""

import pytest

from tests.stage import FACE, logged, refused
from tests.unit.discount_market.deals import exchange, price

LAST = 2**256 - 1
SALTS = [0, 191, 192, LAST]


@pytest.fixture
def cancel(discount_market, financier):
    return lambda salt, by=financier: discount_market.cancel(salt, {"from": by})


class TestCancel:
    class TestGivenASaltThatWasNotUsed:
        @pytest.mark.parametrize("salt", SALTS)
        def test_it_should_be_spent_from_then_on(self, discount_market, cancel, financier, salt):
            assert not discount_market.isSpent(financier, salt)
            cancel(salt)
            assert discount_market.isSpent(financier, salt)

        @pytest.mark.parametrize("salt", SALTS)
        def test_it_should_cancel_the_quote_that_has_it(self, stage, unmoved, sell, cancel, root, financier, salt):
            offer = stage.offer(salt=salt)
            cancel(salt)
            with unmoved(), refused("DiscountMarket_SaltSpent", financier, salt):
                sell(offer, root)

        @pytest.mark.parametrize("salt", SALTS)
        def test_it_should_cancel_the_line_that_has_it(self, line, sell, cancel, root, financier, salt):
            offer = line(salt=salt)
            sell(offer, root, FACE // 2)
            cancel(salt)
            with refused("DiscountMarket_SaltSpent", financier, salt):
                sell(offer, root, FACE // 2)

        @pytest.mark.parametrize("salt", SALTS)
        def test_it_should_cancel_the_order_that_has_it(self, stage, sell_for, cancel, root, supplier, salt):
            order = stage.order(offer := stage.offer(), root, salt=salt)
            cancel(salt, by=supplier)
            with refused("DiscountMarket_SaltSpent", supplier, salt):
                sell_for(offer, order)

        def test_it_should_log_it(self, cancel, financier):
            assert logged(cancel(7), "SaltCancelled") == [{"account": financier, "salt": 7}]

        @pytest.mark.parametrize("salt", SALTS)
        def test_it_should_leave_its_neighbours(self, discount_market, cancel, financier, salt):
            cancel(salt)
            near = [(salt + step) % 2**256 for step in (-192, -1, 1, 64, 192)]
            assert [discount_market.isSpent(financier, other) for other in near] == [False] * 5

        @pytest.mark.parametrize("salt", SALTS)
        def test_it_should_leave_the_counter_of_its_book(self, discount_market, cancel, financier, salt):
            cancel(salt)
            assert discount_market.counterOf(financier, salt // 192) == 0

        def test_it_should_leave_the_salts_of_others(self, stage, discount_market, moved, sell, cancel, root, stranger):
            offer = stage.offer()
            cancel(offer.salt, by=stranger)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

    class TestGivenASaltThatIsSpent:
        def test_it_should_change_nothing(self, discount_market, cancel, financier):
            cancel(5)
            cancel(5)
            assert discount_market.isSpent(financier, 5)
            assert not discount_market.isSpent(financier, 6)

        def test_it_should_not_undo_a_fill(self, stage, receivables, sell, cancel, root, financier):
            sell(offer := stage.offer(), root)
            cancel(offer.salt)
            assert receivables.ownerOf(root) == financier

    class TestGivenAFill:
        @pytest.mark.parametrize("salt", SALTS)
        def test_it_should_spend_its_salt_alone(self, stage, discount_market, sell, root, financier, salt):
            """Hostile M1: of a book, a quote uses up its own place and no other."""
            sell(offer := stage.offer(salt=salt), root, FACE // 2)
            near = [(salt + step) % 2**256 for step in (-192, -1, 1, 192)]
            assert [discount_market.isSpent(financier, other) for other in (salt, *near)] == [True] + [False] * 4
            with refused("DiscountMarket_SaltSpent", financier, salt):
                sell(offer, root, FACE // 2)
