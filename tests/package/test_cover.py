"""A line that the tests leave out has an entry with a reason, and the page names it."""

from dataclasses import replace

import pytest

from _coverage import Gap, Measured, read_json, read_lcov
from cover import Entry, entries, exists, page, percent, problems

LCOV = "SF:a.sol\nDA:1,0\nDA:2,5\nDA:3,1\nBRDA:1,0,0,-\nend_of_record\n"
SUMMARY = {"num_statements": 3, "covered_lines": 2, "num_branches": 2, "covered_branches": 1}
JSON = {"files": {"a.sol": {"summary": SUMMARY, "missing_lines": [1], "missing_branches": [[2, -1]]}}}
LINE, BRANCH = Gap("a.sol", 1, "one;", False), Gap("a.sol", 2, "two;", True)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "a.sol").write_text("one;\n  two;\nthree;\n", "utf-8")
    return tmp_path


def test_the_lines_of_forges_report_are_read(root):
    assert read_lcov(LCOV, root) == {"a.sol": Measured(3, 2, gaps=[LINE])}


def test_the_packages_report_is_read(root):
    assert read_json(JSON, root) == {"a.sol": Measured(3, 2, 2, 1, [LINE, BRANCH])}


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([Entry("a.sol", reason="It is so.")], []),
        ([Entry("a.sol", "one", reason="It is so.")], ["No entry for a.sol:2 (a branch): two;"]),
        ([Entry("a.sol")], ["An entry gives no reason, or a test that does not exist: a.sol  "]),
        ([Entry("a.sol", test="no.py")], ["An entry gives no reason, or a test that does not exist: a.sol  no.py"]),
    ],
)
def test_a_gap_needs_an_entry_with_a_reason(known, said):
    assert list(problems([LINE, BRANCH], known)) == said


def test_an_entry_without_a_gap_is_named():
    assert list(problems([], [Entry("b.sol", "x", reason="Once.")])) == [
        "An entry names nothing that is left out: b.sol x"
    ]


def test_the_page_names_every_gap():
    text = page({"a/": {"a.sol": Measured(3, 2, 3, 1, [LINE, BRANCH])}}, [Entry("a.sol", "one", reason="It is so.")])
    assert "It is so.\n\n- `a.sol:1` `one;`\n" in text
    assert "No reason is known.\n\n- `a.sol:2` (a branch) `two;`\n" in text
    assert "| all | 2 of 3 | 66.7 % | 1 of 3 | 33.3 % |" in text


def test_the_page_counts_the_lines_of_a_folder_that_has_one_reason():
    measured = {
        file: Measured(gaps=[replace(LINE, file=file)] * lines) for file, lines in (("b/a.sol", 2), ("c.sol", 1))
    }
    text = page({"all": measured}, [Entry("b/", reason="It is so."), Entry("c.sol", reason="It is so.")])
    assert "It is so.\n\n- `b/a.sol`: 2 lines\n- `c.sol`: a line\n" in text


def test_the_tests_that_the_table_names_exist():
    assert [entry.test for entry in entries() if entry.test and not exists(entry.test)] == []


def test_a_share_is_not_rounded_up_to_all():
    assert (percent(99_999, 100_000), percent(5, 5), percent(0, 0)) == ("99.9 %", "100 %", "-")
