import pytest

from tests.stage import FACE, plain, refused

OPEN, MATURED, SETTLED = 0, 1, 5


@pytest.fixture
def status(receivables):
    return lambda: receivables.obligation(1)["status"]


class TestObligation:
    class TestGivenItIsTheDayBeforeTheDueDay:
        def test_it_should_be_open(self, stage, root, due_day, status):
            stage.move_to(due_day - 1)
            assert status() == OPEN

        def test_it_should_be_open_when_all_was_cancelled(self, receivables, root, supplier, status):
            receivables.cancel(root, FACE, {"from": supplier})
            assert status() == OPEN

    class TestGivenItIsTheDueDay:
        def test_it_should_be_matured(self, stage, root, due_day, status):
            stage.move_to(due_day)
            assert status() == MATURED

        def test_it_should_be_matured_until_the_last_unit_is_paid(self, stage, root, status):
            stage.settle(root, FACE - 1)
            assert status() == MATURED

        def test_it_should_be_settled_once_all_is_paid(self, stage, root, status):
            stage.settle(root, FACE)
            assert status() == SETTLED

        def test_it_should_stay_settled_when_all_is_claimed(self, stage, receivables, root, supplier, status):
            stage.settle(root, FACE)
            receivables.claim(root, {"from": supplier})
            assert status() == SETTLED

        def test_it_should_be_settled_when_the_rest_was_cancelled(self, stage, receivables, root, supplier, status):
            receivables.cancel(root, FACE - 5, {"from": supplier})
            stage.settle(root, 5)
            assert status() == SETTLED

    class TestGivenItDoesNotExist:
        @pytest.mark.parametrize("number", [0, 2, 2**64 - 1])
        def test_it_should_refuse(self, receivables, root, number):
            with refused("Receivables_NoSuchObligation", number):
                receivables.obligation(number)

    class TestWhenAReceivableOfItIsShown:
        def test_it_should_claim_nothing_before_a_payment(self, stage, receivables, child, tier2):
            stage.mature(child)
            assert plain(receivables.receivable(child))[:5] == (child, tier2, 300_000, 0, 0)

        def test_it_should_claim_its_share_of_a_payment(self, stage, receivables, child, tier2):
            stage.settle(child, 333_333)
            assert plain(receivables.receivable(child))[:5] == (child, tier2, 300_000, 0, 99_999)

        def test_it_should_claim_its_value_once_all_is_paid(self, receivables, settled, tier2):
            assert plain(receivables.receivable(settled[1]))[:5] == (settled[1], tier2, 300_000, 0, 300_000)

        def test_it_should_claim_nothing_when_all_else_was_cancelled_and_it_is_empty(
            self, stage, receivables, root, supplier, anchor
        ):
            stage.split(root, (anchor, FACE))
            assert plain(receivables.receivable(root))[:5] == (root, supplier, 0, 0, 0)
