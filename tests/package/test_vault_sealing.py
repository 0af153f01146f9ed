"""A ciphertext is read whole and as it was sealed, or refused at the first chunk that is not."""

import hashlib
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from headwater.vault import CiphertextRefused
from headwater.vault._sealing import CHUNK, TAG, chunks_of, sealed, unsealed
from headwater.vault._wrapping import DocumentKey

HEADER = 48
SEALED = CHUNK + TAG
KEY = DocumentKey(b"s" * 32, b"g" * 32)
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]
THREE = bytes(range(256)) * 257 * 2 + b"and the end"  # two chunks and a short one


def seal(document, key=KEY):
    return b"".join(sealed(chunks_of(BytesIO(document)), key))


def unseal(ciphertext, key=KEY):
    return b"".join(unsealed(BytesIO(ciphertext), key))


def pieces(ciphertext):
    return [ciphertext[:HEADER], *chunks_of(BytesIO(ciphertext[HEADER:]), SEALED)]


class Dripping(BytesIO):
    """Gives seven bytes at a time, as a network may."""

    def read(self, size=-1):
        return super().read(min(size, 7))


class TestWhole:
    @pytest.mark.parametrize("size", SIZES)
    def test_it_is_what_was_sealed(self, size):
        """Hostile D5: an empty document is stored as any other."""
        assert unseal(seal(b"x" * size)) == b"x" * size

    @pytest.mark.parametrize("size", SIZES)
    def test_its_size_follows_from_the_document_s(self, size):
        assert len(seal(bytes(size))) == HEADER + size + TAG * max(1, -(-size // CHUNK))

    def test_it_is_what_the_construction_says(self):
        header, *chunks = pieces(seal(THREE))
        cipher = ChaCha20Poly1305(KEY.content)
        nonces = [number.to_bytes(11, "big") + bytes([number == 2]) for number in range(3)]
        opened = [cipher.decrypt(nonce, chunk, header) for nonce, chunk in zip(nonces, chunks, strict=True)]
        assert (header, b"".join(opened)) == (b"headwater/vault\x01" + KEY.commitment, THREE)

    def test_the_format_stays_as_it_is(self):
        digest = "7c0f0c709a82f950dd4fd71f6e2c8ec2e76f6c16f25e26344b414783fb6c33da"
        assert hashlib.sha256(seal(THREE)).hexdigest() == digest

    def test_it_is_read_from_what_gives_little_at_a_time(self):
        assert b"".join(unsealed(Dripping(seal(THREE)), KEY)) == THREE

    def test_it_shows_no_word_of_the_document(self):
        assert b"word of it" not in seal(b"word of it" * 100)


class TestAltered:
    """Hostile D4: a ciphertext that is not as it was sealed fails closed."""

    @pytest.mark.parametrize("place", [HEADER, HEADER + 1000, HEADER + CHUNK, HEADER + SEALED, -1, -TAG, -TAG - 1])
    def test_a_flipped_bit_is_refused(self, place):
        """Hostile D4: a bit flip."""
        content = bytearray(seal(THREE))
        content[place] ^= 0x80
        with pytest.raises(CiphertextRefused, match="is altered, cut or lengthened"):
            unseal(bytes(content))

    @pytest.mark.parametrize("size", [HEADER, HEADER + 15, HEADER + SEALED, HEADER + SEALED - 1, HEADER + 2 * SEALED])
    def test_a_truncated_one_is_refused(self, size):
        """Hostile D4: a truncation, between two chunks too."""
        with pytest.raises(CiphertextRefused, match="is altered, cut or lengthened"):
            unseal(seal(THREE)[:size])

    @pytest.mark.parametrize("more", [b"\0", bytes(TAG), bytes(SEALED)])
    @pytest.mark.parametrize("size", [0, CHUNK, 2 * CHUNK + 5])
    def test_a_lengthened_one_is_refused(self, size, more):
        with pytest.raises(CiphertextRefused, match="is altered, cut or lengthened"):
            unseal(seal(bytes(size)) + more)

    @pytest.mark.parametrize("order", [(0, 2, 1, 3), (0, 1, 1, 3), (0, 1, 3), (0, 2, 3), (0, 1, 2, 3, 3), (0, 3)])
    def test_moved_repeated_and_dropped_chunks_are_refused(self, order):
        parts = pieces(seal(THREE))
        with pytest.raises(CiphertextRefused, match="is altered, cut or lengthened"):
            unseal(b"".join(parts[i] for i in order))

    def test_a_chunk_of_another_document_is_refused(self):
        """Hostile D4: a swapped chunk; the same place, another key."""
        one, two = pieces(seal(THREE)), pieces(seal(THREE, KEY.renewed()))
        with pytest.raises(CiphertextRefused, match="is altered, cut or lengthened"):
            unseal(b"".join([*one[:2], two[2], one[3]]))

    def test_an_empty_chunk_at_the_end_is_refused(self):
        parts = sealed([bytes(CHUNK), b""], KEY)
        with pytest.raises(CiphertextRefused, match="ends in an empty chunk"):
            unseal(b"".join(parts))


class TestItsHeader:
    def test_another_key_is_refused_before_any_chunk(self):
        """Hostile D4: a wrong key."""
        with pytest.raises(CiphertextRefused, match="is sealed with another key"):
            unseal(seal(THREE), KEY.renewed())

    def test_a_swapped_header_is_refused(self):
        """Hostile D4: the header of another ciphertext, and so another commitment."""
        other = KEY.renewed()
        with pytest.raises(CiphertextRefused, match="is altered, cut or lengthened"):
            unseal(seal(THREE, other)[:HEADER] + seal(THREE)[HEADER:], other)

    def test_a_key_that_opens_the_chunks_but_is_not_committed_to_is_refused(self):
        """Hostile D4: without the commitment one ciphertext could open under two keys."""
        content = bytearray(seal(THREE))
        content[20] ^= 1
        with pytest.raises(CiphertextRefused, match="is sealed with another key"):
            unseal(bytes(content))

    @pytest.mark.parametrize("content", [b"", b"headwater/vault\x01", b"%PDF-1.7" + bytes(90), seal(b"")[: HEADER - 1]])
    def test_what_is_no_ciphertext_is_refused(self, content):
        with pytest.raises(CiphertextRefused, match="is no ciphertext of a document"):
            unseal(content)

    def test_another_version_is_refused(self):
        content = seal(THREE)
        with pytest.raises(CiphertextRefused, match="is of a version"):
            unseal(content[:15] + b"\x02" + content[16:])
