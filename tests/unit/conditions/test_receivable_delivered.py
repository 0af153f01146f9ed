import pytest

from headwater import Party, statements
from tests.stage import FACE, TOKEN, astuple, refused
from tests.unit.conditions.conftest import PPM

REST = FACE - 300_000  # what the root keeps beside the child
GRACE = 5  # days after the due day without interest


@pytest.fixture
def holds(conditions):
    """An account holds a receivable with so much of its value unclaimed."""
    return lambda account, receivable, value: conditions.receivable_delivered(receivable, account.address, value)


@pytest.fixture
def delivered(holds, root, supplier):
    """The supplier holds the root, whole."""
    return holds(supplier, root, FACE)


@pytest.fixture
def with_tier2(holds, child, tier2):
    """Tier 2 holds the child, whole."""
    return holds(tier2, child, 300_000)


@pytest.fixture
def terms(stage, ready, conditions, attested, root, anchor):
    """An agreement: money for the supplier once 600 000 of a receivable were released to the anchor.

    An attestor is to state that it was received, and the receivable is not put in yet.
    """
    stage.entrust(stage.escrow, "supplier")
    route = {"source": Party.PAYEE, "to": Party.PAYER, "lapses_to": Party.PAYEE}
    money = stage.milestone(condition=conditions.delivered_by(1, 600_000))
    goods = stage.milestone(condition=attested(), receivable=root, **route)
    return stage.begin(money, goods, funded_at_once=1)


@pytest.fixture
def fund(escrow, terms, root, supplier):
    """Put the receivable into the second milestone."""
    return lambda: escrow.fund(astuple(terms), 1, root, {"from": supplier})


@pytest.fixture
def receive(stage, terms, release):
    """Release so many of a hundred parts of the receivable."""
    return lambda percent: release(terms, 1, statements(stage.statement(terms, 1, percent)))


@pytest.fixture
def rule(stage, escrow, terms, anchor):
    """Dispute so much of the receivable, and award a part of it to who earns it."""

    def act(amount, award):
        escrow.dispute(astuple(terms), 1, amount, {"from": anchor})
        escrow.rule(astuple(terms), 1, 0, award, {"from": stage.cast["supervisor"]})

    return act


@pytest.fixture
def reached(stage, ask, terms, conditions):
    """Whether the second milestone has released exactly so much."""

    def act(value):
        place = {"agreement": stage.name_of(terms)}
        return [ask(conditions.delivered_by(1, each), **place) for each in (value, value + 1)] == [PPM, 0]

    return act


