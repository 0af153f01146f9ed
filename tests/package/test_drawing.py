"""The pedigree as a picture: well-formed whatever anybody is called, a box a receivable, children to the right."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from headwater import Pedigree, Receivable, currency
from headwater._drawing import BOX, COLUMN, pedigree_svg
from headwater._lineage import Node
from tests.package.scene import NOBODY

SVG = "{http://www.w3.org/2000/svg}"
EUR = currency("EUR")

# serial: parent
FAMILY = {1: 0, 2: 1, 3: 1, 4: 2, 5: 4, 6: 2, 7: 3}
NAMES = {
    "script": "<script>alert('1')</script>",
    "markup": "</text></svg><rect/>",
    "entity": "&lt;&#0;&nobody;",
    "quotes": "\"'`\" onload='alert(1)",
    "cdata": "]]><![CDATA[",
    "control characters": "a\x00b\x07c\x1b[31md\x7fe\x9bf\n\r\t",
    "right to left": "שלום عليكم \u202eevil\u2066\u200f",
    "surrogate": "\ud800x\udfff",
    "no characters": "\ufffe\uffff\U0010ffff",
    "nothing": "",
    "emoji": "👩‍🌾🧿" * 9,
    "long": "x" * 5_000,
}


def held(pedigree):
    """A receivable with a holder and a value that its serial gives."""
    serial = pedigree.serial
    return Receivable(pedigree.id, f"0x{serial:040x}", serial * 100, 0, 0, NOBODY, NOBODY, 20_000)


def family(family=FAMILY, gone=()):
    """Receivables with these parents, by serial, and their parents' ids."""
    depths, pedigrees = {0: -1}, {}
    for serial, parent in family.items():
        depths[serial] = depths[parent] + 1
        pedigrees[serial] = Pedigree(12, serial, parent, depths[serial])
    nodes = [Node(held(p), p) for p in pedigrees.values()]
    parents = {pedigrees[s].id: pedigrees[parent].id for s, parent in family.items() if parent}
    return [node for node in nodes if node.pedigree.serial not in gone], parents


def draw(nodes, parents, names=None, title="TB-1"):
    return etree.fromstring(pedigree_svg(nodes, parents, names or {}, EUR, title).encode("utf-8"))


def boxes(picture):
    """The left edge and the top of each receivable's box, by its label."""
    frames = [rect for rect in picture.iter(f"{SVG}rect") if rect.get("width") == str(BOX[0])]
    labels = [text.text for text in picture.iter(f"{SVG}text") if text.get("text-anchor") == "end"]
    assert len(frames) == len(labels)
    return {label: (int(r.get("x")), int(r.get("y"))) for label, r in zip(labels, frames, strict=True)}


def shown(picture):
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


@st.composite
def families(draw):
    """Any tree of up to 30 receivables."""
    size = draw(st.integers(1, 30))
    return {serial: draw(st.integers(1, serial - 1)) if serial > 1 else 0 for serial in range(1, size + 1)}


class TestBoxes:
    def test_each_receivable_has_one(self):
        assert set(boxes(draw(*family()))) == {f"12/{serial}" for serial in FAMILY}

    def test_a_parent_stands_to_the_left_of_its_children(self):
        placed = boxes(draw(*family()))
        assert all(placed[f"12/{p}"][0] + BOX[0] < placed[f"12/{s}"][0] for s, p in FAMILY.items() if p)

    def test_it_shows_label_holder_and_value(self):
        nodes, parents = family({1: 0})
        picture = draw(nodes, parents, {nodes[0].receivable.holder: "supplier"})
        assert {"12/1", "supplier", "1.00 EUR", "TB-1", "Tier 1"} == set(shown(picture))

    def test_a_holder_without_a_name_is_shown_by_its_address(self):
        assert "0x00000000000000000…" in shown(draw(*family({1: 0})))

    def test_each_child_has_a_line_from_its_parent(self):
        assert len(list(draw(*family()).iter(f"{SVG}path"))) == len(FAMILY) - 1

    def test_no_receivable_at_all_is_a_picture_too(self):
        assert boxes(draw([], {})) == {}

    @given(families())
    def test_any_family_is_drawn_whole_and_none_over_another(self, members):
        placed = boxes(draw(*family(members)))
        assert len(placed) == len(members)
        pairs = itertools.combinations(placed.values(), 2)
        assert all(abs(a[0] - b[0]) > BOX[0] or abs(a[1] - b[1]) > BOX[1] for a, b in pairs)
        assert all(placed[f"12/{p}"][0] < placed[f"12/{s}"][0] for s, p in members.items() if p)

    @given(families())
    def test_everything_is_inside_the_picture(self, members):
        picture = draw(*family(members))
        width, height = int(picture.get("width")), int(picture.get("height"))
        assert all(x + BOX[0] < width and y + BOX[1] < height for x, y in boxes(picture).values())

    def test_the_deepest_chain_is_drawn(self):
        chain = {serial: serial - 1 for serial in range(1, 256)}
        assert len(boxes(draw(*family(chain)))) == 255


class TestBurned:
    """A receivable may be gone when its children are not."""

    def test_children_of_a_receivable_that_is_gone_are_drawn(self):
        assert set(boxes(draw(*family(gone={1, 2})))) == {f"12/{serial}" for serial in (3, 4, 5, 6, 7)}

    def test_their_tier_stays_what_it_is(self):
        picture = draw(*family(gone={1}))
        tiers = {t.text: int(t.get("x")) for t in picture.iter(f"{SVG}text") if t.text.startswith("Tier")}
        assert tiers == {f"Tier {n}": boxes(picture)["12/2"][0] + (n - 2) * COLUMN for n in (2, 3, 4)}


class TestNames:
    @pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
    def test_a_hostile_name_stays_text(self, name):
        nodes, parents = family()
        picture = draw(nodes, parents, {node.receivable.holder: name for node in nodes}, name)
        tags = {etree.QName(element).localname for element in picture.iter()}
        assert tags == {"svg", "rect", "text", "path"}
        assert len(boxes(picture)) == len(nodes)

    @pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
    def test_a_hostile_name_adds_no_attribute(self, name):
        picture = draw(*family({1: 0}), title=name)
        assert set(picture.attrib) == {"viewBox", "width", "height", "role", "aria-label"}

    def test_what_turns_or_hides_text_is_replaced(self):
        picture = draw(*family({1: 0}), title="a\u202eb\x1bc\u200bd\ne")
        assert shown(picture)[0] == "a\ufffdb\ufffdc\ufffdd\ufffde" == picture.get("aria-label")

    def test_honest_letters_of_any_script_are_kept(self):
        title = "Großwälzlager 日本 שלום عليكم «&» <1>"
        assert shown(draw(*family({1: 0}), title=title))[0] == title

    @given(st.text(st.integers(0, 0x10FFFF).map(chr)))
    def test_any_text_gives_a_well_formed_picture(self, text):
        nodes, parents = family({1: 0})
        assert len(boxes(draw(nodes, parents, {nodes[0].receivable.holder: text}, text))) == 1
