"""The `headwater` command and `scripts/deploy.py`: thin skins, plain words, exit codes that say what happened."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from _anvil import ROOT, anvil
from headwater import Deployment, connect, deploy
from headwater._cli import app
from tests.package.scene import GENESIS

DEPLOY = [sys.executable, str(ROOT / "scripts" / "deploy.py")]
HEADWATER = str(Path(sys.executable).with_name("headwater"))
SHOWN = [
    "number", "seller", "buyer", "issueDate", "dueDate", "dueDay", "currency", "decimals", "payable", "documentHash",
]  # fmt: skip

COMMANDS = {
    "invoice": ("check", "show", "commit", "disclose", "verify"),
    "vault": ("put", "get", "share", "revoke"),
    "keys": ("new", "new-encryption", "publish"),
    "audit": ("export", "verify"),
}


def headwater(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def command(*arguments, cwd=ROOT):
    words = [str(argument) for argument in arguments]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, cwd=cwd)


@pytest.fixture
def credit_note(variant, tmp_path):
    path = tmp_path / "credit.xml"
    path.write_bytes(variant((">380<", ">381<")))
    return path


@pytest.fixture
def to(w3, node, tmp_path):
    """The arguments that deploy on the node, on a snapshot, into a folder of the test's own."""
    return ["--rpc", node, "--deployments", tmp_path]


