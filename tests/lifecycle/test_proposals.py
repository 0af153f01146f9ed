"""Proposals that lapse, are declined, withdrawn or accepted, and what becomes of the receivables set aside for them."""

from __future__ import annotations

import pytest

from _local import member
from headwater import sign
from tests.lifecycle.tale import Tale
from tests.stage import TOKEN, VALUE, obligation_of, refused

FACE = 1_000_000
SUPPLIER = 2


@pytest.fixture
def tale(stage):
    return Tale(stage, FACE)


@pytest.fixture
def penniless(stage, stranger):
    """A newcomer without ether, who has signed its registration and nothing else."""
    stage.register(stranger, SUPPLIER, b"\x1d" * 32)
    stage.programme.w3.provider.make_request("anvil_setBalance", [stranger.address, "0x0"])
    return stranger


def ends_well(stage, tale, ids, **expected):
    """The due day comes, the anchor pays, a stranger claims for all, and each has its own to the unit."""
    stage.mature(ids[0])
    tale.pay(ids[0], FACE)
    tale.owes(0, "SETTLED")
    stage.receivables.claimMany(ids, {"from": stage.cast["supervisor"]})
    tale.money(anchor=-FACE, **expected)
    tale.gone()


def test_a_proposal_lapses_after_its_last_day_and_its_value_flows_on(tale, receivables, stage):
    supplier, tier2, tier3 = ({"from": stage.cast[name]} for name in ("supplier", "tier2", "tier3"))
    root = tale.begin(FACE)
    last = stage.now() + 3
    proposed, other = (stage.propose(root, tier["from"], 300_000, days=3) for tier in (tier2, tier3))
    tale.holds(supplier=1_000_000)

    # While it pends the receivable stands still, for its holder too, through the last day.
    stage.move_to(last)
    pending = ("Receivables_ProposalPending", proposed, tier2["from"], last)
    with refused(*pending):
        receivables.transferFrom[VALUE](proposed, root, 1, supplier)
    with refused(*pending):
        receivables.transferFrom[TOKEN](supplier["from"], tier3["from"], proposed, supplier)
    with refused(*pending):
        receivables.cancel(proposed, 1, supplier)
    with refused(*pending):
        stage.split(proposed, (tier3["from"], 1))

    # On that day tier 3 still accepts what was proposed to it.
    receivables.acceptProposal(other, tier3)
    tale.holds(supplier=700_000, tier3=300_000)

    # A day later tier 2 comes too late, and the supplier has a receivable like any other.
    stage.move_to(last + 1)
    with refused("Receivables_ProposalLapsed", last, last + 1):
        receivables.acceptProposal(proposed, tier2)
    tale.holds(supplier=700_000, tier3=300_000)

    # It gives a part of it to tier 3, merges a part back, and proposes the rest once more, for longer.
    (child,) = stage.split(proposed, (tier3["from"], 100_000))
    receivables.transferFrom[VALUE](proposed, root, 50_000, supplier)
    again = stage.propose(proposed, tier2["from"], 150_000)
    tale.holds(supplier=600_000, tier3=400_000)
    assert [receivables.balanceOf["uint256"](id_) for id_ in (root, proposed, again)] == [450_000, 0, 150_000]
    receivables.acceptProposal(again, tier2)
    tale.holds(supplier=450_000, tier2=150_000, tier3=400_000)
    tale.owes(FACE, "OPEN")

    ends_well(stage, tale, [root, proposed, other, child, again], supplier=450_000, tier2=150_000, tier3=400_000)


