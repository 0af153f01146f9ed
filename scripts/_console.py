"""The suite for people at a console: the cast as attributes, and a short verb for each step of the main job.

A verb gives an `Outcome` that reads as a sentence. What is refused is printed as one line, and the verb gives None.
Receivables are named by their label (`"1/2"`) or id, amounts are text or `Decimal` in the currency, never float.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from decimal import Decimal

from eth_utils.crypto import keccak
from web3 import Web3

from _escrow_verbs import EscrowVerbs
from _financing_verbs import FinancingVerbs
from _local import FOREVER, LocalProgramme, identity, local_programme
from _reading import CAST, CURRENCY
from _supervision_verbs import SupervisionVerbs
from _verbs import verb
from _wording import Member, NotUnderstood, Outcome
from headwater import (
    Acceptance,
    Capacity,
    Pedigree,
    Registration,
    Share,
    sign,
    to_units,
)
from headwater._lineage import Node, lineage, parents
from headwater._types import ZERO_ADDRESS

ACCREDITED = ("anchor", "supplier", "tier2", "tier3", "financier", "attestor")
STANDING = ("tier2", "tier3", "financier")
"""Those who take receivables without being asked each time. The supplier does not."""

CAP, PURSE = "10000000.00", "1000000.00"
"""What the anchor may owe, and the money that it and the financier have."""

UNDERTAKING = "The obligor pays the holder on record at the due day, without defence or set-off."
VERBS = (
    *("order", "attest", "release", "withdraw", "dispute", "rule", "lapse", "explain"),
    *("issue", "split", "propose", "accept", "transfer"),
    *("offer", "quote", "sell", "advance", "collect"),
    *("wait", "until_due", "pay", "claim"),
    *("position", "pay_as_guarantor", "freeze", "unfreeze", "hold", "lift", "force", "credit_note"),
    *("tree", "show", "help"),
)

Amount = str | Decimal


def prepared(w3: Web3, first_day: int) -> ConsoleSuite:
    """Deploy a programme on a local chain whose cast is ready to act, not before a UTC day."""
    programme = local_programme(w3, CAST, CURRENCY)
    programme.move_to(first_day)
    programme.register(ACCREDITED, {}, {})
    suite, anchor = programme.suite, programme.address("anchor")
    financier = programme.address("financier")
    both = Capacity.FINANCIER | Capacity.GUARANTOR
    suite.register(
        Registration(financier, identity("financier"), both, "DE", FOREVER), sender=programme.address("operator")
    )
    for name in STANDING:
        suite.set_standing_acceptance(True, sender=programme.address(name))
    cap, purse = to_units(CAP, CURRENCY), to_units(PURSE, CURRENCY)
    suite.set_cap(anchor, programme.token.address, cap, sender=programme.address("operator"))
    for name in ("anchor", "financier"):
        programme.mint(name, purse)
    return ConsoleSuite(programme)


class ConsoleSuite(FinancingVerbs, EscrowVerbs, SupervisionVerbs):
    """The deployed suite, its cast as attributes, and the verbs. `programme` is all that is behind it."""

    def __init__(self, programme: LocalProgramme) -> None:
        super().__init__(programme)
        members = self._read.members.values()
        self.anchor, self.supplier, self.tier2, self.tier3, self.financier, self.supervisor, self.attestor = members
        self._invoices = 0

    def __repr__(self) -> str:
        today = self._read.words.date(self.programme.today())
        return f"Headwater on a local chain, where it is {today}. Cast: {', '.join(CAST)}. Try suite.help()"

    @verb
    def issue(self, seller: str, amount: Amount, days: int = 90, guarantor: str | None = None) -> Outcome:
        """Issue what the anchor owes a seller in some days: the anchor signs the terms, the seller presents them."""
        account, suite = self._read.member(seller), self.programme.suite
        stands_in = ZERO_ADDRESS if guarantor is None else str(self._read.member(guarantor))
        terms = self._terms(account, self._read.units(amount), self._read.day_in(days), stands_in)
        signature = sign(self.programme.cast["anchor"], suite.acceptance_message(terms))
        root = suite.issue(terms, signature, sender=account).value
        return Outcome(f"{self._read.line(root)}, owed by anchor on {self._read.words.date(terms.due_day)}", root)

    @verb
    def split(self, receivable: object, shares: Mapping[str, Amount], by: str | None = None) -> Outcome:
        """Split shares off to others, such as {suite.tier2: "300.00"}; by the holder, unless you say by whom."""
        if not isinstance(shares, Mapping):
            raise NotUnderstood('Shares are given as {suite.tier2: "300.00"}.')
        id_, suite = self._read.receivable(receivable), self.programme.suite
        parts = [Share(self._read.account(to), self._read.units(amount)) for to, amount in shares.items()]
        obligor = suite.obligation(Pedigree.of(id_).obligation).obligor
        children = suite.split(id_, parts, sender=self._read.sender(by, self._read.holder(id_))).value
        gone = sum(part.value for part in parts if part.recipient == obligor)
        lines = [self._read.line(child) for child in children]
        lines += [f"{self._read.words.money(gone)} given back and cancelled"] if gone else []
        return Outcome("\n".join([*lines, self._read.rest(id_)]), *children)

    @verb
    def propose(
        self, receivable: object, to: str, amount: Amount, days: int | None = None, by: str | None = None
    ) -> Outcome:
        """Set a share aside that somebody may accept within some days, or until the due day; by the holder."""
        id_, suite = self._read.receivable(receivable), self.programme.suite
        due = suite.obligation(Pedigree.of(id_).obligation).due_day
        until = due - 1 if days is None else self._read.day_in(days)
        share = Share(self._read.account(to), self._read.units(amount))
        child = suite.propose(id_, share, until, sender=self._read.sender(by, self._read.holder(id_))).value
        return Outcome(self._read.line(child), child)

    @verb
    def accept(self, receivable: object, by: str | None = None) -> Outcome:
        """Accept a proposed receivable; by the one it is proposed to, unless you say by whom."""
        id_, suite = self._read.receivable(receivable), self.programme.suite
        suite.accept_proposal(id_, sender=self._read.sender(by, suite.proposal(id_).recipient))
        return Outcome(self._read.line(id_), id_)

    @verb
    def transfer(self, receivable: object, to: str, by: str | None = None) -> Outcome:
        """Hand a whole receivable to another; by the holder, unless you say by whom. To the anchor it is cancelled."""
        id_, account = self._read.receivable(receivable), self._read.account(to)
        self.programme.suite.transfer(id_, account, sender=self._read.sender(by, self._read.holder(id_)))
        return Outcome(self._read.rest(id_), id_)

    @verb
    def wait(self, days: int) -> Outcome:
        """Move the clock of the chain on by some days."""
        self.programme.move_to(self._read.day_in(days))
        return Outcome(f"It is {self._read.words.date(self.programme.today())}")

    @verb
    def until_due(self, obligation: int) -> Outcome:
        """Move the clock of the chain to the due day of an obligation; it never goes back."""
        number, state = self._read.obligation(obligation)
        self.programme.move_to(state.due_day)
        today, due = self._read.words.date(self.programme.today()), self._read.words.date(state.due_day)
        return Outcome(f"It is {today}; obligation {number} is due on {due}")

    @verb
    def pay(self, obligation: int, amount: Amount, by: str = "anchor") -> Outcome:
        """Pay an obligation, at most what is owed on it; by the anchor, unless you say by whom."""
        number, _ = self._read.obligation(obligation)
        units, payer = self._read.units(amount), self._read.member(by)
        self.programme.approve(payer.name, units)
        paid = self.programme.suite.pay(number, units, sender=payer).value
        owed = self._read.words.money(self.programme.suite.position(number, self.programme.today()).owed)
        return Outcome(f"{payer.name} pays {self._read.words.money(paid)} on obligation {number}; {owed} still owed")

    @verb
    def claim(self, receivable: object, by: str | None = None) -> Outcome:
        """Claim what is due on a receivable, always for its holder; by the holder, unless you say by whom."""
        id_ = self._read.receivable(receivable)
        holder = self._read.holder(id_)
        amount = self.programme.suite.claim(id_, sender=self._read.sender(by, holder)).value
        name, money, label = self._read.words.name(holder), self._read.words.money(amount), self._read.words.label(id_)
        rest = self._read.rest(id_, "paid in full")
        return Outcome(f"{name} gets {money} for {label}, and has {self._read.balance(holder)}\n{rest}", id_)

    @verb
    def tree(self, obligation: int) -> Outcome:
        """Draw an obligation and its receivables, each below the one it was split from."""
        number, state = self._read.obligation(obligation)
        suite = self.programme.suite
        nodes, above = lineage(suite, number, suite.w3.eth.block_number), parents(suite, number)
        there = {node.pedigree.id for node in nodes}
        below: dict[int | None, list[Node]] = {}
        for node in nodes:
            parent = above.get(node.pedigree.id)
            below.setdefault(parent if parent in there else None, []).append(node)
        lines = self._branches(below, None, "  ") or ["  no receivable is left"]
        return Outcome("\n".join([self._read.headline(number, state), *lines]), *sorted(there))

    @verb
    def show(self, what: object) -> Outcome:
        """Show a receivable, or the money of a member of the cast."""
        if what in (*self._read.members, *self._read.members.values()):
            member = self._read.member(what)
            return Outcome(f"{member.name} has {self._read.balance(member)}")
        id_ = self._read.receivable(what)
        shown, pedigree = self.programme.suite.receivable(id_), Pedigree.of(id_)
        money = self._read.words.money
        lines = [
            self._read.line(id_),
            f"  tier {pedigree.tier}, "
            + (f"split from {pedigree.obligation}/{pedigree.parent}" if pedigree.depth else "the root"),
            f"  {money(shown.claimed)} claimed, {money(shown.claimable)} can be claimed now",
            f"  {self._read.headline(*self._read.obligation(pedigree.obligation))}",
        ]
        return Outcome("\n".join(lines), id_)

    @verb
    def help(self, verb: str | None = None) -> Outcome:
        """List the verbs, or explain one, such as suite.help("split")."""
        if verb is None:
            return Outcome("\n".join(self._explained(name) for name in VERBS))
        if verb not in VERBS:
            raise NotUnderstood(f"{verb!r} is no verb: {', '.join(VERBS)}.")
        return Outcome(self._explained(verb))

    def _explained(self, verb: str) -> str:
        method = getattr(self, verb)
        given = inspect.signature(method).parameters.values()
        shown = ", ".join(p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in given)
        return f"{verb}({shown})\n    {inspect.getdoc(method)}"

    def _branches(self, below: Mapping[int | None, list[Node]], parent: int | None, indent: str) -> list[str]:
        lines = []
        for node in below.get(parent, []):
            lines.append(indent + self._read.line(node.pedigree.id))
            lines.extend(self._branches(below, node.pedigree.id, indent + "  "))
        return lines

    def _terms(self, seller: Member, face: int, due_day: int, guarantor: str) -> Acceptance:
        """Believable terms of a new invoice."""
        self._invoices += 1
        return Acceptance(
            obligor=self.anchor,
            seller=seller,
            currency=self.programme.token.address,
            face=face,
            due_day=due_day,
            valid_until=due_day,
            grace_days=5,
            late_rate_ppm=80_000,
            late_basis=360,
            guarantor=guarantor,
            fingerprint=keccak(text=f"invoice {self._invoices}"),
            document_root=keccak(text=f"document {self._invoices}"),
            undertaking=keccak(text=UNDERTAKING),
        )
