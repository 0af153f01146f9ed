"""Paid late, before anybody is in default: what a day costs, who has it, and that nothing depends on how it is paid.

Rules L1, L2.
"""

from __future__ import annotations

from datetime import date

import pytest

from headwater import Status, day_of
from tests.lifecycle.trouble import Trouble
from tests.stage import REMITTANCE, obligation_of, refused

FACE = 1_000_000
GRACE = 5
HOLDERS = ("supplier", "tier2", "tier3")
BATCH = 150


@pytest.fixture
def trouble(stage):
    return Trouble(stage)


@pytest.fixture
def parts(stage, trouble):
    """Three receivables: the supplier's of 500 000, tier 2's of 300 000, tier 3's of 200 000."""
    root = trouble.owe(FACE)
    return [root, *stage.split(root, (stage.cast["tier2"], 300_000), (stage.cast["tier3"], 200_000))]


def test_a_payment_in_the_days_of_grace_costs_nothing(trouble, parts):
    trouble.wait(1)
    trouble.owes(FACE, "MATURED")
    trouble.pay(400_000)

    # The rest comes on the last of the five days, a unit too many, which is not taken.
    trouble.wait(GRACE)
    trouble.owes(600_000, "MATURED")
    trouble.pay(600_001)
    trouble.owes(0, "SETTLED")
    trouble.claim()
    trouble.money(anchor=-FACE, supplier=500_000, tier2=300_000, tier3=200_000)
    trouble.gone()


def test_a_day_too_late_costs_a_day_of_interest_which_the_holders_share(trouble, parts):
    trouble.wait(GRACE + 1)
    trouble.owes(FACE, "OVERDUE")

    # A day on 1 000 000 at 8 % of 360 days is 222.22, rounded up. It comes first: the face alone leaves 223 unpaid.
    trouble.pay(FACE)
    trouble.owes(223, "OVERDUE")
    trouble.pay(FACE)
    trouble.owes(0, "SETTLED")

    # 500 111.5, 300 066.9 and 200 044.6: each is rounded down, and two units are left over.
    trouble.claim()
    trouble.money(anchor=-1_000_223, supplier=500_111, tier2=300_066, tier3=200_044, ledger=2)
    assert trouble.ids() == []


def test_five_parts_over_a_year_give_each_the_same_whenever_it_claims(trouble, stage, parts):
    """Hostile W5: interest first, then principal; who claims each time, once, or never until the end has the same."""
    _, second, third = parts

    # On the 6th day: 222.22 of interest, and 99 777 of principal. Tier 2 claims every time, tier 3 twice.
    trouble.wait(6)
    trouble.pay(100_000)
    trouble.claim(second)
    trouble.money(anchor=-100_000, tier2=30_000, ledger=70_000)
    trouble.owes(900_223, "OVERDUE")

    # On the 60th: 54 days on 900 223 are 10 802.68; a third of a unit was paid ahead.
    trouble.wait(60)
    trouble.pay(200_000)
    trouble.claim(second, third)
    trouble.money(anchor=-300_000, tier2=90_000, tier3=60_000, ledger=150_000)
    trouble.owes(711_025, "OVERDUE")

    # On the 120th it is in default: the same rule goes on. 60 days on 711 025 are 9 480.33.
    trouble.wait(120)
    trouble.owes(711_025, "DEFAULTED")
    trouble.pay(300_000)
    trouble.claim(second)
    trouble.wait(250)
    trouble.pay(150_000)
    trouble.claim(second)
    trouble.money(anchor=-750_000, tier2=225_000, tier3=60_000, ledger=465_000)
    trouble.owes(282_654, "DEFAULTED")

    # The rest comes after a year: 7 600 of interest, 40 254 in all.
    trouble.wait(371)
    trouble.pay(FACE)
    trouble.owes(0, "RECOVERED")
    trouble.claim(third, by="tier2")
    trouble.claim()
    trouble.money(anchor=-1_040_254, supplier=520_127, tier2=312_076, tier3=208_050, ledger=1)
    assert trouble.ids() == []


