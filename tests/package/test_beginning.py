"""What stands in the way of an agreement is told before anything is sent, in the escrow's own words."""

from dataclasses import replace

import pytest

from _local import identity
from headwater import (
    AllowanceTooSmall,
    BalanceTooSmall,
    Capacity,
    Condition,
    ContractUnanswered,
    DayAfterDeadline,
    Kind,
    Party,
    Registration,
    SignatureMissing,
    refusals,
)
from headwater._agreements import CONDITIONS
from headwater._connection import call, send
from tests.package.scene import FACE, NOBODY, PURSE, TENOR

FAILS = "0x5f5ffd"
FOREVER = "0x5b5f56"


@pytest.fixture
def suite(scene):
    """The suite, to whose escrow the anchor and the supplier have given their approvals."""
    scene.entrust(scene.suite.escrow, "anchor", "supplier")
    return scene.suite


@pytest.fixture
def found(scene, suite, stranger):
    """What is found against terms that all have signed; the escrow refuses them for the first of it."""

    def act(terms):
        signatures = scene.sign_agreement(terms)
        reasons = suite.check_agreement(terms, signatures)
        with pytest.raises(refusals.ContractRefused) as caught:
            suite.begin(terms, signatures, sender=stranger)
        assert (caught.value.name, caught.value.values) == (reasons[0].name, reasons[0].values)
        return reasons

    return act


def receivable_of(scene, **changes):
    """A milestone of half of a receivable of the supplier's, which goes to the anchor."""
    usual = {"receivable": scene.issue(), "amount": FACE // 2, "deadline_day": scene.today + 2 * TENOR}
    route = {"source": Party.PAYEE, "to": Party.PAYER, "lapses_to": Party.PAYEE}
    return scene.milestone(**usual | route | changes)


OVER = 2**32


class TestTheTerms:
    """Each reason is the escrow's own refusal, with the same values."""

    @pytest.mark.parametrize(
        ("changes", "name", "values"),
        [
            ({"version": 1}, "WrongAmendment", {"agreement": bytes(32), "version": 1}),
            ({"valid_until": 0}, "ValidityOver", {"validUntil": 0}),
            ({"funded_at_once": 0}, "MilestonesOutOfRange", {"milestones": 1, "fundedAtOnce": 0}),
            ({"funded_at_once": 2}, "MilestonesOutOfRange", {"milestones": 1, "fundedAtOnce": 2}),
            ({"silence_ppm": 1_000_001}, "InvalidShare", {"ppm": 1_000_001}),
            ({"arbiter_days": 2**16}, "ArbiterDaysOutOfRange", {"arbiterDays": 2**16}),
        ],
    )
    def test_of_the_frame(self, scene, found, changes, name, values):
        (reason,) = found(scene.agreement(**changes))
        assert reason.name == f"ConditionalEscrow_{name}"
        assert values.items() <= reason.values.items()

    @pytest.mark.parametrize("count", [0, 51])
    def test_of_their_number(self, scene, found, count):
        terms = replace(scene.agreement(), milestones=[scene.milestone(amount=1)] * count)
        (reason,) = found(terms)
        assert reason.values == {"milestones": count, "fundedAtOnce": 1}

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"to": Party.PAYER}, "InvalidRoute"),
            ({"to": Party.LENDER}, "InvalidRoute"),
            ({"lapses_to": Party.PAYEE}, "InvalidRoute"),
            ({"amount": 0}, "AmountOutOfRange"),
            ({"amount": 2**88}, "AmountOutOfRange"),
            ({"deadline_day": OVER}, "DeadlineOutOfRange"),
            ({"evidence_days": OVER}, "DeadlineOutOfRange"),
            ({"receivable": 1, "obligor": "anchor"}, "ReceivableUnclear"),
        ],
    )
    def test_of_a_milestone(self, scene, found, changes, name):
        named = {key: scene.address(value) if value == "anchor" else value for key, value in changes.items()}
        terms = scene.agreement(scene.milestone(), scene.milestone(**named), funded_at_once=1)
        (reason,) = found(terms)
        assert (reason.name, reason.milestone) == (f"ConditionalEscrow_{name}", 1)

    def test_of_a_deadline_that_has_passed(self, scene, found):
        (reason,) = found(scene.agreement(scene.milestone(deadline_day=scene.today - 1)))
        assert reason.name == "ConditionalEscrow_DeadlineOutOfRange"

    def test_of_a_description_that_is_to_be_funded_at_once(self, scene, found, anchor):
        (reason,) = found(scene.agreement(scene.milestone(obligor=anchor)))
        assert reason.name == "ConditionalEscrow_ReceivableUnclear"

    def test_of_who_takes_part(self, scene, suite, anchor, supplier):
        for changes in ({"payee": anchor}, {"lender": supplier}, {"payer": NOBODY}):
            reasons = suite.check_agreement(scene.agreement(**changes))
            assert any(isinstance(reason, refusals.ConditionalEscrow_InvalidParties) for reason in reasons)

    def test_of_the_arbiter(self, scene, suite, found, supplier, stranger):
        """Hostile E8: the arbiter is a party, or of a party's company."""
        (reason,) = found(scene.agreement(arbiter=supplier))
        assert reason.values == {"arbiter": supplier}
        suite.bind(identity("anchor"), sender=stranger)
        (reason,) = found(scene.agreement(arbiter=stranger))
        assert reason.values == {"arbiter": stranger}

    def test_of_accreditation(self, scene, suite, found, operator, supplier):
        suite.revoke(supplier, sender=operator)
        (reason,) = found(scene.agreement())
        assert (type(reason), reason.account) == (refusals.Participants_NotAccredited, supplier)

    def test_of_terms_that_were_revoked_or_have_begun(self, scene, suite, found, anchor):
        revoked = scene.agreement()
        suite.revoke_terms(revoked, sender=anchor)
        assert isinstance(found(revoked)[0], refusals.ConditionalEscrow_Revoked)
        assert isinstance(found(scene.begin())[0], refusals.ConditionalEscrow_AlreadyBegun)

    def test_all_of_them_are_told_at_once(self, scene, found):
        terms = scene.agreement(scene.milestone(amount=0), scene.milestone(to=Party.PAYER), silence_ppm=2_000_000)
        names = [reason.name.removeprefix("ConditionalEscrow_") for reason in found(terms)]
        assert names == ["InvalidShare", "AmountOutOfRange", "InvalidRoute"]


