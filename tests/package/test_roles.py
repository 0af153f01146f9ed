"""Who may do what in a deployed suite, with which delay: DESIGN section 2."""

import re

import pytest
from eth_abi.abi import decode
from eth_utils.abi import function_abi_to_4byte_selector

import _powers
from _anvil import ROOT
from _powers import powers
from headwater import HeadwaterError, Programme, Role, artifact, connect, deploy
from headwater._connection import call, send
from headwater._deploy import DAY
from headwater._refusals import named_refusals
from security_paper import PAPER, paper
from tests.package.scene import refused

MEMBERS = {role: f"0x{role:039x}1" for role in Role}
NAMED = Programme(**{role.name.lower(): member for role, member in MEMBERS.items()})
DELAYS = {Role.ADMIN: 5 * DAY, Role.ENFORCER: 3 * DAY}

RESTRICTED = sorted(
    (source.stem, function)
    for source in (ROOT / "contracts").rglob("*.sol")
    for function in re.findall(r"function (\w+)\([^{;]*\brestricted\b", source.read_text("utf-8"))
)
HOME = {
    "Oversight": "Issuance",
    "ProgrammeSettings": "Issuance",
    "SmallEnterprises": "ConditionalEscrow",
    "Supervision": "Receivables",
}
MANAGED = ("ConditionalEscrow", "InvoiceRegistry", "Issuance", "Participants", "Receivables")
ALLOWED = [
    ("ConditionalEscrow", "barKinds", Role.OPERATOR),
    ("ConditionalEscrow", "setKind", Role.OPERATOR),
    ("InvoiceRegistry", "setLedger", Role.ADMIN),
    ("Issuance", "freezeObligation", Role.SUPERVISOR),
    ("Issuance", "liftBar", Role.OPERATOR),
    ("Issuance", "liftHold", Role.SUPERVISOR),
    ("Issuance", "placeHold", Role.SUPERVISOR),
    ("Issuance", "setCap", Role.OPERATOR),
    ("Issuance", "setCurrency", Role.OPERATOR),
    ("Issuance", "setLimits", Role.OPERATOR),
    ("Participants", "register", Role.REGISTRAR),
    ("Participants", "registerMany", Role.REGISTRAR),
    ("Participants", "revoke", Role.REGISTRAR),
    ("Participants", "setFrozen", Role.SUPERVISOR),
    ("Participants", "setStandingReader", Role.OPERATOR),
    ("Receivables", "forcedTransfer", Role.ENFORCER),
    ("Receivables", "forcedTransferFor", Role.ENFORCER),
    ("Receivables", "recover", Role.ENFORCER),
    ("Receivables", "setFrozenTokens", Role.SUPERVISOR),
    ("Receivables", "setFrozenTokensFor", Role.SUPERVISOR),
]

OF_THE_MANAGER = "AccessManagerUnauthorizedAccount"
REFUSALS = {
    ("Receivables", "the ledger's `Issuance`"): "Receivables_NotIssuance",
    ("InvoiceRegistry", "a ledger that ADMIN admitted"): "InvoiceRegistry_NotLedger",
    ("Authority", "ADMIN"): OF_THE_MANAGER,
}
"""How a privileged function refuses a caller; where nothing is said, as what is managed does."""

BY_ROLE = "AccessManagedUnauthorized"
NOT_SCHEDULED = "AccessManagerNotScheduled"
POWERS = [power for power in powers() if power.function != "cancel"]


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
            [each is role and role not in DELAYS, DELAYS.get(role, 0) if each is role else 0] for each in Role
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


@pytest.fixture(scope="module")
def wired(node):
    """A suite whose roles are each another member's, for tests that only ask; gives the connection and it."""
    w3 = connect(node)
    return w3, deploy(w3, w3.eth.accounts[0], NAMED)


@pytest.fixture
def outcome(wired, stranger):
    """What a call with the emptiest arguments comes to, by who calls: the refusal's name, or None."""
    w3, deployment = wired
    callers = {role.name: MEMBERS[role] for role in Role}
    callers |= {"deployer": w3.eth.accounts[0], "stranger": stranger}

    def of(power):
        contract = w3.eth.contract(deployment.address(power.contract), abi=artifact(power.contract).abi)
        step = contract.get_function_by_name(power.function)
        step = step(*empty(step.abi["inputs"]))
        return {name: refusal(step, caller) for name, caller in callers.items()}

    return of


