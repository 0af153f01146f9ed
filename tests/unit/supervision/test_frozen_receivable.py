"""Hostile R5: what is frozen leaves its holder by no exit, not by a transfer alone."""

import pytest

from tests.stage import FACE, OPERATOR, SPENDER, TOKEN, plain, refused
from tests.unit.supervision.ways import LATE_WAYS, WAYS

UNFROZEN = "ERC7943InsufficientUnfrozenBalance"


class TestFrozenReceivable:
    """Rule X3."""

    class TestGivenItIsFrozenForItsHolder:
        @pytest.fixture(autouse=True)
        def _frozen(self, freeze, sellable, supplier):
            freeze(supplier, sellable)

        @pytest.mark.parametrize("way", WAYS)
        def test_it_should_refuse_every_way_that_it_leaves(self, ways, way, root, supplier):
            with refused(UNFROZEN, supplier, root):
                ways(way)

        def test_it_should_take_no_value_from_another_receivable(
            self, move, participants, root, child, supplier, tier2
        ):
            participants.setStandingAcceptance(True, {"from": supplier})
            with refused(UNFROZEN, supplier, root):
                move(child, root, 1_000, tier2)

        def test_it_should_take_approvals_all_the_same(self, receivables, root, supplier, tier2):
            receivables.approve[OPERATOR](tier2, root, {"from": supplier})
            receivables.approve[SPENDER](root, tier2, 1_000, {"from": supplier})
            with refused(UNFROZEN, supplier, root):
                receivables.transferFrom[TOKEN](supplier, tier2, root, {"from": tier2})

        @pytest.mark.parametrize("way", WAYS)
        def test_it_should_leave_every_way_open_once_it_is_frozen_no_longer(self, ways, way, freeze, root, supplier):
            freeze(supplier, root, False)
            ways(way)

    class TestGivenItIsFrozenAndDue:
        @pytest.fixture(autouse=True)
        def _frozen(self, freeze, settled, tier2):
            freeze(tier2, settled[1])

        @pytest.mark.parametrize("way", LATE_WAYS)
        def test_it_should_refuse_every_way_that_it_leaves(self, late_ways, way, child, tier2):
            with refused(UNFROZEN, tier2, child):
                late_ways(way)

        @pytest.mark.parametrize("who", ["tier2", "stranger", "anchor"])
        def test_it_should_refuse_a_claim(self, stage, receivables, child, tier2, who):
            with refused(UNFROZEN, tier2, child):
                receivables.claim(child, {"from": stage.cast[who]})

        def test_it_should_pass_it_over_among_many_and_pay_the_others(
            self, receivables, settled, supplier, stranger, currency, held, tier2
        ):
            assert plain(receivables.claimMany.call(settled, {"from": stranger})) == (FACE - 300_000, 0)
            receivables.claimMany(settled, {"from": stranger})
            assert (currency.balanceOf(supplier), held(settled[1])) == (FACE - 300_000, tier2)

        def test_it_should_not_be_refused_by_a_freeze_of_who_held_it_before(
            self, receivables, force, child, tier2, tier3, currency
        ):
            force(tier2, tier3, child)
            receivables.claim(child, {"from": tier3})
            assert currency.balanceOf(tier3) == 300_000

        def test_it_should_be_paid_in_full_once_it_is_frozen_no_longer(
            self, receivables, freeze, child, tier2, currency
        ):
            freeze(tier2, child, False)
            receivables.claim(child, {"from": tier2})
            assert currency.balanceOf(tier2) == 300_000

    class TestGivenWhatIsFrozenIsSetAside:
        @pytest.fixture(autouse=True)
        def _frozen(self, freeze, proposed, supplier):
            freeze(supplier, proposed)

        def test_it_should_refuse_to_accept_it(self, receivables, agree, proposed, supplier, tier2, stranger):
            with refused(UNFROZEN, supplier, proposed):
                receivables.acceptProposal(proposed, {"from": tier2})
            with refused(UNFROZEN, supplier, proposed):
                receivables.acceptProposalFor(proposed, agree(proposed), {"from": stranger})

        def test_it_should_let_its_recipient_decline_it(self, receivables, proposed, tier2, held, supplier):
            receivables.declineProposal(proposed, {"from": tier2})
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.proposal(proposed)
            assert held(proposed) == supplier

        def test_it_should_let_its_holder_withdraw_it(self, receivables, proposed, supplier, held):
            receivables.withdrawProposal(proposed, {"from": supplier})
            with refused("Receivables_NoSuchProposal", proposed):
                receivables.proposal(proposed)
            assert held(proposed) == supplier

        def test_it_should_be_accepted_once_it_is_frozen_no_longer(
            self, receivables, freeze, proposed, supplier, tier2, held
        ):
            freeze(supplier, proposed, False)
            receivables.acceptProposal(proposed, {"from": tier2})
            assert held(proposed) == tier2
