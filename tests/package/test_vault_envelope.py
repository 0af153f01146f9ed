"""An envelope is read as a reader of the document wrote it, or refused: whoever keeps the store may have changed it."""

import json
import re
from io import BytesIO

import pytest

from headwater.vault import (
    Access,
    CiphertextRefused,
    Description,
    DocumentUnknown,
    EnvelopeMalformed,
    EnvelopeRefused,
    EnvelopeVersionUnknown,
    Vault,
)
from headwater.vault._envelope import ENVELOPE_BYTES, Envelope
from headwater.vault._files import Measured
from headwater.vault._sealing import sealed
from headwater.vault._wrapping import DocumentKey, unwrapped, wrapped
from tests.package.vault_cast import Host, key_of, reader_of

supplier, financier, stranger = (reader_of(name) for name in ("supplier", "financier", "stranger"))
KEY = key_of("supplier")
INVOICE, FORGED = b"<Invoice>one</Invoice>", b"<Invoice>two</Invoice>"


@pytest.fixture
def vault(tmp_path):
    return Vault(str(tmp_path / "store"))


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path / "store")


@pytest.fixture
def document(vault):
    return vault.put(INVOICE, [supplier, financier])


def forge(vault, document, key, content):
    """Put another document in the place of one, with all that who knows `key` can make."""
    sha256, size = vault._store.add_ciphertext(sealed([content], key))
    measured = Measured([content], None)
    list(measured)
    description = Description(measured.digest, measured.size, "", "").as_bytes()
    accesses = tuple(Access(one, False, wrapped(key, document, one)) for one in (supplier, financier))
    envelope = Envelope(document, sha256, size, key.sealed(description, document), accesses)
    vault._store.put_envelope(document, envelope.signed(key).as_bytes())


class TestTheHost:
    """Hostile D4: who keeps the store changes what it keeps."""

    def test_may_not_add_a_reader(self, vault, host, document):
        fields = host.envelope(document)
        entry = {**fields["readers"][0], "address": stranger.address, "key": "0x" + stranger.public_key.hex()}
        host.write_envelope(document, {**fields, "readers": [*fields["readers"], entry]})
        with pytest.raises(EnvelopeRefused, match="was not written by a reader of the document"):
            vault.get(document, KEY)

    def test_may_not_remove_a_reader(self, vault, host, document):
        fields = host.envelope(document)
        host.write_envelope(document, {**fields, "readers": fields["readers"][:1]})
        with pytest.raises(EnvelopeRefused, match="was not written by a reader of the document"):
            vault.readers(document, KEY)

    def test_may_not_hide_or_feign_that_a_reader_is_a_standing_one(self, vault, host, document):
        fields = host.envelope(document)
        fields["readers"][1]["standing"] = True
        host.write_envelope(document, fields)
        with pytest.raises(EnvelopeRefused, match="was not written by a reader of the document"):
            vault.share(document, KEY, stranger)

    def test_may_not_name_another_ciphertext(self, vault, host, document):
        """Hostile D4: swapped ciphertexts, by name."""
        other = vault.put(FORGED, [supplier, financier])
        host.write_envelope(document, {**host.envelope(document), "ciphertext": host.envelope(other)["ciphertext"]})
        with pytest.raises(EnvelopeRefused, match="was not written by a reader of the document"):
            vault.get(document, KEY)

    def test_may_not_put_another_ciphertext_under_the_name(self, vault, host, document):
        """Hostile D4: swapped ciphertexts, by content."""
        other = vault.put(FORGED, [supplier, financier])
        host.ciphertext_file(document).write_bytes(host.ciphertext_file(other).read_bytes())
        with pytest.raises(CiphertextRefused, match="is sealed with another key"):
            vault.get(document, KEY)

    def test_may_not_put_another_envelope_there(self, vault, host, document):
        """Hostile D4: swapped envelopes."""
        host.write_envelope(document, host.envelope(vault.put(FORGED, [supplier])))
        with pytest.raises(EnvelopeRefused, match=r"^The envelope is another document's\.$"):
            vault.get(document, KEY)

    def test_may_not_put_another_envelope_there_under_this_id(self, vault, host, document):
        """Hostile D4: swapped envelopes, with the id changed."""
        host.write_envelope(document, {**host.envelope(vault.put(FORGED, [supplier])), "document": document})
        with pytest.raises(EnvelopeRefused, match="is no key of this document"):
            vault.get(document, KEY)

    def test_may_not_swap_wrapped_keys(self, vault, host, document):
        fields = host.envelope(document)
        one, two = fields["readers"]
        one["wrapped"], two["wrapped"] = two["wrapped"], one["wrapped"]
        host.write_envelope(document, fields)
        with pytest.raises(EnvelopeRefused, match="is no key of this document"):
            vault.get(document, KEY)

    def test_may_not_swap_descriptions(self, vault, host, document):
        other = host.envelope(vault.put(FORGED, [supplier, financier]))
        host.write_envelope(document, {**host.envelope(document), "description": other["description"]})
        with pytest.raises(EnvelopeRefused, match="was not written by a reader"):
            vault.describe(document, KEY)

    def test_may_not_change_the_code(self, vault, host, document):
        host.write_envelope(document, {**host.envelope(document), "mac": "0x" + "00" * 32})
        with pytest.raises(EnvelopeRefused, match="was not written by a reader"):
            vault.revoke(document, KEY, financier.address)

    def test_that_loses_the_ciphertext_is_found_out(self, vault, host, document):
        host.ciphertext_file(document).unlink()
        with pytest.raises(CiphertextRefused, match="that the envelope names is not in the store"):
            vault.get(document, KEY)

    def test_that_lengthens_a_ciphertext_is_found_out_at_its_end(self, vault, host, document):
        with host.ciphertext_file(document).open("ab") as file:
            file.write(b"\0")
        with pytest.raises(CiphertextRefused, match="is longer than its envelope says"):
            vault.get(document, KEY)


