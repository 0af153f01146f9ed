"""The main job as a story: an order is delivered, its invoice accepted, the receivable flows down and all are paid.

It is told on a local programme and hands each step to whoever listens; `scripts/demo.py` prints it, tests check it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from eth_utils.crypto import keccak
from web3 import Web3

from _local import LocalProgramme, local_programme
from _order import ATTESTOR, Ordered, deliver_the_order, ordered_on
from _papers import SUPERVISOR, Papers, PaperWork
from _sale import FINANCIERS, OWN_RATE_PPM, Sale, sell_to_the_best
from headwater import Acceptance, Obligation, Share, day_of, format_units, sign
from headwater._lineage import Claim, Node, Payment, claims, lineage, parents, payments
from headwater._pedigree import Pedigree
from headwater._reconcile import Reconciliation, reconcile, reconcile_milestone
from headwater._types import ZERO_ADDRESS
from headwater.documents import Invoice, legal_identity

NAMES = ("anchor", "supplier", "tier2", "tier2b", "tier3", *FINANCIERS, ATTESTOR)
UNKNOWN_COUNTRY = "ZZ"
GRACE_DAYS = 5
LATE_RATE_PPM = 80_000
BASIS = 360
ROOM_FOR = 2  # invoices of this size under the cap: it is not the cap that refuses the second one
VAULT = "memory://headwater"
UNDERTAKING = "The obligor pays the holder on record at the due day, without defence or set-off."

# Shares in percent: of the face to tier 2 outright and by proposal, of tier 2's to tier 3, of the debt at first.
OUTRIGHT, PROPOSED, ONWARD, FIRST_PART = 40, 25, 50, 60


@dataclass(frozen=True)
class Step:
    """One step: on which UTC day, by whom, what in a sentence, and the gas it took; None off chain."""

    key: str
    day: int
    actor: str
    sentence: str
    gas: int | None = None


@dataclass
class Told:
    """What came of the story."""

    invoice: Invoice
    programme: LocalProgramme
    papers: PaperWork
    steps: list[Step] = field(default_factory=list)
    obligation: int = 0
    before: int = 0
    order: Ordered | None = None
    sale: Sale | None = None

    @property
    def state(self) -> Obligation:
        """The obligation, now."""
        return self.programme.suite.obligation(self.obligation)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The receivables as they stood on the due day, before the first payment."""
        return lineage(self.programme.suite, self.obligation, self.before)

    @property
    def parents(self) -> dict[int, int]:
        """Each child's parent, by id."""
        return parents(self.programme.suite, self.obligation)

    @property
    def payments(self) -> tuple[Payment, ...]:
        """The payments, in order."""
        return payments(self.programme.suite, self.obligation)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims, in order."""
        return claims(self.programme.suite, self.obligation)

    @property
    def names(self) -> dict[str, str]:
        """What to call each address."""
        suite = self.programme.suite
        return self.programme.names | {suite.receivables.address: "the ledger", suite.escrow.address: "the escrow"}

    def reconcile(self) -> Reconciliation:
        """Hold the money on chain against the receivables and the escrow's account, now."""
        suite, token, order = self.programme.suite, self.programme.token, self.order
        settled = reconcile(suite, self.obligation, self.invoice.payable, token, self.before)
        if order is None:
            return settled
        return replace(settled, escrowed=reconcile_milestone(suite, order.terms, 0, token, order.before, order.after))


def tell(
    w3: Web3,
    papers: Papers,
    listen: Callable[[Step], None] = lambda _: None,
    own_rate_ppm: int = OWN_RATE_PPM,
    vault: str = VAULT,
) -> Told:
    """Tell the whole story on a local chain whose clock stands at the invoice's issue date or before.

    The order is some weeks older than the invoice, or as old as the chain. `own_rate_ppm` is what the last tier would
    pay a year for a loan without security; `vault` is where the document is stored, a folder or a URL of fsspec.
    """
    story = _Story(w3, papers, listen)
    story.prepare()
    story.order()
    story.store(vault)
    root = story.issue()
    last = story.flow_down(root)
    story.show(last)
    story.finance(last, own_rate_ppm)
    story.settle()
    return story.told


