"""Conditions made of others, attestors that come and go, and what `Not` cannot stand over."""

from __future__ import annotations

from dataclasses import replace

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from _local import identity
from headwater._agreements import Comparison
from headwater._conditions import disclosure, for_each, statements
from tests.stage import obligation_of, refused

FACE = 1_000_000
SUPPLIER, FINANCIER, ATTESTOR = 2, 4, 32
SALT = b"\x5a" * 32


def leaf(path, value):
    """Give the hash of a document's field, which is the root of a document with no other."""
    return keccak(keccak(encode(("string", "bytes32", "string"), (path, SALT, value))))


def test_a_tree_of_conditions_four_levels_deep_is_met_as_far_as_its_parts_say(deal, stage, kinds):
    """Rules K3, K4, K6, K7 and K8: from its day on all of a document, or two of three, one of them `Not`."""
    root, start = deal.begin(FACE), stage.now() + 3
    attestor = [stage.cast["attestor"].address]
    arrived = kinds.attested_by(attestor, "delivered", quantity=100, pro_rata=True)
    looked_at = kinds.attested_by(attestor, "inspected", quantity=100, pro_rata=True)
    unpaid = kinds.not_yet(kinds.all_of(kinds.obligation_paid(obligation_of(root))))
    two_of_three = kinds.at_least(2, arrived, looked_at, unpaid)
    papers = kinds.document_disclosed("/total", Comparison.AT_MOST, "1000.00")
    tree = kinds.all_of(kinds.after_date(start), kinds.any_of(papers, two_of_three))
    terms = deal.agree(stage.milestone(condition=tree), document_root=leaf("/total", "999.99"))

    def shown(delivered=0, inspected=0, paper=b""):
        one = statements(stage.statement(terms, 0, delivered)) if delivered else b""
        other = statements(stage.statement(terms, 0, inspected, subject="inspected")) if inspected else b""
        return for_each(b"", for_each(paper, for_each(one, other, b"")))

    # 60 of 100 delivered, and nothing is paid: two of three say 60 %. Before the day that is nothing.
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 0):
        deal.release_milestone(terms, 0, shown(60), ppm=0)
    stage.move_to(start)
    assert deal.release_milestone(terms, 0, shown(60), ppm=600_000) == 600_000

    # A quarter is paid, so that `Not` says 75 %: of 100, 0 and 75 the second largest is 75.
    stage.mature(root)
    late = replace(terms.milestones[0], deadline_day=stage.now() + 5)
    terms = deal.amend(terms, milestones=[late], valid_until=stage.now())
    deal.pay(root, 250_000)
    assert deal.release_milestone(terms, 0, shown(100), ppm=750_000) == 150_000

    # All is paid, `Not` says nothing any more, and nothing is taken back; 72 inspected would be less than was released.
    deal.pay(root, FACE)
    for inspected, ppm in ((0, 0), (72, 720_000)):
        with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, ppm):
            deal.release_milestone(terms, 0, shown(100, inspected), ppm=ppm)
    assert deal.release_milestone(terms, 0, shown(100, 80), ppm=800_000) == 50_000

    # A document that is not the agreement's is refused, and not a "no" that another part could outweigh.
    false = disclosure(SALT, "1.00", [])
    with refused("DocumentDisclosed_NotInDocument", "0x" + terms.document_root.hex(), "/total"):
        deal.act("supplier", deal.escrow, "release", terms.as_tuple(), 0, shown(100, 100, false))
    deal.even()
    assert deal.release_milestone(terms, 0, shown(paper=disclosure(SALT, "999.99", []))) == 200_000
    deal.everybody_out(terms)
    deal.claim(root)
    deal.closed()
    deal.money(anchor=-2 * FACE, supplier=2 * FACE)


