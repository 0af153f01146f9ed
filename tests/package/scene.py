"""The suite on an Anvil of the package's tests: its cast, and short verbs that set a scene."""

from __future__ import annotations

import itertools
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from web3 import Web3

from _local import LocalProgramme, local_programme
from headwater import (
    Acceptance,
    Advance,
    Agreement,
    Condition,
    Done,
    Milestone,
    Offer,
    Order,
    Party,
    Share,
    SignedOffer,
    Suite,
    currency,
    refusals,
    sign,
)

GENESIS = 1_788_264_000  # 2026-09-01, noon UTC
FACE = 1_000_000
CAP = 10 * FACE
TENOR = 90
CAST = ("anchor", "supplier", "tier2", "tier3", "financier", "supervisor", "stranger", "attestor")
ACCREDITED = ("anchor", "supplier", "tier2", "tier3", "financier", "attestor")
STANDING = ("tier2", "tier3", "financier")
NOBODY = "0x" + "00" * 20

PURSE = 100 * FACE
_invoices = itertools.count(1)
_salts = itertools.count(1)


@dataclass(frozen=True)
class Scene:
    """A local programme, and the steps that come before what a test is about."""

    programme: LocalProgramme

    @property
    def suite(self) -> Suite:
        return self.programme.suite

    @property
    def currency(self) -> str:
        return str(self.programme.token.address)

    @property
    def today(self) -> int:
        return self.programme.today()

    def address(self, name: str) -> str:
        return self.programme.address(name)

    def terms(self, **changes: Any) -> Acceptance:
        """Believable terms of a new invoice, with changes."""
        usual = Acceptance(
            obligor=self.address("anchor"),
            seller=self.address("supplier"),
            currency=self.currency,
            face=FACE,
            due_day=self.today + TENOR,
            valid_until=self.today + 10,
            grace_days=5,
            late_rate_ppm=80_000,
            late_basis=360,
            guarantor=NOBODY,
            fingerprint=next(_invoices).to_bytes(32),
            document_root=b"\xdc" * 32,
            undertaking=b"\x1a" * 32,
        )
        return replace(usual, **changes)

    def accept(self, terms: Acceptance) -> bytes:
        """The anchor's signature over terms."""
        return sign(self.programme.cast["anchor"], self.suite.acceptance_message(terms))

    def issue(self, **changes: Any) -> int:
        """Issue an obligation to the supplier; gives the root's id."""
        terms = self.terms(**changes)
        return self.suite.issue(terms, self.accept(terms), sender=terms.seller).value

    def split(self, receivable: int, to: str, value: int, by: str = "supplier") -> int:
        """Split one share off; gives the child's id."""
        (child,) = self.suite.split(receivable, [Share(self.address(to), value)], sender=self.address(by)).value
        return child

    def propose(self, receivable: int, to: str = "tier2", value: int = 1) -> int:
        """Set a child aside for ten days; gives its id."""
        share = Share(self.address(to), value)
        return self.suite.propose(receivable, share, self.today + 10, sender=self.address("supplier")).value

    def fall_due(self) -> None:
        """Move to the due day, with the anchor's money at hand."""
        self.programme.move_to(self.today + TENOR)
        self.programme.mint("anchor", FACE)
        self.programme.approve("anchor", FACE)

    def pay(self, receivable: int, amount: int = FACE) -> Done[int]:
        """The anchor pays some of a receivable's obligation."""
        return self.suite.pay(receivable >> 72, amount, sender=self.address("anchor"))

    def offer(self, financier: str = "financier", **changes: Any) -> SignedOffer:
        """A believable offer on the anchor with its financier's signature, with changes; its salt is new."""
        usual = Offer(
            financier=self.address(financier),
            obligor=self.address("anchor"),
            currency=self.currency,
            limit=5 * FACE,
            rate_ppm=80_000,
            basis=360,
            max_tenor_days=180,
            min_value=1_000,
            recourse=False,
            revolving=False,
            deadline=self.deadline,
            counter=0,
            salt=next(_salts),
        )
        offer = replace(usual, **changes)
        return SignedOffer(offer, self.sign(financier, self.suite.offer_message(offer)))

    def order(self, offer: Offer, receivable: int, value: int = FACE, least: int = 0) -> tuple[Order, bytes]:
        """The supplier's order to sell to an offer, with its signature."""
        taken = self.suite.offer_digest(offer)
        order = Order(self.address("supplier"), taken, receivable, value, least, self.deadline, 0, next(_salts))
        return order, self.sign("supplier", self.suite.order_message(order))

    def advance(self, *receivables: int, **changes: Any) -> Advance:
        """Believable terms of an advance of the financier's to the supplier, with changes."""
        usual = Advance(
            seller=self.address("supplier"),
            financier=self.address("financier"),
            currency=self.currency,
            receivables=receivables,
            value=FACE * len(receivables),
            advance_ppm=800_000,
            rate_ppm=80_000,
            basis=360,
            recourse=False,
            surplus_to=self.address("supplier"),
            deadline=self.deadline,
            salt=next(_salts),
        )
        return replace(usual, **changes)

    def delivered(self, *attestors: str, **changes: Any) -> Condition:
        """What the attestor, or others, state of 100 delivered; a part of them releases a part."""
        named = [self.address(name) for name in attestors or ("attestor",)]
        usual: dict[str, Any] = {"quantity": 100, "pro_rata": True}
        return self.suite.conditions.attested_by(named, "delivered", **usual | changes)

    def milestone(self, condition: Condition | None = None, **changes: Any) -> Milestone:
        """What the anchor pays the supplier once delivered, by the deadline in ten days or in five days after it."""
        usual = Milestone(
            currency=self.currency,
            amount=FACE,
            source=Party.PAYER,
            to=Party.PAYEE,
            lapses_to=Party.PAYER,
            condition=condition or self.delivered(),
            deadline_day=self.today + 10,
            evidence_days=5,
        )
        return replace(usual, **changes)

    def agreement(self, *milestones: Milestone, **changes: Any) -> Agreement:
        """Believable terms between anchor and supplier, with the supervisor as arbiter, all funded at once."""
        usual = Agreement(
            payer=self.address("anchor"),
            payee=self.address("supplier"),
            milestones=milestones or (self.milestone(),),
            valid_until=self.today + 10,
            salt=next(_salts),
            arbiter=self.address("supervisor"),
            arbiter_days=14,
            silence_ppm=500_000,
            document_root=b"\xdc" * 32,
            funded_at_once=len(milestones or (1,)),
        )
        return replace(usual, **changes)

    def sign_agreement(self, terms: Agreement, *signers: str) -> list[bytes]:
        """Signatures under an agreement: by default anchor's, supplier's and, as a lender's, the financier's."""
        signers = signers or ("anchor", "supplier", "financier")[: len(terms.parties)]
        return [self.sign(name, self.suite.agreement_message(terms)) for name in signers]

    def begin(self, *milestones: Milestone, **changes: Any) -> Agreement:
        """Begin an agreement at the stranger's call; gives its terms."""
        terms = self.agreement(*milestones, **changes)
        self.suite.begin(terms, self.sign_agreement(terms), sender=self.address("stranger"))
        return terms

    def show(self, terms: Agreement, quantity: int, milestone: int = 0) -> bytes:
        """The attestor's statement of so many delivered, as evidence."""
        signed = self.suite.attest(self.programme.cast["attestor"], terms, milestone, "delivered", quantity)
        return self.suite.evidence(terms, milestone, [signed])

    @property
    def deadline(self) -> int:
        """A second of Unix time some days away."""
        return (self.today + 10) * 86_400

    def sign(self, name: str, message: Any) -> bytes:
        """The signature of a member of the cast."""
        return sign(self.programme.cast[name], message)

    def entrust(self, contract: Any, *names: str) -> None:
        """Give members of the cast money, and let a contract move it, and their receivables."""
        for name in names:
            self.programme.mint(name, PURSE)
            self.programme.approve(name, PURSE, contract.address)
            self.suite.entrust(contract.address, sender=self.address(name))

    def balance(self, name: str) -> int:
        return self.programme.balance(self.address(name))


def raise_scene(w3: Web3) -> Scene:
    """Deploy the suite, accredit the cast, cap the anchor."""
    scene = Scene(local_programme(w3, CAST, currency("EUR")))
    scene.programme.register(ACCREDITED, {}, {})
    operator = scene.address("operator")
    scene.suite.set_cap(scene.address("anchor"), scene.currency, CAP, sender=operator)
    for name in STANDING:
        scene.suite.set_standing_acceptance(True, sender=scene.address(name))
    return scene


@contextmanager
def refused(name: str, **values: Any) -> Iterator[None]:
    """Expect a refusal by its name, with exactly these values, also as attributes."""
    with pytest.raises(getattr(refusals, name)) as caught:
        yield
    assert caught.value.values == values, caught.value
    assert {field: getattr(caught.value, field) for field in values} == values


def used_gas(done: Done[Any]) -> bool:
    """Whether a step is on chain, and cost what a transaction costs at least."""
    return done.gas > 21_000 and done.block > 0 and done.transaction.startswith("0x")


def heed_interrupts() -> None:
    """Undo, in a process about to be started, what a background shell hands down: its jobs ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
