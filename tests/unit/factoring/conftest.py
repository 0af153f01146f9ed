"""Scenes that the tests of advances begin with."""

import pytest

from _local import member
from headwater import Domain, Enforcement, advance_down, sign
from headwater._pricing import Books
from headwater._signing import advance_message
from tests.stage import CAP, FACE, astuple, plain

OBLIGOR, SUPPLIER, FINANCIER, CUSTODIAN = 1, 2, 4, 8
FAR = 2**32 - 1
ENFORCED = 3  # days that an order of the enforcer waits


def domain_of(stage, contract, chain_id=None):
    """Where a signature for a factoring counts."""
    return Domain("Headwater Factoring", chain_id or stage.programme.w3.eth.chain_id, contract.address)


@pytest.fixture
def ready(stage, factoring):
    """The supplier's receivables and the financier's money are approved, and the financier has some."""
    stage.entrust(factoring, "supplier", "financier")
    stage.give("financier", 10 * FACE)


@pytest.fixture
def start(stage, factoring, ready):
    """Open an advance at the stranger's call, by the signatures of supplier and financier."""

    def act(terms):
        signed = (stage.sign_advance(terms, name) for name in ("supplier", "financier"))
        return factoring.open(astuple(terms), *signed, {"from": stage.cast["stranger"]})

    return act


@pytest.fixture
def terms(stage, root, today):
    """Terms of an advance of 800 000 on the root, at 4.2 % a year, its surplus the supplier's; `today` is its day."""
    return stage.advance(root)


@pytest.fixture
def opened(start, terms):
    start(terms)
    return terms


@pytest.fixture
def recourse(stage, start, root, today):
    """An opened advance on the root, with recourse; `today` is its day."""
    start(terms := stage.advance(root, recourse=True))
    return terms


@pytest.fixture
def due(stage, opened):
    """The opened advance, on the due day of its receivable."""
    stage.mature(opened.receivables[0])
    return opened


@pytest.fixture
def named(stage):
    """An advance's name, as the contract shows it."""
    return lambda terms: "0x" + stage.programme.suite.advance_digest(terms).hex()


@pytest.fixture
def debt(factoring):
    """What is owed on an advance today: principal and interest."""
    return lambda terms: plain(factoring.owed(astuple(terms)))


@pytest.fixture
def account(factoring, named):
    """The books of an advance: principal, day, demanded, accrued, interest paid."""
    return lambda terms: plain(factoring.accountOf(named(terms)))


@pytest.fixture
def books(today):
    """The reference's books of an advance that is opened today."""

    def act(terms, principal=None):
        lent = advance_down(terms.value, terms.advance_ppm) if principal is None else principal
        return Books(lent, terms.rate_ppm, terms.basis, today)

    return act


@pytest.fixture
def collect(factoring, stranger):
    """Collect at the stranger's call: the receivables named, or all."""

    def act(terms, *ids):
        return factoring.collect(astuple(terms), ids or terms.receivables, {"from": stranger})

    return act


@pytest.fixture
def repay(stage, factoring, currency):
    """Pay an amount back, of money that the payer is given for it."""

    def act(terms, amount, by="supplier"):
        stage.give(by, amount)
        currency.approve(factoring, amount, {"from": stage.cast[by]})
        return factoring.repay(astuple(terms), amount, {"from": stage.cast[by]})

    return act


@pytest.fixture
def release(factoring, stranger):
    """Release at the stranger's call: the receivables named, or all."""

    def act(terms, *ids):
        return factoring.release(astuple(terms), ids or terms.receivables, {"from": stranger})

    return act


@pytest.fixture
def demand(factoring, financier):
    return lambda terms: factoring.demand(astuple(terms), {"from": financier})


@pytest.fixture
def default(stage, receivables):
    """Move to the first day on which the obligation of a receivable is in default, if nobody pays."""

    def act(receivable):
        shown = receivables.obligation(receivable >> 72)
        stage.move_to(int(shown["dueDay"] + shown["graceDays"] + shown["defaultDays"]) + 1)

    return act


@pytest.fixture
def force(stage, operator):
    """Have a receivable taken away by order of the enforcer, once the delay of its role has passed."""

    def act(receivable, to):
        suite, holder = stage.programme.suite, stage.receivables.ownerOf(receivable)
        order = Enforcement(holder, to.address, (receivable,))
        suite.schedule_order(order, sender=operator.address)
        stage.move_to(stage.now() + ENFORCED + 1)
        suite.execute_order(order, sender=operator.address)

    return act


@pytest.fixture
def revoke(participants, operator):
    return lambda account: participants.revoke(account, {"from": operator})


@pytest.fixture
def owed_by_tier3(stage, accredit, tier3, issuance, currency, operator):
    """A root of the supplier's that tier 3 owes, an obligor as well from now on."""
    accredit(tier3, capacities=OBLIGOR | SUPPLIER)
    issuance.setCap(tier3, currency, CAP, {"from": operator})
    terms = stage.terms(obligor=tier3.address)
    return stage.issue_terms(terms, stage.accept(terms, "tier3"))


@pytest.fixture
def second(stage, receivables, participants, make, operator):
    """Another factoring on the same ledger, of another custodian."""
    identity = "0x" + "5e" * 32
    desk = make("Factoring", receivables, participants, identity)
    participants.register((desk, identity, CUSTODIAN, "0x4445", FAR), b"", {"from": operator})
    stage.entrust(desk, "supplier", "financier")
    return desk


@pytest.fixture
def elsewhere(stage, second, root):
    """Terms of an advance on the root with the other factoring, and the financier's signature for it."""
    terms = stage.advance(root)
    return terms, sign(member("financier"), advance_message(domain_of(stage, second), terms))


@pytest.fixture
def held(receivables):
    """Who holds a receivable."""
    return lambda receivable: receivables.ownerOf(receivable)
