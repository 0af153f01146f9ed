import pytest

from tests.stage import FACE, REMITTANCE, logged, refused

OPEN, DEMANDED = 1, 2
SUPPLIER, FINANCIER, GUARANTOR = 2, 4, 16


@pytest.fixture
def root(stage, accredit, tier3):
    """A root of the supplier's that tier 3 guarantees."""
    accredit(tier3, capacities=SUPPLIER | FINANCIER | GUARANTOR)
    return stage.issue(guarantor=tier3.address)


@pytest.fixture
def advance(stage, receivables, currency, tier3):
    """Tier 3 pays so much, as the guarantor."""

    def act(amount=2 * FACE):
        stage.give("tier3", amount)
        currency.approve(receivables, amount, {"from": tier3})
        receivables.payAsGuarantor(1, amount, REMITTANCE, {"from": tier3})

    return act


@pytest.fixture
def demand(discount_market, financier):
    return lambda by=financier: discount_market.demandRecourse(1, {"from": by})


@pytest.fixture
def dismiss(discount_market, stranger):
    return lambda: discount_market.dismissDemand(1, {"from": stranger})


class TestGuarantorPaid:
    class TestGivenTheGuarantorPaidTheHoldersInFull:
        """Rule R2: who has had everything has nothing to demand, though the obligor is in default."""

        def test_it_should_refuse_a_demand(self, sold, late, advance, demand):
            late()
            advance()
            with refused("Defaults_NotInDefault", 1):
                demand()

        def test_it_should_refuse_a_custodian_that_has_not_claimed(
            self, stage, sell, root, custodian, late, advance, demand
        ):
            sell(root, to="stranger")
            stage.mature(root)
            advance(FACE)
            late()
            with refused("Defaults_NotInDefault", 1):
                demand(custodian)

        def test_it_should_refuse_a_demand_once_the_obligor_has_repaid_in_part(
            self, stage, sold, late, advance, demand
        ):
            late()
            advance()
            stage.pay(sold, 1)
            with refused("Defaults_NotInDefault", 1):
                demand()

    class TestGivenItWasDemandedBeforeTheGuarantorPaid:
        def test_it_should_be_dismissed(self, demanded, advance, dismiss, state):
            advance()
            dismiss()
            assert state() == OPEN

        def test_it_should_refuse_to_be_met(self, discount_market, demanded, advance, state, supplier):
            advance()
            with refused("Defaults_NotInDefault", 1):
                discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})
            assert state() == DEMANDED

        def test_it_should_lift_the_bar_on_the_seller(self, demanded, advance, dismiss, demands):
            advance()
            dismiss()
            assert demands() == 0

    class TestGivenTheGuarantorPaidAPart:
        def test_it_should_be_demanded_for_the_rest(self, stage, sold, late, advance, demand, due):
            stage.mature(sold)
            advance(400_000)
            late()
            assert logged(demand(), "RecourseDemanded")[0]["amount"] == due(600_000)

        def test_it_should_stand_for_the_rest(self, demanded, advance, dismiss):
            advance(400_000)
            with refused("DiscountMarket_DemandStands", 1):
                dismiss()
