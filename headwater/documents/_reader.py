"""The door by which documents come in."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from eth_utils.crypto import keccak
from lxml import etree

from headwater.documents._cii import CII_MAP, CROSS_INDUSTRY_INVOICE, ZUGFERD_1, kind_by_type
from headwater.documents._document import document_of
from headwater.documents._errors import DocumentTooLarge, NotAnInvoice, SyntaxOutdated
from headwater.documents._financeable import financeable
from headwater.documents._model import DocumentKind, Invoice, TradeDocument
from headwater.documents._orders import LOGISTICS_SYNTAXES
from headwater.documents._pdf import MAX_PDF_BYTES, is_pdf, xml_inside
from headwater.documents._reading import Group, Map, read
from headwater.documents._rules import check_rules
from headwater.documents._schemas import check_schema
from headwater.documents._ubl import CREDIT_NOTE, CREDIT_NOTE_MAP, INVOICE, INVOICE_MAP
from headwater.documents._xml import parse

_BILLING = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)
_Kind = DocumentKind | Callable[[Group], DocumentKind]
_SYNTAXES: Final[Mapping[str, tuple[_Kind, Map]]] = {
    INVOICE: (DocumentKind.INVOICE, INVOICE_MAP),
    CREDIT_NOTE: (DocumentKind.CREDIT_NOTE, CREDIT_NOTE_MAP),
    CROSS_INDUSTRY_INVOICE: (kind_by_type, CII_MAP),
    **LOGISTICS_SYNTAXES,
}
"""Root element → what kind of document it is, or by what that is told, and the map of its syntax."""


def read_document(source: bytes | str | os.PathLike[str]) -> TradeDocument:
    """Read a trade document from its bytes or from the file at a path: XML, or a PDF with the XML inside.

    Anything that is none, or breaks a rule of its kind, raises a subclass of `DocumentRefused` that names the rule, the
    field and the value; a file that cannot be opened raises OSError. Text (`str`) is a path, never a document.
    """
    document = source if isinstance(source, bytes) else _content(source)
    root = parse(xml_inside(document) if is_pdf(document) else document)
    kind, by = _syntax(root)
    check_schema(root)
    group = read(root, by)
    read_from = document_of(kind if isinstance(kind, DocumentKind) else kind(group), group, keccak(document))
    if read_from.kind in _BILLING:
        check_rules(group)
    return read_from


def read_invoice(source: bytes | str | os.PathLike[str]) -> Invoice:
    """Read an invoice that can be financed; raises as `read_document` and `financeable` do."""
    return financeable(read_document(source))


def _syntax(root: etree._Element) -> tuple[_Kind, Map]:
    found = _SYNTAXES.get(str(root.tag))
    if found is not None:
        return found
    name = etree.QName(root).localname
    if root.tag == ZUGFERD_1:
        raise SyntaxOutdated("ZUGFeRD 1.0 is older than EN 16931 and not read", "HW-ZUGFERD-1", "root element", name)
    raise NotAnInvoice("The document is none that can be read", "HW-ROOT", "root element", name)


def _content(path: str | os.PathLike[str]) -> bytes:
    with Path(path).open("rb") as file:
        content = file.read(MAX_PDF_BYTES + 1)
    if len(content) > MAX_PDF_BYTES:
        raise DocumentTooLarge(f"The document is larger than {MAX_PDF_BYTES} bytes", "HW-SIZE", "document")
    return content
