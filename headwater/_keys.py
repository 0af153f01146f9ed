"""Keys: the one that signs, from the environment or an encrypted keystore file, and any secret in such a file.

No message quotes a key, and no exception is chained to one of a library that might. A keystore whose key is not for
signing says in its field `use` what it is for, and opens for nothing else.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.exceptions import ValidationError

from headwater._errors import KeyRefused, shown

KEYSTORE_BYTES = 64 * 1024
"""More than any keystore has."""

# What opening a keystore may take: several times what the usual ones do, which are scrypt with n × r × p = 2^21.
_SCRYPT_BLOCKS = 2**22
"""n × r, of 128 bytes each: half a gigabyte."""
_SCRYPT_WORK = 2**24
_PBKDF2_ROUNDS = 10_000_000
_KEY_BYTES = 64

_CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MODE = stat.S_IRUSR | stat.S_IWUSR
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, NotImplementedError, RecursionError, ValidationError)


def account_from_environment(name: str) -> LocalAccount:
    """Give the account whose key, as 64 hex digits, an environment variable holds; raises KeyRefused."""
    return _account(_variable(name), f"The environment variable {name} holds no private key of 64 hex digits.")


def account_from_keystore(file: Path, password: Callable[[], str]) -> LocalAccount:
    """Give the account in an encrypted keystore; `password` is asked for once the file is known to be one.

    Raises KeyRefused for a file that others can read, one that is no keystore or that nobody could open in time, and a
    wrong password.
    """
    key = secret_from_keystore(file, password)
    return _account(key.hex(), f"{shown(str(file))} holds no private key.")


def secret_from_environment(name: str) -> bytes:
    """Give the secret of 32 bytes or more that an environment variable holds as hex digits; raises KeyRefused."""
    digits = _variable(name).removeprefix("0x")
    if not re.fullmatch(r"(?:[0-9a-fA-F]{2}){32,1024}", digits):
        raise KeyRefused(f"The environment variable {name} holds no secret of 64 hex digits or more.")
    return bytes.fromhex(digits)


def secret_from_keystore(file: Path, password: Callable[[], str], use: str | None = None) -> bytes:
    """Give what an encrypted keystore holds; `use` is what it must say that it is for, None an account's signatures.

    Raises KeyRefused as `account_from_keystore` does, and for a keystore of another use, before the password.
    """
    name = shown(str(file))
    keystore = _keystore(private_bytes(file, KEYSTORE_BYTES))
    if keystore is None:
        raise KeyRefused(f"{name} is no keystore.")
    if keystore.get("use") != use:
        raise KeyRefused(f"{name} holds a key for another use.")
    if not _is_affordable(keystore):
        raise KeyRefused(f"{name} asks for more memory or work than a keystore does.")
    secret, wrong = _decrypted(keystore, password())
    if secret is None:
        raise KeyRefused(f"The password of {name} is wrong." if wrong else f"{name} is no keystore that can be read.")
    return secret


def new_keystore(file: Path, password: Callable[[], str]) -> str:
    """Make a key and write it encrypted to a new file that only its owner can read; gives the address.

    Raises KeyRefused where something stands there already, be it a symbolic link, or nothing can be written.
    """
    account: LocalAccount = Account.create()
    write_keystore(file, password, bytes(account.key), address=account.address[2:].lower())
    return str(account.address)


def write_keystore(file: Path, password: Callable[[], str], secret: bytes, **fields: str) -> None:
    """Write 32 secret bytes encrypted to a new file that only its owner can read, with fields that say what it is.

    Raises KeyRefused where something stands there already, be it a symbolic link, or nothing can be written.
    """
    if os.path.lexists(file):
        raise KeyRefused(f"{shown(str(file))} is there already; a keystore is never written over.")
    if not file.parent.is_dir():
        raise KeyRefused(f"There is no folder {shown(str(file.parent))} to write a keystore into.")
    keystore = Account.encrypt(secret, password())
    del keystore["address"]  # it is made from the secret, which need not be an account's
    write_private(file, json.dumps({**fields, **keystore}).encode())


def _variable(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_]\w{0,50}", name, re.ASCII):
        raise KeyRefused("What is given is no name of an environment variable; the key itself is never given there.")
    value = os.environ.get(name, "").strip()
    if not value:
        raise KeyRefused(f"The environment variable {name} is not set.")
    return value


def _account(key: str, sentence: str) -> LocalAccount:
    """Give a key's account; the library sees only what is a key for certain, for its errors quote what is none."""
    digits = key.removeprefix("0x")
    if not re.fullmatch(r"[0-9a-fA-F]{64}", digits) or not 0 < int(digits, 16) < _CURVE_ORDER:
        raise KeyRefused(sentence)
    account: LocalAccount = Account.from_key(bytes.fromhex(digits))
    return account


def private_bytes(file: Path, longest: int) -> bytes:
    """Read a file that nobody but its owner may read, at most `longest` + 1 bytes of it; raises KeyRefused.

    The file that is checked is the one that is read.
    """
    name = shown(str(file))
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as opened:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise KeyRefused(f"{name} is no file.")
            if os.name == "posix" and mode & _OTHERS:
                raise KeyRefused(f"Others than its owner may use {name}: run `chmod 600` on it first.")
            return opened.read(longest + 1)
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except ValueError:
        problem = "it is no path"
    raise KeyRefused(f"{name} cannot be read: {problem}.")


def _keystore(content: bytes) -> dict[str, Any] | None:
    """Give a keystore's fields, or None where it is none."""
    try:
        read = json.loads(content) if len(content) <= KEYSTORE_BYTES else None
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) and {"crypto", "version"} <= {str(k).lower() for k in read} else None


def _is_affordable(keystore: dict[str, Any]) -> bool:
    """Tell whether a keystore can be opened with a usual machine's memory in seconds; no number costs nothing."""
    crypto = _lower(_lower(keystore).get("crypto"))
    kdf = _lower(crypto.get("kdf"))  # version 4 keeps its parameters there
    given = _lower(crypto.get("kdfparams")) | _lower(kdf.get("params"))
    n, r, p, rounds, size = (v if isinstance(v := given.get(k), int) else 0 for k in ("n", "r", "p", "c", "dklen"))
    blocks_fit = n * r <= _SCRYPT_BLOCKS and n * r * p <= _SCRYPT_WORK
    return blocks_fit and max(n, r, p) <= _SCRYPT_WORK and rounds <= _PBKDF2_ROUNDS and size <= _KEY_BYTES


def _lower(fields: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever stands in the file
    """Give fields by their names in small letters, as keystores are read; nothing, where they are none."""
    return {str(name).lower(): value for name, value in fields.items()} if isinstance(fields, dict) else {}


def _decrypted(keystore: dict[str, Any], password: str) -> tuple[bytes | None, bool]:
    """Give the secret, or None and whether it was the password that was wrong."""
    try:
        return bytes(Account.decrypt(keystore, password)), False
    except _BROKEN as error:
        return None, str(error) == "MAC mismatch"


def write_private(file: Path, content: bytes) -> None:
    """Write a file that was not there, private from its first byte on; what cannot be written whole is removed.

    Raises KeyRefused where something stands there already, be it a symbolic link, or nothing can be written.
    """
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    except OSError as error:
        raise KeyRefused(f"{shown(str(file))} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(descriptor)
    except OSError as error:
        file.unlink(missing_ok=True)
        raise KeyRefused(f"{shown(str(file))} cannot be written: {error.strerror}.") from None
