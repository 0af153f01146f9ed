import pytest

from tests.stage import FACE, TOKEN, refused

UNLIMITED = 2**256 - 1


@pytest.fixture
def allowed(allow, child, tier2, stranger):
    """Tier 2's receivable, of which the stranger, who is no participant, may move 100."""
    allow(child, stranger, 100, tier2)
    return child


class TestAllowance:
    class TestGivenAnAccountIsAllowedSomeValue:
        """Rule C16."""

        class TestWhenItMovesIt:
            def test_it_should_use_up_the_allowance_exactly(self, move, allowance, allowed, another, worth, stranger):
                move(allowed, another, 40, stranger)
                assert allowance(allowed, stranger) == 60
                move(allowed, another, 60, stranger)
                assert (allowance(allowed, stranger), worth(allowed), worth(another)) == (0, 299_900, 50_100)

            def test_it_should_refuse_one_over(self, move, allowed, another, stranger):
                with refused("Receivables_InsufficientAllowance", allowed, stranger, 100, 101):
                    move(allowed, another, 101, stranger)

            def test_it_should_refuse_when_it_is_used_up(self, move, allowed, another, stranger):
                move(allowed, another, 100, stranger)
                with refused("Receivables_InsufficientAllowance", allowed, stranger, 0, 1):
                    move(allowed, another, 1, stranger)

            def test_it_should_count_new_receivables_too(self, give, allowance, allowed, tier3, stranger):
                give(allowed, tier3, 40, stranger)
                assert allowance(allowed, stranger) == 60
                with refused("Receivables_InsufficientAllowance", allowed, stranger, 60, 61):
                    give(allowed, tier3, 61, stranger)

            def test_it_should_never_use_up_an_unlimited_one(
                self, allow, allowance, move, child, another, tier2, stranger
            ):
                allow(child, stranger, UNLIMITED, tier2)
                move(child, another, 300_000, stranger)
                assert allowance(child, stranger) == UNLIMITED

            def test_it_should_not_move_more_than_there_is(self, allow, move, child, another, tier2, stranger):
                allow(child, stranger, 300_001, tier2)
                with refused("Receivables_InsufficientValue", child, 300_000, 300_001):
                    move(child, another, 300_001, stranger)

            def test_it_should_count_for_that_receivable_alone(self, move, allowed, another, stranger):
                with refused("Receivables_InsufficientAllowance", another, stranger, 0, 1):
                    move(another, allowed, 1, stranger)

        class TestWhenTheHolderMovesValue:
            def test_it_should_leave_the_allowance(self, move, allowance, allowed, another, tier2, stranger):
                move(allowed, another, 200, tier2)
                assert allowance(allowed, stranger) == 100

        class TestWhenAnOperatorHasAnAllowanceToo:
            def test_it_should_leave_it(self, receivables, move, allowance, allowed, another, tier2, stranger):
                receivables.setApprovalForAll(stranger, True, {"from": tier2})
                move(allowed, another, 200, stranger)
                assert allowance(allowed, stranger) == 100

        class TestWhenItIsNoParticipant:
            def test_it_should_not_take_value_itself(self, give, allowed, stranger):
                with refused("Participants_NotAccredited", stranger):
                    give(allowed, stranger, 1, stranger)

            def test_it_should_not_move_value_to_who_does_not_stand(self, give, allowed, supplier, stranger):
                with refused("Participants_NoStandingAcceptance", supplier):
                    give(allowed, supplier, 1, stranger)

            def test_it_should_not_move_value_of_who_is_revoked(
                self, participants, move, allowed, another, operator, tier2, stranger
            ):
                participants.revoke(tier2, {"from": operator})
                with refused("Participants_NotAccredited", tier2):
                    move(allowed, another, 1, stranger)

            def test_it_should_not_move_the_receivable(self, receivables, allowed, tier2, tier3, stranger):
                with refused("Receivables_NotAuthorised", allowed, stranger):
                    receivables.transferFrom[TOKEN](tier2, tier3, allowed, {"from": stranger})

    class TestGivenTheReceivableWasTransferred:
        """Rule C16."""

        def test_it_should_end_the_allowance(
            self, receivables, move, allowance, allowed, another, tier2, tier3, stranger
        ):
            receivables.transferFrom[TOKEN](tier2, tier3, allowed, {"from": tier2})
            assert allowance(allowed, stranger) == 0
            with refused("Receivables_InsufficientAllowance", allowed, stranger, 0, 1):
                move(allowed, another, 1, stranger)

        def test_it_should_stay_ended_when_it_comes_back(
            self, receivables, move, allowance, allowed, another, tier2, tier3, stranger
        ):
            """Hostile T2: an approval that has ended does not wait for the receivable to come back."""
            receivables.transferFrom[TOKEN](tier2, tier3, allowed, {"from": tier2})
            receivables.transferFrom[TOKEN](tier3, tier2, allowed, {"from": tier3})
            assert allowance(allowed, stranger) == 0
            with refused("Receivables_InsufficientAllowance", allowed, stranger, 0, 1):
                move(allowed, another, 1, stranger)

        def test_it_should_not_come_back_with_another_approval(
            self, receivables, allow, allowance, allowed, tier2, tier3, financier, stranger
        ):
            """Hostile T2: an approval that has ended is not revived by another."""
            receivables.transferFrom[TOKEN](tier2, tier3, allowed, {"from": tier2})
            allow(allowed, financier, 5, tier3)
            assert (allowance(allowed, stranger), allowance(allowed, financier)) == (0, 5)

    class TestGivenAProposalOfItWasAccepted:
        def test_it_should_end_the_allowance(
            self, receivables, allow, allowance, move, proposed, child, supplier, tier2, stranger
        ):
            """Hostile T2: an approval of value does not survive the acceptance of a proposal."""
            allow(proposed, stranger, 100, supplier)
            receivables.acceptProposal(proposed, {"from": tier2})
            assert allowance(proposed, stranger) == 0
            with refused("Receivables_InsufficientAllowance", proposed, stranger, 0, 1):
                move(proposed, child, 1, stranger)

    class TestGivenAProposalOfItPends:
        def test_it_should_refuse(self, allow, move, proposed, child, supplier, tier2, stranger, today):
            allow(proposed, stranger, 100, supplier)
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                move(proposed, child, 1, stranger)

    class TestGivenTheReceivableWasSplit:
        def test_it_should_keep_the_allowance_on_what_is_left(self, stage, allowance, allowed, tier3, stranger):
            (part,) = stage.split(allowed, (tier3, 1_000), by="tier2")
            assert (allowance(allowed, stranger), allowance(part, stranger)) == (100, 0)

    class TestGivenTheReceivableWasBurned:
        def test_it_should_refuse_to_tell(self, receivables, allowance, allowed, tier2, stranger):
            receivables.cancel(allowed, 300_000, {"from": tier2})
            with refused("Receivables_NoSuchReceivable", allowed):
                allowance(allowed, stranger)

    class TestGivenTheObligationIsDue:
        def test_it_should_refuse(self, stage, move, allowed, another, stranger, due_day):
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                move(allowed, another, 1, stranger)

        def test_it_should_give_the_spender_no_claim(self, stage, receivables, currency, allowed, tier2, stranger):
            stage.settle(allowed, FACE)
            receivables.claim(allowed, {"from": stranger})
            assert (currency.balanceOf(tier2), currency.balanceOf(stranger)) == (300_000, 0)
