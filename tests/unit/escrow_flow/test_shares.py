import pytest

from headwater._agreements import Side
from tests.stage import FACE, refused

RELEASED, RETURNED = Side.RELEASED, Side.RETURNED


class TestShares:
    class TestGivenItIsPaidInParts:
        """Rule E10: who earned is rounded down, what goes back up."""

        @pytest.mark.parametrize(
            ("amount", "shares"), [(1, (0, 1)), (2, (0, 2)), (3, (0, 3)), (100_001, (33_333, 66_668))]
        )
        def test_it_should_round_what_was_earned_down_and_the_rest_up(self, divided, paid, both, had, amount, shares):
            terms = divided(333_333)
            paid(amount)
            both(terms)
            assert had() == shares

        def test_it_should_pay_all_that_was_collected_after_any_part(
            self, divided, stage, paid, both, had, root, kept, balance, escrow
        ):
            terms, sum_ = divided(142_857), 0
            for amount in (1, 6, 99, 12_345, 500_000, 487_549):
                paid(amount)
                both(terms)
                sum_ += amount
                assert had() == (sum_ * 142_857 // FACE, sum_ - sum_ * 142_857 // FACE)
                assert (balance(escrow), kept(terms).collected) == (0, sum_)

        def test_it_should_never_pay_more_than_was_collected(self, divided, paid, both, had, kept, balance, escrow):
            terms = divided(500_001)
            for amount, sides in ((7, (RETURNED,)), (11, (RELEASED,)), (13, (RETURNED, RELEASED))):
                paid(amount)
                both(terms, sides)
                assert sum(had()) + balance(escrow) == kept(terms).collected
            assert balance(escrow) == 0

        def test_it_should_count_what_was_paid_to_each_side(self, divided, paid, both, kept):
            terms = divided(333_333)
            paid(100_001)
            both(terms)
            assert (kept(terms).paid_released, kept(terms).paid_returned) == (33_333, 66_668)

        def test_it_should_refuse_a_share_of_nothing(self, divided, paid, withdraw, named, tier2):
            terms = divided(333_333)
            paid(2)
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                withdraw(terms, RELEASED, tier2)

        def test_it_should_share_what_is_left_when_others_hold_the_rest(
            self, stage, in_kind, root, today, release, withdraw, balance, receivables, tier2, supplier
        ):
            terms = in_kind(root, 400_000, deadline_day=today + 200)
            release(terms)
            stage.settle(root, 500_001)
            withdraw(terms, RELEASED, tier2)
            assert balance(tier2) == 400_000 * 500_001 // FACE == 200_000
