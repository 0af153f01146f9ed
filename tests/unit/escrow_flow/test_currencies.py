import pytest

from headwater._agreements import Side
from tests.stage import astuple, logged, refused

RELEASED, RETURNED = Side.RELEASED, Side.RETURNED


@pytest.fixture
def earned(of_currency, release):
    """Begin an agreement for a thousand in a currency of a kind, of which 600 are released then."""

    def act(kind):
        terms, currency = of_currency(kind)
        release(terms, 600_000)
        return terms, currency

    return act


@pytest.fixture
def again(escrow, supplier):
    """Let the currency call the escrow in the middle of its next transfer, and hide whether that is refused."""
    return lambda currency, call: currency.arm(escrow, call, True, {"from": supplier})


class TestCurrencies:
    class TestGivenItReturnsNothing:
        """Hostile W7: money as some of the oldest tokens are."""

        def test_it_should_be_paid_on_both_sides(self, earned, lapse, over, withdraw, supplier, anchor, escrow):
            terms, currency = earned("SilentCurrency")
            over()
            lapse(terms)
            withdraw(terms, RELEASED, supplier)
            withdraw(terms, RETURNED, anchor)
            balances = [currency.balanceOf(account) for account in (supplier, anchor, escrow)]
            assert balances == [600, 9_400, 0]

    class TestGivenItReturnsFalse:
        """Hostile W7: what was not moved is not counted."""

        def test_it_should_refuse_to_pay(self, earned, withdraw, state, supplier, stranger):
            terms, currency = earned("FalseCurrency")
            currency.setStopped(True, {"from": stranger})
            with refused("SafeERC20FailedOperation", currency):
                withdraw(terms, RELEASED, supplier)
            assert (state(terms).withdrawn, currency.balanceOf(supplier)) == (0, 0)

        def test_it_should_pay_when_it_moves_again(self, earned, withdraw, supplier, stranger):
            terms, currency = earned("FalseCurrency")
            currency.setStopped(True, {"from": stranger})
            currency.setStopped(False, {"from": stranger})
            withdraw(terms, RELEASED, supplier)
            assert currency.balanceOf(supplier) == 600

    class TestGivenItRefusesZero:
        """Hostile W7: an empty side is never paid."""

        def test_it_should_refuse_by_the_escrows_own_name(self, earned, withdraw, named, anchor):
            terms, _ = earned("ZeroShyCurrency")
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                withdraw(terms, RETURNED, anchor)

        def test_it_should_pay_the_other_side(self, earned, withdraw, supplier):
            terms, currency = earned("ZeroShyCurrency")
            withdraw(terms, RELEASED, supplier)
            assert currency.balanceOf(supplier) == 600

    class TestGivenItKeepsAFeeLater:
        def test_it_should_leave_the_fee_to_who_is_paid(self, earned, withdraw, state, supplier, stranger):
            terms, currency = earned("FeeCurrency")
            currency.setFee(10, {"from": stranger})
            withdraw(terms, RELEASED, supplier)
            assert (currency.balanceOf(supplier), state(terms).withdrawn) == (540, 600)

    class TestGivenItCallsTheEscrowAgain:
        """Hostile E1: a call within a call pays nothing twice."""

        def test_it_should_not_pay_within_a_payment(self, earned, withdraw, escrow, again, supplier):
            terms, currency = earned("ReenteringCurrency")
            again(currency, escrow.withdraw.encode_input(astuple(terms), 0, RELEASED, supplier))
            assert logged(withdraw(terms, RELEASED, supplier), "Reentered") == [{"through": False}]
            assert (currency.balanceOf(supplier), currency.balanceOf(escrow)) == (600, 400)

        def test_it_should_not_begin_within_a_payment(self, stage, earned, due, withdraw, escrow, again, supplier):
            terms, currency = earned("ReenteringCurrency")
            other = stage.agreement(due())
            again(currency, escrow.begin.encode_input(astuple(other), stage.sign_agreement(other)))
            assert logged(withdraw(terms, RELEASED, supplier), "Reentered") == [{"through": False}]

        def test_it_should_not_release_within_a_payment(self, earned, evidence, withdraw, escrow, again, supplier):
            terms, currency = earned("ReenteringCurrency")
            again(currency, escrow.release.encode_input(astuple(terms), 0, evidence(terms, 900_000)))
            assert logged(withdraw(terms, RELEASED, supplier), "Reentered") == [{"through": False}]
            assert (currency.balanceOf(supplier), currency.balanceOf(escrow)) == (600, 400)

        def test_it_should_not_collect_within_a_payment(self, earned, withdraw, escrow, again, supplier):
            terms, currency = earned("ReenteringCurrency")
            again(currency, escrow.collect.encode_input(astuple(terms), 0))
            assert logged(withdraw(terms, RELEASED, supplier), "Reentered") == [{"through": False}]

    class TestGivenItAnswersOddlyAboutItself:
        def test_it_should_be_kept_and_paid_all_the_same(self, earned, withdraw, replace_code, code_of, make, supplier):
            """Hostile W7: nobody asks for its symbol or decimals."""
            terms, currency = earned("TestCurrency")
            replace_code(currency, code_of(make("OddCurrency")))
            withdraw(terms, RELEASED, supplier)
            assert currency.balanceOf(supplier) == 600

    class TestGivenAReceivableIsOwedInIt:
        def test_it_should_collect_what_arrives(self, stage, escrow, make, in_kind, collect, kept, stranger):
            currency = stage.admit_currency(make("FeeCurrency", "Fee", "MNY", 6))
            id_ = stage.issue(currency=currency.address, face=1_000)
            terms = in_kind(id_, 1_000, currency=currency.address)
            stage.mature(id_)
            stage.pay(id_, 1_000, currency=currency)
            currency.setFee(10, {"from": stranger})
            collect(terms)
            assert (kept(terms).collected, currency.balanceOf(escrow)) == (900, 900)
