import pytest

from tests.stage import logged, refused


@pytest.fixture
def pay(stage, notes, anchor, supplier, currency):
    """Pay so much of the supplier's claim to the anchor, of money that the payer is given for it."""

    def act(amount, by="supplier", seller=supplier, obligor=anchor, money=currency):
        payer = stage.cast[by]
        money.mint(payer, amount, {"from": payer})
        money.approve(notes, amount, {"from": payer})
        return notes.payClaim(obligor, seller, money, amount, {"from": payer})

    return act


class TestPayClaim:
    """Rule N3."""

    class TestGivenAClaimStands:
        @pytest.fixture(autouse=True)
        def _owing(self, owing):
            pass

        class TestWhenItIsPaidInPart:
            def test_it_should_lower_it(self, pay, claim, claims):
                pay(40_000)
                assert (claim(), claims()) == (60_000, 1)

            def test_it_should_pay_the_obligor(self, pay, notes, currency, anchor, supplier):
                before = currency.balanceOf(anchor)
                pay(40_000)
                assert currency.balanceOf(anchor) == before + 40_000
                assert (currency.balanceOf(supplier), currency.balanceOf(notes)) == (0, 0)

            def test_it_should_log_it_as_paid(self, pay, participants, anchor, supplier, currency):
                (log,) = logged(pay(40_000), "CreditClaimSettled")
                identity = str(participants.legalIdentityOf(supplier))
                assert list(log.values()) == [anchor, identity, currency, 40_000, False]

        class TestWhenItIsPaidInFull:
            def test_it_should_be_open_no_more(self, pay, claim, claims):
                pay(100_000)
                assert (claim(), claims()) == (0, 0)

            def test_it_should_be_opened_again_by_another_credit_note(self, pay, credit, claim, claims):
                pay(100_000)
                credit(5)
                assert (claim(), claims()) == (5, 1)

        class TestWhenSomebodyElsePaysIt:
            def test_it_should_lower_it_all_the_same(self, pay, claim):
                pay(40_000, by="stranger")
                assert claim() == 60_000

        class TestWhenAnotherAccountOfTheCompanyIsNamed:
            def test_it_should_lower_the_same_claim(self, pay, sister, claim):
                pay(40_000, seller=sister)
                assert claim() == 60_000

        class TestWhenMoreIsPaidThanIsOwed:
            def test_it_should_refuse(self, pay):
                with refused("CreditNotes_AboveClaim", 100_000, 100_001):
                    pay(100_001)

        class TestWhenNothingIsPaid:
            def test_it_should_refuse(self, pay):
                with refused("CreditNotes_ZeroAmount"):
                    pay(0)

        class TestWhenTheMoneyDoesNotCome:
            def test_it_should_refuse(self, notes, anchor, supplier, currency):
                with refused("ERC20InsufficientAllowance", notes, 0, 1):
                    notes.payClaim(anchor, supplier, currency, 1, {"from": supplier})

        class TestWhenTheCurrencyTakesAFeeOnTheWay:
            def test_it_should_refuse(self, stage, make, pay, credit, claim):
                money = stage.admit_currency(make("FeeCurrency", "Fee", "FEE", 6))
                money.setFee(1, {"from": stage.cast["operator"]})
                stage.issue(currency=money.address)
                credit(10_000, obligation=2)
                with refused("Credits_ShortPayment", 10_000, 9_900):
                    pay(10_000, money=money)

    class TestGivenNoClaimStands:
        def test_it_should_refuse(self, root, pay):
            with refused("CreditNotes_AboveClaim", 0, 1):
                pay(1)

        def test_it_should_refuse_in_another_currency(self, owing, make, pay):
            with refused("CreditNotes_AboveClaim", 0, 1):
                pay(1, money=make("TestCurrency", "Other", "OTH", 6))

        def test_it_should_refuse_to_another_obligor(self, owing, pay, tier3):
            with refused("CreditNotes_AboveClaim", 0, 1):
                pay(1, obligor=tier3)
