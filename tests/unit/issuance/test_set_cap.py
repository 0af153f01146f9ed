from tests.stage import CAP, logged, plain, refused


class TestSetCap:
    class TestWhenTheCallerIsTheOperator:
        def test_it_should_set_the_cap(self, receivables, issuance, operator, anchor, currency):
            issuance.setCap(anchor, currency, 2**128 - 1, {"from": operator})
            assert plain(receivables.exposure(anchor, currency)) == (0, 2**128 - 1)

        def test_it_should_log_the_cap(self, issuance, operator, anchor, currency):
            tx = issuance.setCap(anchor, currency, 7, {"from": operator})
            assert logged(tx, "CapSet") == [{"obligor": anchor, "currency": currency, "cap": 7}]

        def test_it_should_leave_other_currencies_as_they_were(
            self, receivables, issuance, operator, anchor, currency, make
        ):
            issuance.setCap(anchor, make("TestCurrency", "Other", "OTH", 6), 7, {"from": operator})
            assert receivables.exposure(anchor, currency)["cap"] == CAP

    class TestGivenSomethingIsOutstanding:
        def test_it_should_keep_what_is_outstanding(self, stage, receivables, issuance, operator, anchor, currency):
            stage.issue(face=5_000)
            issuance.setCap(anchor, currency, 4_999, {"from": operator})
            assert plain(receivables.exposure(anchor, currency)) == (5_000, 4_999)

    class TestWhenTheCallerHasNoRole:
        """Rule G1."""

        def test_it_should_refuse(self, issuance, anchor, currency):
            with refused("AccessManagedUnauthorized", anchor):
                issuance.setCap(anchor, currency, 1, {"from": anchor})
