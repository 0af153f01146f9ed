from dataclasses import replace

import pytest

from headwater import Party, statements
from headwater._agreements import CONDITIONS, Kind
from tests.stage import FACE, ZERO, astuple, logged, plain, refused
from tests.unit.conditions.conftest import SMALL_ENTERPRISE, TRADERS

RULE = "State Council order 802 of 2025"
OBLIGOR = 1
PAID_WHEN_PAID = 1 << Kind.OBLIGATION_PAID
UNKNOWN = 1 << Kind.UNKNOWN


@pytest.fixture
def small(accredit, supplier):
    """The supplier is a small enterprise."""
    accredit(supplier, TRADERS | SMALL_ENTERPRISE)


@pytest.fixture
def bar(escrow, operator):
    """Bar kinds where a small enterprise earns."""
    return lambda kinds, rule=RULE: escrow.barKinds(kinds, rule, {"from": operator})


@pytest.fixture
def name_kind(escrow, operator):
    return lambda condition, kind: escrow.setKind(condition.address, kind, {"from": operator})


@pytest.fixture
def paid(conditions, root):
    """Paid when the anchor's obligation is."""
    return conditions.obligation_paid(1)


@pytest.fixture
def stops(stage):
    """It is refused for an account, by the condition's address and the rule's text."""

    def act(condition, name="supplier", rule=RULE):
        return refused("ConditionalEscrow_BarredForSmallEnterprise", stage.cast[name], condition.address.lower(), rule)

    return act


@pytest.fixture
def barred(small, bar):
    """Paid when paid is barred, and the supplier is a small enterprise."""
    bar(PAID_WHEN_PAID)


