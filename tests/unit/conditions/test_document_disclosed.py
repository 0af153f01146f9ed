from decimal import Decimal

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from headwater import Comparison, Condition
from tests.stage import FACE, refused
from tests.unit.conditions.conftest import PPM
from tests.unit.conditions.documents import Document, leaf_of

EQUALS, AT_LEAST, AT_MOST = Comparison
VALUES = {
    "order/number": "PO-4711",
    "order/total": "980.00",
    "despatch/lines/0/quantity": "60",
    "despatch/lines/0/unit": "каса ½",
    "receipt/rejected": "0.4",
    "empty": "",
}
NUMBERS = ("0", "0.0", "000", "1", "01", "1.", ".5", "0.5", "0.500", "980", "980.00", "980.01", "979.999", "1000")
EDGES = ("0.000000000000000001", "0." + "9" * 18, "9" * 50, "9" * 31 + "." + "9" * 18, "1" + "0" * 49, "." + "0" * 18)
JUNK = ("", ".", "..", "1..2", "1.2.3", "-1", "+1", "1e3", "1,000", " 1", "1 ", "0x10", "１", "1" * 51, "0." + "1" * 19)


@pytest.fixture
def paper():
    """The documents of an order."""
    return Document(VALUES)


@pytest.fixture
def total(conditions):
    """The order's total compares to a value so."""
    return lambda comparison, value: conditions.document_disclosed("order/total", comparison, value)


@pytest.fixture
def compares(ask, conditions):
    """Whether a value, alone in its documents, compares to another as agreed, in ppm."""

    def act(shown, comparison, agreed):
        alone = Document({"field": shown})
        return ask(conditions.document_disclosed("field", comparison, agreed), alone.shown("field"), root=alone.root)

    return act


