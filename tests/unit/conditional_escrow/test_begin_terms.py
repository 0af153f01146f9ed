"""Rules E2 and E3: what can be agreed on, to the last unit and day, and what cannot."""

import itertools
from dataclasses import replace

import pytest

from _local import identity
from headwater import Condition
from tests.stage import FACE, ZERO, refused
from tests.unit.conditional_escrow.conftest import LENDER, PAYEE, PAYER

MOST = 2**88 - 1
DAYS = 2**32 - 1
NUMBER = 2**256 - 1
SMALL_ENTERPRISE = 64
NONE = 0
BETWEEN_TWO = [
    (NONE, PAYEE, PAYER),
    (PAYER, NONE, PAYER),
    (PAYER, PAYEE, NONE),
    (LENDER, PAYEE, PAYER),
    (PAYER, LENDER, PAYER),
    (PAYER, PAYEE, LENDER),
    (PAYER, PAYER, PAYEE),
    (PAYER, PAYEE, PAYEE),
    (PAYEE, PAYEE, PAYER),
    (PAYEE, PAYER, PAYER),
]
WAYS = [way for way in itertools.product((PAYER, PAYEE, LENDER), repeat=3) if way[1] not in (way[0], way[2])]


@pytest.fixture
def start_with(stage, start):
    """Begin an agreement of one milestone with changes."""

    def act(**changes):
        start(terms := stage.agreement(stage.milestone(**changes)))
        return terms

    return act


@pytest.fixture
def bind(participants, supervisor):
    """Bind the arbiter to the company of a member of the cast."""
    return lambda name: participants.bind(identity(name), {"from": supervisor})


@pytest.fixture
def parties(stage, start):
    """Begin with other parties, named by the cast or nobody."""

    def act(**names):
        accounts = {role: stage.cast[name].address if name else ZERO for role, name in names.items()}
        return start(stage.agreement(**accounts), "anchor", "supplier")

    return act


