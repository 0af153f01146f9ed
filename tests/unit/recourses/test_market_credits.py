import pytest

from _local import identity
from tests.stage import FACE, logged, refused

FINANCIER = 4


@pytest.fixture
def money(arrange, discount_market, sell, late, stands, supplier, financier):
    """Money that bars the financier, for which what the supplier bought back for is parked."""
    money, root = arrange("BlockingCurrency")
    sell(root, currency=money.address)
    late()
    discount_market.demandRecourse(1, {"from": financier})
    money.setBlocked(financier, True, {"from": financier})
    discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})
    return money


@pytest.fixture
def free(money, financier):
    """The same money, which bars the financier no more."""
    money.setBlocked(financier, False, {"from": financier})
    return money


@pytest.fixture
def parked(due):
    return due(FACE)


@pytest.fixture
def withdraw(discount_market):
    return lambda *given, by: discount_market.withdrawCredit(*given, {"from": by})


class TestMarketCredits:
    class TestGivenAnAmountIsParked:
        class TestWhenItGoesToTheAccountItself:
            @pytest.fixture
            def tx(self, free, withdraw, financier):
                self.before = int(free.balanceOf(financier))
                return withdraw(financier, free, financier, by=financier)

            def test_it_should_pay_it_out(self, tx, free, discount_market, financier, parked):
                assert free.balanceOf(financier) - self.before == parked
                assert free.balanceOf(discount_market) == 0

            def test_it_should_clear_the_credit(self, tx, free, discount_market, withdraw, financier):
                assert discount_market.creditOf(financier, free) == 0
                with refused("Credits_NoCredit", financier, free):
                    withdraw(financier, free, financier, by=financier)

            def test_it_should_log_the_withdrawal(self, tx, free, financier, parked):
                (log,) = logged(tx, "CreditWithdrawn")
                assert list(log.values()) == [financier, financier, free, parked]

        class TestWhenItIsAsked:
            def test_it_should_give_the_amount(self, discount_market, free, financier, parked):
                assert discount_market.withdrawCredit.call(financier, free, financier, {"from": financier}) == parked

        class TestWhenItIsStillBarred:
            def test_it_should_refuse_and_keep_it(self, money, discount_market, withdraw, financier, parked):
                with refused("BlockingCurrency_Blocked", financier):
                    withdraw(financier, money, financier, by=financier)
                assert discount_market.creditOf(financier, money) == parked

        class TestWhenSomebodyElseCalls:
            def test_it_should_pay_it_out_to_the_account_itself(self, free, withdraw, financier, stranger, parked):
                before = [free.balanceOf(who) for who in (financier, stranger)]
                withdraw(financier, free, financier, by=stranger)
                after = [free.balanceOf(who) for who in (financier, stranger)]
                assert [b - a for a, b in zip(before, after, strict=True)] == [parked, 0]

            @pytest.mark.parametrize("name", ["stranger", "supplier"])
            def test_it_should_refuse_to_send_it_elsewhere(self, stage, free, withdraw, financier, name):
                with refused("Credits_NotOwnCredit", financier, stage.cast[name]):
                    withdraw(financier, free, stage.cast[name], by=stage.cast[name])

            def test_it_should_refuse_an_account_of_the_same_legal_identity(
                self, stage, free, withdraw, financier, stranger
            ):
                stage.register(stranger, FINANCIER, identity("financier"))
                with refused("Credits_NotOwnCredit", financier, stranger):
                    withdraw(financier, free, stranger, by=stranger)

        class TestWhenItGoesToAnAccountOfTheSameLegalIdentity:
            def test_it_should_pay_it_out_there_while_the_first_is_barred(
                self, stage, money, withdraw, financier, stranger, parked
            ):
                stage.register(stranger, FINANCIER, identity("financier"))
                before = money.balanceOf(stranger)
                withdraw(financier, money, stranger, by=financier)
                assert money.balanceOf(stranger) - before == parked

        class TestWhenItGoesToAnAccountOfAnotherLegalIdentity:
            def test_it_should_refuse(self, money, withdraw, financier, tier3):
                with refused("Credits_IdentityMismatch", financier, tier3):
                    withdraw(financier, money, tier3, by=financier)

        class TestWhenItGoesToAnAccountThatIsNotAccredited:
            def test_it_should_refuse_the_account_itself(self, participants, operator, free, withdraw, financier):
                participants.revoke(financier, {"from": operator})
                with refused("Participants_NotAccredited", financier):
                    withdraw(financier, free, financier, by=financier)

            def test_it_should_refuse_one_that_is_bound_alone(self, participants, free, withdraw, financier, stranger):
                participants.bind(identity("financier"), {"from": stranger})
                with refused("Participants_NotAccredited", stranger):
                    withdraw(financier, free, stranger, by=financier)

        class TestWhenTheCurrencyIsAnother:
            def test_it_should_refuse(self, free, withdraw, financier, currency):
                with refused("Credits_NoCredit", financier, currency):
                    withdraw(financier, currency, financier, by=financier)

    class TestGivenNothingIsParked:
        def test_it_should_refuse(self, withdraw, tier3, currency):
            with refused("Credits_NoCredit", tier3, currency):
                withdraw(tier3, currency, tier3, by=tier3)
