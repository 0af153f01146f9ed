"""ERC-3525, sentence by sentence: what is logged.

What does not hold, or not by a test here:

- `TransferValue` "including zero value transfers": none takes place.
- `TransferValue` "when tokens are created (`_fromTokenId` == 0)": a token that comes of another is created with the
  value that leaves its parent, so that it is logged from the parent, once. Only a root's value comes from 0.
- `ApprovalValue` when an approval ends because its token moves: see `erc3525_approvals.tree`.
- `SlotChanged` "when the slot of a token is set or changed": set once, when the token is made. When it is destroyed,
  the slot ends with the token and is not logged.
- `ApprovalForSlot`: the extension is OPTIONAL and not implemented.
"""

from collections import Counter

import pytest

from tests.stage import DOCUMENT, FACE, TOKEN, ZERO, logged, minted, receivable_id

NEW = receivable_id(1, 2, 2, 3)


def moved(source, target, value):
    return {"fromTokenId": source, "toTokenId": target, "value": value}


@pytest.fixture
def told(stage):
    """All events of a kind that the ledger has logged, as plain dictionaries."""
    events = stage.programme.suite.receivables.events
    return lambda name, since=0: [dict(log["args"]) for log in events[name]().get_logs(from_block=since)]


class TestErc3525Events:
    class TestWhenValueMoves:
        def test_it_should_log_a_move_to_a_token(self, move, child, another, tier2):
            tx = move(child, another, 100, tier2)
            assert logged(tx, "TransferValue") == [moved(child, another, 100)]
            assert (logged(tx, "Transfer"), logged(tx, "SlotChanged")) == ([], [])

        def test_it_should_log_a_move_to_an_address_and_the_token_for_it(self, give, child, tier2, tier3):
            tx = give(child, tier3, 100, tier2)
            assert logged(tx, "Transfer") == [{"from": ZERO, "to": tier3, "tokenId": NEW}]
            assert logged(tx, "TransferValue") == [moved(child, NEW, 100)]

        def test_it_should_log_each_part_of_a_split(self, receivables, child, tier2, tier3, financier):
            parts = [(tier3, 7, DOCUMENT), (financier, 9, DOCUMENT)]
            tx = receivables.split(child, parts, {"from": tier2})
            assert logged(tx, "TransferValue") == [moved(child, NEW, 7), moved(child, NEW + 1, 9)]

        def test_it_should_log_no_move_when_a_token_is_handed_over(self, hand, child, tier2, tier3):
            assert logged(hand(tier2, tier3, child, tier2), "TransferValue") == []

    class TestWhenATokenIsCreated:
        def test_it_should_log_its_value_from_zero(self, stage, told):
            root = stage.issue()
            assert told("TransferValue", "latest") == [moved(0, root, FACE)]

        def test_it_should_log_the_slot_that_it_gets(self, stage, receivables, told, tier2, tier3, today, supplier):
            root = stage.issue()
            assert told("SlotChanged", "latest") == [{"tokenId": root, "oldSlot": 0, "newSlot": 1}]
            split = receivables.split(root, [(tier2, 5, DOCUMENT)], {"from": supplier})
            proposed = receivables.propose(root, (tier3, 5, DOCUMENT), today, {"from": supplier})
            for tx in (split, proposed):
                assert logged(tx, "SlotChanged") == [{"tokenId": minted(tx)[0], "oldSlot": 0, "newSlot": 1}]

    class TestWhenATokenIsDestroyed:
        def test_it_should_log_what_was_cancelled_to_zero(self, receivables, child, tier2, anchor):
            tx = receivables.transferFrom[TOKEN](tier2, anchor, child, {"from": tier2})
            assert logged(tx, "TransferValue") == [moved(child, 0, 300_000)]

        def test_it_should_log_what_was_redeemed_to_zero(self, stage, receivables, child, stranger):
            stage.settle(child, FACE)
            tx = receivables.claim(child, {"from": stranger})
            assert logged(tx, "TransferValue") == [moved(child, 0, 300_000)]

        def test_it_should_log_a_part_that_was_cancelled_to_zero(self, receivables, give, child, tier2, anchor):
            tx = receivables.cancel(child, 100, {"from": tier2})
            assert logged(tx, "TransferValue") == [moved(child, 0, 100)]
            assert logged(give(child, anchor, 7, tier2), "TransferValue") == [moved(child, 0, 7)]

        def test_it_should_log_that_an_emptied_one_had_nothing(
            self, stage, receivables, move, child, another, tier2, stranger
        ):
            move(child, another, 300_000, tier2)
            stage.settle(child, FACE)
            tx = receivables.claim(child, {"from": stranger})
            assert logged(tx, "TransferValue") == [moved(child, 0, 0)]

    class TestWhenAnApprovalOfValueIsSetOrChanged:
        @pytest.mark.parametrize("value", [0, 1, 2**256 - 1])
        def test_it_should_log_what_is_set(self, allow, child, tier2, stranger, value):
            tx = allow(child, stranger, value, tier2)
            assert logged(tx, "ApprovalValue") == [{"tokenId": child, "operator": stranger, "value": value}]

        def test_it_should_log_what_is_set_to_the_same(self, allow, child, tier2, stranger):
            allow(child, stranger, 100, tier2)
            tx = allow(child, stranger, 100, tier2)
            assert logged(tx, "ApprovalValue") == [{"tokenId": child, "operator": stranger, "value": 100}]

        def test_it_should_log_what_is_left_of_it(self, allow, move, give, child, another, tier2, tier3, stranger):
            allow(child, stranger, 100, tier2)
            for tx, left in ((move(child, another, 30, stranger), 70), (give(child, tier3, 70, stranger), 0)):
                assert logged(tx, "ApprovalValue") == [{"tokenId": child, "operator": stranger, "value": left}]

        def test_it_should_log_nothing_when_nothing_of_it_is_used(
            self, receivables, allow, allowance, move, child, another, tier2, stranger
        ):
            allow(child, stranger, 100, tier2)
            receivables.setApprovalForAll(stranger, True, {"from": tier2})
            for who in (tier2, stranger):
                assert logged(move(child, another, 1, who), "ApprovalValue") == []
            assert allowance(child, stranger) == 100

    class TestWhenAllEventsAreAddedUp:
        def test_it_should_give_the_value_of_every_token(
            self, stage, told, move, give, worth, root, child, another, tier2, tier3, anchor
        ):
            move(child, another, 11, tier2)
            give(another, tier3, 13, tier2)
            give(another, anchor, 17, tier2)
            sums = Counter()
            for log in told("TransferValue"):
                sums.update({log["toTokenId"]: log["value"], log["fromTokenId"]: -log["value"]})
            assert {token: sums[token] for token in sums if token} == {token: worth(token) for token in sums if token}
