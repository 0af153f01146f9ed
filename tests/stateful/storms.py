"""The rules of bad weather in the stateful run: what anybody may try when things go wrong, beside everything else."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.stateful import weather
from tests.stateful.choices import BOSSES, CALLERS, CUSTODIES, MEMBERS, PARTIES, PARTS, PICKS, RARELY, TAKERS, portion
from tests.stateful.orders import OrderingMachine
from tests.stateful.pages import ACCOUNTS, NOTE
from tests.stateful.player import REASON, REFERENCE
from tests.stateful.powers import LAPSES_AFTER, READY_AFTER
from tests.stateful.records import NOBODY, Order
from tests.stateful.scene import CURRENCIES, DAY, OBLIGORS, PAYERS

ENFORCERS = st.sampled_from(("enforcer",) * 12 + ("operator", "operator", "anchor"))
CANCELLERS = st.sampled_from(("guardian",) * 4 + ("enforcer", "operator", "tier3"))
HEIRS = st.sampled_from(("tier3", "tier2", "financier", "supplier", "wallet") * 3 + ("enforcer", "desk", "anchor"))
BURDENS = st.sampled_from(("hold",) * 3 + ("lift", "lift", "replace", "nobody"))
LAST_DAYS = st.sampled_from((0, -3, -30, 5, 100))
PAYING = st.sampled_from((*PAYERS[:3] * 2, "supervisor"))
FROZEN = st.sampled_from(("token", "token", "account", "obligation"))
KIN = ("tier3", "wallet")
ENDING = st.sampled_from((True, False, False))
ORDERING = st.sampled_from(("execute",) * 4 + ("force",) * 3 + ("cancel", "cancel", "again"))
REACHED = st.sampled_from(("default",) * 3 + ("late", "late", "now"))


class StormyMachine(OrderingMachine):
    """Everything that anybody does when an obligor does not pay, a court speaks, or a key is lost."""

    # Guarantee and default

    @precondition(lambda self: self.model.obligations)
    @rule(pick=PICKS, part=PARTS, caller=CALLERS, when=REACHED)
    def stand_in(self, pick, part, caller, when):
        """Mostly by the guarantor, once it is late, of what holders are owed."""
        number = self._numbered(pick, lambda of: of.guarantor and of.paid < of.live_face)
        of = self.model.obligations.get(number)
        if of and pick % 3 == 0:
            self._wait_until(of, when)
        due = weather.dues(of, self.model.today) if of else weather.Dues(1, 0, 0)
        offered = portion(part, due.interest if pick % 5 == 1 else due.owed - due.advanced)
        given = number, offered
        self.step("pay_as_guarantor", caller or (of and of.guarantor) or "financier", *given, told=(*given, REFERENCE))

    @precondition(lambda self: self._some_advanced())
    @rule(pick=PICKS, part=PARTS)
    def pay_back(self, pick, part):
        """The obligor pays where a guarantor has: holders first, and then it."""
        number = self._some_advanced()[pick % len(self._some_advanced())]
        of = self.model.obligations[number]
        offered = self._owed(of) - portion(part, of.advanced_principal + of.advanced_interest)
        given = number, max(1, offered)
        self.step("pay", self._payer(pick, number, "anchor"), *given, told=(*given, REFERENCE))

    @precondition(lambda self: self.model.obligations)
    @rule(pick=PICKS, caller=PARTIES, when=REACHED, wait=st.booleans())
    def record(self, pick, caller, when, wait):
        number = self._numbered(pick, lambda of: self._owed(of) and not of.default_recorded)
        if wait and number in self.model.obligations:
            self._wait_until(self.model.obligations[number], when)
        self.step("record_default", caller, number)

    @precondition(lambda self: self.model.barred)
    @rule(name=st.sampled_from((*OBLIGORS, "financier")), caller=BOSSES, pick=PICKS)
    def pardon(self, name, caller, pick):
        barred = [of for of in OBLIGORS if self.model.parties[of].identity in self.model.barred]
        name = barred[pick % len(barred)] if barred and pick % RARELY != 1 else name
        self.step("lift_bar", caller, name, told=(self.scene.identity(name), REASON))

    # Holds and freezes

    @precondition(lambda self: self.model.obligations)
    @rule(pick=PICKS, what=BURDENS, payer=PAYING, days=LAST_DAYS, caller=BOSSES)
    def rule_on(self, pick, what, payer, days, caller):
        """A court's order comes, changes, or goes; its last day is mostly near, and at times long past."""
        wanted = {"lift": lambda of: of.payer, "replace": lambda of: of.payer}
        number = self._numbered(pick, wanted.get(what, lambda of: self._owed(of) and not of.payer))
        if what == "lift":
            self.step("lift_hold", caller, number, told=(number, REASON))
            return
        payer = NOBODY if what == "nobody" else payer
        given = number, payer, max(0, self.model.today + days)
        told = number, self.scene.address(payer), given[2], REASON
        self.step("place_hold", caller, *given, told=told)

    @rule(pick=PICKS, what=FROZEN, name=MEMBERS, frozen=st.booleans(), caller=BOSSES)
    def stop(self, pick, what, name, frozen, caller):
        """Mostly a freeze of what somebody holds; it ends as often as it comes."""
        if what == "account":
            stopped = [of for of, party in self.model.parties.items() if party.frozen]
            name = stopped[pick % len(stopped)] if stopped and not frozen else name
            name = NOBODY if pick % (3 * RARELY) == 1 else name
            told = self.scene.address(name), frozen, REASON
            self.step("freeze_account", caller, name, frozen, told=told)
        elif what == "obligation":
            number = self._numbered(pick, lambda of: of.frozen != frozen)
            self.step("freeze_obligation", caller, number, frozen, told=(number, frozen, REASON))
        else:
            self._freeze_token(pick, name, frozen, caller)

    @precondition(lambda self: self._free_pairs())
    @rule(pick=PICKS, what=st.sampled_from(("token", "token", "other token", "account", "obligation", "hold")),
          how=st.sampled_from(("split", "transfer", "merge", "merge", "give", "cancel", "accept")))  # fmt: skip
    def strain(self, pick, what, how):
        """What is stopped is tried at once in a way in which it could leave, and then let go again."""
        pairs = self._free_pairs()
        id_, other = pairs[pick % len(pairs)]
        holder, half = self._holder(id_), self._worth(id_) // 2
        if how == "accept":
            told = id_, (self.scene.address("tier3"), half, NOTE), self.model.today + 9
            self.step("propose", holder, id_, "tier3", half, told[2], told=told)
            id_ = self.made[-1]
        self._restrain(what, id_, other, holder, True)
        self._try_to_leave(how, id_, other, holder, half)
        self._restrain(what, id_, other, holder, False)

    # Orders

    @precondition(lambda self: self._some(self._live))
    @rule(pick=PICKS, to=HEIRS, many=st.booleans(), by=ENFORCERS, source=TAKERS, at_once=st.booleans(), freeze=ENDING)
    def order(self, pick, to, many, by, source, at_once, freeze):
        """Mostly of what somebody holds; at times to be carried out as soon as may be."""
        id_ = self._any(pick, self._held_by_custodian if pick % 5 == 0 else self._live)
        receivable = self.model.receivables.get(id_)
        source = receivable.holder if receivable and pick % RARELY else source
        if many and pick % 3:  # two accounts of one company
            source, to = (KIN, KIN[::-1])[pick % 2]
        near = self._some(lambda one: self.model.receivables[one].holder == source and one != id_)
        ids = tuple(near[: 1 + pick % 3]) if many and near else (id_,)
        if pick % 4 < 2 and source not in CUSTODIES:
            self.step("approve", source, "stranger", ids[0])
        order = Order(source, to, ids, many, pick % 2)
        if freeze and ids[0] in self.model.receivables:
            self._freeze_token(pick, source, True, "operator", ids[0])
        self._schedule(by, order)
        if at_once:
            self.move_to(self.model.today + READY_AFTER)
            self._carry_out(by, order, pick // 4 % 2)

    @precondition(lambda self: self.model.orders)
    @rule(pick=PICKS, what=ORDERING, caller=CANCELLERS, wait=st.sampled_from((True, True, False)))
    def enforce(self, pick, what, caller, wait):
        """Mostly in time; rarely too early, or after it has lapsed."""
        orders = list(self.model.orders.items())
        (by, order), ready = orders[pick % len(orders)]
        if what == "cancel":
            told = self.scene.address(by), self.lower_ledger, self._ordered(order)
            self.step("cancel_order", caller, by, order, told=told)
            return
        if wait:
            self.move_to(ready + (LAPSES_AFTER if pick % 7 == 1 else 0))
        if what == "again":
            self._schedule(by, order)
        else:
            self._carry_out("tier3" if pick % RARELY == 1 else by, order, what == "force")

    # Credit notes

    @precondition(lambda self: self.model.obligations)
    @rule(pick=PICKS, part=PARTS, caller=CALLERS, few=st.booleans(), then=st.sampled_from((None, "paid", "waived")))
    def credit(self, pick, part, caller, few, then):
        """By who holds something of it: mostly more than that; the rest is a claim, at times made good at once."""
        id_ = self._any(pick, self._sellable)
        caller = caller or self._holder(id_)
        held = self._some(lambda one: one >> 72 == id_ >> 72 and self.model.receivables[one].holder == caller)
        ids = [*held[: 1 if few else 5], *((id_,) if pick % RARELY == 2 else ())]
        amount = portion(part, 2 * sum(self.model.receivables[one].value for one in held))
        given = id_ >> 72, amount, ids
        self.step("issue_credit_note", caller, *given, told=(*given, REASON))
        if then and any(self.model.claims.values()):
            self._make_good(pick, part, "financier", then == "waived", None)

    @precondition(lambda self: any(self.model.claims.values()))
    @rule(pick=PICKS, part=PARTS, payer=st.sampled_from((*PAYERS[:3], "supplier")), waived=ENDING, caller=CALLERS)
    def make_good(self, pick, part, payer, waived, caller):
        """A claim is paid, by anybody, or waived by whose it is."""
        self._make_good(pick, part, payer, waived, caller)

    # What the rules share

    @property
    def lower_ledger(self):
        return self.scene.address("ledger")

    def _make_good(self, pick, part, payer, waived, caller):
        open_ = [(claim, amount) for claim, amount in self.model.claims.items() if amount]
        (obligor, identity, currency), amount = open_[pick % len(open_)]
        seller = next(name for name in ACCOUNTS if self.model.parties[name].identity == identity)
        currency = sorted(CURRENCIES)[0] if pick % RARELY == 1 else currency
        amount = portion(part, amount)
        if waived:
            self.step("waive_claim", caller or obligor, seller, currency, amount)
        else:
            self.step("pay_claim", payer, obligor, seller, currency, amount)

    def _free_pairs(self):
        return [(one, other) for one, other in self._pairs() if self._sellable(one) and self._worth(one) > 1]

    def _restrain(self, what, id_, other, holder, stopped):
        number = id_ >> 72
        if what in ("token", "other token"):
            of = id_ if what == "token" else other
            if of in self.model.receivables:
                whose = self.model.receivables[of].holder
                told = self.scene.address(whose), of, stopped, REASON
                self.step("freeze_token", "operator", whose, of, stopped, told=told)
        elif what == "account":
            told = self.scene.address(holder), stopped, REASON
            self.step("freeze_account", "operator", holder, stopped, told=told)
        elif what == "obligation":
            self.step("freeze_obligation", "operator", number, stopped, told=(number, stopped, REASON))
        elif stopped:
            told = number, self.scene.address("anchor"), self.model.today, REASON
            self.step("place_hold", "operator", number, "anchor", self.model.today, told=told)
        else:
            self.step("lift_hold", "operator", number, told=(number, REASON))

    def _try_to_leave(self, how, id_, other, holder, value):
        if how == "split":
            self._split(id_, [("tier3", value)], holder)
        elif how == "transfer":
            self.step("transfer", holder, holder, "tier3", id_, safe=False)
        elif how == "merge":
            self.step("transfer_value", holder, id_, other, value)
        elif how == "give":
            self.step("transfer_value_to", holder, id_, "tier3", value)
        elif how == "cancel":
            self.step("cancel", holder, id_, value)
        else:
            self.step("accept_proposal", "tier3", id_)

    def _numbered(self, pick, wanted):
        """Mostly an obligation as it is wanted; rarely any, or none."""
        every = self.model.obligations
        fitting = [number for number, of in every.items() if wanted(of)]
        return pick % (len(every) + 2) if pick % RARELY == 1 or not fitting else fitting[pick % len(fitting)]

    def _some_advanced(self):
        return [n for n, of in self.model.obligations.items() if of.advanced_principal + of.advanced_interest]

    def _held_by_custodian(self, id_):
        return self.model.receivables[id_].holder in CUSTODIES

    def _wait_until(self, of, when):
        days = {"default": weather.last_day_before_default(of) + 1, "late": weather.last_day_of_grace(of) + 2}
        self.move_to(days.get(when, of.due_day))

    def _freeze_token(self, pick, name, frozen, caller, id_=None):
        """For its holder, mostly; a freeze that ends is one that is."""
        stopped = sorted(of for of in self.model.frozen if of[1] in self.model.receivables)
        if id_ is None:
            id_ = self._any(pick, self._live)
            holder = self.model.receivables[id_].holder if id_ in self.model.receivables else name
            name, id_ = stopped[pick % len(stopped)] if stopped and not frozen else (holder if pick % 5 else name, id_)
        name = NOBODY if pick % (3 * RARELY) == 1 else name
        address = self.scene.address(name)
        told = (address, id_, frozen) if pick % 4 == 0 else (address, id_, frozen, REASON)
        call = "freeze_token_plainly" if pick % 4 == 0 else "freeze_token"
        self.step("freeze_token", caller, name, id_, frozen, told=told, call=call)

    def _schedule(self, by, order):
        ready = (self.model.today + READY_AFTER) * DAY
        self.step("schedule_order", by, order, told=(self.lower_ledger, self._ordered(order), ready))

    def _carry_out(self, by, order, directly):
        if not directly:
            self.step("execute_order", by, order, told=(self.lower_ledger, self._ordered(order)))
            return
        call, *told = self._told_order_of(order)
        self.step("force", by, order, told=told, call=call)

    def _ordered(self, order):
        return self.scene.chain.data(*self._told_order_of(order))

    def _told_order_of(self, order):
        """Give the ledger's function and what it is given; without a reason, the standard's."""
        parties = self.scene.address(order.source), self.scene.address(order.to)
        if order.recovery:
            return "recover", *parties, list(order.ids), order.reason.to_bytes(32)
        if not order.reason:
            return "force_plainly", *parties, order.ids[0]
        return "force", *parties, order.ids[0], order.reason.to_bytes(32)
