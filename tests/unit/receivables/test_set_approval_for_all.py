from tests.stage import TOKEN, ZERO, logged, refused


class TestSetApprovalForAll:
    class TestWhenAnOperatorIsNamed:
        def test_it_should_act_for_the_holder_alone(self, receivables, tier2, tier3, stranger):
            assert not receivables.isApprovedForAll(tier2, stranger)
            receivables.setApprovalForAll(stranger, True, {"from": tier2})
            assert receivables.isApprovedForAll(tier2, stranger)
            assert not receivables.isApprovedForAll(tier3, stranger)

        def test_it_should_log_the_choice(self, receivables, tier2, stranger):
            tx = receivables.setApprovalForAll(stranger, True, {"from": tier2})
            chosen = {"owner": tier2, "operator": stranger, "approved": True}
            assert logged(tx, "ApprovalForAll") == [chosen]

    class TestWhenAnOperatorIsDismissed:
        def test_it_should_act_no_more(self, receivables, child, tier2, tier3, stranger):
            receivables.setApprovalForAll(stranger, True, {"from": tier2})
            receivables.setApprovalForAll(stranger, False, {"from": tier2})
            assert not receivables.isApprovedForAll(tier2, stranger)
            with refused("Receivables_NotAuthorised", child, stranger):
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": stranger})

    class TestWhenTheZeroAddressIsNamed:
        def test_it_should_refuse(self, receivables, tier2):
            with refused("Receivables_ZeroAddress"):
                receivables.setApprovalForAll(ZERO, True, {"from": tier2})
