import pytest

from tests.stage import DOCUMENT, FACE, NOTHING, OPERATOR, ZERO, logged, obligation_of, plain, receivable_id, refused

FIRST, SECOND = receivable_id(1, 1, 1, 2), receivable_id(1, 1, 1, 3)
OTHER = "0x" + "d1" * 32
LAST_SERIAL = 2**32 - 1
OBLIGATIONS_SLOT = 2


@pytest.fixture
def set_serials(stage, receivables):
    """Put how many serials obligation 1 has given out straight into storage: no chain counts that far."""
    w3 = stage.programme.w3
    slot = w3.keccak((1).to_bytes(32) + OBLIGATIONS_SLOT.to_bytes(32))

    def put(serials):
        known = int.from_bytes(w3.eth.get_storage_at(receivables.address, int.from_bytes(slot)))
        word = (known & ~(LAST_SERIAL << 184) | serials << 184).to_bytes(32)
        w3.provider.make_request("anvil_setStorageAt", [receivables.address, "0x" + slot.hex(), "0x" + word.hex()])

    return put


class TestSplit:
    class TestGivenTheObligationCirculates:
        class TestWhenTheHolderSplits:
            """Rule C2."""

            @pytest.fixture
            def tx(self, receivables, root, supplier, tier2, tier3):
                shares = [(tier2, 300_000, DOCUMENT), (tier3, 1, NOTHING)]
                return receivables.split(root, shares, {"from": supplier})

            def test_it_should_mint_a_child_for_each_recipient(self, receivables, tx, tier2, tier3):
                assert plain(receivables.receivable(FIRST))[:5] == (FIRST, tier2, 300_000, 0, 0)
                assert plain(receivables.receivable(SECOND))[:5] == (SECOND, tier3, 1, 0, 0)

            def test_it_should_keep_the_rest_with_the_holder(self, receivables, root, tx, supplier):
                assert plain(receivables.receivable(root))[:5] == (root, supplier, FACE - 300_001, 0, 0)

            def test_it_should_count_each_receivable(self, receivables, tx, supplier, tier2, tier3):
                counts = [receivables.balanceOf["address"](holder) for holder in (supplier, tier2, tier3)]
                assert counts == [1, 1, 1]
                assert receivables.obligation(1)["serials"] == 3

            def test_it_should_leave_the_obligation_as_it_was(self, receivables, tx, owed):
                shown = receivables.obligation(1)
                assert (shown["liveFace"], shown["cancelled"]) == (FACE, 0)
                assert owed() == FACE

            def test_it_should_log_each_split_with_its_document(self, root, tx):
                assert logged(tx, "ReceivableSplit") == [
                    {"parent": root, "child": FIRST, "documentHash": DOCUMENT},
                    {"parent": root, "child": SECOND, "documentHash": NOTHING},
                ]

            def test_it_should_log_each_token_with_its_slot(self, tx, tier2, tier3):
                made = [{"from": ZERO, "to": to, "tokenId": id_} for id_, to in ((FIRST, tier2), (SECOND, tier3))]
                assert logged(tx, "Transfer") == made
                slots = [{"tokenId": id_, "oldSlot": 0, "newSlot": 1} for id_ in (FIRST, SECOND)]
                assert logged(tx, "SlotChanged") == slots

            def test_it_should_log_each_move_of_value(self, root, tx):
                assert logged(tx, "TransferValue") == [
                    {"fromTokenId": root, "toTokenId": FIRST, "value": 300_000},
                    {"fromTokenId": root, "toTokenId": SECOND, "value": 1},
                ]

            def test_it_should_give_the_children_in_order(self, receivables, root, supplier, tier2, tier3):
                shares = [(tier2, 300_000, DOCUMENT), (tier3, 1, NOTHING)]
                given = receivables.split.call(root, shares, {"from": supplier})
                assert plain(given) == (FIRST, SECOND)

        class TestWhenAChildIsSplit:
            """Rule C6."""

            def test_it_should_write_the_parent_into_the_id(self, stage, receivables, child, tier3):
                (grandchild,) = stage.split(child, (tier3, 100_000), by="tier2")
                assert grandchild == receivable_id(1, 2, 2, 3)
                assert receivables.depthOf(grandchild) == 2
                assert receivables.parentSerialOf(grandchild) == 2

        class TestWhenTheCallerIsNotTheHolder:
            """Rule C1."""

            def test_it_should_refuse_a_stranger(self, receivables, root, tier2):
                with refused("Receivables_NotAuthorised", root, tier2):
                    receivables.split(root, [(tier2, 1, DOCUMENT)], {"from": tier2})

            def test_it_should_take_an_account_approved_for_the_receivable(
                self, receivables, root, supplier, stranger, tier2, left
            ):
                receivables.approve[OPERATOR](stranger, root, {"from": supplier})
                receivables.split(root, [(tier2, 1, DOCUMENT)], {"from": stranger})
                assert left() == FACE - 1
                assert receivables.getApproved(root) == stranger

            def test_it_should_take_an_operator_of_the_holder(self, receivables, root, supplier, stranger, tier2, left):
                receivables.setApprovalForAll(stranger, True, {"from": supplier})
                receivables.split(root, [(tier2, 1, DOCUMENT)], {"from": stranger})
                assert left() == FACE - 1

            def test_it_should_refuse_a_child_that_only_the_parent_was_approved_for(
                self, receivables, root, child, supplier, stranger, tier2
            ):
                receivables.approve[OPERATOR](stranger, root, {"from": supplier})
                with refused("Receivables_NotAuthorised", child, stranger):
                    receivables.split(child, [(tier2, 1, DOCUMENT)], {"from": stranger})

        class TestWhenARecipientMayNotTakeIt:
            """Rule C5."""

            def test_it_should_refuse_one_without_a_standing_acceptance(
                self, receivables, participants, root, supplier, tier2
            ):
                participants.setStandingAcceptance(False, {"from": tier2})
                with refused("Participants_NoStandingAcceptance", tier2):
                    receivables.split(root, [(tier2, 1, DOCUMENT)], {"from": supplier})

            def test_it_should_refuse_one_who_is_not_accredited(self, receivables, root, supplier, stranger):
                with refused("Participants_NotAccredited", stranger):
                    receivables.split(root, [(stranger, 1, DOCUMENT)], {"from": supplier})

            def test_it_should_refuse_the_zero_address(self, receivables, root, supplier):
                with refused("Participants_NotAccredited", ZERO):
                    receivables.split(root, [(ZERO, 1, DOCUMENT)], {"from": supplier})

            def test_it_should_refuse_a_holder_who_is_not_accredited(
                self, receivables, participants, operator, root, supplier, tier2
            ):
                participants.revoke(supplier, {"from": operator})
                with refused("Participants_NotAccredited", supplier):
                    receivables.split(root, [(tier2, 1, DOCUMENT)], {"from": supplier})

        class TestWhenTheRecipientIsTheHolder:
            def test_it_should_mint_it_a_second_receivable(self, stage, receivables, root, supplier, worth):
                (child,) = stage.split(root, (supplier, 7))
                assert (receivables.ownerOf(child), worth(child)) == (supplier, 7)
                assert receivables.balanceOf["address"](supplier) == 2

        class TestWhenTheValueDoesNotFit:
            """Rule C3."""

            def test_it_should_refuse_zero(self, receivables, root, supplier, tier2):
                with refused("Receivables_ZeroValue"):
                    receivables.split(root, [(tier2, 0, DOCUMENT)], {"from": supplier})

            def test_it_should_take_all_of_it_and_keep_the_empty_receivable(
                self, stage, receivables, root, supplier, tier2, left
            ):
                stage.split(root, (tier2, FACE))
                assert left() == 0
                assert receivables.ownerOf(root) == supplier

            def test_it_should_refuse_one_unit_more(self, receivables, root, supplier, tier2):
                with refused("Receivables_InsufficientValue", root, FACE, FACE + 1):
                    receivables.split(root, [(tier2, FACE + 1, DOCUMENT)], {"from": supplier})

            def test_it_should_refuse_shares_that_are_too_much_together(self, receivables, root, supplier, tier2):
                """Hostile T9: shares are taken off one by one, so that no sum can overflow."""
                shares = [(tier2, FACE - 5, DOCUMENT), (tier2, 6, DOCUMENT)]
                with refused("Receivables_InsufficientValue", root, 5, 6):
                    receivables.split(root, shares, {"from": supplier})

            def test_it_should_refuse_a_value_that_would_be_small_when_cut(self, receivables, root, supplier, tier2):
                """Hostile T9: a value is compared whole, before it is written into its 88 bits."""
                with refused("Receivables_InsufficientValue", root, FACE, 2**88 + 1):
                    receivables.split(root, [(tier2, 2**88 + 1, DOCUMENT)], {"from": supplier})

        class TestWhenAShareIsForTheObligor:
            @pytest.fixture
            def tx(self, receivables, root, supplier, anchor, tier2):
                shares = [(anchor, 200_000, DOCUMENT), (tier2, 300_000, DOCUMENT)]
                return receivables.split(root, shares, {"from": supplier})

            def test_it_should_cancel_its_value(self, receivables, tx, owed, left):
                shown = receivables.obligation(1)
                assert (shown["liveFace"], shown["cancelled"]) == (FACE - 200_000, 200_000)
                assert (owed(), left()) == (FACE - 200_000, FACE - 500_000)

            def test_it_should_mint_no_child_for_it(self, receivables, root, tx, anchor):
                assert receivables.balanceOf["address"](anchor) == 0
                assert logged(tx, "ReceivableSplit") == [{"parent": root, "child": FIRST, "documentHash": DOCUMENT}]

            def test_it_should_log_the_cancellation(self, root, tx):
                assert logged(tx, "ValueCancelled") == [{"id": root, "value": 200_000}]
                assert logged(tx, "TransferValue") == [
                    {"fromTokenId": root, "toTokenId": 0, "value": 200_000},
                    {"fromTokenId": root, "toTokenId": FIRST, "value": 300_000},
                ]

            def test_it_should_refuse_a_holder_who_is_not_accredited(
                self, receivables, participants, operator, root, supplier, anchor
            ):
                participants.revoke(supplier, {"from": operator})
                with refused("Participants_NotAccredited", supplier):
                    receivables.split(root, [(anchor, 1, DOCUMENT)], {"from": supplier})

            def test_it_should_give_zero_in_its_place(self, receivables, root, supplier, anchor, tier2):
                shares = [(anchor, 1, DOCUMENT), (tier2, 2, OTHER)]
                given = receivables.split.call(root, shares, {"from": supplier})
                assert plain(given) == (0, FIRST)

        class TestWhenThereAreManyShares:
            def test_it_should_refuse_251(self, receivables, root, supplier, tier2):
                with refused("Receivables_BatchTooLarge", 251, 250):
                    receivables.split(root, [(tier2, 1, DOCUMENT)] * 251, {"from": supplier})

            def test_it_should_not_refuse_250_for_their_number(self, receivables, root, stranger, tier2):
                with refused("Receivables_NotAuthorised", root, stranger):
                    receivables.split(root, [(tier2, 1, DOCUMENT)] * 250, {"from": stranger})

        class TestWhenThereIsNoShare:
            def test_it_should_change_nothing(self, receivables, root, supplier, left):
                tx = receivables.split(root, [], {"from": supplier})
                assert (left(), len(tx.events)) == (FACE, 0)

        class TestWhenTheDepthLimitIsReached:
            """Rule C6."""

            def test_it_should_take_the_deepest_and_refuse_one_deeper(self, stage, limits, tier2):
                limits(1, 1_096, 2, 90)
                (child,) = stage.split(stage.issue(), (tier2, 100))
                (deepest,) = stage.split(child, (tier2, 50), by="tier2")
                with refused("Receivables_TooDeep", deepest, 2):
                    stage.split(deepest, (tier2, 1), by="tier2")

            def test_it_should_reach_a_depth_of_32(self, stage, receivables, root, tier2):
                """Hostile S2: a pedigree ends at depth 32, and says so."""
                (deep,) = stage.split(root, (tier2, 100))
                for _ in range(31):
                    (deep,) = stage.split(deep, (tier2, 100), by="tier2")
                assert receivables.depthOf(deep) == 32
                with refused("Receivables_TooDeep", deep, 32):
                    stage.split(deep, (tier2, 1), by="tier2")

        class TestWhenTheSerialsRunOut:
            def test_it_should_give_the_last_one(self, stage, root, tier2, set_serials):
                set_serials(LAST_SERIAL - 1)
                assert stage.split(root, (tier2, 1)) == [receivable_id(1, 1, 1, LAST_SERIAL)]

            def test_it_should_refuse_another(self, stage, root, tier2, set_serials):
                set_serials(LAST_SERIAL)
                with refused("Receivables_SerialsExhausted", 1):
                    stage.split(root, (tier2, 1))

    class TestGivenAProposalPends:
        def test_it_should_refuse(self, receivables, proposed, supplier, tier2, tier3, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                receivables.split(proposed, [(tier3, 1, DOCUMENT)], {"from": supplier})

    class TestGivenAProposalHasLapsed:
        """Rule C10."""

        def test_it_should_split_and_forget_it(self, stage, receivables, proposed, tier2, tier3, worth, today):
            stage.move_to(today + 11)
            stage.split(proposed, (tier3, 1))
            assert worth(proposed) == 299_999
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.acceptProposal(proposed, {"from": tier2})

    class TestGivenItIsTheDayBeforeTheDueDay:
        def test_it_should_split(self, stage, root, tier2, due_day, left):
            stage.move_to(due_day - 1)
            stage.split(root, (tier2, 1))
            assert left() == FACE - 1

    class TestGivenItIsTheDueDay:
        """Rule C1."""

        def test_it_should_refuse(self, stage, root, tier2, due_day):
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                stage.split(root, (tier2, 1))

    class TestGivenTheReceivableDoesNotExist:
        def test_it_should_refuse_a_number_that_was_never_minted(self, receivables, root, supplier, tier2):
            with refused("Receivables_NoSuchReceivable", FIRST):
                receivables.split(FIRST, [(tier2, 1, DOCUMENT)], {"from": supplier})

        def test_it_should_refuse_the_root_under_another_pedigree(self, receivables, root, supplier, tier2):
            forged = receivable_id(obligation_of(root), 5, 9, 1)
            with refused("Receivables_NoSuchReceivable", forged):
                receivables.split(forged, [(tier2, 1, DOCUMENT)], {"from": supplier})

        def test_it_should_refuse_bits_above_the_pedigree(self, receivables, root, supplier, tier2):
            with refused("Receivables_NoSuchReceivable", root | 1 << 136):
                receivables.split(root | 1 << 136, [(tier2, 1, DOCUMENT)], {"from": supplier})
