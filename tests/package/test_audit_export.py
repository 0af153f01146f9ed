"""An export holds all that happened, is the same whoever makes it and however often it is cut, and spoils nothing."""

import csv
import hashlib
import itertools
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from headwater import Pedigree
from headwater._errors import DeploymentMismatch
from headwater.audit import (
    ChainReorganised,
    CheckpointRefused,
    FolderTaken,
    Manifest,
    NodeExhausted,
    RangeRefused,
    _node,
    export,
)
from headwater.audit._decoding import Decoder
from headwater.audit._events import EVENTS, Event
from headwater.audit._manifest import MANIFEST
from headwater.audit._rows import Tables, file_names
from headwater.audit._tables import TABLES
from headwater.audit._workplace import PARTIAL, Workplace
from tests.package.audits import (
    WRONG,
    abi_of,
    contents,
    error,
    events_of,
    http_error,
    log_of,
    narrow,
    played,
    rows_of,
    troubled,
)
from tests.package.scene import FACE

SPAN = 16  # blocks, so that an export has ten chunks


@pytest.fixture(scope="module")
def scene():
    with played() as scene:
        yield scene


@pytest.fixture(scope="module")
def w3(scene):
    return scene.programme.w3


@pytest.fixture(scope="module")
def deployment(scene):
    return scene.suite.deployment


@pytest.fixture(scope="module")
def whole(w3, deployment, tmp_path_factory):
    """An export that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    export(w3, deployment, folder)
    return folder


@pytest.fixture
def small_steps(monkeypatch):
    """Ranges of a few blocks."""
    monkeypatch.setattr(_node, "FIRST_SPAN", SPAN)
    monkeypatch.setattr(_node, "WIDEST_SPAN", SPAN)


def run(w3, deployment, folder, trouble=None, **options):
    """Export through a node that makes trouble, without waiting."""
    node = troubled(w3, trouble) if trouble else w3
    return export(node, deployment, folder, pause=lambda _: None, **options)


def interrupting(number, what="Reading blocks"):
    """A progress that presses Ctrl-C when it is told so many times."""
    times = itertools.count(1)

    def progress(said, done, total):
        if said == what and next(times) == number:
            raise KeyboardInterrupt

    return progress


class TestWhatItHolds:
    def test_every_log_of_the_suite_is_in_it_once_and_in_order(self, whole, w3, deployment):
        """Hostile I2: many events stand in one block, in whatever order they are given."""
        addresses = [placed.address for placed in deployment.contracts.values()]
        logs = w3.eth.get_logs({"address": addresses, "fromBlock": 0})
        found = [(row["block"], row["logIndex"], row["data"], row["topics"]) for row in events_of(whole)]
        there = [
            (g["blockNumber"], g["logIndex"], g["data"].to_0x_hex(), [t.to_0x_hex() for t in g["topics"]]) for g in logs
        ]
        assert found == sorted(there, key=lambda each: each[:2])

    def test_every_event_has_its_row_in_one_table(self, whole):
        rows = [(row["block"], row["logIndex"], row["event"]) for name in TABLES for row in rows_of(whole, name)]
        assert sorted(rows) == [(row["block"], row["logIndex"], row["event"]) for row in events_of(whole)]

    def test_no_event_of_the_suite_is_left_over(self, whole):
        assert rows_of(whole, "other") == []

    @pytest.mark.parametrize("name", TABLES)
    def test_csv_and_json_lines_have_the_same_rows(self, whole, name):
        with (whole / f"{name}.csv").open(newline="") as file:
            in_csv = list(csv.DictReader(file))
        for cells, row in zip(in_csv, rows_of(whole, name), strict=True):
            shown = {column: value for column, value in cells.items() if value}
            assert shown.keys() >= {column for column, value in row.items() if value != ""}
            assert all(shown.get(column, "") == text(value) for column, value in row.items())

    def test_every_kind_of_thing_happened(self, whole):
        full = {name for name in TABLES if rows_of(whole, name)}
        assert full == TABLES.keys() - {"other"}

    def test_everything_that_can_go_wrong_went_wrong(self, whole):
        happened = {row["event"] for name in WRONG for row in rows_of(whole, name)}
        assert happened == {event for name in WRONG for event in TABLES[name].events}

    def test_an_order_was_executed_and_one_was_cancelled_by_the_guardian(self, whole, scene, w3):
        rows = {row["event"]: row["transaction"] for row in rows_of(whole, "roles")}
        senders = [w3.eth.get_transaction(rows[f"Operation{what}"])["from"] for what in ("Executed", "Canceled")]
        assert senders == [scene.address("operator"), scene.address("supervisor")]

    def test_credit_notes_are_of_the_contracts_and_of_the_tables(self, whole, deployment):
        rows = rows_of(whole, "credit-notes")
        assert {row["contract"] for row in rows} == {"CreditNotes"}
        notes = [(row["cancelled"], row["owed"]) for row in rows if row["event"] == "CreditNoteIssued"]
        assert notes == [(str(FACE // 10), "0"), (str(65 * FACE // 100), str(5 * FACE // 100))]
        assert Manifest.load(whole).scope.contracts["CreditNotes"] == deployment.address("CreditNotes")

    def test_a_receivable_stands_there_as_people_say_it_too(self, whole):
        for row in rows_of(whole, "pedigree"):
            if row["event"] == "ReceivableSplit":
                assert Pedigree.parse(row["childLabel"]).id == int(row["child"])
                assert Pedigree.parse(row["parentLabel"]).id == int(row["parent"])

    def test_a_day_has_its_date_beside_it_and_an_amount_is_digits(self, whole, scene):
        row = rows_of(whole, "obligations")[0]
        assert (row["face"], row["dueDay"], row["dueDayDate"]) == (str(FACE), "20787", "2026-11-30")
        assert re.fullmatch(r"2026-09-01T12:00:[0-5][0-9]Z", row["time"])
        assert row["obligor"] == scene.address("anchor")

    def test_the_manifest_says_what_each_file_is(self, whole):
        manifest = Manifest.load(whole)
        assert set(manifest.files) == {EVENTS, *file_names()}
        for name, written in manifest.files.items():
            content = (whole / name).read_bytes()
            assert written.sha256 == hashlib.sha256(content).hexdigest()
            assert written.rows == content.count(b"\n") - name.endswith(".csv")

    def test_the_manifest_says_what_it_is_of(self, whole, w3, deployment):
        scope = Manifest.load(whole).scope
        last = w3.eth.get_block("latest")
        assert (scope.chain_id, scope.genesis) == (deployment.chain_id, deployment.genesis)
        assert (scope.first_block, scope.last_block) == (1, last["number"])
        assert scope.last_hash == last["hash"].to_0x_hex()
        assert scope.contracts["Issuance"] == deployment.address("Issuance")

    def test_nothing_else_is_in_the_folder(self, whole):
        assert set(contents(whole)) == {EVENTS, MANIFEST, *file_names()}


def text(value):
    """A value of JSON Lines as its cell of CSV has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


