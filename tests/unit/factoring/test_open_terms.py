import dataclasses

import pytest

from headwater import Advance
from tests.stage import FACE, astuple, refused

MOST = 2**88 - 1
BAD_BASES = [0, 1, 359, 364, 366, 2**256 - 1]


@pytest.fixture
def changed(stage, root):
    """Terms of an advance on the root with changes."""
    return lambda **changes: stage.advance(root, **changes)


@pytest.fixture
def start_at(stage, factoring, ready, financier):
    """Open at the financier's call, in exactly this second."""

    def act(terms, second):
        signed = stage.sign_advance(terms, "supplier")
        stage.programme.w3.provider.make_request("evm_setNextBlockTimestamp", [second])
        return factoring.open(astuple(terms), signed, b"", {"from": financier, "gas_limit": 2_000_000})

    return act


@pytest.fixture
def other(tier2, financier, make):
    """For each field of the terms but the seller, another value that would be good in itself."""
    return {
        "financier": tier2.address,
        "currency": make("TestCurrency", "Other", "OTH", 2).address,
        "receivables": (1,),
        "value": FACE - 1,
        "advance_ppm": 799_999,
        "rate_ppm": 41_999,
        "basis": 365,
        "recourse": True,
        "surplus_to": financier.address,
        "deadline": 2**64,
        "salt": 2**64,
    }


class TestOpenTerms:
    class TestGivenTheDeadline:
        """Hostile M11: through its last second, and not one more; as late as can be named."""

        def test_it_should_open_in_the_last_second(self, stage, start_at, changed, held, root, factoring):
            terms = changed(deadline=stage.deadline(1))
            start_at(terms, terms.deadline)
            assert held(root) == factoring

        def test_it_should_refuse_a_second_later(self, stage, start_at, changed):
            terms = changed(deadline=stage.deadline(1))
            with refused("Calendar_DeadlinePassed", terms.deadline, terms.deadline + 1):
                start_at(terms, terms.deadline + 1)

        @pytest.mark.parametrize("deadline", [2**64 - 1, 2**256 - 1])
        def test_it_should_take_the_latest_that_can_be_named(self, start, changed, held, root, factoring, deadline):
            start(changed(deadline=deadline))
            assert held(root) == factoring

    class TestGivenTheRate:
        def test_it_should_open_at_the_highest(self, start, changed, debt):
            start(terms := changed(rate_ppm=2**24 - 1))
            assert debt(terms) == (800_000, 0)

        def test_it_should_open_without_interest(self, stage, start, changed, debt):
            start(terms := changed(rate_ppm=0))
            stage.move_to(stage.now() + 60)
            assert debt(terms) == (800_000, 0)

        @pytest.mark.parametrize("rate", [2**24, 2**256 - 1])
        def test_it_should_refuse_a_higher_one(self, start, changed, rate):
            with refused("Interest_RateTooHigh", rate, 2**24 - 1):
                start(changed(rate_ppm=rate))

        @pytest.mark.parametrize("basis", BAD_BASES)
        def test_it_should_refuse_another_year(self, start, changed, basis):
            with refused("Interest_InvalidBasis", basis):
                start(changed(basis=basis))

    class TestGivenTheAdvance:
        @pytest.mark.parametrize("ppm", [10**6 + 1, 2**256 - 1])
        def test_it_should_refuse_more_than_the_value(self, start, changed, ppm):
            with refused("Factoring_AdvanceTooLarge", ppm):
                start(changed(advance_ppm=ppm))

        @pytest.mark.parametrize(("value", "ppm"), [(FACE, 0), (0, 10**6), (1, 999_999)])
        def test_it_should_refuse_what_comes_to_nothing(self, start, changed, value, ppm):
            with refused("Factoring_ZeroAdvance"):
                start(changed(value=value, advance_ppm=ppm))

    class TestGivenTheValue:
        @pytest.mark.parametrize("value", [MOST + 1, 2**256 - 1])
        def test_it_should_refuse_more_than_any_receivable_is_worth(self, start, changed, value):
            with refused("Factoring_ValueTooLarge", value, MOST):
                start(changed(value=value))

        def test_it_should_refuse_the_most_there_is_when_the_receivable_is_worth_less(self, start, changed):
            with refused("Factoring_ValueTooSmall", FACE, MOST):
                start(changed(value=MOST))

    class TestGivenTheParties:
        def test_it_should_refuse_a_seller_that_is_the_financier(self, start, changed, financier):
            with refused("Factoring_SellerIsFinancier", financier):
                start(changed(seller=financier.address, surplus_to=financier.address))

        @pytest.mark.parametrize("who", ["tier2", "stranger", "anchor"])
        def test_it_should_refuse_a_surplus_for_anybody_else(self, stage, start, changed, who):
            with refused("Factoring_SurplusToStranger", stage.cast[who]):
                start(changed(surplus_to=stage.cast[who].address))

    class TestGivenTheList:
        def test_it_should_refuse_an_empty_one(self, stage, start, ready):
            with refused("Factoring_ValueTooSmall", 0, 1):
                start(stage.advance(value=1, advance_ppm=10**6))

        def test_it_should_refuse_101(self, stage, start, ready):
            with refused("Factoring_BatchTooLarge", 101, 100):
                start(stage.advance(*range(1, 102)))

    class TestGivenATermIsNotTheOneThatWasSigned:
        """Hostile M9: every field is bound by the signature, and none can be changed by who brings it."""

        @pytest.mark.parametrize("field", [name for name in Advance.__slots__ if name != "seller"])
        def test_it_should_refuse_the_signature(self, stage, factoring, ready, terms, other, supplier, stranger, field):
            signed = (stage.sign_advance(terms, who) for who in ("supplier", "financier"))
            changed = dataclasses.replace(terms, **{field: other[field]})
            with refused("Factoring_InvalidSignature", supplier):
                factoring.open(astuple(changed), *signed, {"from": stranger})

        def test_it_should_refuse_another_seller(self, stage, factoring, ready, terms, tier2, stranger):
            signed = (stage.sign_advance(terms, who) for who in ("supplier", "financier"))
            changed = dataclasses.replace(terms, seller=tier2.address, surplus_to=tier2.address)
            with refused("Factoring_InvalidSignature", tier2):
                factoring.open(astuple(changed), *signed, {"from": stranger})
