"""Receivables sold against signed offers: to the best of three, to a credit line, to the anchor itself."""

from __future__ import annotations

import pytest

from _local import identity
from headwater import Part
from tests.lifecycle.deal import Deal
from tests.stage import PURSE, obligation_of, refused

FACE = 1_000_000
SUPPLIER, FINANCIER = 2, 4


@pytest.fixture
def deal(stage):
    return Deal(stage)


@pytest.fixture
def wallet(stage, make, participants, stranger):
    """A contract account that sells and buys, for which the stranger's key signs; it takes receivables."""
    wallet = make("SigningWallet", stranger)
    stage.register(wallet, SUPPLIER | FINANCIER, b"\x1d" * 32)
    wallet.execute(participants, participants.setStandingAcceptance.encode_input(True), {"from": stranger})
    return wallet


@pytest.mark.parametrize("by_order", [False, True], ids=["by_call", "by_order"])
def test_a_supplier_sells_a_part_and_then_the_rest_to_the_best_of_three_offers(deal, stage, by_order):
    """Hostile M1: an offer that is a quote is filled once. Rule F7: the discount is rounded up."""
    suite = stage.programme.suite
    offers = {
        name: stage.offer(financier=stage.cast[name].address, rate_ppm=rate, basis=basis)
        for name, rate, basis in (("financier", 42_000, 360), ("tier2", 45_000, 360), ("tier3", 42_300, 365))
    }
    root = deal.begin(FACE)

    # Of 400 000 in 90 days tier 3 keeps least: 42 300 ppm of a year of 365 days are 4 172.06, rounded up.
    quotes = {name: suite.quote(offer, Part(root, 400_000)) for name, offer in offers.items()}
    assert quotes == {"financier": 395_800, "tier2": 395_500, "tier3": 395_827}
    best = max(quotes, key=lambda name: quotes[name])
    child = deal.sell(offers[best], root, 400_000, by_order=by_order)
    deal.holds(supplier=600_000, tier3=400_000)
    deal.money(supplier=395_827, tier3=-395_827)

    # It was a quote, for one sale.
    with refused("DiscountMarket_SaltSpent", stage.cast["tier3"], offers["tier3"].salt):
        deal.call_sell(offers.pop("tier3"), root, 600_000)
    deal.even()

    # Five days later there is discount for 85 days only, and of the two that are left one is better.
    stage.move_to(stage.now() + 5)
    quotes = {name: suite.quote(offer, Part(root, 600_000)) for name, offer in offers.items()}
    assert quotes == {"financier": 594_050, "tier2": 593_625}
    with refused("DiscountMarket_ProceedsTooLow", 594_050, 594_051):
        deal.call_sell(offers["financier"], root, 600_000, 594_051)
    assert deal.sell(offers["financier"], root, by_order=by_order) == root
    deal.holds(tier3=400_000, financier=600_000)
    deal.money(supplier=989_877, tier3=-395_827, financier=-594_050)

    # The buyers are paid what they bought; the seller keeps what it was paid.
    assert {root, child} == set(deal.ids())
    deal.wind_up()
    deal.money(anchor=-FACE, supplier=989_877, tier3=4_173, financier=5_950)


def test_five_suppliers_of_three_tiers_draw_a_line_which_gets_back_what_has_settled(stage, wallet):
    """Rules F5, F6 and F11. Two suppliers of the anchor's, two of theirs and one below draw on one signed line."""
    deal = Deal(stage, wallet=wallet)
    stage.register(stage.cast["stranger"], SUPPLIER, identity("stranger"))
    line = stage.offer(limit=1_500_000, revolving=True, deadline=stage.deadline(200))
    first = deal.begin(FACE, days=60)
    (second,) = deal.split(first, ("tier2", 550_000))
    (third,) = deal.split(second, ("tier3", 200_000))
    other = deal.begin(600_000, days=90, by="stranger")
    (below,) = deal.split(other, ("wallet", 250_000))

    # Each sells at the same rate, by its call or by its order, until the line is drawn to the last unit.
    deal.sell(line, first, 400_000)
    deal.sell(line, other, 300_000)
    deal.sell(line, second)
    deal.sell(line, below, by_order=True)
    deal.sell(line, third, by_order=True)
    deal.holds(supplier=50_000, stranger=50_000, financier=1_500_000)
    deal.money(supplier=397_200, stranger=296_850, tier2=347_550, wallet=247_375, tier3=198_600, financier=-1_487_575)
    assert stage.programme.suite.drawn(line) == 1_500_000
    with refused("DiscountMarket_LimitExceeded", 1_550_000, 1_500_000):
        deal.call_sell(line, first, 50_000)

    # The first obligation falls due; while a part of it is unpaid, the line gets nothing back.
    assert deal.replenish(line, first, other) == 0
    stage.mature(first)
    deal.pay(first, 999_999)
    assert deal.replenish(line, first, other) == 0
    deal.pay(first, 1)
    assert [deal.replenish(line, first, other, first) for _ in range(2)] == [950_000, 0]
    assert stage.programme.suite.drawn(line) == 550_000

    # On new obligations it is drawn again: by the supplier on two at once, for one payment, and by tier 2.
    one, two = deal.begin(500_000, days=30), deal.begin(300_000, days=60)
    own = deal.begin(200_000, days=30, by="tier2")
    deal.sell_many(line, (one, 400_000), (two, 300_000))
    deal.sell(line, own)
    assert stage.programme.suite.drawn(line, obligation_of(one)) == 400_000
    with refused("DiscountMarket_LimitExceeded", 1_500_001, 1_500_000):
        deal.call_sell(line, one, 50_001)
    deal.sell(line, one, 50_000)

    deal.wind_up()
    assert deal.replenish(line, first, other, one, two, own) == 1_500_000
    assert stage.programme.suite.drawn(line) == 0
    deal.money(
        anchor=-2_600_000,
        supplier=1_243_525,
        stranger=346_850,
        tier2=546_850,
        wallet=247_375,
        tier3=198_600,
        financier=16_800,
    )


