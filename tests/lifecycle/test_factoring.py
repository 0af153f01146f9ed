"""Advances on receivables in custody: collected, repaid, defaulted and recovered, with the waterfall at every step."""

from __future__ import annotations

import pytest

from _local import identity
from tests.lifecycle.deal import Deal
from tests.stage import CAP, PURSE, astuple, obligation_of, refused

FACE = 1_000_000
GRACE = 5
OBLIGOR, FINANCIER = 1, 4


@pytest.fixture
def deal(stage):
    return Deal(stage)


@pytest.fixture
def money(stage, make):
    """Money whose issuer can bar an account from being paid."""
    return stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2))


def default(stage, root):
    """Move to the first day on which an obligation that is not paid is in default."""
    stage.mature(root)
    stage.move_to(stage.now() + GRACE + 1)


def test_an_advance_is_collected_at_the_due_day_in_two_part_payments(deal, stage):
    root = deal.begin(FACE)
    advance = deal.open(stage.advance(root))
    deal.holds(factoring=FACE)
    deal.money(supplier=800_000, financier=-800_000)

    # Nothing comes in before the due day.
    with refused("Factoring_NothingCollected", deal.digest(advance)):
        deal.collect(advance)
    stage.mature(root)
    deal.pay(root, 500_000)

    # No claim but the custodian's own reaches what it holds. 90 days of interest on 800 000 come first.
    deal.claim(root)
    deal.money(anchor=-500_000, ledger=500_000, supplier=800_000, financier=-800_000)
    assert deal.collect(advance) == (8_400, 491_600, 0)
    deal.money(anchor=-500_000, supplier=800_000, financier=-300_000)

    # With the second half the rest is paid back, and what is left is the supplier's.
    deal.pay(root, 500_000)
    assert deal.collect(advance) == (0, 308_400, 191_600)
    deal.money(anchor=-FACE, supplier=991_600, financier=8_400)
    deal.closed()


def test_an_advance_is_repaid_early_and_its_receivable_comes_back(deal, stage, participants):
    """Rule D7: it leaves custody only when nothing is owed."""
    supplier = stage.cast["supplier"]
    root = deal.begin(FACE)
    advance = deal.open(stage.advance(root))

    # After 30 days the supplier pays back a half: 2 800 of interest, and principal.
    stage.move_to(stage.now() + 30)
    assert deal.repay(advance, 400_000, by="supplier") == (2_800, 397_200, 0)
    with refused("Factoring_StillOwed", deal.digest(advance), 402_800, 0):
        deal.release(advance, root)
    deal.money(supplier=400_000, financier=-400_000)

    # 30 days on, tier 3 pays the rest for it: 1 409.8 of interest, rounded up. Of what it offers no more is taken.
    stage.move_to(stage.now() + 30)
    assert deal.repay(advance, PURSE, by="tier3") == (1_410, 402_800, 0)
    with refused("Factoring_NothingOwed", deal.digest(advance)):
        deal.repay(advance, 1, by="supplier")
    deal.money(supplier=400_000, tier3=-404_210, financier=4_210)

    # The receivable is the supplier's again once it takes it, and the supplier is paid at the due day.
    with refused("Participants_NoStandingAcceptance", supplier):
        deal.release(advance, root)
    participants.setStandingAcceptance(True, {"from": supplier})
    deal.release(advance, root)
    deal.holds(supplier=FACE)
    deal.wind_up()
    deal.money(anchor=-FACE, supplier=1_400_000, tier3=-404_210, financier=4_210)


def test_without_recourse_a_default_is_the_financiers_and_a_recovery_goes_through_the_waterfall(deal, stage):
    """Hostile W5: what comes late is divided as what comes in time, no unit of interest twice. Rules D4 and D5."""
    root = deal.begin(FACE)
    advance = deal.open(stage.advance(root))
    default(stage, root)
    with refused("Factoring_NoRecourse", deal.digest(advance)):
        deal.demand_rest(advance)

    # A year after the due day 600 000 come: first the interest of 455 days, 42 466.67, then principal.
    stage.move_to(deal.debts[obligation_of(root)].due_day + 365)
    deal.pay(root, 600_000)
    assert deal.collect(advance) == (42_467, 557_533, 0)
    with refused("Factoring_StillOwed", deal.digest(advance), 242_467, 0):
        deal.release(advance, root)
    deal.money(anchor=-600_000, supplier=800_000, financier=-200_000)

    # The rest comes 30 days later. A third of a unit of interest was paid ahead, so that 848.30 are 849 and not more.
    stage.move_to(stage.now() + 30)
    deal.pay(root, 400_000)
    assert deal.collect(advance) == (849, 242_467, 156_684)
    deal.money(anchor=-FACE, supplier=956_684, financier=43_316)
    deal.closed()


