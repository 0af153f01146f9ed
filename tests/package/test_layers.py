"""The layer rules hold, and a broken one is named with its line."""

import pytest

from check_layers import CONTRACT_LINES, FUNCTION_LINES, broken_rules


def problems_of(root, file, text):
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return list(broken_rules(root))


def test_this_project_keeps_every_rule():
    assert list(broken_rules()) == []


def test_the_package_must_not_import_brownie(tmp_path):
    assert problems_of(tmp_path, "headwater/_a.py", "import os\nfrom brownie import chain\n") == [
        "headwater/_a.py:2: headwater must not import brownie"
    ]


@pytest.mark.parametrize(
    ("room", "target", "problem"),
    [
        (
            "receivables",
            "../financing/Market.sol",
            "receivables must not import financing: ../financing/Market.sol",
        ),
        ("financing", "../receivables/A.sol", "financing must not import receivables: ../receivables/A.sol"),
        (
            "interfaces",
            "../libraries/Days.sol",
            "interfaces must not import libraries: ../libraries/Days.sol",
        ),
        ("types", "../../scripts/A.sol", "../../scripts/A.sol leaves contracts/"),
        (
            "escrow",
            "solady/tokens/A.sol",
            "solady/tokens/A.sol is neither OpenZeppelin's nor a relative path",
        ),
    ],
)
def test_a_room_of_contracts_must_not_import(tmp_path, room, target, problem):
    text = f'pragma solidity 0.8.37;\nimport {{\n    A\n}} from "{target}";\n'
    assert problems_of(tmp_path, f"contracts/{room}/B.sol", text) == [f"contracts/{room}/B.sol:4: {problem}"]


@pytest.mark.parametrize(
    "target",
    ["./A.sol", "../interfaces/IA.sol", "../types/A.sol", "@openzeppelin/contracts/utils/Context.sol"],
)
def test_a_room_of_contracts_may_import(tmp_path, target):
    assert problems_of(tmp_path, "contracts/receivables/B.sol", f'import {{A}} from "{target}";\n') == []


def test_a_room_that_nobody_knows_is_named(tmp_path):
    (problem,) = problems_of(tmp_path, "contracts/attic/A.sol", "contract A {}\n")
    assert problem == "contracts/attic/A.sol:1: attic is no room of contracts/ that scripts/check_layers.py knows"


def test_a_long_contract_is_named(tmp_path):
    (problem,) = problems_of(tmp_path, "contracts/types/A.sol", "\n" * (CONTRACT_LINES + 1))
    assert problem == f"contracts/types/A.sol:401: a contract has at most {CONTRACT_LINES} lines"


def test_a_long_function_is_named_but_its_docstring_is_free(tmp_path):
    body = '    """Do.\n\n    Well.\n    """\n' + "    pass\n" * FUNCTION_LINES
    (problem,) = problems_of(tmp_path, "headwater/_a.py", f"def do():\n{body}")
    assert problem == f"headwater/_a.py:1: do has {FUNCTION_LINES + 1} lines, at most {FUNCTION_LINES}"
