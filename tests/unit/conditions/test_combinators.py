import random
from itertools import product

import pytest

from headwater import Comparison, Condition, for_each, statements
from tests.stage import FACE, refused
from tests.unit.conditions.conftest import EATS_GAS, PPM, REFUSES, REFUSES_SILENTLY, REFUSES_TERMS
from tests.unit.conditions.documents import Document

KINDS = ["all_of", "any_of", "at_least"]
LARGEST = 16


@pytest.fixture
def parts(answering):
    """Conditions that answer with these numbers."""
    return lambda *answers: [answering(ppm) for ppm in answers]


@pytest.fixture
def combine(conditions):
    """Combine parts by the name of a kind; where some are needed, one is."""

    def act(kind, *parts):
        return getattr(conditions, kind)(*((1,) if kind == "at_least" else ()), *parts)

    return act


@pytest.fixture
def broken(answering):
    """A part that refuses to answer, with the number it says."""
    return answering(7, REFUSES)


@pytest.fixture
def mixed(stage, conditions, attested, paper):
    """Parts of three kinds: a statement, a field and a day that has come, and an agreement under all of them."""
    field = conditions.document_disclosed("total", Comparison.AT_LEAST, "980")
    given = (attested(), field, conditions.after_date(stage.now()))
    return given, stage.agreement(stage.milestone(condition=conditions.all_of(*given)), document_root=paper.root)


@pytest.fixture
def paper():
    return Document({"total": "980.00", "number": "PO-4711"})


@pytest.fixture
def found(stage, ask, mixed, paper):
    """How far a condition is met where the agreement of three kinds is."""
    return lambda condition, evidence=b"": ask(condition, evidence, agreement=stage.name_of(mixed[1]), root=paper.root)


@pytest.fixture
def evidence(stage, mixed, paper):
    """Evidence for each of the three: 60 of 100 are stated, and the field is shown."""
    return statements(stage.statement(mixed[1], 0, 60)), paper.shown("total"), b""


def drawn(count, seed=20_261_001):
    """Lists of answers, some of them equal, and a number of them each."""
    dice = random.Random(seed)
    for _ in range(count):
        size = dice.randint(1, LARGEST)
        answers = [dice.choice((0, 1, 500_000, PPM, dice.randint(0, PPM))) for _ in range(size)]
        yield dice.randint(1, size), answers


