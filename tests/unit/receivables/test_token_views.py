import pytest

from tests.stage import FACE, ZERO, receivable_id, refused

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

    class TestGivenItsObligationIsShownWithIt:
        @pytest.fixture
        def told(self, receivables, anchor, currency, due_day):
            """Check that a receivable names its obligor, currency and due day, and is worth this much."""

            def check(receivable, value):
                shown = receivables.receivable(receivable)
                names = [shown[name] for name in ("obligor", "currency", "dueDay", "value")]
                assert names == [anchor, currency, due_day, value]

            return check

        def test_it_should_name_them_in_circulation(self, told, root, child):
            told(root, 700_000)
            told(child, 300_000)

        def test_it_should_name_them_on_and_after_the_due_day(self, stage, told, child, due_day):
            for days in (0, 1, 1_000):
                stage.move_to(due_day + days)
                told(child, 300_000)

        def test_it_should_name_them_once_it_is_settled(self, stage, receivables, told, root, child, stranger):
            stage.settle(root, FACE)
            told(child, 300_000)
            receivables.claim(child, {"from": stranger})
            told(root, 700_000)

        def test_it_should_name_them_after_a_part_was_cancelled(self, receivables, told, root, child, supplier, tier2):
            receivables.cancel(child, 1, {"from": tier2})
            told(child, 299_999)
            receivables.cancel(root, 700_000, {"from": supplier})
            told(child, 299_999)

        def test_it_should_name_those_of_its_own_obligation(self, stage, receivables, told, root, make):
            other = stage.admit_currency(make("TestCurrency", "Other", "OTH", 2))
            later = stage.issue(currency=other.address, due_day=stage.now() + 100)
            shown = receivables.receivable(later)
            assert (shown["currency"], shown["dueDay"]) == (other, stage.now() + 100)
            told(root, FACE)

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
