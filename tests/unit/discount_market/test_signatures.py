"""Rules F1 and F2: nothing counts but what an account has signed, as it has signed it, for this market."""

from dataclasses import replace

import pytest

from _local import member
from headwater import sign
from headwater._signing import offer_message
from tests.stage import FACE, ZERO, astuple, refused
from tests.unit.discount_market.deals import exchange, price
from tests.unit.signing import FORMS, NOBODYS

OTHER_CHAIN = 31_338

# What a filler could change in an offer or an order, so that the rest of it still fits.
OFFER_CHANGES = {
    "financier": "tier2",
    "obligor": "tier3",
    "currency": "tier3",
    "limit": 2**256 - 1,
    "rate_ppm": 41_999,
    "basis": 365,
    "max_tenor_days": 181,
    "min_value": 0,
    "recourse": True,
    "revolving": True,
    "deadline": 2**256 - 1,
    "counter": 1,
    "salt": 2**255,
    "seller": "supplier",
    "receivable": 1 << 72 | 1,
}
ORDER_CHANGES = {
    "seller": "tier2",
    "offer": b"\x0f" * 32,
    "receivable": 2,
    "value": FACE - 1,
    "min_proceeds": 1,
    "deadline": 2**256 - 1,
    "counter": 1,
    "salt": 2**255,
}


@pytest.fixture
def changed(stage):
    """Change one field of what was signed; members of the cast are given by name."""

    def act(signed, field, value):
        return replace(signed, **{field: stage.cast[value].address if isinstance(value, str) else value})

    return act


@pytest.fixture
def other_chain(stage):
    """Give the chain another number, as a fork of it takes, for the length of a test."""
    provider = stage.programme.w3.provider
    number = stage.programme.w3.eth.chain_id
    provider.make_request("anvil_setChainId", [OTHER_CHAIN])
    yield OTHER_CHAIN
    provider.make_request("anvil_setChainId", [number])


@pytest.fixture
def twin(stage, make):
    """Another market on the same ledger."""
    market = make("DiscountMarket", stage.receivables, stage.participants)
    stage.entrust(market, "supplier", "financier")
    return market


