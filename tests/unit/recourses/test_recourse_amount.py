from datetime import date

import pytest

from headwater import day_of
from tests.stage import FACE, RATE_PPM, TOKEN
from tests.unit.recourses.conftest import INTEREST

MOST_RATE = 2**24 - 1
SHORT = 10  # days: a sale at the highest rate leaves something


class TestRecourseAmount:
    class TestGivenNothingWasPaid:
        """Rule R3."""

        class TestWhenItIsNotLate:
            @pytest.mark.parametrize("days", [-90, -1, 0])
            def test_it_should_be_the_value_sold(self, sold, late, amount, days):
                late(days)
                assert amount() == FACE

        class TestWhenItIsLate:
            @pytest.mark.parametrize("basis", [360, 365])
            @pytest.mark.parametrize("rate", [0, 1, RATE_PPM, MOST_RATE])
            def test_it_should_grow_by_the_day(self, stage, sell, late, amount, due, rate, basis):
                sell(stage.issue(due_day=stage.now() + SHORT), rate_ppm=rate, basis=basis)
                days = (1, 2, 59, 360, 365, 366, 7_300)
                assert [late(day) or amount() for day in days] == [due(FACE, day, rate, basis) for day in days]

            def test_it_should_be_rounded_up(self, stage, sell, root, late, amount):
                sell(root, 1_001)
                late(1)
                assert amount() == 1_001 + 1

            def test_it_should_be_exact_at_the_highest_values(self, stage, sell, late, amount, due, operator, anchor):
                most = 2**88 - 1
                stage.issuance.setCap(anchor, stage.currency, most, {"from": operator})
                stage.give("financier", most)
                stage.currency.approve(stage.discount_market, most, {"from": stage.cast["financier"]})
                root = stage.issue(face=most, due_day=stage.now() + SHORT)
                sell(root, most, limit=most, rate_ppm=MOST_RATE)
                late(7_300)
                assert amount() == due(most, 7_300, MOST_RATE)

        class TestWhenALeapDayIsBetween:
            @pytest.mark.parametrize("last", [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2029, 3, 1)])
            def test_it_should_count_it_as_any_day(self, stage, sell, amount, due, last):
                begun = day_of(date(2027, 3, 1))
                sell(stage.issue(due_day=begun), basis=365)
                stage.move_to(day_of(last))
                assert amount() == due(FACE, (last - date(2027, 3, 1)).days, basis=365)

        class TestWhenAPartWasSold:
            def test_it_should_be_of_the_part(self, sell, root, late, amount, due):
                sell(root, 333_333)
                late(100)
                assert amount() == due(333_333, 100)

    class TestGivenAPartWasPaid:
        """Rule R3."""

        class TestWhenItIsNotClaimed:
            def test_it_should_be_less_by_what_anyone_can_claim_for_it(self, stage, sold, late, amount, due):
                stage.settle(sold, 300_001)
                late(100)
                assert amount() == due(FACE - 300_001, 100)

        class TestWhenItIsClaimed:
            def test_it_should_be_less_by_the_claim_from_the_due_day_on(
                self, stage, receivables, sold, late, amount, due, financier
            ):
                stage.settle(sold, 300_001)
                late(100)
                receivables.claim(sold, {"from": financier})
                assert amount() == due(FACE - 300_001, 100)

            def test_it_should_be_less_by_every_claim(self, stage, receivables, sold, late, amount, due, financier):
                stage.mature(sold)
                for sum_ in (1, 299_999, 699_999):
                    stage.pay(sold, sum_)
                    receivables.claim(sold, {"from": financier})
                late(10)
                assert amount() == due(1, 10)

            def test_it_should_be_less_by_a_part_of_what_came_to_a_part(
                self, stage, receivables, sell, root, late, amount, due, financier
            ):
                part = sell(root, 333_333)
                stage.settle(root, 500_001)
                late(10)
                receivables.claim(part, {"from": financier})
                assert amount() == due(333_333 - 333_333 * 500_001 // FACE, 10)

        class TestWhenItWasClaimedByAnotherInBetween:
            def test_it_should_be_less_by_that_too(self, stage, receivables, sold, late, amount, due, financier, tier2):
                stage.settle(sold, 400_000)
                receivables.transferFrom[TOKEN](financier, tier2, sold, {"from": financier})
                receivables.claim(sold, {"from": tier2})
                receivables.transferFrom[TOKEN](tier2, financier, sold, {"from": tier2})
                late(10)
                assert amount() == due(600_000, 10)

        class TestWhenTheClaimWasParked:
            def test_it_should_be_less_by_it(
                self, stage, receivables, participants, operator, sold, late, amount, due, financier
            ):
                stage.settle(sold, 400_000)
                participants.revoke(financier, {"from": operator})
                receivables.claim(sold, {"from": financier})
                late(10)
                assert amount() == due(600_000, 10)

        class TestWhenTheFinancierIsACustodian:
            @pytest.fixture
            def held(self, stage, sell, root, custodian):
                sell(root, to="stranger")
                stage.settle(root, 300_001)
                return root

            def test_it_should_be_what_it_was_while_others_claim(self, receivables, held, late, amount, due, supplier):
                receivables.claimMany([held], {"from": supplier})
                late(10)
                assert amount() == due(FACE, 10)

            def test_it_should_be_less_once_it_has_claimed(self, receivables, held, late, amount, due, custodian):
                receivables.claim(held, {"from": custodian})
                late(10)
                assert amount() == due(FACE - 300_001, 10)

    class TestGivenLateInterestWasPaid:
        """Rule R3: interest is paid first, and lessens nothing that is covered."""

        class TestWhenInterestAloneWasPaid:
            def test_it_should_be_what_it_was(self, stage, sold, late, amount, due):
                late()
                stage.pay(sold, INTEREST)
                assert amount() == due(FACE)

            def test_it_should_be_what_it_was_once_it_is_claimed(
                self, stage, receivables, sold, late, amount, due, financier
            ):
                late()
                stage.pay(sold, INTEREST)
                receivables.claim(sold, {"from": financier})
                assert amount() == due(FACE)

        class TestWhenPrincipalWasPaidAfterIt:
            def test_it_should_be_less_by_the_principal_alone(self, stage, sold, late, amount, due):
                late()
                stage.pay(sold, FACE)
                assert amount() == due(INTEREST)

            def test_it_should_be_the_same_once_it_is_claimed(
                self, stage, receivables, sold, late, amount, due, financier
            ):
                late()
                stage.pay(sold, FACE)
                receivables.claim(sold, {"from": financier})
                assert amount() == due(INTEREST)

            def test_it_should_be_less_by_a_parts_share_of_the_principal(self, stage, sell, root, late, amount, due):
                sell(root, 400_000)
                late()
                stage.pay(root, INTEREST + 500_000)
                assert amount() == due(200_000)

            def test_it_should_be_so_for_a_custodian_that_has_claimed(
                self, stage, receivables, sell, root, custodian, late, amount, due
            ):
                sell(root, to="stranger")
                late()
                stage.pay(root, FACE)
                receivables.claim(root, {"from": custodian})
                assert amount() == due(INTEREST)

            def test_it_should_not_be_less_by_principal_that_a_custodian_has_not_claimed(
                self, stage, receivables, sell, root, custodian, late, amount, due
            ):
                """What it claimed was interest; the principal goes to the seller with the receivable."""
                sell(root, to="stranger")
                late()
                stage.pay(root, INTEREST)
                receivables.claim(root, {"from": custodian})
                stage.pay(root, INTEREST)
                assert amount() == due(FACE)

    class TestGivenOtherValueWasMergedIn:
        class TestWhenAPartIsClaimed:
            def test_it_should_be_less_by_its_own_share_of_the_claim(
                self, stage, receivables, sell, root, late, amount, due, merge, financier
            ):
                (other,) = stage.split(root, (financier, 200_000))
                sold = sell(root, 800_000)
                merge(other, sold, 200_000, financier)
                stage.settle(root, 333_333)
                receivables.claim(sold, {"from": financier})
                late(10)
                assert amount() == due(800_000 - 333_333 * 800_000 // FACE, 10)

    class TestGivenTheReceivableIsGone:
        def test_it_should_be_nothing(self, stage, receivables, discount_market, sold, financier):
            stage.settle(sold, FACE)
            receivables.claim(sold, {"from": financier})
            assert discount_market.recourseAmount(1) == 0

    class TestGivenThereIsNoSuchRecourse:
        def test_it_should_be_nothing(self, discount_market, sold):
            assert discount_market.recourseAmount(2) == 0
