"""Agreements in plain English: what they say, where each milestone stands, and what is still missing."""

from dataclasses import replace

import pytest
from eth_abi.abi import encode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater import (
    Comparison,
    Condition,
    ConditionExplained,
    ContractUnanswered,
    MilestoneBalances,
    Party,
    Side,
    Status,
    disclosure,
    for_each,
    refusals,
)
from headwater._agreements import CONDITIONS
from headwater._connection import call
from headwater._reading import DEEPEST, MOST
from headwater._sentences import percent, quoted, raw
from tests.package.scene import FACE, NOBODY, TENOR

REVOKED = "A party has revoked these terms, and they cannot come into force."
SAYS = "0x63%08x5f5260205ff3"
"""Code that answers every call with one word."""


@pytest.fixture
def conditions(suite):
    return suite.conditions


@pytest.fixture
def explained(scene, suite):
    """What a milestone with a condition says of it, for evidence."""

    def act(condition, evidence=b"", **changes):
        terms = scene.agreement(scene.milestone(condition, **changes))
        return suite.explain(terms, {0: evidence}).milestones[0].condition

    return act


def said(found: ConditionExplained):
    return f"{found.sentence}: {found.answer}"


class TestTheWholeText:
    def test_it_reads_as_a_person_would_write_it(self, scene, suite, anchor, supplier, supervisor, attestor):
        terms = scene.agreement()
        money = f"10 000.00 EUR ({scene.currency})".replace("10 000", "10\u202f000")
        assert str(suite.explain(terms)).splitlines() == [
            f"Agreement 0x{suite.agreement_digest(terms).hex()}",
            f"  The payer {anchor} takes part.",
            f"  The payee {supplier} takes part.",
            f"  The arbiter {supervisor} has 14 days to divide an amount that a party has disputed.",
            "  If the arbiter is silent, 50 % of that amount goes to who would have earned it, and 50 % goes back.",
            f"  The trade documents are those with the root 0x{'dc' * 32}.",
            "  It can begin until 2026-09-11, and the first 1 milestone of 1 must be funded as it does.",
            "  It has not begun.",
            "Milestone 0",
            f"  The payer {anchor} puts in {money}, by 2026-09-11.",
            f"  It goes to the payee {supplier}, as far as the condition below is met.",
            "  Evidence must be dated by 2026-09-11 and shown by 2026-09-16 (5 days later).",
            f"  After 2026-09-16, what was not earned goes to the payer {anchor}.",
            "  The condition:",
            f"    - at least 1 of 1 attestor {attestor} states that 100 of 100 are “delivered”; a part of the quantity "
            "releases a part: nothing shown yet: needs 1 statement of “delivered” by the attestors named.",
            "  It is not funded yet.",
        ]

    def test_without_arbiter_and_documents_it_says_so(self, scene, suite):
        lines = suite.explain(scene.agreement(arbiter=NOBODY, document_root=bytes(32))).heading
        assert lines[2] == "There is no arbiter, and nothing can be disputed."
        assert not any("root" in line for line in lines)

    def test_receivables_are_named_or_described(self, scene, suite, anchor):
        root = scene.issue()
        described = scene.milestone(obligor=anchor, latest_due_day=scene.today + 30, source=Party.LENDER)
        terms = scene.agreement(scene.milestone(receivable=root), described, funded_at_once=1)
        named, chosen = (milestone.sentences[0] for milestone in suite.explain(terms).milestones)
        assert f"of the value of receivable 1/1 ({root}), by" in named
        assert "The lender (whom nobody is) puts in" in chosen
        assert f"of a receivable, chosen then, that {anchor} owes and that falls due by 2026-10-01, by" in chosen

    @pytest.mark.parametrize("code", ["0x", "0x5f5ffd", "0x5b5f56", "0x" + SAYS[2:] % 7])
    def test_a_currency_without_a_name_is_counted_in_base_units(self, scene, suite, w3, tier3, code):
        call(w3, "anvil_setCode", tier3, code)
        found = suite.explain(scene.agreement(scene.milestone(currency=tier3)))
        assert f"puts in {FACE} base units of {tier3}, by" in str(found)

    def test_numbers_that_make_no_sense_are_shown(self, scene, suite):
        most = 2**256 - 1
        due = scene.milestone(amount=most, deadline_day=most, evidence_days=most, receivable=most)
        text = str(suite.explain(scene.agreement(due, silence_ppm=most, valid_until=most)))
        assert f"{most} base units of {scene.currency} of the value of receivable {most}, which can never exist,"
        assert f"by day {most}." in text


