"""Agreements, conditions and evidence of the run in full: as the parties sign them and the chain is told them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from _local import member
from headwater import Agreement, Milestone, Party, Statement, sign
from headwater._conditions import for_each, statements, subject_of
from headwater._signing import digest
from headwater._types import Status
from tests.stage import DOCUMENT

if TYPE_CHECKING:
    from tests.stateful.scene import Scene

ROOT = bytes.fromhex(DOCUMENT[2:])
SUBJECT = "delivered"


@dataclass(frozen=True)
class Paper:
    """An agreement as the chain is told it, its message, and the digest of that."""

    told: Any
    message: Any
    digest: bytes


def paper_of(scene: Scene, pact: Any, origin: bytes | None) -> Paper:
    """Write an agreement out in full; `origin` is its first terms' digest, unless it is them."""
    days = {"valid_until": pact.until, "arbiter_days": pact.arbiter_days}
    numbers = {"salt": pact.salt, "silence_ppm": pact.silence_ppm, "funded_at_once": pact.at_once}
    who = {field: scene.address(getattr(pact, field)) for field in ("payer", "payee", "lender", "arbiter")}
    milestones = [_milestone(scene, promise) for promise in pact.promises]
    more = {"document_root": ROOT, "origin": origin or bytes(32), "version": pact.version}
    terms = Agreement(milestones=milestones, **who, **days, **numbers, **more)
    message = scene.programme.suite.agreement_message(terms)
    return Paper(terms.as_tuple(), message, digest(message))


def _milestone(scene: Scene, promise: Any) -> Milestone:
    route = {"source": Party(promise.source), "to": Party(promise.to), "lapses_to": Party(promise.lapses_to)}
    days = {"deadline_day": promise.deadline, "evidence_days": promise.evidence_days}
    described = {"obligor": scene.address(promise.obligor), "latest_due_day": promise.latest}
    return Milestone(
        currency=scene.address(promise.currency),
        amount=promise.amount,
        condition=_condition(scene, promise.condition),
        receivable=promise.receivable,
        **route,
        **days,
        **described,
    )


def _condition(scene: Scene, condition: Any) -> Any:
    kind, *terms = condition
    kinds = scene.programme.suite.conditions
    if kind == "after":
        return kinds.after_date(*terms)
    if kind == "paid":
        return kinds.obligation_paid(terms[0], Status(terms[1]))
    if kind == "attested":
        attestors, needed, quantity, pro_rata = terms
        accounts = [scene.address(name) for name in attestors]
        return kinds.attested_by(accounts, SUBJECT, needed=needed, quantity=quantity, pro_rata=pro_rata)
    if kind == "not":
        return kinds.not_yet(_condition(scene, terms[0]))
    parts = [_condition(scene, part) for part in terms[0]]
    return kinds.all_of(*parts) if kind == "all" else kinds.any_of(*parts)


def evidence_of(scene: Scene, name: bytes, milestone: int, condition: Any, shown: Any) -> bytes:
    """Write out what is shown for a condition of an agreement of this name; nothing is shown as no bytes."""
    if shown is None:
        return b""
    kind, *terms = condition
    if kind == "attested":
        return statements(*(_statement(scene, name, milestone, terms[0], of) for of in shown))
    if kind not in ("all", "any", "not"):
        return b"\x01"
    parts = terms[0] if kind != "not" else terms
    parts = [*parts, *[("after", 0)] * (len(shown) - len(parts))]
    return for_each(*(evidence_of(scene, name, milestone, *of) for of in zip(parts, shown, strict=False)))


def complete(condition: Any, day: int) -> Any:
    """Give all that can be shown for a condition, dated a day."""
    kind, *terms = condition
    if kind == "attested":
        attestors, _, quantity, _ = terms
        return tuple((position, quantity, day, "signed") for position in range(len(attestors)))
    if kind in ("all", "any"):
        return tuple(complete(part, day) for part in terms[0])
    return None


def _statement(scene: Scene, name: bytes, milestone: int, attestors: Any, of: Any) -> Statement:
    position, quantity, day, how = of
    place = milestone + (how == "elsewhere")
    message = scene.programme.suite.statement_message(name, place, subject_of(SUBJECT), quantity, ROOT, day)
    signer = "stranger" if how == "forged" else attestors[position % len(attestors)]
    return Statement(position, quantity, ROOT, day, sign(member(signer), message))
