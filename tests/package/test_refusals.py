"""Every error of the contracts is an exception of its name with its values, and nothing that reverts goes unnamed."""

import importlib
import json

import pytest
from eth_abi import encode
from eth_utils.abi import collapse_if_tuple, function_abi_to_4byte_selector
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st
from web3.exceptions import ContractCustomError, ContractLogicError, ContractPanicError

from headwater import ChainError, ContractRefused, refusals
from headwater._artifacts import artifact, artifact_names
from headwater._refusals import ContractPanicked, decoded, named_refusals, refusal_names

ERRORS = {
    entry["name"]: entry["inputs"]
    for name in artifact_names()
    for entry in artifact(name).abi
    if entry["type"] == "error"
}
ADDRESS, HASH = to_checksum_address("0x" + "ab" * 20), b"\xab" * 32
BELIEVABLE = {"address": ADDRESS, "bytes32": HASH, "bytes4": b"\xab" * 4, "bytes2": b"DE", "string": "text"}
PANIC = bytes.fromhex("4e487b71")
SPOKEN = bytes.fromhex("08c379a0")


def selector(name):
    return function_abi_to_4byte_selector({"type": "function", "name": name, "inputs": ERRORS[name]})


def example_of(name):
    """Believable values of an error, and a revert's data with them."""
    inputs = ERRORS[name]
    values = [BELIEVABLE.get(i["type"], 7) for i in inputs]
    data = selector(name) + encode([collapse_if_tuple(i) for i in inputs], values)
    return {i["name"]: value for i, value in zip(inputs, values, strict=True)}, data


class TestNames:
    def test_no_two_errors_share_a_name(self):
        assert sorted(ERRORS) == list(refusal_names())

    @pytest.mark.parametrize("library", ["HeadwaterErrors", "EscrowErrors"])
    def test_every_error_of_the_suites_lists_is_there(self, library):
        listed = {entry["name"] for entry in artifact(library).abi if entry["type"] == "error"}
        assert listed
        assert listed <= set(refusal_names())

    @pytest.mark.parametrize("name", ERRORS)
    def test_each_is_a_class_of_its_own(self, name):
        kind = getattr(refusals, name)
        assert (kind.__name__, kind.__module__) == (name, "headwater.refusals")
        assert issubclass(kind, ContractRefused)
        assert kind is getattr(refusals, name)

    @pytest.mark.parametrize("name", ERRORS)
    def test_no_value_hides_what_every_exception_has(self, name):
        taken = set(dir(ContractRefused("", {})))
        assert not taken & {i["name"] for i in ERRORS[name]}
        assert all(i["name"] for i in ERRORS[name])

    def test_they_are_imported_by_name(self):
        from headwater.refusals import Receivables_NotMatured

        assert issubclass(Receivables_NotMatured, ChainError)

    def test_an_unknown_name_is_an_attribute_error(self):
        with pytest.raises(AttributeError, match="no contract of the suite has an error named 'Nothing'"):
            refusals.Nothing  # noqa: B018

    def test_an_unknown_name_cannot_be_imported(self):
        with pytest.raises(ImportError, match="Nothing"):
            exec("from headwater.refusals import Nothing")

    def test_a_list_of_the_module_has_them_all(self):
        assert {*ERRORS, "ContractPanicked", "ContractRefused"} == set(
            dir(importlib.import_module("headwater.refusals"))
        )