class TestDocumentDisclosed:
    """Rule K6."""

    class TestGivenAFieldOfTheDocuments:
        @pytest.mark.parametrize("path", VALUES)
        def test_it_should_be_met_where_it_equals(self, ask, conditions, paper, path):
            equal = conditions.document_disclosed(path, EQUALS, VALUES[path])
            assert ask(equal, paper.shown(path), root=paper.root) == PPM

        @pytest.mark.parametrize("value", ["980", "980.0", "0980.00", "980.00 ", "", "PO-4711"])
        def test_it_should_not_be_met_where_it_does_not_to_the_letter(self, ask, total, paper, value):
            assert ask(total(EQUALS, value), paper.shown("order/total"), root=paper.root) == 0

        @pytest.mark.parametrize(("bound", "ppm"), [("979.99", PPM), ("980", PPM), ("980.0", PPM), ("980.01", 0)])
        def test_it_should_be_met_where_it_is_at_least_as_much(self, ask, total, paper, bound, ppm):
            assert ask(total(AT_LEAST, bound), paper.shown("order/total"), root=paper.root) == ppm

        @pytest.mark.parametrize(("bound", "ppm"), [("979.99", 0), ("980", PPM), ("980.0", PPM), ("980.01", PPM)])
        def test_it_should_be_met_where_it_is_at_most_as_much(self, ask, total, paper, bound, ppm):
            assert ask(total(AT_MOST, bound), paper.shown("order/total"), root=paper.root) == ppm

        @pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 33])
        def test_it_should_be_found_among_any_number_of_fields(self, ask, conditions, count):
            paper = Document({f"field {n}": str(n) for n in range(count)})
            for path, value in paper.values.items():
                equal = conditions.document_disclosed(path, EQUALS, value)
                assert ask(equal, paper.shown(path), root=paper.root) == PPM

        def test_it_should_not_be_met_without_evidence(self, ask, total, paper):
            assert ask(total(EQUALS, "980.00"), root=paper.root) == 0

    class TestGivenSomethingElse:
        @pytest.fixture
        def refuses(self, ask, total, paper):
            """It is refused as no field of the documents."""

            def act(evidence, root=paper.root):
                with refused("DocumentDisclosed_NotInDocument", "0x" + root.hex(), "order/total"):
                    ask(total(EQUALS, "980.00"), evidence, root=root)

            return act

        def test_it_should_refuse_another_salt(self, refuses, paper):
            refuses(paper.shown("order/total", salt=b"\x01" * 32))

        def test_it_should_refuse_another_path(self, refuses, paper):
            refuses(paper.shown("order/number"))

        def test_it_should_refuse_another_value(self, refuses, paper):
            refuses(paper.shown("order/total", value="980"))

        def test_it_should_refuse_another_root(self, refuses, paper):
            refuses(paper.shown("order/total"), b"\xdc" * 32)

        def test_it_should_refuse_a_root_of_nothing(self, refuses, paper):
            refuses(paper.shown("order/total", proof=[]), bytes(32))

        @pytest.mark.parametrize("change", [lambda p: [], lambda p: p[1:], lambda p: p[::-1], lambda p: [*p, p[0]]])
        def test_it_should_refuse_another_proof(self, refuses, paper, change):
            refuses(paper.shown("order/total", proof=change(paper.proof("order/total"))))

        def test_it_should_stop_at_evidence_that_it_cannot_read(self, panics, total, paper):
            panics(total(EQUALS, "980.00"), b"\x01" * 64, root=paper.root)

    class TestGivenTheRootIsTheLeaf:
        def test_it_should_take_an_empty_proof(self, ask, conditions):
            alone = Document({"field": "1"})
            assert alone.root == leaf_of("field", keccak(text="field"), "1")
            equal = conditions.document_disclosed("field", EQUALS, "1")
            assert ask(equal, alone.shown("field", proof=[]), root=alone.root) == PPM

        def test_it_should_not_take_an_inner_node_for_it(self, ask, conditions, paper):
            equal = conditions.document_disclosed("field", EQUALS, "1")
            with refused("DocumentDisclosed_NotInDocument", "0x" + paper.root.hex(), "field"):
                ask(equal, paper.shown("field", value="1", proof=paper.nodes[1:3]), root=paper.root)

    class TestWhenNumbersAreCompared:
        @pytest.mark.parametrize("shown", NUMBERS + EDGES)
        def test_it_should_say_what_decimals_do(self, compares, shown):
            for bound in NUMBERS + EDGES:
                least, most = compares(shown, AT_LEAST, bound), compares(shown, AT_MOST, bound)
                assert least == PPM * (number(shown) >= number(bound)), bound
                assert most == PPM * (number(shown) <= number(bound)), bound

        @pytest.mark.parametrize("comparison", [AT_LEAST, AT_MOST])
        def test_it_should_refuse_to_compare_anything_else(self, compares, comparison):
            for text in JUNK:
                with refused("DocumentDisclosed_NotANumber", text):
                    compares(text, comparison, "1")

        def test_it_should_find_any_text_equal_to_itself(self, compares):
            assert [compares(text, EQUALS, text) for text in JUNK] == [PPM] * len(JUNK)
            assert [compares(text, EQUALS, text + "1") for text in JUNK] == [0] * len(JUNK)

    class TestWhenItsTermsAreChecked:
        @pytest.mark.parametrize("comparison", Comparison)
        def test_it_should_stand_on_evidence(self, check, total, comparison):
            assert check(total(comparison, "980.00")) is False

        @pytest.mark.parametrize("comparison", [AT_LEAST, AT_MOST])
        def test_it_should_refuse_a_bound_that_is_no_number(self, check, total, comparison):
            for text in JUNK:
                with refused("DocumentDisclosed_NotANumber", text):
                    check(total(comparison, text))

        def test_it_should_take_any_text_to_be_equal_to(self, check, total):
            assert not any(check(total(EQUALS, text)) for text in JUNK)

        def test_it_should_refuse_another_comparison(self, panics, total):
            terms = encode(("string", "uint256", "string"), ("order/total", 3, "1"))
            panics(Condition(total(EQUALS, "").address, terms), view="check")

        def test_it_should_refuse_what_it_cannot_read(self, panics, total, junk):
            panics(junk(total(EQUALS, "")), view="check")

    class TestGivenAMilestoneUnderIt:
        def test_it_should_release_by_the_agreements_own_root(self, begin, total, paper, release, released):
            terms = begin(total(AT_LEAST, "980"), document_root=paper.root)
            release(terms, 0, paper.shown("order/total"))
            assert released(terms) == FACE

        def test_it_should_refuse_anothers(self, begin, total, paper, release):
            terms = begin(total(AT_LEAST, "980"))
            with refused("DocumentDisclosed_NotInDocument", "0x" + "dc" * 32, "order/total"):
                release(terms, 0, paper.shown("order/total"))


def number(text):
    return Decimal(text.rstrip(".") or "0")
