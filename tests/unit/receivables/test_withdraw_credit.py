import pytest

from _local import identity
from tests.stage import logged, refused

SUPPLIER = 2


@pytest.fixture
def parked(receivables, participants, operator, settled, tier2):
    """Tier 2 has 300 000 parked: its accreditation had ended when it was paid."""
    participants.revoke(tier2, {"from": operator})
    receivables.claim(settled[1], {"from": tier2})
    return 300_000


@pytest.fixture
def renewed(stage, participants, operator, parked, tier2):
    """Tier 2 is accredited again."""
    stage.register(tier2, SUPPLIER, identity("tier2"))
    return parked


class TestWithdrawCredit:
    class TestGivenAnAmountIsParked:
        """Rule S6."""

        class TestWhenItGoesToTheAccountItself:
            def test_it_should_pay_it_out(self, receivables, renewed, tier2, currency):
                before = currency.balanceOf(receivables)
                receivables.withdrawCredit(tier2, currency, tier2, {"from": tier2})
                assert currency.balanceOf(tier2) == renewed
                assert currency.balanceOf(receivables) == before - renewed

            def test_it_should_clear_the_credit(self, receivables, renewed, tier2, currency):
                receivables.withdrawCredit(tier2, currency, tier2, {"from": tier2})
                assert receivables.creditOf(tier2, currency) == 0
                with refused("Credits_NoCredit", tier2, currency):
                    receivables.withdrawCredit(tier2, currency, tier2, {"from": tier2})

            def test_it_should_log_the_withdrawal(self, receivables, renewed, tier2, currency):
                (log,) = logged(receivables.withdrawCredit(tier2, currency, tier2, {"from": tier2}), "CreditWithdrawn")
                assert list(log.values()) == [tier2, tier2, currency, renewed]

            def test_it_should_give_the_amount(self, receivables, renewed, tier2, currency):
                assert receivables.withdrawCredit.call(tier2, currency, tier2, {"from": tier2}) == renewed

        class TestWhenSomebodyElseCalls:
            def test_it_should_pay_it_out_to_the_account_itself(self, receivables, renewed, tier2, stranger, currency):
                receivables.withdrawCredit(tier2, currency, tier2, {"from": stranger})
                assert (currency.balanceOf(tier2), currency.balanceOf(stranger)) == (renewed, 0)

            def test_it_should_refuse_to_send_it_elsewhere(self, receivables, parked, tier2, stranger, currency):
                with refused("Credits_NotOwnCredit", tier2, stranger):
                    receivables.withdrawCredit(tier2, currency, stranger, {"from": stranger})

            def test_it_should_refuse_an_account_of_the_same_legal_identity(
                self, stage, receivables, parked, tier2, stranger, currency
            ):
                stage.register(stranger, SUPPLIER, identity("tier2"))
                with refused("Credits_NotOwnCredit", tier2, stranger):
                    receivables.withdrawCredit(tier2, currency, stranger, {"from": stranger})

        class TestWhenItGoesToAnAccountOfTheSameLegalIdentity:
            def test_it_should_pay_it_out_there(self, stage, receivables, parked, tier2, stranger, currency):
                stage.register(stranger, SUPPLIER, identity("tier2"))
                tx = receivables.withdrawCredit(tier2, currency, stranger, {"from": tier2})
                assert list(logged(tx, "CreditWithdrawn")[0].values()) == [tier2, stranger, currency, parked]
                assert currency.balanceOf(stranger) == parked

        class TestWhenItGoesToAnAccountOfAnotherLegalIdentity:
            def test_it_should_refuse(self, receivables, parked, tier2, tier3, currency):
                with refused("Credits_IdentityMismatch", tier2, tier3):
                    receivables.withdrawCredit(tier2, currency, tier3, {"from": tier2})

        class TestWhenItGoesToAnAccountThatIsNotAccredited:
            def test_it_should_refuse_the_account_itself(self, receivables, parked, tier2, currency):
                with refused("Participants_NotAccredited", tier2):
                    receivables.withdrawCredit(tier2, currency, tier2, {"from": tier2})

            def test_it_should_refuse_one_that_is_bound_alone(
                self, receivables, participants, parked, tier2, stranger, currency
            ):
                participants.bind(participants.legalIdentityOf(tier2), {"from": stranger})
                with refused("Participants_NotAccredited", stranger):
                    receivables.withdrawCredit(tier2, currency, stranger, {"from": tier2})

        class TestWhenTheCurrencyIsAnother:
            def test_it_should_refuse(self, receivables, renewed, tier2, make):
                other = make("TestCurrency", "Other", "OTH", 6)
                with refused("Credits_NoCredit", tier2, other):
                    receivables.withdrawCredit(tier2, other, tier2, {"from": tier2})

    class TestGivenNothingIsParked:
        def test_it_should_refuse(self, receivables, tier3, currency):
            with refused("Credits_NoCredit", tier3, currency):
                receivables.withdrawCredit(tier3, currency, tier3, {"from": tier3})
