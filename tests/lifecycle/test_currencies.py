"""The whole job in currencies of every size and with odd manners, held against a reference reckoned here alone."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest

from tests.lifecycle.tale import Tale
from tests.stage import obligation_of, refused

PAYEES = ("supplier", "tier2", "tier3", "financier", "tier2", "tier3", "financier")
"""Who holds the seven receivables, the root's holder first."""

HUNDRED = [(18, "100.00"), (6, "100.00"), (2, "100.00"), (0, "100")]
NATURAL = [(18, "98765432.123456789012345678"), (6, "2500000.000001"), (2, "1234567.89"), (0, "15000001")]


@pytest.fixture
def begin(stage, make):
    """Admit a currency of a kind, with a cap as large as the face value, and begin a story in it."""

    def act(kind, decimals, face, **others):
        currency = stage.admit_currency(make(kind, kind, "MNY", decimals))
        anchor, operator = stage.cast["anchor"].address, stage.cast["operator"].address
        stage.programme.suite.set_cap(anchor, currency.address, face, sender=operator)
        tale = Tale(stage, 2 * face, currency, **others)
        return tale, tale.begin(face)

    return act


def seventh_parts(face):
    """Seven parts of a face value that differ by a unit or more: six odd ones, and what is left of it first."""
    parts = [face // 7 + extra for extra in (1, 0, 1, 2, 0, 1)]
    return [face - sum(parts), *parts]


def entitled(values, face, paid):
    """What every value has come to once so much is paid: its exact share, less what is not a whole unit of it."""
    return [floor(Fraction(value, face) * paid) for value in values]


def by_name(amounts):
    """Add up what the seven receivables came to for those who hold them."""
    return {
        name: total for name in PAYEES if (total := sum(a for n, a in zip(PAYEES, amounts, strict=True) if n == name))
    }


def the_whole_job(tale, stage, root, face):
    """Split a face value in seven, pay it in three odd parts, and claim after each; every unit is accounted for."""
    values, stranger = seventh_parts(face), {"from": stage.cast["stranger"]}
    given = [(stage.cast[name], value) for name, value in zip(PAYEES[1:], values[1:], strict=True)]
    ids = [root, *stage.split(root, *given)]
    tale.holds(**by_name(values))
    tale.owes(face, "OPEN")
    tale.money()

    stage.mature(root)
    paid = 0
    for amount in (face // 3 + 1, face // 7, face - face // 3 - 1 - face // 7):
        tale.pay(root, amount)
        paid += amount
        stage.receivables.claimMany(ids, stranger)
        due = entitled(values, face, paid)
        dust = paid - sum(due)
        assert 0 <= dust < len(PAYEES)
        tale.money(anchor=-paid, **by_name(due), **({"ledger": dust} if dust else {}))
        tale.owes(face - paid, "SETTLED" if paid == face else "MATURED")
    assert due == values
    tale.gone()


@pytest.mark.parametrize(("decimals", "amount"), HUNDRED + NATURAL)
def test_seven_payees_get_their_parts_to_the_unit(begin, stage, decimals, amount):
    """Hostile W1: 100.00 and less even sums in seven parts, in currencies of 18, 6, 2 and 0 decimals."""
    face = int(Decimal(amount).scaleb(decimals))
    tale, root = begin("TestCurrency", decimals, face)
    assert tale.currency.decimals() == decimals
    the_whole_job(tale, stage, root, face)


@pytest.mark.parametrize("kind", ["SilentCurrency", "FalseCurrency", "ZeroShyCurrency", "BlockingCurrency"])
def test_money_with_manners_of_its_own_does_the_whole_job_too(begin, stage, kind):
    """Hostile W7: money that returns nothing, false or true, or refuses zero, is paid and claimed to the unit."""
    tale, root = begin(kind, 2, 10_000)
    the_whole_job(tale, stage, root, 10_000)


def test_money_that_returns_false_moves_nothing_and_parks_what_it_refuses(begin, stage, receivables):
    """Hostile W7: a payment that returns false is refused, a claim is parked, and both go through later."""
    stranger, tier2 = {"from": stage.cast["stranger"]}, stage.cast["tier2"]
    tale, root = begin("FalseCurrency", 6, 100_000_000)
    (child,) = stage.split(root, (tier2, 33_333_333))
    stage.mature(root)

    # Stopped, it says no by returning false: nothing is credited.
    tale.currency.setStopped(True, stranger)
    with refused("SafeERC20FailedOperation", tale.currency):
        tale.pay(root, 100_000_000)
    tale.owes(100_000_000, "MATURED")
    tale.money()

    # Paid while it works, claimed while it does not: what the ledger could not pay out it keeps for each.
    tale.currency.setStopped(False, stranger)
    tale.pay(root, 100_000_000)
    tale.currency.setStopped(True, stranger)
    receivables.claimMany([root, child], stranger)
    tale.money(anchor=-100_000_000, ledger=100_000_000)
    tale.parked(supplier=66_666_667, tier2=33_333_333)
    with refused("SafeERC20FailedOperation", tale.currency):
        receivables.withdrawCredit(tier2, tale.currency, tier2, {"from": tier2})
    tale.parked(supplier=66_666_667, tier2=33_333_333)

    tale.currency.setStopped(False, stranger)
    for holder in (tier2, stage.cast["supplier"]):
        receivables.withdrawCredit(holder, tale.currency, holder, stranger)
    tale.money(anchor=-100_000_000, supplier=66_666_667, tier2=33_333_333)
    tale.gone()


def test_money_that_refuses_zero_burns_an_empty_receivable_all_the_same(begin, stage, receivables):
    """Hostile W7: a claim of nothing moves no money, so that money that refuses zero does not stop the others."""
    tale, root = begin("ZeroShyCurrency", 0, 15_000_001)
    (child,) = stage.split(root, (stage.cast["tier2"], 15_000_001))
    (grandchild,) = stage.split(child, (stage.cast["tier3"], 15_000_001), by="tier2")
    tale.holds(tier3=15_000_001)

    stage.mature(root)
    tale.pay(root, 15_000_001)
    tx = receivables.claimMany([root, child, grandchild], {"from": stage.cast["stranger"]})
    assert [int(log["amount"]) for log in tx.events["ReceivableClaimed"]] == [0, 0, 15_000_001]
    assert "AmountParked" not in tx.events
    tale.money(anchor=-15_000_001, tier3=15_000_001)
    tale.gone()


def test_money_that_takes_a_fee_is_credited_as_it_arrives_and_paid_out_whole(begin, stage, receivables):
    """Hostile W7: of 1 000.00 sent with a fee of 10 % 900.00 are credited; the ledger never owes what it has not."""
    tale, root = begin("FeeCurrency", 2, 100_000)
    (child,) = stage.split(root, (stage.cast["tier2"], 40_000))
    ids, stranger = [root, child], {"from": stage.cast["stranger"]}
    tale.currency.setFee(10, stranger)
    stage.mature(root)

    tale.pay(root, 100_000)
    tale.money(anchor=-100_000, ledger=90_000)
    tale.owes(10_000, "MATURED")

    # The holders are sent their shares of what arrived; of these the money itself keeps a tenth.
    receivables.claimMany(ids, stranger)
    tale.money(anchor=-100_000, supplier=54_000 - 5_400, tier2=36_000 - 3_600)
    tale.owes(10_000, "MATURED")

    # Offering ever more than is owed, the anchor comes closer: at most what is owed is taken, a tenth of it is lost.
    offered = []
    while owed := 100_000 - receivables.obligation(obligation_of(root))["paid"]:
        if owed < 10:
            tale.currency.setFee(0, stranger)
        offered.append(owed)
        tale.pay(root, 100_000)
    assert offered == [10_000, 1_000, 100, 10, 1]
    tale.owes(0, "SETTLED")
    tale.currency.setFee(10, stranger)
    receivables.claimMany(ids, stranger)
    tale.money(anchor=-111_111, supplier=54_000, tier2=36_000)
    tale.gone()


def test_money_that_brings_more_than_was_sent_leaves_the_ledger_no_debt(begin, stage, receivables):
    """Hostile W7: what arrives beyond the amount taken is credited to nobody, and everybody has its own."""
    tale, root = begin("BonusCurrency", 2, 10_000)
    (child,) = stage.split(root, (stage.cast["tier2"], 3_333))
    stage.mature(root)
    for amount in (5_000, 5_000):
        tale.pay(root, amount)
    tale.owes(0, "SETTLED")
    tale.money(anchor=-10_000, ledger=10_002)

    # The money adds its unit to what each is paid; the ledger is left with what it was given beyond the payments.
    receivables.claimMany([root, child], {"from": stage.cast["stranger"]})
    tale.money(anchor=-10_000, supplier=6_667 + 1, tier2=3_333 + 1, ledger=2)
    assert tale.ids() == []


def test_money_that_calls_back_in_the_middle_of_a_claim_is_paid_once(begin, stage, receivables):
    """Hostile W7: money that claims again while it is moved, and hides the refusal, gets no unit more."""
    stranger = {"from": stage.cast["stranger"]}
    tale, root = begin("ReenteringCurrency", 18, 10**20)
    (child,) = stage.split(root, (stage.cast["tier2"], 10**20 // 3))
    stage.mature(root)
    tale.pay(root, 10**20 // 2)

    again = receivables.claimMany.encode_input([root, child])
    tale.currency.arm(receivables, again, True, stranger)
    tx = receivables.claimMany([child, root], stranger)
    assert [bool(log["through"]) for log in tx.events["Reentered"]] == [False]
    supplier, tier2 = entitled([10**20 - 10**20 // 3, 10**20 // 3], 10**20, 10**20 // 2)
    tale.money(anchor=-(10**20) // 2, supplier=supplier, tier2=tier2, ledger=10**20 // 2 - supplier - tier2)

    tale.pay(root, 10**20)
    receivables.claimMany([child, root], stranger)
    tale.money(anchor=-(10**20), supplier=10**20 - 10**20 // 3, tier2=10**20 // 3)
    tale.gone()