class TestTheConditions:
    def test_a_conditions_own_refusal_is_told(self, scene, found, attestor):
        condition = scene.suite.conditions.attested_by([attestor], "delivered", needed=2)
        (reason,) = found(scene.agreement(scene.milestone(condition)))
        assert reason.name == "AttestedBy_InvalidAttestors"
        assert reason.values == {"attestors": 1, "needed": 2}

    def test_a_part_deep_inside_is_told(self, scene, found):
        conditions = scene.suite.conditions
        inside = conditions.not_yet(scene.delivered())
        (reason,) = found(scene.agreement(scene.milestone(conditions.all_of(conditions.any_of(inside)))))
        assert (reason.name, reason.condition) == ("Not_OverEvidence", scene.delivered().address)

    @pytest.mark.parametrize("terms", [b"", b"junk", b"\xff" * 64])
    @pytest.mark.parametrize("name", CONDITIONS)
    def test_terms_that_cannot_be_read_are_told(self, scene, suite, name, terms):
        """Junk is named, whichever condition is asked about it."""
        condition = Condition(suite.deployment.address(name), terms)
        if (name, terms) == ("AfterDate", b"\xff" * 64):
            return
        agreed = scene.agreement(scene.milestone(condition))
        (reason,) = suite.check_agreement(agreed, scene.sign_agreement(agreed))
        assert isinstance(reason, ContractUnanswered)
        assert (
            str(reason) == f"The contract {condition.address} gives no answer: it cannot read the terms of milestone 0."
        )

    @pytest.mark.parametrize("code", ["0x", FAILS, FOREVER, "0x00", "0xfe"])
    def test_what_is_no_condition_is_told(self, scene, suite, w3, tier3, code):
        call(w3, "anvil_setCode", tier3, code)
        terms = scene.agreement(scene.milestone(Condition(tier3, b"")))
        (reason,) = suite.check_agreement(terms, scene.sign_agreement(terms))
        assert isinstance(reason, ContractUnanswered)
        assert reason.contract == tier3

    def test_a_day_after_the_deadline_is_told_though_the_escrow_takes_it(self, scene, suite, stranger):
        """Rule K3."""
        conditions, late = scene.suite.conditions, scene.today + 11
        tree = conditions.any_of(scene.delivered(), conditions.all_of(conditions.after_date(late)))
        terms = scene.agreement(scene.milestone(), scene.milestone(tree))
        (reason,) = suite.check_agreement(terms, scene.sign_agreement(terms))
        assert isinstance(reason, DayAfterDeadline)
        assert (reason.milestone, reason.day, reason.deadline_day) == (1, late, late - 1)
        assert suite.begin(terms, scene.sign_agreement(terms), sender=stranger).value

    def test_the_deadlines_own_day_is_in_time(self, scene, suite):
        terms = scene.agreement(scene.milestone(scene.suite.conditions.after_date(scene.today + 10)))
        assert suite.check_agreement(terms, scene.sign_agreement(terms)) == ()

    def test_a_kind_that_is_barred_for_small_enterprises_is_told_with_the_rule(
        self, scene, suite, found, operator, supplier
    ):
        """Rule E11."""
        scene.issue()
        small = Registration(supplier, identity("supplier"), Capacity.SMALL_ENTERPRISE, "DE", 2_932_896)
        suite.register(small, sender=operator)
        bars = suite.escrow.functions.barKinds(1 << Kind.OBLIGATION_PAID | 1 << Kind.UNKNOWN, "paid when paid")
        send(suite.w3, bars, operator)
        paid = suite.conditions.obligation_paid(1)
        (reason,) = found(scene.agreement(scene.milestone(suite.conditions.all_of(scene.delivered(), paid))))
        assert reason.values == {"payee": supplier, "condition": paid.address, "rule": "paid when paid"}
        terms = scene.agreement(scene.milestone(lapses_to=Party.PAYER), arbiter=NOBODY)
        assert suite.check_agreement(terms, scene.sign_agreement(terms)) == ()


