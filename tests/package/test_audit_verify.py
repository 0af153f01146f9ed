"""A verified export is what the chain shows; whoever changes it is found, with what was changed, at the first place."""

import itertools
import json
import shutil
from contextlib import contextmanager
from dataclasses import replace

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from headwater import Pedigree
from headwater._connection import call
from headwater._errors import DeploymentMismatch
from headwater._types import ZERO_ADDRESS
from headwater.audit import (
    ChainReorganised,
    Contradiction,
    ExportMismatch,
    FileAltered,
    Manifest,
    ManifestMalformed,
    NodeExhausted,
    RangeRefused,
    StateMissing,
    Verified,
    export,
    verify,
)
from headwater.audit._decoding import Decoder
from headwater.audit._events import EVENTS, Event
from headwater.audit._expected import checks
from headwater.audit._manifest import MANIFEST
from headwater.audit._replay import Replay
from headwater.audit._rows import file_names
from headwater.audit._tables import TABLES
from tests.package.audits import (
    error,
    events_of,
    forge,
    http_error,
    played,
    raise_by,
    rehash,
    troubled,
)

BALANCE_OF = "0x70a08231"  # balanceOf(address)
FULL = [name for name in TABLES if name != "other"]


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
    folder = tmp_path_factory.mktemp("whole")
    export(w3, deployment, folder)
    return folder


@pytest.fixture
def copy(whole, tmp_path):
    """A copy to spoil."""
    return shutil.copytree(whole, tmp_path / "copy")


@pytest.fixture
def check(w3, deployment):
    """Verify a folder, through a node that may make trouble, without waiting."""

    def make(folder, trouble=None):
        node = troubled(w3, trouble) if trouble else w3
        return verify(node, deployment, folder, pause=lambda _: None)

    make.node = w3.provider
    return make


@pytest.fixture
def forged(whole, deployment, tmp_path):
    """Give the export with changed events; tables, hashes and counts agree with them."""
    return lambda change: forge(whole, tmp_path / "forged", deployment, change)


class TestGenuine:
    def test_it_holds(self, whole, check):
        done = check(whole)
        assert isinstance(done, Verified)
        assert done.events == len(events_of(whole))
        assert done.scope == Manifest.load(whole).scope

    def test_every_kind_of_state_is_asked_for(self, whole, w3, deployment):
        state, decoder = Replay(), Decoder.of(deployment)
        for line in (whole / EVENTS).read_bytes().splitlines():
            state.apply(Event.of_line(decoder, line))
        asked = {(each.contract, each.view.partition("(")[0]) for each in checks(state, 2**40)}
        ledger = {("Receivables", name) for name in ("obligation", "receivable", "balanceOf", "creditOf", "exposure")}
        ledger |= {("Receivables", name) for name in ("position", "mergedInto", "getFrozenTokens", "canTransfer")}
        others = {("Participants", "standingOf"), ("Authority", "hasRole"), ("Issuance", "programme")}
        others |= {("Issuance", name) for name in ("holdOn", "isFrozen", "isDefaultRecorded", "isBarred")}
        others |= {("CreditNotes", "claimOf"), ("CreditNotes", "openClaimsOf"), ("Authority", "getSchedule")}
        others |= {("Participants", "standingReaders"), ("Authority", "getNonce")}
        assert asked >= ledger | others | {("Participants", "legalIdentityOf"), ("InvoiceRegistry", "financingOf")}

    def test_what_happens_afterwards_does_not_matter(self, whole, check, scene):
        before = call(scene.programme.w3, "evm_snapshot")
        scene.suite.set_cap(scene.address("anchor"), scene.currency, 1, sender=scene.address("operator"))
        assert check(whole).scope == Manifest.load(whole).scope
        call(scene.programme.w3, "evm_revert", before)

    def test_through_a_node_that_fails_every_other_time(self, whole, check):
        times = itertools.count()
        assert check(whole, lambda *_: http_error(503) if next(times) % 2 else None) == check(whole)


