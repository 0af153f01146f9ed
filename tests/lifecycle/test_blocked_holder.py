"""Holders who cannot be paid and anchors who pay oddly: nobody else waits, and no unit is lost or paid twice."""

from __future__ import annotations

import pytest

from _local import identity
from tests.lifecycle.tale import Tale
from tests.stage import REMITTANCE, TOKEN, obligation_of, refused

FACE = 1_000_000
SUPPLIER = 2


@pytest.fixture
def money(stage, make):
    """Money whose issuer can bar an account from being paid."""
    return stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2))


@pytest.fixture
def tale(stage, money):
    return Tale(stage, 3 * FACE, money)


@pytest.fixture
def parts(stage, tale):
    """Three receivables: the supplier's of 500 000, tier 2's of 300 000, tier 3's of 200 000."""
    root = tale.begin(FACE)
    return [root, *stage.split(root, (stage.cast["tier2"], 300_000), (stage.cast["tier3"], 200_000))]


def test_a_holder_barred_by_its_money_is_kept_its_share_and_the_others_are_paid(tale, stage, receivables, money, parts):
    """Hostile W2: tier 2 is barred; its share is parked, twice, and it has it out by itself in two ways."""
    tier2, stranger = stage.cast["tier2"], stage.cast["stranger"]
    stage.mature(parts[0])
    money.setBlocked(tier2, True, {"from": stranger})

    # A part is paid; one call claims for all three, tier 2's in the middle of it.
    tale.pay(parts[0], 600_000)
    receivables.claimMany(parts, {"from": stranger})
    tale.money(anchor=-600_000, supplier=300_000, tier3=120_000, ledger=180_000)
    tale.parked(tier2=180_000)

    # Barred it cannot be paid by anybody, nor can anybody else have it paid elsewhere.
    with refused("BlockingCurrency_Blocked", tier2):
        receivables.withdrawCredit(tier2, money, tier2, {"from": stranger})
    stage.register(stranger, SUPPLIER, identity("tier2"))
    with refused("Credits_NotOwnCredit", tier2, stranger):
        receivables.withdrawCredit(tier2, money, stranger, {"from": stranger})
    with refused("Credits_IdentityMismatch", tier2, stage.cast["tier3"]):
        receivables.withdrawCredit(tier2, money, stage.cast["tier3"], {"from": tier2})
    tale.parked(tier2=180_000)

    # To another account of its own company it can have it paid.
    receivables.withdrawCredit(tier2, money, stranger, {"from": tier2})
    tale.money(anchor=-600_000, supplier=300_000, tier3=120_000, stranger=180_000)
    tale.parked()

    # The rest is paid and parked again. Nothing is claimed twice.
    tale.pay(parts[0], 400_000)
    for _ in range(2):
        receivables.claimMany(parts, {"from": stage.cast["supplier"]})
    tale.money(anchor=-FACE, supplier=500_000, tier3=200_000, stranger=180_000, ledger=120_000)
    tale.parked(tier2=120_000)
    tale.owes(0, "SETTLED")
    assert tale.ids() == []

    # Once it is barred no longer anybody can have it paid to itself.
    money.setBlocked(tier2, False, {"from": stranger})
    receivables.withdrawCredit(tier2, money, tier2, {"from": stage.cast["tier3"]})
    tale.money(anchor=-FACE, supplier=500_000, tier2=120_000, tier3=200_000, stranger=180_000)
    tale.gone()


def test_a_holder_whose_accreditation_was_revoked_is_kept_its_share_and_the_others_are_paid(
    tale, stage, receivables, money, parts
):
    """Hostile R3: tier 2 is revoked while it holds; what it is owed is parked until it can be paid."""
    tier2, tier3, stranger, operator = (stage.cast[name] for name in ("tier2", "tier3", "stranger", "operator"))
    stage.participants.revoke(tier2, {"from": operator})

    # It can give nothing away any more, nor be given anything.
    with refused("Participants_NotAccredited", tier2):
        stage.split(parts[1], (tier3, 1), by="tier2")
    with refused("Participants_NotAccredited", tier2):
        receivables.transferFrom[TOKEN](tier3, tier2, parts[2], {"from": tier3})
    tale.holds(supplier=500_000, tier2=300_000, tier3=200_000)

    # What it is owed it is owed: the others are paid, its share is kept, and it cannot have it yet.
    stage.mature(parts[0])
    tale.pay(parts[0], FACE)
    receivables.claimMany(parts, {"from": tier3})
    tale.money(anchor=-FACE, supplier=500_000, tier3=200_000, ledger=300_000)
    tale.parked(tier2=300_000)
    with refused("Participants_NotAccredited", tier2):
        receivables.withdrawCredit(tier2, money, tier2, {"from": tier2})
    tale.owes(0, "SETTLED")

    # Its receivable has nothing left in it, and stays: who may not send cannot have one burned either.
    tale.holds(tier2=300_000)
    with refused("Receivables_NothingToClaim", parts[1]):
        receivables.claim(parts[1], {"from": tier2})

    # Accredited again it is paid, at anybody's call, and the empty receivable goes.
    stage.register(tier2, SUPPLIER, identity("tier2"))
    receivables.withdrawCredit(tier2, money, tier2, {"from": stranger})
    receivables.claim(parts[1], {"from": stranger})
    tale.money(anchor=-FACE, supplier=500_000, tier2=300_000, tier3=200_000)
    tale.gone()