@pytest.mark.parametrize("basis", [360, 365])
@pytest.mark.parametrize(
    ("due", "paid"),
    [
        (date(2028, 2, 20), date(2028, 2, 29)),
        (date(2028, 2, 20), date(2028, 3, 1)),
        (date(2027, 2, 20), date(2027, 3, 1)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2027, 12, 31), date(2038, 1, 20)),
        (date(2027, 12, 31), date(2106, 2, 8)),
    ],
)
def test_late_days_are_days_of_the_calendar(stage, due, paid, basis):
    """Hostile W6: a leap day is a day, a half-year's end is none of its own, and neither 2038 nor 2106 ends a clock."""
    root = stage.issue(due_day=day_of(due), late_basis=basis)
    stage.move_to(day_of(paid))

    # Late by the calendar's own count, less the five days of grace.
    days = (paid - due).days - GRACE
    interest = -(-FACE * 80_000 * days // (basis * 1_000_000))
    shown = stage.programme.suite.position(obligation_of(root), stage.now())
    assert (shown.interest, shown.days_late, shown.principal) == (interest, days + GRACE, FACE)
    stage.pay(root, FACE + interest - 1)
    assert stage.programme.suite.position(obligation_of(root), stage.now()).owed == 1
    stage.pay(root, 2)
    stage.receivables.claim(root, {"from": stage.cast["stranger"]})
    assert stage.currency.balanceOf(stage.cast["supplier"]) == FACE + interest


def test_an_obligation_that_is_never_paid_costs_more_each_day_and_brings_nobody_anything(trouble, stage, parts):
    """Hostile W6: to the year 2106 and beyond."""
    root = parts[0]
    for days, status in ((0, "MATURED"), (5, "MATURED"), (6, "OVERDUE"), (95, "OVERDUE"), (96, "DEFAULTED")):
        trouble.wait(days)
        trouble.owes(FACE, status)
    with refused("Receivables_NothingToClaim", root):
        stage.receivables.claim(root, {"from": stage.cast["supplier"]})

    # 360 days late after grace are just a year: 80 000.
    trouble.wait(GRACE + 360)
    assert trouble.suite.position(trouble.number, stage.now()).owed == 1_080_000

    # Asked before, the ledger tells what it will come to, and a past day it does not tell.
    told = trouble.suite.position(trouble.number, day_of(date(2106, 2, 8)))
    with refused("Receivables_DayPast", stage.now() - 1, stage.now()):
        stage.receivables.position(trouble.number, stage.now() - 1)
    stage.move_to(day_of(date(2106, 2, 8)))
    trouble.even()
    assert (told, told.status) == (trouble.suite.position(trouble.number, stage.now()), Status.DEFAULTED)

    # Nobody was paid, and each holds what it held.
    trouble.claim()
    trouble.money()
    trouble.holds(supplier=500_000, tier2=300_000, tier3=200_000)


def test_ten_thousand_payments_of_one_unit_come_to_what_one_payment_comes_to(trouble, stage):
    """Hostile W4: each day 150 times one unit on the one obligation, once 150 on the other; both are owed the same."""
    anchor, tier2 = {"from": stage.cast["anchor"]}, stage.cast["tier2"]
    root = trouble.owe(9_950)
    twin = stage.issue(face=9_950, due_day=trouble.debt.due_day)
    for one in (root, twin):
        stage.split(one, (tier2, 3_331))
    ledger, suite, other = stage.receivables, trouble.suite, obligation_of(twin)

    # From the 10th day late on, and claimed on the one in between by tier 2.
    stage.move_to(trouble.debt.due_day + 10)
    units = [(trouble.number, 1, REMITTANCE)] * BATCH
    for batch in range(67):
        today = stage.now()
        ledger.payMany(units, anchor)
        ledger.payMany([(other, BATCH, REMITTANCE)], anchor)
        trouble.debt.pay(today, min(BATCH, trouble.debt.owed(today)))
        assert suite.position(trouble.number, today) == suite.position(other, today)
        if batch % 20 == 0:
            trouble.claim(by="tier2")
        stage.move_to(today + 1)

    # The unit that was offered when nothing was owed any more was not taken; both holders have the same on both.
    trouble.claim()
    trouble.follow(twin)
    trouble.claim()
    assert trouble.debt.paid + trouble.debt.interest_paid == 10_035
    trouble.money(anchor=-2 * 10_035, supplier=2 * 6_675, tier2=2 * 3_359, ledger=2)
    assert trouble.ids() == []