class TestFiles:
    @pytest.mark.parametrize("name", [EVENTS, *file_names()])
    def test_one_that_was_changed_is_named(self, copy, check, name):
        content = (copy / name).read_bytes()
        (copy / name).write_bytes(content[:-1] + b"!")
        with pytest.raises(FileAltered, match="its SHA-256 is not the one that the manifest gives") as caught:
            check(copy)
        assert (caught.value.file, caught.value.row) == (name, None)

    def test_one_that_is_missing_is_named(self, copy, check):
        (copy / "claims.csv").unlink()
        with pytest.raises(FileAltered, match=r"claims\.csv: it is missing"):
            check(copy)

    @pytest.mark.parametrize("name", FULL)
    @pytest.mark.parametrize("kind", ["csv", "jsonl"])
    def test_a_row_that_was_changed_with_its_hash_is_named(self, copy, check, name, kind):
        file = copy / f"{name}.{kind}"
        lines = file.read_bytes().splitlines(keepends=True)
        row = len(lines) - 1
        lines[row] = lines[row].replace(b"1", b"2")
        file.write_bytes(b"".join(lines))
        rehash(copy)
        with pytest.raises(FileAltered, match=r"it is not what the row of events\.jsonl says") as caught:
            check(copy)
        assert (caught.value.file, caught.value.row) == (file.name, row + (kind == "jsonl"))

    @pytest.mark.parametrize("name", ["freezes.csv", "freezes.jsonl", "payments.csv", "payments.jsonl"])
    def test_a_row_too_many_is_named(self, copy, check, name):
        with (copy / name).open("ab") as file:
            file.write(b"{}\n")
        rehash(copy)
        with pytest.raises(FileAltered, match=r"no row of events\.jsonl says so"):
            check(copy)

    def test_a_row_too_few_is_named(self, copy, check):
        lines = (copy / "claims.jsonl").read_bytes().splitlines(keepends=True)
        (copy / "claims.jsonl").write_bytes(b"".join(lines[:-1]))
        rehash(copy)
        with pytest.raises(FileAltered) as caught:
            check(copy)
        assert (caught.value.file, caught.value.row) == ("claims.jsonl", len(lines))

    def test_a_head_of_other_columns_is_named(self, copy, check):
        text = (copy / "claims.csv").read_text()
        (copy / "claims.csv").write_text(text.replace("amount", "amounT", 1))
        rehash(copy)
        with pytest.raises(FileAltered) as caught:
            check(copy)
        assert (caught.value.file, caught.value.row) == ("claims.csv", 0)

    def test_a_count_that_is_wrong_is_named(self, copy, check):
        found = Manifest.load(copy)
        files = {**found.files, "claims.csv": replace(found.files["claims.csv"], rows=99)}
        replace(found, files=files).save(copy / MANIFEST)
        with pytest.raises(FileAltered, match=r"claims\.csv: it has not as many rows"):
            check(copy)


class TestEvents:
    """The events themselves were changed, and the manifest with them."""

    def spoil(self, copy, row, change):
        lines = (copy / EVENTS).read_bytes().splitlines(keepends=True)
        lines[row - 1 : row] = change(lines[row - 1])
        (copy / EVENTS).write_bytes(b"".join(lines))
        rehash(copy)

    @pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"null", b"\xff", b"[" * 10_000, b'{"address": "0x"}'])
    def test_a_line_that_is_no_event(self, copy, check, line):
        self.spoil(copy, 5, lambda _: [line + b"\n"])
        with pytest.raises(FileAltered, match=r"events\.jsonl, row 5: it is no event of the suite's contracts"):
            check(copy)

    @pytest.mark.parametrize("name", ["args", "event", "contract"])
    def test_what_was_decoded_is_not_what_the_chain_wrote(self, copy, check, name):
        self.spoil(copy, 60, lambda line: [json.dumps({**json.loads(line), name: "other"}).encode() + b"\n"])
        with pytest.raises(
            FileAltered, match=r"events\.jsonl, row 60: it says something else than its topics and data"
        ):
            check(copy)

    def test_a_row_that_stands_twice(self, copy, check):
        self.spoil(copy, 60, lambda line: [line, line])
        with pytest.raises(FileAltered, match=r"events\.jsonl, row 61: it does not come after the one before"):
            check(copy)

    def test_a_row_from_behind_the_end(self, forged, check):
        with pytest.raises(FileAltered, match="in the manifest's range"):
            check(forged(lambda events: events.append(replace(events[-1], block=events[-1].block + 1))))


