"""Money for goods: delivered in parts, not at all, or shown late; disputed, divided, and left to the default."""

from __future__ import annotations

from _local import identity
from headwater import Side
from headwater._conditions import for_each, statements
from tests.stage import PURSE, refused

FACE = 1_000_000


def test_goods_that_arrive_in_two_parts_are_paid_in_two_parts(deal, stage, delivered):
    """Hostile E4: 60 of 100 pieces bring 60 %. Rules E1, E6 and K2."""
    terms = deal.agree(stage.milestone(amount=999_999, condition=delivered))
    deal.money(anchor=-999_999, escrow=999_999)
    with refused("ConditionalEscrow_AlreadyBegun", deal.name(terms)):
        deal.call_begin(terms)
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 0):
        deal.release_milestone(terms, 0, ppm=0)

    # 60 of 100 pieces bring 599 999.4, rounded down, and bring it once.
    first = statements(stage.statement(terms, 0, 60))
    assert deal.release_milestone(terms, 0, first, ppm=600_000) == 599_999
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 600_000):
        deal.release_milestone(terms, 0, first, ppm=600_000)
    assert deal.take_out(terms, 0, Side.RELEASED) == 599_999
    deal.money(anchor=-999_999, supplier=599_999, escrow=400_000)

    # The other forty come eight days later, and what rounding had left comes with them.
    stage.move_to(stage.now() + 8)
    last = statements(stage.statement(terms, 0, 100))
    assert deal.release_milestone(terms, 0, last) == 400_000
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 600_000):
        deal.release_milestone(terms, 0, first, ppm=600_000)
    deal.everybody_out(terms)
    deal.money(anchor=-999_999, supplier=999_999)


def test_what_is_shown_by_nobody_goes_back_after_the_evidence_period(deal, stage, delivered):
    """Hostile E1: on no day are release and lapse both open, and neither pays twice. Rules E6, E7 and E9."""
    due = stage.milestone(condition=delivered)
    terms = deal.agree(due)
    lasts = due.deadline_day + due.evidence_days
    shown = statements(stage.statement(terms, 0, 100))

    # On the last day of the evidence period nothing lapses, and 30 of 100 pieces could still be shown.
    stage.move_to(lasts)
    with refused("ConditionalEscrow_EvidencePeriodOpen", deal.name(terms), 0, lasts):
        deal.lapse(terms, 0)
    part = statements(stage.statement(terms, 0, 30, day=due.deadline_day))
    assert deal.release_milestone(terms, 0, part, ppm=300_000) == 300_000

    # The next day it is too late even for what is good, and the rest goes back.
    stage.move_to(lasts + 1)
    with refused("ConditionalEscrow_EvidencePeriodOver", deal.name(terms), 0, lasts):
        deal.act("supplier", deal.escrow, "release", terms.as_tuple(), 0, shown)
    assert stage.programme.suite.releasable(terms, 0, shown) == (1_000_000, 0)
    assert deal.lapse(terms, 0) == 700_000
    with refused("ConditionalEscrow_NothingThere", deal.name(terms), 0):
        deal.lapse(terms, 0)

    # Both are paid, once.
    assert deal.take_out(terms, 0, Side.RETURNED) == 700_000
    assert deal.take_out(terms, 0, Side.RELEASED) == 300_000
    for side in Side:
        with refused("ConditionalEscrow_NothingThere", deal.name(terms), 0):
            deal.take_out(terms, 0, side)
    deal.everybody_out(terms)
    deal.money(anchor=-300_000, supplier=300_000)


def test_all_goes_back_where_nothing_was_shown(deal, stage, delivered):
    """Rule E7: what lapses goes to whom the terms name, here to the lender that put it in."""
    parties = {"lender": stage.cast["financier"].address}
    lent = stage.milestone(condition=delivered, source=3, lapses_to=3)
    terms = deal.agree(stage.milestone(condition=delivered), lent, **parties)
    deal.money(anchor=-FACE, financier=-FACE, escrow=2 * FACE)
    stage.move_to(lent.deadline_day + lent.evidence_days + 1)
    assert [deal.lapse(terms, number) for number in range(2)] == [FACE, FACE]
    deal.money(anchor=-FACE, financier=-FACE, escrow=2 * FACE)
    deal.everybody_out(terms)
    deal.money()


