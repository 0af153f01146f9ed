"""Logs are decoded by cutting words out: always to what web3.py makes of them, and nothing is lost that is unknown."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web3 import Web3

from headwater import artifact, artifact_names
from headwater.audit._decoding import Decoder, EventDecoder
from headwater.audit._events import Event
from headwater.audit._layout import Layout, checksummed
from headwater.audit._rows import _cells
from headwater.audit._settings import SETTINGS
from headwater.audit._state import _views
from headwater.audit._tables import LEFT_OUT, OTHER, RENAMED, TABLE_OF, TABLES
from tests.package.audits import WRONG, abis, log_of

ADDRESS = "0x" + "11" * 20
EVERY = {
    (entry["name"], repr(entry["inputs"])): entry
    for name in artifact_names()
    for entry in artifact(name).abi
    if entry["type"] == "event"
}
EXAMPLES = settings(max_examples=25)


def values_of(param):
    """Any value of a parameter, as eth_abi takes it."""
    kind = param["type"]
    if kind.endswith("]"):
        return st.lists(values_of({**param, "type": kind[: kind.rindex("[")]}), max_size=3)
    if kind == "tuple":
        return st.tuples(*map(values_of, param["components"]))
    if kind.startswith(("uint", "int")):
        bits = int(kind.lstrip("uint"))
        return st.integers(0, 2**bits - 1) if kind[0] == "u" else st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    if kind.startswith("bytes"):
        return st.binary(min_size=int(kind[5:] or 0), max_size=int(kind[5:] or 40))
    simple = {"bool": st.booleans(), "string": st.text(max_size=40), "address": st.binary(min_size=20, max_size=20)}
    return simple[kind].map(Web3.to_checksum_address) if kind == "address" else simple[kind]


def plain(value):
    """What web3.py gives, with bytes as hex."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if hasattr(value, "items"):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def by_web3(abi, log):
    contract = Web3().eth.contract(Web3.to_checksum_address(log["address"]), abi=[abi])
    return plain(contract.events[abi["name"]]().process_log(log)["args"])


class TestEveryEvent:
    @pytest.mark.parametrize("abi", EVERY.values(), ids=[name for name, _ in EVERY])
    @given(data=st.data())
    @EXAMPLES
    def test_it_is_decoded_as_web3_does(self, abi, data):
        log = log_of(abi, {each["name"]: data.draw(values_of(each)) for each in abi["inputs"]})
        found = EventDecoder(abi).decode(log["topics"], log["data"])
        assert (found, list(found)) == (by_web3(abi, log), [each["name"] for each in abi["inputs"]])

    @pytest.mark.parametrize("kinds", [["int8", "int256"], ["bytes4", "string"], ["uint256[]", "bool"], ["uint8[2]"]])
    @given(data=st.data())
    @EXAMPLES
    def test_kinds_that_no_event_has_are_decoded_too(self, kinds, data):
        inputs = [{"name": f"a{i}", "type": kind, "indexed": False} for i, kind in enumerate(kinds)]
        abi = {"type": "event", "name": "Odd", "anonymous": False, "inputs": inputs}
        sizes = {"uint8[2]": st.lists(st.integers(0, 255), min_size=2, max_size=2)}
        log = log_of(abi, {p["name"]: data.draw(sizes.get(p["type"]) or values_of(p)) for p in inputs})
        assert EventDecoder(abi).decode(log["topics"], log["data"]) == by_web3(abi, log)

    def test_text_that_is_indexed_stands_there_as_its_hash(self):
        inputs = [{"name": "label", "type": "string", "indexed": True}]
        decoder = EventDecoder({"type": "event", "name": "Named", "anonymous": False, "inputs": inputs})
        assert decoder.decode([decoder.topic, "0x" + "ab" * 32], "0x") == {"label": "0x" + "ab" * 32}


class TestTables:
    @pytest.mark.parametrize(("contract", "abi"), abis(), ids=[f"{name}.{abi['name']}" for name, abi in abis()])
    def test_every_event_of_the_suite_has_its_table_or_a_reason_why_not(self, contract, abi):
        assert (abi["name"] in TABLE_OF) != (abi["name"] in LEFT_OUT)

    def test_every_contract_that_ships_and_writes_is_deployed_but_the_test_currency(self):
        written = {name for name in artifact_names() for entry in artifact(name).abi if entry["type"] == "event"}
        of_code = {name for name in written if artifact(name).deployed != "0x"}
        assert of_code - {name for name, _ in abis()} == {"TestCurrency"}

    def test_every_event_with_a_table_is_one_that_the_suite_writes(self):
        assert TABLE_OF.keys() | LEFT_OUT.keys() == {abi["name"] for _, abi in abis()}

    @pytest.mark.parametrize("abi", [abi for _, abi in abis()], ids=lambda abi: abi["name"])
    def test_every_argument_has_its_column(self, abi):
        renamed = RENAMED.get(abi["name"], {})
        table = TABLES[TABLE_OF.get(abi["name"], "other")]
        given = [part for each in abi["inputs"] for part in each.get("components", [each])]
        columns = {column.partition(":")[0] for column in table.columns}
        assert {renamed.get(part["name"], part["name"]) for part in given} <= columns

    def test_an_event_stands_in_one_table_alone(self):
        events = [event for table in TABLES.values() for event in table.events]
        assert len(events) == len(set(events))

    @pytest.mark.parametrize(("event", "setting"), SETTINGS.items())
    def test_what_an_event_sets_is_shown_by_a_view_of_every_contract_that_writes_it(self, event, setting):
        contracts = {name for name, abi in abis() if abi["name"] == event}
        assert contracts
        assert all(setting.view in dict(_views(name)) for name in contracts)


