"""A thousand invoices under one signature: some are issued, flow down and are paid; the rest is revoked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from eth_utils.crypto import keccak

from _local import member
from headwater import Payment, Share, sign_batch
from headwater.refusals import (
    InvoiceRegistry_AlreadyFinanced,
    Issuance_AcceptanceRevoked,
    Issuance_NoSellerConsent,
)
from tests.lifecycle.tale import Tale
from tests.stage import obligation_of

SIZE = 1_000
SELLERS = ("supplier", "tier2", "tier3")
FIRST, MIDDLE, LAST = range(9), range(496, 504), range(992, 1_000)
ISSUED = (*FIRST, *MIDDLE, *LAST)
UNISSUED = (9, 495, 991)


def seller(index):
    return SELLERS[index % len(SELLERS)]


def face(index):
    return 1_000 + index


@pytest.fixture
def batch(stage):
    """What the anchor accepts at once: a thousand invoices of three sellers."""
    usual = stage.terms()
    terms = [
        replace(
            usual, seller=stage.cast[seller(i)].address, face=face(i), fingerprint=keccak(text=f"invoice {i} of 1 000")
        )
        for i in range(SIZE)
    ]
    return sign_batch(member("anchor"), stage.programme.suite.domain, terms)


@pytest.fixture
def issue(stage, batch):
    """Issue the acceptance of an index at somebody's call, with its proof and the anchor's one signature."""

    def act(index, by, consented=b""):
        given = (batch.terms[index], batch.proof(index), batch.signature, consented)
        return stage.programme.suite.issue_from_batch(*given, sender=stage.cast[by].address).value

    return act


def test_of_a_thousand_acceptances_some_are_issued_and_paid_and_the_rest_is_revoked(stage, batch, issue):
    suite, who = stage.programme.suite, {name: account.address for name, account in stage.cast.items()}
    owed = sum(map(face, ISSUED))
    tale = Tale(stage, owed)
    book = Counter()

    # Sellers issue what stands at even places themselves; a stranger brings the others' to the ledger: the supplier
    # signs its consent, the other two have said once and for all that they take receivables.
    with pytest.raises(Issuance_NoSellerConsent) as refusal:
        issue(3, "stranger")
    assert refusal.value.seller == who["supplier"]
    roots = {}
    for i in ISSUED:
        by_itself, consents = i % 2 == 0, seller(i) == "supplier"
        consented = stage.consent(batch.terms[i]) if consents and not by_itself else b""
        roots[i] = tale.follow(issue(i, seller(i) if by_itself else "stranger", consented))
        book[seller(i)] += face(i)
    tale.holds(**book)
    tale.owes(owed, "OPEN")

    # What was issued once is not issued again, whoever brings it.
    with pytest.raises(InvoiceRegistry_AlreadyFinanced) as refusal:
        issue(0, "supplier")
    assert refusal.value.obligation == obligation_of(roots[0])

    # The supplier pays tier 2 with a third of each of its own; tier 2 pays tier 3 with half of that.
    ids = list(roots.values())
    for i in (i for i in ISSUED if seller(i) == "supplier"):
        third = face(i) // 3
        (child,) = suite.split(roots[i], [Share(who["tier2"], third)], sender=who["supplier"]).value
        (grandchild,) = suite.split(child, [Share(who["tier3"], third // 2)], sender=who["tier2"]).value
        book.update(supplier=-third, tier2=third - third // 2, tier3=third // 2)
        ids += [child, grandchild]
    tale.holds(**book)

    # The anchor revokes the root: what was not issued cannot be any more, what was issued stands.
    suite.revoke_batch(batch.root, sender=who["anchor"])
    for i in UNISSUED:
        with pytest.raises(Issuance_AcceptanceRevoked) as refusal:
            issue(i, seller(i))
        assert (refusal.value.obligor, bytes(refusal.value.acceptance)) == (who["anchor"], batch.root)
    tale.holds(**book)
    tale.owes(owed, "OPEN")
    tale.money()

    # On the due day one call pays all of it, each obligation to the unit.
    stage.mature(ids[0])
    payments = [Payment(obligation_of(roots[i]), face(i), batch.terms[i].fingerprint) for i in ISSUED]
    assert suite.pay_many(payments, sender=who["anchor"]).value == [face(i) for i in ISSUED]
    tale.money(anchor=-owed, ledger=owed)
    tale.owes(0, "SETTLED")

    # Anybody claims for all, in one call; everybody has what it held, and nothing is left.
    suite.claim_many(ids, sender=who["stranger"])
    tale.money(anchor=-owed, **book)
    tale.gone()
