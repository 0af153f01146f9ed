import pytest

from _local import identity
from tests.stage import FACE, astuple, logged, refused

LENT = 800_000
SUPPLIER = 2


@pytest.fixture
def defaulted(recourse, default):
    """An advance with recourse, on the first day of its receivable's default."""
    default(recourse.receivables[0])
    return recourse


@pytest.fixture
def demanded(defaulted, demand):
    demand(defaulted)
    return defaulted


@pytest.fixture
def two(stage, start, root):
    """An advance with recourse on two receivables, of which the second is due ten days later."""
    later = stage.issue(due_day=stage.now() + 100)
    start(terms := stage.advance(root, later, recourse=True))
    return terms


@pytest.fixture
def sister(stage, factoring, stranger, supplier):
    """Terms, with recourse or without, of an advance to another account of the supplier's company."""
    stage.register(stranger, SUPPLIER, identity("supplier"))
    stage.receivables.setApprovalForAll(factoring, True, {"from": stranger})

    def act(recourse):
        terms = stage.terms(seller=stranger.address)
        id_ = stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "stranger"))
        return stage.advance(id_, seller=stranger.address, surplus_to=stranger.address, recourse=recourse)

    return act


@pytest.fixture
def start_sister(stage, factoring, stranger):
    """Open an advance to the stranger's account at its own call."""
    return lambda terms: factoring.open(astuple(terms), b"", stage.sign_advance(terms, "financier"), {"from": stranger})


