import pytest

from tests.stage import FACE, OPERATOR, TOKEN, logged, obligation_of, refused

OPEN, DEMANDED, MET = 1, 2, 3
TIME = 95  # days after the due day before an obligation is in default: of grace, and of the programme


@pytest.fixture
def demand(discount_market, financier):
    return lambda recourse=1, by=financier: discount_market.demandRecourse(recourse, {"from": by})


class TestDemandRecourse:
    class TestGivenTheObligationIsInDefault:
        """Rule R2."""

        class TestWhenTheFinancierDemands:
            @pytest.fixture
            def tx(self, sold, late, demand):
                late()
                return demand()

            def test_it_should_mark_the_recourse(self, tx, state):
                assert state() == DEMANDED

            def test_it_should_count_against_the_seller(self, tx, demands):
                assert demands() == 1

            def test_it_should_log_what_is_to_be_paid(self, tx, supplier, due):
                assert logged(tx, "RecourseDemanded") == [{"recourse": 1, "seller": supplier, "amount": due(FACE)}]

            def test_it_should_move_nothing(self, tx, receivables, sold, financier):
                assert logged(tx, "Transfer") == []
                assert receivables.ownerOf(sold) == financier

            def test_it_should_refuse_a_second_demand(self, tx, demand):
                with refused("DiscountMarket_WrongRecourseState", 1, DEMANDED):
                    demand()

        class TestWhenItIsAsked:
            def test_it_should_give_what_is_to_be_paid(self, discount_market, sold, late, financier, due):
                late()
                assert discount_market.demandRecourse.call(1, {"from": financier}) == due(FACE)

        class TestWhenAPartWasSold:
            def test_it_should_ask_for_the_part(self, sell, root, late, demand, due):
                sell(root, 400_000)
                late()
                assert logged(demand(), "RecourseDemanded")[0]["amount"] == due(400_000)

        class TestWhenAPartWasPaid:
            def test_it_should_be_demanded(self, stage, sold, late, demand, state):
                stage.settle(sold, FACE - 1)
                late()
                demand()
                assert state() == DEMANDED

        class TestWhenAnotherDemands:
            @pytest.mark.parametrize("name", ["supplier", "anchor", "tier2", "stranger", "operator"])
            def test_it_should_refuse(self, stage, sold, late, demand, name):
                late()
                with refused("DiscountMarket_NotFinancier", 1, stage.cast[name]):
                    demand(by=stage.cast[name])

        class TestWhenTheReceivableHasMovedAway:
            @pytest.fixture
            def moved(self, receivables, sold, late, financier, tier2):
                late()
                receivables.transferFrom[TOKEN](financier, tier2, sold, {"from": financier})
                return sold

            def test_it_should_refuse_the_financier(self, moved, demand):
                with refused("DiscountMarket_NotDeliverable", 1, moved):
                    demand()

            def test_it_should_refuse_its_new_holder(self, moved, demand, tier2):
                with refused("DiscountMarket_NotFinancier", 1, tier2):
                    demand(by=tier2)

            def test_it_should_be_demanded_once_it_is_back(self, receivables, moved, demand, state, financier, tier2):
                receivables.transferFrom[TOKEN](tier2, financier, moved, {"from": tier2})
                demand()
                assert state() == DEMANDED

        class TestWhenTheMarketIsNotApproved:
            @pytest.fixture
            def unapproved(self, receivables, discount_market, sold, late, financier):
                late()
                receivables.setApprovalForAll(discount_market, False, {"from": financier})
                return sold

            def test_it_should_refuse(self, unapproved, demand):
                with refused("DiscountMarket_NotDeliverable", 1, unapproved):
                    demand()

            def test_it_should_refuse_where_another_is_approved(
                self, receivables, unapproved, demand, financier, stranger
            ):
                receivables.approve[OPERATOR](stranger, unapproved, {"from": financier})
                with refused("DiscountMarket_NotDeliverable", 1, unapproved):
                    demand()

            def test_it_should_be_demanded_where_it_is_approved_for_the_receivable(
                self, receivables, discount_market, unapproved, demand, state, financier
            ):
                receivables.approve[OPERATOR](discount_market, unapproved, {"from": financier})
                demand()
                assert state() == DEMANDED

        class TestWhenTheAccreditationOfTheFinancierHasEnded:
            def test_it_should_refuse(self, participants, operator, sold, late, demand, financier):
                late()
                participants.revoke(financier, {"from": operator})
                with refused("DiscountMarket_NotDeliverable", 1, sold):
                    demand()

        class TestWhenNothingThatWasSoldIsLeft:
            def test_it_should_refuse(self, stage, sold, late, demand, tier2):
                stage.split(sold, (tier2, FACE), by="financier")
                late()
                with refused("DiscountMarket_NothingCovered", 1):
                    demand()

        class TestWhenItWasMet:
            def test_it_should_refuse(self, discount_market, demanded, demand, state, supplier):
                discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})
                with refused("DiscountMarket_WrongRecourseState", 1, MET):
                    demand()

        class TestWhenTheReceivableWasCancelled:
            def test_it_should_refuse(self, receivables, sold, late, stage, demand, financier):
                stage.split(sold, (stage.cast["tier2"], 1), by="financier")
                receivables.cancel(sold, FACE - 1, {"from": financier})
                late()
                with refused("DiscountMarket_NotDeliverable", 1, sold):
                    demand()

    class TestGivenTheObligationIsNotInDefault:
        """Rule R2."""

        class TestWhenTheDayHasNotCome:
            @pytest.mark.parametrize("days", [-90, -1, 0, 1, TIME])
            def test_it_should_refuse_through_the_last_day_before(self, sold, late, demand, days):
                late(days)
                with refused("Defaults_NotInDefault", obligation_of(sold)):
                    demand()

            def test_it_should_be_demanded_on_the_day_after(self, sold, late, demand, state):
                late(TIME + 1)
                demand()
                assert state() == DEMANDED

            def test_it_should_be_demanded_sooner_without_grace(self, stage, sell, late, demand, state):
                sell(stage.issue(grace_days=0))
                late(91)
                demand()
                assert state() == DEMANDED

            def test_it_should_be_demanded_after_grace_where_the_programme_gives_no_more(
                self, issuance, operator, stage, sell, late, demand, state
            ):
                issuance.setLimits(1, 1_096, 32, 0, {"from": operator})
                sell(stage.issue())
                late(6)
                demand()
                assert state() == DEMANDED

        class TestWhenItWasPaidInFull:
            def test_it_should_refuse_while_it_is_not_claimed(self, stage, sold, late, demand):
                stage.settle(sold, FACE)
                late()
                with refused("Defaults_NotInDefault", obligation_of(sold)):
                    demand()

            def test_it_should_refuse_once_it_is_claimed(self, stage, receivables, sold, late, demand, financier):
                stage.settle(sold, FACE)
                receivables.claim(sold, {"from": financier})
                late()
                with refused("Defaults_NotInDefault", obligation_of(sold)):
                    demand()

    class TestGivenThereIsNoSuchRecourse:
        @pytest.mark.parametrize("recourse", [0, 2, 2**256 - 1])
        def test_it_should_refuse(self, sold, late, demand, recourse):
            late()
            with refused("DiscountMarket_WrongRecourseState", recourse, 0):
                demand(recourse)
