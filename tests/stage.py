"""The stage on which the contracts' tests play: the suite on Brownie's Anvil, its cast, and short verbs.

The package itself deploys the suite, exactly as users do, so that there is one path of deployment and it is the one
tested. Brownie's containers are then put over the addresses, for their events, refusals and traces.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from web3.middleware import Web3Middleware

from _local import LocalProgramme, local_programme, member
from headwater import Acceptance, Advance, Agreement, Currency, Milestone, Offer, Order, Party, Statement, sign
from headwater._conditions import subject_of
from headwater._connection import connect

CAST = ("anchor", "supplier", "tier2", "tier3", "financier", "supervisor", "stranger", "attestor")
ACCREDITED = ("anchor", "supplier", "tier2", "tier3", "financier", "attestor")
STANDING = ("tier2", "tier3", "financier")
"""Those who take receivables without being asked each time. The supplier does not."""

FACE = 1_000_000
CAP = 10 * FACE
TENOR = 90
PURSE = 100 * FACE
NOON = 43_200
ZERO = "0x" + "00" * 20
NOTHING = "0x" + "00" * 32
DOCUMENT = "0x" + "d0" * 32
REMITTANCE = "0x" + "be" * 32
RATE_PPM = 42_000

# The overloads of `transferFrom` and `approve`, as Brownie tells them apart.
TOKEN = "address,address,uint256"
OPERATOR = "address,uint256"
VALUE = "uint256,uint256,uint256"
VALUE_TO = "uint256,address,uint256"
SPENDER = "uint256,address,uint256"

_invoices = itertools.count(1)
_agreements = itertools.count(1)
_salts = itertools.cycle(range(1, 192))  # all of the first book, whatever was played before


@dataclass(frozen=True)
class Stage:
    """The suite in Brownie's containers, and its cast as Brownie's accounts."""

    programme: LocalProgramme
    participants: Any
    invoice_registry: Any
    receivables: Any
    issuance: Any
    discount_market: Any
    factoring: Any
    credit_notes: Any
    escrow: Any
    attested_by: Any
    currency: Any
    cast: Mapping[str, Any]

    def now(self) -> int:
        """The UTC day of the chain's clock."""
        return self.programme.today()

    def move_to(self, day: int) -> None:
        """Move the chain's clock to the first second of a UTC day."""
        self.programme.move_to(day)

    # Terms and signatures

    def terms(self, **changes: Any) -> Acceptance:
        """Give believable terms of a new invoice, with changes."""
        today = self.now()
        usual = Acceptance(
            obligor=self.cast["anchor"].address,
            seller=self.cast["supplier"].address,
            currency=self.currency.address,
            face=FACE,
            due_day=today + TENOR,
            valid_until=today + 10,
            grace_days=5,
            late_rate_ppm=80_000,
            late_basis=360,
            guarantor=ZERO,
            fingerprint=next(_invoices).to_bytes(32),
            document_root=b"\xdc" * 32,
            undertaking=b"\x1a" * 32,
        )
        return replace(usual, **changes)

    def accept(self, terms: Acceptance, signer: str = "anchor") -> bytes:
        """Sign terms as the obligor does."""
        return sign(member(signer), self.programme.suite.acceptance_message(terms))

    def consent(self, terms: Acceptance, signer: str = "supplier") -> bytes:
        """Sign terms as the seller does."""
        return sign(member(signer), self.programme.suite.consent_message(terms))

    def offer(self, **changes: Any) -> Offer:
        """Give a believable offer of the financier's on the anchor, with changes."""
        usual = Offer(
            financier=self.cast["financier"].address,
            obligor=self.cast["anchor"].address,
            currency=self.currency.address,
            limit=5 * FACE,
            rate_ppm=RATE_PPM,
            basis=360,
            max_tenor_days=180,
            min_value=1_000,
            recourse=False,
            revolving=False,
            deadline=self.deadline(),
            counter=0,
            salt=next(_salts),
        )
        return replace(usual, **changes)

    def order(self, offer: Offer, receivable: int, **changes: Any) -> Order:
        """Give the supplier's order to sell all of a root to an offer, with changes."""
        usual = Order(
            seller=self.cast["supplier"].address,
            offer=self.programme.suite.offer_digest(offer),
            receivable=receivable,
            value=FACE,
            min_proceeds=0,
            deadline=self.deadline(),
            counter=0,
            salt=next(_salts),
        )
        return replace(usual, **changes)

    def advance(self, *receivables: int, **changes: Any) -> Advance:
        """Give believable terms of an advance of the financier's to the supplier on receivables, with changes."""
        usual = Advance(
            seller=self.cast["supplier"].address,
            financier=self.cast["financier"].address,
            currency=self.currency.address,
            receivables=receivables,
            value=FACE * len(receivables),
            advance_ppm=800_000,
            rate_ppm=RATE_PPM,
            basis=360,
            recourse=False,
            surplus_to=self.cast["supplier"].address,
            deadline=self.deadline(),
            salt=next(_salts),
        )
        return replace(usual, **changes)

    def milestone(self, **changes: Any) -> Milestone:
        """Give a believable milestone: money of the anchor's for the supplier, from today on, with changes."""
        usual = Milestone(
            currency=self.currency.address,
            amount=FACE,
            source=Party.PAYER,
            to=Party.PAYEE,
            lapses_to=Party.PAYER,
            condition=self.programme.suite.conditions.after_date(self.now()),
            deadline_day=self.now() + 30,
            evidence_days=10,
        )
        return replace(usual, **changes)

    def agreement(self, *milestones: Milestone, **changes: Any) -> Agreement:
        """Give a believable agreement of the anchor and the supplier, the supervisor its arbiter, with changes."""
        usual = Agreement(
            payer=self.cast["anchor"].address,
            payee=self.cast["supplier"].address,
            milestones=milestones or (self.milestone(),),
            valid_until=self.now() + 10,
            salt=next(_agreements),
            arbiter=self.cast["supervisor"].address,
            arbiter_days=14,
            silence_ppm=500_000,
            document_root=b"\xdc" * 32,
            funded_at_once=len(milestones or (1,)),
        )
        return replace(usual, **changes)

    def sign_agreement(self, terms: Agreement, *signers: str) -> list[bytes]:
        """Sign an agreement as its parties do: by default the anchor, the supplier and, as a lender, the financier."""
        signers = signers or ("anchor", "supplier", "financier")[: len(terms.parties)]
        message = self.programme.suite.agreement_message(terms)
        return [sign(member(signer), message) for signer in signers]

    def begin(self, *milestones: Milestone, **changes: Any) -> Agreement:
        """Begin an agreement at the stranger's call, by its parties' signatures; gives its terms."""
        terms = self.agreement(*milestones, **changes)
        self.escrow.begin(astuple(terms), self.sign_agreement(terms), {"from": self.cast["stranger"]})
        return terms

    def name_of(self, terms: Agreement) -> bytes:
        """Give an agreement's name: the digest of its first terms."""
        return terms.origin if any(terms.origin) else self.programme.suite.agreement_digest(terms)

    def statement(
        self, terms: Agreement, milestone: int, quantity: int, position: int = 0, signer: str = "attestor", **of: Any
    ) -> Statement:
        """Give an attestor's signed statement of a quantity for a milestone, dated today."""
        subject, document, day = (
            of.get("subject", "delivered"),
            of.get("document", bytes(32)),
            of.get("day", self.now()),
        )
        named = (self.name_of(terms), milestone, subject_of(subject), quantity, document, day)
        signature = sign(member(signer), self.programme.suite.statement_message(*named))
        return Statement(position, quantity, document, day, signature)

    def deadline(self, days: int = 10) -> int:
        """Give a second of Unix time some days from now."""
        return (self.now() + days) * 86_400

    def sign_offer(self, offer: Offer, signer: str = "financier") -> bytes:
        """Sign an offer as its financier does."""
        return sign(member(signer), self.programme.suite.offer_message(offer))

    def sign_order(self, order: Order, signer: str = "supplier") -> bytes:
        """Sign an order as its seller does."""
        return sign(member(signer), self.programme.suite.order_message(order))

    def sign_advance(self, terms: Advance, signer: str) -> bytes:
        """Sign the terms of an advance as one of its parties does."""
        return sign(member(signer), self.programme.suite.advance_message(terms))

    def binding(self, account: str, identity: bytes, signer: str) -> bytes:
        """Sign an account's binding to a legal identity."""
        return sign(member(signer), self.programme.suite.binding_message(account, identity))

    # Verbs that set a scene; what a test is about it does itself, on the contract

    def issue(self, **changes: Any) -> int:
        """Issue an obligation at the supplier's call; gives the root's id."""
        terms = self.terms(**changes)
        return self.issue_terms(terms, self.accept(terms))

    def issue_terms(self, terms: Acceptance, accepted: bytes, consented: bytes = b"") -> int:
        """Issue exactly these terms with these signatures, at the supplier's call."""
        caller = {"from": self.cast["supplier"]}
        return minted(self.issuance.issue(astuple(terms), accepted, consented, caller))[0]

    def split(self, receivable: int, *shares: tuple[Any, int], by: str = "supplier") -> list[int]:
        """Split (recipient, value) shares off; gives the children's ids."""
        given = [(recipient, value, DOCUMENT) for recipient, value in shares]
        return minted(self.receivables.split(receivable, given, {"from": self.cast[by]}))

    def propose(self, receivable: int, recipient: Any, value: int, days: int = 10, by: str = "supplier") -> int:
        """Set a child aside for some days; gives its id."""
        share, until = (recipient, value, DOCUMENT), self.now() + days
        return minted(self.receivables.propose(receivable, share, until, {"from": self.cast[by]}))[0]

    def mature(self, receivable: int) -> None:
        """Move to the due day of a receivable's obligation."""
        self.move_to(self.receivables.obligation(obligation_of(receivable))["dueDay"])

    def pay(self, receivable: int, amount: int, by: str = "anchor", currency: Any = None) -> Any:
        """Pay the obligation of a receivable, of money that the payer is given for it."""
        currency, payer = currency or self.currency, self.cast[by]
        currency.mint(payer, amount, {"from": payer})
        currency.approve(self.receivables, amount, {"from": payer})
        return self.receivables.pay(obligation_of(receivable), amount, REMITTANCE, {"from": payer})

    def entrust(self, contract: Any, *names: str) -> None:
        """Let a contract of financing move the receivables of members of the cast, and much of their money."""
        for name in names:
            member_ = {"from": self.cast[name]}
            self.receivables.setApprovalForAll(contract, True, member_)
            self.currency.approve(contract, PURSE, member_)

    def give(self, name: str, amount: int) -> None:
        """Give a member of the cast money."""
        self.currency.mint(self.cast[name], amount, {"from": self.cast["operator"]})

    def settle(self, receivable: int, amount: int) -> None:
        """Move to the due day and pay some of the obligation."""
        self.mature(receivable)
        self.pay(receivable, amount)

    def register(self, account: Any, capacities: int, identity: bytes, signer: str = "stranger") -> None:
        """Accredit an account, bound by a signature unless it is already, until far away."""
        entry = (account, identity, capacities, "0x4445", 2**32 - 1)
        signature = self.binding(str(account), identity, signer)
        self.participants.register(entry, signature, {"from": self.cast["operator"]})

    def admit_currency(self, currency: Any) -> Any:
        """Allow a currency, with the anchor's cap in it."""
        operator = {"from": self.cast["operator"]}
        self.issuance.setCurrency(currency, True, operator)
        self.issuance.setCap(self.cast["anchor"], currency, CAP, operator)
        return currency


