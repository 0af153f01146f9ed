"""Documents kept encrypted where anybody may look, each for the readers that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NewType, overload

from headwater._checks import demand_addresses
from headwater._errors import shown
from headwater.vault._envelope import MAX_READERS, Access, Description, Envelope, is_digest
from headwater.vault._errors import (
    CiphertextLeft,
    CiphertextRefused,
    DocumentUnknown,
    EnvelopeRefused,
    LastReader,
    NotAReader,
    ReaderRefused,
    StandingReader,
    StoreRefused,
)
from headwater.vault._files import Measured, Progress, Source, name_of, new_file, read_chunks
from headwater.vault._keys import EncryptionKey, Reader
from headwater.vault._sealing import sealed, unsealed
from headwater.vault._store import Store
from headwater.vault._wrapping import DocumentKey, unwrapped, wrapped

DocumentId = NewType("DocumentId", str)
"""64 small hex digits: a commitment to one document that tells nothing of it."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """An envelope that was written by a reader, and what it hides."""

    envelope: Envelope
    key: DocumentKey = field(repr=False)
    description: Description = field(repr=False)


class Vault:
    """Documents of any kind, which the vault never opens, at a URL of fsspec: a folder, `memory://`, `s3://bucket`.

    `always` are the standing readers whom a programme's rule makes readers of everything that is put here, now; of one
    that is not given with its key, by its address alone, what was wrapped for it before is kept, and nothing is put.
    What an envelope says of who stands is a label of whoever wrote it. Everybody who can see the store sees who reads
    which document, its size, and that label. Raises AddressRefused.

    Every method may raise StoreRefused. Those that are given a document's id raise DocumentUnknown, EnvelopeMalformed
    and EnvelopeVersionUnknown; those that are given a key, besides, NotAReader and EnvelopeRefused.
    """

    def __init__(self, url: str = "vault", *, always: Iterable[Reader | str] = ()) -> None:
        self._store = Store(url)
        self._always = tuple(always)
        self._standing = {one.address if isinstance(one, Reader) else one for one in self._always}
        demand_addresses(*self._standing)

    def put(
        self,
        source: Source,
        readers: Iterable[Reader],
        *,
        name: str | None = None,
        media_type: str = "",
        progress: Progress | None = None,
    ) -> DocumentId:
        """Store a document for these readers and the standing ones; gives its new id.

        The name is that of a file that is given by its path, unless another is given. Raises SourceRefused for what
        cannot be read, or a name or media type that is none; LastReader for no reader; ReaderRefused for too many, one
        account with two keys, two accounts with one key, and a standing reader of whom only the address is known.
        """
        everybody = _distinct([*map(_with_key, self._always), *readers])
        draft = Description(bytes(32), 0, name_of(source) if name is None else name, media_type)
        key, measured = DocumentKey.new(), Measured(read_chunks(source), progress)
        sha256, size = self._store.add_ciphertext(sealed(measured, key))
        description = replace(draft, hash=measured.digest, size=measured.size)
        document = DocumentId(key.id_of(description.as_bytes()))
        self._write(document, key, description, (sha256, size), everybody)
        return document

    @overload
    def get(
        self, document: DocumentId, key: EncryptionKey, to: None = None, *, progress: Progress | None = None
    ) -> bytes: ...
    @overload
    def get(self, document: DocumentId, key: EncryptionKey, to: Path, *, progress: Progress | None = None) -> Path: ...
    def get(
        self, document: DocumentId, key: EncryptionKey, to: Path | None = None, *, progress: Progress | None = None
    ) -> bytes | Path:
        """Give a document's bytes, or write them to a new file of mode 600 and give its path.

        Nothing is given, and no file is there, before all of it is known to be the document that the id stands for.
        Raises CiphertextRefused where it is not, and OutputRefused where a file cannot be made.
        """
        opened = self._open(document, key)
        if to is None:
            return b"".join(self._chunks(opened, progress))
        with new_file(to) as file:
            for chunk in self._chunks(opened, progress):
                file.write(chunk)
        return to

    def describe(self, document: DocumentId, key: EncryptionKey) -> Description:
        """Give what a reader may know of a document without fetching it: its hash, size, name and media type."""
        return self._open(document, key).description

    def readers(self, document: DocumentId, key: EncryptionKey | None = None) -> tuple[Access, ...]:
        """Give who can read a document, as its envelope says; with a reader's key, as a reader of it wrote."""
        return self._envelope(document).readers if key is None else self._open(document, key).envelope.readers

    def share(
        self, document: DocumentId, key: EncryptionKey, reader: Reader, *, progress: Progress | None = None
    ) -> None:
        """Make somebody a reader; the key is that of any reader.

        For somebody who reads already nothing changes. An account with another key than before gets the document under
        a new document key, as in `revoke`, so that its old key opens nothing that comes. Raises ReaderRefused for a key
        that another reader has and for too many readers, CiphertextRefused as `get` does, CiphertextLeft as `revoke`.
        """
        with self._store.locked():
            opened = self._open(document, key)
            accesses = opened.envelope.readers
            if any(access.reader == reader for access in accesses):
                return
            rest = [access.reader for access in accesses if access.reader.address != reader.address]
            _distinct([*rest, reader])
            if len(rest) < len(accesses):
                readers = [reader if a.reader.address == reader.address else a.reader for a in accesses]
                self._renew(opened, readers, progress)
                return
            added = Access(reader, self._is_standing(reader), wrapped(opened.key, document, reader))
            self._sign(opened.key, replace(opened.envelope, readers=(*accesses, added)))

    def revoke(
        self, document: DocumentId, key: EncryptionKey, address: str, *, progress: Progress | None = None
    ) -> None:
        """Remove a reader: the document is encrypted anew for the rest, and the old ciphertext is removed.

        What was read cannot be unread: who kept a copy, or the old ciphertext with the old envelope, keeps it. Should
        the program stop in between, the document stays readable and an old ciphertext may stay behind. The key is that
        of any reader. Raises NotAReader for who does not read, StandingReader for who is one now, LastReader,
        CiphertextRefused as `get` does, and CiphertextLeft where all is done but that the old ciphertext stays.
        """
        with self._store.locked():
            opened = self._open(document, key)
            readers = {access.reader.address: access.reader for access in opened.envelope.readers}
            removed = readers.pop(address, None)
            if removed is None:
                raise NotAReader(f"{shown(address)} is no reader of the document.")
            if self._is_standing(removed):
                raise StandingReader(f"{address} reads everything by the programme's rule.")
            if not readers:
                raise LastReader(f"Without {address} nobody could read the document.")
            self._renew(opened, readers.values(), progress)

    def _envelope(self, document: DocumentId) -> Envelope:
        if not is_digest(document):
            raise DocumentUnknown("A document's id is 64 small hex digits.")
        envelope = Envelope.from_bytes(self._store.envelope(document))
        if envelope.document != document:
            raise EnvelopeRefused("The envelope is another document's.")
        return envelope

    def _open(self, document: DocumentId, key: EncryptionKey) -> _Opened:
        envelope = self._envelope(document)
        public = key.public_key
        access = next((access for access in envelope.readers if access.reader.public_key == public), None)
        if access is None:
            raise NotAReader("The key is of no reader of the document.")
        document_key = unwrapped(access.wrapped, document, access.reader, key)
        envelope.demand_signed(document_key)
        description = document_key.unsealed(envelope.description, document)
        if document_key.id_of(description) != document:
            raise EnvelopeRefused("The envelope does not describe the document that the id stands for.")
        return _Opened(envelope, document_key, Description.from_bytes(description))

    def _chunks(self, opened: _Opened, progress: Progress | None) -> Iterator[bytes]:
        """Give a document chunk by chunk; whoever shows one before the last has come shows what may be refused yet."""
        envelope = opened.envelope
        with self._store.ciphertext(envelope.sha256, envelope.size) as ciphertext:
            measured = Measured(unsealed(ciphertext, opened.key), progress)
            yield from measured
            ciphertext.demand_whole()
        if (measured.digest, measured.size) != (opened.description.hash, opened.description.size):
            raise CiphertextRefused("The ciphertext is not of the document that the id stands for.")

    def _renew(self, opened: _Opened, readers: Iterable[Reader], progress: Progress | None) -> None:
        """The new ciphertext and the new envelope stand before the old ciphertext goes."""
        key, document = opened.key.renewed(), DocumentId(opened.envelope.document)
        written = self._store.add_ciphertext(sealed(self._chunks(opened, progress), key))
        self._write(document, key, opened.description, written, readers)
        try:
            self._store.remove_ciphertext(opened.envelope.sha256)
        except StoreRefused as error:
            left = (
                "The document is encrypted anew for its readers of now, but its old ciphertext is to be removed by hand"
            )
            raise CiphertextLeft(f"{left}: {error}") from None

    def _write(
        self,
        document: DocumentId,
        key: DocumentKey,
        description: Description,
        ciphertext: tuple[str, int],
        readers: Iterable[Reader],
    ) -> None:
        accesses = tuple(Access(one, self._is_standing(one), wrapped(key, document, one)) for one in readers)
        self._sign(key, Envelope(document, *ciphertext, key.sealed(description.as_bytes(), document), accesses))

    def _sign(self, key: DocumentKey, envelope: Envelope) -> None:
        self._store.put_envelope(envelope.document, envelope.signed(key).as_bytes())

    def _is_standing(self, reader: Reader) -> bool:
        return reader.address in self._standing


def _with_key(standing: Reader | str) -> Reader:
    if isinstance(standing, Reader):
        return standing
    raise ReaderRefused(f"The standing reader {standing} is given without its encryption key.")


def _distinct(readers: list[Reader]) -> tuple[Reader, ...]:
    """Give each reader once; raises LastReader and ReaderRefused, as `put` says."""
    found: dict[str, Reader] = {}
    for reader in readers:
        if found.setdefault(reader.address, reader) != reader:
            raise ReaderRefused(f"{reader.address} is given with two encryption keys.")
    if not found:
        raise LastReader("A document has at least one reader.")
    if len(found) > MAX_READERS:
        raise ReaderRefused(f"A document has at most {MAX_READERS} readers.")
    owners: dict[bytes, str] = {}
    for address, reader in found.items():
        if (other := owners.setdefault(reader.public_key, address)) != address:
            raise ReaderRefused(f"Two readers have the same encryption key: {other} and {address}.")
    return tuple(found.values())
