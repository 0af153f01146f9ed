"""Terms that are amended twice, and a party that its own money does not reach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from _local import identity
from headwater import Side
from headwater._conditions import statements
from tests.lifecycle.escrow_deal import EscrowDeal
from tests.stage import refused

FACE = 1_000_000
OBLIGOR = 1


@pytest.fixture
def money(stage, make):
    """Money whose issuer can bar an account from being paid."""
    return stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2))


def test_an_agreement_is_amended_twice_and_released_under_its_last_terms(stage, delivered):
    """Rule E5: the deadline is put off, then a milestone is appended; what stood before can no longer be acted on."""
    deal = EscrowDeal(stage)
    due = stage.milestone(condition=delivered, deadline_day=stage.now() + 5, evidence_days=2)
    first = deal.agree(due)
    early = statements(stage.statement(first, 0, 30))
    assert deal.release_milestone(first, 0, early, ppm=300_000) == 300_000
    assert deal.dispute(first, 0, 50_000, by="anchor") == 0

    # The goods will be late. All sign another deadline, and what was released and disputed stays so.
    second = deal.amend(first, milestones=[replace(due, deadline_day=due.deadline_day + 20)])
    stage.move_to(due.deadline_day + due.evidence_days + 1)
    with refused("ConditionalEscrow_NotInForce", deal.name(first)):
        deal.act("anchor", deal.escrow, "lapse", first.as_tuple(), 0)
    # Nobody takes back what is in force: the terms of the amendment as little as the first ones.
    for terms, by in ((first, "anchor"), (second, "supplier")):
        with refused("ConditionalEscrow_AlreadyBegun", deal.digest_of(terms)):
            deal.act(by, deal.escrow, "revoke", terms.as_tuple())
    late = statements(stage.statement(second, 0, 80))
    assert deal.release_milestone(second, 0, late, ppm=800_000) == 500_000

    # Then the anchor orders more, which it funds by itself. Nobody can go back to terms before.
    more = stage.milestone(amount=77_777, condition=delivered)
    third = deal.amend(second, milestones=[*second.milestones, more], valid_until=stage.now() + 10)
    for old in (first, second):
        for step in ("release", "withdraw", "dispute", "amend", "rule"):
            with refused("ConditionalEscrow_NotInForce", deal.digest_of(old)):
                act_on(deal, step, old, third)
    deal.fund(third, 1)
    deal.money(anchor=-FACE - 77_777, escrow=FACE + 77_777)

    # An attestor's statement for one milestone says nothing of the other.
    whole = stage.statement(third, 0, 100)
    with refused("AttestedBy_InvalidSignature", stage.cast["attestor"]):
        deal.act("supplier", deal.escrow, "release", third.as_tuple(), 1, statements(whole))
    assert deal.release_milestone(third, 0, statements(whole)) == 150_000
    assert deal.release_milestone(third, 1, statements(stage.statement(third, 1, 100))) == 77_777
    deal.rule(third, 0, 0, 20_000)
    deal.everybody_out(third)
    deal.money(anchor=-1_047_777, supplier=1_047_777)


def act_on(deal, step, old, amended):
    """Act on terms that are in force no longer."""
    to, by = deal.people["supplier"].address, {"dispute": "anchor", "rule": "supervisor"}.get(step, "supplier")
    given = {
        "release": (0, b""),
        "withdraw": (0, 0, to),
        "dispute": (0, 1),
        "amend": (amended.as_tuple(), []),
        "rule": (0, 0, 0),
    }
    deal.act(by, deal.escrow, step, old.as_tuple(), *given[step])


def test_what_lapses_waits_for_a_payer_that_its_money_bars(stage, money, delivered):
    """Rule E9: it stops nobody else, and has it out at another account of its company or once it is barred no more."""
    deal, anchor, issuer = EscrowDeal(stage, money), stage.cast["anchor"], {"from": stage.cast["stranger"]}
    due = stage.milestone(currency=money.address, condition=delivered)
    terms = deal.agree(due, due)
    for number in range(2):
        deal.release_milestone(terms, number, statements(stage.statement(terms, number, 25)), ppm=250_000)
    money.setBlocked(anchor, True, issuer)

    # Barred as it is, its milestones lapse, and the supplier is paid.
    stage.move_to(due.deadline_day + due.evidence_days + 1)
    for number in range(2):
        assert deal.lapse(terms, number) == 750_000
        with refused("BlockingCurrency_Blocked", anchor):
            deal.take_out(terms, number, Side.RETURNED)
        deal.take_out(terms, number, Side.RELEASED)
    deal.money(anchor=-2 * FACE, supplier=500_000, escrow=1_500_000)

    # It names another account of its company, which nobody else names for it.
    for to in ("stranger", "tier2"):
        with refused("ConditionalEscrow_IdentityMismatch", anchor, stage.cast[to]):
            deal.take_out(terms, 0, Side.RETURNED, to=to, by="anchor")
    stage.register(stage.cast["stranger"], OBLIGOR, identity("anchor"))
    for by in ("stranger", "supplier"):
        with refused("ConditionalEscrow_NotAllowed", stage.cast[by]):
            deal.take_out(terms, 0, Side.RETURNED, to="stranger", by=by)
    assert deal.take_out(terms, 0, Side.RETURNED, to="stranger", by="anchor") == 750_000
    deal.money(anchor=-2 * FACE, supplier=500_000, stranger=750_000, escrow=750_000)

    # What is left waits until it can be paid to the anchor itself.
    stage.move_to(stage.now() + 365)
    with refused("BlockingCurrency_Blocked", anchor):
        deal.take_out(terms, 1, Side.RETURNED)
    money.setBlocked(anchor, False, issuer)
    assert deal.take_out(terms, 1, Side.RETURNED) == 750_000
    deal.everybody_out(terms)
    deal.money(anchor=750_000 - 2 * FACE, supplier=500_000, stranger=750_000)


def test_what_waits_for_a_party_outlives_its_accreditation(stage, delivered, participants):
    """Rule E9: who is not accredited is not paid, and has what waits once it is again."""
    deal, supplier, operator = EscrowDeal(stage), stage.cast["supplier"], {"from": stage.cast["operator"]}
    terms = deal.agree(stage.milestone(condition=delivered))
    participants.revoke(supplier, operator)
    assert deal.release_milestone(terms, 0, statements(stage.statement(terms, 0, 100))) == FACE
    with refused("Participants_NotAccredited", supplier):
        deal.take_out(terms, 0, Side.RELEASED)
    stage.register(supplier, 2 | 4, identity("supplier"), signer="supplier")
    assert deal.take_out(terms, 0, Side.RELEASED) == FACE
    deal.everybody_out(terms)
    deal.money(anchor=-FACE, supplier=FACE)
