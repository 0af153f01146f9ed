"""Which invoice this is, whatever dress it wears, who its parties are, and what keeps outsiders from asking."""

import datetime as dt
import hashlib
import hmac
import unicodedata
from dataclasses import replace

import pytest

from headwater.documents import (
    IdKind,
    Party,
    fingerprint,
    identity_of,
    legal_identity,
    programme_secret,
    read_invoice,
)
from headwater.documents._errors import SecretRefused

NUMBER, ISSUE = "<cbc:ID>TB-2026-004711</cbc:ID>", "<cbc:IssueDate>2026-09-01</cbc:IssueDate>"
TAX = r"<cac:PartyTaxScheme>\s*<cbc:CompanyID>DE444555666.*?</cac:PartyTaxScheme>"
SECRET, LOCAL, PUBLIC = bytes(range(32)), 31337, 1

DRESSES = {
    "white space": [(NUMBER, "<cbc:ID>\n  TB-2026-\n004711 </cbc:ID>")],
    "case": [(NUMBER, NUMBER.replace("TB", "tb"))],
    "comment": [(NUMBER, "<cbc:ID>TB-<!-- 7 -->2026-004711</cbc:ID>")],
    "zero width": [(NUMBER, "<cbc:ID>TB\u200b-2026-004711\ufeff</cbc:ID>")],
    "full width": [(NUMBER, NUMBER.replace("TB-2026", "ＴＢ－２０２６"))],
    "digits of another script": [(NUMBER, NUMBER.replace("4711", "٤٧١١"))],
    "marks on an id": [("DE111222333", "DE111222333\u0301")],
    "dashes": [(NUMBER, NUMBER.replace("TB-2026-", "TB\u20112026\u2212"))],
    "unseen": [(NUMBER, NUMBER.replace("TB-", "T\ufe0fB-\u034f\u3164\u2800"))],
    "prefix": [("<cbc:", "<b:"), ("</cbc:", "</b:"), ("xmlns:cbc", "xmlns:b")],
    "tax number": [("DE111222333", "de 111.222.333"), ("DE444555666", " DE-444 555 666")],
    "names and lines": [("<cbc:Name>[^<]*", "<cbc:Name>Other")],
    "kind of id": [(TAX, ""), ("HRB 90862", "DE 444555666")],
}


CHANGES = {
    "number": (NUMBER, NUMBER.replace("4711", "4712")),
    "punctuation of the number": (NUMBER, NUMBER.replace("TB-2026", "TB2026")),
    "issue date": (ISSUE, ISSUE.replace("-01<", "-02<")),
    "seller": ("DE111222333", "DE111222334"),
    "buyer": ("DE444555666", "DE444555667"),
}


class TestIdentity:
    """Hostile R11: one invoice has one identity, whatever dress it wears."""

    @pytest.mark.parametrize("name", DRESSES)
    def test_another_dress_gives_the_same_identity(self, variant, sample_path, name):
        dressed, plain = read_invoice(variant(*DRESSES[name])), read_invoice(sample_path)
        assert dressed.identity == plain.identity
        assert dressed.document_hash != plain.document_hash

    def test_another_syntax_gives_the_same_identity(self, sample_path):
        """Hostile R11: the invoice written in CII is the one written in UBL."""
        cii, ubl = read_invoice(sample_path.with_name("invoice-cii.xml")), read_invoice(sample_path)
        assert cii.identity == ubl.identity
        assert cii.document_hash != ubl.document_hash

    def test_normal_forms_give_the_same_identity(self, variant):
        forms = [unicodedata.normalize(form, "<cbc:ID>Großauftrag-Ü-1</cbc:ID>") for form in ("NFC", "NFD")]
        first, second = (read_invoice(variant((NUMBER, form))) for form in forms)
        assert first.identity == second.identity

    @pytest.mark.parametrize("name", CHANGES)
    def test_another_invoice_has_another_identity(self, variant, sample_path, name):
        assert read_invoice(variant(CHANGES[name])).identity != read_invoice(sample_path).identity

    def test_fields_cannot_run_into_each_other(self):
        parties = [Party("", i, IdKind.TAX, "VAT", "DE") for i in ("DE1", "DE12", "2DE3", "DE3")]
        day = dt.date(2026, 9, 1)
        first = identity_of(parties[0], parties[2], "1", day, "380")
        assert first != identity_of(parties[1], parties[3], "1", day, "380")

    def test_it_is_length_prefixed_fields(self, sample_path):
        fields = [
            b"headwater/invoice/1",
            b"de111222333",
            b"de444555666",
            b"tb-2026-004711",
            b"2026-09-01",
            b"380",
        ]
        encoded = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
        assert read_invoice(sample_path).identity == encoded


