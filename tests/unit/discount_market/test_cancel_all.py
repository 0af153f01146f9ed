"""Rule F8: what an account signed it can cancel, a whole book at once, by the book's counter."""

import pytest

from tests.stage import FACE, logged, refused
from tests.unit.discount_market.deals import exchange, price

LAST = 2**256 - 1
PART = FACE // 4


@pytest.fixture
def cancel_all(discount_market, financier):
    return lambda book=0, by=financier: discount_market.cancelAll(book, {"from": by})


class TestCancelAll:
    class TestGivenABook:
        @pytest.mark.parametrize("salt", [0, 191, 192, 383, LAST])
        def test_it_should_cancel_every_offer_in_it(self, stage, unmoved, sell, cancel_all, root, financier, salt):
            book = salt // 192
            cancel_all(book)
            with unmoved(), refused("DiscountMarket_OtherCounter", financier, book, 0, 1):
                sell(stage.offer(salt=salt), root)

        @pytest.mark.parametrize("salt", [0, 191])
        def test_it_should_cancel_every_line_and_order_in_it(
            self, stage, line, sell_for, cancel_all, root, supplier, salt
        ):
            order = stage.order(offer := line(), root, salt=salt)
            cancel_all(by=supplier)
            with refused("DiscountMarket_OtherCounter", supplier, 0, 0, 1):
                sell_for(offer, order)

        @pytest.mark.parametrize(("book", "salt"), [(0, 192), (1, 191), (1, 384), (LAST // 192, LAST // 192 * 192 - 1)])
        def test_it_should_leave_other_books(self, stage, moved, sell, cancel_all, root, book, salt):
            cancel_all(book)
            offer = stage.offer(salt=salt)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_leave_the_books_of_others(self, stage, moved, sell, cancel_all, root, stranger):
            cancel_all(by=stranger)
            offer = stage.offer(salt=0)
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_raise_its_counter_by_one(self, discount_market, cancel_all, financier):
            assert [cancel_all(3).return_value for _ in range(3)] == [1, 2, 3]
            assert [discount_market.counterOf(financier, book) for book in (2, 3, 4)] == [0, 3, 0]

        def test_it_should_log_it(self, cancel_all, financier):
            assert logged(cancel_all(3), "BookCancelled") == [{"account": financier, "book": 3, "counter": 1}]

        def test_it_should_show_the_same_to_the_package(self, stage, cancel_all, financier):
            cancel_all(1)
            counters = [stage.programme.suite.counter(financier.address, salt) for salt in (191, 192, 383, 384)]
            assert counters == [0, 1, 1, 0]

    class TestGivenSaltsThatWereSpent:
        @pytest.mark.parametrize("salt", [0, 191, 192, LAST])
        def test_it_should_free_them_under_the_new_counter(
            self, stage, discount_market, moved, sell, cancel_all, root, financier, salt
        ):
            sell(stage.offer(salt=salt), root, PART)
            cancel_all(salt // 192)
            assert not discount_market.isSpent(financier, salt)
            offer = stage.offer(salt=salt, counter=1)
            assert moved(lambda: sell(offer, root, PART)) == exchange(price(offer, PART), PART)

        @pytest.mark.parametrize("salt", [0, 191, 192, LAST])
        def test_it_should_not_bring_back_what_was_filled(self, stage, sell, cancel_all, root, financier, salt):
            """Hostile M1: that its salt is free again does not make an old quote new."""
            sell(offer := stage.offer(salt=salt), root, PART)
            cancel_all(salt // 192)
            with refused("DiscountMarket_OtherCounter", financier, salt // 192, 0, 1):
                sell(offer, root, PART)

        def test_it_should_not_bring_back_what_was_cancelled(
            self, stage, discount_market, sell, cancel_all, root, financier
        ):
            discount_market.cancel(9, {"from": financier})
            cancel_all()
            with refused("DiscountMarket_OtherCounter", financier, 0, 0, 1):
                sell(stage.offer(salt=9), root)

        def test_it_should_spend_one_under_the_new_counter_once(self, stage, sell, cancel_all, root, financier):
            cancel_all()
            sell(offer := stage.offer(salt=9, counter=1), root, PART)
            with refused("DiscountMarket_SaltSpent", financier, 9):
                sell(offer, root, PART)

        def test_it_should_not_free_those_of_other_books(self, discount_market, cancel_all, financier):
            for salt in (191, 192, 384):
                discount_market.cancel(salt, {"from": financier})
            cancel_all(1)
            assert [discount_market.isSpent(financier, salt) for salt in (191, 192, 384)] == [True, False, True]

    class TestGivenAFullBook:
        def test_it_should_not_touch_the_counter_nor_the_next_book(self, discount_market, financier):
            calls = [discount_market.cancel.encode_input(salt) for salt in range(192)]
            discount_market.multicall(calls, {"from": financier})
            assert all(discount_market.isSpent(financier, salt) for salt in (0, 63, 64, 128, 191))
            assert [discount_market.counterOf(financier, book) for book in (0, 1)] == [0, 0]
            assert not discount_market.isSpent(financier, 192)

        def test_it_should_be_freed_whole(self, discount_market, cancel_all, financier):
            calls = [discount_market.cancel.encode_input(salt) for salt in range(192)]
            discount_market.multicall(calls, {"from": financier})
            cancel_all()
            assert not any(discount_market.isSpent(financier, salt) for salt in (0, 63, 64, 128, 191))

    class TestGivenAnOfferThatNamesALaterCounter:
        def test_it_should_be_refused_until_the_book_has_come_there(self, stage, sell, cancel_all, root, financier):
            offer = stage.offer(salt=4, counter=2)
            cancel_all()
            with refused("DiscountMarket_OtherCounter", financier, 0, 2, 1):
                sell(offer, root)
            cancel_all()
            assert sell(offer, root).return_value == price(offer, FACE)
