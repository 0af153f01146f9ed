"""Every method of financing on a real chain: what it gives, what it costs, and how it refuses."""

import pytest

from headwater import AdvanceAccount, Owed, Part, Recourse, RecourseState, advance_down, digest, interest_up
from headwater._financing import SALTS_IN_BOOK
from headwater._types import fields
from tests.package.scene import FACE, PURSE, TENOR, refused, used_gas

DISCOUNT = 20_000  # of the whole face value: 8 % a year for 90 of 360 days
PRICE = FACE - DISCOUNT
LATE = 5 + 90 + 1  # days after the due day: the first in default, after the days of grace and the default days
ADVANCED = 800_000


@pytest.fixture
def root(scene):
    """A receivable of the supplier's, of the whole face value."""
    return scene.issue()


@pytest.fixture
def market(scene, suite):
    """The market, to which the supplier and the financier have given their approvals."""
    scene.entrust(suite.discount_market, "supplier", "financier")
    return suite.discount_market


@pytest.fixture
def quote(scene, market):
    """A quote of the financier's."""
    return scene.offer()


@pytest.fixture
def line(scene, market):
    """A credit line of the financier's."""
    return scene.offer(revolving=True)


@pytest.fixture
def sell(scene, suite, supplier):
    """The supplier sells some of a receivable to an offer."""

    def act(signed, receivable, value=FACE, least=0):
        part = Part(receivable, value)
        return suite.sell(signed.offer, signed.signature, part, least, scene.deadline, sender=supplier)

    return act


@pytest.fixture
def recourse(scene, market, sell, root):
    """The number of a recourse on the whole face value, in default today."""
    sell(scene.offer(recourse=True), root)
    scene.programme.move_to(scene.today + TENOR + LATE)
    return 1


@pytest.fixture
def demanded(suite, recourse, financier):
    """The same, demanded."""
    suite.demand_recourse(recourse, sender=financier)
    return recourse


@pytest.fixture
def terms(scene, suite, root):
    """The terms of an advance on the receivable, for which both parties have given their approvals."""
    scene.entrust(suite.factoring, "supplier", "financier")
    return scene.advance(root)


@pytest.fixture
def opened(scene, suite, terms, supplier):
    """The same, opened."""
    suite.open_advance(terms, b"", scene.sign("financier", suite.advance_message(terms)), sender=supplier)
    return terms