class TestBeginTerms:
    class TestGivenTheValidity:
        """Rule E1: they are still valid."""

        @pytest.mark.parametrize("valid_until", [0, DAYS, NUMBER])
        def test_it_should_begin_up_to_its_last_day(self, stage, start, funded, valid_until):
            start(terms := stage.agreement(valid_until=valid_until or stage.now()))
            assert funded(terms)

        @pytest.mark.parametrize("days", [1, 2])
        def test_it_should_refuse_later(self, stage, start, days):
            terms = stage.agreement(valid_until=stage.now())
            stage.move_to(terms.valid_until + days)
            with refused("ConditionalEscrow_ValidityOver", terms.valid_until, terms.valid_until + days):
                start(terms)

    class TestGivenTheNumberOfMilestones:
        def test_it_should_begin_with_50_all_funded(self, stage, start, holds, escrow):
            start(stage.agreement(*[stage.milestone(amount=1)] * 50))
            assert holds(escrow) == 50

        @pytest.mark.parametrize(("count", "at_once"), [(51, 1), (51, 51), (1, 0), (1, 2), (50, 51), (2, NUMBER)])
        def test_it_should_refuse_another(self, stage, start, count, at_once):
            terms = stage.agreement(*[stage.milestone(amount=1)] * count, funded_at_once=at_once)
            with refused("ConditionalEscrow_MilestonesOutOfRange", count, at_once):
                start(terms)

        @pytest.mark.parametrize("at_once", [0, 1])
        def test_it_should_refuse_none(self, start, terms, at_once):
            with refused("ConditionalEscrow_MilestonesOutOfRange", 0, at_once):
                start(replace(terms, milestones=(), funded_at_once=at_once))

    class TestGivenTheArbiter:
        @pytest.mark.parametrize(("days", "ppm"), [(0, 0), (2**16 - 1, 10**6)])
        def test_it_should_begin_with_little_or_much_of_all(self, stage, start, funded, days, ppm):
            start(terms := stage.agreement(arbiter_days=days, silence_ppm=ppm))
            assert funded(terms)

        @pytest.mark.parametrize("days", [2**16, NUMBER])
        def test_it_should_refuse_more_days(self, stage, start, days):
            with refused("ConditionalEscrow_ArbiterDaysOutOfRange", days):
                start(stage.agreement(arbiter_days=days))

        @pytest.mark.parametrize("ppm", [10**6 + 1, NUMBER])
        @pytest.mark.parametrize("arbiter", ["supervisor", None])
        def test_it_should_refuse_a_share_of_more_than_all(self, stage, start, arbiter, ppm):
            who = stage.cast[arbiter].address if arbiter else ZERO
            with refused("ConditionalEscrow_InvalidShare", ppm):
                start(stage.agreement(arbiter=who, silence_ppm=ppm))

        def test_it_should_count_no_days_of_nobody(self, stage, start, funded):
            start(terms := stage.agreement(arbiter=ZERO, arbiter_days=NUMBER))
            assert funded(terms)

    class TestGivenTheArbiterIsNotApart:
        """Hostile E8: the arbiter is a party, or of a party's company. Rule E2."""

        @pytest.mark.parametrize("who", ["anchor", "supplier", "financier"])
        def test_it_should_refuse_a_party(self, stage, start, lent, who):
            with refused("ConditionalEscrow_ArbiterIsParty", stage.cast[who]):
                start(lent(arbiter=stage.cast[who].address))

        @pytest.mark.parametrize("who", ["anchor", "supplier", "financier"])
        def test_it_should_refuse_an_account_of_a_partys_company(self, start, lent, bind, supervisor, who):
            bind(who)
            with refused("ConditionalEscrow_ArbiterIsParty", supervisor):
                start(lent())

        @pytest.mark.parametrize("who", ["tier2", "financier"])
        def test_it_should_begin_with_one_of_another_company(self, start, terms, bind, funded, who):
            bind(who)
            start(terms)
            assert funded(terms)

    class TestGivenTheParties:
        """Rule E2."""

        @pytest.mark.parametrize(
            "roles",
            [
                {"payee": "anchor"},
                {"payer": "supplier"},
                {"lender": "anchor"},
                {"lender": "supplier"},
            ],
            ids=str,
        )
        def test_it_should_refuse_one_twice(self, parties, roles):
            with refused("ConditionalEscrow_InvalidParties"):
                parties(**roles)

        @pytest.mark.parametrize("role", ["payer", "payee"])
        def test_it_should_refuse_nobody(self, parties, role):
            """Hostile M4: the zero address is no party."""
            with refused("ConditionalEscrow_InvalidParties"):
                parties(**{role: None})

        @pytest.mark.parametrize("who", ["anchor", "supplier", "financier"])
        def test_it_should_refuse_who_is_not_accredited(self, stage, start, lent, dismiss, who):
            dismiss(who)
            with refused("Participants_NotAccredited", stage.cast[who]):
                start(lent())

        @pytest.mark.parametrize("who", ["anchor", "supplier", "financier"])
        def test_it_should_begin_on_the_last_day_of_an_accreditation(self, stage, start, lent, accredit, funded, who):
            accredit(stage.cast[who], stage.now())
            start(terms := lent())
            assert funded(terms)

        @pytest.mark.parametrize("who", ["anchor", "supplier", "financier"])
        def test_it_should_refuse_on_the_day_after(self, stage, start, lent, accredit, who):
            accredit(stage.cast[who], stage.now())
            terms = lent()
            stage.move_to(stage.now() + 1)
            with refused("Participants_NotAccredited", stage.cast[who]):
                start(terms)

    class TestGivenTheWays:
        """Rule E3: from a party to one of two, who earns it or where it goes back."""

        @pytest.mark.parametrize("way", BETWEEN_TWO, ids=str)
        def test_it_should_refuse_what_leads_nowhere(self, start_with, way):
            with refused("ConditionalEscrow_InvalidRoute", 0, *map(int, way)):
                start_with(**dict(zip(("source", "to", "lapses_to"), way, strict=True)))

        def test_it_should_refuse_one_among_several(self, stage, start):
            wrong = stage.milestone(lapses_to=PAYEE)
            with refused("ConditionalEscrow_InvalidRoute", 1, 1, 2, 2):
                start(stage.agreement(stage.milestone(), wrong, funded_at_once=1))

        def test_it_should_take_every_other_between_three(self, stage, start, lent, holds, escrow):
            stage.give("supplier", 10)
            due = [stage.milestone(amount=1, source=a, to=b, lapses_to=c) for a, b, c in WAYS]
            start(lent(*due))
            assert holds(escrow) == len(WAYS) == 12

    class TestGivenTheAmount:
        @pytest.mark.parametrize("amount", [0, MOST + 1, NUMBER])
        def test_it_should_refuse_nothing_and_too_much(self, stage, start, amount):
            wrong = stage.milestone(amount=amount)
            with refused("ConditionalEscrow_AmountOutOfRange", 1, amount):
                start(stage.agreement(stage.milestone(), wrong, funded_at_once=1))

        @pytest.mark.parametrize("amount", [1, MOST])
        def test_it_should_take_the_least_and_the_most(self, stage, start_with, currency, anchor, holds, amount):
            stage.give("anchor", MOST)
            currency.approve(stage.escrow, MOST, {"from": anchor})
            start_with(amount=amount)
            assert holds(stage.escrow) == amount

    class TestGivenTheDeadline:
        """Hostile M11: today, yesterday, or as far as can be."""

        @pytest.mark.parametrize(("deadline", "evidence"), [(DAYS + 1, 0), (NUMBER, 0), (DAYS, DAYS + 1), (1, NUMBER)])
        def test_it_should_refuse_what_cannot_be_counted(self, start_with, deadline, evidence):
            with refused("ConditionalEscrow_DeadlineOutOfRange", 0, deadline, evidence):
                start_with(deadline_day=deadline, evidence_days=evidence)

        def test_it_should_take_the_latest(self, start_with, funded):
            assert funded(start_with(deadline_day=DAYS, evidence_days=DAYS))

        def test_it_should_be_funded_on_its_last_day(self, start_with, today, funded):
            assert funded(start_with(deadline_day=today, evidence_days=0))

        def test_it_should_refuse_to_be_funded_later(self, start_with, today):
            with refused("ConditionalEscrow_DeadlineOutOfRange", 0, today - 1, 0):
                start_with(deadline_day=today - 1, evidence_days=0)

    class TestGivenTheReceivable:
        """Rule E4."""

        def test_it_should_refuse_one_named_and_described(self, stage, start, described, root):
            unclear = described(receivable=root)
            with refused("ConditionalEscrow_ReceivableUnclear", 1):
                start(stage.agreement(stage.milestone(), unclear, funded_at_once=1))

        def test_it_should_refuse_one_described_to_be_funded_at_once(self, stage, start, described):
            with refused("ConditionalEscrow_ReceivableUnclear", 1):
                start(stage.agreement(stage.milestone(), described()))

        def test_it_should_take_one_described_for_later(self, expecting, described, funded):
            terms = expecting(described())
            assert (funded(terms, 0), funded(terms, 1)) == (True, False)

    class TestGivenTheCondition:
        def test_it_should_refuse_what_it_refuses(self, stage, start, attestor):
            given = stage.programme.suite.conditions.attested_by([attestor.address], "delivered", needed=2)
            with refused("AttestedBy_InvalidAttestors", 1, 2):
                start(stage.agreement(stage.milestone(), stage.milestone(condition=given), funded_at_once=1))

    class TestGivenASmallEnterpriseEarns:
        """Rule E11."""

        @pytest.fixture(autouse=True)
        def barred(self, accredit, supplier, escrow, operator):
            """Conditions of an unknown kind are barred, and the supplier is small."""
            accredit(supplier, capacities=2 | SMALL_ENTERPRISE)
            escrow.barKinds(1 << 0, "Art. 7", {"from": operator})

        @pytest.fixture
        def unknown(self, make, terms):
            """A condition of which the operator has said nothing."""
            return Condition(make("AfterDate").address, terms.milestones[0].condition.terms)

        def test_it_should_refuse_a_kind_that_is_barred(self, start_with, unknown, supplier):
            given = (str(supplier).lower(), unknown.address, "Art. 7")
            with refused("ConditionalEscrow_BarredForSmallEnterprise", *given):
                start_with(condition=unknown)

        def test_it_should_take_it_where_another_earns(self, stage, start_with, unknown, funded):
            stage.give("supplier", FACE)
            way = {"source": PAYEE, "to": PAYER, "lapses_to": PAYEE}
            assert funded(start_with(condition=unknown, **way))

        def test_it_should_take_another_kind(self, start_with, funded):
            assert funded(start_with())
