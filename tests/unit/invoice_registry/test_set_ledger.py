from tests.stage import logged, refused


class TestSetLedger:
    class TestWhenALedgerIsAdmitted:
        def test_it_should_be_served(self, registry, operator, stranger):
            assert not registry.isLedger(stranger)
            tx = registry.setLedger(stranger, True, {"from": operator})
            assert registry.isLedger(stranger)
            assert logged(tx, "LedgerSet") == [{"ledger": stranger, "served": True}]

    class TestWhenALedgerIsDismissed:
        def test_it_should_be_served_no_more(self, registry, operator, stranger):
            registry.setLedger(stranger, True, {"from": operator})
            tx = registry.setLedger(stranger, False, {"from": operator})
            assert not registry.isLedger(stranger)
            assert logged(tx, "LedgerSet") == [{"ledger": stranger, "served": False}]

    class TestWhenTheCallerHasNoRole:
        """Rule V1."""

        def test_it_should_refuse(self, registry, stranger):
            with refused("AccessManagedUnauthorized", stranger):
                registry.setLedger(stranger, True, {"from": stranger})
