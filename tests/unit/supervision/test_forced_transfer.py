import pytest

from _local import identity
from tests.stage import FACE, NOTHING, OPERATOR, SPENDER, TOKEN, VALUE_TO, ZERO, logged, plain, refused
from tests.unit.supervision.conftest import CUSTODIAN, ENFORCER, FINANCIER, REASON, SUPPLIER

TO_PARTY, CANNOT_RECEIVE = "Participants_ForcedToParty", "ERC7943CannotReceive"


@pytest.fixture
def steps():
    """The ledger's events of a transaction, by their names in order."""
    return lambda tx: [event.name for event in tx.events]


@pytest.fixture
def half(stage, receivables, child, tier2):
    """Tier 2's child, due, of which half is paid and claimed."""
    stage.settle(child, FACE // 2)
    receivables.claim(child, {"from": tier2})
    return child


class TestForcedTransfer:
    """Rules X4, X6."""

    class TestGivenTheReceivableIsFree:
        @pytest.fixture
        def moved(self, force, child, tier2, tier3):
            return force(tier2, tier3, child)

        def test_it_should_move_it(self, receivables, moved, child, tier2, tier3):
            balances = [receivables.balanceOf["address"](account) for account in (tier2, tier3)]
            assert (receivables.ownerOf(child), balances) == (tier3, [0, 1])

        def test_it_should_log_it_by_the_standard_and_with_a_reason(self, moved, child, tier2, tier3):
            given = {"from": tier2, "to": tier3, "tokenId": child}
            assert logged(moved, "Transfer") == logged(moved, "ForcedTransfer") == [given]
            said = {"from": tier2, "to": tier3, "id": child, "reasonHash": REASON}
            assert logged(moved, "ForcedTransferFor") == [said]

        def test_it_should_log_no_reason_where_none_is_given(self, calls, order, child, tier2, tier3):
            tx = order(calls["forcedTransfer"](tier2, tier3, child))
            assert logged(tx, "ForcedTransfer") == [{"from": tier2, "to": tier3, "tokenId": child}]
            assert [log["reasonHash"] for log in logged(tx, "ForcedTransferFor")] == [NOTHING]

        def test_it_should_leave_its_value_and_the_obligation(self, receivables, force, child, tier2, tier3, owed):
            before = (plain(receivables.obligation(1)), plain(receivables.receivable(child))[2:], owed())
            force(tier2, tier3, child)
            assert (plain(receivables.obligation(1)), plain(receivables.receivable(child))[2:], owed()) == before

        def test_it_should_move_it_to_who_does_not_stand_for_it(self, force, held, child, tier2, supplier):
            force(tier2, supplier, child)
            assert held(child) == supplier

        def test_it_should_log_no_end_of_a_freeze(self, moved):
            assert logged(moved, "Frozen") == []

    class TestGivenItIsFrozenForItsHolder:
        @pytest.fixture(autouse=True)
        def _frozen(self, freeze, child, tier2):
            freeze(tier2, child)

        def test_it_should_log_the_end_of_the_freeze_before_the_transfer(self, force, steps, child, tier2, tier3):
            tx = force(tier2, tier3, child)
            assert logged(tx, "Frozen") == [{"account": tier2, "tokenId": child, "frozenStatus": False}]
            told = [name for name in steps(tx) if name in ("Frozen", "Transfer", "ForcedTransfer")]
            assert told == ["Frozen", "Transfer", "ForcedTransfer"]

        def test_it_should_free_it_for_the_holder_of_before(self, force, frozen, receivables, child, tier2, tier3):
            force(tier2, tier3, child)
            assert not frozen(tier2, child)
            receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": tier3})
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})

        def test_it_should_leave_it_frozen_for_who_gets_it_if_it_was(
            self, force, freeze, frozen, receivables, child, tier2, tier3
        ):
            freeze(tier3, child)
            force(tier2, tier3, child)
            assert frozen(tier3, child)
            with refused("ERC7943InsufficientUnfrozenBalance", tier3, child):
                receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": tier3})

    class TestGivenItsHolderIsFrozenOrRevoked:
        def test_it_should_move_it_from_a_frozen_holder(self, force, freeze_account, held, child, tier2, tier3):
            freeze_account(tier2)
            force(tier2, tier3, child)
            assert held(child) == tier3

        def test_it_should_move_it_from_a_revoked_holder(self, force, revoke, held, child, tier2, tier3):
            revoke(tier2)
            force(tier2, tier3, child)
            assert held(child) == tier3

    class TestGivenTheObligationIsFrozenOrOnHold:
        def test_it_should_move_it_when_it_is_frozen(self, force, freeze_obligation, held, child, tier2, tier3):
            freeze_obligation()
            force(tier2, tier3, child)
            assert held(child) == tier3

        def test_it_should_move_it_when_it_is_on_hold(self, force, hold, held, child, tier2, financier):
            hold()
            force(tier2, financier, child)
            assert held(child) == financier

    class TestGivenApprovalsStandOnIt:
        def test_it_should_void_the_approval_of_its_holder(self, receivables, force, child, tier2, tier3, supplier):
            receivables.approve[OPERATOR](supplier, child, {"from": tier2})
            force(tier2, tier3, child)
            assert receivables.getApproved(child) == ZERO
            with refused("Receivables_NotAuthorised", child, supplier):
                receivables.transferFrom[TOKEN](tier3, supplier, child, {"from": supplier})

        def test_it_should_void_the_allowances_of_value(
            self, receivables, force, allowance, child, tier2, tier3, supplier, financier
        ):
            receivables.approve[SPENDER](child, supplier, 1_000, {"from": tier2})
            force(tier2, tier3, child)
            assert allowance(child, supplier) == 0
            with refused("Receivables_InsufficientAllowance", child, supplier, 0, 1_000):
                receivables.transferFrom[VALUE_TO](child, financier, 1_000, {"from": supplier})

    class TestGivenItIsSetAside:
        @pytest.fixture(autouse=True)
        def _forced(self, proposed, force, supplier, tier3):
            force(supplier, tier3, proposed)

        def test_it_should_void_the_proposal(self, receivables, proposed, tier2, tier3, beside):
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.acceptProposal(proposed, {"from": tier2})
            assert (receivables.ownerOf(proposed), beside(proposed)[0]) == (tier3, 0)

        def test_it_should_let_the_new_holder_use_it(self, stage, proposed, tier2, worth):
            (part,) = stage.split(proposed, (tier2, 100_000), by="tier3")
            assert (worth(proposed), worth(part)) == (200_000, 100_000)

    class TestGivenItIsDue:
        """Hostile T11: it moves whole, with what is left of its claim."""

        def test_it_should_carry_the_whole_claim(self, stage, receivables, force, child, tier2, tier3, currency):
            stage.settle(child, FACE)
            force(tier2, tier3, child)
            receivables.claim(child, {"from": tier3})
            assert (currency.balanceOf(tier2), currency.balanceOf(tier3)) == (0, 300_000)

        def test_it_should_carry_what_is_left_of_a_claim(self, stage, receivables, force, half, tier2, tier3, currency):
            stage.pay(half, FACE // 2)
            force(tier2, tier3, half)
            assert plain(receivables.receivable(half))[3:5] == (150_000, 150_000)
            receivables.claim(half, {"from": tier3})
            assert (currency.balanceOf(tier2), currency.balanceOf(tier3)) == (150_000, 150_000)

        def test_it_should_leave_what_was_parked_for_the_holder_of_before(
            self, stage, receivables, revoke, force, child, tier2, tier3, currency
        ):
            """Rule X8."""
            stage.settle(child, FACE // 2)
            revoke(tier2)
            receivables.claim(child, {"from": tier3})
            force(tier2, tier3, child)
            assert (receivables.creditOf(tier2, currency), receivables.creditOf(tier3, currency)) == (150_000, 0)

    class TestWhenItGoesWhereItMustNot:
        def test_it_should_refuse_the_obligor(self, force, child, tier2, anchor):
            with refused(TO_PARTY, anchor):
                force(tier2, anchor, child)

        def test_it_should_refuse_another_account_of_the_obligors_company(self, stage, force, child, tier2, stranger):
            stage.register(stranger, SUPPLIER, identity("anchor"))
            with refused(TO_PARTY, stranger):
                force(tier2, stranger, child)

        def test_it_should_refuse_an_enforcer(self, force, appoint, child, tier2, tier3):
            appoint(ENFORCER, tier3, 86_400)
            with refused(TO_PARTY, tier3):
                force(tier2, tier3, child)

        def test_it_should_refuse_an_enforcer_with_no_delay(self, receivables, appoint, child, tier2, tier3):
            appoint(ENFORCER, tier3)
            with refused(TO_PARTY, tier3):
                receivables.forcedTransfer(tier2, tier3, child, {"from": tier3})

        def test_it_should_refuse_a_custodian(self, stage, force, child, tier2, stranger):
            stage.register(stranger, CUSTODIAN | FINANCIER, b"\x1d" * 32)
            with refused(TO_PARTY, stranger):
                force(tier2, stranger, child)

        def test_it_should_refuse_an_account_that_is_not_accredited(self, force, revoke, child, tier2, tier3):
            revoke(tier3)
            with refused(CANNOT_RECEIVE, tier3):
                force(tier2, tier3, child)

        def test_it_should_refuse_a_frozen_account(self, force, freeze_account, child, tier2, tier3):
            freeze_account(tier3)
            with refused(CANNOT_RECEIVE, tier3):
                force(tier2, tier3, child)

        def test_it_should_refuse_the_zero_address(self, force, child, tier2):
            """Hostile R6: nothing is burned by order."""
            with refused(CANNOT_RECEIVE, ZERO):
                force(tier2, ZERO, child)

    class TestWhenWhatIsOrderedIsWrong:
        def test_it_should_refuse_one_who_does_not_hold_it(self, force, child, supplier, tier3):
            with refused("Receivables_NotHolder", child, supplier):
                force(supplier, tier3, child)

        def test_it_should_refuse_a_receivable_that_was_never_minted(self, force, tier2, tier3):
            with refused("Receivables_NoSuchReceivable", 77):
                force(tier2, tier3, 77)

        def test_it_should_refuse_one_that_is_burned(self, receivables, force, child, tier2, tier3):
            receivables.cancel(child, 300_000, {"from": tier2})
            with refused("Receivables_NoSuchReceivable", child):
                force(tier2, tier3, child)
