"""Hostile T11: a receivable of an obligation that is due, late, in default, held or paid moves whole or not at all."""

import pytest

from tests.stage import DOCUMENT, FACE, TOKEN, refused


@pytest.fixture
def hand(receivables, child, tier2, tier3):
    """Hand tier 2's child to tier 3."""
    return lambda: receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})


class TestMovedLate:
    """Rule T1."""

    class TestGivenTheObligationIsDue:
        def test_it_should_move_whole_with_its_claim(self, stage, receivables, child, hand, tier3, currency):
            stage.mature(child)
            hand()
            stage.pay(child, FACE)
            receivables.claim(child, {"from": tier3})
            assert currency.balanceOf(tier3) == 300_000

    class TestGivenAPartIsPaidAndClaimed:
        def test_it_should_move_with_what_is_left_of_its_claim(
            self, stage, receivables, child, hand, tier2, tier3, currency
        ):
            stage.settle(child, 600_000)
            receivables.claim(child, {"from": tier2})
            hand()
            stage.pay(child, 400_000)
            receivables.claim(child, {"from": tier2})
            assert (currency.balanceOf(tier2), currency.balanceOf(tier3)) == (180_000, 120_000)

    class TestGivenItIsInDefault:
        def test_it_should_move_with_interest_and_all(
            self, stage, receivables, child, hand, due_day, tier2, tier3, currency
        ):
            stage.move_to(due_day + 5 + 90 + 1)
            owed = int(receivables.position(1, stage.now())["owed"])
            hand()
            stage.pay(child, owed)
            receivables.claim(child, {"from": tier3})
            assert owed > FACE
            assert (currency.balanceOf(tier2), currency.balanceOf(tier3)) == (0, owed * 300_000 // FACE)

    class TestGivenItIsDueAndOnHold:
        def test_it_should_refuse(self, stage, child, hold, hand):
            stage.mature(child)
            hold()
            with refused("Receivables_ObligationHalted", 1):
                hand()

    class TestGivenItWasClaimedInFull:
        def test_it_should_refuse_what_is_burned(self, receivables, settled, hand, tier2):
            receivables.claim(settled[1], {"from": tier2})
            with refused("Receivables_NoSuchReceivable", settled[1]):
                hand()

    class TestGivenItIsDueOrPaidInPart:
        """Hostile S4: there is no splitting once payment may have begun."""

        @pytest.mark.parametrize("paid", [0, 600_000])
        def test_it_should_refuse_to_be_split(self, stage, receivables, child, due_day, tier2, tier3, paid):
            stage.mature(child)
            if paid:
                stage.pay(child, paid)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                receivables.split(child, [(tier3, 1_000, DOCUMENT)], {"from": tier2})