class _Story:
    def __init__(self, w3: Web3, papers: Papers, listen: Callable[[Step], None]) -> None:
        self.invoice, self.listen = papers.invoice, listen
        self.issued, self.due = day_of(self.invoice.issue_date), day_of(self.invoice.due_date)
        self.programme = local_programme(w3, (*NAMES, SUPERVISOR), self.invoice.currency)
        self.suite = self.programme.suite
        self.at = {name: self.programme.address(name) for name in self.programme.cast}
        self.papers = PaperWork(self.programme, papers, self.note)
        self.told = Told(self.invoice, self.programme, self.papers)

    def note(self, key: str, actor: str, sentence: str, gas: int | None = None) -> None:
        step = Step(key, self.programme.today(), actor, sentence, gas)
        self.told.steps.append(step)
        self.listen(step)

    def money(self, units: int) -> str:
        return format_units(units, self.invoice.currency)

    def prepare(self) -> None:
        """Accredit the cast, cap the anchor, give the anchor its money; the anchor and tier2b are always asked."""
        seller, buyer = self.invoice.seller, self.invoice.buyer
        self.programme.move_to(ordered_on(self.invoice))
        self.programme.register(
            NAMES,
            {"anchor": legal_identity(buyer), "supplier": legal_identity(seller)},
            {"anchor": buyer.country or UNKNOWN_COUNTRY, "supplier": seller.country or UNKNOWN_COUNTRY},
        )
        for name in ("tier2", "tier3"):
            self.suite.set_standing_acceptance(True, sender=self.at[name])
        cap = ROOM_FOR * self.invoice.payable
        self.suite.set_cap(self.at["anchor"], self.programme.token.address, cap, sender=self.at["operator"])
        self.programme.mint("anchor", self.invoice.payable)
        self.note("prepare", "operator", f"accredits {len(NAMES)} participants and caps what the anchor may owe")

    def order(self) -> None:
        """What is ordered is delivered, and money for the tooling follows it; the invoice is apart from that."""
        self.told.order = deliver_the_order(self.programme, self.invoice, self.note, self.money)
        self.programme.move_to(self.issued)

    def store(self, vault: str) -> None:
        """The document goes into the vault; the chain gets the root of its fields."""
        self.papers.store(vault)

    def show(self, receivable: int) -> None:
        """Before they make offers, financiers see what they need of the invoice; the first of them stands for all."""
        self.papers.show(receivable, next(iter(FINANCIERS)))

    def issue(self) -> int:
        """The anchor signs off chain, the supplier issues; gives the root receivable."""
        terms = Acceptance(
            obligor=self.at["anchor"],
            seller=self.at["supplier"],
            currency=self.programme.token.address,
            face=self.invoice.payable,
            due_day=self.due,
            valid_until=self.due - 1,
            grace_days=GRACE_DAYS,
            late_rate_ppm=LATE_RATE_PPM,
            late_basis=BASIS,
            guarantor=ZERO_ADDRESS,
            fingerprint=self.papers.fingerprint(self.invoice),
            document_root=self.papers.commitment.root,
            undertaking=keccak(text=UNDERTAKING),
        )
        signature = sign(self.programme.cast["anchor"], self.suite.acceptance_message(terms))
        self.note("accept_terms", "anchor", f"accepts to owe {self.money(terms.face)}, by a signature off chain")
        done = self.suite.issue(terms, signature, sender=self.at["supplier"])
        self.told.obligation = Pedigree.of(done.value).obligation
        self.note("issue", "supplier", f"issues it as receivable {_label(done.value)}", done.gas)
        self.papers.finance_again(terms)
        return done.value

    def flow_down(self, root: int) -> int:
        """The receivable pays suppliers: outright where they always take it, by proposal where they are to be asked.

        Gives what the last of them holds.
        """
        face = self.invoice.payable
        outright = max(1, face * OUTRIGHT // 100)
        child = self.split("split_to_tier2", root, "supplier", "tier2", outright)
        proposed = face * PROPOSED // 100
        if proposed:
            self.propose(root, proposed)
        return self.split("split_to_tier3", child, "tier2", "tier3", max(1, outright * ONWARD // 100))

    def finance(self, receivable: int, own_rate_ppm: int) -> None:
        """The last tier does not wait for the due day: it sells to the best of three offers on the anchor's name."""
        self.told.sale = sell_to_the_best(self.programme, receivable, "tier3", own_rate_ppm, self.note, self.money)

    def split(self, key: str, receivable: int, giver: str, taker: str, value: int) -> int:
        share = Share(self.at[taker], value, keccak(text=f"{giver} owes {taker}"))
        done = self.suite.split(receivable, [share], sender=self.at[giver])
        (child,) = done.value
        self.note(key, giver, f"splits {self.money(value)} off to {taker} as {_label(child)}", done.gas)
        return child

    def propose(self, root: int, value: int) -> None:
        share = Share(self.at["tier2b"], value, keccak(text="supplier owes tier2b"))
        done = self.suite.propose(root, share, self.due - 1, sender=self.at["supplier"])
        what = f"proposes {self.money(value)} to tier2b as {_label(done.value)}"
        self.note("propose", "supplier", what, done.gas)
        accepted = self.suite.accept_proposal(done.value, sender=self.at["tier2b"])
        self.note("accept_proposal", "tier2b", f"accepts {_label(done.value)}", accepted.gas)

    def settle(self) -> None:
        """The due day comes; the anchor pays in two parts; whoever wants claims between them, all claim after."""
        self.programme.move_to(self.due)
        self.programme.approve("anchor", self.invoice.payable)
        self.told.before = self.suite.w3.eth.block_number
        self.note("due_day", "calendar", f"the due day has come: {self.programme.day(self.due)}")
        first = self.invoice.payable * FIRST_PART // 100
        if first:
            self.pay("pay_first_part", first)
            self.claim_early()
        self.pay("pay_the_rest", self.invoice.payable)
        ids = [node.receivable.id for node in self.told.nodes]
        done = self.suite.claim_many(ids, sender=self.at["supplier"])
        total = self.money(sum(done.value.values()))
        self.note(
            "claim_all",
            "supplier",
            f"claims on all {len(ids)} receivables, each for its holder: {total}",
            done.gas,
        )

    def pay(self, key: str, offered: int) -> None:
        reference = self.invoice.number.encode()[:32].ljust(32, b"\0")
        done = self.suite.pay(self.told.obligation, offered, reference, sender=self.at["anchor"])
        self.note(key, "anchor", f"pays {self.money(done.value)}", done.gas)

    def claim_early(self) -> None:
        """Who holds the last tier's receivable does not wait for the rest: it claims its share of the first part."""
        last = self.told.nodes[-1].receivable
        if not self.suite.receivable(last.id).claimable:
            return
        done = self.suite.claim(last.id, sender=last.holder)
        what = f"claims its share of the first part: {self.money(done.value)}"
        self.note("claim_early", self.told.names[last.holder], what, done.gas)


def _label(receivable: int) -> str:
    return Pedigree.of(receivable).label
