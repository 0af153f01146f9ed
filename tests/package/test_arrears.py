"""Late payment is exact: the reference against a simulation day by day, by the calendar and in decimals."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import (
    Division,
    InterestStop,
    LatePayment,
    LateTerms,
    Position,
    Status,
    date_of,
    day_of,
    divisions_of,
    entitlement_down,
    interest_up,
    late_interest_up,
    position_of,
)
from headwater._arrears import Reckoned, reckoned_of
from headwater._errors import HistoryMalformed
from tests.package.test_pricing import MATHS, is_shown, worked

DUE = day_of(dt.date(2027, 3, 31))
USUAL = LateTerms(1_000_000, DUE, 5, 80_000, 360, 90)
GRACE = USUAL.last_day_of_grace
PPM = 1_000_000

# Spans over which a calendar could be miscounted: leap days, a century that has none, ends of months and half years.
SPANS = [
    ("2028-02-28", "2028-03-01", 2),
    ("2027-02-28", "2027-03-01", 1),
    ("2100-02-28", "2100-03-01", 1),
    ("2027-01-31", "2027-02-28", 28),
    ("2027-06-30", "2027-07-01", 1),
    ("2027-12-31", "2028-01-01", 1),
    ("2027-12-31", "2028-12-31", 366),
    ("2038-01-18", "2038-01-20", 2),
    ("2106-02-06", "2106-02-08", 2),
    ("2027-01-01", "2107-01-01", 29_219),
]

rates = st.one_of(st.sampled_from([0, 1, 80_000, 2**24 - 1]), st.integers(0, 2**24 - 1))
faces = st.one_of(st.integers(1, 1_000), st.integers(1, 2**88 - 1))
edges = st.sampled_from(["2028-02-25", "2027-06-28", "2100-02-26", "2038-01-17", "2106-02-05"])
due_days = st.one_of(edges.map(lambda date: day_of(dt.date.fromisoformat(date))), st.integers(20_000, 60_000))
terms_drawn = st.builds(
    LateTerms, faces, due_days, st.integers(0, 20), rates, st.sampled_from([360, 365]), st.integers(0, 40)
)
offers = st.one_of(st.just(1), st.integers(1, 1_000), st.integers(1, 2**89))
waits = st.one_of(st.just(0), st.integers(0, 30))
parts = st.lists(st.tuples(waits, offers, st.booleans()), max_size=8)


def history(terms, drawn):
    """Payments by what was drawn: how many days after the one before, how much, by whom."""
    days = accumulate((wait for wait, *_ in drawn), initial=terms.due_day)
    return [LatePayment(day, offered, late) for day, (_, offered, late) in zip(list(days)[1:], drawn, strict=True)]


def simulated(terms, events, until):
    """Live through every date from the due day on; gives the position on each, at its end."""
    date, unpaid, had, lent, taken_on, last, interest_of = date_of(terms.due_day), terms.live_face, 0, 0, 0, until, {}
    for day in range(terms.due_day, until + 1):
        if date > date_of(terms.due_day) + dt.timedelta(days=terms.grace_days):
            interest_of[day] = Fraction(unpaid * terms.late_rate_ppm, terms.late_basis * PPM)
        for event in (event for event in events if event.day == day):
            if isinstance(event, InterestStop):
                last = event.last_day
                continue
            exact = sum(interest for j, interest in interest_of.items() if j <= last)
            interest = min(event.offered, max(0, ceil(exact) - had))
            principal = min(event.offered - interest, unpaid)
            repaid = 0 if event.by_guarantor else min(event.offered - interest - principal, lent)
            had, unpaid = had + interest, unpaid - principal
            lent += interest + principal if event.by_guarantor else -repaid
            taken_on = day if interest + principal + repaid else taken_on
        exact = sum(interest for j, interest in interest_of.items() if j <= last)
        owed = unpaid + max(0, ceil(exact) - had) + lent
        lateness = day - terms.due_day
        yield Position(
            unpaid,
            max(0, ceil(exact) - had),
            lent,
            owed,
            terms.live_face - unpaid,
            had,
            lateness if owed else 0,
            stage_of(terms, lateness, owed, taken_on - terms.due_day),
        )
        date += dt.timedelta(days=1)


def stage_of(terms, lateness, owed, taken_after):
    in_default = terms.grace_days + terms.default_days
    if not owed:
        return Status.RECOVERED if taken_after > in_default else Status.SETTLED
    if lateness <= terms.grace_days:
        return Status.MATURED
    return Status.OVERDUE if lateness <= in_default else Status.DEFAULTED


class TestPositions:
    @given(terms_drawn, parts)
    def test_every_day_is_as_the_days_add_up(self, terms, drawn):
        """Hostile W5: a part is paid, then nothing, then what can be recovered, in any order and by anyone."""
        payments = history(terms, drawn)
        until = (payments[-1].day if payments else terms.due_day) + 50
        for day, expected in enumerate(simulated(terms, payments, until), terms.due_day):
            assert position_of(terms, [p for p in payments if p.day <= day], day) == expected

    @given(terms_drawn, parts, st.integers(0, 8), st.integers(-60, 60))
    def test_a_hold_stops_interest(self, terms, drawn, place, last):
        """Hostile W5: a part is paid, then a court says who pays and until when interest runs."""
        events = history(terms, drawn)
        placed = events[place - 1].day if 0 < place <= len(events) else terms.due_day
        at = place if place <= len(events) else 0
        events.insert(at, InterestStop(placed, placed + last))
        for day, expected in enumerate(simulated(terms, events, events[-1].day + 50), terms.due_day):
            assert position_of(terms, [event for event in events if event.day <= day], day) == expected

    def test_a_hold_forgives_the_days_that_nobody_paid_for(self):
        stop = InterestStop(GRACE + 30, GRACE + 10)
        seen = [position_of(USUAL, [stop], day).interest for day in (GRACE + 30, GRACE + 300)]
        assert seen == [interest_up(1_000_000, 80_000, 10, 360)] * 2

    def test_a_hold_gives_nothing_back(self):
        paid = LatePayment(GRACE + 20, interest_up(1_000_000, 80_000, 20, 360))
        shown = position_of(USUAL, [paid, InterestStop(GRACE + 30, GRACE + 10)], GRACE + 60)
        assert (shown.interest, shown.interest_paid, shown.owed) == (0, 4_445, 1_000_000)

    def test_a_hold_counts_from_its_place_among_payments(self):
        """Of a day's payments the hold leaves alone those before it."""
        paid, stop = LatePayment(GRACE + 9, 1_000), InterestStop(GRACE + 9, GRACE)
        divided = [divisions_of(USUAL, events) for events in ([paid, stop], [stop, paid])]
        assert divided == [[Division(1_000, 0, 0)], [Division(0, 1_000, 0)]]

    def test_a_hold_that_ends_is_as_if_there_had_been_none(self):
        """What was paid on hold is off the principal for all days after the hold's last one."""
        stop, end = InterestStop(GRACE, GRACE + 10), InterestStop(GRACE + 40, None)
        for paid in ([], [LatePayment(GRACE + 30, 400_000 + 2_223)]):
            shown = position_of(USUAL, [stop, *paid, end], GRACE + 50)
            left = 600_000 if paid else 1_000_000
            spans = [(DUE, 1_000_000), (GRACE + 10, left)]
            assert shown.interest + shown.interest_paid == late_interest_up(USUAL, spans, GRACE + 50)

    def test_a_hold_that_begins_again_charges_no_day_twice(self):
        events = [LatePayment(GRACE + 20, 500_000), InterestStop(GRACE + 25, GRACE + 10)]
        events += [LatePayment(GRACE + 30, 104_445), InterestStop(GRACE + 40, None)]
        shown = position_of(USUAL, events, GRACE + 40)
        assert shown.principal == 400_000
        assert shown.interest_paid + shown.interest == late_interest_up(
            USUAL, [(DUE, 1_000_000), (GRACE + 20, 400_000)], GRACE + 40
        )

    def test_before_the_due_day_it_is_open_and_not_late(self):
        assert position_of(USUAL, [], DUE - 1) == Position(1_000_000, 0, 0, 1_000_000, 0, 0, 0, Status.OPEN)

    @pytest.mark.parametrize(
        ("day", "status"),
        [
            (DUE, Status.MATURED),
            (GRACE, Status.MATURED),
            (GRACE + 1, Status.OVERDUE),
            (GRACE + 90, Status.OVERDUE),
            (GRACE + 91, Status.DEFAULTED),
        ],
    )
    def test_it_goes_through_its_stages(self, day, status):
        assert position_of(USUAL, [], day).status is status

    @pytest.mark.parametrize(
        ("day", "status"), [(GRACE, Status.SETTLED), (GRACE + 90, Status.SETTLED), (GRACE + 91, Status.RECOVERED)]
    )
    def test_paid_after_default_it_is_recovered(self, day, status):
        """Hostile W5: a part is paid, then nothing, then everything; nothing is negative."""
        paid = [LatePayment(DUE, 400_000), LatePayment(day, 2**88)]
        shown = position_of(USUAL, paid, day + 1_000)
        assert (shown.owed, shown.principal, shown.interest, shown.status) == (0, 0, 0, status)

    def test_when_all_was_cancelled_nothing_is_owed(self):
        shown = position_of(replace(USUAL, live_face=0), [], GRACE + 400)
        assert (shown.owed, shown.status) == (0, Status.SETTLED)

    @pytest.mark.parametrize(
        "days", [(DUE - 1,), (DUE + 2, DUE + 1), (DUE + 11,)], ids=["too soon", "out of order", "to come"]
    )
    def test_a_history_that_cannot_be_is_refused(self, days):
        with pytest.raises(HistoryMalformed, match=r"^Day \d+ comes after day \d+ in a history of payments\.$"):
            position_of(USUAL, [LatePayment(day, 1) for day in days], DUE + 10)

    def test_divisions_of_a_history_that_cannot_be_are_refused(self):
        with pytest.raises(HistoryMalformed):
            divisions_of(USUAL, [LatePayment(DUE - 1, 1)])