class TestFingerprint:
    """Without the programme's secret nobody can tell which invoice a fingerprint stands for."""

    def test_it_is_hmac_sha_256_of_the_identity(self, sample_path):
        identity = read_invoice(sample_path).identity
        assert fingerprint(identity, SECRET) == hmac.new(SECRET, identity, hashlib.sha256).digest()

    def test_it_is_that_of_rfc_4231(self):
        expected = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"  # test case 6, a key of 131 bytes
        given = b"Test Using Larger Than Block-Size Key - Hash Key First"
        assert fingerprint(given, b"\xaa" * 131).hex() == expected

    def test_another_secret_gives_another(self, sample_path):
        """Hostile D3: guessing the fields does not help without the secret."""
        identity = read_invoice(sample_path).identity
        assert fingerprint(identity, SECRET) != fingerprint(identity, SECRET[::-1])

    @pytest.mark.parametrize("size", [0, 1, 31])
    def test_a_short_secret_is_refused(self, size):
        with pytest.raises(SecretRefused, match="at least 32 bytes") as caught:
            fingerprint(b"identity", b"\x07" * size)
        assert "07" not in str(caught.value)


class TestProgrammeSecret:
    def test_the_one_given_is_taken_on_every_chain(self):
        assert programme_secret(SECRET, LOCAL) == programme_secret(SECRET, PUBLIC) == SECRET

    @pytest.mark.parametrize("chain_id", [1337, 31337])
    def test_a_local_chain_has_one_that_everybody_knows(self, chain_id):
        assert len(fingerprint(b"identity", programme_secret(None, chain_id))) == 32

    @pytest.mark.parametrize("chain_id", [0, 1, 10, 137, 1338, 11155111])
    def test_without_one_any_other_chain_is_refused(self, chain_id):
        with pytest.raises(SecretRefused, match=f"Chain {chain_id} is no local chain"):
            programme_secret(None, chain_id)


class TestLegalIdentity:
    ANCHOR = Party("Lühmark AG", "DE444555666", IdKind.TAX, "VAT", "DE")

    @pytest.mark.parametrize(
        "changes",
        [
            {"id": "de 444.555.666"},
            {"id": "DE\u00a0444\u200b555666"},
            {"name": "LM"},
            {"id_kind": IdKind.LEGAL, "scheme": ""},
        ],
    )
    def test_one_company_has_one(self, changes):
        """Hostile R10: neither case, spaces, punctuation nor normal form make two companies of one."""
        assert legal_identity(replace(self.ANCHOR, **changes)) == legal_identity(self.ANCHOR)

    def test_one_company_has_one_in_every_normal_form(self):
        """Hostile R10: an id whose letters have marks is the same composed, decomposed and in capitals."""
        ids = [unicodedata.normalize(form, text) for form in ("NFC", "NFD") for text in ("Größe-é 1", "GRÖSSE É1")]
        assert len({legal_identity(replace(self.ANCHOR, id=each, id_kind=IdKind.LEGAL)) for each in ids}) == 1

    @pytest.mark.parametrize("changes", [{"id": "DE444555667"}, {"country": "AT"}, {"country": None}])
    def test_another_company_has_another(self, changes):
        assert legal_identity(replace(self.ANCHOR, **changes)) != legal_identity(self.ANCHOR)

    def test_an_endpoint_counts_with_its_scheme(self):
        first, second = (Party("", "1234567", IdKind.ENDPOINT, scheme, "SE") for scheme in ("0007", "0088"))
        assert legal_identity(first) != legal_identity(second)