# Which change of an event is found where: event, argument, contract, what is named.
TAMPERED = [
    ("ObligationIssued", "face", "Receivables", "obligation 1: liveFace"),
    ("ObligationIssued", "dueDay", "Receivables", "obligation 1: dueDay"),
    ("ObligationIssued", "graceDays", "Receivables", "obligation 1: graceDays"),
    ("ObligationIssued", "lateRatePpm", "Receivables", "obligation 1: lateRatePpm"),
    ("ObligationIssued", "lateBasis", "Receivables", "obligation 1: lateBasis"),
    ("ObligationPaid", "amount", "Receivables", "obligation 1: paid"),
    ("ValueCancelled", "value", "Receivables", "obligation 1: liveFace"),
    ("TransferValue", "value", "Receivables", "receivable 1/1<0@0: value"),
    ("ReceivableClaimed", "amount", "Receivables", "receivable 1/1<0@0: claimed"),
    ("AmountParked", "amount", "Receivables", "credit of "),
    ("CapSet", "cap", "Receivables", "exposure of "),
    ("ParticipantRegistered", "validUntil", "Participants", "standing of "),
    ("ParticipantRegistered", "capacities", "Participants", "standing of "),
    ("RoleGranted", "delay", "Authority", "role "),
    ("SaltCancelled", "salt", "DiscountMarket", "isSpent "),
    ("TargetFunctionRoleUpdated", "roleId", "Authority", "getTargetFunctionRole "),
    ("LimitsSet", "defaultDays", "Receivables", "obligation 1: defaultDays"),
    ("LimitsSet", "maxDepth", "Receivables", "storage of obligation 1: maxDepth"),
    ("LateInterestPaid", "amount", "Receivables", "obligation 5: paid"),
    ("GuarantorAdvanced", "principal", "Receivables", "storage of obligation 5: principal"),
    ("GuarantorAdvanced", "interest", "Receivables", "storage of obligation 5: interest"),
    ("GuarantorRepaid", "principal", "Receivables", "obligation 5: paid"),
    ("CreditWithdrawn", "amount", "Receivables", "credit of "),
    ("HoldPlaced", "lastInterestDay", "Receivables", "position of obligation 6 on day 20939: principal"),
    ("DefaultRecorded", "obligation", "Issuance", "isDefaultRecorded 2"),
    ("ForcedTransferFor", "id", "The chain", "row "),
    ("CreditNoteIssued", "cancelled", "The chain", "row "),
    ("CreditNoteIssued", "owed", "CreditNotes", "claim of "),
    ("CreditClaimSettled", "amount", "CreditNotes", "claim of "),
    ("OperationScheduled", "schedule", "The chain", "row "),
    ("OperationScheduled", "nonce", "Authority", "getNonce "),
    ("ReceivableMerged", "value", "Receivables", "merged into "),
]

