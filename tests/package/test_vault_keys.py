"""Encryption keys: only those that can be used, and kept as the keys that sign are."""

import json
import os
import stat
import traceback

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from eth_account import Account

from headwater import KeyRefused, account_from_keystore, new_keystore
from headwater._keys import write_keystore
from headwater.vault import EncryptionKey, Reader, ReaderRefused, encryption_key_from_keystore, new_encryption_keystore
from headwater.vault._keys import USE
from tests.package.vault_cast import key_of, reader_of

PASSWORD = "correct horse"
ADDRESS = reader_of("supplier").address
ORDER = 2**255 - 19

# All points of low order on Curve25519 and its twist, in every way to write them below 2^256.
LOW_ORDER = {
    0, 1, ORDER - 1, ORDER, ORDER + 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
}  # fmt: skip
LOW_ORDER |= {point | 2**255 for point in LOW_ORDER}


def asked():
    return PASSWORD


def not_asked():
    raise AssertionError("a password was asked for")


@pytest.fixture
def quick(monkeypatch):
    """Keystores that are quick to open."""
    real = Account.encrypt
    monkeypatch.setattr(Account, "encrypt", lambda key, word: real(key, word, kdf="pbkdf2", iterations=1))


@pytest.fixture
def keystore(tmp_path, quick):
    new_encryption_keystore(tmp_path / "key.json", asked)
    return tmp_path / "key.json"


class TestAReader:
    @pytest.mark.parametrize("point", sorted(LOW_ORDER))
    def test_a_point_of_low_order_is_refused(self, point):
        with pytest.raises(ReaderRefused, match=f"The encryption key of {ADDRESS} is no X25519 public key"):
            Reader(ADDRESS, point.to_bytes(32, "little"))

    @pytest.mark.parametrize("point", [ORDER + 2, ORDER + 18, 2**255 + 9, 2**256 - 1])
    def test_a_key_that_is_written_as_no_key_writes_itself_is_refused(self, point):
        with pytest.raises(ReaderRefused, match="is no X25519 public key that can be used"):
            Reader(ADDRESS, point.to_bytes(32, "little"))

    @pytest.mark.parametrize("key", [b"", bytes(31), b"\x09" + bytes(32), "9" * 32, None])
    def test_what_has_not_32_bytes_is_refused(self, key):
        with pytest.raises(ReaderRefused, match="is no X25519 public key that can be used"):
            Reader(ADDRESS, key)

    def test_any_key_that_is_made_is_taken(self):
        key = X25519PrivateKey.generate().public_key().public_bytes_raw()
        assert Reader(ADDRESS, key).public_key == key


class TestAKeystore:
    def test_it_is_made_as_slow_to_open_as_a_signing_key_s(self, tmp_path):
        public_key = new_encryption_keystore(tmp_path / "key.json", asked)
        assert json.loads((tmp_path / "key.json").read_bytes())["crypto"]["kdf"] == "scrypt"
        assert encryption_key_from_keystore(tmp_path / "key.json", asked).public_key == public_key

    def test_it_shows_the_public_key_and_what_it_is_for(self, keystore):
        content = json.loads(keystore.read_bytes())
        assert set(content) == {"use", "publicKey", "crypto", "id", "version"}
        assert content["publicKey"] == "0x" + encryption_key_from_keystore(keystore, asked).public_key.hex()

    def test_only_its_owner_may_use_it_whatever_the_umask(self, tmp_path, quick):
        """Hostile C1: a new keystore has mode 600."""
        before = os.umask(0)
        try:
            new_encryption_keystore(tmp_path / "key.json", asked)
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "key.json").stat().st_mode) == 0o600

    def test_a_file_that_is_there_is_not_written_over(self, keystore):
        """Hostile C4: an existing output file."""
        before = keystore.read_bytes()
        with pytest.raises(KeyRefused, match="is there already; a keystore is never written over"):
            new_encryption_keystore(keystore, not_asked)
        assert keystore.read_bytes() == before

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
    def test_one_that_others_may_use_is_refused_before_the_password(self, keystore, mode):
        keystore.chmod(mode)
        with pytest.raises(KeyRefused, match="Others than its owner may use"):
            encryption_key_from_keystore(keystore, not_asked)

    def test_a_wrong_password_is_refused(self, keystore):
        with pytest.raises(KeyRefused, match=r"^The password of .* is wrong\.$"):
            encryption_key_from_keystore(keystore, lambda: "wrong horse")

    def test_it_opens_as_no_account(self, keystore):
        with pytest.raises(KeyRefused, match="holds a key for another use"):
            account_from_keystore(keystore, not_asked)

    def test_an_account_s_opens_as_no_encryption_key(self, tmp_path, quick):
        new_keystore(tmp_path / "account.json", asked)
        with pytest.raises(KeyRefused, match="holds a key for another use"):
            encryption_key_from_keystore(tmp_path / "account.json", not_asked)

    def test_the_two_uses_of_one_field_are_told_apart(self, keystore):
        content = json.loads(keystore.read_bytes())
        keystore.write_text(json.dumps({**content, "use": "another"}), "utf-8")
        with pytest.raises(KeyRefused, match="holds a key for another use"):
            encryption_key_from_keystore(keystore, not_asked)

    def test_one_that_holds_another_length_is_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr("headwater.vault._keys.secret_from_keystore", lambda *_, **__: bytes(31))
        with pytest.raises(KeyRefused, match="holds no X25519 key"):
            encryption_key_from_keystore(tmp_path / "key.json", asked)

    def test_an_account_s_keystore_still_names_its_address(self, tmp_path, quick):
        address = new_keystore(tmp_path / "account.json", asked)
        assert json.loads((tmp_path / "account.json").read_bytes())["address"] == address[2:].lower()


class TestSecrecy:
    """Hostile C1: neither a message nor a shown key quotes a key."""

    def test_a_key_does_not_show_itself(self):
        key = key_of("supplier")
        assert key.private.private_bytes_raw().hex() not in f"{key} {key!r}"

    def test_the_file_does_not_hold_the_key(self, tmp_path, quick):
        secret = key_of("supplier").private.private_bytes_raw()
        write_keystore(tmp_path / "key.json", asked, secret, use=USE)
        assert secret.hex() not in (tmp_path / "key.json").read_text()
        assert isinstance(encryption_key_from_keystore(tmp_path / "key.json", asked), EncryptionKey)

    def test_a_refused_password_leads_to_no_error_of_a_library(self, keystore):
        with pytest.raises(KeyRefused, match="is wrong") as caught:
            encryption_key_from_keystore(keystore, "battery-staple".title)
        assert "Battery-Staple" not in "".join(traceback.format_exception(caught.value))
        assert (caught.value.__context__, caught.value.__cause__) == (None, None)