class TestAForger:
    """Hostile D4: who knows all that a reader knows cannot make another document of the one an id stands for."""

    def test_a_stranger_s_document_with_a_key_of_its_own_is_refused(self, vault, document):
        forge(vault, document, DocumentKey.new(), FORGED)
        with pytest.raises(EnvelopeRefused, match="does not describe the document that the id stands for"):
            vault.get(document, KEY)

    @pytest.mark.parametrize("renew", [False, True])
    def test_a_reader_s_other_document_with_the_true_key_is_refused(self, vault, host, document, renew):
        access = vault.readers(document)[0]
        key = unwrapped(access.wrapped, document, supplier, KEY)
        forge(vault, document, key.renewed() if renew else key, FORGED)
        with pytest.raises(EnvelopeRefused, match="does not describe the document that the id stands for"):
            vault.get(document, key_of("financier"))

    def test_a_reader_s_other_ciphertext_below_the_true_description_is_refused(self, vault, document):
        opened = vault._open(document, KEY)
        sha256, size = vault._store.add_ciphertext(sealed([FORGED], opened.key))
        fields = (opened.envelope.description, opened.envelope.readers)
        vault._sign(opened.key, Envelope(document, sha256, size, *fields))
        with pytest.raises(CiphertextRefused, match="is not of the document that the id stands for"):
            vault.get(document, key_of("financier"))

    def test_a_ciphertext_under_an_address_that_is_not_its_hash_is_refused(self, vault, document):
        opened = vault._open(document, KEY)
        content = b"".join(sealed([INVOICE], opened.key))
        vault._store._put("ciphertexts", "0" * 64, BytesIO(content))
        vault._sign(opened.key, Envelope(document, "0" * 64, len(content), *_rest(opened)))
        with pytest.raises(CiphertextRefused, match=r"^The ciphertext is not what its address says\.$"):
            vault.get(document, key_of("financier"))

    def test_a_size_that_is_not_the_ciphertext_s_is_refused(self, vault, document):
        opened = vault._open(document, KEY)
        vault._sign(opened.key, Envelope(document, opened.envelope.sha256, opened.envelope.size + 1, *_rest(opened)))
        with pytest.raises(CiphertextRefused, match=r"^The ciphertext is not what its address says\.$"):
            vault.get(document, key_of("financier"))


def _rest(opened):
    return opened.envelope.description, opened.envelope.readers


