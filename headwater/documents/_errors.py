"""What is refused of a document, as one tree.

DocumentRefused                     rule, field, value
├── DocumentTooLarge, DocumentTooDeep, DocumentNotWellFormed, EncodingRefused
├── PdfBroken, PdfEncrypted, PdfWithoutXml, PdfAmbiguous
├── DoctypeRefused, XIncludeRefused, NotAnInvoice, SyntaxOutdated, SchemaBroken, TypeNotFinanceable
├── ElementMissing, ElementRepeated, ElementNotPlain, PartyUnidentified, TextRefused
    ├── PayeeNotSeller, AlreadyAssigned, SellerIsBuyer, NotTheAmountDue
├── DateMalformed, DueDateMissing, DueDateNotAfterIssue
├── RuleBroken
└── CurrencyRefused, CurrencyMismatch, AmountRefused, NumberRefused, PayableNotPositive

SecretRefused stands beside them: it is a setting that is missing, not a document that is wrong.
"""

from __future__ import annotations

from headwater._errors import DocumentRefused, HeadwaterError


class DocumentTooLarge(DocumentRefused):
    """More bytes or more markup than a trade document has."""


class DocumentTooDeep(DocumentRefused):
    """Elements nested deeper than a trade document nests them."""


class DocumentNotWellFormed(DocumentRefused):
    """Not well-formed XML."""


class EncodingRefused(DocumentRefused):
    """An encoding that is not supported, or bytes that are not in the encoding declared."""


class PdfBroken(DocumentRefused):
    """A PDF that cannot be read."""


class PdfEncrypted(DocumentRefused):
    """A PDF that only opens with a password, or says so."""


class PdfWithoutXml(DocumentRefused):
    """A PDF with no invoice inside under a standard name."""


class PdfAmbiguous(DocumentRefused):
    """A PDF with more than one invoice inside."""


class DoctypeRefused(DocumentRefused):
    """A document type declaration, and with it entities."""


class XIncludeRefused(DocumentRefused):
    """A document that asks for others to be included."""


class NotAnInvoice(DocumentRefused):
    """Another kind of document than is asked for."""


class SyntaxOutdated(DocumentRefused):
    """A syntax that the ones which are read have replaced."""


class SchemaBroken(DocumentRefused):
    """A document that is not as the schema of its syntax asks."""


class TypeNotFinanceable(DocumentRefused):
    """An invoice of a type that cannot be financed."""


class ElementMissing(DocumentRefused):
    """A required element is absent or empty."""


class ElementRepeated(DocumentRefused):
    """Two elements, or two different values, where one may stand."""


class ElementNotPlain(DocumentRefused):
    """Markup inside a plain field."""


class DateMalformed(DocumentRefused):
    """Not a day of the calendar in the form that the syntax asks for."""


class DueDateMissing(DocumentRefused):
    """No due date: payment terms in words are not enough."""


class DueDateNotAfterIssue(DocumentRefused):
    """The invoice falls due on its issue date or before."""


class CurrencyRefused(DocumentRefused):
    """A currency that ISO 4217 does not know or gives no minor unit."""


class CurrencyMismatch(DocumentRefused):
    """An amount in another currency than the document states for it."""


class AmountRefused(DocumentRefused):
    """An amount that is malformed, too precise for its currency or too large."""


class NumberRefused(DocumentRefused):
    """A quantity, price or percentage that is not plain digits with at most one decimal point."""


class RuleBroken(DocumentRefused):
    """A rule of EN 16931 that the document breaks; `rule` is its id."""


class PayableNotPositive(DocumentRefused):
    """Nothing is left to be paid."""


class PartyUnidentified(DocumentRefused):
    """A party without an id that tells who it is."""


class TextRefused(DocumentRefused):
    """A number or id that a person cannot read as what it is: turned around, unseen, or in letters that look alike."""


class AlreadyAssigned(DocumentRefused):
    """The invoice says that it is assigned to somebody."""


class SellerIsBuyer(DocumentRefused):
    """Seller and buyer are one company."""


class NotTheAmountDue(DocumentRefused):
    """What is due is not what was delivered: it is raised, withheld or paid elsewhere, or the document is a test."""


class PayeeNotSeller(DocumentRefused):
    """Somebody else than the seller is to be paid: the invoice is assigned already."""


class SecretRefused(HeadwaterError):
    """No secret to key fingerprints with, or one that is too short; never says what it is."""
