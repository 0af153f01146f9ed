import pytest

from _local import identity
from tests.stage import FACE, logged, refused

SUPPLIER = 2
INTEREST = 8_400
BACK = 800_000 + INTEREST
SURPLUS = FACE - BACK


@pytest.fixture
def paid(stage, make, start):
    """An advance in a currency that can block, its receivable due and paid in full; and that currency."""
    currency = stage.admit_currency(make("BlockingCurrency", "Blocking", "BLK", 2))
    financier = stage.cast["financier"]
    currency.mint(financier, FACE, {"from": financier})
    currency.approve(stage.factoring, FACE, {"from": financier})
    start(terms := stage.advance(stage.issue(currency=currency.address), currency=currency.address))
    stage.mature(terms.receivables[0])
    stage.pay(terms.receivables[0], FACE, currency=currency)
    return terms, currency


@pytest.fixture
def blocked(paid, collect, stranger):
    """Collect while the currency blocks an account; gives the currency and the transaction."""

    def act(account):
        terms, currency = paid
        currency.setBlocked(account, True, {"from": stranger})
        return currency, collect(terms)

    return act


@pytest.fixture
def settled(stage, due):
    """The opened advance, its receivable paid in full."""
    stage.pay(due.receivables[0], FACE)
    return due


class TestParked:
    """Rule D6."""

    class TestGivenTheCurrencyBlocksAParty:
        """Hostile W2: what is the blocked party's waits for it, the other one is paid."""

        def test_it_should_park_the_financiers_part(self, factoring, blocked, financier):
            currency, tx = blocked(financier)
            assert logged(tx, "AmountParked") == [{"account": financier, "currency": currency, "amount": BACK}]
            assert factoring.creditOf(financier, currency) == currency.balanceOf(factoring) == BACK

        def test_it_should_pay_the_seller_all_the_same(self, blocked, financier, supplier):
            currency, _ = blocked(financier)
            assert currency.balanceOf(supplier) == 800_000 + SURPLUS

        def test_it_should_park_the_sellers_part(self, factoring, blocked, supplier):
            currency, tx = blocked(supplier)
            assert logged(tx, "AmountParked") == [{"account": supplier, "currency": currency, "amount": SURPLUS}]
            assert factoring.creditOf(supplier, currency) == currency.balanceOf(factoring) == SURPLUS

        def test_it_should_pay_the_financier_all_the_same(self, blocked, supplier, financier):
            currency, _ = blocked(supplier)
            assert currency.balanceOf(financier) == FACE - 800_000 + BACK

        def test_it_should_count_what_is_parked_as_paid_back(self, paid, blocked, financier, debt):
            blocked(financier)
            assert debt(paid[0]) == (0, 0)

        def test_it_should_park_both(self, paid, blocked, factoring, supplier, financier, stranger):
            paid[1].setBlocked(supplier, True, {"from": stranger})
            currency, _ = blocked(financier)
            kept = [factoring.creditOf(party, currency) for party in (financier, supplier)]
            assert (kept, currency.balanceOf(factoring)) == ([BACK, SURPLUS], FACE)

        def test_it_should_refuse_to_withdraw_while_it_blocks(self, factoring, blocked, financier):
            currency, _ = blocked(financier)
            with refused("BlockingCurrency_Blocked", financier):
                factoring.withdrawCredit(financier, currency, financier, {"from": financier})

    class TestGivenAPartysAccreditationEnded:
        """Hostile R3: it is not paid and not passed over: its money waits, and nobody else's does."""

        @pytest.mark.parametrize(("who", "amount"), [("financier", BACK), ("supplier", SURPLUS)])
        def test_it_should_park_its_part(self, stage, settled, revoke, collect, factoring, who, amount):
            revoke(stage.cast[who])
            collect(settled)
            assert factoring.creditOf(stage.cast[who], stage.currency) == amount
            assert stage.currency.balanceOf(factoring) == amount

        @pytest.mark.parametrize(("who", "other"), [("financier", "supplier"), ("supplier", "financier")])
        def test_it_should_pay_the_other(self, stage, settled, revoke, collect, factoring, who, other):
            revoke(stage.cast[who])
            collect(settled)
            money = {"supplier": 800_000 + SURPLUS, "financier": 10 * FACE + INTEREST}
            assert stage.currency.balanceOf(stage.cast[other]) == money[other]

        def test_it_should_park_what_is_paid_back(self, opened, revoke, repay, factoring, currency, financier):
            revoke(financier)
            repay(opened, 300_000)
            assert factoring.creditOf(financier, currency) == 300_000

        def test_it_should_add_up_what_is_parked(self, opened, revoke, repay, factoring, currency, financier):
            revoke(financier)
            repay(opened, 300_000)
            repay(opened, 1)
            assert factoring.creditOf(financier, currency) == 300_001

    class TestGivenAnAmountIsParked:
        @pytest.fixture
        def parked(self, settled, revoke, collect, financier):
            """What the financier had coming is parked: its accreditation had ended."""
            revoke(financier)
            collect(settled)
            return BACK

        def test_it_should_be_withdrawn_once_it_is_accredited_again(
            self, parked, accredit, factoring, currency, financier
        ):
            accredit(financier)
            factoring.withdrawCredit(financier, currency, financier, {"from": financier})
            assert (currency.balanceOf(financier), currency.balanceOf(factoring)) == (10 * FACE + INTEREST, 0)

        def test_it_should_log_the_withdrawal(self, parked, accredit, factoring, currency, financier):
            accredit(financier)
            tx = factoring.withdrawCredit(financier, currency, financier, {"from": financier})
            assert [list(log.values()) for log in logged(tx, "CreditWithdrawn")] == [
                [financier, financier, currency, parked]
            ]

        def test_it_should_be_withdrawn_to_it_by_anybody(self, parked, accredit, factoring, currency, financier, tier3):
            accredit(financier)
            factoring.withdrawCredit(financier, currency, financier, {"from": tier3})
            assert currency.balanceOf(financier) == 10 * FACE + INTEREST

        def test_it_should_be_withdrawn_to_another_account_of_its_company(
            self, stage, parked, factoring, currency, financier, stranger
        ):
            stage.register(stranger, SUPPLIER, identity("financier"))
            factoring.withdrawCredit(financier, currency, stranger, {"from": financier})
            assert (currency.balanceOf(stranger), factoring.creditOf(financier, currency)) == (parked, 0)

        def test_it_should_be_withdrawn_once(self, parked, accredit, factoring, currency, financier):
            accredit(financier)
            factoring.withdrawCredit(financier, currency, financier, {"from": financier})
            with refused("Credits_NoCredit", financier, currency):
                factoring.withdrawCredit(financier, currency, financier, {"from": financier})

        def test_it_should_not_go_to_an_account_without_accreditation(self, parked, factoring, currency, financier):
            with refused("Participants_NotAccredited", financier):
                factoring.withdrawCredit(financier, currency, financier, {"from": financier})

        def test_it_should_not_go_to_another_company(self, parked, factoring, currency, financier, tier2):
            with refused("Credits_IdentityMismatch", financier, tier2):
                factoring.withdrawCredit(financier, currency, tier2, {"from": financier})

        def test_it_should_not_be_sent_elsewhere_by_another(self, stage, parked, factoring, currency, financier):
            stranger = stage.cast["stranger"]
            stage.register(stranger, SUPPLIER, identity("financier"))
            with refused("Credits_NotOwnCredit", financier, stranger):
                factoring.withdrawCredit(financier, currency, stranger, {"from": stranger})

        def test_it_should_not_be_paid_out_for_anything_else(self, stage, start, parked, accredit, collect, financier):
            accredit(financier)
            start(other := stage.advance(stage.issue()))
            stage.mature(other.receivables[0])
            stage.pay(other.receivables[0], 500_000)
            collect(other)
            assert stage.currency.balanceOf(stage.factoring) == parked