class TestDemand:
    """Rule D8."""

    class TestGivenItsReceivableIsInDefault:
        def test_it_should_demand_principal_and_interest_to_the_day(self, stage, defaulted, demand, books, named):
            tx, owed = demand(defaulted), LENT + books(defaulted).interest(stage.now())
            logs = [{"advance": named(defaulted), "seller": defaulted.seller, "amount": owed}]
            assert logged(tx, "AdvanceDemanded") == logs

        def test_it_should_give_what_is_demanded(self, defaulted, factoring, financier, debt):
            assert factoring.demand.call(astuple(defaulted), {"from": financier}) == sum(debt(defaulted))

        def test_it_should_collect_first(self, stage, defaulted, demand, books, debt):
            reference = books(defaulted)
            stage.pay(defaulted.receivables[0], 300_000)
            demand(defaulted)
            reference.serve(stage.now(), 300_000)
            assert debt(defaulted) == (reference.principal, 0)

        def test_it_should_write_it_down(self, defaulted, demand, account, factoring, supplier):
            demand(defaulted)
            assert account(defaulted)[2]
            assert factoring.openDemandsOf(supplier) == 1

        def test_it_should_refuse_a_second_time(self, demanded, demand, named):
            with refused("Factoring_AlreadyDemanded", named(demanded)):
                demand(demanded)

        def test_it_should_refuse_where_what_comes_in_is_enough(self, stage, defaulted, demand, named):
            stage.pay(defaulted.receivables[0], FACE)
            with refused("Factoring_NothingOwed", named(defaulted)):
                demand(defaulted)

        def test_it_should_keep_the_receivable_in_custody(self, demanded, held, factoring):
            assert held(demanded.receivables[0]) == factoring

    class TestGivenItIsPaidBefore:
        def test_it_should_refuse(self, defaulted, repay, demand, named):
            repay(defaulted, FACE)
            with refused("Factoring_NothingOwed", named(defaulted)):
                demand(defaulted)

    class TestGivenItIsPaidAndReleasedBefore:
        @pytest.fixture
        def released(self, participants, defaulted, repay, release, supplier):
            participants.setStandingAcceptance(True, {"from": supplier})
            repay(defaulted, FACE)
            release(defaulted)
            return defaulted

        def test_it_should_refuse(self, released, demand, named, held, supplier, factoring):
            with refused("Factoring_NothingOwed", named(released)):
                demand(released)
            assert (held(released.receivables[0]), factoring.openDemandsOf(supplier)) == (supplier, 0)

        def test_it_should_refuse_when_the_obligor_has_paid(self, stage, released, demand, receivables, named):
            stage.pay(released.receivables[0], FACE)
            receivables.claim(released.receivables[0], {"from": stage.cast["supplier"]})
            with refused("Factoring_NothingOwed", named(released)):
                demand(released)

    class TestGivenSomethingIsStillToCome:
        def test_it_should_refuse_while_a_receivable_circulates(self, recourse, demand):
            with refused("Defaults_NotInDefault", 1):
                demand(recourse)

        @pytest.mark.parametrize("days", [5, 6, 95])
        def test_it_should_refuse_before_the_default(self, stage, recourse, demand, due_day, days):
            stage.move_to(due_day + days)
            with refused("Defaults_NotInDefault", 1):
                demand(recourse)

        def test_it_should_refuse_while_one_of_two_can_come(self, two, default, demand):
            default(two.receivables[0])
            with refused("Defaults_NotInDefault", 2):
                demand(two)

        def test_it_should_demand_when_both_are_in_default(self, two, default, demand, factoring, supplier):
            default(two.receivables[1])
            demand(two)
            assert factoring.openDemandsOf(supplier) == 1

        def test_it_should_demand_the_rest_when_one_is_settled(self, stage, two, default, demand, books, debt):
            reference = books(two)
            default(two.receivables[1])
            stage.pay(two.receivables[0], FACE)
            demand(two)
            reference.serve(stage.now(), FACE)
            assert debt(two) == (reference.principal, 0)

        def test_it_should_demand_the_rest_when_all_are_settled(self, stage, start, demand, receivables, debt, root):
            start(terms := stage.advance(root, recourse=True, advance_ppm=10**6))
            stage.settle(root, FACE)
            demand(terms)
            assert sum(debt(terms)) == 10_500

        def test_it_should_demand_when_one_was_collected_in_full(self, stage, two, default, collect, demand, account):
            default(two.receivables[1])
            stage.pay(two.receivables[0], FACE)
            collect(two)
            demand(two)
            assert account(two)[2]

    class TestGivenAForcedTransferTookAReceivableAway:
        """What another holds brings nothing any more: it is waited for no longer."""

        def test_it_should_demand_where_none_is_left(self, recourse, force, demand, debt, named, tier3):
            force(recourse.receivables[0], tier3)
            told = {"advance": named(recourse), "seller": recourse.seller, "amount": sum(debt(recourse))}
            assert logged(demand(recourse), "AdvanceDemanded") == [told]

        def test_it_should_refuse_while_the_other_can_come(self, two, force, demand, tier3):
            force(two.receivables[0], tier3)
            with refused("Defaults_NotInDefault", 2):
                demand(two)

        def test_it_should_refuse_while_the_first_can_come(self, two, force, demand, tier3):
            force(two.receivables[1], tier3)
            with refused("Defaults_NotInDefault", 1):
                demand(two)

        def test_it_should_collect_on_the_other_alone(self, stage, two, force, default, demand, receivables, tier3):
            taken, kept = two.receivables
            force(taken, tier3)
            default(kept)
            for id_ in (taken, kept):
                stage.pay(id_, 300_000)
            claimed = {"id": kept, "holder": stage.factoring, "amount": 300_000}
            assert logged(demand(two), "ReceivableClaimed") == [claimed]
            assert receivables.receivable(taken)["claimed"] == 0

    class TestGivenWhoMayNot:
        @pytest.mark.parametrize("who", ["supplier", "anchor", "stranger", "operator"])
        def test_it_should_refuse_all_but_the_financier(self, stage, defaulted, factoring, named, who):
            with refused("Factoring_NotFinancier", named(defaulted), stage.cast[who]):
                factoring.demand(astuple(defaulted), {"from": stage.cast[who]})

        def test_it_should_refuse_without_recourse(self, opened, default, demand, named):
            default(opened.receivables[0])
            with refused("Factoring_NoRecourse", named(opened)):
                demand(opened)

    class TestGivenItIsPaidAfterwards:
        def test_it_should_end_by_the_sellers_payment(self, demanded, repay, factoring, supplier, account):
            repay(demanded, FACE)
            assert (factoring.openDemandsOf(supplier), account(demanded)[2]) == (0, False)

        def test_it_should_end_by_the_obligors_payment(self, stage, demanded, collect, factoring, supplier):
            stage.pay(demanded.receivables[0], FACE)
            collect(demanded)
            assert factoring.openDemandsOf(supplier) == 0

        def test_it_should_go_on_for_a_part(self, demanded, debt, repay, factoring, supplier, account):
            repay(demanded, sum(debt(demanded)) - 1)
            assert (factoring.openDemandsOf(supplier), account(demanded)[2]) == (1, True)

        def test_it_should_end_once_alone(self, stage, demanded, repay, collect, factoring, supplier):
            repay(demanded, FACE)
            stage.pay(demanded.receivables[0], FACE)
            collect(demanded)
            assert factoring.openDemandsOf(supplier) == 0

        def test_it_should_release_the_receivable(self, demanded, repay, release, participants, supplier, held):
            participants.setStandingAcceptance(True, {"from": supplier})
            repay(demanded, FACE)
            release(demanded)
            assert held(demanded.receivables[0]) == supplier

    class TestGivenADemandIsOpen:
        def test_it_should_bar_a_new_advance_with_recourse(self, stage, demanded, start, supplier):
            with refused("Factoring_RecourseUnmet", supplier, 1):
                start(stage.advance(stage.issue(), recourse=True))

        def test_it_should_bar_another_account_of_the_company(self, demanded, sister, start_sister, stranger):
            with refused("Factoring_RecourseUnmet", stranger, 1):
                start_sister(sister(True))

        def test_it_should_show_it_for_the_company(self, demanded, sister, factoring, stranger, tier2):
            assert (factoring.openDemandsOf(stranger), factoring.openDemandsOf(tier2)) == (1, 0)

        def test_it_should_not_bar_an_advance_without_recourse(self, stage, demanded, start, debt):
            start(terms := stage.advance(stage.issue()))
            assert debt(terms) == (LENT, 0)

        def test_it_should_not_bar_the_others_of_the_company_without_recourse(
            self, demanded, sister, start_sister, debt
        ):
            start_sister(terms := sister(False))
            assert debt(terms) == (LENT, 0)

        def test_it_should_lift_the_bar_when_it_is_paid(self, demanded, repay, sister, start_sister, debt):
            repay(demanded, FACE)
            start_sister(terms := sister(True))
            assert debt(terms) == (LENT, 0)

        def test_it_should_bar_until_the_last_of_two_is_paid(self, stage, start, two, default, demand, repay, supplier):
            start(other := stage.advance(stage.issue(), recourse=True))
            default(other.receivables[0])
            default(two.receivables[1])
            demand(two)
            demand(other)
            repay(two, 2 * FACE)
            assert stage.factoring.openDemandsOf(supplier) == 1
