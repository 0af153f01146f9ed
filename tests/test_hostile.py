"""The cases that hostile hands bring, and that each has a test.

A test (or a class of tests, or a module of them) that covers a case says so where its docstring begins: `Hostile T2:`,
or `Hostile T2, T3:` for several. A case without a test, and a docstring that names a case not listed here, fail.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MODULES = sorted(TESTS.rglob("*.py"))

CASES = {
    "R1": "an account is bound anew, to a second company, while it holds receivables of the first",
    "R2": "an accreditation ends after an acceptance or an offer was signed and before it is used",
    "R3": "an account that was revoked is owed money when an obligation is settled",
    "R4": "an approved account that nobody registered moves a receivable, or sends it to one that nobody registered",
    "R5": "who or what is frozen leaves by another exit than a transfer: a claim, a sale, a split, a custody",
    "R6": "the zero address is frozen, so that nothing is minted or burned any more",
    "R7": "an account without code is registered and gets code later, or a contract loses its own",
    "R8": "the last administrator gives up its role, or nobody is named administrator",
    "R9": "one company is obligor and seller, or who accredits others accredits itself",
    "R10": "one legal identity is written in another case, with other spaces or in another form of Unicode",
    "R11": "one invoice comes twice in different bytes",
    "R12": "one invoice comes to another ledger, after it was financed on the first",
    "T1": "value is moved from one obligation to another",
    "T2": "an approval for value outlives the transfer of its receivable",
    "T3": "an approval for value outlives the burning of its receivable and serves for another of the same number",
    "T4": "thousands of approvals stand on one receivable when it moves",
    "T5": "value is approved by an operator, by a stranger, or to the holder itself",
    "T6": "a receiving contract has no hook, answers wrongly, reverts, burns gas or lies about what it supports",
    "T7": "a receiving contract calls the ledger again from its hook",
    "T8": "a receivable is moved to itself, with no value, to its holder, to the ledger or to nobody",
    "T9": "values are as large as can be, or larger together",
    "T10": "a single base unit is split in three, and what is left by rounding",
    "T11": "a receivable moves that is due, late, in default, on hold, part paid or redeemed",
    "T13": "receivable 0 is named as if it were one",
    "T14": "interfaces are asked for by ERC-165, the forbidden one among them, and with little gas",
    "T15": "a name has quotes, line breaks or a script in it when it comes to metadata",
    "S1": "more is split off than there is, also by two splits in one block",
    "S2": "a pedigree is as deep as can be, and a split has as many shares as fit, or more",
    "S3": "value goes in a circle",
    "S4": "a receivable is split once it is due, in dispute or paid in part",
    "S5": "a credit note comes when the value has moved on to others",
    "S6": "one recipient of a split refuses, or may not take, what it is given",
    "W1": "rounding would pay out more than was paid in",
    "W2": "a currency blocks one of the payees",
    "W4": "an obligor pays too much, twice, in many small parts or after all was paid",
    "W7": "a currency returns false or nothing, refuses zero, or an approval of it is raced",
    "M1": "an offer is filled twice, or beyond what it buys",
    "M2": "a signature is shown on another chain, after a fork, or to another contract",
    "M3": "a signature is malleable, of another length, empty, or nobody's",
    "M4": "the zero address is named as who has signed",
    "M5": "a wallet answers for its signature wrongly, not at all, at great length, or once",
    "M6": "who signed for a wallet may no longer sign for it when it is filled",
    "M7": "a cancellation and a fill come in one block, in either order",
    "M8": "an offer names one currency and what is sold is owed in another, with other decimals",
    "M9": "whoever fills it changes a field of what was signed",
    "M10": "somebody shows a permit before the call that brings it",
    "M11": "a deadline is now, a second ago, or as far as can be",
    "M12": "the seller moves, splits or merges the receivable between signing and fill",
    "M14": "typed data has empty or nested arrays, names beyond ASCII, the least of integers",
    "T12": "a receivable is moved, split or cancelled while it stands for an advance",
    "E1": "what is held is released and returned in one state, or either of them twice",
    "E2": "an attestor's statement is shown for another order or on another chain, or once more",
    "E3": "an attestor is revoked after what it attested was released",
    "E4": "sixty of a hundred units are delivered and accepted",
    "E5": "a speck of money is sent to the escrow, so that nothing adds up",
    "E6": "money or ether comes to the escrow outside of its steps",
    "E7": "a step is taken in the last second of its time, or the first after it",
    "E8": "the arbiter is one of the parties, or never acts",
    "E9": "a currency takes a fee on the way, or pays less than it says",
    "W3": "a payee's contract, or a condition's, burns gas or answers at great length",
    "P3": "a stranger's call moves an offer, a line or an advance into a state that its parties did not sign for",
    "P13": "one receivable is pledged twice, by who does not hold it, or taken by another's approval",
    "P14": "a limit on one obligor is passed by many small receivables",
    "S7": "the obligor defaults, and recourse goes from one tier to the next",
    "W5": "a part is paid, then nothing, then what can be recovered",
    "W6": "late interest runs over a leap day, the end of a half year, 2038 or 2106",
    "D1": "XML with entities, inclusions, a lying encoding, two amounts or dates, numbers and days that are none",
    "D2": "a Merkle tree of nothing, of one leaf, of an odd number, with a leaf twice; an inner node given as a leaf",
    "D3": "a field with few possible values, a date or an amount, is guessed from a root or from what others show",
    "D4": "a ciphertext is cut, altered, swapped or rolled back, or is for another key or a reader who was removed",
    "D5": "a document is empty, large, locked with a password or would set off a virus scanner",
    "D6": "a file names the hash or the form by which it is to be checked",
    "D7": "an amount has other decimals than its currency",
    "D8": "nothing is left to be paid, or something was prepaid or rounded",
    "W8": "a currency stops, or takes money out of the ledger",
    "I1": "the chain is turned back, and what was read of it is no longer there",
    "I2": "one transaction logs a great deal, and a block's events come in any order",
    "I3": "reading is cut in the middle, and a node limits, repeats or leaves out what it gives",
    "I4": "a name holds what is written from right to left, what is unseen, or a language that something else speaks",
    "I5": "a foreign contract logs an event of the same signature",
    "W10": "a credit note comes for what is financed",
    "C1": "a key is given as an argument, kept in a file that others read, or could be quoted by a message",
    "C2": "a node is down, slow or on another chain, a number of a transaction is spent or replaced, the gas runs out",
    "C3": "an amount has an exponent, separators, a sign or another base; an address has no checksum or is a name",
    "C4": "a path leads out of its folder, is a symbolic link, or a file stands where one is to be written",
    "C5": "two programs change one thing at once",
    "C6": "a contract is larger than a chain takes, or could be initialised by anyone",
}

CITED = re.compile(r"Hostile ((?:[A-Z]\d+, )*[A-Z]\d+): \S")
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def is_test(node: ast.AST) -> bool:
    """Tell what may cover a case: a module, a class or a function of tests, not what only helps them."""
    if isinstance(node, ast.Module):
        return any(map(is_test, ast.iter_child_nodes(node)))
    return isinstance(node, Documented) and node.name.startswith(("test_", "Test"))


def citations(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the id of every case that a test's docstring begins with."""
    tree = ast.parse(text)
    for node in filter(is_test, ast.walk(tree)):
        begun = CITED.match(ast.get_docstring(node) or "")
        for case in begun[1].split(", ") if begun else ():
            yield getattr(node, "lineno", 1), case