class TestConditions:
    """What each kind asks, and how it is answered."""

    def test_a_date(self, scene, conditions, explained):
        """Rule K3."""
        assert said(explained(conditions.after_date(scene.today))) == "2026-09-01 has come: met"
        waits = explained(conditions.after_date(scene.today + 1))
        assert (said(waits), waits.ppm) == ("2026-09-02 has come: not met: today is 2026-09-01", 0)
        late = said(explained(conditions.after_date(scene.today + 11)))
        assert "2026-09-12 has come, which is after the deadline and so never in time: not met" in late
        assert said(explained(conditions.after_date(2**255))).startswith(f"day {2**255} has come")

    def test_statements(self, scene, suite):
        """Hostile E4: 60 of 100 are 60 %. Rule K2."""
        terms = scene.agreement()
        for quantity, answer, ppm in ((60, "met as far as 60 %", 600_000), (101, "met", 1_000_000)):
            found = suite.explain(terms, {0: scene.show(terms, quantity)}).milestones[0].condition
            assert (found.answer, found.ppm) == (answer, ppm)

    def test_statements_that_are_too_few(self, scene, suite, tier2):
        condition = scene.delivered("attestor", "tier2", needed=2, quantity=1, pro_rata=False)
        terms = scene.agreement(scene.milestone(condition))
        found = suite.explain(terms, {0: scene.show(terms, 1)}).milestones[0].condition
        assert "2 attestors" in found.sentence
        assert found.sentence.endswith("state that 1 of 1 is “delivered”; a part of the quantity releases nothing")
        needs = f"2 statements of “delivered” by the attestors named, without {tier2}, not accredited to attest"
        assert found.answer == f"not met by what is shown: needs {needs}"

    def test_statements_that_do_not_hold(self, scene, suite, attestor):
        """Hostile E2: a statement of another agreement."""
        terms = scene.agreement()
        found = suite.explain(terms, {0: scene.show(scene.agreement(), 1)}).milestones[0].condition
        assert found.answer == f"fails: AttestedBy_InvalidSignature(attestor {attestor})"
        junk = suite.explain(terms, {0: b"junk"}).milestones[0].condition
        assert (junk.answer, junk.ppm) == ("fails: it cannot read what it is given, or is no condition", None)

    def test_an_obligation(self, scene, conditions, explained):
        """Rule K4."""
        root = scene.issue()
        open_ = conditions.obligation_paid(1)
        assert said(explained(open_)) == "obligation 1 is paid; a part of it paid releases a part: not met"
        matured = said(explained(conditions.obligation_paid(1, Status.MATURED)))
        assert matured == "obligation 1 has fallen due: not met"
        missing = explained(conditions.obligation_paid(7))
        assert isinstance(missing.refusal, refusals.Receivables_NoSuchObligation)
        assert missing.answer == "fails: Receivables_NoSuchObligation(obligation 7)"
        scene.fall_due()
        scene.pay(root, FACE // 3)
        assert explained(open_).answer == "met as far as 33.3333 %"

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (Status.OVERDUE, "been unpaid for longer than its days of grace, and is not in default"),
            (Status.DEFAULTED, "been in default"),
            (Status.RECOVERED, "been settled after a default"),
            (Status.SETTLED, "been settled, after a default or before"),
        ],
    )
    def test_a_status_of_an_obligation(self, scene, conditions, explained, status, words):
        """Rule K4."""
        scene.issue()
        assert said(explained(conditions.obligation_paid(1, status))) == f"obligation 1 has {words}: not met"

    def test_a_receivable(self, scene, conditions, explained, supplier):
        """Rule K5."""
        root = scene.issue()
        held = explained(conditions.receivable_delivered(root, supplier, FACE))
        assert said(held) == f"{supplier} holds receivable 1/1 ({root}) with {FACE} base units unclaimed: met"
        by = explained(conditions.delivered_by(3, 1))
        assert said(by) == "milestone 3 of this agreement has released 1 base unit: not met"

    def test_a_document(self, conditions, explained):
        """Rule K6."""
        field = conditions.document_disclosed("Invoice/ID", Comparison.AT_LEAST, "100")
        asked = "the documents show that “Invoice/ID” is a number of at least “100”"
        assert said(explained(field)) == f"{asked}: nothing shown yet: needs a disclosure of “Invoice/ID”"
        forged = explained(field, disclosure(bytes(32), "100", []))
        assert isinstance(forged.refusal, refusals.DocumentDisclosed_NotInDocument)

    def test_combinators(self, scene, conditions, explained):
        """Rules K7 and K8."""
        came, later = conditions.after_date(scene.today), conditions.after_date(scene.today + 1)
        tree = conditions.at_least(2, conditions.any_of(came, later), conditions.all_of(came, later), came)
        found = explained(conditions.all_of(tree, conditions.not_yet(later)))
        assert [line.split(": ")[0] for line in found.lines()] == [
            "- all of these 2 conditions together, as far as the one that is met least",
            "  - at least 2 of these 3 conditions, as far as the 2 that are met most are all met",
            "    - any of these 2 conditions, as far as the one that is met most",
            "      - 2026-09-01 has come",
            "      - 2026-09-02 has come",
            "    - all of these 2 conditions together, as far as the one that is met least",
            "      - 2026-09-01 has come",
            "      - 2026-09-02 has come",
            "    - 2026-09-01 has come",
            "  - the opposite of this condition, as far as it is not met",
            "    - 2026-09-02 has come",
        ]
        assert [part.ppm for part in found.parts] == [1_000_000, 1_000_000]
        assert [part.ppm for part in found.parts[0].parts] == [1_000_000, 0, 1_000_000]

    def test_each_part_is_asked_with_its_own_evidence(self, scene, suite, conditions):
        terms = scene.agreement(scene.milestone(conditions.any_of(conditions.after_date(1), scene.delivered())))
        found = suite.explain(terms, {0: for_each(b"", scene.show(scene.agreement(), 1))}).milestones[0].condition
        assert found.refusal is not None
        assert [part.ppm for part in found.parts] == [1_000_000, None]
        shown = suite.explain(terms, {0: scene.show(terms, 7)}).milestones[0].condition
        assert [part.ppm for part in shown.parts] == [1_000_000, 70_000]

    def test_an_unknown_contract(self, w3, tier3, explained):
        """Rule K1."""
        unknown = Condition(tier3, b"\1\2")
        asked = f"what the contract {tier3} says, which this suite does not know, of the terms 0x0102"
        assert (
            said(explained(unknown))
            == f"{asked}: fails: The contract {tier3} gives no answer: what it says cannot be read"
        )
        for ppm, answer in ((0, "not met, and nothing is shown"), (250_000, "met as far as 25 %"), (10**6, "met")):
            call(w3, "anvil_setCode", tier3, SAYS % ppm)
            assert explained(unknown).answer == answer
        call(w3, "anvil_setCode", tier3, SAYS % (10**6 + 1))
        assert isinstance(explained(unknown).refusal, refusals.ConditionalEscrow_InvalidAnswer)

    @pytest.mark.parametrize("code", ["0x", "0x5f5ffd", "0x5b5f56", "0x00", "0xfe", "0x60205f60045fa0"])
    def test_a_contract_that_fails_is_said_to(self, w3, tier3, explained, code):
        """Rule K1."""
        call(w3, "anvil_setCode", tier3, code)
        found = explained(Condition(tier3, b""))
        assert found.answer.startswith("fails: ")
        assert isinstance(found.refusal, ContractUnanswered | refusals.ContractRefused)

    def test_one_that_wants_the_web_asked_is_not_obeyed(self, w3, tier3, explained):
        """EIP-3668: a revert can name a page for the caller to fetch. Nothing is fetched."""
        error = encode(
            ("address", "string[]", "bytes", "bytes4", "bytes"), (tier3, ["http://127.0.0.1:9/"], b"", b"abcd", b"")
        )
        data = bytes.fromhex("556f1830") + error
        copy = f"61{len(data):04x}80600b5f395ffd"
        call(w3, "anvil_setCode", tier3, "0x" + copy + data.hex())
        assert explained(Condition(tier3, b"")).answer.startswith("fails: ")