class TestSelling:
    def test_sell(self, scene, suite, root, quote, sell, supplier, financier):
        """Rule F7."""
        done = sell(quote, root, least=PRICE)
        assert used_gas(done)
        assert (done.value, scene.balance("supplier")) == (PRICE, PURSE + PRICE)
        assert suite.receivable(root).holder == financier
        with refused("DiscountMarket_SaltSpent", account=financier, salt=quote.offer.salt):
            sell(quote, scene.issue())

    def test_sell_is_refused_below_the_least_that_is_taken(self, root, quote, sell):
        with refused("DiscountMarket_ProceedsTooLow", proceeds=PRICE, least=PRICE + 1):
            sell(quote, root, least=PRICE + 1)

    def test_sell_for(self, scene, suite, root, quote, stranger, financier):
        """Rule F1."""
        order, signature = scene.order(quote.offer, root, least=PRICE)
        given = (quote.offer, quote.signature, order, signature)
        done = suite.sell_for(*given, sender=stranger)
        assert used_gas(done)
        assert (done.value, suite.receivable(root).holder) == (PRICE, financier)
        with refused("DiscountMarket_SaltSpent", account=order.seller, salt=order.salt):
            suite.sell_for(*given, sender=stranger)

    def test_sell_many(self, scene, suite, root, line, supplier, financier):
        """Rule F11."""
        parts = [Part(root, FACE // 2), Part(scene.issue(), FACE)]
        given = (line.offer, line.signature, parts, PRICE + PRICE // 2, scene.deadline)
        done = suite.sell_many(*given, sender=supplier)
        assert used_gas(done)
        assert done.value == [PRICE // 2, PRICE]
        assert scene.balance("supplier") == PURSE + PRICE + PRICE // 2
        assert suite.receivable(parts[1].receivable).holder == financier
        with refused("DiscountMarket_InsufficientValue", receivable=root, value=FACE // 2, asked=FACE):
            suite.sell_many(*given[:2], [Part(root, FACE)], 0, scene.deadline, sender=supplier)

    def test_quote(self, suite, root, quote):
        assert suite.quote(quote.offer, Part(root, FACE)) == PRICE
        with refused("DiscountMarket_ValueTooSmall", value=999, least=1_000):
            suite.quote(quote.offer, Part(root, 999))

    def test_drawn(self, scene, suite, root, line, sell):
        """Rule F5."""
        sell(line, root, 300_000)
        sell(line, scene.issue(), 200_000)
        assert (suite.drawn(line.offer), suite.drawn(line.offer, 1), suite.drawn(line.offer, 2)) == (
            500_000,
            300_000,
            200_000,
        )

    def test_replenish(self, scene, suite, root, line, sell, stranger):
        """Rule F6."""
        sell(line, root, 300_000)
        assert suite.replenish(line.offer, [1], sender=stranger).value == 0
        scene.fall_due()
        scene.pay(root)
        done = suite.replenish(line.offer, [1], sender=stranger)
        assert used_gas(done)
        assert (done.value, suite.drawn(line.offer)) == (300_000, 0)


class TestCancelling:
    def test_cancel_salt(self, suite, root, quote, sell, financier):
        """Rule F8."""
        assert used_gas(suite.cancel_salt(quote.offer.salt, sender=financier))
        with refused("DiscountMarket_SaltSpent", account=financier, salt=quote.offer.salt):
            sell(quote, root)

    def test_cancel_all(self, scene, suite, root, market, sell, financier):
        """Rule F8."""
        signed = scene.offer(salt=7 * SALTS_IN_BOOK)
        done = suite.cancel_all(7, sender=financier)
        assert used_gas(done)
        assert done.value == 1
        values = {"account": financier, "book": 7, "counter": 0, "current": 1}
        with refused("DiscountMarket_OtherCounter", **values):
            sell(signed, root)
        assert sell(scene.offer(salt=7 * SALTS_IN_BOOK, counter=1), root).value == PRICE

    def test_counter(self, suite, financier):
        suite.cancel_all(1, sender=financier)
        books = (0, SALTS_IN_BOOK - 1, SALTS_IN_BOOK, 2 * SALTS_IN_BOOK - 1, 2 * SALTS_IN_BOOK)
        assert [suite.counter(financier, salt) for salt in books] == [0, 0, 1, 1, 0]
        assert suite.counter(financier) == 0

    def test_is_spent(self, suite, financier, stranger):
        suite.cancel_salt(300, sender=financier)
        assert [suite.is_spent(financier, salt) for salt in (299, 300, 301)] == [False, True, False]
        assert not suite.is_spent(stranger, 300)


class TestRecourse:
    def test_recourse(self, suite, root, recourse, supplier, financier):
        """Rule R1."""
        remembered = Recourse(supplier, FACE, RecourseState.OPEN, financier, 80_000, 360, root, 0)
        assert suite.recourse(recourse) == remembered
        assert suite.recourse(2).state is RecourseState.NONE

    def test_recourse_amount(self, suite, recourse):
        """Rule R3."""
        assert suite.recourse_amount(recourse) == FACE + interest_up(FACE, 80_000, LATE, 360)

    def test_demand_recourse(self, suite, recourse, supplier, financier):
        """Rule R2."""
        with refused("DiscountMarket_NotFinancier", recourse=recourse, caller=supplier):
            suite.demand_recourse(recourse, sender=supplier)
        done = suite.demand_recourse(recourse, sender=financier)
        assert used_gas(done)
        assert done.value == suite.recourse_amount(recourse)
        assert (suite.recourse(recourse).state, suite.open_demands(supplier)) == (RecourseState.DEMANDED, 1)

    def test_withdraw_demand(self, suite, demanded, supplier, financier):
        assert used_gas(suite.withdraw_demand(demanded, sender=financier))
        assert (suite.recourse(demanded).state, suite.open_demands(supplier)) == (RecourseState.OPEN, 0)
        state = {"recourse": demanded, "state": RecourseState.OPEN}
        with refused("DiscountMarket_WrongRecourseState", **state):
            suite.withdraw_demand(demanded, sender=financier)

    def test_dismiss_demand(self, scene, suite, root, demanded, supplier, stranger):
        """Rule R5."""
        with refused("DiscountMarket_DemandStands", recourse=demanded):
            suite.dismiss_demand(demanded, sender=stranger)
        scene.programme.mint("anchor", 2 * FACE)
        scene.programme.approve("anchor", 2 * FACE)
        scene.pay(root, 2 * FACE)  # with the late interest
        assert used_gas(suite.dismiss_demand(demanded, sender=stranger))
        assert suite.open_demands(supplier) == 0

    def test_end_recourse(self, suite, demanded, supplier, financier, stranger):
        """Rule R6."""
        with refused("DiscountMarket_NotFinancier", recourse=demanded, caller=stranger):
            suite.end_recourse(demanded, sender=stranger)
        assert used_gas(suite.end_recourse(demanded, sender=financier))
        assert (suite.recourse(demanded).state, suite.open_demands(supplier)) == (RecourseState.ENDED, 0)

    def test_meet_recourse(self, scene, suite, root, demanded, supplier):
        """Rule R4."""
        suite.set_standing_acceptance(True, sender=supplier)
        due = suite.recourse_amount(demanded)
        with refused("DiscountMarket_AmountAbove", amount=due, most=due - 1):
            suite.meet_recourse(demanded, due - 1, sender=supplier)
        done = suite.meet_recourse(demanded, due, sender=supplier)
        assert used_gas(done)
        assert (done.value, scene.balance("financier")) == (due, PURSE - PRICE + due)
        assert suite.receivable(root).holder == supplier
        assert (suite.recourse(demanded).state, suite.open_demands(supplier)) == (RecourseState.MET, 0)

    def test_open_demands(self, scene, suite, demanded, supplier, financier):
        """Those of the market and those of factoring together."""
        scene.entrust(suite.factoring, "supplier", "financier")
        other = scene.advance(scene.issue(), recourse=True)
        suite.open_advance(other, b"", scene.sign("financier", suite.advance_message(other)), sender=supplier)
        scene.programme.move_to(scene.today + TENOR + LATE)
        suite.demand(other, sender=financier)
        assert suite.open_demands(supplier) == 2


class TestAdvances:
    def test_open_advance(self, scene, suite, root, terms, stranger):
        """Rules D1, D2 and D3."""
        signed = [scene.sign(name, suite.advance_message(terms)) for name in ("supplier", "financier")]
        done = suite.open_advance(terms, *signed, sender=stranger)
        assert used_gas(done)
        assert (done.value, scene.balance("supplier")) == (ADVANCED, PURSE + ADVANCED)
        assert suite.receivable(root).holder == suite.factoring.address
        with refused("Factoring_AlreadyOpened", advance=suite.advance_digest(terms)):
            suite.open_advance(terms, *signed, sender=stranger)

    def test_open_advance_needs_both_signatures(self, scene, suite, terms, supplier, financier):
        signed = scene.sign("supplier", suite.advance_message(terms))
        with refused("Factoring_InvalidSignature", party=financier):
            suite.open_advance(terms, signed, b"", sender=supplier)

    def test_revoke_advance(self, scene, suite, terms, supplier, financier):
        signed = scene.sign("financier", suite.advance_message(terms))
        assert used_gas(suite.revoke_advance(terms, sender=financier))
        with refused("Factoring_AdvanceRevoked", account=financier, advance=suite.advance_digest(terms)):
            suite.open_advance(terms, b"", signed, sender=supplier)

    def test_collect(self, scene, suite, root, opened, stranger):
        """Rule D4."""
        scene.fall_due()
        scene.pay(root)
        done = suite.collect(opened, [root], sender=stranger)
        interest = interest_up(ADVANCED, 80_000, TENOR, 360)
        assert used_gas(done)
        assert done.value == {"interest": interest, "principal": ADVANCED, "surplus": FACE - ADVANCED - interest}
        with refused("Factoring_NotInCustody", advance=suite.advance_digest(opened), receivable=7):
            suite.collect(opened, [7], sender=stranger)

    def test_repay(self, scene, suite, opened, supplier):
        """Rule D4."""
        done = suite.repay(opened, 100_000, sender=supplier)
        assert used_gas(done)
        assert done.value == {"interest": 0, "principal": 100_000, "surplus": 0}
        assert suite.repay(opened, PURSE, sender=supplier).value["principal"] == ADVANCED - 100_000
        with refused("Factoring_NothingOwed", advance=suite.advance_digest(opened)):
            suite.repay(opened, 1, sender=supplier)

    def test_release(self, suite, root, opened, supplier, stranger):
        """Rule D7."""
        named = {"advance": suite.advance_digest(opened)}
        with refused("Factoring_StillOwed", **named, principal=ADVANCED, interest=0):
            suite.release(opened, [root], sender=stranger)
        suite.repay(opened, PURSE, sender=supplier)
        suite.set_standing_acceptance(True, sender=supplier)
        assert used_gas(suite.release(opened, [root], sender=stranger))
        assert suite.receivable(root).holder == supplier

    def test_demand(self, scene, suite, terms, supplier, financier):
        """Rule D8."""
        agreed = scene.advance(*terms.receivables, recourse=True)
        suite.open_advance(agreed, b"", scene.sign("financier", suite.advance_message(agreed)), sender=supplier)
        scene.programme.move_to(scene.today + TENOR + LATE - 1)
        with refused("Defaults_NotInDefault", obligation=1):
            suite.demand(agreed, sender=financier)
        scene.programme.move_to(scene.today + 1)
        done = suite.demand(agreed, sender=financier)
        assert used_gas(done)
        assert done.value == suite.owed(agreed).total
        assert suite.advance_account(agreed).demanded
        assert suite.open_demands(supplier) == 1

    def test_advance_account(self, scene, suite, opened, supplier):
        """Rule D5."""
        day = scene.today
        assert suite.advance_account(opened) == AdvanceAccount(ADVANCED, day, False, 0, 0)
        scene.programme.move_to(day + 1)
        suite.repay(opened, 1_000, sender=supplier)
        paid = interest_up(ADVANCED, 80_000, 1, 360)
        left = ADVANCED - 1_000 + paid
        assert suite.advance_account(opened) == AdvanceAccount(left, day + 1, False, ADVANCED * 80_000, paid)

    def test_owed(self, scene, suite, opened):
        scene.programme.move_to(scene.today + 30)
        interest = interest_up(advance_down(FACE, 800_000), 80_000, 30, 360)
        assert suite.owed(opened) == Owed(ADVANCED, interest)
        assert suite.owed(opened).total == ADVANCED + interest

    def test_an_advance_that_was_not_opened_is_unknown(self, suite, terms):
        with refused("Factoring_NoSuchAdvance", advance=suite.advance_digest(terms)):
            suite.owed(terms)
        assert suite.advance_account(terms) == AdvanceAccount(0, 0, False, 0, 0)


class TestMessages:
    def test_market_domain(self, suite):
        _, name, version, chain, contract, *_ = suite.discount_market.functions.eip712Domain().call()
        domain = suite.market_domain
        assert (version, domain.name, domain.chain_id, domain.contract) == ("1", name, chain, contract)

    def test_offer_message(self, suite, quote):
        assert digest(suite.offer_message(quote.offer)) == suite.offer_digest(quote.offer)

    def test_offer_digest(self, suite, quote):
        hashed = suite.discount_market.functions.hashOffer
        assert suite.offer_digest(quote.offer) == hashed(fields(quote.offer)).call()

    def test_order_message(self, scene, suite, root, quote):
        order, _ = scene.order(quote.offer, root)
        hashed = suite.discount_market.functions.hashOrder
        assert digest(suite.order_message(order)) == hashed(fields(order)).call()

    def test_advance_message(self, suite, terms):
        assert digest(suite.advance_message(terms)) == suite.advance_digest(terms)

    def test_advance_digest(self, suite, terms):
        hashed = suite.factoring.functions.hashAdvance
        assert suite.advance_digest(terms) == hashed(fields(terms)).call()