def test_what_was_withheld_until_the_deadline_counts_within_the_evidence_period(deal, stage, delivered, participants):
    """Hostile E3: what was released stays released, whoever attested it and whatever becomes of it. Rules E6 and K2."""
    due = stage.milestone(condition=delivered)
    terms = deal.agree(due)
    name, attestor = deal.name(terms), stage.cast["attestor"]

    # The supplier has its statement on the last day it may be dated, and shows it on the last day it may be shown.
    stage.move_to(due.deadline_day)
    in_time = statements(stage.statement(terms, 0, 100))
    stage.move_to(due.deadline_day + due.evidence_days)
    late = statements(stage.statement(terms, 0, 100, day=due.deadline_day + 1))
    with refused("AttestedBy_StatementTooLate", attestor, due.deadline_day + 1):
        deal.act("supplier", deal.escrow, "release", terms.as_tuple(), 0, late)
    deal.even()
    assert deal.release_milestone(terms, 0, in_time) == FACE

    # Then the attestor loses its accreditation. Nobody gets back what was released: not by another release, not by a
    # dispute, and not once the time is over.
    participants.revoke(attestor, {"from": stage.cast["operator"]})
    with refused("ConditionalEscrow_NothingMet", name, 0, 0):
        deal.release_milestone(terms, 0, in_time, ppm=0)
    with refused("ConditionalEscrow_TooMuchDisputed", 1, 0):
        deal.dispute(terms, 0, 1, by="anchor")
    stage.move_to(stage.now() + 1)
    with refused("ConditionalEscrow_NothingThere", name, 0):
        deal.lapse(terms, 0)
    with refused("ConditionalEscrow_NothingThere", name, 0):
        deal.take_out(terms, 0, Side.RETURNED)
    assert deal.take_out(terms, 0, Side.RELEASED) == FACE
    deal.everybody_out(terms)
    deal.money(anchor=-FACE, supplier=FACE)


def test_an_inspection_fails_and_the_arbiter_divides_what_is_disputed_while_the_rest_flows(deal, stage, delivered):
    """Rules E8 and K7: what is disputed is nobody's until it is ruled on, and what is not can still be met."""
    kinds = stage.programme.suite.conditions
    inspected = kinds.attested_by([stage.cast["tier3"].address], "inspected", quantity=100, pro_rata=True)
    stage.register(stage.cast["tier3"], 2 | 4 | 32, identity("tier3"))
    terms = deal.agree(stage.milestone(condition=kinds.all_of(delivered, inspected)))

    def shown(arrived, good):
        arrival = statements(stage.statement(terms, 0, arrived))
        look = statements(stage.statement(terms, 0, good, signer="tier3", subject="inspected"))
        return for_each(arrival, look)

    # All have arrived, 40 are good. The anchor disputes 30 more, and nobody takes that back.
    assert deal.release_milestone(terms, 0, shown(100, 40), ppm=400_000) == 400_000
    with refused("ConditionalEscrow_TooMuchDisputed", 600_001, 600_000):
        deal.dispute(terms, 0, 600_001, by="anchor")
    assert deal.dispute(terms, 0, 300_000, by="anchor") == 0

    # The rest keeps flowing: 20 more good ones are paid, and of 40 more as much as is left undisputed.
    assert deal.take_out(terms, 0, Side.RELEASED) == 400_000
    assert deal.release_milestone(terms, 0, shown(100, 60), ppm=600_000) == 200_000
    assert deal.release_milestone(terms, 0, shown(100, 100)) == 100_000
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 1_000_000):
        deal.release_milestone(terms, 0, shown(100, 100))

    # Only the arbiter divides, and only between the two sides.
    with refused("ConditionalEscrow_AwardTooLarge", 300_001, 300_000):
        deal.rule(terms, 0, 0, 300_001)
    for name in ("anchor", "supplier", "stranger"):
        with refused("ConditionalEscrow_NotAllowed", stage.cast[name]):
            deal.act(name, deal.escrow, "rule", terms.as_tuple(), 0, 0, 0)
    deal.rule(terms, 0, 0, 100_000)
    with refused("ConditionalEscrow_NoSuchDispute", deal.name(terms), 0, 0):
        deal.act("supervisor", deal.escrow, "rule", terms.as_tuple(), 0, 0, 0)
    deal.everybody_out(terms)
    deal.money(anchor=-800_000, supplier=800_000)


