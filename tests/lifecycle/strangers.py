"""What a stranger finds of an offer, a recourse and an advance, all that it can call, and what everybody has.

The stranger is the worst there can be: accredited, ready to take receivables, with money that both contracts may take,
and with every signature that was ever shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from headwater import ContractRefused, refusals
from headwater._connection import call, send
from headwater._refusals import named_refusals
from tests.stage import CAP, FACE, PURSE, Stage, astuple, logged, obligation_of

PARTIES = ("anchor", "supplier", "tier2", "financier")
TRADER, IDENTITY = 2 | 4, b"\x5a" * 32
ALL = 2**256 - 1
BOOK = 192
DEAR = 2**24 - 1
SURELY = 1_000  # days: longer than any scene

Attempts = dict[str, Callable[["Scene"], list[tuple[Any, ...]]]]


class Scene:
    """One offer on one receivable, one advance on another, both the supplier's, and how far each has come."""

    def __init__(self, stage: Stage, currency: Any) -> None:
        self.stage, self.currency = stage, currency
        self.market, self.factoring = stage.programme.suite.discount_market, stage.programme.suite.factoring
        self.thief = stage.cast["stranger"]
        for name in (*PARTIES, "stranger"):
            self._equip(stage.cast[name])
        stage.register(self.thief, TRADER, IDENTITY)
        for name in ("supplier", "stranger"):
            stage.participants.setStandingAcceptance(True, {"from": stage.cast[name]})
        self.a, self.b = (stage.issue(currency=currency.address) for _ in range(2))
        money: dict[str, Any] = {"currency": currency.address, "deadline": stage.deadline(SURELY)}
        self.offer = stage.offer(**money)
        self.terms = stage.advance(self.b, recourse=True, **money)
        self.offered = self.by_supplier = self.by_financier = b""
        self.value = FACE
        self.take(self.offer)

    def take(self, offer: Any) -> None:
        """Make the offer this one; the supplier's order to it is not signed yet."""
        self.offer, self.ordered = offer, b""
        self.order = self.stage.order(offer, self.a, value=self.value, deadline=offer.deadline)

    def sign(self, order: bool = False) -> None:
        """Sign the offer, and the order if asked."""
        self.offered = self.stage.sign_offer(self.offer)
        self.ordered = self.stage.sign_order(self.order) if order else b""

    def agree(self, *names: str) -> None:
        """Sign the advance."""
        for name in names:
            setattr(self, f"by_{name}", self.stage.sign_advance(self.terms, name))

    def do(self, contract: str, function: str, *given: Any, by: str = "operator") -> Any:
        """Take a step of one of the parties'."""
        return getattr(getattr(self.stage, contract), function)(*given, {"from": self.stage.cast[by]})

    def sell(self, value: int) -> None:
        """Sell so much of the first receivable, which is from then on what the financier got."""
        given = astuple(self.offer), self.offered, self.a, value, 0, self.offer.deadline
        sold = self.do("discount_market", "sell", *given, by="supplier")
        self.a, self.value = logged(sold, "ReceivableSold")[0]["receivable"], value

    def pay(self, receivable: int, amount: int) -> None:
        """Pay some of the obligation of one of the two."""
        self.stage.mature(receivable)
        self.stage.pay(receivable, amount, currency=self.currency)

    def bar(self, name: str, barred: bool) -> None:
        """Have the currency bar a party from being paid, or no more."""
        self.currency.setBlocked(self.stage.cast[name], barred, {"from": self.stage.cast[name]})

    def _equip(self, account: Any) -> None:
        self.currency.mint(account, PURSE, {"from": account})
        for contract in (self.stage.discount_market, self.stage.factoring):
            self.currency.approve(contract, PURSE, {"from": account})
            self.stage.receivables.setApprovalForAll(contract, True, {"from": account})

    # What everybody has

    def position(self) -> dict[str, Any]:
        """Show all that the parties have by money, receivables, limits, counters, books and credits."""
        return {**self._money(), **self._holdings(), **self._offers(), **self._recourses(), **self._advance()}

    def _money(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for name in (*PARTIES, "stranger"):
            account = self.stage.cast[name].address
            shown[f"money of {name}"] = int(self.currency.balanceOf(account))
            for contract in (self.market, self.factoring):
                shown[f"credit of {name} in {contract.address}"] = _ask(contract, "creditOf", account, self.currency)
                shown[f"demands on {name} in {contract.address}"] = _ask(contract, "openDemandsOf", account)
        others = self.market, self.factoring, self.stage.receivables
        return shown | {f"money of {one.address}": int(self.currency.balanceOf(one.address)) for one in others}

    def _holdings(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for id_ in (self.a, self.b):
            try:
                one = self.stage.programme.suite.receivable(id_)
            except refusals.Receivables_NoSuchReceivable:
                continue
            shown |= {f"holder of {id_}": one.holder, f"value of {id_}": one.value, f"claimed on {id_}": one.claimed}
            shown[f"custody of {id_}"] = _ask(self.factoring, "advanceOf", id_)
        return shown

    def _offers(self) -> dict[str, Any]:
        line = self.stage.programme.suite.offer_digest(self.offer)
        shown = {"drawn": _ask(self.market, "drawnOf", line)}
        shown["drawn on it"] = _ask(self.market, "drawnOn", line, obligation_of(self.a))
        for name, signed in (("financier", self.offer), ("supplier", self.order)):
            account = self.stage.cast[name].address
            shown[f"spent by {name}"] = _ask(self.market, "isSpent", account, signed.salt)
            shown[f"counter of {name}"] = _ask(self.market, "counterOf", account, signed.salt // BOOK)
        return shown

    def _recourses(self) -> dict[str, Any]:
        return {f"recourse {number}": list(_ask(self.market, "recourseOf", number)) for number in (1, 2)}

    def _advance(self) -> dict[str, Any]:
        advance = self.stage.programme.suite.advance_digest(self.terms)
        names = ("principal", "accrued day", "demanded", "accrued", "interest paid")
        shown = dict(zip(names, _ask(self.factoring, "accountOf", advance), strict=True))
        for name in ("supplier", "financier"):
            shown[f"revoked by {name}"] = _ask(self.factoring, "isRevoked", self.stage.cast[name].address, advance)
        return shown

    # What the stranger tries

    def rooms(self) -> Iterator[tuple[Any, Attempts]]:
        """Give the contracts, each with what is tried on it."""
        yield self.market, MARKET
        yield self.factoring, FACTORING

    def tries(self) -> Iterator[tuple[str, bool, dict[str, Any] | ContractRefused]]:
        """Call everything, each time from the same state; what the parties would call in a bundle too.

        Gives the function, whether it was called as the parties would, and the change in what everybody has or the
        refusal.
        """
        before = self.position()
        for contract, attempts in self.rooms():
            for name, arguments in attempts.items():
                for place, given in enumerate(arguments(self)):
                    step = contract.functions[name](*given)
                    data = contract.encode_abi(name, args=given)
                    for one in (step, contract.functions.multicall([data])) if place == 0 else (step,):
                        yield name, place == 0, self._outcome(one, before)

    def _outcome(self, step: Any, before: dict[str, Any]) -> dict[str, Any] | ContractRefused:
        w3 = self.stage.programme.w3
        try:
            with named_refusals():
                step.call({"from": self.thief.address})
        except ContractRefused as refusal:
            return refusal
        there = call(w3, "evm_snapshot")
        send(w3, step, self.thief.address)
        after = self.position()
        call(w3, "evm_revert", there)
        return changes(before, after)


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Give what is otherwise, as it is after; what is gone as None."""
    return {key: after.get(key) for key in before | after if before.get(key) != after.get(key)}


def pays(had: dict[str, Any], giver: str, taker: str, amount: int) -> dict[str, Any]:
    """Tell who has how much after a payment."""
    given, taken = f"money of {giver}", f"money of {taker}"
    return {given: had[given] - amount, taken: had[taken] + amount}


def is_a_refusal_of_right(refusal: ContractRefused) -> bool:
    """It was not for want of money, of an allowance or of an accreditation that a stranger was refused."""
    return not refusal.name.startswith(("ERC20", "Participants_", "Panic", "Unnamed", "Reentrancy"))


def _ask(contract: Any, view: str, *given: Any) -> Any:
    return contract.functions[view](*(getattr(one, "address", one) for one in given)).call()


# Every function of both contracts, with the arguments to try: first those of the case, then those a thief would try.


def _sales(s: Scene) -> list[tuple[Any, Any]]:
    """The offer as it is, changed under its signature, the stranger's own, and one without a signature that counts."""
    mine = replace(s.offer, financier=s.thief.address, rate_ppm=DEAR)
    changed = replace(s.offer, rate_ppm=0, limit=CAP)
    forged = s.stage.sign_offer(s.offer, "stranger")
    signed_by_me = s.stage.sign_offer(mine, "stranger")
    return [(s.offer, s.offered), (changed, s.offered), (mine, signed_by_me), (s.offer, forged)]


def _sell(s: Scene) -> list[tuple[Any, ...]]:
    given = [(astuple(o), sig, s.a, s.value, 0, s.offer.deadline) for o, sig in _sales(s)]
    return [*given, (*given[0][:2], s.a, 1_000, 0, s.offer.deadline)]


def _sell_many(s: Scene) -> list[tuple[Any, ...]]:
    given = [(astuple(o), sig, [(s.a, s.value)], 0, s.offer.deadline) for o, sig in _sales(s)]
    more = ([(s.a, 1_000), (s.b, 1_000)], [])
    return [*given, *((*given[0][:2], parts, 0, s.offer.deadline) for parts in more)]


def _sell_for(s: Scene) -> list[tuple[Any, ...]]:
    mine = replace(s.order, seller=s.thief.address)
    cheap = replace(s.order, value=1_000, min_proceeds=0)
    orders = [(s.order, s.ordered), (cheap, s.ordered), (s.order, s.stage.sign_order(s.order, "stranger"))]
    orders.append((mine, s.stage.sign_order(mine, "stranger")))
    sales = _sales(s)
    pairs = (
        [(sales[0], order) for order in orders] + [(sale, orders[0]) for sale in sales[1:]] + [(sales[2], orders[3])]
    )
    return [(astuple(o), sig, astuple(order), signed) for (o, sig), (order, signed) in pairs]


def _credit(s: Scene) -> list[tuple[Any, ...]]:
    financier, supplier, thief = (s.stage.cast[name].address for name in ("financier", "supplier", "stranger"))
    ways = ((financier, financier), (financier, thief), (supplier, thief), (thief, thief), (financier, supplier))
    return [(account, s.currency.address, to) for account, to in ways]


def _permit(s: Scene) -> list[tuple[Any, ...]]:
    owner, until, signature = s.stage.cast["financier"].address, s.offer.deadline, (27, b"\1" * 32, b"\2" * 32)
    places = s.currency, s.market, s.stage.receivables
    return [(place.address, owner, ALL, until, *signature) for place in places]


def _line(s: Scene) -> list[tuple[Any, ...]]:
    line, both = s.stage.programme.suite.offer_digest(s.offer), [obligation_of(id_) for id_ in (s.a, s.b)]
    return [(line, both), (line, []), (line, both[1:]), (b"\0" * 32, both)]


def _numbers(*more: Any) -> Callable[[Scene], list[tuple[Any, ...]]]:
    return lambda s: [(number, *more) for number in (1, 0, 2)]


def _terms(s: Scene) -> list[Any]:
    """The terms as they are, and changed so that the stranger would have what comes in."""
    thief = s.thief.address
    mine = [replace(s.terms, financier=thief), replace(s.terms, seller=thief), replace(s.terms, surplus_to=thief)]
    return [astuple(one) for one in (s.terms, *mine, replace(s.terms, receivables=(s.a, s.b), salt=0))]


def _open(s: Scene) -> list[tuple[Any, ...]]:
    forged = s.stage.sign_advance(s.terms, "stranger")
    pairs = [(s.by_supplier, s.by_financier), (forged, s.by_financier), (s.by_supplier, forged)]
    pairs.append((s.by_financier, s.by_supplier))
    first, *others = _terms(s)
    return [*((first, *pair) for pair in pairs), *((terms, *pairs[0]) for terms in others)]


def _with_ids(s: Scene) -> list[tuple[Any, ...]]:
    first, *others = _terms(s)
    return [*((first, ids) for ids in ([s.b], [s.a], [s.b, s.a])), *((terms, [s.b]) for terms in others)]


MARKET: Attempts = {
    "sell": _sell,
    "sellFor": _sell_for,
    "sellMany": _sell_many,
    "replenish": _line,
    "cancel": lambda s: [(s.offer.salt,), (s.order.salt,), (ALL,)],
    "cancelAll": lambda s: [(s.offer.salt // BOOK,), (ALL,)],
    "demandRecourse": _numbers(),
    "withdrawDemand": _numbers(),
    "dismissDemand": _numbers(),
    "endRecourse": _numbers(),
    "meetRecourse": _numbers(ALL),
    "withdrawCredit": _credit,
    "usePermit": _permit,
}
FACTORING: Attempts = {
    "open": _open,
    "revoke": lambda s: [(s.stage.programme.suite.advance_digest(s.terms),), (b"\0" * 32,)],
    "collect": _with_ids,
    "repay": lambda s: [(terms, ALL) for terms in _terms(s)],
    "release": _with_ids,
    "demand": lambda s: [(terms,) for terms in _terms(s)],
    "withdrawCredit": _credit,
    "usePermit": _permit,
}


def try_everything(scene, open_to_all, harmless):
    """Have the stranger try all it can in a state: what it may do does what is said, and nothing else does anything."""
    had, done = scene.position(), set()
    for name, real, outcome in scene.tries():
        if isinstance(outcome, ContractRefused):
            assert is_a_refusal_of_right(outcome), (name, outcome)
        elif outcome:
            assert real, f"{name} with a thief's arguments: {outcome}"
            assert outcome == changes(had, had | open_to_all[name](scene, had)), name
            done.add(name)
        else:
            assert name in harmless, name
    assert done == set(open_to_all)
