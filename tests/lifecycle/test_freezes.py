"""What is frozen waits, and everybody else is paid: a receivable, an account, an obligation, money that stops."""

from __future__ import annotations

import pytest
from brownie import accounts

from _local import identity
from tests.audit import discrepancies
from tests.lifecycle.trouble import REASON, Trouble
from tests.stage import DOCUMENT, OPERATOR, TOKEN, VALUE, VALUE_TO, refused

FACE = 1_000_000
SUPPLIER = 2
EATS_GAS = 6


@pytest.fixture
def money(stage, make):
    """Money whose issuer can bar an account from being paid."""
    return stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2))


@pytest.fixture
def trouble(stage, money):
    return Trouble(stage, money)


@pytest.fixture
def parts(stage, trouble):
    """Three receivables: the supplier's of 500 000, tier 2's of 300 000, tier 3's of 200 000."""
    root = trouble.owe(FACE)
    return [root, *stage.split(root, (stage.cast["tier2"], 300_000), (stage.cast["tier3"], 200_000))]


def ways_out(stage, id_, other):
    """Every way by which value of tier 2's receivable could leave it before the due day."""
    ledger, tier3, by = stage.receivables, stage.cast["tier3"], {"from": stage.cast["tier2"]}
    return [
        lambda: ledger.split(id_, [(tier3, 1, DOCUMENT)], by),
        lambda: ledger.propose(id_, (tier3, 1, DOCUMENT), stage.now(), by),
        lambda: ledger.transferFrom[TOKEN](by["from"], tier3, id_, by),
        lambda: ledger.safeTransferFrom[TOKEN](by["from"], tier3, id_, by),
        lambda: ledger.transferFrom[VALUE](id_, other, 1, by),
        lambda: ledger.transferFrom[VALUE_TO](id_, tier3, 1, by),
        lambda: ledger.transferFrom[VALUE_TO](id_, stage.cast["anchor"], 1, by),
        lambda: ledger.transferFrom[TOKEN](by["from"], stage.cast["anchor"], id_, by),
        lambda: ledger.cancel(id_, 1, by),
    ]


def test_a_frozen_receivable_has_no_way_out_and_its_share_waits_for_its_holder(trouble, stage, parts):
    """Hostile R5: refused on every exit, the claim too; the others are paid, and it is paid when the freeze ends."""
    _, frozen, third = parts
    tier2, ledger = stage.cast["tier2"], stage.receivables
    trouble.suite.freeze(tier2.address, frozen, True, REASON, sender=trouble.operator)
    for leave in ways_out(stage, frozen, third):
        with refused("ERC7943InsufficientUnfrozenBalance", tier2, frozen):
            leave()
    ledger.approve[OPERATOR](stage.cast["tier3"], frozen, {"from": tier2})
    with refused("ERC7943InsufficientUnfrozenBalance", tier2, frozen):
        ledger.transferFrom[TOKEN](tier2, stage.cast["tier3"], frozen, {"from": stage.cast["tier3"]})
    trouble.holds(supplier=500_000, tier2=300_000, tier3=200_000)

    # Paid six days late: all the others have theirs by one call, and nobody gets tier 2's by any.
    trouble.wait(6)
    trouble.pay(2 * FACE)
    trouble.claim()
    trouble.money(anchor=-1_000_223, supplier=500_111, tier3=200_044, ledger=300_068)
    with refused("ERC7943InsufficientUnfrozenBalance", tier2, frozen):
        ledger.claim(frozen, {"from": tier2})
    trouble.parked()

    # Once it is frozen no longer anybody claims it for tier 2: the same to the unit, and nothing for the delay.
    trouble.wait(200)
    trouble.suite.freeze(tier2.address, frozen, False, REASON, sender=trouble.operator)
    trouble.claim(frozen)
    trouble.money(anchor=-1_000_223, supplier=500_111, tier2=300_066, tier3=200_044, ledger=2)
    assert trouble.ids() == []


