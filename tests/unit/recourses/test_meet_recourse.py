import pytest

from tests.stage import FACE, TOKEN, logged, obligation_of, refused
from tests.unit.recourses.conftest import INTEREST, TIME

OPEN, DEMANDED, MET = 1, 2, 3
MOST = 2 * FACE


@pytest.fixture
def meet(discount_market, supplier):
    return lambda recourse=1, most=MOST, by=supplier: discount_market.meetRecourse(recourse, most, {"from": by})


@pytest.fixture
def paid(currency, financier, supplier, stranger, discount_market):
    """By how much the money of financier, supplier, stranger and market has changed since."""

    def now():
        return [int(currency.balanceOf(who)) for who in (financier, supplier, stranger, discount_market)]

    before = []

    def changes():
        before.append(now())
        return [later - earlier for earlier, later in zip(before[0], before[-1], strict=True)]

    return changes


@pytest.fixture
def odd(arrange, sell, late, stands, discount_market, financier):
    """A root in a currency of a kind, sold with recourse and demanded; gives the money and the root."""

    def act(kind):
        money, root = arrange(kind)
        sell(root, currency=money.address)
        late()
        discount_market.demandRecourse(1, {"from": financier})
        return money, root

    return act


class TestMeetRecourse:
    class TestGivenItIsDemanded:
        """Rule R4."""

        class TestWhenTheSellerMeetsIt:
            @pytest.fixture
            def tx(self, demanded, paid, meet):
                paid()
                return meet()

            def test_it_should_pay_the_financier(self, tx, paid, due):
                assert paid() == [due(FACE), -due(FACE), 0, 0]

            def test_it_should_hand_the_receivable_to_the_seller(self, tx, receivables, demanded, supplier):
                assert receivables.ownerOf(demanded) == supplier

            def test_it_should_mark_the_recourse(self, tx, state):
                assert state() == MET

            def test_it_should_count_no_more_against_the_seller(self, tx, demands):
                assert demands() == 0

            def test_it_should_log_what_was_paid(self, tx, supplier, due):
                assert logged(tx, "RecourseMet") == [{"recourse": 1, "seller": supplier, "amount": due(FACE)}]

            def test_it_should_park_nothing(self, tx, discount_market, financier, currency):
                assert logged(tx, "AmountParked") == []
                assert discount_market.creditOf(financier, currency) == 0

            def test_it_should_refuse_a_second_time(self, tx, meet):
                with refused("DiscountMarket_WrongRecourseState", 1, MET):
                    meet()

        class TestWhenItIsAsked:
            def test_it_should_give_what_would_be_paid(self, discount_market, demanded, supplier, due):
                assert discount_market.meetRecourse.call(1, MOST, {"from": supplier}) == due(FACE)

        class TestWhenItIsMetOnALaterDay:
            def test_it_should_pay_the_interest_to_that_day(self, demanded, late, paid, meet, due):
                paid()
                late(400)
                meet()
                assert paid() == [due(FACE, 400), -due(FACE, 400), 0, 0]

        class TestWhenAThirdPartyMeetsIt:
            def test_it_should_take_the_payers_money_alone(self, demanded, paid, meet, stranger, due):
                paid()
                meet(by=stranger)
                assert paid() == [due(FACE), 0, -due(FACE), 0]

            def test_it_should_hand_the_receivable_to_the_seller(self, receivables, demanded, meet, stranger, supplier):
                meet(by=stranger)
                assert receivables.ownerOf(demanded) == supplier

        class TestWhenAPartWasSold:
            def test_it_should_pay_for_the_part_and_hand_it_over(
                self, receivables, discount_market, sell, root, late, stands, paid, meet, financier, supplier, due
            ):
                part = sell(root, 400_000)
                late()
                discount_market.demandRecourse(1, {"from": financier})
                paid()
                meet()
                assert paid() == [due(400_000), -due(400_000), 0, 0]
                assert receivables.ownerOf(part) == supplier

        class TestWhenTheMostIsTooLow:
            def test_it_should_refuse_one_unit_less(self, demanded, meet, due):
                with refused("DiscountMarket_AmountAbove", due(FACE), due(FACE) - 1):
                    meet(most=due(FACE) - 1)

            def test_it_should_take_what_is_due_to_the_unit(self, demanded, meet, state, due):
                meet(most=due(FACE))
                assert state() == MET

            def test_it_should_refuse_a_day_later(self, demanded, late, meet, due):
                late(TIME + 2)
                with refused("DiscountMarket_AmountAbove", due(FACE, TIME + 2), due(FACE)):
                    meet(most=due(FACE))

        class TestWhenThePayerHasTooLittle:
            def test_it_should_refuse(self, currency, demanded, meet, supplier, anchor, due):
                left = due(FACE) - 1
                currency.transfer(anchor, currency.balanceOf(supplier) - left, {"from": supplier})
                with refused("ERC20InsufficientBalance", supplier, left, due(FACE)):
                    meet()

            def test_it_should_refuse_who_has_not_let_the_market_take_it(
                self, currency, discount_market, demanded, meet, supplier, due
            ):
                currency.approve(discount_market, due(FACE) - 1, {"from": supplier})
                with refused("ERC20InsufficientAllowance", discount_market, due(FACE) - 1, due(FACE)):
                    meet()

        class TestWhenAPartWasPaidSinceTheDemand:
            @pytest.fixture
            def tx(self, stage, demanded, paid, meet):
                stage.pay(demanded, 300_001)
                paid()
                return meet()

            def test_it_should_claim_that_part_for_the_financier_first(self, tx, demanded, financier):
                claimed = {"id": demanded, "holder": financier, "amount": 300_001}
                assert logged(tx, "ReceivableClaimed") == [claimed]

            def test_it_should_take_the_rest_of_the_principal_from_the_payer(self, tx, paid, due):
                rest = due(FACE - 300_001 + INTEREST)
                assert paid() == [300_001 + rest, -rest, 0, 0]

            def test_it_should_leave_what_is_paid_later_to_the_seller(
                self, tx, stage, receivables, demanded, currency, supplier, stranger
            ):
                before = currency.balanceOf(supplier)
                stage.pay(demanded, MOST)
                receivables.claim(demanded, {"from": stranger})
                assert currency.balanceOf(supplier) - before == FACE + INTEREST - 300_001

        class TestWhenItWasSettledSinceTheDemand:
            def test_it_should_refuse(self, stage, demanded, meet):
                stage.pay(demanded, MOST)
                with refused("Defaults_NotInDefault", obligation_of(demanded)):
                    meet()

            def test_it_should_refuse_once_it_is_claimed(self, stage, receivables, demanded, meet, financier):
                stage.pay(demanded, MOST)
                receivables.claim(demanded, {"from": financier})
                with refused("Defaults_NotInDefault", obligation_of(demanded)):
                    meet()

        class TestWhenTheReceivableHasMovedAway:
            def test_it_should_refuse(self, receivables, demanded, meet, financier, tier2):
                receivables.transferFrom[TOKEN](financier, tier2, demanded, {"from": financier})
                with refused("Receivables_NotHolder", demanded, financier):
                    meet()

        class TestWhenTheMarketIsNotApproved:
            def test_it_should_refuse(self, receivables, discount_market, demanded, meet, financier):
                receivables.setApprovalForAll(discount_market, False, {"from": financier})
                with refused("Receivables_NotAuthorised", demanded, discount_market):
                    meet()

        class TestWhenTheAccreditationOfTheFinancierHasEnded:
            def test_it_should_refuse(self, participants, operator, demanded, meet, financier):
                participants.revoke(financier, {"from": operator})
                with refused("Participants_NotAccredited", financier):
                    meet()

        class TestWhenTheSellerDoesNotTakeReceivables:
            @pytest.mark.parametrize("name", ["supplier", "stranger"])
            def test_it_should_refuse(self, stage, participants, demanded, meet, supplier, name):
                participants.setStandingAcceptance(False, {"from": supplier})
                with refused("Participants_NoStandingAcceptance", supplier):
                    meet(by=stage.cast[name])

        class TestWhenTheAccreditationOfTheSellerHasEnded:
            def test_it_should_refuse(self, participants, operator, demanded, meet, supplier):
                participants.revoke(supplier, {"from": operator})
                with refused("Participants_NotAccredited", supplier):
                    meet()

    class TestGivenTheFinancierIsACustodian:
        """Only it can claim: what was paid and is not claimed goes to the seller, with the receivable."""

        @pytest.fixture
        def held(self, stage, discount_market, sell, root, late, stands, custodian):
            sell(root, to="stranger")
            stage.settle(root, 250_000)
            late()
            discount_market.demandRecourse(1, {"from": custodian})
            return root

        def test_it_should_pay_for_what_is_not_claimed(self, held, paid, meet, due):
            paid()
            meet()
            assert paid() == [0, -due(FACE), due(FACE), 0]

        def test_it_should_let_the_seller_claim_it(self, receivables, held, paid, meet, financier, due):
            paid()
            meet()
            receivables.claim(held, {"from": financier})
            assert paid() == [0, 250_000 - due(FACE), due(FACE), 0]

        def test_it_should_pay_less_once_the_custodian_has_claimed(self, receivables, held, paid, meet, custodian, due):
            receivables.claim(held, {"from": custodian})
            paid()
            meet()
            assert paid() == [0, -due(FACE - 250_000), due(FACE - 250_000), 0]

    class TestGivenTheCurrency:
        class TestWhenItKeepsAFee:
            def test_it_should_refuse(self, odd, meet, stranger, due):
                money, _ = odd("FeeCurrency")
                money.setFee(10, {"from": stranger})
                with refused("Credits_ShortPayment", due(FACE), due(FACE) - due(FACE) // 10):
                    meet()

        class TestWhenItGivesMoreThanWasSent:
            def test_it_should_pay_what_is_due(self, odd, meet, state, financier, due):
                money, _ = odd("BonusCurrency")
                before = money.balanceOf(financier)
                meet()
                assert (state(), money.balanceOf(financier) - before) == (MET, due(FACE) + 1)

        class TestWhenItReturnsNothing:
            def test_it_should_pay_what_is_due(self, odd, meet, state, financier, due):
                money, _ = odd("SilentCurrency")
                before = money.balanceOf(financier)
                meet()
                assert (state(), money.balanceOf(financier) - before) == (MET, due(FACE))

        class TestWhenItBlocksTheFinancier:
            @pytest.fixture
            def tx(self, odd, meet, financier):
                money, root = odd("BlockingCurrency")
                money.setBlocked(financier, True, {"from": financier})
                return meet(), money, root

            def test_it_should_park_the_money_for_it(self, tx, discount_market, financier, due):
                _, money, _ = tx
                assert discount_market.creditOf(financier, money) == due(FACE)
                assert money.balanceOf(discount_market) == due(FACE)

            def test_it_should_log_that(self, tx, financier, due):
                parked = {"account": financier, "currency": tx[1], "amount": due(FACE)}
                assert logged(tx[0], "AmountParked") == [parked]

            def test_it_should_hand_the_receivable_over(self, tx, receivables, state, supplier):
                assert (receivables.ownerOf(tx[2]), state()) == (supplier, MET)

        class TestWhenItCallsTheMarketAgain:
            @pytest.mark.parametrize("step", ["meetRecourse", "withdrawDemand", "dismissDemand", "demandRecourse"])
            def test_it_should_refuse(self, odd, discount_market, meet, supplier, step):
                money, _ = odd("ReenteringCurrency")
                more = (MOST,) if step == "meetRecourse" else ()
                again = getattr(discount_market, step).encode_input(1, *more)
                money.arm(discount_market, again, False, {"from": supplier})
                with refused("ReentrancyGuardReentrantCall"):
                    meet()

    class TestGivenItIsNotDemanded:
        def test_it_should_refuse_one_that_is_open(self, sold, late, meet):
            late()
            with refused("DiscountMarket_WrongRecourseState", 1, OPEN):
                meet()

        def test_it_should_refuse_one_that_was_withdrawn(self, discount_market, demanded, meet, financier):
            discount_market.withdrawDemand(1, {"from": financier})
            with refused("DiscountMarket_WrongRecourseState", 1, OPEN):
                meet()

        def test_it_should_refuse_one_that_is_none(self, sold, meet):
            with refused("DiscountMarket_WrongRecourseState", 2, 0):
                meet(2)