def test_what_the_arbiter_awards_counts_against_what_is_shown_later(deal, stage, delivered):
    """Rules E6 and E8: the arbiter gives early what is then delivered, and nobody earns a piece twice."""
    terms = deal.agree(stage.milestone(condition=delivered))

    def shown(pieces):
        return statements(stage.statement(terms, 0, pieces))

    # 20 have arrived and are paid. The arbiter gives 25 more of those that are said to be on their way.
    assert deal.release_milestone(terms, 0, shown(20), ppm=200_000) == 200_000
    deal.dispute(terms, 0, 400_000, by="supplier")
    deal.rule(terms, 0, 0, 250_000)
    assert deal.take_out(terms, 0, Side.RELEASED) == 450_000

    # They are among the 45 that have arrived now, and with 50 it is five more. Of the rest nothing is met yet.
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 450_000):
        deal.release_milestone(terms, 0, shown(45), ppm=450_000)
    assert deal.release_milestone(terms, 0, shown(50), ppm=500_000) == 50_000
    with refused("ConditionalEscrow_TooMuchDisputed", 350_001, 350_000):
        deal.dispute(terms, 0, 350_001, by="anchor")

    # Of the whole there is as much as the arbiter has not given back.
    assert deal.release_milestone(terms, 0, shown(100)) == 350_000
    deal.everybody_out(terms)
    deal.money(anchor=-850_000, supplier=850_000)


def test_where_the_arbiter_is_silent_the_agreements_share_holds(deal, stage, delivered):
    """Rule E8: of an odd amount the unit that is left goes back."""
    due = stage.milestone(condition=delivered, deadline_day=stage.now() + 5, evidence_days=5)
    terms = deal.agree(due, arbiter_days=14)
    deal.dispute(terms, 0, 333_333, by="anchor")
    deal.dispute(terms, 0, 1, by="supplier")
    last = stage.now() + 14

    # The milestone lapses meanwhile; what is disputed does not lapse with it.
    stage.move_to(due.deadline_day + due.evidence_days + 1)
    assert deal.lapse(terms, 0) == 666_666
    with refused("ConditionalEscrow_EvidencePeriodOver", deal.name(terms), 0, due.deadline_day + due.evidence_days):
        deal.dispute(terms, 0, 1, by="anchor")
    assert deal.take_out(terms, 0, Side.RETURNED) == 666_666
    deal.money(anchor=-333_334, escrow=333_334)

    # The last day is still the arbiter's, the next is not.
    stage.move_to(last)
    with refused("ConditionalEscrow_ArbitersTime", last, last):
        deal.rule_by_silence(terms, 0, 0)
    stage.move_to(last + 1)
    with refused("ConditionalEscrow_ArbiterTooLate", last, last + 1):
        deal.rule(terms, 0, 0, 333_333)
    for number in range(2):
        deal.rule_by_silence(terms, 0, number)
    assert (deal.stone(terms, 0).awarded, deal.stone(terms, 0).returned) == (166_666, 833_334)
    deal.everybody_out(terms)
    deal.money(anchor=-166_666, supplier=166_666)


def test_one_who_funds_without_allowance_or_money_is_mended_and_the_agreement_begins(deal, stage):
    """Rules E1 and E4: it begins whole or not at all, and the signatures still count."""
    escrow, anchor = deal.escrow, stage.cast["anchor"]
    terms = stage.agreement(stage.milestone(), stage.milestone())
    deal.act("anchor", deal.currency, "approve", escrow.address, 2 * FACE - 1)
    with refused("ERC20InsufficientAllowance", escrow, FACE - 1, FACE):
        deal.call_begin(terms)
    deal.even()
    deal.act("anchor", deal.currency, "approve", escrow.address, PURSE)
    deal.hand_money("anchor", "tier3", PURSE - 2 * FACE + 1)
    with refused("ERC20InsufficientBalance", anchor, FACE - 1, FACE):
        deal.call_begin(terms)
    deal.even()

    deal.hand_money("tier3", "anchor", 1)
    terms = deal.agree(*terms.milestones, salt=terms.salt)
    for number in range(2):
        assert deal.release_milestone(terms, number) == FACE
    deal.everybody_out(terms)
    deal.money(anchor=-PURSE, supplier=2 * FACE, tier3=PURSE - 2 * FACE)
