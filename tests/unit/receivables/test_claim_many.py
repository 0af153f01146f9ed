import pytest

from tests.stage import FACE, TOKEN, logged, plain, refused

CUSTODIAN = 8


class TestClaimMany:
    class TestGivenAllIsPaid:
        def test_it_should_pay_every_holder(self, receivables, settled, supplier, tier2, stranger, currency):
            receivables.claimMany(settled, {"from": stranger})
            assert currency.balanceOf(supplier) == FACE - 300_000
            assert currency.balanceOf(tier2) == 300_000

        def test_it_should_give_the_amounts_in_order(self, receivables, settled, stranger):
            given = receivables.claimMany.call(settled, {"from": stranger})
            assert plain(given) == (FACE - 300_000, 300_000)

        def test_it_should_log_every_claim(self, receivables, settled, supplier, tier2, stranger):
            assert logged(receivables.claimMany(settled, {"from": stranger}), "ReceivableClaimed") == [
                {"id": settled[0], "holder": supplier, "amount": FACE - 300_000},
                {"id": settled[1], "holder": tier2, "amount": 300_000},
            ]

        def test_it_should_pay_one_named_twice_once(self, receivables, settled, tier2, currency):
            receivables.claimMany([settled[1]] * 2, {"from": tier2})
            assert currency.balanceOf(tier2) == 300_000

    class TestGivenAPartIsPaid:
        def test_it_should_pay_one_named_twice_once(self, stage, receivables, child, tier2, currency):
            stage.settle(child, 500_000)
            given = receivables.claimMany.call([child] * 2, {"from": tier2})
            receivables.claimMany([child] * 2, {"from": tier2})
            assert plain(given) == (150_000, 0)
            assert currency.balanceOf(tier2) == 150_000

    class TestGivenSomeCannotBeClaimed:
        """Rule S8."""

        def test_it_should_pass_over_what_does_not_exist(self, receivables, settled, tier2, currency):
            tx = receivables.claimMany([77, settled[1], 0], {"from": tier2})
            assert len(logged(tx, "ReceivableClaimed")) == 1
            assert currency.balanceOf(tier2) == 300_000

        def test_it_should_pass_over_what_is_not_due(self, stage, receivables, settled, tier2, currency):
            early = stage.issue()
            receivables.claimMany([early, settled[1]], {"from": tier2})
            assert currency.balanceOf(tier2) == 300_000

        def test_it_should_pass_over_what_has_nothing_due(self, stage, receivables, root, child, supplier):
            stage.mature(root)
            tx = receivables.claimMany([root, child], {"from": supplier})
            assert len(tx.events) == 0

        def test_it_should_pass_over_what_a_custodian_holds(
            self, stage, receivables, participants, settled, tier2, stranger, supplier, currency
        ):
            stage.register(stranger, CUSTODIAN, b"\x1d" * 32)
            participants.setStandingAcceptance(True, {"from": stranger})
            receivables.transferFrom[TOKEN](tier2, stranger, settled[1], {"from": tier2})
            receivables.claimMany(settled, {"from": tier2})
            assert currency.balanceOf(stranger) == 0
            assert currency.balanceOf(supplier) == FACE - 300_000

        def test_it_should_pay_a_custodian_at_its_own_call(
            self, stage, receivables, participants, settled, tier2, stranger, currency
        ):
            stage.register(stranger, CUSTODIAN, b"\x1d" * 32)
            participants.setStandingAcceptance(True, {"from": stranger})
            receivables.transferFrom[TOKEN](tier2, stranger, settled[1], {"from": tier2})
            receivables.claimMany(settled, {"from": stranger})
            assert currency.balanceOf(stranger) == 300_000

    class TestGivenAHolderIsNotAccredited:
        def test_it_should_park_its_part_and_pay_the_others(
            self, receivables, participants, operator, settled, supplier, tier2, currency
        ):
            participants.revoke(tier2, {"from": operator})
            receivables.claimMany(settled, {"from": supplier})
            assert receivables.creditOf(tier2, currency) == 300_000
            assert currency.balanceOf(supplier) == FACE - 300_000

    class TestGivenItIsTheDueDay:
        def test_it_should_pay(self, stage, receivables, child, tier2, currency, due_day):
            stage.settle(child, FACE)
            assert stage.now() == due_day
            receivables.claimMany([child], {"from": tier2})
            assert currency.balanceOf(tier2) == 300_000

    class TestGivenAnEmptyReceivable:
        def test_it_should_burn_it(self, stage, receivables, root, tier2):
            stage.split(root, (tier2, FACE))
            stage.settle(root, FACE)
            receivables.claimMany([root], {"from": tier2})
            with refused("Receivables_NoSuchReceivable", root):
                receivables.ownerOf(root)

        def test_it_should_pass_it_over_before_the_due_day(self, stage, receivables, root, anchor, supplier):
            stage.split(root, (anchor, FACE))
            receivables.claimMany([root], {"from": anchor})
            assert receivables.ownerOf(root) == supplier

    class TestWhenThereAreManyReceivables:
        def test_it_should_take_200(self, receivables, supplier):
            given = receivables.claimMany.call([77] * 200, {"from": supplier})
            assert plain(given) == (0,) * 200

        def test_it_should_refuse_201(self, receivables, supplier):
            with refused("Receivables_BatchTooLarge", 201, 200):
                receivables.claimMany([77] * 201, {"from": supplier})

    class TestWhenThereIsNone:
        @pytest.mark.parametrize("ids", [[]])
        def test_it_should_change_nothing(self, receivables, supplier, ids):
            assert len(receivables.claimMany(ids, {"from": supplier}).events) == 0
