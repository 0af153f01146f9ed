import pytest

from headwater._agreements import Dispute, Kept, MilestoneState, Party, Side
from tests.stage import FACE, NOTHING, astuple, refused

PPM, LAST, ARBITER_DAYS = 1_000_000, 40, 14
FRESH = MilestoneState(0, 0, True, False, False, False, 0, 0, 0, 0, 0)
NOWHERE = MilestoneState(0, 0, False, False, False, False, 0, 0, 0, 0, 0)


@pytest.fixture
def releasable(stage, evidence):
    """How far a milestone is met for the attestor's word, and what it would release."""

    def act(terms, ppm, milestone=0):
        return stage.programme.suite.releasable(terms, milestone, evidence(terms, ppm, milestone))

    return act


@pytest.fixture
def dispute_of(stage):
    return lambda terms, number=0: stage.programme.suite.dispute_of(stage.name_of(terms), 0, number)


@pytest.fixture
def eventful(terms, release, dispute, rule, withdraw, supplier, anchor):
    """An agreement of whose million half is released and some divided, both withdrawn, and some still disputed."""
    release(terms, 500_000)
    dispute(terms, 100_000)
    dispute(terms, 30_000, by=supplier)
    rule(terms, 60_000)
    withdraw(terms, Side.RELEASED, supplier)
    withdraw(terms, Side.RETURNED, anchor)
    return terms


class TestViews:
    class TestWhenAskedWhatIsReleasable:
        """Rule E6."""

        def test_it_should_show_how_far_it_is_met_and_what_that_is(self, start, due, releasable):
            assert releasable(start(due(amount=7)), 500_000) == (500_000, 3)

        def test_it_should_show_nothing_without_evidence(self, stage, terms):
            assert stage.programme.suite.releasable(terms, 0) == (0, 0)

        def test_it_should_leave_out_what_was_released(self, terms, release, releasable):
            release(terms, 600_000)
            assert releasable(terms, 750_000) == (750_000, 150_000)
            assert releasable(terms, 100_000) == (100_000, 0)

        def test_it_should_leave_out_what_is_disputed(self, terms, dispute, releasable):
            dispute(terms, 700_000)
            assert releasable(terms, 600_000) == (600_000, 300_000)

        def test_it_should_show_nothing_once_the_evidence_period_is_over(self, stage, start, later):
            terms = start(stage.milestone())
            later(LAST)
            assert stage.programme.suite.releasable(terms, 0) == (PPM, FACE)
            later(LAST + 1)
            assert stage.programme.suite.releasable(terms, 0) == (PPM, 0)

        def test_it_should_be_what_a_release_then_gives(self, terms, release, dispute, releasable):
            dispute(terms, 100_001)
            for ppm in (123_457, 555_555, PPM):
                shown = releasable(terms, ppm)[1]
                assert release(terms, ppm).return_value == shown

        def test_it_should_refuse_what_is_not_funded(self, start, due, escrow, named):
            terms = start(due(), due(), funded_at_once=1)
            with refused("ConditionalEscrow_NotFunded", named(terms), 1):
                escrow.releasable(astuple(terms), 1, b"")

    class TestWhenAskedForAMilestone:
        def test_it_should_show_that_it_is_funded(self, terms, state):
            assert state(terms) == FRESH

        def test_it_should_show_nothing_of_one_that_there_is_not(self, terms, state):
            assert state(terms, 1) == NOWHERE

        def test_it_should_show_all_that_happened_to_it(self, eventful, lapse, over, state):
            over()
            lapse(eventful)
            happened = (500_000, 560_000, True, False, False, True, 410_000, 40_000, 2, 30_000, 60_000)
            assert state(eventful) == MilestoneState(*happened)

        def test_it_should_add_up_to_what_was_agreed_in_the_end(self, eventful, lapse, over, silence, state):
            over()
            lapse(eventful)
            silence(eventful, 1)
            shown = state(eventful)
            assert shown.released + shown.awarded + shown.returned == FACE

        def test_it_should_show_that_other_terms_are_in_force(self, terms, amend, state):
            amend(terms, silence_ppm=0)
            assert (state(terms).amended, state(terms).funded) == (True, True)

    class TestWhenAskedWhatIsKept:
        """Rule E10."""

        def test_it_should_show_nothing_where_money_is(self, terms, kept):
            assert kept(terms) == Kept(0, 0, 0, 0)

        def test_it_should_show_the_receivable(self, lasting, kept, root):
            assert kept(lasting) == Kept(root, 0, 0, 0)

        def test_it_should_show_what_it_brought_and_to_whom_it_went(self, divided, paid, both, kept, root):
            terms = divided(333_333)
            paid(100_001)
            both(terms)
            assert kept(terms) == Kept(root, 100_001, 33_333, 66_668)

    class TestWhenAskedForADispute:
        """Rule E8."""

        def test_it_should_show_how_much_who_and_until_when(self, terms, dispute, dispute_of, supplier, today):
            dispute(terms, 300_000)
            dispute(terms, 200_000, by=supplier)
            assert dispute_of(terms) == Dispute(300_000, today + ARBITER_DAYS, Party.PAYER)
            assert dispute_of(terms, 1) == Dispute(200_000, today + ARBITER_DAYS, Party.PAYEE)

        def test_it_should_show_nothing_once_it_has_ended(self, terms, dispute, rule, dispute_of):
            dispute(terms, 300_000)
            dispute(terms, 200_000)
            rule(terms, 1)
            rule(terms, 0, number=1)
            assert dispute_of(terms) == dispute_of(terms, 1) == Dispute(0, 0, None)

        def test_it_should_show_nothing_of_one_that_there_is_not(self, terms, dispute_of):
            assert dispute_of(terms) == Dispute(0, 0, None)

    class TestWhenAskedForTheTermsInForce:
        def test_it_should_show_none_while_they_are_the_first_ones(self, terms, escrow, named):
            assert str(escrow.amendmentOf(named(terms))) == NOTHING

        def test_it_should_show_the_last_ones_that_all_have_signed(self, stage, terms, amend, escrow, named):
            amended = amend(amend(terms, silence_ppm=0), silence_ppm=1)
            digest = stage.programme.suite.agreement_digest(amended)
            assert str(escrow.amendmentOf(named(terms))) == "0x" + digest.hex()
