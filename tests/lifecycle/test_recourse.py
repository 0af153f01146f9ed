"""Receivables sold with recourse, and an anchor that does not pay: who buys back from whom, and at what price."""

from __future__ import annotations

import pytest

from headwater._offers import RecourseState
from tests.lifecycle.deal import Deal
from tests.stage import obligation_of, refused

FACE = 1_000_000
GRACE = 5
OPEN, DEMANDED, MET = RecourseState.OPEN, RecourseState.DEMANDED, RecourseState.MET


@pytest.fixture
def deal(stage):
    return Deal(stage)


@pytest.fixture
def money(stage, make):
    """Money whose issuer can bar an account from being paid."""
    return stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2))


def test_a_recourse_is_demanded_and_met_and_the_seller_gets_what_comes_later(deal, stage):
    """Rules R2 to R4: in default, for what is still unpaid and interest on it, once."""
    root = deal.begin(FACE)
    (child,) = deal.split(root, ("tier2", 400_000))
    deal.sell(stage.offer(recourse=True), child)
    deal.money(tier2=395_800, financier=-395_800)

    # The anchor pays a quarter on the due day. Through the days of grace nothing can be demanded.
    stage.mature(root)
    deal.pay(root, 250_000)
    deal.claim(child)
    deal.money(anchor=-250_000, ledger=150_000, tier2=395_800, financier=-295_800)
    stage.move_to(stage.now() + GRACE)
    with refused("Defaults_NotInDefault", obligation_of(root)):
        deal.act("financier", stage.discount_market, "demandRecourse", 1)

    # A day later the rest is: 300 000, and 6 days of interest on that.
    stage.move_to(stage.now() + 1)
    assert deal.demand(1) == 300_210
    with refused("DiscountMarket_DemandStands", 1):
        deal.dismiss(1)
    deal.money(anchor=-250_000, ledger=150_000, tier2=395_800, financier=-295_800)

    # Tier 2 meets it four days later. The anchor has paid a part in between, the financier's share of which is claimed
    # with it and not paid twice: 220 000 are left, and 10 days of interest, 256.67, rounded up.
    stage.move_to(stage.now() + 4)
    deal.pay(root, 200_000)
    assert deal.meet(1) == 220_257
    deal.holds(supplier=600_000, tier2=400_000)
    deal.money(anchor=-450_000, ledger=270_000, tier2=175_543, financier=4_457)
    with refused("DiscountMarket_WrongRecourseState", 1, int(MET)):
        deal.act("financier", stage.discount_market, "demandRecourse", 1)

    # What comes after is tier 2's: of all it has paid out it lacks the price of the money, and nothing more.
    deal.wind_up()
    deal.money(anchor=-FACE, supplier=600_000, tier2=395_543, financier=4_457)


def test_an_unmet_demand_stays_on_record_and_bars_the_seller_until_the_anchor_has_paid(deal, stage):
    """Rules R1 and R5. A financing of its own, without recourse, the seller can still have."""
    supplier, suite = stage.cast["supplier"], stage.programme.suite
    root = deal.begin(FACE)
    deal.sell(stage.offer(recourse=True), root, 500_000)
    other = deal.begin(300_000, days=180)
    stage.mature(root)
    stage.move_to(stage.now() + GRACE + 1)

    # 500 000 and 6 days of interest. The supplier does not pay, and everybody can read it.
    assert deal.demand(1) == 500_350
    record = suite.recourse(1)
    assert (record.seller, record.value, record.state) == (supplier, 500_000, DEMANDED)
    assert suite.open_demands(supplier.address) == 1

    # With recourse it sells nothing more, to nobody; without, it still does.
    with refused("DiscountMarket_RecourseUnmet", supplier, 1):
        deal.call_sell(stage.offer(recourse=True), other, 100_000)
    with refused("DiscountMarket_RecourseUnmet", supplier, 1):
        deal.call_sell(stage.offer(recourse=True, financier=stage.cast["tier3"].address), other, 100_000)
    deal.even()
    deal.sell(stage.offer(), other, 100_000)
    deal.holds(supplier=700_000, financier=600_000)

    # A year after the due day the anchor pays a half: the demand stands, for the other half and what it has cost.
    stage.move_to(deal.debts[obligation_of(root)].due_day + 365)
    deal.pay(root, 500_000)
    deal.claim(*deal.ids())
    assert suite.recourse_amount(1) == 260_646
    with refused("DiscountMarket_DemandStands", 1):
        deal.dismiss(1)
    assert suite.recourse(1).state == DEMANDED

    # It pays the rest: nothing can be met any more, and anybody ends the demand.
    deal.pay(root, 500_000)
    with refused("Defaults_NotInDefault", obligation_of(root)):
        deal.meet(1)
    deal.dismiss(1)
    assert (suite.recourse(1).state, suite.open_demands(supplier.address)) == (OPEN, 0)
    with refused("Defaults_NotInDefault", obligation_of(root)):
        deal.act("financier", stage.discount_market, "demandRecourse", 1)

    # The supplier can sell with recourse again.
    deal.sell(stage.offer(recourse=True), deal.begin(200_000, days=30))
    deal.wind_up()