def test_a_frozen_account_has_no_way_out_and_what_is_credited_to_it_waits_too(trouble, stage, parts, money):
    """Hostile R5: nothing moves from it or to it, and what was parked for it goes to no other account of its own."""
    _, frozen, third = parts
    tier2, tier3, stranger = (stage.cast[name] for name in ("tier2", "tier3", "stranger"))
    stage.register(stranger, SUPPLIER, identity("tier2"))

    # A part is paid and parked for tier 2, whom its money bars; then the supervisor freezes it.
    trouble.wait(0)
    money.setBlocked(tier2, True, {"from": stranger})
    trouble.pay(400_000)
    trouble.claim()
    trouble.parked(tier2=120_000)
    money.setBlocked(tier2, False, {"from": stranger})
    trouble.suite.freeze_account(tier2.address, True, REASON, sender=trouble.operator)

    # It neither has its credit out, nor sends it elsewhere, nor gives a receivable away or gets one.
    ledger, by = stage.receivables, {"from": tier2}
    for to in (tier2, stranger):
        with refused("Participants_AccountFrozen", tier2):
            ledger.withdrawCredit(tier2, money, to, by)
    with refused("Participants_AccountFrozen", tier2):
        ledger.transferFrom[TOKEN](tier2, tier3, frozen, by)
    with refused("Participants_AccountFrozen", tier2):
        ledger.transferFrom[TOKEN](tier3, tier2, third, {"from": tier3})

    # The rest is paid; its share of that is not even parked, and waits in the ledger.
    trouble.pay(600_000)
    trouble.claim()
    with refused("Participants_AccountFrozen", tier2):
        ledger.claim(frozen, by)
    trouble.parked(tier2=120_000)
    trouble.money(anchor=-FACE, supplier=500_000, tier3=200_000, ledger=300_000)

    # Frozen no longer it has both.
    trouble.suite.freeze_account(tier2.address, False, REASON, sender=trouble.operator)
    ledger.withdrawCredit(tier2, money, stranger, by)
    trouble.claim()
    trouble.money(anchor=-FACE, supplier=500_000, tier2=180_000, stranger=120_000, tier3=200_000)
    trouble.gone()


def test_a_frozen_obligation_is_paid_and_nothing_of_it_moves_or_is_claimed(trouble, stage, parts):
    """Hostile R5, T11: another obligation of the same anchor goes on meanwhile."""
    _, frozen, third = parts
    number, suite = trouble.number, trouble.suite
    other = stage.issue(due_day=trouble.debt.due_day)
    suite.freeze_obligation(number, True, REASON, sender=trouble.operator)
    for leave in ways_out(stage, frozen, third):
        with refused("Receivables_ObligationHalted", number):
            leave()
    stage.split(other, (stage.cast["tier2"], 1))

    # Who pays in time pays in time: interest has nothing to do with it.
    trouble.wait(5)
    trouble.pay(FACE)
    stage.pay(other, FACE)
    trouble.claim()
    trouble.money(anchor=-FACE, ledger=FACE)
    with refused("Receivables_ObligationFrozen", number):
        stage.receivables.claim(frozen, {"from": stage.cast["tier2"]})
    stage.receivables.claim(other, {"from": stage.cast["tier2"]})

    suite.freeze_obligation(number, False, REASON, sender=trouble.operator)
    trouble.claim()
    trouble.money(anchor=-FACE, supplier=500_000, tier2=300_000, tier3=200_000)
    trouble.gone()


def test_an_account_barred_by_its_money_stops_nobody_when_all_is_late(trouble, stage, parts, money):
    """The anchor is barred from being paid, a holder is, and two of three holders are; the payments go on."""
    anchor, tier2, supplier = (stage.cast[name] for name in ("anchor", "tier2", "supplier"))
    trouble.wait(100)
    for account in (anchor, tier2, supplier):
        money.setBlocked(account, True, {"from": anchor})
    trouble.pay(500_000)
    trouble.claim()
    trouble.parked(supplier=250_000, tier2=150_000)
    trouble.money(anchor=-500_000, tier3=100_000, ledger=400_000)

    # It does not matter who is barred when: each has in the end what the others have by their share.
    money.setBlocked(supplier, False, {"from": anchor})
    trouble.wait(300)
    trouble.pay(FACE)
    trouble.claim()
    trouble.parked(supplier=250_000, tier2=313_281)
    for name in ("supplier", "tier2"):
        money.setBlocked(stage.cast[name], False, {"from": anchor})
        stage.receivables.withdrawCredit(stage.cast[name], money, stage.cast[name], {"from": anchor})
    trouble.money(anchor=-1_044_272, supplier=522_136, tier2=313_281, tier3=208_854, ledger=1)
    assert trouble.ids() == []


