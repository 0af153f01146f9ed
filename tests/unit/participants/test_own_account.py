import brownie
import pytest

from tests.stage import refused

IDENTITY = b"\x77" * 32
SUPPLIER, REGISTRAR = 2, 1
DAY = 86_400


@pytest.fixture
def authority(stage):
    """The programme's access manager."""
    (project,) = brownie.project.get_loaded_projects()
    return project.Authority.at(stage.programme.suite.authority.address)


@pytest.fixture
def appoint(stage, authority, operator):
    """Make an account a registrar, with a delay; the administrator's own delay passes meanwhile."""

    def act(account, delay=0):
        call = authority.grantRole.encode_input(REGISTRAR, account, delay)
        authority.schedule(authority, call, 0, {"from": operator})
        stage.move_to(stage.now() + 6)
        authority.execute(authority, call, {"from": operator})

    return act


@pytest.fixture
def entry(participants, today):
    """An account as it would be accredited: a supplier in Germany, of the identity that it has bound itself to."""

    def of(account):
        if participants.legalIdentityOf(account) == "0x" + bytes(32).hex():
            participants.bind(IDENTITY, {"from": account})
        return (account, participants.legalIdentityOf(account), SUPPLIER, "0x4445", today + 30)

    return of


class TestOwnAccount:
    """Hostile R9: who accredits others is not let in itself. Rule P11."""

    class TestGivenARegistrar:
        def test_it_should_be_refused_by_its_own_call(self, participants, operator, entry):
            with refused("Participants_OwnAccount", operator):
                participants.register(entry(operator), b"", {"from": operator})

        def test_it_should_be_refused_through_the_access_manager(self, participants, authority, operator, entry):
            call = participants.register.encode_input(entry(operator), b"")
            with refused("Participants_OwnAccount", operator):
                authority.execute(participants, call, {"from": operator})

        def test_it_should_be_refused_among_many(self, participants, operator, tier2, entry):
            with refused("Participants_OwnAccount", operator):
                participants.registerMany([entry(tier2), entry(operator)], [b"", b""], {"from": operator})

        def test_it_should_be_refused_by_another_registrar(self, participants, appoint, operator, stranger, entry):
            appoint(stranger)
            for registrar, account in ((stranger, operator), (operator, stranger)):
                with refused("Participants_OwnAccount", account):
                    participants.register(entry(account), b"", {"from": registrar})

        def test_it_should_be_refused_with_a_delay_on_its_role(self, participants, appoint, operator, stranger, entry):
            appoint(stranger, 3 * DAY)
            with refused("Participants_OwnAccount", stranger):
                participants.register(entry(stranger), b"", {"from": operator})

    class TestGivenAParticipantThatBecomesARegistrar:
        def test_it_should_not_be_accredited_anew(self, participants, appoint, operator, tier2, entry):
            appoint(tier2)
            with refused("Participants_OwnAccount", tier2):
                participants.register(entry(tier2), b"", {"from": operator})

    class TestGivenARegistrarNoLonger:
        def test_it_should_be_accredited(self, participants, authority, appoint, operator, stranger, entry):
            appoint(stranger)
            authority.renounceRole(REGISTRAR, stranger, {"from": stranger})
            participants.register(entry(stranger), b"", {"from": operator})
            assert participants.isAccredited(stranger)