class MinedMiddleware(Web3Middleware):
    """Returns from sending a transaction only when Anvil shows its receipt.

    Anvil shows the sender's new nonce a moment before the receipt; Brownie, when it looks in between, takes the
    transaction for dropped or sleeps for a second.
    """

    def wrap_make_request(self, make_request: Any) -> Any:
        """Wrap the provider's one way of asking the node."""

        def ask(method: Any, params: Any) -> Any:
            answer = make_request(method, params)
            if method in ("eth_sendRawTransaction", "eth_sendTransaction") and answer.get("result"):
                while not make_request("eth_getTransactionReceipt", [answer["result"]]).get("result"):
                    time.sleep(0.001)
            return answer

        return ask


def raise_stage(brownie: Any) -> Stage:
    """Deploy the suite on the chain that Brownie is connected to, at noon of a day of its own, and set the cast."""
    brownie.web3.middleware_onion.add(MinedMiddleware, "mined")
    w3 = connect(brownie.web3.provider.endpoint_uri)
    programme = local_programme(w3, CAST, Currency("EUR", 2))
    programme.register(ACCREDITED, {}, {})
    suite, operator = programme.suite, programme.address("operator")
    suite.set_cap(programme.address("anchor"), programme.token.address, CAP, sender=operator)
    for name in STANDING:
        suite.set_standing_acceptance(True, sender=programme.address(name))
    set_clock(w3, (programme.today() + 1) * 86_400 + NOON)
    (project,) = brownie.project.get_loaded_projects()
    return Stage(
        programme,
        project.Participants.at(suite.participants.address),
        project.InvoiceRegistry.at(suite.invoice_registry.address),
        project.Receivables.at(suite.receivables.address),
        project.Issuance.at(suite.issuance.address),
        project.DiscountMarket.at(suite.discount_market.address),
        project.Factoring.at(suite.factoring.address),
        project.CreditNotes.at(suite.credit_notes.address),
        project.ConditionalEscrow.at(suite.escrow.address),
        project.AttestedBy.at(suite.attested_by.address),
        project.TestCurrency.at(programme.token.address),
        {name: brownie.accounts.add(account.key.hex()) for name, account in programme.cast.items()},
    )


