from tests.stage import logged, refused


class TestSetCurrency:
    class TestWhenACurrencyIsAllowed:
        def test_it_should_be_allowed(self, receivables, operator, stranger):
            assert not receivables.isCurrencyAllowed(stranger)
            receivables.setCurrency(stranger, True, {"from": operator})
            assert receivables.isCurrencyAllowed(stranger)

        def test_it_should_log_it(self, receivables, operator, stranger):
            tx = receivables.setCurrency(stranger, True, {"from": operator})
            assert logged(tx, "CurrencySet") == [{"currency": stranger, "allowed": True}]

    class TestWhenACurrencyIsAllowedNoLonger:
        def test_it_should_bar_new_obligations(self, stage, receivables, operator, currency):
            tx = receivables.setCurrency(currency, False, {"from": operator})
            assert logged(tx, "CurrencySet") == [{"currency": currency, "allowed": False}]
            with refused("Receivables_CurrencyNotAllowed", currency):
                stage.issue()

        def test_it_should_not_stop_what_is_owed_already(self, stage, receivables, operator, currency, root):
            receivables.setCurrency(currency, False, {"from": operator})
            stage.settle(root, 1_000)
            assert receivables.obligation(1)["paid"] == 1_000

    class TestWhenTheCallerHasNoRole:
        def test_it_should_refuse(self, receivables, stranger):
            with refused("AccessManagedUnauthorized", stranger):
                receivables.setCurrency(stranger, True, {"from": stranger})
