"""A bundle held against the chain: that the document is the obligation's, and that its maker may speak of it.

The root binds the fields to what the obligor accepted. The signature binds them to a maker, an audience and days, and
the maker has a part in the receivable: whoever was only shown fields could otherwise sign them again as its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from headwater._days import LAST_DAY, SECONDS_PER_DAY, date_of
from headwater._errors import PedigreeMalformed
from headwater._lineage import logs, parents
from headwater._pedigree import Pedigree
from headwater._refusals import refusal
from headwater._suite import Suite
from headwater._text import printable
from headwater._types import ZERO_ADDRESS, Obligation, Receivable
from headwater._verify import is_signed_by
from headwater.disclosures._bundle import Bundle, Disclosed, Subject
from headwater.disclosures._errors import (
    AudienceRefused,
    BundleExpired,
    BundleMalformed,
    LedgerMismatch,
    LinkUnknown,
    MakerUnrelated,
    ObligationUnknown,
    ReceivableUnrelated,
    RootMismatch,
    SignatureRefused,
)

_LINK = re.compile(r"links/[A-Za-z]+(?:/[1-9][0-9]*)?/root")
_DIGITS = re.compile(r"[0-9]+")
_CLOCKS = 1  # days by which a maker's chain may have been ahead


class Relation(StrEnum):
    """What part a bundle's maker has in the receivable, the nearest to the document first."""

    OBLIGOR = "the obligor"
    SELLER = "the seller of the invoice"
    HOLDER = "the holder of the receivable"
    EARLIER_HOLDER = "a holder of the receivable before, or of one that it descends from"


@dataclass(frozen=True, slots=True)
class Linked:
    """A second document that belongs to the first: the path of the field that holds its root, and what it shows."""

    path: str
    disclosed: Disclosed


@dataclass(frozen=True, slots=True)
class Verified:
    """What a bundle shows and what the chain says to it: obligation and receivable now, and who made the bundle.

    `reader` is who has verified it; None where nobody was named, and so whom the bundle is for was not checked.
    """

    disclosed: Disclosed
    relation: Relation
    obligation: Obligation
    receivable: Receivable
    linked: tuple[Linked, ...] = ()
    reader: str | None = None

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def subject(suite: Suite, receivable: int, *, days: int = 30, audience: str = ZERO_ADDRESS) -> Subject:
    """Give what a bundle on a receivable is about, made today by the chain's clock and valid for so many days more.

    The zero address as `audience` is anyone. Raises PedigreeMalformed for an id that no receivable can have.
    """
    obligation, today = Pedigree.of(receivable).obligation, _today(suite)
    given = (suite.deployment.chain_id, suite.receivables.address, obligation, receivable)
    return Subject(*given, audience, today, today + days)


def verify(suite: Suite, bundle: Bundle, *, linked: Sequence[Bundle] = (), reader: str | None = None) -> Verified:
    """Verify a bundle against the chain, and bundles of documents that its fields link to; sends nothing.

    `reader` is who verifies: a bundle for another audience is then refused. Raises ProofRefused, LedgerMismatch,
    SignatureRefused (by key, or, for a contract, as it says: ERC-1271), BundleMalformed for one that was made on a day
    after tomorrow, BundleExpired, AudienceRefused,
    ObligationUnknown, ReceivableUnrelated, RootMismatch, MakerUnrelated, and LinkUnknown for a second bundle whose root
    is in no field shown.
    """
    disclosed = _credible(suite, bundle, reader)
    obligation = _obligation(suite, bundle.subject)
    receivable = _receivable(suite, bundle.subject)
    if obligation.document_root != disclosed.root:
        raise RootMismatch(f"Obligation {bundle.subject.obligation} stands on other documents than the bundle shows.")
    relation = _relation(suite, disclosed, obligation, receivable)
    found = []
    for other in linked:
        one = _belonging(disclosed, _credible(suite, other, reader))
        _relation(suite, one.disclosed, obligation, receivable)
        found.append(one)
    return Verified(disclosed, relation, obligation, receivable, tuple(found), reader)


def _credible(suite: Suite, bundle: Bundle, reader: str | None) -> Disclosed:
    """Check what a bundle says of itself: its proof, its ledger, its signature, its days, its audience."""
    disclosed, about = bundle.proven(), bundle.subject
    if (about.chain_id, about.ledger) != (suite.deployment.chain_id, suite.receivables.address):
        raise LedgerMismatch("The bundle is about another ledger, or about a ledger of another chain.")
    if not is_signed_by(suite.w3, bundle.maker, bundle.message, bundle.signature):
        raise SignatureRefused(f"The bundle is not signed by its maker {bundle.maker}.")
    today = _today(suite)
    if about.made_day > today + _CLOCKS:
        raise BundleMalformed("A bundle is made on a day that has come", "disclosure.madeDay", about.made_day)
    if about.last_day < today:
        raise BundleExpired(f"The bundle counted through {_day(about.last_day)}.")
    if reader is not None and not about.is_for_anyone and about.audience != reader:
        raise AudienceRefused(f"The bundle was made for {about.audience}.")
    return disclosed