def set_clock(w3: Any, timestamp: int) -> None:
    """Mine a block at a second of Unix time. Brownie's own `chain.mine(timestamp=…)` fails on Anvil."""
    w3.provider.make_request("evm_setNextBlockTimestamp", [timestamp])
    w3.provider.make_request("evm_mine", [])


# Readings


def astuple(terms: Acceptance | Agreement | Offer | Order | Advance) -> tuple[Any, ...]:
    """Give terms, an agreement, an offer, an order or an advance as the contract takes them."""
    if isinstance(terms, Agreement):
        return terms.as_tuple()
    return tuple(getattr(terms, field) for field in type(terms).__slots__)


def obligation_of(receivable: int) -> int:
    """Give the obligation a receivable's id names."""
    return receivable >> 72


def receivable_id(obligation: int, depth: int, parent: int, serial: int) -> int:
    """Give the id with this pedigree."""
    return obligation << 72 | depth << 64 | parent << 32 | serial


def logged(tx: Any, event: str) -> list[dict[str, Any]]:
    """Give every event of a kind that a transaction logged, in order, as plain dictionaries."""
    if event not in tx.events:
        return []
    return [{name: plain(value) for name, value in log.items()} for log in tx.events[event]]


def plain(value: Any) -> Any:
    """Give what Brownie returned as plain Python: its own numbers cannot be compared inside a tuple."""
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return value if isinstance(value, bool) else int(value) if isinstance(value, int) else str(value)


def minted(tx: Any) -> list[int]:
    """Give the ids of the receivables that a transaction minted, in order."""
    transfers = (found for found in logged(tx, "Transfer") if "tokenId" in found)
    return [found["tokenId"] for found in transfers if found["from"] == ZERO]


def refused(name: str, *values: Any) -> Any:
    """Expect a contract to refuse by an error's name, with exactly these values."""
    import brownie

    return brownie.reverts(f"{name}: {', '.join(map(_shown, values))}")


def _shown(value: Any) -> str:
    """Give a value as Brownie shows it in a refusal: addresses in lower case, hashes as Python's bytes."""
    text = str(value)
    if not text.startswith("0x"):
        return text
    return str(bytes.fromhex(text[2:])) if len(text) == len(NOTHING) else text.lower()