def misplaced(text: str) -> Iterator[int]:
    """Yield the lines of docstrings that speak of cases in another form, or where no test is."""
    for node in ast.walk(ast.parse(text)):
        words = (ast.get_docstring(node) or "") if isinstance(node, Documented) else ""
        if re.match(r"hostile [a-z]\d", words, re.IGNORECASE) and not (is_test(node) and CITED.match(words)):
            yield getattr(node, "lineno", 1)


def named(path: Path) -> str:
    return path.relative_to(TESTS).as_posix()


ALL = {path: list(citations(path.read_text("utf-8"))) for path in MODULES}
COVERED = {case for found in ALL.values() for _, case in found}


@pytest.mark.parametrize("case", CASES)
def test_the_case_has_a_test(case):
    assert case in COVERED, f"no test's docstring begins with `Hostile {case}:`, {CASES[case]}"


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_every_case_that_is_named_is_listed_and_well_written(module):
    unknown = [f"{named(module)}:{line}: {case}" for line, case in ALL[module] if case not in CASES]
    assert unknown == []
    assert list(misplaced(module.read_text("utf-8"))) == []


SKETCH = '''
"""Hostile Z1: a module."""
class TestOne:
    """Hostile Z2, Z3: a class."""
    async def test_it(self):
        """Hostile Z4: a coroutine; Hostile Z8: not at the beginning."""
    def helper(self):
        """Hostile Z5: no test."""
def test_other():
    """Hostile Z6 has no colon."""
def test_rule():
    """Z7: no such word before it."""
'''


def test_a_docstring_is_read_where_it_begins():
    assert sorted(case for _, case in citations(SKETCH)) == ["Z1", "Z2", "Z3", "Z4"]
    assert sorted(misplaced(SKETCH)) == [7, 9]