def test_a_revoked_account_has_its_share_paid_to_another_of_its_company(tale, stage, receivables, money, parts):
    """Hostile R3: the company is accredited under another account, and the revoked one sends its share there."""
    tier2, stranger = stage.cast["tier2"], stage.cast["stranger"]
    stage.participants.revoke(tier2, {"from": stage.cast["operator"]})
    stage.mature(parts[0])
    tale.pay(parts[0], FACE)
    receivables.claimMany(parts, {"from": tier2})
    tale.parked(tier2=300_000)

    stage.register(stranger, SUPPLIER, identity("tier2"))
    receivables.withdrawCredit(tier2, money, stranger, {"from": tier2})
    tale.money(anchor=-FACE, supplier=500_000, tier3=200_000, stranger=300_000)

    # What it holds is empty, and is burned by nobody until it may send again.
    receivables.claimMany(parts, {"from": stranger})
    tale.holds(tier2=300_000)
    stage.register(tier2, SUPPLIER, identity("tier2"))
    receivables.claimMany(parts, {"from": stranger})
    tale.money(anchor=-FACE, supplier=500_000, tier3=200_000, stranger=300_000)
    tale.gone()


def test_an_anchor_that_pays_too_much_or_twice_or_late_parts_with_what_it_owes(tale, stage, receivables, parts):
    """Hostile W4: nothing beyond what is owed is ever taken, so that nothing has to be given back."""
    anchor, stranger = stage.cast["anchor"], stage.cast["stranger"]
    number = obligation_of(parts[0])
    stage.mature(parts[0])

    # Twice the same instruction, for more than half each time: the second takes what is left.
    tale.pay(parts[0], 600_000)
    tale.money(anchor=-600_000, ledger=600_000)
    tale.pay(parts[0], 600_000)
    tale.money(anchor=-FACE, ledger=FACE)
    tale.owes(0, "SETTLED")

    # A payment after that is refused; among many it is passed over.
    with refused("Receivables_NothingOwed", number):
        tale.pay(parts[0], 1)
    receivables.payMany([(number, FACE, REMITTANCE)] * 3, {"from": anchor})
    tale.money(anchor=-FACE, ledger=FACE)

    # The same once everything is claimed and no receivable is left.
    receivables.claimMany(parts, {"from": stranger})
    tale.money(anchor=-FACE, supplier=500_000, tier2=300_000, tier3=200_000)
    with refused("Receivables_NothingOwed", number):
        tale.pay(parts[0], FACE)
    with refused("Receivables_NoSuchReceivable", parts[0]):
        receivables.claim(parts[0], {"from": stranger})
    tale.gone()


def test_an_anchor_that_pays_unit_by_unit_pays_no_unit_too_many(tale, stage, receivables):
    """Hostile W4: 1 unit is offered 300 times; claims in between never come to more than what was paid."""
    anchor, stranger = stage.cast["anchor"], stage.cast["stranger"]
    root = tale.begin(250)
    (child,) = stage.split(root, (stage.cast["tier2"], 83))
    stage.mature(root)
    unit = (obligation_of(root), 1, REMITTANCE)

    # The first hundred, one call, a claim: shares of 100 in 250, rounded down.
    receivables.payMany([unit] * 100, {"from": anchor})
    receivables.claimMany([root, child], {"from": stranger})
    tale.money(anchor=-100, supplier=167 * 100 // 250, tier2=83 * 100 // 250, ledger=1)
    tale.owes(150, "MATURED")

    # One more unit, seven times, each with a claim: what is rounded off is never above a unit for each of the two.
    for paid in range(101, 108):
        tale.pay(root, 1)
        receivables.claimMany([root, child], {"from": stranger})
        supplier, tier2 = 167 * paid // 250, 83 * paid // 250
        dust = paid - supplier - tier2
        assert dust in (0, 1)
        tale.money(anchor=-paid, supplier=supplier, tier2=tier2, **({"ledger": 1} if dust else {}))

    # 193 more are offered and 143 are taken.
    for number in (150, 43):
        receivables.payMany([unit] * number, {"from": anchor})
    tale.owes(0, "SETTLED")
    receivables.claimMany([root, child], {"from": stranger})
    tale.money(anchor=-250, supplier=167, tier2=83)
    tale.gone()
