"""Deploying with a key, and everything that stops it: one sentence, exit code 1, nothing half done."""

import json
import signal
import subprocess
import sys
import time

import pytest
from eth_account import Account
from typer.testing import CliRunner

from _anvil import ROOT, anvil
from headwater import ChainUnsupported, Deployment, TransactionFailed, artifact, connect, deploy
from headwater._cli import app
from headwater._connection import call, send, sign_with
from headwater._deploy import ISSUANCE, ORDER
from headwater._preflight import estimated_gas
from tests.package.ganache import ganache
from tests.package.scene import GENESIS, heed_interrupts

SCRIPT = [sys.executable, str(ROOT / "scripts" / "deploy.py")]
PASSWORD = "correct horse"
ACCOUNT = Account.from_key("0x4c0883a69102937d6231471b5dbb6204fe512961708279f7b8a5b1d3c9d0f1e2")
KEY = ACCOUNT.key.hex()
WIRING = 4  # the transactions that follow those of the contracts
ETHER = 10**18


def headwater(*words, typed=""):
    return CliRunner().invoke(app, ["deploy", *map(str, words)], input=typed)


def refusal(done):
    """The one sentence that a run ends with."""
    assert (done.exit_code, done.stdout.strip(), done.stderr.count("\n")) == (1, "", 1), done.output
    assert KEY not in done.output
    return done.stderr.removeprefix("Refused: ").strip()


@pytest.fixture
def funded(w3):
    call(w3, "anvil_setBalance", ACCOUNT.address, hex(ETHER))