class TestTheSameBytes:
    def test_of_two_runs(self, whole, w3, deployment, tmp_path):
        run(w3, deployment, tmp_path)
        assert contents(tmp_path) == contents(whole)

    @pytest.mark.parametrize("most", [1, 3, 40])
    def test_from_a_node_that_limits_ranges(self, whole, w3, deployment, tmp_path, most):
        run(w3, deployment, tmp_path, narrow(most, lambda: error("query returned more than 10000 results")))
        assert contents(tmp_path) == contents(whole)

    @pytest.mark.parametrize("status", [413, 429, 503])
    def test_from_a_node_that_fails_every_other_time(self, whole, w3, deployment, tmp_path, status):
        times = itertools.count()
        run(w3, deployment, tmp_path, lambda *_: http_error(status) if next(times) % 2 else None)
        assert contents(tmp_path) == contents(whole)

    def test_from_a_node_whose_logs_name_no_time(self, whole, w3, deployment, tmp_path):
        run(w3, deployment, tmp_path, changed_logs(w3, lambda log: log.pop("blockTimestamp", None)))
        assert contents(tmp_path) == contents(whole)

    def test_from_a_node_that_repeats_and_mixes_its_logs(self, whole, w3, deployment, tmp_path):
        """Hostile I3: a node limits what it gives, or fails in the middle."""
        run(w3, deployment, tmp_path, answered(w3, lambda logs: [*reversed(logs), *logs]))
        assert contents(tmp_path) == contents(whole)

    def test_from_a_node_that_gives_more_than_was_asked(self, whole, w3, deployment, tmp_path):
        """Hostile I5: a foreign contract logs what looks like the suite's events."""

        def and_foreign(logs):
            return [*logs, *({**log, "address": "0x" + "99" * 20} for log in logs)]

        run(w3, deployment, tmp_path, answered(w3, and_foreign))
        assert contents(tmp_path) == contents(whole)


