"""ERC-721, sentence by sentence: owners, transfers and the event of a change of owner.

Approvals are in `erc721_approvals.tree`, `onERC721Received` in `erc721_receiver.tree`, `name`, `symbol` and `tokenURI`
in `erc721_metadata.tree`.

What does not hold, or not by a test here:

- `payable`: "a `payable` function in this interface may be implemented as nonpayable"; the ledger takes no ether.
- "Your implementation MAY also throw in other situations": the ledger does. It hands tokens over between accredited
  accounts only, to who takes them standing, and not while a proposal pends.
- "Transfers the ownership … to another address": to its own obligor a token is not handed over but destroyed, which is
  logged as `Transfer` to zero. This is how the ledger cancels; it is refused from the due day on, and for a token that
  has no value left.
- "During contract creation, any number of NFTs may be created and assigned without emitting Transfer": none is.
- "Callers MUST treat the ID as a black box": the ledger's ids do have a pattern, and a caller need not know it.
- The enumeration extension is OPTIONAL and not implemented: the index counts tokens, off chain. A call costs no more
  for there being more tokens.
- "A wallet/broker/auction application MUST implement the wallet interface": said of others.
"""

import pytest

from tests.stage import FACE, OPERATOR, TOKEN, ZERO, logged, minted, receivable_id, refused
from tests.unit.standards.interfaces import ERC721, ERC721_METADATA, keeps, selector

PAYABLE = [function for function, most in ERC721.items() if most == "payable"]


@pytest.fixture
def count(receivables):
    return lambda owner: int(receivables.balanceOf["address"](owner))


