"""Prices and interest are exact and rounded once, and the worked examples of docs/MATHS.md come out as it says."""

import re
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import Offer, Quote, SignedOffer, advance_down, interest_up, proceeds
from headwater._pricing import Books
from tests.package.conftest import REPOSITORY
from tests.package.scene import NOBODY

MATHS = (REPOSITORY / "docs" / "MATHS.md").read_text("utf-8")
PPM = 1_000_000

values, rates = st.integers(1, 2**88 - 1), st.integers(0, 2**24 - 1)
days = st.one_of(st.integers(1, 1_096), st.integers(0, 2**24 - 1))
bases = st.sampled_from([360, 365])


def worked(name):
    """The figures of a worked example, row by row: the whole numbers in its last columns."""
    (table,) = re.findall(rf"(?m)^\| {name}, worked \|.*\n\|[-:|]+\n((?:\|.*\n)+)", MATHS)
    cells = [re.split(r" *\| *", row.strip("| "))[1:] for row in table.splitlines()]
    return [[int(cell.replace(" ", "")) for cell in row if re.fullmatch(r"[\d ]+", cell)] for row in cells]


def is_shown(figure):
    """Whether the paper shows a figure that is not whole, cut after four places."""
    units, places = divmod(int(figure * 10_000), 10_000)
    return f"{units:_}.{places // 10:03} {places % 10}".replace("_", " ") in MATHS


class TestInterest:
    @given(values, rates, days, bases)
    def test_it_is_the_exact_sum_rounded_up(self, value, rate, tenor, basis):
        """Rule F7."""
        assert interest_up(value, rate, tenor, basis) == ceil(Fraction(value * rate * tenor, basis * PPM))

    @given(values, values, rates, days, bases)
    def test_a_sale_in_parts_never_costs_less(self, one, other, rate, tenor, basis):
        """Rule F7."""
        parts = interest_up(one, rate, tenor, basis) + interest_up(other, rate, tenor, basis)
        assert 0 <= parts - interest_up(one + other, rate, tenor, basis) <= 1

    @given(values, st.integers(0, PPM))
    def test_an_advance_is_rounded_down(self, value, share):
        """Rule D3."""
        assert 0 <= Fraction(value * share, PPM) - advance_down(value, share) < 1


class TestBooks:
    @given(values, rates, bases, st.lists(st.tuples(st.integers(0, 400), values), max_size=12))
    def test_nothing_is_lost_or_rounded_twice(self, principal, rate, basis, payments):
        """Rules D4 and D5."""
        books, exact, day = Books(principal, rate, basis, 0), Fraction(0), 0
        for wait, amount in payments:
            exact += Fraction(books.principal * rate * wait, basis * PPM)
            day += wait
            before = books.principal, books.interest(day)
            parts = books.serve(day, amount)
            assert sum(parts) == amount
            assert min(parts) >= 0
            assert (books.principal, books.interest(day)) == (before[0] - parts[1], before[1] - parts[0])
            assert parts[1] == 0 or books.interest(day) == 0
            assert books.interest_paid + books.interest(day) == ceil(exact)

    @given(values, rates, bases, st.integers(1, 1_096), st.lists(st.integers(1, 50), min_size=1, max_size=9))
    def test_small_payments_cost_what_one_costs(self, principal, rate, basis, day, amounts):
        """Rule D5."""
        one, many = Books(principal, rate, basis, 0), Books(principal, rate, basis, 0)
        for amount in amounts:
            many.serve(day, amount)
        one.serve(day, sum(amounts))
        assert many == one


class TestWorkedExamples:
    def test_the_discount(self):
        """Rule F7."""
        discount = interest_up(250_001, 42_000, 90, 360)
        assert worked("discount") == [[250_001], [42_000], [90], [discount], [proceeds(250_001, 42_000, 90, 360)]]
        assert is_shown(Fraction(250_001 * 42_000 * 90, 360 * PPM))

    def test_what_a_recourse_covers(self):
        """Rule R3."""
        sold, value, merged = 400_000, 350_001, 50_001
        claimed = value * 400_001 // 1_000_000
        covered = min(sold, value - merged)
        unpaid = covered - claimed * covered // value
        interest = interest_up(unpaid, 42_000, 97, 360)
        figures = [sold, value, merged, claimed, covered, unpaid, interest, unpaid + interest]
        assert worked("recourse") == [[figure] for figure in figures]
        assert is_shown(Fraction(unpaid * 42_000 * 97, 360 * PPM))

    def test_the_interest_of_an_advance_and_its_waterfall(self):
        """Rules D3, D4 and D5."""
        books = Books(advance_down(1_000_000, 800_000), 41_999, 360, 0)
        rows = [[0, books.principal, 0], [books.interest(30), books.principal, 0]]
        assert is_shown(Fraction(800_000 * 41_999 * 30, 360 * PPM))
        rows.append(list(books.serve(30, 100_000)))
        rows.append([books.interest(45), books.principal, 0])
        assert is_shown(Fraction(800_000 * 41_999 * 30 + 702_800 * 41_999 * 15, 360 * PPM))
        rows.append(list(books.serve(45, 1_000_000)))
        assert worked("advance") == rows

    @pytest.mark.parametrize("name", ["discount", "recourse", "advance"])
    def test_each_is_there(self, name):
        assert len(worked(name)) >= 5

    def test_the_yearly_cost_is_above_the_rate(self):
        offer = Offer(NOBODY, NOBODY, NOBODY, 1, 42_000, 360, 90, 1, False, False, 0, 0, 1)
        quote = Quote(SignedOffer(offer, b""), 250_001, 2_626, 247_375, None, 90)
        assert quote.annual_cost_ppm == Fraction(2_626 * 360 * PPM, 247_375 * 90) > offer.rate_ppm
