from tests.stage import astuple, logged

ACCEPTANCE = "0x" + "ac" * 32


class TestRevokeAcceptance:
    def test_it_should_mark_the_acceptance_for_the_caller_alone(self, receivables, anchor, stranger):
        assert not receivables.isRevoked(anchor, ACCEPTANCE)
        receivables.revokeAcceptance(ACCEPTANCE, {"from": anchor})
        assert receivables.isRevoked(anchor, ACCEPTANCE)
        assert not receivables.isRevoked(stranger, ACCEPTANCE)

    def test_it_should_log_the_revocation(self, receivables, anchor):
        tx = receivables.revokeAcceptance(ACCEPTANCE, {"from": anchor})
        assert logged(tx, "AcceptanceRevoked") == [{"obligor": anchor, "acceptance": ACCEPTANCE}]

    class TestGivenTheAcceptanceWasIssued:
        def test_it_should_change_nothing_that_is_owed(self, stage, receivables, anchor, supplier, owed):
            terms = stage.terms()
            receivables.issue(astuple(terms), stage.accept(terms), b"", {"from": supplier})
            before = owed()
            receivables.revokeAcceptance(receivables.hashAcceptance(astuple(terms)), {"from": anchor})
            assert owed() == before
