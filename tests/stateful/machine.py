"""The rules of the stateful run: what anybody may try, mostly what is theirs to do and sometimes what is not."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from _local import FOREVER
from tests.stage import CAP, ZERO
from tests.stateful import weather
from tests.stateful.choices import (
    ANYBODY,
    BASES,
    BOSSES,
    CALLERS,
    CUSTODIES,
    DAYS,
    DEBTORS,
    FACES,
    GIVERS,
    GRACES,
    GUARANTORS,
    LATE_RATES,
    MANY,
    MEMBERS,
    MONEY,
    PARTIES,
    PARTS,
    PICKS,
    RARELY,
    SIGNERS,
    SPENDERS,
    TAKERS,
    TENORS,
    UNKNOWN,
    WAYS,
    Chooser,
    portion,
)
from tests.stateful.pages import NOTE
from tests.stateful.parties import Call
from tests.stateful.player import REFERENCE
from tests.stateful.records import UNLIMITED, Terms
from tests.stateful.scene import OBLIGORS

MANNERS = {"Accepts": 0, "AnswersWrongly": 1, "Refuses": 2, "DeniesIt": 4, "RefusesSilently": 5}


class LedgerMachine(Chooser):
    """Everything that anybody does to the ledger, to the programme, and to the money."""

    @initialize(
        tenors=st.tuples(TENORS, TENORS, TENORS), money=st.tuples(MONEY, MONEY), depth=st.sampled_from((32, 2, 3))
    )
    def begin(self, tenors, money, depth):
        """Three obligations that fall due on different days, two of the anchor's and one of tier 2's."""
        self._limits("operator", 1, 1_096, depth, 7)
        deals = (("anchor", "supplier", 1_000_000), ("anchor", "tier3", 7), ("tier2", "supplier", 997))
        for number, (obligor, seller, face) in enumerate(deals):
            due = self.model.today + min(max(1, tenors[number]), 30)
            late = 5, (80_000, 999_999, 0)[number], (360, 365)[number % 2], ("financier", "financier", "wallet")[number]
            terms = Terms(obligor, seller, money[number % 2], face, due, due, 1_000 + number, *late)
            self._issue(terms, seller, True, False)
            shares = [(who, face * part // 100) for who, part in (("tier3", 33), ("wallet", 17), ("desk", 15))]
            self._split(self.made[-1], shares, seller)

    # Issue

    @precondition(lambda self: len(self.model.obligations) < MANY)
    @rule(obligor=DEBTORS, seller=SIGNERS, money=MONEY, face=FACES, tenor=TENORS, how=WAYS, pick=PICKS,
          late=st.tuples(GRACES, LATE_RATES, BASES, GUARANTORS))  # fmt: skip
    def issue(self, obligor, seller, money, face, tenor, how, pick, late):
        """By the seller with the obligor's signature, by the obligor, by a stranger with both; or with less."""
        today = self.model.today
        if pick % 5 == 0:
            face = max(0, self.model.caps.get((obligor, money), 0) - self.model.outstanding[obligor, money] + pick % 2)
        fingerprint = 1_000 if pick % RARELY == 1 else 1 + len(self.made) + len(self.laws.faces) * 100
        terms = Terms(obligor, seller, money, face, today + tenor, today - (how == "late"), fingerprint, *late)
        caller = {"seller": seller, "obligor": obligor, "late": seller, "forged": seller}.get(how, "stranger")
        self._issue(terms, caller, how not in ("obligor", "forged"), how in ("both", "obligor") and pick % 3 > 0)

    # Circulation

    @precondition(lambda self: self._some(self._open))
    @rule(pick=PICKS, shares=st.lists(st.tuples(TAKERS, PARTS), min_size=1, max_size=3), caller=CALLERS)
    def split(self, pick, shares, caller):
        """Into shares, each of what the ones before it leave."""
        id_, left, given = self._any(pick, self._open), self._value(pick, self._open), []
        for recipient, part in shares:
            given.append((recipient, portion(part, left)))
            left = max(0, left - given[-1][1])
        self._split(id_, given, caller or self._holder(id_))

    @precondition(lambda self: self._some(self._open))
    @rule(pick=PICKS, recipient=TAKERS, part=PARTS, days=st.sampled_from((60, 60, 30, 1, 0, -1)), caller=CALLERS)
    def propose(self, pick, recipient, part, days, caller):
        id_, value = self._any(pick, self._open), portion(part, self._value(pick, self._open))
        until = self.model.today + days
        told = (id_, (self.scene.address(recipient), value, NOTE), until)
        self.step("propose", caller or self._holder(id_), id_, recipient, value, until, told=told)

    @precondition(lambda self: self._answerable())
    @rule(pick=PICKS, caller=CALLERS, how=st.sampled_from(("accept", "accept", "decline", "withdraw")))
    def answer(self, pick, caller, how):
        """Mostly of a proposal that pends; sometimes once more of one that was answered, or has lapsed."""
        proposals = self._answerable()
        id_ = proposals[pick % len(proposals)]
        receivable = self.model.receivables.get(id_)
        proposal = receivable.proposal if receivable else None
        usual = self._holder(id_) if how == "withdraw" or not proposal else proposal[0]
        self.step(f"{how}_proposal", caller or usual, id_)

    @precondition(lambda self: self._some(self._proposed))
    @rule(pick=PICKS, signed=st.sampled_from((True, True, False)))
    def accept_for(self, pick, signed):
        proposed = self._some(self._proposed)
        id_ = proposed[pick % len(proposed)]
        signed = signed and self.model.receivables[id_].proposal[0] != "desk"  # which signs nothing
        told = (id_, self.scene.agreement(self.model, id_, signed))
        self.step("accept_proposal_for", "stranger", id_, signed, told=told)

    @precondition(lambda self: self._some(self._open))
    @rule(pick=PICKS, part=PARTS, caller=CALLERS)
    def cancel(self, pick, part, caller):
        id_, value = self._any(pick, self._open), portion(part, self._value(pick, self._open))
        self.step("cancel", caller or self._holder(id_), id_, value)

    # Tokens

    @rule(pick=PICKS, to=ANYBODY, safe=st.booleans(), caller=CALLERS)
    def transfer(self, pick, to, safe, caller):
        id_ = self._any(pick, self._live)
        source = self.model.receivables[id_].holder if id_ in self.model.receivables else "tier2"
        self.step("transfer", caller or self._holder(id_), source, to, id_, safe=safe)

    @precondition(lambda self: self._pairs())
    @rule(pick=PICKS, other=PICKS, part=PARTS, caller=CALLERS)
    def move_value(self, pick, other, part, caller):
        """Mostly to a receivable of the same obligation."""
        pairs = self._pairs()
        id_, target = pairs[pick % len(pairs)]
        if other % RARELY == 1:
            target = self._any(other, self._live)
        value = portion(part, self.model.receivables[id_].value)
        self.step("transfer_value", caller or self._holder(id_), id_, target, value)

    @precondition(lambda self: self._some(self._open))
    @rule(pick=PICKS, to=ANYBODY, part=PARTS, caller=CALLERS)
    def give_value(self, pick, to, part, caller):
        id_, value = self._any(pick, self._open), portion(part, self._value(pick, self._open))
        self.step("transfer_value_to", caller or self._holder(id_), id_, to, value)

    @rule(pick=PICKS, spender=SPENDERS, caller=CALLERS,
          how=st.sampled_from(("whole", "value", "value", "no end", "all", "none")), part=PARTS)  # fmt: skip
    def approve(self, pick, spender, caller, how, part):
        id_ = self._any(pick, self._live)
        caller = caller or self._holder(id_)
        if how in ("all", "none"):
            self.step("approve_all", caller, spender, how == "all")
        elif how == "whole":
            self.step("approve", caller, spender, id_)
        else:
            value = UNLIMITED if how == "no end" else portion(part, self._value(pick, self._live))
            self.step("approve_value", caller, id_, spender, value)

    # Settlement

    @precondition(lambda self: self._matured())
    @rule(pick=PICKS, part=PARTS, payer=GIVERS)
    def pay(self, pick, part, payer):
        number, offered = self._payment(pick, part)
        self.step("pay", self._payer(pick, number, payer), number, offered, told=(number, offered, REFERENCE))

    @precondition(lambda self: self._matured())
    @rule(payments=st.lists(st.tuples(PICKS, PARTS), min_size=1, max_size=3), payer=GIVERS)
    def pay_many(self, payments, payer):
        given = [self._payment(*payment) for payment in payments]
        self.step("pay_many", payer, given, told=([(*payment, REFERENCE) for payment in given],))

    @precondition(lambda self: self._matured())
    @rule(pick=PICKS, caller=CALLERS)
    def claim(self, pick, caller):
        id_ = self._any(pick, self._due)
        self.step("claim", caller or self._holder(id_), id_)

    @precondition(lambda self: self._matured())
    @rule(caller=PARTIES)
    def claim_all(self, caller):
        """What is burned, blocked, another's or was never made stops nobody: only a custodian can be in its own way."""
        before = sum(self.tally.steps["claim_many"].values()) - self.tally.steps["claim_many"]["done"]
        self.step("claim_many", caller, [*self.made, UNKNOWN, *self.made[:2]])
        after = sum(self.tally.steps["claim_many"].values()) - self.tally.steps["claim_many"]["done"]
        assert after == before or caller == "desk", "rule 5: somebody stops the others' claims"

    @precondition(lambda self: self._parked())
    @rule(pick=PICKS, to=st.sampled_from((None, None, None, "tier3", "wallet", "stranger")), caller=CALLERS)
    def withdraw_credit(self, pick, to, caller):
        parked = self._parked()
        contract, account, money = parked[pick % len(parked)]
        self.withdraw(contract, caller or account, account, money, to or account)

    # The programme, its participants, and time

    @rule(name=MEMBERS, days=st.sampled_from((None, None, 3, 0, -1)), on=st.booleans(), caller=BOSSES,
          what=st.sampled_from(("accredit", "accredit", "accredit", "revoke", "stand", "stand")))  # fmt: skip
    def stand(self, name, days, on, caller, what):
        """Accreditation is given, but to no registrar, renewed, taken and runs out; standing acceptance is switched."""
        if what == "revoke":
            self.step("revoke", caller, name)
        elif name == "stranger" and what == "accredit" and on:
            self.register("operator", FOREVER, caller)
        elif name == "stranger" or (what == "stand" and name not in CUSTODIES):
            self.step("set_standing", name, on)
        else:
            self.register(name, FOREVER if days is None else self.model.today + days, caller)

    @rule(obligor=st.sampled_from(OBLIGORS), money=MONEY, cap=st.sampled_from((0, 1_000_000, CAP)),
          allowed=st.booleans(), what=st.sampled_from(("cap", "cap", "currency", "limits")), caller=BOSSES)  # fmt: skip
    def govern(self, obligor, money, cap, allowed, what, caller):
        if what == "cap":
            self.step("set_cap", caller, obligor, money, cap)
        elif what == "currency":
            self.step("set_currency", caller, money, allowed)
        else:
            self._limits(caller, *((1, 1_096, 4, 30) if allowed else (2, 1, 33, 0) if cap else (0, 30, 33, 0)))

    @rule(days=DAYS, how=st.sampled_from(("some", "some", "to", "before", "late", "default")))
    def pass_days(self, days, how):
        """Some days; or to a due day, or to the day before it, or to the first one late, or in default."""
        first = {"late": lambda of: weather.last_day_of_grace(of) + 1,
                 "default": lambda of: weather.last_day_before_default(of) + 1}  # fmt: skip
        every = [first.get(how, lambda of: of.due_day)(of) for of in self.model.obligations.values()]
        ahead = sorted(day for day in every if day > self.model.today)
        self.move_to(self.model.today + days if how == "some" or not ahead else ahead[0] - (how == "before"))

    # The money, and the wallet

    @rule(name=PARTIES, what=st.sampled_from(("bar", "bar", "fee", "stop", "arm", "manner", "behave")),
          fee=st.sampled_from((0, 1, 10, 100)), on=st.booleans(), manner=st.sampled_from(tuple(MANNERS)))  # fmt: skip
    def trick(self, name, what, fee, on, manner):
        """The money is told to bar, to take, to stop, to call back; the wallet, how to take value."""
        money = self.model.money
        if what == "bar":
            (money["blocking"].barred.add if on else money["blocking"].barred.discard)(name)
            self.tell("set_barred", "blocking", name, on)
        elif what == "fee":
            money["fee"].fee = fee
            self.tell("set_fee", "fee", fee)
        elif what == "stop":
            money["false"].stopped = on
            self.tell("set_stopped", "false", on)
        elif what == "arm":
            self._arm({1: "market", 10: "factoring", 100: "escrow"}.get(fee, "ledger"), on)
        elif what == "manner":
            self.model.parties["wallet"].manner = manner
            self.tell("set_manner", "wallet", MANNERS[manner], b"")
        else:
            self.behave()

    # What the rules share

    def _issue(self, terms, caller, accepted, consented):
        signatures = self.scene.signatures(terms, accepted, consented)
        acceptance = self.scene.acceptance(terms)
        told = (tuple(getattr(acceptance, field) for field in acceptance.__slots__), *signatures)
        self.step("issue", caller, terms, accepted, consented, told=told)

    def _split(self, id_, shares, caller):
        told = (id_, [(self.scene.address(who), value, NOTE) for who, value in shares])
        self.step("split", caller, id_, shares, told=told)

    def _arm(self, target, hides):
        """Have money make a call of its own: claim all, release a milestone, or withdraw what is not there."""
        kept = self.milestones()
        claimed = [*kept[-1], None] if target == "escrow" and kept else list(self.made)
        target = "ledger" if target == "escrow" and not kept else target
        self.model.money["reentering"].armed = Call(target, claimed, hides)
        given = ("withdraw_credit", ZERO, self.scene.address("reentering"), ZERO)
        if target == "ledger":
            given = "claim_many", self.made
        elif target == "escrow":
            given = "release_milestone", self.paper(claimed[0]).told, claimed[1], b""
        self.tell("arm", "reentering", target, self.scene.chain.data(*given), hides)

    def _limits(self, caller, *limits):
        self.step("set_limits", caller, *limits)
