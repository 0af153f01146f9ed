"""The paper on documents: its tables are fresh, its sessions run as printed, and its figures are counted right."""

from __future__ import annotations

import doctest
import re

import pytest

from _markdown import with_part
from documents_paper import FOLDER, MAKER, PAPER, ROOT, always, corpus, fields, read_all, types
from headwater.documents._financeable import FINANCEABLE_TYPES
from headwater.documents._terms import TERMS

TEXT = PAPER.read_text("utf-8")


class TestThePaper:
    def test_the_parts_that_are_made_are_fresh(self):
        assert always() == TEXT

    def test_its_sessions_run_as_printed(self, monkeypatch):
        monkeypatch.chdir(ROOT)
        sessions = "\n".join(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL))
        example = doctest.DocTestParser().get_doctest(sessions, {}, "documents.md", None, None)
        assert len(example.examples) > 5
        assert doctest.DocTestRunner().run(example).failed == 0

    def test_every_rule_that_it_names_is_one_of_the_package(self):
        sources = "\n".join(file.read_text("utf-8") for file in (ROOT / "headwater" / "documents").glob("*.py"))
        prose = re.sub(r"<!-- corpus: made.*?<!-- end", "", TEXT, flags=re.DOTALL)
        assert {rule for rule in re.findall(r"HW-[A-Z0-9-]*[A-Z0-9]", prose) if rule not in sources} == set()


class TestItsTables:
    def test_every_field_stands_in_one_row(self):
        names = re.findall(r"`([A-Za-z0-9]+)`", fields())
        assert sorted(names) == sorted(path.rpartition("/")[2] for path in TERMS)

    def test_every_type_stands_in_a_row(self):
        assert all(f"| {code} | {words} |" in types() for code, words in FINANCEABLE_TYPES.items())

    @pytest.fixture
    def folder(self, tmp_path, sample):
        due = "<cbc:DueDate>2026-11-30</cbc:DueDate>"
        payable = '<cbc:PayableAmount currencyID="EUR">443191'
        files = {
            "good.xml": sample,
            "good too.xml": sample,
            "no due date.xml": sample.replace(due, ""),
            "no cents.xml": sample.replace(f"{payable}.74", f"{payable}.745"),
            "letter.pdf": "%PDF-1.7",
            "below/note.txt": "nothing",
        }
        (tmp_path / "below").mkdir()
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        return tmp_path

    def test_what_is_read_refused_and_financed_is_counted(self, folder):
        made = corpus(read_all(folder))
        assert "| `Invoice` | 4 | 3 | 1 | 2 |" in made
        assert "| no readable XML | 1 | 0 | 1 | 0 |" in made
        assert "| PDF | 1 | 0 | 1 | 0 |" in made
        assert "| **all** | 6 | 3 | 3 | 2 |" in made

    def test_refusals_are_counted_by_rule(self, folder):
        made = corpus(read_all(folder))
        assert re.search(r"\| BR-DEC-18 \| `[A-Za-z]+` \| [^|]+\. \| 1 \|", made)
        assert re.search(r"not to be financed, 1:\n\n.*\n.*\n\| HW-DUE \| `DueDateMissing` ", made)

    def test_the_same_files_make_the_same_table(self, folder):
        assert corpus(read_all(folder)) == corpus(read_all(folder))

    def test_a_paper_without_the_place_is_refused(self):
        with pytest.raises(ValueError, match="no place for corpus"):
            with_part("# Trade documents", FOLDER, "", MAKER)