class TestHelp:
    @pytest.mark.parametrize(
        "words",
        [
            ["--help"],
            ["invoice", "--help"],
            ["deploy", "--help"],
            *([room, verb, "--help"] for room, verbs in COMMANDS.items() for verb in verbs),
        ],
    )
    def test_every_command_is_documented(self, words):
        done = headwater(*words)
        assert done.exit_code == 0
        assert done.stdout.count("\n") > 5

    @pytest.mark.parametrize(
        "words",
        [
            *[[], ["invoice"], ["keys"], ["vault"], ["nothing"], ["deploy"], ["--nothing"]],
            *([room, verb] for room, verbs in COMMANDS.items() for verb in verbs),
        ],
    )
    def test_wrong_usage_ends_with_two(self, words):
        assert headwater(*words).exit_code == 2

    def test_the_command_is_installed(self):
        done = command(HEADWATER, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Deep-tier supply chain finance" in done.stdout


class TestInvoiceShow:
    def test_it_shows_what_would_be_financed(self, sample_path):
        done = headwater("invoice", "show", sample_path)
        assert (done.exit_code, done.stderr) == (0, "")
        for words in (
            "TB-2026-004711",
            "Talbrück Großwälzlager GmbH (tax id DE111222333)",
            "443\u202f191.74 EUR",
            "20787",
        ):
            assert words in done.stdout

    def test_no_hash_is_cut_short(self, sample_path, monkeypatch):
        monkeypatch.setenv("COLUMNS", "40")
        shown = json.loads(headwater("invoice", "show", sample_path, "--json").stdout)
        words = headwater("invoice", "show", sample_path).stdout.split()
        assert shown["documentHash"] in words

    def test_json_is_for_programs(self, sample_path):
        shown = json.loads(headwater("invoice", "show", sample_path, "--json").stdout)
        assert list(shown) == SHOWN
        assert (shown["payable"], shown["decimals"], shown["dueDay"]) == ("44319174", 2, 20_787)
        assert len(shown["documentHash"]) == 66

    def test_what_cannot_be_financed_ends_with_three(self, credit_note):
        done = headwater("invoice", "show", credit_note)
        assert (done.exit_code, done.stdout) == (3, "")
        assert done.stderr.startswith("Refused: ")
        assert done.stderr.count("\n") == 1

    def test_json_names_the_refusal(self, credit_note):
        done = headwater("invoice", "show", credit_note, "--json")
        refused = json.loads(done.stdout)
        assert (done.exit_code, refused["refused"], refused["value"]) == (3, "TypeNotFinanceable", "381")
        assert set(refused) == {"refused", "rule", "field", "value", "message"}

    @pytest.mark.parametrize("path", ["missing.xml", "."])
    def test_a_file_that_is_none_ends_with_two(self, path):
        assert headwater("invoice", "show", path).exit_code == 2

    def test_a_name_that_looks_like_markup_is_shown_as_it_is(self, variant, tmp_path):
        (tmp_path / "odd.xml").write_bytes(variant(("Talbrück Großwälzlager GmbH", "[red]Odd[/] [/bold]")))
        done = headwater("invoice", "show", tmp_path / "odd.xml")
        assert (done.exit_code, "[red]Odd[/] [/bold] (tax id" in done.stdout) == (0, True)


class TestDeploy:
    def test_it_says_where_everything_stands(self, to, tmp_path):
        done = headwater("deploy", *to)
        assert (done.exit_code, done.stderr) == (0, "")
        known = Deployment.load(tmp_path / "31337.json")
        assert all(placed.address in done.stdout for placed in known.contracts.values())
        assert "Chain 31337: 22 steps taken; kept in" in done.stdout

    def test_twice_changes_nothing(self, to, tmp_path, w3):
        headwater("deploy", *to)
        block, content = w3.eth.block_number, (tmp_path / "31337.json").read_bytes()
        done = headwater("deploy", *to)
        assert (done.exit_code, "everything is there, nothing changed" in done.stdout) == (0, True)
        assert (w3.eth.block_number, (tmp_path / "31337.json").read_bytes()) == (block, content)

    def test_json_gives_the_addresses(self, to, tmp_path):
        addresses = json.loads(headwater("deploy", *to, "--json").stdout)
        known = Deployment.load(tmp_path / "31337.json").contracts
        assert addresses == {name: placed.address for name, placed in known.items()}

    def test_the_right_chain_id_is_taken(self, to):
        assert headwater("deploy", *to, "--chain-id", 31_337).exit_code == 0

    def test_another_chain_id_ends_with_one(self, to, tmp_path, w3):
        """Hostile C2: nothing is sent to another chain than the one meant."""
        block = w3.eth.block_number
        done = headwater("deploy", *to, "--chain-id", 1)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == "Refused: The node is on chain 31337, not on chain 1.\n"
        assert (w3.eth.block_number, list(tmp_path.iterdir())) == (block, [])

    def test_a_chain_without_unlocked_accounts_ends_with_one(self, tmp_path):
        with anvil(GENESIS, "--chain-id", "5") as url:
            done = headwater("deploy", "--rpc", url, "--deployments", tmp_path)
        assert done.exit_code == 1
        sentence = "Chain 5 is no development chain with unlocked accounts: give --keystore or --key-env."
        assert done.stderr == f"Refused: {sentence}\n"

    @pytest.mark.parametrize("url", ["http://127.0.0.1:1", "node", ""])
    def test_a_node_that_is_not_there_ends_with_one(self, url, tmp_path):
        """Hostile C2: a node that is down ends the command with one sentence and exit code 1."""
        done = headwater("deploy", "--rpc", url, "--deployments", tmp_path)
        assert (done.exit_code, done.stdout, list(tmp_path.iterdir())) == (1, "", [])
        assert done.stderr.startswith("Refused: No Ethereum node answers there")

    def test_a_file_of_another_chain_ends_with_one(self, to, tmp_path, w3):
        """Hostile C2: a deployment is not continued on a chain with another first block."""
        headwater("deploy", *to)
        with anvil(GENESIS + 1) as url:
            done = headwater("deploy", "--rpc", url, "--deployments", tmp_path)
        assert done.exit_code == 1
        assert "Refused: 31337.json is of chain 31337 with genesis" in done.stderr


class TestDeployScript:
    def test_it_runs_from_anywhere_and_twice(self, w3, node, tmp_path):
        first, second = (command(*DEPLOY, "--rpc", node, cwd=tmp_path) for _ in range(2))
        assert (first.returncode, first.stderr, second.returncode) == (0, "", 0)
        assert "22 steps taken; kept in deployments/31337.json" in first.stdout
        assert "everything is there, nothing changed" in second.stdout
        assert (
            Deployment.load(tmp_path / "deployments" / "31337.json").genesis == w3.eth.get_block(0)["hash"].to_0x_hex()
        )

    def test_two_at_once_give_one_suite(self, w3, node, tmp_path):
        words = [*DEPLOY, "--rpc", node, "--json"]
        both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=tmp_path) for _ in range(2)]
        first, second = (json.loads(process.communicate(timeout=60)[0]) for process in both)
        assert first == second
        assert deploy(connect(node), w3.eth.accounts[0], file=tmp_path / "deployments" / "31337.json")

    def test_wrong_usage_ends_with_two(self, tmp_path):
        assert command(*DEPLOY, cwd=tmp_path).returncode == 2
        assert list(tmp_path.iterdir()) == []
