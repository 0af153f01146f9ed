"""Where envelopes and ciphertexts lie: any place that fsspec reaches, by its URL.

    envelopes/<id>.json        replaced whole
    ciphertexts/<SHA-256>      never changed

The store is not trusted with anything but keeping them. In a local folder nothing behind a symbolic link is touched, a
file is renamed into place when it is on the disk, and one program at a time changes what is there.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from filelock import FileLock
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from headwater._errors import shown
from headwater.vault._envelope import ENVELOPE_BYTES
from headwater.vault._errors import CiphertextRefused, DocumentUnknown, StoreRefused
from headwater.vault._sealing import exactly

LOCK_SECONDS = 60

_ENVELOPES, _CIPHERTEXTS, _LOCK = "envelopes", "ciphertexts", ".lock"
_CACHES = ("cached", "blockcache", "filecache", "simplecache")
_EXTRAS = {"s3": "s3", "s3a": "s3", "ipfs": "ipfs"}
_TROUBLE = (OSError, ValueError, NotImplementedError, TypeError, AttributeError)  # as fsspec's file systems have it


class Store:
    """A folder of envelopes and ciphertexts; raises StoreRefused for a URL that nothing installed can reach."""

    def __init__(self, url: str) -> None:
        if not url.strip():
            raise StoreRefused("A store has a place: a folder, or a URL.")
        if any(link.split("://")[0] in _CACHES for link in url.split("::")):
            raise StoreRefused("A cache in front of a store would give, and write back, what was revoked since.")
        try:
            self._files, root = url_to_fs(url)
        except (ImportError, *_TROUBLE):
            raise _unreachable(url) from None
        self._root = str(root)
        self._is_local = isinstance(self._files, LocalFileSystem)

    def envelope(self, document: str) -> bytes:
        """Give a document's envelope, cut after one byte too many; raises DocumentUnknown and StoreRefused."""
        path = self._path(_ENVELOPES, f"{document}.json")
        try:
            with self._files.open(path, "rb") as file:
                return exactly(file, ENVELOPE_BYTES + 1)
        except FileNotFoundError:
            raise DocumentUnknown(f"The store has no document {document}.") from None
        except _TROUBLE as error:
            raise _refused("give an envelope", error) from None

    def put_envelope(self, document: str, content: bytes) -> None:
        """Put an envelope in the place of the one before; raises StoreRefused."""
        self._put(_ENVELOPES, f"{document}.json", BytesIO(content))

    def add_ciphertext(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Keep a ciphertext under its SHA-256; gives that, in hex digits, and its size. Raises StoreRefused.

        It waits in a temporary file until all of it is there: its name is known only then.
        """
        digest, size = hashlib.sha256(), 0
        try:
            with tempfile.TemporaryFile() as spool:
                for piece in pieces:
                    digest.update(piece)
                    size += len(piece)
                    spool.write(piece)
                self._put(_CIPHERTEXTS, digest.hexdigest(), spool)
        except OSError as error:
            raise _refused("find room for a ciphertext", error) from None
        return digest.hexdigest(), size

    def ciphertext(self, sha256: str, size: int) -> Ciphertext:
        """Open a ciphertext; raises CiphertextRefused where there is none, and StoreRefused."""
        path = self._path(_CIPHERTEXTS, sha256)
        try:
            return Ciphertext(self._files.open(path, "rb"), sha256, size)
        except FileNotFoundError:
            raise CiphertextRefused("The ciphertext that the envelope names is not in the store.") from None
        except _TROUBLE as error:
            raise _refused("give a ciphertext", error) from None

    def remove_ciphertext(self, sha256: str) -> None:
        """Remove a ciphertext that no envelope names any more; raises StoreRefused."""
        path = self._path(_CIPHERTEXTS, sha256)
        try:
            self._files.rm_file(path)
        except FileNotFoundError:
            return
        except _TROUBLE as error:
            raise _refused(f"remove the old ciphertext {sha256}", error) from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other programs from changing a local store meanwhile; elsewhere there is no such lock."""
        if not self._is_local or not Path(self._root).is_dir():
            yield
            return
        lock = FileLock(self._path(_LOCK), timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except OSError as error:
            raise _refused("become free for a change", error) from None
        try:
            yield
        finally:
            lock.release()

    def _put(self, folder: str, name: str, content: BinaryIO) -> None:
        path = self._path(folder, name)
        content.seek(0)
        try:
            self._files.makedirs(self._path(folder), exist_ok=True)
            if self._is_local:
                _write_whole(Path(path), content)
            else:
                with self._files.open(path, "wb") as file:
                    shutil.copyfileobj(content, file)
        except _TROUBLE as error:
            raise _refused("take a file", error) from None

    def _path(self, *names: str) -> str:
        """Give a path in the store; raises StoreRefused for a link, and for what is neither a file nor a folder."""
        path = self._root
        for name in names:
            path = f"{path.rstrip('/')}/{name}"
            if self._is_local and not _is_plain(Path(path)):
                raise StoreRefused(f"{shown(path)} is neither a file nor a folder of the store.")
        return path


class Ciphertext:
    """A ciphertext that is read piece by piece, and at the end is what its address says or is refused."""

    def __init__(self, file: BinaryIO, sha256: str, size: int) -> None:
        self._file, self._sha256, self._left = file, sha256, size
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """Read at most so many bytes; raises CiphertextRefused where there are more than there should be."""
        try:
            piece = self._file.read(size)
        except _TROUBLE as error:
            raise _refused("give a ciphertext", error) from None
        self._left -= len(piece)
        if self._left < 0:
            raise CiphertextRefused("The ciphertext is longer than its envelope says.")
        self._digest.update(piece)
        return piece

    def demand_whole(self) -> None:
        """Demand that all was read, and that its SHA-256 is its address; raises CiphertextRefused."""
        if self._left or self._digest.hexdigest() != self._sha256:
            raise CiphertextRefused("The ciphertext is not what its address says.")


def _write_whole(path: Path, content: BinaryIO) -> None:
    """Write a file beside its place, and rename it into that when it is on the disk."""
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _is_plain(path: Path) -> bool:
    """Tell whether a path is free, or a file or folder itself."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return True
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _refused(what: str, error: Exception) -> StoreRefused:
    """Say why in the system's words, never in the store's, which may quote what is secret."""
    number = getattr(error, "errno", None)
    reason = os.strerror(number) if isinstance(number, int) else type(error).__name__
    return StoreRefused(f"The store did not {what}: {reason}.")


def _unreachable(url: str) -> StoreRefused:
    """A URL may hold a password, and is not shown."""
    scheme = shown(url.split("://")[0])
    if scheme in _EXTRAS:
        extra = _EXTRAS[scheme]
        return StoreRefused(f"A store at {scheme}:// needs what is not installed: pip install 'headwater[{extra}]'.")
    return StoreRefused(f"No package that is installed reaches a store at {scheme}://.")
