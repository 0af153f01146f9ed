"""Receivables in the escrow: an order financed, two of them swapped, and one that falls due before it is released."""

from __future__ import annotations

from _local import identity
from headwater import Party, Side
from headwater._conditions import statements
from tests.stage import CAP, TOKEN, ZERO, obligation_of, refused

FACE = 1_000_000
OBLIGOR = 1


def test_a_purchase_order_is_financed_from_the_order_to_the_last_payment(deal, stage, kinds):
    """Rules E4, E9, E10 and K5. The financier funds the order in the anchor's place and is paid by the receivable."""
    anchor, financier = stage.cast["anchor"].address, stage.cast["financier"].address
    shipped = kinds.attested_by([stage.cast["attestor"].address], "shipped")
    order = stage.milestone(amount=800_000, source=Party.LENDER, lapses_to=Party.LENDER, condition=shipped)
    invoice = stage.milestone(
        amount=820_000,
        obligor=anchor,
        latest_due_day=stage.now() + 120,
        source=Party.PAYEE,
        to=Party.LENDER,
        lapses_to=Party.PAYEE,
        condition=kinds.delivered_by(0, 800_000),
    )
    terms = deal.agree(order, invoice, lender=financier, funded_at_once=1)
    deal.money(financier=-800_000, escrow=800_000)

    # The goods leave, and the supplier has its money before anybody owes it any.
    shown = statements(stage.statement(terms, 0, 1, subject="shipped"))
    assert deal.release_milestone(terms, 0, shown) == 800_000
    assert deal.take_out(terms, 0, Side.RELEASED) == 800_000
    with refused("ConditionalEscrow_NotFunded", deal.name(terms), 1):
        deal.act("financier", deal.escrow, "release", terms.as_tuple(), 1, b"")

    # The anchor accepts the invoice. One that falls due too late, or is not the supplier's, is not what was agreed.
    stage.move_to(stage.now() + 7)
    root = deal.begin(FACE, days=90)
    late, other = deal.begin(FACE, days=114), deal.begin(FACE, by="tier2")
    for wrong in (late, other):
        with refused("ConditionalEscrow_OtherReceivable", 1, wrong):
            deal.act("supplier", deal.escrow, "fund", terms.as_tuple(), 1, wrong)
    with refused("ConditionalEscrow_NotAllowed", stage.cast["financier"]):
        deal.act("financier", deal.escrow, "fund", terms.as_tuple(), 1, root)
    deal.even()

    # It gives a part of it, which passes to the financier; the rest stays its own.
    deal.fund(terms, 1, root)
    with refused("ConditionalEscrow_AlreadyFunded", deal.name(terms), 1):
        deal.fund(terms, 1, root)
    deal.holds(supplier=180_000 + FACE, tier2=FACE, escrow=820_000)
    assert deal.release_milestone(terms, 1) == 820_000
    assert deal.take_out(terms, 1, Side.RELEASED) == 820_000
    deal.everybody_out(terms)
    deal.holds(supplier=180_000 + FACE, tier2=FACE, financier=820_000)

    # At the due day the anchor pays, and each claims what is its own.
    stage.mature(root)
    deal.pay(root, FACE)
    deal.claim(*(id_ for id_ in deal.papers if obligation_of(id_) == obligation_of(root)))
    deal.money(anchor=-FACE, supplier=980_000, financier=20_000)
    deal.wind_up()
    deal.money(anchor=-3 * FACE, supplier=980_000 + FACE, tier2=FACE, financier=20_000)


def test_two_suppliers_swap_receivables_of_two_obligors(deal, stage, kinds, participants):
    """Rules E1, E4 and E10: both are put in by one call; who is first to bring the goods is not paid alone."""
    participants.setStandingAcceptance(True, {"from": stage.cast["supplier"]})
    stage.register(stage.cast["stranger"], OBLIGOR, identity("stranger"))
    stage.issuance.setCap(stage.cast["stranger"], deal.currency, CAP, {"from": stage.cast["operator"]})
    ours = deal.begin(FACE, days=60)
    theirs = deal.begin(410_000, days=90, by="tier2", obligor="stranger")
    swap = [
        stage.milestone(
            receivable=ours,
            amount=400_000,
            source=Party.PAYEE,
            to=Party.PAYER,
            lapses_to=Party.PAYEE,
        ),
        stage.milestone(receivable=theirs, amount=410_000, condition=kinds.delivered_by(0, 400_000)),
    ]

    # Where one of them cannot be put in, the other is not either.
    parties = {"payer": stage.cast["tier2"].address, "funded_at_once": 2, "arbiter": ZERO}
    deal.act("tier2", stage.receivables, "setApprovalForAll", deal.escrow.address, False)
    terms = stage.agreement(*swap, **parties)
    with refused("Receivables_NotAuthorised", theirs, deal.escrow):
        deal.call_begin(terms)
    deal.even()
    deal.holds(supplier=FACE, tier2=410_000)
    deal.act("tier2", stage.receivables, "setApprovalForAll", deal.escrow.address, True)

    # Of the one a part is enough, the other goes in whole, and leaves once the part has been released.
    terms = deal.agree(*swap, salt=terms.salt, **parties)
    deal.holds(supplier=600_000, escrow=810_000)
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 1, 0):
        deal.release_milestone(terms, 1, ppm=0)
    for number in range(2):
        deal.release_milestone(terms, number)
    deal.everybody_out(terms)
    deal.holds(supplier=1_010_000, tier2=400_000)
    deal.wind_up()
    deal.money(anchor=-FACE, stranger=-410_000, supplier=1_010_000, tier2=400_000)