class TestThePaper:
    """`docs/audit.md` names what an export has."""

    PAPER = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")

    @pytest.mark.parametrize("name", TABLES)
    def test_every_table_is_named(self, name):
        assert f"| `{name}` | " in self.PAPER

    @pytest.mark.parametrize("name", WRONG)
    def test_every_event_of_what_goes_wrong_is_named_with_its_columns(self, name):
        known = {*TABLES[name].events, *(column.partition(":")[0] for column in TABLES[name].columns)}
        assert {word for word in known if f"`{word}`" not in self.PAPER} == set()

    def test_what_is_left_out_is_named(self):
        assert all(f"`{event}`" in self.PAPER for event in LEFT_OUT)


class TestWhatIsUnknown:
    @pytest.fixture
    def decoder(self):
        return Decoder({ADDRESS: ("Receivables", artifact("Receivables").abi)})

    @pytest.fixture
    def log(self):
        (abi,) = (each for name, each in abis() if name == "Receivables" and each["name"] == "TransferValue")
        return log_of(abi, {"fromTokenId": 1, "toTokenId": 2, "value": 3})

    def test_a_known_log_is_named(self, decoder, log):
        assert decoder.decode(ADDRESS, log["topics"], log["data"])[0] == "TransferValue"

    @pytest.mark.parametrize(
        "change",
        [
            {"topics": []},
            {"topics": ["0x" + "ee" * 32]},
            {"data": "0x"},
            {"data": "0x" + "00" * 33},
            {"data": "0x" + "zz" * 32},
            {"data": "0x" + "00" * 64},
        ],
    )
    def test_what_is_no_such_event_is_kept_raw(self, decoder, log, change):
        event = Event.of_log(decoder, log | change, 0)
        assert (event.name, event.args, event.contract) == (None, {}, "Receivables")
        assert {"topics": event.topics, "data": event.data}.items() >= change.items()

    def test_a_row_keeps_what_no_table_has(self, decoder, log):
        unknown = Event.of_log(decoder, log | {"data": "0x"}, 0)
        assert _cells(OTHER, unknown) == {"args": {"topics": log["topics"], "data": "0x"}}

    @pytest.mark.parametrize("word", ["00", "7f", "ff"])
    def test_a_text_that_is_not_where_it_says_is_no_such_event(self, word):
        (abi,) = (each for name, each in abis() if name == "Participants" and each["name"] == "EIP712DomainChanged")
        abi = abi | {"inputs": [{"name": "text", "type": "string", "indexed": False}]}
        decoder = EventDecoder(abi)
        with pytest.raises(ValueError, match=r"\S"):
            decoder.decode([decoder.topic], "0x" + word * 32)

    def test_too_few_topics_are_kept_raw(self, decoder, log):
        assert Event.of_log(decoder, log | {"topics": log["topics"][:2]}, 0).name is None

    def test_an_event_of_the_same_name_with_other_topics_is_kept_raw(self, decoder):
        """ERC-20 and ERC-721 have a Transfer of the same hash, with the last value in the data and in a topic."""
        (abi,) = (each for name, each in abis() if name == "Receivables" and each["name"] == "Transfer")
        log = log_of(abi, {"from": ADDRESS, "to": ADDRESS, "tokenId": 1})
        *topics, last = log["topics"]
        assert Event.of_log(decoder, log, 0).name == "Transfer"
        assert Event.of_log(decoder, log | {"topics": topics, "data": last}, 0).name is None

    def test_a_foreign_address_has_no_name(self, decoder, log):
        """Hostile I5: a foreign contract logs what looks like the suite's events."""
        with pytest.raises(KeyError):
            Event.of_log(decoder, log | {"address": "0x" + "22" * 20}, 0)

    def test_text_that_is_none_is_kept_raw(self):
        (abi,) = (each for name, each in abis() if each["name"] == "RoleLabel")
        log = log_of(abi, {"roleId": 1, "label": "ab"})
        decoder = Decoder({ADDRESS: ("Authority", [abi])})
        assert Event.of_log(decoder, log, 0).args == {"roleId": 1, "label": "ab"}
        assert Event.of_log(decoder, log | {"data": log["data"].replace("6162", "fffe")}, 0).name is None

    def test_a_line_is_read_as_it_was_written(self, decoder, log):
        event = Event.of_log(decoder, log, 1_788_264_000)
        assert Event.of_line(decoder, event.line()) == event
        assert event.time == "2026-09-01T12:00:00Z"


class TestLayout:
    def test_an_address_has_its_checksum(self):
        assert checksummed("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed") == "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"

    def test_words_that_are_too_few_are_refused(self):
        with pytest.raises(ValueError, match="too short"):
            Layout([{"name": "a", "type": "uint256"}]).read("00")
