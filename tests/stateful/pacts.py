"""What the rules of the escrow choose from: agreements, amendments and evidence, at times with something wrong."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from headwater._pricing import PPM
from tests.stateful.agreements import Pact, Promise
from tests.stateful.choices import RARELY, portion
from tests.stateful.conditions import MAX_ARBITER_DAYS, MAX_DAY
from tests.stateful.model import MAX_VALUE
from tests.stateful.parties import Refused
from tests.stateful.records import NOBODY
from tests.stateful.scene import RICH
from tests.stateful.trades import TradingMachine

ASSETS = st.sampled_from(("money",) * 5 + ("named", "named", "part", "part", "described"))
KINDS = st.sampled_from(
    (*("pro rata",) * 3, *("after", "whole", "both", "either", "settled", "any", "not", "not yet paid"))
    + ("paid", "all") * 2
)
AMOUNTS = st.sampled_from((1_000_000, 1_000_000, 997, 7, 1, MAX_VALUE))
WAITS = st.sampled_from((0, 2, 8, 8, 30, 30, 30))
PROMISES = st.lists(st.tuples(ASSETS, KINDS, AMOUNTS, WAITS), min_size=1, max_size=3)
PAIRS = st.sampled_from(
    (("anchor", "supplier"),) * 3
    + (("financier", "tier3"), ("anchor", "tier3"), ("tier2", "supplier"), ("wallet", "tier2"), ("tier3", "desk"))
)
LENDERS = st.sampled_from((NOBODY,) * 3 + ("financier", "financier", "wallet"))
ARBITERS = st.sampled_from(("supervisor",) * 5 + (NOBODY, "stranger"))
SHARES = st.sampled_from((500_000, 500_000, 0, PPM, 333_333))

# What is wrong with terms: mostly nothing.
PACT_FLAWS = {
    "none at once": {"at_once": 0},
    "too many at once": {"at_once": 4},
    "great share": {"silence_ppm": PPM + 1},
    "long days": {"arbiter": "supervisor", "arbiter_days": MAX_ARBITER_DAYS + 1},
    "late version": {"version": 7},
    "small version": {"version": 0},
}
PROMISE_FLAWS = {
    "nothing": {"amount": 0},
    "too great": {"amount": MAX_VALUE + 1},
    "no such obligation": {"condition": ("paid", 99, 0)},
    "no quantity": {"condition": ("attested", ("attestor",), 1, 0, True)},
    "two of one": {"condition": ("attested", ("attestor",), 2, 1, True)},
    "no parts": {"condition": ("all", ())},
    "withheld": {"condition": ("not", ("attested", ("attestor",), 1, 1, True))},
    "beyond days": {"deadline": MAX_DAY + 1},
    "both ways": {"receivable": 1, "obligor": "anchor"},
}
SHORT = ("lapsed", "arbiter a party", "of its company", "one party", "no lender", "to itself", "deadline past")
SIGNING = ("unsigned", "too few", "revoked")
FLAWS = st.sampled_from(("",) * 60 + (*PACT_FLAWS, *PROMISE_FLAWS, *SHORT, *SIGNING))
CHANGES = st.sampled_from(
    ("later", "appended") * 2
    + ("sooner", "silence", "other condition", "dropped", "amount", "no arbiter", "other payer")
)
SHOWN = st.sampled_from(
    ("right",) * 6 + ("part",) * 5 + ("none", "one", "forged", "elsewhere", "tomorrow", "late", "twice", "beyond")
    + ("more parts",)
)  # fmt: skip


class Drafter(TradingMachine):
    """Draws up agreements, amends them, and gathers what is shown for them."""

    # Agreements

    def _pact(self, pick, pair, lender, specs, arbiter, share):
        """Draw up an agreement; who holds the receivable that is promised first pays."""
        (payer, payee), usable = pair, self._some(self._sellable)
        if usable and any(spec[0] != "money" for spec in specs):
            payer = self._holder(usable[pick % len(usable)])
            payee = payee if payee != payer else "tier2" if payer != "tier2" else "supplier"
        lender = lender if lender not in (payer, payee) else NOBODY
        accounts = [payer, payee, lender] if lender else [payer, payee]
        if specs[0][0] == "described" and pick % RARELY != 1:  # which cannot be funded at once
            specs = [("part", *specs[0][1:]), *specs[1:]]
        promises = tuple(self._promise(pick + 3 * place, accounts, *spec) for place, spec in enumerate(specs))
        named = [number for number, of in enumerate(promises) if of.obligor]
        most = min(named, default=len(promises))
        return Pact(
            payer, payee, lender, arbiter, (3, 0, 14)[pick % 3], share, self.model.today + 10,
            max(1, pick % (most + 1)), len(self.papers), promises,
        )  # fmt: skip

    def _promise(self, pick, accounts, asset, kind, amount, wait):
        """Draw up a milestone: money, or what one of the parties holds."""
        model, last, today = self.model, len(accounts), self.model.today
        usable = [id_ for id_ in self._some(self._sellable) if self._holder(id_) in accounts]
        source = last if pick % 5 == 0 and last == 3 else 2 if pick % 11 == 0 else 1
        if pick % RARELY != 1 and accounts[source - 1] not in RICH:
            source = next((at for at, name in enumerate(accounts, 1) if name in RICH), source)
        given = {"currency": tuple(model.money)[pick % len(model.money)] if pick % 3 == 0 else "plain"}
        given = {"currency": "reentering"} if pick % 13 == 5 else given
        if asset != "money" and usable:
            id_ = usable[pick % len(usable)]
            receivable, record = model.receivables[id_], model.obligations[id_ >> 72]
            source, amount = accounts.index(receivable.holder) + 1, receivable.value
            amount = portion("half", amount) or amount if asset == "part" else amount
            given = {"currency": record.currency, "receivable": id_}
            if asset == "described":
                given = {"currency": record.currency, "obligor": record.obligor, "latest": record.due_day}
        others = [party for party in range(1, last + 1) if party != source]
        to = others[pick % len(others)]
        back = [party for party in range(1, last + 1) if party != to]
        lapses_to = source if pick % 4 else back[pick % len(back)]
        condition = self._condition(pick, kind, today + (wait > 2))
        return Promise(
            amount=amount, source=source, to=to, lapses_to=lapses_to, condition=condition, deadline=today + wait,
            evidence_days=(0, 5, 20)[pick % 3], **given,
        )  # fmt: skip

    def _condition(self, pick, kind, day):
        attestors = tuple(sorted(("attestor", "tier3"), key=lambda name: int(self.scene.address(name), 16)))
        after = ("after", day)
        paid = ("paid", pick % max(1, len(self.model.obligations)) + 1, 0)
        by_one = ("attested", ("attestor",), 1, (3, 100)[pick % 2], True)
        kinds = {
            "after": after,
            "pro rata": by_one,
            "whole": ("attested", ("attestor",), 1, 1, False),
            "both": ("attested", attestors, 2, 7, True),
            "either": ("attested", attestors, 1, 10, True),
            "paid": paid,
            "settled": ("paid", paid[1], 1 + pick % 5),  # any status but open
            "all": ("all", (after, by_one)),
            "any": ("any", (paid, by_one)),
            "not": ("not", ("all", (after, paid))),
            "not yet paid": ("all", (by_one, ("not", paid))),
        }
        return kinds[kind]

    def _spoiled(self, pact, flaw):
        """Give the same terms with something wrong."""
        first, today = pact.promises[0], self.model.today
        short = {
            "lapsed": {"until": today - 1},
            "arbiter a party": {"arbiter": pact.payee},
            "of its company": {"arbiter": "wallet", "payee": "tier3"},
            "one party": {"payee": pact.payer},
        }
        parts = {
            "no lender": {"to": 3},
            "to itself": {"to": first.source},
            "deadline past": {"deadline": today - 1},
        }
        if flaw in parts or flaw in PROMISE_FLAWS:
            wrong = replace(first, **(parts | PROMISE_FLAWS)[flaw])
            return replace(pact, promises=(wrong, *pact.promises[1:]))
        return replace(pact, **(short | PACT_FLAWS).get(flaw, {}))

    def _amended(self, pact, change, pick, spec):
        """Give the next version of terms."""
        number = pick % len(pact.promises)
        promise, rest = pact.promises[number], {}
        changed = {
            "later": {"deadline": promise.deadline + 5},
            "sooner": {"deadline": max(0, promise.deadline - 2), "evidence_days": 0},
            "other condition": {"condition": self._condition(pick, spec[1], self.model.today)},
            "amount": {"amount": promise.amount + 1},
        }
        promises = list(pact.promises)
        if change in changed:
            promises[number] = replace(promise, **changed[change])
        elif change == "appended" and len(promises) < 4:
            promises.append(self._promise(pick, pact.parties, *spec))
        elif change == "dropped" and len(promises) > pact.at_once:
            promises.pop()
        rest |= {"silence": {"silence_ppm": 250_000}, "no arbiter": {"arbiter": NOBODY}}.get(change, {})
        rest |= {"payer": "stranger"} if change == "other payer" else {}
        next_ = {"origin": pact.first, "version": pact.version + 1, "until": self.model.today + 10}
        return replace(pact, promises=tuple(promises), **next_, **rest)

    def _signatures(self, pact, caller, flaw):
        """Give who has signed, and the signatures; who calls needs none, and a custodian's desk signs nothing."""
        signed = [name not in (caller, "desk") for name in pact.parties]
        if flaw == "unsigned":
            signed[-1] = False
        if flaw == "too few":
            signed.pop()
        message = self.paper(pact).message
        given = zip(pact.parties, signed, strict=False)
        return tuple(signed), [self._signature(name, message, has) for name, has in given]

    # What is shown

    def _shown(self, condition, deadline, how):
        """Gather statements for a condition: all it takes, a part, or something wrong."""
        kind, *terms = condition
        if how == "none":
            return None
        if kind == "attested":
            return self._statements(terms, deadline, how)
        if kind in ("all", "any"):
            parts = tuple(self._shown(part, deadline, how) for part in terms[0])
            return (*parts, None) if how == "more parts" else parts
        return (None, None) if how == "more parts" and kind == "not" else None

    def _statements(self, terms, deadline, how):
        attestors, _, quantity, _ = terms
        today = self.model.today
        day = {"tomorrow": today + 1, "late": deadline + 1}.get(how, min(today, deadline))
        sign = how if how in ("forged", "elsewhere") else "signed"
        stated = quantity // 2 + today % 2 if how == "part" else quantity
        every = [(position, stated, day, sign) for position in range(len(attestors))]
        if how == "beyond":
            every[-1] = (len(attestors), *every[-1][1:])
        return tuple(every[:1] if how == "one" else (*every, every[-1]) if how == "twice" else every)

    # Milestones

    def _at(self, pick, wanted):
        """Mostly a milestone as it is wanted, under the terms in force; at times under others, rarely any of any."""
        replaced = [of for of in self._replaced() if wanted(*of)] if pick % 4 == 2 else []
        if replaced:
            return replaced[pick // RARELY % len(replaced)]
        if pick % RARELY == 1:
            every = list(self.papers)
            return every[pick // RARELY % len(every)], pick % 4
        fitting = [of for of in self.milestones() if wanted(*of)] or self.milestones()
        return fitting[pick // RARELY % len(fitting)]

    def _replaced(self):
        """Give the funded milestones of what has begun, under terms that are in force no longer, or not yet."""
        drawn = [pact for pact in self.papers if self.model.begun.get(pact.first, pact) != pact]
        every = ((pact, number) for pact in drawn for number in range(len(pact.promises)))
        return [of for of in every if self._kept(*of).funded]

    def _kept(self, pact, number):
        return self.model.held[pact.first, number]

    def _in_time(self, pact, number):
        free = self._kept(pact, number).free(pact.promises[number])
        return free > 0 and self.model.today <= pact.promises[number].last_day

    def _meets(self, pact, number, how):
        """Tell whether something would be released."""
        promise, held = pact.promises[number], self._kept(pact, number)
        try:
            shown = self._shown(promise.condition, promise.deadline, how)
            ppm = self.model.met(promise.condition, shown, promise.deadline)
        except Refused:
            return False
        return self._in_time(pact, number) and held.met_down(promise, ppm) > 0

    def _unfunded(self):
        """Give the milestones that can still be funded, about."""
        every = ((pact, number) for pact in self.model.begun.values() for number in range(len(pact.promises)))
        return [(pact, number) for pact, number in every if not self._kept(pact, number).funded]
