import base64
import json
from datetime import date
from xml.etree import ElementTree

import pytest
from eth_abi import encode

from tests.stage import FACE, refused

JSON, SVG = "data:application/json;base64,", "data:image/svg+xml;base64,"
TEXT = "{http://www.w3.org/2000/svg}text"
PROPERTY = {"name", "description", "value"}
EPOCH = date(1970, 1, 1)
SYMBOLS = ['E"U"R', "E'U\\R", "A\nB", "\t\x00\x1f", "<script>", "</text>&amp;", "]]>", "€"]


def content(uri):
    """What a data URI of JSON holds, read strictly."""
    assert uri.startswith(JSON)
    return json.loads(base64.b64decode(uri[len(JSON) :], validate=True))


def drawn(shown):
    """The lines on a receivable's picture, which is well-formed XML with nothing in it but them and a card."""
    assert shown["image"].startswith(SVG)
    root = ElementTree.fromstring(base64.b64decode(shown["image"][len(SVG) :], validate=True))
    assert {node.tag for node in root} == {TEXT, TEXT.replace("text", "rect")}
    return [node.text for node in root.iter(TEXT)]


@pytest.fixture
def token(receivables):
    return lambda receivable: content(receivables.tokenURI(receivable))


@pytest.fixture
def slot(receivables):
    return lambda number: content(receivables.slotURI(number))


def listed(shown):
    """A slot's properties, by name."""
    return {each["name"]: each["value"] for each in shown["properties"]}


@pytest.fixture
def in_money(stage, make):
    """Issue an obligation in money of a kind; gives its root."""

    def act(symbol, decimals, kind="TestCurrency"):
        money = stage.admit_currency(make(kind, "Money", symbol, decimals))
        return stage.issue(currency=money.address)

    return act


@pytest.fixture
def answering(stage, make):
    """Issue an obligation in money that answers about itself with these bytes; gives its root."""

    def act(symbol, decimals):
        money = stage.admit_currency(make("OddCurrency"))
        money.setAnswers(symbol, decimals, {"from": stage.cast["stranger"]})
        return stage.issue(currency=money.address)

    return act


