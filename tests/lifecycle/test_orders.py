"""Forced transfers, and a lost key: ordered by the enforcer, waited for, cancelled by the guardian or carried out."""

from __future__ import annotations

import pytest

from _local import identity
from headwater import Enforcement, Role
from headwater._pricing import interest_up, proceeds
from headwater.refusals import (
    AccessManagerNotReady,
    AccessManagerNotScheduled,
    AccessManagerUnauthorizedCancel,
)
from tests.lifecycle.trouble import REASON, Trouble
from tests.stage import OPERATOR, PURSE, RATE_PPM, SPENDER, TOKEN, VALUE, astuple, refused

FACE = 1_000_000
SUPPLIER, FINANCIER = 2, 4


@pytest.fixture
def money(stage, make):
    """Money whose issuer can bar an account from being paid."""
    return stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2))


@pytest.fixture
def trouble(stage, money):
    return Trouble(stage, money)


@pytest.fixture
def parts(stage, trouble):
    """The supplier's receivable of 500 000, tier 2's of 300 000, tier 3's of 200 000."""
    root = trouble.owe(FACE)
    return [root, *stage.split(root, (stage.cast["tier2"], 300_000), (stage.cast["tier3"], 200_000))]


@pytest.fixture
def sold(stage, parts, money, discount_market):
    """The supplier's receivable, sold to the financier with recourse."""
    for name in ("supplier", "financier"):
        stage.receivables.setApprovalForAll(discount_market, True, {"from": stage.cast[name]})
        money.approve(discount_market, PURSE, {"from": stage.cast[name]})
    offer = stage.offer(recourse=True, currency=money.address)
    sale = astuple(offer), stage.sign_offer(offer), parts[0], 500_000, 0, stage.deadline()
    discount_market.sell(*sale, {"from": stage.cast["supplier"]})
    return parts[0]


def test_a_guardian_cancels_a_forced_transfer_while_it_waits(trouble, stage, parts):
    """Nothing has moved, nothing moves, and the order is not carried out by anybody afterwards."""
    guardian, stranger = stage.cast["supervisor"].address, stage.cast["stranger"].address
    trouble.appoint(Role.GUARDIAN, "supervisor")
    order = trouble.order("tier2", "tier3", parts[1])
    with pytest.raises(AccessManagerNotReady):
        trouble.suite.execute_order(order, sender=trouble.operator)

    # On its last day the guardian cancels it; who is neither enforcer nor guardian cannot.
    stage.move_to(stage.now() + 2)
    with pytest.raises(AccessManagerUnauthorizedCancel):
        trouble.suite.cancel_order(order, trouble.operator, sender=stranger)
    trouble.suite.cancel_order(order, trouble.operator, sender=guardian)
    stage.move_to(stage.now() + 2)
    with pytest.raises(AccessManagerNotScheduled):
        trouble.suite.execute_order(order, sender=trouble.operator)
    trouble.holds(supplier=500_000, tier2=300_000, tier3=200_000)

    # Tier 2 is paid as if nobody had ever ordered anything.
    trouble.wait(0)
    trouble.pay(FACE)
    trouble.claim()
    trouble.money(anchor=-FACE, supplier=500_000, tier2=300_000, tier3=200_000)
    trouble.gone()


def test_a_forced_transfer_before_the_due_day_voids_proposal_and_approvals(trouble, stage, parts):
    """Frozen, proposed and approved for value and whole: its new holder has it free of all that, and spends it."""
    ledger, tier2, tier3, financier = (stage.receivables, *(stage.cast[n] for n in ("tier2", "tier3", "financier")))
    proposed = stage.propose(parts[1], financier, 100_000, days=30, by="tier2")
    ledger.approve[OPERATOR](financier, parts[1], {"from": tier2})
    ledger.approve[SPENDER](parts[1], financier, 50_000, {"from": tier2})
    for id_ in (parts[1], proposed):
        trouble.suite.freeze(tier2.address, id_, True, REASON, sender=trouble.operator)
    with refused("ERC7943InsufficientUnfrozenBalance", tier2, proposed):
        ledger.acceptProposal(proposed, {"from": financier})

    # By the order both are tier 3's, and not frozen for it.
    for id_ in (parts[1], proposed):
        trouble.execute(trouble.order("tier2", "tier3", id_))
    trouble.holds(supplier=500_000, tier3=500_000)
    with refused("Receivables_NoSuchProposal", proposed):
        ledger.acceptProposal(proposed, {"from": financier})
    with refused("Receivables_NotAuthorised", parts[1], financier):
        ledger.transferFrom[TOKEN](tier3, financier, parts[1], {"from": financier})
    with refused("Receivables_InsufficientAllowance", parts[1], financier, 0, 1):
        ledger.transferFrom[VALUE](parts[1], parts[2], 1, {"from": financier})
    stage.split(proposed, (financier, 1), by="tier3")
    trouble.holds(supplier=500_000, tier3=499_999, financier=1)


