import pytest

from _local import identity
from tests.stage import FACE, REMITTANCE, TOKEN, logged, plain, refused

SUPPLIER, CUSTODIAN = 2, 8
HALF_A_MEGABYTE = "0x6207a1205ff3"  # code that answers everything with 500 000 bytes of nothing


@pytest.fixture
def arrange(stage, make, tier2):
    """Issue in a currency of a kind, give tier 2 a third of it, and move to the due day."""

    def act(kind, decimals=6):
        currency = stage.admit_currency(make(kind, kind, "MNY", decimals))
        root = stage.issue(currency=currency.address, face=900)
        (child,) = stage.split(root, (tier2, 300))
        stage.mature(root)
        return currency, root, child

    return act


@pytest.fixture
def custodian(stage, receivables, participants, tier2, stranger):
    """The stranger, a custodian, to whom tier 2 hands a receivable."""
    stage.register(stranger, CUSTODIAN, b"\x1d" * 32)
    participants.setStandingAcceptance(True, {"from": stranger})

    def act(receivable):
        receivables.transferFrom[TOKEN](tier2, stranger, receivable, {"from": tier2})
        return stranger

    return act


class TestCurrencies:
    class TestGivenItsDecimals:
        @pytest.mark.parametrize("decimals", [18, 6, 2, 0])
        def test_it_should_count_base_units_alike(self, stage, receivables, arrange, supplier, tier2, decimals):
            currency, root, child = arrange("TestCurrency", decimals)
            stage.pay(root, 900, currency=currency)
            receivables.claimMany([root, child], {"from": tier2})
            assert (currency.balanceOf(supplier), currency.balanceOf(tier2)) == (600, 300)

    class TestGivenItReturnsNothing:
        def test_it_should_be_paid_and_claimed(self, stage, receivables, arrange, tier2):
            currency, root, child = arrange("SilentCurrency")
            stage.pay(root, 450, currency=currency)
            tx = receivables.claim(child, {"from": tier2})
            assert (currency.balanceOf(tier2), currency.balanceOf(receivables)) == (150, 300)
            assert logged(tx, "AmountParked") == []

    class TestGivenItKeepsAFee:
        """Rule S2."""

        @pytest.fixture
        def money(self, stage, arrange):
            currency, root, child = arrange("FeeCurrency")
            currency.setFee(10, {"from": stage.cast["stranger"]})
            return currency, root, child

        def test_it_should_credit_what_arrived(self, stage, receivables, money):
            currency, root, _ = money
            tx = stage.pay(root, 900, currency=currency)
            assert logged(tx, "ObligationPaid")[0]["amount"] == 810
            assert (receivables.obligation(1)["paid"], currency.balanceOf(receivables)) == (810, 810)

        def test_it_should_lower_the_outstanding_by_what_arrived(self, stage, receivables, money, anchor):
            currency, root, _ = money
            stage.pay(root, 900, currency=currency)
            assert receivables.exposure(anchor, currency)["outstanding"] == 90

        def test_it_should_pay_out_less_the_fee(self, stage, receivables, money, tier2):
            currency, root, child = money
            stage.pay(root, 900, currency=currency)
            receivables.claim(child, {"from": tier2})
            assert (currency.balanceOf(tier2), currency.balanceOf(receivables)) == (243, 540)

        def test_it_should_tell_a_custodian_what_arrived(self, stage, receivables, money, custodian):
            currency, root, child = money
            stage.pay(root, 900, currency=currency)
            given = receivables.claim(child, {"from": (desk := custodian(child))}).return_value
            assert given == currency.balanceOf(desk) == 243

        def test_it_should_refuse_when_the_fee_takes_all(self, stage, money, anchor):
            currency, root, _ = money
            currency.setFee(100, {"from": anchor})
            with refused("Receivables_NothingArrived", currency):
                stage.pay(root, 900, currency=currency)

    class TestGivenItBringsMoreThanWasSent:
        """Rule S2."""

        def test_it_should_credit_no_more_than_was_taken(self, stage, receivables, arrange):
            currency, root, _ = arrange("BonusCurrency")
            stage.pay(root, 900, currency=currency)
            assert (receivables.obligation(1)["paid"], currency.balanceOf(receivables)) == (900, 901)

    class TestGivenItBlocksAPayee:
        """Rule S5."""

        @pytest.fixture
        def money(self, stage, arrange, tier2):
            currency, root, child = arrange("BlockingCurrency")
            stage.pay(root, 900, currency=currency)
            currency.setBlocked(tier2, True, {"from": tier2})
            return currency, root, child

        def test_it_should_park_its_part_and_pay_the_others(self, receivables, money, supplier, tier2):
            currency, root, child = money
            tx = receivables.claimMany([child, root], {"from": supplier})
            parked = {"account": tier2, "currency": currency, "amount": 300}
            assert logged(tx, "AmountParked") == [parked]
            assert (currency.balanceOf(supplier), receivables.creditOf(tier2, currency)) == (600, 300)

        def test_it_should_burn_the_receivable_all_the_same(self, receivables, money, tier2):
            receivables.claim(money[2], {"from": tier2})
            with refused("Receivables_NoSuchReceivable", money[2]):
                receivables.ownerOf(money[2])

        def test_it_should_refuse_to_withdraw_to_the_blocked_account(self, receivables, money, tier2):
            currency, _, child = money
            receivables.claim(child, {"from": tier2})
            with refused("BlockingCurrency_Blocked", tier2):
                receivables.withdrawCredit(tier2, currency, tier2, {"from": tier2})

        def test_it_should_withdraw_to_another_account_of_its_legal_identity(
            self, stage, receivables, money, tier2, stranger
        ):
            currency, _, child = money
            receivables.claim(child, {"from": tier2})
            stage.register(stranger, SUPPLIER, identity("tier2"))
            receivables.withdrawCredit(tier2, currency, stranger, {"from": tier2})
            assert (currency.balanceOf(stranger), currency.balanceOf(receivables)) == (300, 600)
            assert receivables.creditOf(tier2, currency) == 0

        def test_it_should_refuse_a_custodian_instead(self, receivables, money, custodian, stranger):
            currency, _, child = money
            currency.setBlocked(stranger, True, {"from": stranger})
            with refused("BlockingCurrency_Blocked", stranger):
                receivables.claim(child, {"from": custodian(child)})
            assert receivables.receivable(child)["claimable"] == 300

        def test_it_should_add_up_what_is_parked(self, stage, receivables, arrange, tier2):
            currency, root, child = arrange("BlockingCurrency")
            currency.setBlocked(tier2, True, {"from": tier2})
            for _ in range(2):
                stage.pay(root, 300, currency=currency)
                receivables.claim(child, {"from": tier2})
            assert receivables.creditOf(tier2, currency) == 200
            assert receivables.receivable(child)["claimed"] == 200

    class TestGivenItReturnsFalse:
        def test_it_should_refuse_to_pay(self, stage, arrange, anchor):
            currency, root, _ = arrange("FalseCurrency")
            currency.setStopped(True, {"from": anchor})
            with refused("SafeERC20FailedOperation", currency):
                stage.pay(root, 900, currency=currency)

        def test_it_should_park_what_is_claimed(self, stage, receivables, arrange, tier2):
            currency, root, child = arrange("FalseCurrency")
            stage.pay(root, 900, currency=currency)
            currency.setStopped(True, {"from": tier2})
            receivables.claim(child, {"from": tier2})
            assert (currency.balanceOf(tier2), receivables.creditOf(tier2, currency)) == (0, 300)

        def test_it_should_keep_what_is_parked_when_a_withdrawal_fails(self, stage, receivables, arrange, tier2):
            currency, root, child = arrange("FalseCurrency")
            stage.pay(root, 900, currency=currency)
            currency.setStopped(True, {"from": tier2})
            receivables.claim(child, {"from": tier2})
            with refused("SafeERC20FailedOperation", currency):
                receivables.withdrawCredit(tier2, currency, tier2, {"from": tier2})

    class TestGivenItAnswersAtLength:
        def test_it_should_park_without_reading_it_all(self, stage, receivables, arrange, replace_code, code_of, tier2):
            currency, root, child = arrange("TestCurrency")
            stage.pay(root, 900, currency=currency)
            code = code_of(currency)
            replace_code(currency, HALF_A_MEGABYTE)
            tx = receivables.claim(child, {"from": tier2})
            replace_code(currency, code)
            assert (receivables.creditOf(tier2, currency), tx.gas_used < 1_000_000) == (300, True)

    class TestGivenItRefusesZero:
        def test_it_should_burn_an_empty_receivable_without_moving_money(self, stage, receivables, make, tier2):
            currency = stage.admit_currency(make("ZeroShyCurrency", "Shy", "SHY", 6))
            root = stage.issue(currency=currency.address)
            stage.split(root, (tier2, FACE))
            stage.mature(root)
            stage.pay(root, FACE, currency=currency)
            tx = receivables.claim(root, {"from": tier2})
            assert (len(logged(tx, "ReceivableClaimed")), logged(tx, "AmountParked")) == (1, [])

        def test_it_should_refuse_an_offer_of_nothing_itself(self, receivables, arrange, anchor):
            arrange("ZeroShyCurrency")
            with refused("ZeroShyCurrency_Zero"):
                receivables.pay(1, 0, REMITTANCE, {"from": anchor})

    class TestGivenItReenters:
        @pytest.fixture
        def money(self, stage, arrange):
            currency, root, child = arrange("ReenteringCurrency")
            stage.pay(root, 450, currency=currency)
            return currency, root, child

        @pytest.fixture
        def parked(self, stage, receivables, participants, operator, money, tier2):
            """150 parked for tier 2, which is accredited again; the call that withdraws them."""
            currency, _, child = money
            participants.revoke(tier2, {"from": operator})
            receivables.claim(child, {"from": tier2})
            stage.register(tier2, SUPPLIER, identity("tier2"))
            return receivables.withdrawCredit.encode_input(tier2, currency, tier2)

        def test_it_should_refuse_a_payment_within_a_payment(self, receivables, money, anchor):
            currency, again = money[0], receivables.pay.encode_input(1, 1, REMITTANCE)
            currency.mint(anchor, 450, {"from": anchor})
            currency.approve(receivables, 450, {"from": anchor})
            currency.arm(receivables, again, False, {"from": anchor})
            with refused("ReentrancyGuardReentrantCall"):
                receivables.pay(1, 450, REMITTANCE, {"from": anchor})

        def test_it_should_refuse_a_claim_within_a_payment(self, receivables, money, anchor):
            currency, claim = money[0], receivables.claim.encode_input(money[2])
            currency.mint(anchor, 450, {"from": anchor})
            currency.approve(receivables, 450, {"from": anchor})
            currency.arm(receivables, claim, False, {"from": anchor})
            with refused("ReentrancyGuardReentrantCall"):
                receivables.pay(1, 450, REMITTANCE, {"from": anchor})

        def test_it_should_park_when_a_claim_is_made_within_a_claim(self, receivables, money, tier2):
            currency, root, child = money
            currency.arm(receivables, receivables.claim.encode_input(root), False, {"from": tier2})
            receivables.claim(child, {"from": tier2})
            assert (currency.balanceOf(tier2), receivables.creditOf(tier2, currency)) == (0, 150)
            assert plain(receivables.receivable(root))[3:5] == (0, 300)

        @pytest.mark.parametrize("step", ["claim", "claimMany"])
        def test_it_should_pay_once_when_the_refusal_is_hidden(self, receivables, money, tier2, step):
            currency, _, child = money
            again = receivables.claimMany.encode_input([child])
            currency.arm(receivables, again, True, {"from": tier2})
            tx = getattr(receivables, step)(child if step == "claim" else [child], {"from": tier2})
            assert logged(tx, "Reentered") == [{"through": False}]
            assert (currency.balanceOf(tier2), currency.balanceOf(receivables)) == (150, 300)

        @pytest.mark.parametrize(("place", "shown"), [(1, True), (2, False)], ids=["another", "itself"])
        def test_it_should_show_what_is_being_paid_as_gone_already(
            self, stage, receivables, money, tier2, place, shown
        ):
            currency, root, child = money
            stage.pay(root, 450, currency=currency)
            currency.arm(receivables, receivables.receivable.encode_input(money[place]), True, {"from": tier2})
            tx = receivables.claim(child, {"from": tier2})
            assert logged(tx, "Reentered") == [{"through": shown}]

        def test_it_should_refuse_a_withdrawal_within_a_withdrawal(self, receivables, money, parked, tier2):
            money[0].arm(receivables, parked, False, {"from": tier2})
            with refused("ReentrancyGuardReentrantCall"):
                receivables.withdrawCredit(tier2, money[0], tier2, {"from": tier2})

        def test_it_should_withdraw_once_when_the_refusal_is_hidden(self, receivables, money, parked, tier2):
            money[0].arm(receivables, parked, True, {"from": tier2})
            receivables.withdrawCredit(tier2, money[0], tier2, {"from": tier2})
            assert money[0].balanceOf(tier2) == 150
            assert money[0].balanceOf(receivables) == 300
