import pytest
from web3.exceptions import Web3Exception

from tests.stage import FACE, astuple, logged, refused

INTEREST = 800_000 * 42_000 * 90 // 360 // 10**6  # to the due day: it comes out even
LATE = 18  # days after the due day


@pytest.fixture
def served(collect):
    """Collect and give how it was divided: interest, principal, surplus."""

    def act(terms, *ids):
        (log,) = logged(collect(terms, *ids), "AdvanceServed")
        return log["interest"], log["principal"], log["surplus"]

    return act


@pytest.fixture
def least_gas(stage, factoring, stranger):
    """The least gas, in steps of 500, with which a call of the stranger's to the factoring goes through."""
    call = {"from": stranger.address, "to": factoring.address}

    def goes_through(data, gas):
        try:
            stage.programme.w3.eth.call({**call, "data": data, "gas": gas})
        except Web3Exception:
            return False
        return True

    return lambda data: next(gas for gas in range(100_000, 600_000, 500) if goes_through(data, gas))


@pytest.fixture
def to_financier(stage, start, root):
    """An opened advance of which the surplus is the financier's, on its due day."""
    start(terms := stage.advance(root, surplus_to=stage.cast["financier"].address))
    stage.mature(root)
    return terms


@pytest.fixture
def two(stage, start, root):
    """An opened advance on two roots, on their due day."""
    start(terms := stage.advance(root, stage.issue()))
    stage.mature(root)
    return terms


