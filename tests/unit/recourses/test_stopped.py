import pytest

from tests.stage import FACE, NOTHING, refused

OPEN, DEMANDED = 1, 2
WAYS = ("receivable", "obligation", "hold", "account")


@pytest.fixture
def stop(receivables, issuance, participants, operator, financier, tier3):
    """Stop what was sold in a way that is named: its receivable, its obligation or the account that holds it."""
    by = {"from": operator}
    steps = {
        "receivable": lambda id_: receivables.setFrozenTokens(financier, id_, True, by),
        "obligation": lambda id_: issuance.freezeObligation(1, True, NOTHING, by),
        "hold": lambda id_: issuance.placeHold(1, tier3, 0, NOTHING, by),
        "account": lambda id_: participants.setFrozen(financier, True, NOTHING, by),
    }
    return lambda way, id_: steps[way](id_)


@pytest.fixture
def free(receivables, issuance, participants, operator, financier):
    """Let it go again."""
    by = {"from": operator}
    steps = {
        "receivable": lambda id_: receivables.setFrozenTokens(financier, id_, False, by),
        "obligation": lambda id_: issuance.freezeObligation(1, False, NOTHING, by),
        "hold": lambda id_: issuance.liftHold(1, NOTHING, by),
        "account": lambda id_: participants.setFrozen(financier, False, NOTHING, by),
    }
    return lambda way, id_: steps[way](id_)


@pytest.fixture
def demand(discount_market, financier):
    return lambda: discount_market.demandRecourse(1, {"from": financier})


@pytest.fixture
def dismiss(discount_market, stranger):
    return lambda: discount_market.dismissDemand(1, {"from": stranger})


@pytest.mark.parametrize("way", WAYS)
class TestStopped:
    """Hostile R5: what cannot be given back is not demanded. Rules R2 and R5."""

    class TestGivenMovementIsStopped:
        def test_it_should_refuse_a_demand(self, sold, late, stop, demand, way):
            late()
            stop(way, sold)
            with refused("DiscountMarket_NotDeliverable", 1, sold):
                demand()

        def test_it_should_dismiss_a_demand_made_before(self, demanded, stop, dismiss, state, demands, way):
            stop(way, demanded)
            dismiss()
            assert (state(), demands()) == (OPEN, 0)

        def test_it_should_not_be_met(self, discount_market, demanded, stop, supplier, financier, way):
            stop(way, demanded)
            errors = {
                "receivable": ("ERC7943InsufficientUnfrozenBalance", financier, demanded),
                "account": ("Participants_AccountFrozen", financier),
            }
            with refused(*errors.get(way, ("Receivables_ObligationHalted", 1))):
                discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})

    class TestGivenMovementIsStoppedNoLonger:
        def test_it_should_be_demanded(self, sold, late, stop, free, demand, state, way):
            late()
            stop(way, sold)
            free(way, sold)
            demand()
            assert state() == DEMANDED

        def test_it_should_let_a_demand_stand(self, demanded, stop, free, dismiss, way):
            stop(way, demanded)
            free(way, demanded)
            with refused("DiscountMarket_DemandStands", 1):
                dismiss()
