"""Keys come from a private keystore or a named variable, are made private, and are never shown."""

import json
import os
import stat
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
from eth_account import Account
from typer.testing import CliRunner

from headwater import KeyRefused, account_from_environment, account_from_keystore, new_keystore
from headwater._cli import app

KEY = "4c0883a69102937d6231471b5dbb6204fe512961708279f7b8a5b1d3c9d0f1e2"
ADDRESS = Account.from_key(KEY).address
ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
PASSWORD = "correct horse"
HEADWATER = str(Path(sys.executable).with_name("headwater"))
NO_KEYS = {
    "a digit too few": KEY[1:],
    "a digit too many": KEY + "0",
    "a letter that is no digit": "g" + KEY[1:],
    "digits of another script": "١" + KEY[1:],
    "zero": "0" * 64,
    "the curve's order": ORDER,
    "a phrase": "test test test test test test test test test test test junk",
}
NO_KEYSTORES = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "depth": "[" * 100_000,
    "another object": '{"version": 3}',
    "no ciphertext": '{"version": 3, "crypto": {}}',
    "a crypto that is none": '{"version": 3, "crypto": 5}',
    "another version": '{"version": 9, "crypto": {"kdf": "scrypt"}}',
    "too much": " " * 70_000 + "{}",
}


TOO_MUCH = {
    "memory": {"kdf": "scrypt", "kdfparams": {"n": 2**30, "r": 8, "p": 1, "dklen": 32}},
    "blocks": {"kdf": "scrypt", "kdfparams": {"n": 2, "r": 2**30, "p": 1, "dklen": 32}},
    "passes": {"kdf": "scrypt", "kdfparams": {"n": 2**18, "r": 8, "p": 2**10, "dklen": 32}},
    "capitals": {"KDF": "scrypt", "KDFParams": {"N": 2**40, "R": 8, "P": 1, "DKLEN": 32}},
    "rounds": {"kdf": "pbkdf2", "kdfparams": {"c": 2**40, "prf": "hmac-sha256", "dklen": 32}},
    "length": {"kdf": "pbkdf2", "kdfparams": {"c": 1, "prf": "hmac-sha256", "dklen": 2**31}},
    "version 4": {"kdf": {"function": "scrypt", "params": {"n": 2**30, "r": 8, "p": 1, "dklen": 32}}},
}


def asked():
    return PASSWORD


def not_asked():
    raise AssertionError("a password was asked for")


def keys_new(file, typed=f"{PASSWORD}\n{PASSWORD}\n"):
    return CliRunner().invoke(app, ["keys", "new", str(file)], input=typed)