def test_a_recourse_walks_up_two_tiers_and_each_value_is_paid_once(deal, stage, participants):
    """Hostile S7: the anchor defaults; the financier turns to tier 2, tier 2 to the supplier, each once."""
    supplier, tier2, market = stage.cast["supplier"], stage.cast["tier2"], stage.discount_market
    root = deal.begin(FACE)

    # Tier 2 takes the invoice off the supplier at 5 %, and refinances 800 000 of it at 4.2 % ten days later.
    deal.sell(stage.offer(financier=tier2.address, rate_ppm=50_000, recourse=True), root)
    deal.money(supplier=987_500, tier2=-987_500)
    stage.move_to(stage.now() + 10)
    child = deal.sell(stage.offer(recourse=True), root, 800_000)
    deal.holds(tier2=200_000, financier=800_000)
    deal.money(supplier=987_500, tier2=-194_967, financier=-792_533)

    # In default each can demand what it holds: the financier its child, tier 2 what it has kept of the root.
    stage.mature(root)
    stage.move_to(stage.now() + GRACE + 1)
    with refused("DiscountMarket_NotFinancier", 1, stage.cast["financier"]):
        deal.act("financier", market, "demandRecourse", 1)
    assert deal.demand(2) == 800_560
    deal.meet(2)
    deal.holds(tier2=1_000_000)
    deal.money(supplier=987_500, tier2=-995_527, financier=8_027)

    # Of the supplier tier 2 can demand what is still in the root; what it has split off and bought back is its own.
    assert deal.demand(1) == 200_167
    with refused("Participants_NoStandingAcceptance", supplier):
        deal.meet(1)
    participants.setStandingAcceptance(True, {"from": supplier})
    deal.meet(1)
    deal.holds(supplier=200_000, tier2=800_000)
    deal.money(supplier=787_333, tier2=-795_360, financier=8_027)

    # Neither is paid a second time.
    for recourse, financier in ((1, "tier2"), (2, "financier")):
        with refused("DiscountMarket_WrongRecourseState", recourse, int(MET)):
            deal.act(financier, market, "demandRecourse", recourse)
        with refused("DiscountMarket_WrongRecourseState", recourse, int(MET)):
            deal.meet(recourse)
    assert child in deal.papers

    deal.wind_up()
    deal.money(anchor=-FACE, supplier=987_333, tier2=4_640, financier=8_027)


def test_a_whole_receivable_goes_back_up_the_way_it_came_down(deal, stage, participants):
    """Hostile S7: sold twice whole, with recourse each time, it is bought back twice, and the anchor pays its first."""
    supplier, tier2 = stage.cast["supplier"], stage.cast["tier2"]
    participants.setStandingAcceptance(True, {"from": supplier})
    root = deal.begin(FACE)
    deal.sell(stage.offer(financier=tier2.address, rate_ppm=50_000, recourse=True), root)
    deal.sell(stage.offer(recourse=True), root)
    deal.money(supplier=987_500, tier2=2_000, financier=-989_500)
    stage.mature(root)
    deal.pay(root, 100_000)
    stage.move_to(stage.now() + GRACE + 1)

    # While the financier holds it tier 2 has nothing to hand back, and can demand nothing.
    with refused("DiscountMarket_NotDeliverable", 1, root):
        deal.act("tier2", stage.discount_market, "demandRecourse", 1)
    assert deal.demand(2) == deal.meet(2) == 900_630
    deal.holds(tier2=FACE)
    deal.money(anchor=-100_000, supplier=987_500, tier2=-898_630, financier=11_130)

    # Then it is tier 2's turn, at the rate of its own purchase.
    assert deal.demand(1) == deal.meet(1) == 900_750
    deal.holds(supplier=FACE)
    deal.money(anchor=-100_000, supplier=86_750, tier2=2_120, financier=11_130)

    deal.wind_up()
    deal.money(anchor=-FACE, supplier=986_750, tier2=2_120, financier=11_130)


def test_a_financier_barred_by_its_money_is_kept_what_ledger_and_market_owe_it(stage, money):
    """Hostile W2: the seller meets the demand all the same; the financier has it out once it is barred no longer."""
    deal, financier, stranger = Deal(stage, money), stage.cast["financier"], {"from": stage.cast["stranger"]}
    root = deal.begin(FACE)
    (child,) = deal.split(root, ("tier2", 400_000))
    deal.sell(stage.offer(recourse=True, currency=money.address), child)
    stage.mature(root)
    deal.pay(root, 500_000)
    stage.move_to(stage.now() + GRACE + 1)
    deal.demand(1)
    money.setBlocked(financier, True, stranger)
    deal.barred.add("financier")

    # Of the first half the ledger keeps its share, of the second the market.
    assert deal.meet(1) == 200_140
    deal.parked(financier=200_000)
    deal.money(anchor=-500_000, tier2=195_660, financier=-395_800, ledger=500_000, market=200_140)
    for house in (stage.receivables, stage.discount_market):
        with refused("BlockingCurrency_Blocked", financier):
            house.withdrawCredit(financier, money, financier, stranger)

    money.setBlocked(financier, False, stranger)
    deal.barred.clear()
    for house in ("ledger", "market"):
        deal.withdraw(house, "financier")
    deal.money(anchor=-500_000, tier2=195_660, financier=4_340, ledger=300_000)
    deal.wind_up()
    deal.money(anchor=-FACE, supplier=600_000, tier2=395_660, financier=4_340)
