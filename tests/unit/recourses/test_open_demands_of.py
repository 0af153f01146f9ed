import pytest

from _local import identity
from tests.stage import FACE, ZERO, refused

SUPPLIER, FINANCIER = 2, 4


@pytest.fixture
def other(stage, root):
    """Another obligation of the anchor's: its root is the supplier's, and it is due long after."""
    return stage.issue(due_day=stage.now() + 400)


@pytest.fixture
def twin(stage, participants, stranger):
    """The stranger as a second account of the supplier's company."""
    stage.register(stranger, SUPPLIER | FINANCIER, identity("supplier"))
    participants.setStandingAcceptance(True, {"from": stranger})
    return stranger


@pytest.fixture
def barred(other, demanded):
    """The root of the other obligation, while the supplier has not met a demand."""
    return other


@pytest.fixture
def sell_again(sell, barred):
    """Sell the other root with recourse; gives what its buyer got."""
    return lambda **changes: sell(barred, max_tenor_days=500, **changes)


class TestOpenDemandsOf:
    """Rule R1."""

    class TestGivenADemandIsNotMet:
        class TestWhenItsSellerSells:
            def test_it_should_refuse_with_recourse(self, sell_again, supplier):
                with refused("DiscountMarket_RecourseUnmet", supplier, 1):
                    sell_again()

            def test_it_should_refuse_a_part_with_recourse(self, sell, barred, supplier):
                with refused("DiscountMarket_RecourseUnmet", supplier, 1):
                    sell(barred, 1_000, max_tenor_days=500)

            def test_it_should_refuse_with_recourse_to_another_financier(self, sell_again, supplier):
                with refused("DiscountMarket_RecourseUnmet", supplier, 1):
                    sell_again(to="tier3")

            def test_it_should_let_it_sell_without_recourse(self, receivables, sell_again, financier):
                assert receivables.ownerOf(sell_again(recourse=False)) == financier

        class TestWhenAnotherAccountOfItsCompanySells:
            @pytest.fixture
            def of_the_twin(self, stage, barred, twin):
                return stage.split(barred, (twin, 400_000))[0]

            def test_it_should_count_the_demand(self, twin, demanded, demands):
                assert demands(twin) == 1

            def test_it_should_refuse_with_recourse(self, sell, of_the_twin, twin):
                with refused("DiscountMarket_RecourseUnmet", twin, 1):
                    sell(of_the_twin, 400_000, by="stranger", max_tenor_days=500)

            def test_it_should_let_it_sell_without_recourse(self, receivables, sell, of_the_twin, financier):
                sell(of_the_twin, 400_000, by="stranger", max_tenor_days=500, recourse=False)
                assert receivables.ownerOf(of_the_twin) == financier

            def test_it_should_let_it_sell_once_the_demand_is_met(
                self, receivables, discount_market, sell, of_the_twin, financier, twin
            ):
                discount_market.meetRecourse(1, 2 * FACE, {"from": twin})
                sell(of_the_twin, 400_000, by="stranger", max_tenor_days=500)
                assert receivables.ownerOf(of_the_twin) == financier

        class TestWhenAnotherCompanySells:
            def test_it_should_let_it_sell_with_recourse(self, stage, receivables, sell, barred, financier, tier2):
                (child,) = stage.split(barred, (tier2, 400_000))
                sell(child, 400_000, by="tier2", max_tenor_days=500)
                assert receivables.ownerOf(child) == financier

            def test_it_should_let_the_financier_sell_with_recourse(
                self, stage, receivables, sell, barred, financier, tier3
            ):
                (child,) = stage.split(barred, (financier, 400_000))
                sell(child, 400_000, by="financier", to="tier3", max_tenor_days=500)
                assert receivables.ownerOf(child) == tier3

    class TestGivenADemandHasEnded:
        """The company sells with recourse again."""

        def test_it_should_be_by_its_being_met(self, discount_market, receivables, sell_again, supplier, financier):
            discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})
            assert receivables.ownerOf(sell_again()) == financier

        def test_it_should_be_by_its_being_withdrawn(self, discount_market, receivables, sell_again, financier):
            discount_market.withdrawDemand(1, {"from": financier})
            assert receivables.ownerOf(sell_again()) == financier

        def test_it_should_be_by_its_being_dismissed(
            self, stage, discount_market, receivables, demanded, sell_again, stranger, financier
        ):
            stage.pay(demanded, 2 * FACE)
            discount_market.dismissDemand(1, {"from": stranger})
            assert receivables.ownerOf(sell_again()) == financier

    class TestGivenSeveralDemands:
        @pytest.fixture
        def two(self, discount_market, sell, root, late, stands, financier):
            """Two parts of the root, which the supplier shall both buy back."""
            for value in (300_000, 400_000):
                sell(root, value)
            late()
            for recourse in (1, 2):
                discount_market.demandRecourse(recourse, {"from": financier})

        def test_it_should_count_each(self, two, demands):
            assert demands() == 2

        def test_it_should_bar_until_the_last_has_ended(
            self, stage, discount_market, two, sell, deal, demands, supplier
        ):
            discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})
            root = stage.issue()
            with refused("DiscountMarket_RecourseUnmet", supplier, 1):
                discount_market.sell(*deal(root), {"from": supplier})
            discount_market.meetRecourse(2, 2 * FACE, {"from": supplier})
            assert (demands(), sell(root)) == (0, root)

    class TestGivenTwoAccountsOfOneCompanyHaveDemands:
        def test_it_should_count_them_together(
            self, stage, discount_market, sell, root, late, twin, demands, financier
        ):
            (child,) = stage.split(root, (twin, 400_000))
            sell(child, 400_000, by="stranger")
            sell(root, 600_000)
            late()
            for recourse in (1, 2):
                discount_market.demandRecourse(recourse, {"from": financier})
            assert (demands(), demands(twin)) == (2, 2)

    class TestGivenNoDemand:
        def test_it_should_be_none(self, sold, late, demands, financier):
            late()
            assert (demands(), demands(financier), demands(ZERO)) == (0, 0, 0)
