"""A custodian that holds receivables for others: only it collects, and it accounts by what each claim returned."""

from __future__ import annotations

import pytest

from tests.lifecycle.tale import Tale
from tests.stage import TENOR, obligation_of, plain, refused

FACE = 1_000_000
CUSTODIAN = 8
IDENTITY = b"\x1d" * 32
SAFE = "address,address,uint256"


@pytest.fixture
def money(stage, make):
    """Money whose issuer can bar an account from being paid."""
    return stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2))


@pytest.fixture
def desk(stage, make, participants):
    """The custodian: a contract that has bound itself and takes receivables, accredited as custodian."""
    desk = make("CustodyDesk", stage.receivables, participants, IDENTITY)
    stage.register(desk, CUSTODIAN, IDENTITY)
    return desk


@pytest.fixture
def tale(stage, desk, money):
    return Tale(stage, FACE, money, desk=desk)


@pytest.fixture
def parts(stage, tale):
    """Three receivables: the supplier's of 500 000, tier 2's of 333 333, tier 3's of 166 667."""
    root = tale.begin(FACE)
    return [root, *stage.split(root, (stage.cast["tier2"], 333_333), (stage.cast["tier3"], 166_667))]


@pytest.fixture
def hand_in(stage, receivables, desk):
    """A holder hands its receivable to the custodian."""
    return lambda receivable, holder: receivables.safeTransferFrom[SAFE](holder, desk, receivable, {"from": holder})


@pytest.fixture
def accounts(stage, desk, money):
    """What the custodian owes tier 2 and tier 3 by its own account."""
    return lambda: [int(desk.owedTo(stage.cast[name], money)) for name in ("tier2", "tier3")]


def test_a_custodian_collects_for_those_whose_receivables_it_holds(
    tale, stage, receivables, desk, money, parts, hand_in, accounts
):
    tier2, tier3, stranger = (stage.cast[name] for name in ("tier2", "tier3", "stranger"))
    root, second, third = parts
    hand_in(second, tier2)
    hand_in(third, tier3)
    tale.holds(supplier=500_000, desk=500_000)
    assert [desk.depositorOf(id_) for id_ in (second, third)] == [tier2, tier3]

    # Nothing is due yet: the custodian is refused as anybody is.
    with refused("Receivables_NotMatured", obligation_of(root), stage.now() + TENOR, stage.now()):
        desk.collect(second, {"from": stranger})
    stage.mature(root)
    with refused("Receivables_NothingToClaim", second):
        desk.collect(second, {"from": stranger})

    # A part is paid. Others' claims are refused, or passed over among many, the depositor's own too.
    tale.pay(root, 400_001)
    for caller in (stranger, tier2):
        with refused("Receivables_NotCustodian", second, desk):
            receivables.claim(second, {"from": caller})
    receivables.claimMany(parts, {"from": tier2})
    tale.money(anchor=-400_001, supplier=200_000, ledger=200_001)

    # Through the custodian each gets its share written down, and not a unit of what somebody else sends to it.
    desk.collect(second, {"from": stranger})
    money.mint(desk, 77, {"from": stranger})
    desk.collect(third, {"from": stranger})
    assert accounts() == [133_333, 66_666]
    tale.money(anchor=-400_001, supplier=200_000, desk=199_999 + 77, ledger=2)
    with refused("Receivables_NothingToClaim", third):
        desk.collect(third, {"from": stranger})
    assert accounts() == [133_333, 66_666]

    # Tier 2 is paid out in between; the rest is paid and collected, and the accounts come to the values held.
    desk.payOut(tier2, money, {"from": stranger})
    assert accounts() == [0, 66_666]
    tale.pay(root, 599_999)
    for id_ in (second, third):
        desk.collect(id_, {"from": stranger})
    assert accounts() == [200_000, 166_667]
    receivables.claim(root, {"from": stranger})
    for holder in (tier2, tier3):
        desk.payOut(holder, money, {"from": stranger})
    tale.money(anchor=-FACE, supplier=500_000, tier2=333_333, tier3=166_667, desk=77)
    tale.owes(0, "SETTLED")
    tale.gone()


def test_a_custodian_that_cannot_be_paid_is_refused_and_collects_later(
    tale, stage, receivables, desk, money, parts, hand_in, accounts
):
    tier2, stranger = stage.cast["tier2"], {"from": stage.cast["stranger"]}
    root, second, _ = parts
    hand_in(second, tier2)
    stage.mature(root)
    tale.pay(root, FACE)

    # Barred by its money it is refused, where anybody else's share would be parked: its account must not say it has
    # what it has not. Those who claim for themselves are paid.
    money.setBlocked(desk, True, stranger)
    with refused("BlockingCurrency_Blocked", desk):
        desk.collect(second, stranger)
    receivables.claimMany(parts, stranger)
    tale.money(anchor=-FACE, supplier=500_000, tier3=166_667, ledger=333_333)

    # The same once its accreditation is revoked; its receivable stands, with all that is due on it.
    money.setBlocked(desk, False, stranger)
    stage.participants.revoke(desk, {"from": stage.cast["operator"]})
    with refused("Participants_NotAccredited", desk):
        desk.collect(second, stranger)
    with refused("Receivables_NotCustodian", second, desk):
        receivables.claim(second, {"from": tier2})
    assert plain(receivables.receivable(second))[:5] == (second, desk.address, 333_333, 0, 333_333)
    assert accounts() == [0, 0]
    tale.parked()

    # Accredited again it collects, and tier 2 has its own.
    stage.register(desk, CUSTODIAN, IDENTITY)
    desk.collect(second, stranger)
    assert accounts() == [333_333, 0]
    desk.payOut(tier2, money, stranger)
    tale.money(anchor=-FACE, supplier=500_000, tier2=333_333, tier3=166_667)
    tale.gone()
