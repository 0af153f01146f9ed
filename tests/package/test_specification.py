"""The rules and the review hold: what they name exists; every rule has its function and test, every attempt its test.

A reference `unit/a/test_b.py::…::test_c` names one test, of which the name ends so.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
SPECIFICATION = (ROOT / "docs" / "SPECIFICATION.md").read_text("utf-8")
REVIEW = (ROOT / "docs" / "REVIEW.md").read_text("utf-8")

RULES = re.findall(r"^- \*\*([A-Z]\d+)\*\*", SPECIFICATION, re.MULTILINE)
FUNCTION = re.compile(r"`([A-Z]\w+)\.(\w+)`")
CITED = re.compile(r"\bRules? ((?:[A-Z]\d+(?:, | and )?)+)")
ROOMS = "Participants|InvoiceRegistry|Issuance|Receivables|Credits|DiscountMarket|Factoring|Interest|Defaults"
ROOMS += "|ConditionalEscrow|AttestedBy|Combinator|DocumentDisclosed|Not"
ERRORS = re.compile(rf"`((?:{ROOMS})_\w+)`")


def table(text, heading):
    """The rows of the tables under a heading, each a list of its cells."""
    part = re.split(r"^## ", text.split(f"\n## {heading}\n")[1], flags=re.MULTILINE)[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if re.match(r"\| [\w–]+ \|", line)]
    return [row for row in rows if row[0] not in ("rule", "no.")]


LIVES = {rule: (enforced, shown) for rule, enforced, shown in table(SPECIFICATION, "Where each rule lives")}
FOLLOWED = table(REVIEW, "Five rules, followed")
TRIED = table(REVIEW, "What was tried")


def sources(name):
    """The text of a contract, or of the package's module that has a class of that name."""
    modules = (path for path in (ROOT / "headwater").glob("*.py") if f"class {name}:" in path.read_text("utf-8"))
    return [path.read_text("utf-8") for path in (*(ROOT / "contracts").rglob(f"{name}.sol"), *modules)]


def missing(text):
    """The functions that a text names and that nothing defines."""
    for owner, name in FUNCTION.findall(text):
        known = re.compile(rf"\b(?:function|modifier|def) {name}\b|^ +{name}\(|\bpublic {name};", re.MULTILINE)
        if not any(map(known.search, sources(owner))):
            yield f"{owner}.{name}"


def names(node, path=()):
    """Every class and test of a module, as pytest names them."""
    for inner in node.body:
        if isinstance(inner, ast.ClassDef):
            yield "::".join((*path, inner.name))
            yield from names(inner, (*path, inner.name))
        elif isinstance(inner, ast.FunctionDef) and inner.name.startswith("test_"):
            yield "::".join((*path, inner.name))


def found(reference):
    """The tests that a reference means: one, when it is well made."""
    file, _, name = reference.partition("::")
    known = names(ast.parse((TESTS / file).read_text("utf-8")))
    if name.startswith("…::"):
        return [one for one in known if f"::{one}".endswith(name.removeprefix("…"))]
    return [one for one in known if one == name]


def cited(path):
    """The rules that the docstrings of a module cite."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, documented))
    said = " ".join(part for node in nodes for part in CITED.findall(ast.get_docstring(node) or ""))
    return set(re.findall(r"[A-Z]\d+", said))


class TestTheRules:
    def test_each_is_numbered_in_order(self):
        letters = list(dict.fromkeys(rule[0] for rule in RULES))
        counted = {letter: sum(rule[0] == letter for rule in RULES) for letter in letters}
        assert [f"{letter}{n}" for letter in letters for n in range(1, counted[letter] + 1)] == RULES

    def test_each_has_a_row(self):
        assert list(LIVES) == RULES

    @pytest.mark.parametrize("rule", RULES)
    def test_each_is_enforced_by_what_exists(self, rule):
        enforced, _ = LIVES[rule]
        assert FUNCTION.search(enforced)
        assert list(missing(enforced)) == []

    @pytest.mark.parametrize("rule", RULES)
    def test_each_is_cited_where_it_is_shown(self, rule):
        files = re.findall(r"`([\w/]+\.py)`", LIVES[rule][1])
        assert files
        assert [file for file in files if rule not in cited(TESTS / file)] == []

    def test_no_other_is_cited(self):
        assert set().union(*map(cited, TESTS.rglob("*.py"))) == set(RULES)


class TestTheReview:
    def test_its_attempts_are_numbered_without_a_gap(self):
        numbers = [re.fullmatch(r"(\d+)([b-z]?)", row[0]).groups() for row in TRIED]
        assert [int(number) for number, letter in numbers if not letter] == list(range(1, 204))
        assert [number + letter for number, letter in numbers if letter] == ["39b", "81b", "81c"]

    @pytest.mark.parametrize("row", TRIED, ids=lambda row: row[0])
    def test_an_attempt_names_what_stops_it_and_a_test_each_found_once(self, row):
        _, _, stopped, shown = row
        references = re.findall(r"`([^`]+::[^`]+)`", shown)
        assert references
        assert shown == ", ".join(f"`{one}`" for one in references)
        assert [one for one in references if len(found(one)) != 1] == []
        assert list(missing(stopped)) == []

    def test_the_refusals_it_names_exist(self):
        known = "".join(path.read_text("utf-8") for path in (ROOT / "contracts" / "libraries").glob("*Errors.sol"))
        assert [name for name in ERRORS.findall(REVIEW) if f"error {name}(" not in known] == []

    @pytest.mark.parametrize("row", FOLLOWED, ids=lambda row: row[0])
    def test_a_rule_that_is_followed_leads_to_its_line_and_its_test(self, row):
        rule, enforced, line, shown = row
        ((owner, function),) = FUNCTION.findall(enforced)
        (text,) = sources(owner)
        body = text.split(f"function {function}(")[1].split("\n    }\n")[0]
        file = shown.strip("`").split("::")[0]
        assert line.strip("`") in body
        assert enforced in LIVES[rule][0]
        assert f"`{file}`" in LIVES[rule][1]
        assert len(found(shown.strip("`"))) == 1

    def test_a_rule_of_each_of_five_kinds_is_followed(self):
        assert [row[0][0] for row in FOLLOWED] == ["I", "C", "T", "S", "P"]
