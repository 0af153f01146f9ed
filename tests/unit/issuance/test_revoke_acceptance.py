from tests.stage import astuple, logged

ACCEPTANCE = "0x" + "ac" * 32


class TestRevokeAcceptance:
    def test_it_should_mark_the_acceptance_for_the_caller_alone(self, issuance, anchor, stranger):
        assert not issuance.isRevoked(anchor, ACCEPTANCE)
        issuance.revokeAcceptance(ACCEPTANCE, {"from": anchor})
        assert issuance.isRevoked(anchor, ACCEPTANCE)
        assert not issuance.isRevoked(stranger, ACCEPTANCE)

    def test_it_should_log_the_revocation(self, issuance, anchor):
        tx = issuance.revokeAcceptance(ACCEPTANCE, {"from": anchor})
        assert logged(tx, "AcceptanceRevoked") == [{"obligor": anchor, "acceptance": ACCEPTANCE}]

    class TestGivenTheAcceptanceWasIssued:
        def test_it_should_change_nothing_that_is_owed(self, stage, issuance, anchor, supplier, owed):
            terms = stage.terms()
            issuance.issue(astuple(terms), stage.accept(terms), b"", {"from": supplier})
            before = owed()
            issuance.revokeAcceptance(issuance.hashAcceptance(astuple(terms)), {"from": anchor})
            assert owed() == before
