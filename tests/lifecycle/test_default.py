"""An obligor in default: put on record, barred, recovered from in the end, and what those who stood in for it get.

Rule L3.
"""

from __future__ import annotations

import pytest

from _local import identity
from headwater._offers import RecourseState
from tests.lifecycle.deal import Deal
from tests.lifecycle.trouble import REASON, Trouble
from tests.stage import DOCUMENT, TOKEN, VALUE_TO, obligation_of, refused

FACE = 1_000_000
LAST, FIRST = 95, 96
"""The last day after the due day before the default, and the first of it."""


@pytest.fixture
def trouble(stage):
    return Trouble(stage)


@pytest.fixture
def parts(stage, trouble):
    """Three receivables: the supplier's of 500 000, tier 2's of 300 000, tier 3's of 200 000."""
    root = trouble.owe(FACE)
    return [root, *stage.split(root, (stage.cast["tier2"], 300_000), (stage.cast["tier3"], 200_000))]


class LateDeal(Deal):
    """A deal in which what is late costs 8 % a year, and is in default after 90 days beyond those of grace."""

    late_rate_ppm = 80_000
    default_days = 90


@pytest.fixture
def deal(stage):
    return LateDeal(stage)


def test_a_default_is_put_on_record_and_recovered_in_three_parts(trouble, stage, parts):
    """Hostile W5: part of it comes before the default and three parts after; each goes by the same rule."""
    issuance, stranger, company = stage.issuance, {"from": stage.cast["stranger"]}, identity("anchor")
    trouble.wait(20)
    trouble.pay(100_000)  # 3 333.33 of interest for 15 days, 96 666 of principal
    trouble.wait(LAST)
    with refused("Defaults_NotInDefault", trouble.number):
        issuance.recordDefault(trouble.number, stranger)
    trouble.owes(903_334, "OVERDUE")

    # On the first day of default anybody puts it on record, once; from then on the anchor issues nothing more.
    trouble.wait(FIRST)
    stage.issue()
    issuance.recordDefault(trouble.number, stranger)
    with refused("Issuance_DefaultOnRecord", trouble.number):
        issuance.recordDefault(trouble.number, stranger)
    with refused("Issuance_ObligorBarred", stage.cast["anchor"], "0x" + company.hex()):
        stage.issue()

    # The first recovery, on the 100th day: 80 more days of interest are 16 059, the rest is principal.
    trouble.wait(100)
    trouble.pay(300_000)
    trouble.claim(parts[1])
    trouble.money(anchor=-400_000, tier2=120_000, ledger=280_000)

    # The second is interest alone; of 100 days a part of it stays owed.
    trouble.wait(200)
    trouble.pay(5_000)
    position = trouble.suite.position(trouble.number, stage.now())
    assert (position.principal, position.interest) == (619_393, 8_764)

    # With the third all is paid. Who claims now for the first time has what the others have.
    trouble.wait(400)
    trouble.pay(FACE)
    assert trouble.suite.obligation(trouble.number).status.name == "RECOVERED"
    trouble.claim()
    trouble.money(anchor=-1_060_686, supplier=530_343, tier2=318_205, tier3=212_137, ledger=1)

    # It is barred until the operator lifts it, and then issues again.
    with refused("Issuance_ObligorBarred", stage.cast["anchor"], "0x" + company.hex()):
        stage.issue()
    trouble.suite.lift_bar(company, REASON, sender=trouble.operator)
    with refused("Issuance_NotBarred", "0x" + company.hex()):
        issuance.liftBar(company, REASON, {"from": stage.cast["operator"]})
    stage.issue()


def test_a_bar_is_the_companys_and_the_default_period_the_one_at_issue(trouble, stage, parts):
    """Another account of the same company issues nothing either; a longer period later changes nothing for the old."""
    stranger, operator = stage.cast["stranger"], {"from": stage.cast["operator"]}
    stage.issuance.setLimits(1, 1_096, 32, 255, operator)
    trouble.wait(FIRST)
    stage.register(stranger, 1, identity("anchor"))
    stage.issuance.setCap(stranger, stage.currency, FACE, operator)
    terms = stage.terms(obligor=stranger.address)
    stage.issuance.recordDefault(trouble.number, {"from": stranger})
    with refused("Issuance_ObligorBarred", stranger, "0x" + identity("anchor").hex()):
        stage.issue_terms(terms, stage.accept(terms, "stranger"))
    trouble.even()


def test_in_default_a_receivable_moves_whole_with_what_is_left_of_its_claim(trouble, stage, parts):
    """Hostile T11, S4: matured, part paid and in default it is handed over; split or given in part it is not."""
    second = parts[1]
    ledger, tier2, tier3 = stage.receivables, stage.cast["tier2"], stage.cast["tier3"]
    for days in (0, 6, FIRST):
        trouble.wait(days)
        today = stage.now()
        with refused("Receivables_NotCirculating", trouble.number, trouble.debt.due_day, today):
            ledger.split(second, [(tier3, 1, DOCUMENT)], {"from": tier2})
        with refused("Receivables_NotCirculating", trouble.number, trouble.debt.due_day, today):
            ledger.transferFrom[VALUE_TO](second, tier3, 1, {"from": tier2})
        with refused("Receivables_NotCirculating", trouble.number, trouble.debt.due_day, today):
            ledger.cancel(second, 1, {"from": tier2})
        trouble.pay(100_000)
        trouble.claim(second)

    # Tier 2 has had its share of 300 000, of interest and principal alike; tier 3 gets the rest with the receivable.
    trouble.money(anchor=-300_000, tier2=90_000, ledger=210_000)
    ledger.transferFrom[TOKEN](tier2, tier3, second, {"from": tier2})
    trouble.even()
    trouble.holds(supplier=500_000, tier3=500_000)
    trouble.pay(2 * FACE)
    trouble.claim()

    # 200 and 16 004 of interest were paid beside the face: of 1 016 204 tier 2 had its part of the first 300 000.
    interest = trouble.debt.interest_paid
    whole = FACE + interest
    assert interest == 16_204
    trouble.money(
        anchor=-whole,
        supplier=500_000 * whole // FACE,
        tier2=90_000,
        tier3=300_000 * whole // FACE - 90_000 + 200_000 * whole // FACE,
        ledger=1,
    )

    # Redeemed, it is nothing that could be moved.
    with refused("Receivables_NoSuchReceivable", second):
        ledger.transferFrom[TOKEN](tier3, tier2, second, {"from": tier3})


