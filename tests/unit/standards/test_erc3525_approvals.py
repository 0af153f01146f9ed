"""ERC-3525, sentence by sentence: approvals of value, and how they stand to those of ERC-721.

What does not hold, or not by a test here:

- "MUST emit when the approval value of a token is set or changed": when a token moves, all approvals of its value end
  at once, by a new epoch, and none is logged: their number has no bound. `Transfer` tells it, as it does for the
  approved address in ERC-721.
- The zero address is refused as a spender, and an approval of the largest number is never used up: the text says
  nothing of either.
- "`setApprovalForSlot` (optional)": not implemented.
- "The caller MUST be the owner or has been approved with a higher level of authority": held; it is why the approved
  address can approve value and not another approved address, and a spender can approve nothing.
"""

import pytest

from tests.stage import OPERATOR, SPENDER, TOKEN, VALUE_TO, ZERO, refused

MANY = 10_000
BLOCK, GAS = 200, 60_000
"""Approvals in a block of 12 million gas, and gas for each."""


@pytest.fixture
def operate(receivables, tier2, stranger):
    """The stranger is an operator of all of tier 2's tokens."""
    receivables.setApprovalForAll(stranger, True, {"from": tier2})


@pytest.fixture
def approve(receivables, child, tier2, stranger):
    """The stranger is the approved address of tier 2's `child`."""
    receivables.approve[OPERATOR](stranger, child, {"from": tier2})


@pytest.fixture
def twins(stage, receivables, root, tier2, tier3):
    """Two receivables of tier 2's that differ in nothing, beside others, so that no count is first or last."""
    first, second, spare, _ = stage.split(root, (tier2, 1_000), (tier2, 1_000), (tier2, 1_000), (tier3, 1_000))
    receivables.cancel(spare, 1, {"from": tier2})
    return first, second


@pytest.fixture
def allow_many(stage, receivables, tier2):
    """Let many accounts, numbered from 1, move a unit each out of a receivable of tier 2's; sent in bulk."""
    provider = stage.programme.w3.provider

    def approval(token, number, nonce):
        data = receivables.approve[SPENDER].encode_input(token, account(number), 1)
        call = {"from": tier2.address, "to": receivables.address, "data": data, "gas": hex(GAS), "nonce": hex(nonce)}
        return "eth_sendTransaction", [call]

    def act(token, count):
        first = tier2.nonce - 1
        provider.make_request("anvil_impersonateAccount", [tier2.address])
        provider.make_request("evm_setAutomine", [False])
        for start in range(1, count + 1, BLOCK):
            numbers = range(start, min(start + BLOCK, count + 1))
            provider.make_batch_request([approval(token, number, first + number) for number in numbers])
            provider.make_request("evm_mine", [])
        provider.make_request("evm_setAutomine", [True])
        provider.make_request("anvil_stopImpersonatingAccount", [tier2.address])
        assert (tier2.nonce, receivables.allowance(token, account(count))) == (first + count + 1, 1)

    yield act
    provider.make_request("evm_setAutomine", [True])


def account(number):
    """An account that nobody has the key of."""
    return "0x" + (0xA110 << 144 | number).to_bytes(20).hex()


