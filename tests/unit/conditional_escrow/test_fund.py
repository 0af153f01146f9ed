"""Rule E4: a milestone is funded once, in full, by its deadline, by whom it comes from, with what was agreed."""

import pytest

from tests.stage import FACE, TENOR, TOKEN, logged, refused
from tests.unit.conditional_escrow.conftest import LENDER

PART = 300_000


@pytest.fixture
def kept(escrow, named):
    """The receivable that is kept for the second milestone."""
    return lambda terms: int(escrow.keptFor(named(terms), 1)["receivable"])


@pytest.fixture
def hand(receivables, supplier):
    """The supplier hands a receivable over."""
    return lambda receivable, to: receivables.transferFrom[TOKEN](supplier, to, receivable, {"from": supplier})


class TestFund:
    class TestGivenMoney:
        def test_it_should_take_in_what_was_agreed(self, fund, money_later, holds, escrow, anchor, funded):
            fund(money_later)
            assert (holds(escrow), holds(anchor)) == (FACE + 500, 9 * FACE - 500)
            assert funded(money_later, 1)

        def test_it_should_log_it(self, fund, money_later, named):
            (log,) = logged(fund(money_later), "MilestoneFunded")
            assert list(log.values()) == [named(money_later), 1, 0, 500]

        def test_it_should_refuse_a_receivable_for_it(self, fund, money_later, root):
            with refused("ConditionalEscrow_OtherReceivable", 1, root):
                fund(money_later, receivable=root)

        def test_it_should_refuse_without_an_allowance(self, fund, money_later, currency, escrow, anchor):
            currency.approve(escrow, 499, {"from": anchor})
            with refused("ERC20InsufficientAllowance", escrow, 499, 500):
                fund(money_later)

        def test_it_should_refuse_without_money(self, fund, money_later, currency, anchor, stranger):
            currency.transfer(stranger, 9 * FACE - 499, {"from": anchor})
            with refused("ERC20InsufficientBalance", anchor, 499, 500):
                fund(money_later)

    class TestGivenAReceivableThatIsNamed:
        def test_it_should_keep_it_whole(self, fund, expecting, delivery, kept, held, root, escrow):
            terms = expecting(delivery())
            fund(terms, receivable=root, by="supplier")
            assert (kept(terms), held(root)) == (root, escrow)

        def test_it_should_keep_a_part(self, fund, expecting, delivery, kept, worth, held, root, supplier):
            terms = expecting(delivery(amount=PART))
            fund(terms, receivable=root, by="supplier")
            assert (worth(kept(terms)), worth(root), held(root)) == (PART, FACE - PART, supplier)

        def test_it_should_log_it(self, fund, expecting, delivery, named, kept, root):
            terms = expecting(delivery(amount=PART))
            (log,) = logged(fund(terms, receivable=root, by="supplier"), "MilestoneFunded")
            assert list(log.values()) == [named(terms), 1, kept(terms), PART]

        def test_it_should_refuse_another(self, stage, fund, expecting, delivery):
            terms, other = expecting(delivery()), stage.issue()
            with refused("ConditionalEscrow_OtherReceivable", 1, other):
                fund(terms, receivable=other, by="supplier")

        @pytest.mark.parametrize("receivable", [0, 1, 2**256 - 1])
        def test_it_should_refuse_what_is_none(self, fund, expecting, delivery, receivable):
            terms = expecting(delivery())
            with refused("Receivables_NoSuchReceivable", receivable):
                fund(terms, receivable=receivable, by="supplier")

        def test_it_should_refuse_it_of_another_holder(self, fund, expecting, delivery, hand, root, tier2):
            terms = expecting(delivery())
            hand(root, tier2)
            with refused("ConditionalEscrow_OtherReceivable", 1, root):
                fund(terms, receivable=root, by="supplier")

        def test_it_should_refuse_it_when_it_has_become_too_small(self, stage, fund, expecting, delivery, root, tier2):
            terms = expecting(delivery())
            stage.split(root, (tier2, 1))
            with refused("ConditionalEscrow_OtherReceivable", 1, root):
                fund(terms, receivable=root, by="supplier")

        def test_it_should_refuse_it_in_another_currency(self, fund, expecting, delivery, foreign_root):
            terms = expecting(delivery(receivable=foreign_root))
            with refused("ConditionalEscrow_OtherReceivable", 1, foreign_root):
                fund(terms, receivable=foreign_root, by="supplier")

        def test_it_should_refuse_without_an_approval(self, stage, fund, expecting, delivery, root, escrow, supplier):
            terms = expecting(delivery())
            stage.receivables.setApprovalForAll(escrow, False, {"from": supplier})
            with refused("Receivables_NotAuthorised", root, escrow):
                fund(terms, receivable=root, by="supplier")

        @pytest.mark.parametrize("amount", [FACE, PART])
        def test_it_should_take_it_on_the_last_day_it_circulates(self, stage, fund, expecting, delivery, root, amount):
            terms = expecting(delivery(amount=amount, deadline_day=stage.now() + TENOR))
            stage.move_to(stage.now() + TENOR - 1)
            fund(terms, receivable=root, by="supplier")
            assert stage.escrow.milestoneOf(stage.name_of(terms), 1)["funded"]

        @pytest.mark.parametrize("amount", [FACE, PART])
        def test_it_should_refuse_it_once_it_is_due(self, stage, fund, expecting, delivery, root, due_day, amount):
            terms = expecting(delivery(amount=amount, deadline_day=due_day))
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                fund(terms, receivable=root, by="supplier")

    class TestGivenAReceivableThatIsDescribed:
        def test_it_should_keep_the_one_chosen(self, stage, fund, expecting, described, kept, held, escrow):
            terms, chosen = expecting(described()), stage.issue()
            fund(terms, receivable=chosen, by="supplier")
            assert (kept(terms), held(chosen)) == (chosen, escrow)

        def test_it_should_keep_a_part(self, fund, expecting, described, kept, worth, root):
            terms = expecting(described(amount=PART))
            fund(terms, receivable=root, by="supplier")
            assert (worth(kept(terms)), worth(root)) == (PART, FACE - PART)

        def test_it_should_refuse_a_later_due_day(self, fund, expecting, described, root, due_day):
            terms = expecting(described(latest_due_day=due_day - 1))
            with refused("ConditionalEscrow_OtherReceivable", 1, root):
                fund(terms, receivable=root, by="supplier")

        def test_it_should_take_an_earlier_due_day(self, stage, fund, expecting, described, held, escrow, due_day):
            terms, earlier = expecting(described(latest_due_day=due_day)), stage.issue(due_day=due_day - 1)
            fund(terms, receivable=earlier, by="supplier")
            assert held(earlier) == escrow

        def test_it_should_refuse_another_obligor(self, fund, expecting, described, others_root):
            terms = expecting(described())
            with refused("ConditionalEscrow_OtherReceivable", 1, others_root):
                fund(terms, receivable=others_root, by="supplier")

        def test_it_should_refuse_another_currency(self, fund, expecting, described, foreign_root):
            terms = expecting(described())
            with refused("ConditionalEscrow_OtherReceivable", 1, foreign_root):
                fund(terms, receivable=foreign_root, by="supplier")

        def test_it_should_refuse_one_of_another_holder(self, fund, expecting, described, child):
            terms = expecting(described(amount=PART))
            with refused("ConditionalEscrow_OtherReceivable", 1, child):
                fund(terms, receivable=child, by="supplier")

        def test_it_should_refuse_one_that_is_too_small(self, fund, expecting, described, root):
            terms = expecting(described(amount=FACE + 1))
            with refused("ConditionalEscrow_OtherReceivable", 1, root):
                fund(terms, receivable=root, by="supplier")

        def test_it_should_refuse_none(self, fund, expecting, described):
            terms = expecting(described())
            with refused("Receivables_NoSuchReceivable", 0):
                fund(terms, by="supplier")

        def test_it_should_refuse_one_once_it_is_due(self, stage, fund, expecting, described, root, due_day):
            terms = expecting(described(deadline_day=due_day))
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", 1, due_day, due_day):
                fund(terms, receivable=root, by="supplier")

    class TestGivenWhoCalls:
        @pytest.mark.parametrize("who", ["supplier", "financier", "supervisor", "stranger", "operator"])
        def test_it_should_refuse_all_but_the_party_it_comes_from(self, stage, fund, money_later, who):
            with refused("ConditionalEscrow_NotAllowed", stage.cast[who]):
                fund(money_later, by=who)

        def test_it_should_take_it_of_the_lender(self, stage, start, lent, fund, funded, holds, financier):
            later = stage.milestone(amount=500, source=LENDER, lapses_to=LENDER)
            start(terms := lent(stage.milestone(), later, funded_at_once=1))
            fund(terms, by="financier")
            assert (funded(terms, 1), holds(financier)) == (True, 10 * FACE - 500)

        def test_it_should_refuse_the_payer_what_the_lender_gives(self, stage, start, lent, fund, anchor):
            later = stage.milestone(amount=500, source=LENDER, lapses_to=LENDER)
            start(terms := lent(stage.milestone(), later, funded_at_once=1))
            with refused("ConditionalEscrow_NotAllowed", anchor):
                fund(terms)

    class TestGivenItIsFundedAlready:
        def test_it_should_refuse_again(self, fund, money_later, named):
            fund(money_later)
            with refused("ConditionalEscrow_AlreadyFunded", named(money_later), 1):
                fund(money_later)

        def test_it_should_refuse_what_was_funded_at_once(self, fund, money_later, named):
            with refused("ConditionalEscrow_AlreadyFunded", named(money_later), 0):
                fund(money_later, 0)

        def test_it_should_refuse_when_it_has_left(self, fund, money_later, named, escrow, supplier):
            fund(money_later)
            escrow.release(given := money_later.as_tuple(), 1, b"", {"from": supplier})
            escrow.withdraw(given, 1, 0, supplier, {"from": supplier})
            with refused("ConditionalEscrow_AlreadyFunded", named(money_later), 1):
                fund(money_later)

    class TestGivenTheDeadline:
        """Hostile M11: through its last day."""

        def test_it_should_take_it_on_the_last_day(self, stage, fund, money_later, funded):
            stage.move_to(money_later.milestones[1].deadline_day)
            fund(money_later)
            assert funded(money_later, 1)

        def test_it_should_refuse_a_day_later(self, stage, fund, money_later):
            deadline = money_later.milestones[1].deadline_day
            stage.move_to(deadline + 1)
            with refused("ConditionalEscrow_DeadlineOutOfRange", 1, deadline, 10):
                fund(money_later)

    class TestGivenTheTerms:
        """Rule E5."""

        @pytest.mark.parametrize("milestone", [0, 1])
        def test_it_should_refuse_before_they_have_begun(self, stage, fund, ready, named, milestone):
            terms = stage.agreement(stage.milestone(), stage.milestone())
            with refused("ConditionalEscrow_NotInForce", named(terms)):
                fund(terms, milestone)

        @pytest.mark.parametrize("milestone", [2, 2**256 - 1])
        def test_it_should_refuse_a_milestone_that_there_is_not(self, fund, money_later, milestone):
            with refused("ConditionalEscrow_NoSuchMilestone", milestone):
                fund(money_later, milestone)
