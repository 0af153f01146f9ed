import pytest

from tests.stage import FACE, PURSE, REMITTANCE, logged, refused

SETTLED = 5


@pytest.fixture
def due(stage, root, currency, anchor, receivables):
    """The root's obligation on its due day; the anchor has money, and the ledger may take it."""
    stage.mature(root)
    currency.mint(anchor, PURSE, {"from": anchor})
    currency.approve(receivables, PURSE, {"from": anchor})
    return 1


@pytest.fixture
def paid(receivables):
    return lambda: int(receivables.obligation(1)["paid"])


class TestPay:
    class TestGivenTheObligationIsDue:
        class TestWhenItIsPaidInFull:
            def test_it_should_take_exactly_what_is_owed(self, receivables, due, anchor, currency, paid):
                receivables.pay(due, FACE, REMITTANCE, {"from": anchor})
                assert currency.balanceOf(anchor) == PURSE - FACE
                assert currency.balanceOf(receivables) == FACE
                assert paid() == FACE

            def test_it_should_leave_nothing_outstanding(self, receivables, due, anchor, owed):
                receivables.pay(due, FACE, REMITTANCE, {"from": anchor})
                assert (owed(), receivables.obligation(1)["status"]) == (0, SETTLED)

            def test_it_should_log_the_payment_with_its_reference(self, receivables, due, anchor):
                (log,) = logged(receivables.pay(due, FACE, REMITTANCE, {"from": anchor}), "ObligationPaid")
                assert (log["obligation"], log["payer"]) == (1, anchor)
                assert (log["amount"], log["remittance"]) == (FACE, REMITTANCE)

            def test_it_should_give_what_was_credited(self, receivables, due, anchor):
                assert receivables.pay.call(due, FACE + 5, REMITTANCE, {"from": anchor}) == FACE

        class TestWhenItIsPaidInPart:
            def test_it_should_count_each_part(self, receivables, due, anchor, owed, paid):
                receivables.pay(due, 1, REMITTANCE, {"from": anchor})
                receivables.pay(due, 400_000, REMITTANCE, {"from": anchor})
                assert (paid(), owed()) == (400_001, FACE - 400_001)
                assert receivables.obligation(1)["status"] == 1

            def test_it_should_pay_nobody_by_itself(self, receivables, due, anchor, supplier, currency):
                receivables.pay(due, 400_000, REMITTANCE, {"from": anchor})
                assert currency.balanceOf(supplier) == 0

        class TestWhenMoreIsOfferedThanIsOwed:
            """Rule S1."""

            def test_it_should_take_only_what_is_owed(self, receivables, due, anchor, currency, paid):
                receivables.pay(due, 400_000, REMITTANCE, {"from": anchor})
                tx = receivables.pay(due, 2**256 - 1, REMITTANCE, {"from": anchor})
                assert logged(tx, "ObligationPaid")[0]["amount"] == FACE - 400_000
                assert (paid(), currency.balanceOf(anchor)) == (FACE, PURSE - FACE)

        class TestWhenSomebodyElsePays:
            """Rule S1."""

            def test_it_should_take_the_money_of_the_caller(self, stage, root, due, anchor, currency, paid):
                stage.pay(root, 250, by="stranger")
                assert paid() == 250
                assert currency.balanceOf(anchor) == PURSE
                assert currency.balanceOf(stage.cast["stranger"]) == 0

        class TestWhenNothingIsOffered:
            def test_it_should_refuse(self, receivables, due, anchor, currency):
                with refused("Receivables_NothingArrived", currency):
                    receivables.pay(due, 0, REMITTANCE, {"from": anchor})

        class TestWhenThePayerHasNotApproved:
            def test_it_should_refuse(self, receivables, due, anchor, currency):
                currency.approve(receivables, 99, {"from": anchor})
                with refused("ERC20InsufficientAllowance", receivables, 99, 100):
                    receivables.pay(due, 100, REMITTANCE, {"from": anchor})

        class TestWhenThePayerHasTooLittle:
            def test_it_should_refuse(self, receivables, due, stranger, currency):
                currency.approve(receivables, 100, {"from": stranger})
                with refused("ERC20InsufficientBalance", stranger, 0, 100):
                    receivables.pay(due, 100, REMITTANCE, {"from": stranger})

    class TestGivenThereIsMoneyThatNobodyPaid:
        def test_it_should_not_credit_it(self, receivables, due, anchor, currency, paid):
            currency.transfer(receivables, 5_000, {"from": anchor})
            receivables.pay(due, 100, REMITTANCE, {"from": anchor})
            assert paid() == 100

    class TestGivenItIsPaidInFull:
        def test_it_should_refuse(self, receivables, due, anchor):
            receivables.pay(due, FACE, REMITTANCE, {"from": anchor})
            with refused("Receivables_NothingOwed", 1):
                receivables.pay(due, 1, REMITTANCE, {"from": anchor})

    class TestGivenAllOfItWasCancelled:
        def test_it_should_refuse(self, stage, receivables, root, supplier, anchor, due_day):
            receivables.cancel(root, FACE, {"from": supplier})
            stage.move_to(due_day)
            with refused("Receivables_NothingOwed", 1):
                receivables.pay(1, 1, REMITTANCE, {"from": anchor})

    class TestGivenItIsTheDayBeforeTheDueDay:
        """Rule S1."""

        def test_it_should_refuse(self, stage, receivables, root, anchor, due_day):
            stage.move_to(due_day - 1)
            with refused("Receivables_NotMatured", 1, due_day, due_day - 1):
                receivables.pay(1, 1, REMITTANCE, {"from": anchor})

    class TestGivenItIsLongAfterTheDueDay:
        def test_it_should_still_take_payment(self, stage, receivables, due, anchor, due_day, paid):
            stage.move_to(due_day + 400)
            owed = int(receivables.position(1, stage.now())["owed"])
            receivables.pay(due, owed, REMITTANCE, {"from": anchor})
            shown = receivables.obligation(1)
            assert (paid(), shown["interestPaid"], owed) == (FACE, owed - FACE, FACE + 87_778)

    class TestGivenTheObligationDoesNotExist:
        @pytest.mark.parametrize("number", [0, 2])
        def test_it_should_refuse(self, receivables, due, anchor, number):
            with refused("Receivables_NoSuchObligation", number):
                receivables.pay(number, 1, REMITTANCE, {"from": anchor})