def test_the_anchor_pays_early_and_what_reaches_it_is_cancelled(deal, stage):
    """Rule F9. It has to pay less at the due day, and may owe so much more before."""
    anchor, suite = stage.cast["anchor"].address, stage.programme.suite
    suite.set_cap(anchor, deal.currency.address, FACE, sender=stage.cast["operator"].address)
    root = deal.begin(FACE)
    (child,) = deal.split(root, ("tier2", 300_000))
    early = stage.offer(financier=anchor, rate_ppm=30_000, revolving=True)
    with refused("Receivables_CapExceeded", anchor, deal.currency, FACE, 1, FACE):
        deal.begin(1)

    # Of the supplier's it buys a part, of tier 2's all, at 3 % for 90 days; both are cancelled, and nobody holds them.
    assert deal.sell(early, root, 200_000) == root
    deal.holds(supplier=500_000, tier2=300_000)
    deal.money(anchor=-198_500, supplier=198_500)
    deal.owes(800_000, "OPEN")
    deal.sell(early, child)
    deal.holds(supplier=500_000)
    deal.money(anchor=-496_250, supplier=198_500, tier2=297_750)
    deal.owes(500_000, "OPEN")

    # Half of its cap is free again, and no unit more.
    deal.begin(500_000, by="tier2")
    deal.owes(1_000_000, "OPEN")
    with refused("Receivables_CapExceeded", anchor, deal.currency, FACE, 1, FACE):
        deal.begin(1)

    # On the due day it pays what is left, of the first obligation a half.
    deal.wind_up()
    deal.money(anchor=-1_496_250, supplier=698_500, tier2=797_750)


def test_a_wallet_buys_by_its_keys_signature(stage, wallet):
    """Hostile M6: what a wallet signed counts for as long as it stands by it."""
    deal = Deal(stage, wallet=wallet)
    root = deal.begin(FACE)
    offer = stage.offer(financier=wallet.address)

    # The key that signs for it is asked for at the fill: of a wallet that says no the offer is nobody's.
    wallet.setYes("0xffffffff", {"from": stage.cast["stranger"]})
    with refused("DiscountMarket_InvalidOfferSignature", wallet):
        deal.call_sell(offer, root, FACE)
    deal.even()
    wallet.setYes("0x1626ba7e", {"from": stage.cast["stranger"]})
    deal.sell(offer, root)
    deal.holds(wallet=FACE)
    deal.money(supplier=989_500, wallet=-989_500)

    deal.wind_up()
    deal.money(anchor=-FACE, supplier=989_500, wallet=10_500)


def test_a_financier_without_allowance_or_money_is_mended_and_then_buys(deal, stage, discount_market):
    """Rule F2. A fill that cannot be paid moves nothing, and does not use the offer up."""
    financier = stage.cast["financier"]
    root = deal.begin(FACE)
    offer = stage.offer()

    deal.act("financier", deal.currency, "approve", discount_market.address, 395_799)
    with refused("ERC20InsufficientAllowance", discount_market, 395_799, 395_800):
        deal.call_sell(offer, root, 400_000)
    deal.even()
    deal.holds(supplier=FACE)
    deal.money()

    deal.act("financier", deal.currency, "approve", discount_market.address, PURSE)
    deal.hand_money("financier", "stranger", PURSE - 395_799)
    with refused("ERC20InsufficientBalance", financier, 395_799, 395_800):
        deal.call_sell(offer, root, 400_000)
    deal.even()
    deal.holds(supplier=FACE)

    # One unit more is enough.
    deal.hand_money("stranger", "financier", 1)
    deal.sell(offer, root, 400_000)
    deal.holds(supplier=600_000, financier=400_000)
    deal.hand_money("stranger", "financier", PURSE - 395_800)
    deal.money(supplier=395_800, financier=-395_800)
    deal.wind_up()
    deal.money(anchor=-FACE, supplier=995_800, financier=4_200)
