import pytest

from tests.stage import FACE, astuple, logged, refused

LENT = 800_000


class TestRepay:
    """Rules D4, D5."""

    class TestGivenSomethingIsOwed:
        def test_it_should_lower_what_is_owed_by_a_part(self, opened, repay, debt):
            repay(opened, 300_000)
            assert debt(opened) == (500_000, 0)

        def test_it_should_pay_it_to_the_financier(self, opened, repay, currency, financier, factoring):
            repay(opened, 300_000)
            assert (currency.balanceOf(financier), currency.balanceOf(factoring)) == (9 * FACE + 500_000, 0)

        def test_it_should_pay_interest_first(self, stage, opened, repay, books, today, debt):
            reference = books(opened)
            stage.move_to(today + 30)
            (log,) = logged(repay(opened, 10_000), "AdvanceServed")
            assert (log["interest"], log["principal"], log["surplus"]) == reference.serve(today + 30, 10_000)
            assert debt(opened) == (reference.principal, 0) == (LENT - 10_000 + 2_800, 0)

        def test_it_should_take_no_more_than_is_owed(self, stage, opened, repay, currency, stranger, debt, today):
            stage.move_to(today + 30)
            repay(opened, 2 * FACE, by="stranger")
            assert debt(opened) == (0, 0)
            assert currency.balanceOf(stranger) == 2 * FACE - LENT - 2_800

        def test_it_should_give_what_arrived(self, stage, opened, factoring, currency, supplier):
            currency.approve(factoring, FACE, {"from": supplier})
            assert factoring.repay.call(astuple(opened), FACE, {"from": supplier}) == LENT

        @pytest.mark.parametrize("who", ["supplier", "financier", "anchor", "stranger", "operator"])
        def test_it_should_take_it_from_anybody(self, opened, repay, debt, who):
            repay(opened, LENT, by=who)
            assert debt(opened) == (0, 0)

        def test_it_should_take_it_after_a_default(self, stage, opened, default, repay, books, debt):
            reference = books(opened)
            default(opened.receivables[0])
            repay(opened, FACE)
            assert (debt(opened), account_interest(stage, opened)) == ((0, 0), reference.interest(stage.now()))

        def test_it_should_cost_no_more_in_many_parts(self, stage, opened, repay, books, today, debt):
            reference = books(opened)
            for _ in range(4):
                stage.move_to(stage.now() + 1)
                reference.serve(stage.now(), 1)
                repay(opened, 1)
            assert debt(opened) == (reference.principal, reference.interest(today + 4)) == (LENT, 370)

    class TestGivenTheMoneyIsNotThere:
        def test_it_should_refuse_without_an_allowance(self, opened, factoring, currency, supplier):
            currency.approve(factoring, 0, {"from": supplier})
            with refused("ERC20InsufficientAllowance", factoring, 0, LENT):
                factoring.repay(astuple(opened), LENT, {"from": supplier})

        def test_it_should_refuse_an_offer_of_nothing(self, opened, repay, currency, debt):
            with refused("Receivables_NothingArrived", currency):
                repay(opened, 0)
            assert debt(opened) == (LENT, 0)

    class TestGivenNothingIsOwed:
        def test_it_should_refuse(self, opened, repay, named):
            repay(opened, LENT)
            with refused("Factoring_NothingOwed", named(opened)):
                repay(opened, 1)

        def test_it_should_say_so_of_an_offer_of_nothing_too(self, opened, repay, named):
            repay(opened, LENT)
            with refused("Factoring_NothingOwed", named(opened)):
                repay(opened, 0)


def account_interest(stage, terms):
    """Give the interest that was paid on an advance, in base units."""
    return stage.programme.suite.advance_account(terms).interest_paid
