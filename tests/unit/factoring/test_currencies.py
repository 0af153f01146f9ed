import pytest

from tests.stage import OPERATOR, TOKEN, astuple, logged, refused

LENT, INTEREST = 800, 9  # 8.4, rounded up
BACK = LENT + INTEREST


@pytest.fixture
def agree(stage, make, factoring, financier):
    """Terms of an advance of 800 on a receivable of 1 000 in a currency of a kind, and that currency."""

    def act(kind, decimals=6):
        currency = stage.admit_currency(make(kind, kind, "MNY", decimals))
        currency.mint(financier, 10_000, {"from": financier})
        currency.approve(factoring, 10_000, {"from": financier})
        id_ = stage.issue(currency=currency.address, face=1_000)
        return stage.advance(id_, currency=currency.address, value=1_000), currency

    return act


@pytest.fixture
def arrange(stage, start, agree):
    """Open such an advance, and move to the due day."""

    def act(kind, decimals=6):
        terms, currency = agree(kind, decimals)
        start(terms)
        stage.mature(terms.receivables[0])
        return terms, currency

    return act


@pytest.fixture
def paid(stage, arrange):
    """Such an advance, its receivable paid in full."""

    def act(kind):
        terms, currency = arrange(kind)
        stage.pay(terms.receivables[0], 1_000, currency=currency)
        return terms, currency

    return act


@pytest.fixture
def pay_back(factoring, supplier):
    """Pay an amount back in a currency, of money that the supplier is given for it."""

    def act(terms, currency, amount):
        currency.mint(supplier, amount, {"from": supplier})
        currency.approve(factoring, amount, {"from": supplier})
        return factoring.repay(astuple(terms), amount, {"from": supplier})

    return act