def test_three_attestors_of_five_and_one_of_them_is_revoked_in_between(deal, stage, kinds, participants):
    """Hostile E3: a revocation takes nothing back. Rule K2: it is the third largest of what the accredited state."""
    names = ("attestor", "tier2", "tier3", "financier", "stranger")
    for name in names[1:]:
        stage.register(stage.cast[name], SUPPLIER | FINANCIER | ATTESTOR, identity(name), signer=name)
    accounts = sorted((stage.cast[name].address for name in names), key=lambda account: int(account, 16))
    place = {name: accounts.index(stage.cast[name].address) for name in names}
    condition = kinds.attested_by(accounts, "delivered", needed=3, quantity=100, pro_rata=True)
    terms = deal.agree(stage.milestone(amount=777_777, condition=condition))

    def shown(**quantities):
        given = [stage.statement(terms, 0, said, place[name], name) for name, said in quantities.items()]
        return statements(*given)

    # Two are too few, whatever they say; three say 60, 80 and 100, which is 60 that three of them stand for.
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 0):
        deal.release_milestone(terms, 0, shown(attestor=100, tier2=100), ppm=0)
    three = shown(attestor=100, tier2=80, tier3=60)
    assert deal.release_milestone(terms, 0, three, ppm=600_000) == 466_666

    # One is revoked. What it signed while it was accredited does not count any more, and nothing comes back of it.
    participants.revoke(stage.cast["tier3"], {"from": stage.cast["operator"]})
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 0):
        deal.release_milestone(terms, 0, three, ppm=0)
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 0, 0):
        deal.release_milestone(terms, 0, shown(attestor=100, tier3=100, financier=100), ppm=0)

    # A fourth takes its place, and with the fifth all of it is there; nobody counts twice, nor signs for another.
    assert deal.release_milestone(terms, 0, shown(attestor=100, tier2=80, financier=90), ppm=800_000) == 155_555
    twice = statements(*[stage.statement(terms, 0, 100, place["attestor"])] * 3)
    with refused("AttestedBy_StatementsOutOfOrder", 1):
        deal.act("supplier", deal.escrow, "release", terms.as_tuple(), 0, twice)
    forged = statements(*(stage.statement(terms, 0, 100, at, "attestor") for at in range(5)))
    impostor = accounts[1] if place["attestor"] == 0 else accounts[0]
    with refused("AttestedBy_InvalidSignature", impostor):
        deal.act("supplier", deal.escrow, "release", terms.as_tuple(), 0, forged)
    deal.even()
    all_five = shown(attestor=100, tier2=100, tier3=100, financier=60, stranger=100)
    assert deal.release_milestone(terms, 0, all_five) == 155_556
    deal.everybody_out(terms)
    deal.money(anchor=-777_777, supplier=777_777)


def test_not_over_what_a_party_can_withhold_begins_nothing(deal, stage, kinds):
    """Rule K8: who has the evidence would be paid for not showing it. Over the chain alone it stands."""
    delivered = kinds.attested_by([stage.cast["attestor"].address], "delivered")
    papers = kinds.document_disclosed("/total", Comparison.EQUALS, "1000.00")
    date = kinds.after_date(stage.now() + 10)
    hidden = kinds.any_of(date, kinds.all_of(date, delivered))
    for withheld in (delivered, papers, hidden):
        for whole in (kinds.not_yet(withheld), kinds.any_of(date, kinds.not_yet(withheld))):
            with refused("Not_OverEvidence", withheld.address):
                deal.call_begin(stage.agreement(stage.milestone(condition=whole)))
    deal.even()
    deal.money()

    # It is paid to who asks for it before the day. Then nothing is met, and what nobody asked for lapses.
    due = stage.milestone(condition=kinds.not_yet(date))
    terms = deal.agree(due, due)
    assert deal.release_milestone(terms, 0) == FACE
    stage.move_to(stage.now() + 10)
    with refused("ConditionalEscrow_NothingMet", deal.name(terms), 1, 0):
        deal.release_milestone(terms, 1, ppm=0)
    stage.move_to(due.deadline_day + due.evidence_days + 1)
    assert deal.lapse(terms, 1) == FACE
    deal.everybody_out(terms)
    deal.money(anchor=-FACE, supplier=FACE)
