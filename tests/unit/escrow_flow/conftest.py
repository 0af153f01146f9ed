"""Scenes that the tests of agreements that have begun start with."""

from dataclasses import replace

import brownie
import pytest

from headwater import Party
from headwater._agreements import Side
from headwater._conditions import statements
from tests.stage import FACE, astuple

BOTH = 2 | 4
PPM = 1_000_000
DAY = 86_400
LAST = 40
"""The days from the beginning to the end of the evidence period, as milestones here have them."""

RELEASED, RETURNED = Side.RELEASED, Side.RETURNED


@pytest.fixture
def ready(stage, escrow):
    """The escrow may move the receivables and the money of the cast, and the anchor and the financier have some."""
    stage.entrust(escrow, "anchor", "supplier", "tier2", "financier")
    stage.give("anchor", 10 * FACE)
    stage.give("financier", 10 * FACE)


@pytest.fixture
def delivered(stage):
    """A condition that is met as far as the attestor says, in parts per million."""
    attestor = stage.cast["attestor"].address
    return stage.programme.suite.conditions.attested_by([attestor], "delivered", quantity=PPM, pro_rata=True)


@pytest.fixture
def due(stage, delivered):
    """A milestone of money, released as far as the attestor says, with changes."""
    return lambda **changes: stage.milestone(**{"condition": delivered, **changes})


@pytest.fixture
def start(stage, ready, due):
    """Begin an agreement of anchor and supplier: of such milestones, or one of all; with changes."""
    return lambda *milestones, **changes: stage.begin(*(milestones or (due(),)), **changes)


@pytest.fixture
def terms(start):
    """An agreement that has begun: a million for what the supplier delivers."""
    return start()


@pytest.fixture
def chain_of(stage, escrow, ready):
    """Begin an agreement of two others than anchor and supplier, as who pays and who is paid."""

    def act(payer, payee, *milestones, **changes):
        parties = {"payer": stage.cast[payer].address, "payee": stage.cast[payee].address}
        terms = stage.agreement(*milestones, **parties, **changes)
        escrow.begin(astuple(terms), stage.sign_agreement(terms, payer, payee), {"from": stage.cast["stranger"]})
        return terms

    return act


@pytest.fixture
def in_kind(chain_of, due):
    """Begin an agreement of supplier and tier 2, whose milestone holds a receivable whole or in part."""

    def act(receivable, amount=FACE, payee="tier2", **changes):
        return chain_of("supplier", payee, due(receivable=receivable, amount=amount, **changes))

    return act


@pytest.fixture
def lasting(in_kind, root, today):
    """Such an agreement on all of the root, which runs on long after the root has fallen due."""
    return in_kind(root, deadline_day=today + 200)


@pytest.fixture
def lent(stage, ready, due):
    """An agreement with the financier as a lender, who pays in the anchor's place."""
    return stage.begin(
        due(source=Party.LENDER, lapses_to=Party.LENDER), lender=stage.cast["financier"].address, arbiter_days=3
    )


@pytest.fixture
def evidence(stage):
    """The attestor's word for so many parts per million."""
    return lambda terms, ppm, milestone=0, **of: statements(stage.statement(terms, milestone, ppm, **of))


@pytest.fixture
def release(escrow, evidence, stranger):
    """Release at the stranger's call what the attestor says is met, in parts per million."""

    def act(terms, ppm=PPM, milestone=0):
        return escrow.release(astuple(terms), milestone, evidence(terms, ppm, milestone), {"from": stranger})

    return act


@pytest.fixture
def lapse(escrow, stranger):
    return lambda terms, milestone=0: escrow.lapse(astuple(terms), milestone, {"from": stranger})


@pytest.fixture
def withdraw(escrow, stranger):
    """Withdraw a side of a milestone to an account, at the stranger's call if at nobody else's."""

    def act(terms, side, to, milestone=0, by=None):
        return escrow.withdraw(astuple(terms), milestone, side, to, {"from": by or stranger})

    return act


@pytest.fixture
def collect(escrow, stranger):
    return lambda terms, milestone=0: escrow.collect(astuple(terms), milestone, {"from": stranger})


@pytest.fixture
def dispute(escrow, anchor):
    """Dispute an amount, at the anchor's call if at nobody else's."""
    return lambda terms, amount, by=None: escrow.dispute(astuple(terms), 0, amount, {"from": by or anchor})


