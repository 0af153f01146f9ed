"""The official unit tests of EN 16931's rules: every case of a rule that is tried gives the outcome it expects.

A file is a `testSet` of `test`s; each holds an `assert`, which names rules under `success` or `error`, and a fragment
of a UBL document. Fragments are read without the gate of the schema, which none would pass.
"""

from collections import Counter

import pytest
from lxml import etree

from headwater.documents._reading import read
from headwater.documents._rules import RULES, broken_rules
from headwater.documents._ubl import CREDIT_NOTE, CREDIT_NOTE_MAP, INVOICE, INVOICE_MAP

MAPS = {INVOICE: INVOICE_MAP, CREDIT_NOTE: CREDIT_NOTE_MAP}
VEFA = "{http://difi.no/xsd/vefa/validator/1.0}"
OUTCOMES = (f"{VEFA}success", f"{VEFA}error")
AS_THE_NORM_SAYS = {"BR-AF": "BR-IG", "BR-AG": "BR-IP"}

NO_LIST = "its code list is not at hand"
SYNTAX = "a rule of UBL's syntax: the reader has its own for what stands twice or is not read"
NOT_IMPLEMENTED = {
    "BR-CL-11": NO_LIST,
    "BR-CL-13": NO_LIST,
    "BR-CL-14": NO_LIST,
    "BR-CL-15": NO_LIST,
    "BR-CL-16": NO_LIST,
    "BR-CL-19": NO_LIST,
    "BR-CL-21": NO_LIST,
    "BR-CL-23": NO_LIST,
    "UBL-DT-07": SYNTAX,
    "UBL-SR-12": SYNTAX,
    "UBL-SR-42": SYNTAX,
    "UBL-SR-43": SYNTAX,
    "UBL-SR-44": SYNTAX,
    "UBL-SR-47": SYNTAX,
}
UNREADABLE = {("BR-CO-17", "HW-NUMBER", ".00")}
"""What a case states and the reader refuses before any rule is tried: a number without a digit before its point."""
FILES, CASES, LEFT_OUT = 143, 569, 34


def cases(folder):
    """Each (file, rule, whether it is to be broken, document) of a folder."""
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True)
    for path in sorted(folder.iterdir()):
        for test in etree.parse(path, parser).getroot().findall(f"{VEFA}test"):
            (fragment,) = (child for child in test if child.tag in MAPS)
            for outcome in test.find(f"{VEFA}assert"):
                if outcome.tag in OUTCOMES:
                    yield path.name, named(outcome.text.strip()), outcome.tag == OUTCOMES[1], fragment


def named(rule):
    family, _, last = rule.rpartition("-")
    return f"{AS_THE_NORM_SAYS.get(family, family)}-{last}"


def outcome(rule, fragment):
    """Whether a fragment breaks a rule, and what of it could not be read."""
    found = broken_rules(read(fragment, MAPS[fragment.tag]), [rule])
    unread = {(rule, broken.rule, broken.value) for broken in found if broken.rule != rule}
    return any(broken.rule == rule for broken in found), unread


@pytest.fixture(scope="module")
def folder(corpus):
    return corpus.parent / "en16931-unit"


@pytest.mark.corpus
class TestTheOfficialUnitTests:
    def test_every_case_of_a_rule_that_is_tried_gives_its_outcome(self, folder, capsys):
        tried, wrong, unread = Counter(), [], set()
        for file, rule, expected, fragment in cases(folder):
            if rule in RULES:
                broken, refused = outcome(rule, fragment)
                tried[rule] += 1
                unread |= refused
                if broken is not expected:
                    wrong.append((file, rule, expected))
        assert wrong == []
        assert (unread, tried.total()) == (UNREADABLE, CASES)
        with capsys.disabled():
            print(f"\n{tried.total()} cases of {len(tried)} rules as expected, of {len(RULES)} rules that are tried")

    def test_every_rule_that_is_not_tried_is_named_with_its_reason(self, folder, capsys):
        left_out = Counter(rule for _, rule, _, _ in cases(folder) if rule not in RULES)
        assert set(left_out) == set(NOT_IMPLEMENTED)
        assert left_out.total() == LEFT_OUT
        with capsys.disabled():
            for rule, times in sorted(left_out.items()):
                print(f"\n{rule}, {times} cases, left out: {NOT_IMPLEMENTED[rule]}", end="")

    def test_every_file_holds_a_case(self, folder):
        files = {file for file, *_ in cases(folder)}
        assert files == {path.name for path in folder.iterdir()}
        assert len(files) == FILES