@pytest.fixture
def keystore(tmp_path):
    """A private keystore of KEY that is quick to open."""
    file = tmp_path / "keystore.json"
    file.write_text(json.dumps(Account.encrypt(KEY, PASSWORD, kdf="pbkdf2", iterations=1)), "utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture
def variable(monkeypatch):
    """Set a variable; gives its name."""

    def put(value):
        monkeypatch.setenv("HEADWATER_TEST_KEY", value)
        return "HEADWATER_TEST_KEY"

    return put


class TestFromTheEnvironment:
    @pytest.mark.parametrize("key", [KEY, f"0x{KEY}", f" {KEY}\n", KEY.upper()])
    def test_a_key_is_read(self, variable, key):
        assert account_from_environment(variable(key)).address == ADDRESS

    @pytest.mark.parametrize("value", [None, "", " "])
    def test_a_variable_that_is_not_set_is_named(self, variable, monkeypatch, value):
        name = variable(value or "")
        if value is None:
            monkeypatch.delenv(name)
        with pytest.raises(KeyRefused, match=r"^The environment variable HEADWATER_TEST_KEY is not set\.$"):
            account_from_environment(name)

    @pytest.mark.parametrize("what", NO_KEYS)
    def test_what_is_no_key_is_refused(self, variable, what):
        with pytest.raises(KeyRefused, match="HEADWATER_TEST_KEY holds no private key of 64 hex digits"):
            account_from_environment(variable(NO_KEYS[what]))

    @pytest.mark.parametrize("name", [KEY, f"0x{KEY}", "a" + KEY[1:], "", "A B", "A=B", "A\0", "Ä"])
    def test_a_key_in_the_place_of_a_name_is_refused_and_not_shown(self, name):
        """Hostile C1: a key that is given as an argument is refused, and not repeated."""
        with pytest.raises(KeyRefused, match="the key itself is never given there") as caught:
            account_from_environment(name)
        assert not name or name not in str(caught.value)


class TestFromAKeystore:
    def test_a_key_is_read(self, keystore):
        assert account_from_keystore(keystore, asked).address == ADDRESS

    def test_the_keystore_may_be_a_link_to_a_private_file(self, keystore, tmp_path):
        (tmp_path / "link").symlink_to(keystore)
        assert account_from_keystore(tmp_path / "link", asked).address == ADDRESS

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o601, 0o666])
    def test_a_file_that_others_may_use_is_refused_before_the_password(self, keystore, mode):
        """Hostile C1: a keystore that others may read or write is not opened."""
        keystore.chmod(mode)
        with pytest.raises(KeyRefused, match=r"Others than its owner may use .*: run `chmod 600` on it first\."):
            account_from_keystore(keystore, not_asked)

    @pytest.mark.parametrize("password", ["", "Correct horse", PASSWORD + " ", "\0"])
    def test_a_wrong_password_is_refused(self, keystore, password):
        with pytest.raises(KeyRefused, match=r"The password of .* is wrong"):
            account_from_keystore(keystore, lambda: password)

    @pytest.mark.parametrize("what", NO_KEYSTORES)
    def test_what_is_no_keystore_is_refused(self, keystore, what):
        keystore.write_text(NO_KEYSTORES[what], "utf-8")
        with pytest.raises(KeyRefused, match="is no keystore"):
            account_from_keystore(keystore, asked)

    @pytest.mark.parametrize("what", TOO_MUCH)
    def test_a_keystore_that_asks_for_too_much_is_refused_before_the_password(self, keystore, what):
        """Hostile C1: a keystore cannot use up the machine that opens it."""
        keystore.write_text(json.dumps({"version": 3, "crypto": TOO_MUCH[what]}), "utf-8")
        with pytest.raises(KeyRefused, match=r"asks for more memory or work than a keystore does\.$"):
            account_from_keystore(keystore, not_asked)

    @pytest.mark.parametrize("work", [{"kdf": "scrypt", "iterations": 2**18}, {"kdf": "pbkdf2", "iterations": 2**18}])
    def test_the_usual_work_is_done(self, keystore, work):
        keystore.write_text(json.dumps(Account.encrypt(KEY, PASSWORD, **work)), "utf-8")
        assert account_from_keystore(keystore, asked).address == ADDRESS

    def test_a_keystore_with_damaged_ciphertext_is_refused(self, keystore):
        content = json.loads(keystore.read_text("utf-8"))
        content["crypto"]["ciphertext"] = "00" * 32
        keystore.write_text(json.dumps(content), "utf-8")
        with pytest.raises(KeyRefused, match=r"The password of .* is wrong"):
            account_from_keystore(keystore, asked)

    @pytest.mark.parametrize(
        ("name", "problem"),
        [("missing", "cannot be read: No such file"), (".", "is no file|Is a directory"), ("a\0b", "it is no path")],
    )
    def test_a_path_that_is_no_file_is_refused(self, tmp_path, name, problem):
        with pytest.raises(KeyRefused, match=problem):
            account_from_keystore(tmp_path / name, not_asked)

    def test_a_pipe_is_refused_at_once(self, tmp_path):
        os.mkfifo(tmp_path / "pipe", 0o600)
        with pytest.raises(KeyRefused, match="is no file"):
            account_from_keystore(tmp_path / "pipe", not_asked)


class TestNew:
    def test_it_can_be_opened_with_the_password(self, tmp_path):
        file = tmp_path / "new.json"
        address = new_keystore(file, asked)
        assert account_from_keystore(file, asked).address == address

    def test_only_its_owner_may_use_it_whatever_the_umask(self, tmp_path):
        """Hostile C1: a new keystore has mode 600."""
        before = os.umask(0)
        try:
            new_keystore(tmp_path / "new.json", asked)
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "new.json").stat().st_mode) == 0o600

    def test_it_is_private_from_the_first_byte_on(self, tmp_path, monkeypatch):
        """Hostile C1: there is no moment in which others could read a new keystore."""
        modes = []
        fdopen = os.fdopen
        looked = lambda fd, *mode: modes.append(stat.S_IMODE(os.fstat(fd).st_mode)) or fdopen(fd, *mode)  # noqa: E731
        monkeypatch.setattr(os, "fdopen", looked)
        new_keystore(tmp_path / "new.json", asked)
        assert modes == [0o600]

    def test_a_file_that_is_there_is_refused_and_stays_as_it_is(self, keystore):
        content = keystore.read_bytes()
        with pytest.raises(KeyRefused, match="is there already; a keystore is never written over"):
            new_keystore(keystore, not_asked)
        assert keystore.read_bytes() == content

    @pytest.mark.parametrize("target", ["elsewhere", "keystore.json"])
    def test_a_link_is_refused_and_nothing_is_written_through_it(self, keystore, tmp_path, target):
        (tmp_path / "link").symlink_to(tmp_path / target)
        with pytest.raises(KeyRefused, match="is there already"):
            new_keystore(tmp_path / "link", not_asked)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["keystore.json", "link"]

    def test_a_file_that_appears_meanwhile_is_not_written_over(self, tmp_path):
        file = tmp_path / "new.json"
        with pytest.raises(KeyRefused, match="cannot be written: File exists"):
            new_keystore(file, lambda: file.write_text("mine") and PASSWORD)
        assert file.read_text() == "mine"

    def test_a_folder_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(KeyRefused, match="There is no folder"):
            new_keystore(tmp_path / "none" / "new.json", not_asked)

    def test_what_cannot_be_written_whole_is_removed(self, tmp_path, monkeypatch):
        monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(KeyRefused, match="cannot be written: No space left"):
            new_keystore(tmp_path / "new.json", asked)
        assert list(tmp_path.iterdir()) == []


