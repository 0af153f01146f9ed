import pytest

from tests.stage import FACE, NOTHING, VALUE_TO, ZERO, logged, receivable_id, refused

NEW = receivable_id(1, 2, 2, 3)


class TestTransferValueTo:
    class TestGivenTheObligationCirculates:
        class TestWhenTheRecipientTakesIt:
            def test_it_should_mint_a_child(self, receivables, give, child, tier2, tier3, worth):
                give(child, tier3, 100, tier2)
                assert (receivables.ownerOf(NEW), worth(NEW), worth(child)) == (tier3, 100, 299_900)
                assert (receivables.depthOf(NEW), receivables.parentSerialOf(NEW)) == (2, 2)

            def test_it_should_give_its_id(self, receivables, child, tier2, tier3):
                assert receivables.transferFrom[VALUE_TO].call(child, tier3, 100, {"from": tier2}) == NEW

            def test_it_should_log_it(self, give, child, tier2, tier3):
                tx = give(child, tier3, 100, tier2)
                assert logged(tx, "Transfer") == [{"from": ZERO, "to": tier3, "tokenId": NEW}]
                assert logged(tx, "TransferValue") == [{"fromTokenId": child, "toTokenId": NEW, "value": 100}]
                assert logged(tx, "SlotChanged") == [{"tokenId": NEW, "oldSlot": 0, "newSlot": 1}]
                assert logged(tx, "ReceivableSplit") == [{"parent": child, "child": NEW, "documentHash": NOTHING}]

            def test_it_should_mint_for_the_holder_itself(self, receivables, participants, give, child, tier2):
                participants.setStandingAcceptance(False, {"from": tier2})
                give(child, tier2, 100, tier2)
                assert (receivables.ownerOf(NEW), receivables.balanceOf["address"](tier2)) == (tier2, 2)

            def test_it_should_keep_an_emptied_receivable(self, receivables, give, child, tier2, tier3, worth):
                give(child, tier3, 300_000, tier2)
                assert (worth(child), worth(NEW), receivables.ownerOf(child)) == (0, 300_000, tier2)

        class TestWhenTheRecipientIsTheObligor:
            def test_it_should_cancel_the_value(self, receivables, give, child, tier2, anchor, owed, worth):
                give(child, anchor, 100, tier2)
                assert (worth(child), owed(), receivables.obligation(1)["cancelled"]) == (299_900, FACE - 100, 100)
                assert receivables.balanceOf["address"](anchor) == 0

            def test_it_should_give_no_id(self, receivables, child, tier2, anchor):
                assert receivables.transferFrom[VALUE_TO].call(child, anchor, 100, {"from": tier2}) == 0

            def test_it_should_log_the_cancellation(self, give, child, tier2, anchor):
                tx = give(child, anchor, 100, tier2)
                assert logged(tx, "ValueCancelled") == [{"id": child, "value": 100}]
                assert logged(tx, "TransferValue") == [{"fromTokenId": child, "toTokenId": 0, "value": 100}]

            def test_it_should_keep_an_emptied_receivable(self, give, child, tier2, anchor, worth, owed):
                give(child, anchor, 300_000, tier2)
                assert (worth(child), owed()) == (0, 700_000)

        class TestWhenTheRecipientMayNotTakeIt:
            def test_it_should_refuse_the_zero_address(self, give, child, tier2):
                with refused("Receivables_ZeroAddress"):
                    give(child, ZERO, 1, tier2)

            def test_it_should_refuse_who_does_not_stand(self, give, child, tier2, supplier):
                with refused("Participants_NoStandingAcceptance", supplier):
                    give(child, supplier, 1, tier2)

            def test_it_should_refuse_a_stranger(self, give, child, tier2, stranger):
                with refused("Participants_NotAccredited", stranger):
                    give(child, stranger, 1, tier2)

        class TestWhenTheHolderIsNotAccredited:
            def test_it_should_refuse_to_give(self, participants, give, child, operator, tier2, tier3):
                participants.revoke(tier2, {"from": operator})
                with refused("Participants_NotAccredited", tier2):
                    give(child, tier3, 1, tier2)

            def test_it_should_refuse_to_cancel(self, participants, give, child, operator, tier2, anchor):
                participants.revoke(tier2, {"from": operator})
                with refused("Participants_NotAccredited", tier2):
                    give(child, anchor, 1, tier2)

        class TestWhenTheValueDoesNotFit:
            @pytest.mark.parametrize("to", ["tier3", "anchor"])
            def test_it_should_refuse_zero(self, stage, give, child, tier2, to):
                with refused("Receivables_ZeroValue"):
                    give(child, stage.cast[to], 0, tier2)

            @pytest.mark.parametrize("to", ["tier3", "anchor"])
            def test_it_should_refuse_more_than_there_is(self, stage, give, child, tier2, to):
                with refused("Receivables_InsufficientValue", child, 300_000, 300_001):
                    give(child, stage.cast[to], 300_001, tier2)

        class TestWhenAStrangerMovesIt:
            def test_it_should_refuse(self, give, child, tier3, stranger):
                with refused("Receivables_InsufficientAllowance", child, stranger, 0, 1):
                    give(child, tier3, 1, stranger)

            def test_it_should_refuse_to_cancel(self, give, child, anchor):
                with refused("Receivables_InsufficientAllowance", child, anchor, 0, 1):
                    give(child, anchor, 1, anchor)

        class TestWhenTheReceivableIsAsDeepAsCanBe:
            @pytest.fixture
            def shallow(self, limits):
                """Set before the obligation is issued, because the child asks for the root later."""
                limits(1, 365, 1, 90)

            def test_it_should_refuse_a_child(self, shallow, give, child, tier2, tier3):
                with refused("Receivables_TooDeep", child, 1):
                    give(child, tier3, 1, tier2)

            def test_it_should_still_cancel(self, shallow, give, child, tier2, anchor, worth):
                give(child, anchor, 1, tier2)
                assert worth(child) == 299_999

    class TestGivenAProposalPends:
        def test_it_should_refuse(self, give, proposed, supplier, tier2, tier3, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                give(proposed, tier3, 1, supplier)

    class TestGivenTheObligationIsDue:
        @pytest.mark.parametrize("to", ["tier3", "anchor"])
        def test_it_should_refuse(self, stage, give, child, tier2, due_day, to):
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                give(child, stage.cast[to], 1, tier2)

    class TestGivenTheReceivableDoesNotExist:
        def test_it_should_refuse(self, give, tier2, tier3):
            with refused("Receivables_NoSuchReceivable", 77):
                give(77, tier3, 1, tier2)
