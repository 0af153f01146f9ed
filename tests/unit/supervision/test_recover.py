from _local import identity
from tests.stage import logged, refused
from tests.unit.supervision.conftest import CUSTODIAN, ENFORCER, FINANCIER, REASON

DAY = 86_400


class TestRecover:
    """Rule X5."""

    class TestGivenAnAccountOfTheSameCompany:
        def test_it_should_hand_it_all_that_is_named(self, receivables, recover, child, another, tier2, second, held):
            recover(tier2, second, child, another)
            assert (held(child), held(another)) == (second, second)
            assert receivables.balanceOf["address"](tier2) == 0

        def test_it_should_log_each_with_the_reason(self, recover, child, another, tier2, second):
            tx = recover(tier2, second, child, another)
            said = [{"from": tier2, "to": second, "id": id_, "reasonHash": REASON} for id_ in (child, another)]
            assert logged(tx, "ForcedTransferFor") == said
            assert [log["tokenId"] for log in logged(tx, "ForcedTransfer")] == [child, another]

        def test_it_should_take_one_that_is_frozen_and_one_that_is_set_aside(
            self, stage, recover, freeze, child, another, tier2, tier3, second, held
        ):
            aside = stage.propose(another, tier3, 10_000, by="tier2")
            freeze(tier2, child)
            recover(tier2, second, child, aside)
            assert (held(child), held(aside)) == (second, second)

        def test_it_should_take_100(self, stage, recover, child, tier2, second):
            parts = stage.split(child, *[(tier2, 1)] * 100, by="tier2")
            assert len(logged(recover(tier2, second, *parts), "ForcedTransferFor")) == 100

        def test_it_should_move_nothing_where_nothing_is_named(self, recover, child, tier2, second):
            assert logged(recover(tier2, second), "ForcedTransferFor") == []

    class TestGivenAnAccountOfAnotherCompany:
        def test_it_should_refuse(self, recover, child, tier2, tier3):
            with refused("Participants_NotOneCompany", tier2, tier3):
                recover(tier2, tier3, child)

    class TestWhenOneOfThemIsNotHeldByTheLostAccount:
        def test_it_should_pass_it_over(self, recover, root, child, tier2, second, supplier, held):
            recover(tier2, second, root, child)
            assert (held(root), held(child)) == (supplier, second)

    class TestWhenOneIsNamedTwice:
        def test_it_should_move_it_once(self, recover, child, tier2, second):
            assert len(logged(recover(tier2, second, child, child), "ForcedTransferFor")) == 1

    class TestWhenTheAccountMustNotGetThem:
        def test_it_should_refuse_one_that_is_not_accredited(self, participants, recover, child, tier2, stranger):
            participants.bind(identity("tier2"), {"from": stranger})
            with refused("ERC7943CannotReceive", stranger):
                recover(tier2, stranger, child)

        def test_it_should_refuse_one_that_is_frozen(self, recover, freeze_account, child, tier2, second):
            freeze_account(second)
            with refused("ERC7943CannotReceive", second):
                recover(tier2, second, child)

        def test_it_should_refuse_an_enforcer(self, recover, appoint, child, tier2, second):
            appoint(ENFORCER, second, DAY)
            with refused("Participants_ForcedToParty", second):
                recover(tier2, second, child)

        def test_it_should_refuse_a_custodian(self, stage, recover, child, tier2, stranger):
            stage.register(stranger, CUSTODIAN | FINANCIER, identity("tier2"))
            with refused("Participants_ForcedToParty", stranger):
                recover(tier2, stranger, child)

    class TestWhenThereAre101:
        def test_it_should_refuse(self, recover, tier2, second):
            with refused("Receivables_BatchTooLarge", 101, 100):
                recover(tier2, second, *range(101))
