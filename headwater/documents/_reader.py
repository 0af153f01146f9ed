"""The one door by which documents come in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from eth_utils.crypto import keccak
from lxml import etree

from headwater._errors import DocumentTooLarge, NotAnInvoice
from headwater.documents._model import Invoice
from headwater.documents._ubl import INVOICE, read_ubl_invoice
from headwater.documents._xml import MAX_BYTES, parse

_READERS: dict[str, Callable[[etree._Element, bytes], Invoice]] = {INVOICE: read_ubl_invoice}


def read_invoice(source: bytes | str | os.PathLike[str]) -> Invoice:
    """Read an invoice that can be financed, from its bytes or from the file at a path.

    It is one if it is a UBL 2.1 invoice of type 380, payable in one ISO 4217 currency, with an amount due
    above zero, a due date after its issue date, a number, and a seller and a buyer who each have a tax id,
    else a legal id, else an endpoint id. Anything else raises a subclass of `DocumentRefused` that names the
    rule, the field and the value; a file that cannot be opened raises OSError. Text (`str`) is a path, never
    a document.
    """
    document = source if isinstance(source, bytes) else _content(source)
    root = parse(document)
    reader = _READERS.get(str(root.tag))
    if reader is None:
        raise NotAnInvoice("The document is not a UBL invoice", "HW-ROOT", "root element", _local_name(root))
    return reader(root, keccak(document))


def _content(path: str | os.PathLike[str]) -> bytes:
    with Path(path).open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise DocumentTooLarge(f"The document is larger than {MAX_BYTES} bytes", "HW-SIZE", "document")
    return content


def _local_name(root: etree._Element) -> str:
    return etree.QName(root).localname
