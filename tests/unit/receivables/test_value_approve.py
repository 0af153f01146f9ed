from tests.stage import OPERATOR, ZERO, logged, refused


class TestValueApprove:
    class TestWhenTheHolderApproves:
        def test_it_should_give_the_allowance(self, allow, allowance, child, tier2, stranger):
            assert allowance(child, stranger) == 0
            allow(child, stranger, 100, tier2)
            assert allowance(child, stranger) == 100

        def test_it_should_log_it(self, allow, child, tier2, stranger):
            tx = allow(child, stranger, 100, tier2)
            assert logged(tx, "ApprovalValue") == [{"tokenId": child, "operator": stranger, "value": 100}]
            assert logged(tx, "Approval") == []

        def test_it_should_replace_what_was_allowed_before(self, allow, allowance, child, tier2, stranger):
            allow(child, stranger, 100, tier2)
            allow(child, stranger, 30, tier2)
            assert allowance(child, stranger) == 30

        def test_it_should_end_an_allowance_by_zero(self, allow, allowance, move, child, another, tier2, stranger):
            allow(child, stranger, 100, tier2)
            allow(child, stranger, 0, tier2)
            assert allowance(child, stranger) == 0
            with refused("Receivables_InsufficientAllowance", child, stranger, 0, 1):
                move(child, another, 1, stranger)

        def test_it_should_keep_the_allowances_of_others(self, allow, allowance, child, tier2, tier3, stranger):
            allow(child, stranger, 100, tier2)
            allow(child, tier3, 7, tier2)
            assert (allowance(child, stranger), allowance(child, tier3)) == (100, 7)

        def test_it_should_allow_more_than_there_is(self, allow, allowance, child, tier2, stranger):
            allow(child, stranger, 2**256 - 1, tier2)
            assert allowance(child, stranger) == 2**256 - 1

        def test_it_should_not_let_the_receivable_itself_be_moved(self, receivables, allow, child, tier2, stranger):
            allow(child, stranger, 300_000, tier2)
            assert receivables.getApproved(child) == ZERO
            with refused("Receivables_NotAuthorised", child, stranger):
                receivables.split(child, [], {"from": stranger})

    class TestWhenAnOperatorApproves:
        def test_it_should_give_the_allowance(self, receivables, allow, allowance, child, tier2, tier3, stranger):
            receivables.setApprovalForAll(tier3, True, {"from": tier2})
            allow(child, stranger, 100, tier3)
            assert allowance(child, stranger) == 100

    class TestWhenTheApprovedAccountApproves:
        def test_it_should_give_the_allowance(self, receivables, allow, allowance, child, tier2, tier3, stranger):
            receivables.approve[OPERATOR](tier3, child, {"from": tier2})
            allow(child, stranger, 100, tier3)
            assert allowance(child, stranger) == 100

    class TestWhenSomebodyElseApproves:
        def test_it_should_refuse_a_stranger(self, allow, child, stranger):
            with refused("Receivables_NotAuthorised", child, stranger):
                allow(child, stranger, 1, stranger)

        def test_it_should_refuse_who_has_an_allowance(self, allow, child, tier2, stranger):
            allow(child, stranger, 100, tier2)
            with refused("Receivables_NotAuthorised", child, stranger):
                allow(child, stranger, 101, stranger)

    class TestWhenTheZeroAddressIsApproved:
        def test_it_should_refuse(self, allow, child, tier2):
            with refused("Receivables_ZeroAddress"):
                allow(child, ZERO, 1, tier2)

    class TestGivenTheReceivableDoesNotExist:
        def test_it_should_refuse_to_approve(self, allow, tier2, stranger):
            with refused("Receivables_NoSuchReceivable", 77):
                allow(77, stranger, 1, tier2)

        def test_it_should_refuse_to_tell_an_allowance(self, allowance, stranger):
            with refused("Receivables_NoSuchReceivable", 77):
                allowance(77, stranger)
