"""No contract is too large for a chain, and none waits for somebody to make it his."""

import re
from dataclasses import replace

import pytest

from headwater import ChainUnsupported, artifact, artifact_names, deploy
from headwater import _preflight as preflight
from headwater._deploy import ORDER
from headwater._preflight import CODE_BYTES

DEPLOYED = [name for name in artifact_names() if len(artifact(name).deployed) > len("0x")]
TAKEN_OVER = re.compile(r"init(ialize\w*)?\b|_init|reinit|upgrade|proxy|ownership|implementation", re.IGNORECASE)


def size(code):
    return len(code.removeprefix("0x")) // 2


@pytest.fixture
def grown(monkeypatch):
    """Let a contract have other code than what is shipped."""

    def act(name, **code):
        known = preflight.artifact
        monkeypatch.setattr(preflight, "artifact", lambda of: replace(known(of), **code) if of == name else known(of))

    return act


class TestSizes:
    """Hostile C6: the size of every contract is known before it is sent."""

    @pytest.mark.parametrize("name", DEPLOYED)
    def test_it_fits_on_a_chain(self, name):
        assert size(artifact(name).deployed) <= CODE_BYTES == 24_576
        assert size(artifact(name).bytecode) <= 2 * CODE_BYTES

    def test_all_of_the_suite_is_looked_at(self):
        assert {*ORDER, "TestCurrency"} <= set(DEPLOYED)

    @pytest.mark.parametrize("name", ORDER)
    @pytest.mark.parametrize(
        ("code", "said"),
        [({"deployed": "0x" + "00" * 24_577}, ""), ({"bytecode": "0x" + "00" * 49_153}, "its creation, ")],
    )
    def test_one_that_is_too_large_is_refused_before_anything_is_sent(self, w3, grown, tmp_path, name, code, said):
        grown(name, **code)
        (most,) = (size(given) - 1 for given in code.values())
        block = w3.eth.block_number
        sentence = rf"^No chain takes {said}{name}: it has {most + 1} bytes, and {most} are the most\.$"
        with pytest.raises(ChainUnsupported, match=sentence):
            deploy(w3, w3.eth.accounts[0], file=tmp_path / "31337.json")
        assert (w3.eth.block_number, (tmp_path / "31337.json").exists()) == (block, False)

    def test_one_that_just_fits_is_not_refused(self, grown):
        grown("Receivables", deployed="0x" + "00" * 24_576)
        preflight.demand_sizes(ORDER)


class TestInitialisers:
    @pytest.mark.parametrize("name", DEPLOYED)
    def test_there_is_nothing_to_be_initialised_or_replaced(self, name):
        """Hostile C6: a contract is whole once it is made; no function makes it anybody's, or makes it another."""
        functions = [entry["name"] for entry in artifact(name).abi if entry["type"] == "function"]
        assert [function for function in functions if TAKEN_OVER.search(function)] == []

    @pytest.mark.parametrize("function", ["initialize", "init", "__Ledger_init", "reinitialize", "upgradeToAndCall"])
    def test_such_a_function_would_be_found(self, function):
        assert TAKEN_OVER.search(function)

    @pytest.mark.parametrize("name", ORDER)
    def test_each_is_given_what_it_stands_on_when_it_is_made(self, suite, w3, name):
        """Hostile C6: a deployed contract has its authority from the start, and nobody gives it other parts."""
        at, contract = suite.deployment.address, w3.eth.contract(suite.deployment.address(name), abi=artifact(name).abi)
        functions = {entry["name"] for entry in contract.abi if entry["type"] == "function"}
        if "authority" in functions:
            assert contract.functions.authority().call() == at("Authority")
        assert not {"setParticipants", "setInvoiceRegistry", "setDescriptor", "setReceivables"} & functions
