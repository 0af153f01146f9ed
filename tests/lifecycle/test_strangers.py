"""Hostile P3: nothing that a stranger calls moves an offer, a line or an advance where its parties did not sign for.

In every state of a sale, a recourse and an advance a stranger calls every function of the market and of factoring, with
the arguments of the case and with those that a thief would try. What is not refused changes nothing of what the parties
have, but for what the rules let anyone do: and that is checked to the unit.
"""

from __future__ import annotations

import pytest

from headwater import artifact
from headwater._pricing import advance_down, interest_up, proceeds
from tests.lifecycle.strangers import FACTORING, MARKET, Scene, pays, try_everything
from tests.stage import FACE, RATE_PPM, TENOR, astuple

TIME = 95
"""Days after the due day before an obligation is in default: of grace, and of the programme."""
HALF = FACE // 2
PRINCIPAL = advance_down(FACE, 800_000)
PAID = 300_001

# States of an offer


def unsigned(s):
    """Nothing is signed: neither offer nor advance."""


def signed(s):
    s.sign()


def ordered(s):
    s.sign(order=True)


def filled(s):
    s.sign(order=True)
    s.do("discount_market", "sellFor", astuple(s.offer), s.offered, astuple(s.order), s.ordered)


def half_drawn(s):
    s.take(s.stage.offer(currency=s.currency.address, limit=FACE, revolving=True, deadline=s.offer.deadline))
    s.sign()
    s.sell(HALF)


def line_settled(s):
    half_drawn(s)
    s.pay(s.a, FACE)


def cancelled(s):
    s.sign(order=True)
    s.do("discount_market", "cancel", s.offer.salt, by="financier")


def order_cancelled(s):
    s.sign(order=True)
    s.do("discount_market", "cancel", s.order.salt, by="supplier")


def book_cancelled(s):
    s.sign(order=True)
    s.do("discount_market", "cancelAll", 0, by="financier")


# States of a recourse


def recourse_open(s):
    s.take(s.stage.offer(currency=s.currency.address, recourse=True, deadline=s.offer.deadline))
    s.sign()
    s.sell(FACE)


def recourse_in_default(s):
    recourse_open(s)
    s.stage.move_to(s.stage.now() + TENOR + TIME + 1)


def recourse_demanded(s):
    recourse_in_default(s)
    s.do("discount_market", "demandRecourse", 1, by="financier")


def recourse_undeliverable(s):
    recourse_demanded(s)
    s.do("receivables", "setApprovalForAll", s.market.address, False, by="financier")


def recourse_met(s):
    recourse_demanded(s)
    s.do("discount_market", "meetRecourse", 1, 2 * FACE, by="supplier")


def recourse_met_and_parked(s):
    recourse_demanded(s)
    s.bar("financier", True)
    s.do("discount_market", "meetRecourse", 1, 2 * FACE, by="supplier")
    s.bar("financier", False)


# States of an advance


def signed_by_the_seller(s):
    s.agree("supplier")


def signed_by_the_financier(s):
    s.agree("financier")


def signed_by_both(s):
    s.agree("supplier", "financier")


def revoked(s):
    signed_by_both(s)
    s.do("factoring", "revoke", s.stage.programme.suite.advance_digest(s.terms), by="supplier")


def advance_open(s):
    signed_by_both(s)
    s.do("factoring", "open", astuple(s.terms), s.by_supplier, s.by_financier)


def money_waiting(s):
    advance_open(s)
    s.pay(s.b, PAID)


def part_collected(s):
    money_waiting(s)
    s.do("factoring", "collect", astuple(s.terms), [s.b])


def repaid(s):
    advance_open(s)
    s.do("factoring", "repay", astuple(s.terms), FACE, by="supplier")


def closed(s):
    repaid(s)
    s.do("factoring", "release", astuple(s.terms), [s.b])


def in_default(s):
    advance_open(s)
    s.stage.move_to(s.stage.now() + TENOR + TIME + 1)


def demanded(s):
    in_default(s)
    s.do("factoring", "demand", astuple(s.terms), by="financier")


def collected_and_parked(s):
    money_waiting(s)
    s.bar("financier", True)
    s.do("factoring", "collect", astuple(s.terms), [s.b])
    s.bar("financier", False)


# What anyone may do, as what it makes of what everybody has


def bring_both_signatures_of_a_sale(s, had):
    price = proceeds(FACE, RATE_PPM, TENOR, 360)
    sold = {
        f"holder of {s.a}": s.stage.cast["financier"].address,
        "spent by financier": True,
        "spent by supplier": True,
    }
    return sold | pays(had, "financier", "supplier", price)


