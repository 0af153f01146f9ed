from tests.stage import OPERATOR, TOKEN, ZERO, logged, refused


class TestApprove:
    class TestWhenTheHolderApproves:
        def test_it_should_name_the_approved_account(self, receivables, child, tier2, stranger):
            assert receivables.getApproved(child) == ZERO
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            assert receivables.getApproved(child) == stranger

        def test_it_should_log_the_approval(self, receivables, child, tier2, stranger):
            tx = receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            assert logged(tx, "Approval") == [{"owner": tier2, "approved": stranger, "tokenId": child}]

        def test_it_should_leave_holder_and_value_as_they_were(self, receivables, child, tier2, stranger, worth):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            assert (receivables.ownerOf(child), worth(child)) == (tier2, 300_000)

        def test_it_should_replace_the_one_before(self, receivables, child, tier2, tier3, stranger):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            receivables.approve[OPERATOR](tier3, child, {"from": tier2})
            with refused("Receivables_NotAuthorised", child, stranger):
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": stranger})

        def test_it_should_end_with_the_zero_address(self, receivables, child, tier2, tier3, stranger):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            receivables.approve[OPERATOR](ZERO, child, {"from": tier2})
            assert receivables.getApproved(child) == ZERO
            with refused("Receivables_NotAuthorised", child, stranger):
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": stranger})

    class TestWhenAnOperatorApproves:
        def test_it_should_name_the_approved_account_for_the_holder(self, receivables, child, tier2, tier3, stranger):
            receivables.setApprovalForAll(tier3, True, {"from": tier2})
            tx = receivables.approve[OPERATOR](stranger, child, {"from": tier3})
            assert logged(tx, "Approval") == [{"owner": tier2, "approved": stranger, "tokenId": child}]

    class TestWhenTheApprovedAccountApproves:
        def test_it_should_refuse(self, receivables, child, tier2, tier3, stranger):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            with refused("Receivables_NotAuthorised", child, stranger):
                receivables.approve[OPERATOR](tier3, child, {"from": stranger})

    class TestWhenSomebodyElseApproves:
        def test_it_should_refuse(self, receivables, child, stranger):
            with refused("Receivables_NotAuthorised", child, stranger):
                receivables.approve[OPERATOR](stranger, child, {"from": stranger})

    class TestGivenTheReceivableDoesNotExist:
        def test_it_should_refuse(self, receivables, tier2, stranger):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.approve[OPERATOR](stranger, 77, {"from": tier2})

        def test_it_should_show_no_approval_of_it(self, receivables):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.getApproved(77)
