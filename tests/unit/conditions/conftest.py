"""Scenes that the tests of conditions begin with."""

from functools import cache

import brownie
import pytest
from eth_abi.abi import decode, encode

from headwater import Condition, statements
from headwater._agreements import CONDITIONS
from headwater.refusals import ContractPanicked
from tests.stage import FACE, astuple

PPM = 1_000_000
DEADLINE = 30  # days from today
FAR = 2**32 - 1
TRADERS, ATTESTOR, SMALL_ENTERPRISE = 2 | 4, 32, 64
ATTESTED = "(address[],uint256,bytes32,uint256,bool)"
ROOT = b"\xdc" * 32
ANSWERS, REFUSES, REFUSES_SILENTLY, REFUSES_AT_LENGTH, EATS_GAS = range(5)
ANSWERS_HALF, ANSWERS_TWICE, ANSWERS_AT_LENGTH, ANSWERS_BY_AGREEMENT, REFUSES_TERMS = range(5, 10)


@pytest.fixture
def attestor(stage):
    return stage.cast["attestor"]


@pytest.fixture
def conditions(stage):
    """The suite's kinds of conditions."""
    return stage.programme.suite.conditions


@pytest.fixture
def at(stage):
    """The contract of one of the suite's conditions, by its address."""
    (project,) = brownie.project.get_loaded_projects()
    names = {stage.programme.suite.deployment.address(name): name for name in CONDITIONS}
    return cache(lambda address: project[names[address]].at(address))


@pytest.fixture
def place(escrow, today):
    """Where a condition is asked: by the escrow, with what is named changed."""

    def act(escrow=escrow, agreement=b"\xa6" * 32, milestone=0, root=ROOT, deadline=today + DEADLINE):
        return (getattr(escrow, "address", escrow), agreement, milestone, root, deadline)

    return act


@pytest.fixture
def ask(at, place):
    """How far a condition is met, in ppm, for the evidence shown, where it is asked."""

    def act(condition, evidence=b"", **where):
        return int(at(condition.address).isMet(condition.terms, evidence, place(**where)))

    return act


@pytest.fixture
def check(at):
    """Check a condition's terms; tells whether it stands on the chain alone."""
    return lambda condition: at(condition.address).check(condition.terms)


@pytest.fixture
def panics(stage, place):
    """A condition stops without a name: `view` is `isMet` or `check`."""
    suite = stage.programme.suite

    def act(condition, evidence=b"", view="isMet", **where):
        contract = suite.w3.eth.contract(condition.address, abi=suite.attested_by.abi)
        given = (condition.terms, evidence, place(**where)) if view == "isMet" else (condition.terms,)
        with pytest.raises(ContractPanicked):
            suite._read(contract.get_function_by_name(view)(*given))

    return act


@pytest.fixture
def ready(stage, escrow):
    """The anchor has money and lets the escrow take it."""
    stage.entrust(escrow, "anchor")
    stage.give("anchor", 10 * FACE)


@pytest.fixture
def begin(stage, ready):
    """Begin an agreement of milestones, each under one of the conditions; gives its terms."""

    def act(*conditions, **changes):
        return stage.begin(*(stage.milestone(condition=condition) for condition in conditions), **changes)

    return act


@pytest.fixture
def release(escrow, stranger):
    """Release a milestone at the stranger's call, by the evidence shown."""

    def act(terms, milestone=0, evidence=b""):
        return escrow.release(astuple(terms), milestone, evidence, {"from": stranger})

    return act


@pytest.fixture
def released(stage, escrow):
    """What a milestone has released."""
    return lambda terms, milestone=0: int(escrow.milestoneOf(stage.name_of(terms), milestone)["released"])


@pytest.fixture
def accredit(participants, operator):
    """Accredit an account anew, for other capacities or until another day."""

    def act(account, capacities, until=FAR):
        entry = (account, participants.legalIdentityOf(account), capacities, "0x4445", until)
        participants.register(entry, b"", {"from": operator})

    return act


@pytest.fixture
def revoke(participants, operator):
    return lambda account: participants.revoke(account, {"from": operator})


@pytest.fixture
def answering(make):
    """Make a condition that behaves as it is told; gives it by manner and answer, and its contract as `contract`."""
    contract = make("AnsweringCondition")

    def act(ppm=PPM, manner=ANSWERS, factual=True):
        return Condition(contract.address, encode(("uint8", "uint256", "bool"), (manner, ppm, factual)))

    act.contract = contract
    return act


@pytest.fixture
def junk():
    """A condition of the same contract whose terms nobody can read."""
    return lambda condition: Condition(condition.address, b"\xff" * 31)


@pytest.fixture
def attested(stage, conditions):
    """The condition that named members of the cast state a quantity of 100 delivered, pro rata, with changes."""

    def act(*names, subject="delivered", **changes):
        accounts = [stage.cast[name].address for name in names or ("attestor",)]
        return conditions.attested_by(accounts, subject, **{"quantity": 100, "pro_rata": True, **changes})

    return act


@pytest.fixture
def said(stage):
    """The statements for an agreement's first milestone by members of the cast and quantities, in their order."""

    def act(terms, **quantities):
        (named,) = decode((ATTESTED,), terms.milestones[0].condition.terms)
        place = {name: named[0].index(stage.cast[name].address.lower()) for name in quantities}
        by_place = sorted(quantities, key=place.__getitem__)
        return [stage.statement(terms, 0, quantities[name], place[name], name) for name in by_place]

    return act


@pytest.fixture
def met(stage, ask, said):
    """How far an agreement's first milestone is met for statements by members of the cast and quantities."""

    def act(terms, **quantities):
        given = statements(*said(terms, **quantities))
        return ask(terms.milestones[0].condition, given, agreement=stage.name_of(terms))

    return act


@pytest.fixture
def show(stage, ask):
    """How far an agreement's first milestone is met for statements, exactly as they are given."""

    def act(terms, *given, **where):
        place = {"agreement": stage.name_of(terms), **where}
        return ask(terms.milestones[0].condition, in_order(*given), **place)

    return act


@pytest.fixture
def panel(stage, accredit):
    """Tier 2 and tier 3 are attestors as well; gives the attestors' names in the order of their accounts."""
    for name in ("tier2", "tier3"):
        accredit(stage.cast[name], ATTESTOR | TRADERS)
    return sorted(("attestor", "tier2", "tier3"), key=lambda name: int(stage.cast[name].address, 16))


def in_order(*given):
    """Statements as evidence, in the order given."""
    shown = [(s.attestor, s.quantity, s.document, s.day, s.signature) for s in given]
    return encode(("(uint256,uint256,bytes32,uint256,bytes)[]",), (shown,))
