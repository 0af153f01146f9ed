import pytest

from _local import identity
from tests.stage import FACE, TOKEN, refused

OPEN, DEMANDED, MET, ENDED = 1, 2, 3, 4
FINANCIER, CUSTODIAN = 4, 8
MOST = 2 * FACE


@pytest.fixture
def sister(stage, participants, ready, stranger):
    """The stranger, another account of the financier's company that takes receivables."""

    def act(capacities=FINANCIER):
        stage.register(stranger, capacities, identity("financier"))
        participants.setStandingAcceptance(True, {"from": stranger})
        return stranger

    return act


@pytest.fixture
def hand(receivables):
    return lambda giver, to, receivable: receivables.transferFrom[TOKEN](giver, to, receivable, {"from": giver})


@pytest.fixture
def moved(sold, late, stands, sister, hand, financier):
    """The root, sold with recourse 1 and moved to the sister before the default."""
    account = sister()
    hand(financier, account, sold)
    late()
    return sold


@pytest.fixture
def money(currency, financier, stranger, supplier, discount_market):
    """What financier, sister, seller and market have."""
    return lambda: [int(currency.balanceOf(who)) for who in (financier, stranger, supplier, discount_market)]


@pytest.fixture
def demand(discount_market):
    return lambda by: discount_market.demandRecourse(1, {"from": by})


@pytest.fixture
def meet(discount_market, supplier):
    return lambda: discount_market.meetRecourse(1, MOST, {"from": supplier})


class TestRecourseCompany:
    """Rule R7."""

    class TestGivenAnotherAccountOfTheFinanciersCompanyHoldsTheReceivable:
        def test_it_should_be_demanded_by_that_account(self, moved, demand, stranger, state, demands):
            demand(stranger)
            assert (state(), demands()) == (DEMANDED, 1)

        def test_it_should_refuse_the_account_that_bought(self, moved, demand, financier):
            with refused("DiscountMarket_NotFinancier", 1, financier):
                demand(financier)

        def test_it_should_refuse_while_that_account_has_not_approved_the_market(
            self, receivables, discount_market, moved, demand, stranger
        ):
            receivables.setApprovalForAll(discount_market, False, {"from": stranger})
            with refused("DiscountMarket_NotDeliverable", 1, moved):
                demand(stranger)

        def test_it_should_be_waived_by_that_account_alone(self, discount_market, moved, financier, stranger, state):
            with refused("DiscountMarket_NotFinancier", 1, financier):
                discount_market.endRecourse(1, {"from": financier})
            discount_market.endRecourse(1, {"from": stranger})
            assert state() == ENDED

        class TestWhenTheSellerMeetsTheDemand:
            def test_it_should_pay_that_account(self, moved, demand, meet, money, stranger, due):
                demand(stranger)
                before = money()
                meet()
                assert [now - then for now, then in zip(money(), before, strict=True)] == [0, due(FACE), -due(FACE), 0]

            def test_it_should_hand_its_receivable_to_the_seller(
                self, receivables, moved, demand, meet, stranger, supplier, state
            ):
                demand(stranger)
                meet()
                assert (receivables.ownerOf(moved), state()) == (supplier, MET)

        class TestWhenTheDemandWasMadeByTheAccountThatBought:
            @pytest.fixture
            def handed(self, demanded, sister, hand, financier):
                hand(financier, sister(), demanded)
                return demanded

            def test_it_should_stand(self, discount_market, handed, tier2):
                with refused("DiscountMarket_DemandStands", 1):
                    discount_market.dismissDemand(1, {"from": tier2})

            def test_it_should_pay_the_account_that_holds(self, handed, meet, money, due):
                before = money()
                meet()
                assert [now - then for now, then in zip(money(), before, strict=True)] == [0, due(FACE), -due(FACE), 0]

            def test_it_should_be_withdrawn_by_the_account_that_holds_alone(
                self, discount_market, handed, financier, stranger, state, demands
            ):
                with refused("DiscountMarket_NotFinancier", 1, financier):
                    discount_market.withdrawDemand(1, {"from": financier})
                discount_market.withdrawDemand(1, {"from": stranger})
                assert (state(), demands()) == (OPEN, 0)

        class TestWhenThatAccountIsACustodian:
            def test_it_should_ask_for_what_only_it_can_claim(self, stage, sold, late, sister, hand, financier, amount):
                hand(financier, sister(FINANCIER | CUSTODIAN), sold)
                late(0)
                stage.pay(sold, 400_000)
                assert amount() == FACE

    class TestGivenAnotherAccountOfTheFinanciersCompanyDoesNotHoldIt:
        def test_it_should_refuse_that_account(self, sold, late, sister, demand):
            account = sister()
            late()
            with refused("DiscountMarket_NotFinancier", 1, account):
                demand(account)

        def test_it_should_be_demanded_by_the_account_that_bought(self, sold, late, sister, demand, financier, state):
            sister()
            late()
            demand(financier)
            assert state() == DEMANDED

    class TestGivenItWasHandedToAnotherCompanyAfterTheDemand:
        def test_it_should_refuse_to_take_it_from_there(self, demanded, sister, hand, meet, financier, tier2):
            hand(financier, tier2, demanded)
            with refused("Receivables_NotHolder", demanded, financier):
                meet()
