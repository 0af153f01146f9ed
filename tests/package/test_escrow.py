"""Every method of the escrow on a real chain: what it gives, what it costs, and how it refuses."""

from dataclasses import replace

import pytest

from headwater import (
    Dispute,
    Kept,
    MilestoneState,
    Party,
    Side,
    SignedStatement,
    digest,
    disclosure,
    for_each,
    sign,
    statements,
    subject_of,
)
from headwater._agreements import Comparison, Statement
from headwater._connection import call
from tests.package.scene import FACE, PURSE, TENOR, refused, used_gas
from tests.package.test_quotes import ANSWERS_YES

NOTHING = bytes(32)


@pytest.fixture
def escrow(scene, suite):
    """The escrow, to which the anchor and the supplier have given their approvals."""
    scene.entrust(suite.escrow, "anchor", "supplier")
    return suite.escrow


@pytest.fixture
def terms(scene, escrow):
    """Terms of one milestone, not begun."""
    return scene.agreement()


@pytest.fixture
def begun(scene, escrow):
    """The same, begun."""
    return scene.begin()


@pytest.fixture
def disputed(suite, begun, anchor):
    """The same, with a tenth disputed by the anchor."""
    suite.dispute(begun, 0, FACE // 10, sender=anchor)
    return begun


@pytest.fixture
def kept(scene, suite, escrow):
    """An agreement for which the supplier has put in half of a receivable, which the anchor earns once delivered."""
    route = {"source": Party.PAYEE, "to": Party.PAYER, "lapses_to": Party.PAYEE}
    half = {"amount": FACE // 2, "receivable": scene.issue(), "deadline_day": scene.today + 2 * TENOR}
    return scene.begin(scene.milestone(**route, **half))


class TestAgreements:
    def test_begin(self, scene, suite, terms, stranger):
        """Rule E1."""
        signatures = scene.sign_agreement(terms)
        done = suite.begin(terms, signatures, sender=stranger)
        assert used_gas(done)
        assert done.value == suite.agreement_digest(terms)
        assert scene.balance("anchor") == PURSE - FACE
        with refused("ConditionalEscrow_AlreadyBegun", agreement=done.value):
            suite.begin(terms, signatures, sender=stranger)

    def test_revoke_terms(self, scene, suite, terms, anchor, stranger):
        """Rule E1."""
        with refused("ConditionalEscrow_NotAllowed", caller=stranger):
            suite.revoke_terms(terms, sender=stranger)
        assert used_gas(suite.revoke_terms(terms, sender=anchor))
        with refused("ConditionalEscrow_Revoked", terms=suite.agreement_digest(terms)):
            suite.begin(terms, scene.sign_agreement(terms), sender=stranger)

    def test_amend(self, scene, suite, begun, stranger):
        """Rule E5."""
        name = suite.agreement_digest(begun)
        amended = replace(begun, origin=name, version=1, arbiter_days=3)
        assert used_gas(suite.amend(begun, amended, scene.sign_agreement(amended), sender=stranger))
        with refused("ConditionalEscrow_NotInForce", terms=name):
            suite.release_milestone(begun, 0, scene.show(begun, 1), sender=stranger)
        assert suite.release_milestone(amended, 0, scene.show(amended, 1), sender=stranger).value == FACE // 100

    def test_fund(self, scene, suite, escrow, anchor, stranger):
        """Rule E4."""
        begun = scene.begin(scene.milestone(), scene.milestone(), funded_at_once=1)
        with refused("ConditionalEscrow_NotAllowed", caller=stranger):
            suite.fund(begun, 1, sender=stranger)
        assert used_gas(suite.fund(begun, 1, sender=anchor))
        assert suite.milestone(suite.agreement_digest(begun), 1).funded

    def test_check_agreement(self, scene, suite, terms, stranger):
        """What it finds nothing against begins."""
        signatures = scene.sign_agreement(terms)
        assert suite.check_agreement(terms, signatures) == ()
        assert suite.begin(terms, signatures, sender=stranger).value

    def test_explain(self, suite, terms):
        assert "It has not begun." in suite.explain(terms).lines[7]


class TestMilestones:
    def test_release_milestone(self, scene, suite, begun, stranger):
        """Hostile E4: 60 of 100 delivered release 60 %. Rule E6."""
        done = suite.release_milestone(begun, 0, scene.show(begun, 60), sender=stranger)
        assert used_gas(done)
        assert done.value == 600_000
        nothing = {"agreement": suite.agreement_digest(begun), "milestone": 0, "ppm": 600_000}
        with refused("ConditionalEscrow_NothingMet", **nothing):
            suite.release_milestone(begun, 0, scene.show(begun, 60), sender=stranger)

    def test_lapse(self, scene, suite, begun, stranger):
        """Rule E7."""
        last_day = begun.milestones[0].deadline_day + begun.milestones[0].evidence_days
        named = {"agreement": suite.agreement_digest(begun), "milestone": 0}
        with refused("ConditionalEscrow_EvidencePeriodOpen", **named, lastDay=last_day):
            suite.lapse(begun, 0, sender=stranger)
        scene.programme.move_to(last_day + 1)
        done = suite.lapse(begun, 0, sender=stranger)
        assert used_gas(done)
        assert done.value == FACE

    def test_withdraw(self, scene, suite, begun, supplier, stranger):
        """Rule E9."""
        suite.release_milestone(begun, 0, scene.show(begun, 100), sender=stranger)
        done = suite.withdraw(begun, 0, Side.RELEASED, supplier, sender=stranger)
        assert used_gas(done)
        assert (done.value, scene.balance("supplier")) == (FACE, PURSE + FACE)
        nothing = {"agreement": suite.agreement_digest(begun), "milestone": 0}
        with refused("ConditionalEscrow_NothingThere", **nothing):
            suite.withdraw(begun, 0, Side.RETURNED, begun.payer, sender=stranger)

    def test_collect_milestone(self, scene, suite, kept, stranger):
        """Rule E10."""
        with refused("ConditionalEscrow_NothingThere", agreement=suite.agreement_digest(kept), milestone=0):
            suite.collect_milestone(kept, 0, sender=stranger)
        scene.fall_due()
        scene.pay(kept.milestones[0].receivable)
        done = suite.collect_milestone(kept, 0, sender=stranger)
        assert used_gas(done)
        assert done.value == FACE // 2

    def test_milestone(self, scene, suite, disputed, supplier, stranger):
        """Each of its fields."""
        suite.release_milestone(disputed, 0, scene.show(disputed, 50), sender=stranger)
        suite.withdraw(disputed, 0, Side.RELEASED, supplier, sender=stranger)
        suite.rule(disputed, 0, 0, 70_000, sender=disputed.arbiter)
        suite.dispute(disputed, 0, 5, sender=supplier)
        stands = {"released": 500_000, "withdrawn": 500_000, "returned": 30_000, "awarded": 70_000, "disputed": 5}
        flags = {"funded": True, "revoked": False, "amended": False, "divided": True}
        found = suite.milestone(suite.agreement_digest(disputed), 0)
        assert found == MilestoneState(**stands, **flags, returned_withdrawn=0, disputes=2)
        assert not suite.milestone(NOTHING, 0).funded

    def test_kept(self, scene, suite, kept, stranger):
        name = suite.agreement_digest(kept)
        child = suite.kept(name, 0).receivable
        assert suite.receivable(child).holder == suite.escrow.address
        scene.fall_due()
        scene.pay(kept.milestones[0].receivable)
        suite.release_milestone(kept, 0, scene.show(kept, 50), sender=stranger)
        suite.withdraw(kept, 0, Side.RELEASED, kept.payer, sender=stranger)
        assert suite.kept(name, 0) == Kept(child, FACE // 2, FACE // 4, 0)

    def test_releasable(self, scene, suite, begun):
        """Rule E6."""
        assert suite.releasable(begun, 0) == (0, 0)
        assert suite.releasable(begun, 0, scene.show(begun, 30)) == (300_000, 300_000)
        with refused("ConditionalEscrow_NoSuchMilestone", milestone=1):
            suite.releasable(begun, 1)


class TestDisputes:
    def test_dispute(self, suite, begun, anchor, stranger):
        """Rule E8."""
        with refused("ConditionalEscrow_NotAllowed", caller=stranger):
            suite.dispute(begun, 0, 1, sender=stranger)
        done = suite.dispute(begun, 0, FACE, sender=anchor)
        assert used_gas(done)
        assert done.value == 0
        with refused("ConditionalEscrow_TooMuchDisputed", amount=1, disputable=0):
            suite.dispute(begun, 0, 1, sender=anchor)

    def test_dispute_of(self, scene, suite, disputed):
        name = suite.agreement_digest(disputed)
        assert suite.dispute_of(name, 0, 0) == Dispute(FACE // 10, scene.today + 14, Party.PAYER)
        assert suite.dispute_of(name, 0, 1) == Dispute(0, 0, None)

    def test_rule(self, suite, disputed, supervisor):
        """Rule E8."""
        with refused("ConditionalEscrow_AwardTooLarge", award=FACE, disputed=FACE // 10):
            suite.rule(disputed, 0, 0, FACE, sender=supervisor)
        assert used_gas(suite.rule(disputed, 0, 0, 1, sender=supervisor))
        state = suite.milestone(suite.agreement_digest(disputed), 0)
        assert (state.awarded, state.returned) == (1, FACE // 10 - 1)

    def test_rule_by_silence(self, scene, suite, disputed, stranger):
        """Rule E8."""
        today = scene.today
        with refused("ConditionalEscrow_ArbitersTime", lastDay=today + 14, today=today):
            suite.rule_by_silence(disputed, 0, 0, sender=stranger)
        scene.programme.move_to(today + 15)
        assert used_gas(suite.rule_by_silence(disputed, 0, 0, sender=stranger))
        assert suite.milestone(suite.agreement_digest(disputed), 0).awarded == FACE // 20


class TestWhatIsSigned:
    def test_agreement_message(self, suite, terms):
        """The contract names an agreement by it."""
        assert digest(suite.agreement_message(terms)) == suite.escrow.functions.hashAgreement(terms.as_tuple()).call()

    def test_agreement_digest(self, suite, terms):
        assert suite.agreement_digest(terms) == digest(suite.agreement_message(terms))
        assert suite.agreement_digest(replace(terms, salt=terms.salt + 1_000)) != suite.agreement_digest(terms)

    def test_statement_message(self, suite):
        stated = (b"\xab" * 32, 3, subject_of("delivered"), 60, b"\xdc" * 32, 20_700)
        found = suite.attested_by.functions.hashStatement(*stated).call()
        assert digest(suite.statement_message(*stated)) == found


class TestStatements:
    def test_attest(self, scene, suite, begun, attestor):
        """It states what it is told, today."""
        key = scene.programme.cast["attestor"]
        found = suite.attest(key, begun, 0, "delivered", 60)
        stated = (suite.agreement_digest(begun), 0, subject_of("delivered"), 60, NOTHING, scene.today)
        assert found == SignedStatement(*stated, attestor, sign(key, suite.statement_message(*stated)))
        dated = suite.attest(key, begun, 0, "delivered", 60, document=b"\1" * 32, day=7)
        assert (dated.document, dated.day) == (b"\1" * 32, 7)

    def test_an_amended_agreement_keeps_its_name_in_statements(self, scene, suite, begun):
        amended = replace(begun, origin=suite.agreement_digest(begun), version=1)
        key = scene.programme.cast["attestor"]
        assert suite.attest(key, amended, 0, "delivered", 1) == suite.attest(key, begun, 0, "delivered", 1)

    def test_verify_statement(self, scene, suite, begun, w3, attestor, tier2):
        signed = suite.attest(scene.programme.cast["attestor"], begun, 0, "delivered", 60)
        assert suite.verify_statement(signed)
        changed = ({"quantity": 61}, {"milestone": 1}, {"day": 1}, {"attestor": tier2}, {"signature": b""})
        assert [suite.verify_statement(replace(signed, **change)) for change in changed] == [False] * 5
        call(w3, "anvil_setCode", attestor, ANSWERS_YES)
        assert suite.verify_statement(replace(signed, signature=b"as agreed"))


class TestEvidence:
    @pytest.fixture
    def attest(self, scene, suite):
        """Statements of a member of the cast's."""

        def act(terms, name, quantity, subject="delivered", **more):
            return suite.attest(scene.programme.cast[name], terms, 0, subject, quantity, **more)

        return act

    def test_evidence(self, scene, suite, escrow, attest, stranger):
        """Of what one attestor has handed over, the greatest quantity counts."""
        begun = scene.begin(scene.milestone(scene.delivered("attestor", needed=1)))
        shown = suite.evidence(begun, 0, [attest(begun, "attestor", 10), attest(begun, "attestor", 40)])
        assert suite.release_milestone(begun, 0, shown, sender=stranger).value == 400_000

    def test_positions_are_those_of_the_terms(self, scene, suite, attest):
        terms = scene.agreement(scene.milestone(scene.delivered("attestor", "tier2", "tier3", needed=2)))
        named = sorted(("attestor", "tier2", "tier3"), key=lambda name: int(scene.address(name), 16))
        signed = {name: attest(terms, name, 5) for name in named}
        expected = [Statement(i, 5, NOTHING, s.day, s.signature) for i, s in enumerate(signed.values())]
        assert suite.evidence(terms, 0, [signed[name] for name in reversed(named)]) == statements(*expected)

    def test_what_the_condition_would_refuse_is_left_out(self, scene, suite, attest, terms):
        """Hostile E2: statements of other agreements, subjects, attestors and quantities."""
        good = attest(terms, "attestor", 1)
        other = replace(terms, salt=999_999)
        bad = [replace(good, quantity=2), attest(terms, "tier2", 9), attest(terms, "attestor", 9, "inspected")]
        bad += [attest(other, "attestor", 9), attest(terms, "attestor", 9, day=scene.today + 1)]
        assert suite.evidence(terms, 0, bad) == b""
        assert suite.evidence(terms, 0, [*bad, good]) == suite.evidence(terms, 0, [good]) != b""

    def test_a_tree_has_evidence_where_it_is_asked(self, scene, suite, attest):
        conditions, shown = scene.suite.conditions, disclosure(b"\1" * 32, "R-1", [b"\2" * 32])
        field = conditions.document_disclosed("ID", Comparison.EQUALS, "R-1")
        tree = conditions.all_of(conditions.after_date(1), conditions.any_of(field, scene.delivered()))
        terms = scene.agreement(scene.milestone(tree))
        signed = attest(terms, "attestor", 1)
        stated = statements(Statement(0, 1, NOTHING, signed.day, signed.signature))
        assert suite.evidence(terms, 0, [signed], {"ID": shown}) == for_each(b"", for_each(shown, stated))
        assert suite.evidence(terms, 0) == suite.evidence(terms, 0, [], {"other": shown}) == b""
