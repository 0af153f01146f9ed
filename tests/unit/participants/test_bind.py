from tests.stage import NOTHING, logged, refused

IDENTITY = "0x" + "1d" * 32


class TestBind:
    class TestGivenTheAccountIsNotBound:
        """Rule P2."""

        def test_it_should_bind_the_caller(self, participants, stranger):
            participants.bind(IDENTITY, {"from": stranger})
            assert participants.legalIdentityOf(stranger) == IDENTITY

        def test_it_should_log_the_binding(self, participants, stranger):
            tx = participants.bind(IDENTITY, {"from": stranger})
            assert logged(tx, "AccountBound") == [{"account": stranger, "legalIdentity": IDENTITY}]

        def test_it_should_accredit_nobody(self, participants, stranger):
            participants.bind(IDENTITY, {"from": stranger})
            assert not participants.isAccredited(stranger)

        def test_it_should_refuse_a_zero_identity(self, participants, stranger):
            with refused("Participants_ZeroIdentity"):
                participants.bind(NOTHING, {"from": stranger})

    class TestGivenTheAccountIsBound:
        """Rule P3."""

        def test_it_should_refuse_another_identity(self, participants, tier2):
            bound = participants.legalIdentityOf(tier2)
            with refused("Participants_AlreadyBound", tier2, bound):
                participants.bind(IDENTITY, {"from": tier2})

        def test_it_should_refuse_the_same_identity(self, participants, tier2):
            bound = participants.legalIdentityOf(tier2)
            with refused("Participants_AlreadyBound", tier2, bound):
                participants.bind(bound, {"from": tier2})