class TestErc721:
    class TestWhenTheInterfaceIsLookedAt:
        def test_it_should_guarantee_as_much_as_the_text_or_more(self, mutability):
            asked = ERC721 | ERC721_METADATA
            assert [function for function in asked if not keeps(mutability[function], asked[function])] == []

        def test_it_should_refuse_ether(self, ask, mutability):
            for function in PAYABLE:
                words = selector(function) + bytes(32 * 6)
                assert mutability[function] == "nonpayable"
                assert ask(words, value=1) == "0x"
                assert ask(words) != "0x"

    class TestWhenTheOwnerIsAskedFor:
        def test_it_should_give_the_owner(self, receivables, root, child, supplier, tier2):
            assert (receivables.ownerOf(root), receivables.ownerOf(child)) == (supplier, tier2)

        def test_it_should_refuse_an_invalid_token(self, receivables, invalid):
            """Hostile T13: number zero is no token's."""
            with refused("Receivables_NoSuchReceivable", invalid):
                receivables.ownerOf(invalid)

    class TestWhenTokensAreCounted:
        def test_it_should_count_those_of_the_owner(self, count, child, another, supplier, tier2):
            assert (count(supplier), count(tier2)) == (1, 2)

        def test_it_should_count_none_for_who_has_none(self, count, child, tier3, stranger):
            assert (count(tier3), count(stranger)) == (0, 0)

        def test_it_should_refuse_the_zero_address(self, count):
            with refused("Receivables_ZeroAddress"):
                count(ZERO)

    class TestWhenATokenIsTransferred:
        def test_it_should_let_the_owner(self, receivables, hand, count, child, tier2, tier3):
            hand(tier2, tier3, child, tier2)
            assert (receivables.ownerOf(child), count(tier2), count(tier3)) == (tier3, 0, 1)

        def test_it_should_let_an_operator(self, receivables, hand, child, tier2, tier3, stranger):
            receivables.setApprovalForAll(stranger, True, {"from": tier2})
            hand(tier2, tier3, child, stranger)
            assert receivables.ownerOf(child) == tier3

        def test_it_should_let_the_approved_address(self, receivables, hand, child, tier2, tier3, stranger):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            hand(tier2, tier3, child, stranger)
            assert receivables.ownerOf(child) == tier3

        def test_it_should_refuse_anybody_else(self, hand, child, anchor, supplier, tier2, tier3, stranger):
            for who in (anchor, supplier, tier3, stranger):
                with refused("Receivables_NotAuthorised", child, who):
                    hand(tier2, tier3, child, who)

        def test_it_should_refuse_who_was_approved_for_another_token(
            self, receivables, hand, child, another, tier2, tier3, stranger
        ):
            receivables.approve[OPERATOR](stranger, another, {"from": tier2})
            with refused("Receivables_NotAuthorised", child, stranger):
                hand(tier2, tier3, child, stranger)

        def test_it_should_refuse_a_from_that_is_not_the_owner(self, hand, child, supplier, tier2, tier3, stranger):
            for source in (supplier, tier3, stranger):
                with refused("Receivables_NotHolder", child, source):
                    hand(source, tier3, child, tier2)

        def test_it_should_refuse_the_zero_address(self, hand, child, tier2):
            """Hostile T8: nothing is sent to nobody."""
            with refused("Receivables_ZeroAddress"):
                hand(tier2, ZERO, child, tier2)

        def test_it_should_refuse_an_invalid_token(self, hand, invalid, tier2, tier3):
            """Hostile T13: number zero is no token's."""
            with refused("Receivables_NoSuchReceivable", invalid):
                hand(tier2, tier3, invalid, tier2)

        def test_it_should_reset_the_approved_address(self, receivables, hand, child, tier2, tier3, stranger):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            hand(tier2, tier3, child, tier2)
            assert receivables.getApproved(child) == ZERO
            with refused("Receivables_NotAuthorised", child, stranger):
                hand(tier3, tier2, child, stranger)

        def test_it_should_keep_its_number(self, receivables, hand, count, child, tier2, tier3):
            hand(tier2, tier3, child, tier2)
            hand(tier3, tier2, child, tier3)
            assert (receivables.ownerOf(child), count(tier2), count(tier3)) == (tier2, 1, 0)

        def test_it_should_leave_every_other_token(self, receivables, hand, root, child, another, tier2, tier3):
            before = receivables.ownerOf(root), receivables.ownerOf(another)
            hand(tier2, tier3, child, tier2)
            assert (receivables.ownerOf(root), receivables.ownerOf(another)) == before

    class TestWhenATokenIsTransferredToNobodyNew:
        def test_it_should_stay_with_its_owner(self, receivables, hand, count, worth, child, tier2, stranger):
            """Hostile T8: to send to oneself ends an approval and nothing else."""
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            tx = hand(tier2, tier2, child, tier2)
            assert logged(tx, "Transfer") == [{"from": tier2, "to": tier2, "tokenId": child}]
            assert (receivables.ownerOf(child), count(tier2), worth(child)) == (tier2, 1, 300_000)
            assert receivables.getApproved(child) == ZERO

        def test_it_should_refuse_the_ledger_itself(self, receivables, hand, child, tier2):
            """Hostile T8: nothing is lost in the token's own contract."""
            with refused("Participants_NotAccredited", receivables):
                hand(tier2, receivables, child, tier2)

    class TestWhenOwnershipChanges:
        def test_it_should_log_a_token_that_is_issued(self, stage, receivables, supplier):
            root = stage.issue()
            (found,) = stage.programme.suite.receivables.events.Transfer().get_logs(from_block="latest")
            assert dict(found["args"]) == {"from": ZERO, "to": supplier, "tokenId": root}

        def test_it_should_log_a_token_that_is_split_off(self, receivables, root, supplier, tier2):
            tx = receivables.split(root, [(tier2, 5, "0x00")], {"from": supplier})
            assert logged(tx, "Transfer") == [{"from": ZERO, "to": tier2, "tokenId": receivable_id(1, 1, 1, 2)}]

        def test_it_should_log_a_token_that_is_proposed_and_accepted(self, receivables, root, today, supplier, tier2):
            tx = receivables.propose(root, (tier2, 5, "0x00"), today, {"from": supplier})
            (token,) = minted(tx)
            assert logged(tx, "Transfer") == [{"from": ZERO, "to": supplier, "tokenId": token}]
            accepted = receivables.acceptProposal(token, {"from": tier2})
            assert logged(accepted, "Transfer") == [{"from": supplier, "to": tier2, "tokenId": token}]

        def test_it_should_log_a_transfer(self, hand, child, tier2, tier3):
            tx = hand(tier2, tier3, child, tier2)
            assert logged(tx, "Transfer") == [{"from": tier2, "to": tier3, "tokenId": child}]

        def test_it_should_log_a_token_that_is_cancelled(self, receivables, child, tier2):
            tx = receivables.cancel(child, 300_000, {"from": tier2})
            assert logged(tx, "Transfer") == [{"from": tier2, "to": ZERO, "tokenId": child}]

        def test_it_should_log_a_token_that_is_redeemed(self, stage, receivables, child, tier2, stranger):
            stage.settle(child, FACE)
            tx = receivables.claim(child, {"from": stranger})
            burned = {"from": tier2, "to": ZERO, "tokenId": child}
            assert burned in logged(tx, "Transfer")

    class TestWhenATokenIsDestroyed:
        def test_it_should_never_use_its_number_again(self, stage, receivables, root, child, tier2, tier3):
            """Hostile T3: a number is given once, so that nothing left beside it can come to life."""
            receivables.transferFrom[TOKEN](tier2, stage.cast["anchor"], child, {"from": tier2})
            assert stage.split(root, (tier2, 300_000), (tier3, 1)) == [child + 1, child + 2]
            with refused("Receivables_NoSuchReceivable", child):
                receivables.ownerOf(child)
