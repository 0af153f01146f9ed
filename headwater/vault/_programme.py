"""Who reads in a programme: the accounts, with the encryption keys that they have published on chain.

Whoever controls the node that is asked can name another key. `pinned` is a key that was had from its owner otherwise.
"""

from __future__ import annotations

from headwater._suite import Suite
from headwater.vault._errors import ReaderRefused
from headwater.vault._keys import Reader


def reader_of(suite: Suite, account: str, pinned: bytes | None = None) -> Reader:
    """Give an account as a reader, by the key of 32 bytes that it has published.

    Raises ReaderRefused where it has none, or none that can be used, and where the chain says another than is pinned.
    """
    key = suite.encryption_key(account)
    if key is None:
        raise ReaderRefused(f"{account} has published no encryption key.")
    if pinned is not None and key != pinned:
        raise ReaderRefused(f"The chain says another encryption key of {account} than the one that is given.")
    return Reader(account, key)


def standing_readers(suite: Suite) -> tuple[Reader, ...]:
    """Give those whom the programme's rule makes readers of every document.

    Raises ReaderRefused, which names the account, where one has published no key that can be used: a document that it
    could not read is not to be stored. For what is stored already `suite.standing_readers()`, the addresses, suffices.
    """
    return tuple(_standing(suite, account) for account in sorted(suite.standing_readers()))


def _standing(suite: Suite, account: str) -> Reader:
    try:
        return reader_of(suite, account)
    except ReaderRefused:
        mend = "it publishes one, or the OPERATOR ends that it is a standing reader"
        raise ReaderRefused(f"The standing reader {account} has no encryption key that can be used: {mend}.") from None