class TestReceivableDelivered:
    """Rule K5."""

    class TestGivenItNamesAHolder:
        def test_it_should_be_met_while_it_holds_it(self, ask, delivered):
            assert ask(delivered) == PPM

        def test_it_should_be_met_by_what_was_split_off(self, ask, with_tier2):
            assert ask(with_tier2) == PPM

        def test_it_should_not_be_met_while_another_does(self, ask, holds, root, child, tier2, supplier):
            assert [ask(holds(tier2, root, 1)), ask(holds(supplier, child, 1))] == [0, 0]

        def test_it_should_not_be_met_once_it_has_moved_on(self, receivables, ask, with_tier2, child, tier2, tier3):
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
            assert ask(with_tier2) == 0

        def test_it_should_be_met_again_once_it_has_come_back(self, receivables, ask, with_tier2, child, tier2, tier3):
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
            receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": tier3})
            assert ask(with_tier2) == PPM

        def test_it_should_be_met_by_more_than_the_value_named(self, ask, holds, root, supplier):
            assert [ask(holds(supplier, root, value)) for value in (1, FACE - 1, FACE, FACE + 1)] == [PPM, PPM, PPM, 0]

        def test_it_should_not_be_met_beyond_what_it_still_holds(self, ask, holds, delivered, root, child, supplier):
            """What was split off counts for who holds that."""
            shown = [ask(holds(supplier, root, value)) for value in (REST, REST + 1)]
            assert [*shown, ask(delivered)] == [PPM, 0, 0]

        def test_it_should_not_be_met_once_it_is_emptied(
            self, stage, receivables, ask, with_tier2, holds, child, tier2, tier3
        ):
            """Its holder keeps the name of a receivable that is worth nothing any more."""
            stage.split(child, (tier3, 300_000), by="tier2")
            assert receivables.ownerOf(child) == tier2
            assert [ask(with_tier2), ask(holds(tier2, child, 1))] == [0, 0]

        def test_it_should_not_be_met_while_it_is_only_proposed(self, stage, holds, ask, root, tier2):
            proposed = stage.propose(root, tier2, 300_000)
            assert ask(holds(tier2, proposed, 1)) == 0

    class TestGivenItWasClaimedOn:
        """A receivable that has brought its money is worth what is left of it."""

        @pytest.fixture
        def claimed(self, stage, receivables, root, supplier):
            """The anchor has paid 400 000, and the supplier has claimed it."""
            stage.mature(root)
            stage.pay(root, 400_000)
            receivables.claim(root, {"from": supplier})

        def test_it_should_not_be_met_beyond_what_is_unclaimed(self, claimed, ask, holds, root, supplier):
            assert [ask(holds(supplier, root, value)) for value in (600_000, 600_001)] == [PPM, 0]

        def test_it_should_not_be_met_whole(self, claimed, ask, delivered):
            assert ask(delivered) == 0

        def test_it_should_be_met_whole_while_what_is_paid_is_not_claimed(self, stage, ask, delivered, root):
            stage.settle(root, FACE)
            assert ask(delivered) == PPM

    class TestGivenLateInterestWasClaimed:
        """What interest brought does not lessen what was delivered: in all, more than its value is claimed."""

        @pytest.fixture
        def claim(self, stage, receivables, root, due_day, stranger):
            """The anchor pays so much of what 80 000 of interest were added to, and it is claimed."""

            def act(amount):
                stage.move_to(due_day + GRACE + 360)
                stage.pay(root, amount)
                receivables.claim(root, {"from": stranger})

            return act

        def test_it_should_be_met_by_all_its_value_while_interest_alone_was_paid(self, claim, ask, delivered):
            claim(80_000)
            assert ask(delivered) == PPM

        def test_it_should_be_met_by_the_principal_that_is_left(self, claim, ask, holds, root, supplier):
            claim(FACE + 80_000 - 100)
            assert ask(holds(supplier, root, 100)) == PPM

        @pytest.mark.parametrize(("paid", "left"), [(480_000, 600_000), (FACE + 79_900, 100)])
        def test_it_should_not_be_met_beyond_what_is_left_of_the_principal(
            self, claim, ask, holds, root, supplier, paid, left
        ):
            claim(paid)
            assert [ask(holds(supplier, root, value)) for value in (left, left + 1)] == [PPM, 0]

        def test_it_should_answer_among_any_of_several(self, claim, ask, conditions, delivered, holds, root, supplier):
            claim(FACE + 79_900)
            assert ask(conditions.any_of(delivered, holds(supplier, root, 100))) == PPM

    class TestGivenTheReceivableIsGone:
        """A receivable that there is not is an error, and no answer."""

        def test_it_should_refuse_one_that_was_cancelled(self, receivables, ask, with_tier2, child, tier2):
            receivables.cancel(child, 300_000, {"from": tier2})
            with refused("Receivables_NoSuchReceivable", child):
                ask(with_tier2)

        def test_it_should_refuse_one_that_was_paid(self, stage, receivables, ask, delivered, root, supplier):
            stage.settle(root, FACE)
            receivables.claim(root, {"from": supplier})
            with refused("Receivables_NoSuchReceivable", root):
                ask(delivered)

        @pytest.mark.parametrize("number", [1, 2**256 - 1])
        def test_it_should_refuse_one_that_was_never_minted(self, ask, holds, supplier, number):
            with refused("Receivables_NoSuchReceivable", number):
                ask(holds(supplier, number, 1))

    class TestGivenItNamesAMilestone:
        @pytest.fixture
        def asked(self, stage, ask, terms):
            """How far the milestone of money is met."""
            return lambda: ask(terms.milestones[0].condition, agreement=stage.name_of(terms))

        def test_it_should_not_be_met_before_that_is_funded(self, asked):
            assert asked() == 0

        def test_it_should_not_be_met_while_that_only_holds_it(self, asked, fund):
            fund()
            assert asked() == 0

        def test_it_should_be_met_once_that_has_released_so_much(self, asked, fund, receive, reached):
            fund()
            receive(59)
            assert (asked(), reached(590_000)) == (0, True)
            receive(60)
            assert (asked(), reached(600_000)) == (PPM, True)

        def test_it_should_stay_met_as_that_releases_more(self, asked, fund, receive, reached):
            fund()
            receive(100)
            assert (asked(), reached(FACE)) == (PPM, True)

        def test_it_should_be_met_by_what_the_arbiter_awards(self, asked, fund, rule, reached):
            fund()
            rule(FACE, 600_000)
            assert (asked(), reached(600_000)) == (PPM, True)

        def test_it_should_not_be_met_by_what_the_arbiter_gives_back(self, asked, fund, rule, reached):
            fund()
            rule(FACE, 599_999)
            assert (asked(), reached(599_999)) == (0, True)

        def test_it_should_count_what_is_released_and_awarded_together(self, asked, fund, receive, rule, reached):
            fund()
            receive(35)
            rule(400_000, 250_000)
            assert (asked(), reached(600_000)) == (PPM, True)

        def test_it_should_not_be_met_by_what_lapses(self, stage, escrow, terms, asked, fund, stranger):
            fund()
            stage.move_to(terms.milestones[1].deadline_day + 11)
            escrow.lapse(astuple(terms), 1, {"from": stranger})
            assert asked() == 0

        def test_it_should_release_the_money_against_it(self, stage, terms, fund, receive, release, released):
            fund()
            with refused("ConditionalEscrow_NothingMet", "0x" + stage.name_of(terms).hex(), 0, 0):
                release(terms)
            receive(60)
            release(terms)
            assert released(terms) == FACE

        def test_it_should_not_be_met_by_another_agreements(self, ask, asked, fund, receive, conditions):
            fund()
            receive(100)
            assert [asked(), ask(conditions.delivered_by(1, 1), agreement=b"\xa7" * 32)] == [PPM, 0]

        @pytest.mark.parametrize("milestone", [2, 50, 2**256 - 1])
        def test_it_should_not_be_met_where_there_is_none(self, stage, terms, ask, conditions, milestone):
            assert ask(conditions.delivered_by(milestone, 1), agreement=stage.name_of(terms)) == 0

    class TestWhenItsTermsAreChecked:
        def test_it_should_stand_on_the_chain_alone(self, check, delivered, conditions):
            assert [check(delivered), check(conditions.delivered_by(1, 1))] == [True, True]

        def test_it_should_refuse_no_value(self, check, conditions, holds, root, supplier):
            for condition in (holds(supplier, root, 0), conditions.delivered_by(1, 0)):
                with refused("ReceivableDelivered_ZeroValue"):
                    check(condition)

        def test_it_should_refuse_no_value_as_an_agreement_begins(self, begin, conditions, today):
            with refused("ReceivableDelivered_ZeroValue"):
                begin(conditions.any_of(conditions.after_date(today), conditions.delivered_by(0, 0)))

        def test_it_should_refuse_what_it_cannot_read(self, panics, delivered, junk):
            panics(junk(delivered), view="check")
