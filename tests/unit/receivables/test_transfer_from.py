from tests.stage import FACE, OPERATOR, TOKEN, ZERO, logged, plain, refused


class TestTransferFrom:
    class TestGivenTheObligationCirculates:
        class TestWhenTheHolderTransfers:
            """Rule T1."""

            def test_it_should_hand_over_the_whole_receivable(self, receivables, child, tier2, tier3, worth):
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
                assert (receivables.ownerOf(child), worth(child)) == (tier3, 300_000)

            def test_it_should_count_it_with_the_new_holder(self, receivables, child, tier2, tier3):
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
                assert receivables.balanceOf["address"](tier2) == 0
                assert receivables.balanceOf["address"](tier3) == 1

            def test_it_should_log_the_transfer_and_no_move_of_value(self, receivables, child, tier2, tier3):
                tx = receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
                assert logged(tx, "Transfer") == [{"from": tier2, "to": tier3, "tokenId": child}]
                assert len(tx.events) == 1

            def test_it_should_leave_the_former_holder_without_power(self, receivables, child, tier2, tier3):
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
                with refused("Receivables_NotAuthorised", child, tier2):
                    receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": tier2})

        class TestWhenAnApprovedAccountTransfers:
            """Rule T2."""

            def test_it_should_hand_over_and_end_the_approval(self, receivables, child, tier2, tier3, stranger):
                receivables.approve[OPERATOR](stranger, child, {"from": tier2})
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": stranger})
                assert receivables.getApproved(child) == ZERO
                with refused("Receivables_NotAuthorised", child, stranger):
                    receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": stranger})

            def test_it_should_not_revive_the_approval_when_it_comes_back(
                self, receivables, child, tier2, tier3, stranger
            ):
                receivables.approve[OPERATOR](stranger, child, {"from": tier2})
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
                receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": tier3})
                with refused("Receivables_NotAuthorised", child, stranger):
                    receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": stranger})

        class TestWhenAnOperatorTransfers:
            def test_it_should_hand_over(self, receivables, child, tier2, tier3, stranger):
                receivables.setApprovalForAll(stranger, True, {"from": tier2})
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": stranger})
                assert receivables.ownerOf(child) == tier3

            def test_it_should_have_no_power_over_the_new_holder(self, receivables, child, tier2, tier3, stranger):
                receivables.setApprovalForAll(stranger, True, {"from": tier2})
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": stranger})
                with refused("Receivables_NotAuthorised", child, stranger):
                    receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": stranger})

        class TestWhenSomebodyElseTransfers:
            def test_it_should_refuse(self, receivables, child, tier2, tier3):
                with refused("Receivables_NotAuthorised", child, tier3):
                    receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier3})

        class TestWhenTheAccountNamedIsNotTheHolder:
            def test_it_should_refuse(self, receivables, child, tier2, tier3):
                with refused("Receivables_NotHolder", child, tier3):
                    receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": tier2})

        class TestWhenTheRecipientIsTheHolder:
            def test_it_should_change_nothing_but_the_approval(self, receivables, child, tier2, stranger):
                receivables.approve[OPERATOR](stranger, child, {"from": tier2})
                receivables.transferFrom[TOKEN](tier2, tier2, child, {"from": tier2})
                assert receivables.ownerOf(child) == tier2
                assert receivables.balanceOf["address"](tier2) == 1
                assert receivables.getApproved(child) == ZERO

        class TestWhenTheRecipientMayNotTakeIt:
            """Rule T1."""

            def test_it_should_refuse_the_zero_address(self, receivables, child, tier2):
                with refused("Receivables_ZeroAddress"):
                    receivables.transferFrom[TOKEN](tier2, ZERO, child, {"from": tier2})

            def test_it_should_refuse_one_without_a_standing_acceptance(self, receivables, child, tier2, supplier):
                with refused("Participants_NoStandingAcceptance", supplier):
                    receivables.transferFrom[TOKEN](tier2, supplier, child, {"from": tier2})

            def test_it_should_refuse_one_who_is_not_accredited(self, receivables, child, tier2, stranger):
                with refused("Participants_NotAccredited", stranger):
                    receivables.transferFrom[TOKEN](tier2, stranger, child, {"from": tier2})

            def test_it_should_refuse_for_a_holder_who_is_not_accredited(
                self, receivables, participants, operator, child, tier2, tier3
            ):
                participants.revoke(tier2, {"from": operator})
                with refused("Participants_NotAccredited", tier2):
                    receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})

        class TestWhenTheRecipientIsTheObligor:
            """Rule T3."""

            def test_it_should_cancel_and_burn_it(self, receivables, child, tier2, anchor, owed):
                receivables.transferFrom[TOKEN](tier2, anchor, child, {"from": tier2})
                shown = receivables.obligation(1)
                assert (shown["liveFace"], shown["cancelled"]) == (FACE - 300_000, 300_000)
                assert owed() == FACE - 300_000
                assert receivables.balanceOf["address"](anchor) == 0

            def test_it_should_log_a_burning_and_no_transfer(self, receivables, child, tier2, anchor):
                tx = receivables.transferFrom[TOKEN](tier2, anchor, child, {"from": tier2})
                assert logged(tx, "Transfer") == [{"from": tier2, "to": ZERO, "tokenId": child}]
                assert logged(tx, "ValueCancelled") == [{"id": child, "value": 300_000}]

            def test_it_should_cancel_it_at_the_call_of_an_approved_account(
                self, receivables, child, tier2, anchor, stranger
            ):
                receivables.approve[OPERATOR](stranger, child, {"from": tier2})
                receivables.transferFrom[TOKEN](tier2, anchor, child, {"from": stranger})
                assert receivables.obligation(1)["cancelled"] == 300_000

            def test_it_should_refuse_for_a_holder_who_is_not_accredited(
                self, receivables, participants, operator, child, tier2, anchor
            ):
                participants.revoke(tier2, {"from": operator})
                with refused("Participants_NotAccredited", tier2):
                    receivables.transferFrom[TOKEN](tier2, anchor, child, {"from": tier2})

        class TestWhenTheRecipientIsAnotherObligor:
            def test_it_should_hand_it_over_like_to_anybody(
                self, stage, receivables, participants, child, tier2, stranger
            ):
                stage.register(stranger, 1, b"\x1d" * 32)
                participants.setStandingAcceptance(True, {"from": stranger})
                receivables.transferFrom[TOKEN](tier2, stranger, child, {"from": tier2})
                assert receivables.ownerOf(child) == stranger

    class TestGivenAProposalPends:
        """Rule C7."""

        def test_it_should_refuse_the_proposer(self, receivables, proposed, supplier, tier2, tier3, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                receivables.transferFrom[TOKEN](supplier, tier3, proposed, {"from": supplier})

        def test_it_should_refuse_to_cancel_it(self, receivables, proposed, supplier, tier2, anchor, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                receivables.transferFrom[TOKEN](supplier, anchor, proposed, {"from": supplier})

    class TestGivenAProposalHasLapsed:
        def test_it_should_hand_it_over_and_forget_it(self, stage, receivables, proposed, supplier, tier3, today):
            stage.move_to(today + 11)
            receivables.transferFrom[TOKEN](supplier, tier3, proposed, {"from": supplier})
            assert receivables.ownerOf(proposed) == tier3
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.proposal(proposed)

    class TestGivenTheObligationIsDue:
        """Rules T1, T3."""

        def test_it_should_hand_it_over_with_what_is_left_of_its_claim(self, stage, receivables, child, tier2, tier3):
            stage.settle(child, 500_000)
            receivables.claim(child, {"from": tier2})
            stage.pay(child, 100_000)
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
            assert plain(receivables.receivable(child))[:5] == (child, tier3, 300_000, 150_000, 30_000)

        def test_it_should_refuse_the_obligor(self, stage, receivables, child, tier2, anchor, due_day):
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                receivables.transferFrom[TOKEN](tier2, anchor, child, {"from": tier2})

        def test_it_should_hand_over_what_was_proposed_for_longer(
            self, stage, receivables, root, supplier, tier2, tier3
        ):
            kept = stage.propose(root, tier2, 5, days=100)
            stage.mature(root)
            receivables.transferFrom[TOKEN](supplier, tier3, kept, {"from": supplier})
            assert receivables.ownerOf(kept) == tier3

    class TestGivenTheReceivableDoesNotExist:
        def test_it_should_refuse(self, receivables, tier2, tier3):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.transferFrom[TOKEN](tier2, tier3, 77, {"from": tier2})