def test_a_holder_that_eats_all_gas_is_paid_as_any_other(trouble, stage, make, parts):
    """Hostile W3: whoever is paid is not called, so that it can neither burn gas nor answer at length."""
    stranger, tier2 = stage.cast["stranger"], stage.cast["tier2"]
    wallet = make("ReceivingWallet", stranger)
    stage.register(wallet, SUPPLIER, b"\x1d" * 32)
    standing = stage.participants.setStandingAcceptance.encode_input(True)
    wallet.execute(stage.participants, standing, {"from": stranger})
    wallet.setManner(EATS_GAS, wallet, {"from": stranger})
    stage.receivables.transferFrom[TOKEN](tier2, wallet, parts[1], {"from": tier2})
    trouble.people["wallet"], trouble.at_first["wallet"] = wallet, 0

    trouble.wait(0)
    trouble.pay(FACE)
    stage.receivables.claimMany(parts, {"from": stranger, "gas_limit": 400_000})
    trouble.money(anchor=-FACE, supplier=500_000, wallet=300_000, tier3=200_000)
    trouble.gone()


def test_money_that_is_paused_is_neither_taken_nor_lost(trouble, stage, parts, money):
    """Hostile W8: nobody can be paid, the ledger included. Payments are refused by the money's own name."""
    holders = ("supplier", "tier2", "tier3")
    trouble.wait(0)
    trouble.pay(600_000)
    for account in (stage.receivables, *(stage.cast[name] for name in holders)):
        money.setBlocked(account, True, {"from": stage.cast["anchor"]})
    with refused("BlockingCurrency_Blocked", stage.receivables):
        trouble.pay(400_000)
    trouble.claim()
    trouble.parked(supplier=300_000, tier2=180_000, tier3=120_000)

    # It goes on where it stopped.
    for account in (stage.receivables, *(stage.cast[name] for name in holders)):
        money.setBlocked(account, False, {"from": stage.cast["anchor"]})
    trouble.pay(400_000)
    trouble.claim()
    for name in holders:
        stage.receivables.withdrawCredit(stage.cast[name], money, stage.cast[name], {"from": stage.cast["anchor"]})
    trouble.money(anchor=-FACE, supplier=500_000, tier2=300_000, tier3=200_000)
    trouble.gone()


def test_money_that_is_seized_from_the_ledger_is_missing_by_name_and_no_credit_is_lost(trouble, stage, parts, money):
    """Hostile W8: the audit says how much is missing; what cannot be paid is parked, and refused until it is there."""
    trouble.wait(0)
    trouble.pay(FACE)
    ledger, tier3 = accounts.at(stage.receivables.address, force=True), stage.cast["tier3"]
    stage.programme.w3.provider.make_request("anvil_setBalance", [ledger.address, hex(10**18)])
    money.transfer(stage.cast["operator"], 400_000, {"from": ledger})
    assert list(discrepancies(stage.programme)) == [f"the ledger has 600000 for {FACE} due and 0 parked"]

    # Who comes first is paid, as far as the money goes; for who comes after it is kept, and refused by the money.
    trouble.claim(*parts)
    trouble.money(anchor=-FACE, operator=400_000, supplier=500_000, ledger=100_000)
    trouble.parked(tier2=300_000, tier3=200_000)
    with refused("ERC20InsufficientBalance", stage.receivables, 100_000, 200_000):
        stage.receivables.withdrawCredit(tier3, money, tier3, {"from": tier3})

    # Given back, it is everybody's again.
    money.transfer(stage.receivables, 400_000, {"from": stage.cast["operator"]})
    for name in ("tier2", "tier3"):
        stage.receivables.withdrawCredit(stage.cast[name], money, stage.cast[name], {"from": tier3})
    trouble.money(anchor=-FACE, supplier=500_000, tier2=300_000, tier3=200_000)
    trouble.gone()
