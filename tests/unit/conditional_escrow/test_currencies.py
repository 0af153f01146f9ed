"""Rule E4: a milestone is funded in full, whatever the currency does on the way."""

import pytest

from tests.stage import OPERATOR, TOKEN, astuple, logged, refused
from tests.unit.conditional_escrow.conftest import PAYEE, PAYER

DUE = 1_000
STEPS = {
    "begin": [[]],
    "fund": [0, 0],
    "amend": [],
    "revoke": [],
    "release": [0, b""],
    "lapse": [0],
    "withdraw": [],
    "collect": [0],
    "dispute": [0, 1],
    "rule": [0, 0, 0],
    "ruleBySilence": [0, 0],
}


@pytest.fixture
def agree(stage, make, ready, escrow, anchor):
    """Terms of an agreement on 1 000 of a currency of a kind, and that currency; the rest follows it."""

    def act(kind, *rest, decimals=6, **changes):
        currency = make(kind, kind, "MNY", decimals)
        currency.mint(anchor, 10 * DUE, {"from": anchor})
        currency.approve(escrow, 10 * DUE, {"from": anchor})
        due = stage.milestone(currency=currency.address, amount=DUE)
        return stage.agreement(due, *rest, **changes), currency

    return act


@pytest.fixture
def pay_out(escrow, supplier, stranger):
    """Release the first milestone, and pay the supplier."""

    def act(terms):
        escrow.release(astuple(terms), 0, b"", {"from": stranger})
        escrow.withdraw(astuple(terms), 0, 0, supplier, {"from": stranger})

    return act


@pytest.fixture
def later(start, agree, stage):
    """A begun agreement whose second milestone, in a currency of a kind, is not funded yet."""

    def act(kind):
        terms, currency = agree(kind, funded_at_once=1)
        own = stage.milestone(amount=1)
        start(terms := stage.agreement(own, terms.milestones[0], funded_at_once=1))
        return terms, currency

    return act