class TestErc3525Approvals:
    class TestWhenValueOfATokenIsApproved:
        def test_it_should_let_the_owner(self, allow, allowance, child, tier2, stranger):
            allow(child, stranger, 100, tier2)
            assert allowance(child, stranger) == 100

        def test_it_should_let_an_operator_of_the_owner(self, allow, allowance, operate, child, tier3, stranger):
            """Hostile T5: an operator approves value for its owner, as the standard says."""
            allow(child, tier3, 100, stranger)
            assert allowance(child, tier3) == 100

        def test_it_should_let_the_approved_address(self, allow, allowance, approve, child, tier3, stranger):
            """Hostile T5: the approved address approves value, as the standard says."""
            allow(child, tier3, 100, stranger)
            assert allowance(child, tier3) == 100

        def test_it_should_refuse_anybody_else(self, allow, child, anchor, supplier, tier3, stranger):
            """Hostile T5: neither obligor, seller, another participant nor a stranger approves value."""
            for who in (anchor, supplier, tier3, stranger):
                with refused("Receivables_NotAuthorised", child, who):
                    allow(child, stranger, 1, who)

        def test_it_should_refuse_who_has_an_approval_of_value(self, allow, child, tier2, tier3, stranger):
            allow(child, stranger, 2**256 - 1, tier2)
            with refused("Receivables_NotAuthorised", child, stranger):
                allow(child, tier3, 1, stranger)

        def test_it_should_refuse_an_invalid_token(self, allow, invalid, tier2, stranger):
            """Hostile T13: no value of number zero is approved."""
            with refused("Receivables_NoSuchReceivable", invalid):
                allow(invalid, stranger, 1, tier2)

        def test_it_should_be_the_most_that_may_be_moved(self, allow, move, worth, child, another, tier2, stranger):
            allow(child, stranger, 100, tier2)
            with refused("Receivables_InsufficientAllowance", child, stranger, 100, 101):
                move(child, another, 101, stranger)
            move(child, another, 100, stranger)
            assert worth(another) == 50_100

    class TestWhenAnAccountApprovesItself:
        def test_it_should_change_nothing_for_the_owner(self, allow, allowance, move, child, another, tier2):
            """Hostile T5: an owner who approves itself may do what it could before, and no less."""
            allow(child, tier2, 5, tier2)
            move(child, another, 300_000, tier2)
            assert allowance(child, tier2) == 5

        def test_it_should_give_the_operator_no_more(
            self, receivables, allow, allowance, move, operate, child, another, tier2, tier3, stranger
        ):
            """Hostile T5: what an operator has approved to itself ends when the owner moves the token."""
            allow(child, stranger, 300_000, stranger)
            receivables.setApprovalForAll(stranger, False, {"from": tier2})
            receivables.transferFrom[TOKEN](tier2, tier2, child, {"from": tier2})
            with refused("Receivables_InsufficientAllowance", child, stranger, 0, 1):
                move(child, another, 1, stranger)

        def test_it_should_refuse_a_stranger(self, allow, child, stranger):
            """Hostile T5: nobody helps itself."""
            with refused("Receivables_NotAuthorised", child, stranger):
                allow(child, stranger, 1, stranger)

    class TestWhenAnAllowanceIsAskedFor:
        def test_it_should_give_what_is_left_of_it(self, allow, allowance, move, give, child, another, tier2, stranger):
            allow(child, stranger, 100, tier2)
            move(child, another, 30, stranger)
            give(child, tier2, 20, stranger)
            assert allowance(child, stranger) == 50

        def test_it_should_give_nothing_to_who_was_not_approved(self, allow, allowance, child, tier2, tier3, stranger):
            allow(child, stranger, 100, tier2)
            assert (allowance(child, tier3), allowance(child, tier2)) == (0, 0)

        def test_it_should_refuse_an_invalid_token(self, allowance, invalid, stranger):
            with refused("Receivables_NoSuchReceivable", invalid):
                allowance(invalid, stranger)

    class TestWhenAnOperatorOfAllTokensActs:
        def test_it_should_transfer_any_of_them(self, receivables, operate, child, another, tier2, tier3, stranger):
            for token in (child, another):
                receivables.transferFrom[TOKEN](tier2, tier3, token, {"from": stranger})
            assert receivables.balanceOf["address"](tier3) == 2

        def test_it_should_move_value_of_any_of_them(self, move, give, operate, worth, child, another, tier3, stranger):
            move(child, another, 300_000, stranger)
            give(another, tier3, 350_000, stranger)
            assert (worth(child), worth(another)) == (0, 0)

        def test_it_should_approve_value_of_any_of_them_to_others(
            self, allow, allowance, operate, child, another, tier3, stranger
        ):
            allow(child, tier3, 1, stranger)
            allow(another, tier3, 2, stranger)
            assert (allowance(child, tier3), allowance(another, tier3)) == (1, 2)

    class TestWhenTheApprovedAddressOfATokenActs:
        def test_it_should_transfer_that_token(self, receivables, hand, approve, child, tier2, tier3, stranger):
            hand(tier2, tier3, child, stranger)
            assert receivables.ownerOf(child) == tier3

        def test_it_should_move_value_of_that_token(self, move, give, approve, worth, child, another, tier3, stranger):
            move(child, another, 299_999, stranger)
            give(child, tier3, 1, stranger)
            assert worth(child) == 0

        def test_it_should_have_no_power_over_another_token(
            self, allow, move, approve, child, another, tier3, stranger
        ):
            with refused("Receivables_NotAuthorised", another, stranger):
                allow(another, tier3, 1, stranger)
            with refused("Receivables_InsufficientAllowance", another, stranger, 0, 1):
                move(another, child, 1, stranger)

    class TestWhenWhoWasApprovedForAValueActs:
        def test_it_should_move_as_much_of_that_token(
            self, allow, move, give, worth, child, another, tier2, tier3, stranger
        ):
            allow(child, stranger, 300_000, tier2)
            move(child, another, 1, stranger)
            give(child, tier3, 299_999, stranger)
            assert worth(child) == 0

        def test_it_should_not_transfer_the_token_even_for_its_whole_value(
            self, hand, allow, child, tier2, tier3, stranger
        ):
            allow(child, stranger, 2**256 - 1, tier2)
            with refused("Receivables_NotAuthorised", child, stranger):
                hand(tier2, tier3, child, stranger)

        def test_it_should_have_no_power_over_another_token(self, allow, move, child, another, tier2, stranger):
            allow(child, stranger, 100, tier2)
            with refused("Receivables_InsufficientAllowance", another, stranger, 0, 1):
                move(another, child, 1, stranger)

    class TestWhenTheTwoKindsOfApprovalMeet:
        @pytest.mark.parametrize("value", [0, 1, 300_000, 2**256 - 1])
        def test_it_should_leave_the_token_approval_when_value_is_approved(
            self, receivables, allow, approve, child, tier2, tier3, stranger, value
        ):
            allow(child, tier3, value, tier2)
            allow(child, stranger, value, tier2)
            assert receivables.getApproved(child) == stranger
            assert not receivables.isApprovedForAll(tier2, tier3)

        @pytest.mark.parametrize("to", [ZERO, "0x" + "ab" * 20])
        def test_it_should_leave_the_value_approval_when_the_token_is_approved(
            self, receivables, allow, allowance, child, tier2, stranger, to
        ):
            allow(child, stranger, 100, tier2)
            receivables.approve[OPERATOR](to, child, {"from": tier2})
            assert (allowance(child, stranger), allowance(child, "0x" + "ab" * 20)) == (100, 0)

    class TestGivenTheTokenWasTransferred:
        def test_it_should_end_every_approval_of_value(
            self, hand, allow, allowance, child, tier2, tier3, financier, stranger
        ):
            """Hostile T2: no approval of value goes along with a token, however it is sent."""
            for spender in (financier, stranger, tier2, tier3):
                allow(child, spender, 100, tier2)
            hand(tier2, tier3, child, tier2)
            assert [allowance(child, spender) for spender in (financier, stranger, tier2, tier3)] == [0] * 4

        def test_it_should_leave_nothing_for_who_sold_it(self, hand, allow, give, child, tier2, tier3):
            """Hostile T2: who sells a token cannot have kept its value."""
            allow(child, tier2, 2**256 - 1, tier2)
            hand(tier2, tier3, child, tier2)
            with refused("Receivables_InsufficientAllowance", child, tier2, 0, 300_000):
                give(child, tier2, 300_000, tier2)

    class TestGivenTheTokenWasDestroyed:
        def test_it_should_not_come_back_with_another_token(
            self, stage, receivables, allow, allowance, root, child, tier2, stranger
        ):
            """Hostile T3: no number is used again, so that no approval outlives its token."""
            allow(child, stranger, 100, tier2)
            receivables.cancel(child, 300_000, {"from": tier2})
            (fresh,) = stage.split(root, (tier2, 300_000))
            assert (fresh != child, allowance(fresh, stranger)) == (True, 0)
            with refused("Receivables_NoSuchReceivable", child):
                receivables.transferFrom[VALUE_TO](child, tier2, 1, {"from": stranger})

    class TestGivenVeryManyApprovalsOfValue:
        def test_it_should_transfer_for_the_gas_of_one(self, receivables, allow_many, twins, tier2, tier3):
            """Hostile T4: ten thousand approvals of value make a transfer no dearer than one."""
            for token, count in zip(twins, (1, MANY), strict=True):
                allow_many(token, count)
            one, many = (receivables.transferFrom[TOKEN](tier2, tier3, token, {"from": tier2}) for token in twins)
            assert one.gas_used == many.gas_used

        def test_it_should_burn_for_the_gas_of_one(self, receivables, allow_many, twins, tier2):
            """Hostile T4: ten thousand approvals of value make a burning no dearer than one."""
            for token, count in zip(twins, (1, MANY), strict=True):
                allow_many(token, count)
            one, many = (receivables.cancel(token, 1_000, {"from": tier2}) for token in twins)
            assert one.gas_used == many.gas_used

        def test_it_should_end_them_all(self, receivables, allow_many, allowance, twins, tier2, tier3):
            """Hostile T4: a transfer ends ten thousand approvals at once."""
            token, spenders = twins[0], [account(number) for number in (1, 2, 5_000, MANY)]
            allow_many(token, MANY)
            assert {allowance(token, spender) for spender in spenders} == {1}
            receivables.transferFrom[TOKEN](tier2, tier3, token, {"from": tier2})
            assert {allowance(token, spender) for spender in spenders} == {0}
