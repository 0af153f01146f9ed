import pytest

from tests.stage import logged, refused

IDENTITY = b"\x1d" * 32


@pytest.fixture
def entries(stranger, supervisor, today):
    return [(account, IDENTITY, 2, "0x4445", today + 1) for account in (stranger, supervisor)]


@pytest.fixture
def signatures(stage):
    return [stage.binding(stage.cast[n].address, IDENTITY, n) for n in ("stranger", "supervisor")]


class TestRegisterMany:
    class TestWhenAllHaveSigned:
        def test_it_should_accredit_all(self, participants, operator, stranger, supervisor, entries, signatures):
            participants.registerMany(entries, signatures, {"from": operator})
            assert participants.isAccredited(stranger)
            assert participants.isAccredited(supervisor)

        def test_it_should_log_all_in_order(self, participants, operator, stranger, supervisor, entries, signatures):
            tx = participants.registerMany(entries, signatures, {"from": operator})
            logs = logged(tx, "ParticipantRegistered")
            assert [log["account"] for log in logs] == [stranger, supervisor]

    class TestWhenOneHasNotSigned:
        def test_it_should_refuse_all(self, participants, operator, supervisor, entries, signatures):
            with refused("Participants_NotBound", supervisor, IDENTITY):
                participants.registerMany(entries, [signatures[0]] * 2, {"from": operator})

    class TestWhenThereAreFewerSignaturesThanRegistrations:
        def test_it_should_refuse(self, participants, operator, entries, signatures):
            with refused("Participants_BatchMismatch", 2, 1):
                participants.registerMany(entries, signatures[:1], {"from": operator})

    class TestWhenThereAreMoreSignaturesThanRegistrations:
        def test_it_should_refuse(self, participants, operator, entries, signatures):
            with refused("Participants_BatchMismatch", 1, 2):
                participants.registerMany(entries[:1], signatures, {"from": operator})

    class TestWhenTheCallerIsNotTheRegistrar:
        """Rule P1."""

        def test_it_should_refuse(self, participants, stranger, entries, signatures):
            with refused("AccessManagedUnauthorized", stranger):
                participants.registerMany(entries, signatures, {"from": stranger})