class TestCombinators:
    """Rule K7."""

    class TestGivenAll:
        @pytest.mark.parametrize("answers", [(0,), (PPM,), (PPM, 1, PPM), (3, 2, 1), (1, 2, 3), (5, 5), (0, PPM)])
        def test_it_should_be_met_as_far_as_its_least_part(self, ask, conditions, parts, answers):
            assert ask(conditions.all_of(*parts(*answers))) == min(answers)

    class TestGivenAny:
        @pytest.mark.parametrize("answers", [(0,), (PPM,), (0, 1, 0), (3, 2, 1), (1, 2, 3), (5, 5), (0, PPM)])
        def test_it_should_be_met_as_far_as_its_most(self, ask, conditions, parts, answers):
            assert ask(conditions.any_of(*parts(*answers))) == max(answers)

    class TestGivenAtLeast:
        def test_it_should_be_met_as_far_as_its_kth_largest_part(self, ask, conditions, parts):
            for answers in product((0, 400_000, PPM), repeat=3):
                for needed in (1, 2, 3):
                    expected = sorted(answers, reverse=True)[needed - 1]
                    assert ask(conditions.at_least(needed, *parts(*answers))) == expected, answers

        def test_it_should_be_so_for_answers_drawn_at_random(self, ask, conditions, parts):
            for needed, answers in drawn(100):
                expected = sorted(answers, reverse=True)[needed - 1]
                assert ask(conditions.at_least(needed, *parts(*answers))) == expected, answers

    class TestGivenNot:
        """Rule K8."""

        @pytest.mark.parametrize("ppm", [0, 1, 400_000, PPM])
        def test_it_should_be_met_as_far_as_its_part_is_not(self, ask, conditions, answering, ppm):
            assert ask(conditions.not_yet(answering(ppm))) == PPM - ppm

        def test_it_should_be_its_part_where_it_stands_twice(self, ask, conditions, answering):
            assert ask(conditions.not_yet(conditions.not_yet(answering(400_000)))) == 400_000

        def test_it_should_end_as_its_day_comes(self, stage, ask, conditions, today):
            before = conditions.not_yet(conditions.after_date(today + 1))
            assert ask(before) == PPM
            stage.move_to(today + 1)
            assert ask(before) == 0

    class TestGivenOneWithinAnother:
        @pytest.mark.parametrize("day", [0, 1])
        @pytest.mark.parametrize("ppm", [0, 250_000, PPM])
        def test_it_should_be_met_through_four_levels(self, ask, conditions, answering, today, day, ppm):
            dated, part = conditions.after_date(today + day), answering(ppm)
            second = conditions.at_least(2, dated, part, conditions.not_yet(part))
            first = conditions.any_of(conditions.all_of(second, answering(700_000)), answering(1))
            reached = PPM if day == 0 else 0
            inner = sorted((reached, ppm, PPM - ppm))[1]
            assert ask(first) == max(min(inner, 700_000), 1)

        def test_it_should_hand_each_its_own_evidence(self, conditions, mixed, found, evidence):
            said, field, dated = mixed[0]
            inner = conditions.all_of(said, conditions.any_of(field, dated))
            outer = conditions.at_least(1, conditions.all_of(inner))
            shown = for_each(for_each(for_each(evidence[0], for_each(evidence[1], b""))))
            assert [found(outer, shown), found(outer)] == [600_000, 0]

    class TestGivenEvidence:
        @pytest.mark.parametrize(("kind", "ppm"), [("all_of", 600_000), ("any_of", PPM), ("at_least", PPM)])
        def test_it_should_hand_each_part_its_own(self, combine, mixed, found, evidence, kind, ppm):
            assert found(combine(kind, *mixed[0]), for_each(*evidence)) == ppm

        @pytest.mark.parametrize("missing", [0, 1])
        def test_it_should_take_none_for_a_part_as_not_shown(self, conditions, mixed, found, evidence, missing):
            given = [b"" if at == missing else shown for at, shown in enumerate(evidence)]
            assert found(conditions.all_of(*mixed[0]), for_each(*given)) == 0
            expected = PPM if missing == 0 else 600_000
            assert found(conditions.at_least(2, *mixed[0]), for_each(*given)) == expected

        def test_it_should_take_none_at_all_as_not_shown(self, conditions, mixed, found):
            assert [found(conditions.all_of(*mixed[0])), found(conditions.any_of(*mixed[0]))] == [0, PPM]

        @pytest.mark.parametrize("count", [0, 1, 2, 4])
        @pytest.mark.parametrize("kind", KINDS)
        def test_it_should_refuse_it_for_fewer_or_more(self, combine, mixed, found, kind, count):
            with refused("Combinator_EvidenceMismatch", 3, count):
                found(combine(kind, *mixed[0]), for_each(*[b""] * count))

        def test_it_should_refuse_it_for_more_than_the_one_negated(self, conditions, answering, ask):
            with refused("Combinator_EvidenceMismatch", 1, 2):
                ask(conditions.not_yet(answering()), for_each(b"", b""))

        def test_it_should_stop_where_it_cannot_be_read(self, conditions, mixed, panics):
            panics(conditions.all_of(*mixed[0]), b"\x01" * 64)

        def test_it_should_stop_where_a_parts_own_cannot_be_read(self, conditions, mixed, panics, evidence):
            panics(conditions.any_of(*mixed[0]), for_each(b"\x01", *evidence[1:]))

    class TestGivenAPartThatFails:
        @pytest.mark.parametrize("kind", KINDS)
        @pytest.mark.parametrize("position", [0, 1, 2])
        def test_it_should_fail_as_well_whatever_the_others_say(self, combine, panics, answering, kind, position):
            given = [answering(), answering()]
            given.insert(position, answering(7, REFUSES_SILENTLY))
            panics(combine(kind, *given))

        def test_it_should_not_be_met_for_its_negation(self, panics, conditions, answering):
            panics(conditions.not_yet(answering(0, REFUSES_SILENTLY)))
            panics(conditions.not_yet(answering(0, EATS_GAS)))

        def test_it_should_say_the_parts_own_refusal(self, ask, conditions, answering, broken):
            with refused("AnsweringCondition_Refused", 7):
                ask(conditions.any_of(answering(), broken))

        @pytest.mark.parametrize("kind", [*KINDS, "not_yet"])
        @pytest.mark.parametrize("ppm", [PPM + 1, 2**256 - 1])
        def test_it_should_refuse_an_answer_of_more_than_all(self, ask, combine, answering, kind, ppm):
            part = answering(ppm)
            with refused("Combinator_InvalidAnswer", part.address, ppm):
                ask(combine(kind, part))

    class TestWhenItsTermsAreChecked:
        @pytest.mark.parametrize("kind", KINDS)
        def test_it_should_stand_on_the_chain_alone_where_every_part_does(self, check, combine, answering, kind):
            facts = [answering(factual=True)] * 3
            assert check(combine(kind, *facts)) is True
            for place in range(3):
                assert check(combine(kind, *facts[:place], answering(factual=False), *facts[place:])) is False

        @pytest.mark.parametrize("kind", KINDS)
        def test_it_should_take_up_to_16_parts(self, check, combine, answering, kind):
            assert check(combine(kind, *[answering()] * LARGEST)) is True
            needed = {"all_of": LARGEST + 1}.get(kind, 1)
            with refused("Combinator_InvalidParts", LARGEST + 1, needed):
                check(combine(kind, *[answering()] * (LARGEST + 1)))

        @pytest.mark.parametrize(("kind", "needed"), [("all_of", 0), ("any_of", 1), ("at_least", 1)])
        def test_it_should_refuse_none(self, check, combine, kind, needed):
            with refused("Combinator_InvalidParts", 0, needed):
                check(combine(kind))

        @pytest.mark.parametrize("needed", [0, 4, 2**256 - 1])
        def test_it_should_refuse_to_need_none_or_more_than_there_are(self, check, conditions, answering, needed):
            with refused("Combinator_InvalidParts", 3, needed):
                check(conditions.at_least(needed, *[answering()] * 3))

        @pytest.mark.parametrize("kind", [*KINDS, "not_yet"])
        def test_it_should_refuse_what_a_part_refuses(self, check, combine, answering, kind):
            with refused("AnsweringCondition_Refused", 7):
                check(combine(kind, answering(7, REFUSES_TERMS)))

        @pytest.mark.parametrize("kind", [*KINDS, "not_yet"])
        def test_it_should_refuse_what_it_cannot_read(self, panics, combine, answering, junk, kind):
            panics(junk(combine(kind, answering())), view="check")

        def test_it_should_refuse_a_part_that_is_no_contract(self, stage, panics, conditions):
            nobody = Condition(stage.cast["stranger"].address, b"")
            panics(conditions.any_of(nobody), view="check")

    class TestWhenItNegatesWhatCouldBeWithheld:
        """Rule K8."""

        def test_it_should_refuse_a_statement_and_a_field(self, check, conditions, mixed):
            for part in mixed[0][:2]:
                with refused("Not_OverEvidence", part.address):
                    check(conditions.not_yet(part))

        @pytest.mark.parametrize("kind", KINDS)
        def test_it_should_refuse_them_within_others(self, check, conditions, combine, mixed, kind):
            inner = combine(kind, *reversed(mixed[0]))
            with refused("Not_OverEvidence", inner.address):
                check(conditions.any_of(mixed[0][2], conditions.not_yet(inner)))

        def test_it_should_refuse_them_as_an_agreement_begins(self, stage, begin, conditions, attested):
            with refused("Not_OverEvidence", attested().address):
                begin(conditions.all_of(conditions.not_yet(attested())))

        def test_it_should_take_what_the_chain_shows(self, check, conditions, root, supplier, today):
            facts = (
                conditions.after_date(today),
                conditions.obligation_paid(1),
                conditions.receivable_delivered(root, supplier.address, FACE),
                conditions.delivered_by(1, FACE),
            )
            assert check(conditions.not_yet(conditions.all_of(*facts, conditions.not_yet(facts[0])))) is True

    class TestWhenAskedForItsParts:
        @pytest.mark.parametrize("kind", KINDS)
        def test_it_should_name_them(self, at, combine, parts, kind):
            combined = combine(kind, *(given := parts(1, 2)))
            shown = at(combined.address).partsOf(combined.terms)
            assert [(part["condition"], str(part["terms"])) for part in shown] == [
                (part.address, "0x" + part.terms.hex()) for part in given
            ]

        def test_it_should_name_the_one_negated(self, at, conditions, answering):
            combined = conditions.not_yet(part := answering(1))
            ((address, terms),) = at(combined.address).partsOf(combined.terms)
            assert (address, str(terms)) == (part.address, "0x" + part.terms.hex())

    class TestGivenAMilestoneUnderIt:
        def test_it_should_release_the_least_of_goods_and_papers(
            self, stage, begin, conditions, attested, release, released, paper
        ):
            field = conditions.document_disclosed("total", Comparison.AT_LEAST, "980")
            terms = begin(conditions.all_of(attested(), field), document_root=paper.root)
            release(terms, 0, for_each(statements(stage.statement(terms, 0, 60)), paper.shown("total")))
            assert released(terms) == FACE * 60 // 100

        def test_it_should_refuse_too_many_parts_as_it_begins(self, begin, conditions, today):
            with refused("Combinator_InvalidParts", LARGEST + 1, 1):
                begin(conditions.any_of(*[conditions.after_date(today)] * (LARGEST + 1)))
