"""Hostile R5: who is frozen gets out by no exit, and waits without stopping anybody else."""

import pytest

from tests.stage import FACE, TOKEN, VALUE, logged, refused
from tests.unit.supervision.ways import LATE_WAYS, TO_TIER2, WAYS

FROZEN = "Participants_AccountFrozen"


@pytest.fixture
def ended(receivables):
    """Whether a receivable is set aside no longer."""

    def told(receivable):
        with refused("Receivables_NoSuchProposal", receivable):
            receivables.proposal(receivable)
        return True

    return told


class TestFrozenAccount:
    """Rules P10, X3."""

    class TestGivenTheHolderIsFrozen:
        @pytest.mark.parametrize("way", WAYS)
        def test_it_should_refuse_every_way_that_its_receivable_leaves(self, ways, way, freeze_account, supplier):
            freeze_account(supplier)
            with refused(FROZEN, supplier):
                ways(way)

        def test_it_should_leave_every_way_open_to_others(
            self, freeze_account, receivables, child, supplier, tier2, tier3
        ):
            freeze_account(supplier)
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
            assert receivables.ownerOf(child) == tier3

    class TestGivenTheRecipientIsFrozen:
        @pytest.mark.parametrize("way", TO_TIER2)
        def test_it_should_refuse_every_way_that_leads_to_it(self, ways, way, freeze_account, tier2):
            freeze_account(tier2)
            with refused(FROZEN, tier2):
                ways(way)

        def test_it_should_refuse_its_own_merging_of_value(self, receivables, freeze_account, child, another, tier2):
            freeze_account(tier2)
            with refused(FROZEN, tier2):
                receivables.transferFrom[VALUE](child, another, 1_000, {"from": tier2})

    class TestGivenTheObligorIsFrozen:
        def test_it_should_refuse_to_transfer_its_receivable_to_it(self, ways, freeze_account, anchor):
            freeze_account(anchor)
            with refused(FROZEN, anchor):
                ways("transfer to the obligor")

        def test_it_should_take_its_payment(self, stage, receivables, freeze_account, root, anchor):
            freeze_account(anchor)
            stage.settle(root, FACE)
            assert receivables.obligation(1)["paid"] == FACE

    class TestGivenTheHolderIsFrozenAndTheObligationIsDue:
        @pytest.fixture(autouse=True)
        def _frozen(self, freeze_account, settled, tier2):
            freeze_account(tier2)

        @pytest.mark.parametrize("way", LATE_WAYS)
        def test_it_should_refuse_every_way_that_its_receivable_leaves(self, late_ways, way, tier2):
            with refused(FROZEN, tier2):
                late_ways(way)

        @pytest.mark.parametrize("who", ["tier2", "stranger", "anchor"])
        def test_it_should_refuse_a_claim(self, stage, receivables, child, tier2, who):
            with refused(FROZEN, tier2):
                receivables.claim(child, {"from": stage.cast[who]})

        def test_it_should_pass_it_over_among_many_and_pay_the_others(
            self, receivables, settled, supplier, tier2, stranger, currency
        ):
            tx = receivables.claimMany(settled, {"from": stranger})
            assert [log["holder"] for log in logged(tx, "ReceivableClaimed")] == [supplier]
            assert (currency.balanceOf(supplier), receivables.ownerOf(settled[1])) == (FACE - 300_000, tier2)
            assert receivables.creditOf(tier2, currency) == 0

        def test_it_should_pay_it_in_full_once_it_is_frozen_no_longer(
            self, receivables, freeze_account, settled, tier2, currency
        ):
            receivables.claimMany(settled, {"from": tier2})
            freeze_account(tier2, False)
            receivables.claim(settled[1], {"from": tier2})
            assert (currency.balanceOf(tier2), currency.balanceOf(receivables)) == (300_000, 0)

    class TestGivenAFrozenAccountHasMoneyParked:
        """Rule X8."""

        @pytest.fixture(autouse=True)
        def _parked(self, receivables, revoke, accredit, freeze_account, settled, tier2):
            revoke(tier2)
            receivables.claim(settled[1], {"from": tier2})
            accredit(tier2)
            freeze_account(tier2)

        @pytest.mark.parametrize("who", ["tier2", "stranger"])
        def test_it_should_refuse_to_pay_it_out_to_the_account(self, stage, receivables, tier2, currency, who):
            with refused(FROZEN, tier2):
                receivables.withdrawCredit(tier2, currency, tier2, {"from": stage.cast[who]})

        def test_it_should_refuse_to_pay_it_out_to_another_of_its_company(self, receivables, tier2, second, currency):
            with refused(FROZEN, tier2):
                receivables.withdrawCredit(tier2, currency, second, {"from": tier2})

        def test_it_should_keep_it_whole_meanwhile(self, receivables, tier2, currency):
            assert (receivables.creditOf(tier2, currency), currency.balanceOf(tier2)) == (300_000, 0)

        def test_it_should_pay_it_out_once_it_is_frozen_no_longer(self, receivables, freeze_account, tier2, currency):
            freeze_account(tier2, False)
            receivables.withdrawCredit(tier2, currency, tier2, {"from": tier2})
            assert currency.balanceOf(tier2) == 300_000

    class TestGivenAnotherAccountOfItsCompanyIsFrozen:
        def test_it_should_refuse_to_pay_out_there(
            self, receivables, revoke, freeze_account, settled, tier2, second, currency
        ):
            revoke(tier2)
            receivables.claim(settled[1], {"from": tier2})
            freeze_account(second)
            with refused(FROZEN, second):
                receivables.withdrawCredit(tier2, currency, second, {"from": tier2})

    class TestGivenAReceivableIsSetAside:
        class TestWhenItsHolderIsFrozen:
            @pytest.fixture(autouse=True)
            def _frozen(self, freeze_account, proposed, supplier):
                freeze_account(supplier)

            def test_it_should_refuse_to_accept_it(self, receivables, agree, proposed, supplier, tier2, stranger):
                with refused(FROZEN, supplier):
                    receivables.acceptProposal(proposed, {"from": tier2})
                with refused(FROZEN, supplier):
                    receivables.acceptProposalFor(proposed, agree(proposed), {"from": stranger})

            def test_it_should_let_its_recipient_decline_it(self, receivables, proposed, tier2, ended):
                receivables.declineProposal(proposed, {"from": tier2})
                assert ended(proposed)

            def test_it_should_let_its_holder_withdraw_it(self, receivables, proposed, supplier, ended):
                receivables.withdrawProposal(proposed, {"from": supplier})
                assert ended(proposed)

        class TestWhenItsRecipientIsFrozen:
            @pytest.fixture(autouse=True)
            def _frozen(self, freeze_account, proposed, tier2):
                freeze_account(tier2)

            def test_it_should_refuse_to_accept_it(self, receivables, agree, proposed, tier2, stranger):
                with refused(FROZEN, tier2):
                    receivables.acceptProposal(proposed, {"from": tier2})
                with refused(FROZEN, tier2):
                    receivables.acceptProposalFor(proposed, agree(proposed), {"from": stranger})

            def test_it_should_let_its_recipient_decline_it(self, receivables, proposed, tier2, ended):
                receivables.declineProposal(proposed, {"from": tier2})
                assert ended(proposed)

            def test_it_should_let_its_holder_withdraw_it(self, receivables, proposed, supplier, ended):
                receivables.withdrawProposal(proposed, {"from": supplier})
                assert ended(proposed)
