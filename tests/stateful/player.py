"""Plays ledger and model side by side: each step is taken on both, and then both show the same.

At the end all that was in the way is lifted, everything falls due and is paid, and everyone gets out.
"""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from tests.audit import discrepancies
from tests.stage import DOCUMENT, REMITTANCE
from tests.stateful import weather
from tests.stateful.keeping import Keeper
from tests.stateful.laws import Laws
from tests.stateful.pages import ACCOUNTS
from tests.stateful.parties import Refused
from tests.stateful.records import NOBODY, UNLIMITED
from tests.stateful.recourses import DEMANDED
from tests.stateful.scene import CURRENCIES, DESKS, OBLIGORS

REFERENCE = bytes.fromhex(REMITTANCE[2:])
REASON = bytes.fromhex(DOCUMENT[2:])
AUDITED = 10  # one example in so many is also audited from its events, which takes as long as all of its steps


class Tally:
    """What a run came to: how often each step was taken, and how often refused by which name."""

    def __init__(self) -> None:
        self.examples = 0
        self.steps: defaultdict[str, Counter[str]] = defaultdict(Counter)


class Player(Keeper, RuleBasedStateMachine):
    """The machine without its rules."""

    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.laws, self.aside = Laws([self.lower[name] for name in ACCOUNTS], self.lower["escrow"]), set[int]()
        self.snapshot, self.sound = self.scene.chain.snapshot(), True
        self.tally.examples += 1

    # One step

    def step(self, name: str, caller: str, *given: Any, told: tuple[Any, ...] | None = None, **more: Any) -> Any:
        """Take a step on both: both do it with the same outcome, or both refuse it by the same name.

        What the chain is told is what is given, unless it takes it in another form.
        """
        self.sound = False
        call = more.pop("call", None) or (f"{name}_safely" if more.get("safe") else name)
        before = pickle.dumps(self.model)
        try:
            expected, named = getattr(self.model, name)(caller, *given, **more), "done"
        except Refused as refused:
            self.model, expected, named = pickle.loads(before), None, str(refused)
        shown, by = self._taken(call, caller, told if told is not None else self.addressed(given))
        self.tally.steps[call][by] += 1
        assert (shown, by) == (expected, named), f"{call}: the chain says {by} {shown}, the model {named} {expected}"
        if by == "done":
            self._follow(name, given, shown)
        self.compare()
        return shown

    def tell(self, name: str, *given: Any) -> None:
        """Tell a mock how to behave."""
        self.sound = False
        self.tally.steps[name]["done"] += 1
        self.scene.chain.take(name, self.scene.address("operator"), *self.addressed(given))
        self.compare()

    def move_to(self, day: int) -> None:
        """Let days pass."""
        self.sound = False
        if day > self.model.today:
            self.tally.steps["move_to"]["done"] += 1
            self.scene.chain.move_to(day * 86_400)
            self.model.today = day
        self.compare()

    def addressed(self, given: Any) -> Any:
        """Give the same with addresses for names."""
        if isinstance(given, list | tuple):
            return [self.addressed(one) for one in given]
        return self.scene.address(given) if isinstance(given, str) else given

    def _taken(self, call: str, caller: str, told: Any) -> tuple[Any, str]:
        try:
            return self.scene.chain.take(call, self.scene.address(caller), *told), "done"
        except Refused as refused:
            return None, str(refused)

    def _follow(self, name: str, given: Any, shown: Any) -> None:
        """Take note of what was made."""
        if name == "issue":
            self.laws.faces.append(given[0].face)
            debt = given[0].obligor, given[0].currency
            assert self.model.outstanding[debt] <= self.model.caps[debt], "rule 7: beyond the cap"
        if name == "propose":
            self.aside.add(shown)
        if name in ("execute_order", "force"):
            self.laws.restraints.moved |= {*given[0].ids}
        if name == "freeze_obligation":
            number, frozen = given
            frozen_ones = self.laws.restraints.frozen_obligations
            (frozen_ones.add if frozen else frozen_ones.discard)(number)
        known = set(self.made)
        self.made += [id_ for id_ in self.model.receivables if id_ not in known]

    # Both show the same

    def compare(self) -> None:
        """Compare all that ledger and model show, and look for rules that are broken."""
        money = [self.lower[name] for name in CURRENCIES]
        obligors = [self.lower[name] for name in OBLIGORS]
        page = self.scene.chain.read("books", *self.question())
        outlook = self.scene.chain.read("almanac", *self.outlook_question())
        limits = [line.limit for line in self.lines]
        problems = [*differences(self.page(), page), *differences(self.outlook(), outlook, "outlook")]
        problems += self.laws.broken(page, outlook, obligors, money, limits)
        problems += self.laws.broken_in_escrow(page, money, self.promised())
        assert not problems, "\n".join(problems)
        self.sound = True

    # Rule 10: everyone gets out

    def teardown(self) -> None:
        """Prove that everyone gets out, and leave the chain as it was; after a failure, only that."""
        try:
            if self.sound:
                self._lift()
                self._settle()
                self._end_advances()
                self._end_recourses()
                self._empty_escrow()
                self._get_out()
                self._prove()
        finally:
            self.scene.chain.revert(self.snapshot)

    def register(self, name: str, until: int, caller: str = "operator") -> None:
        """Have an account accredited until a day, by its signature of once."""
        of = self.model.parties[name]
        entry = (self.scene.address(name), self.scene.identity(of.identity), of.capacities, of.country, until)
        self.step("register", caller, name, until, told=(entry, b""))

    def behave(self) -> None:
        """Let no currency be in the way any more."""
        for name, money in self.model.money.items():
            for who in sorted(money.barred):
                money.barred.discard(who)
                self.tell("set_barred", name, who, False)
            if money.fee:
                money.fee = 0
                self.tell("set_fee", name, 0)
            if money.stopped:
                money.stopped = False
                self.tell("set_stopped", name, False)
            if money.armed:
                money.armed = None
                self.tell("arm", name, NOBODY, b"", False)

    def _lift(self) -> None:
        self.behave()
        self._end_restraints()
        self._release_all()
        last = max((of.due_day for of in self.model.obligations.values()), default=0)
        self.move_to(last)
        self._accredit()

    def _settle(self) -> None:
        """Pay all in full, but of each third no more than a part."""
        for number, of in self.model.obligations.items():
            owed = weather.dues(of, self.model.today).owed
            if number % 3 == 0:
                owed //= 3
            if owed:
                self.step("pay", "financier", number, owed, told=(number, owed, REFERENCE))

    def _end_restraints(self) -> None:
        """End every hold and every freeze; what is ordered lapses, and bars stop nobody who holds something."""
        model = self.model
        for number, of in model.obligations.items():
            if of.payer:
                self.step("lift_hold", "operator", number, told=(number, REASON))
            if of.frozen:
                self.step("freeze_obligation", "operator", number, False, told=(number, False, REASON))
        for name in [name for name, of in model.parties.items() if of.frozen]:
            self.step("freeze_account", "operator", name, False, told=(self.scene.address(name), False, REASON))
        for name, id_ in sorted(of for of in model.frozen if of[1] in model.receivables):
            told = self.scene.address(name), id_, False, REASON
            self.step("freeze_token", "operator", name, id_, False, told=told)

    def _end_advances(self) -> None:
        """Collect on each advance and pay the rest back; nothing then stays but what its obligor would get."""
        model = self.model
        for deal, told in [(deal, self.deal(deal)) for deal in model.advances]:
            kept = model.in_custody(deal)
            if any(model.due(id_)[0] for id_ in kept):
                self.step("collect", "stranger", deal, kept, told=(told, kept))
            if any(model.owed(deal)):
                self.step("repay", "financier", deal, UNLIMITED, told=(told, UNLIMITED))
            self._let_stand(deal.surplus_to)
            left = [id_ for id_ in model.in_custody(deal) if model.obligations[id_ >> 72].obligor != deal.surplus_to]
            self.step("release", "stranger", deal, left, told=(told, left))
            assert all(model.receivables[id_].holder == deal.surplus_to for id_ in left)

    def _end_recourses(self) -> None:
        """Meet every demand that can be met, and dismiss the others."""
        for number, recourse in enumerate(self.model.recourses, 1):
            if recourse.state != DEMANDED:
                continue
            if self.model.deliverable(recourse) and self.model.in_default(recourse.receivable >> 72):
                self._let_stand(recourse.seller)
                self.step("meet_recourse", "financier", number, UNLIMITED)
            else:
                self.step("dismiss_demand", "stranger", number)

    def _accredit(self) -> None:
        for name, of in self.model.parties.items():
            if of.identity and of.valid_until < self.model.today:
                self.register(name, self.model.today)

    def _let_stand(self, name: str) -> None:
        if not self.model.parties[name].standing:
            self.step("set_standing", name, True)

    def withdraw(self, contract: str, caller: str, account: str, currency: str, to: str) -> None:
        """Withdraw what a contract keeps for somebody."""
        call = "withdraw_credit" if contract == "ledger" else f"withdraw_from_{contract}"
        self.step("withdraw_credit", caller, account, currency, to, contract=contract, call=call)

    def _get_out(self) -> None:
        for caller in ("stranger", "desk"):
            self.step("claim_many", caller, self.made)
        for contract in self.model.credits:
            for (account, currency), amount in list(self.model.credits[contract].items()):
                if amount:
                    self.withdraw(contract, "stranger", account, currency, account)

    def _prove(self) -> None:
        """At most a unit per receivable ever made is left of what was divided; of what was paid in time, nothing."""
        model, left = self.model, Counter[str]()
        for number, of in model.obligations.items():
            receivables = [one for one in model.receivables.values() if one.obligation == number]
            assert of.paid < of.live_face or not receivables
            if of.paid < of.live_face or of.interest_paid:
                left[of.currency] += sum(id_ >> 72 == number for id_ in self.made)
            assert all(model.due(id_)[0] == 0 for id_ in model.receivables if id_ >> 72 == number)
        assert not any(parked for of in model.credits.values() for parked in of.values())
        assert not any(money.balances[desk] for money in model.money.values() for desk in DESKS[:2])
        self._prove_escrow()
        assert not any(model.demands(name) + model.demands_on_advances(name) for name in model.parties)
        for currency, money in model.money.items():
            assert 0 <= money.balances["ledger"] <= left[currency], f"rule 10: {money.balances['ledger']} {currency}"
        if self.tally.examples % AUDITED == 0:
            assert list(discrepancies(self.scene.programme)) == []


def differences(expected: Any, shown: Any, path: str = "page") -> list[str]:
    """Name each place where what is shown is not what was expected."""
    if isinstance(expected, list) and isinstance(shown, list) and len(expected) == len(shown):
        pairs = zip(expected, shown, strict=True)
        return [found for place, pair in enumerate(pairs) for found in differences(*pair, f"{path}.{place}")]
    return [] if expected == shown else [f"{path}: the chain shows {shown}, the model {expected}"]