class TestCollect:
    class TestGivenTheObligationIsPaidInFull:
        """Rule D4."""

        @pytest.fixture
        def paid(self, stage, due):
            stage.pay(due.receivables[0], FACE)
            return due

        def test_it_should_pay_the_financier_first(self, paid, collect, currency, financier):
            collect(paid)
            assert currency.balanceOf(financier) == 10 * FACE + INTEREST

        def test_it_should_pay_the_surplus_to_the_seller(self, paid, collect, currency, supplier, factoring):
            collect(paid)
            assert currency.balanceOf(supplier) == FACE - INTEREST
            assert currency.balanceOf(factoring) == 0

        def test_it_should_owe_nothing_afterwards(self, stage, paid, collect, debt, account, today):
            collect(paid)
            accrued = 800_000 * 42_000 * 90
            assert account(paid) == (0, today + 90, False, accrued, INTEREST)
            stage.move_to(today + 1_000)
            assert debt(paid) == (0, 0)

        def test_it_should_log_how_it_was_divided(self, paid, collect, named):
            parts = {"interest": INTEREST, "principal": 800_000, "surplus": 200_000 - INTEREST}
            assert logged(collect(paid), "AdvanceServed") == [{"advance": named(paid), **parts}]

        def test_it_should_give_what_was_collected(self, paid, factoring, stranger):
            assert factoring.collect.call(astuple(paid), paid.receivables, {"from": stranger}) == FACE

        @pytest.mark.parametrize("who", ["supplier", "financier", "anchor", "stranger", "tier3"])
        def test_it_should_do_so_whoever_calls(self, stage, paid, factoring, currency, financier, who):
            factoring.collect(astuple(paid), paid.receivables, {"from": stage.cast[who]})
            assert currency.balanceOf(financier) == 10 * FACE + INTEREST

        def test_it_should_refuse_a_second_time(self, paid, collect, named):
            collect(paid)
            with refused("Factoring_NothingCollected", named(paid)):
                collect(paid)

        def test_it_should_collect_once_where_it_is_named_twice(self, paid, factoring, stranger, currency, financier):
            factoring.collect(astuple(paid), paid.receivables * 2, {"from": stranger})
            assert currency.balanceOf(financier) == 10 * FACE + INTEREST

        def test_it_should_pay_both_with_the_least_gas_that_is_enough(
            self, paid, factoring, stranger, currency, financier, supplier, least_gas
        ):
            """Who gives too little for the payments ends the call: it never goes through and parks the money."""
            least = least_gas(factoring.collect.encode_input(astuple(paid), paid.receivables))
            factoring.collect(astuple(paid), paid.receivables, {"from": stranger, "gas_limit": least})
            assert [factoring.creditOf(party, currency) for party in (financier, supplier)] == [0, 0]
            assert currency.balanceOf(financier) + currency.balanceOf(supplier) == 11 * FACE

        def test_it_should_still_know_what_the_receivable_was_pledged_for(self, paid, collect, factoring, named, root):
            collect(paid)
            assert factoring.advanceOf(root) == named(paid)

    class TestGivenTheSurplusIsTheFinanciers:
        """Rule D4."""

        def test_it_should_pay_all_to_the_financier(self, stage, to_financier, served, currency, financier, supplier):
            stage.pay(to_financier.receivables[0], FACE)
            assert served(to_financier) == (INTEREST, 800_000, 200_000 - INTEREST)
            assert (currency.balanceOf(financier), currency.balanceOf(supplier)) == (10 * FACE + 200_000, 800_000)

    class TestGivenMoneyComesInParts:
        """Rules D4, D5."""

        @pytest.mark.parametrize("parts", [(1, 1, 8_000, 500, 991_498), (8_400, 1), (400_000, 600_000), (3,) * 9])
        def test_it_should_divide_each_as_the_reference_does(self, stage, due, served, books, debt, due_day, parts):
            reference = books(due)
            for week, part in enumerate(parts):
                stage.move_to(due_day + 7 * week)
                stage.pay(due.receivables[0], part)
                assert served(due) == reference.serve(due_day + 7 * week, part)
                assert debt(due) == (reference.principal, reference.interest(due_day + 7 * week))

        def test_it_should_divide_several_on_one_day(self, stage, due, served, books):
            reference = books(due)
            for part in (5_000, 5_000, 800_000):
                stage.pay(due.receivables[0], part)
                assert served(due) == reference.serve(stage.now(), part)
            assert reference.principal == 0

        def test_it_should_keep_the_exact_interest_beyond_what_was_paid(self, stage, due, served, books, account):
            reference = books(due)
            for _ in range(3):
                stage.pay(due.receivables[0], 100_001)
                reference.serve(stage.now(), sum(served(due)))
                stage.move_to(stage.now() + 1)
            assert account(due)[3:] == (reference.accrued, reference.interest_paid)

        def test_it_should_take_interest_alone_where_there_is_no_more(self, stage, due, served, debt):
            stage.pay(due.receivables[0], INTEREST - 1)
            assert served(due) == (INTEREST - 1, 0, 0)
            assert debt(due) == (800_000, 1)

        def test_it_should_go_on_after_a_default(self, stage, due, served, books, today):
            reference = books(due)
            stage.move_to(today + 90 + LATE)
            stage.pay(due.receivables[0], FACE)
            assert served(due) == reference.serve(today + 90 + LATE, FACE)

    class TestGivenSeveralReceivables:
        def test_it_should_collect_on_those_named_alone(self, stage, two, served, receivables):
            first, second = two.receivables
            stage.pay(first, 300_000)
            stage.pay(second, 100_000)
            assert sum(served(two, second)) == 100_000
            assert receivables.receivable(first)["claimable"] == 300_000

        def test_it_should_collect_on_all_together(self, stage, two, served):
            for id_ in two.receivables:
                stage.pay(id_, FACE)
            assert served(two) == (2 * INTEREST, 1_600_000, 400_000 - 2 * INTEREST)

        def test_it_should_pass_over_what_was_collected_before(self, stage, two, served):
            first, second = two.receivables
            stage.pay(first, FACE)
            served(two, first)
            stage.pay(second, 1)
            assert sum(served(two)) == 1

        @pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0)])
        def test_it_should_pass_over_one_that_is_redeemed(self, stage, two, served, receivables, order):
            first, second = two.receivables
            stage.pay(first, FACE)
            served(two, first)
            with refused("Receivables_NoSuchReceivable", first):
                receivables.ownerOf(first)
            stage.pay(second, FACE)
            assert sum(served(two, *(two.receivables[number] for number in order))) == FACE

        def test_it_should_pay_all_that_comes_after_the_debt_as_surplus(self, stage, two, served):
            first, second = two.receivables
            stage.pay(first, FACE)
            served(two)
            stage.pay(second, FACE)
            served(two)
            assert stage.currency.balanceOf(two.seller) == 2 * FACE - 2 * INTEREST

    class TestGivenNothingCameIn:
        def test_it_should_refuse_before_the_due_day(self, opened, collect, named):
            with refused("Factoring_NothingCollected", named(opened)):
                collect(opened)

        def test_it_should_refuse_before_a_payment(self, due, collect, named):
            with refused("Factoring_NothingCollected", named(due)):
                collect(due)

        def test_it_should_refuse_an_empty_list(self, stage, due, factoring, named, stranger):
            stage.pay(due.receivables[0], FACE)
            with refused("Factoring_NothingCollected", named(due)):
                factoring.collect(astuple(due), [], {"from": stranger})

        def test_it_should_leave_money_that_was_sent_to_it_by_mistake(self, due, collect, named, stage, factoring):
            stage.currency.mint(factoring, FACE, {"from": stage.cast["stranger"]})
            with refused("Factoring_NothingCollected", named(due)):
                collect(due)

    class TestGivenTheReceivableIsNotOfTheAdvance:
        def test_it_should_refuse_one_of_another_advance(self, stage, start, opened, collect, named, due_day):
            start(other := stage.advance(stage.issue(due_day=due_day)))
            stage.settle(other.receivables[0], FACE)
            with refused("Factoring_NotInCustody", named(opened), other.receivables[0]):
                collect(opened, other.receivables[0])

        def test_it_should_refuse_it_beside_one_that_is(self, stage, start, opened, collect, named, due_day):
            start(other := stage.advance(stage.issue(due_day=due_day)))
            stage.settle(opened.receivables[0], FACE)
            with refused("Factoring_NotInCustody", named(opened), other.receivables[0]):
                collect(opened, opened.receivables[0], other.receivables[0])

        def test_it_should_refuse_one_that_is_in_no_custody(self, stage, due, collect, named):
            root = stage.issue()
            with refused("Factoring_NotInCustody", named(due), root):
                collect(due, root)

        def test_it_should_name_one_that_a_forced_transfer_took_away(self, stage, opened, force, collect, named, tier3):
            (taken,) = opened.receivables
            force(taken, tier3)
            stage.settle(taken, FACE)
            with refused("Factoring_NotInCustody", named(opened), taken):
                collect(opened)

        def test_it_should_collect_what_is_left_beside_it(self, stage, two, force, served, named, collect, tier3):
            taken, kept = two.receivables
            force(taken, tier3)
            for id_ in (taken, kept):
                stage.settle(id_, 300_000)
            with refused("Factoring_NotInCustody", named(two), taken):
                collect(two)
            assert sum(served(two, kept)) == 300_000
