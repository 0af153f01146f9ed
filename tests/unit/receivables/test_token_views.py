import pytest

from tests.stage import ZERO, receivable_id, refused

FORGED = receivable_id(1, 2, 1, 2)
OF_A_TOKEN = ["ownerOf", "slotOf", "depthOf", "parentSerialOf", "getApproved", "receivable"]


class TestTokenViews:
    class TestGivenAReceivableExists:
        def test_it_should_show_its_holder_value_and_slot(self, receivables, child, tier2):
            assert receivables.ownerOf(child) == tier2
            assert receivables.balanceOf["uint256"](child) == 300_000
            assert receivables.slotOf(child) == 1

        def test_it_should_show_the_pedigree_of_the_child(self, receivables, child):
            assert child == receivable_id(1, 1, 1, 2)
            assert (receivables.depthOf(child), receivables.parentSerialOf(child)) == (1, 1)

        def test_it_should_show_the_pedigree_of_the_root(self, receivables, root):
            assert root == receivable_id(1, 0, 0, 1)
            assert (receivables.depthOf(root), receivables.parentSerialOf(root)) == (0, 0)

    class TestGivenAReceivableWasNeverMinted:
        """Rule T5."""

        @pytest.mark.parametrize("view", OF_A_TOKEN)
        def test_it_should_refuse_every_view(self, receivables, child, view):
            with refused("Receivables_NoSuchReceivable", FORGED):
                getattr(receivables, view)(FORGED)

        def test_it_should_refuse_its_value(self, receivables, child):
            with refused("Receivables_NoSuchReceivable", FORGED):
                receivables.balanceOf["uint256"](FORGED)

    class TestGivenAReceivableIsBurned:
        """Rule T5."""

        @pytest.mark.parametrize("view", OF_A_TOKEN)
        def test_it_should_refuse_every_view(self, receivables, child, tier2, view):
            receivables.cancel(child, 300_000, {"from": tier2})
            with refused("Receivables_NoSuchReceivable", child):
                getattr(receivables, view)(child)

    class TestWhenAHolderIsCounted:
        def test_it_should_give_zero_to_who_holds_none(self, receivables, stranger):
            assert receivables.balanceOf["address"](stranger) == 0

        def test_it_should_refuse_the_zero_address(self, receivables):
            with refused("Receivables_ZeroAddress"):
                receivables.balanceOf["address"](ZERO)

    class TestWhenTheCollectionIsAsked:
        def test_it_should_give_name_symbol_and_decimals(self, receivables):
            assert (receivables.name(), receivables.symbol()) == ("Headwater Receivables", "HWR")
            assert receivables.valueDecimals() == 0

        @pytest.mark.parametrize("standard", ["0x01ffc9a7", "0x80ac58cd"], ids=["erc165", "erc721"])
        def test_it_should_speak_the_standard(self, receivables, standard):
            assert receivables.supportsInterface(standard)

        def test_it_should_deny_what_it_does_not_speak(self, receivables):
            assert not receivables.supportsInterface("0xffffffff")
            assert not receivables.supportsInterface("0x780e9d63")

    class TestWhenTheSuiteIsAsked:
        def test_it_should_name_the_contracts_it_stands_on(self, receivables, participants, invoice_registry):
            assert receivables.participants() == participants
            assert receivables.invoiceRegistry() == invoice_registry
            assert (receivables.MAX_SHARES(), receivables.MAX_CLAIMS()) == (250, 200)