# Which bits that are turned over in the chain's storage are found where: contract, mapping's slot with keys, bits, what
# is named. An obligation's record has its words at +0 to +4.
WRITTEN = [
    ("Receivables", "0 6/1<0@0", 1 << 160, "receivable 6/1<0@0: value"),
    ("Receivables", "0 6/1<0@0", 1, "receivable 6/1<0@0: holder"),
    ("Receivables", "6 6/1<0@0", 1 << 5, "receivable 6/1<0@0: claimed"),
    ("Receivables", "1 supplier", 1, "receivables of "),
    ("Receivables", "2+0 6", 1 << 184, "obligation 6: serials"),
    ("Receivables", "2+0 6", 1 << 248, "storage of obligation 6: maxDepth"),
    ("Receivables", "2+0 5", 1 << 254, "obligation 5: lateBasis"),
    ("Receivables", "2+0 7", 1 << 255, "storage of obligation 7: halted"),
    ("Receivables", "2+1 6", 1 << 160, "obligation 6: liveFace"),
    ("Receivables", "2+1 6", 1 << 248, "obligation 6: defaultDays"),
    ("Receivables", "2+3 6", 1, "obligation 6: paid"),
    ("Receivables", "2+3 6", 1 << 88, "obligation 6: interestPaid"),
    ("Receivables", "2+3 6", 1 << 200, "position of obligation 6 on day 20939: interest"),
    ("Receivables", "2+3 1", 1 << 200, "storage of obligation 1: reckonedDay"),
    ("Receivables", "2+3 7", 1 << 224, "storage of obligation 7: frozen"),
    ("Receivables", "2+3 6", 1 << 232, "storage of obligation 6: halted"),
    ("Receivables", "2+3 5", 1 << 240, "obligation 5: status"),
    ("Receivables", "2+4 6", 1, "obligation 6: cancelled"),
    ("Receivables", "2+4 6", 1 << 88, "storage of obligation 6: accrued"),
    ("Receivables", "2+4 6", 1 << 127, "position of obligation 6 on day 20939: interest"),
    ("Receivables", "2+4 6", 1 << 224, "storage of obligation 6: paidLateDay"),
    ("Receivables", "2+4 1", 1 << 238, "obligation 1: status"),
    ("Receivables", "3 anchor currency", 1, "exposure of "),
    ("Receivables", "8 5", 1 << 160, "position of obligation 5 on day 20939: advanced"),
    ("Receivables", "8+1 5", 1, "position of obligation 5 on day 20939: advanced"),
    ("Receivables", "9 supplier 5/1<0@0", 1, "canTransfer of receivable 5/1<0@0"),
    ("Receivables", "15 financier currency", 1, "credit of "),
    ("Issuance", "3 =anchor", 1, "bar of "),
    ("Issuance", "3 =anchor", 1 << 248, "bar of "),
    ("Issuance", "4 6", 1, "holdOn 6: payer"),
    ("Issuance", "5 7", 1, "isFrozen 7"),
    ("Issuance", "6 3", 1, "isDefaultRecorded 3"),
    ("Participants", "3 tier2", 1 << 72, "standing of "),
    ("CreditNotes", "0 anchor =supplier currency", 1, "claim of "),
    ("CreditNotes", "1 =supplier", 1, "open claims on "),
]

# Which event that is left out, the last of its kind, is found where: event, contract, what is named.
LEFT_OUT = [
    ("ObligationPaid", "Receivables", "obligation 6: paid"),
    ("LateInterestPaid", "Receivables", "obligation 6: paid"),
    ("GuarantorAdvanced", "Receivables", "obligation 5: status"),
    ("GuarantorRepaid", "Receivables", "obligation 5: paid"),
    ("Frozen", "The chain", "row "),
    ("FrozenFor", "The chain", "row "),
    ("ForcedTransfer", "The chain", "row "),
    ("ForcedTransferFor", "The chain", "row "),
    ("HoldPlaced", "Receivables", "position of obligation 6 on day 20939: principal"),
    ("HoldLifted", "Receivables", "position of obligation 6 on day 20939: principal"),
    ("ObligationFrozen", "Receivables", "storage of obligation 7: halted"),
    ("ParticipantFrozen", "Participants", "standing of "),
    ("DefaultRecorded", "Issuance", "bar of "),
    ("BarLifted", "The chain", "row "),
    ("CreditNoteIssued", "CreditNotes", "claim of "),
    ("CreditClaimSettled", "CreditNotes", "claim of "),
    ("OperationCanceled", "The chain", "row "),
    ("StandingReaderSet", "Participants", "standing readers"),
]