MALFORMED = {
    "nothing": (lambda _: b"", "text"),
    "no JSON": (lambda _: b"{", "text"),
    "no ASCII": (lambda _: b"\xff{}", "text"),
    "a list": (lambda _: b"[]", "text"),
    "depth": (lambda _: b"[" * 100_000, "text"),
    "too large": (lambda text: text + b" " * ENVELOPE_BYTES, "text"),
    "white space": (lambda text: text + b"\n", "envelope"),
    "another order": (lambda text: json.dumps(dict(reversed(json.loads(text).items()))).encode(), "envelope"),
    "capitals in hex": (lambda text: re.sub(rb'(?<="mac":"0x)\w+', lambda hexed: hexed[0].upper(), text), "envelope"),
    "a long code": (lambda text: text.replace(b'"mac":"0x', b'"mac":"0x00'), "mac"),
    "a field twice": (lambda text: text.replace(b'"version":1', b'"version":1,"version":1'), "version"),
    "an unknown field": (lambda text: text.replace(b'"version"', b'"note":"","version"'), "note"),
    "no ciphertext": (lambda text: text.replace(b'"ciphertext"', b'"cipher"'), "ciphertext"),
    "a path": (lambda text: text.replace(b'"sha256":"', b'"sha256":"../'), "ciphertext.sha256"),
    "an absolute path": (lambda text: text.replace(b'"sha256":"', b'"sha256":"/'), "ciphertext.sha256"),
    "a negative size": (lambda text: text.replace(b'"size":"', b'"size":"-'), "ciphertext.size"),
    "an address": (lambda text: text.replace(b'"address":"0x', b'"address":"1x'), "readers[0].address"),
    "a short wrapped key": (lambda text: text.replace(b'"wrapped":"0x', b'"wrapped":"0x00'), "readers[0].wrapped"),
    "standing in words": (lambda text: text.replace(b":false", b':"no"'), "readers[0].standing"),
}


class TestMalformed:
    @pytest.mark.parametrize("what", MALFORMED)
    def test_it_is_refused_with_its_field(self, vault, host, document, what):
        """Hostile C4: among others an address of a ciphertext that is a path."""
        change, field = MALFORMED[what]
        file = host.envelope_file(document)
        file.write_bytes(change(file.read_bytes()))
        with pytest.raises(EnvelopeMalformed, match=r"\)\.$") as caught:
            vault.get(document, KEY)
        assert (caught.value.field, type(caught.value)) == (field, EnvelopeMalformed)

    @pytest.mark.parametrize("version", [0, 2, "1", None, 1.0, True])
    def test_another_version_is_told_from_a_malformed_one(self, vault, host, document, version):
        host.write_envelope(document, {**host.envelope(document), "version": version})
        with pytest.raises(EnvelopeVersionUnknown, match="This version of headwater reads version 1"):
            vault.get(document, KEY)

    @pytest.mark.parametrize("count", [0, 1_001])
    def test_a_number_of_readers_that_none_has_is_refused(self, vault, host, document, count):
        fields = host.envelope(document)
        host.write_envelope(document, {**fields, "readers": (fields["readers"] * 501)[:count]})
        with pytest.raises(EnvelopeMalformed, match="A document has a reader, and at most 1000"):
            vault.readers(document)

    @pytest.mark.parametrize("same", ["address", "key"])
    def test_one_reader_twice_is_refused(self, vault, host, document, same):
        fields = host.envelope(document)
        fields["readers"][1][same] = fields["readers"][0][same]
        host.write_envelope(document, fields)
        with pytest.raises(EnvelopeMalformed, match="Each reader is there once"):
            vault.readers(document)

    @pytest.mark.parametrize("key", ["00" * 32, "01" + "00" * 31, "ff" * 32])
    def test_a_public_key_of_low_order_is_refused(self, vault, host, document, key):
        fields = host.envelope(document)
        fields["readers"][0]["key"] = "0x" + key
        host.write_envelope(document, fields)
        with pytest.raises(EnvelopeMalformed, match="It is no X25519 public key that can be used"):
            vault.readers(document)

    def test_an_envelope_of_nothing_at_all_is_a_document_that_is_not_there(self, vault, host, document):
        host.envelope_file(document).unlink()
        with pytest.raises(DocumentUnknown, match=f"The store has no document {document}"):
            vault.get(document, KEY)


DESCRIBED = {
    "no JSON": b"{",
    "no ASCII": "ä".encode(),
    "a name that is a path": b'{"hash":"0x%s","mediaType":"","name":"../a","size":"1","version":1}' % (b"00" * 32),
    "a name that is none": b'{"hash":"0x%s","mediaType":"","name":5,"size":"1","version":1}' % (b"00" * 32),
    "more fields": b'{"hash":"0x%s","mediaType":"","more":"secret","name":"","size":"1","version":1}' % (b"00" * 32),
    "white space": b'{"hash":"0x%s","mediaType":"","name":"","size":"1","version":1} ' % (b"00" * 32),
}


class TestADescription:
    @pytest.mark.parametrize("what", DESCRIBED)
    def test_what_a_reader_wrote_that_is_none_is_refused_and_not_quoted(self, what):
        with pytest.raises(EnvelopeRefused, match=r"^The description in the envelope describes no document\.$"):
            Description.from_bytes(DESCRIBED[what])

    def test_any_name_that_can_be_seen_is_read_back(self):
        given = Description(bytes(32), 5, "Rechnung Nº 7 – 請求書 😀.pdf", "application/pdf")
        assert Description.from_bytes(given.as_bytes()) == given
