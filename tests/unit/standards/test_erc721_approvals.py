"""ERC-721, sentence by sentence: approved addresses and operators.

What does not hold, or not by a test here:

- `setApprovalForAll` refuses the zero address as an operator: nobody could act as one. The text lets it.
- "When a Transfer event emits, this also indicates that the approved address for that NFT (if any) is reset to none":
  `erc721.tree` shows it for every way to transfer; no `Approval` is logged then.
"""

import pytest

from tests.stage import OPERATOR, ZERO, logged, refused


@pytest.fixture
def approve(receivables):
    return lambda token, to, by: receivables.approve[OPERATOR](to, token, {"from": by})


@pytest.fixture
def operate(receivables):
    return lambda owner, operator, may=True: receivables.setApprovalForAll(operator, may, {"from": owner})


class TestErc721Approvals:
    class TestWhenAnAddressIsApproved:
        def test_it_should_let_the_owner(self, receivables, approve, child, tier2, stranger):
            approve(child, stranger, tier2)
            assert receivables.getApproved(child) == stranger

        def test_it_should_let_an_operator_of_the_owner(
            self, receivables, approve, operate, child, tier2, tier3, stranger
        ):
            operate(tier2, tier3)
            tx = approve(child, stranger, tier3)
            assert receivables.getApproved(child) == stranger
            assert logged(tx, "Approval") == [{"owner": tier2, "approved": stranger, "tokenId": child}]

        def test_it_should_refuse_the_approved_address(self, approve, child, tier2, tier3, stranger):
            approve(child, stranger, tier2)
            with refused("Receivables_NotAuthorised", child, stranger):
                approve(child, tier3, stranger)

        def test_it_should_refuse_anybody_else(self, approve, operate, child, anchor, supplier, stranger):
            operate(supplier, stranger)
            for who in (anchor, supplier, stranger):
                with refused("Receivables_NotAuthorised", child, who):
                    approve(child, stranger, who)

        def test_it_should_refuse_an_invalid_token(self, approve, invalid, tier2, stranger):
            """Hostile T13: nobody is approved for number zero."""
            with refused("Receivables_NoSuchReceivable", invalid):
                approve(invalid, stranger, tier2)

        def test_it_should_log_a_change(self, approve, child, tier2, tier3, stranger):
            approve(child, stranger, tier2)
            tx = approve(child, tier3, tier2)
            assert logged(tx, "Approval") == [{"owner": tier2, "approved": tier3, "tokenId": child}]

        def test_it_should_log_what_is_reaffirmed(self, approve, child, tier2, stranger):
            approve(child, stranger, tier2)
            tx = approve(child, stranger, tier2)
            assert logged(tx, "Approval") == [{"owner": tier2, "approved": stranger, "tokenId": child}]

        def test_it_should_mean_nobody_by_the_zero_address(self, receivables, approve, child, tier2, stranger):
            approve(child, stranger, tier2)
            tx = approve(child, ZERO, tier2)
            assert receivables.getApproved(child) == ZERO
            assert logged(tx, "Approval") == [{"owner": tier2, "approved": ZERO, "tokenId": child}]

    class TestWhenTheApprovedAddressIsAskedFor:
        def test_it_should_give_it(self, receivables, approve, child, another, tier2, tier3, stranger):
            approve(child, stranger, tier2)
            approve(another, tier3, tier2)
            assert (receivables.getApproved(child), receivables.getApproved(another)) == (stranger, tier3)

        def test_it_should_give_zero_when_there_is_none(self, receivables, root, child):
            assert (receivables.getApproved(root), receivables.getApproved(child)) == (ZERO, ZERO)

        def test_it_should_refuse_an_invalid_token(self, receivables, invalid):
            with refused("Receivables_NoSuchReceivable", invalid):
                receivables.getApproved(invalid)

    class TestWhenAnOperatorIsSet:
        def test_it_should_log_that_it_is_enabled_and_disabled(self, operate, tier2, stranger):
            for may in (True, True, False, False):
                tx = operate(tier2, stranger, may)
                assert logged(tx, "ApprovalForAll") == [{"owner": tier2, "operator": stranger, "approved": may}]

        def test_it_should_allow_several_for_one_owner(self, receivables, operate, tier2, tier3, supplier, stranger):
            for operator in (supplier, tier3, stranger):
                operate(tier2, operator)
            assert all(receivables.isApprovedForAll(tier2, who) for who in (supplier, tier3, stranger))

        def test_it_should_let_it_manage_every_token_of_the_owner(
            self, stage, receivables, hand, operate, root, child, tier2, tier3, stranger
        ):
            operate(tier2, stranger)
            for token in (child, *stage.split(root, (tier2, 7))):
                hand(tier2, tier3, token, stranger)
                assert receivables.ownerOf(token) == tier3

        def test_it_should_end_when_it_is_disabled(self, hand, operate, child, tier2, tier3, stranger):
            operate(tier2, stranger)
            operate(tier2, stranger, False)
            with refused("Receivables_NotAuthorised", child, stranger):
                hand(tier2, tier3, child, stranger)

    class TestWhenAnOperatorIsAskedFor:
        def test_it_should_tell_who_is_one(self, receivables, operate, tier2, stranger):
            operate(tier2, stranger)
            assert receivables.isApprovedForAll(tier2, stranger) is True

        def test_it_should_tell_who_is_none(self, receivables, approve, operate, child, tier2, tier3, stranger):
            operate(tier2, stranger)
            approve(child, tier3, tier2)
            for owner, who in ((stranger, tier2), (tier2, tier3), (tier3, stranger), (tier2, tier2)):
                assert receivables.isApprovedForAll(owner, who) is False
