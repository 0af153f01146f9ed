import pytest

from tests.stage import astuple
from tests.unit.discount_market.deals import name_of

LARGEST = 2**256 - 1
NUMBERS = ("limit", "rate_ppm", "basis", "max_tenor_days", "min_value", "deadline", "counter", "salt", "receivable")


class TestHashOffer:
    class TestGivenAnOffer:
        @pytest.mark.parametrize("number", [0, 1, LARGEST])
        def test_it_should_be_the_digest_that_is_signed(self, stage, discount_market, supplier, number):
            offer = stage.offer(**dict.fromkeys(NUMBERS, number), seller=supplier.address, recourse=True)
            assert discount_market.hashOffer(astuple(offer)) == name_of(stage, offer)

        @pytest.mark.parametrize("recourse", [False, True])
        @pytest.mark.parametrize("revolving", [False, True])
        def test_it_should_tell_the_kinds_of_offer_apart(self, stage, discount_market, recourse, revolving):
            offer = stage.offer(recourse=recourse, revolving=revolving)
            assert discount_market.hashOffer(astuple(offer)) == name_of(stage, offer)

        def test_it_should_be_the_same_in_a_call_of_several(self, stage, discount_market, stranger):
            offers = [stage.offer(), stage.offer(revolving=True)]
            calls = [discount_market.hashOffer.encode_input(astuple(offer)) for offer in offers]
            given = discount_market.multicall.call(calls, {"from": stranger})
            assert [str(digest) for digest in given] == [name_of(stage, offer) for offer in offers]

        def test_it_should_not_count_what_follows_the_offer_in_the_call(self, stage, discount_market, stranger):
            call = discount_market.hashOffer.encode_input(astuple(offer := stage.offer())) + "ff" * 32
            given = stage.programme.w3.eth.call({"to": discount_market.address, "data": call})
            assert given.to_0x_hex() == name_of(stage, offer)
