"""Everything that the vault refuses, as one tree.

    VaultError
    ├── DocumentUnknown, NotAReader, LastReader, StandingReader, ReaderRefused
    ├── SourceRefused, OutputRefused
    ├── StoreRefused ── CiphertextLeft
    ├── CiphertextRefused, EnvelopeRefused
    └── EnvelopeMalformed ── EnvelopeVersionUnknown      field, value

A message is one sentence. It quotes an address, an id, a path or a field of an envelope, which the store's host sees
anyway, and never a key, a name of a document or a word of one.
"""

from __future__ import annotations

from headwater._errors import HeadwaterError, TextMalformed


class VaultError(HeadwaterError):
    """What the vault refuses."""


class DocumentUnknown(VaultError):
    """The store has no document of this id, or what is given is no id."""


class NotAReader(VaultError):
    """The key, or the account, is not among a document's readers."""


class LastReader(VaultError):
    """Without this reader nobody could read the document any more."""


class StandingReader(VaultError):
    """A reader whom the programme's rule makes a reader of everything is not removed from one document."""


class ReaderRefused(VaultError):
    """A public key that is none, or a reader that contradicts another one."""


class SourceRefused(VaultError):
    """What is to be stored cannot be read, or its name or media type is none."""


class OutputRefused(VaultError):
    """The file that a document is to be written to is there already, or cannot be written."""


class StoreRefused(VaultError):
    """The store does not answer, does not do what is asked, or is none that can be trusted with files."""


class CiphertextLeft(StoreRefused):
    """All of a change is done but one thing: the store did not remove the old ciphertext."""


class CiphertextRefused(VaultError):
    """A ciphertext is missing, altered, cut, lengthened, of another document or sealed with another key."""


class EnvelopeRefused(VaultError):
    """An envelope is another document's, or nobody wrote it who knows the document's key."""


class EnvelopeMalformed(VaultError, TextMalformed):
    """A text that is no envelope; `field` is where, `value` what stood there, shortened."""


class EnvelopeVersionUnknown(EnvelopeMalformed):
    """An envelope as another version of the package writes it."""
