"""The files on the user's side: what is stored is read piece by piece, what is fetched appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from Crypto.Hash import keccak

from headwater._errors import shown
from headwater.vault._errors import OutputRefused, SourceRefused
from headwater.vault._sealing import chunks_of

Source = Path | bytes | BinaryIO
Progress = Callable[[int], None]
"""Is told how many bytes of the document are done."""

_NAME_LENGTH = 200
_PRIVATE = stat.S_IRUSR | stat.S_IWUSR


def name_of(source: Source) -> str:
    """Give the name of a file without its folder, what cannot be seen replaced by an underscore; "" for no file."""
    name = source.name if isinstance(source, Path) else ""
    return "".join(c if c.isprintable() and c not in "/\\" else "_" for c in name[-_NAME_LENGTH:])


def read_chunks(source: Source) -> Iterator[bytes]:
    """Give what is to be stored in pieces; raises SourceRefused where it cannot be read."""
    problem = "it gives text, not bytes"
    try:
        with _opened(source) as file:
            yield from chunks_of(file)
        return
    except (OSError, ValueError) as error:
        problem = _reason(error)
    except TypeError:
        pass
    raise SourceRefused(
        f"{shown(str(source)) if isinstance(source, Path) else 'The source'} cannot be read: {problem}."
    )


def _opened(source: Source) -> AbstractContextManager[BinaryIO]:
    if isinstance(source, Path):
        return source.open("rb")
    return nullcontext(BytesIO(source) if isinstance(source, bytes) else source)


class Measured:
    """Pieces that pass, and what they were together: their keccak-256 and their number of bytes."""

    def __init__(self, pieces: Iterable[bytes], progress: Progress | None) -> None:
        self.size = 0
        self._pieces, self._progress = pieces, progress
        self._hash = keccak.new(digest_bits=256)  # eth_hash's would keep all that passed

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            self.size += len(piece)
            if self._progress:
                self._progress(self.size)
            yield piece

    @property
    def digest(self) -> bytes:
        """keccak-256 of all that passed."""
        return self._hash.digest()


@contextmanager
def new_file(to: Path) -> Iterator[BinaryIO]:
    """Give a private draft that becomes the file when all went well, and disappears when not.

    Raises OutputRefused where something stands there, be it a symbolic link, or nothing can be written.
    """
    name = shown(str(to))
    if os.path.lexists(to):
        raise OutputRefused(f"{name} is there already; a document is never written over a file.")
    try:
        with tempfile.NamedTemporaryFile(prefix=".", suffix=".part", dir=to.parent) as draft:
            yield draft  # type: ignore[misc]
            draft.flush()
            os.fsync(draft.fileno())
            _place(draft, to)  # type: ignore[arg-type]
    except (OSError, ValueError) as error:
        raise OutputRefused(f"{name} cannot be written: {_reason(error)}.") from None


def _place(draft: BinaryIO, to: Path) -> None:
    """Give a draft its name; unlike a rename it refuses a file that appeared meanwhile, with hard links or not."""
    try:
        os.link(draft.name, to)
        return
    except FileExistsError:
        raise
    except OSError:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    draft.seek(0)
    try:
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(draft, file)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
