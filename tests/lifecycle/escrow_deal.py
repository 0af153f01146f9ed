"""A deal with the escrow in it: each verb takes a step on chain, reckons what should then be, and checks all of it.

Money and receivables are checked as in every deal. Of each milestone the books are, and of the escrow that it has just
what its milestones hold: no unit more or less.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from eth_utils import to_hex

from headwater import Agreement, Milestone, Party, Side
from headwater._agreements import Dispute, Kept
from headwater._pricing import PPM
from tests.lifecycle.deal import Deal
from tests.lifecycle.milestones import SIDES, Stone
from tests.lifecycle.reckoning import KEY, Paper
from tests.stage import PURSE, logged, minted, obligation_of


class EscrowDeal(Deal):
    """A tale in which agreements begin, are amended, released, disputed and withdrawn.

    Everybody who trades lets the escrow move its money and receivables.
    """

    def __init__(self, stage: Any, currency: Any = None, **others: Any) -> None:
        self.escrow = stage.escrow
        self.agreed: dict[bytes, list[Stone]] = {}
        super().__init__(stage, currency, escrow=stage.escrow, **others)

    def _equip(self, name: str) -> None:
        if name == "escrow":
            return
        super()._equip(name)
        self.act(name, self.currency, "approve", self.escrow.address, PURSE)
        self.act(name, self.houses["ledger"], "setApprovalForAll", self.escrow.address, True)

    # Agreements

    def agree(self, *milestones: Milestone, **changes: Any) -> Agreement:
        """Have a stranger begin an agreement that all have signed; gives its terms."""
        terms = self.stage.agreement(*milestones, **changes)
        tx = self.call_begin(terms)
        assert logged(tx, "AgreementBegun")[0]["agreement"] == to_hex(self.stage.name_of(terms))
        self.agreed[self.stage.name_of(terms)] = [Stone(due) for due in terms.milestones]
        for number in range(terms.funded_at_once):
            self._funded(terms, number, tx, terms.milestones[number].receivable)
        return self._then(terms)

    def call_begin(self, terms: Agreement) -> Any:
        """Have a stranger begin an agreement and reckon nothing: for what is refused."""
        return self.act(KEY, self.escrow, "begin", terms.as_tuple(), self._signatures(terms))

    def amend(self, terms: Agreement, **changes: Any) -> Agreement:
        """Have a stranger put other terms in force that all have signed; gives them."""
        name = self.stage.name_of(terms)
        amended = replace(terms, origin=name, version=terms.version + 1, **changes)
        self.act(KEY, self.escrow, "amend", terms.as_tuple(), amended.as_tuple(), self._signatures(amended))
        stones = self.agreed[name]
        stones += [Stone(due) for due in amended.milestones[len(stones) :]]
        for stone, due in zip(stones, amended.milestones, strict=True):
            stone.due, stone.amended = due, True
        return self._then(amended)

    def fund(self, terms: Agreement, number: int, receivable: int = 0) -> None:
        """Fund a milestone at the call of the party it comes from."""
        by = self._party(terms, terms.milestones[number].source)
        tx = self.act(by, self.escrow, "fund", terms.as_tuple(), number, receivable)
        self._then(self._funded(terms, number, tx, receivable))

    # Milestones

    def release_milestone(self, terms: Agreement, number: int, evidence: bytes = b"", ppm: int = PPM) -> int:
        """Have a stranger release a milestone for evidence that shows it met so far; gives the amount."""
        stone = self.stone(terms, number)
        amount = stone.met_down(ppm)
        assert self.stage.programme.suite.releasable(terms, number, evidence) == (ppm, amount)
        tx = self.act(KEY, self.escrow, "release", terms.as_tuple(), number, evidence)
        assert logged(tx, "MilestoneReleased")[0]["amount"] == amount
        stone.released += amount
        return self._then(amount)

    def lapse(self, terms: Agreement, number: int) -> int:
        """Have a stranger return what a milestone still holds; gives the amount."""
        stone = self.stone(terms, number)
        amount = stone.held
        tx = self.act(KEY, self.escrow, "lapse", terms.as_tuple(), number)
        assert logged(tx, "MilestoneLapsed")[0]["amount"] == amount
        stone.returned += amount
        return self._then(amount)

    def take_out(self, terms: Agreement, number: int, side: Side, to: str = "", by: str = KEY) -> int:
        """Withdraw what a milestone has released or returned, at somebody's call; gives the amount."""
        stone = self.stone(terms, number)
        to = to or self._party(terms, stone.due.to if side is Side.RELEASED else stone.due.lapses_to)
        given = (terms.as_tuple(), number, int(side), self.people[to].address)
        tx = self.act(by, self.escrow, "withdraw", *given)
        if self._has_fallen_due(stone):
            stone.collected += self._claim(stone.receivable)
            amount = stone.share(side)
            stone.paid[side] += amount
            self._move("escrow", to, amount)
        else:
            amount = stone.waiting(side)
            self._leave(stone, amount, to, tx)
            stone.gone[side] += amount
        assert logged(tx, "MilestoneWithdrawn")[0]["amount"] == amount
        return self._then(amount)

    def collect_milestone(self, terms: Agreement, number: int) -> int:
        """Have a stranger claim on a milestone's receivable; gives what it brought."""
        tx = self.act(KEY, self.escrow, "collect", terms.as_tuple(), number)
        stone = self.stone(terms, number)
        amount = self._claim(stone.receivable)
        assert logged(tx, "MilestoneCollected")[0]["amount"] == amount
        stone.collected += amount
        return self._then(amount)

    def everybody_out(self, terms: Agreement) -> None:
        """Have a stranger pay out to everybody what waits; then the escrow has nothing, of money or receivables."""
        for number, stone in enumerate(self.agreed[self.stage.name_of(terms)]):
            for side in SIDES:
                if stone.share(side) if self._has_fallen_due(stone) else stone.waiting(side):
                    self.take_out(terms, number, side)
        assert int(self.currency.balanceOf(self.escrow)) == 0
        assert int(self.houses["ledger"].balanceOf["address"](self.escrow)) == 0

    # Disputes

    def dispute(self, terms: Agreement, number: int, amount: int, by: str) -> int:
        """Dispute an amount at a party's call; gives the dispute's number."""
        stone = self.stone(terms, number)
        tx = self.act(by, self.escrow, "dispute", terms.as_tuple(), number, amount)
        (party,) = (party for party, account in terms.parties.items() if account == self.people[by].address)
        stone.disputes.append(Dispute(amount, self.stage.now() + terms.arbiter_days, party))
        assert logged(tx, "AmountDisputed")[0]["dispute"] == len(stone.disputes) - 1
        return self._then(len(stone.disputes) - 1)

    def rule(self, terms: Agreement, number: int, dispute: int, award: int) -> None:
        """Divide a disputed amount at the arbiter's call."""
        amount = self.stone(terms, number).disputes[dispute].amount
        arbiter = self.name_of(terms.arbiter)
        self.act(arbiter, self.escrow, "rule", terms.as_tuple(), number, dispute, award)
        self._ended(terms, number, dispute, award, amount - award)

    def rule_by_silence(self, terms: Agreement, number: int, dispute: int) -> None:
        """Have a stranger divide a disputed amount by the agreement's share, rounded down for who would have earned."""
        amount = self.stone(terms, number).disputes[dispute].amount
        self.act(KEY, self.escrow, "ruleBySilence", terms.as_tuple(), number, dispute)
        award = amount * terms.silence_ppm // PPM
        self._ended(terms, number, dispute, award, amount - award)

    def _ended(self, terms: Agreement, number: int, dispute: int, award: int, back: int) -> None:
        stone = self.stone(terms, number)
        stone.disputes[dispute] = Dispute(0, 0, None)
        stone.awarded += award
        stone.returned += back
        self._then()

    # Reckoning

    def name(self, terms: Agreement) -> str:
        """Give an agreement's name as refusals show it."""
        return to_hex(self.stage.name_of(terms))

    def digest_of(self, terms: Agreement) -> str:
        """Give the digest of terms as refusals show it."""
        return to_hex(self.stage.programme.suite.agreement_digest(terms))

    def stone(self, terms: Agreement, number: int) -> Stone:
        """Give the books of a milestone."""
        return self.agreed[self.stage.name_of(terms)][number]

    def _party(self, terms: Agreement, party: Party) -> str:
        return self.name_of(terms.parties[party])

    def _signatures(self, terms: Agreement) -> list[bytes]:
        signers = [self.signer(self.name_of(account)) for account in terms.parties.values()]
        return self.stage.sign_agreement(terms, *signers)

    def _funded(self, terms: Agreement, number: int, tx: Any, receivable: int) -> None:
        stone = self.stone(terms, number)
        stone.funded = True
        if stone.is_money:
            self._move(self._party(terms, stone.due.source), "escrow", stone.due.amount)
            return
        (told,) = (log for log in logged(tx, "MilestoneFunded") if log["milestone"] == number)
        stone.receivable = self._part(receivable, stone.due.amount, "escrow", told["receivable"])

    def _part(self, id_: int, value: int, taker: str, taken: int) -> int:
        """Hand over some value of a receivable: all of it is itself, a part is one that was not there before."""
        paper = self.papers[id_]
        if value == paper.value:
            assert taken == id_
            paper.holder = taker
            return taken
        assert taken not in self.papers
        paper.value -= value
        self.papers[taken] = Paper(taker, value)
        return taken

    def _leave(self, stone: Stone, amount: int, to: str, tx: Any) -> None:
        if stone.is_money:
            self._move("escrow", to, amount)
            return
        self._part(stone.receivable, amount, to, (minted(tx) or [stone.receivable])[0])

    def _has_fallen_due(self, stone: Stone) -> bool:
        if not stone.receivable:
            return False
        return self.stage.now() >= self.debts[obligation_of(stone.receivable)].due_day

    # Checks

    def even(self) -> None:
        """Check that the chain shows what was reckoned, of the milestones too."""
        super().even()
        kept: Counter[int] = Counter()
        for name, stones in self.agreed.items():
            for number, stone in enumerate(stones):
                self._even_milestone(name, number, stone)
                kept[stone.receivable] += stone.inside
        assert self.cash["escrow"] == sum(stone.cash for stones in self.agreed.values() for stone in stones)
        assert all(paper.value == kept[id_] for id_, paper in self.papers.items() if paper.holder == "escrow")

    def _even_milestone(self, name: bytes, number: int, stone: Stone) -> None:
        suite = self.stage.programme.suite
        shown, books = suite.milestone(name, number), stone.books()
        assert {field: getattr(shown, field) for field in books} == books
        assert stone.is_balanced()
        paid = (stone.paid[Side.RELEASED], stone.paid[Side.RETURNED])
        assert suite.kept(name, number) == Kept(stone.receivable, stone.collected, *paid)
        for dispute, expected in enumerate(stone.disputes):
            assert suite.dispute_of(name, number, dispute) == expected
