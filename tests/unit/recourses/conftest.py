"""Scenes of sales with recourse: from the sale over the default to the demand."""

import pytest

from headwater._pricing import interest_up
from tests.stage import FACE, PURSE, RATE_PPM, VALUE, astuple, logged

TIME = 95  # days after the due day before an obligation is in default: of grace, and of the programme
INTEREST = 20_223  # late interest on FACE on the first day of default: 91 days at 8 % a year, rounded up
FINANCIER, CUSTODIAN = 4, 8
TRADERS = ("supplier", "tier2", "tier3", "financier", "stranger")


@pytest.fixture
def ready(stage, discount_market):
    """Everybody has money, and lets the market move it and what it holds."""
    stage.entrust(discount_market, *TRADERS)
    for name in TRADERS:
        stage.give(name, PURSE)


@pytest.fixture
def deal(stage):
    """An offer with recourse, signed, and what is sold to it: a sale's arguments."""

    def act(receivable, value=FACE, to="financier", **changes):
        offer = stage.offer(**{"financier": stage.cast[to].address, "recourse": True} | changes)
        return astuple(offer), stage.sign_offer(offer, to), receivable, value, 0, stage.deadline()

    return act


@pytest.fixture
def sell(stage, discount_market, ready, deal):
    """Sell so much of a receivable with recourse; gives what its buyer got."""

    def act(receivable, value=FACE, by="supplier", **changes):
        tx = discount_market.sell(*deal(receivable, value, **changes), {"from": stage.cast[by]})
        return logged(tx, "ReceivableSold")[0]["receivable"]

    return act


@pytest.fixture
def sold(sell, root):
    """The root, sold whole with recourse 1."""
    return sell(root)


@pytest.fixture
def late(stage, receivables):
    """Move to so many days after the due day; without a number, to the first day of default."""

    def act(days=TIME + 1):
        stage.move_to(receivables.obligation(1)["dueDay"] + days)

    return act


@pytest.fixture
def stands(participants, supplier):
    """The supplier takes receivables without being asked each time."""
    participants.setStandingAcceptance(True, {"from": supplier})


@pytest.fixture
def demanded(discount_market, sold, late, stands, financier):
    """The root, which the supplier shall buy back since the first day of default."""
    late()
    discount_market.demandRecourse(1, {"from": financier})
    return sold


@pytest.fixture
def due():
    """What the reference says is to be paid for a value so many days after the due day, in base units."""

    def told(value, days=TIME + 1, rate=RATE_PPM, basis=360):
        return value + interest_up(value, rate, days, basis)

    return told


@pytest.fixture
def state(discount_market):
    """Where a recourse stands: 0 is none, 1 open, 2 demanded, 3 met."""
    return lambda recourse=1: int(discount_market.recourseOf(recourse)["state"])


@pytest.fixture
def amount(discount_market):
    return lambda recourse=1: int(discount_market.recourseAmount(recourse))


@pytest.fixture
def demands(discount_market, supplier):
    """How many demands on the supplier's company are not met."""
    return lambda account=supplier: int(discount_market.openDemandsOf(account))


@pytest.fixture
def merge(receivables):
    """Move value from one receivable to another, at their holder's call."""
    return lambda source, target, value, by: receivables.transferFrom[VALUE](source, target, value, {"from": by})


@pytest.fixture
def custodian(stage, participants, ready, stranger):
    """The stranger, a custodian that also buys: only it can claim on what it holds."""
    stage.register(stranger, FINANCIER | CUSTODIAN, b"\x1d" * 32)
    participants.setStandingAcceptance(True, {"from": stranger})
    return stranger


@pytest.fixture
def arrange(stage, discount_market, make):
    """A root in a currency of a kind, of which everybody has some and lets the market take it."""

    def act(kind):
        money = stage.admit_currency(make(kind, kind, "MNY", 6))
        for name in TRADERS:
            money.mint(stage.cast[name], PURSE, {"from": stage.cast[name]})
            money.approve(discount_market, PURSE, {"from": stage.cast[name]})
            stage.receivables.setApprovalForAll(discount_market, True, {"from": stage.cast[name]})
        return money, stage.issue(currency=money.address)

    return act
