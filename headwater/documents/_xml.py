"""XML from strangers, read without trusting it.

Cheap checks come first, so that a bomb never becomes a tree: size, encoding, a document type declaration
(refused, and entities with it), amount of markup. Then lxml parses without DTD, entities, network or
`huge_tree`; comments and processing instructions are left out and CDATA joined, so a field reads as its text.
No message repeats what the parser says, which may quote the document: only the line.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from headwater.documents._errors import (
    DoctypeRefused,
    DocumentNotWellFormed,
    DocumentTooDeep,
    DocumentTooLarge,
    ElementMissing,
    ElementNotPlain,
    EncodingRefused,
    XIncludeRefused,
)

MAX_BYTES = 10_000_000
MAX_TAGS = 400_000  # each `<`: a start, an end, a comment
MAX_ATTRIBUTES = 400_000  # each `=`: attributes and namespace declarations
MAX_TEXT = 10_000  # characters of a plain field
MAX_DEPTH = 64  # elements; a UBL invoice with signatures needs about 20

_WHOLE = "document"
_ENCODINGS = frozenset({"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16"})
_DECLARED = re.compile(r"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,39})["']""")
_BEFORE_ROOT = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_TOO_DEEP = "/*" * (MAX_DEPTH + 1)
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")  # XML's own: other spaces are content
_XINCLUDE = "{http://www.w3.org/2001/XInclude}*"


def parse(document: bytes) -> etree._Element:
    """Give the root element of an XML document.

    Raises DocumentTooLarge, DocumentTooDeep, EncodingRefused, DoctypeRefused, XIncludeRefused or
    DocumentNotWellFormed.
    """
    text = _decoded(document)
    _check_markup(text)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        recover=False, remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_refusal(error) from None
    if root.xpath(_TOO_DEEP):
        raise _too_deep()
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype()
    if next(root.iter(_XINCLUDE), None) is not None:
        raise XIncludeRefused("The document asks for others to be included", "HW-XINCLUDE", "xi:include")
    return root


def text_of(element: etree._Element, field: str) -> str:
    """Give an element's text, white space trimmed and collapsed.

    Raises ElementNotPlain if elements stand inside, DocumentTooLarge beyond `MAX_TEXT` characters.
    """
    if len(element):
        raise ElementNotPlain("The field has markup inside", "HW-PLAIN", field)
    return plain_text(element.text or "", field)


def plain_text(text: str, field: str) -> str:
    """Give a field's text, white space trimmed and collapsed; raises DocumentTooLarge beyond `MAX_TEXT` characters."""
    if len(text) > MAX_TEXT:
        raise DocumentTooLarge(f"The field is longer than {MAX_TEXT} characters", "HW-LENGTH", field, text)
    return _WHITE_SPACE.sub(" ", text).strip(" ")


def missing(rule: str, field: str) -> ElementMissing:
    """Give the refusal of a document without a required element."""
    return ElementMissing("A required element is absent or empty", rule, field)


def _decoded(document: bytes) -> str:
    if len(document) > MAX_BYTES:
        raise DocumentTooLarge(f"The document is larger than {MAX_BYTES} bytes", "HW-SIZE", _WHOLE)
    utf16 = document.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    by_bom = "utf-16" if utf16 else "utf-8"
    head = document[:400].decode("utf-16" if utf16 else "latin-1", errors="replace")
    declared = _DECLARED.match(head.removeprefix("\ufeff").removeprefix("ï»¿"))
    encoding = _known(declared[1]) if declared else by_bom
    if utf16 != (encoding == "utf-16"):
        raise _lie(encoding)
    if encoding not in ("utf-8", "utf-16") and not document.isascii() and _is_utf8(document):
        raise _lie(encoding)  # two accented letters in a row would read as nonsense, not as an error
    try:
        return document.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise _lie(encoding) from None


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = ""
    if name not in _ENCODINGS:
        raise EncodingRefused("The encoding is not supported", "HW-ENCODING", "XML declaration", encoding)
    return name


def _is_utf8(document: bytes) -> bool:
    try:
        document.decode()
    except UnicodeDecodeError:
        return False
    return True


def _check_markup(text: str) -> None:
    if text.count("<") > MAX_TAGS or text.count("=") > MAX_ATTRIBUTES:
        raise DocumentTooLarge("The document has more markup than a trade document", "HW-MARKUP", _WHOLE)
    position = 0
    while skipped := _BEFORE_ROOT.match(text, position):
        position = skipped.end()
    if text.startswith("<!DOCTYPE", position):
        raise _doctype()


def _syntax_refusal(error: etree.XMLSyntaxError) -> Exception:
    if (error.msg or "").startswith("Excessive depth"):
        return _too_deep()
    line = f"line {error.position[0]}"
    return DocumentNotWellFormed(f"The document is not well-formed XML at {line}", "HW-XML", _WHOLE)


def _lie(encoding: str) -> EncodingRefused:
    sentence = "The document is not in the encoding that it declares"
    return EncodingRefused(sentence, "HW-ENCODING", "XML declaration", encoding)


def _doctype() -> DoctypeRefused:
    return DoctypeRefused("The document has a document type declaration", "HW-DTD", _WHOLE)


def _too_deep() -> DocumentTooDeep:
    return DocumentTooDeep(f"Elements are nested more than {MAX_DEPTH} deep", "HW-DEPTH", _WHOLE)
