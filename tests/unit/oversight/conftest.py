"""Scenes of holds, freezes of obligations and recorded defaults."""

import pytest

from _local import identity
from tests.stage import REMITTANCE, plain

REASON, OTHER_REASON = "0x" + "4e" * 32, "0x" + "4f" * 32
OBLIGOR, SUPPLIER, GUARANTOR = 1, 2, 16
GRACE, DEFAULT_DAYS = 5, 90
RATE_PPM, BASIS, PPM = 80_000, 360, 10**6


@pytest.fixture
def hold(stage, issuance, operator, tier3):
    """Place a hold on an obligation: tier 3 alone may pay, and no interest accrues after today if no day is named."""

    def act(obligation=1, payer=tier3, last_day=None, reason=REASON):
        day = stage.now() if last_day is None else last_day
        return issuance.placeHold(obligation, payer, day, reason, {"from": operator})

    return act


@pytest.fixture
def lift(issuance, operator):
    return lambda obligation=1, reason=REASON: issuance.liftHold(obligation, reason, {"from": operator})


@pytest.fixture
def freeze(issuance, operator):
    """Freeze an obligation, or no longer."""
    return lambda frozen=True, obligation=1: issuance.freezeObligation(obligation, frozen, REASON, {"from": operator})


@pytest.fixture
def company(participants, anchor):
    """The anchor's legal identity."""
    return str(participants.legalIdentityOf(anchor))


@pytest.fixture
def barred(issuance, company):
    """Whether the anchor's company is barred from new obligations."""
    return lambda: bool(issuance.isBarred(company))


@pytest.fixture
def on(issuance):
    """The hold on an obligation: who may pay, and the last day of interest."""
    return lambda obligation=1: plain(issuance.holdOn(obligation))


@pytest.fixture
def sister(stage, issuance, currency, operator, stranger):
    """The stranger, a second obligor of the anchor's company, with a cap of its own."""
    stage.register(stranger, OBLIGOR, identity("anchor"))
    issuance.setCap(stranger, currency, 10**12, {"from": operator})
    return stranger


@pytest.fixture
def default(stage, due_day):
    """Move to the first day on which the root's obligation is in default."""
    return lambda: stage.move_to(due_day + GRACE + DEFAULT_DAYS + 1)


@pytest.fixture
def record(issuance, stranger):
    """Put a default on record at the stranger's call."""
    return lambda obligation=1: issuance.recordDefault(obligation, {"from": stranger})


@pytest.fixture
def purse(stage, receivables, currency):
    """Give a member of the cast money that the ledger may take; gives its account."""

    def act(name, amount):
        account = stage.cast[name]
        currency.mint(account, amount, {"from": account})
        currency.approve(receivables, amount, {"from": account})
        return account

    return act


@pytest.fixture
def pay(receivables, purse):
    """Pay the first obligation, of money that the payer is given for it."""
    return lambda name, amount: receivables.pay(1, amount, REMITTANCE, {"from": purse(name, amount)})


@pytest.fixture
def interest(receivables):
    """Interest of the first obligation on a day, if nothing more is paid until then."""
    return lambda day: int(receivables.position(1, day)["interest"])


@pytest.fixture
def accrued():
    """What the terms come to on a principal over so many days, rounded up."""
    return lambda days, principal=1_000_000: -(-principal * RATE_PPM * days // (BASIS * PPM))
