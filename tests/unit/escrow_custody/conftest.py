"""Scenes that the tests of what the escrow keeps begin with."""

from dataclasses import replace

import pytest

from headwater import Party, statements
from tests.stage import FACE, astuple, logged

PAYER, PAYEE, LENDER = Party.PAYER, Party.PAYEE, Party.LENDER
RELEASED, RETURNED = 0, 1
PPM = 1_000_000


@pytest.fixture
def ready(stage, escrow):
    """Anchor, supplier and financier have approved their money and receivables, and the two who pay have some."""
    stage.entrust(escrow, "anchor", "supplier", "financier")
    for name in ("anchor", "financier"):
        stage.give(name, 10 * FACE)


@pytest.fixture
def start(stage, escrow, ready):
    """Begin an agreement at the stranger's call, by its parties' signatures."""
    return lambda terms: escrow.begin(astuple(terms), stage.sign_agreement(terms), {"from": stage.cast["stranger"]})


@pytest.fixture
def stated(stage):
    """A condition that is met as far as the attestor states deliveries, in ppm."""
    attestors = [stage.cast["attestor"].address]
    return stage.programme.suite.conditions.attested_by(attestors, "delivered", quantity=PPM, pro_rata=True)


@pytest.fixture
def due(stage, root, stated):
    """A milestone that is the supplier's receivable for the financier: the root, with changes."""

    def give(**changes):
        usual = {"receivable": root, "source": PAYEE, "to": LENDER, "lapses_to": PAYEE, "condition": stated}
        return stage.milestone(**usual | changes)

    return give


@pytest.fixture
def keep(stage, start, due):
    """Begin an agreement of anchor, supplier and financier by which the supplier's receivable is kept."""

    def act(**changes):
        terms = stage.agreement(due(**changes), lender=stage.cast["financier"].address)
        start(terms)
        return terms

    return act


@pytest.fixture
def release(stage, escrow, stranger):
    """Have the attestor state how much was delivered, in ppm of it all, and release a milestone that far."""

    def act(terms, ppm=PPM, milestone=0):
        shown = statements(stage.statement(terms, milestone, ppm))
        return escrow.release(astuple(terms), milestone, shown, {"from": stranger})

    return act


@pytest.fixture
def lapse(stage, escrow, stranger):
    """Let what the first milestone holds lapse, as soon as it can or now."""

    def act(terms):
        over = terms.milestones[0].deadline_day + terms.milestones[0].evidence_days + 1
        stage.move_to(max(over, stage.now() + 1))
        return escrow.lapse(astuple(terms), 0, {"from": stranger})

    return act


@pytest.fixture
def withdraw(stage, escrow):
    """Hand out what a side has, to its party if nobody else is named; gives what left, as it was logged."""

    def act(terms, side=RELEASED, to=None, by="stranger", milestone=0):
        due = terms.milestones[milestone]
        party = terms.parties[due.lapses_to if side else due.to]
        tx = escrow.withdraw(astuple(terms), milestone, side, to or party, {"from": stage.cast[by]})
        (log,) = logged(tx, "MilestoneWithdrawn")
        return log["amount"]

    return act


@pytest.fixture
def collect(stage, escrow):
    """Have the escrow claim what the first milestone's receivable brings, at anybody's call."""
    return lambda terms, by="stranger": escrow.collect(astuple(terms), 0, {"from": stage.cast[by]})


@pytest.fixture
def named(stage):
    """An agreement's name, as the contract shows it."""
    return lambda terms: "0x" + stage.name_of(terms).hex()


@pytest.fixture
def kept(escrow, named):
    """The receivable that is kept for a milestone."""
    return lambda terms, milestone=0: int(escrow.keptFor(named(terms), milestone)["receivable"])


@pytest.fixture
def brought(escrow, named):
    """What a kept receivable brought, and what of it was paid to who earned and paid back."""
    return lambda terms: tuple(map(int, escrow.keptFor(named(terms), 0)[1:]))


@pytest.fixture
def state(escrow, named):
    """What of a milestone was released, returned, and withdrawn of the two."""

    def read(terms, milestone=0):
        shown = escrow.milestoneOf(named(terms), milestone)
        return tuple(int(shown[n]) for n in ("released", "returned", "withdrawn", "returnedWithdrawn"))

    return read


@pytest.fixture
def holds(currency):
    """What an account has of the currency."""
    return lambda account: int(currency.balanceOf(account))


@pytest.fixture
def held(receivables):
    """Who holds a receivable."""
    return lambda receivable: receivables.ownerOf(receivable)


@pytest.fixture
def following(stage):
    """The next version of terms, with other milestones."""
    return lambda terms, *due: replace(terms, origin=stage.name_of(terms), version=terms.version + 1, milestones=due)
