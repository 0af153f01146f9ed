"""A credit note: value that is given back to the anchor is owed no more, and the rest is paid to the unit."""

from __future__ import annotations

import pytest

from tests.lifecycle.tale import Tale
from tests.stage import DOCUMENT, TOKEN, VALUE_TO, logged, obligation_of, refused

FACE = 1_000_000


@pytest.fixture
def tale(stage):
    return Tale(stage, FACE)


@pytest.fixture
def faces(receivables):
    """The live face of a receivable's obligation, and what of it was cancelled."""

    def show(receivable):
        shown = receivables.obligation(obligation_of(receivable))
        return int(shown["liveFace"]), int(shown["cancelled"])

    return show


def test_value_given_back_in_every_way_is_owed_no_more_and_the_rest_is_paid(tale, receivables, stage, faces):
    anchor, supplier, tier2, tier3, financier = (
        {"from": stage.cast[name]} for name in ("anchor", "supplier", "tier2", "tier3", "financier")
    )
    root = tale.begin(FACE)
    (child,) = stage.split(root, (tier2["from"], 400_000))
    (grandchild,) = stage.split(child, (tier3["from"], 100_000), by="tier2")
    tale.holds(supplier=600_000, tier2=300_000, tier3=100_000)

    # Goods were short: the supplier cancels a part of what it still holds.
    receivables.cancel(root, 50_000, supplier)
    tale.holds(supplier=550_000, tier2=300_000, tier3=100_000)
    tale.owes(950_000, "OPEN")
    assert faces(root) == (950_000, 50_000)

    # Tier 3 hands its whole receivable to the anchor: it is burned, not held.
    receivables.transferFrom[TOKEN](tier3["from"], anchor["from"], grandchild, tier3)
    with refused("Receivables_NoSuchReceivable", grandchild):
        receivables.ownerOf(grandchild)
    tale.holds(supplier=550_000, tier2=300_000)
    tale.owes(850_000, "OPEN")

    # Tier 2 splits: a share for the financier becomes a receivable, the anchor's is cancelled.
    (sold,) = stage.split(child, (anchor["from"], 25_001), (financier["from"], 10_000), by="tier2")
    tale.holds(supplier=550_000, tier2=264_999, financier=10_000)
    tale.owes(824_999, "OPEN")

    # The financier moves value of it to the anchor, as ERC-3525 does.
    receivables.transferFrom[VALUE_TO](sold, anchor["from"], 3_333, financier)
    tale.holds(supplier=550_000, tier2=264_999, financier=6_667)
    tale.owes(821_666, "OPEN")
    assert faces(root) == (821_666, 178_334)
    tale.money()

    # From the due day on nothing can be given back.
    stage.mature(root)
    number, today = obligation_of(root), stage.now()
    with refused("Receivables_NotCirculating", number, today, today):
        receivables.cancel(root, 1, supplier)
    with refused("Receivables_NotCirculating", number, today, today):
        receivables.transferFrom[TOKEN](tier2["from"], anchor["from"], child, tier2)
    tale.owes(821_666, "MATURED")

    # A half is paid, of the live face: everybody's share of it is rounded down, and one unit waits.
    tale.pay(root, 410_833)
    receivables.claimMany(tale.ids(), tier3)
    tale.money(anchor=-410_833, supplier=275_000, tier2=132_499, financier=3_333, ledger=1)
    tale.owes(410_833, "MATURED")

    # The anchor offers what the invoice once said, pays what it owes, and each has its own to the unit.
    tale.pay(root, FACE)
    receivables.claimMany(tale.ids(), tier3)
    tale.money(anchor=-821_666, supplier=550_000, tier2=264_999, financier=6_667)
    tale.owes(0, "SETTLED")
    tale.gone()


def test_nobody_gives_back_what_it_has_passed_on(tale, receivables, stage, faces):
    """Hostile S5: a credit note takes from its giver alone; once value has moved on it is refused beyond the rest."""
    supplier, tier2 = {"from": stage.cast["supplier"]}, {"from": stage.cast["tier2"]}
    root = tale.begin(FACE)
    (child,) = stage.split(root, (tier2["from"], 900_000))

    with refused("Receivables_InsufficientValue", root, 100_000, 100_001):
        receivables.cancel(root, 100_001, supplier)
    with refused("Receivables_NotHolder", child, supplier["from"]):
        receivables.cancel(child, 1, supplier)
    tale.holds(supplier=100_000, tier2=900_000)

    # All that it kept it can give back: the root is burned, tier 2's receivable is worth what it was.
    receivables.cancel(root, 100_000, supplier)
    tale.holds(tier2=900_000)
    tale.owes(900_000, "OPEN")
    assert (tale.ids(), faces(child)) == ([child], (900_000, 100_000))

    stage.mature(child)
    tale.pay(child, FACE)
    receivables.claim(child, tier2)
    tale.money(anchor=-900_000, tier2=900_000)
    tale.gone()


def test_an_obligation_given_back_whole_is_settled_without_a_payment(tale, receivables, stage, faces):
    supplier, tier2 = {"from": stage.cast["supplier"]}, {"from": stage.cast["tier2"]}
    root = tale.begin(FACE)
    (child,) = stage.split(root, (tier2["from"], 300_000))
    receivables.cancel(child, 300_000, tier2)
    receivables.cancel(root, 700_000, supplier)
    tale.owes(0, "OPEN")
    assert (tale.ids(), faces(root)) == ([], (0, FACE))

    # On the due day nothing is owed, so that nothing is taken.
    stage.mature(root)
    tale.owes(0, "SETTLED")
    with refused("Receivables_NothingOwed", obligation_of(root)):
        tale.pay(root, 1)
    tale.money()
    tale.gone()


