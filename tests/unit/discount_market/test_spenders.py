"""Hostile R4: what seller and financier have approved the market for, without limit, serves nobody else."""

import pytest

from tests.stage import FACE, OPERATOR, PURSE, astuple, refused

STEPS = {"sell", "sellFor", "sellMany", "replenish", "cancel", "cancelAll", "usePermit", "multicall", "withdrawCredit"}
RECOURSES = {"demandRecourse", "withdrawDemand", "dismissDemand", "meetRecourse", "endRecourse"}


@pytest.fixture(autouse=True)
def unlimited(receivables, currency, discount_market, supplier, financier):
    """The seller's approval for all it holds is there; now the financier's, and the seller's own, for all money."""
    for owner in (supplier, financier):
        currency.approve(discount_market, 2**256 - 1, {"from": owner})


@pytest.fixture
def forge(stage):
    """Sign an offer or order in another's name with the stranger's key."""
    return lambda signed, kind: getattr(stage, f"sign_{kind}")(signed, "stranger")


class TestSpenders:
    class TestGivenTheSellersApproval:
        """Rule F1."""

        @pytest.mark.parametrize("by", ["stranger", "tier2", "financier", "anchor"])
        def test_it_should_not_serve_another_caller(self, stage, unmoved, sell, root, by):
            offer = stage.offer()
            with unmoved(), refused("DiscountMarket_NotHolder", root, stage.cast[by]):
                sell(offer, root, by=by)

        def test_it_should_not_serve_another_caller_of_many(self, stage, line, unmoved, sell_many, root, stranger):
            with unmoved(), refused("DiscountMarket_NotHolder", root, stranger):
                sell_many(line(), (root, FACE), by="stranger")

        def test_it_should_not_serve_a_call_within_a_call(self, stage, discount_market, unmoved, root, stranger):
            offer = stage.offer()
            given = (astuple(offer), stage.sign_offer(offer), root, FACE, 0, 2**64)
            with unmoved(), refused("DiscountMarket_NotHolder", root, stranger):
                discount_market.multicall([discount_market.sell.encode_input(*given)], {"from": stranger})

        @pytest.mark.parametrize("forged", [True, False], ids=["forged", "empty"])
        def test_it_should_not_serve_an_order_that_it_did_not_sign(
            self, stage, unmoved, sell_for, forge, root, supplier, forged
        ):
            order = stage.order(offer := stage.offer(), root)
            signature = forge(order, "order") if forged else b""
            with unmoved(), refused("DiscountMarket_InvalidSellerSignature", supplier):
                sell_for(offer, order, order_signature=signature)

        def test_it_should_not_serve_the_order_of_another(self, stage, unmoved, sell_for, forge, root, stranger):
            order = stage.order(offer := stage.offer(), root, seller=stranger.address)
            with unmoved(), refused("DiscountMarket_NotHolder", root, stranger):
                sell_for(offer, order, order_signature=forge(order, "order"))

    class TestGivenAnOperatorOfTheSellers:
        """An operator may move a receivable on the ledger; it cannot sell it here, where it would get the money."""

        @pytest.fixture(autouse=True)
        def operating(self, receivables, supplier, stranger):
            receivables.setApprovalForAll(stranger, True, {"from": supplier})

        def test_it_should_refuse_its_call(self, stage, unmoved, sell, root, stranger):
            with unmoved(), refused("DiscountMarket_NotHolder", root, stranger):
                sell(stage.offer(), root, by="stranger")

        def test_it_should_refuse_its_order_in_the_sellers_name(self, stage, unmoved, sell_for, forge, root, supplier):
            order = stage.order(offer := stage.offer(), root)
            with unmoved(), refused("DiscountMarket_InvalidSellerSignature", supplier):
                sell_for(offer, order, order_signature=forge(order, "order"))

        def test_it_should_refuse_one_that_is_approved_for_the_receivable(
            self, stage, receivables, unmoved, sell, root, supplier, stranger
        ):
            receivables.approve[OPERATOR](stranger, root, {"from": supplier})
            with unmoved(), refused("DiscountMarket_NotHolder", root, stranger):
                sell(stage.offer(), root, by="stranger")

    class TestGivenTheFinanciersAllowance:
        """Rule F2."""

        def test_it_should_not_serve_an_offer_that_it_did_not_sign(self, stage, unmoved, sell, forge, root, financier):
            offer = stage.offer(rate_ppm=0)
            with unmoved(), refused("DiscountMarket_InvalidOfferSignature", financier):
                sell(offer, root, signature=forge(offer, "offer"))

        def test_it_should_not_serve_the_offer_of_another(self, stage, unmoved, sell, root, tier2):
            offer = stage.offer(financier=tier2.address)
            needed = (stage.discount_market, 0, 989_500)
            with unmoved(), refused("ERC20InsufficientAllowance", *needed):
                sell(offer, root, signature=stage.sign_offer(offer, "tier2"))

        def test_it_should_not_serve_an_offer_in_the_sellers_name(self, stage, unmoved, sell, forge, root, supplier):
            """The seller's own allowance is no more anybody's than the financier's."""
            stage.give("supplier", PURSE)
            offer = stage.offer(financier=supplier.address)
            with unmoved(), refused("DiscountMarket_InvalidOfferSignature", supplier):
                sell(offer, root, signature=forge(offer, "offer"), by="tier2")

        def test_it_should_serve_nobody_to_meet_a_recourse(self, discount_market, unmoved, stranger):
            with unmoved(), refused("DiscountMarket_WrongRecourseState", 1, 0):
                discount_market.meetRecourse(1, 2**256 - 1, {"from": stranger})

    class TestGivenTheMarketOffersNoOtherWay:
        def test_it_should_know_no_other_step(self, discount_market):
            functions = [entry for entry in discount_market.abi if entry["type"] == "function"]
            steps = {entry["name"] for entry in functions if entry["stateMutability"] not in ("view", "pure")}
            assert steps == STEPS | RECOURSES

        def test_it_should_take_no_ether(self, discount_market):
            assert not [e for e in discount_market.abi if e.get("stateMutability") == "payable"]