class TestJunk:
    """Whatever terms say, they are explained: a lawyer reads them before anybody signs."""

    @pytest.mark.parametrize("name", CONDITIONS)
    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(terms=st.binary(max_size=200) | st.integers(0, 2**256 - 1).map(lambda n: n.to_bytes(32) * 7))
    def test_terms_of_every_kind(self, scene, suite, name, terms):
        agreed = scene.agreement(scene.milestone(Condition(suite.deployment.address(name), terms)))
        assert str(suite.explain(agreed)).replace("\n", "").replace("\u202f", "").isprintable()

    def test_terms_that_cannot_be_read_are_shown_in_hex(self, suite, explained):
        address = suite.deployment.address("AttestedBy")
        assert said(explained(Condition(address, b"junk"))).startswith(
            f"AttestedBy ({address}), of terms that cannot be read: 0x6a756e6b: "
        )

    def test_a_tree_too_deep_is_cut(self, conditions, explained):
        tree = conditions.after_date(1)
        for _ in range(DEEPEST + 3):
            tree = conditions.not_yet(tree)
        *_, last = explained(tree).lines()
        assert len(list(explained(tree).lines())) == DEEPEST + 1
        assert "nested too deep or too long to be shown" in last
        assert last.endswith(": not looked at.")

    def test_a_tree_whose_parts_are_all_the_same_bytes_is_cut(self, conditions, explained):
        """Sixteen parts, each of which is the same sixteen: written out they would be a million."""
        address, tail = conditions.all_of(conditions.after_date(1)).address, b""
        for _ in range(5):
            part = (
                encode(("address", "uint256"), (address, 64))
                + len(tail).to_bytes(32)
                + tail.ljust(-len(tail) % 32 + len(tail), b"\0")
            )
            tail = (32).to_bytes(32) + (16).to_bytes(32) + (16 * 32).to_bytes(32) * 16 + part
        found = list(explained(Condition(address, tail)).lines())
        assert len(found) < 16 * MOST

    def test_text_cannot_hide_what_it_says(self, conditions, explained):
        field = conditions.document_disclosed("a\u202eb”\n", Comparison.EQUALS, "")
        assert explained(field).sentence == r"the documents show that “a\u202eb\u201d\n” is exactly “” (nothing)"
        assert quoted("票据 é") == "“票据 é”"

    def test_long_bytes_are_named_by_their_hash(self):
        assert raw(b"\1" * 96) == "0x" + "01" * 96
        assert "(97 bytes, with the hash 0x" in raw(b"\1" * 97)

    def test_percentages_are_exact(self):
        assert [percent(ppm) for ppm in (0, 1, 10_000, 123_450, 10**6)] == [
            "0 %",
            "0.0001 %",
            "1 %",
            "12.345 %",
            "100 %",
        ]


