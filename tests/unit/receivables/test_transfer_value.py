import pytest

from tests.stage import FACE, OPERATOR, TOKEN, logged, plain, receivable_id, refused

FORGED = receivable_id(1, 1, 1, 9)


@pytest.fixture
def theirs(stage, root, child, tier3):
    """Tier 3's receivable of the same obligation, worth 20 000."""
    return stage.split(root, (tier3, 20_000))[0]


@pytest.fixture
def elsewhere(stage, root, child, tier2):
    """Tier 2's receivable of another obligation, worth 10 000."""
    return stage.split(stage.issue(), (tier2, 10_000))[0]


class TestTransferValue:
    class TestGivenTheObligationCirculates:
        class TestWhenAHolderMergesItsOwn:
            """Rule C15."""

            def test_it_should_move_the_value(self, move, child, another, tier2, worth, owed):
                move(child, another, 100, tier2)
                assert (worth(child), worth(another), owed()) == (299_900, 50_100, FACE)

            def test_it_should_log_a_merge(self, move, child, another, tier2):
                tx = move(child, another, 100, tier2)
                assert logged(tx, "ReceivableMerged") == [{"from": child, "to": another, "value": 100}]
                assert logged(tx, "TransferValue") == [{"fromTokenId": child, "toTokenId": another, "value": 100}]
                assert logged(tx, "Transfer") == []

            def test_it_should_merge_a_child_into_its_parent(
                self, stage, receivables, move, root, supplier, tier2, left
            ):
                back = stage.propose(root, tier2, 400)
                receivables.withdrawProposal(back, {"from": supplier})
                move(back, root, 400, supplier)
                assert left() == FACE

            def test_it_should_not_need_a_standing_acceptance(self, participants, move, child, another, tier2, worth):
                participants.setStandingAcceptance(False, {"from": tier2})
                move(another, child, 50_000, tier2)
                assert worth(child) == 350_000

        class TestWhenItGoesToAnotherHolder:
            """Rule C15."""

            def test_it_should_move_the_value(self, receivables, move, child, theirs, tier2, tier3, worth):
                move(child, theirs, 100, tier2)
                assert (worth(child), worth(theirs)) == (299_900, 20_100)
                assert (receivables.ownerOf(child), receivables.ownerOf(theirs)) == (tier2, tier3)

            def test_it_should_log_no_merge(self, move, child, theirs, tier2):
                tx = move(child, theirs, 100, tier2)
                assert logged(tx, "ReceivableMerged") == []
                assert logged(tx, "TransferValue") == [{"fromTokenId": child, "toTokenId": theirs, "value": 100}]

            def test_it_should_refuse_who_does_not_stand(self, move, child, root, supplier, tier2):
                with refused("Participants_NoStandingAcceptance", supplier):
                    move(child, root, 1, tier2)

            def test_it_should_refuse_who_stands_no_longer(self, participants, move, child, theirs, tier2, tier3):
                participants.setStandingAcceptance(False, {"from": tier3})
                with refused("Participants_NoStandingAcceptance", tier3):
                    move(child, theirs, 1, tier2)

        class TestWhenAnotherMovesItForTheHolder:
            """Rule C16."""

            def test_it_should_let_the_approved_account(
                self, receivables, move, child, another, tier2, stranger, worth
            ):
                receivables.approve[OPERATOR](stranger, child, {"from": tier2})
                move(child, another, 100, stranger)
                assert (worth(another), receivables.getApproved(child)) == (50_100, stranger)

            def test_it_should_let_an_operator(self, receivables, move, child, theirs, tier2, stranger, worth):
                receivables.setApprovalForAll(stranger, True, {"from": tier2})
                move(child, theirs, 100, stranger)
                assert worth(theirs) == 20_100

            def test_it_should_refuse_a_stranger(self, move, child, another, stranger):
                with refused("Receivables_InsufficientAllowance", child, stranger, 0, 1):
                    move(child, another, 1, stranger)

            def test_it_should_refuse_the_holder_of_the_other(self, move, child, theirs, tier3):
                with refused("Receivables_InsufficientAllowance", child, tier3, 0, 1):
                    move(child, theirs, 1, tier3)

            def test_it_should_refuse_nothing_by_a_stranger(self, move, child, another, stranger):
                with refused("Receivables_ZeroValue"):
                    move(child, another, 0, stranger)

        class TestWhenAnEndIsNotAccredited:
            def test_it_should_refuse_for_the_holder(self, participants, move, child, theirs, operator, tier2):
                participants.revoke(tier2, {"from": operator})
                with refused("Participants_NotAccredited", tier2):
                    move(child, theirs, 1, tier2)

            def test_it_should_refuse_for_the_other_holder(
                self, participants, move, child, theirs, operator, tier2, tier3
            ):
                participants.revoke(tier3, {"from": operator})
                with refused("Participants_NotAccredited", tier3):
                    move(child, theirs, 1, tier2)

            def test_it_should_refuse_to_merge(self, participants, move, child, another, operator, tier2):
                participants.revoke(tier2, {"from": operator})
                with refused("Participants_NotAccredited", tier2):
                    move(child, another, 1, tier2)

        class TestWhenTheValueDoesNotFit:
            def test_it_should_refuse_zero(self, move, child, another, tier2):
                with refused("Receivables_ZeroValue"):
                    move(child, another, 0, tier2)

            @pytest.mark.parametrize("value", [300_001, 2**88, 2**256 - 1])
            def test_it_should_refuse_more_than_there_is(self, move, child, another, tier2, value):
                with refused("Receivables_InsufficientValue", child, 300_000, value):
                    move(child, another, value, tier2)

        class TestWhenTheTwoDoNotGoTogether:
            """Rule C14."""

            def test_it_should_refuse_the_same_receivable(self, move, child, tier2):
                with refused("Receivables_SameReceivable", child):
                    move(child, child, 1, tier2)

            def test_it_should_refuse_another_obligation(self, move, child, elsewhere, tier2):
                with refused("Receivables_OtherObligation", child, elsewhere):
                    move(child, elsewhere, 1, tier2)

            def test_it_should_refuse_a_source_that_does_not_exist(self, move, child, tier2):
                with refused("Receivables_NoSuchReceivable", FORGED):
                    move(FORGED, child, 1, tier2)

            def test_it_should_refuse_a_target_that_does_not_exist(self, move, child, tier2):
                with refused("Receivables_NoSuchReceivable", FORGED):
                    move(child, FORGED, 1, tier2)

            def test_it_should_refuse_a_target_that_is_burned(self, receivables, move, child, another, tier2):
                receivables.cancel(another, 50_000, {"from": tier2})
                with refused("Receivables_NoSuchReceivable", another):
                    move(child, another, 1, tier2)

    class TestGivenAProposalPends:
        def test_it_should_refuse_it_as_the_source(self, move, root, proposed, supplier, tier2, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                move(proposed, root, 1, supplier)

        def test_it_should_refuse_it_as_the_target(self, move, root, proposed, supplier, tier2, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                move(root, proposed, 1, supplier)

    class TestGivenAProposalHasLapsed:
        def test_it_should_forget_it_at_the_source(self, stage, move, root, proposed, supplier, today, left, beside):
            stage.move_to(today + 11)
            move(proposed, root, 300_000, supplier)
            assert (left(), beside(proposed)) == (FACE, [0, 0, 0])

        def test_it_should_forget_it_at_the_target(
            self, stage, receivables, move, root, proposed, supplier, today, worth
        ):
            stage.move_to(today + 11)
            move(root, proposed, 1, supplier)
            assert worth(proposed) == 300_001
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.proposal(proposed)

    class TestGivenAReceivableWasEmptied:
        def test_it_should_stay_with_its_holder(self, receivables, move, child, another, tier2):
            move(child, another, 300_000, tier2)
            assert plain(receivables.receivable(child))[:5] == (child, tier2, 0, 0, 0)
            assert receivables.balanceOf["address"](tier2) == 2

        def test_it_should_be_filled_again(self, move, child, another, tier2, worth):
            move(child, another, 300_000, tier2)
            move(another, child, 7, tier2)
            assert (worth(child), worth(another)) == (7, 349_993)

        def test_it_should_give_no_more(self, move, child, another, tier2):
            move(child, another, 300_000, tier2)
            with refused("Receivables_InsufficientValue", child, 0, 1):
                move(child, another, 1, tier2)

        def test_it_should_move_as_a_whole(self, receivables, move, child, another, tier2, tier3):
            move(child, another, 300_000, tier2)
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
            assert receivables.ownerOf(child) == tier3

        def test_it_should_have_nothing_to_claim_until_all_is_paid(
            self, stage, receivables, move, child, another, tier2
        ):
            move(child, another, 300_000, tier2)
            stage.settle(child, FACE - 1)
            with refused("Receivables_NothingToClaim", child):
                receivables.claim(child, {"from": tier2})

        def test_it_should_be_burned_once_all_is_paid(self, stage, receivables, currency, move, child, another, tier2):
            move(child, another, 300_000, tier2)
            stage.settle(child, FACE)
            receivables.claimMany([child, another], {"from": tier2})
            assert receivables.balanceOf["address"](tier2) == 0
            assert currency.balanceOf(tier2) == 350_000

    class TestGivenItIsTheDayBeforeTheDueDay:
        def test_it_should_move_the_value(self, stage, move, child, another, tier2, worth, due_day):
            stage.move_to(due_day - 1)
            move(child, another, 1, tier2)
            assert worth(another) == 50_001

    class TestGivenTheObligationIsDue:
        """Rule C14."""

        def test_it_should_refuse(self, stage, move, child, another, tier2, due_day):
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                move(child, another, 1, tier2)
