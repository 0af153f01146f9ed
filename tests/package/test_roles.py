"""Who may do what in a deployed suite, with which delay: DESIGN section 2."""

import re

import pytest
from eth_abi.abi import decode
from eth_utils.abi import function_abi_to_4byte_selector

from _anvil import ROOT
from headwater import Programme, Role, artifact, deploy
from headwater._deploy import DAY
from headwater._refusals import named_refusals
from tests.package.scene import refused

MEMBERS = {role: f"0x{role:039x}1" for role in Role}
NAMED = Programme(**{role.name.lower(): member for role, member in MEMBERS.items()})
DELAYS = {Role.ADMIN: 5 * DAY, Role.ENFORCER: 3 * DAY}

RESTRICTED = sorted(
    (source.stem, function)
    for source in (ROOT / "contracts").rglob("*.sol")
    for function in re.findall(r"function (\w+)\([^{;]*\brestricted\b", source.read_text("utf-8"))
)
HOME = {"ProgrammeSettings": "Issuance", "SmallEnterprises": "ConditionalEscrow"}
MANAGED = ("ConditionalEscrow", "InvoiceRegistry", "Issuance", "Participants")
ALLOWED = [
    ("ConditionalEscrow", "barKinds", Role.OPERATOR),
    ("ConditionalEscrow", "setKind", Role.OPERATOR),
    ("InvoiceRegistry", "setLedger", Role.ADMIN),
    ("Issuance", "setCap", Role.OPERATOR),
    ("Issuance", "setCurrency", Role.OPERATOR),
    ("Issuance", "setLimits", Role.OPERATOR),
    ("Participants", "register", Role.REGISTRAR),
    ("Participants", "registerMany", Role.REGISTRAR),
    ("Participants", "revoke", Role.REGISTRAR),
    ("Participants", "setStandingReader", Role.OPERATOR),
]


@pytest.fixture
def deployer(w3):
    return w3.eth.accounts[0]


@pytest.fixture
def named(w3, deployer):
    """A suite whose roles are each another member's."""
    return deploy(w3, deployer, NAMED)


@pytest.fixture
def authority(w3):
    """The functions of a deployment's access manager."""

    def of(deployment):
        return w3.eth.contract(deployment.address("Authority"), abi=artifact("Authority").abi).functions

    return of


class TestRoles:
    @pytest.mark.parametrize("role", Role)
    def test_each_role_has_its_member_and_delay(self, named, authority, role):
        assert authority(named).hasRole(role, MEMBERS[role]).call() == [True, DELAYS.get(role, 0)]

    def test_the_administrators_delay_is_no_shorter_than_the_enforcers(self):
        """Rule G3."""
        assert Programme().admin_delay >= Programme().enforcer_delay > 0
        with pytest.raises(ValueError, match="The administrator's delay is no shorter than the enforcer's"):
            Programme(enforcer_delay=3 * DAY, admin_delay=3 * DAY - 1)

    def test_the_guardian_can_stop_the_enforcer(self, named, authority):
        functions = authority(named)
        assert functions.getRoleGuardian(Role.ENFORCER).call() == Role.GUARDIAN
        assert {functions.getRoleAdmin(role).call() for role in Role} == {Role.ADMIN}

    def test_the_deployer_keeps_nothing(self, named, authority, deployer):
        functions = authority(named)
        assert [functions.hasRole(role, deployer).call() for role in Role] == [[False, 0]] * len(Role)

    def test_a_deployer_that_runs_the_programme_itself_has_the_delays_too(self, w3, authority, deployer):
        functions = authority(deploy(w3, deployer))
        found = [functions.hasRole(role, deployer).call() for role in Role]
        assert found == [[True, DELAYS.get(role, 0)] for role in Role]

    @pytest.mark.parametrize("role", Role)
    def test_a_stranger_has_no_role(self, named, authority, stranger, role):
        assert authority(named).hasRole(role, stranger).call() == [False, 0]

    @pytest.mark.parametrize(("contract", "function", "role"), ALLOWED)
    def test_each_function_is_one_roles(self, named, authority, w3, contract, function, role):
        """Rules P1, P9, V1, G1."""
        at, selector = named.address(contract), selector_of(w3, contract, function)
        allowed = [authority(named).canCall(member, at, selector).call() for member in MEMBERS.values()]
        assert allowed == [
            [each is role and role is not Role.ADMIN, 5 * DAY * (each is role is Role.ADMIN)] for each in Role
        ]

    def test_the_registry_serves_the_ledger_alone(self, named, w3, stranger):
        registry = w3.eth.contract(named.address("InvoiceRegistry"), abi=artifact("InvoiceRegistry").abi).functions
        assert registry.isLedger(named.address("Receivables")).call()
        assert not registry.isLedger(stranger).call()


class TestStrangers:
    def test_every_restricted_function_is_some_roles(self):
        found = [(HOME.get(source, source), function) for source, function in RESTRICTED]
        assert sorted(found) == [(contract, function) for contract, function, _ in ALLOWED]

    @pytest.mark.parametrize(("source", "function"), RESTRICTED)
    def test_a_restricted_function_refuses_a_stranger(self, suite, w3, stranger, source, function):
        name = HOME.get(source, source)
        contract = w3.eth.contract(suite.deployment.address(name), abi=artifact(name).abi)
        step = contract.get_function_by_name(function)
        with refused("AccessManagedUnauthorized", caller=stranger), named_refusals():
            step(*empty(step.abi["inputs"])).call({"from": stranger})

    @pytest.mark.parametrize("name", MANAGED)
    def test_nobody_but_the_authority_changes_the_authority(self, suite, w3, operator, name):
        contract = w3.eth.contract(suite.deployment.address(name), abi=artifact(name).abi)
        with refused("AccessManagedUnauthorized", caller=operator), named_refusals():
            contract.functions.setAuthority(operator).call({"from": operator})


def selector_of(w3, contract, function):
    return function_abi_to_4byte_selector(
        w3.eth.contract(abi=artifact(contract).abi).get_function_by_name(function).abi
    )


def empty(inputs):
    """Give the emptiest arguments that a function takes."""
    return [
        tuple(empty(i["components"])) if i["type"] == "tuple" else [] if i["type"].endswith("[]") else zero(i["type"])
        for i in inputs
    ]


def zero(kind):
    if kind == "address":
        return "0x" + "00" * 20
    return {"bytes": b"", "string": ""}.get(kind) if kind in ("bytes", "string") else decode([kind], bytes(32))[0]
