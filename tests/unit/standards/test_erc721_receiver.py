"""ERC-721, sentence by sentence: what a contract is asked when a token is sent to it safely.

What does not hold, or not by a test here:

- "When transfer is complete, this function checks if `_to` is a smart contract": a token that reaches its own obligor
  is destroyed, so a contract that is the obligor is handed nothing and asked nothing.
- "Note: the contract address is always the message sender" holds; a contract's identifier by ERC-165 is not asked for.
- Issue, split and an accepted proposal give tokens too; they are no `safeTransferFrom` and ask nobody. Their recipients
  have agreed beforehand, by a standing acceptance or to just this token.
"""

import pytest
from eth_utils import keccak

from tests.stage import DOCUMENT, FACE, TOKEN, VALUE, VALUE_TO, logged, receivable_id, refused

ACCEPTS, ANSWERS_WRONGLY, REFUSES, PASSES_ON, CALLS_BACK, REFUSES_SILENTLY, EATS_GAS, ANSWERS_AT_LENGTH = range(8)
PLAIN, WITH_DATA = "address,address,uint256", "address,address,uint256,bytes"
SAID, NOTHING_SAID = "0x" + keccak(hexstr="0xabcd").hex(), "0x" + keccak(b"").hex()


@pytest.fixture
def wallet(admit):
    return admit("ReceivingWallet")


@pytest.fixture
def behave(wallet, stranger):
    """Tell the wallet how to behave in its hook."""
    return lambda manner: wallet.setManner(manner, stranger, {"from": stranger})


@pytest.fixture
def call_back(wallet, stranger):
    """Tell the wallet what to call on the ledger in its hook."""
    return lambda data: wallet.setCallback(data, {"from": stranger})


@pytest.fixture
def send(receivables, child, tier2):
    """Send tier 2's receivable safely."""
    return lambda to: receivables.safeTransferFrom[PLAIN](tier2, to, child, {"from": tier2})


