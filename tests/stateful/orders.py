"""The rules of the escrow in the stateful run: what anybody may try with agreements, beside everything else.

Rules E5 to E10, as the model has them, whatever else happens to the parties, their receivables and their money.
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.stateful.agreements import RELEASED, RETURNED
from tests.stateful.choices import CALLERS, MONEY, PARTIES, PARTS, PICKS, RARELY, TENORS, portion
from tests.stateful.pacts import (
    ARBITERS,
    CHANGES,
    FLAWS,
    LENDERS,
    PAIRS,
    PROMISES,
    SHARES,
    SHOWN,
    Drafter,
)
from tests.stateful.player import REFERENCE
from tests.stateful.trades import FINANCED

BEGINNERS = st.sampled_from(("stranger", "stranger", "payer", "payee", "again"))
LEAVING = st.sampled_from(("earned",) * 4 + ("back", "back", "lapse", "lapse", "collect", "collect"))
QUARRELS = st.sampled_from(("dispute",) * 3 + ("rule", "rule", "rule", "silence", "silence"))
ORDERED = st.sampled_from(("", "agreed", "disputed", "amended"))
FAR = 90  # days
TARGETS = st.sampled_from((None,) * 8 + ("tier3", "wallet", "stranger", "escrow"))


class OrderingMachine(Drafter):
    """Everything that anybody does to the ledger, to its financing, and to agreements in escrow."""

    @initialize(tenors=st.tuples(TENORS, TENORS, TENORS), money=st.tuples(MONEY, MONEY),
                depth=st.sampled_from((32, 2, 3)), financed=FINANCED, pick=PICKS, specs=PROMISES, ordered=ORDERED,
                pair=PAIRS, lender=LENDERS)  # fmt: skip
    def begin(self, tenors, money, depth, financed, pick, specs, ordered, pair, lender):
        """As the financing begins; and mostly with an agreement, which at times is disputed or amended at once."""
        super().begin(tenors, money, depth, financed)
        if ordered:
            self._begin(self._pact(pick, pair, lender, specs, "supervisor", 500_000), "stranger", "")
        if ordered == "disputed" and self.milestones():
            self._dispute(pick, "half", None)
        if ordered == "amended" and self.milestones():
            self._amend(self.milestones()[0][0], pick, ("later", "appended")[pick % 2], specs[0], "stranger", "")

    # Agreements

    @rule(pick=PICKS, pair=PAIRS, lender=LENDERS, specs=PROMISES, arbiter=ARBITERS, share=SHARES, flaw=FLAWS,
          how=BEGINNERS)  # fmt: skip
    def agree(self, pick, pair, lender, specs, arbiter, share, flaw, how):
        """By all signatures; at times once more, or after somebody has thought better of it."""
        if how == "again" and self.papers:
            pact = list(self.papers)[pick % len(self.papers)]
        else:
            pact = self._spoiled(self._pact(pick, pair, lender, specs, arbiter, share), flaw)
        caller = {"payer": pact.payer, "payee": pact.payee}.get(how, "stranger")
        self._begin(pact, "desk" if "desk" in pact.parties and pick % RARELY else caller, flaw)

    @precondition(lambda self: self.model.begun)
    @rule(pick=PICKS, change=CHANGES, specs=PROMISES, flaw=FLAWS, caller=PARTIES)
    def change(self, pick, change, specs, flaw, caller):
        """With all signatures, of the terms in force; rarely of terms that are no longer, or some are revoked."""
        pact, number = self._at(pick, lambda *_: True)
        if pick % 17 == 1:
            self._revoke(caller if number else pact.payer, list(self.papers)[pick % len(self.papers)])
            return
        self._amend(pact, pick, change, specs[0], caller, flaw)

    @precondition(lambda self: self._unfunded())
    @rule(pick=PICKS, caller=CALLERS)
    def fund(self, pick, caller):
        """Mostly by the party that promised it, with what was promised."""
        places = self._unfunded()
        pact, number = places[pick % len(places)]
        promise = pact.promises[number]
        source, id_ = pact.account(promise.source), promise.receivable
        if promise.obligor:
            fits = [one for one in self._some(self._open) if self._fits_promise(one, promise, source)]
            id_ = fits[pick % len(fits)] if fits and pick % RARELY else self._any(pick, self._open)
        elif pick % RARELY == 1:
            id_ = self._any(pick, self._open)
        self.on_milestone("fund_milestone", caller or source, pact, number, id_)

    # Milestones

    @precondition(lambda self: self.milestones())
    @rule(pick=PICKS, how=SHOWN, caller=PARTIES, till=st.booleans())
    def fulfil(self, pick, how, caller, till):
        """Mostly while something is held, at times on the last day; by anybody."""
        pact, number = self._at(pick, lambda *of: self._meets(*of, how))
        promise = pact.promises[min(number, len(pact.promises) - 1)]
        if till and pick % 7 == 0 and promise.last_day < self.model.today + FAR:
            self.move_to(promise.last_day)
        self.show(caller, pact, number, self._shown(promise.condition, promise.deadline, how))

    @precondition(lambda self: self.milestones())
    @rule(pick=PICKS, what=LEAVING, to=TARGETS, caller=CALLERS, wait=st.booleans(), stand=st.booleans())
    def leave(self, pick, what, to, caller, wait, stand):
        """Mostly where something waits: to the party, at its call to another account, or to somebody else."""
        side = RETURNED if what == "back" else RELEASED
        if what == "collect" or pick % RARELY == 2:
            self._bring(pick, wait or what == "collect")
        fits = {"lapse": lambda *of: self._kept(*of).free(of[0].promises[of[1]]),
                "collect": lambda *of: self._collects(*of)}  # fmt: skip
        pact, number = self._at(pick, fits.get(what, lambda *of: self._kept(*of).waiting(side)))
        promise = pact.promises[min(number, len(pact.promises) - 1)]
        if what == "lapse":
            if wait and promise.last_day < self.model.today + FAR:
                self.move_to(promise.last_day + 1)
            self.on_milestone("lapse_milestone", caller or "stranger", pact, number)
        elif what == "collect":
            self.on_milestone("collect_milestone", caller or "stranger", pact, number)
        else:
            party = pact.account(promise.to if side == RELEASED else promise.lapses_to)
            if stand and not promise.is_money and not self.model.parties[party].standing:
                self.step("set_standing", party, True)
            if promise.currency == "reentering" and pick % 2:  # it calls the escrow that pays it out
                self._arm("escrow", pick % 4 == 1)
            caller = caller or ("stranger" if to is None else party)
            self.on_milestone("withdraw_milestone", caller, pact, number, side, to or party)

    @precondition(lambda self: self.milestones())
    @rule(pick=PICKS, what=QUARRELS, part=PARTS, caller=CALLERS, wait=st.booleans())
    def quarrel(self, pick, what, part, caller, wait):
        """Dispute, mostly what can be; of what is disputed, mostly what is open; where nothing is, that first."""
        if what == "dispute" or not any(self._kept(*of).disputed for of in self.milestones()):
            self._dispute(pick, *((part, caller) if what == "dispute" else ("half", None)))
        if what == "dispute":
            return
        pact, number = self._at(pick, lambda *of: self._kept(*of).disputed)
        which, (amount, last_day, _) = self._open_dispute(pick, pact, number)
        if what == "rule":
            given = which, portion(part, amount)
            self.on_milestone("rule_dispute", caller or pact.arbiter or "supervisor", pact, number, *given)
        else:
            if wait:
                self.move_to(last_day + 1)
            self.on_milestone("rule_by_silence", caller or "stranger", pact, number, which)

    @rule(currency=MONEY, amount=st.sampled_from((1, 999)), pick=PICKS)
    def stray(self, currency, amount, pick):
        """Money is sent to the escrow by mistake."""
        if pick % 4 == 0 and not self.model.money[currency].armed:  # which would make its call here, too
            self.model.money[currency].balances["escrow"] += amount
            self.laws.strayed[self.lower[currency]] += amount
            self.tell("mint", currency, "escrow", amount)

    # What the rules share

    def _begin(self, pact, caller, flaw):
        if flaw == "revoked":
            self._revoke(pact.payer, pact)
        signed, signatures = self._signatures(pact, caller, flaw)
        self.step("begin_pact", caller, pact, signed, told=(self.paper(pact).told, signatures))

    def _amend(self, pact, pick, change, spec, caller, flaw):
        amended = self._spoiled(self._amended(pact, change, pick, spec), flaw)
        if flaw == "revoked":
            self._revoke(amended.payee, amended)
        caller = "desk" if "desk" in pact.parties else caller
        signed, signatures = self._signatures(amended, caller, flaw)
        told = (self.paper(pact).told, self.paper(amended).told, signatures)
        self.step("amend_pact", caller, pact, amended, signed, told=told)

    def _dispute(self, pick, part, caller):
        pact, number = self._at(pick, lambda *of: of[0].arbiter and self._in_time(*of) and self.model.disputable(*of))
        known = (pact, number) in self.milestones()
        amount = portion(part, self.model.disputable(pact, number) if known else 1)
        self.on_milestone("dispute", caller or pact.parties[pick % len(pact.parties)], pact, number, amount)

    def _revoke(self, caller, pact):
        self.on_milestone("revoke_pact", caller, pact)

    def _fits_promise(self, id_, promise, source):
        receivable, record = self.model.receivables[id_], self.model.obligations[id_ >> 72]
        described = record.obligor == promise.obligor and record.due_day <= promise.latest
        return described and receivable.holder == source and receivable.value >= promise.amount

    def _collects(self, pact, number):
        id_ = self._kept(pact, number).receivable
        return id_ in self.model.receivables and self.model.due(id_)[0]

    def _bring(self, pick, wait):
        """Let a receivable that is kept for a milestone fall due, and be paid in part."""
        kept = [id_ for id_ in self.model.places if id_ in self.model.receivables]
        if kept and wait:
            number = kept[pick % len(kept)] >> 72
            of = self.model.obligations[number]
            self.move_to(of.due_day)
            given = number, self._owed(of) // (1 + pick % 3)
            self.step("pay", self._payer(2, number, "financier"), *given, told=(*given, REFERENCE))

    def _open_dispute(self, pick, pact, number):
        """Give the number of an open dispute, and what it says; of none, where there is none."""
        found = [(which, of) for which, of in enumerate(self._kept(pact, number).disputes) if of]
        return found[pick % len(found)] if found else (pick % 2, (1, self.model.today, 1))