class TestDecoding:
    @pytest.mark.parametrize("name", ERRORS)
    def test_a_refusal_carries_the_errors_values_by_name(self, name):
        values, data = example_of(name)
        error = decoded("0x" + data.hex())
        assert type(error) is getattr(refusals, name)
        assert error.values == values
        assert {field: getattr(error, field) for field in values} == values

    @pytest.mark.parametrize("name", [name for name, inputs in ERRORS.items() if inputs])
    def test_truncated_data_is_given_as_it_came(self, name):
        data = example_of(name)[1][:-1]
        error = decoded(data, "reverted")
        assert type(error) is ContractPanicked
        assert error.values == {"data": "0x" + data.hex(), "reason": "reverted"}

    @pytest.mark.parametrize("data", ["0xdeadbeef", "0xdead", "0xdeadbeef" + "00" * 64])
    def test_an_unknown_selector_is_given_as_it_came(self, data):
        assert decoded(data).values == {"data": data, "reason": ""}

    @pytest.mark.parametrize("data", [None, "", "0x", b""])
    def test_no_data_leaves_the_nodes_reason(self, data):
        error = decoded(data, "execution reverted")
        assert (error.name, error.data, error.reason) == ("Unnamed", "0x", "execution reverted")

    @pytest.mark.parametrize("data", ["0x1", "0xzz", "junk"])
    def test_data_that_is_no_hex_counts_as_none(self, data):
        assert decoded(data, "reverted").values == {"data": "0x", "reason": "reverted"}

    @pytest.mark.parametrize("text", [b"\xff\xfe", (2**256 - 1).to_bytes(32)])
    def test_text_that_a_hostile_contract_made_up_is_not_read(self, text):
        hostile = (32).to_bytes(32) + len(text).to_bytes(32) + text.ljust(32, b"\0")
        assert decoded(selector("StringTooLong") + hostile).name == "Unnamed"
        assert decoded(selector("StringTooLong") + text).name == "Unnamed"

    @given(st.sampled_from(sorted(ERRORS)), st.binary(max_size=200))
    def test_any_data_gives_a_refusal(self, name, tail):
        assert isinstance(decoded(selector(name) + tail), ContractRefused)


class TestMessages:
    def test_a_message_names_the_error_and_its_values(self):
        error = decoded(selector("Receivables_NotMatured") + encode(["uint64"] + ["uint256"] * 2, [12, 20_787, 20_700]))
        assert str(error) == "Receivables_NotMatured(obligation 12, dueDay 20787, today 20700)"

    def test_bytes_are_shown_as_hex(self):
        _, data = example_of("Participants_NotBound")
        assert str(decoded(data)) == f"Participants_NotBound(account {ADDRESS}, legalIdentity 0x{HASH.hex()})"

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("AccessManagedUnauthorized", "the caller has not the role for this"),
            ("ERC20InsufficientAllowance", "the ledger has not been approved for that much"),
            ("ERC20InsufficientBalance", "the account has not that much of the currency"),
        ],
    )
    def test_a_borrowed_error_is_explained(self, name, sentence):
        assert str(decoded(example_of(name)[1])).endswith(f"): {sentence}")

    @pytest.mark.parametrize("name", ERRORS)
    def test_each_is_one_line(self, name):
        message = str(decoded(example_of(name)[1]))
        assert message.startswith(f"{name}(")
        assert message.isprintable()


class TestWhatTheNodeSays:
    def raised(self, error):
        with pytest.raises(ContractRefused) as caught, named_refusals():
            raise error
        return caught.value

    def test_a_custom_error_has_its_name(self):
        values, data = example_of("Receivables_ZeroValue")
        assert (
            type(self.raised(ContractCustomError("reverted", data="0x" + data.hex()))) is refusals.Receivables_ZeroValue
        )
        assert values == {}

    def test_a_panic_is_one(self):
        data = "0x" + (PANIC + (17).to_bytes(32)).hex()
        error = self.raised(ContractPanicError("Panic error 0x11: Arithmetic operation", data=data))
        assert (type(error), error.reason) == (ContractPanicked, "Panic error 0x11: Arithmetic operation")

    def test_a_spoken_reason_is_kept(self):
        data = "0x" + (SPOKEN + encode(["string"], ["no more"])).hex()
        error = self.raised(ContractLogicError("execution reverted: no more", data=data))
        assert (error.name, error.reason, error.data) == ("Unnamed", "execution reverted: no more", data)

    @pytest.mark.parametrize("data", [None, "", "no data", {"code": 3}, 5])
    def test_what_is_no_data_leaves_the_reason(self, data):
        assert self.raised(ContractLogicError("reverted", data=data)).values == {"data": "0x", "reason": "reverted"}

    def test_anything_else_passes(self):
        with pytest.raises(json.JSONDecodeError), named_refusals():
            json.loads("")

    def test_a_panic_on_the_chain_is_raised_as_one(self, scene, w3, stranger):
        from headwater._connection import call, send

        call(w3, "anvil_setCode", scene.currency, "0x" + "634e487b7160e01b60005260116004526024" + "6000fd")
        with pytest.raises(ContractPanicked, match="Panic"):
            send(scene.suite.w3, scene.programme.token.functions.mint(stranger, 1), stranger)