class TestErc721Receiver:
    class TestWhenATokenIsSentSafely:
        def test_it_should_not_ask_an_account_without_code(self, receivables, send, child, tier3):
            assert len(send(tier3).events) == 1
            assert receivables.ownerOf(child) == tier3

        def test_it_should_ask_a_contract_once_it_is_the_owner(
            self, receivables, send, call_back, child, wallet, tier3
        ):
            call_back(receivables.transferFrom[TOKEN].encode_input(wallet, tier3, child))
            assert len(logged(send(wallet), "TokenReceived")) == 1
            assert receivables.ownerOf(child) == tier3

        def test_it_should_tell_who_called_and_who_owned_it(self, receivables, child, wallet, tier2, stranger):
            receivables.setApprovalForAll(stranger, True, {"from": tier2})
            tx = receivables.safeTransferFrom[PLAIN](tier2, wallet, child, {"from": stranger})
            told = {"operator": stranger, "from": tier2, "tokenId": child, "dataHash": NOTHING_SAID}
            assert logged(tx, "TokenReceived") == [told]

        def test_it_should_pass_the_data_on(self, receivables, child, wallet, tier2):
            tx = receivables.safeTransferFrom[WITH_DATA](tier2, wallet, child, "0xabcd", {"from": tier2})
            assert logged(tx, "TokenReceived")[0]["dataHash"] == SAID

        def test_it_should_pass_no_data_when_none_is_given(self, send, wallet):
            assert logged(send(wallet), "TokenReceived")[0]["dataHash"] == NOTHING_SAID

        def test_it_should_call_from_the_ledger(self, receivables, send, call_back, wallet, stranger):
            call_back(receivables.setApprovalForAll.encode_input(stranger, True))
            send(wallet)
            assert receivables.isApprovedForAll(wallet, stranger)

    class TestWhenATokenIsSentWithoutAsking:
        @pytest.mark.parametrize("manner", [ANSWERS_WRONGLY, REFUSES, EATS_GAS])
        def test_it_should_ask_no_contract(self, receivables, behave, child, wallet, tier2, manner):
            behave(manner)
            tx = receivables.transferFrom[TOKEN](tier2, wallet, child, {"from": tier2})
            assert (len(tx.events), receivables.ownerOf(child)) == (1, wallet)

    class TestWhenTheContractAnswers:
        def test_it_should_take_the_magic_value(self, receivables, send, child, wallet):
            send(wallet)
            assert receivables.ownerOf(child) == wallet

        def test_it_should_take_the_magic_value_before_a_long_answer(self, receivables, send, behave, child, wallet):
            """Hostile T6: half a megabyte behind the answer is not looked at."""
            behave(ANSWERS_AT_LENGTH)
            tx = send(wallet)
            assert receivables.ownerOf(child) == wallet
            assert tx.gas_used < 1_000_000

        def test_it_should_refuse_anything_else(self, send, behave, wallet):
            """Hostile T6: a contract that answers something else gets nothing."""
            behave(ANSWERS_WRONGLY)
            with refused("ERC721InvalidReceiver", wallet):
                send(wallet)

    class TestWhenTheContractDoesNotAnswer:
        @pytest.mark.parametrize("kind", ["SigningWallet", "ValueWallet"])
        def test_it_should_refuse_one_without_the_function(self, send, admit, kind):
            """Hostile T6: a contract without the hook gets nothing when it is asked."""
            wallet = admit(kind)
            with refused("ERC721InvalidReceiver", wallet):
                send(wallet)

        def test_it_should_refuse_one_that_throws(self, send, behave, child, wallet):
            """Hostile T6: a contract that refuses is heard, with its reason."""
            behave(REFUSES)
            with refused("ReceivingWallet_Refused", child):
                send(wallet)

        def test_it_should_refuse_one_that_throws_with_no_reason(self, send, behave, wallet):
            """Hostile T6: a contract that refuses with no reason is named."""
            behave(REFUSES_SILENTLY)
            with refused("ERC721InvalidReceiver", wallet):
                send(wallet)

        def test_it_should_refuse_one_that_uses_up_the_gas(self, receivables, send, behave, child, wallet, tier2):
            """Hostile T6: a contract that eats the gas gets nothing for it."""
            behave(EATS_GAS)
            with refused("ERC721InvalidReceiver", wallet):
                send(wallet)
            assert receivables.ownerOf(child) == tier2

    class TestWhenTheContractCallsBack:
        def test_it_should_let_it_send_the_token_on(self, receivables, send, call_back, child, wallet, tier2):
            """Hostile T7: a token that is sent back out of the hook is there once."""
            call_back(receivables.transferFrom[TOKEN].encode_input(wallet, tier2, child))
            send(wallet)
            assert receivables.ownerOf(child) == tier2
            assert [receivables.balanceOf["address"](who) for who in (tier2, wallet)] == [1, 0]

        def test_it_should_let_it_split_the_token(self, receivables, send, call_back, worth, child, wallet, tier3):
            """Hostile T7: a split in the hook makes no value."""
            call_back(receivables.split.encode_input(child, [(tier3, 120_000, DOCUMENT)]))
            send(wallet)
            assert (worth(child), worth(receivable_id(1, 2, 2, 3))) == (180_000, 120_000)

        def test_it_should_let_it_give_the_value_back(
            self, receivables, send, call_back, worth, child, another, wallet
        ):
            """Hostile T7: value moved in the hook is there once."""
            call_back(receivables.transferFrom[VALUE].encode_input(child, another, 300_000))
            send(wallet)
            assert (receivables.ownerOf(child), worth(child), worth(another)) == (wallet, 0, 350_000)

        def test_it_should_let_it_cancel_the_token(self, receivables, send, call_back, owed, child, wallet):
            """Hostile T7: a token burned in the hook is gone, and no longer owed."""
            call_back(receivables.cancel.encode_input(child, 300_000))
            send(wallet)
            assert (owed(), receivables.balanceOf["address"](wallet)) == (700_000, 0)
            with refused("Receivables_NoSuchReceivable", child):
                receivables.ownerOf(child)

        def test_it_should_let_it_claim_once(
            self, stage, receivables, currency, send, call_back, child, wallet, tier2, stranger
        ):
            """Hostile T7: what is claimed in the hook is paid once, to the one who holds the token then."""
            stage.settle(child, FACE // 2)
            call_back(receivables.claim.encode_input(child))
            send(wallet)
            assert (currency.balanceOf(wallet), currency.balanceOf(tier2)) == (150_000, 0)
            with refused("Receivables_NothingToClaim", child):
                receivables.claim(child, {"from": stranger})

        def test_it_should_let_it_take_nothing_of_the_sender(
            self, receivables, send, call_back, child, another, wallet
        ):
            """Hostile T7: to be asked gives no power over the sender's other tokens."""
            call_back(receivables.transferFrom[VALUE_TO].encode_input(another, wallet, 1))
            with refused("Receivables_InsufficientAllowance", another, wallet, 0, 1):
                send(wallet)

    class TestWhenATransferIsRefused:
        def test_it_should_leave_everything_as_it_was(
            self, receivables, send, behave, allow, allowance, child, wallet, tier2, stranger
        ):
            """Hostile T6: who is refused has changed nothing, approvals included."""
            allow(child, stranger, 7, tier2)
            behave(ANSWERS_WRONGLY)
            with refused("ERC721InvalidReceiver", wallet):
                send(wallet)
            assert (receivables.ownerOf(child), allowance(child, stranger)) == (tier2, 7)