class TestReckoned:
    """What the ledger keeps, to the last part of a unit."""

    def test_of_what_is_paid_in_grace_nothing_is_kept(self):
        assert reckoned_of(USUAL, []) == reckoned_of(USUAL, [LatePayment(GRACE, 400_000)]) == Reckoned(0, 0, 0)

    def test_interest_alone_leaves_the_sum_to_the_days(self):
        assert reckoned_of(USUAL, [LatePayment(GRACE + 9, 2_000)]) == Reckoned(0, 0, 0)

    def test_principal_fixes_the_sum_of_the_days_before(self):
        paid = [LatePayment(GRACE + 9, 2_000 + 300_000), LatePayment(GRACE + 10, 156 + 1)]
        nine, one = 1_000_000 * 9 * 80_000, 700_000 * 80_000
        assert reckoned_of(USUAL, paid[:1]) == Reckoned(nine, GRACE + 9, GRACE + 9)
        assert reckoned_of(USUAL, paid) == Reckoned(nine + one, GRACE + 10, GRACE + 10)

    def test_under_a_hold_the_sum_ends_with_its_last_day(self):
        events = [InterestStop(GRACE + 20, GRACE + 9), LatePayment(GRACE + 30, 2_000 + 300_000)]
        assert reckoned_of(USUAL, events) == Reckoned(1_000_000 * 9 * 80_000, GRACE + 9, GRACE + 30)

    def test_a_hold_takes_no_day_out_of_the_sum(self):
        late = LatePayment(GRACE + 20, 4_445 + 400_000)
        events = [late, InterestStop(GRACE + 25, GRACE + 10), LatePayment(GRACE + 30, 100_000)]
        kept = reckoned_of(USUAL, events)
        assert (kept.accrued, kept.day, kept.paid_day) == (1_000_000 * 20 * 80_000, GRACE + 20, GRACE + 30)

    def test_an_advance_that_is_paid_back_counts_as_a_payment(self):
        lent = LatePayment(GRACE, 1_000_000, by_guarantor=True)
        assert reckoned_of(USUAL, [lent, LatePayment(GRACE + 9, 1)]) == Reckoned(0, GRACE + 9, GRACE + 9)

    @given(terms_drawn, parts)
    def test_it_rounds_up_to_all_interest_there_was(self, terms, drawn):
        payments = history(terms, drawn)
        kept = reckoned_of(terms, payments)
        before = [payment for payment in payments if payment.day <= kept.day]
        shown = position_of(terms, before, max(kept.day, terms.due_day))
        assert ceil(Fraction(kept.accrued, terms.late_basis * PPM)) == (shown.interest_paid if kept.day else 0)
        assert kept.paid_day == kept.day

    def test_a_history_that_cannot_be_is_refused(self):
        with pytest.raises(HistoryMalformed):
            reckoned_of(USUAL, [LatePayment(DUE - 1, 1)])


