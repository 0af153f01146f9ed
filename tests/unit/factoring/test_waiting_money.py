import pytest

from tests.stage import FACE, NOTHING, REMITTANCE, logged, refused

SUPPLIER, GUARANTOR = 2, 16
WAYS = ("receivable", "obligation", "account")


@pytest.fixture
def stop(receivables, issuance, participants, factoring, operator):
    """Stop claims on the first obligation's root in a way that is named, or let them go again."""
    by = {"from": operator}
    steps = {
        "receivable": lambda on: receivables.setFrozenTokens(factoring, 1 << 72 | 1, on, by),
        "obligation": lambda on: issuance.freezeObligation(1, on, NOTHING, by),
        "account": lambda on: participants.setFrozen(factoring, on, NOTHING, by),
    }
    return lambda way, on=True: steps[way](on)


@pytest.fixture
def two(stage, start, root):
    """An advance with recourse on two receivables of the same due day."""
    start(terms := stage.advance(root, stage.issue(), recourse=True))
    return terms


@pytest.fixture
def guaranteed(stage, start, accredit, tier3):
    """An advance with recourse on a receivable that tier 3 guarantees."""
    accredit(tier3, capacities=SUPPLIER | GUARANTOR)
    start(terms := stage.advance(stage.issue(guarantor=tier3.address), recourse=True))
    return terms


@pytest.mark.parametrize("way", WAYS)
class TestWaitingMoney:
    """Rule D8: money that only waits for the end of a freeze is still to come."""

    class TestGivenAllWasPaidAndIsStopped:
        def test_it_should_refuse_a_demand(self, stage, recourse, stop, demand, way):
            stage.settle(recourse.receivables[0], FACE)
            stop(way)
            with refused("Defaults_NotInDefault", 1):
                demand(recourse)

        def test_it_should_refuse_it_after_the_day_of_default_too(self, stage, recourse, stop, default, demand, way):
            stage.settle(recourse.receivables[0], FACE)
            stop(way)
            default(recourse.receivables[0])
            with refused("Defaults_NotInDefault", 1):
                demand(recourse)

        def test_it_should_serve_the_advance_once_it_is_stopped_no_longer(
            self, stage, recourse, stop, collect, debt, way
        ):
            stage.settle(recourse.receivables[0], FACE)
            stop(way)
            stop(way, False)
            collect(recourse)
            assert debt(recourse) == (0, 0)

    class TestGivenOneOfTwoWasPaidAndIsStopped:
        def test_it_should_refuse_a_demand_while_the_other_is_in_default(self, stage, two, stop, default, demand, way):
            stage.settle(two.receivables[0], FACE)
            stop(way)
            default(two.receivables[1])
            with refused("Defaults_NotInDefault", 1):
                demand(two)

    class TestGivenTheGuarantorPaidAndItIsStopped:
        def test_it_should_refuse_a_demand(self, stage, guaranteed, default, stop, demand, currency, tier3, way):
            default(guaranteed.receivables[0])
            stage.give("tier3", 2 * FACE)
            currency.approve(stage.receivables, 2 * FACE, {"from": tier3})
            stage.receivables.payAsGuarantor(1, 2 * FACE, REMITTANCE, {"from": tier3})
            stop(way)
            with refused("Defaults_NotInDefault", 1):
                demand(guaranteed)

    class TestGivenNothingWasPaidAndItIsStopped:
        def test_it_should_be_demanded_in_default(self, recourse, stop, default, demand, debt, way):
            stop(way)
            default(recourse.receivables[0])
            assert logged(demand(recourse), "AdvanceDemanded")[0]["amount"] == sum(debt(recourse))
