import pytest

from tests.stage import FACE, astuple, logged, refused

LENT = 800_000


@pytest.fixture
def standing(participants, supplier):
    """The supplier takes receivables without being asked each time."""
    participants.setStandingAcceptance(True, {"from": supplier})


@pytest.fixture
def repaid(opened, repay):
    repay(opened, LENT)
    return opened


@pytest.fixture
def financiers(stage, start, repay, root):
    """An advance of which the surplus is the financier's, paid back."""
    start(terms := stage.advance(root, surplus_to=stage.cast["financier"].address))
    repay(terms, LENT)
    return terms


class TestRelease:
    """Rule D7."""

    class TestGivenSomethingIsOwed:
        def test_it_should_refuse(self, opened, standing, release, named):
            with refused("Factoring_StillOwed", named(opened), LENT, 0):
                release(opened)

        def test_it_should_refuse_for_a_single_unit(self, stage, opened, standing, release, repay, named, today):
            stage.move_to(today + 30)
            repay(opened, LENT + 2_800 - 1)
            with refused("Factoring_StillOwed", named(opened), 1, 0):
                release(opened)

        def test_it_should_refuse_after_a_demand(self, recourse, default, demand, standing, release, named, debt):
            default(recourse.receivables[0])
            demand(recourse)
            with refused("Factoring_StillOwed", named(recourse), *debt(recourse)):
                release(recourse)

    class TestGivenNothingIsOwed:
        def test_it_should_hand_it_to_the_seller(self, repaid, standing, release, held, supplier):
            release(repaid)
            assert held(repaid.receivables[0]) == supplier

        def test_it_should_hand_it_to_the_financier_where_that_was_agreed(self, financiers, release, held, financier):
            release(financiers)
            assert held(financiers.receivables[0]) == financier

        @pytest.mark.parametrize("who", ["supplier", "financier", "anchor", "tier2"])
        def test_it_should_do_so_whoever_calls(self, stage, repaid, standing, factoring, held, supplier, who):
            factoring.release(astuple(repaid), repaid.receivables, {"from": stage.cast[who]})
            assert held(repaid.receivables[0]) == supplier

        def test_it_should_forget_the_pledge_and_log_it(self, repaid, standing, release, factoring, named, supplier):
            (id_,) = repaid.receivables
            logs = logged(release(repaid), "ReceivableReleased")
            assert logs == [{"advance": named(repaid), "receivable": id_, "to": supplier}]
            assert factoring.advanceOf(id_) == "0x" + "00" * 32

        def test_it_should_hand_out_those_named_alone(self, stage, start, standing, repay, release, held, root):
            start(terms := stage.advance(root, other := stage.issue()))
            repay(terms, 2 * LENT)
            release(terms, root)
            assert (held(root), held(other)) == (terms.seller, stage.factoring)

        def test_it_should_refuse_a_second_time(self, repaid, standing, release, named, root):
            release(repaid)
            with refused("Factoring_NotInCustody", named(repaid), root):
                release(repaid)

        def test_it_should_refuse_one_of_another_advance(self, stage, start, repaid, standing, release, named):
            start(other := stage.advance(stage.issue()))
            with refused("Factoring_NotInCustody", named(repaid), other.receivables[0]):
                release(repaid, *other.receivables)

    class TestGivenTheReceivableIsDue:
        def test_it_should_hand_it_out_all_the_same(self, stage, repaid, standing, release, held, supplier, root):
            stage.mature(root)
            release(repaid)
            assert held(root) == supplier

        def test_it_should_hand_out_one_that_is_collected_in_part(
            self, stage, due, standing, collect, repay, release, receivables, root, supplier
        ):
            stage.pay(root, 400_000)
            collect(due)
            repay(due, FACE)
            release(due)
            shown = receivables.receivable(root)
            assert (shown["holder"], shown["claimed"], shown["claimable"]) == (supplier, 400_000, 0)

        def test_it_should_leave_the_rest_to_who_has_it_then(
            self, stage, due, standing, repay, release, receivables, root, supplier, currency
        ):
            repay(due, FACE)
            release(due)
            stage.pay(root, FACE)
            before = currency.balanceOf(supplier)
            receivables.claim(root, {"from": supplier})
            assert currency.balanceOf(supplier) == before + FACE

        def test_it_should_refuse_one_that_was_collected_in_full(self, stage, due, standing, collect, release, root):
            stage.pay(root, FACE)
            collect(due)
            with refused("Receivables_NoSuchReceivable", root):
                release(due)

    class TestGivenWhoGetsItCannotTakeIt:
        def test_it_should_refuse_an_account_without_standing_acceptance(self, repaid, release, supplier):
            with refused("Participants_NoStandingAcceptance", supplier):
                release(repaid)

        def test_it_should_refuse_an_account_that_is_not_accredited(self, repaid, standing, revoke, release, supplier):
            revoke(supplier)
            with refused("Participants_NotAccredited", supplier):
                release(repaid)

        def test_it_should_hand_it_out_later(self, repaid, standing, revoke, accredit, release, held, root, supplier):
            revoke(supplier)
            accredit(supplier)
            release(repaid)
            assert held(root) == supplier

        def test_it_should_collect_for_it_meanwhile(self, stage, repaid, collect, currency, supplier, root):
            stage.settle(root, FACE)
            collect(repaid)
            assert currency.balanceOf(supplier) == LENT + FACE
