"""Hostile W7: money that is not as it should be."""

import pytest

from tests.stage import FACE, PURSE, astuple, logged, refused
from tests.unit.discount_market.deals import exchange, price


@pytest.fixture
def arrange(stage, make, discount_market, financier):
    """Issue in a currency of a kind, of which the financier has much; give the currency, the root and an offer."""

    def act(kind, decimals=6):
        currency = stage.admit_currency(make(kind, kind, "MNY", decimals))
        root = stage.issue(currency=currency.address)
        currency.mint(financier, PURSE, {"from": financier})
        currency.approve(discount_market, PURSE, {"from": financier})
        return currency, root, stage.offer(currency=currency.address, revolving=True)

    return act


@pytest.fixture
def call(stage):
    """Give the data of a call on the market that sells the root to an offer."""
    sale = stage.discount_market.sell
    return lambda offer, root: sale.encode_input(astuple(offer), stage.sign_offer(offer), root, FACE, 0, 2**64)


class TestCurrencies:
    class TestGivenItsDecimals:
        @pytest.mark.parametrize("decimals", [18, 6, 2, 0])
        def test_it_should_count_base_units_alike(self, arrange, moved, sell, decimals):
            """Hostile M8: a price is in base units of the one currency that offer and obligation name."""
            currency, root, offer = arrange("TestCurrency", decimals)
            assert moved(lambda: sell(offer, root), currency) == exchange(price(offer, FACE), FACE)

    class TestGivenItReturnsNothing:
        def test_it_should_pay_the_price(self, arrange, moved, sell):
            currency, root, offer = arrange("SilentCurrency")
            assert moved(lambda: sell(offer, root), currency) == exchange(price(offer, FACE), FACE)

    class TestGivenItReturnsFalse:
        def test_it_should_refuse_and_leave_the_receivable(self, arrange, unmoved, sell, drawn, financier):
            currency, root, offer = arrange("FalseCurrency")
            currency.setStopped(True, {"from": financier})
            with unmoved(), refused("SafeERC20FailedOperation", currency):
                sell(offer, root)
            assert drawn(offer) == 0

        def test_it_should_sell_when_it_moves_again(self, arrange, moved, sell, financier):
            currency, root, offer = arrange("FalseCurrency")
            currency.setStopped(True, {"from": financier})
            currency.setStopped(False, {"from": financier})
            assert moved(lambda: sell(offer, root), currency) == exchange(price(offer, FACE), FACE)

    class TestGivenItKeepsAFee:
        @pytest.mark.parametrize("percent", [1, 100])
        def test_it_should_refuse_because_less_arrives(self, arrange, unmoved, sell, financier, percent):
            """Rule F7: the seller gets the price, and not what is left of it."""
            currency, root, offer = arrange("FeeCurrency")
            currency.setFee(percent, {"from": financier})
            due = price(offer, FACE)
            with unmoved(), refused("Credits_ShortPayment", due, due - due * percent // 100):
                sell(offer, root)

        def test_it_should_sell_while_there_is_no_fee(self, arrange, moved, sell):
            currency, root, offer = arrange("FeeCurrency")
            assert moved(lambda: sell(offer, root), currency) == exchange(price(offer, FACE), FACE)

        def test_it_should_refuse_several_together(self, stage, arrange, unmoved, sell_many, financier):
            currency, root, offer = arrange("FeeCurrency")
            currency.setFee(1, {"from": financier})
            due = 2 * price(offer, FACE // 2)
            with unmoved(), refused("Credits_ShortPayment", due, due - due // 100):
                sell_many(offer, (root, FACE // 2), (root, FACE // 2))

    class TestGivenItBringsMoreThanWasSent:
        def test_it_should_charge_the_financier_the_price(self, arrange, moved, sell):
            """Rule F2."""
            currency, root, offer = arrange("BonusCurrency")
            due = price(offer, FACE)
            expected = {"supplier": (due + 1, -FACE), "financier": (-due, FACE)}
            assert moved(lambda: sell(offer, root), currency) == expected

    class TestGivenItBlocksTheSeller:
        def test_it_should_refuse_and_leave_the_receivable(self, arrange, unmoved, sell, supplier):
            currency, root, offer = arrange("BlockingCurrency")
            currency.setBlocked(supplier, True, {"from": supplier})
            with unmoved(), refused("BlockingCurrency_Blocked", supplier):
                sell(offer, root)

        def test_it_should_sell_for_others(self, stage, arrange, moved, sell, supplier, tier2):
            currency, root, offer = arrange("BlockingCurrency")
            (child,) = stage.split(root, (tier2, 9_000))
            stage.entrust(stage.discount_market, "tier2")
            currency.setBlocked(supplier, True, {"from": supplier})
            sold = moved(lambda: sell(offer, child, 9_000, by="tier2"), currency)
            assert sold == exchange(price(offer, 9_000), 9_000, seller="tier2")

    class TestGivenItRefusesZero:
        def test_it_should_pay_the_price(self, arrange, moved, sell):
            currency, root, offer = arrange("ZeroShyCurrency")
            assert moved(lambda: sell(offer, root), currency) == exchange(price(offer, FACE), FACE)

        def test_it_should_not_be_asked_for_nothing(self, arrange, sell_many):
            """No part has a price of zero, and a sale of no parts is refused before the currency is asked."""
            _, _, offer = arrange("ZeroShyCurrency")
            with refused("DiscountMarket_ValueTooSmall", 0, offer.min_value):
                sell_many(offer)

    class TestGivenItsAllowanceIsRaced:
        def test_it_should_charge_no_more_than_was_signed_for(self, arrange, sell, discount_market, financier):
            """An allowance changed from one amount to another: what is spent is bound by offers, not by allowances."""
            currency, root, offer = arrange("TestCurrency")
            currency.approve(discount_market, (due := price(offer, FACE)), {"from": financier})
            sell(offer, root)
            currency.approve(discount_market, 2 * due, {"from": financier})
            assert (currency.balanceOf(financier), currency.allowance(financier, discount_market)) == (
                PURSE - due,
                2 * due,
            )

    class TestGivenItReenters:
        @pytest.fixture
        def money(self, arrange):
            return arrange("ReenteringCurrency")

        @pytest.fixture
        def within(self, stage, discount_market, money, call, financier):
            """Give the data of a step, other than a sale by call, that is taken in the middle of a sale."""

            def act(step, root, offer):
                order = stage.order(offer, root)
                signed = (astuple(offer), stage.sign_offer(offer))
                arguments = {
                    "sellFor": (*signed, astuple(order), stage.sign_order(order)),
                    "sellMany": (*signed, [(root, FACE)], 0, 2**64),
                    "withdrawCredit": (financier, money[0], financier),
                    "meetRecourse": (1, 2**256 - 1),
                    "multicall": ([call(offer, root)],),
                }
                return getattr(discount_market, step).encode_input(*arguments[step])

            return act

        def test_it_should_refuse_a_sale_within_a_sale(self, discount_market, money, call, unmoved, sell, financier):
            currency, root, offer = money
            currency.arm(discount_market, call(offer, root), False, {"from": financier})
            with unmoved(), refused("ReentrancyGuardReentrantCall"):
                sell(offer, root)

        @pytest.mark.parametrize("step", ["sellFor", "sellMany", "withdrawCredit", "meetRecourse", "multicall"])
        def test_it_should_refuse_every_step_that_moves_money(
            self, discount_market, money, within, sell, financier, step
        ):
            currency, root, offer = money
            currency.arm(discount_market, within(step, root, offer), False, {"from": financier})
            with refused("ReentrancyGuardReentrantCall"):
                sell(offer, root)

        def test_it_should_sell_once_when_the_refusal_is_hidden(
            self, discount_market, money, call, moved, sell, drawn, financier
        ):
            """Hostile M1: by the time that money moves, the receivable has moved and the line is drawn on."""
            currency, root, offer = money
            currency.arm(discount_market, call(offer, root), True, {"from": financier})
            assert moved(lambda: sell(offer, root), currency) == exchange(price(offer, FACE), FACE)
            assert drawn(offer) == FACE

        def test_it_should_tell_that_the_second_did_not_go_through(self, discount_market, money, call, sell, financier):
            currency, root, offer = money
            currency.arm(discount_market, call(offer, root), True, {"from": financier})
            assert logged(sell(offer, root), "Reentered") == [{"through": False}]

        def test_it_should_give_nothing_back_to_a_line_meanwhile(
            self, stage, discount_market, money, sell, drawn, financier
        ):
            """Hostile P3: whoever pokes at a line, whenever."""
            currency, root, offer = money
            data = discount_market.replenish.encode_input(stage.programme.suite.offer_digest(offer), [1])
            currency.arm(discount_market, data, True, {"from": financier})
            assert logged(sell(offer, root), "Reentered") == [{"through": True}]
            assert (drawn(offer), drawn(offer, 1)) == (FACE, FACE)