def answered(w3, change):
    """The trouble of a node that gives its logs changed."""

    def trouble(method, params):
        if method == "eth_getLogs":
            given = w3.provider.make_request(method, params)
            return {**given, "result": change(given["result"])}
        return None

    return trouble


def changed_logs(w3, change):
    """The same, each log by itself."""

    def each(logs):
        for log in logs:
            change(log)
        return logs

    return answered(w3, each)


class TestInterrupted:
    """Hostile C2: the node is down or slow."""

    @pytest.mark.parametrize("number", range(1, 11))
    def test_after_any_chunk_it_goes_on_and_gives_the_same_bytes(
        self, whole, w3, deployment, tmp_path, small_steps, number
    ):
        with pytest.raises(KeyboardInterrupt):
            run(w3, deployment, tmp_path, progress=interrupting(number))
        assert not (tmp_path / MANIFEST).exists()
        seen = []
        run(w3, deployment, tmp_path, progress=lambda what, done, _: seen.append((what, done)))
        read = [done for what, done in seen if what == "Reading blocks"]
        assert read[:1] == [min(SPAN * (number + 1), w3.eth.block_number)][: number < 10]
        assert contents(tmp_path) == contents(whole)

    @pytest.mark.parametrize("number", range(1, 11))
    def test_within_any_chunk_it_goes_on_and_gives_the_same_bytes(
        self, whole, w3, deployment, tmp_path, small_steps, number, monkeypatch
    ):
        notes, note = itertools.count(), Workplace.note

        def cut(self, checkpoint):
            if next(notes) == number:
                raise OSError(28, "No space left on device")
            note(self, checkpoint)

        monkeypatch.setattr(Workplace, "note", cut)
        with pytest.raises(OSError, match="No space"):
            run(w3, deployment, tmp_path)
        monkeypatch.undo()
        run(w3, deployment, tmp_path)
        assert contents(tmp_path) == contents(whole)

    def test_again_and_again_it_still_comes_to_its_end(self, whole, w3, deployment, tmp_path, small_steps):
        for _ in range(10):
            with pytest.raises(KeyboardInterrupt):
                run(w3, deployment, tmp_path, progress=interrupting(1))
        run(w3, deployment, tmp_path)
        assert contents(tmp_path) == contents(whole)

    def test_while_the_tables_are_written_it_goes_on(self, whole, w3, deployment, tmp_path):
        with pytest.raises(KeyboardInterrupt):
            run(w3, deployment, tmp_path, progress=interrupting(1, "Writing tables"))
        run(w3, deployment, tmp_path)
        assert contents(tmp_path) == contents(whole)

    @pytest.mark.parametrize("moved", [1, 20, len(file_names()) + 1])
    def test_while_the_files_are_moved_it_goes_on(self, whole, w3, deployment, tmp_path, monkeypatch, moved):
        times, replace_file = itertools.count(), Path.replace

        def cut(self, target):
            if target.parent == tmp_path and next(times) == moved:
                raise KeyboardInterrupt
            return replace_file(self, target)

        monkeypatch.setattr(Path, "replace", cut)
        with pytest.raises(KeyboardInterrupt):
            run(w3, deployment, tmp_path)
        monkeypatch.undo()
        assert not (tmp_path / MANIFEST).exists()
        run(w3, deployment, tmp_path)
        assert contents(tmp_path) == contents(whole)

    def test_a_node_that_gave_up_can_be_asked_again_later(self, whole, w3, deployment, tmp_path, small_steps):
        times = itertools.count()
        with pytest.raises(NodeExhausted):
            run(w3, deployment, tmp_path, lambda *_: http_error(503) if next(times) > 8 else None)
        run(w3, deployment, tmp_path)
        assert contents(tmp_path) == contents(whole)

    def test_the_end_stays_the_one_it_began_with(self, scene, w3, deployment, tmp_path, small_steps):
        last = w3.eth.block_number
        with pytest.raises(KeyboardInterrupt):
            run(w3, deployment, tmp_path, progress=interrupting(2))
        before = w3.provider.make_request("evm_snapshot", [])["result"]
        w3.provider.make_request("evm_mine", [])
        assert run(w3, deployment, tmp_path).scope.last_block == last
        w3.provider.make_request("evm_revert", [before])


