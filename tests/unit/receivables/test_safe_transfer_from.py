import pytest
from eth_utils import keccak

from tests.stage import OPERATOR, TOKEN, logged, refused

ACCEPTS, ANSWERS_WRONGLY, REFUSES, PASSES_ON = range(4)
PLAIN, WITH_DATA = "address,address,uint256", "address,address,uint256,bytes"


@pytest.fixture
def wallet(admit):
    return admit("ReceivingWallet")


class TestSafeTransferFrom:
    class TestWhenTheRecipientIsAPerson:
        def test_it_should_hand_the_receivable_over(self, receivables, child, tier2, tier3):
            receivables.safeTransferFrom[PLAIN](tier2, tier3, child, {"from": tier2})
            assert receivables.ownerOf(child) == tier3

    class TestWhenTheRecipientIsAContract:
        """Rule T4."""

        def test_it_should_ask_it_when_it_holds_the_receivable(self, receivables, child, tier2, wallet, stranger):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            tx = receivables.safeTransferFrom[WITH_DATA](tier2, wallet, child, "0xabcd", {"from": stranger})
            (log,) = logged(tx, "TokenReceived")
            assert (log["operator"], log["from"], log["tokenId"]) == (stranger, tier2, child)
            assert log["dataHash"] == "0x" + keccak(hexstr="0xabcd").hex()
            assert receivables.ownerOf(child) == wallet

        def test_it_should_pass_no_data_unless_given(self, receivables, child, tier2, wallet):
            tx = receivables.safeTransferFrom[PLAIN](tier2, wallet, child, {"from": tier2})
            assert logged(tx, "TokenReceived")[0]["dataHash"] == "0x" + keccak(b"").hex()

        def test_it_should_refuse_one_that_answers_wrongly(self, receivables, child, tier2, wallet, stranger):
            wallet.setManner(ANSWERS_WRONGLY, stranger, {"from": stranger})
            with refused("ERC721InvalidReceiver", wallet):
                receivables.safeTransferFrom[PLAIN](tier2, wallet, child, {"from": tier2})

        def test_it_should_refuse_for_the_reason_the_contract_gives(self, receivables, child, tier2, wallet, stranger):
            wallet.setManner(REFUSES, stranger, {"from": stranger})
            with refused("ReceivingWallet_Refused", child):
                receivables.safeTransferFrom[WITH_DATA](tier2, wallet, child, "0x", {"from": tier2})

        def test_it_should_refuse_one_without_a_hook(self, receivables, child, tier2, admit):
            wallet = admit("SigningWallet")
            with refused("ERC721InvalidReceiver", wallet):
                receivables.safeTransferFrom[PLAIN](tier2, wallet, child, {"from": tier2})

        def test_it_should_let_it_pass_the_receivable_on_at_once(self, receivables, child, tier2, tier3, wallet):
            """Hostile T7: a receivable that is passed on in the hook is there once."""
            wallet.setManner(PASSES_ON, tier3, {"from": tier2})
            receivables.safeTransferFrom[PLAIN](tier2, wallet, child, {"from": tier2})
            holders = tier2, wallet, tier3
            assert receivables.ownerOf(child) == tier3
            assert [receivables.balanceOf["address"](holder) for holder in holders] == [0, 0, 1]

    class TestWhenAContractIsSentToWithoutBeingAsked:
        def test_it_should_hand_over_to_one_without_a_hook(self, receivables, child, tier2, admit):
            wallet = admit("SigningWallet")
            receivables.transferFrom[TOKEN](tier2, wallet, child, {"from": tier2})
            assert receivables.ownerOf(child) == wallet

    class TestWhenTheRecipientIsTheObligor:
        def test_it_should_cancel_it_and_ask_nobody(self, stage, receivables, make, supplier, tier2):
            wallet = make("ReceivingWallet", supplier)
            stage.register(wallet, 1, b"\x1d" * 32, "supplier")
            stage.issuance.setCap(wallet, stage.currency, 10, {"from": stage.cast["operator"]})
            terms = stage.terms(obligor=wallet.address, face=10)
            root = stage.issue_terms(terms, stage.accept(terms, "supplier"))
            tx = receivables.safeTransferFrom[PLAIN](supplier, wallet, root, {"from": supplier})
            assert (receivables.obligation(1)["cancelled"], logged(tx, "TokenReceived")) == (10, [])

    class TestWhenTheTransferItselfIsRefused:
        def test_it_should_refuse_a_stranger(self, receivables, child, tier2, tier3):
            with refused("Receivables_NotAuthorised", child, tier3):
                receivables.safeTransferFrom[PLAIN](tier2, tier3, child, {"from": tier3})

        def test_it_should_refuse_a_stranger_with_data(self, receivables, child, tier2, tier3):
            with refused("Receivables_NotAuthorised", child, tier3):
                receivables.safeTransferFrom[WITH_DATA](tier2, tier3, child, "0x01", {"from": tier3})