def test_a_credit_note_over_more_than_the_seller_holds_leaves_a_claim_against_it(tale, receivables, stage, faces):
    """Hostile S5, W10: what it holds is cancelled, what moved on is its holder's, and the rest it owes on record."""
    supplier, anchor, tier2 = ({"from": stage.cast[name]} for name in ("supplier", "anchor", "tier2"))
    notes, suite, currency = stage.credit_notes, stage.programme.suite, tale.currency
    root = tale.begin(FACE)
    (child,) = stage.split(root, (tier2["from"], 900_000))
    receivables.setApprovalForAll(notes, True, supplier)

    # It may not cancel what another holds, nor value of another invoice.
    with refused("CreditNotes_NotHolder", child, supplier["from"]):
        notes.issueCreditNote(obligation_of(root), 250_000, [root, child], DOCUMENT, supplier)

    # Of 250 000 given back it holds 100 000: those are cancelled, and 150 000 it owes.
    done = suite.issue_credit_note(obligation_of(root), 250_000, [root], sender=supplier["from"].address).value
    assert (done.cancelled, done.owed) == (100_000, 150_000)
    tale.holds(tier2=900_000)
    tale.owes(900_000, "OPEN")
    assert faces(child) == (900_000, 100_000)

    # A financier reads it before it buys from the supplier; of others nothing is on record.
    read = (stage.cast["anchor"].address, stage.cast["supplier"].address, currency.address)
    assert (suite.claim_of(*read), suite.open_claims(read[1])) == (150_000, 1)
    assert suite.open_claims(stage.cast["tier2"].address) == 0

    # Nobody waives it but the anchor, and nobody pays more than is owed.
    with refused("CreditNotes_AboveClaim", 0, 1):
        notes.waiveClaim(supplier["from"], currency, 1, tier2)
    with refused("CreditNotes_AboveClaim", 150_000, 150_001):
        notes.payClaim(anchor["from"], supplier["from"], currency, 150_001, supplier)

    # Tier 2 is paid in full, late and with interest: the claim is none of its business.
    stage.mature(child)
    stage.move_to(stage.now() + 10)
    tale.pay(child, FACE)
    receivables.claimMany([root, child], tier2)
    tale.money(anchor=-901_000, tier2=901_000)

    # The supplier pays a part to the anchor itself, and the anchor waives the rest.
    currency.mint(supplier["from"], 60_000, supplier)
    currency.approve(notes, 60_000, supplier)
    notes.payClaim(anchor["from"], supplier["from"], currency, 60_000, supplier)
    tale.money(anchor=-841_000, tier2=901_000)
    assert (suite.claim_of(*read), suite.open_claims(read[1])) == (90_000, 1)
    suite.waive_claim(read[1], currency.address, 90_000, sender=read[0])
    assert (suite.claim_of(*read), suite.open_claims(read[1])) == (0, 0)
    tale.gone()


def test_a_credit_note_after_the_due_day_cancels_nothing_and_is_owed_whole(tale, receivables, stage, faces):
    """Hostile W10: a financier that bought the receivable is paid all of it; nothing happens silently."""
    supplier, tier2 = {"from": stage.cast["supplier"]}, stage.cast["tier2"]
    root = tale.begin(FACE)
    (child,) = stage.split(root, (tier2, 400_000))
    receivables.setApprovalForAll(stage.credit_notes, True, supplier)
    stage.mature(root)
    tx = stage.credit_notes.issueCreditNote(obligation_of(root), 50_000, [root], DOCUMENT, supplier)
    (told,) = logged(tx, "CreditNoteIssued")
    assert (told["cancelled"], told["owed"], faces(root)) == (0, 50_000, (FACE, 0))
    tale.owes(FACE, "MATURED")
    tale.pay(root, FACE)
    receivables.claimMany([root, child], supplier)
    tale.money(anchor=-FACE, supplier=600_000, tier2=400_000)
    tale.gone()


def test_a_credit_note_is_refused_while_what_it_would_cancel_may_not_move(tale, receivables, stage):
    """Hostile R5, S5: on hold, or frozen, nothing is given back by a note either."""
    supplier, suite = {"from": stage.cast["supplier"]}, stage.programme.suite
    root, operator = tale.begin(FACE), stage.cast["operator"].address
    number = obligation_of(root)
    receivables.setApprovalForAll(stage.credit_notes, True, supplier)
    suite.freeze(supplier["from"].address, root, sender=operator)
    with refused("ERC7943InsufficientUnfrozenBalance", supplier["from"], root):
        stage.credit_notes.issueCreditNote(number, 1, [root], DOCUMENT, supplier)
    suite.freeze(supplier["from"].address, root, False, sender=operator)
    suite.freeze_obligation(number, sender=operator)
    with refused("Receivables_ObligationHalted", number):
        stage.credit_notes.issueCreditNote(number, 1, [root], DOCUMENT, supplier)
    suite.freeze_obligation(number, False, sender=operator)
    stage.credit_notes.issueCreditNote(number, 1, [root], DOCUMENT, supplier)
    tale.holds(supplier=FACE - 1)
