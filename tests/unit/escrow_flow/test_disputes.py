import pytest

from tests.stage import FACE, ZERO, astuple, logged, refused

LAST, ARBITER_DAYS, LAST_SECOND = 40, 14, 86_399
PAYER, PAYEE, LENDER = 1, 2, 3


@pytest.fixture
def disputed(terms, dispute):
    """An agreement of whose million the anchor has disputed 300 000."""
    dispute(terms, 300_000)
    return terms


class TestDisputes:
    class TestWhenAnAmountIsDisputed:
        """Rule E8."""

        @pytest.mark.parametrize(("name", "party"), [("anchor", PAYER), ("supplier", PAYEE), ("financier", LENDER)])
        def test_it_should_be_at_any_partys_call(self, stage, lent, dispute, state, name, party):
            (log,) = logged(dispute(lent, 300_000, by=stage.cast[name]), "AmountDisputed")
            assert (log["dispute"], log["by"], log["amount"]) == (0, party, 300_000)
            assert state(lent).disputed == 300_000

        @pytest.mark.parametrize("name", ["financier", "supervisor", "operator", "attestor", "stranger"])
        def test_it_should_refuse_who_is_no_party(self, stage, terms, dispute, name):
            with refused("ConditionalEscrow_NotAllowed", stage.cast[name]):
                dispute(terms, 300_000, by=stage.cast[name])

        @pytest.mark.parametrize("amount", [0, FACE + 1, 2**256 - 1])
        def test_it_should_refuse_nothing_and_more_than_is_held(self, terms, dispute, amount):
            with refused("ConditionalEscrow_TooMuchDisputed", amount, FACE):
                dispute(terms, amount)

        def test_it_should_take_all_that_is_held(self, terms, dispute, state):
            dispute(terms, FACE)
            assert state(terms).disputed == FACE

        def test_it_should_refuse_what_was_released(self, terms, release, dispute):
            release(terms, 600_000)
            with refused("ConditionalEscrow_TooMuchDisputed", 400_001, 400_000):
                dispute(terms, 400_001)

        def test_it_should_refuse_what_is_disputed_already(self, disputed, dispute, supplier):
            with refused("ConditionalEscrow_TooMuchDisputed", 700_001, 700_000):
                dispute(disputed, 700_001, by=supplier)

        def test_it_should_number_several_at_once(self, disputed, dispute, state, supplier):
            assert dispute(disputed, 200_000, by=supplier).return_value == 1
            assert dispute(disputed, 500_000).return_value == 2
            assert (state(disputed).disputes, state(disputed).disputed) == (3, FACE)

        def test_it_should_refuse_a_milestone_that_is_not_funded(self, start, due, escrow, named, anchor):
            terms = start(due(), due(), funded_at_once=1)
            with refused("ConditionalEscrow_NotFunded", named(terms), 1):
                escrow.dispute(astuple(terms), 1, 1, {"from": anchor})

        def test_it_should_refuse_terms_that_are_not_in_force_any_more(self, terms, amend, dispute, named):
            amend(terms, silence_ppm=0)
            with refused("ConditionalEscrow_NotInForce", named(terms)):
                dispute(terms, 1)

    class TestGivenTheRest:
        """Rule E8: what is not disputed goes on as if nothing were."""

        def test_it_should_keep_flowing(self, disputed, release, withdraw, balance, supplier):
            release(disputed, 700_000)
            withdraw(disputed, 0, supplier)
            assert balance(supplier) == 700_000

        def test_it_should_lapse(self, disputed, release, lapse, over, state):
            release(disputed, 100_000)
            over()
            lapse(disputed)
            assert (state(disputed).returned, state(disputed).disputed) == (600_000, 300_000)

        def test_it_should_pay_out_nothing_that_is_disputed(
            self, disputed, release, withdraw, balance, escrow, supplier
        ):
            release(disputed)
            withdraw(disputed, 0, supplier)
            assert (balance(supplier), balance(escrow)) == (700_000, 300_000)

        def test_it_should_leave_the_other_milestones_alone(self, start, due, dispute, release, state):
            terms = start(due(), due())
            dispute(terms, FACE)
            release(terms, milestone=1)
            assert (state(terms).released, state(terms, 1).released) == (0, FACE)

    class TestGivenTheEvidencePeriodIsOver:
        """Rule E8."""

        def test_it_should_take_a_dispute_in_the_last_second(self, terms, at, dispute, state):
            at(LAST, LAST_SECOND)
            dispute(terms, FACE)
            assert state(terms).disputed == FACE

        def test_it_should_refuse_a_dispute_in_the_first_second_after_it(self, terms, at, dispute, named, today):
            at(LAST + 1)
            with refused("ConditionalEscrow_EvidencePeriodOver", named(terms), 0, today + LAST):
                dispute(terms, FACE)

        def test_it_should_still_be_ruled_on_what_was_disputed(self, terms, later, dispute, over, lapse, rule, state):
            later(LAST)
            dispute(terms, 300_000)
            over()
            lapse(terms)
            rule(terms, 200_000)
            assert (state(terms).awarded, state(terms).returned) == (200_000, 800_000)

        def test_it_should_pay_each_side_what_it_got_in_the_end(
            self, disputed, over, lapse, silence, withdraw, balance, anchor, supplier
        ):
            over()
            lapse(disputed)
            withdraw(disputed, 1, anchor)
            silence(disputed)
            withdraw(disputed, 0, supplier)
            withdraw(disputed, 1, anchor)
            assert (balance(supplier), balance(anchor)) == (150_000, 9 * FACE + 850_000)

        def test_it_should_divide_a_dispute_later_than_any_lapse(self, disputed, later, silence, state):
            later(5_000)
            silence(disputed)
            assert (state(disputed).awarded, state(disputed).returned) == (150_000, 150_000)

    class TestGivenNoArbiterIsNamed:
        """Hostile E8: then nothing can be disputed, and nothing is stuck. Rule E8."""

        @pytest.fixture
        def alone(self, start, stage):
            return start(arbiter=ZERO)

        @pytest.mark.parametrize("name", ["anchor", "supplier"])
        def test_it_should_refuse_a_dispute(self, stage, alone, dispute, name):
            with refused("ConditionalEscrow_NotAllowed", stage.cast[name]):
                dispute(alone, 1, by=stage.cast[name])

        def test_it_should_be_released_and_lapse(self, alone, release, lapse, over, state):
            release(alone, 600_000)
            over()
            lapse(alone)
            assert (state(alone).released, state(alone).returned) == (600_000, 400_000)

        def test_it_should_still_divide_what_was_disputed_before(self, disputed, amend, later, silence, state):
            """The terms were amended while a dispute was open: only silence can end it."""
            amended = amend(disputed, arbiter=ZERO)
            later(ARBITER_DAYS + 1)
            silence(amended)
            assert (state(amended).awarded, state(amended).returned) == (150_000, 150_000)
