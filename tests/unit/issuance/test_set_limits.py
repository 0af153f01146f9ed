from tests.stage import logged, plain, refused


class TestSetLimits:
    class TestWhenTheCallerIsTheOperator:
        """Rule G2."""

        def test_it_should_set_each_limit(self, issuance, operator):
            issuance.setLimits(2, 65_535, 31, 255, {"from": operator})
            assert plain(issuance.programme()) == (0, 2, 65_535, 31, 255)

        def test_it_should_log_the_limits(self, issuance, operator):
            tx = issuance.setLimits(2, 200, 31, 60, {"from": operator})
            (log,) = logged(tx, "LimitsSet")
            assert list(log.values()) == [2, 200, 31, 60]

        def test_it_should_keep_the_number_of_obligations(self, stage, issuance, operator):
            stage.issue()
            issuance.setLimits(2, 200, 31, 60, {"from": operator})
            assert issuance.programme()["obligations"] == 1

        def test_it_should_take_a_depth_of_32(self, issuance, operator):
            issuance.setLimits(1, 1, 32, 90, {"from": operator})
            assert issuance.programme()["maxDepth"] == 32

        def test_it_should_refuse_a_depth_of_33(self, issuance, operator):
            with refused("Issuance_DepthOutOfRange", 33, 32):
                issuance.setLimits(1, 1, 33, 90, {"from": operator})

        def test_it_should_refuse_tenors_the_wrong_way_round(self, issuance, operator):
            with refused("Issuance_TenorLimitsReversed", 91, 90):
                issuance.setLimits(91, 90, 32, 90, {"from": operator})

    class TestGivenAnObligationIsOpen:
        """Rule G1."""

        def test_it_should_not_change_the_default_days_it_was_issued_with(
            self, stage, receivables, issuance, operator, root
        ):
            issuance.setLimits(1, 1_096, 32, 10, {"from": operator})
            stage.issue()
            assert receivables.obligation(1)["defaultDays"] == 90
            assert receivables.obligation(2)["defaultDays"] == 10

        def test_it_should_not_change_how_deep_it_may_go(self, stage, receivables, limits, child, tier2, tier3):
            limits(1, 1_096, 1, 90)
            (deeper,) = stage.split(child, (tier3, 1), by="tier2")
            assert receivables.depthOf(deeper) == 2

    class TestWhenALedgerIsDeployed:
        """Rule G2."""

        def test_it_should_begin_with_the_limits_given_and_no_obligation(self, place):
            assert plain(place(9, 1, 2, 3, 4).programme()) == (0, 1, 2, 3, 4)

        def test_it_should_refuse_a_depth_of_33(self, place):
            with refused("Issuance_DepthOutOfRange", 33, 32):
                place(0, 1, 2, 33, 4)

        def test_it_should_refuse_tenors_the_wrong_way_round(self, place):
            with refused("Issuance_TenorLimitsReversed", 2, 1):
                place(0, 2, 1, 3, 4)

    class TestWhenTheCallerHasNoRole:
        """Rule G1."""

        def test_it_should_refuse(self, issuance, stranger):
            with refused("AccessManagedUnauthorized", stranger):
                issuance.setLimits(1, 2, 3, 4, {"from": stranger})
