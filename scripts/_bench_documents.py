"""What committing documents takes, and checking what a bundle shows of one: the part of the bench on documents."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from eth_account import Account
from eth_account.signers.base import BaseAccount
from eth_utils.crypto import keccak

from headwater._money import Currency
from headwater._types import ZERO_ADDRESS
from headwater.disclosures import FINANCIER, Bundle, Commitment, Subject, commit, disclose
from headwater.documents._canonical import canonical_fields
from headwater.documents._reading import Group, Term

FIELDS = 60
CHECKS = 21
SECRET = keccak(text="headwater bench secret")
"""Everybody knows it: it hides nothing."""

EURO = Currency("EUR", 2)

_HEAD = {
    "number": "2026-{n:06}",
    "type": "380",
    "issueDate": "2026-09-01",
    "dueDate": "2026-11-30",
    "currency": "EUR",
    "totals/payable": "{n}.74",
    "seller/name": "Gießerei Müller & Söhne GmbH, Werk {n}",
    "seller/legalId": "HRB {n}",
    "buyer/name": "Anchor Motors SE",
    "buyer/legalId": "HRB 67890",
    "order": "PO {n}",
    "paymentTerms": "Net 90 days, {n}",
}
_LINE = {"name": "Gehäuse, Ausführung {n}-{i}", "quantity": "{i}00", "unit": "C62", "amount": "{n}.{i:02}"}
_LINES = (FIELDS - len(_HEAD)) // len(_LINE)


@dataclass(frozen=True, slots=True)
class Committed:
    """What so many documents of so many fields took, and one bundle: seconds, milliseconds, bytes."""

    documents: int
    fields: int
    commit_seconds: float
    commit_cpu_seconds: float
    bundle_fields: int
    bundle_bytes: int
    check_milliseconds: float


def document(number: int) -> Group:
    """Give the terms of an invoice as they are read: a head, and lines until there are sixty."""
    lines = tuple(_group(_LINE, f"lines/{i}/", n=number, i=i) for i in range(1, _LINES + 1))
    head = _group(_HEAD, "", n=number)
    return Group("", head.terms, {"lines": lines})


def _group(texts: dict[str, str], path: str, **numbers: int) -> Group:
    terms = {name: (Term(text.format(**numbers), path + name),) for name, text in texts.items()}
    return Group(path, terms, {})


def committed(read: Group) -> Commitment:
    """Commit to what was read: canonical form, salts, tree and root."""
    return commit(canonical_fields(read, EURO, None), SECRET)


def measure_documents(count: int, maker: BaseAccount) -> Committed:
    """Commit to documents one after the other, all of them different, and check a financier's bundle of one more."""
    took, worked = 0.0, 0.0
    for read in map(document, range(1, count + 1)):
        began, at_work = time.perf_counter(), time.process_time()
        committed(read)
        took, worked = took + time.perf_counter() - began, worked + time.process_time() - at_work
    return _with_bundle(committed(document(count)), count, took, worked, maker)


def _with_bundle(commitment: Commitment, count: int, took: float, worked: float, maker: BaseAccount) -> Committed:
    ledger = Account.from_key(SECRET).address
    about = Subject(1, ledger, 1, 1 << 72 | 1, ZERO_ADDRESS, 20_697, 20_727)
    text = disclose(commitment, FINANCIER, about, maker).as_json()
    median = sorted(_checks(text))[CHECKS // 2]
    shown = len(Bundle.from_json(text).shown)
    times = round(took, 3), round(worked, 3)
    return Committed(count, FIELDS, *times, shown, len(text.encode()), round(1_000 * median, 3))


def _checks(text: str) -> Iterator[float]:
    """Yield the seconds that reading and checking a bundle take."""
    for _ in range(CHECKS):
        began = time.perf_counter()
        Bundle.from_json(text).check()
        yield time.perf_counter() - began