class TestTheSignatures:
    def test_those_that_are_missing_are_told(self, scene, suite, anchor, supplier):
        terms = scene.agreement()
        by_anchor, by_supplier = scene.sign_agreement(terms)
        for given, missing in (((), [anchor, supplier]), ((by_anchor,), [supplier]), ((b"", by_supplier), [anchor])):
            reasons = suite.check_agreement(terms, given)
            assert all(isinstance(reason, SignatureMissing) for reason in reasons)
            assert [reason.party for reason in reasons] == missing

    def test_those_that_do_not_hold_are_told(self, scene, suite, found, anchor):
        terms = scene.agreement()
        by_anchor, by_supplier = scene.sign_agreement(terms)
        (reason,) = suite.check_agreement(terms, [by_supplier, by_supplier])
        assert (type(reason), reason.party) == (refusals.ConditionalEscrow_InvalidSignature, anchor)
        (reason,) = suite.check_agreement(terms, [by_anchor, by_supplier, b"\1"])
        assert reason.values == {"parties": 2, "signatures": 3}

    def test_a_lender_signs_too(self, scene, suite, financier):
        terms = scene.agreement(lender=financier)
        signatures = scene.sign_agreement(terms)
        assert suite.check_agreement(terms, signatures) == ()
        (reason,) = suite.check_agreement(terms, signatures[:2])
        assert (type(reason), reason.party) == (SignatureMissing, financier)


