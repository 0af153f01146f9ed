"""Hostile W3: a condition that fails, burns gas or answers with junk stops its own milestone, and nothing else."""

import pytest

from headwater import Condition
from headwater.refusals import ContractPanicked
from tests.stage import FACE, astuple, logged, plain, refused
from tests.unit.conditions.conftest import (
    ANSWERS,
    ANSWERS_AT_LENGTH,
    ANSWERS_BY_AGREEMENT,
    ANSWERS_HALF,
    ANSWERS_TWICE,
    EATS_GAS,
    PPM,
    REFUSES,
    REFUSES_AT_LENGTH,
    REFUSES_SILENTLY,
    REFUSES_TERMS,
)

NAMELESS = {
    "refuses silently": (0, REFUSES_SILENTLY),
    "refuses at great length": (0, REFUSES_AT_LENGTH),
    "burns all gas": (0, EATS_GAS),
    "answers in 31 bytes": (0, ANSWERS_HALF),
}
TOO_MUCH = {"one too many": (PPM + 1, ANSWERS), "as much as can be": (2**256 - 1, ANSWERS)}
LONG = {"in 64 bytes": ANSWERS_TWICE, "in 500 000 bytes": ANSWERS_AT_LENGTH}
FAILING = {**NAMELESS, "refuses by name": (0, REFUSES)}
HOSTILE = {**FAILING, **TOO_MUCH}
BROKEN, SOUND = 0, 1


@pytest.fixture
def terms(answering, conditions, begin, today):
    """An agreement with a hostile milestone and a sound one, by what the hostile one does."""
    sound = conditions.after_date(today)
    return lambda does: begin(answering(*does), sound)


@pytest.fixture
def act(stage, escrow):
    """A member of the cast's step on an agreement's milestone."""

    def act(step, by, terms, *given):
        return getattr(escrow, step)(astuple(terms), *given, {"from": stage.cast[by]})

    return act


@pytest.fixture
def state(stage, escrow):
    """What a milestone has released, awarded, returned, and what of it is disputed."""

    def act(terms, milestone):
        shown = escrow.milestoneOf(stage.name_of(terms), milestone)
        return plain(tuple(shown[name] for name in ("released", "awarded", "returned", "disputed")))

    return act


