"""What the demo leaves behind: the story as data and as a picture, and its reconciliation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _story import Told
from headwater import Pedigree, Quote, date_of, format_units
from headwater._drawing import pedigree_svg
from headwater._lineage import Node
from headwater._reconcile import Reconciliation


@dataclass(frozen=True)
class Report:
    """The finished story; it needs the chain no more."""

    summary: dict[str, Any]
    picture: str
    reconciliation: Reconciliation
    names: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write `summary.json` and `pedigree.svg` into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.summary, indent=2, ensure_ascii=False) + "\n"
        (folder / "summary.json").write_text(text, encoding="utf-8")
        (folder / "pedigree.svg").write_text(self.picture, encoding="utf-8")


def report(told: Told) -> Report:
    """Read the finished story back from the chain."""
    invoice, nodes, parents = told.invoice, told.nodes, told.parents
    title = f"{invoice.number}: {format_units(invoice.payable, invoice.currency)}, due {invoice.due_date}"
    reconciliation = told.reconcile()
    summary = {
        "currency": invoice.currency.code,
        "decimals": invoice.currency.decimals,
        "order": _order(told),
        "papers": _papers(told),
        "obligations": [_obligation(told)],
        "receivables": [_receivable(node, parents, told.names) for node in nodes],
        "financing": _financing(told),
        "payments": _payments(told),
        "claims": _claims(told),
        "gas": {step.key: step.gas for step in told.steps if step.gas is not None},
        "reconciled": reconciliation.holds,
    }
    picture = pedigree_svg(nodes, parents, told.names, invoice.currency, title)
    return Report(summary, picture, reconciliation, told.names)


def _order(told: Told) -> dict[str, Any] | None:
    if told.order is None:
        return None
    terms, suite = told.order.terms, told.programme.suite
    agreement = suite.agreement_digest(terms)
    stands, (due,) = suite.milestone(agreement, 0), terms.milestones
    return {
        "agreement": "0x" + agreement.hex(),
        "payer": told.names[terms.payer],
        "payee": told.names[terms.payee],
        "amount": str(due.amount),
        "deliveries": [
            {"date": date_of(d.day).isoformat(), "percent": d.percent, "released": str(d.released)}
            for d in told.order.deliveries
        ],
        "released": str(stands.released),
        "withdrawn": str(stands.withdrawn),
        "held": str(due.amount - stands.withdrawn - stands.returned_withdrawn),
    }


def _papers(told: Told) -> dict[str, Any] | None:
    papers = told.papers
    if papers.stored is None or papers.verified is None or papers.refusal is None:
        return None
    accesses = papers.stored.vault.readers(papers.stored.document)
    disclosed = papers.verified.disclosed
    return {
        "documentRoot": "0x" + disclosed.root.hex(),
        "fingerprint": "0x" + papers.fingerprint(told.invoice).hex(),
        "readers": [told.names[access.reader.address] for access in accesses],
        "standingReaders": [told.names[access.reader.address] for access in accesses if access.standing],
        "shownTo": told.names[disclosed.subject.audience],
        "shown": dict(disclosed.fields),
        "fieldsInAll": len(papers.commitment.fields),
        "secondFinancing": papers.refusal.name,
    }


def _obligation(told: Told) -> dict[str, Any]:
    state = told.state
    return {
        "id": str(told.obligation),
        "label": str(told.obligation),
        "invoice": told.invoice.number,
        "obligor": told.names[state.obligor],
        "face": str(state.face),
        "liveFace": str(state.live_face),
        "cancelled": str(state.cancelled),
        "paid": str(state.paid),
        "dueDate": date_of(state.due_day).isoformat(),
        "status": state.status.name.lower(),
    }


def _receivable(node: Node, parents: dict[int, int], names: dict[str, str]) -> dict[str, Any]:
    parent = parents.get(node.pedigree.id)
    return {
        "id": str(node.pedigree.id),
        "label": node.pedigree.label,
        "holder": names[node.receivable.holder],
        "address": node.receivable.holder,
        "value": str(node.receivable.value),
        "depth": node.pedigree.depth,
        "parent": None if parent is None else str(parent),
    }


def _financing(told: Told) -> dict[str, Any] | None:
    sale = told.sale
    if sale is None:
        return None
    return {
        "label": Pedigree.of(sale.receivable).label,
        "value": str(sale.value),
        "days": sale.days,
        "sellerOwes": str(sale.quotes[0].seller_owes),
        "offers": [_quote(quote, told.names) for quote in sale.quotes],
        "soldTo": told.names[sale.best.offer.offer.financier] if sale.best else None,
        "proceeds": str(sale.best.proceeds if sale.best else 0),
        "discount": str(sale.best.discount if sale.best else 0),
        "ownRatePpm": sale.own_rate_ppm,
        "loanCost": str(sale.loan_cost),
    }


def _quote(quote: Quote, names: dict[str, str]) -> dict[str, Any]:
    offer = quote.offer.offer
    return {
        "financier": names[offer.financier],
        "ratePpm": offer.rate_ppm,
        "basis": offer.basis,
        "proceeds": str(quote.proceeds),
        "refusal": None if quote.refusal is None else getattr(quote.refusal, "name", type(quote.refusal).__name__),
    }


def _payments(told: Told) -> list[dict[str, Any]]:
    return [
        {
            "obligation": str(told.obligation),
            "payer": told.names[payment.payer],
            "amount": str(payment.amount),
            "remittance": payment.remittance.rstrip(b"\0").decode("utf-8", "replace"),
        }
        for payment in told.payments
    ]


def _claims(told: Told) -> list[dict[str, Any]]:
    return [
        {
            "id": str(claim.receivable),
            "label": Pedigree.of(claim.receivable).label,
            "holder": told.names[claim.holder],
            "amount": str(claim.amount),
        }
        for claim in told.claims
    ]