@pytest.fixture
def to(w3, node, tmp_path, monkeypatch):
    """The arguments that deploy on the node by a key, into a folder of the test's own."""
    monkeypatch.setenv("DEPLOYER_KEY", KEY)
    return ["--rpc", node, "--deployments", tmp_path / "deployments", "--key-env", "DEPLOYER_KEY"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "deployments" / "31337.json"


@pytest.fixture
def keystore(tmp_path):
    file = tmp_path / "keystore.json"
    file.write_text(json.dumps(Account.encrypt(KEY, PASSWORD, kdf="pbkdf2", iterations=1)), "utf-8")
    file.chmod(0o600)
    return file


class TestByAKey:
    """Hostile C1: the key that deploys comes from a file or a variable, and no output shows it."""

    def test_the_key_of_a_variable_deploys(self, to, funded, file, w3):
        done = headwater(*to)
        assert (done.exit_code, done.stderr) == (0, "")
        assert w3.eth.get_transaction_count(ACCOUNT.address) == len(ORDER) + WIRING
        assert list(Deployment.load(file).contracts) == sorted([*ORDER, ISSUANCE])
        assert KEY not in done.output

    def test_the_key_of_a_keystore_deploys(self, to, funded, keystore, w3):
        done = headwater(*to[:4], "--keystore", keystore, typed=f"{PASSWORD}\n")
        assert (done.exit_code, PASSWORD in done.output) == (0, False)
        assert w3.eth.get_transaction_count(ACCOUNT.address) == len(ORDER) + WIRING

    def test_a_key_deploys_on_a_chain_that_is_not_for_development(self, to):
        with anvil(GENESIS, "--chain-id", "5") as url:
            call(connect(url), "anvil_setBalance", ACCOUNT.address, hex(ETHER))
            assert headwater(*to, "--rpc", url, "--chain-id", 5).exit_code == 0

    def test_both_is_wrong_usage(self, to, keystore):
        assert headwater(*to, "--keystore", keystore).exit_code == 2

    def test_the_estimate_covers_what_deploying_costs(self, to, funded, w3):
        first = w3.eth.block_number + 1
        assert headwater(*to).exit_code == 0
        used = sum(w3.eth.get_block(number)["gasUsed"] for number in range(first, w3.eth.block_number + 1))
        assert used < estimated_gas(ORDER) < 2 * used


class TestStopped:
    def test_by_a_wrong_password(self, to, keystore):
        assert refusal(headwater(*to[:4], "--keystore", keystore, typed="no\n")).endswith("is wrong.")

    def test_by_a_key_that_is_none(self, to, monkeypatch):
        monkeypatch.setenv("DEPLOYER_KEY", KEY[1:])
        sentence = "The environment variable DEPLOYER_KEY holds no private key of 64 hex digits."
        assert refusal(headwater(*to)) == sentence

    def test_by_a_variable_that_is_not_set(self, to, monkeypatch):
        monkeypatch.delenv("DEPLOYER_KEY")
        assert refusal(headwater(*to)) == "The environment variable DEPLOYER_KEY is not set."

    def test_by_an_account_without_funds(self, to, file, w3):
        """Hostile C2: what cannot be paid for is not begun."""
        block = w3.eth.block_number
        assert f"{ACCOUNT.address} has 0 ether, and deploying costs about 0.0" in refusal(headwater(*to))
        assert (w3.eth.block_number, file.exists()) == (block, False)

    def test_by_a_chain_without_cancun(self, to, tmp_path):
        with ganache() as url:
            sentence = refusal(headwater("--rpc", url, *to[2:4]))
            with pytest.raises(ChainUnsupported, match="Chain 1337 does not run the instructions of Cancun"):
                deploy(w3 := connect(url), w3.eth.accounts[0])
        assert sentence.startswith("Chain 1337 does not run the instructions of Cancun, which the suite needs: ")

    def test_by_a_slow_node(self, to, w3):
        """Hostile C2: a node that does not answer is given up after the time-out."""
        from socket import create_server

        with create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            done = headwater(*to, "--rpc", url, "--timeout", 0.2)
        assert refusal(done) == "No Ethereum node answers there: ReadTimeout."

    def test_by_code_that_is_not_ours_though_the_file_vouches_for_it(self, to, funded, file, w3):
        headwater(*to)
        content = json.loads(file.read_text("utf-8"))
        placed = content["contracts"]
        placed["Participants"] = placed["InvoiceRegistry"] | {"artifact_hash": artifact("Participants").hash}
        file.write_text(json.dumps(content), "utf-8")
        assert "is not ours: it is no Participants of the suite" in refusal(headwater(*to))

    def test_by_a_damaged_file(self, to, file):
        file.parent.mkdir()
        file.write_text('{"chain_id": 31337, "contr', "utf-8")
        sentence = "31337.json is not a deployments file: bring it back, or move it away to deploy anew."
        assert refusal(headwater(*to)) == sentence

    def test_by_a_folder_that_is_a_file(self, to, tmp_path):
        (tmp_path / "deployments").write_text("", "utf-8")
        assert ": File exists." in refusal(headwater(*to))

    def test_by_another_transaction_of_the_account(self, w3, funded):
        """Hostile C2: a number that another transaction has spent is named as what it is."""
        sign_with(w3, ACCOUNT)
        shipped = artifact("Authority")
        step = w3.eth.contract(abi=shipped.abi, bytecode=shipped.bytecode).constructor(ACCOUNT.address)
        send(w3, step, ACCOUNT.address)
        stale = lambda ask, _: lambda m, p: ask(m, [{**p[0], "nonce": 0}]) if m == "eth_sendTransaction" else ask(m, p)  # noqa: E731
        w3.middleware_onion.add(stale_nonce(stale))
        with pytest.raises(TransactionFailed, match=rf"Another transaction of {ACCOUNT.address} came in between"):
            send(w3, step, ACCOUNT.address)


def stale_nonce(wrap):
    """A middleware that gives every transaction the nonce of a run that asked too early."""
    from web3.middleware import Web3Middleware

    class Stale(Web3Middleware):
        def wrap_make_request(self, make_request):
            return wrap(make_request, self._w3)

    return Stale


class TestInterrupted:
    def test_it_says_so_and_the_next_run_goes_on(self, to, funded, file, w3):
        """Hostile C2: a run that is cut is made whole by the next."""
        call(w3, "evm_setAutomine", False)
        words = [*SCRIPT, *map(str, to)]
        process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts)
        until = time.monotonic() + 20
        while time.monotonic() < until and int(call(w3, "txpool_status")["pending"], 16) == 0:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]
        call(w3, "evm_setAutomine", True)
        assert (process.returncode, said) == (130, "Refused: Interrupted: run again.\n")
        assert headwater(*to).exit_code == 0


class TestAtOnce:
    def test_two_runs_on_one_key_give_one_suite(self, to, funded, file, w3):
        words = [*SCRIPT, *map(str, to), "--json"]
        both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        first, second = (json.loads(process.communicate(timeout=60)[0]) for process in both)
        assert first == second == {name: at.address for name, at in Deployment.load(file).contracts.items()}
        assert w3.eth.get_transaction_count(ACCOUNT.address) == len(ORDER) + WIRING
