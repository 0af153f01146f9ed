"""A guarantor pays in the anchor's stead: holders are paid, the anchor owes it still, and the guarantor has it back.

Rule L4.
"""

from __future__ import annotations

import pytest

from _local import identity
from tests.lifecycle.trouble import GUARANTOR, Trouble
from tests.stage import REMITTANCE, refused

FACE = 1_000_000
OBLIGOR, SUPPLIER = 1, 2
FIRST = 96
"""The first day of default, counted from the due day."""


@pytest.fixture
def money(stage, make):
    """Money whose issuer can bar an account from being paid."""
    return stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2))


@pytest.fixture
def trouble(stage, money):
    return Trouble(stage, money)


@pytest.fixture
def parts(stage, trouble):
    """The supplier's receivable of 600 000 and tier 2's of 400 000, of an obligation that the stranger guarantees."""
    root = trouble.owe(FACE, guarantor=trouble.guarantor("stranger"))
    return [root, *stage.split(root, (stage.cast["tier2"], 400_000))]


def test_a_guarantor_pays_all_and_has_it_back_in_two_parts(trouble, stage, parts, money):
    """Hostile W5: no receivable is made for it, and no unit of interest is owed on what it has advanced."""
    stranger = stage.cast["stranger"]
    trouble.wait(-1)
    with refused("Receivables_NotMatured", trouble.number, trouble.debt.due_day, stage.now()):
        stage.receivables.payAsGuarantor(trouble.number, 1, REMITTANCE, {"from": stranger})
    trouble.wait(10)
    with refused("Receivables_NotGuarantor", trouble.number, stage.cast["anchor"]):
        stage.receivables.payAsGuarantor(trouble.number, FACE, REMITTANCE, {"from": stage.cast["anchor"]})

    # Five days of interest, 1 111.11, and the face: holders have all of it, and their receivables are gone.
    trouble.pay_as_guarantor(FACE + 1_112, by="stranger")
    assert trouble.ids() == parts
    trouble.claim()
    trouble.money(stranger=-1_001_112, supplier=600_667, tier2=400_444, ledger=1)
    assert trouble.ids() == []
    with refused("Receivables_NothingOwed", trouble.number):
        stage.receivables.payAsGuarantor(trouble.number, 1, REMITTANCE, {"from": stranger})

    # The anchor owes as before, in default too, and not a unit more for it.
    trouble.wait(FIRST)
    position = trouble.suite.position(trouble.number, stage.now())
    assert (position.principal, position.interest, position.advanced, position.owed) == (0, 0, 1_001_112, 1_001_112)
    assert trouble.suite.obligation(trouble.number).status.name == "DEFAULTED"

    # What it pays now is the guarantor's: first its interest, then its principal.
    trouble.pay(400_000)
    trouble.parked(stranger=400_000)
    assert trouble.suite.exposure(stage.cast["anchor"].address, money.address).outstanding == 601_112
    trouble.wait(200)
    trouble.pay(FACE)
    trouble.parked(stranger=1_001_112)
    trouble.owes(0, "RECOVERED")

    # It takes out its credit, all of it, and once.
    stage.receivables.withdrawCredit(stranger, money, stranger, {"from": stranger})
    with refused("Credits_NoCredit", stranger, money):
        stage.receivables.withdrawCredit(stranger, money, stranger, {"from": stranger})
    trouble.money(anchor=-1_001_112, supplier=600_667, tier2=400_444, ledger=1)


