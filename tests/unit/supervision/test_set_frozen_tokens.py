import pytest

from tests.stage import NOTHING, TOKEN, ZERO, logged, refused
from tests.unit.supervision.conftest import ENFORCER, REASON

UNFROZEN = "ERC7943InsufficientUnfrozenBalance"


@pytest.fixture
def hand(stage, receivables):
    """Hand a whole receivable from one member of the cast to another."""

    def act(receivable, source, to):
        giver = stage.cast[source]
        return receivables.transferFrom[TOKEN](giver, stage.cast[to], receivable, {"from": giver})

    return act


class TestSetFrozenTokens:
    """Rule X1."""

    class TestWhenAReceivableIsFrozenForItsHolder:
        def test_it_should_be_shown_as_frozen(self, freeze, frozen, root, supplier):
            freeze(supplier, root)
            assert frozen(supplier, root)

        def test_it_should_give_true(self, receivables, operator, root, supplier):
            for status in (True, False):
                assert receivables.setFrozenTokens.call(supplier, root, status, {"from": operator}) is True

        def test_it_should_log_it_by_the_standard_and_with_a_reason(self, freeze, root, supplier):
            tx = freeze(supplier, root)
            assert logged(tx, "Frozen") == [{"account": supplier, "tokenId": root, "frozenStatus": True}]
            (log,) = logged(tx, "FrozenFor")
            assert log == {"account": supplier, "id": root, "frozen": True, "reasonHash": REASON}

        def test_it_should_log_no_reason_where_none_is_given(self, receivables, operator, frozen, root, supplier):
            tx = receivables.setFrozenTokens(supplier, root, True, {"from": operator})
            assert logged(tx, "Frozen") == [{"account": supplier, "tokenId": root, "frozenStatus": True}]
            assert [log["reasonHash"] for log in logged(tx, "FrozenFor")] == [NOTHING]
            assert frozen(supplier, root)

        def test_it_should_leave_holder_and_value(self, receivables, freeze, root, supplier, worth):
            before = (receivables.ownerOf(root), worth(root), receivables.balanceOf["address"](supplier))
            freeze(supplier, root)
            assert (receivables.ownerOf(root), worth(root), receivables.balanceOf["address"](supplier)) == before

        def test_it_should_leave_it_free_for_others(self, freeze, frozen, root, supplier, tier2):
            freeze(supplier, root)
            assert not frozen(tier2, root)

    class TestWhenItIsFrozenForWhoDoesNotHoldIt:
        def test_it_should_be_shown_as_frozen(self, freeze, frozen, root, tier2, stranger):
            for account in (tier2, stranger):
                freeze(account, root)
                assert frozen(account, root)

        def test_it_should_not_stop_its_holder(self, freeze, hand, held, root, tier2, tier3):
            freeze(tier2, root)
            hand(root, "supplier", "tier3")
            assert held(root) == tier3

        def test_it_should_let_it_come_to_that_account(self, freeze, hand, held, root, tier2):
            freeze(tier2, root)
            hand(root, "supplier", "tier2")
            assert held(root) == tier2

        def test_it_should_stop_that_account_once_it_holds_it(self, freeze, hand, root, tier2):
            freeze(tier2, root)
            hand(root, "supplier", "tier2")
            with refused(UNFROZEN, tier2, root):
                hand(root, "tier2", "tier3")

    class TestGivenItIsFrozen:
        @pytest.fixture(autouse=True)
        def _frozen(self, freeze, child, tier2):
            freeze(tier2, child)

        def test_it_should_log_it_again_when_it_is_frozen_again(self, freeze, child, tier2):
            tx = freeze(tier2, child)
            assert (len(logged(tx, "Frozen")), len(logged(tx, "FrozenFor"))) == (1, 1)

        def test_it_should_be_free_again_once_that_is_ended(self, freeze, frozen, hand, held, child, tier2, tier3):
            tx = freeze(tier2, child, False)
            assert logged(tx, "Frozen") == [{"account": tier2, "tokenId": child, "frozenStatus": False}]
            assert not frozen(tier2, child)
            hand(child, "tier2", "tier3")
            assert held(child) == tier3

        def test_it_should_leave_what_is_frozen_for_another_account(self, freeze, frozen, child, tier2, tier3):
            freeze(tier3, child)
            freeze(tier3, child, False)
            assert (frozen(tier2, child), frozen(tier3, child)) == (True, False)

        def test_it_should_leave_the_other_receivables_of_its_holder(self, hand, held, another, tier3):
            hand(another, "tier2", "tier3")
            assert held(another) == tier3

    class TestWhenTheReceivableDoesNotExist:
        def test_it_should_refuse_one_that_was_never_minted(self, freeze, supplier):
            with refused("Receivables_NoSuchReceivable", 77):
                freeze(supplier, 77)

        def test_it_should_refuse_one_that_is_burned(self, receivables, freeze, child, tier2):
            receivables.cancel(child, 300_000, {"from": tier2})
            with refused("Receivables_NoSuchReceivable", child):
                freeze(tier2, child)

        def test_it_should_show_that_nothing_is_frozen(self, frozen, supplier):
            assert not frozen(supplier, 77)
            assert not frozen(ZERO, 2**256 - 1)

    class TestWhenTheAccountIsTheZeroAddress:
        def test_it_should_refuse(self, receivables, freeze, operator, root):
            """Hostile R6: minting and burning name it, and must not be stopped by it."""
            with refused("Receivables_ZeroAddress"):
                freeze(ZERO, root)
            with refused("Receivables_ZeroAddress"):
                receivables.setFrozenTokens(ZERO, root, True, {"from": operator})

    class TestWhenTheCallerIsNotTheSupervisor:
        def test_it_should_refuse_a_stranger(self, receivables, root, supplier, stranger):
            with refused("AccessManagedUnauthorized", stranger):
                receivables.setFrozenTokens(supplier, root, True, {"from": stranger})
            with refused("AccessManagedUnauthorized", stranger):
                receivables.setFrozenTokensFor(supplier, root, True, REASON, {"from": stranger})

        def test_it_should_refuse_the_holder(self, receivables, freeze, root, supplier):
            freeze(supplier, root)
            with refused("AccessManagedUnauthorized", supplier):
                receivables.setFrozenTokens(supplier, root, False, {"from": supplier})

        def test_it_should_refuse_an_enforcer(self, receivables, appoint, root, supplier, stranger):
            appoint(ENFORCER, stranger)
            with refused("AccessManagedUnauthorized", stranger):
                receivables.setFrozenTokens(supplier, root, True, {"from": stranger})
