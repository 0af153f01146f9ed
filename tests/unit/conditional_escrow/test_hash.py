"""Rule E1: an agreement's name is the digest that its parties sign."""

from dataclasses import replace

import pytest

from headwater import Agreement, Condition, Milestone
from tests.stage import astuple

LARGEST = 2**256 - 1
NUMBERS = ("version", "arbiter_days", "silence_ppm", "valid_until", "funded_at_once", "salt")
DUE_NUMBERS = ("amount", "receivable", "latest_due_day", "deadline_day", "evidence_days")
OTHER = "0x" + "11" * 20

CHANGES = {
    "payer": OTHER,
    "payee": OTHER,
    "milestones": (),
    "valid_until": LARGEST,
    "salt": LARGEST,
    "lender": OTHER,
    "arbiter": OTHER,
    "arbiter_days": 15,
    "silence_ppm": 0,
    "document_root": b"\xdd" * 32,
    "funded_at_once": 0,
    "origin": b"\1" * 32,
    "version": 1,
}
DUE_CHANGES = {
    "currency": OTHER,
    "amount": 1,
    "source": 2,
    "to": 1,
    "lapses_to": 3,
    "condition": Condition(OTHER, b""),
    "deadline_day": 0,
    "evidence_days": 0,
    "receivable": 1,
    "obligor": OTHER,
    "latest_due_day": 1,
}


@pytest.fixture
def shown(escrow):
    """The name that the escrow shows."""
    return lambda terms: escrow.hashAgreement(astuple(terms))


class TestHash:
    class TestGivenTerms:
        @pytest.mark.parametrize("number", [0, 1, LARGEST])
        def test_it_should_be_the_digest_that_is_signed(self, stage, shown, digest_of, number):
            due = stage.milestone(**dict.fromkeys(DUE_NUMBERS, number))
            terms = stage.agreement(due, **dict.fromkeys(NUMBERS, number))
            assert shown(terms) == digest_of(terms)

        @pytest.mark.parametrize("count", [0, 1, 2, 50])
        def test_it_should_be_so_for_any_number_of_milestones(self, stage, shown, digest_of, count):
            due = tuple(stage.milestone(amount=number) for number in range(count))
            terms = replace(stage.agreement(), milestones=due)
            assert shown(terms) == digest_of(terms)

        @pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 1_000])
        def test_it_should_be_so_for_any_terms_of_a_condition(self, stage, shown, digest_of, length):
            due = stage.milestone(condition=Condition(OTHER, b"\xff" * length))
            assert shown(terms := stage.agreement(due)) == digest_of(terms)

        def test_it_should_be_the_same_in_a_call_of_several(self, stage, escrow, digest_of, stranger):
            both = [stage.agreement(), stage.agreement(stage.milestone(), stage.milestone())]
            calls = [escrow.hashAgreement.encode_input(astuple(terms)) for terms in both]
            given = escrow.multicall.call(calls, {"from": stranger})
            assert [str(name) for name in given] == [digest_of(terms) for terms in both]

    class TestGivenAChange:
        """Hostile M9: every field is bound."""

        @pytest.mark.parametrize("field", CHANGES)
        def test_it_should_differ(self, terms, shown, digest_of, field):
            other = replace(terms, **{field: CHANGES[field]})
            assert (shown(other) != shown(terms), shown(other)) == (True, digest_of(other))

        @pytest.mark.parametrize("field", DUE_CHANGES)
        def test_it_should_differ_by_a_field_of_a_milestone(self, stage, terms, shown, digest_of, field):
            due = replace(terms.milestones[0], **{field: DUE_CHANGES[field]})
            other = replace(terms, milestones=(due,))
            assert (shown(other) != shown(terms), shown(other)) == (True, digest_of(other))

        def test_it_should_differ_by_the_terms_of_a_condition(self, terms, shown):
            condition = replace(terms.milestones[0].condition, terms=b"")
            other = replace(terms, milestones=(replace(terms.milestones[0], condition=condition),))
            assert shown(other) != shown(terms)

        def test_it_should_differ_when_milestones_change_places(self, stage, terms, shown):
            due = (stage.milestone(amount=1), stage.milestone(amount=2))
            assert shown(replace(terms, milestones=due)) != shown(replace(terms, milestones=due[::-1]))

        def test_it_should_have_every_field_tried(self):
            assert list(CHANGES) == list(Agreement.__slots__)
            assert list(DUE_CHANGES) == list(Milestone.__slots__)