class TestNewCommand:
    def test_it_prints_the_address_and_nothing_else(self, tmp_path):
        done = keys_new(tmp_path / "new.json")
        account = account_from_keystore(tmp_path / "new.json", asked)
        assert (done.exit_code, done.stdout.split()) == (0, [account.address])
        assert account.key.hex() not in done.output + (tmp_path / "new.json").read_text("utf-8")

    def test_the_password_is_not_echoed(self, tmp_path):
        assert PASSWORD not in keys_new(tmp_path / "new.json").output

    def test_a_password_typed_differently_is_asked_for_again(self, tmp_path):
        done = keys_new(tmp_path / "new.json", f"{PASSWORD}\nother\n{PASSWORD}\n{PASSWORD}\n")
        assert (done.exit_code, "do not match" in done.stderr) == (0, True)
        assert account_from_keystore(tmp_path / "new.json", asked)

    @pytest.mark.parametrize("typed", ["", "\n", f"{PASSWORD}\n", f"{PASSWORD}\nother\n"])
    def test_without_a_password_typed_twice_nothing_is_made(self, tmp_path, typed):
        assert keys_new(tmp_path / "new.json", typed).exit_code == 1
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_is_there_ends_with_one(self, keystore):
        done = keys_new(keystore, "")
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == f"Refused: {shown_path(keystore)} is there already; a keystore is never written over.\n"

    def test_a_terminal_does_not_show_the_password(self, tmp_path):
        shown = on_a_terminal([HEADWATER, "keys", "new", str(tmp_path / "new.json")], [PASSWORD, PASSWORD])
        assert account_from_keystore(tmp_path / "new.json", asked).address in shown
        assert PASSWORD not in shown


def shown_path(path):
    text = str(path)
    return text if len(text) <= 60 else f"{text[:57]}..."


def on_a_terminal(words, lines):
    """Run a program on a terminal of its own, typing a line at each prompt; gives all that it showed."""
    controller, terminal = os.openpty()
    ends = dict.fromkeys(("stdin", "stdout", "stderr"), terminal)
    with subprocess.Popen(words, start_new_session=True, **ends) as process:
        os.close(terminal)
        shown = b""
        for line in lines:
            said = b""
            while not said.endswith(b": "):
                said += os.read(controller, 1)
            os.write(controller, f"{line}\n".encode())
            shown += said
        process.wait(30)
        shown += os.read(controller, 4096)
    os.close(controller)
    return shown.decode()


class TestSecrecy:
    """Hostile C1: neither a message nor a trace nor a shown account quotes a key or a password."""

    @pytest.mark.parametrize("what", NO_KEYS)
    def test_no_message_and_no_trace_quotes_what_was_no_key(self, variable, what):
        with pytest.raises(KeyRefused, match="holds no private key") as caught:
            account_from_environment(variable(NO_KEYS[what]))
        told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert NO_KEYS[what] not in told
        assert caught.value.__context__ is None

    @pytest.mark.parametrize("content", ["{", '{"version": 3, "crypto": {}}'])
    def test_a_refused_keystore_leads_to_no_error_of_a_library(self, keystore, content):
        keystore.write_text(content, "utf-8")
        with pytest.raises(KeyRefused, match="is no keystore") as caught:
            account_from_keystore(keystore, asked)
        assert (caught.value.__context__, caught.value.__cause__) == (None, None)

    def test_a_refused_password_is_not_quoted(self, keystore):
        with pytest.raises(KeyRefused, match="is wrong") as caught:
            account_from_keystore(keystore, "battery-staple".title)
        assert "Battery-Staple" not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)

    def test_an_account_does_not_show_its_key(self, variable):
        account = account_from_environment(variable(KEY))
        assert KEY not in f"{account} {account!r}".lower()
