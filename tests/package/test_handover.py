"""How the administrator's role is handed over, and what is left when nobody has it."""

import pytest
from web3 import Web3

from headwater import AddressRefused, Programme, Role, artifact
from headwater._connection import call, send
from headwater._deploy import DAY
from tests.package.scene import FACE, NOBODY, refused

ROLES = [role.name.lower() for role in Role]
DELAY = Programme().admin_delay
ADMIN = int(Role.ADMIN)


def pass_by(w3, seconds):
    """Let time pass, for what is only asked as well."""
    call(w3, "evm_increaseTime", seconds)
    call(w3, "evm_mine")


@pytest.fixture
def authority(suite):
    return suite.w3.eth.contract(suite.deployment.address("Authority"), abi=artifact("Authority").abi)


@pytest.fixture
def later(suite):
    """Schedule an act on the authority, wait for the administrator's delay, and do it."""

    def act(authority, step, by):
        data = authority.encode_abi(step.fn_name, step.args)
        send(suite.w3, authority.functions.schedule(authority.address, data, 0), by)
        pass_by(suite.w3, DELAY)
        send(suite.w3, step, by)

    return act


@pytest.fixture
def is_admin(authority):
    return lambda account: authority.functions.hasRole(ADMIN, account).call()[0]


@pytest.fixture
def abandoned(suite, authority, operator):
    """A programme whose only administrator has given up its role."""
    send(suite.w3, authority.functions.renounceRole(ADMIN, operator), operator)


class TestNobody:
    """Hostile R8: a programme never begins without an administrator."""

    @pytest.mark.parametrize("role", ROLES)
    def test_no_role_is_the_zero_addresss(self, role):
        with pytest.raises(ValueError, match="A role belongs to somebody"):
            Programme(**{role: NOBODY})

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("member", ["", "admin.eth", "0x" + "ab" * 20])
    def test_a_member_that_is_no_address_is_not_taken_for_the_deployer(self, role, member):
        with pytest.raises(AddressRefused):
            Programme(**{role: member})

    def test_the_authority_refuses_an_administrator_that_is_nobody(self, suite, operator):
        shipped = artifact("Authority")
        made = suite.w3.eth.contract(abi=shipped.abi, bytecode=shipped.bytecode).constructor(NOBODY)
        with refused("AccessManagerInvalidInitialAdmin", initialAdmin=NOBODY):
            send(suite.w3, made, operator)


class TestHandover:
    """Hostile R8: the role is handed over in two steps, and the first can be taken back."""

    def test_the_first_step_waits_for_the_delay(self, suite, authority, operator, stranger):
        step = authority.functions.grantRole(ADMIN, stranger, DELAY)
        data = authority.encode_abi("grantRole", step.args)
        operation = Web3.to_hex(authority.functions.hashOperation(operator, authority.address, data).call())
        with refused("AccessManagerNotScheduled", operationId=bytes.fromhex(operation[2:])):
            send(suite.w3, step, operator)

    def test_after_it_there_are_two(self, authority, later, operator, stranger, is_admin):
        later(authority, authority.functions.grantRole(ADMIN, stranger, DELAY), operator)
        assert is_admin(operator)
        assert is_admin(stranger)

    def test_an_heir_that_cannot_act_is_taken_back(self, authority, later, operator, is_admin):
        nobody_s = "0x" + "11" * 20
        later(authority, authority.functions.grantRole(ADMIN, nobody_s, DELAY), operator)
        later(authority, authority.functions.revokeRole(ADMIN, nobody_s), operator)
        assert (is_admin(nobody_s), is_admin(operator)) == (False, True)

    def test_the_second_step_is_the_old_ones_or_the_heirs(self, authority, later, operator, stranger, is_admin):
        later(authority, authority.functions.grantRole(ADMIN, stranger, DELAY), operator)
        later(authority, authority.functions.revokeRole(ADMIN, operator), stranger)
        assert (is_admin(operator), is_admin(stranger)) == (False, True)

    def test_nobody_gives_up_anothers_role(self, suite, authority, operator, stranger, is_admin):
        with refused("AccessManagerBadConfirmation"):
            send(suite.w3, authority.functions.renounceRole(ADMIN, operator), stranger)
        assert is_admin(operator)


class TestTheLastOneGone:
    """Hostile R8: the last administrator can give up its role, and the papers say what goes with it."""

    def test_receivables_still_move_and_are_paid(self, scene, suite, abandoned, supplier, tier2):
        root = scene.issue()
        child = scene.split(root, "tier2", 400)
        scene.fall_due()
        scene.pay(root)
        assert suite.claim(child, sender=tier2).value == 400
        assert suite.claim(root, sender=supplier).value == FACE - 400

    def test_the_other_roles_still_act(self, suite, abandoned, operator, tier2):
        suite.revoke(tier2, sender=operator)
        assert suite.standing(tier2).valid_until == 0

    def test_nobody_can_name_another(self, suite, authority, abandoned, operator, stranger):
        step = authority.functions.grantRole(ADMIN, stranger, DELAY)
        for account in (operator, stranger):
            with refused("AccessManagerUnauthorizedAccount", msgsender=account, roleId=ADMIN):
                send(suite.w3, step, account)

    def test_no_ledger_is_admitted_any_more(self, suite, abandoned, operator, stranger):
        with refused("AccessManagedUnauthorized", caller=operator):
            send(suite.w3, suite.invoice_registry.functions.setLedger(stranger, True), operator)

    def test_what_was_scheduled_is_lost(self, suite, authority, operator, stranger):
        step = authority.functions.grantRole(ADMIN, stranger, DELAY)
        data = authority.encode_abi("grantRole", step.args)
        send(suite.w3, authority.functions.schedule(authority.address, data, 0), operator)
        send(suite.w3, authority.functions.renounceRole(ADMIN, operator), operator)
        pass_by(suite.w3, DELAY + DAY)
        with refused("AccessManagerUnauthorizedAccount", msgsender=operator, roleId=ADMIN):
            send(suite.w3, step, operator)