class TestDivisions:
    @given(terms_drawn, parts)
    def test_holders_come_first_and_nothing_is_lost(self, terms, drawn):
        payments = history(terms, drawn)
        for i, division in enumerate(divisions_of(terms, payments)):
            one, before, after = (
                payments[i],
                position_of(terms, payments[:i], payments[i].day),
                position_of(terms, payments[: i + 1], payments[i].day),
            )
            most = before.owed - (before.advanced if one.by_guarantor else 0)
            assert division.taken == min(one.offered, most)
            assert division.principal == 0 or after.interest == 0
            assert division.repaid == 0 or after.principal == after.interest == 0

    def test_nothing_is_owed_and_nothing_taken_twice(self):
        """Hostile W4: an obligor pays too much, again, and after all was paid."""
        paid = [LatePayment(GRACE + 9, 10**9), LatePayment(GRACE + 9, 10**9), LatePayment(GRACE + 99, 1)]
        assert [division.taken for division in divisions_of(USUAL, paid)] == [1_002_000, 0, 0]

    def test_ten_thousand_payments_of_a_unit_are_one(self):
        """Hostile W4: an obligor pays in ten thousand parts of a unit."""
        many, one = [LatePayment(GRACE + 45, 1)] * 12_000, [LatePayment(GRACE + 45, 12_000)]
        assert position_of(USUAL, many, GRACE + 400) == position_of(USUAL, one, GRACE + 400)
        (division,) = divisions_of(USUAL, one)
        assert division == Division(10_000, 2_000, 0)

    @given(terms_drawn, parts, st.integers(0, 300), st.lists(st.integers(1, 2**80), min_size=1, max_size=9))
    def test_parts_on_a_day_come_to_what_one_payment_does(self, terms, drawn, wait, amounts):
        """Hostile W4: an obligor pays in small parts."""
        before = history(terms, drawn)
        day = (before[-1].day if before else terms.due_day) + wait
        many = [*before, *(LatePayment(day, amount) for amount in amounts)]
        one = [*before, LatePayment(day, sum(amounts))]
        assert position_of(terms, many, day + 77) == position_of(terms, one, day + 77)

    @given(terms_drawn, st.integers(1, 300), st.lists(st.integers(0, 9), max_size=9))
    def test_interest_paid_over_many_days_is_paid_once(self, terms, lateness, waits):
        """Hostile W4: paying each day's interest costs no more than paying all of it at the end."""
        begin, end = terms.last_day_of_grace, terms.last_day_of_grace + lateness
        days = [day for day in accumulate(waits, initial=begin) if day <= end]
        paid = []
        for day in days:
            owed = position_of(terms, paid, day).interest
            paid += [LatePayment(day, owed)] if owed else []
        shown = position_of(terms, paid, end)
        assert shown.interest_paid + shown.interest == position_of(terms, [], end).interest

    def test_a_guarantor_is_paid_back_after_holders(self):
        paid = [
            LatePayment(GRACE + 45, 410_000, by_guarantor=True),
            LatePayment(GRACE + 45, 600_001),
            LatePayment(GRACE + 50, 10**9),
        ]
        divided = divisions_of(USUAL, paid)
        assert divided == [Division(10_000, 400_000, 0), Division(0, 600_000, 1), Division(0, 0, 409_999)]

    def test_a_guarantor_takes_nobodys_place_twice(self):
        paid = [LatePayment(GRACE + 45, 10**9, by_guarantor=True), LatePayment(GRACE + 45, 1, by_guarantor=True)]
        assert [division.taken for division in divisions_of(USUAL, paid)] == [1_010_000, 0]

    def test_what_is_advanced_bears_no_interest(self):
        paid = [LatePayment(DUE, 10**9, by_guarantor=True)]
        shown = position_of(USUAL, paid, GRACE + 400)
        assert (shown.owed, shown.interest, shown.status) == (1_000_000, 0, Status.DEFAULTED)


