import pytest

from tests.stage import NOTHING, ZERO, logged, plain, refused

IDENTITY, OTHER = "0x" + "1d" * 32, "0x" + "2d" * 32
INVOICE = "0x" + "f1" * 32


@pytest.fixture
def ledgers(registry, operator, tier2, tier3):
    """Two accounts that play ledgers."""
    for ledger in (tier2, tier3):
        registry.setLedger(ledger, True, {"from": operator})
    return tier2, tier3


class TestRecord:
    class TestGivenTheInvoiceIsNotFinanced:
        def test_it_should_be_financed_nowhere(self, registry):
            assert plain(registry.financingOf(IDENTITY, INVOICE)) == (ZERO, 0)

        def test_it_should_record_ledger_and_obligation(self, registry, ledgers):
            registry.record(IDENTITY, INVOICE, 7, {"from": ledgers[0]})
            assert plain(registry.financingOf(IDENTITY, INVOICE)) == (ledgers[0], 7)

        def test_it_should_log_the_financing(self, registry, ledgers):
            tx = registry.record(IDENTITY, INVOICE, 7, {"from": ledgers[0]})
            (log,) = logged(tx, "InvoiceFinanced")
            assert (log["legalIdentity"], log["fingerprint"]) == (IDENTITY, INVOICE)
            assert (log["ledger"], log["obligation"]) == (ledgers[0], 7)

        def test_it_should_refuse_a_zero_fingerprint(self, registry, ledgers):
            with refused("InvoiceRegistry_ZeroFingerprint"):
                registry.record(IDENTITY, NOTHING, 7, {"from": ledgers[0]})

    class TestGivenTheInvoiceIsFinanced:
        """Rule V2."""

        def test_it_should_refuse_the_same_ledger(self, registry, ledgers):
            registry.record(IDENTITY, INVOICE, 7, {"from": ledgers[0]})
            with refused("InvoiceRegistry_AlreadyFinanced", IDENTITY, INVOICE, ledgers[0], 7):
                registry.record(IDENTITY, INVOICE, 8, {"from": ledgers[0]})

        def test_it_should_refuse_another_ledger(self, registry, ledgers):
            registry.record(IDENTITY, INVOICE, 7, {"from": ledgers[0]})
            with refused("InvoiceRegistry_AlreadyFinanced", IDENTITY, INVOICE, ledgers[0], 7):
                registry.record(IDENTITY, INVOICE, 1, {"from": ledgers[1]})

        def test_it_should_take_the_same_fingerprint_of_another_obligor(self, registry, ledgers):
            registry.record(IDENTITY, INVOICE, 7, {"from": ledgers[0]})
            registry.record(OTHER, INVOICE, 8, {"from": ledgers[1]})
            assert plain(registry.financingOf(IDENTITY, INVOICE)) == (ledgers[0], 7)
            assert plain(registry.financingOf(OTHER, INVOICE)) == (ledgers[1], 8)

    class TestWhenTheCallerIsNotALedger:
        """Rule V1."""

        def test_it_should_refuse(self, registry, stranger):
            with refused("InvoiceRegistry_NotLedger", stranger):
                registry.record(IDENTITY, INVOICE, 7, {"from": stranger})

        def test_it_should_refuse_a_ledger_that_was_dismissed(self, registry, operator, ledgers):
            registry.setLedger(ledgers[0], False, {"from": operator})
            with refused("InvoiceRegistry_NotLedger", ledgers[0]):
                registry.record(IDENTITY, INVOICE, 7, {"from": ledgers[0]})