class TestCurrencies:
    class TestGivenItsDecimals:
        @pytest.mark.parametrize("decimals", [18, 6, 2, 0])
        def test_it_should_count_base_units_alike(self, start, agree, pay_out, escrow, supplier, decimals):
            terms, currency = agree("TestCurrency", decimals=decimals)
            start(terms)
            pay_out(terms)
            assert (currency.balanceOf(supplier), currency.balanceOf(escrow)) == (DUE, 0)

    class TestGivenItReturnsNothing:
        """Hostile W7: money as some of the oldest tokens are."""

        def test_it_should_be_put_in_and_paid_out(self, start, agree, pay_out, escrow, supplier):
            terms, currency = agree("SilentCurrency")
            start(terms)
            pay_out(terms)
            assert (currency.balanceOf(supplier), currency.balanceOf(escrow)) == (DUE, 0)

    class TestGivenItKeepsAFee:
        """Hostile E9: what arrives is less than what was agreed."""

        @pytest.mark.parametrize("percent", [1, 10, 100])
        def test_it_should_refuse_to_begin(self, start, agree, stranger, percent):
            terms, currency = agree("FeeCurrency")
            currency.setFee(percent, {"from": stranger})
            with refused("Credits_ShortPayment", DUE, DUE - DUE * percent // 100):
                start(terms)

        def test_it_should_refuse_to_be_funded_later(self, fund, later, stranger, funded):
            terms, currency = later("FeeCurrency")
            currency.setFee(1, {"from": stranger})
            with refused("Credits_ShortPayment", DUE, DUE - 10):
                fund(terms)
            assert not funded(terms, 1)

        def test_it_should_refuse_although_there_is_money_of_others(self, start, agree, escrow, stranger):
            """What lies in the escrow already makes up for nothing."""
            terms, currency = agree("FeeCurrency")
            currency.mint(escrow, DUE, {"from": stranger})
            currency.setFee(1, {"from": stranger})
            with refused("Credits_ShortPayment", DUE, DUE - 10):
                start(terms)

        def test_it_should_be_funded_when_it_keeps_none(self, start, agree, stranger, funded):
            terms, currency = agree("FeeCurrency")
            currency.setFee(0, {"from": stranger})
            start(terms)
            assert funded(terms)

    class TestGivenItBringsMoreThanWasSent:
        """Hostile E9: the surplus is nobody's."""

        def test_it_should_count_what_was_agreed(self, start, agree, escrow, pay_out, supplier, state):
            terms, currency = agree("BonusCurrency")
            start(terms)
            assert currency.balanceOf(escrow) == DUE + 1
            pay_out(terms)
            assert state(terms)["released"] == DUE

    class TestGivenItReturnsFalse:
        """Hostile W7: what was not moved is not counted."""

        def test_it_should_refuse_to_begin(self, start, agree, stranger, funded):
            terms, currency = agree("FalseCurrency")
            currency.setStopped(True, {"from": stranger})
            with refused("SafeERC20FailedOperation", currency):
                start(terms)
            assert not funded(terms)

        def test_it_should_refuse_to_be_funded_later(self, fund, later, stranger, funded):
            terms, currency = later("FalseCurrency")
            currency.setStopped(True, {"from": stranger})
            with refused("SafeERC20FailedOperation", currency):
                fund(terms)
            assert not funded(terms, 1)

    class TestGivenItRefusesZero:
        """Hostile W7: nothing is agreed that would have to be moved as nothing."""

        def test_it_should_be_put_in_and_paid_out(self, start, agree, pay_out, supplier):
            terms, currency = agree("ZeroShyCurrency")
            start(terms)
            pay_out(terms)
            assert currency.balanceOf(supplier) == DUE

    class TestGivenAnApprovalIsRaced:
        """Hostile W7: a beginning that comes before an approval is lowered takes what was signed, and no more."""

        def test_it_should_use_no_more_of_it_than_was_agreed(self, start, agree, escrow, anchor):
            terms, currency = agree("TestCurrency")
            start(terms)
            assert (currency.balanceOf(anchor), currency.allowance(anchor, escrow)) == (9 * DUE, 9 * DUE)

        def test_it_should_refuse_once_it_is_lowered(self, start, agree, escrow, anchor):
            terms, currency = agree("TestCurrency")
            currency.approve(escrow, DUE - 1, {"from": anchor})
            with refused("ERC20InsufficientAllowance", escrow, DUE - 1, DUE):
                start(terms)

    class TestGivenItBlocksAnAccount:
        """Hostile W2: the escrow itself."""

        def test_it_should_refuse_to_begin(self, start, agree, escrow, stranger):
            terms, currency = agree("BlockingCurrency")
            currency.setBlocked(escrow, True, {"from": stranger})
            with refused("BlockingCurrency_Blocked", escrow):
                start(terms)

    class TestGivenItIsTheLedgerOfReceivables:
        def test_it_should_refuse_to_begin(self, stage, start, receivables, root, escrow):
            """The ledger's receivables move by the same call as money, but are none."""
            due = stage.milestone(currency=receivables.address, amount=root, source=PAYEE, to=PAYER, lapses_to=PAYEE)
            with refused("Participants_NoStandingAcceptance", escrow):
                start(stage.agreement(due))

    class TestGivenItReenters:
        @pytest.fixture
        def armed(self, escrow, stranger):
            """Have a currency call the escrow in its next transfer, hiding the refusal or not."""
            return lambda currency, data, hides=False: currency.arm(escrow, data, hides, {"from": stranger})

        @pytest.mark.parametrize("step", STEPS)
        def test_it_should_refuse_every_step_within_a_beginning(self, start, agree, escrow, armed, supplier, step):
            terms, currency = agree("ReenteringCurrency")
            others = {"amend": [astuple(terms), []], "withdraw": [0, 0, supplier.address]}
            given = STEPS[step] if step not in others else others[step]
            armed(currency, getattr(escrow, step).encode_input(astuple(terms), *given))
            with refused("ReentrancyGuardReentrantCall"):
                start(terms)

        def test_it_should_refuse_it_within_a_funding(self, fund, later, escrow, armed, supplier):
            terms, currency = later("ReenteringCurrency")
            armed(currency, escrow.withdraw.encode_input(astuple(terms), 0, 0, supplier))
            with refused("ReentrancyGuardReentrantCall"):
                fund(terms)

        def test_it_should_begin_once_when_the_refusal_is_hidden(self, stage, start, agree, escrow, armed):
            terms, currency = agree("ReenteringCurrency")
            armed(currency, escrow.begin.encode_input(astuple(terms), stage.sign_agreement(terms)), True)
            assert logged(start(terms), "Reentered") == [{"through": False}]
            assert currency.balanceOf(escrow) == DUE

        def test_it_should_take_nothing_more_within_a_beginning(self, stage, start, agree, delivery, child, tier2):
            """The money moves when custody is closed again: a receivable sent now is refused."""
            terms, currency = agree("ReenteringCurrency")
            stage.receivables.approve[OPERATOR](currency, child, {"from": tier2})
            send = stage.receivables.transferFrom[TOKEN].encode_input(tier2, stage.escrow, child)
            currency.arm(stage.receivables, send, False, {"from": tier2})
            with refused("Participants_NoStandingAcceptance", stage.escrow):
                start(stage.agreement(delivery(amount=1), *terms.milestones))
