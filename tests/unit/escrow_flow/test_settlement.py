import pytest

from headwater._agreements import Side
from tests.stage import FACE, logged, receivable_id, refused

CHILD = receivable_id(1, 1, 1, 2)
RELEASED, RETURNED = Side.RELEASED, Side.RETURNED


class TestSettlement:
    class TestGivenItHasNotFallenDue:
        def test_it_should_collect_nothing(self, lasting, collect, named):
            with refused("ConditionalEscrow_NothingThere", named(lasting), 0):
                collect(lasting)

        def test_it_should_collect_nothing_for_a_milestone_of_money(self, terms, collect, named):
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                collect(terms)

        def test_it_should_hand_over_the_receivable_in_its_last_second(
            self, lasting, release, at, withdraw, receivables, root, tier2
        ):
            release(lasting)
            at(89, 86_399)
            withdraw(lasting, RELEASED, tier2)
            assert receivables.ownerOf(root) == tier2

        def test_it_should_hand_over_money_from_the_first_second_after_it(
            self, lasting, release, at, withdraw, receivables, root, named, escrow, tier2
        ):
            release(lasting)
            at(90)
            with refused("ConditionalEscrow_NothingThere", named(lasting), 0):
                withdraw(lasting, RELEASED, tier2)
            assert receivables.ownerOf(root) == escrow

    class TestGivenItIsPaidInFull:
        """Rule E10."""

        def test_it_should_collect_at_anybodys_call(self, lasting, paid, collect, kept, balance, escrow):
            paid(FACE)
            assert collect(lasting).return_value == FACE
            assert (kept(lasting).collected, balance(escrow)) == (FACE, FACE)

        def test_it_should_tell_what_it_collected(self, lasting, paid, collect, named):
            paid(FACE)
            (log,) = logged(collect(lasting), "MilestoneCollected")
            assert (log["agreement"], log["milestone"], log["amount"]) == (named(lasting), 0, FACE)

        def test_it_should_collect_once(self, lasting, paid, collect, named, kept):
            """Hostile E1: called twice, it brings the money once."""
            paid(FACE)
            collect(lasting)
            with refused("ConditionalEscrow_NothingThere", named(lasting), 0):
                collect(lasting)
            assert kept(lasting).collected == FACE

        def test_it_should_not_be_claimed_past_the_escrow(self, lasting, paid, receivables, root, escrow, stranger):
            paid(FACE)
            with refused("Receivables_NotCustodian", root, escrow):
                receivables.claim(root, {"from": stranger})

        def test_it_should_collect_by_itself_when_somebody_withdraws(self, divided, paid, withdraw, had, kept, tier2):
            terms = divided(600_000)
            paid(FACE)
            assert withdraw(terms, RELEASED, tier2).return_value == 600_000
            assert (had(), kept(terms).collected) == ((600_000, 0), FACE)

        @pytest.mark.parametrize("sides", [(RELEASED, RETURNED), (RETURNED, RELEASED)])
        def test_it_should_pay_both_sides_all_of_it(self, divided, paid, both, had, balance, escrow, sides):
            terms = divided(333_333)
            paid(FACE)
            both(terms, sides)
            assert (had(), balance(escrow)) == ((333_333, 666_667), 0)

        def test_it_should_pay_each_side_once(self, divided, paid, both, withdraw, named, had, tier2, supplier):
            """Hostile E1: called twice, it pays once. Rule E9."""
            terms = divided(333_333)
            paid(FACE)
            both(terms)
            for side, party in ((RELEASED, tier2), (RETURNED, supplier)):
                with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                    withdraw(terms, side, party)
            assert had() == (333_333, 666_667)

        def test_it_should_bring_no_more_however_late(self, lasting, stage, paid, release, later, withdraw, had, tier2):
            """The late rate is shown, and charged nowhere."""
            release(lasting)
            later(190)
            paid(FACE)
            withdraw(lasting, RELEASED, tier2)
            assert had() == (FACE, 0)

    class TestGivenItIsNotPaid:
        """Rule E10."""

        def test_it_should_refuse_to_collect(self, lasting, paid, stage, root, collect, named):
            stage.mature(root)
            with refused("ConditionalEscrow_NothingThere", named(lasting), 0):
                collect(lasting)

        @pytest.mark.parametrize("side", Side)
        def test_it_should_refuse_to_pay(self, stage, divided, root, withdraw, named, side):
            terms = divided(500_000)
            stage.mature(root)
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                withdraw(terms, side, stage.cast["supplier" if side else "tier2"])

        def test_it_should_pay_whenever_it_is_paid(self, divided, later, paid, both, had):
            terms = divided(500_000)
            later(3_000)
            paid(FACE)
            both(terms)
            assert had() == (500_000, 500_000)

    class TestGivenSomethingIsHeldStill:
        def test_it_should_keep_its_share(self, lasting, release, paid, both, had, balance, escrow):
            release(lasting, 250_000)
            paid(FACE)
            both(lasting)
            assert (had(), balance(escrow)) == ((250_000, 0), 750_000)

        def test_it_should_pay_what_is_released_after_the_due_day(self, lasting, release, paid, both, had):
            release(lasting, 250_000)
            paid(FACE)
            both(lasting)
            release(lasting, 900_000)
            both(lasting)
            assert had() == (900_000, 0)

        def test_it_should_pay_what_lapses_after_the_due_day(self, lasting, release, paid, both, lapse, later, had):
            release(lasting, 250_000)
            paid(FACE)
            both(lasting)
            later(211)
            lapse(lasting)
            both(lasting)
            assert had() == (250_000, 750_000)

        def test_it_should_pay_what_is_awarded_after_the_due_day(
            self, lasting, dispute, silence, paid, both, had, supplier
        ):
            dispute(lasting, 400_000, by=supplier)
            paid(FACE)
            silence(lasting)
            both(lasting)
            assert had() == (200_000, 200_000)

        def test_it_should_leave_no_unit_behind_in_the_end(self, lasting, release, paid, both, lapse, later, had):
            for ppm, amount in ((333_333, 100_001), (666_667, 7), (700_001, 899_992)):
                release(lasting, ppm)
                paid(amount)
                both(lasting)
            later(211)
            lapse(lasting)
            both(lasting)
            assert had() == (700_001, 299_999)

    class TestGivenAPartLeftInCirculation:
        """Rule E10: money is never counted twice."""

        @pytest.fixture
        def partly(self, lasting, release, withdraw, tier2):
            """Tier 2 has 250 000 of the root as a receivable of its own."""
            release(lasting, 250_000)
            withdraw(lasting, RELEASED, tier2)
            return lasting

        def test_it_should_collect_only_on_what_is_kept(self, partly, paid, collect, kept):
            paid(FACE)
            collect(partly)
            assert kept(partly).collected == 750_000

        def test_it_should_pay_the_rest_as_money(self, partly, release, paid, both, had, balance, escrow):
            release(partly, 600_000)
            paid(FACE)
            both(partly)
            assert (had(), balance(escrow)) == ((350_000, 0), 400_000)

        def test_it_should_bring_both_sides_the_whole_in_the_end(
            self, partly, paid, both, lapse, later, had, receivables, balance, escrow, stranger
        ):
            paid(FACE)
            later(211)
            lapse(partly)
            both(partly)
            receivables.claim(CHILD, {"from": stranger})
            assert (had(), balance(escrow), balance(receivables)) == ((250_000, 750_000), 0, 0)

        def test_it_should_round_by_what_is_kept(self, partly, release, paid, both, had):
            release(partly, 583_333)
            paid(100)
            both(partly)
            assert had() == (75 * 333_333 // 750_000, 0) == (33, 0)

        def test_it_should_pay_nothing_more_where_all_has_left(self, lasting, release, paid, withdraw, named, tier2):
            release(lasting)
            withdraw(lasting, RELEASED, tier2)
            paid(FACE)
            with refused("ConditionalEscrow_NothingThere", named(lasting), 0):
                withdraw(lasting, RELEASED, tier2)

        def test_it_should_collect_nothing_on_what_has_left(
            self, lasting, release, paid, withdraw, collect, named, tier2
        ):
            release(lasting)
            withdraw(lasting, RELEASED, tier2)
            paid(FACE)
            with refused("ConditionalEscrow_NothingThere", named(lasting), 0):
                collect(lasting)

    class TestGivenTwoMilestonesOfOneObligation:
        def test_it_should_bring_each_its_own(self, chain_of, stage, due, root, today, paid, collect, kept):
            parts = [due(receivable=root, amount=amount, deadline_day=today + 200) for amount in (300_000, 700_000)]
            terms = chain_of("supplier", "tier2", *parts)
            paid(500_000)
            collect(terms, 0)
            collect(terms, 1)
            assert (kept(terms, 0).collected, kept(terms, 1).collected) == (150_000, 350_000)

    class TestGivenTheEscrowIsNotAccredited:
        def test_it_should_refuse_to_collect_until_it_is_again(
            self, lasting, paid, collect, revoke, accredit, kept, escrow
        ):
            paid(FACE)
            revoke(escrow)
            with refused("Participants_NotAccredited", escrow):
                collect(lasting)
            accredit(escrow)
            collect(lasting)
            assert kept(lasting).collected == FACE
