import pytest

from tests.stage import FACE, logged, refused

ARBITER_DAYS, LAST_SECOND = 14, 86_399
PPM = 1_000_000


@pytest.fixture
def disputed(terms, dispute):
    """An agreement of whose million the anchor has disputed 300 000."""
    dispute(terms, 300_000)
    return terms


class TestRulings:
    class TestWhenTheArbiterRules:
        """Rule E8."""

        @pytest.mark.parametrize("award", [0, 1, 100_000, 299_999, 300_000])
        def test_it_should_divide_between_the_two_sides(self, disputed, rule, state, award):
            (log,) = logged(rule(disputed, award), "DisputeEnded")
            assert (log["dispute"], log["awarded"], log["returned"]) == (0, award, 300_000 - award)
            shown = state(disputed)
            assert (shown.awarded, shown.returned, shown.disputed) == (award, 300_000 - award, 0)

        @pytest.mark.parametrize("award", [300_001, 2**256 - 1])
        def test_it_should_refuse_more_than_is_disputed(self, disputed, rule, award):
            with refused("ConditionalEscrow_AwardTooLarge", award, 300_000):
                rule(disputed, award)

        @pytest.mark.parametrize("name", ["anchor", "supplier", "financier", "operator", "attestor", "stranger"])
        def test_it_should_be_by_nobody_else(self, stage, disputed, rule, name):
            with refused("ConditionalEscrow_NotAllowed", stage.cast[name]):
                rule(disputed, 0, by=stage.cast[name])

        def test_it_should_be_once(self, disputed, rule, named):
            rule(disputed, 100_000)
            with refused("ConditionalEscrow_NoSuchDispute", named(disputed), 0, 0):
                rule(disputed, 100_000)

        def test_it_should_refuse_what_is_not_disputed(self, terms, rule, named):
            with refused("ConditionalEscrow_NoSuchDispute", named(terms), 0, 0):
                rule(terms, 0)

        def test_it_should_end_only_the_one_that_is_named(self, disputed, dispute, rule, state, supplier):
            dispute(disputed, 200_000, by=supplier)
            rule(disputed, 200_000, number=1)
            assert (state(disputed).awarded, state(disputed).disputed) == (200_000, 300_000)

        def test_it_should_add_up_over_several(self, disputed, dispute, rule, state, supplier):
            dispute(disputed, 200_000, by=supplier)
            rule(disputed, 50_000, number=1)
            rule(disputed, 100_000)
            shown = state(disputed)
            assert (shown.awarded, shown.returned, shown.disputed) == (150_000, 350_000, 0)

        def test_it_should_pay_both_sides(self, disputed, rule, release, withdraw, balance, escrow, supplier, anchor):
            rule(disputed, 100_000)
            release(disputed, 500_000)
            withdraw(disputed, 0, supplier)
            withdraw(disputed, 1, anchor)
            assert (balance(supplier), balance(anchor), balance(escrow)) == (500_000, 9 * FACE + 200_000, 300_000)

        def test_it_should_never_reach_what_is_not_disputed(self, disputed, rule, release, state):
            """Hostile E8: the arbiter divides between the two sides, and can do nothing else."""
            rule(disputed, 300_000)
            release(disputed)
            shown = state(disputed)
            assert (shown.released, shown.awarded, shown.returned) == (700_000, 300_000, 0)

        def test_it_should_be_by_the_arbiter_of_the_terms_in_force(
            self, disputed, amend, rule, state, tier3, supervisor
        ):
            amended = amend(disputed, arbiter=tier3.address)
            with refused("ConditionalEscrow_NotAllowed", supervisor):
                rule(amended, 0)
            rule(amended, 300_000, by=tier3)
            assert state(amended).awarded == 300_000

    class TestGivenTheArbitersTime:
        """Hostile E8: it has its days, and not one second more."""

        def test_it_should_rule_in_its_last_second(self, disputed, at, rule, state):
            at(ARBITER_DAYS, LAST_SECOND)
            rule(disputed, 300_000)
            assert state(disputed).awarded == 300_000

        def test_it_should_be_too_late_in_the_first_second_after_it(self, disputed, at, rule, today):
            at(ARBITER_DAYS + 1)
            with refused("ConditionalEscrow_ArbiterTooLate", today + ARBITER_DAYS, today + ARBITER_DAYS + 1):
                rule(disputed, 300_000)

        def test_it_should_have_today_where_it_has_no_days(self, start, dispute, rule, at, state):
            terms = start(arbiter_days=0)
            at(1)
            dispute(terms, 300_000)
            at(1, LAST_SECOND)
            rule(terms, 1)
            assert state(terms).awarded == 1

        def test_it_should_be_counted_from_each_dispute(self, disputed, later, dispute, rule, state, today):
            later(10)
            dispute(disputed, 200_000)
            later(ARBITER_DAYS + 1)
            with refused("ConditionalEscrow_ArbiterTooLate", today + 14, today + 15):
                rule(disputed, 0)
            rule(disputed, 0, number=1)
            assert state(disputed).disputed == 300_000

        def test_it_should_not_change_with_amended_terms(self, disputed, amend, later, rule, silence, today):
            amended = amend(disputed, arbiter_days=100)
            later(ARBITER_DAYS + 1)
            with refused("ConditionalEscrow_ArbiterTooLate", today + 14, today + 15):
                rule(amended, 0)

    class TestGivenTheArbiterIsSilent:
        """Hostile E8: the agreement's share divides what is disputed. Rule E8."""

        def test_it_should_divide_by_the_agreements_share_at_anybodys_call(self, disputed, later, silence, state):
            later(ARBITER_DAYS + 1)
            (log,) = logged(silence(disputed), "DisputeEnded")
            assert (log["awarded"], log["returned"]) == (150_000, 150_000)
            shown = state(disputed)
            assert (shown.awarded, shown.returned, shown.disputed) == (150_000, 150_000, 0)

        def test_it_should_divide_in_the_first_second(self, disputed, at, silence, state):
            at(ARBITER_DAYS + 1)
            silence(disputed)
            assert state(disputed).disputed == 0

        def test_it_should_refuse_in_the_arbiters_last_second(self, disputed, at, silence, today):
            at(ARBITER_DAYS, LAST_SECOND)
            with refused("ConditionalEscrow_ArbitersTime", today + ARBITER_DAYS, today + ARBITER_DAYS):
                silence(disputed)

        @pytest.mark.parametrize(
            ("share", "amount", "award"),
            [(0, 7, 0), (1, 999_999, 0), (333_333, 10, 3), (500_000, 7, 3), (999_999, 7, 6), (PPM, 7, 7)],
        )
        def test_it_should_round_what_is_awarded_down(
            self, start, dispute, later, silence, state, share, amount, award
        ):
            terms = start(silence_ppm=share)
            dispute(terms, amount)
            later(ARBITER_DAYS + 1)
            silence(terms)
            assert (state(terms).awarded, state(terms).returned) == (award, amount - award)

        def test_it_should_divide_once(self, disputed, later, silence, named):
            later(ARBITER_DAYS + 1)
            silence(disputed)
            with refused("ConditionalEscrow_NoSuchDispute", named(disputed), 0, 0):
                silence(disputed)

        def test_it_should_leave_nobody_without_its_money(
            self, start, dispute, later, silence, withdraw, balance, escrow, supplier, anchor
        ):
            terms = start(silence_ppm=333_333)
            dispute(terms, FACE, by=supplier)
            later(1_000)
            silence(terms)
            withdraw(terms, 0, supplier)
            withdraw(terms, 1, anchor)
            assert (balance(supplier), balance(anchor), balance(escrow)) == (333_333, 9 * FACE + 666_667, 0)