class TestRefused:
    def test_a_finished_export_is_never_written_over(self, whole, w3, deployment):
        """Hostile C4: a file stands where one is to be written."""
        before = contents(whole)
        with pytest.raises(FolderTaken, match="holds a finished export"):
            run(w3, deployment, whole)
        assert contents(whole) == before

    def test_a_folder_with_other_files_is_left_alone(self, w3, deployment, tmp_path):
        """Hostile C4: a file stands where one is to be written."""
        (tmp_path / "payments.csv").write_text("mine")
        with pytest.raises(FolderTaken, match="holds other files"):
            run(w3, deployment, tmp_path)
        assert contents(tmp_path) == {"payments.csv": b"mine"}

    def test_two_programs_do_not_write_one_export(self, w3, deployment, tmp_path):
        """Hostile C5: two programs write one export."""
        (tmp_path / PARTIAL).mkdir()
        with FileLock(tmp_path / PARTIAL / "lock"), pytest.raises(CheckpointRefused, match="Another program"):
            run(w3, deployment, tmp_path)

    @pytest.mark.parametrize(("first", "last"), [(5, 4), (1, 10**6), (10**6, None)])
    def test_a_range_that_the_chain_has_not(self, w3, deployment, tmp_path, first, last):
        with pytest.raises(RangeRefused, match="is no range of a chain"):
            run(w3, deployment, tmp_path, from_block=first, to_block=last)

    def test_a_node_on_another_chain(self, w3, deployment, tmp_path):
        for change in ({"chain_id": 1}, {"genesis": "0x" + "00" * 32}):
            with pytest.raises(DeploymentMismatch, match="not on the deployment's chain"):
                run(w3, replace(deployment, **change), tmp_path)
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("log", [{}, {"address": None}, {"blockNumber": "many"}, {"topics": None}])
    def test_logs_that_are_none(self, w3, deployment, tmp_path, log):
        spoil = answered(w3, lambda logs: [{**each, **log} if log else {} for each in logs])
        with pytest.raises(NodeExhausted, match="cannot be read as logs"):
            run(w3, deployment, tmp_path, spoil)


class TestAnotherRun:
    """What an interrupted run left is gone on with only by the same export."""

    @pytest.fixture
    def left(self, w3, deployment, tmp_path, small_steps):
        with pytest.raises(KeyboardInterrupt):
            run(w3, deployment, tmp_path, progress=interrupting(3))
        return tmp_path

    def alter(self, folder, **changes):
        file = folder / PARTIAL / "checkpoint.json"
        read = json.loads(file.read_text())
        read["scope"].update(changes)
        file.write_text(json.dumps(read))

    def test_of_another_chain_is_refused(self, w3, deployment, left):
        self.alter(left, genesis="0x" + "00" * 32)
        with pytest.raises(CheckpointRefused, match="of another chain"):
            run(w3, deployment, left)

    def test_of_another_deployment_is_refused(self, w3, deployment, left):
        others = {**deployment.contracts, "Extra": deployment.contracts["Receivables"]}
        with pytest.raises(CheckpointRefused, match="of another deployment"):
            run(w3, replace(deployment, contracts=others), left)

    @pytest.mark.parametrize("given", [{"from_block": 2}, {"to_block": 50}])
    def test_of_another_range_is_refused(self, w3, deployment, left, given):
        with pytest.raises(CheckpointRefused, match="of another range"):
            run(w3, deployment, left, **given)

    def test_whose_end_was_replaced_is_refused(self, w3, deployment, left):
        """Hostile I1: the chain is another than it was when the export was made."""
        self.alter(left, last_hash="0x" + "00" * 32)
        with pytest.raises(ChainReorganised, match=f"Block {w3.eth.block_number} has another hash"):
            run(w3, deployment, left)

    @pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 2}', "[" * 10_000])
    def test_that_is_damaged_is_refused(self, w3, deployment, left, text):
        (left / PARTIAL / "checkpoint.json").write_text(text)
        with pytest.raises(CheckpointRefused, match="damaged"):
            run(w3, deployment, left)

    def test_whose_events_are_cut_is_refused(self, w3, deployment, left):
        (left / PARTIAL / EVENTS).write_bytes(b"")
        with pytest.raises(CheckpointRefused, match="damaged"):
            run(w3, deployment, left)


