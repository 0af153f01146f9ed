"""Signed agreements and statements as text: handed on until all signatures are together, and read strictly."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import (
    Agreement,
    AgreementMalformed,
    AgreementVersionUnknown,
    Condition,
    Milestone,
    Party,
    SignedAgreement,
    SignedStatement,
    StatementMalformed,
    StatementVersionUnknown,
    TextMalformed,
    subject_of,
)
from tests.package.scene import NOBODY

HIGHEST = 2**256 - 1
ONE, OTHER, THIRD = (f"0x{digit * 40}" for digit in "123")
DUE = Milestone(ONE, 5, Party.PAYER, Party.PAYEE, Party.LENDER, Condition(OTHER, b"\0\xff"), 9, 8, 0, THIRD, 7)
TERMS = Agreement(ONE, OTHER, (DUE, replace(DUE, receivable=HIGHEST)), 20_000, 3, lender=THIRD)
SIGNED = SignedAgreement(TERMS, {Party.PAYEE: b"\2" * 65})
STATEMENT = SignedStatement(b"\xab" * 32, 1, subject_of("delivered"), 60, b"\xdc" * 32, 20_700, ONE, b"\1" * 65)


def changed(signed, path, value):
    """The text of something signed, with another value in one place; `...` takes the place out."""
    read = at = json.loads(signed.as_json())
    *way, last = path
    for step in way:
        at = at[step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return json.dumps(read)


def refusal(of, text):
    with pytest.raises(TextMalformed) as caught:
        of.from_json(text)
    assert str(caught.value).isascii()
    assert len(str(caught.value)) < 250
    return caught.value


class TestGathering:
    def test_who_has_not_signed_is_missing(self):
        assert SignedAgreement(TERMS).missing == (Party.PAYER, Party.PAYEE, Party.LENDER)
        assert SIGNED.missing == (Party.PAYER, Party.LENDER)
        assert SignedAgreement(replace(TERMS, lender=NOBODY)).missing == (Party.PAYER, Party.PAYEE)

    def test_signatures_come_in_any_order(self):
        one = SIGNED.with_signature(Party.LENDER, b"3").with_signature(Party.PAYER, b"1")
        other = SignedAgreement(TERMS, {Party.PAYER: b"1", Party.LENDER: b"3", Party.PAYEE: b"\2" * 65})
        assert one == other
        assert (hash(one), one.missing, one.listed) == (hash(other), (), (b"1", b"\2" * 65, b"3"))

    def test_the_first_stays_as_it_was(self):
        SIGNED.with_signature(Party.PAYER, b"1")
        assert dict(SIGNED.signatures) == {Party.PAYEE: b"\2" * 65}
        with pytest.raises(TypeError):
            SIGNED.signatures[Party.PAYER] = b"1"

    def test_a_missing_signature_is_empty_in_the_list(self):
        assert SIGNED.listed == (b"", b"\2" * 65, b"")

    def test_a_signature_of_nobody_who_takes_part_is_refused(self):
        alone = replace(TERMS, lender=NOBODY)
        with pytest.raises(AgreementMalformed, match=r"no such party \(signatures\.lender\)"):
            SignedAgreement(alone).with_signature(Party.LENDER, b"3")

    def test_it_begins_by_what_was_gathered(self, scene, suite, stranger):
        scene.entrust(suite.escrow, "anchor")
        terms = scene.agreement()
        by_anchor, by_supplier = scene.sign_agreement(terms)
        first = SignedAgreement(terms).with_signature(Party.PAYEE, by_supplier).as_json()
        whole = SignedAgreement.from_json(first).with_signature(Party.PAYER, by_anchor)
        assert suite.begin(whole.terms, whole.listed, sender=stranger).value == suite.agreement_digest(terms)


class TestAgreementText:
    @pytest.mark.parametrize("signed", [SIGNED, SignedAgreement(replace(TERMS, salt=HIGHEST, milestones=()))])
    def test_it_comes_back_as_it_was(self, signed):
        assert SignedAgreement.from_json(signed.as_json()) == signed

    def test_amended_terms_come_back_as_they_were(self):
        signed = SignedAgreement(replace(TERMS, origin=b"\7" * 32, version=3))
        assert SignedAgreement.from_json(signed.as_json()) == signed

    def test_a_person_can_read_it(self):
        read = json.loads(SIGNED.as_json())
        assert list(read) == ["version", "agreement", "signatures"]
        assert read["signatures"] == {"payee": "0x" + "02" * 65}
        due = read["agreement"]["milestones"][0]
        assert (due["source"], due["to"], due["lapses_to"]) == ("payer", "payee", "lender")
        assert due["condition"] == {"address": OTHER, "terms": "0x00ff"}
        assert '\n    "valid_until": "20000",\n' in SIGNED.as_json()

    @pytest.mark.parametrize("version", [0, 2, "1", True, None])
    def test_another_version_is_refused(self, version):
        found = refusal(SignedAgreement, changed(SIGNED, ("version",), version))
        assert (type(found), found.field) == (AgreementVersionUnknown, "version")

    @pytest.mark.parametrize(
        ("path", "value", "field"),
        [
            (("agreement", "payer"), "anchor.eth", "agreement.payer"),
            (("agreement", "salt"), "01", "agreement.salt"),
            (("agreement", "salt"), 1, "agreement.salt"),
            (("agreement", "salt"), str(2**256), "agreement.salt"),
            (("agreement", "document_root"), "0x00", "agreement.document_root"),
            (("agreement", "origin"), ..., "agreement.origin"),
            (("agreement", "fee"), "1", "agreement.fee"),
            (("agreement",), [], "agreement"),
            (("agreement", "milestones"), {}, "agreement.milestones"),
            (("agreement", "milestones", 1), "x", "agreement.milestones[1]"),
            (("agreement", "milestones", 1, "amount"), "-1", "agreement.milestones[1].amount"),
            (("agreement", "milestones", 0, "to"), "Payee", "agreement.milestones[0].to"),
            (("agreement", "milestones", 0, "to"), ["payee"], "agreement.milestones[0].to"),
            (("agreement", "milestones", 0, "source"), ..., "agreement.milestones[0].source"),
            (("agreement", "milestones", 0, "condition"), OTHER, "agreement.milestones[0].condition"),
            (("agreement", "milestones", 0, "condition", "terms"), "0x0", "agreement.milestones[0].condition.terms"),
            (("agreement", "milestones", 0, "condition", "x"), "", "agreement.milestones[0].condition.x"),
            (("signatures",), ["0x"], "signatures"),
            (("signatures", "payee"), None, "signatures.payee"),
            (("signatures", "arbiter"), "0x", "signatures.arbiter"),
            (("signatures",), ..., "signatures"),
        ],
    )
    def test_a_malformed_field_is_refused_by_its_name(self, path, value, field):
        found = refusal(SignedAgreement, changed(SIGNED, path, value))
        assert (type(found), found.field) == (AgreementMalformed, field)

    def test_a_lender_that_is_nobody_has_not_signed(self):
        text = changed(SIGNED.with_signature(Party.LENDER, b"3"), ("agreement", "lender"), NOBODY)
        assert refusal(SignedAgreement, text).field == "signatures.lender"

    def test_a_field_twice_is_named(self):
        text = SIGNED.as_json().replace('"salt": "3"', '"salt": "3", "salt": "4"')
        assert refusal(SignedAgreement, text).field == "salt"

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", "NaN", "[" * 50_000, "x" * 1_000_001, '"\\ud800"'])
    def test_what_is_no_agreement_is_refused(self, text):
        assert type(refusal(SignedAgreement, text)) is AgreementMalformed

    @given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5), st.data())
    def test_whatever_stands_in_a_place_it_is_read_or_refused(self, value, data):
        name = data.draw(st.sampled_from(list(json.loads(SIGNED.as_json())["agreement"])))
        try:
            read = SignedAgreement.from_json(changed(SIGNED, ("agreement", name), value))
        except AgreementMalformed:
            return
        assert json.loads(read.as_json())["agreement"][name] == value


class TestStatementText:
    @pytest.mark.parametrize("subject", ["delivered", "x" * 32, "Größe geprüft", "a b", "0x", "“ ”"])
    def test_it_comes_back_as_it_was(self, subject):
        signed = replace(STATEMENT, subject=subject_of(subject))
        assert json.loads(signed.as_json())["statement"]["subject"] == subject
        assert SignedStatement.from_json(signed.as_json()) == signed

    @pytest.mark.parametrize("subject", [bytes(32), b"\xab" * 32, b"\0" + b"a" * 31, b"a\nb".ljust(32, b"\0")])
    def test_a_subject_that_is_no_text_is_written_in_hex(self, subject):
        signed = replace(STATEMENT, subject=subject)
        assert json.loads(signed.as_json())["statement"]["subject"] == "0x" + subject.hex()
        assert SignedStatement.from_json(signed.as_json()) == signed

    @given(st.binary(min_size=32, max_size=32), st.integers(0, HIGHEST), st.binary(max_size=70))
    def test_anything_stated_comes_back(self, subject, quantity, signature):
        signed = replace(STATEMENT, subject=subject, quantity=quantity, signature=signature)
        assert SignedStatement.from_json(signed.as_json()) == signed

    @pytest.mark.parametrize("subject", ["", "x" * 33, "a\n", "a\0", 7, None, "0x" + b"a".ljust(32, b"\0").hex()])
    def test_a_subject_has_one_way_to_be_written(self, subject):
        found = refusal(SignedStatement, changed(STATEMENT, ("statement", "subject"), subject))
        assert (type(found), found.field) == (StatementMalformed, "statement.subject")

    def test_another_version_is_refused(self):
        assert type(refusal(SignedStatement, changed(STATEMENT, ("version",), 2))) is StatementVersionUnknown

    @pytest.mark.parametrize(
        ("path", "value", "field"),
        [
            (("statement", "attestor"), ONE[:-1], "statement.attestor"),
            (("statement", "quantity"), 60, "statement.quantity"),
            (("statement", "agreement"), "0xab", "statement.agreement"),
            (("statement", "day"), ..., "statement.day"),
            (("signature",), "", "signature"),
            (("hint",), "x", "hint"),
        ],
    )
    def test_a_malformed_field_is_refused_by_its_name(self, path, value, field):
        found = refusal(SignedStatement, changed(STATEMENT, path, value))
        assert (type(found), found.field) == (StatementMalformed, field)

    def test_an_agreement_is_no_statement(self):
        assert refusal(SignedStatement, SIGNED.as_json()).field == "statement"
        assert refusal(SignedAgreement, STATEMENT.as_json()).field == "agreement"
