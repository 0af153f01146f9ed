"""Every leaf of every .tree is a test, and every test beside a tree is a leaf; every refusal is met by its name.

A tree says: given a state, when an input, it should an outcome. A branch is a class, a leaf a method.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LIBRARIES = TESTS.parent / "contracts" / "libraries"
KINDS = ("Headwater", "Escrow", "Supervision")
ERRORS = "".join((LIBRARIES / f"{name}Errors.sol").read_text("utf-8") for name in KINDS)
TREES = sorted(TESTS.rglob("*.tree"))
UNITS = sorted((TESTS / "unit").rglob("test_*.py"))
MODULES = sorted(TESTS.rglob("*.py"))
LINES = 10

Defined = ast.ClassDef | ast.FunctionDef


def named(path: Path) -> str:
    return path.relative_to(TESTS).as_posix()


def leaves(text: str) -> Iterator[str]:
    """Yield the tests that a tree asks for."""
    root, *lines = text.strip().splitlines()
    path = [f"Test{root}"]
    for line in lines:
        depth, words = len(re.match(r"[│├└─ ]*", line)[0]) // 4, re.findall(r"\w+", line)
        if words[0] == "it":
            yield "::".join([*path[:depth], "test_" + "_".join(words).lower()])
        else:
            assert words[0] in ("given", "when"), line
            path[depth:] = ["Test" + "".join(word.capitalize() for word in words)]


def methods(node: ast.Module | ast.ClassDef, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the tests of a module, each with its place."""
    for inner in node.body:
        if isinstance(inner, ast.ClassDef):
            yield from methods(inner, (*path, inner.name))
        elif isinstance(inner, ast.FunctionDef) and inner.name.startswith("test_"):
            yield "::".join((*path, inner.name)), inner


def written(path: Path) -> list[tuple[str, ast.FunctionDef]]:
    return list(methods(ast.parse(path.read_text("utf-8"))))


def test_a_sketch_of_a_tree_gives_its_tests():
    tree = "Split\n├── given it is open\n│   └── when 1 of 2\n│       └── it should pay\n└── it should be\n"
    assert list(leaves(tree)) == [
        "TestSplit::TestGivenItIsOpen::TestWhen1Of2::test_it_should_pay",
        "TestSplit::test_it_should_be",
    ]


@pytest.mark.parametrize("tree", TREES, ids=named)
def test_the_tree_and_its_tests_are_equal(tree):
    asked = sorted(leaves(tree.read_text("utf-8")))
    assert asked == sorted(name for name, _ in written(tree.with_name(f"test_{tree.stem}.py")))
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("module", UNITS, ids=named)
def test_the_unit_test_has_a_tree(module):
    assert module.with_name(f"{module.stem.removeprefix('test_')}.tree").exists()


@pytest.mark.parametrize("module", UNITS, ids=named)
def test_every_unit_test_is_short(module):
    long = [name for name, test in written(module) if test.end_lineno - test.lineno > LINES]
    assert long == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_no_refusal_is_expected_without_its_name(module):
    bare = re.compile(r"\b(reverts|refused)\(\s*\)|raises\(\s*VirtualMachineError\s*\)")
    assert [found[0] for found in bare.finditer(module.read_text("utf-8"))] == []


@pytest.mark.parametrize("error", re.findall(r"error (\w+)\(", ERRORS))
def test_every_refusal_is_met_by_a_unit_test(error):
    met = re.compile(rf"refused\(\s*\"{error}\"")
    assert any(met.search(module.read_text("utf-8")) for module in UNITS)
