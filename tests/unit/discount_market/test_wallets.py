"""Contract accounts that sign by ERC-1271, as financiers and as sellers. Rules F1 and F2."""

import pytest

from tests.stage import FACE, PURSE, astuple, refused
from tests.unit.discount_market.deals import price
from tests.unit.signing import ANSWERS, SAYS_YES_AT_LENGTH, WRONG

PART = 400_000


@pytest.fixture
def buyer(currency, discount_market, admit, stranger):
    """A financier that is a contract, for which the stranger's key signs."""
    wallet = admit("SigningWallet")
    currency.mint(wallet, PURSE, {"from": stranger})
    wallet.execute(currency, currency.approve.encode_input(discount_market, PURSE), {"from": stranger})
    return wallet


@pytest.fixture
def seller(receivables, discount_market, admit, hand, root, stranger):
    """A holder of the root that is a contract, for which the stranger's key signs."""
    wallet = admit("SigningWallet")
    hand(root, wallet)
    approval = receivables.setApprovalForAll.encode_input(discount_market, True)
    wallet.execute(receivables, approval, {"from": stranger})
    return wallet


@pytest.fixture
def sign_by(stage):
    """Sign an offer or an order with the key of the contract's owner."""
    return {"offer": lambda o: stage.sign_offer(o, "stranger"), "order": lambda o: stage.sign_order(o, "stranger")}