class TestTheFunds:
    def test_too_small_an_allowance_is_told_for_all_milestones_together(self, scene, suite, anchor):
        scene.programme.approve("anchor", 2 * FACE - 1, suite.escrow.address)
        terms = scene.agreement(scene.milestone(), scene.milestone(), scene.milestone(), funded_at_once=2)
        (reason,) = suite.check_agreement(terms, scene.sign_agreement(terms))
        assert type(reason) is AllowanceTooSmall
        assert (reason.account, reason.available, reason.needed) == (anchor, 2 * FACE - 1, 2 * FACE)

    def test_too_small_a_balance_is_told(self, scene, suite, anchor, stranger):
        send(suite.w3, scene.programme.token.functions.transfer(stranger, PURSE - FACE + 1), anchor)
        (reason,) = suite.check_agreement(terms := scene.agreement(), scene.sign_agreement(terms))
        assert type(reason) is BalanceTooSmall
        assert (reason.currency, reason.available, reason.needed) == (scene.currency, FACE - 1, FACE)

    def test_a_currency_that_is_none_has_nothing(self, scene, suite, tier3):
        terms = scene.agreement(scene.milestone(currency=tier3))
        reasons = suite.check_agreement(terms, scene.sign_agreement(terms))
        assert [(type(reason), reason.available) for reason in reasons] == [
            (AllowanceTooSmall, 0),
            (BalanceTooSmall, 0),
        ]

    def test_what_only_the_transfer_shows_is_told(self, scene, suite, w3):
        """A currency of which nothing arrives: it says yes to everything."""
        call(w3, "anvil_setCode", scene.currency, "0x7f" + "ff" * 32 + "5f5260205ff3")
        terms = scene.agreement()
        (reason,) = suite.check_agreement(terms, scene.sign_agreement(terms))
        assert isinstance(reason, refusals.ContractRefused)

    def test_a_receivable_that_the_escrow_may_not_move_is_told(self, scene, suite, found, supplier):
        due = receivable_of(scene)
        terms = scene.agreement(due, arbiter=NOBODY)
        assert suite.check_agreement(terms, scene.sign_agreement(terms)) == ()
        send(suite.w3, suite.receivables.functions.setApprovalForAll(suite.escrow.address, False), supplier)
        (reason,) = found(terms)
        assert reason.values == {"id": due.receivable, "caller": suite.escrow.address}
        send(suite.w3, suite.receivables.functions.approve(suite.escrow.address, due.receivable), supplier)
        assert suite.check_agreement(terms, scene.sign_agreement(terms)) == ()

    @pytest.mark.parametrize(
        "changes", [{"amount": FACE + 1}, {"currency": "0x" + "11" * 20}, {"source": Party.LENDER}]
    )
    def test_a_receivable_that_is_not_as_agreed_is_told(self, scene, found, financier, changes):
        (reason,) = found(scene.agreement(receivable_of(scene, **changes), lender=financier))
        assert reason.name == "ConditionalEscrow_OtherReceivable"

    def test_a_receivable_that_is_promised_twice_is_told(self, scene, suite):
        due = receivable_of(scene)
        terms = scene.agreement(due, replace(due, amount=FACE // 2 + 1))
        (reason,) = suite.check_agreement(terms, scene.sign_agreement(terms))
        assert (reason.name, reason.milestone) == ("ConditionalEscrow_OtherReceivable", 1)

    def test_a_receivable_that_is_due_or_not_there_is_told(self, scene, found):
        due = receivable_of(scene)
        (reason,) = found(scene.agreement(replace(due, receivable=7)))
        assert reason.values == {"id": 7}
        scene.programme.move_to(scene.today + TENOR)
        assert isinstance(found(scene.agreement(due))[0], refusals.Receivables_NotCirculating)

    def test_what_is_funded_later_is_not_looked_at(self, scene, suite):
        later = [scene.milestone(amount=2 * PURSE), scene.milestone(receivable=7)]
        terms = scene.agreement(scene.milestone(), *later, funded_at_once=1)
        assert suite.check_agreement(terms, scene.sign_agreement(terms)) == ()


def test_nothing_is_ever_sent(scene, suite, w3):
    terms, before = scene.agreement(), w3.eth.block_number
    suite.check_agreement(terms, scene.sign_agreement(terms))
    suite.explain(terms)
    assert (w3.eth.block_number, scene.balance("anchor")) == (before, PURSE)