class TestReorganised:
    """Hostile I1: the chain is another while it is read."""

    def test_the_end_is_looked_at_again(self, w3, deployment, tmp_path):
        asked, last = itertools.count(), w3.eth.block_number

        def trouble(method, params):
            if method == "eth_getBlockByNumber" and int(params[0], 16) == last and next(asked):
                return {"result": {"hash": "0x" + "00" * 32, "timestamp": "0x1"}}
            return None

        with pytest.raises(ChainReorganised, match=f"Block {w3.eth.block_number} has another hash"):
            run(w3, deployment, tmp_path, trouble)

    def test_a_log_of_a_block_that_was_replaced_is_seen(self, w3, deployment, tmp_path):
        def replaced(log):
            log["blockHash"] = "0x" + "00" * 32
            del log["blockTimestamp"]

        with pytest.raises(ChainReorganised, match="was replaced while it was read"):
            run(w3, deployment, tmp_path, changed_logs(w3, replaced))


class TestRanges:
    def test_only_the_blocks_that_were_asked_for(self, w3, deployment, whole, tmp_path):
        manifest = run(w3, deployment, tmp_path, from_block=57, to_block=60)
        assert (manifest.scope.first_block, manifest.scope.last_block) == (57, 60)
        assert events_of(tmp_path) == [row for row in events_of(whole) if 57 <= row["block"] <= 60]

    def test_blocks_without_logs_give_empty_tables(self, w3, deployment, tmp_path):
        manifest = run(w3, deployment, tmp_path, from_block=0, to_block=0)
        assert {written.rows for written in manifest.files.values()} == {0}

    def test_no_machine_and_no_hour_is_named(self, whole):
        shown = json.loads((whole / MANIFEST).read_text())
        assert set(shown) == {
            *("version", "chain_id", "genesis", "contracts", "first_block", "last_block", "last_hash", "files")
        }


class TestCells:
    """What is written for people to open in a spreadsheet."""

    def row_of(self, abi, values):
        address, said = "0x" + "11" * 20, {}
        decoder = Decoder({address: ("Suite", [abi])})
        tables = Tables(lambda name, line: said.setdefault(name, line.decode()))
        tables.row(Event.of_log(decoder, log_of(abi, values, address), 0))
        return said

    LABEL = {  # noqa: RUF012 - an ABI
        "type": "event",
        "name": "RoleLabel",
        "anonymous": False,
        "inputs": [
            {"name": "roleId", "type": "uint64", "indexed": True},
            {"name": "label", "type": "string", "indexed": False},
        ],
    }

    @pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x","y")'])
    def test_what_a_spreadsheet_would_run_is_text(self, label):
        said = self.row_of(self.LABEL, {"roleId": 1, "label": label})
        (cells,) = csv.reader(said["roles.csv"].splitlines(keepends=True))
        assert "'" + label in cells
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
        assert json.loads(said["roles.jsonl"])["label"] == label

    @pytest.mark.parametrize("label", ["a,b", 'a"b', "Äpfel", "x" * 100_000, "1/7<3@2", "'"])
    def test_any_other_text_stays_as_it_is(self, label):
        """Hostile I4: a cell holds what a spreadsheet or a terminal would obey."""
        said = self.row_of(self.LABEL, {"roleId": 1, "label": label})
        assert json.loads(said["roles.jsonl"])["label"] == label
        assert label.replace('"', '""') in said["roles.csv"]

    @pytest.mark.parametrize("sign", ["\0", "\n", "\r", "\t", "\u202e", "\x1b"])
    def test_what_cannot_be_seen_is_shown_and_begins_no_line(self, sign):
        """Hostile I4: a cell holds what a spreadsheet or a terminal would obey."""
        said = self.row_of(self.LABEL, {"roleId": 1, "label": f"{sign}=1{sign}"})
        assert json.loads(said["roles.jsonl"])["label"] == f"{sign}=1{sign}"
        assert f"\\u{{{ord(sign):x}}}=1\\u" in said["roles.csv"]
        assert len(said["roles.csv"].splitlines()) == 1

    def test_a_day_and_a_receivable_that_are_none_have_nothing_beside_them(self):
        values = {"obligation": 1, "payer": "0x" + "22" * 20, "lastInterestDay": 2**255, "reasonHash": bytes(32)}
        assert json.loads(self.row_of(abi_of("HoldPlaced"), values)["freezes.jsonl"])["lastInterestDayDate"] == ""
