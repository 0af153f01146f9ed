"""The sample's invoice as a Cross Industry Invoice, and variants of it made by replacing text."""

from __future__ import annotations

import re
from pathlib import Path

RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"


def tag(path: str, text: str, **attributes: str) -> str:
    """Give text inside elements, from the outermost to the innermost, which takes the attributes."""
    names = [f"ram:{name}" if ":" not in name else name for name in path.split("/")]
    stated = "".join(f' {name}="{value}"' for name, value in attributes.items())
    opened = "".join(f"<{name}>" for name in names[:-1]) + f"<{names[-1]}{stated}>"
    return opened + text + "".join(f"</{name}>" for name in reversed(names))


def day(path: str, digits: str) -> str:
    return tag(f"{path}/udt:DateTimeString", digits, format="102")


SAMPLE = Path(__file__).parents[2] / "samples" / "invoice-cii.xml"
_DRESS = {
    "tb-2026-<!-- another dress of samples/invoice.xml -->004711": "TB-2026-004711",
    "DE 111 222 333": "DE111222333",
    "DE 444 555 666": "DE444555666",
}


def plain() -> str:
    """Give the sample in CII without white space between elements, its number and ids as the one in UBL has them."""
    text = re.sub(r">\s+<", "><", SAMPLE.read_text(encoding="utf-8").strip())
    for dressed, undressed in _DRESS.items():
        assert dressed in text
        text = text.replace(dressed, undressed)
    return text


CII = plain()


def cii(*replacements: tuple[str, str]) -> bytes:
    """Give the invoice with (text, replacement) pairs applied; a text that is not found is a mistake."""
    text = CII
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def only(name: str) -> str:
    """Give the one element of a name, whole."""
    (found,) = re.findall(f"<ram:{name}>.*?</ram:{name}>", CII)
    return str(found)


ALLOWANCE, TERMS = only("SpecifiedTradeAllowanceCharge"), only("SpecifiedTradePaymentTerms")