class TestTampered:
    """An event was changed, and everything else in the folder with it: the chain alone knows better."""

    @pytest.mark.parametrize(("event", "argument", "contract", "subject"), TAMPERED)
    def test_a_number_is_found(self, forged, check, event, argument, contract, subject):
        with pytest.raises(Contradiction, match="by the events") as caught:
            check(forged(lambda events: raise_by(events, event, argument)))
        assert caught.value.contract == contract
        assert caught.value.subject.startswith(subject)

    @pytest.mark.parametrize(("event", "contract", "subject"), LEFT_OUT)
    def test_the_last_of_its_kind_that_is_left_out_is_found(self, forged, check, event, contract, subject):
        def change(events):
            events.remove([each for each in events if each.name == event][-1])

        with pytest.raises(Contradiction) as caught:
            check(forged(change))
        assert (caught.value.contract, caught.value.subject[: len(subject)]) == (contract, subject)

    @pytest.mark.parametrize("event", ["HoldPlaced", "DefaultRecorded", "CreditNoteIssued"])
    def test_what_undoes_an_event_that_is_left_out_is_found(self, forged, check, event):
        def change(events):
            named = [each for each in events if each.name == event]
            for each in named if event == "CreditNoteIssued" else named[:1]:
                events.remove(each)

        with pytest.raises(FileAltered, match="is about what no event before it has made"):
            check(forged(change))

    def test_a_payment_before_its_time_is_found(self, forged, check):
        def change(events):
            place, paid = next((i, each) for i, each in enumerate(events) if each.name == "ObligationPaid")
            events[place] = replace(paid, time="2026-09-02T00:00:00Z")

        with pytest.raises(
            Contradiction, match=r"position of obligation 1 .*: nothing by the events, one on the chain"
        ):
            check(forged(change))

    @pytest.mark.parametrize(
        ("event", "contract", "subject"),
        [
            ("StandingAcceptanceSet", "Participants", "standing of "),
            ("ParticipantRevoked", "Participants", "standing of "),
            ("ObligationPaid", "Receivables", "obligation 1: paid"),
            ("ReceivableClaimed", "Receivables", "receivable 1/1<0@0: claimed"),
            ("AmountParked", "The chain", "row "),
            ("ApprovalForAll", "The chain", "row "),
            ("MilestoneReleased", "The chain", "row "),
            ("ReceivableSplit", "The chain", "row "),
        ],
    )
    def test_an_event_that_is_left_out_is_found(self, forged, check, event, contract, subject):
        def change(events):
            events.remove(next(each for each in events if each.name == event))

        with pytest.raises(Contradiction) as caught:
            check(forged(change))
        assert (caught.value.contract, caught.value.subject[: len(subject)]) == (contract, subject)

    @pytest.mark.parametrize(
        "changes",
        [
            {"block_hash": "0x" + "00" * 32},
            {"time": "2026-01-01T00:00:00Z"},
            {"transaction": "0x" + "00" * 32},
            {"index": 9_999},
        ],
    )
    def test_what_leaves_no_trace_in_the_state_is_found(self, forged, check, changes):
        def change(events):
            place = max(i for i, each in enumerate(events[:-1]) if each.block != events[i + 1].block)
            events[place] = replace(events[place], **changes)

        with pytest.raises(
            Contradiction, match=r"The chain, row [0-9]+ of events\.jsonl: ([A-Za-z]+) \(block .* by .*, \1 "
        ):
            check(forged(change))

    def test_a_payers_reference_is_found(self, forged, check):
        def change(events):
            place, paid = next((i, each) for i, each in enumerate(events) if each.name == "ObligationPaid")
            events[place] = replace(paid, data=paid.data[:-1] + "7")

        with pytest.raises(Contradiction, match=r"The chain, row [0-9]+ of events\.jsonl: ObligationPaid \(block"):
            check(forged(change))

    def test_an_event_that_was_made_up_is_found(self, forged, check):
        def change(events):
            made_up = next(each for each in events if each.name == "ReceivableSplit")
            last = events[-1]
            placed = {"block": last.block, "index": 99, "block_hash": last.block_hash, "time": last.time}
            events.append(replace(made_up, **placed))

        with pytest.raises(
            Contradiction, match=r"ReceivableSplit \(block [0-9]+, log 99\) by the events, nothing on the chain"
        ):
            check(forged(change))

    def test_another_holder_is_found(self, forged, check, scene):
        def change(events):
            place, last = next(
                (i, e)
                for i, e in reversed([*enumerate(events)])
                if e.name == "Transfer" and e.args["to"] != ZERO_ADDRESS
            )
            stranger = "0x" + scene.address("stranger")[2:].lower().rjust(64, "0")
            events[place] = replace(last, topics=[*last.topics[:2], stranger, last.topics[3]])

        with pytest.raises(Contradiction, match=r"Receivables, receivable .*: holder: 0x.* by the events, 0x"):
            check(forged(change))

    def test_a_receivable_that_was_burned_is_found(self, forged, check):
        def change(events):
            gone = next(e for e in events if e.name == "Transfer" and e.args["to"] == ZERO_ADDRESS)
            value = next(
                e
                for e in events
                if e.name == "TransferValue"
                and e.args["fromTokenId"] == gone.args["tokenId"]
                and not e.args["toTokenId"]
            )
            events.remove(gone)
            events.remove(value)

        with pytest.raises(Contradiction, match="one by the events, nothing on the chain"):
            check(forged(change))

    def test_a_receivable_that_lives_is_found(self, forged, check, scene):
        def change(events):
            last = [e for e in events if e.name == "Transfer" and e.args["to"] != ZERO_ADDRESS][-1]
            nobody, holder = "0x" + "00" * 32, last.topics[2]
            events.append(
                replace(
                    events[-1],
                    index=98,
                    contract=last.contract,
                    address=last.address,
                    topics=[last.topics[0], holder, nobody, last.topics[3]],
                    data="0x",
                )
            )

        with pytest.raises(Contradiction, match="nothing by the events, one on the chain"):
            check(forged(change))

    def test_an_obligation_that_was_never_issued_is_found(self, forged, check):
        def change(events):
            issued = next(e for e in events if e.name == "ObligationIssued")
            number = "0x" + f"{99:064x}"
            events.append(
                replace(
                    issued,
                    block=events[-1].block,
                    index=99,
                    block_hash=events[-1].block_hash,
                    time=events[-1].time,
                    topics=[issued.topics[0], number, *issued.topics[2:]],
                )
            )

        with pytest.raises(Contradiction, match="Issuance, programme: obligations: 9 by the events, 8 on the chain"):
            check(forged(change))

    def test_what_speaks_of_nothing_is_found(self, forged, check):
        def change(events):
            events.remove(next(e for e in events if e.name == "ObligationIssued"))

        with pytest.raises(FileAltered, match="Transfer is about what no event before it has made"):
            check(forged(change))


