"""Factur-X and ZUGFeRD: the XML inside a PDF.

Only the catalogue's lists of embedded files are walked, and only the one stream under a standard name is opened: no
page, no other attachment, nothing that is encrypted, and nothing is mended that is broken. What a stream may inflate to
is bounded while it inflates. Two different streams under those names are refused, wherever they stand, because two
readers could take two different invoices.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import pypdf
from pypdf.errors import LimitReachedError, PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

from headwater.documents._errors import DocumentTooLarge, PdfAmbiguous, PdfBroken, PdfEncrypted, PdfWithoutXml
from headwater.documents._xml import MAX_BYTES

MAX_PDF_BYTES = 20_000_000
XML_NAMES: Final = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
"""The names that Factur-X 1.0, ZUGFeRD 1 and 2 and XRechnung give the XML inside, in small letters."""

_BEGIN = b"%PDF-"
_JUNK = 1024  # bytes before it, which PDF readers allow
_PDF = "PDF"
_MAX_OBJECTS = 200_000
_MAX_STRUCTURE = 2_000_000  # bytes of one stream that lists or holds objects
_LIMITS = pypdf.Configuration(
    maximum_declared_stream_length=MAX_PDF_BYTES,
    array_based_stream_maximum_output_length=MAX_BYTES,
    zlib_maximum_output_length=_MAX_STRUCTURE,
    zlib_maximum_recovery_input_length=0,  # what does not inflate is broken
    lzw_maximum_output_length=MAX_BYTES,
    run_length_maximum_output_length=MAX_BYTES,
    brotli_maximum_output_length=MAX_BYTES,
    stream_filters_maximum_length=1,
    jbig2dec_binary=None,  # no other program is run
)
_INSIDE = _LIMITS.with_overwrites(zlib_maximum_output_length=MAX_BYTES)
_DEFLATED = "/FlateDecode"
_NAMED_BY = ("/F", "/UF", "/Unix", "/DOS", "/Mac")
_MAX_NODES = 10_000  # of a tree of names
_ONE_AT_A_TIME = threading.Lock()


def is_pdf(document: bytes) -> bool:
    """Tell whether a document is a PDF: its mark in the first 1024 bytes, which do not begin as XML does."""
    head = document[:_JUNK]
    return _BEGIN in head and not head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def xml_inside(document: bytes) -> bytes:
    """Give the one XML of an invoice that stands inside a PDF.

    Raises DocumentTooLarge, PdfBroken, PdfEncrypted, PdfWithoutXml or PdfAmbiguous.
    """
    if len(document) > MAX_PDF_BYTES:
        raise DocumentTooLarge(f"The PDF is larger than {MAX_PDF_BYTES} bytes", "HW-SIZE", _PDF)
    with _bounded(_LIMITS), _named():
        begun = BytesIO(document[document.index(_BEGIN) :])
        reader = pypdf.PdfReader(begun, strict=True, xref_stream_maximum_entries=_MAX_OBJECTS)
        encrypted = reader.is_encrypted
        streams = [] if encrypted else _streams(reader)
    if encrypted:
        raise PdfEncrypted("The PDF is encrypted", "HW-PDF-ENCRYPTED", _PDF)
    if not streams:
        raise PdfWithoutXml("The PDF has no invoice inside under a standard name", "HW-PDF-XML", _PDF)
    if len(streams) > 1:
        raise PdfAmbiguous("The PDF has more than one invoice inside", "HW-PDF-XML", _PDF)
    with _bounded(_INSIDE), _named():
        return bytes(streams[0].get_data())


def _streams(reader: pypdf.PdfReader) -> list[StreamObject]:
    """The different streams of all embedded files under a standard name."""
    found = (stream for file in _files(reader) if _names(file) & XML_NAMES for stream in _contents(file))
    return list({id(stream): stream for stream in found}.values())


def _files(reader: pypdf.PdfReader) -> Iterator[tuple[str, DictionaryObject]]:
    root = reader.root_object
    names = root["/Names"] if "/Names" in root else None  # noqa: SIM401 - `get` follows no reference
    if isinstance(names, DictionaryObject) and "/EmbeddedFiles" in names:
        yield from _leaves(names["/EmbeddedFiles"])
    for file in _listed(root, "/AF"):
        if isinstance(file, DictionaryObject):
            yield "", file


def _leaves(tree: PdfObject) -> Iterator[tuple[str, DictionaryObject]]:
    """Walk a tree of names to its leaves: pypdf's own walk ends one level down."""
    pending = [tree]
    for node in itertools.islice(iter(pending.pop, None), _MAX_NODES):
        if not isinstance(node, DictionaryObject):
            raise PdfReadError("/EmbeddedFiles")
        names = _listed(node, "/Names")
        for name, file in zip(names[::2], names[1::2], strict=True):
            if isinstance(file, DictionaryObject):
                yield str(name), file
        pending += _listed(node, "/Kids")
        if not pending:
            return
    raise LimitReachedError("/Kids")


def _listed(node: DictionaryObject, key: str) -> list[PdfObject]:
    """Give what an array of a dictionary leads to, reference by reference; nothing where there is none."""
    if key not in node:
        return []
    if not isinstance(found := node[key], ArrayObject):
        raise PdfReadError(key)
    return [each.get_object() for each in found]


def _names(file: tuple[str, DictionaryObject]) -> set[str]:
    name, specification = file
    given = (name, *(str(specification[key]) for key in _NAMED_BY if key in specification))
    return {each.strip().casefold() for each in given}


def _contents(file: tuple[str, DictionaryObject]) -> Iterator[StreamObject]:
    embedded = file[1]["/EF"]
    for key in _NAMED_BY:
        if isinstance(embedded, DictionaryObject) and key in embedded:
            if not isinstance(stream := embedded[key], StreamObject) or not _is_plain(stream):
                raise PdfReadError(key)
            yield stream


def _is_plain(stream: StreamObject) -> bool:
    """Whether a stream is stored as it is or deflated: other filters and predictors are for pictures, or slow."""
    filters = stream["/Filter"] if "/Filter" in stream else ArrayObject()
    names = [str(name) for name in filters] if isinstance(filters, ArrayObject) else [str(filters)]
    return names in ([], [_DEFLATED]) and not stream.get("/DecodeParms")


@contextlib.contextmanager
def _bounded(limits: pypdf.Configuration) -> Iterator[None]:
    """Use pypdf within limits, and without what it would log, which quotes the document."""
    log = logging.getLogger("pypdf")
    with _ONE_AT_A_TIME:
        level = log.level
        log.setLevel(logging.CRITICAL + 1)
        try:
            with pypdf.apply_configuration(limits):
                yield
        finally:
            log.setLevel(level)


@contextlib.contextmanager
def _named() -> Iterator[None]:
    """Give whatever pypdf stumbles on in a document from strangers one of our names."""
    try:
        yield
    except LimitReachedError:
        raise DocumentTooLarge("The PDF unfolds to more than an invoice has", "HW-PDF-LIMIT", _PDF) from None
    except Exception:  # noqa: BLE001  pypdf raises a score of kinds, of its own and Python's
        raise PdfBroken("The PDF cannot be read", "HW-PDF", _PDF) from None
