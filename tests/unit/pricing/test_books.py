import random

import pytest

from headwater import advance_down
from headwater._pricing import Books
from tests.stage import FACE, astuple, logged

DAYS = 12  # at most, from one payment to the next


@pytest.fixture
def opened(stage, factoring):
    """Open an advance on new receivables; gives its terms and the reference's books of it."""
    stage.give("financier", 10 * FACE)
    stage.entrust(factoring, "supplier", "financier")

    def open_(count=1, **changes):
        terms = stage.advance(*(stage.issue() for _ in range(count)), **changes)
        factoring.open(astuple(terms), b"", stage.sign_advance(terms, "financier"), {"from": stage.cast["supplier"]})
        principal = advance_down(terms.value, terms.advance_ppm)
        return terms, Books(principal, terms.rate_ppm, terms.basis, stage.now())

    return open_


def serve(stage, factoring, terms, amount):
    """The stranger pays some of an advance back; gives what went to interest, principal and surplus."""
    payer = {"from": stage.cast["stranger"]}
    stage.give("stranger", amount)
    stage.currency.approve(factoring, amount, payer)
    return divided(factoring.repay(astuple(terms), amount, payer))


def divided(tx):
    (served,) = logged(tx, "AdvanceServed")
    return served["interest"], served["principal"], served["surplus"]


def owed(factoring, terms):
    return tuple(factoring.owed(astuple(terms)))


class TestBooks:
    class TestGivenAnAdvanceWithAnOddRate:
        class TestWhenRandomAmountsAreRepaidOnRandomDays:
            @pytest.mark.parametrize("seed", range(6))
            def test_it_should_be_divided_as_the_reference_says(self, stage, factoring, opened, seed):
                """Rules D4 and D5."""
                dice = random.Random(seed)
                rate, basis = dice.choice((1, 41_999, 2**24 - 1)), dice.choice((360, 365))
                terms, books = opened(rate_ppm=rate, basis=basis, advance_ppm=dice.randint(1, 10**6))
                while books.principal:
                    stage.move_to(stage.now() + dice.randint(0, DAYS))
                    due = (books.principal, books.interest(stage.now()))
                    assert owed(factoring, terms) == due
                    amount = dice.choice((1, dice.randint(1, sum(due)), sum(due)))
                    assert serve(stage, factoring, terms, amount) == books.serve(stage.now(), amount)

        class TestWhen40UnitsAreRepaidOneByOne:
            def test_it_should_cost_what_one_repayment_costs(self, stage, factoring, opened):
                """Rule D5."""
                (terms, many), (other, _) = opened(rate_ppm=41_999), opened(rate_ppm=41_999)
                stage.move_to(stage.now() + 30)
                due = many.interest(stage.now())
                for _ in range(40):
                    assert serve(stage, factoring, terms, 1) == many.serve(stage.now(), 1) == (1, 0, 0)
                assert serve(stage, factoring, other, 40) == (40, 0, 0)
                assert owed(factoring, terms) == owed(factoring, other) == (many.principal, due - 40)

    class TestGivenAnAdvanceOnSeveralReceivables:
        class TestWhenTheyAreCollectedOneByOne:
            def test_it_should_be_divided_as_the_reference_says(self, stage, factoring, opened):
                """Rule D4."""
                terms, books = opened(3, advance_ppm=700_001, basis=365)
                for receivable in terms.receivables:
                    stage.settle(receivable, FACE)
                    tx = factoring.collect(astuple(terms), [receivable], {"from": stage.cast["stranger"]})
                    assert divided(tx) == books.serve(stage.now(), FACE)
                assert owed(factoring, terms) == (0, 0)
                assert books.principal == books.interest(stage.now()) == 0
