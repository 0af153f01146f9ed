"""Two ledgers, each with an operator's limits of its own, share participants and invoice registry.

An invoice is financed once on both together. What one ledger cannot see of the other, the registry tells it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import brownie
import pytest

from _local import member
from headwater import Capacity, Suite, sign
from headwater._deploy import DAY
from headwater._deployment import Placed
from headwater.refusals import AccessManagerNotReady, InvoiceRegistry_AlreadyFinanced, InvoiceRegistry_NotLedger
from tests.stage import CAP, NOON, TENOR, obligation_of, set_clock

LIMITS = (0, 1, 1_096, 32, 90)
INVOICE, OTHER, THIRD = (bytes([byte]) * 32 for byte in (0xF1, 0xF2, 0xF3))
WAIT = 5  # days of the administrator's delay


@pytest.fixture
def first(stage: Any) -> Suite:
    return stage.programme.suite


@pytest.fixture
def second(stage: Any, make: Any, operator: Any) -> Suite:
    """A second ledger with an access manager of its own, on the first one's participants and registry."""
    known, participants = stage.programme.suite.deployment, stage.participants
    shared = (participants, stage.invoice_registry, known.address("ReceivableDescriptor"))
    ledger = make("Receivables", make("Authority", operator), *shared, LIMITS)
    (project,) = brownie.project.get_loaded_projects()
    issuance = project.Issuance.at(ledger.issuance())
    issuance.setCurrency(stage.currency, True, {"from": operator})
    issuance.setCap(stage.cast["anchor"], stage.currency, CAP, {"from": operator})
    others = {name: Placed(at.address, 0, "", "") for name, at in (("Receivables", ledger), ("Issuance", issuance))}
    return Suite(stage.programme.w3, replace(known, contracts=known.contracts | others))


@pytest.fixture
def issue(stage: Any) -> Any:
    """Issue an invoice of the supplier's on a ledger, accepted by its obligor for that ledger."""

    def act(suite: Suite, fingerprint: bytes, obligor: str = "anchor", **changes: Any) -> int:
        terms = stage.terms(fingerprint=fingerprint, obligor=stage.cast[obligor].address, **changes)
        accepted = sign(member(obligor), suite.acceptance_message(terms))
        return suite.issue(terms, accepted, sender=stage.cast["supplier"].address).value

    return act


@pytest.fixture
def refuses(issue: Any) -> Any:
    """Expect a ledger to refuse an invoice, because an obligation of a ledger has it already."""

    def act(suite: Suite, fingerprint: bytes, at: Suite, root: int, **changes: Any) -> None:
        with pytest.raises(InvoiceRegistry_AlreadyFinanced) as refusal:
            issue(suite, fingerprint, **changes)
        assert refusal.value.fingerprint == fingerprint
        assert (refusal.value.ledger, refusal.value.obligation) == (at.receivables.address, obligation_of(root))

    return act


@pytest.fixture
def admit(stage: Any, operator: Any) -> Any:
    """Take a step towards having a ledger served by the registry, as its administrator: schedule, or execute."""
    registry = stage.invoice_registry
    (project,) = brownie.project.get_loaded_projects()
    authority = project.Authority.at(registry.authority())

    def act(step: str, suite: Suite) -> Any:
        call = registry.setLedger.encode_input(suite.receivables.address, True)
        given = (registry, call, 0) if step == "schedule" else (registry, call)
        return getattr(authority, step)(*given, {"from": operator})

    return act


def test_an_invoice_is_financed_once_on_one_ledger_and_on_two(stage, first, second, issue, refuses, admit):
    """Hostile R12: one invoice comes to a second ledger that shares the registry. Rules V1, V2."""
    registry, today = stage.invoice_registry, stage.now()

    # The first ledger finances the invoice.
    root = issue(first, INVOICE)
    held = first.receivable(root)

    # It comes a second time to the same ledger, under other terms: it is the same invoice.
    refuses(first, INVOICE, first, root)
    refuses(first, INVOICE, first, root, face=1, due_day=today + TENOR + 1, document_root=b"\xdd" * 32)

    # A second ledger is deployed. Before the registry serves it, it can finance nothing at all.
    with pytest.raises(InvoiceRegistry_NotLedger) as unserved:
        issue(second, OTHER)
    assert unserved.value.caller == second.receivables.address

    # The registry's administrator admits it, in public and after its delay.
    admit("schedule", second)
    with pytest.raises(brownie.exceptions.VirtualMachineError, match=AccessManagerNotReady.__name__):
        admit("execute", second)
    set_clock(stage.programme.w3, (today + WAIT) * DAY + NOON + 60)
    admit("execute", second)

    # The obligor accepts the invoice for the second ledger too, and it is refused there, by the first one's number.
    refuses(second, INVOICE, first, root)
    assert second.limits() == first.limits()
    assert second.issuance.functions.programme().call()[0] == 0

    # The other way round: what the second has financed, the first refuses, and the second itself.
    elsewhere = issue(second, OTHER)
    refuses(first, OTHER, second, elsewhere)
    refuses(second, OTHER, second, elsewhere)

    # Another account of the obligor's company is the same obligor; another company with that number is not.
    company = first.legal_identity(stage.cast["anchor"].address)
    for name, identity in (("stranger", company), ("supervisor", b"\x1d" * 32)):
        stage.register(stage.cast[name], int(Capacity.OBLIGOR), identity, signer=name)
        for suite in (first, second):
            suite.set_cap(stage.cast[name].address, stage.currency.address, CAP, sender=stage.cast["operator"].address)
    refuses(second, INVOICE, first, root, obligor="stranger")
    refuses(first, OTHER, second, elsewhere, obligor="stranger")
    namesake = issue(second, INVOICE, obligor="supervisor")
    refuses(first, INVOICE, second, namesake, obligor="supervisor")

    # Each ledger still finances what is new, and what was financed at first is as it was.
    assert obligation_of(issue(first, THIRD)) == obligation_of(root) + 1
    assert first.receivable(root) == held
    shown = registry.financingOf(company, "0x" + OTHER.hex())
    assert (shown["ledger"], shown["obligation"]) == (second.receivables.address, obligation_of(elsewhere))
