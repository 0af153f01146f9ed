from tests.stage import logged, refused


class TestSetCurrency:
    class TestWhenACurrencyIsAllowed:
        def test_it_should_be_allowed(self, issuance, operator, stranger):
            assert not issuance.isCurrencyAllowed(stranger)
            issuance.setCurrency(stranger, True, {"from": operator})
            assert issuance.isCurrencyAllowed(stranger)

        def test_it_should_log_it(self, issuance, operator, stranger):
            tx = issuance.setCurrency(stranger, True, {"from": operator})
            assert logged(tx, "CurrencySet") == [{"currency": stranger, "allowed": True}]

    class TestWhenACurrencyIsAllowedNoLonger:
        def test_it_should_bar_new_obligations(self, stage, issuance, operator, currency):
            tx = issuance.setCurrency(currency, False, {"from": operator})
            assert logged(tx, "CurrencySet") == [{"currency": currency, "allowed": False}]
            with refused("Issuance_CurrencyNotAllowed", currency):
                stage.issue()

        def test_it_should_not_stop_what_is_owed_already(self, stage, receivables, issuance, operator, currency, root):
            issuance.setCurrency(currency, False, {"from": operator})
            stage.settle(root, 1_000)
            assert receivables.obligation(1)["paid"] == 1_000

    class TestWhenTheCallerHasNoRole:
        """Rule G1."""

        def test_it_should_refuse(self, issuance, stranger):
            with refused("AccessManagedUnauthorized", stranger):
                issuance.setCurrency(stranger, True, {"from": stranger})
