"""Plays ledger and model side by side: each step is taken on both, and then both show the same.

At the end all that was in the way is lifted, everything falls due and is paid, and everyone gets out.
"""

from __future__ import annotations

import pickle
from collections import Counter, defaultdict
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from _local import identity
from tests.audit import discrepancies
from tests.stage import DOCUMENT, REMITTANCE, ZERO
from tests.stateful.laws import Laws
from tests.stateful.parties import Refused
from tests.stateful.scene import CAPACITIES, CURRENCIES, OBLIGORS, Scene

NOTE = bytes.fromhex(DOCUMENT[2:])
REFERENCE = bytes.fromhex(REMITTANCE[2:])
AUDITED = 10  # one example in so many is also audited from its events, which takes as long as all of its steps
NO_LINE = [[0, ZERO, 0, 0, 0], [ZERO, 0], ZERO, 0]
SPENDER = list(CAPACITIES)[-1]


class Tally:
    """What a run came to: how often each step was taken, and how often refused by which name."""

    def __init__(self) -> None:
        self.examples = 0
        self.steps: defaultdict[str, Counter[str]] = defaultdict(Counter)


class Player(RuleBasedStateMachine):
    """The machine without its rules."""

    scene: Scene
    tally: Tally

    def __init__(self) -> None:
        super().__init__()
        self.model, self.laws, self.made = self.scene.model(), Laws(), list[int]()
        self.aside = set[int]()
        self.lower = {name: self.scene.address(name).lower() for name in (*CAPACITIES, *CURRENCIES, "")}
        self.snapshot, self.sound = self.scene.chain.snapshot(), True
        self.tally.examples += 1

    # One step

    def step(self, name: str, caller: str, *given: Any, told: tuple[Any, ...] | None = None, **more: Any) -> Any:
        """Take a step on both: both do it with the same outcome, or both refuse it by the same name.

        What the chain is told is what is given, unless it takes it in another form.
        """
        self.sound = False
        before = pickle.dumps(self.model)
        try:
            expected, named = getattr(self.model, name)(caller, *given, **more), "done"
        except Refused as refused:
            self.model, expected, named = pickle.loads(before), None, str(refused)
        call = f"{name}_safely" if more.get("safe") else name
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
        if name in ("issue", "split", "propose", "transfer_value_to"):
            self.made += [id_ for id_ in (shown if name == "split" else [shown]) if id_]

    # Both show the same

    def compare(self) -> None:
        """Compare all that ledger and model show, and look for rules that are broken."""
        money = [self.lower[name] for name in CURRENCIES]
        obligors = [self.lower[name] for name in OBLIGORS]
        accounts = [self.lower[name] for name in CAPACITIES]
        page = self.scene.chain.read(len(self.model.obligations), self.made, accounts, money, obligors)
        problems = [*differences(self.page(), page), *self.laws.broken(page, obligors, money)]
        assert not problems, "\n".join(problems)
        self.sound = True

    def page(self) -> list[Any]:
        """Give what the books should show."""
        model = self.model
        return [
            model.today,
            [self._obligation(number) for number in model.obligations],
            [self._line(id_) for id_ in self.made],
            [self._account(name) for name in CAPACITIES],
            [[model.outstanding[o, c], model.caps.get((o, c), 0)] for o in OBLIGORS for c in CURRENCIES],
            [model.money[currency].balances["ledger"] for currency in CURRENCIES],
        ]

    def _obligation(self, number: int) -> list[Any]:
        of, matured = self.model.obligations[number], self.model.today >= self.model.obligations[number].due_day
        status = 0 if not matured else 2 if of.paid == of.live_face else 1
        amounts = [of.live_face, of.cancelled, of.paid, of.due_day]
        fixed = [5, 80_000, 360, 90]
        parties = [self.lower[of.obligor], self.lower[of.currency]]
        return [*parties, *amounts, *fixed, of.serials, ZERO, NOTE, status]

    def _line(self, id_: int) -> list[Any]:
        if id_ not in self.model.receivables:
            return NO_LINE
        of = self.model.receivables[id_]
        pending = of.proposal and self.model.today <= of.proposal[1]
        proposal = [self.lower[of.proposal[0]], of.proposal[1]] if pending else [ZERO, 0]
        shown = [id_, self.lower[of.holder], of.value, of.claimed, self.model.due(id_)[0]]
        return [shown, proposal, self.lower[of.approved], of.allowances.get(SPENDER, 0)]

    def _account(self, name: str) -> list[Any]:
        model, party = self.model, self.model.parties[name]
        held = sum(of.holder == name for of in model.receivables.values())
        standing = [party.capacities, b"DE" if party.identity else b"\0\0", party.valid_until, party.standing]
        balances = [money.balances[name] for money in model.money.values()]
        return [held, standing, balances, [model.credits[name, currency] for currency in CURRENCIES]]

    # Rule 10: everyone gets out

    def teardown(self) -> None:
        """Prove that everyone gets out, and leave the chain as it was; after a failure, only that."""
        try:
            if self.sound:
                self._lift()
                self._settle()
                self._get_out()
                self._prove()
        finally:
            self.scene.chain.revert(self.snapshot)

    def register(self, name: str, until: int, caller: str = "operator") -> None:
        """Have an account accredited until a day, by its signature of once."""
        of = self.model.parties[name]
        entry = (self.scene.address(name), identity(of.identity), of.capacities, b"DE", until)
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
                money.armed = ""
                self.tell("arm", name, "", b"", False)

    def _lift(self) -> None:
        self.behave()
        last = max((of.due_day for of in self.model.obligations.values()), default=0)
        self.move_to(last)
        for name, of in self.model.parties.items():
            if of.identity and of.valid_until < self.model.today:
                self.register(name, self.model.today)

    def _settle(self) -> None:
        """Pay all in full, but of each third no more than a part."""
        for number, of in self.model.obligations.items():
            owed = of.live_face - of.paid
            if number % 3 == 0:
                owed //= 3
            if owed:
                self.step("pay", "financier", number, owed, told=(number, owed, REFERENCE))

    def _get_out(self) -> None:
        for caller in ("stranger", "desk"):
            self.step("claim_many", caller, self.made)
        for (account, currency), amount in list(self.model.credits.items()):
            if amount:
                self.step("withdraw_credit", "stranger", account, currency, account)

    def _prove(self) -> None:
        """At most a unit per receivable ever made is left of each obligation paid in part; of the others, nothing."""
        model, left = self.model, Counter[str]()
        for number, of in model.obligations.items():
            receivables = [one for one in model.receivables.values() if one.obligation == number]
            assert of.paid < of.live_face or not receivables
            if of.paid < of.live_face:
                left[of.currency] += sum(id_ >> 72 == number for id_ in self.made)
            assert all(model.due(id_)[0] == 0 for id_ in model.receivables if id_ >> 72 == number)
        assert not any(model.credits.values())
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
