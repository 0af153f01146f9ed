import pytest

from headwater._signing import digest
from tests.stage import astuple

LARGEST = 2**256 - 1
NUMBERS = ("receivable", "value", "min_proceeds", "deadline", "counter", "salt")


class TestHashOrder:
    @pytest.mark.parametrize("number", [0, 1, LARGEST])
    def test_it_should_be_the_digest_that_is_signed(self, stage, discount_market, number):
        order = stage.order(stage.offer(), 1, **dict.fromkeys(NUMBERS[1:], number))
        signed = digest(stage.programme.suite.order_message(order))
        assert discount_market.hashOrder(astuple(order)) == "0x" + signed.hex()

    def test_it_should_differ_by_the_offer(self, stage, discount_market):
        orders = [stage.order(stage.offer(), 1, salt=1) for _ in range(2)]
        first, second = (discount_market.hashOrder(astuple(order)) for order in orders)
        assert first != second
