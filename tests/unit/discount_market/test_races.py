"""What happens between signing and filling, in the block before or in the same block in either order."""

import pytest

from tests.stage import DOCUMENT, FACE, TOKEN, VALUE, astuple, refused
from tests.unit.discount_market.deals import exchange, price

PART = 300_000
GAS, GWEI = 1_000_000, 10**9


@pytest.fixture
def in_one_block(stage):
    """Have steps, each a member of the cast, a contract and the data of a call, mined in one block in their order.

    Gives whether each went through. The order is that of what they pay for gas.
    """
    w3 = stage.programme.w3
    ask = w3.provider.make_request

    def send(price_, name, contract, data):
        sender = stage.cast[name].address
        call = {"from": sender, "to": contract.address, "data": data, "gas": hex(GAS), "gasPrice": hex(price_ * GWEI)}
        return ask("eth_sendTransaction", [call])["result"]

    def act(*steps):
        ask("anvil_autoImpersonateAccount", [True])
        ask("evm_setAutomine", [False])
        sent = [send(len(steps) - place, *step) for place, step in enumerate(steps)]
        ask("evm_mine", [])
        receipts = [w3.eth.get_transaction_receipt(hash_) for hash_ in sent]
        assert len({r["blockNumber"] for r in receipts}) == 1
        assert [r["transactionIndex"] for r in receipts] == list(range(len(steps)))
        return [bool(r["status"]) for r in receipts]

    yield act
    ask("evm_setAutomine", [True])
    ask("anvil_autoImpersonateAccount", [False])


@pytest.fixture
def fill(stage, discount_market):
    """Give the step by which a holder sells value of a receivable to an offer."""

    def act(offer, receivable, value=FACE, by="supplier"):
        given = (astuple(offer), stage.sign_offer(offer), receivable, value, 0, 2**64)
        return by, discount_market, discount_market.sell.encode_input(*given)

    return act


@pytest.fixture
def bring(stage, discount_market):
    """Give the step by which the stranger brings an order."""

    def act(offer, order):
        given = (astuple(offer), stage.sign_offer(offer), astuple(order), stage.sign_order(order))
        return "stranger", discount_market, discount_market.sellFor.encode_input(*given)

    return act


@pytest.fixture
def cancel(discount_market):
    """Give the step by which a member of the cast cancels a salt."""
    return lambda name, salt: (name, discount_market, discount_market.cancel.encode_input(salt))


@pytest.fixture
def cancel_all(discount_market):
    """Give the step by which a member of the cast cancels its first book."""
    return lambda name: (name, discount_market, discount_market.cancelAll.encode_input(0))


