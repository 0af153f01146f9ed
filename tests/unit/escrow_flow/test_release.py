from dataclasses import replace

import pytest

from tests.stage import FACE, astuple, logged, refused

PPM = 1_000_000
DEADLINE, LAST = 30, 40
LAST_SECOND = 86_399


class TestRelease:
    class TestGivenItsConditionIsMetInPart:
        """Rule E6."""

        def test_it_should_release_what_is_met(self, terms, release, state):
            release(terms, 600_000)
            assert state(terms).released == 600_000

        def test_it_should_tell_what_it_released(self, terms, release, named):
            tx = release(terms, 250_000)
            assert tx.return_value == 250_000
            (log,) = logged(tx, "MilestoneReleased")
            assert (log["agreement"], log["milestone"], log["amount"]) == (named(terms), 0, 250_000)

        def test_it_should_pay_nobody_by_itself(self, terms, release, balance, escrow, supplier):
            release(terms, 600_000)
            assert (balance(supplier), balance(escrow)) == (0, FACE)

        @pytest.mark.parametrize(("ppm", "released"), [(142_858, 1), (500_000, 3), (999_999, 6)])
        def test_it_should_round_down(self, start, due, release, state, ppm, released):
            terms = start(due(amount=7))
            release(terms, ppm)
            assert state(terms).released == released

        def test_it_should_refuse_what_rounds_to_nothing(self, start, due, release, named):
            terms = start(due(amount=7))
            with refused("ConditionalEscrow_NothingMet", named(terms), 0, 142_857):
                release(terms, 142_857)

        def test_it_should_release_only_what_is_more_than_before(self, terms, release, state):
            amounts = [release(terms, ppm).return_value for ppm in (100_000, 350_001, 999_999)]
            assert amounts == [100_000, 250_001, 649_998]
            assert state(terms).released == 999_999

        def test_it_should_refuse_the_same_evidence_again(self, terms, release, state, named):
            """Hostile E1: the second call finds nothing."""
            release(terms, 600_000)
            with refused("ConditionalEscrow_NothingMet", named(terms), 0, 600_000):
                release(terms, 600_000)
            assert state(terms).released == 600_000

        def test_it_should_never_take_back_what_was_met_before(self, terms, release, state, named):
            release(terms, 600_000)
            with refused("ConditionalEscrow_NothingMet", named(terms), 0, 100_000):
                release(terms, 100_000)
            assert state(terms).released == 600_000

        def test_it_should_leave_the_other_milestones_alone(self, start, due, release, state):
            terms = start(due(), due(), due())
            release(terms, 600_000, 1)
            assert [state(terms, i).released for i in range(3)] == [0, 600_000, 0]

    class TestGivenItsConditionIsMetInFull:
        def test_it_should_release_all(self, terms, release, state):
            release(terms)
            assert state(terms).released == FACE

        def test_it_should_have_released_all_after_many_odd_parts(self, start, due, release, state):
            terms = start(due(amount=999))
            parts = [release(terms, ppm).return_value for ppm in (1_002, 333_333, 334_335, 666_667, 999_000, PPM)]
            assert parts == [1, 331, 2, 332, 332, 1]
            assert state(terms).released == 999

        def test_it_should_refuse_more(self, terms, release, named):
            release(terms)
            with refused("ConditionalEscrow_NothingMet", named(terms), 0, PPM):
                release(terms)

        def test_it_should_release_as_much_as_can_be(self, stage, start, due, release, state):
            stage.give("anchor", most := 2**88 - 1)
            stage.currency.approve(stage.escrow, most, {"from": stage.cast["anchor"]})
            terms = start(due(amount=most))
            assert release(terms, 999_999).return_value == most * 999_999 // PPM
            release(terms)
            assert state(terms).released == most

    class TestGivenAPartIsDisputed:
        """Rule E6."""

        def test_it_should_release_no_more_than_is_held_undisputed(self, terms, dispute, release, state):
            dispute(terms, 700_000)
            release(terms, 600_000)
            assert state(terms).released == 300_000

        def test_it_should_refuse_while_all_is_disputed(self, terms, dispute, release, named):
            dispute(terms, FACE)
            with refused("ConditionalEscrow_NothingMet", named(terms), 0, PPM):
                release(terms)

        def test_it_should_not_release_what_was_returned(self, terms, dispute, rule, release, state):
            dispute(terms, 700_000)
            rule(terms, 0)
            release(terms)
            assert (state(terms).released, state(terms).returned) == (300_000, 700_000)

        def test_it_should_not_release_again_what_was_awarded(self, terms, dispute, rule, release, state):
            dispute(terms, 700_000)
            rule(terms, 700_000)
            release(terms)
            assert (state(terms).released, state(terms).awarded) == (300_000, 700_000)

        def test_it_should_count_what_was_awarded_as_released(self, terms, dispute, rule, release, named):
            """One delivery is not paid twice, by award and by evidence. Rule E6."""
            dispute(terms, 600_000)
            rule(terms, 600_000)
            with refused("ConditionalEscrow_NothingMet", named(terms), 0, 600_000):
                release(terms, 600_000)

    class TestGivenItsEvidencePeriodEnds:
        """Hostile E7: until its last second, and not one more. Rule E6."""

        def test_it_should_release_in_its_last_second(self, terms, evidence, escrow, at, state, stranger):
            shown = evidence(terms, PPM)
            at(LAST, LAST_SECOND)
            escrow.release(astuple(terms), 0, shown, {"from": stranger})
            assert state(terms).released == FACE

        def test_it_should_refuse_in_the_first_second_after_it(
            self, terms, evidence, escrow, at, named, stranger, today
        ):
            shown = evidence(terms, PPM)
            at(LAST + 1)
            with refused("ConditionalEscrow_EvidencePeriodOver", named(terms), 0, today + LAST):
                escrow.release(astuple(terms), 0, shown, {"from": stranger})

        def test_it_should_still_take_what_is_dated_by_the_deadline(
            self, terms, evidence, escrow, later, state, stranger, today
        ):
            later(LAST)
            escrow.release(astuple(terms), 0, evidence(terms, PPM, day=today + DEADLINE), {"from": stranger})
            assert state(terms).released == FACE

        def test_it_should_refuse_what_is_dated_after_the_deadline(self, terms, release, later, today, stage):
            later(DEADLINE + 1)
            with refused("AttestedBy_StatementTooLate", stage.cast["attestor"], today + DEADLINE + 1):
                release(terms)

        def test_it_should_have_no_more_days_where_none_are_agreed(self, start, due, release, later, named, today):
            terms = start(due(evidence_days=0))
            later(DEADLINE + 1)
            with refused("ConditionalEscrow_EvidencePeriodOver", named(terms), 0, today + DEADLINE):
                release(terms)

    class TestWhenThereIsNothingToRelease:
        def test_it_should_refuse_without_evidence(self, terms, escrow, named, stranger):
            with refused("ConditionalEscrow_NothingMet", named(terms), 0, 0):
                escrow.release(astuple(terms), 0, b"", {"from": stranger})

        def test_it_should_refuse_a_milestone_that_is_not_funded(self, start, due, release, named):
            terms = start(due(), due(), funded_at_once=1)
            with refused("ConditionalEscrow_NotFunded", named(terms), 1):
                release(terms, milestone=1)

        def test_it_should_refuse_a_milestone_that_there_is_not(self, terms, release):
            with refused("ConditionalEscrow_NoSuchMilestone", 1):
                release(terms, milestone=1)

        def test_it_should_refuse_terms_that_have_not_begun(self, stage, due, release, named):
            terms = stage.agreement(due())
            with refused("ConditionalEscrow_NotFunded", named(terms), 0):
                release(terms)

        def test_it_should_refuse_other_terms(self, terms, due, release, named):
            other = replace(terms, milestones=(due(amount=2 * FACE),))
            with refused("ConditionalEscrow_NotFunded", named(other), 0):
                release(other)

        def test_it_should_refuse_terms_that_are_not_in_force_any_more(self, terms, amend, release, named, state):
            amended = amend(terms, silence_ppm=0)
            with refused("ConditionalEscrow_NotInForce", named(terms)):
                release(terms)
            release(amended)
            assert state(terms).released == FACE
