"""HPKE gives RFC 9180's numbers, and a wrapped key opens for its document and reader alone."""

from dataclasses import replace

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from headwater.vault import EnvelopeRefused
from headwater.vault._wrapping import _SUITE, DocumentKey, unwrapped, wrapped
from tests.package.vault_cast import hpke_open, key_of, reader_of

INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
AAD = b"Count-0"
PLAIN = bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479")

# RFC 9180, appendices A.1.1 and A.2.1: AEAD, skRm, enc, ciphertext of sequence number 0.
VECTORS = {
    "A.1.1": (
        1,
        "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
    ),
    "A.2.1": (
        3,
        "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
        "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
    ),
}
SUITES = {1: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM), 3: _SUITE}
DOCUMENT, OTHER = "11" * 32, "22" * 32


@pytest.fixture
def key():
    return DocumentKey.new()


class TestRfc9180:
    @pytest.mark.parametrize("vector", VECTORS)
    def test_the_library_opens_what_the_rfc_sealed(self, vector):
        aead, private, enc, ciphertext = VECTORS[vector]
        private = X25519PrivateKey.from_private_bytes(bytes.fromhex(private))
        content = bytes.fromhex(enc + ciphertext)
        assert openssl.hpke._decrypt_with_aad(SUITES[aead], content, private, INFO, AAD) == PLAIN

    @pytest.mark.parametrize("vector", VECTORS)
    def test_the_reading_to_compare_with_opens_it_too(self, vector):
        aead, private, enc, ciphertext = VECTORS[vector]
        assert hpke_open(bytes.fromhex(private), bytes.fromhex(enc + ciphertext), INFO, AAD, aead) == PLAIN


class TestAWrappedKey:
    def test_it_opens_for_its_reader(self, key):
        content = wrapped(key, DOCUMENT, reader_of("financier"))
        assert unwrapped(content, DOCUMENT, reader_of("financier"), key_of("financier")) == key

    def test_it_is_what_the_rfc_says_with_document_and_reader_in_its_info(self, key):
        financier = reader_of("financier")
        info = b"headwater/vault/1/wrap" + bytes.fromhex(DOCUMENT + financier.address[2:]) + financier.public_key
        private = key_of("financier").private.private_bytes_raw()
        assert hpke_open(private, wrapped(key, DOCUMENT, financier), info) == key.secret + key.generation

    def test_no_two_are_alike(self, key):
        assert wrapped(key, DOCUMENT, reader_of("anchor")) != wrapped(key, DOCUMENT, reader_of("anchor"))

    def test_it_does_not_open_for_another_document(self, key):
        """Hostile D4: a wrapped key that is swapped in from another document."""
        content = wrapped(key, DOCUMENT, reader_of("financier"))
        with pytest.raises(EnvelopeRefused, match="is no key of this document"):
            unwrapped(content, OTHER, reader_of("financier"), key_of("financier"))

    def test_it_does_not_open_with_another_key(self, key):
        """Hostile D4: a ciphertext for a wrong key."""
        content = wrapped(key, DOCUMENT, reader_of("financier"))
        with pytest.raises(EnvelopeRefused, match="is no key of this document"):
            unwrapped(content, DOCUMENT, reader_of("financier"), key_of("stranger"))

    def test_it_does_not_open_for_another_account_with_the_same_key(self, key):
        other = replace(reader_of("financier"), address=reader_of("stranger").address)
        with pytest.raises(EnvelopeRefused, match="is no key of this document"):
            unwrapped(wrapped(key, DOCUMENT, reader_of("financier")), DOCUMENT, other, key_of("financier"))

    @pytest.mark.parametrize("place", [0, 31, 32, 95, 96, 111])
    def test_a_flipped_bit_is_refused(self, key, place):
        """Hostile D4: a bit flip in a wrapped key."""
        content = bytearray(wrapped(key, DOCUMENT, reader_of("financier")))
        content[place] ^= 1
        with pytest.raises(EnvelopeRefused, match="is no key of this document"):
            unwrapped(bytes(content), DOCUMENT, reader_of("financier"), key_of("financier"))

    @pytest.mark.parametrize("content", [b"", bytes(31), bytes(112)])
    def test_what_was_never_wrapped_is_refused(self, content):
        with pytest.raises(EnvelopeRefused, match="is no key of this document"):
            unwrapped(content, DOCUMENT, reader_of("financier"), key_of("financier"))

    def test_a_key_of_another_length_is_refused(self):
        reader = reader_of("financier")
        info = b"headwater/vault/1/wrap" + bytes.fromhex(DOCUMENT + reader.address[2:]) + reader.public_key
        content = _SUITE.encrypt(bytes(63), key_of("financier").private.public_key(), info=info)
        with pytest.raises(EnvelopeRefused, match="is no key of this document"):
            unwrapped(content, DOCUMENT, reader, key_of("financier"))


class TestADocumentKey:
    def test_it_is_not_shown(self, key):
        assert repr(key) == "DocumentKey()"

    def test_what_is_derived_differs_by_purpose(self, key):
        assert len({key.content, key.commitment, key.mac(b""), key.secret, key.generation}) == 5

    def test_renewed_it_keeps_the_id_and_nothing_else(self, key):
        new = key.renewed()
        assert new.id_of(b"x") == key.id_of(b"x")
        assert {new.content, new.commitment, new.mac(b"")}.isdisjoint({key.content, key.commitment, key.mac(b"")})

    def test_the_id_hides_the_document_from_who_guesses_it(self, key):
        assert DocumentKey.new().id_of(b"a guess that is right") != key.id_of(b"a guess that is right")

    def test_a_description_of_another_document_is_refused(self, key):
        with pytest.raises(EnvelopeRefused, match="is not this document's"):
            key.unsealed(key.sealed(b"text", DOCUMENT), OTHER)
