"""Deployment on a real chain: whole, wired as the design says, continued where it was cut, never on a wrong chain."""

import dataclasses
import itertools
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from _anvil import ROOT, anvil
from headwater import (
    Capacity,
    Deployment,
    DeploymentMismatch,
    Limits,
    Programme,
    Role,
    Standing,
    Suite,
    artifact,
    connect,
    deploy,
)
from headwater._connection import call
from headwater._days import LAST_DAY
from headwater._deploy import CUSTODIAN, DAY, ISSUANCE, ORDER
from tests.package.scene import GENESIS

STEPS = [
    *(f"deploy {name}" for name in ORDER),
    "give the roles",
    "admit the ledger to the invoice registry",
    "accredit the custody",
    "set the administrator's delay",
]
MEMBERS = {role: f"0x{role:039x}1" for role in Role}
WHOLE = [*ORDER, ISSUANCE]
WIRING = len(ORDER)
NAMED = Programme(**{role.name.lower(): member for role, member in MEMBERS.items()})


class Cut(Exception):
    """The run ends here."""


def cut_at(step):
    """Give a listener that ends the run before its step of this number."""
    steps = itertools.count()

    def note(_):
        if next(steps) == step:
            raise Cut

    return note


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deployments" / "31337.json"


@pytest.fixture
def deployer(w3):
    return w3.eth.accounts[0]


@pytest.fixture
def run(w3, deployer, file):
    """Deploy into the file; gives the deployment and the steps taken."""

    def once(programme=None):
        steps = []
        return deploy(w3, deployer, programme, file, steps.append), steps

    return once


@pytest.fixture
def deployed(run):
    return run()[0]


@pytest.fixture
def cut(w3, deployer, file):
    """Deploy into the file, up to a step."""

    def until(step):
        with pytest.raises(Cut):
            deploy(w3, deployer, file=file, note=cut_at(step))

    return until


@pytest.fixture
def authority(w3):
    def of(deployment):
        return w3.eth.contract(deployment.address("Authority"), abi=artifact("Authority").abi).functions

    return of


def edit(file, **changes):
    content = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(content | changes), "utf-8")


