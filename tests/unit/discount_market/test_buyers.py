import pytest

from _local import identity
from tests.stage import FACE, PURSE, logged, refused
from tests.unit.discount_market.deals import exchange, price

FINANCIER = 4
PART = 400_000
BOTH = pytest.mark.parametrize("value", [FACE, PART], ids=["whole", "part"])


class TestBuyers:
    class TestGivenTheFinanciersAccreditationHasEnded:
        """Hostile R2: the offer was signed before. Rule F10."""

        @BOTH
        def test_it_should_refuse_when_it_was_revoked(
            self, stage, participants, unmoved, sell, root, operator, financier, value
        ):
            offer = stage.offer()
            participants.revoke(financier, {"from": operator})
            with unmoved(), refused("Participants_NotAccredited", financier):
                sell(offer, root, value)

        @BOTH
        def test_it_should_refuse_when_it_has_run_out(
            self, stage, participants, unmoved, sell, root, operator, financier, today, value
        ):
            entry = (financier, identity("financier"), FINANCIER, "0x4445", today + 1)
            participants.register(entry, b"", {"from": operator})
            stage.move_to(today + 2)
            with unmoved(), refused("Participants_NotAccredited", financier):
                sell(stage.offer(), root, value)

        def test_it_should_buy_on_its_last_day(
            self, stage, participants, moved, sell, root, operator, financier, today
        ):
            entry = (financier, identity("financier"), FINANCIER, "0x4445", today + 1)
            participants.register(entry, b"", {"from": operator})
            stage.move_to(today + 1)
            offer = stage.offer()
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE, 89), FACE)

        def test_it_should_keep_the_offer_for_when_it_is_accredited_again(
            self, stage, participants, moved, sell, root, operator, financier
        ):
            offer = stage.offer()
            participants.revoke(financier, {"from": operator})
            with refused("Participants_NotAccredited", financier):
                sell(offer, root)
            stage.register(financier, FINANCIER, identity("financier"))
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

    class TestGivenTheFinancierWasNeverAccredited:
        @BOTH
        def test_it_should_refuse(self, stage, unmoved, sell, root, stranger, value):
            """Hostile R4: who is not registered buys nothing, by its own offer either."""
            stage.give("stranger", PURSE)
            stage.entrust(stage.discount_market, "stranger")
            offer = stage.offer(financier=stranger.address)
            with unmoved(), refused("Participants_NotAccredited", stranger):
                sell(offer, root, value, signature=stage.sign_offer(offer, "stranger"))

    class TestGivenTheFinancierHasNoStandingAcceptance:
        """Rule F10."""

        @pytest.fixture(autouse=True)
        def unasked(self, participants, financier):
            participants.setStandingAcceptance(False, {"from": financier})

        @BOTH
        def test_it_should_refuse(self, stage, unmoved, sell, root, financier, value):
            with unmoved(), refused("Participants_NoStandingAcceptance", financier):
                sell(stage.offer(), root, value)

        def test_it_should_buy_when_it_has_one_again(self, stage, participants, moved, sell, root, financier):
            participants.setStandingAcceptance(True, {"from": financier})
            offer = stage.offer()
            assert moved(lambda: sell(offer, root)) == exchange(price(offer, FACE), FACE)

    class TestGivenTheObligorBuys:
        """Rule F9: what reaches it is cancelled, and it owes less."""

        @pytest.fixture
        def buy(self, stage, sell, root, anchor):
            """The anchor's own offer, filled with value of the root."""
            stage.give("anchor", PURSE)
            stage.entrust(stage.discount_market, "anchor")

            def act(value, **changes):
                offer = stage.offer(financier=anchor.address, **changes)
                return sell(offer, root, value, signature=stage.sign_offer(offer, "anchor"))

            return act

        @BOTH
        def test_it_should_pay_the_price_and_hold_nothing(self, stage, moved, buy, value):
            """Rules F7 and F10: the anchor has no standing acceptance and needs none."""
            proceeds = price(stage.offer(), value)
            assert moved(lambda: buy(value)) == {"supplier": (proceeds, -value), "anchor": (-proceeds, 0)}

        @BOTH
        def test_it_should_owe_less(self, receivables, buy, owed, value):
            buy(value)
            shown = receivables.obligation(1)
            assert (owed(), shown["liveFace"], shown["cancelled"]) == (FACE - value, FACE - value, value)

        def test_it_should_burn_the_whole(self, receivables, buy, root):
            buy(FACE)
            with refused("Receivables_NoSuchReceivable", root):
                receivables.ownerOf(root)

        def test_it_should_leave_the_rest_with_the_seller(self, receivables, buy, root, left, supplier):
            buy(PART)
            assert (receivables.ownerOf(root), left()) == (supplier, FACE - PART)

        @BOTH
        def test_it_should_log_what_it_was_taken_from(self, buy, root, anchor, value):
            (sold,) = logged(buy(value), "ReceivableSold")
            assert (sold["receivable"], sold["financier"], sold["value"]) == (root, anchor, value)

        @BOTH
        def test_it_should_refuse_an_obligor_that_is_no_longer_accredited(
            self, stage, participants, unmoved, buy, operator, anchor, value
        ):
            """Rule F10: nothing moves to who may not receive, not even to be cancelled."""
            participants.revoke(anchor, {"from": operator})
            with unmoved(), refused("Participants_NotAccredited", anchor):
                buy(value)

        @BOTH
        def test_it_should_refuse_a_seller_that_is_no_longer_accredited(
            self, stage, participants, unmoved, buy, operator, supplier, value
        ):
            """Nobody is paid who is not accredited, by an obligor either."""
            participants.revoke(supplier, {"from": operator})
            with unmoved(), refused("Participants_NotAccredited", supplier):
                buy(value)

        def test_it_should_draw_on_its_line(self, stage, discount_market, buy):
            """Rule F5: cancelled value counts as drawn until the due day."""
            (sold,) = logged(buy(PART, revolving=True), "ReceivableSold")
            assert discount_market.drawnOf(sold["offer"]) == discount_market.drawnOn(sold["offer"], 1) == PART

        def test_it_should_get_its_line_back_when_nothing_is_owed(self, stage, discount_market, buy, root, stranger):
            """Rule F6: an obligation that was cancelled whole is settled on its due day, without a payment."""
            (sold,) = logged(buy(FACE, revolving=True), "ReceivableSold")
            stage.move_to(stage.now() + 90)
            discount_market.replenish(sold["offer"], [1], {"from": stranger})
            assert discount_market.drawnOf(sold["offer"]) == 0

        def test_it_should_lower_what_is_paid_on_the_due_day(self, stage, receivables, currency, buy, root, supplier):
            buy(PART)
            stage.settle(root, FACE - PART)
            has = currency.balanceOf(supplier)
            receivables.claim(root, {"from": supplier})
            assert currency.balanceOf(supplier) - has == FACE - PART