def key_of(scene, key):
    """The key of a mapping: a number, a receivable, a member of the cast, its company, or the currency."""
    if key.isdigit():
        return int(key)
    if "/" in key:
        return Pedigree.parse(key).id
    if key.startswith("="):
        return int.from_bytes(scene.suite.legal_identity(scene.address(key[1:])))
    return int(scene.currency if key == "currency" else scene.address(key), 16)


@contextmanager
def turned_over(scene, contract, place, change):
    """A chain in which bits of a word of storage are turned over."""
    w3, at = scene.programme.w3, scene.suite.deployment.address(contract)
    slot, *keys = place.split()
    found, _, offset = slot.partition("+")
    for key in keys:
        found = int.from_bytes(keccak(encode(["uint256", "uint256"], [key_of(scene, key), int(found)])))
    found = int(found) + int(offset or 0)
    before, word = call(w3, "evm_snapshot"), int.from_bytes(w3.eth.get_storage_at(at, found))
    call(w3, "anvil_setStorageAt", at, hex(found), f"0x{word ^ change:064x}")
    try:
        yield
    finally:
        call(w3, "evm_revert", before)


class TestTheChain:
    def test_a_balance_that_is_written_into_storage_is_found(self, whole, check):
        def trouble(method, asked):
            if method != "batch" or asked[0][0] != "eth_call":
                return None
            given = whole_node.make_batch_request(asked)
            views = [method == "eth_call" and params[0]["data"][:10] for method, params in asked]
            return [
                {"result": "0x" + f"{99:064x}"} if v == BALANCE_OF else g for v, g in zip(views, given, strict=True)
            ]

        whole_node = check.node
        with pytest.raises(
            Contradiction, match=r"Receivables, receivables of 0x\w+: [0-9] by the events, 99 on the chain"
        ):
            check(whole, trouble)

    @pytest.mark.parametrize(("contract", "place", "change", "subject"), WRITTEN)
    def test_what_is_written_into_storage_is_found(self, whole, check, scene, contract, place, change, subject):
        with turned_over(scene, contract, place, change), pytest.raises(Contradiction) as caught:
            check(whole)
        assert (caught.value.contract, caught.value.subject[: len(subject)]) == (contract, subject)

    def test_state_that_the_node_does_not_keep_is_named(self, whole, check):
        def trouble(method, asked):
            is_call = method == "batch" and asked[0][0] == "eth_call"
            return [error("missing trie node 5f1b")] * len(asked) if is_call else None

        with pytest.raises(StateMissing, match="does not keep the state of that block"):
            check(whole, trouble)

    def test_a_node_that_shows_no_storage_is_named(self, whole, check):
        def trouble(method, asked):
            of_storage = method == "batch" and "eth_getStorageAt" in {called for called, _ in asked}
            return error("no such method") if of_storage or method == "eth_getStorageAt" else None

        with pytest.raises(NodeExhausted, match="no such method"):
            check(whole, trouble)

    @pytest.mark.parametrize("answer", ["0x" + "1" * 65, "word", "0xwords", None, 7])
    def test_what_is_no_word_of_storage_is_nothing(self, whole, check, answer):
        def trouble(method, asked):
            if method != "batch" or asked[0][0] not in ("eth_call", "eth_getStorageAt"):
                return None
            given = zip(asked, check.node.make_batch_request(asked), strict=True)
            return [{"result": answer} if called == "eth_getStorageAt" else one for (called, _), one in given]

        with pytest.raises(Contradiction, match="storage of obligation 1: one by the events, nothing on the chain"):
            check(whole, trouble)

    def test_a_node_that_fails_is_named(self, whole, check):
        def trouble(method, asked):
            called = asked[0][0] if method == "batch" else method
            return error("internal error") if called == "eth_call" else None

        with pytest.raises(NodeExhausted, match="internal error"):
            check(whole, trouble)

    @pytest.mark.parametrize("answer", ["0x", "0x00", None, 7])
    def test_what_is_no_answer_of_the_view_is_nothing(self, whole, check, answer):
        def trouble(method, asked):
            is_call = method == "batch" and asked[0][0] == "eth_call"
            return [{"result": answer}] * len(asked) if is_call else None

        with pytest.raises(Contradiction, match="programme: one by the events, nothing on the chain"):
            check(whole, trouble)

    def test_another_last_block_is_refused(self, copy, check):
        """Hostile I1: the chain is another than it was when the export was made."""
        found = Manifest.load(copy)
        replace(found, scope=replace(found.scope, last_hash="0x" + "00" * 32)).save(copy / MANIFEST)
        with pytest.raises(ChainReorganised, match=r"Block [0-9]+ has another hash"):
            check(copy)

    def test_another_chain_is_refused(self, copy, w3, deployment):
        with pytest.raises(ExportMismatch, match="of another chain"):
            verify(w3, replace(deployment, chain_id=1), copy)

    def test_a_node_on_another_chain_is_refused(self, whole, check):
        with pytest.raises(DeploymentMismatch, match="not on the deployment's chain"):
            check(whole, lambda method, _: {"result": "0x1"} if method == "eth_chainId" else None)

    def test_another_deployment_is_refused(self, whole, w3, deployment):
        moved = {**deployment.contracts, "Receivables": deployment.contracts["Issuance"]}
        with pytest.raises(ExportMismatch, match="of another deployment"):
            verify(w3, replace(deployment, contracts=moved), whole)

    def test_an_export_that_begins_too_late_is_refused(self, w3, deployment, check, tmp_path):
        export(w3, deployment, tmp_path, from_block=50)
        with pytest.raises(RangeRefused, match="begins with block 50: what came before is missing"):
            check(tmp_path)

    def test_an_export_that_ends_before_the_suite_was_whole_is_refused(self, w3, deployment, check, tmp_path):
        export(w3, deployment, tmp_path, to_block=3)
        with pytest.raises(RangeRefused, match="ends with block 3, before all of the suite was deployed"):
            check(tmp_path)

    def test_an_export_that_ends_early_holds(self, w3, deployment, check, tmp_path):
        for block in range(56, w3.eth.block_number, 3):
            export(w3, deployment, tmp_path / str(block), to_block=block)
            assert check(tmp_path / str(block)).scope.last_block == block


class TestManifests:
    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', "[" * 10_000, '{"version": 1, "files": []}'])
    def test_one_that_is_none_is_refused(self, copy, check, text):
        (copy / MANIFEST).write_text(text)
        with pytest.raises(ManifestMalformed):
            check(copy)

    def test_a_folder_without_one_is_refused(self, tmp_path, check):
        with pytest.raises(ManifestMalformed, match="no finished export"):
            check(tmp_path)

    def test_one_of_other_files_is_refused(self, copy, check):
        found = Manifest.load(copy)
        files = {**found.files, "../secret": found.files[EVENTS]}
        replace(found, files=files).save(copy / MANIFEST)
        with pytest.raises(ManifestMalformed, match="names other files"):
            check(copy)