class TestPowers:
    """What the paper on security says of every privileged function is so on chain."""

    @pytest.mark.parametrize("power", POWERS, ids=lambda power: f"{power.contract}.{power.function}")
    def test_every_other_caller_is_refused(self, outcome, power):
        """A role has its own functions alone, and the deployer none."""
        expected = REFUSALS.get((power.contract, power.who), BY_ROLE)
        found = {name: said for name, said in outcome(power).items() if name != power.who}
        assert found == dict.fromkeys(found, expected)
        assert len(found) == len(Role) + 2 - (power.role is not None)

    @pytest.mark.parametrize("power", [p for p in POWERS if p.delay], ids=lambda p: f"{p.contract}.{p.function}")
    def test_who_has_to_wait_is_refused_what_was_not_scheduled(self, outcome, power):
        assert outcome(power)[power.who] == NOT_SCHEDULED

    @pytest.mark.parametrize(
        "power", [p for p in POWERS if p.role is not None and not p.delay], ids=lambda p: f"{p.contract}.{p.function}"
    )
    def test_who_need_not_wait_is_let_through(self, outcome, power):
        assert outcome(power)[power.who] not in (BY_ROLE, OF_THE_MANAGER, NOT_SCHEDULED)

    def test_the_delays_are_those_of_the_chain(self, wired):
        w3, deployment = wired
        of = w3.eth.contract(deployment.address("Authority"), abi=artifact("Authority").abi).functions.hasRole
        assert {p.role: p.delay for p in powers() if p.role is not None} == {
            role: of(role, member).call()[1] for role, member in MEMBERS.items()
        }

    def test_what_is_scheduled_is_cancelled_by_guardian_admin_and_its_caller_alone(
        self, named, authority, w3, stranger
    ):
        """Nobody else can keep an order from being executed, and a guardian always can."""
        data = w3.eth.contract(abi=artifact("Receivables").abi).encode_abi("forcedTransfer", [stranger, stranger, 1])
        functions, given = authority(named), (named.address("Receivables"), data)
        enforcer = acting(w3, MEMBERS[Role.ENFORCER])
        send(w3, functions.schedule(*given, 0), enforcer)
        step = functions.cancel(enforcer, *given)
        found = {role: refusal(step, member) for role, member in MEMBERS.items()}
        cancelling = (Role.ADMIN, Role.ENFORCER, Role.GUARDIAN)
        assert found == {role: None if role in cancelling else "AccessManagerUnauthorizedCancel" for role in Role}
        assert refusal(step, stranger) == "AccessManagerUnauthorizedCancel"

    def test_an_order_waits_for_the_whole_delay(self, named, authority, w3, stranger):
        """Not a second sooner, and only what was announced."""
        data = w3.eth.contract(abi=artifact("Receivables").abi).encode_abi("forcedTransfer", [stranger, stranger, 1])
        functions, ledger, enforcer = authority(named), named.address("Receivables"), acting(w3, MEMBERS[Role.ENFORCER])
        send(w3, functions.schedule(ledger, data, 0), enforcer)
        scheduled = w3.eth.get_block("latest")["timestamp"]
        for waited, said in ((3 * DAY - 1, "AccessManagerNotReady"), (3 * DAY, "Receivables_NoSuchReceivable")):
            call(w3, "evm_setNextBlockTimestamp", scheduled + waited)
            call(w3, "evm_mine")
            assert refusal(functions.execute(ledger, data), enforcer) == said

    def test_what_the_administrator_schedules_no_guardian_cancels(self, named, authority, w3):
        functions, manager = authority(named), named.address("Authority")
        admin = acting(w3, MEMBERS[Role.ADMIN])
        contract = w3.eth.contract(manager, abi=artifact("Authority").abi)
        data = contract.encode_abi("grantRole", [int(Role.ENFORCER), admin, 0])
        send(w3, functions.schedule(manager, data, 0), admin)
        step = functions.cancel(admin, manager, data)
        assert refusal(step, MEMBERS[Role.GUARDIAN]) == "AccessManagerUnauthorizedCancel"
        assert refusal(step, admin) is None


class TestThePaper:
    """The tables name every privileged function, and are what the script makes."""

    def test_it_is_up_to_date(self):
        assert PAPER.read_text("utf-8") == paper()

    def test_every_restricted_function_stands_in_it_with_its_role(self):
        found = {(power.contract, power.function, power.role) for power in powers()}
        assert set(ALLOWED) <= found

    def test_nothing_else_of_the_contracts_has_a_guard(self):
        guarded = re.compile(r"function (\w+)\([^{;]*\b(?:restricted|onlyIssuance)\b")
        files = [file for file in (ROOT / "contracts").rglob("*.sol") if "mocks" not in file.parts]
        found = {name for file in files for name in guarded.findall(file.read_text("utf-8"))}
        assert found == {p.function for p in powers() if p.contract != "Authority"} - {"record", "setAuthority"}

    @pytest.mark.parametrize("name", MANAGED)
    def test_each_managed_contract_says_who_puts_it_under_another_manager(self, name):
        assert (name, "setAuthority", None) in {(p.contract, p.function, p.role) for p in powers()}

    def test_every_function_is_one_of_the_shipped_contract_and_logs_its_events(self):
        for power in powers():
            abi = artifact(power.contract).abi
            assert power.function in {entry.get("name") for entry in abi if entry["type"] == "function"}
            if power.contract != "Authority":
                known = {entry["name"] for entry in abi if entry["type"] == "event"}
                assert set(power.events) <= known | {"InvoiceFinanced"}

    def test_every_power_of_a_role_logs_something(self):
        assert [power.function for power in powers() if power.role is not None and not power.events] == []

    def test_a_function_without_a_bound_is_refused(self, monkeypatch):
        monkeypatch.setitem(_powers.BOUNDS, "Participants", {"register": "none"})
        powers.cache_clear()
        with pytest.raises(ValueError, match=r"no function or no bound: .*setFrozen"):
            powers()
        monkeypatch.undo()
        powers.cache_clear()


def refusal(step, caller):
    """Give the name of what refuses a call, or None."""
    try:
        with named_refusals():
            step.call({"from": caller})
    except HeadwaterError as error:
        return type(error).__name__
    return None


def acting(w3, account):
    """Let an account without a key act on the test's chain."""
    call(w3, "anvil_impersonateAccount", account)
    call(w3, "anvil_setBalance", account, hex(10**18))
    return w3.to_checksum_address(account)


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
