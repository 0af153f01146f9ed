"""What the owner of a document keeps to open its commitment: the secret and the fields; who has it sees everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from headwater._errors import KeyRefused, shown
from headwater._keys import private_bytes, write_private
from headwater._text import Reader, as_text, written
from headwater.disclosures._commitment import Commitment, commit, new_document_secret
from headwater.disclosures._errors import OpeningMalformed, OpeningVersionUnknown
from headwater.disclosures._fields import Fields

VERSION = "headwater/opening/1"
LONGEST = 40_000_000  # characters

_OPENINGS = Reader("an opening", OpeningMalformed, OpeningVersionUnknown, LONGEST, VERSION)


@dataclass(frozen=True, slots=True)
class Opening:
    """A document's fields, (path, value), and its secret of 32 bytes; shown, it shows nothing."""

    fields: tuple[tuple[str, str], ...] = field(repr=False)
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, fields: Fields) -> Opening:
        """Give fields with a new secret."""
        return cls(tuple(fields), new_document_secret())

    def commitment(self) -> Commitment:
        """Give the commitment that it opens; raises FieldRefused and SecretRefused as `commit` does."""
        return commit(self.fields, self.secret)

    def as_json(self) -> str:
        """Give it as text."""
        return written(VERSION, secret=as_text(self.secret), fields=[list(one) for one in self.fields])

    @classmethod
    def from_json(cls, text: str) -> Opening:
        """Read the text back; raises OpeningVersionUnknown and OpeningMalformed, which quotes nothing of it."""
        try:
            read = _OPENINGS.fields(text, "secret", "fields")
            secret = _OPENINGS.value("secret", "bytes32", read["secret"])
            fields = tuple(_pair(one, i) for i, one in enumerate(_OPENINGS.listed(read["fields"], "fields")))
        except OpeningMalformed as error:
            raise type(error)(error.sentence, error.field, None) from None
        return cls(fields, secret)

    def write(self, file: Path) -> None:
        """Write it to a new file that only its owner can read; raises KeyRefused."""
        write_private(file, (self.as_json() + "\n").encode())

    @classmethod
    def load(cls, file: Path) -> Opening:
        """Read a file that only its owner can read; raises KeyRefused, and as `from_json` does."""
        try:
            return cls.from_json(private_bytes(file, LONGEST).decode())
        except UnicodeDecodeError:
            raise KeyRefused(f"{shown(str(file))} is no opening of a document.") from None


def _pair(read: Any, place: int) -> tuple[str, str]:  # noqa: ANN401 - any JSON
    if not (isinstance(read, list) and len(read) == 2 and all(isinstance(one, str) for one in read)):
        raise OpeningMalformed("A field is a path and a value", f"fields[{place}]", None)
    return read[0], read[1]