class TestSignatures:
    class TestGivenAnOffer:
        @pytest.mark.parametrize("form", FORMS)
        def test_it_should_have_one_signature_of_a_key(self, stage, sell, root, financier, form):
            """Hostile M3: of all forms in which a signature is written, one counts."""
            offer = stage.offer()
            with refused("DiscountMarket_InvalidOfferSignature", financier):
                sell(offer, root, signature=FORMS[form](stage.sign_offer(offer)))

        @pytest.mark.parametrize("signature", NOBODYS)
        def test_it_should_refuse_nobody_as_financier(self, stage, sell, root, signature):
            """Hostile M4: no signature is the zero address's."""
            with refused("DiscountMarket_InvalidOfferSignature", ZERO):
                sell(stage.offer(financier=ZERO), root, signature=signature)

        def test_it_should_refuse_the_signature_of_another(self, stage, sell, root, financier):
            offer = stage.offer()
            with refused("DiscountMarket_InvalidOfferSignature", financier):
                sell(offer, root, signature=stage.sign_offer(offer, "stranger"))

        @pytest.mark.parametrize("field", OFFER_CHANGES)
        def test_it_should_refuse_a_field_changed_after_signing(self, stage, sell, changed, root, field):
            """Hostile M9: every field is bound."""
            offer = stage.offer()
            other = changed(offer, field, OFFER_CHANGES[field])
            with refused("DiscountMarket_InvalidOfferSignature", other.financier):
                sell(other, root, signature=stage.sign_offer(offer))

        def test_it_should_have_every_field_tried(self, stage):
            assert list(OFFER_CHANGES) == list(type(stage.offer()).__slots__)

    class TestGivenAnOrder:
        @pytest.mark.parametrize("form", FORMS)
        def test_it_should_have_one_signature_of_a_key(self, stage, sell_for, root, supplier, form):
            """Hostile M3: of all forms in which a signature is written, one counts."""
            order = stage.order(offer := stage.offer(), root)
            with refused("DiscountMarket_InvalidSellerSignature", supplier):
                sell_for(offer, order, order_signature=FORMS[form](stage.sign_order(order)))

        @pytest.mark.parametrize("signature", NOBODYS)
        def test_it_should_refuse_nobody_as_seller(self, stage, sell_for, root, signature):
            """Hostile M4: no signature is the zero address's."""
            order = stage.order(offer := stage.offer(), root, seller=ZERO)
            with refused("DiscountMarket_InvalidSellerSignature", ZERO):
                sell_for(offer, order, order_signature=signature)

        @pytest.mark.parametrize("signer", ["stranger", "financier"])
        def test_it_should_refuse_the_signature_of_another(self, stage, sell_for, root, supplier, signer):
            order = stage.order(offer := stage.offer(), root)
            with refused("DiscountMarket_InvalidSellerSignature", supplier):
                sell_for(offer, order, order_signature=stage.sign_order(order, signer))

        @pytest.mark.parametrize("field", ORDER_CHANGES)
        def test_it_should_refuse_a_field_changed_after_signing(self, stage, sell_for, changed, root, field):
            """Hostile M9: every field is bound."""
            order = stage.order(offer := stage.offer(), root)
            other = changed(order, field, ORDER_CHANGES[field])
            with refused("DiscountMarket_InvalidSellerSignature", other.seller):
                sell_for(offer, other, order_signature=stage.sign_order(order))

        def test_it_should_have_every_field_tried(self, stage, root):
            assert list(ORDER_CHANGES) == list(type(stage.order(stage.offer(), root)).__slots__)

    class TestGivenAnotherChain:
        """Hostile M2: the domain names the chain, and is made anew when the chain's number changes."""

        def test_it_should_refuse_an_offer_of_this_one(
            self, stage, discount_market, root, supplier, financier, request
        ):
            given = (astuple(offer := stage.offer()), stage.sign_offer(offer), root, FACE, 0, 2**64)
            request.getfixturevalue("other_chain")
            with refused("DiscountMarket_InvalidOfferSignature", financier):
                discount_market.sell.call(*given, {"from": supplier})

        def test_it_should_refuse_an_order_of_this_one(self, stage, discount_market, root, supplier, request):
            order = stage.order(offer := stage.offer(), root)
            given = (astuple(offer), stage.sign_offer(offer), astuple(order), stage.sign_order(order))
            request.getfixturevalue("other_chain")
            with refused("DiscountMarket_InvalidSellerSignature", supplier):
                discount_market.sellFor.call(*given, {"from": supplier})

        def test_it_should_name_offers_by_the_new_number(self, stage, discount_market, root, request):
            offer = astuple(stage.offer())
            here = discount_market.hashOffer(offer)
            request.getfixturevalue("other_chain")
            assert (discount_market.hashOffer(offer) != here, discount_market.eip712Domain()[3]) == (True, OTHER_CHAIN)

        def test_it_should_take_an_offer_of_that_one(self, stage, discount_market, root, supplier, other_chain):
            domain = replace(stage.programme.suite.market_domain, chain_id=other_chain)
            signature = sign(member("financier"), offer_message(domain, offer := stage.offer()))
            given = (astuple(offer), signature, root, FACE, 0, 2**64)
            assert discount_market.sell.call(*given, {"from": supplier}) == price(offer, FACE)

    class TestGivenAnotherMarket:
        """Hostile M2: the domain names the contract."""

        def test_it_should_refuse_an_offer_of_this_one(self, stage, twin, root, supplier, financier):
            given = (astuple(offer := stage.offer()), stage.sign_offer(offer), root, FACE, 0, 2**64)
            with refused("DiscountMarket_InvalidOfferSignature", financier):
                twin.sell(*given, {"from": supplier})

        def test_it_should_refuse_an_order_of_this_one(self, stage, twin, root, supplier, stranger):
            order = stage.order(offer := stage.offer(), root)
            given = (astuple(offer), stage.sign_offer(offer), astuple(order), stage.sign_order(order))
            with refused("DiscountMarket_InvalidSellerSignature", supplier):
                twin.sellFor(*given, {"from": stranger})

        def test_it_should_keep_its_own_salts(self, stage, twin, moved, sell, root, financier):
            offer = stage.offer()
            twin.cancel(offer.salt, {"from": financier})
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)
