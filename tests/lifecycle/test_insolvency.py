"""The anchor is insolvent while tier 3 still holds: a court's hold, its estate pays, and holders claim."""

from __future__ import annotations

import pytest

from _local import identity
from tests.lifecycle.trouble import REASON, Trouble
from tests.stage import DOCUMENT, REMITTANCE, TOKEN, refused

FACE = 1_000_000


@pytest.fixture
def trouble(stage):
    return Trouble(stage)


@pytest.fixture
def parts(stage, trouble):
    """The supplier's 500 000, tier 2's 300 000 and of it tier 3's 200 000, guaranteed by the stranger."""
    root = trouble.owe(FACE, guarantor=trouble.guarantor("stranger"))
    (child,) = stage.split(root, (stage.cast["tier2"], 500_000))
    return [root, child, *stage.split(child, (stage.cast["tier3"], 200_000), by="tier2")]


def test_an_insolvent_anchors_estate_pays_what_tier_3_still_holds(trouble, stage, parts):
    """Hostile T11: no movement on hold, no interest after the day of the order, no other payer; claims go on."""
    number, ledger, suite = trouble.number, stage.receivables, trouble.suite
    _, child, grandchild = parts
    tier2, tier3 = stage.cast["tier2"], stage.cast["tier3"]

    # Ten days late, five of interest, a part is paid; five days later the court's order comes, with its estate.
    trouble.wait(10)
    trouble.pay(200_000)
    trouble.claim(grandchild)
    trouble.wait(15)
    trouble.hold("attestor", stage.now())
    assert suite.hold_on(number).payer == stage.cast["attestor"].address

    # Nothing of it moves, to whomever, and the anchor's company issues nothing more.
    for id_, holder in ((grandchild, tier3), (child, tier2)):
        with refused("Receivables_ObligationHalted", number):
            ledger.transferFrom[TOKEN](holder, stage.cast["financier"], id_, {"from": holder})
    with refused("Issuance_ObligorBarred", stage.cast["anchor"], "0x" + identity("anchor").hex()):
        stage.issue()

    # A year later no day more has cost anything: 1 111.11 to the payment, and five days on the 801 112 left.
    trouble.wait(375)
    owed = suite.position(number, stage.now())
    assert (owed.principal, owed.interest) == (801_112, 890)
    for name in ("anchor", "supplier", "tier2"):
        with refused("Receivables_NotPayer", number, stage.cast[name]):
            ledger.pay(number, 1, REMITTANCE, {"from": stage.cast[name]})
    trouble.pay(300_000, by="attestor")
    trouble.claim()
    trouble.money(anchor=-200_000, attestor=-300_000, supplier=250_000, tier2=150_000, tier3=100_000)

    # The guarantor pays what is left in the anchor's stead, and has it back of the estate.
    trouble.pay_as_guarantor(FACE, by="stranger")
    trouble.claim()
    trouble.money(
        anchor=-200_000,
        attestor=-300_000,
        stranger=-502_002,
        supplier=501_001,
        tier2=300_600,
        tier3=200_400,
        ledger=1,
    )
    trouble.pay(FACE, by="attestor")
    trouble.parked(stranger=502_002)
    ledger.withdrawCredit(stage.cast["stranger"], stage.currency, stage.cast["stranger"], {"from": tier3})
    trouble.money(anchor=-200_000, attestor=-802_002, supplier=501_001, tier2=300_600, tier3=200_400, ledger=1)

    # Burning is movement: what is redeemed stays until the hold is lifted, once, and the company issues again.
    assert trouble.ids() == parts
    suite.lift_hold(number, REASON, sender=trouble.operator)
    trouble.claim()
    assert trouble.ids() == []
    with refused("Issuance_NoHold", number):
        stage.issuance.liftHold(number, REASON, {"from": stage.cast["operator"]})
    stage.issue()


def test_a_hold_comes_before_the_due_day_and_costs_no_interest_at_all(trouble, stage, parts):
    """Hostile S4: in circulation nothing is split, proposed, given back or sold while it stands."""
    number, root, ledger = trouble.number, parts[0], stage.receivables
    supplier, tier2 = {"from": stage.cast["supplier"]}, stage.cast["tier2"]
    proposed = stage.propose(root, tier2, 100_000)
    trouble.hold("attestor", stage.now())
    for step in (
        lambda: ledger.split(root, [(tier2, 1, DOCUMENT)], supplier),
        lambda: ledger.propose(root, (tier2, 1, DOCUMENT), stage.now(), supplier),
        lambda: ledger.acceptProposal(proposed, {"from": tier2}),
        lambda: ledger.cancel(root, 1, supplier),
        lambda: ledger.transferFrom[TOKEN](supplier["from"], stage.cast["anchor"], root, supplier),
    ):
        with refused("Receivables_ObligationHalted", number):
            step()
    trouble.wait(1_000)
    trouble.pay(2 * FACE, by="attestor")
    trouble.claim()
    trouble.money(attestor=-FACE, supplier=500_000, tier2=300_000, tier3=200_000)
    trouble.suite.lift_hold(number, REASON, sender=trouble.operator)
    trouble.claim()
    trouble.gone()


def test_a_hold_names_a_past_day_or_is_replaced_and_interest_that_was_paid_is_not_owed_again(trouble, stage, parts):
    """Hostile W5: what was paid for later days stays paid; nothing goes below zero."""
    trouble.wait(35)
    trouble.pay(6_000)  # of 30 days, 6 666.67

    # The order counts from the 15th day after the due day: 2 222.22 for ten days, all of it paid and more.
    trouble.hold("attestor", trouble.debt.due_day + 15)
    trouble.wait(400)
    assert trouble.suite.position(trouble.number, stage.now()).interest == 0

    # A later order moves the day to the 40th, and names another account: 35 days are 7 777.78.
    trouble.hold("financier", trouble.debt.due_day + 40)
    assert trouble.suite.position(trouble.number, stage.now()).interest == 1_778
    with refused("Receivables_NotPayer", trouble.number, stage.cast["attestor"]):
        trouble.pay(1, by="attestor")
    trouble.pay(2 * FACE, by="financier")
    trouble.claim()
    trouble.money(anchor=-6_000, financier=-1_001_778, supplier=503_889, tier2=302_333, tier3=201_555, ledger=1)


def test_under_a_hold_a_forced_transfer_still_moves_and_a_company_with_two_holds_stays_barred(trouble, stage, parts):
    """Hostile R5: what a court stops, the enforcer alone moves; the bar ends with the last hold."""
    other = stage.issue(due_day=trouble.debt.due_day) >> 72
    trouble.hold("attestor", stage.now())
    trouble.suite.place_hold(other, stage.cast["attestor"].address, stage.now(), REASON, sender=trouble.operator)
    trouble.execute(trouble.order("tier3", "tier2", parts[2]))
    trouble.holds(supplier=500_000, tier2=500_000)
    company = identity("anchor")
    trouble.suite.lift_hold(other, REASON, sender=trouble.operator)
    assert trouble.suite.is_barred(company)
    with refused("Issuance_NotBarred", "0x" + company.hex()):
        stage.issuance.liftBar(company, REASON, {"from": stage.cast["operator"]})
    trouble.suite.lift_hold(trouble.number, REASON, sender=trouble.operator)
    assert not trouble.suite.is_barred(company)