class TestDescriptor:
    class TestWhenAReceivableIsDescribed:
        def test_it_should_tell_name_value_and_slot(self, token, child):
            shown = token(child)
            assert (shown["name"], shown["balance"], shown["slot"]) == ("Receivable 1/2", 300_000, 1)

        def test_it_should_describe_it_in_a_sentence(self, token, child, anchor, due_day):
            due = date.fromordinal(EPOCH.toordinal() + due_day)
            assert token(child)["description"] == f"3000.00 EUR owed by {anchor.address}, due {due}"

        def test_it_should_draw_it(self, token, child, anchor, due_day):
            due = date.fromordinal(EPOCH.toordinal() + due_day)
            lines = ["Receivable 1/2", "3000.00 EUR", f"due {due}", f"owed by {anchor.address}"]
            assert drawn(token(child)) == [*lines, "of 10000.00 EUR", "tier 2, from serial 1"]

        def test_it_should_draw_the_root_without_a_parent(self, token, root):
            assert drawn(token(root))[-1] == "tier 1"

        def test_it_should_show_an_emptied_one(self, token, move, child, another, tier2):
            move(child, another, 300_000, tier2)
            assert (token(child)["balance"], drawn(token(child))[1]) == (0, "0.00 EUR")

        def test_it_should_tell_what_was_claimed(self, stage, receivables, token, child, tier2):
            stage.settle(child, 500_000)
            receivables.claim(child, {"from": tier2})
            assert token(child)["claimed"] == 150_000
            assert token(child)["description"].endswith(", 1500.00 EUR already claimed")

        def test_it_should_refuse_one_that_does_not_exist(self, receivables, root):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.tokenURI(77)

        def test_it_should_refuse_one_that_is_burned(self, receivables, root, supplier):
            receivables.cancel(root, FACE, {"from": supplier})
            with refused("Receivables_NoSuchReceivable", root):
                receivables.tokenURI(root)

    class TestWhenASlotIsDescribed:
        def test_it_should_tell_what_is_owed(self, slot, child, anchor, due_day):
            due = date.fromordinal(EPOCH.toordinal() + due_day)
            shown = slot(1)
            assert shown["name"] == "Obligation 1"
            assert shown["description"] == f"10000.00 EUR owed by {anchor.address}, due {due}"

        def test_it_should_tell_its_properties(self, slot, root, anchor, currency, due_day):
            shown = listed(slot(1))
            assert (shown["obligor"], shown["currency"]) == (anchor.address, currency.address)
            assert (shown["liveFace"], shown["paid"]) == (str(FACE), "0")
            assert shown["documentRoot"] == "0x" + "dc" * 32

        def test_it_should_list_its_properties_as_the_standard_has_it(self, slot, root):
            names = ["obligor", "currency", "liveFace", "paid", "dueDate", "documentRoot"]
            assert [each["name"] for each in slot(1)["properties"]] == names
            assert all(each["description"] and set(each) == PROPERTY for each in slot(1)["properties"])

        def test_it_should_tell_what_was_paid_and_cancelled(self, stage, receivables, slot, root, supplier):
            receivables.cancel(root, 1, {"from": supplier})
            stage.settle(root, 7)
            shown = listed(slot(1))
            assert (shown["liveFace"], shown["paid"]) == (str(FACE - 1), "7")

        @pytest.mark.parametrize("number", [0, 2, 2**64 - 1])
        def test_it_should_refuse_one_that_was_never_issued(self, receivables, root, number):
            with refused("Receivables_NoSuchObligation", number):
                receivables.slotURI(number)

        def test_it_should_refuse_a_number_that_no_obligation_can_have(self, receivables, root):
            with refused("Receivables_NoSuchObligation", 1):
                receivables.slotURI(2**64 + 1)

    class TestWhenTheLedgerIsDescribed:
        def test_it_should_tell_its_name_and_decimals(self, receivables):
            shown = content(receivables.contractURI())
            assert (shown["name"], shown["valueDecimals"]) == (receivables.name(), receivables.valueDecimals())

    class TestGivenTheDecimalsOfTheCurrency:
        @pytest.mark.parametrize(
            ("decimals", "amount"),
            [(0, "1000000"), (2, "10000.00"), (6, "1.000000"), (18, "0.000000000001000000")],
        )
        def test_it_should_place_the_point(self, token, slot, in_money, decimals, amount):
            shown = token(in_money("MNY", decimals))
            assert drawn(shown)[1] == f"{amount} MNY"
            assert shown["description"].startswith(f"{amount} MNY owed by ")

        def test_it_should_pass_over_more_than_36(self, token, in_money):
            assert drawn(token(in_money("MNY", 37)))[1] == "1000000 MNY"
            assert drawn(token(in_money("MNY", 36)))[1].startswith("0.000000000000000000")

        def test_it_should_count_units_when_the_currency_does_not_tell(self, token, answering):
            assert drawn(token(answering(encode(["string"], ["MNY"]), b"")))[1] == "1000000 MNY"

        @pytest.mark.parametrize("nonsense", [encode(["uint256"], [256]), b"\1", b"\0" * 64])
        def test_it_should_count_units_when_it_tells_nonsense(self, token, answering, nonsense):
            assert drawn(token(answering(encode(["string"], ["MNY"]), nonsense)))[1] == "1000000 MNY"

    class TestGivenTheSymbolOfTheCurrency:
        @pytest.mark.parametrize("symbol", SYMBOLS)
        def test_it_should_show_it_as_plain_letters_in_the_json(self, token, slot, in_money, symbol):
            """Hostile T15: no symbol breaks the JSON of a receivable or a slot."""
            root, plain_symbol = in_money(symbol, 2), "".join(kept(byte) for byte in symbol.encode())
            assert token(root)["description"].startswith(f"10000.00 {plain_symbol} owed by ")
            assert slot(1)["description"].startswith(f"10000.00 {plain_symbol} owed by ")

        @pytest.mark.parametrize("symbol", SYMBOLS)
        def test_it_should_leave_no_markup_in_the_picture(self, token, in_money, symbol):
            """Hostile T15: no symbol brings markup or script into the picture."""
            value = drawn(token(in_money(symbol, 2)))[1]
            assert value == "10000.00 " + "".join(kept(byte) for byte in symbol.encode())

        @pytest.mark.parametrize("symbol", ["X" * 13, "X" * 5_000])
        def test_it_should_pass_over_a_long_one(self, token, in_money, symbol):
            assert drawn(token(in_money(symbol, 2)))[1] == "10000.00 units"

        def test_it_should_show_one_of_12_letters(self, token, in_money):
            assert drawn(token(in_money("ABCDEFGHIJKL", 2)))[1] == "10000.00 ABCDEFGHIJKL"

        def test_it_should_do_without_one_that_is_refused(self, token, answering):
            assert drawn(token(answering(b"", encode(["uint8"], [2]))))[1] == "10000.00 units"

        def test_it_should_do_without_one_of_32_bytes(self, token, answering):
            assert drawn(token(answering(b"MKR".ljust(32, b"\0"), encode(["uint8"], [2]))))[1] == "10000.00 units"

    class TestGivenTheDueDay:
        @pytest.mark.parametrize(
            "due", ["2026-12-31", "2027-01-01", "2028-02-28", "2028-02-29", "2028-03-01", "2100-02-28", "2100-03-01"]
        )
        def test_it_should_write_the_date(self, stage, limits, slot, due):
            limits(1, 65_535, 32, 90)
            stage.issue(due_day=(date.fromisoformat(due) - EPOCH).days)
            assert listed(slot(1))["dueDate"] == due

        @pytest.mark.parametrize("due", ["2106-02-07", "2106-02-08", "2200-02-28"])
        def test_it_should_write_dates_beyond_32_bits_of_seconds(self, stage, limits, token, due):
            limits(1, 65_535, 32, 90)
            shown = token(stage.issue(due_day=(date.fromisoformat(due) - EPOCH).days))
            assert (drawn(shown)[2], shown["properties"]["dueDate"]) == (f"due {due}", due)


def kept(byte):
    """How the picture shows a byte of a symbol."""
    return chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in " .-/") else "?"
