"""ERC-3525, sentence by sentence: the interface and its views.

Approvals are in `erc3525_approvals.tree`, moves of value in `erc3525_transfers.tree`, events in `erc3525_events.tree`,
`onERC3525Received` in `erc3525_receiver.tree`, the URIs in `erc3525_metadata.tree`.

What does not hold, or not by a test here:

- `approve` and both `transferFrom` are `payable` in the text; here they refuse ether, a stronger guarantee, which
  ERC-721 lets them give.
- "The slot's enumeration extension is OPTIONAL": not implemented; the index lists slots and their tokens, off chain.
- "The slot level approval is OPTIONAL": not implemented, with all that is said of `setApprovalForSlot`,
  `isApprovedForSlot` and `ApprovalForSlot`.
- "The value of two tokens with the same slot be treated as fungible": before the due day. From then on value stands
  still, a token moves whole with what is left of its claim.
"""

from tests.stage import TOKEN, refused
from tests.unit.standards.interfaces import ERC3525, ERC3525_METADATA, keeps, selector

PAYABLE = [function for function, most in ERC3525.items() if most == "payable"]


class TestErc3525:
    class TestWhenTheInterfaceIsLookedAt:
        def test_it_should_implement_erc3525_erc721_and_erc165(self, receivables):
            assert all(map(receivables.supportsInterface, ("0xd5358140", "0x80ac58cd", "0x01ffc9a7")))

        def test_it_should_guarantee_as_much_as_the_text_or_more(self, mutability):
            asked = ERC3525 | ERC3525_METADATA
            assert [function for function in asked if not keeps(mutability[function], asked[function])] == []

        def test_it_should_refuse_ether(self, ask, mutability):
            for function in PAYABLE:
                words = selector(function) + bytes(32 * 3)
                assert mutability[function] == "nonpayable"
                assert ask(words, value=1) == "0x"
                assert ask(words) != "0x"

    class TestWhenDecimalsAreAskedFor:
        def test_it_should_give_those_of_the_values(self, receivables):
            assert receivables.valueDecimals() == 0

    class TestWhenAValueIsAskedFor:
        def test_it_should_give_the_value_of_the_token(self, receivables, root, child):
            value = receivables.balanceOf["uint256"]
            assert (value(root), value(child)) == (700_000, 300_000)

        def test_it_should_refuse_an_invalid_token(self, receivables, invalid):
            """Hostile T13: number zero is no token's."""
            with refused("Receivables_NoSuchReceivable", invalid):
                receivables.balanceOf["uint256"](invalid)

    class TestWhenASlotIsAskedFor:
        def test_it_should_give_the_slot_of_the_token(self, stage, receivables, root):
            assert [receivables.slotOf(token) for token in (root, stage.issue())] == [1, 2]

        def test_it_should_be_the_same_for_all_that_came_of_one_token(self, stage, receivables, root, child, tier3):
            (grandchild,) = stage.split(child, (tier3, 1), by="tier2")
            kept = stage.propose(root, tier3, 1)
            assert {receivables.slotOf(token) for token in (root, child, grandchild, kept)} == {1}

        def test_it_should_never_change(self, stage, receivables, move, child, another, tier2, tier3):
            move(child, another, 300_000, tier2)
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
            stage.settle(child, 1)
            assert (receivables.slotOf(child), receivables.slotOf(another)) == (1, 1)

        def test_it_should_refuse_an_invalid_token(self, receivables, invalid):
            """Hostile T13: number zero is no token's."""
            with refused("Receivables_NoSuchReceivable", invalid):
                receivables.slotOf(invalid)

    class TestWhenATokenIsHandedOver:
        def test_it_should_keep_value_and_slot(self, receivables, hand, worth, child, tier2, tier3):
            hand(tier2, tier3, child, tier2)
            assert (worth(child), receivables.slotOf(child)) == (300_000, 1)