def _obligation(suite: Suite, about: Subject) -> Obligation:
    try:
        if about.obligation.bit_length() <= 64:
            return suite.obligation(about.obligation)
    except refusal("Receivables_NoSuchObligation"):
        pass
    raise ObligationUnknown("The ledger has no obligation of the number that the bundle names.")


def _receivable(suite: Suite, about: Subject) -> Receivable:
    try:
        if Pedigree.of(about.receivable).obligation == about.obligation:
            return suite.receivable(about.receivable)
    except (PedigreeMalformed, refusal("Receivables_NoSuchReceivable")):
        pass
    raise ReceivableUnrelated("The receivable does not descend from the obligation, or does not exist any more.")


def _relation(suite: Suite, disclosed: Disclosed, obligation: Obligation, receivable: Receivable) -> Relation:
    about = disclosed.subject
    for relation, accounts in _related(suite, about, obligation, receivable):
        if disclosed.maker in accounts:
            return relation
    raise MakerUnrelated(f"{disclosed.maker} is neither obligor nor seller, and has never held the receivable.")


def _related(
    suite: Suite, about: Subject, obligation: Obligation, receivable: Receivable
) -> Iterator[tuple[Relation, set[str]]]:
    """Give who has a part in a receivable; the chain is asked only as far as needed."""
    yield Relation.OBLIGOR, {obligation.obligor}
    issued = logs(suite, "ObligationIssued", obligation=about.obligation)
    yield Relation.SELLER, {log["args"]["seller"] for log in issued}
    yield Relation.HOLDER, {receivable.holder}
    moved = logs(suite, "Transfer", tokenId=_line(suite, about))
    yield Relation.EARLIER_HOLDER, {log["args"]["to"] for log in moved}


def _line(suite: Suite, about: Subject) -> list[int]:
    """Give the ids of a receivable and of all that it descends from."""
    above, line = parents(suite, about.obligation), [about.receivable]
    while line[-1] in above:
        line.append(above[line[-1]])
    return line


def _belonging(first: Disclosed, second: Disclosed) -> Linked:
    """Give the second document as a linked one of the first: the same receivable, and its root in a field shown."""
    one, two = first.subject, second.subject
    if (one.obligation, one.receivable) != (two.obligation, two.receivable):
        raise ReceivableUnrelated("The second bundle is about another receivable than the first.")
    for path, value in first.fields:
        if _LINK.fullmatch(path) and value == "0x" + second.root.hex():
            return Linked(path, second)
    raise LinkUnknown("The first bundle shows no link to the document of the second.")


def _lines(verified: Verified) -> Iterator[str]:
    disclosed, receivable = verified.disclosed, verified.receivable
    about = disclosed.subject
    yield f"Obligation {about.obligation}, receivable {Pedigree.of(receivable.id)}"
    yield f"  held by {receivable.holder}: {receivable.value} base units of {receivable.currency}"
    yield f"  owed by {verified.obligation.obligor}, due {_day(receivable.due_day)}"
    yield f"Shown by {disclosed.maker}, {verified.relation}"
    audience = "anyone" if about.is_for_anyone else about.audience
    yield f"  for {audience}, made {_day(about.made_day)}, counts through {_day(about.last_day)}"
    yield from _unchecked(about, verified.reader)
    yield from _fields(disclosed)
    for linked in verified.linked:
        yield f"Linked by {linked.path}, shown by {linked.disclosed.maker}"
        yield from _unchecked(linked.disclosed.subject, verified.reader)
        yield from _fields(linked.disclosed)


def _unchecked(about: Subject, reader: str | None) -> Iterator[str]:
    if reader is None and not about.is_for_anyone:
        yield f"  NOT CHECKED: that {about.audience}, for whom it was made, is who reads it now"


def _fields(disclosed: Disclosed) -> Iterator[str]:
    yield "The whole document:" if disclosed.is_whole else "Fields shown, of a document that has more:"
    for path, value in sorted(disclosed.fields, key=_in_reading_order):
        yield f"  {path} = {printable(value)}"


def _in_reading_order(field: tuple[str, str]) -> list[tuple[int, str]]:
    """Parts of a path in the order of the alphabet, numbers by their size."""
    return [(int(part) if _DIGITS.fullmatch(part) else 0, part) for part in field[0].split("/")]


def _day(day: int) -> str:
    return date_of(day).isoformat() if day <= LAST_DAY else f"day {day}"


def _today(suite: Suite) -> int:
    return int(suite.w3.eth.get_block("latest")["timestamp"]) // SECONDS_PER_DAY
