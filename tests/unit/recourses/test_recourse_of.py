import pytest

from tests.stage import FACE, RATE_PPM, ZERO, astuple, logged, plain, refused

OPEN = 1
NONE = (ZERO, 0, 0, ZERO, 0, 0, 0, 0)


@pytest.fixture
def record(discount_market):
    """A recourse as it is on record, as plain Python."""
    return lambda recourse=1: plain(tuple(discount_market.recourseOf(recourse)))


class TestRecourseOf:
    """Rule R1."""

    class TestGivenASaleWithRecourse:
        class TestWhenAllOfAReceivableIsSold:
            def test_it_should_remember_the_sale(self, sold, record, supplier, financier):
                assert record() == (supplier, FACE, OPEN, financier, RATE_PPM, 360, sold, 0)

            def test_it_should_log_it(self, discount_market, ready, root, deal, supplier, financier):
                tx = discount_market.sell(*deal(root), {"from": supplier})
                assert logged(tx, "RecourseTaken") == [
                    {"recourse": 1, "seller": supplier, "financier": financier, "receivable": root, "value": FACE}
                ]

        class TestWhenAPartIsSold:
            def test_it_should_remember_the_part(self, sell, root, record, supplier, financier):
                part = sell(root, 400_000, basis=365, rate_ppm=1)
                assert part != root
                assert record() == (supplier, 400_000, OPEN, financier, 1, 365, part, 0)

        class TestWhenValueWasMergedInBefore:
            def test_it_should_remember_how_much(self, stage, sell, root, merge, stands, record, supplier, tier2):
                (other,) = stage.split(root, (tier2, 200_000))
                merge(other, root, 150_000, tier2)
                sell(root, 950_000)
                assert record()[-2:] == (root, 150_000)

        class TestWhenSeveralAreSoldAtOnce:
            def test_it_should_number_them_in_order(self, stage, discount_market, ready, deal, record, supplier):
                parts = [(stage.issue(), FACE), (stage.issue(), FACE)]
                offer, signature, *_ = deal(parts[0][0], revolving=True)
                discount_market.sellMany(offer, signature, parts, 0, stage.deadline(), {"from": supplier})
                assert [record(number)[6] for number in (1, 2)] == [root for root, _ in parts]
                assert record(3) == NONE

        class TestWhenAnOrderIsBroughtBySomebodyElse:
            def test_it_should_remember_who_signed_the_order(
                self, stage, discount_market, ready, root, record, supplier, stranger
            ):
                offer = stage.offer(recourse=True)
                order = stage.order(offer, root)
                given = astuple(offer), stage.sign_offer(offer), astuple(order), stage.sign_order(order)
                discount_market.sellFor(*given, {"from": stranger})
                assert record()[0] == supplier

        class TestWhenTheBuyerSellsOn:
            def test_it_should_remember_each_sale(self, sell, sold, record, supplier, financier, tier3):
                sell(sold, by="financier", to="tier3")
                assert [record(1)[0], record(1)[3]] == [supplier, financier]
                assert [record(2)[0], record(2)[3]] == [financier, tier3]

    class TestGivenASaleWithoutRecourse:
        def test_it_should_remember_nothing(self, sell, root, record):
            sell(root, recourse=False)
            assert record() == NONE

    class TestGivenTheObligorBuys:
        """The obligor cannot have recourse for what it owes itself."""

        def test_it_should_refuse(self, discount_market, ready, root, deal, supplier, anchor):
            with refused("DiscountMarket_RecourseToObligor", anchor):
                discount_market.sell(*deal(root, to="anchor"), {"from": supplier})

        def test_it_should_refuse_when_asked_for_a_quote(self, stage, discount_market, root, deal, anchor):
            with refused("DiscountMarket_RecourseToObligor", anchor):
                discount_market.quote(deal(root, to="anchor")[0], root, FACE)

    class TestGivenThereIsNoSuchRecourse:
        @pytest.mark.parametrize("recourse", [0, 2, 2**256 - 1])
        def test_it_should_show_nothing(self, sold, record, recourse):
            assert record(recourse) == NONE
