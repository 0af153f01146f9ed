"""Scenes that the tests of how agreements come to be begin with."""

from dataclasses import replace

import pytest

from headwater import Domain, Party
from tests.stage import CAP, FACE, TENOR, astuple, plain

PAYER, PAYEE, LENDER = Party.PAYER, Party.PAYEE, Party.LENDER


def domain_of(stage, contract, chain_id=None):
    """Where a signature for an escrow counts."""
    return Domain("Headwater ConditionalEscrow", chain_id or stage.programme.w3.eth.chain_id, contract.address)


@pytest.fixture
def ready(stage, escrow):
    """Anchor, supplier and financier have approved their money and receivables, and the two who pay have some."""
    stage.entrust(escrow, "anchor", "supplier", "financier")
    for name in ("anchor", "financier"):
        stage.give(name, 10 * FACE)


@pytest.fixture
def start(stage, escrow, ready):
    """Begin an agreement at the stranger's call, by its parties' signatures or those of who is named."""

    def act(terms, *signers, by="stranger"):
        return escrow.begin(astuple(terms), stage.sign_agreement(terms, *signers), {"from": stage.cast[by]})

    return act


@pytest.fixture
def terms(stage):
    """Terms of an agreement: the anchor's money for the supplier, the supervisor its arbiter."""
    return stage.agreement()


@pytest.fixture
def begun(start, terms):
    start(terms)
    return terms


@pytest.fixture
def lent(stage):
    """Terms of an agreement with the financier, who may lend, and changes."""
    return lambda *due, **changes: stage.agreement(*due, lender=stage.cast["financier"].address, **changes)


@pytest.fixture
def named(stage):
    """An agreement's name, as the contract shows it."""
    return lambda terms: "0x" + stage.name_of(terms).hex()


@pytest.fixture
def digest_of(stage):
    """The digest of terms, the first ones or not, as the contract shows it."""
    return lambda terms: "0x" + stage.programme.suite.agreement_digest(terms).hex()


@pytest.fixture
def state(escrow, named):
    """Where a milestone stands, by the names of the fields."""

    def read(terms, milestone=0):
        shown = escrow.milestoneOf(named(terms), milestone)
        return {name: plain(shown[name]) for name in ("released", "funded", "revoked", "amended", "divided")}

    return read


@pytest.fixture
def funded(state):
    return lambda terms, milestone=0: state(terms, milestone)["funded"]


@pytest.fixture
def fund(stage, escrow):
    """Fund a milestone at the call of a member of the cast."""

    def act(terms, milestone=1, receivable=0, by="anchor"):
        return escrow.fund(astuple(terms), milestone, receivable, {"from": stage.cast[by]})

    return act


@pytest.fixture
def money_later(stage, start):
    """A begun agreement whose second milestone is the anchor's money too, and not there yet."""
    start(terms := stage.agreement(stage.milestone(), stage.milestone(amount=500), funded_at_once=1))
    return terms


@pytest.fixture
def delivery(stage, root):
    """A milestone that is the supplier's receivable for the anchor: the root, with changes."""

    def give(**changes):
        usual = {"receivable": root, "source": PAYEE, "to": PAYER, "lapses_to": PAYEE}
        return stage.milestone(**usual | changes)

    return give


@pytest.fixture
def described(stage, delivery, anchor):
    """A milestone that is any receivable on the anchor, as late as the root, with changes."""

    def give(**changes):
        usual = {"receivable": 0, "obligor": anchor.address, "latest_due_day": stage.now() + TENOR}
        return delivery(**usual | changes)

    return give


@pytest.fixture
def expecting(stage, start):
    """Begin an agreement whose second milestone, not funded yet, is the one given."""

    def act(due):
        start(terms := stage.agreement(stage.milestone(), due, funded_at_once=1))
        return terms

    return act


@pytest.fixture
def following(stage):
    """The next version of terms, with changes."""

    def give(terms, *milestones, **changes):
        usual = {"origin": stage.name_of(terms), "version": terms.version + 1}
        due = {"milestones": milestones} if milestones else {}
        return replace(terms, **usual | due | changes)

    return give


@pytest.fixture
def amend(stage, escrow):
    """Amend at the stranger's call, by its parties' signatures or those of who is named."""

    def act(terms, amended, *signers, by="stranger"):
        signed = stage.sign_agreement(amended, *signers)
        return escrow.amend(astuple(terms), astuple(amended), signed, {"from": stage.cast[by]})

    return act


@pytest.fixture
def late(stage, following):
    """The next version of terms, with ten days more for every milestone."""

    def give(terms, **changes):
        due = [replace(each, deadline_day=each.deadline_day + 10) for each in terms.milestones]
        return following(terms, *due, **changes)

    return give


@pytest.fixture
def amended(amend, money_later, late):
    """An agreement that was amended: its first terms, and those in force."""
    amend(money_later, now := late(money_later))
    return money_later, now


@pytest.fixture
def revoke(stage, escrow):
    """Revoke terms at the call of a member of the cast."""
    return lambda terms, by="supplier": escrow.revoke(astuple(terms), {"from": stage.cast[by]})


@pytest.fixture
def dismiss(stage, participants, operator):
    """End the accreditation of a member of the cast."""
    return lambda name: participants.revoke(stage.cast[name], {"from": operator})


@pytest.fixture
def others_root(stage, issuance, accredit, tier3, currency, operator):
    """A root of the supplier's that tier 3 owes."""
    accredit(tier3, capacities=1 | 2)
    issuance.setCap(tier3, currency, CAP, {"from": operator})
    terms = stage.terms(obligor=tier3.address)
    return stage.issue_terms(terms, stage.accept(terms, "tier3"))


@pytest.fixture
def foreign_root(stage, make):
    """A root of the supplier's that the anchor owes in another currency."""
    other = stage.admit_currency(make("TestCurrency", "Other", "OTH", 2))
    return stage.issue(currency=other.address)


@pytest.fixture
def holds(currency):
    """What an account has of the currency."""
    return lambda account: int(currency.balanceOf(account))


@pytest.fixture
def held(receivables):
    """Who holds a receivable."""
    return lambda receivable: receivables.ownerOf(receivable)


@pytest.fixture
def attestor(stage):
    return stage.cast["attestor"]