@pytest.fixture
def rule(escrow, supervisor):
    """Award so much of a disputed amount, at the arbiter's call if at nobody else's."""

    def act(terms, award, number=0, by=None):
        return escrow.rule(astuple(terms), 0, number, award, {"from": by or supervisor})

    return act


@pytest.fixture
def silence(escrow, stranger):
    """Divide a disputed amount as if the arbiter were silent, at the stranger's call."""
    return lambda terms, number=0: escrow.ruleBySilence(astuple(terms), 0, number, {"from": stranger})


@pytest.fixture
def state(stage):
    """Where a milestone stands."""
    return lambda terms, milestone=0: stage.programme.suite.milestone(stage.name_of(terms), milestone)


@pytest.fixture
def kept(stage):
    """The receivable kept for a milestone and what it brought."""
    return lambda terms, milestone=0: stage.programme.suite.kept(stage.name_of(terms), milestone)


@pytest.fixture
def named(stage):
    """An agreement's name, as the contract shows it."""
    return lambda terms: "0x" + stage.name_of(terms).hex()


@pytest.fixture
def later(stage, today):
    """Move to the first second of a day, counted from the beginning."""
    return lambda days: stage.move_to(today + days)


@pytest.fixture
def at(stage, today):
    """Let the next transaction come so many seconds into the day that lies so many days after the beginning."""
    node = stage.programme.w3.provider
    return lambda days, second=0: node.make_request("evm_setNextBlockTimestamp", [(today + days) * DAY + second])


@pytest.fixture
def over(later):
    """Move to the first day after the evidence period."""
    return lambda: later(LAST + 1)


@pytest.fixture
def balance(currency):
    return lambda account: int(currency.balanceOf(account))


@pytest.fixture
def revoke(participants, operator):
    return lambda account: participants.revoke(account, {"from": operator})


@pytest.fixture
def sister(stage, participants, make, stranger):
    """A second account of the supplier's company."""
    wallet = make("SigningWallet", stranger)
    stage.register(wallet, BOTH, bytes(participants.legalIdentityOf(stage.cast["supplier"])))
    return wallet


@pytest.fixture
def stand(participants):
    """Let an account take receivables without being asked."""
    return lambda account: participants.setStandingAcceptance(True, {"from": account})


@pytest.fixture
def amend(stage, escrow, stranger):
    """Put changed terms in force, by the signatures of anchor and supplier."""

    def act(terms, **changes):
        named = {"origin": stage.name_of(terms), "version": terms.version + 1}
        amended = replace(terms, **named, **changes)
        signed = stage.sign_agreement(amended)
        escrow.amend(astuple(terms), astuple(amended), signed, {"from": stranger})
        return amended

    return act


@pytest.fixture
def of_currency(stage, make, ready, due, anchor):
    """Begin an agreement for a thousand in a currency of a kind; gives its terms and that currency."""

    def act(kind):
        currency = make(kind, kind, "MNY", 6)
        currency.mint(anchor, 10_000, {"from": anchor})
        currency.approve(stage.escrow, 10_000, {"from": anchor})
        return stage.begin(due(currency=currency.address, amount=1_000)), currency

    return act


@pytest.fixture
def divided(lasting, dispute, rule, release, supplier):
    """Divide the root's million for good: so much released, the rest returned."""

    def act(released):
        dispute(lasting, FACE - released, by=supplier)
        rule(lasting, 0)
        release(lasting)
        return lasting

    return act


@pytest.fixture
def paid(stage, root):
    """Pay so much of the root's obligation, from its due day on."""
    return lambda amount: stage.settle(root, amount)


@pytest.fixture
def had(balance, supplier, tier2):
    """What tier 2 earned and the supplier got back, in money."""
    return lambda: (balance(tier2), balance(supplier))


@pytest.fixture
def both(withdraw, supplier, tier2):
    """Withdraw the sides named, as far as there is something for them."""

    def act(terms, sides=(RELEASED, RETURNED)):
        for side in sides:
            try:
                withdraw(terms, side, supplier if side else tier2)
            except brownie.exceptions.VirtualMachineError as refusal:
                if "ConditionalEscrow_NothingThere" not in str(refusal):
                    raise

    return act