def test_a_forced_transfer_in_default_carries_what_is_left_and_takes_no_money(trouble, stage, parts, money):
    """Part claimed, frozen and approved: what was paid and parked stays its old holder's, the rest is the new one's."""
    ledger, tier2, tier3 = stage.receivables, stage.cast["tier2"], stage.cast["tier3"]
    trouble.wait(100)
    trouble.pay(300_000)
    trouble.claim(parts[1])
    money.setBlocked(tier2, True, {"from": tier3})
    trouble.pay(100_000)
    trouble.claim(parts[1])
    trouble.money(anchor=-400_000, tier2=90_000, ledger=310_000)
    trouble.parked(tier2=30_000)
    ledger.approve[OPERATOR](stage.cast["financier"], parts[1], {"from": tier2})
    trouble.suite.freeze(tier2.address, parts[1], True, REASON, sender=trouble.operator)

    # More is paid and waits in the receivable; by the order that goes to tier 3, with what is paid later.
    trouble.pay(100_000)
    trouble.claim()
    trouble.money(anchor=-500_000, supplier=250_000, tier2=90_000, tier3=100_000, ledger=60_000)
    order = trouble.order("tier2", "tier3", parts[1])
    stage.move_to(stage.now() + 4)
    done = stage.programme.w3.eth.get_transaction_receipt(
        trouble.suite.execute_order(order, sender=trouble.operator).transaction
    )
    assert names_of(stage, done) == ["Frozen", "FrozenFor", "Transfer", "ForcedTransfer", "ForcedTransferFor"]
    trouble.holds(supplier=500_000, tier3=500_000)
    trouble.parked(tier2=30_000)
    trouble.claim(parts[1])
    trouble.money(anchor=-500_000, supplier=250_000, tier2=90_000, tier3=130_000, ledger=30_000)

    # Tier 2 has out what was credited to it, and nothing that came after.
    money.setBlocked(tier2, False, {"from": tier3})
    ledger.withdrawCredit(tier2, money, tier2, {"from": tier3})
    trouble.pay(2 * FACE)
    trouble.claim()
    trouble.money(anchor=-1_021_575, supplier=510_787, tier2=120_000, tier3=390_787, ledger=1)
    assert trouble.ids() == []


def names_of(stage, receipt):
    """The ledger's events of a transaction, in order, by their names."""
    named = {stage.programme.w3.keccak(text=text): name for text, name in SIGNED.items()}
    logs = (log for log in receipt["logs"] if log["address"] == stage.receivables.address)
    return [named[log["topics"][0]] for log in logs]


SIGNED = {
    "Frozen(address,uint256,bool)": "Frozen",
    "FrozenFor(address,uint256,bool,bytes32)": "FrozenFor",
    "Transfer(address,address,uint256)": "Transfer",
    "ForcedTransfer(address,address,uint256)": "ForcedTransfer",
    "ForcedTransferFor(address,address,uint256,bytes32)": "ForcedTransferFor",
}


