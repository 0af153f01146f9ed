import pytest
from eth_abi.abi import encode

from headwater import Condition, Status
from tests.stage import FACE, REMITTANCE, astuple, obligation_of, plain, refused
from tests.unit.conditions.conftest import PPM

SUPPLIER, GUARANTOR = 2, 16


@pytest.fixture
def late(stage, due_day):
    """Move to so many days after the due day: grace ends on the fifth, the time before default on the 95th."""
    return lambda days: stage.move_to(due_day + days)


@pytest.fixture
def paid(conditions, root):
    """As far as the root's obligation is paid."""
    return conditions.obligation_paid(obligation_of(root))


@pytest.fixture
def reaches(conditions, root):
    """Once the root's obligation has a status."""
    return lambda status: conditions.obligation_paid(obligation_of(root), status)


@pytest.fixture
def cancel(receivables, supplier, root):
    return lambda value: receivables.cancel(root, value, {"from": supplier})


class TestObligationPaid:
    """Rule K4."""

    class TestWhenItAsksHowMuchIsPaid:
        def test_it_should_not_be_met_while_nothing_is(self, ask, paid):
            assert ask(paid) == 0

        @pytest.mark.parametrize("amount", [1, 250_000, 999_999])
        def test_it_should_be_met_as_far(self, stage, root, ask, paid, amount):
            stage.settle(root, amount)
            assert ask(paid) == amount * PPM // FACE

        @pytest.mark.parametrize(("face", "amount", "ppm"), [(7, 3, 428_571), (3, 2, 666_666), (FACE * 3, 1, 0)])
        def test_it_should_round_down(self, stage, ask, conditions, face, amount, ppm):
            root = stage.issue(face=face)
            stage.settle(root, amount)
            assert ask(conditions.obligation_paid(obligation_of(root))) == ppm

        def test_it_should_be_met_in_full_once_all_is(self, stage, root, ask, paid):
            stage.settle(root, FACE)
            assert ask(paid) == PPM

        def test_it_should_be_met_as_far_of_what_is_not_cancelled(self, stage, root, ask, paid, cancel):
            cancel(400_000)
            stage.settle(root, 150_000)
            assert ask(paid) == 250_000

        def test_it_should_not_count_what_is_cancelled_as_paid(self, ask, paid, cancel):
            cancel(400_000)
            assert ask(paid) == 0

    class TestGivenItIsCancelledInFull:
        """With nothing live it is never paid, and as settled as any other from its due day on."""

        def test_it_should_not_be_paid_before_the_due_day(self, ask, paid, reaches, cancel):
            cancel(FACE)
            assert [ask(paid), ask(reaches(Status.SETTLED))] == [0, 0]

        def test_it_should_be_settled_but_not_paid_from_the_due_day_on(self, stage, root, ask, paid, reaches, cancel):
            cancel(FACE)
            stage.mature(root)
            assert [ask(paid), ask(reaches(Status.SETTLED)), ask(reaches(Status.MATURED))] == [0, PPM, PPM]

    class TestWhenItAsksForAStatus:
        @pytest.fixture
        def both(self, ask, reaches):
            return lambda: [ask(reaches(status)) for status in (Status.MATURED, Status.SETTLED)]

        def test_it_should_not_be_met_before_the_due_day(self, both):
            assert both() == [0, 0]

        def test_it_should_be_met_once_it_has_matured(self, stage, root, both):
            stage.settle(root, FACE - 1)
            assert both() == [PPM, 0]

        def test_it_should_be_met_once_it_is_settled(self, stage, root, both):
            stage.settle(root, FACE)
            assert both() == [PPM, PPM]

        def test_it_should_be_overdue_from_the_day_after_grace_on(self, stage, root, ask, reaches, late):
            overdue = reaches(Status.OVERDUE)
            assert [late(day) or ask(overdue) for day in (5, 6, 95, 96)] == [0, PPM, PPM, PPM]

        def test_it_should_be_in_default_from_the_day_after(self, ask, reaches, late):
            assert [late(day) or ask(reaches(Status.DEFAULTED)) for day in (95, 96)] == [0, PPM]

        def test_it_should_have_matured_in_default_too(self, both, late):
            late(96)
            assert both() == [PPM, 0]

    class TestGivenItIsPaidAfterItsDefault:
        @pytest.fixture
        def recovered(self, stage, root, late):
            late(96)
            stage.pay(root, 2 * FACE)

        def test_it_should_be_recovered_and_settled(self, recovered, ask, reaches):
            assert [ask(reaches(status)) for status in (Status.RECOVERED, Status.SETTLED)] == [PPM, PPM]

        def test_it_should_have_been_overdue_and_in_default(self, recovered, ask, reaches):
            assert [ask(reaches(status)) for status in (Status.DEFAULTED, Status.OVERDUE)] == [PPM, PPM]

        def test_it_should_be_paid(self, recovered, ask, paid):
            assert ask(paid) == PPM

    class TestGivenItIsPaidBeforeItsDefault:
        def test_it_should_be_settled_alone(self, stage, root, ask, reaches, late):
            late(95)
            stage.pay(root, 2 * FACE)
            others = (Status.RECOVERED, Status.DEFAULTED, Status.OVERDUE)
            assert [ask(reaches(status)) for status in (Status.SETTLED, *others)] == [PPM, 0, 0, 0]

    class TestGivenItsGuarantorPaid:
        @pytest.fixture
        def guaranteed(self, stage, accredit, receivables, conditions, tier2):
            """An obligation of which tier 2, its guarantor, has paid all to holders."""
            accredit(tier2, capacities=GUARANTOR | SUPPLIER)
            number = obligation_of(stage.issue(guarantor=tier2.address))
            stage.mature(number << 72)
            stage.give("tier2", FACE)
            stage.currency.approve(receivables, FACE, {"from": tier2})
            receivables.payAsGuarantor(number, FACE, REMITTANCE, {"from": tier2})
            return number

        def test_it_should_be_paid_though_not_settled(self, guaranteed, ask, conditions):
            told = [ask(conditions.obligation_paid(guaranteed, one)) for one in (Status.OPEN, Status.SETTLED)]
            assert told == [PPM, 0]

        def test_it_should_be_settled_once_the_guarantor_is_repaid(self, stage, guaranteed, ask, conditions):
            stage.pay(guaranteed << 72, FACE)
            assert ask(conditions.obligation_paid(guaranteed, Status.SETTLED)) == PPM

    class TestGivenItIsPaidLate:
        def test_it_should_be_paid_as_far_as_principal_is(self, stage, root, ask, paid, late):
            late(6)
            stage.pay(root, 223)  # a day's interest: 222.22, rounded up
            assert ask(paid) == 0
            stage.pay(root, 250_000)
            assert ask(paid) == 250_000

    class TestGivenAnUnknownObligation:
        @pytest.mark.parametrize("number", [0, 2, 2**64 - 1])
        @pytest.mark.parametrize("status", Status)
        def test_it_should_refuse_to_answer(self, root, ask, conditions, number, status):
            with refused("Receivables_NoSuchObligation", number):
                ask(conditions.obligation_paid(number, status))

        def test_it_should_refuse_it_in_terms(self, root, check, conditions):
            with refused("Receivables_NoSuchObligation", 2):
                check(conditions.obligation_paid(2))

    class TestWhenItsTermsAreChecked:
        @pytest.mark.parametrize("status", Status)
        def test_it_should_stand_on_the_chain_alone(self, check, reaches, status):
            assert check(reaches(status)) is True

        @pytest.mark.parametrize(("number", "status"), [(1, 6), (1, 2**255), (2**64, 0), (2**256 - 1, 0)])
        def test_it_should_refuse_what_it_cannot_read(self, panics, paid, number, status):
            panics(Condition(paid.address, encode(("uint256", "uint256"), (number, status))), view="check")

        def test_it_should_refuse_terms_cut_short(self, panics, paid, junk):
            panics(junk(paid), view="check")

    class TestGivenAMilestoneUnderIt:
        @pytest.fixture
        def terms(self, stage, root, begin, paid):
            """An agreement that begins as the obligation falls due."""
            stage.mature(root)
            return begin(paid)

        def test_it_should_release_as_it_is_paid(self, stage, root, terms, release, released):
            for amount in (1, 333_332, 666_667):
                before = released(terms)
                stage.pay(root, amount)
                release(terms)
                assert released(terms) == before + amount

        def test_it_should_not_release_the_same_twice(self, stage, root, terms, release):
            stage.pay(root, 300_000)
            release(terms)
            with refused("ConditionalEscrow_NothingMet", "0x" + stage.name_of(terms).hex(), 0, 300_000):
                release(terms)

        def test_it_should_show_it_before(self, stage, root, terms, escrow):
            stage.pay(root, 300_000)
            assert plain(escrow.releasable(astuple(terms), 0, b"")) == (300_000, 300_000)
