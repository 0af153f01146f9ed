import pytest

from _local import identity
from tests.stage import FACE, PURSE, astuple, refused
from tests.unit.discount_market.deals import exchange, price

FINANCIER = 4
ALL = 2**256 - 1
WAYS = pytest.mark.parametrize("way", ["call", "order", "batch"])
VALUES = pytest.mark.parametrize("value", [FACE, 400_000, ALL], ids=["whole", "part", "all"])


@pytest.fixture
def sister(stage, participants, stranger):
    """The stranger, another account of the anchor's company, which buys."""
    stage.register(stranger, FINANCIER, identity("anchor"))
    participants.setStandingAcceptance(True, {"from": stranger})
    return stranger


@pytest.fixture
def bid(stage):
    """A line of a buyer's own on the anchor, signed."""

    def act(buyer, recourse):
        stage.give(buyer, PURSE)
        stage.entrust(stage.discount_market, buyer)
        offer = stage.offer(financier=stage.cast[buyer].address, recourse=recourse, revolving=True)
        return offer, stage.sign_offer(offer, buyer)

    return act


@pytest.fixture
def take(stage, discount_market, sell, sell_for, supplier):
    """Sell value of a receivable to an offer in one of three ways."""

    def batch(offer, signed, id_, value):
        given = astuple(offer), signed, [(id_, value)], 0, stage.deadline()
        return discount_market.sellMany(*given, {"from": supplier})

    return {
        "call": lambda offer, signed, id_, value: sell(offer, id_, value, signature=signed),
        "order": lambda offer, signed, id_, value: sell_for(
            offer, stage.order(offer, id_, value=value), signature=signed
        ),
        "batch": batch,
    }


class TestObligorsCompany:
    class TestGivenAnotherAccountOfTheObligorsCompanyBuys:
        """The seller would stand in for the buyer's own default."""

        @WAYS
        @VALUES
        def test_it_should_refuse_with_recourse(self, sister, bid, take, unmoved, root, anchor, way, value):
            deal = bid("stranger", True)
            with unmoved(), refused("DiscountMarket_RecourseToObligor", anchor):
                take[way](*deal, root, value)

        def test_it_should_refuse_to_quote_with_recourse(self, discount_market, sister, bid, root, anchor):
            offer, _ = bid("stranger", True)
            with refused("DiscountMarket_RecourseToObligor", anchor):
                discount_market.quote(astuple(offer), root, FACE)

        @WAYS
        def test_it_should_buy_without_recourse_and_hold_what_it_bought(
            self, receivables, sister, bid, take, moved, root, way
        ):
            deal = bid("stranger", False)
            sold = exchange(price(deal[0], FACE), FACE, buyer="stranger")
            assert moved(lambda: take[way](*deal, root, FACE)) == sold
            assert receivables.ownerOf(root) == sister

    class TestGivenTheObligorItselfBuys:
        @WAYS
        @VALUES
        def test_it_should_refuse_with_recourse(self, bid, take, unmoved, root, anchor, way, value):
            deal = bid("anchor", True)
            with unmoved(), refused("DiscountMarket_RecourseToObligor", anchor):
                take[way](*deal, root, value)

        @WAYS
        @pytest.mark.parametrize("value", [FACE, ALL], ids=["whole", "all"])
        def test_it_should_cancel_without_recourse(self, bid, take, moved, owed, root, way, value):
            """Rule F9."""
            deal = bid("anchor", False)
            paid = price(deal[0], FACE)
            assert moved(lambda: take[way](*deal, root, value)) == {"supplier": (paid, -FACE), "anchor": (-paid, 0)}
            assert owed() == 0
