import pytest

from headwater._agreements import Side
from tests.stage import FACE, astuple, logged, refused

BOTH = 2 | 4
RELEASED, RETURNED = Side.RELEASED, Side.RETURNED


@pytest.fixture
def earned(terms, release):
    """An agreement of whose million 600 000 were released."""
    release(terms, 600_000)
    return terms


@pytest.fixture
def ended(earned, lapse, over):
    """The same, the rest returned."""
    over()
    lapse(earned)
    return earned


@pytest.fixture
def blocking(of_currency, release, lapse, over):
    """A thousand in money that can be blocked, of which 600 were released and the rest returned."""
    terms, currency = of_currency("BlockingCurrency")
    release(terms, 600_000)
    over()
    lapse(terms)
    return terms, currency


class TestWithdraw:
    class TestGivenSomeWasReleased:
        """Rule E9."""

        def test_it_should_pay_who_earned_it_at_anybodys_call(self, earned, withdraw, balance, supplier, escrow):
            withdraw(earned, RELEASED, supplier)
            assert (balance(supplier), balance(escrow)) == (600_000, 400_000)

        def test_it_should_tell_what_left(self, earned, withdraw, named, supplier):
            tx = withdraw(earned, RELEASED, supplier)
            assert tx.return_value == 600_000
            (log,) = logged(tx, "MilestoneWithdrawn")
            assert (log["agreement"], log["milestone"], log["side"]) == (named(earned), 0, RELEASED)
            assert (log["to"], log["amount"]) == (supplier, 600_000)

        def test_it_should_pay_it_once(self, earned, withdraw, balance, named, supplier):
            """Hostile E1: called twice, it pays once."""
            withdraw(earned, RELEASED, supplier)
            with refused("ConditionalEscrow_NothingThere", named(earned), 0):
                withdraw(earned, RELEASED, supplier)
            assert balance(supplier) == 600_000

        def test_it_should_pay_what_is_released_later(self, earned, release, withdraw, balance, state, supplier):
            withdraw(earned, RELEASED, supplier)
            release(earned, 750_000)
            assert withdraw(earned, RELEASED, supplier).return_value == 150_000
            assert (balance(supplier), state(earned).withdrawn) == (750_000, 750_000)

        def test_it_should_have_nothing_to_give_back(self, earned, withdraw, named, anchor):
            with refused("ConditionalEscrow_NothingThere", named(earned), 0):
                withdraw(earned, RETURNED, anchor)

        def test_it_should_pay_it_long_after_the_end(self, earned, later, withdraw, balance, supplier):
            later(4_000)
            withdraw(earned, RELEASED, supplier)
            assert balance(supplier) == 600_000

        def test_it_should_pay_it_when_the_terms_are_amended(self, earned, amend, withdraw, balance, supplier):
            amended = amend(earned, silence_ppm=0)
            withdraw(amended, RELEASED, supplier)
            assert balance(supplier) == 600_000

    class TestGivenTheRestWasReturned:
        """Rule E9."""

        def test_it_should_pay_it_back_at_anybodys_call(self, ended, withdraw, balance, anchor):
            withdraw(ended, RETURNED, anchor)
            assert balance(anchor) == 9 * FACE + 400_000

        def test_it_should_pay_it_back_once(self, ended, withdraw, balance, named, anchor):
            """Hostile E1: called twice, it pays once."""
            withdraw(ended, RETURNED, anchor)
            with refused("ConditionalEscrow_NothingThere", named(ended), 0):
                withdraw(ended, RETURNED, anchor)
            assert balance(anchor) == 9 * FACE + 400_000

        @pytest.mark.parametrize("first", Side)
        def test_it_should_pay_each_side_its_own_in_any_order(
            self, ended, withdraw, balance, escrow, supplier, anchor, first
        ):
            for side in (first, 1 - first):
                withdraw(ended, side, anchor if side else supplier)
            assert (balance(supplier), balance(anchor), balance(escrow)) == (600_000, 9 * FACE + 400_000, 0)

        def test_it_should_count_what_left_on_each_side(self, ended, withdraw, state, supplier, anchor):
            withdraw(ended, RETURNED, anchor)
            assert (state(ended).withdrawn, state(ended).returned_withdrawn) == (0, 400_000)
            withdraw(ended, RELEASED, supplier)
            assert (state(ended).withdrawn, state(ended).returned_withdrawn) == (600_000, 400_000)

    class TestGivenTwoAgreementsAreKeptTogether:
        def test_it_should_pay_neither_with_the_others_money(self, start, release, withdraw, named, balance, supplier):
            one, other = start(), start()
            release(one)
            with refused("ConditionalEscrow_NothingThere", named(other), 0):
                withdraw(other, RELEASED, supplier)
            withdraw(one, RELEASED, supplier)
            assert balance(supplier) == FACE

    class TestWhenThePartyCalls:
        """Rule E9."""

        def test_it_should_pay_another_account_of_its_company(self, earned, withdraw, balance, sister, supplier):
            withdraw(earned, RELEASED, sister, by=supplier)
            assert balance(sister) == 600_000

        def test_it_should_refuse_another_companys_account(self, earned, withdraw, supplier, tier2):
            with refused("ConditionalEscrow_IdentityMismatch", supplier, tier2):
                withdraw(earned, RELEASED, tier2, by=supplier)

        def test_it_should_refuse_an_account_that_nobody_registered(self, earned, withdraw, supplier, stranger):
            with refused("ConditionalEscrow_IdentityMismatch", supplier, stranger):
                withdraw(earned, RELEASED, stranger, by=supplier)

        def test_it_should_refuse_its_account_that_is_not_accredited(self, earned, withdraw, revoke, sister, supplier):
            revoke(sister)
            with refused("Participants_NotAccredited", sister):
                withdraw(earned, RELEASED, sister, by=supplier)

        def test_it_should_refuse_the_other_sides_money(self, ended, withdraw, supplier):
            with refused("ConditionalEscrow_NotAllowed", supplier):
                withdraw(ended, RETURNED, supplier, by=supplier)

    class TestWhenSomebodyElseCalls:
        @pytest.mark.parametrize("name", ["anchor", "financier", "supervisor", "operator", "attestor", "stranger"])
        def test_it_should_refuse_another_account_than_the_partys_own(
            self, stage, earned, withdraw, balance, sister, name
        ):
            """Hostile E1: only parties ever receive, and only they choose where."""
            with refused("ConditionalEscrow_NotAllowed", stage.cast[name]):
                withdraw(earned, RELEASED, sister, by=stage.cast[name])
            assert balance(sister) == 0

        def test_it_should_refuse_to_pay_the_caller(self, earned, withdraw, anchor):
            with refused("ConditionalEscrow_NotAllowed", anchor):
                withdraw(earned, RELEASED, anchor, by=anchor)

        def test_it_should_refuse_another_account_of_its_company(self, earned, escrow, sister, withdraw, supplier):
            """It is of the company, and yet not the party: it can only have the party paid."""
            call = escrow.withdraw.encode_input(astuple(earned), 0, RELEASED, sister)
            with refused("ConditionalEscrow_NotAllowed", sister):
                sister.execute(escrow, call, {"from": supplier})

    class TestGivenThePartyIsNotAccredited:
        def test_it_should_refuse(self, earned, withdraw, revoke, supplier):
            revoke(supplier)
            with refused("Participants_NotAccredited", supplier):
                withdraw(earned, RELEASED, supplier)

        def test_it_should_pay_once_it_is_again(self, earned, withdraw, revoke, accredit, balance, supplier):
            revoke(supplier)
            accredit(supplier)
            withdraw(earned, RELEASED, supplier)
            assert balance(supplier) == 600_000

        def test_it_should_pay_its_accredited_account_meanwhile(
            self, earned, withdraw, revoke, balance, sister, supplier
        ):
            revoke(supplier)
            withdraw(earned, RELEASED, sister, by=supplier)
            assert balance(sister) == 600_000

        def test_it_should_pay_the_other_side(self, ended, withdraw, revoke, balance, anchor, supplier):
            revoke(supplier)
            withdraw(ended, RETURNED, anchor)
            assert balance(anchor) == 9 * FACE + 400_000

    class TestGivenTheCurrencyBlocksAParty:
        """Hostile W2: it waits, and stops nobody else."""

        @pytest.mark.parametrize(("name", "side"), [("supplier", RELEASED), ("anchor", RETURNED)])
        def test_it_should_refuse_to_pay_it(self, stage, blocking, withdraw, state, stranger, name, side):
            terms, currency = blocking
            currency.setBlocked(stage.cast[name], True, {"from": stranger})
            with refused("BlockingCurrency_Blocked", stage.cast[name]):
                withdraw(terms, side, stage.cast[name])
            assert (state(terms).withdrawn, state(terms).returned_withdrawn) == (0, 0)

        def test_it_should_pay_the_other(self, blocking, withdraw, supplier, anchor, stranger):
            terms, currency = blocking
            currency.setBlocked(supplier, True, {"from": stranger})
            withdraw(terms, RETURNED, anchor)
            assert currency.balanceOf(anchor) == 9_400

        def test_it_should_pay_it_when_it_is_free_again(self, blocking, withdraw, supplier, stranger):
            terms, currency = blocking
            currency.setBlocked(supplier, True, {"from": stranger})
            currency.setBlocked(supplier, False, {"from": stranger})
            withdraw(terms, RELEASED, supplier)
            assert currency.balanceOf(supplier) == 600

        def test_it_should_pay_another_account_of_its_company(self, blocking, withdraw, sister, supplier, stranger):
            terms, currency = blocking
            currency.setBlocked(supplier, True, {"from": stranger})
            withdraw(terms, RELEASED, sister, by=supplier)
            assert currency.balanceOf(sister) == 600

    class TestWhenThereIsNothingToWithdraw:
        @pytest.mark.parametrize("side", Side)
        def test_it_should_refuse_what_is_held(self, stage, terms, withdraw, named, side):
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                withdraw(terms, side, stage.cast["anchor" if side else "supplier"])

        def test_it_should_refuse_what_is_disputed(self, terms, dispute, withdraw, named, supplier):
            dispute(terms, FACE)
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                withdraw(terms, RELEASED, supplier)

        def test_it_should_refuse_a_milestone_that_is_not_funded(self, start, due, withdraw, named, supplier):
            terms = start(due(), due(), funded_at_once=1)
            with refused("ConditionalEscrow_NotFunded", named(terms), 1):
                withdraw(terms, RELEASED, supplier, 1)

        def test_it_should_refuse_terms_that_are_not_in_force_any_more(self, earned, amend, withdraw, named, supplier):
            amend(earned, silence_ppm=0)
            with refused("ConditionalEscrow_NotInForce", named(earned)):
                withdraw(earned, RELEASED, supplier)
