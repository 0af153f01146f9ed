"""A PDF is read by the one invoice inside it, and refused by name otherwise."""

import io
import logging
import time
import zlib

import pypdf
import pytest
from eth_utils.crypto import keccak
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from headwater import DocumentRefused
from headwater.documents import _errors as errors
from headwater.documents import read_document, read_invoice
from headwater.documents._pdf import XML_NAMES, is_pdf
from tests.package.cii import cii

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"  # its beginning: enough to be named after it
DEFLATED = NameObject("/FlateDecode")


def pdf(*files, change=lambda writer: None):
    """Give a PDF with (name, content) embedded, after a change."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in files:
        writer.add_attachment(name, content)
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def stream(content, filters, parameters=None):
    made = EncodedStreamObject()
    made._data = content
    made[NameObject("/Filter")] = filters
    if parameters:
        made[NameObject("/DecodeParms")] = parameters
    return made


def instead(made, key="/F"):
    """Change the stream of the first embedded file."""

    def change(writer):
        embedded = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()["/EF"]
        embedded[NameObject(key)] = writer._add_object(made)

    return change


def associated(made):
    """Let the catalogue associate another file under a standard name."""

    def change(writer):
        content = DictionaryObject({NameObject("/F"): writer._add_object(made)})
        name = TextStringObject("factur-x.xml")
        file = DictionaryObject({NameObject("/F"): name, NameObject("/EF"): content})
        writer.root_object[NameObject("/AF")] = ArrayObject([writer._add_object(file)])

    return change


def encrypted(algorithm, password):
    return lambda writer: writer.encrypt(password, algorithm=algorithm)


def kids_of_itself(writer):
    names = writer.root_object["/Names"]
    del names["/EmbeddedFiles"]["/Names"]
    names["/EmbeddedFiles"][NameObject("/Kids")] = ArrayObject([names.raw_get("/EmbeddedFiles")] * 2)


def second_two_levels_down(writer):
    """Move the second file of a list of two into a list in a list below."""
    tree = writer.root_object["/Names"]["/EmbeddedFiles"]
    listed = tree["/Names"]
    first, second = (DictionaryObject({NameObject("/Names"): ArrayObject(listed[i : i + 2])}) for i in (0, 2))
    below = DictionaryObject({NameObject("/Kids"): ArrayObject([writer._add_object(second)])})
    del tree["/Names"]
    tree[NameObject("/Kids")] = ArrayObject([writer._add_object(first), writer._add_object(below)])


def refusal(document):
    with pytest.raises(DocumentRefused) as caught:
        read_document(document)
    return caught.value


class TestTheInvoiceInside:
    @pytest.mark.parametrize("name", sorted(XML_NAMES))
    def test_it_is_read_under_each_standard_name(self, name):
        assert read_invoice(pdf((name, cii()))).fields == read_invoice(cii()).fields

    def test_a_deflated_one_is_read(self):
        deflated = stream(zlib.compress(cii()), ArrayObject([DEFLATED]))
        assert (
            read_invoice(pdf(("factur-x.xml", b""), change=instead(deflated))).identity == read_invoice(cii()).identity
        )

    def test_an_associated_file_that_is_listed_nowhere_else_is_read(self):
        document = pdf(change=associated(stream(zlib.compress(cii()), DEFLATED)))
        assert read_invoice(document).identity == read_invoice(cii()).identity

    def test_the_hash_is_of_the_pdf(self):
        document = pdf(("factur-x.xml", cii()))
        assert read_invoice(document).document_hash == keccak(document)

    def test_other_bytes_before_its_beginning_are_allowed(self, tmp_path):
        path = tmp_path / "invoice.pdf"
        path.write_bytes(b"x" * 1000 + pdf(("factur-x.xml", cii())))
        assert read_invoice(path).number == "TB-2026-004711"

    def test_other_attachments_are_not_opened(self):
        """Hostile D5: EICAR attachment."""
        broken = instead(stream(b"no deflated data", DEFLATED))
        document = pdf(("a.com", EICAR), ("factur-x.xml", cii()), change=broken)
        assert read_invoice(document).number == "TB-2026-004711"

    def test_xml_that_speaks_of_pdf_is_xml(self):
        assert not is_pdf(b"\xef\xbb\xbf\n<!-- %PDF-1.7 --><a/>")
        assert read_invoice(cii(('"UTF-8"?>', '"UTF-8"?><!-- %PDF-1.7 -->'))).number == "TB-2026-004711"


class TestWhichInvoice:
    @pytest.mark.parametrize(
        "files", [[], [("order-x.xml", b"<a/>")], [("a.com", EICAR)], [("x-factur-x.xml", b"<a/>")]]
    )
    def test_none_under_a_standard_name_is_refused(self, files):
        error = refusal(pdf(*files))
        assert (type(error), error.rule, error.field) == (errors.PdfWithoutXml, "HW-PDF-XML", "PDF")

    @pytest.mark.parametrize("second", ["factur-x.xml", "xrechnung.xml"])
    def test_two_are_refused(self, second):
        """Hostile D5: PDF with two XML parts."""
        error = refusal(pdf(("factur-x.xml", cii()), (second, cii(("TB-2026-004711", "TB-2")))))
        assert (type(error), error.rule) == (errors.PdfAmbiguous, "HW-PDF-XML")

    def test_another_one_deep_in_the_list_of_files_is_refused(self):
        """Hostile D5: PDF with two XML parts."""
        files = ("factur-x.xml", cii()), ("zugferd-invoice.xml", cii(("TB-2026-004711", "TB-2")))
        assert type(refusal(pdf(*files, change=second_two_levels_down))) is errors.PdfAmbiguous

    @pytest.mark.parametrize("name", ["FACTUR-X.XML", "factur-x.xml ", "ZUGFeRD-invoice.xml"])
    def test_another_one_under_a_name_that_some_readers_take_is_refused(self, name):
        """Hostile D5: PDF with two XML parts."""
        error = refusal(pdf(("factur-x.xml", cii()), (name, cii(("TB-2026-004711", "TB-2")))))
        assert type(error) is errors.PdfAmbiguous

    def test_another_one_that_only_the_catalogue_names_is_refused(self):
        """Hostile D5: PDF with two XML parts."""
        document = pdf(("factur-x.xml", cii()), change=associated(stream(zlib.compress(b"<a/>"), DEFLATED)))
        assert type(refusal(document)) is errors.PdfAmbiguous

    def test_another_one_for_readers_of_unicode_names_is_refused(self):
        """Hostile D5: PDF with two XML parts."""
        document = pdf(("factur-x.xml", cii()), change=instead(stream(zlib.compress(b"<a/>"), DEFLATED), "/UF"))
        assert type(refusal(document)) is errors.PdfAmbiguous


class TestWhatIsEncrypted:
    @pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
    @pytest.mark.parametrize("password", ["", "secret"])
    def test_it_is_refused_even_if_anybody_can_open_it(self, algorithm, password):
        """Hostile D5: encrypted PDF."""
        error = refusal(pdf(("factur-x.xml", cii()), change=encrypted(algorithm, password)))
        assert (type(error), error.rule) == (errors.PdfEncrypted, "HW-PDF-ENCRYPTED")


ZEROS = zlib.compress(bytes(50_000_000), 9)
PREDICTED = DictionaryObject({NameObject("/Predictor"): NumberObject(15), NameObject("/Columns"): NumberObject(1)})
SLOW = {
    "two filters": stream(zlib.compress(ZEROS), ArrayObject([DEFLATED, DEFLATED])),
    "run length": stream(b"\x81\0" * 1_000_000, NameObject("/RunLengthDecode")),
    "ASCII85": stream(b"z" * 1_000_000 + b"~>", NameObject("/ASCII85Decode")),
    "predictor": stream(zlib.compress(b"\4\1" * 1_000_000), DEFLATED, PREDICTED),
    "no deflated data": stream(b"x" * 1_000_000, DEFLATED),
}


class TestWhatIsTooMuch:
    def test_a_bomb_is_refused_while_it_inflates(self):
        bomb = pdf(("factur-x.xml", b""), change=instead(stream(ZEROS, DEFLATED)))
        begun = time.process_time()
        error = refusal(bomb)
        assert time.process_time() - begun < 1
        assert (type(error), error.rule) == (errors.DocumentTooLarge, "HW-PDF-LIMIT")

    @pytest.mark.parametrize("name", SLOW)
    def test_what_unfolds_in_another_way_is_not_unfolded(self, name):
        error = refusal(pdf(("factur-x.xml", b""), change=instead(SLOW[name])))
        assert (type(error), error.rule) in {(errors.PdfBroken, "HW-PDF"), (errors.DocumentTooLarge, "HW-PDF-LIMIT")}

    def test_a_large_one_is_refused(self, tmp_path):
        """Hostile D5: 50 MB."""
        path = tmp_path / "invoice.pdf"
        path.write_bytes(b"%PDF-1.7\n" + bytes(50_000_000))
        assert (type(refusal(path)), refusal(path).rule) == (errors.DocumentTooLarge, "HW-SIZE")
        assert refusal(b"%PDF-1.7\n" + bytes(20_000_000)).rule == "HW-SIZE"

    def test_names_that_lead_back_to_themselves_end(self):
        assert type(refusal(pdf(("factur-x.xml", cii()), change=kids_of_itself))) is errors.DocumentTooLarge


BROKEN = {
    "nothing": b"",
    "lists in lists": b"[" * 1_000_000,
    "entries in entries": b"1 0 obj\n" + b"<</A " * 100_000 + b"\nendobj trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
    "no catalogue": b"1 0 obj\n7\nendobj trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
}


class TestWhatIsBroken:
    @pytest.mark.parametrize("name", BROKEN)
    def test_it_is_refused(self, name):
        error = refusal(b"%PDF-1.7\n" + BROKEN[name])
        assert (type(error), error.rule, error.field) == (errors.PdfBroken, "HW-PDF", "PDF")

    @pytest.mark.parametrize("kept", [9, 300, 900])
    def test_a_truncated_one_is_refused(self, kept):
        error = refusal(pdf(("factur-x.xml", cii()))[:kept])
        assert type(error) is errors.PdfBroken

    @pytest.mark.parametrize("key", [b"/EF", b"/F", b"/UF"])
    def test_one_that_two_readers_read_differently_is_refused(self, key):
        """Hostile D5: PDF with two XML parts."""
        document = pdf(("factur-x.xml", cii())).replace(b"/Type /Filespec", key + b" /x " + key + b" /y")
        assert type(refusal(document)) is errors.PdfBroken

    def test_neither_logs_nor_errors_quote_it(self, caplog, monkeypatch):
        def stumble(*_, **__):
            logging.getLogger("pypdf._reader").error("secret-4711")
            raise ValueError("secret-4712")

        monkeypatch.setattr(pypdf, "PdfReader", stumble)
        error = refusal(b"%PDF-1.7")
        assert "secret" not in f"{error!r} {error} {error.__cause__} {caplog.text}"
        assert logging.getLogger("pypdf").level == logging.NOTSET

    def test_what_is_inside_is_refused_as_if_it_came_alone(self):
        assert type(refusal(pdf(("factur-x.xml", b"<a>")))) is errors.DocumentNotWellFormed
        assert type(refusal(pdf(("factur-x.xml", b"<!DOCTYPE a><a/>")))) is errors.DoctypeRefused
        assert type(refusal(pdf(("factur-x.xml", pdf(("factur-x.xml", cii())))))) is errors.EncodingRefused


REAL = {
    "Avoir_FR_type381_BASIC.pdf": None,
    "EN16931_Einfach.pdf": errors.PartyUnidentified,
    "MustangGnuaccountingBeispielRE-20201121_508_withBOM.pdf": errors.PartyUnidentified,
    "RE-E-974-Hetzner_2016-01-19_R0005532486.pdf": errors.PdfWithoutXml,
    "factur-x-invalid-xml-encoding-attribute.pdf": errors.DocumentNotWellFormed,
    "zugferd_2p0_EXTENDED_Fremdwaehrung.pdf": errors.ElementRepeated,
}


@pytest.mark.corpus
class TestRealOnes:
    @pytest.mark.parametrize("name", REAL)
    def test_each_is_read_or_refused_by_name(self, corpus, name):
        path = corpus.parent / "pdf" / name
        if REAL[name] is None:
            assert read_document(path).fields
        else:
            assert type(refusal(path)) is REAL[name]