def test_an_order_goes_to_an_accredited_account_alone_and_never_to_who_would_gain_by_it(trouble, stage, parts):
    """Not to the enforcer, the obligor's company, a custodian, or who is not accredited; not from who holds it not."""
    operator, stranger = stage.cast["operator"], stage.cast["stranger"]
    stage.register(stranger, SUPPLIER, identity("anchor"))
    ledger = stage.receivables
    trouble.appoint(Role.ENFORCER, "financier")
    for to, error in (
        (stage.cast["financier"], "Participants_ForcedToParty"),
        (stage.cast["anchor"], "Participants_ForcedToParty"),
        (stranger, "Participants_ForcedToParty"),
        (stage.factoring, "Participants_ForcedToParty"),
        (operator, "ERC7943CannotReceive"),
        (stage.cast["supervisor"], "ERC7943CannotReceive"),
    ):
        order = Enforcement(stage.cast["tier2"].address, to.address, (parts[1],), REASON)
        trouble.suite.schedule_order(order, sender=operator.address)
        stage.move_to(stage.now() + 4)
        with refused(error, to):
            ledger.forcedTransferFor(stage.cast["tier2"], to, parts[1], REASON, {"from": operator})
    trouble.order("tier3", "supplier", parts[1])
    stage.move_to(stage.now() + 4)
    with refused("Receivables_NotHolder", parts[1], stage.cast["tier3"]):
        ledger.forcedTransferFor(stage.cast["tier3"], stage.cast["supplier"], parts[1], REASON, {"from": operator})
    trouble.holds(supplier=500_000, tier2=300_000, tier3=200_000)


def test_a_company_that_lost_a_key_has_all_its_receivables_at_another_account(trouble, stage, parts):
    """Of its own legal identity only; what was claimed on them stays claimed, and the old key moves nothing more."""
    tier2, stranger, ledger = stage.cast["tier2"], stage.cast["stranger"], stage.receivables
    (second,) = stage.split(parts[0], (tier2, 100_000))
    trouble.wait(0)
    trouble.pay(500_000)
    trouble.claim(parts[1])
    lost = trouble.order("tier2", "stranger", parts[1], second, recovery=True)
    stage.move_to(stage.now() + 4)
    with refused("Participants_NotOneCompany", tier2, stranger):
        ledger.recover(tier2, stranger, [parts[1], second], REASON, {"from": stage.cast["operator"]})

    # The company has another account accredited, and a new order for it waits anew.
    stage.register(stranger, SUPPLIER, identity("tier2"))
    stage.participants.revoke(tier2, {"from": stage.cast["operator"]})
    trouble.suite.cancel_order(lost, trouble.operator, sender=trouble.operator)
    trouble.execute(trouble.order("tier2", "stranger", parts[1], second, recovery=True))
    trouble.holds(supplier=400_000, stranger=400_000, tier3=200_000)
    with refused("Receivables_NotHolder", second, tier2):
        ledger.transferFrom[TOKEN](tier2, stage.cast["tier3"], second, {"from": tier2})

    # It is paid where the lost account was not yet.
    trouble.pay(2 * FACE)
    trouble.claim()
    paid = FACE + trouble.debt.interest_paid
    assert paid == 1_000_334
    trouble.money(anchor=-paid, supplier=400_133, tier2=150_000, stranger=250_133, tier3=200_066, ledger=2)
    assert trouble.ids() == []


def test_a_recourse_goes_along_to_the_account_that_a_financier_recovers(trouble, stage, money, discount_market, sold):
    """The financier's key is lost before the default: another account of its company demands, and is paid."""
    financier, stranger, supplier = (stage.cast[name] for name in ("financier", "stranger", "supplier"))
    stage.register(stranger, FINANCIER, identity("financier"))
    trouble.execute(trouble.order("financier", "stranger", sold, recovery=True))
    trouble.holds(stranger=500_000, tier2=300_000, tier3=200_000)

    # Nobody else of that company, and not before the new account lets the market hand the receivable over.
    trouble.wait(100)
    with refused("DiscountMarket_NotFinancier", 1, financier):
        discount_market.demandRecourse(1, {"from": financier})
    with refused("DiscountMarket_NotDeliverable", 1, sold):
        discount_market.demandRecourse(1, {"from": stranger})
    stage.receivables.setApprovalForAll(discount_market, True, {"from": stranger})
    discount_market.demandRecourse(1, {"from": stranger})

    # The seller pays it value and interest, and has its receivable back.
    stage.participants.setStandingAcceptance(True, {"from": supplier})
    discount_market.meetRecourse(1, FACE, {"from": supplier})
    price, met = proceeds(500_000, RATE_PPM, 90, 360), 500_000 + interest_up(500_000, RATE_PPM, 100, 360)
    trouble.money(financier=-price, supplier=price - met, stranger=met)
    trouble.holds(supplier=500_000, tier2=300_000, tier3=200_000)
