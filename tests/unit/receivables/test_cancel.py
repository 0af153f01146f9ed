from tests.stage import FACE, OPERATOR, ZERO, logged, refused

SETTLED = 5


class TestCancel:
    class TestGivenTheObligationCirculates:
        class TestWhenAPartIsCancelled:
            """Rule C11."""

            def test_it_should_lower_value_live_face_and_outstanding(self, receivables, root, supplier, owed, left):
                receivables.cancel(root, 400_000, {"from": supplier})
                shown = receivables.obligation(1)
                assert (shown["liveFace"], shown["cancelled"]) == (600_000, 400_000)
                assert (left(), owed()) == (600_000, 600_000)

            def test_it_should_log_the_cancellation(self, receivables, root, supplier):
                tx = receivables.cancel(root, 400_000, {"from": supplier})
                assert logged(tx, "ValueCancelled") == [{"id": root, "value": 400_000}]
                gone = {"fromTokenId": root, "toTokenId": 0, "value": 400_000}
                assert logged(tx, "TransferValue") == [gone]
                assert logged(tx, "Transfer") == []

            def test_it_should_add_up_with_what_was_cancelled_before(self, receivables, root, supplier):
                for value in (1, 2):
                    receivables.cancel(root, value, {"from": supplier})
                shown = receivables.obligation(1)
                assert (shown["liveFace"], shown["cancelled"]) == (FACE - 3, 3)

            def test_it_should_leave_the_obligor_owing_only_the_rest(self, stage, receivables, root, supplier):
                receivables.cancel(root, 400_000, {"from": supplier})
                stage.settle(root, FACE)
                assert receivables.obligation(1)["paid"] == 600_000

        class TestWhenAllOfItIsCancelled:
            """Rules T2, A3."""

            def test_it_should_burn_the_receivable(self, receivables, root, supplier):
                receivables.cancel(root, FACE, {"from": supplier})
                with refused("Receivables_NoSuchReceivable", root):
                    receivables.receivable(root)
                assert receivables.balanceOf["address"](supplier) == 0

            def test_it_should_log_the_burning(self, receivables, root, supplier):
                tx = receivables.cancel(root, FACE, {"from": supplier})
                assert logged(tx, "ValueCancelled") == [{"id": root, "value": FACE}]
                assert logged(tx, "Transfer") == [{"from": supplier, "to": ZERO, "tokenId": root}]
                gone = {"fromTokenId": root, "toTokenId": 0, "value": FACE}
                assert logged(tx, "TransferValue") == [gone]

            def test_it_should_never_give_the_serial_again(self, stage, receivables, root, child, tier2, tier3):
                receivables.cancel(child, 300_000, {"from": tier2})
                assert stage.split(root, (tier3, 1))[0] & 0xFFFFFFFF == 3

            def test_it_should_end_its_approval(self, receivables, root, supplier, stranger, beside):
                receivables.approve[OPERATOR](stranger, root, {"from": supplier})
                assert beside(root) == [0, int(stranger.address, 16), 0]
                receivables.cancel(root, FACE, {"from": supplier})
                assert beside(root) == [0, 0, 0]

            def test_it_should_leave_nothing_owed(self, stage, receivables, root, supplier, owed):
                receivables.cancel(root, FACE, {"from": supplier})
                stage.mature(root)
                assert (owed(), receivables.obligation(1)["status"]) == (0, SETTLED)

        class TestWhenTheValueDoesNotFit:
            def test_it_should_refuse_zero(self, receivables, root, supplier):
                with refused("Receivables_ZeroValue"):
                    receivables.cancel(root, 0, {"from": supplier})

            def test_it_should_refuse_one_unit_more(self, receivables, root, supplier):
                with refused("Receivables_InsufficientValue", root, FACE, FACE + 1):
                    receivables.cancel(root, FACE + 1, {"from": supplier})

            def test_it_should_refuse_a_value_that_would_be_small_when_cut(self, receivables, root, supplier):
                """Hostile T9: a value is compared whole, before it is written into its 88 bits."""
                with refused("Receivables_InsufficientValue", root, FACE, 2**88 + 1):
                    receivables.cancel(root, 2**88 + 1, {"from": supplier})

        class TestWhenTheCallerIsNotTheHolder:
            """Rule C1."""

            def test_it_should_refuse_the_obligor(self, receivables, root, anchor):
                with refused("Receivables_NotHolder", root, anchor):
                    receivables.cancel(root, 1, {"from": anchor})

            def test_it_should_refuse_an_approved_account(self, receivables, root, supplier, stranger):
                receivables.approve[OPERATOR](stranger, root, {"from": supplier})
                with refused("Receivables_NotHolder", root, stranger):
                    receivables.cancel(root, 1, {"from": stranger})

        class TestWhenTheHolderIsNotAccredited:
            """Rule C11."""

            def test_it_should_refuse(self, receivables, participants, operator, root, supplier):
                participants.revoke(supplier, {"from": operator})
                with refused("Participants_NotAccredited", supplier):
                    receivables.cancel(root, 1, {"from": supplier})

    class TestGivenAProposalPends:
        def test_it_should_refuse(self, receivables, proposed, supplier, tier2, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                receivables.cancel(proposed, 1, {"from": supplier})

    class TestGivenAProposalHasLapsed:
        def test_it_should_cancel_and_forget_it(self, stage, receivables, proposed, supplier, worth, today):
            stage.move_to(today + 11)
            receivables.cancel(proposed, 1, {"from": supplier})
            assert worth(proposed) == 299_999
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.proposal(proposed)

    class TestGivenItIsTheDayBeforeTheDueDay:
        def test_it_should_cancel(self, stage, receivables, root, supplier, due_day, left):
            stage.move_to(due_day - 1)
            receivables.cancel(root, 1, {"from": supplier})
            assert left() == FACE - 1

    class TestGivenItIsTheDueDay:
        """Rule C1."""

        def test_it_should_refuse(self, stage, receivables, root, supplier, due_day):
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                receivables.cancel(root, 1, {"from": supplier})

    class TestGivenTheReceivableDoesNotExist:
        def test_it_should_refuse(self, receivables, supplier):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.cancel(77, 1, {"from": supplier})
