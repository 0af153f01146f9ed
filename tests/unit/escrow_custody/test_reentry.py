"""Rules E4, E5: while money moves no step can be taken, so that what was signed is what is funded."""

from dataclasses import replace

import pytest

from tests.stage import FACE, NOTHING, astuple, logged, refused
from tests.unit.escrow_custody.conftest import RELEASED

STEPS = ["begin", "revoke", "fund", "release", "lapse", "dispute", "rule", "ruleBySilence", "withdraw", "collect"]
LOCKED = "ReentrancyGuardReentrantCall"


@pytest.fixture
def evil(make, ready, escrow, anchor):
    """A currency that calls while it moves, of which the anchor has some."""
    currency = make("ReenteringCurrency", "Reentering", "RNT", 2)
    currency.mint(anchor, 5, {"from": anchor})
    currency.approve(escrow, 5, {"from": anchor})
    return currency


@pytest.fixture
def arm(evil, escrow, stranger):
    """Have the currency call the escrow in its next transfer, hiding the refusal or not."""
    return lambda data, hides=False: evil.arm(escrow, data, hides, {"from": stranger})


@pytest.fixture
def two(stage, evil):
    """Terms of an agreement: a unit of the currency that calls, and a unit of the other money, both at once."""
    return stage.agreement(stage.milestone(currency=evil.address, amount=1), stage.milestone(amount=1))


@pytest.fixture
def dearer(following):
    """The next terms, that all have signed: the second milestone is all that others have put in."""
    return lambda terms: following(terms, terms.milestones[0], replace(terms.milestones[1], amount=FACE))


@pytest.fixture
def amending(stage, escrow, dearer):
    """A call by which those terms come into force."""

    def give(terms):
        signed = stage.sign_agreement(now := dearer(terms))
        return escrow.amend.encode_input(astuple(terms), astuple(now), signed)

    return give


@pytest.fixture
def call(stage, escrow, supplier):
    """A call of a step of an agreement's first milestone."""

    def give(terms, step):
        rest = {
            "begin": [stage.sign_agreement(terms)],
            "revoke": [],
            "release": [0, b""],
            "dispute": [0, 1],
            "rule": [0, 0, 0],
            "ruleBySilence": [0, 0],
            "fund": [0, 0],
            "withdraw": [0, RELEASED, supplier],
        }.get(step, [0])
        return getattr(escrow, step).encode_input(astuple(terms), *rest)

    return give


@pytest.fixture
def later(stage, start, evil):
    """A begun agreement: a unit of money, and a unit of the currency that calls, which is not there yet."""
    own = stage.milestone(currency=evil.address, amount=1)
    start(terms := stage.agreement(stage.milestone(amount=1), own, stage.milestone(amount=1), funded_at_once=1))
    return terms


@pytest.fixture
def fund(escrow, anchor):
    return lambda terms: escrow.fund(astuple(terms), 1, 0, {"from": anchor})


@pytest.fixture
def earned(start, two, escrow, stranger):
    """The same agreement when it has begun, and the currency that calls is the supplier's."""
    start(two)
    escrow.release(astuple(two), 0, b"", {"from": stranger})
    return two


@pytest.fixture
def others(stage, start):
    """Money of others in the escrow."""
    start(terms := stage.agreement())
    return terms


class TestReentry:
    class TestGivenACurrencyCallsWhileTwoMilestonesAreFunded:
        """The second is read from the terms that were signed first: were it amended now, it would count as funded."""

        def test_it_should_refuse_to_make_the_second_dearer(self, start, others, two, amending, arm):
            arm(amending(two))
            with refused(LOCKED):
                start(two)

        def test_it_should_refuse_to_make_it_dearer_by_several_calls_at_once(
            self, start, two, amending, call, arm, escrow
        ):
            arm(escrow.multicall.encode_input([amending(two), call(two, "release")]))
            with refused(LOCKED):
                start(two)

        def test_it_should_take_what_was_signed_when_the_refusal_is_hidden(
            self, start, others, two, dearer, amending, arm, escrow, named, holds, stranger
        ):
            arm(amending(two), hides=True)
            assert logged(start(two), "Reentered") == [{"through": False}]
            assert (str(escrow.amendmentOf(named(two))), holds(escrow)) == (NOTHING, FACE + 1)
            digest = escrow.hashAgreement(astuple(dearer(two)))
            with refused("ConditionalEscrow_NotInForce", digest):
                escrow.release(astuple(dearer(two)), 1, b"", {"from": stranger})

        @pytest.mark.parametrize("step", STEPS)
        def test_it_should_refuse_every_other_step(self, start, others, two, call, arm, step):
            arm(call(others, step))
            with refused(LOCKED):
                start(two)

    class TestGivenACurrencyCallsWhileAMilestoneIsFundedLater:
        def test_it_should_refuse_to_make_another_dearer(self, stage, fund, later, following, arm, escrow):
            now = following(later, *later.milestones[:2], stage.milestone(amount=FACE))
            arm(escrow.amend.encode_input(astuple(later), astuple(now), stage.sign_agreement(now)))
            with refused(LOCKED):
                fund(later)

        @pytest.mark.parametrize("step", STEPS)
        def test_it_should_refuse_every_other_step(self, fund, later, call, arm, step):
            arm(call(later, step))
            with refused(LOCKED):
                fund(later)

    class TestGivenACurrencyCallsWhileItIsPaidOut:
        @pytest.mark.parametrize("step", STEPS)
        def test_it_should_refuse_every_other_step(self, earned, call, arm, withdraw, step):
            arm(call(earned, step))
            with refused(LOCKED):
                withdraw(earned)

        def test_it_should_pay_once_when_the_refusal_is_hidden(
            self, earned, call, arm, withdraw, evil, supplier, state
        ):
            arm(call(earned, "withdraw"), hides=True)
            assert withdraw(earned) == 1
            assert (int(evil.balanceOf(supplier)), state(earned)) == (1, (1, 0, 1, 0))

    class TestGivenACurrencyCallsWhenNothingOfTheEscrowIsUnderWay:
        def test_it_should_let_it_act(self, start, others, call, arm, evil, state, stranger):
            """The lock is open again: who calls is anybody."""
            arm(call(others, "release"))
            (log,) = logged(evil.mint(stranger, 1, {"from": stranger}), "MilestoneReleased")
            assert (log["amount"], state(others)) == (FACE, (FACE, 0, 0, 0))