def test_in_default_recourse_walks_up_the_tiers_and_each_is_paid_once(deal, stage, participants):
    """Hostile S7: tier 3 stands in for the financier, tier 2 for tier 3, the supplier for tier 2; none out of turn."""
    capacities = 2 | 4
    for name in ("tier2", "tier3"):
        stage.register(stage.cast[name], capacities, identity(name))
    participants.setStandingAcceptance(True, {"from": stage.cast["supplier"]})
    root = deal.begin(FACE)
    for number, (buyer, rate) in enumerate((("tier2", 10_000), ("tier3", 20_000), ("financier", 30_000)), 1):
        deal.sell(stage.offer(recourse=True, financier=stage.cast[buyer].address, rate_ppm=rate), root)
        assert deal.recourses[number].state == RecourseState.OPEN
    deal.holds(financier=FACE)

    # Overdue is not in default: through the 95th day nobody stands in for anybody.
    market = stage.discount_market
    stage.mature(root)
    for days in (6, 89):
        stage.move_to(stage.now() + days)
        for number, buyer in ((3, "financier"), (2, "tier3"), (1, "tier2")):
            with refused("Defaults_NotInDefault", obligation_of(root)):
                deal.act(buyer, market, "demandRecourse", number)
    stage.move_to(stage.now() + 1)
    stage.issuance.recordDefault(obligation_of(root), {"from": stage.cast["stranger"]})

    # Out of turn nobody demands: only who holds it can hand it back. Each demand is met once, and not again.
    for number, buyer, seller in ((3, "financier", "tier3"), (2, "tier3", "tier2"), (1, "tier2", "supplier")):
        for earlier in range(1, number):
            with refused("DiscountMarket_NotDeliverable", earlier, root):
                deal.act(deal.name_of(deal.recourses[earlier].financier), market, "demandRecourse", earlier)
        assert deal.demand(number) == deal.meet(number) == FACE + FACE * number * 96 // 36_000 + (number % 3 != 0)
        with refused("DiscountMarket_WrongRecourseState", number, int(RecourseState.MET)):
            deal.act(buyer, market, "demandRecourse", number)
        deal.holds(**{seller: FACE})

    # What the anchor pays in the end, with late interest from the end of grace, is the supplier's.
    stage.move_to(stage.now() + 4)
    deal.pay(root, 2 * FACE)
    deal.claim(root)
    deal.closed()
    assert deal.debts[obligation_of(root)].interest_paid == 21_112


def test_in_default_an_advance_is_recovered_through_its_waterfall_late_interest_with_it(deal, stage):
    """Hostile W5: the anchor's late interest comes in with its principal, and is divided as all that comes in."""
    root = deal.begin(FACE)
    advance = deal.open(stage.advance(root, recourse=True))
    stage.mature(root)
    stage.move_to(stage.now() + LAST)
    with refused("Defaults_NotInDefault", obligation_of(root)):
        deal.demand_rest(advance)

    # The first day of default is the 186th of the advance: 17 360 of interest on 800 000.
    stage.move_to(stage.now() + 1)
    assert deal.demand_rest(advance) == 817_360

    # The anchor pays a half on that day, 20 222.22 of it for being late: the financier has it, interest first.
    deal.pay(root, 500_000)
    assert deal.collect(advance) == (17_360, 482_640, 0)
    deal.money(anchor=-500_000, supplier=800_000, financier=-300_000)

    # A year later it pays the rest, with a year's interest on 520 223: what is over is the supplier's.
    stage.move_to(stage.now() + 360)
    deal.pay(root, 2 * FACE)
    assert deal.collect(advance) == (13_330, 317_360, 231_151)
    assert deal.debts[obligation_of(root)].interest_paid == 61_841
    deal.closed()


def test_a_receivable_that_comes_back_to_its_giver_is_counted_once_when_all_is_late(trouble, stage, parts):
    """Hostile S3: the supplier's value goes to tier 2 and back to it; nobody is paid twice for it."""
    supplier, tier2 = stage.cast["supplier"], stage.cast["tier2"]
    stage.participants.setStandingAcceptance(True, {"from": supplier})
    (back,) = stage.split(parts[1], (supplier, 300_000), by="tier2")
    (again,) = stage.split(back, (tier2, 100_000))
    trouble.holds(supplier=700_000, tier2=100_000, tier3=200_000)
    trouble.wait(FIRST)
    trouble.pay(2 * FACE)
    trouble.claim()
    trouble.claim(again)
    trouble.money(anchor=-1_020_223, supplier=714_155, tier2=102_022, tier3=204_044, ledger=2)
    assert trouble.ids() == []
