"""The condition that docs/escrow.md shows, compiled and tested as it stands there."""

import re
from pathlib import Path

import pytest
from eth_abi.abi import encode

from build import compile_quietly, standard_input
from headwater import Condition
from headwater._connection import send
from tests.stage import FACE, astuple, refused

PAPER = (Path(__file__).parents[2] / "docs" / "escrow.md").read_text("utf-8")
MOST_LINES = 40


def block(language):
    """The paper's one block of a language."""
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAPER, re.DOTALL)
    return text


@pytest.fixture
def condition(stage):
    """The paper's condition, compiled among the suite's own and deployed."""
    source = "contracts/escrow/conditions/BalanceAtLeast.sol"
    task = standard_input()
    task["sources"] = {source: {"content": block("solidity")}}
    built = compile_quietly(task)["contracts"][source]["BalanceAtLeast"]
    w3 = stage.programme.w3
    made = w3.eth.contract(abi=built["abi"], bytecode=built["evm"]["bytecode"]["object"]).constructor()
    return send(w3, made, stage.programme.address("operator"))["contractAddress"]


@pytest.fixture
def funded(stage, escrow):
    stage.entrust(escrow, "anchor")
    stage.give("anchor", FACE)


def test_a_new_condition_takes_few_lines():
    assert len(block("solidity").splitlines()) < MOST_LINES


def test_the_papers_test_passes(stage, escrow, currency, condition, funded):
    names = {"encode": encode, "Condition": Condition, "refused": refused, "astuple": astuple, "FACE": FACE}
    exec(compile(block("python"), "docs/escrow.md", "exec"), names)
    names["test_balance_at_least"](stage, escrow, currency, condition)