class TestDays:
    @pytest.mark.parametrize(("begin", "end", "days"), SPANS)
    @pytest.mark.parametrize("basis", [360, 365])
    def test_days_are_those_of_the_calendar(self, begin, end, days, basis):
        """Hostile W6: late interest over a leap day, the end of a half year, 2038 and 2106."""
        first, last = dt.date.fromisoformat(begin), dt.date.fromisoformat(end)
        assert (last - first).days == days
        terms = LateTerms(987_654_321, day_of(first) - 3, 3, 81_234, basis, 90)
        with localcontext(prec=80):
            exact = Decimal(987_654_321) * 81_234 * days / (basis * PPM)
        assert position_of(terms, [], day_of(last)).interest == exact.to_integral_value("ROUND_CEILING")

    @pytest.mark.parametrize("turn", [2**31, 2**32])
    def test_a_turn_of_seconds_is_a_day_like_any_other(self, turn):
        """Hostile W6: the seconds of 2038 and 2106 that overflow 32 bits."""
        day = dt.datetime.fromtimestamp(turn, dt.UTC).date()
        terms = replace(USUAL, due_day=day_of(day) - 10, grace_days=0, late_rate_ppm=360_000)
        owed = [position_of(terms, [], day_of(day) + wait).interest for wait in range(-10, 11)]
        assert {later - sooner for sooner, later in pairwise(owed)} == {1_000}

    def test_the_last_days_of_all_are_counted(self):
        terms = LateTerms(2**88 - 1, 2**24 - 1, 255, 2**24 - 1, 360, 255)
        shown = position_of(terms, [], 2**24 + 254 + 2**24)
        assert shown.interest == interest_up(2**88 - 1, 2**24 - 1, 2**24, 360)

    @given(terms_drawn, st.integers(0, 2_000))
    def test_without_payments_it_is_simple_interest(self, terms, lateness):
        shown = position_of(terms, [], terms.last_day_of_grace + lateness)
        assert shown.interest == interest_up(terms.live_face, terms.late_rate_ppm, lateness, terms.late_basis)
        assert late_interest_up(terms, [(terms.due_day, terms.live_face)], terms.due_day) == 0

    @given(terms_drawn, parts)
    def test_without_a_rate_there_is_no_interest(self, terms, drawn):
        free = replace(terms, late_rate_ppm=0)
        assert all(division.interest == 0 for division in divisions_of(free, history(free, drawn)))