def test_what_the_anchor_pays_later_goes_first_to_holders_and_then_to_the_guarantor(trouble, stage, parts, money):
    """The guarantor pays a part, and in between it is barred by the money: nobody waits for it."""
    stranger = stage.cast["stranger"]
    trouble.wait(FIRST)
    stage.issuance.recordDefault(trouble.number, {"from": stage.cast["tier3"]})

    # 91 days of interest, 20 222.22, and 279 777 of principal.
    trouble.pay_as_guarantor(300_000, by="stranger")
    trouble.claim(parts[1])
    trouble.money(stranger=-300_000, tier2=120_000, ledger=180_000)
    assert trouble.suite.exposure(stage.cast["anchor"].address, money.address).outstanding == FACE

    # Ten days later the anchor pays 500 000: all of it is the holders', 1 600.51 as interest on 720 223.
    money.setBlocked(stranger, True, {"from": stranger})
    trouble.wait(FIRST + 10)
    trouble.pay(500_000)
    trouble.parked()
    trouble.claim(parts[0])
    trouble.money(stranger=-300_000, anchor=-500_000, supplier=480_000, tier2=120_000, ledger=200_000)

    # Of the next 250 000 holders need 222 316: 221 823 of principal, and ten days on that, 492.94.
    trouble.wait(FIRST + 20)
    missing = trouble.debt.live - trouble.debt.paid + trouble.debt.interest(stage.now())
    assert missing == 222_316
    trouble.pay(250_000)
    trouble.parked(stranger=250_000 - missing)
    trouble.claim()
    assert trouble.ids() == []

    # The rest is the guarantor's; barred it cannot be paid, and has it once it is barred no longer.
    trouble.pay(FACE)
    trouble.parked(stranger=300_000)
    trouble.owes(0, "RECOVERED")
    with refused("BlockingCurrency_Blocked", stranger):
        stage.receivables.withdrawCredit(stranger, money, stranger, {"from": stranger})
    money.setBlocked(stranger, False, {"from": stranger})
    stage.receivables.withdrawCredit(stranger, money, stranger, {"from": stage.cast["tier3"]})
    trouble.money(anchor=-1_022_316, supplier=613_389, tier2=408_926, ledger=1)


def test_a_guarantor_that_pays_on_the_due_day_has_it_back_in_time(trouble, stage, parts, money):
    """It pays a third, holders have the rest of the anchor, and nobody is late."""
    trouble.wait(0)
    trouble.pay_as_guarantor(333_333, by="stranger")
    trouble.wait(5)
    trouble.pay(FACE)
    trouble.parked(stranger=333_333)
    trouble.owes(0, "SETTLED")
    stranger = stage.cast["stranger"]
    stage.receivables.withdrawCredit(stranger, money, stranger, {"from": stage.cast["anchor"]})
    trouble.claim()
    trouble.money(anchor=-FACE, supplier=600_000, tier2=400_000)
    trouble.gone()


def test_a_frozen_guarantor_neither_pays_nor_takes_its_credit_out_and_stops_nobody(trouble, stage, parts, money):
    """Hostile R5: what it is owed waits for it."""
    stranger, suite = stage.cast["stranger"], trouble.suite
    trouble.wait(0)
    trouble.pay_as_guarantor(400_000, by="stranger")
    suite.freeze_account(stranger.address, sender=trouble.operator)
    with refused("Participants_AccountFrozen", stranger):
        stage.receivables.payAsGuarantor(trouble.number, 1, REMITTANCE, {"from": stranger})
    trouble.pay(2 * FACE)
    trouble.claim()
    trouble.parked(stranger=400_000)
    with refused("Participants_AccountFrozen", stranger):
        stage.receivables.withdrawCredit(stranger, money, stranger, {"from": stranger})
    suite.freeze_account(stranger.address, False, sender=trouble.operator)
    stage.receivables.withdrawCredit(stranger, money, stranger, {"from": stranger})
    trouble.money(anchor=-FACE, supplier=600_000, tier2=400_000)
    trouble.gone()


def test_a_guarantor_is_neither_the_anchors_company_nor_the_sellers(trouble, stage):
    """Hostile R9: who stands in for a debtor is another than the debtor, and than its creditor."""
    for name in ("anchor", "supplier"):
        account = stage.cast[name].address
        terms = stage.terms(guarantor=account)
        with refused("Issuance_GuarantorIsParty", account):
            stage.issue_terms(terms, stage.accept(terms))
    terms = stage.terms(guarantor=stage.cast["tier3"].address)
    with refused("Participants_LacksCapacity", stage.cast["tier3"], GUARANTOR):
        stage.issue_terms(terms, stage.accept(terms))


def test_nobody_is_on_both_sides_of_an_obligation(stage):
    """Hostile R9: who runs the registry accredits itself for nothing, and a company accepts no invoice of its own."""
    operator, stranger = stage.cast["operator"], stage.cast["stranger"]
    with refused("Participants_OwnAccount", operator):
        stage.register(operator, OBLIGOR | SUPPLIER, identity("operator"), "operator")
    stage.register(stranger, SUPPLIER, identity("anchor"))
    terms = stage.terms(seller=stranger.address)
    with refused("Participants_OneCompany", stage.cast["anchor"], stranger):
        stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "stranger"))
