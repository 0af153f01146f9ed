import pytest

from _local import identity
from tests.stage import FACE, REMITTANCE, plain, refused
from tests.unit.oversight.conftest import GUARANTOR, REASON


@pytest.fixture
def guarantor(stage, supervisor):
    """The supervisor's account, a guarantor of a company of its own."""
    stage.register(supervisor, GUARANTOR, identity("guarantor"), signer="supervisor")
    return supervisor


@pytest.fixture
def guaranteed(stage, guarantor):
    """A root of the supplier's that the guarantor stands in for."""
    return stage.issue(guarantor=guarantor.address)


@pytest.fixture
def held(stage, root, child, hold):
    """The root, due and on hold: tier 3 alone may pay."""
    hold()
    stage.mature(root)
    return root


@pytest.fixture
def pay_many(receivables, purse):
    """Pay obligations in one call: (obligation, amount) each."""

    def act(name, *parts):
        payer = purse(name, sum(amount for _, amount in parts))
        return receivables.payMany([(number, amount, REMITTANCE) for number, amount in parts], {"from": payer})

    return act


class TestHeldPayments:
    """Rule O1."""

    class TestGivenTheObligationIsOnHoldAndDue:
        def test_it_should_take_a_payment_of_the_account_that_is_named(self, receivables, held, pay):
            pay("tier3", 400_000)
            pay("tier3", 600_000)
            assert receivables.obligation(1)["paid"] == FACE

        def test_it_should_refuse_the_obligor(self, held, pay, anchor):
            with refused("Receivables_NotPayer", 1, anchor):
                pay("anchor", FACE)

        @pytest.mark.parametrize("who", ["stranger", "operator", "supplier"])
        def test_it_should_refuse_anybody_else(self, stage, held, pay, who):
            with refused("Receivables_NotPayer", 1, stage.cast[who]):
                pay(who, 1)

        def test_it_should_refuse_anybody_else_among_many_payments(self, stage, root, hold, pay_many, anchor):
            stage.issue()
            hold(1)
            stage.mature(root)
            with refused("Receivables_NotPayer", 1, anchor):
                pay_many("anchor", (2, 5), (1, 5))

        def test_it_should_take_the_named_payment_among_many(self, stage, receivables, root, hold, pay_many):
            stage.issue()
            hold(1)
            stage.mature(root)
            pay_many("tier3", (2, 5), (1, 7))
            assert [receivables.obligation(number)["paid"] for number in (1, 2)] == [7, 5]

        def test_it_should_let_the_guarantor_pay(self, stage, receivables, guaranteed, hold, purse, guarantor, owed):
            hold()
            stage.mature(guaranteed)
            receivables.payAsGuarantor(1, 400_000, REMITTANCE, {"from": purse("supervisor", 400_000)})
            assert (receivables.obligation(1)["paid"], owed()) == (400_000, FACE)

        def test_it_should_refuse_the_guarantor_to_pay_as_anybody(self, stage, guaranteed, hold, pay, guarantor):
            hold()
            stage.mature(guaranteed)
            with refused("Receivables_NotPayer", 1, guarantor):
                pay("supervisor", 1)

        def test_it_should_refuse_who_is_not_the_guarantor_to_pay_as_one(
            self, stage, receivables, guaranteed, hold, purse, tier3
        ):
            hold()
            stage.mature(guaranteed)
            with refused("Receivables_NotGuarantor", 1, tier3):
                receivables.payAsGuarantor(1, 5, REMITTANCE, {"from": purse("tier3", 5)})

        def test_it_should_refuse_the_guarantor_while_it_is_frozen(
            self, stage, receivables, participants, operator, guaranteed, purse, guarantor
        ):
            participants.setFrozen(guarantor, True, REASON, {"from": operator})
            stage.mature(guaranteed)
            with refused("Participants_AccountFrozen", guarantor):
                receivables.payAsGuarantor(1, 5, REMITTANCE, {"from": purse("supervisor", 5)})

        def test_it_should_pay_claims_on_what_arrived(self, receivables, held, child, pay, tier2, currency):
            pay("tier3", 500_000)
            assert plain(receivables.claimMany.call([held, child], {"from": tier2})) == (350_000, 150_000)
            receivables.claim(child, {"from": tier2})
            assert currency.balanceOf(tier2) == 150_000

        def test_it_should_refuse_the_payer_named_before(self, receivables, held, hold, pay, tier2, tier3):
            hold(payer=tier2)
            with refused("Receivables_NotPayer", 1, tier3):
                pay("tier3", 1)
            pay("tier2", 1)
            assert receivables.obligation(1)["paid"] == 1

    class TestGivenTheHoldWasLifted:
        def test_it_should_take_a_payment_of_anybody(self, receivables, held, lift, pay):
            lift()
            pay("stranger", FACE)
            assert receivables.obligation(1)["paid"] == FACE

    class TestGivenTheObligationIsOnHoldAndNotDue:
        def test_it_should_refuse_the_account_that_is_named(self, stage, root, hold, pay, due_day):
            hold()
            with refused("Receivables_NotMatured", 1, due_day, stage.now()):
                pay("tier3", 1)
