from tests.stage import logged, refused


class TestRevoke:
    class TestGivenTheAccountIsAccredited:
        def test_it_should_end_the_accreditation_at_once(self, participants, operator, tier2):
            participants.revoke(tier2, {"from": operator})
            assert not participants.isAccredited(tier2)
            assert participants.standingOf(tier2)["validUntil"] == 0

        def test_it_should_leave_the_account_bound(self, participants, operator, tier2):
            bound = participants.legalIdentityOf(tier2)
            participants.revoke(tier2, {"from": operator})
            assert participants.legalIdentityOf(tier2) == bound

        def test_it_should_log_the_end(self, participants, operator, tier2):
            tx = participants.revoke(tier2, {"from": operator})
            assert logged(tx, "ParticipantRevoked") == [{"account": tier2}]

    class TestGivenTheAccountIsNotAccredited:
        def test_it_should_refuse_a_stranger(self, participants, operator, stranger):
            with refused("Participants_NotAccredited", stranger):
                participants.revoke(stranger, {"from": operator})

        def test_it_should_refuse_a_second_time(self, participants, operator, tier2):
            participants.revoke(tier2, {"from": operator})
            with refused("Participants_NotAccredited", tier2):
                participants.revoke(tier2, {"from": operator})

    class TestWhenTheCallerIsNotTheRegistrar:
        """Rule P1."""

        def test_it_should_refuse(self, participants, tier2, stranger):
            with refused("AccessManagedUnauthorized", stranger):
                participants.revoke(tier2, {"from": stranger})
