"""The committed artifacts, the compiler's settings and the compiler behind them."""

import json
import subprocess
from pathlib import Path

import pytest

from _toolchain import ROOT, compiler_settings
from build import ARTIFACTS, artifact, is_shipped, stale_artifacts, standard_input, write_artifacts

BROWNIE = ROOT / "build" / "contracts"
SHIPPED = sorted(path.stem for path in ARTIFACTS.glob("*.json"))


def read(folder, name):
    path = folder / f"{name}.json"
    assert path.exists(), f"{path.relative_to(ROOT)} is missing: `make setup` has Brownie compile"
    return json.loads(path.read_text("utf-8"))


def contract(bytecode="6001", abi=({"type": "fallback"},)):
    code = {"object": bytecode}
    return {"abi": list(abi), "evm": {"bytecode": code, "deployedBytecode": code}}


class TestArtifacts:
    def test_the_suite_is_shipped(self):
        suite = {
            "Authority",
            "HeadwaterErrors",
            "InvoiceRegistry",
            "Participants",
            "Receivables",
            "TestCurrency",
        }
        assert suite <= set(SHIPPED)

    @pytest.mark.parametrize("name", SHIPPED)
    def test_each_has_exactly_four_keys(self, name):
        shipped = read(ARTIFACTS, name)
        assert list(shipped) == ["contractName", "abi", "bytecode", "deployedBytecode"]
        assert shipped["contractName"] == name
        assert shipped["abi"]

    @pytest.mark.parametrize("name", SHIPPED)
    def test_each_has_brownies_bytecode(self, name):
        shipped, built = read(ARTIFACTS, name), read(BROWNIE, name)
        why = f"{name} is stale (`make build`), or packages in ~/.brownie/packages changed Brownie's remappings"
        assert shipped["abi"] == built["abi"], why
        for key in ("bytecode", "deployedBytecode"):
            assert shipped[key].removeprefix("0x") == built[key].removeprefix("0x"), why

    @pytest.mark.parametrize("name", SHIPPED)
    def test_none_waits_to_be_linked(self, name):
        bytes.fromhex(read(ARTIFACTS, name)["bytecode"].removeprefix("0x"))


class TestExport:
    def test_the_same_contract_gives_the_same_bytes(self):
        assert artifact("Ledger", contract()) == artifact("Ledger", contract())

    def test_what_was_written_is_not_stale(self, tmp_path):
        wanted = {"Ledger.json": artifact("Ledger", contract())}
        assert write_artifacts(wanted, tmp_path) == ["Ledger.json"]
        assert stale_artifacts(wanted, tmp_path) == []
        assert write_artifacts(wanted, tmp_path) == []

    def test_a_changed_bytecode_is_stale(self, tmp_path):
        write_artifacts({"Ledger.json": artifact("Ledger", contract("6001"))}, tmp_path)
        assert stale_artifacts({"Ledger.json": artifact("Ledger", contract("6002"))}, tmp_path) == ["Ledger.json"]

    def test_a_contract_that_is_gone_is_stale_and_removed(self, tmp_path):
        write_artifacts({"Gone.json": artifact("Gone", contract())}, tmp_path)
        assert write_artifacts({}, tmp_path) == ["Gone.json"]
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("source", "name", "bytecode"),
        [
            ("contracts/receivables/Receivables.sol", "Receivables", "6001"),
            ("contracts/interfaces/IReceivables.sol", "IReceivables", ""),
            ("contracts/libraries/HeadwaterErrors.sol", "HeadwaterErrors", "6001"),
            ("contracts/mocks/TestCurrency.sol", "TestCurrency", "6001"),
        ],
    )
    def test_users_get(self, source, name, bytecode):
        assert is_shipped(source, name, contract(bytecode))

    @pytest.mark.parametrize(
        ("source", "name", "bytecode"),
        [
            ("contracts/receivables/Circulation.sol", "Circulation", ""),
            ("contracts/libraries/Calendar.sol", "Calendar", "6001"),
            ("contracts/mocks/BlockingCurrency.sol", "BlockingCurrency", "6001"),
            ("node_modules/@openzeppelin/contracts/token/ERC20/ERC20.sol", "ERC20", "6001"),
        ],
    )
    def test_users_do_not_get(self, source, name, bytecode):
        assert not is_shipped(source, name, contract(bytecode))


class TestCompiler:
    def test_no_setting_and_no_source_names_this_machine(self):
        task = standard_input()
        assert not any(Path(source).is_absolute() for source in task["sources"])
        assert not any(str(ROOT) in remapping for remapping in task["settings"]["remappings"])

    def test_npms_compiler_is_of_the_configured_version(self):
        assert f"Version: {compiler_settings().version}+" in solc_js("--version").stdout

    def test_npms_compiler_takes_the_native_ones_options(self, tmp_path):
        (tmp_path / "A.sol").write_text("contract A {}")
        task = {
            "language": "Solidity",
            "sources": {"B.sol": {"content": 'import "A.sol"; contract B is A {}'}},
        }
        task["settings"] = {"outputSelection": {"*": {"*": ["abi"]}}}
        paths = ["--allow-paths", str(tmp_path), "--base-path", str(tmp_path), "--include-path", str(ROOT)]
        output = json.loads(solc_js("--standard-json", *paths, stdin=json.dumps(task)).stdout)
        assert output["contracts"]["B.sol"]["B"]["abi"] == []

    def test_npms_compiler_refuses_what_it_does_not_know(self):
        answer = solc_js("--gas")
        assert answer.returncode == 2
        assert "unrecognised option '--gas'" in answer.stderr


def solc_js(*arguments, stdin=""):
    command = ["node", str(ROOT / "scripts" / "solc.js"), *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=False)
