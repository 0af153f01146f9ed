"""Who reads in a programme: the accounts, with the encryption keys that they have published on chain."""

from __future__ import annotations

from headwater._suite import Suite
from headwater.vault._errors import ReaderRefused
from headwater.vault._keys import Reader


def reader_of(suite: Suite, account: str) -> Reader:
    """Give an account as a reader, by the key that it has published; raises ReaderRefused where it has none."""
    key = suite.encryption_key(account)
    if key is None:
        raise ReaderRefused(f"{account} has published no encryption key.")
    return Reader(account, key)


def standing_readers(suite: Suite) -> tuple[Reader, ...]:
    """Give those whom the programme's rule makes readers of every document.

    Raises ReaderRefused where one has published no key: a document that it could not read is not to be stored.
    """
    return tuple(reader_of(suite, account) for account in sorted(suite.standing_readers()))
