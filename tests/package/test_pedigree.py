"""The token's number is its pedigree: taken apart and put together again without loss, or refused."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headwater import HeadwaterError, Pedigree, parse_label
from headwater._errors import PedigreeMalformed

DEEPEST, LAST_SERIAL, LAST_OBLIGATION = 2**8 - 1, 2**32 - 1, 2**64 - 1

roots = st.builds(Pedigree, st.integers(1, LAST_OBLIGATION), st.just(1))


@st.composite
def children(draw):
    serial = draw(st.integers(2, LAST_SERIAL))
    parent, depth = draw(st.integers(1, serial - 1)), draw(st.integers(1, DEEPEST))
    return Pedigree(draw(st.integers(1, LAST_OBLIGATION)), serial, parent, depth)


pedigrees = roots | children()


def refused(make, *arguments):
    with pytest.raises(PedigreeMalformed) as caught:
        make(*arguments)
    return str(caught.value)


class TestNumbers:
    @given(pedigrees)
    @example(Pedigree(LAST_OBLIGATION, LAST_SERIAL, LAST_SERIAL - 1, DEEPEST))
    def test_a_pedigree_comes_back_from_its_number(self, pedigree):
        assert Pedigree.of(pedigree.id) == pedigree

    @given(st.tuples(*[st.integers(0, 3)] * 4))
    def test_a_number_is_refused_or_comes_back_from_its_pedigree(self, fields):
        number = fields[0] << 72 | fields[1] << 64 | fields[2] << 32 | fields[3]
        with suppress(PedigreeMalformed):
            assert Pedigree.of(number).id == number

    @given(pedigrees, pedigrees)
    def test_two_pedigrees_never_share_a_number(self, one, other):
        assert (one.id == other.id) == (one == other)

    def test_the_fields_stand_where_the_ledger_puts_them(self):
        assert Pedigree(12, 7, 3, 2).id == 12 << 72 | 2 << 64 | 3 << 32 | 7
        assert Pedigree(1, 1).id == 1 << 72 | 1

    @given(pedigrees)
    def test_a_tier_is_a_depth_and_one(self, pedigree):
        assert pedigree.tier == pedigree.depth + 1

    @given(st.integers().filter(lambda n: not 0 < n < 2**136))
    @example(0)
    @example(-1)
    @example(2**136)
    @example(2**256 - 1)
    def test_a_number_beyond_its_bits_is_refused(self, number):
        assert refused(Pedigree.of, number)

    @pytest.mark.parametrize("number", [1, 1 << 72, 1 << 72 | 2, 1 << 72 | 1 << 64 | 1, 1 << 72 | 1 << 32 | 1])
    def test_a_number_that_the_ledger_never_gives_is_refused(self, number):
        assert refused(Pedigree.of, number)


class TestFields:
    EDGES = (("obligation", 64), ("serial", 32), ("parent", 32), ("depth", 8))

    @pytest.mark.parametrize(("field", "bits"), EDGES)
    def test_one_beyond_its_bits_is_refused(self, field, bits):
        fields = {"obligation": 12, "serial": LAST_SERIAL, "parent": 3, "depth": 2, field: 1 << bits}
        with pytest.raises(PedigreeMalformed, match=f"The {field} {1 << bits} does not fit in {bits} bits"):
            Pedigree(**fields)

    @pytest.mark.parametrize(("field", "_"), EDGES)
    def test_one_below_zero_is_refused(self, field, _):
        with pytest.raises(HeadwaterError, match=f"The {field} -1 does not fit"):
            Pedigree(**{"obligation": 12, "serial": 7, "parent": 3, "depth": 2, field: -1})

    @pytest.mark.parametrize("fields", [(0, 1), (12, 0), (0, 0), (0, 7, 3, 2), (12, 0, 3, 2)])
    def test_obligations_and_serials_count_from_one(self, fields):
        assert refused(Pedigree, *fields) == "Obligations and serials count up from 1."

    @pytest.mark.parametrize(
        "fields", [(12, 2), (12, 1, 1, 1), (12, 1, 0, 1), (12, 7, 3, 0), (12, 7, 0, 2), (12, 7, 7, 2), (12, 7, 8, 2)]
    )
    def test_a_child_comes_after_its_parent(self, fields):
        assert "a child comes after its parent" in refused(Pedigree, *fields)

    def test_a_pedigree_cannot_be_changed(self):
        with pytest.raises(AttributeError):
            Pedigree(12, 1).serial = 2


class TestLabels:
    def test_an_index_knows_the_rest(self):
        assert Pedigree(12, 7, 3, 2).label == "12/7"

    def test_without_an_index_parent_and_depth_are_written(self):
        assert str(Pedigree(12, 7, 3, 2)) == "12/7<3@2"
        assert Pedigree.parse("12/7<3@2") == Pedigree(12, 7, 3, 2)

    @given(pedigrees)
    def test_a_pedigree_comes_back_from_what_people_see(self, pedigree):
        assert Pedigree.parse(str(pedigree)) == pedigree
        assert parse_label(pedigree.label) == (pedigree.obligation, pedigree.serial)

    @pytest.mark.parametrize("text", ["12/1", "12/1<0@0"])
    def test_a_root_needs_no_parent(self, text):
        assert Pedigree.parse(text) == Pedigree(12, 1)

    def test_a_child_without_its_parent_is_refused(self):
        assert refused(Pedigree.parse, "12/7") == "'12/7' names no parent and depth: write 12/7<parent@depth."

    @pytest.mark.parametrize(
        "text",
        ["", "/", "12", "12/", "/7", "12/7<", "12/7<3", "12/7<3@", "12/7@2", "12/7<3@2 ", " 12/7<3@2", "12/7<3@2\n",
         "12 / 7", "-1/7", "+1/7", "1e3/7", "0x1/7", "١/٢", "１/7", "12/7<3@2<3@2", "12/7<-3@2", "1" * 21 + "/1"],
    )  # fmt: skip
    def test_junk_is_refused(self, text):
        assert "is not of the form 12/7 or 12/7<3@2" in refused(Pedigree.parse, text)

    @pytest.mark.parametrize(
        "text", ["18446744073709551616/2<1@1", "12/4294967296<1@1", "12/7<3@256", "0/1", "12/0<0@0"]
    )
    def test_a_label_beyond_a_field_is_refused(self, text):
        assert refused(Pedigree.parse, text)

    @given(st.text())
    def test_any_text_is_read_or_refused(self, text):
        with suppress(PedigreeMalformed):
            assert str(Pedigree.parse(text)).startswith(Pedigree.parse(text).label)