def meet_for_the_seller(s, had):
    amount = FACE + interest_up(FACE, RATE_PPM, TIME + 1, 360)
    met = [*had["recourse 1"][:2], 3, *had["recourse 1"][3:]]
    bought = {f"holder of {s.a}": s.stage.cast["supplier"].address, "recourse 1": met}
    return bought | {f"demands on supplier in {s.market.address}": 0} | pays(had, "stranger", "financier", amount)


def dismiss(s, had):
    again = [*had["recourse 1"][:2], 1, *had["recourse 1"][3:]]
    return {"recourse 1": again, f"demands on supplier in {s.market.address}": 0}


def withdraw_from(contract):
    def withdrawn(s, had):
        place = getattr(s, contract).address
        parked = had[f"credit of financier in {place}"]
        return {f"credit of financier in {place}": 0} | pays(had, place, "financier", parked)

    return withdrawn


def bring_both_signatures_of_an_advance(s, had):
    advance = s.stage.programme.suite.advance_digest(s.terms)
    books = {"principal": PRINCIPAL, "accrued day": s.stage.now()}
    custody = {f"holder of {s.b}": s.factoring.address, f"custody of {s.b}": advance}
    return custody | books | pays(had, "financier", "supplier", PRINCIPAL)


def collect(s, had):
    interest = interest_up(PRINCIPAL, RATE_PPM, TENOR, 360)
    books = {"principal": PRINCIPAL - PAID + interest, "interest paid": interest, "accrued day": s.stage.now()}
    accrued = {"accrued": PRINCIPAL * RATE_PPM * TENOR, f"claimed on {s.b}": PAID}
    return books | accrued | pays(had, s.stage.receivables.address, "financier", PAID)


def repay(s, had):
    principal, interest = s.factoring.functions.owed(astuple(s.terms)).call()
    days = s.stage.now() - had["accrued day"]
    books = {"principal": 0, "accrued day": s.stage.now(), "demanded": False}
    books |= {"accrued": had["accrued"] + principal * RATE_PPM * days, "interest paid": had["interest paid"] + interest}
    ended = {f"demands on supplier in {s.factoring.address}": 0}
    return books | ended | pays(had, "stranger", "financier", principal + interest)


def release(s, had):
    return {f"holder of {s.b}": s.stage.cast["supplier"].address, f"custody of {s.b}": bytes(32)}


REPAY = {"repay": repay}
STATES = {
    unsigned: {},
    signed: {},
    ordered: {"sellFor": bring_both_signatures_of_a_sale},
    filled: {},
    half_drawn: {},
    line_settled: {"replenish": lambda s, had: {"drawn": 0, "drawn on it": 0}},
    cancelled: {},
    order_cancelled: {},
    book_cancelled: {},
    recourse_open: {},
    recourse_in_default: {},
    recourse_demanded: {"meetRecourse": meet_for_the_seller},
    recourse_undeliverable: {"dismissDemand": dismiss},
    recourse_met: {},
    recourse_met_and_parked: {"withdrawCredit": withdraw_from("market")},
    signed_by_the_seller: {},
    signed_by_the_financier: {},
    signed_by_both: {"open": bring_both_signatures_of_an_advance},
    revoked: {},
    advance_open: REPAY,
    money_waiting: REPAY | {"collect": collect},
    part_collected: REPAY,
    repaid: {"release": release},
    closed: {},
    in_default: REPAY,
    demanded: REPAY,
    collected_and_parked: REPAY | {"withdrawCredit": withdraw_from("factoring")},
}

# What anyone can call for itself, or in vain, such as a sale of nothing: it changes nothing of the parties'.
HARMLESS = {"cancel", "cancelAll", "revoke", "usePermit", "replenish"}


@pytest.fixture
def scene(stage, make):
    return Scene(stage, stage.admit_currency(make("BlockingCurrency", "Barred", "BAR", 2)))


@pytest.mark.parametrize(("name", "known"), [("DiscountMarket", MARKET), ("Factoring", FACTORING)])
def test_every_function_that_changes_something_is_tried(name, known):
    functions = [entry for entry in artifact(name).abi if entry["type"] == "function"]
    changing = [entry["name"] for entry in functions if entry["stateMutability"] not in ("view", "pure")]
    assert sorted(changing) == sorted([*known, "multicall"])


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_stranger_changes_nothing_that_the_parties_did_not_sign_for(scene, state):
    state(scene)
    try_everything(scene, STATES[state], HARMLESS)
