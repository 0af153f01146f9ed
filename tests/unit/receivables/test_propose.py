import pytest

from tests.stage import DOCUMENT, FACE, OPERATOR, ZERO, logged, plain, receivable_id, refused

CHILD = receivable_id(1, 1, 1, 2)


@pytest.fixture
def propose(receivables, root, supplier, today):
    """Propose a part of the root at the supplier's call, through ten more days unless said otherwise."""

    def act(recipient, value=300_000, until=today + 10, by=supplier):
        return receivables.propose(root, (recipient, value, DOCUMENT), until, {"from": by})

    return act


class TestPropose:
    class TestGivenTheObligationCirculates:
        class TestWhenTheHolderProposes:
            """Rule C7."""

            def test_it_should_mint_the_child_to_the_proposer(self, receivables, propose, supplier, tier2, left):
                propose(tier2)
                assert plain(receivables.receivable(CHILD))[:5] == (CHILD, supplier, 300_000, 0, 0)
                assert left() == FACE - 300_000
                assert receivables.balanceOf["address"](supplier) == 2
                assert receivables.balanceOf["address"](tier2) == 0

            def test_it_should_keep_recipient_and_last_day_aside(self, receivables, propose, tier2, today):
                propose(tier2)
                assert plain(receivables.proposal(CHILD)) == (tier2, today + 10)

            def test_it_should_count_the_serial(self, receivables, propose, tier2):
                propose(tier2)
                assert receivables.obligation(1)["serials"] == 2

            def test_it_should_log_the_proposal(self, propose, root, tier2, today):
                (log,) = logged(propose(tier2), "ReceivableProposed")
                assert (log["parent"], log["child"], log["recipient"]) == (root, CHILD, tier2)
                assert (log["validUntil"], log["documentHash"]) == (today + 10, DOCUMENT)

            def test_it_should_log_the_token_and_its_value(self, propose, root, supplier, tier2):
                tx = propose(tier2)
                assert logged(tx, "Transfer") == [{"from": ZERO, "to": supplier, "tokenId": CHILD}]
                assert logged(tx, "SlotChanged") == [{"tokenId": CHILD, "oldSlot": 0, "newSlot": 1}]
                moved = {"fromTokenId": root, "toTokenId": CHILD, "value": 300_000}
                assert logged(tx, "TransferValue") == [moved]

            def test_it_should_give_the_id_of_the_child(self, receivables, root, supplier, tier2, today):
                share = (tier2, 300_000, DOCUMENT)
                assert receivables.propose.call(root, share, today, {"from": supplier}) == CHILD

            def test_it_should_not_need_the_standing_acceptance_of_the_recipient(
                self, receivables, participants, propose, tier2
            ):
                participants.setStandingAcceptance(False, {"from": tier2})
                propose(tier2)
                assert receivables.proposal(CHILD)["recipient"] == tier2

        class TestWhenTheCallerIsNotTheHolder:
            """Rule C1."""

            def test_it_should_refuse_a_stranger(self, propose, root, tier2):
                with refused("Receivables_NotHolder", root, tier2):
                    propose(tier2, by=tier2)

            def test_it_should_refuse_an_account_approved_for_the_receivable(
                self, receivables, propose, root, supplier, stranger, tier2
            ):
                receivables.approve[OPERATOR](stranger, root, {"from": supplier})
                with refused("Receivables_NotHolder", root, stranger):
                    propose(tier2, by=stranger)

            def test_it_should_refuse_an_operator_of_the_holder(
                self, receivables, propose, root, supplier, stranger, tier2
            ):
                receivables.setApprovalForAll(stranger, True, {"from": supplier})
                with refused("Receivables_NotHolder", root, stranger):
                    propose(tier2, by=stranger)

        class TestWhenTheLastDayIsToday:
            def test_it_should_propose(self, receivables, propose, tier2, today):
                propose(tier2, until=today)
                assert plain(receivables.proposal(CHILD)) == (tier2, today)

        class TestWhenTheLastDayIsPast:
            def test_it_should_refuse(self, propose, tier2, today):
                with refused("Receivables_ProposalLapsed", today - 1, today):
                    propose(tier2, until=today - 1)

        class TestWhenTheRecipientMayNotTakeIt:
            """Rule C12."""

            def test_it_should_refuse_the_obligor(self, propose, anchor):
                with refused("Receivables_RecipientIsObligor", anchor):
                    propose(anchor)

            def test_it_should_refuse_one_who_is_not_accredited(self, propose, stranger):
                with refused("Participants_NotAccredited", stranger):
                    propose(stranger)

            def test_it_should_refuse_a_holder_who_is_not_accredited(
                self, participants, operator, propose, supplier, tier2
            ):
                participants.revoke(supplier, {"from": operator})
                with refused("Participants_NotAccredited", supplier):
                    propose(tier2)

        class TestWhenTheValueDoesNotFit:
            def test_it_should_refuse_zero(self, propose, tier2):
                with refused("Receivables_ZeroValue"):
                    propose(tier2, value=0)

            def test_it_should_take_all_of_it(self, propose, tier2, left, worth):
                propose(tier2, value=FACE)
                assert (left(), worth(CHILD)) == (0, FACE)

            def test_it_should_refuse_one_unit_more(self, propose, root, tier2):
                with refused("Receivables_InsufficientValue", root, FACE, FACE + 1):
                    propose(tier2, value=FACE + 1)

        class TestWhenTheDepthLimitIsReached:
            def test_it_should_refuse(self, stage, limits, tier2):
                limits(1, 1_096, 0, 90)
                root = stage.issue()
                with refused("Receivables_TooDeep", root, 0):
                    stage.propose(root, tier2, 1)

    class TestGivenAProposalPends:
        def test_it_should_refuse_a_part_of_what_is_set_aside(self, stage, proposed, tier2, tier3, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                stage.propose(proposed, tier3, 1)

    class TestGivenAProposalHasLapsed:
        def test_it_should_propose_a_part_of_it_anew(self, stage, receivables, proposed, tier3, today):
            stage.move_to(today + 11)
            child = stage.propose(proposed, tier3, 1)
            assert child == receivable_id(1, 2, 2, 3)
            assert receivables.proposal(child)["recipient"] == tier3

    class TestGivenItIsTheDayBeforeTheDueDay:
        def test_it_should_propose_through_that_day(self, stage, receivables, propose, tier2, due_day):
            stage.move_to(due_day - 1)
            propose(tier2, until=due_day - 1)
            assert plain(receivables.proposal(CHILD)) == (tier2, due_day - 1)

    class TestGivenTheLastDayIsNotBeforeTheDueDay:
        @pytest.mark.parametrize("days", [0, 1, 2**31])
        def test_it_should_end_the_day_before_the_due_day(self, receivables, propose, tier2, due_day, days):
            tx = propose(tier2, until=due_day + days)
            assert logged(tx, "ReceivableProposed")[0]["validUntil"] == due_day - 1
            assert plain(receivables.proposal(CHILD)) == (tier2, due_day - 1)

    class TestGivenItIsTheDueDay:
        """Rule C1."""

        def test_it_should_refuse(self, stage, propose, tier2, due_day):
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                propose(tier2, until=due_day)

    class TestGivenTheReceivableDoesNotExist:
        def test_it_should_refuse(self, stage, tier2):
            with refused("Receivables_NoSuchReceivable", CHILD):
                stage.propose(CHILD, tier2, 1)
