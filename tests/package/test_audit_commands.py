"""`headwater audit`: what it prints, for people and for programs, and how it ends."""

import json
import shutil

import pytest
from rich.console import Console
from typer.testing import CliRunner

from headwater import _audit_commands
from headwater._cli import app
from headwater.audit._events import EVENTS
from headwater.audit._workplace import PARTIAL
from tests.package.audits import contents, rehash


def headwater(*arguments):
    return CliRunner().invoke(app, ["audit", *(str(argument) for argument in arguments)])


@pytest.fixture
def at(scene, node, tmp_path):
    """The options that name the scene's suite, on which an obligation was issued."""
    scene.issue()
    scene.suite.deployment.save(tmp_path / "31337.json")
    return ["--rpc", node, "--deployment", tmp_path / "31337.json"]


@pytest.fixture
def to(tmp_path):
    return tmp_path / "audit"


@pytest.fixture
def exported(at, to):
    assert headwater("export", *at, "--to", to).exit_code == 0
    return to


class TestExport:
    def test_it_says_what_it_wrote(self, at, to, w3):
        done = headwater("export", *at, "--to", to)
        assert (done.exit_code, done.stderr) == (0, "")
        words = dict(line.split() for line in done.stdout.splitlines())
        events = (to / EVENTS).read_text().count("\n")
        assert words == {
            "folder": str(to),
            "fromBlock": "1",
            "toBlock": str(w3.eth.block_number),
            "events": str(events),
        }

    def test_it_says_so_to_a_program(self, at, to):
        done = headwater("export", *at, "--to", to, "--from-block", 3, "--to-block", 5, "--json")
        shown = json.loads(done.stdout)
        assert (shown["folder"], shown["fromBlock"], shown["toBlock"]) == (str(to), 3, 5)
        assert done.stderr == ""

    def test_two_runs_give_the_same_bytes(self, at, exported, tmp_path):
        assert headwater("export", *at, "--to", tmp_path / "other").exit_code == 0
        assert contents(tmp_path / "other") == contents(exported)

    def test_a_finished_export_is_not_written_over(self, at, exported):
        done = headwater("export", *at, "--to", exported)
        assert done.exit_code == 1
        assert done.stderr.startswith("Refused: The folder holds a finished export")

    def test_interrupted_it_says_how_to_go_on_and_does(self, at, to, monkeypatch):
        def interrupt(*_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("headwater.audit._export._finish", interrupt)
            done = headwater("export", *at, "--to", to)
        assert (done.exit_code, done.stderr) == (130, "Refused: Interrupted: run again.\n")
        assert (to / PARTIAL).is_dir()
        assert headwater("export", *at, "--to", to).exit_code == 0
        assert not (to / PARTIAL).exists()

    def test_a_file_that_is_no_deployment_is_refused(self, at, to, tmp_path):
        (tmp_path / "31337.json").write_text("{}")
        assert headwater("export", *at, "--to", to).stderr.startswith("Refused: 31337.json is not a deployments file")

    def test_a_folder_that_cannot_be_made_is_refused(self, at, tmp_path):
        (tmp_path / "file").write_text("")
        done = headwater("export", *at, "--to", tmp_path / "file" / "audit")
        assert (done.exit_code, "Not a directory" in done.stderr) == (1, True)

    def test_a_file_in_the_folders_place_is_refused(self, at, tmp_path):
        (tmp_path / "file").write_text("mine")
        done = headwater("export", *at, "--to", tmp_path / "file")
        assert (done.exit_code, done.stderr.startswith("Refused:")) == (1, True)
        assert (tmp_path / "file").read_text() == "mine"


class TestVerify:
    def test_it_says_what_holds(self, at, exported, w3):
        done = headwater("verify", exported, *at)
        assert (done.exit_code, done.stderr) == (0, "")
        words = dict(line.split() for line in done.stdout.splitlines())
        assert words["block"] == str(w3.eth.block_number)
        assert int(words["events"]) > 40
        assert int(words["answers"]) > 40

    def test_it_says_so_to_a_program(self, at, exported, w3):
        done = headwater("verify", exported, *at, "--json")
        assert set(json.loads(done.stdout)) == {"block", "events", "answers"}

    def test_it_names_the_first_difference_and_ends_with_one(self, at, exported):
        text = (exported / "obligations.csv").read_text()
        (exported / "obligations.csv").write_text(text.replace("1000000", "2000000"))
        rehash(exported)
        done = headwater("verify", exported, *at)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == "Refused: obligations.csv, row 1: it is not what the row of events.jsonl says.\n"

    def test_a_folder_that_is_no_export_is_refused(self, at, tmp_path):
        assert headwater("verify", tmp_path, *at).stderr.startswith("Refused: The folder holds no finished export")

    def test_a_folder_that_is_not_there_is_wrong_usage(self, at, tmp_path):
        assert headwater("verify", tmp_path / "nothing", *at).exit_code == 2


class TestWords:
    @pytest.mark.parametrize("verb", ["export", "verify"])
    def test_every_command_is_documented(self, verb):
        done = headwater(verb, "--help")
        assert (done.exit_code, done.stdout.count("\n") > 5) == (0, True)

    @pytest.mark.parametrize("words", [[], ["export"], ["verify"], ["nothing"]])
    def test_wrong_usage_ends_with_two(self, words):
        assert headwater(*words).exit_code == 2

    def test_nothing_names_this_machine(self, exported, at, node):
        whole = b"".join(contents(exported).values())
        assert str(exported).encode() not in whole
        assert node.encode() not in whole

    def test_people_see_how_far_it_is(self, at, to, monkeypatch, capsys):
        made = lambda **_: Console(stderr=True, force_terminal=True, width=100)  # noqa: E731
        monkeypatch.setattr(_audit_commands, "Console", made)
        done = headwater("export", *at, "--to", to)
        assert "Reading blocks" in done.stderr
        shutil.rmtree(to)
        assert headwater("export", *at, "--to", to, "--json").stderr == ""