class TestSmallEnterprises:
    """Rule E11."""

    class TestGivenAKindIsBarred:
        def test_it_should_not_be_agreed_on(self, barred, begin, paid, stops):
            with stops(paid):
                begin(paid)

        def test_it_should_not_be_agreed_on_for_a_later_milestone(self, barred, begin, conditions, paid, today, stops):
            with stops(paid):
                begin(conditions.after_date(today), paid, funded_at_once=1)

        def test_it_should_name_the_rule_whatever_its_text(self, small, bar, begin, paid, stops):
            for rule in ("", "Verordnung über Zahlungsfristen, § 3", "r" * 300):
                bar(PAID_WHEN_PAID, rule)
                with stops(paid, rule=rule):
                    begin(paid)

        def test_it_should_agree_on_other_kinds(self, barred, begin, conditions, attested, today, released):
            terms = begin(conditions.after_date(today), attested(), conditions.delivered_by(0, FACE))
            assert released(terms) == 0

        @pytest.mark.parametrize("kinds", [1 << Kind.AFTER_DATE, UNKNOWN, ~PAID_WHEN_PAID % 2**256, 0])
        def test_it_should_be_agreed_on_where_others_are_barred(self, small, bar, begin, paid, released, kinds):
            bar(kinds)
            assert released(begin(paid)) == 0

        def test_it_should_be_agreed_on_once_it_is_not_barred_any_more(self, barred, bar, begin, paid, released):
            bar(0, "")
            assert released(begin(paid)) == 0

        @pytest.mark.parametrize("kinds", [PAID_WHEN_PAID, 2**256 - 1])
        def test_it_should_be_agreed_on_by_others(self, bar, begin, paid, released, kinds):
            bar(kinds)
            assert released(begin(paid)) == 0

        def test_it_should_stop_every_kind_that_is_barred(self, small, bar, begin, conditions, attested, today, stops):
            bar(2**256 - 1)
            for condition in (conditions.after_date(today), attested(), conditions.delivered_by(0, FACE)):
                with stops(condition):
                    begin(condition)

    class TestGivenItStandsWithinAnother:
        @pytest.fixture
        def nested(self, conditions, today):
            """A condition within others, four levels down."""
            dated = conditions.after_date(today)

            def act(inner):
                third = conditions.at_least(1, dated, conditions.not_yet(inner))
                return conditions.all_of(dated, conditions.any_of(dated, third))

            return act

        def test_it_should_be_found(self, barred, begin, nested, paid, stops):
            with stops(paid):
                begin(nested(paid))

        def test_it_should_agree_on_combinators_of_others(self, barred, begin, nested, conditions, today, released):
            assert released(begin(nested(conditions.after_date(today)))) == 0

        def test_it_should_stop_combinators_where_they_are_barred(self, small, bar, begin, nested, paid, stops):
            bar(1 << Kind.COMBINATOR)
            with stops(whole := nested(paid)):
                begin(whole)

        def test_it_should_find_what_nobody_knows(self, small, bar, begin, nested, answering, stops):
            bar(UNKNOWN)
            with stops(unknown := answering()):
                begin(nested(unknown))

    class TestGivenAContractThatNobodyKnows:
        def test_it_should_be_of_the_unknown_kind(self, escrow, answering, begin, small, bar, stops):
            unknown = answering()
            assert escrow.kindOf(unknown.address) == Kind.UNKNOWN
            bar(UNKNOWN)
            with stops(unknown):
                begin(unknown)

        def test_it_should_be_barred_with_any_other(self, small, bar, begin, answering, stops):
            """A copy of what is barred would be unknown."""
            unknown = answering()
            for kinds in (PAID_WHEN_PAID, 1 << Kind.AFTER_DATE, 1 << 255):
                bar(kinds)
                with stops(unknown):
                    begin(unknown)

        def test_it_should_be_agreed_on_where_nothing_is_barred(self, barred, bar, begin, answering, released):
            bar(0)
            assert released(begin(answering())) == 0

        def test_it_should_be_agreed_on_by_others(self, bar, begin, answering, released):
            bar(PAID_WHEN_PAID)
            assert released(begin(answering())) == 0

        def test_it_should_be_stopped_once_its_kind_is_named(self, barred, begin, answering, name_kind, stops):
            name_kind(known := answering(), Kind.OBLIGATION_PAID)
            with stops(known):
                begin(known)

        def test_it_should_be_agreed_on_once_it_is_known_as_another(
            self, barred, begin, answering, name_kind, released
        ):
            name_kind(known := answering(), Kind.AFTER_DATE)
            assert released(begin(known)) == 0

        def test_it_should_be_agreed_on_once_another_kind_is_named(self, barred, begin, paid, name_kind, released):
            name_kind(paid, Kind.AFTER_DATE)
            assert released(begin(paid)) == 0

    class TestGivenWhoEarns:
        @pytest.fixture
        def other_way(self, stage, paid, barred):
            """A milestone of the supplier's that the anchor earns, and that goes back to the supplier."""
            route = {"source": Party.PAYEE, "to": Party.PAYER, "lapses_to": Party.PAYEE}
            return stage.milestone(condition=paid, **route)

        def test_it_should_not_stop_a_small_enterprise_that_it_returns_to(self, stage, other_way, escrow, supplier):
            stage.entrust(escrow, "supplier")
            stage.give("supplier", FACE)
            terms = stage.begin(other_way)
            assert escrow.milestoneOf(stage.name_of(terms), 0)["funded"]

        def test_it_should_stop_a_payer_that_is_one_and_earns(self, stage, other_way, accredit, anchor, stops):
            accredit(anchor, OBLIGOR | SMALL_ENTERPRISE)
            with stops(other_way.condition, "anchor"):
                stage.begin(other_way)

        def test_it_should_stop_a_lender_that_is_one_and_earns(self, stage, ready, bar, accredit, paid, stops):
            bar(PAID_WHEN_PAID)
            accredit(stage.cast["financier"], TRADERS | SMALL_ENTERPRISE)
            lent = stage.milestone(condition=paid, to=Party.LENDER)
            with stops(paid, "financier"):
                stage.begin(lent, lender=stage.cast["financier"].address)

        def test_it_should_not_stop_a_lender_that_is_one_and_only_pays(self, stage, escrow, bar, accredit, paid):
            bar(PAID_WHEN_PAID)
            accredit(stage.cast["financier"], TRADERS | SMALL_ENTERPRISE)
            stage.entrust(escrow, "financier")
            stage.give("financier", FACE)
            lent = stage.milestone(condition=paid, source=Party.LENDER, lapses_to=Party.LENDER)
            terms = stage.begin(lent, lender=stage.cast["financier"].address)
            assert escrow.milestoneOf(stage.name_of(terms), 0)["funded"]

        def test_it_should_stop_a_small_enterprise_that_gets_back_what_another_put_in(
            self, stage, ready, barred, paid, stops
        ):
            """The lender earns it, or else the supplier does."""
            lent = stage.milestone(condition=paid, to=Party.LENDER, lapses_to=Party.PAYEE)
            with stops(paid):
                stage.begin(lent, lender=stage.cast["financier"].address)

        def test_it_should_agree_where_none_of_both_is_one(self, stage, barred, ready, paid, escrow):
            lent = stage.milestone(condition=paid, to=Party.LENDER)
            terms = stage.begin(lent, lender=stage.cast["financier"].address)
            assert escrow.milestoneOf(stage.name_of(terms), 0)["funded"]

    class TestGivenAnAgreementThatBeganBefore:
        @pytest.fixture
        def begun(self, stage, small, begin, conditions, attested, paid, bar):
            """An agreement under a statement, and later under what is barred since."""
            terms = begin(attested(), paid, funded_at_once=1)
            bar(PAID_WHEN_PAID | 1 << Kind.ATTESTED_BY)
            return terms

        def test_it_should_go_on(self, stage, escrow, begun, release, released, anchor, root):
            release(begun, 0, statements(stage.statement(begun, 0, 60)))
            escrow.fund(astuple(begun), 1, 0, {"from": anchor})
            assert [released(begun), escrow.milestoneOf(stage.name_of(begun), 1)["funded"]] == [FACE * 6 // 10, True]

        def test_it_should_not_be_amended_to_it(self, stage, escrow, begun, stranger, stops):
            amended = replace(begun, origin=stage.name_of(begun), version=1)
            with stops(begun.milestones[0].condition):
                escrow.amend(astuple(begun), astuple(amended), stage.sign_agreement(amended), {"from": stranger})

    class TestWhenTheOperatorSpeaks:
        def test_it_should_bar_kinds_by_a_rule(self, escrow, bar):
            tx = bar(PAID_WHEN_PAID)
            assert plain(escrow.barred()) == (PAID_WHEN_PAID | UNKNOWN, RULE)
            assert logged(tx, "KindsBarred") == [{"kinds": PAID_WHEN_PAID | UNKNOWN, "rule": RULE}]

        def test_it_should_bar_nothing(self, escrow, barred, bar):
            assert logged(bar(0, ""), "KindsBarred") == [{"kinds": 0, "rule": ""}]
            assert plain(escrow.barred()) == (0, "")

        def test_it_should_name_a_kind(self, escrow, answering, name_kind):
            tx = name_kind(unknown := answering(), Kind.DOCUMENT_DISCLOSED)
            assert escrow.kindOf(unknown.address) == Kind.DOCUMENT_DISCLOSED
            named = {"condition": unknown.address, "kind": Kind.DOCUMENT_DISCLOSED}
            assert logged(tx, "KindSet") == [named]

        def test_it_should_know_the_suites_conditions_from_the_beginning(self, stage, escrow):
            deployed = stage.programme.suite.deployment
            assert {name: Kind(escrow.kindOf(deployed.address(name))) for name in CONDITIONS} == CONDITIONS
            assert (plain(escrow.barred()), escrow.kindOf(ZERO)) == ((0, ""), Kind.UNKNOWN)

        @pytest.mark.parametrize("who", ["stranger", "anchor", "supplier", "supervisor"])
        def test_it_should_refuse_anyone_else(self, stage, escrow, who):
            caller = stage.cast[who]
            with refused("AccessManagedUnauthorized", caller):
                escrow.barKinds(1, RULE, {"from": caller})
            with refused("AccessManagedUnauthorized", caller):
                escrow.setKind(caller, 1, {"from": caller})