class TestWallets:
    class TestGivenTheFinancierIsAContract:
        def test_it_should_buy_by_its_signature(
            self, stage, receivables, currency, sell, sign_by, root, buyer, supplier
        ):
            offer = stage.offer(financier=buyer.address)
            sell(offer, root, signature=sign_by["offer"](offer))
            has = [currency.balanceOf(account) for account in (buyer, supplier)]
            assert has == [PURSE - price(offer, FACE), price(offer, FACE)]
            assert receivables.ownerOf(root) == buyer

        @pytest.mark.parametrize("signer", ["financier", "tier3"])
        def test_it_should_refuse_the_signature_of_another_key(self, stage, unmoved, sell, root, buyer, signer):
            offer = stage.offer(financier=buyer.address)
            with unmoved(), refused("DiscountMarket_InvalidOfferSignature", buyer):
                sell(offer, root, signature=stage.sign_offer(offer, signer))

        @pytest.mark.parametrize("answer", ANSWERS)
        def test_it_should_refuse_any_answer_but_the_right_one(
            self, stage, unmoved, sell, replace_code, root, buyer, answer
        ):
            """Hostile M5: whatever the contract does when it is asked."""
            replace_code(buyer, ANSWERS[answer])
            with unmoved(), refused("DiscountMarket_InvalidOfferSignature", buyer):
                sell(stage.offer(financier=buyer.address), root, signature=b"\1")

        def test_it_should_not_read_what_is_behind_the_right_answer(
            self, stage, receivables, sell, replace_code, root, buyer
        ):
            """Hostile M5: nor pay for reading it, beyond what the contract itself spends."""
            replace_code(buyer, SAYS_YES_AT_LENGTH)
            tx = sell(stage.offer(financier=buyer.address), root, signature=b"\1")
            assert (receivables.ownerOf(root), tx.gas_used < 1_200_000) == (buyer, True)

        def test_it_should_be_asked_again_at_every_fill(self, stage, unmoved, sell, sign_by, root, buyer, stranger):
            """Hostile M5: a signature that counted once."""
            offer = stage.offer(financier=buyer.address, revolving=True)
            sell(offer, root, PART, signature=sign_by["offer"](offer))
            buyer.setYes(WRONG, {"from": stranger})
            with unmoved(), refused("DiscountMarket_InvalidOfferSignature", buyer):
                sell(offer, root, PART, signature=sign_by["offer"](offer))

        @pytest.mark.parametrize("revolving", [False, True])
        def test_it_should_refuse_an_owner_that_was_removed(
            self, stage, unmoved, sell, sign_by, replace_owner, root, buyer, revolving
        ):
            """Hostile M6: by the time of the fill, not of the signature."""
            signature = sign_by["offer"](offer := stage.offer(financier=buyer.address, revolving=revolving))
            replace_owner(buyer)
            with unmoved(), refused("DiscountMarket_InvalidOfferSignature", buyer):
                sell(offer, root, signature=signature)

        def test_it_should_take_the_owner_that_came_instead(self, stage, receivables, sell, replace_owner, root, buyer):
            replace_owner(buyer)
            offer = stage.offer(financier=buyer.address)
            sell(offer, root, signature=stage.sign_offer(offer, "tier3"))
            assert receivables.ownerOf(root) == buyer

        def test_it_should_cancel_by_its_call(self, stage, discount_market, sell, sign_by, root, buyer, stranger):
            """Rule F8."""
            offer = stage.offer(financier=buyer.address)
            buyer.execute(discount_market, discount_market.cancel.encode_input(offer.salt), {"from": stranger})
            with refused("DiscountMarket_SaltSpent", buyer, offer.salt):
                sell(offer, root, signature=sign_by["offer"](offer))

    class TestGivenTheSellerIsAContract:
        def test_it_should_sell_by_its_signature(self, stage, receivables, currency, sell_for, sign_by, root, seller):
            order = stage.order(offer := stage.offer(), root, seller=seller.address)
            sell_for(offer, order, order_signature=sign_by["order"](order))
            assert currency.balanceOf(seller) == price(offer, FACE)
            assert receivables.ownerOf(root) == offer.financier

        def test_it_should_sell_by_its_call(self, stage, currency, discount_market, root, seller, stranger):
            given = (astuple(offer := stage.offer()), stage.sign_offer(offer), root, FACE, 0, 2**64)
            seller.execute(discount_market, discount_market.sell.encode_input(*given), {"from": stranger})
            assert currency.balanceOf(seller) == price(offer, FACE)

        @pytest.mark.parametrize("signer", ["supplier", "tier3"])
        def test_it_should_refuse_the_signature_of_another_key(self, stage, unmoved, sell_for, root, seller, signer):
            order = stage.order(offer := stage.offer(), root, seller=seller.address)
            with unmoved(), refused("DiscountMarket_InvalidSellerSignature", seller):
                sell_for(offer, order, order_signature=stage.sign_order(order, signer))

        @pytest.mark.parametrize("answer", ANSWERS)
        def test_it_should_refuse_any_answer_but_the_right_one(
            self, stage, unmoved, sell_for, replace_code, root, seller, answer
        ):
            """Hostile M5: whatever the contract does when it is asked."""
            order = stage.order(offer := stage.offer(), root, seller=seller.address)
            replace_code(seller, ANSWERS[answer])
            with unmoved(), refused("DiscountMarket_InvalidSellerSignature", seller):
                sell_for(offer, order, order_signature=b"\1")

        def test_it_should_be_asked_again_at_every_fill(self, stage, line, sell_for, sign_by, root, seller, stranger):
            """Hostile M5: a signature that counted once."""
            offer = line()
            orders = [stage.order(offer, root, seller=seller.address, value=PART) for _ in range(2)]
            sell_for(offer, orders[0], order_signature=sign_by["order"](orders[0]))
            seller.setYes(WRONG, {"from": stranger})
            with refused("DiscountMarket_InvalidSellerSignature", seller):
                sell_for(offer, orders[1], order_signature=sign_by["order"](orders[1]))

        def test_it_should_refuse_an_owner_that_was_removed(
            self, stage, unmoved, sell_for, sign_by, replace_owner, root, seller
        ):
            """Hostile M6: by the time of the fill, not of the signature."""
            order = stage.order(offer := stage.offer(), root, seller=seller.address)
            signature = sign_by["order"](order)
            replace_owner(seller)
            with unmoved(), refused("DiscountMarket_InvalidSellerSignature", seller):
                sell_for(offer, order, order_signature=signature)
