from tests.stage import NOTHING, logged
from tests.unit.supervision.conftest import REASON


def ended(account, receivable, reason=REASON):
    """What is logged where a freeze ends."""
    return {"account": account, "id": receivable, "frozen": False, "reasonHash": reason}


class TestForcedOutOfFreeze:
    """Rule X6: who follows the reasons of freezes sees this end as well."""

    class TestGivenItIsFrozenForItsHolder:
        def test_it_should_log_the_end_of_the_freeze_with_the_reason(self, freeze, force, child, tier2, tier3):
            freeze(tier2, child)
            assert logged(force(tier2, tier3, child), "FrozenFor") == [ended(tier2, child)]

        def test_it_should_log_it_without_a_reason_where_none_is_given(self, freeze, calls, order, child, tier2, tier3):
            freeze(tier2, child)
            tx = order(calls["forcedTransfer"](tier2, tier3, child))
            assert logged(tx, "FrozenFor") == [ended(tier2, child, NOTHING)]

        def test_it_should_log_it_for_each_that_is_recovered(self, freeze, recover, child, another, tier2, second):
            for id_ in (child, another):
                freeze(tier2, id_)
            tx = recover(tier2, second, child, another)
            assert logged(tx, "FrozenFor") == [ended(tier2, child), ended(tier2, another)]

    class TestGivenItIsNotFrozen:
        def test_it_should_log_no_end_of_a_freeze(self, force, child, tier2, tier3):
            assert logged(force(tier2, tier3, child), "FrozenFor") == []
