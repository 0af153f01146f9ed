"""The table of mutants can be used as it stands, and what tries them says what it should. None is tried here."""

import json
import re

import pytest

from _mutants import Mutant, Outcome, Unusable, first_failure, read_table, touched
from _toolchain import ROOT
from mutants import summary, verdict

MUTANTS = read_table()
FAULTS = [mutant for mutant in MUTANTS if not mutant.harmless]
RULES = set(re.findall(r"^- \*\*(\w+)\*\*", (ROOT / "docs" / "SPECIFICATION.md").read_text("utf-8"), re.MULTILINE))
OWED = Mutant("it is paid twice", "contracts/a.sol", "a = 1;", "a = 2;", ("tests/unit",), "S1")


def called(mutant):
    return mutant.name


class TestTheTable:
    def test_there_are_at_least_40_faults(self):
        assert len(FAULTS) >= 40

    def test_every_name_is_another(self):
        names = [mutant.name for mutant in MUTANTS]
        assert sorted(names) == sorted(set(names))

    def test_every_fault_is_another(self):
        made = [(mutant.file, mutant.source()) for mutant in MUTANTS]
        assert len(made) == len(set(made))

    def test_something_harmless_shows_that_it_is_the_fault_that_is_found(self):
        assert [mutant for mutant in MUTANTS if mutant.harmless] == MUTANTS[: len(MUTANTS) - len(FAULTS)] != []

    @pytest.mark.parametrize("mutant", MUTANTS, ids=called)
    def test_its_text_occurs_once_and_becomes_another(self, mutant):
        assert mutant.source() != (ROOT / mutant.file).read_text("utf-8")

    @pytest.mark.parametrize("mutant", MUTANTS, ids=called)
    def test_it_breaks_a_rule_that_is_specified(self, mutant):
        assert mutant.rule in RULES

    @pytest.mark.parametrize("mutant", MUTANTS, ids=called)
    def test_its_suites_are_there(self, mutant):
        assert mutant.suites
        assert [suite for suite in mutant.suites if not (ROOT / suite).exists()] == []

    @pytest.mark.parametrize("room", ["participants", "receivables", "financing"])
    def test_every_contract_with_code_has_one(self, room):
        """An Authority is OpenZeppelin's, whole."""
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "contracts" / room).glob("*.sol")}
        assert files - {mutant.file for mutant in FAULTS} <= {"contracts/participants/Authority.sol"}


class TestAMutant:
    @pytest.fixture
    def place(self, tmp_path):
        """Write a contract below a folder; gives the folder."""

        def act(text):
            (tmp_path / "contracts").mkdir()
            (tmp_path / OWED.file).write_text(text, "utf-8")
            return tmp_path

        return act

    def test_it_changes_its_text_alone(self, place):
        assert OWED.source(place("b = 1; a = 1;")) == "b = 1; a = 2;"

    @pytest.mark.parametrize(("text", "times"), [("b = 1;", 0), ("a = 1; a = 1;", 2)])
    def test_it_is_refused_unless_its_text_is_there_once(self, place, text, times):
        with pytest.raises(Unusable, match=rf"^its text occurs {times} times in contracts/a.sol$"):
            OWED.source(place(text))

    @pytest.mark.parametrize(
        ("file", "contracts"),
        [
            ("participants/Participants.sol", ["Participants"]),
            ("receivables/Circulation.sol", ["Receivables"]),
            ("receivables/ProgrammeSettings.sol", ["Issuance", "Receivables"]),
            ("financing/Recourses.sol", ["DiscountMarket"]),
            ("libraries/Interest.sol", ["DiscountMarket", "Factoring", "Receivables"]),
            ("escrow/Custody.sol", ["ConditionalEscrow"]),
            ("escrow/conditions/Combinator.sol", ["All", "Any", "AtLeast", "Not"]),
            ("libraries/Permits.sol", ["ConditionalEscrow", "DiscountMarket", "Factoring"]),
        ],
    )
    def test_it_changes_the_contracts_that_its_file_is_part_of(self, file, contracts):
        found = [source.rsplit("/", 1)[1].removesuffix(".sol") for source in touched(f"contracts/{file}")]
        assert sorted(found) == contracts


class TestWhatTheTestsSay:
    SAID = "F\n=== short test summary info ===\nFAILED tests/unit/test_a.py::TestA::test_it[a b] - AssertionError: no\n"

    def test_the_first_that_failed_is_named_with_its_reason(self):
        assert first_failure(1, self.SAID) == ("tests/unit/test_a.py::TestA::test_it[a b]", "AssertionError: no")

    def test_an_audit_that_failed_after_a_test_counts(self):
        assert first_failure(1, self.SAID.replace("FAILED", "ERROR"))[0] == "tests/unit/test_a.py::TestA::test_it[a b]"

    def test_nothing_is_named_when_all_passed(self):
        assert first_failure(0, "3 passed") == ("", "")

    @pytest.mark.parametrize(("code", "said"), [(1, "ERROR: Unable to load project"), (2, SAID), (4, ""), (-9, "")])
    def test_tests_that_did_not_run_find_nothing(self, code, said):
        with pytest.raises(Unusable, match=r"^the tests did not run: "):
            first_failure(code, said)


class TestWhatBecameOfIt:
    HARMLESS = Mutant("it says the same", "contracts/a.sol", "a", "b", ("tests/unit",), "S1", harmless=True)

    @pytest.mark.parametrize(
        ("outcome", "good", "words"),
        [
            (Outcome(OWED, "test_a.py::test_it"), True, "test_a.py::test_it"),
            (Outcome(OWED), False, "NOT FOUND"),
            (Outcome(OWED, problem="it does not compile: why\n  where"), False, "it does not compile: why"),
            (Outcome(HARMLESS), True, "no test fails, as it should be"),
            (Outcome(HARMLESS, "test_a.py::test_it"), False, "harms nothing, and fails test_a.py::test_it"),
        ],
    )
    def test_it_is_said_in_words(self, outcome, good, words):
        assert (outcome.good, verdict(outcome)) == (good, words)

    def test_a_program_is_told_all(self):
        told = json.loads(json.dumps(summary([Outcome(OWED, "test_it", "no"), Outcome(self.HARMLESS)], 90)))
        assert (told["good"], told["seconds"]) == (True, 90)
        assert [(m["name"], m["foundBy"]) for m in told["mutants"]] == [
            (OWED.name, "test_it"),
            (self.HARMLESS.name, None),
        ]