class TestAnswers:
    """Rule K1."""

    class TestGivenAConditionThatFails:
        @pytest.mark.parametrize("does", NAMELESS.values(), ids=NAMELESS)
        def test_it_should_not_release_its_own_milestone(self, stage, terms, does, state, stranger):
            agreed = terms(does)
            with pytest.raises(ContractPanicked):
                stage.programme.suite.release_milestone(agreed, BROKEN, sender=stranger.address)
            assert state(agreed, BROKEN) == (0, 0, 0, 0)

        def test_it_should_say_its_own_refusal(self, terms, release):
            agreed = terms((7, REFUSES))
            with refused("AnsweringCondition_Refused", 7):
                release(agreed, BROKEN)

        @pytest.mark.parametrize("does", TOO_MUCH.values(), ids=TOO_MUCH)
        def test_it_should_refuse_an_answer_of_more_than_all(self, terms, release, answering, does):
            agreed = terms(does)
            with refused("ConditionalEscrow_InvalidAnswer", answering.contract, does[0]):
                release(agreed, BROKEN)

        @pytest.mark.parametrize("does", HOSTILE.values(), ids=HOSTILE)
        def test_it_should_release_the_others(self, terms, release, state, conditions, begin, today, does):
            agreed, other = terms(does), begin(conditions.after_date(today))
            release(agreed, SOUND)
            release(other, 0)
            assert state(agreed, SOUND) == state(other, 0) == (FACE, 0, 0, 0)

        @pytest.mark.parametrize("does", HOSTILE.values(), ids=HOSTILE)
        def test_it_should_lapse(self, stage, terms, act, state, today, does):
            agreed = terms(does)
            stage.move_to(today + 41)
            act("lapse", "stranger", agreed, BROKEN)
            act("withdraw", "stranger", agreed, BROKEN, 1, stage.cast["anchor"])
            assert state(agreed, BROKEN) == (0, 0, FACE, 0)

    class TestWhenItIsDisputed:
        @pytest.mark.parametrize("does", HOSTILE.values(), ids=HOSTILE)
        def test_it_should_take_all_that_is_held_as_not_met(self, terms, act, state, does):
            agreed = terms(does)
            act("dispute", "anchor", agreed, BROKEN, FACE)
            assert state(agreed, BROKEN) == (0, 0, 0, FACE)

        @pytest.mark.parametrize("does", HOSTILE.values(), ids=HOSTILE)
        def test_it_should_be_ruled_on_and_paid(self, terms, act, state, currency, supplier, does):
            agreed = terms(does)
            act("dispute", "anchor", agreed, BROKEN, FACE)
            act("rule", "supervisor", agreed, BROKEN, 0, 300_000)
            before = currency.balanceOf(supplier)
            act("withdraw", "stranger", agreed, BROKEN, 0, supplier)
            assert state(agreed, BROKEN) == (0, 300_000, 700_000, 0)
            assert currency.balanceOf(supplier) - before == 300_000

        @pytest.mark.parametrize("does", HOSTILE.values(), ids=HOSTILE)
        def test_it_should_refuse_more_than_is_held(self, terms, act, does):
            agreed = terms(does)
            with refused("ConditionalEscrow_TooMuchDisputed", FACE + 1, FACE):
                act("dispute", "anchor", agreed, BROKEN, FACE + 1)

        def test_it_should_take_an_answer_of_exactly_all_as_met(self, terms, act):
            agreed = terms((PPM, ANSWERS))
            with refused("ConditionalEscrow_TooMuchDisputed", 1, 0):
                act("dispute", "anchor", agreed, BROKEN, 1)

        @pytest.mark.parametrize("does", HOSTILE.values(), ids=HOSTILE)
        def test_it_should_leave_the_others_disputes_alone(self, terms, act, state, begin, answering, does):
            terms(does)
            other = begin(answering(250_000))
            act("dispute", "supplier", other, 0, FACE * 3 // 4)
            assert state(other, 0) == (0, 0, 0, FACE * 3 // 4)

    class TestGivenAnAnswerWithMoreBehindIt:
        @pytest.mark.parametrize("manner", LONG.values(), ids=LONG)
        def test_it_should_release_by_its_first_word(self, terms, release, state, manner):
            agreed = terms((250_000, manner))
            release(agreed, BROKEN)
            assert state(agreed, BROKEN) == (FACE // 4, 0, 0, 0)

        @pytest.mark.parametrize("manner", LONG.values(), ids=LONG)
        def test_it_should_release_the_others_and_lapse(self, stage, terms, release, act, state, today, manner):
            agreed = terms((0, manner))
            release(agreed, SOUND)
            stage.move_to(today + 41)
            act("lapse", "stranger", agreed, BROKEN)
            assert [state(agreed, BROKEN), state(agreed, SOUND)] == [(0, 0, FACE, 0), (FACE, 0, 0, 0)]

        @pytest.mark.parametrize("manner", LONG.values(), ids=LONG)
        def test_it_should_leave_a_dispute_what_its_first_word_leaves(self, terms, act, state, manner):
            agreed = terms((250_000, manner))
            with refused("ConditionalEscrow_TooMuchDisputed", FACE * 3 // 4 + 1, FACE * 3 // 4):
                act("dispute", "anchor", agreed, BROKEN, FACE * 3 // 4 + 1)
            act("dispute", "anchor", agreed, BROKEN, FACE * 3 // 4)
            assert state(agreed, BROKEN) == (0, 0, 0, FACE * 3 // 4)

        @pytest.mark.parametrize("manner", LONG.values(), ids=LONG)
        def test_it_should_release_beside_what_is_disputed(self, terms, release, act, state, manner):
            agreed = terms((250_000, manner))
            act("dispute", "anchor", agreed, BROKEN, FACE * 3 // 4)
            release(agreed, BROKEN)
            assert state(agreed, BROKEN) == (FACE // 4, 0, 0, FACE * 3 // 4)

        @pytest.mark.parametrize("manner", LONG.values(), ids=LONG)
        def test_it_should_take_one_of_more_than_all_as_failed(self, terms, release, act, state, answering, manner):
            agreed = terms((PPM + 1, manner))
            with refused("ConditionalEscrow_InvalidAnswer", answering.contract, PPM + 1):
                release(agreed, BROKEN)
            act("dispute", "anchor", agreed, BROKEN, FACE)
            assert state(agreed, BROKEN) == (0, 0, 0, FACE)

    class TestGivenAnAnswerThatChanges:
        @pytest.fixture
        def says(self, stage, answering, operator):
            """What the condition answers for an agreement from now on."""
            return lambda terms, ppm: answering.contract.setAnswer(stage.name_of(terms), ppm, {"from": operator})

        @pytest.fixture
        def two(self, terms):
            """Two agreements under a condition that answers for each."""
            return terms((0, ANSWERS_BY_AGREEMENT)), terms((0, ANSWERS_BY_AGREEMENT))

        def test_it_should_release_each_agreement_by_its_own(self, stage, two, says, release, state):
            says(two[0], 400_000)
            release(two[0], BROKEN)
            with refused("ConditionalEscrow_NothingMet", "0x" + stage.name_of(two[1]).hex(), 0, 0):
                release(two[1], BROKEN)
            assert [state(terms, BROKEN)[0] for terms in two] == [400_000, 0]

        def test_it_should_release_what_is_new_where_it_grows(self, two, says, release, state):
            for ppm in (1, 400_000, PPM):
                says(two[0], ppm)
                (log,) = logged(release(two[0], BROKEN), "MilestoneReleased")
            assert (log["amount"], state(two[0], BROKEN)) == (600_000, (FACE, 0, 0, 0))

        def test_it_should_take_nothing_back_where_it_shrinks(self, stage, two, says, release, state):
            says(two[0], 400_000)
            release(two[0], BROKEN)
            says(two[0], 100_000)
            with refused("ConditionalEscrow_NothingMet", "0x" + stage.name_of(two[0]).hex(), 0, 100_000):
                release(two[0], BROKEN)
            assert state(two[0], BROKEN) == (400_000, 0, 0, 0)

        def test_it_should_leave_all_that_is_held_to_a_dispute_where_it_shrinks(self, two, says, release, act, state):
            says(two[0], 400_000)
            release(two[0], BROKEN)
            says(two[0], 0)
            act("dispute", "anchor", two[0], BROKEN, 600_000)
            assert state(two[0], BROKEN) == (400_000, 0, 0, 600_000)

    class TestGivenTermsThatItRefuses:
        def test_it_should_not_begin(self, terms):
            with refused("AnsweringCondition_Refused", 7):
                terms((7, REFUSES_TERMS))

        def test_it_should_not_begin_under_what_is_no_contract(self, stage, ready, stranger):
            agreed = stage.agreement(stage.milestone(condition=Condition(stranger.address, b"")))
            with pytest.raises(ContractPanicked):
                stage.programme.suite.begin(agreed, stage.sign_agreement(agreed), sender=stranger.address)