class TestEntitlements:
    @given(terms_drawn, parts, st.lists(st.integers(1, 2**86), min_size=1, max_size=4))
    def test_holders_never_get_more_than_was_paid(self, terms, drawn, values):
        shown = position_of(terms, history(terms, drawn), terms.due_day + 300)
        received, face = shown.paid + shown.interest_paid, sum(values)
        given = [entitlement_down(value, received, face) for value in values]
        assert 0 <= received - sum(given) < len(values)
        assert given == [floor(Fraction(value, face) * received) for value in values]

    @given(st.lists(st.integers(0, 2**112), max_size=9), st.integers(1, 2**88), st.integers(0, 2**88))
    def test_whoever_claims_often_gets_what_one_claim_gives(self, received, value, rest):
        claimed, face = Counter(), value + rest
        for sum_ in accumulate(received):
            claimed["often"] += entitlement_down(value, sum_, face) - claimed["often"]
        assert claimed["often"] == entitlement_down(value, sum(received), face)

    def test_of_nothing_there_is_nothing(self):
        assert entitlement_down(0, 0, 0) == 0


class TestWorkedExample:
    def test_five_payments(self):
        terms = LateTerms(1_000_000, 20_543, 5, 80_001, 360, 90)
        paid = [
            LatePayment(20_543, 200_000),
            LatePayment(20_593, 5_000),
            LatePayment(20_593, 103_001),
            LatePayment(20_638, 400_000, by_guarantor=True),
            LatePayment(20_700, 1_000_000),
        ]
        assert day_of(dt.date(2026, 3, 31)) == 20_543
        rows = [[0, 0, 1_000_000, 0]]
        for i, division in enumerate(divisions_of(terms, paid), 1):
            shown = position_of(terms, paid[:i], paid[i - 1].day)
            rows.append([division.interest, division.principal, shown.principal, shown.advanced])
        assert worked("late payment") == rows
        assert position_of(terms, paid, 20_700).status is Status.RECOVERED

    def test_its_exact_sums_are_shown(self):
        sums = accumulate([800_000 * 45, 700_000 * 45, 307_000 * 62])
        assert all(is_shown(Fraction(sum_ * 80_001, 360 * PPM)) for sum_ in sums)

    def test_the_share_of_a_holder_is_shown(self):
        assert "= 339\\,743$" in MATHS
        assert entitlement_down(333_333, 1_019_231, 1_000_000) == 339_743
