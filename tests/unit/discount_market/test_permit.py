import pytest

from _local import member
from headwater import sign
from headwater._signing import Domain
from tests.stage import FACE, PURSE, astuple, refused
from tests.unit.discount_market.deals import exchange, price

NAME = "Money by signature"
FOREVER = 2**64
FIELDS = (
    ("owner", "address"),
    ("spender", "address"),
    ("value", "uint256"),
    ("nonce", "uint256"),
    ("deadline", "uint256"),
)


@pytest.fixture
def signed_money(stage, make, financier):
    """Money with permits, of which the financier has much and has allowed nothing."""
    currency = stage.admit_currency(make("PermitCurrency", NAME, "MBS"))
    currency.mint(financier, PURSE, {"from": financier})
    return currency


@pytest.fixture
def permit(stage, discount_market, signed_money, financier):
    """Give the arguments of a permit of the financier's for the market, after its currency: owner, amount and so on."""

    def act(amount=PURSE, deadline=FOREVER, signer="financier"):
        domain = Domain(NAME, stage.programme.w3.eth.chain_id, signed_money.address)
        values = (financier.address, discount_market.address, amount, signed_money.nonces(financier), deadline)
        message = domain.message("Permit", FIELDS, dict(zip((name for name, _ in FIELDS), values, strict=True)))
        signature = sign(member(signer), message)
        return financier.address, amount, deadline, signature[64], signature[:32], signature[32:64]

    return act


@pytest.fixture
def both(stage, discount_market, supplier):
    """Bring a permit of a currency on chain and sell the root to an offer, in one call of the supplier's."""

    def act(currency, permitted, offer, root):
        first = discount_market.usePermit.encode_input(currency, *permitted)
        given = (astuple(offer), stage.sign_offer(offer), root, FACE, 0, FOREVER)
        second = discount_market.sell.encode_input(*given)
        return discount_market.multicall([first, second], {"from": supplier})

    return act


@pytest.fixture
def deal(stage, signed_money):
    """A root owed in money with permits, and an offer for it."""
    return stage.offer(currency=signed_money.address), stage.issue(currency=signed_money.address)


class TestPermit:
    class TestGivenAPermitOfTheFinanciers:
        def test_it_should_allow_the_market_its_amount(
            self, discount_market, signed_money, permit, financier, stranger
        ):
            discount_market.usePermit(signed_money, *permit(123), {"from": stranger})
            assert signed_money.allowance(financier, discount_market) == 123

        def test_it_should_move_nothing_itself(self, discount_market, signed_money, permit, moved, stranger):
            """Hostile R4: what a financier allows the market is nobody's to spend."""
            given = permit()
            assert (
                moved(lambda: discount_market.usePermit(signed_money, *given, {"from": stranger}), signed_money) == {}
            )

        def test_it_should_sell_in_the_same_call(self, signed_money, permit, both, deal, moved):
            offer, root = deal
            given = permit(price(offer, FACE))
            sold = moved(lambda: both(signed_money, given, offer, root), signed_money)
            assert sold == exchange(price(offer, FACE), FACE)

        def test_it_should_be_used_up_by_the_sale(self, discount_market, signed_money, permit, both, deal, financier):
            both(signed_money, permit(price(deal[0], FACE)), *deal)
            assert signed_money.allowance(financier, discount_market) == 0

        def test_it_should_be_undone_with_a_sale_that_is_refused(
            self, discount_market, signed_money, permit, both, deal, financier
        ):
            offer, root = deal
            discount_market.cancel(offer.salt, {"from": financier})
            with refused("DiscountMarket_SaltSpent", financier, offer.salt):
                both(signed_money, permit(), offer, root)
            assert signed_money.allowance(financier, discount_market) == signed_money.nonces(financier) == 0

    class TestGivenItWasShownBefore:
        """Hostile M10: who is first to show a permit cannot spoil the sale that comes with it."""

        def test_it_should_sell_when_it_was_shown_to_the_currency(
            self, discount_market, signed_money, permit, both, deal, moved, stranger
        ):
            owner, *rest = permit()
            signed_money.permit(owner, discount_market, *rest, {"from": stranger})
            sold = moved(lambda: both(signed_money, (owner, *rest), *deal), signed_money)
            assert sold == exchange(price(deal[0], FACE), FACE)

        def test_it_should_sell_when_it_was_shown_to_the_market(
            self, discount_market, signed_money, permit, both, deal, moved, stranger
        ):
            discount_market.usePermit(signed_money, *(given := permit()), {"from": stranger})
            assert moved(lambda: both(signed_money, given, *deal), signed_money) == exchange(price(deal[0], FACE), FACE)

    class TestGivenItDoesNotCount:
        """It is passed over, and the sale finds no allowance."""

        @pytest.mark.parametrize("changes", [{"signer": "stranger"}, {"deadline": 1}])
        def test_it_should_refuse_the_sale_for_want_of_an_allowance(
            self, discount_market, signed_money, permit, both, deal, changes
        ):
            needed = (discount_market, 0, price(deal[0], FACE))
            with refused("ERC20InsufficientAllowance", *needed):
                both(signed_money, permit(**changes), *deal)

        def test_it_should_sell_by_an_allowance_that_stands(
            self, discount_market, signed_money, permit, both, deal, moved, financier
        ):
            signed_money.approve(discount_market, PURSE, {"from": financier})
            sold = moved(lambda: both(signed_money, permit(signer="stranger"), *deal), signed_money)
            assert sold == exchange(price(deal[0], FACE), FACE)

    class TestGivenACurrencyWithoutPermits:
        def test_it_should_pass_over_it(self, stage, currency, permit, both, root, moved):
            offer = stage.offer()
            assert moved(lambda: both(currency, permit(), offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_pass_over_the_ledger(self, stage, receivables, permit, both, root, moved):
            """Hostile R4: the market calls nothing but `permit` there, which the ledger does not have."""
            offer = stage.offer()
            assert moved(lambda: both(receivables, permit(), offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_pass_over_an_address_without_code(self, stage, permit, both, root, stranger, moved):
            offer = stage.offer()
            assert moved(lambda: both(stranger, permit(), offer, root)) == exchange(price(offer, FACE), FACE)

        def test_it_should_change_nothing_at_an_address_without_code(
            self, discount_market, permit, stranger, currency, financier
        ):
            allowed = currency.allowance(financier, discount_market)
            tx = discount_market.usePermit(stranger, *permit(), {"from": stranger})
            assert (len(tx.logs), currency.allowance(financier, discount_market)) == (0, allowed)
