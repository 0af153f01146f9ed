"""Scenes and verbs that many of the market's tests begin with."""

from collections import Counter
from contextlib import contextmanager

import pytest

from tests.stage import FACE, PURSE, TOKEN, ZERO, astuple


@pytest.fixture(autouse=True)
def entrusted(stage, discount_market):
    """The market may move the supplier's receivables and the financier's money, of which there is much."""
    stage.entrust(discount_market, "supplier", "financier")
    stage.give("financier", PURSE)


@pytest.fixture
def sell(stage, discount_market):
    """Sell value of a receivable to an offer at a holder's call, for at least so much."""

    def act(offer, receivable, value=FACE, least=0, deadline=2**256 - 1, by="supplier", signature=None):
        signed = stage.sign_offer(offer) if signature is None else signature
        given = (astuple(offer), signed, receivable, value, least, deadline)
        return discount_market.sell(*given, {"from": stage.cast[by]})

    return act


@pytest.fixture
def sell_for(stage, discount_market):
    """Bring an order and the offer that it takes on chain, at somebody's call."""

    def act(offer, order, signature=None, order_signature=None, by="stranger"):
        signed = stage.sign_offer(offer) if signature is None else signature
        ordered = stage.sign_order(order) if order_signature is None else order_signature
        return discount_market.sellFor(astuple(offer), signed, astuple(order), ordered, {"from": stage.cast[by]})

    return act


@pytest.fixture
def sell_many(stage, discount_market):
    """Sell (receivable, value) parts to a line at a holder's call, for at least so much."""

    def act(offer, *parts, least=0, deadline=2**256 - 1, by="supplier"):
        given = (astuple(offer), stage.sign_offer(offer), parts, least, deadline)
        return discount_market.sellMany(*given, {"from": stage.cast[by]})

    return act


@pytest.fixture
def line(stage):
    """Give an offer of the financier's that is revolving, with changes."""
    return lambda **changes: stage.offer(revolving=True, **changes)


@pytest.fixture
def drawn(stage):
    """Show how much of a line is drawn, in all or on an obligation."""
    return stage.programme.suite.drawn


@pytest.fixture
def standing(stage, discount_market):
    """Show what everybody has, the market too: base units of money, and of receivables."""
    suite, accounts = stage.programme.suite, {**stage.cast, "market": discount_market, "ledger": stage.receivables}

    def read(currency=stage.currency):
        held = Counter()
        for receivable in _live(suite):
            shown = suite.receivable(receivable)
            held[shown.holder] += shown.value
        return {name: (int(currency.balanceOf(who)), held[who.address]) for name, who in accounts.items()}

    return read


@pytest.fixture
def moved(standing):
    """Take a step; give the change that it made of (money, receivables), by name, of those to whom it made one."""

    def act(step, currency=None):
        given = () if currency is None else (currency,)
        before = standing(*given)
        step()
        after = standing(*given)
        return {
            name: (after[name][0] - money, after[name][1] - value)
            for name, (money, value) in before.items()
            if after[name] != (money, value)
        }

    return act


@pytest.fixture
def unmoved(standing):
    """Expect that nobody's money or receivables change."""

    @contextmanager
    def watch():
        before = standing()
        yield
        assert standing() == before

    return watch


@pytest.fixture
def clock(stage):
    """Set the second of Unix time at which the next block is made."""
    return lambda second: stage.programme.w3.provider.make_request("evm_setNextBlockTimestamp", [second])


@pytest.fixture
def hand(receivables, supplier):
    """Hand a whole receivable of the supplier's to an account."""
    return lambda receivable, to: receivables.transferFrom[TOKEN](supplier, to, receivable, {"from": supplier})


def _live(suite):
    """Give the receivables that were minted and not burned; an id comes once."""
    moves = [log["args"] for log in suite.receivables.events.Transfer().get_logs(from_block=0)]
    return {move["tokenId"] for move in moves} - {move["tokenId"] for move in moves if move["to"] == ZERO}