class TestRaces:
    class TestGivenACancellationInTheSameBlockAsAFill:
        """Hostile M7: who comes first counts, and a salt is used up once."""

        def test_it_should_stop_the_fill_when_it_comes_first(self, stage, moved, in_one_block, fill, cancel, root):
            offer, went = stage.offer(), []
            steps = cancel("financier", offer.salt), fill(offer, root)
            assert moved(lambda: went.extend(in_one_block(*steps))) == {}
            assert went == [True, False]

        def test_it_should_come_too_late_when_the_fill_is_first(self, stage, moved, in_one_block, fill, cancel, root):
            offer, went = stage.offer(), []
            steps = fill(offer, root), cancel("financier", offer.salt)
            assert moved(lambda: went.extend(in_one_block(*steps))) == exchange(price(offer, FACE), FACE)
            assert went == [True, True]

        def test_it_should_leave_the_salt_spent_in_both_orders(
            self, stage, discount_market, in_one_block, fill, cancel, root, financier
        ):
            one, other = stage.offer(), stage.offer()
            cancelled = cancel("financier", one.salt), cancel("financier", other.salt)
            in_one_block(cancelled[0], fill(one, root, PART), fill(other, root, PART), cancelled[1])
            assert discount_market.isSpent(financier, one.salt)
            assert discount_market.isSpent(financier, other.salt)

        def test_it_should_stop_a_line_between_two_fills(self, line, moved, in_one_block, fill, cancel, root):
            offer, went = line(), []
            steps = fill(offer, root, PART), cancel("financier", offer.salt), fill(offer, root, PART + 1)
            assert moved(lambda: went.extend(in_one_block(*steps))) == exchange(price(offer, PART), PART)
            assert went == [True, True, False]

        def test_it_should_stop_the_fill_with_a_whole_book(self, stage, moved, in_one_block, fill, cancel_all, root):
            offer, went = stage.offer(salt=17), []
            steps = cancel_all("financier"), fill(offer, root)
            assert moved(lambda: went.extend(in_one_block(*steps))) == {}
            assert went == [True, False]

        def test_it_should_not_undo_a_fill_with_a_whole_book(self, stage, moved, in_one_block, fill, cancel_all, root):
            offer, went = stage.offer(salt=17), []
            steps = fill(offer, root), cancel_all("financier")
            assert moved(lambda: went.extend(in_one_block(*steps))) == exchange(price(offer, FACE), FACE)
            assert went == [True, True]

        @pytest.mark.parametrize("first", [True, False])
        def test_it_should_do_the_same_for_an_order(self, stage, in_one_block, bring, cancel, root, first):
            order = stage.order(offer := stage.offer(), root)
            steps = [cancel("supplier", order.salt), bring(offer, order)]
            assert in_one_block(*(steps if first else reversed(steps))) == [True, not first]

    class TestGivenTwoFillsInTheSameBlock:
        """Hostile M1: a quote is filled by the first."""

        def test_it_should_fill_a_quote_once(self, stage, hand, moved, in_one_block, fill, root, tier2):
            hand(other := stage.issue(), tier2)
            stage.entrust(stage.discount_market, "tier2")
            offer, went = stage.offer(), []
            steps = fill(offer, other, by="tier2"), fill(offer, root)
            sold = exchange(price(offer, FACE), FACE, seller="tier2")
            assert moved(lambda: went.extend(in_one_block(*steps))) == sold
            assert went == [True, False]

        def test_it_should_sell_once_what_its_holder_sells_and_has_ordered_sold(
            self, stage, moved, in_one_block, fill, bring, root
        ):
            ordered, called, went = stage.offer(), stage.offer(rate_ppm=1), []
            steps = fill(called, root), bring(ordered, stage.order(ordered, root))
            assert moved(lambda: went.extend(in_one_block(*steps))) == exchange(price(called, FACE), FACE)
            assert went == [True, False]

        def test_it_should_fill_a_line_to_its_limit(self, line, drawn, in_one_block, fill, root):
            """Rule F5."""
            offer = line(limit=2 * PART)
            steps = [fill(offer, root, PART), fill(offer, root, PART)]
            assert in_one_block(*steps, fill(offer, root, 1_000)) == [True, True, False]
            assert drawn(offer) == 2 * PART

    class TestGivenTheSellerMovesValueBeforeItsOrderIsFilled:
        """Hostile M12: the fill is refused, and the financier keeps its money."""

        def test_it_should_refuse_when_another_holds_the_receivable(
            self, stage, unmoved, sell_for, hand, root, supplier, tier2
        ):
            order = stage.order(offer := stage.offer(), root)
            hand(root, tier2)
            with unmoved(), refused("DiscountMarket_NotHolder", root, supplier):
                sell_for(offer, order)

        def test_it_should_refuse_when_a_share_was_split_off(self, stage, unmoved, sell_for, root, tier2):
            order = stage.order(offer := stage.offer(), root)
            stage.split(root, (tier2, PART))
            with unmoved(), refused("DiscountMarket_InsufficientValue", root, FACE - PART, FACE):
                sell_for(offer, order)

        def test_it_should_refuse_when_a_share_was_proposed(self, stage, unmoved, sell_for, root, tier2):
            order = stage.order(offer := stage.offer(), root)
            stage.propose(root, tier2, PART)
            with unmoved(), refused("DiscountMarket_InsufficientValue", root, FACE - PART, FACE):
                sell_for(offer, order)

        @pytest.mark.parametrize("value", [PART, 1_000])
        def test_it_should_refuse_what_is_set_aside_itself(
            self, stage, unmoved, sell_for, proposed, today, tier2, value
        ):
            order = stage.order(offer := stage.offer(), proposed, value=value)
            with unmoved(), refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                sell_for(offer, order)

        def test_it_should_sell_what_was_set_aside_once_that_has_lapsed(self, stage, moved, sell_for, proposed, today):
            offer = stage.offer(deadline=2**64)
            order = stage.order(offer, proposed, value=PART, deadline=2**64)
            stage.move_to(today + 11)
            assert moved(lambda: sell_for(offer, order)) == exchange(price(offer, PART, 79), PART)

        def test_it_should_refuse_when_it_was_merged_into_another(
            self, stage, receivables, unmoved, sell_for, root, supplier
        ):
            (child,) = stage.split(root, (supplier, PART))
            order = stage.order(offer := stage.offer(), child, value=PART)
            receivables.transferFrom[VALUE](child, root, PART, {"from": supplier})
            with unmoved(), refused("DiscountMarket_InsufficientValue", child, 0, PART):
                sell_for(offer, order)

        def test_it_should_sell_no_more_than_was_ordered_of_what_was_merged_in(
            self, stage, receivables, moved, sell_for, root, supplier
        ):
            (child,) = stage.split(root, (supplier, PART))
            order = stage.order(offer := stage.offer(), child, value=PART)
            receivables.transferFrom[VALUE](root, child, 5_000, {"from": supplier})
            assert moved(lambda: sell_for(offer, order)) == exchange(price(offer, PART), PART)

        def test_it_should_refuse_when_it_was_cancelled(self, stage, receivables, unmoved, sell_for, root, supplier):
            order = stage.order(offer := stage.offer(), root)
            receivables.cancel(root, FACE, {"from": supplier})
            with unmoved(), refused("Receivables_NoSuchReceivable", root):
                sell_for(offer, order)

        def test_it_should_refuse_when_the_approval_was_withdrawn(
            self, stage, receivables, discount_market, unmoved, sell_for, root, supplier
        ):
            order = stage.order(offer := stage.offer(), root)
            receivables.setApprovalForAll(discount_market, False, {"from": supplier})
            with unmoved(), refused("Receivables_NotAuthorised", root, discount_market):
                sell_for(offer, order)

    class TestGivenTheSellerMovesValueInTheSameBlock:
        """Hostile M12: by whatever comes before the fill in its block."""

        @pytest.fixture
        def away(self, receivables, root, supplier, tier2):
            """Ways in which the supplier has less of the root, as steps."""
            data = {
                "move": receivables.transferFrom[TOKEN].encode_input(supplier, tier2, root),
                "split": receivables.split.encode_input(root, [(tier2, PART, DOCUMENT)]),
                "cancel": receivables.cancel.encode_input(root, 1),
            }
            return {way: ("supplier", receivables, call) for way, call in data.items()}

        @pytest.mark.parametrize("way", ["move", "split", "cancel"])
        def test_it_should_refuse_the_fill_that_comes_after(
            self, stage, currency, in_one_block, bring, away, root, financier, way
        ):
            has = currency.balanceOf(financier)
            order = stage.order(offer := stage.offer(), root)
            assert in_one_block(away[way], bring(offer, order)) == [True, False]
            assert currency.balanceOf(financier) == has

        @pytest.mark.parametrize("way", ["move", "split", "cancel"])
        def test_it_should_refuse_the_move_that_comes_after(self, stage, moved, in_one_block, bring, away, root, way):
            order, went = stage.order(offer := stage.offer(), root), []
            steps = bring(offer, order), away[way]
            assert moved(lambda: went.extend(in_one_block(*steps))) == exchange(price(offer, FACE), FACE)
            assert went == [True, False]