def test_with_recourse_the_seller_pays_the_gap_and_has_the_receivable_back(deal, stage, participants):
    """Rule D8: the demand bars its company until the last unit is paid."""
    supplier = stage.cast["supplier"]
    participants.setStandingAcceptance(True, {"from": supplier})
    root, other = deal.begin(FACE), deal.begin(FACE, days=180)
    advance = deal.open(stage.advance(root, recourse=True))
    stage.mature(root)
    deal.pay(root, 300_000)
    with refused("Defaults_NotInDefault", obligation_of(root)):
        deal.demand_rest(advance)

    # In default the demand first collects what is there, and is for the rest.
    default(stage, root)
    assert deal.demand_rest(advance) == 508_960
    deal.holds(supplier=FACE, factoring=FACE)
    deal.money(anchor=-300_000, supplier=800_000, financier=-500_000)
    with refused("Factoring_AlreadyDemanded", deal.digest(advance)):
        deal.act("financier", stage.factoring, "demand", astuple(advance))
    with refused("Factoring_RecourseUnmet", supplier, 1):
        deal.call_open(stage.advance(other, recourse=True))
    deal.even()

    # It pays in two parts. While a unit is owed it stays barred; then it has the receivable back, as it stands.
    assert deal.repay(advance, 200_000, by="supplier") == (0, 200_000, 0)
    stage.move_to(stage.now() + 4)
    assert deal.repay(advance, 309_104, by="supplier") == (145, 308_959, 0)
    with refused("Factoring_RecourseUnmet", supplier, 1):
        deal.call_open(stage.advance(other, recourse=True))
    assert deal.repay(advance, PURSE, by="supplier") == (0, 1, 0)
    deal.release(advance, root)
    deal.holds(supplier=2 * FACE)
    deal.money(anchor=-300_000, supplier=290_895, financier=9_105)

    # Barred no longer it has another advance; what the anchor pays in the end on the first is the supplier's.
    second = deal.open(stage.advance(other, recourse=True))
    deal.pay(root, 700_000)
    deal.claim(root)
    deal.money(anchor=-FACE, supplier=1_790_895, financier=-790_895)
    stage.mature(other)
    deal.pay(other, FACE)
    assert deal.collect(second) == (7_467, 800_000, 192_533)
    deal.money(anchor=-2 * FACE, supplier=1_983_428, financier=16_572)
    deal.closed()


def test_a_portfolio_of_two_obligors_is_advanced_on_and_collected_as_each_falls_due(deal, stage):
    stranger = stage.cast["stranger"]
    stage.register(stranger, OBLIGOR, identity("stranger"))
    stage.issuance.setCap(stranger, deal.currency, CAP, {"from": stage.cast["operator"]})
    long, short = deal.begin(FACE, days=90), deal.begin(600_000, days=60, obligor="stranger")
    advance = deal.open(stage.advance(long, short, value=1_600_000))
    deal.holds(factoring=1_600_000)
    deal.money(supplier=1_280_000, financier=-1_280_000)

    # After 60 days the second obligor pays: 8 960 of interest on all of the advance, and principal.
    stage.mature(short)
    deal.pay(short, 600_000)
    assert deal.collect(advance) == (8_960, 591_040, 0)
    deal.holds(factoring=FACE)
    deal.money(stranger=-600_000, supplier=1_280_000, financier=-680_000)

    # After 90 the anchor does: 2 411.36 of interest on what was left, rounded up, the rest of it, and a surplus.
    stage.mature(long)
    deal.pay(long, FACE)
    assert deal.collect(advance) == (2_412, 688_960, 308_628)
    deal.money(anchor=-FACE, stranger=-600_000, supplier=1_588_628, financier=11_372)
    deal.closed()


def test_a_wallet_advances_by_its_keys_signature(stage, make, participants):
    stranger = stage.cast["stranger"]
    wallet = make("SigningWallet", stranger)
    stage.register(wallet, FINANCIER, b"\x1d" * 32)
    deal = Deal(stage, wallet=wallet)
    root = deal.begin(FACE)
    terms = stage.advance(root, financier=wallet.address)

    # A wallet that says no has signed nothing.
    wallet.setYes("0xffffffff", {"from": stranger})
    with refused("Factoring_InvalidSignature", wallet):
        deal.call_open(terms)
    deal.even()
    wallet.setYes("0x1626ba7e", {"from": stranger})
    deal.open(terms)
    deal.money(supplier=800_000, wallet=-800_000)
    deal.wind_up()
    deal.money(anchor=-FACE, supplier=991_600, wallet=8_400)


