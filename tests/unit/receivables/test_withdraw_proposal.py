from tests.stage import OPERATOR, TOKEN, logged, refused


class TestWithdrawProposal:
    class TestGivenTheProposalPends:
        class TestWhenTheProposerWithdraws:
            """Rule C10."""

            def test_it_should_leave_it_with_the_proposer(self, receivables, proposed, supplier, worth):
                receivables.withdrawProposal(proposed, {"from": supplier})
                assert (receivables.ownerOf(proposed), worth(proposed)) == (supplier, 300_000)

            def test_it_should_clear_the_proposal(self, receivables, proposed, supplier, tier2, beside):
                receivables.withdrawProposal(proposed, {"from": supplier})
                assert beside(proposed) == [0, 0, 0]
                with refused("Receivables_NoSuchProposal", proposed):
                    receivables.acceptProposal(proposed, {"from": tier2})

            def test_it_should_let_the_proposer_use_it_at_once(self, receivables, proposed, supplier, tier3):
                receivables.withdrawProposal(proposed, {"from": supplier})
                receivables.transferFrom[TOKEN](supplier, tier3, proposed, {"from": supplier})
                assert receivables.ownerOf(proposed) == tier3

            def test_it_should_log_the_withdrawal(self, receivables, proposed, supplier, tier2):
                tx = receivables.withdrawProposal(proposed, {"from": supplier})
                assert logged(tx, "ProposalWithdrawn") == [{"id": proposed, "recipient": tier2}]

        class TestWhenSomebodyElseWithdraws:
            """Rule C8."""

            def test_it_should_refuse_the_recipient(self, receivables, proposed, tier2):
                with refused("Receivables_NotHolder", proposed, tier2):
                    receivables.withdrawProposal(proposed, {"from": tier2})

            def test_it_should_refuse_an_approved_account(self, receivables, proposed, supplier, stranger):
                receivables.approve[OPERATOR](stranger, proposed, {"from": supplier})
                with refused("Receivables_NotHolder", proposed, stranger):
                    receivables.withdrawProposal(proposed, {"from": stranger})

    class TestGivenTheProposalHasLapsed:
        def test_it_should_refuse(self, stage, receivables, proposed, supplier, today):
            stage.move_to(today + 11)
            with refused("Receivables_ProposalLapsed", today + 10, today + 11):
                receivables.withdrawProposal(proposed, {"from": supplier})

    class TestGivenThereIsNoProposal:
        def test_it_should_refuse_an_ordinary_receivable(self, receivables, root, supplier):
            with refused("Receivables_NoSuchProposal", root):
                receivables.withdrawProposal(root, {"from": supplier})

        def test_it_should_refuse_a_receivable_that_does_not_exist(self, receivables, supplier):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.withdrawProposal(77, {"from": supplier})
