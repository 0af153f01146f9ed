import pytest

from tests.stage import FACE, NOTHING, PURSE, REMITTANCE, logged, plain, refused

MATURED, SETTLED = 1, 5


@pytest.fixture
def purse(receivables, currency, anchor):
    """What the ledger may take from the anchor."""
    currency.mint(anchor, PURSE, {"from": anchor})
    currency.approve(receivables, PURSE, {"from": anchor})
    return PURSE


@pytest.fixture
def three(stage, purse):
    """Three obligations of the anchor's that are due."""
    roots = [stage.issue(face=face) for face in (100, 200, 300)]
    stage.mature(roots[0])
    return [1, 2, 3]


@pytest.fixture
def pay_many(receivables, anchor):
    """Pay (obligation, amount) pairs, each with a reference that is its place; gives the transaction."""

    def act(*payments):
        given = [(obligation, amount, reference(place)) for place, (obligation, amount) in enumerate(payments)]
        return receivables.payMany(given, {"from": anchor})

    return act


def reference(place):
    return f"0x{place + 1:064x}"


@pytest.fixture
def paid(receivables, three):
    return lambda: [int(receivables.obligation(number)["paid"]) for number in three]


class TestPayMany:
    class TestGivenTheObligationsAreDue:
        class TestWhenEachIsPaid:
            """Rule S9."""

            def test_it_should_credit_each(self, receivables, pay_many, three, paid, currency, owed):
                pay_many((1, 100), (2, 50), (3, 300))
                assert (paid(), owed()) == ([100, 50, 300], 150)
                assert currency.balanceOf(receivables) == 450
                assert [receivables.obligation(number)["status"] for number in three] == [SETTLED, MATURED, SETTLED]

            def test_it_should_log_each_with_its_own_reference(self, pay_many, three):
                logs = logged(pay_many((3, 5), (1, 7)), "ObligationPaid")
                assert [(log["obligation"], log["amount"]) for log in logs] == [(3, 5), (1, 7)]
                assert [log["remittance"] for log in logs] == [reference(0), reference(1)]

            def test_it_should_give_what_was_credited_in_order(self, receivables, three, anchor):
                given = [(2, 500, REMITTANCE), (1, 30, NOTHING)]
                assert plain(receivables.payMany.call(given, {"from": anchor})) == (200, 30)

            def test_it_should_take_no_more_than_is_owed(self, pay_many, three, paid, currency, anchor):
                pay_many((1, 2**256 - 1), (2, 201))
                assert (paid(), currency.balanceOf(anchor)) == ([100, 200, 0], PURSE - 300)

        class TestWhenOneIsNamedTwice:
            """Rule S9."""

            def test_it_should_take_both_parts(self, pay_many, three, paid):
                logs = logged(pay_many((1, 60), (1, 60)), "ObligationPaid")
                assert [log["amount"] for log in logs] == [60, 40]
                assert paid() == [100, 0, 0]

            def test_it_should_pass_over_the_second_once_nothing_is_owed(self, pay_many, three, paid):
                logs = logged(pay_many((1, 100), (1, 1), (2, 5)), "ObligationPaid")
                assert [log["amount"] for log in logs] == [100, 5]
                assert paid() == [100, 5, 0]

        class TestWhenOneCannotBePaid:
            @pytest.fixture
            def unpaid(self, paid):
                """Nothing is paid after what a test is about."""
                yield
                assert paid() == [0, 0, 0]

            def test_it_should_refuse_all_for_one_unknown(self, pay_many, three, unpaid):
                with refused("Receivables_NoSuchObligation", 9):
                    pay_many((1, 100), (9, 1))

            def test_it_should_refuse_all_for_one_not_due(self, stage, pay_many, three, unpaid):
                later = stage.now() + 90
                stage.issue()
                with refused("Receivables_NotMatured", 4, later, stage.now()):
                    pay_many((1, 100), (4, 1))

            def test_it_should_refuse_all_for_an_offer_of_nothing(self, pay_many, three, currency, unpaid):
                with refused("Receivables_NothingArrived", currency):
                    pay_many((1, 100), (2, 0))

            def test_it_should_refuse_all_when_the_payer_has_too_little(
                self, receivables, pay_many, three, currency, anchor, unpaid
            ):
                currency.approve(receivables, 299, {"from": anchor})
                with refused("ERC20InsufficientAllowance", receivables, 199, 200):
                    pay_many((1, 100), (2, 200))

    class TestWhenNothingIsGiven:
        def test_it_should_do_nothing(self, pay_many):
            assert logged(pay_many(), "ObligationPaid") == []

    class TestWhenThereAreVeryMany:
        def test_it_should_pay_150(self, receivables, pay_many, three):
            tx = pay_many(*[(3, 2)] * 150)
            assert receivables.obligation(3)["paid"] == 300
            assert tx.gas_used < 2**24

        def test_it_should_refuse_151(self, pay_many, three):
            with refused("Receivables_BatchTooLarge", 151, 150):
                pay_many(*[(3, 1)] * 151)

    class TestGivenTheCurrencyCallsBack:
        @pytest.fixture
        def money(self, stage, make, receivables, anchor):
            money = stage.admit_currency(make("ReenteringCurrency", "Euro", "EUR", 2))
            for _ in range(2):
                root = stage.issue(currency=money.address, face=900)
            stage.mature(root)
            money.mint(anchor, FACE, {"from": anchor})
            money.approve(receivables, FACE, {"from": anchor})
            return money

        @pytest.mark.parametrize("step", ["pay", "payMany", "claimMany"])
        def test_it_should_refuse_a_settlement_within(self, receivables, pay_many, money, anchor, step):
            given = {"pay": (2, 1, REMITTANCE), "payMany": ([(2, 1, REMITTANCE)],), "claimMany": ([],)}[step]
            money.arm(receivables, getattr(receivables, step).encode_input(*given), False, {"from": anchor})
            with refused("ReentrancyGuardReentrantCall"):
                pay_many((1, 900), (2, 900))

        def test_it_should_credit_once_when_the_refusal_is_hidden(self, receivables, pay_many, money, anchor):
            again = receivables.payMany.encode_input([(1, 900, REMITTANCE)])
            money.arm(receivables, again, True, {"from": anchor})
            assert logged(pay_many((1, 900), (2, 900)), "Reentered") == [{"through": False}]
            assert [receivables.obligation(number)["paid"] for number in (1, 2)] == [900, 900]
            assert money.balanceOf(receivables) == 1_800
