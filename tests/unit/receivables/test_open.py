from tests.stage import NOTHING, astuple, refused


class TestOpen:
    class TestWhenTheCallerIsNotTheIssuance:
        """Rule I13."""

        def test_it_should_open_nothing(self, stage, receivables, operator):
            with refused("Receivables_NotIssuance", operator):
                receivables.open(1, astuple(stage.terms()), NOTHING, 32, 90, {"from": operator})

        def test_it_should_set_no_cap(self, receivables, operator, anchor, currency):
            with refused("Receivables_NotIssuance", operator):
                receivables.setCap(anchor, currency, 1, {"from": operator})

    class TestWhenTheLedgerIsAsked:
        def test_it_should_name_its_issuance_which_names_it(self, receivables, issuance, participants):
            assert receivables.issuance() == issuance
            assert issuance.receivables() == receivables
            assert issuance.participants() == participants