class TestStanding:
    @pytest.fixture(autouse=True)
    def approvals(self, scene, suite):
        """The escrow may move what the anchor and the supplier have."""
        scene.entrust(suite.escrow, "anchor", "supplier")

    def test_it_divides_the_amount(self, scene, suite, anchor, supplier, supervisor, stranger):
        terms = scene.begin()
        suite.release_milestone(terms, 0, scene.show(terms, 20), sender=stranger)
        suite.withdraw(terms, 0, Side.RELEASED, supplier, sender=stranger)
        suite.dispute(terms, 0, 100_000, sender=anchor)
        suite.rule(terms, 0, 0, 60_000, sender=supervisor)
        suite.dispute(terms, 0, 50_000, sender=anchor)
        found = suite.explain(terms, {0: scene.show(terms, 60)}).milestones[0]
        assert found.balances == MilestoneBalances(260_000, 60_000, 40_000, 40_000, 50_000, 650_000)
        assert found.releasable == suite.releasable(terms, 0, scene.show(terms, 60))[1] == 340_000
        assert [line.replace("\u202f", " ") for line in found.standing] == [
            "It is funded.",
            "Released: 2 600.00 EUR, of which 600.00 EUR wait to be withdrawn.",
            "Returned: 400.00 EUR, of which 400.00 EUR wait to be withdrawn.",
            "Disputed: 500.00 EUR, which the arbiter divides.",
            "Held: 6 500.00 EUR.",
            "For what is shown, 3 400.00 EUR can be released now.",
        ]

    def test_never_more_than_is_held(self, scene, suite, anchor):
        terms = scene.begin()
        suite.dispute(terms, 0, 900_000, sender=anchor)
        shown = scene.show(terms, 100)
        assert (
            suite.explain(terms, {0: shown}).milestones[0].releasable == suite.releasable(terms, 0, shown)[1] == 100_000
        )

    def test_after_the_evidence_period_nothing_is_released(self, scene, suite, stranger):
        terms = scene.begin()
        shown = scene.show(terms, 100)
        scene.programme.move_to(scene.today + 16)
        found = suite.explain(terms, {0: shown}).milestones[0]
        assert found.releasable == 0
        assert found.standing[-1].startswith("Its evidence period is over")

    def test_a_receivable_that_has_fallen_due_is_money(self, scene, suite, stranger):
        """Rule E10."""
        due = scene.milestone(receivable=scene.issue(), source=Party.PAYEE, to=Party.PAYER, lapses_to=Party.PAYEE)
        terms = scene.begin(replace(due, deadline_day=scene.today + 2 * TENOR))
        scene.fall_due()
        scene.pay(due.receivable)
        suite.collect_milestone(terms, 0, sender=stranger)
        found = suite.explain(terms).milestones[0]
        assert found.kept == suite.kept(suite.agreement_digest(terms), 0)
        assert "has fallen due and brought 10\u202f000.00 EUR" in found.standing[2]

    def test_its_status_is_told(self, scene, suite, anchor, stranger):
        """Rules E1 and E5."""
        revoked, late, terms = scene.agreement(), scene.agreement(), scene.begin()
        suite.revoke_terms(revoked, sender=anchor)
        assert suite.explain(revoked).status == REVOKED
        assert suite.explain(terms).status == "It has begun, and these terms are in force."
        amended = replace(terms, origin=suite.agreement_digest(terms), version=1, arbiter_days=1)
        assert suite.explain(amended).status == "Other terms than these are in force."
        suite.amend(terms, amended, scene.sign_agreement(amended), sender=stranger)
        assert suite.explain(terms).status == "Other terms than these are in force."
        assert suite.explain(amended).status == "It has begun, and these terms are in force."
        assert "These are its terms as amended 1 time." in suite.explain(amended).heading
        again = replace(amended, version=2)
        suite.revoke_terms(again, sender=anchor)
        assert suite.explain(again).status == REVOKED
        scene.programme.move_to(scene.today + 11)
        assert suite.explain(late).status == "It has not begun, and can begin no longer."
        assert suite.explain(late).milestones[0].standing == ("It is not funded, and can be no longer.",)