def test_a_receivable_that_is_handed_over_empty_is_not_delivered(deal, stage, kinds):
    """Rule K5: what counts is the value that a holder has, and what was released, not what was put in."""
    root, financier = deal.begin(FACE), stage.cast["financier"].address
    sold = kinds.receivable_delivered(root, financier, FACE - 1)
    price = stage.milestone(amount=950_000, condition=sold)
    bonus = stage.milestone(amount=1_000, condition=kinds.delivered_by(0, 950_000))
    terms = deal.agree(price, bonus, payer=financier)

    # The supplier splits the value off to others, and hands over the receivable with what is left of it: too little.
    deal.split(root, ("tier2", 2))
    hand_over(deal, root, "financier")
    for number in range(2):
        with refused("ConditionalEscrow_NothingMet", deal.name(terms), number, 0):
            deal.release_milestone(terms, number, ppm=0)

    # The price was put in and goes back: nothing was released by it, so that what hangs on it is not met either.
    stage.move_to(price.deadline_day + price.evidence_days)
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 1, 0):
        deal.release_milestone(terms, 1, ppm=0)
    stage.move_to(stage.now() + 1)
    assert [deal.lapse(terms, number) for number in range(2)] == [950_000, 1_000]
    deal.everybody_out(terms)
    deal.holds(financier=FACE - 2, tier2=2)
    deal.wind_up()
    deal.money(anchor=-FACE, financier=FACE - 2, tier2=2)


def hand_over(deal, id_, to):
    """Hand a receivable to another, with all the value that it still has."""
    holder = deal.people[deal.papers[id_].holder]
    deal.stage.receivables.transferFrom[TOKEN](holder, deal.people[to], id_, {"from": holder})
    deal.papers[id_].holder = to
    deal.even()


def test_a_receivable_falls_due_before_all_of_it_is_released(deal, stage, delivered):
    """Rules E9 and E10: from its due day on its money stands in its place, and is divided by value to the last unit."""
    parties = {"payer": stage.cast["tier2"].address, "payee": stage.cast["tier3"].address}
    root = deal.begin(FACE, days=20, by="tier2")
    due = stage.milestone(receivable=root, amount=700_001, condition=delivered, deadline_day=stage.now() + 30)
    terms = deal.agree(due, **parties)
    deal.holds(tier2=299_999, escrow=700_001)

    def shown(quantity):
        return statements(stage.statement(terms, 0, quantity))

    # Of 30 pieces the payee takes a part of the receivable itself; the next 30 are released, and wait.
    assert deal.release_milestone(terms, 0, shown(30), ppm=300_000) == 210_000
    assert deal.take_out(terms, 0, Side.RELEASED) == 210_000
    deal.holds(tier2=299_999, tier3=210_000, escrow=490_001)
    assert deal.release_milestone(terms, 0, shown(60), ppm=600_000) == 210_000
    with refused("ConditionalEscrow_NothingThere", deal.name(terms), 0):
        deal.collect_milestone(terms, 0)

    # At the due day the anchor pays a third. What waits has 210 000 of the 490 001 that are inside, rounded down.
    stage.mature(root)
    for side in Side:
        with refused("ConditionalEscrow_NothingThere", deal.name(terms), 0):
            deal.take_out(terms, 0, side)
    deal.pay(root, 333_333)
    assert deal.collect_milestone(terms, 0) == 163_333
    assert deal.take_out(terms, 0, Side.RELEASED) == 69_999
    with refused("ConditionalEscrow_NothingThere", deal.name(terms), 0):
        deal.take_out(terms, 0, Side.RELEASED)

    # 20 more are released, in money; the payer disputes a part of what is left, and the arbiter gives it back.
    assert deal.release_milestone(terms, 0, shown(80), ppm=800_000) == 140_000
    assert deal.take_out(terms, 0, Side.RELEASED) == 46_667
    deal.dispute(terms, 0, 40_001, by="tier2")
    deal.rule(terms, 0, 0, 0)
    assert deal.take_out(terms, 0, Side.RETURNED) == 13_334

    # The anchor pays the rest; the next withdrawal claims on it by itself.
    deal.pay(root, FACE)
    assert deal.take_out(terms, 0, Side.RELEASED) == 350_000 - 116_666
    stage.move_to(due.deadline_day + due.evidence_days + 1)
    assert deal.lapse(terms, 0) == 100_000
    deal.everybody_out(terms)
    deal.claim(*deal.papers)
    deal.closed()
    deal.money(anchor=-FACE, tier2=299_999 + 140_001, tier3=560_000)


def test_a_receivable_that_waits_falls_due_and_is_paid_late(deal, stage, kinds):
    """Rule E10. All of it was released in time and nobody took it out; its money comes a year after its due day."""
    parties = {"payer": stage.cast["tier2"].address, "payee": stage.cast["tier3"].address}
    root = deal.begin(FACE, days=20, by="tier2")
    terms = deal.agree(stage.milestone(receivable=root), **parties)
    assert deal.release_milestone(terms, 0) == FACE
    stage.mature(root)
    deal.pay(root, 1)
    assert deal.take_out(terms, 0, Side.RELEASED) == 1

    stage.move_to(stage.now() + 365)
    deal.pay(root, FACE)
    deal.claim(*deal.papers)
    deal.holds(escrow=FACE)
    with refused("Receivables_NotCustodian", root, deal.escrow):
        deal.act("tier3", stage.receivables, "claim", root)
    assert deal.take_out(terms, 0, Side.RELEASED) == FACE - 1
    deal.everybody_out(terms)
    deal.closed()
    deal.money(anchor=-FACE, tier3=FACE)