class TestDeploying:
    def test_everything_is_deployed_and_noted(self, run, w3):
        deployed, steps = run()
        assert (list(deployed.contracts), steps) == (WHOLE, STEPS)
        assert all(w3.eth.get_code(placed.address) for placed in deployed.contracts.values())

    def test_the_chain_has_the_shipped_code(self, deployed, w3):
        code = w3.eth.get_code(deployed.address("Authority")).hex()
        shipped = json.loads((ROOT / "headwater/artifacts/Authority.json").read_text("utf-8"))
        assert code == shipped["deployedBytecode"].removeprefix("0x")

    def test_the_file_says_which_chain_it_is_of(self, deployed, file, w3):
        content = json.loads(file.read_text("utf-8"))
        assert content["chain_id"] == 31_337
        assert content["genesis"] == w3.eth.get_block(0)["hash"].to_0x_hex()
        assert Deployment.load(file) == deployed

    def test_the_file_says_where_each_contract_stands(self, deployed, w3):
        for placed in deployed.contracts.values():
            assert placed.block <= w3.eth.block_number
            assert not w3.eth.get_code(placed.address, placed.block - 1)
            assert w3.eth.get_code(placed.address, placed.block)

    def test_the_suite_can_be_used_at_once(self, deployed, w3):
        assert Suite(w3, deployed).limits() == Limits()

    def test_the_limits_are_the_programmes(self, run, w3):
        limits = Limits(2, 400, 5, 30)
        assert Suite(w3, run(Programme(limits=limits))[0]).limits() == limits

    def test_without_a_file_nothing_is_written(self, w3, deployer, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert list(deploy(w3, deployer).contracts) == WHOLE
        assert list(tmp_path.iterdir()) == []

    def test_without_a_file_every_run_is_a_new_suite(self, w3, deployer):
        assert deploy(w3, deployer).contracts != deploy(w3, deployer).contracts

    def test_no_draft_is_left_beside_the_file(self, deployed, file):
        assert {path.suffix for path in file.parent.iterdir()} <= {".json", ".lock"}


class TestAgain:
    def test_a_second_run_changes_nothing(self, deployed, run, file, w3):
        block, content = w3.eth.block_number, file.read_bytes()
        assert run() == (deployed, [])
        assert (w3.eth.block_number, file.read_bytes()) == (block, content)

    def test_a_second_run_does_not_write_the_file(self, deployed, run, file):
        written = file.stat().st_mtime_ns
        run()
        assert file.stat().st_mtime_ns == written

    def test_a_second_run_with_other_members_named_changes_nothing(self, run, w3):
        first, _ = run(NAMED)
        block = w3.eth.block_number
        assert run(NAMED) == (first, [])
        assert w3.eth.block_number == block

    @pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
    def test_a_run_that_was_cut_goes_on_where_it_stopped(self, cut, run, file, w3, step):
        """Hostile C2: wherever a run is cut, the next completes it."""
        cut(step)
        before = Deployment.load(file).contracts if file.exists() else {}
        deployed, steps = run()
        assert steps == STEPS[step:]
        assert before.items() <= deployed.contracts.items()
        assert run()[1] == []

    @pytest.mark.parametrize("step", range(len(STEPS)), ids=STEPS)
    def test_a_run_that_was_cut_sends_nothing_twice(self, cut, run, w3, deployer, step):
        sent = w3.eth.get_transaction_count(deployer)
        cut(step)
        run()
        assert w3.eth.get_transaction_count(deployer) - sent == len(STEPS)

    @pytest.mark.parametrize("step", range(WIRING, len(STEPS)), ids=STEPS[WIRING:])
    def test_a_run_cut_in_the_wiring_is_wired_whole(self, cut, run, authority, deployer, step):
        cut(step)
        functions = authority(run()[0])
        assert functions.hasRole(Role.ADMIN, deployer).call() == [True, 5 * DAY]
        assert functions.getRoleGuardian(Role.ENFORCER).call() == Role.GUARDIAN

    @pytest.mark.parametrize("missing", [ORDER[first:] for first in range(1, len(ORDER))])
    def test_a_file_with_a_part_of_the_contracts_is_completed(self, cut, run, file, missing):
        cut(WIRING)
        known = json.loads(file.read_text("utf-8"))["contracts"]
        edit(file, contracts={name: placed for name, placed in known.items() if name not in missing})
        deployed, steps = run()
        assert steps == [*(f"deploy {name}" for name in missing), *STEPS[WIRING:]]
        assert Deployment.load(file) == deployed

    def test_the_issuance_is_the_one_its_ledger_made(self, deployed, run, w3, deployer, file):
        other = deploy(w3, deployer).contracts[ISSUANCE]
        known = json.loads(file.read_text("utf-8"))["contracts"]
        edit(file, contracts=known | {ISSUANCE: dataclasses.asdict(other)})
        assert run() == (deployed, [])

    def test_two_runs_at_once_take_turns(self, run, file, w3, deployer):
        sent = w3.eth.get_transaction_count(deployer)
        with ThreadPoolExecutor(4) as pool:
            runs = [future.result() for future in [pool.submit(run) for _ in range(4)]]
        assert sorted(steps for _, steps in runs) == [[], [], [], STEPS]
        assert all(deployment == Deployment.load(file) for deployment, _ in runs)
        assert w3.eth.get_transaction_count(deployer) - sent == len(STEPS)


class TestCustody:
    """The contract that keeps receivables for advances is a custodian from the start, whoever is the registrar."""

    @pytest.fixture
    def standing(self, w3):
        """What participants say of the custody: if it is payable, a custodian, frozen; its standing and identity."""

        def of(deployment):
            suite = Suite(w3, deployment)
            custody = suite.factoring.address
            payable = suite.participants.functions.isPayable(custody).call()
            return payable, suite.standing(custody), suite.legal_identity(custody)

        return of

    @pytest.mark.parametrize("programme", [None, NAMED], ids=["its deployer's", "another registrar's"])
    def test_it_is_a_custodian_and_nothing_else(self, run, standing, programme):
        expected = Standing(Capacity.CUSTODIAN, "ZZ", LAST_DAY, False, False)
        assert standing(run(programme)[0]) == ([True, True, False], expected, CUSTODIAN)

    def test_it_stands_for_the_company_that_the_programme_names(self, run, standing):
        programme = Programme(custodian=b"\xc0" * 32, custodian_country="DE")
        _, found, identity = standing(run(programme)[0])
        assert (found.country, identity) == ("DE", b"\xc0" * 32)

    @pytest.mark.parametrize("step", range(WIRING, len(STEPS)), ids=STEPS[WIRING:])
    def test_a_cut_run_for_another_registrar_leaves_the_deployer_no_role(
        self, run, w3, deployer, file, authority, standing, step
    ):
        """Hostile C2: the role that the deployer gives itself for a moment comes and goes in one transaction."""
        with pytest.raises(Cut):
            deploy(w3, deployer, NAMED, file, cut_at(step))
        registrar = authority(Deployment.load(file)).hasRole(Role.REGISTRAR, deployer).call()
        deployed, steps = run(NAMED)
        functions = authority(deployed)
        assert (registrar, steps) == ([False, 0], STEPS[step:])
        assert [functions.hasRole(role, deployer).call() for role in Role] == [[False, 0]] * len(Role)
        assert standing(deployed)[0] == [True, True, False]
        assert run(NAMED)[1] == []

    @pytest.mark.parametrize("custodian", [b"", bytes(32), b"\xc0" * 31, b"\xc0" * 33, "0x" + "c0" * 32, None])
    def test_a_company_without_an_identity_is_refused_before_anything_is_sent(self, custodian):
        with pytest.raises(ValueError, match="The custodian's legal identity has 32 bytes that are not all zero"):
            Programme(custodian=custodian)

    @pytest.mark.parametrize("country", ["", "de", "DEU", "D", "Ä1", "ÄÖ", b"DE", None])
    def test_a_country_that_is_none_is_refused_before_anything_is_sent(self, country):
        with pytest.raises(ValueError, match="A country is two capital letters"):
            Programme(custodian_country=country)


class TestRefusing:
    def test_a_file_from_another_genesis(self, deployed, deployer, file):
        content = file.read_bytes()
        with anvil(GENESIS + 1) as url, pytest.raises(DeploymentMismatch, match=r"31337\.json .* genesis 0x"):
            deploy(connect(url), deployer, file=file)
        assert file.read_bytes() == content

    def test_a_file_of_another_chain(self, deployed, run, file, w3):
        block = w3.eth.block_number
        edit(file, chain_id=1)
        with pytest.raises(DeploymentMismatch, match=r"is of chain 1 with genesis .* this node is chain 31337"):
            run()
        assert w3.eth.block_number == block

    @pytest.mark.parametrize("name", WHOLE)
    @pytest.mark.parametrize("code", ["0x", "0x00"])
    def test_code_that_was_replaced(self, deployed, run, w3, name, code):
        call(w3, "anvil_setCode", deployed.address(name), code)
        with pytest.raises(DeploymentMismatch, match=f"is not the {name} that was deployed there"):
            run()

    def test_a_contract_of_another_version(self, deployed, run, file):
        known = json.loads(file.read_text("utf-8"))["contracts"]
        known["Participants"]["artifact_hash"] = "0x" + "00" * 32
        edit(file, contracts=known)
        with pytest.raises(DeploymentMismatch, match=r"Participants at 0x.* is of another version of the suite"):
            run()

    @pytest.mark.parametrize(
        "content",
        ["", "[]", "null", "{}", "\x00", '{"contracts": []}', '{"contracts": {"Authority": {}}, "chain_id": 1}'],
    )
    def test_a_file_that_is_no_deployment(self, run, file, content):
        file.parent.mkdir()
        file.write_text(content, "utf-8")
        with pytest.raises(DeploymentMismatch, match=r"31337\.json is not a deployments file"):
            run()
        assert file.read_text("utf-8") == content

    @pytest.mark.parametrize("address", ["0x12", "", 5, None, "0x" + "zz" * 20])
    def test_an_address_that_is_none(self, deployed, run, file, address):
        known = json.loads(file.read_text("utf-8"))["contracts"]
        known["Authority"]["address"] = address
        edit(file, contracts=known)
        with pytest.raises(DeploymentMismatch, match="is not a deployments file"):
            run()

    def test_a_suite_that_is_not_whole(self, w3):
        with pytest.raises(DeploymentMismatch, match="There is no Authority in the deployment on chain 31337"):
            Suite(w3, Deployment(31_337, "0x", {}))
