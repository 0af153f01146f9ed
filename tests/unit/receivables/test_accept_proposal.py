from tests.stage import OPERATOR, TOKEN, logged, plain, refused


class TestAcceptProposal:
    class TestGivenTheProposalPends:
        class TestWhenTheRecipientAccepts:
            def test_it_should_hand_the_receivable_over(self, receivables, proposed, supplier, tier2, worth):
                receivables.acceptProposal(proposed, {"from": tier2})
                assert (receivables.ownerOf(proposed), worth(proposed)) == (tier2, 300_000)
                counts = [receivables.balanceOf["address"](holder) for holder in (supplier, tier2)]
                assert counts == [1, 1]

            def test_it_should_clear_the_proposal(self, receivables, proposed, tier2, beside):
                receivables.acceptProposal(proposed, {"from": tier2})
                assert beside(proposed) == [0, 0, 0]
                with refused("Receivables_NoSuchProposal", proposed):
                    receivables.proposal(proposed)

            def test_it_should_leave_an_ordinary_receivable(self, stage, receivables, proposed, tier2, tier3, worth):
                receivables.acceptProposal(proposed, {"from": tier2})
                stage.split(proposed, (tier3, 1), by="tier2")
                assert worth(proposed) == 299_999

            def test_it_should_log_the_acceptance(self, receivables, proposed, supplier, tier2):
                tx = receivables.acceptProposal(proposed, {"from": tier2})
                assert logged(tx, "ProposalAccepted") == [{"id": proposed, "recipient": tier2}]
                assert logged(tx, "Transfer") == [{"from": supplier, "to": tier2, "tokenId": proposed}]
                assert logged(tx, "TransferValue") == []

            def test_it_should_end_the_approvals_of_the_proposer(
                self, receivables, proposed, supplier, tier2, stranger
            ):
                receivables.approve[OPERATOR](stranger, proposed, {"from": supplier})
                receivables.acceptProposal(proposed, {"from": tier2})
                with refused("Receivables_NotAuthorised", proposed, stranger):
                    receivables.transferFrom[TOKEN](tier2, supplier, proposed, {"from": stranger})

            def test_it_should_not_need_a_standing_acceptance(self, receivables, participants, proposed, tier2):
                participants.setStandingAcceptance(False, {"from": tier2})
                receivables.acceptProposal(proposed, {"from": tier2})
                assert receivables.ownerOf(proposed) == tier2

        class TestWhenSomebodyElseAccepts:
            """Rule C8."""

            def test_it_should_refuse_a_stranger(self, receivables, proposed, stranger):
                with refused("Receivables_NotRecipient", proposed, stranger):
                    receivables.acceptProposal(proposed, {"from": stranger})

            def test_it_should_refuse_the_proposer(self, receivables, proposed, supplier):
                with refused("Receivables_NotRecipient", proposed, supplier):
                    receivables.acceptProposal(proposed, {"from": supplier})

        class TestWhenAPartyIsNotAccredited:
            def test_it_should_refuse_the_recipient(self, receivables, participants, operator, proposed, tier2):
                participants.revoke(tier2, {"from": operator})
                with refused("Participants_NotAccredited", tier2):
                    receivables.acceptProposal(proposed, {"from": tier2})

            def test_it_should_refuse_for_the_proposer(
                self, receivables, participants, operator, proposed, supplier, tier2
            ):
                participants.revoke(supplier, {"from": operator})
                with refused("Participants_NotAccredited", supplier):
                    receivables.acceptProposal(proposed, {"from": tier2})

    class TestGivenItIsTheLastDayOfTheProposal:
        def test_it_should_hand_the_receivable_over(self, stage, receivables, proposed, tier2, today):
            stage.move_to(today + 10)
            receivables.acceptProposal(proposed, {"from": tier2})
            assert receivables.ownerOf(proposed) == tier2

    class TestGivenItIsTheDayAfter:
        """Rule C9."""

        def test_it_should_refuse(self, stage, receivables, proposed, tier2, today):
            stage.move_to(today + 11)
            with refused("Receivables_ProposalLapsed", today + 10, today + 11):
                receivables.acceptProposal(proposed, {"from": tier2})

    class TestGivenTheProposalOutlastsTheDueDay:
        """Rule C9."""

        def test_it_should_accept_the_day_before(self, stage, receivables, root, tier2, due_day):
            child = stage.propose(root, tier2, 5, days=100)
            stage.move_to(due_day - 1)
            receivables.acceptProposal(child, {"from": tier2})
            assert receivables.ownerOf(child) == tier2

        def test_it_should_refuse_on_the_due_day(self, stage, receivables, root, tier2, due_day):
            child = stage.propose(root, tier2, 5, days=100)
            stage.move_to(due_day)
            with refused("Receivables_ProposalLapsed", due_day - 1, due_day):
                receivables.acceptProposal(child, {"from": tier2})

    class TestGivenThereIsNoProposal:
        def test_it_should_refuse_an_ordinary_receivable(self, receivables, child, tier2):
            with refused("Receivables_NoSuchProposal", child):
                receivables.acceptProposal(child, {"from": tier2})

        def test_it_should_refuse_a_receivable_that_does_not_exist(self, receivables, tier2):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.acceptProposal(77, {"from": tier2})

    class TestGivenTheProposalIsShown:
        def test_it_should_name_recipient_and_last_day(self, receivables, proposed, tier2, today):
            assert plain(receivables.proposal(proposed)) == (tier2, today + 10)

        def test_it_should_refuse_once_it_has_lapsed(self, stage, receivables, proposed, today):
            stage.move_to(today + 11)
            with refused("Receivables_ProposalLapsed", today + 10, today + 11):
                receivables.proposal(proposed)

        def test_it_should_refuse_a_receivable_that_does_not_exist(self, receivables):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.proposal(77)
