"""Scenes of credit notes: of what is held, and of what has moved on."""

import pytest

from _local import identity
from tests.stage import CAP

OBLIGOR, SUPPLIER = 1, 2
REASON, PAPER = "0x" + "4e" * 32, "0x" + "c9" * 32


@pytest.fixture
def notes(stage):
    return stage.credit_notes


@pytest.fixture
def entrusted(receivables, notes, supplier):
    """The supplier lets credit notes cancel what it holds."""
    receivables.setApprovalForAll(notes, True, {"from": supplier})


@pytest.fixture
def credit(notes, entrusted, supplier):
    """Issue a credit note over an obligation, out of receivables, at the supplier's call if at nobody else's."""

    def act(amount, *ids, obligation=1, by=supplier):
        return notes.issueCreditNote(obligation, amount, list(ids), PAPER, {"from": by})

    return act


@pytest.fixture
def claim(notes, anchor, supplier, currency):
    """What the supplier's company owes the anchor for credit notes."""
    return lambda seller=supplier, obligor=anchor: int(notes.claimOf(obligor, seller, currency))


@pytest.fixture
def claims(notes, supplier):
    """How many claims are open against the supplier's company."""
    return lambda seller=supplier: int(notes.openClaimsOf(seller))


@pytest.fixture
def sister(stage, stranger):
    """The stranger, a second account of the supplier's company."""
    stage.register(stranger, SUPPLIER, identity("supplier"))
    return stranger


@pytest.fixture
def tier3s(stage, accredit, issuance, currency, operator, tier3):
    """A root of the supplier's that tier 3 owes, an obligor from now on."""
    accredit(tier3, capacities=OBLIGOR | SUPPLIER)
    issuance.setCap(tier3, currency, CAP, {"from": operator})
    terms = stage.terms(obligor=tier3.address)
    return stage.issue_terms(terms, stage.accept(terms, "tier3"))


@pytest.fixture
def owing(root, credit):
    """The supplier's company owes the anchor 100 000 for a credit note out of nothing."""
    credit(100_000)
    return 100_000
