from tests.stage import logged, refused


class TestDeclineProposal:
    class TestGivenTheProposalPends:
        class TestWhenTheRecipientDeclines:
            """Rule C10."""

            def test_it_should_leave_it_with_the_proposer(self, receivables, proposed, supplier, tier2, worth):
                receivables.declineProposal(proposed, {"from": tier2})
                assert (receivables.ownerOf(proposed), worth(proposed)) == (supplier, 300_000)
                assert receivables.balanceOf["address"](supplier) == 2

            def test_it_should_clear_the_proposal(self, receivables, proposed, tier2, beside):
                receivables.declineProposal(proposed, {"from": tier2})
                assert beside(proposed) == [0, 0, 0]
                with refused("Receivables_NoSuchProposal", proposed):
                    receivables.acceptProposal(proposed, {"from": tier2})

            def test_it_should_let_the_proposer_use_it_at_once(self, stage, receivables, proposed, tier2, tier3):
                receivables.declineProposal(proposed, {"from": tier2})
                (given,) = stage.split(proposed, (tier3, 300_000))
                assert receivables.ownerOf(given) == tier3

            def test_it_should_log_the_refusal(self, receivables, proposed, tier2):
                tx = receivables.declineProposal(proposed, {"from": tier2})
                assert logged(tx, "ProposalDeclined") == [{"id": proposed, "recipient": tier2}]
                assert logged(tx, "Transfer") == []

        class TestWhenTheRecipientIsNoLongerAccredited:
            def test_it_should_still_decline(self, receivables, participants, operator, proposed, tier2):
                participants.revoke(tier2, {"from": operator})
                tx = receivables.declineProposal(proposed, {"from": tier2})
                assert logged(tx, "ProposalDeclined") == [{"id": proposed, "recipient": tier2}]

        class TestWhenSomebodyElseDeclines:
            """Rule C8."""

            def test_it_should_refuse_a_stranger(self, receivables, proposed, stranger):
                with refused("Receivables_NotRecipient", proposed, stranger):
                    receivables.declineProposal(proposed, {"from": stranger})

            def test_it_should_refuse_the_proposer(self, receivables, proposed, supplier):
                with refused("Receivables_NotRecipient", proposed, supplier):
                    receivables.declineProposal(proposed, {"from": supplier})

    class TestGivenTheProposalHasLapsed:
        def test_it_should_refuse(self, stage, receivables, proposed, tier2, today):
            stage.move_to(today + 11)
            with refused("Receivables_ProposalLapsed", today + 10, today + 11):
                receivables.declineProposal(proposed, {"from": tier2})

    class TestGivenThereIsNoProposal:
        def test_it_should_refuse_an_ordinary_receivable(self, receivables, child, tier2):
            with refused("Receivables_NoSuchProposal", child):
                receivables.declineProposal(child, {"from": tier2})

        def test_it_should_refuse_a_receivable_that_does_not_exist(self, receivables, tier2):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.declineProposal(77, {"from": tier2})