def test_a_financier_without_allowance_or_money_is_mended_and_then_advances(deal, stage, factoring):
    """An advance that cannot be paid takes nothing into custody, and its signatures still count."""
    financier = stage.cast["financier"]
    root = deal.begin(FACE)
    terms = stage.advance(root)

    deal.act("financier", deal.currency, "approve", factoring.address, 799_999)
    with refused("ERC20InsufficientAllowance", factoring, 799_999, 800_000):
        deal.call_open(terms)
    deal.even()
    deal.holds(supplier=FACE)
    deal.act("financier", deal.currency, "approve", factoring.address, PURSE)
    deal.hand_money("financier", "tier3", PURSE)
    with refused("ERC20InsufficientBalance", financier, 0, 800_000):
        deal.call_open(terms)
    deal.even()

    deal.hand_money("tier3", "financier", PURSE)
    deal.open(terms)
    deal.holds(factoring=FACE)
    deal.wind_up()
    deal.money(anchor=-FACE, supplier=991_600, financier=8_400)


def test_parties_that_cannot_be_paid_are_kept_their_own_and_have_it_out_later(stage, money):
    """Hostile W2: the financier is barred by the money, then the supplier; neither stops the other. Rule D6."""
    deal, stranger = Deal(stage, money), {"from": stage.cast["stranger"]}
    financier, supplier = stage.cast["financier"], stage.cast["supplier"]
    root = deal.begin(FACE)
    advance = deal.open(stage.advance(root, currency=money.address))
    stage.mature(root)

    # The financier's half is parked. It is paid for good: no interest runs on it any more.
    money.setBlocked(financier, True, stranger)
    deal.barred.add("financier")
    deal.pay(root, 500_000)
    assert deal.collect(advance) == (8_400, 491_600, 0)
    deal.money(anchor=-500_000, supplier=800_000, financier=-800_000, factoring=500_000)
    with refused("BlockingCurrency_Blocked", financier):
        stage.factoring.withdrawCredit(financier, money, financier, stranger)

    # Then the supplier is barred and the financier is not: of the second half each has its part so.
    money.setBlocked(financier, False, stranger)
    money.setBlocked(supplier, True, stranger)
    deal.barred = {"supplier"}
    deal.pay(root, 500_000)
    assert deal.collect(advance) == (0, 308_400, 191_600)
    deal.money(anchor=-FACE, supplier=800_000, financier=-491_600, factoring=691_600)

    # Paid out to both, the contract has nothing left.
    money.setBlocked(supplier, False, stranger)
    for name in ("financier", "supplier"):
        deal.withdraw("factoring", name)
    deal.money(anchor=-FACE, supplier=991_600, financier=8_400)
    deal.closed()


def test_one_programme_sells_discounts_and_advances_at_once_and_ends_with_empty_houses(deal, stage):
    """All of it side by side on one obligation: what each is owed does not depend on what the others did."""
    root = deal.begin(FACE)
    second, third = deal.split(root, ("tier2", 300_000), ("tier3", 200_000))
    sold = deal.sell(stage.offer(), root, 100_000)
    deal.sell(stage.offer(financier=stage.cast["anchor"].address, rate_ppm=36_000), second, 50_000)
    deal.sell(stage.offer(recourse=True), third, by_order=True)
    seller = {"seller": stage.cast["tier2"].address, "surplus_to": stage.cast["tier2"].address}
    advance = deal.open(stage.advance(second, value=250_000, **seller))
    deal.holds(supplier=400_000, financier=300_000, factoring=250_000)
    deal.money(anchor=-49_550, supplier=98_950, tier2=249_550, tier3=197_900, financier=-496_850)

    # The anchor pays a third, is late, and pays the rest a fortnight after the due day.
    stage.mature(root)
    deal.pay(root, 316_667)
    deal.claim(root, sold, second, third)
    assert deal.collect(advance) == (2_100, 81_233, 0)
    stage.move_to(stage.now() + 14)
    assert deal.demand(1) == 133_552
    deal.pay(root, FACE)
    deal.dismiss(1)
    assert deal.collect(advance) == (194, 118_767, 47_706)
    deal.wind_up()
    deal.money(anchor=-999_550, supplier=498_950, tier2=297_256, tier3=197_900, financier=5_444)