def test_a_proposal_lapses_at_the_due_day_whatever_day_it_names(tale, receivables, stage):
    tier2 = {"from": stage.cast["tier2"]}
    root = tale.begin(FACE)
    due = receivables.obligation(obligation_of(root))["dueDay"]
    proposed = stage.propose(root, tier2["from"], 400_000, days=365)
    assert receivables.proposal(proposed)["validUntil"] == due - 1

    # On the due day it can be neither accepted nor declined, nor is there anything to withdraw.
    stage.mature(root)
    for step, by in (("acceptProposal", "tier2"), ("declineProposal", "tier2"), ("withdrawProposal", "supplier")):
        with refused("Receivables_ProposalLapsed", due - 1, due):
            getattr(receivables, step)(proposed, {"from": stage.cast[by]})

    # It is the supplier's, who hands it on whole to its financier instead of waiting, and is paid for the rest.
    receivables.transferFrom[TOKEN](
        stage.cast["supplier"], stage.cast["financier"], proposed, {"from": stage.cast["supplier"]}
    )
    tale.holds(supplier=600_000, financier=400_000)

    ends_well(stage, tale, [root, proposed], supplier=600_000, financier=400_000)


def test_what_is_declined_or_withdrawn_is_merged_back_and_split_again(tale, receivables, stage):
    supplier, tier2, tier3 = ({"from": stage.cast[name]} for name in ("supplier", "tier2", "tier3"))
    root = tale.begin(FACE)
    declined = stage.propose(root, tier2["from"], 300_000)
    withdrawn = stage.propose(root, tier3["from"], 200_000)

    # Only the one it is for can decline, only the one who made it can withdraw.
    with refused("Receivables_NotRecipient", declined, tier3["from"]):
        receivables.declineProposal(declined, tier3)
    with refused("Receivables_NotHolder", withdrawn, tier3["from"]):
        receivables.withdrawProposal(withdrawn, tier3)
    receivables.declineProposal(declined, tier2)
    receivables.withdrawProposal(withdrawn, supplier)
    for receivable, recipient in ((declined, tier2), (withdrawn, tier3)):
        with refused("Receivables_NoSuchProposal", receivable):
            receivables.acceptProposal(receivable, recipient)
    tale.holds(supplier=1_000_000)

    # All of it goes back into the root, from which tier 2 takes less and tier 3 more.
    receivables.transferFrom[VALUE](declined, root, 300_000, supplier)
    receivables.transferFrom[VALUE](withdrawn, root, 200_000, supplier)
    assert receivables.balanceOf["uint256"](root) == 1_000_000
    children = stage.split(root, (tier2["from"], 250_000), (tier3["from"], 250_001))
    tale.holds(supplier=499_999, tier2=250_000, tier3=250_001)
    tale.owes(FACE, "OPEN")

    ids = [root, declined, withdrawn, *children]
    ends_well(stage, tale, ids, supplier=499_999, tier2=250_000, tier3=250_001)


def test_a_recipient_without_ether_accepts_by_signature_and_is_paid(tale, receivables, stage, penniless, stranger):
    suite, supplier, tier3 = stage.programme.suite, {"from": stage.cast["supplier"]}, {"from": stage.cast["tier3"]}
    spent = stage.programme.w3.eth.get_transaction_count(stranger.address)
    root = tale.begin(FACE)
    proposed = stage.propose(root, penniless, 300_001)

    # Its signature is over this receivable, this value and this day; another's does not stand for it.
    others, own = (sign(member(name), suite.proposal_message(proposed)) for name in ("tier3", "stranger"))
    with refused("Receivables_InvalidRecipientSignature", proposed, penniless):
        receivables.acceptProposalFor(proposed, others, tier3)
    receivables.acceptProposalFor(proposed, own, supplier)
    tale.holds(supplier=699_999, stranger=300_001)

    # The same signature does not take another receivable of the same value.
    other = stage.propose(root, penniless, 300_001)
    with refused("Receivables_InvalidRecipientSignature", other, penniless):
        receivables.acceptProposalFor(other, own, supplier)
    tale.holds(supplier=699_999, stranger=300_001)

    ends_well(stage, tale, [root, proposed, other], supplier=699_999, stranger=300_001)

    # In all its life it has sent no transaction and had no ether.
    assert (penniless.balance(), stage.programme.w3.eth.get_transaction_count(stranger.address)) == (0, spent)