class TestCurrencies:
    class TestGivenItsDecimals:
        @pytest.mark.parametrize("decimals", [18, 6, 2, 0])
        def test_it_should_count_base_units_alike(self, stage, arrange, collect, supplier, financier, decimals):
            terms, currency = arrange("TestCurrency", decimals)
            stage.pay(terms.receivables[0], 1_000, currency=currency)
            collect(terms)
            assert (currency.balanceOf(supplier), currency.balanceOf(financier)) == (
                1_000 - INTEREST,
                10_000 + INTEREST,
            )

    class TestGivenItReturnsNothing:
        """Hostile W7: money as some of the oldest tokens are."""

        def test_it_should_be_lent_and_collected(self, paid, collect, supplier, financier, factoring):
            terms, currency = paid("SilentCurrency")
            collect(terms)
            assert (currency.balanceOf(supplier), currency.balanceOf(financier)) == (
                1_000 - INTEREST,
                10_000 + INTEREST,
            )
            assert currency.balanceOf(factoring) == 0

        def test_it_should_be_paid_back(self, arrange, pay_back, debt):
            terms, currency = arrange("SilentCurrency")
            pay_back(terms, currency, BACK)
            assert debt(terms) == (0, 0)

    class TestGivenItKeepsAFee:
        @pytest.fixture
        def costly(self, paid, stranger):
            terms, currency = paid("FeeCurrency")
            currency.setFee(10, {"from": stranger})
            return terms, currency

        def test_it_should_refuse_to_lend_less_than_is_owed(self, start, agree, stranger):
            terms, currency = agree("FeeCurrency")
            currency.setFee(1, {"from": stranger})
            with refused("Credits_ShortPayment", LENT, LENT - 8):
                start(terms)

        def test_it_should_divide_what_arrived(self, costly, collect):
            (log,) = logged(collect(costly[0]), "AdvanceServed")
            assert (log["interest"], log["principal"], log["surplus"]) == (INTEREST, LENT, 900 - BACK)

        def test_it_should_keep_nothing_back(self, costly, collect, factoring):
            terms, currency = costly
            collect(terms)
            assert currency.balanceOf(factoring) == 0

        def test_it_should_count_what_arrived_as_paid_back(self, costly, pay_back, debt):
            terms, currency = costly
            (log,) = logged(pay_back(terms, currency, 500), "AdvanceServed")
            assert log["interest"] + log["principal"] == 450
            assert debt(terms) == (BACK - 450, 0)

        def test_it_should_still_owe_what_the_fee_took(self, costly, pay_back, debt):
            terms, currency = costly
            pay_back(terms, currency, BACK)
            assert debt(terms) == (80, 0)

        def test_it_should_refuse_to_be_paid_back_where_it_keeps_everything(self, costly, pay_back, stranger, debt):
            terms, currency = costly
            currency.setFee(100, {"from": stranger})
            with refused("Receivables_NothingArrived", currency):
                pay_back(terms, currency, BACK)
            assert debt(terms) == (LENT, INTEREST)

    class TestGivenItBringsMoreThanWasSent:
        def test_it_should_lend_what_was_agreed(self, start, agree, debt, supplier):
            terms, currency = agree("BonusCurrency")
            start(terms)
            assert (debt(terms), currency.balanceOf(supplier)) == ((LENT, 0), LENT + 1)

        def test_it_should_divide_no_more_than_was_claimed(self, paid, collect):
            (log,) = logged(collect(paid("BonusCurrency")[0]), "AdvanceServed")
            assert (log["interest"], log["principal"], log["surplus"]) == (INTEREST, LENT, 1_000 - BACK)

    class TestGivenItReturnsFalse:
        """Hostile W7: what was not moved is not counted."""

        def test_it_should_refuse_to_lend(self, start, agree, stranger, held, supplier):
            terms, currency = agree("FalseCurrency")
            currency.setStopped(True, {"from": stranger})
            with refused("SafeERC20FailedOperation", currency):
                start(terms)
            assert held(terms.receivables[0]) == supplier

        def test_it_should_refuse_to_collect(self, paid, collect, stranger, debt):
            terms, currency = paid("FalseCurrency")
            currency.setStopped(True, {"from": stranger})
            with refused("SafeERC20FailedOperation", currency):
                collect(terms)
            assert debt(terms) == (LENT, INTEREST)

        def test_it_should_refuse_to_be_paid_back(self, arrange, pay_back, stranger):
            terms, currency = arrange("FalseCurrency")
            currency.setStopped(True, {"from": stranger})
            with refused("SafeERC20FailedOperation", currency):
                pay_back(terms, currency, BACK)

    class TestGivenItBlocksAnAccount:
        """Hostile W2: the seller can be blocked, or the custodian itself."""

        def test_it_should_refuse_to_lend_to_a_blocked_seller(self, start, agree, supplier, stranger):
            terms, currency = agree("BlockingCurrency")
            currency.setBlocked(supplier, True, {"from": stranger})
            with refused("BlockingCurrency_Blocked", supplier):
                start(terms)

        def test_it_should_refuse_to_collect_for_a_blocked_custodian(self, paid, collect, factoring, stranger):
            terms, currency = paid("BlockingCurrency")
            currency.setBlocked(factoring, True, {"from": stranger})
            with refused("BlockingCurrency_Blocked", factoring):
                collect(terms)

        def test_it_should_collect_when_it_is_blocked_no_more(self, paid, collect, factoring, stranger, debt):
            terms, currency = paid("BlockingCurrency")
            currency.setBlocked(factoring, True, {"from": stranger})
            currency.setBlocked(factoring, False, {"from": stranger})
            collect(terms)
            assert debt(terms) == (0, 0)

    class TestGivenItRefusesZero:
        """Hostile W7: a part of nothing is not sent."""

        def test_it_should_collect_without_a_surplus(self, stage, arrange, collect, financier):
            terms, currency = arrange("ZeroShyCurrency")
            stage.pay(terms.receivables[0], 5, currency=currency)
            collect(terms)
            assert currency.balanceOf(financier) == 10_000 - LENT + 5

        def test_it_should_collect_without_a_debt(self, paid, pay_back, collect, supplier):
            terms, currency = paid("ZeroShyCurrency")
            pay_back(terms, currency, BACK)
            assert logged(collect(terms), "AmountParked") == []
            assert currency.balanceOf(supplier) == LENT + 1_000

    class TestGivenItReenters:
        @pytest.fixture
        def armed(self, factoring, stranger):
            """Have a currency call the factoring in its next transfer, hiding the refusal or not."""
            return lambda currency, data, hides: currency.arm(factoring, data, hides, {"from": stranger})

        @pytest.mark.parametrize("step", ["collect", "release", "repay", "demand", "open"])
        def test_it_should_refuse_any_step_within_an_opening(self, start, agree, factoring, armed, step):
            terms, currency = agree("ReenteringCurrency")
            given = {"collect": [[]], "release": [[]], "repay": [1], "open": [b"", b""]}.get(step, [])
            armed(currency, getattr(factoring, step).encode_input(astuple(terms), *given), False)
            with refused("ReentrancyGuardReentrantCall"):
                start(terms)

        def test_it_should_refuse_a_step_within_a_multicall(self, start, agree, factoring, armed):
            terms, currency = agree("ReenteringCurrency")
            collect = factoring.collect.encode_input(astuple(terms), terms.receivables)
            armed(currency, factoring.multicall.encode_input([collect]), False)
            with refused("ReentrancyGuardReentrantCall"):
                start(terms)

        def test_it_should_take_nothing_more_within_an_opening(
            self, stage, start, agree, receivables, supplier, tier2, factoring, armed
        ):
            """The money moves when custody is closed again: a receivable sent now is refused."""
            terms, currency = agree("ReenteringCurrency")
            (child,) = stage.split(stage.issue(), (tier2, 1))
            receivables.approve[OPERATOR](currency, child, {"from": tier2})
            send = receivables.transferFrom[TOKEN].encode_input(tier2, factoring, child)
            currency.arm(receivables, send, False, {"from": supplier})
            with refused("Participants_NoStandingAcceptance", factoring):
                start(terms)

        def test_it_should_pay_once_when_a_collection_is_made_within_one(
            self, paid, factoring, collect, armed, financier
        ):
            terms, currency = paid("ReenteringCurrency")
            armed(currency, factoring.collect.encode_input(astuple(terms), terms.receivables), True)
            assert logged(collect(terms), "Reentered") == [{"through": False}]
            assert (currency.balanceOf(financier), currency.balanceOf(factoring)) == (10_000 + INTEREST, 0)

        def test_it_should_refuse_a_repayment_within_a_repayment(self, arrange, factoring, financier, armed):
            terms, currency = arrange("ReenteringCurrency")
            armed(currency, factoring.repay.encode_input(astuple(terms), 1), False)
            with refused("ReentrancyGuardReentrantCall"):
                factoring.repay(astuple(terms), 100, {"from": financier})

        def test_it_should_withdraw_once(self, paid, collect, revoke, accredit, factoring, armed, financier):
            terms, currency = paid("ReenteringCurrency")
            revoke(financier)
            collect(terms)
            accredit(financier)
            armed(currency, factoring.withdrawCredit.encode_input(financier, currency, financier), True)
            factoring.withdrawCredit(financier, currency, financier, {"from": financier})
            assert (currency.balanceOf(financier), currency.balanceOf(factoring)) == (10_000 + INTEREST, 0)
