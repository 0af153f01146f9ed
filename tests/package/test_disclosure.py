"""Bundles: they show what was chosen and nothing else, and are read strictly."""

import doctest
import json
import re
from dataclasses import replace

import pytest
from eth_account import Account

from _anvil import ROOT
from headwater import AddressRefused, HeadwaterError, disclosures
from headwater._errors import AmountNegative
from headwater._keccak import keccak256
from headwater._merkle import LeafTree
from headwater._types import ZERO_ADDRESS
from headwater._verify import signer_of
from headwater.disclosures import (
    CUSTOMS,
    FINANCIER,
    PROFILES,
    SUPERVISOR,
    Bundle,
    BundleMalformed,
    BundleVersionUnknown,
    DisclosureRefused,
    FieldUnknown,
    ProofRefused,
    ShownField,
    SignatureRefused,
    Subject,
    commit,
    disclose,
    field_leaf,
)
from tests.package.test_commitment import INVOICE, SECRET, STRANGE, many

MAKER = Account.from_key(b"\x11" * 32)
OTHER = Account.from_key(b"\x22" * 32)
RECEIVABLE = 12 << 72 | 1
ABOUT = Subject(31_337, OTHER.address, 12, RECEIVABLE, ZERO_ADDRESS, 20_700, 20_730)
COMMITTED = commit(INVOICE, SECRET)
SHOWN = ("totals/payable", "dueDate", "lines/*/name")


def made(*fields, document=COMMITTED, about=ABOUT):
    return disclose(document, fields or SHOWN, about, MAKER)


def paths(bundle):
    return sorted(field.path for field in bundle.shown)


class TestDisclose:
    def test_it_shows_what_was_chosen(self):
        assert dict(made().check().fields) == {
            "totals/payable": "443191.74",
            "dueDate": "2026-11-30",
            "lines/1/name": "Gehäuse",
            "lines/2/name": "Bolzen",
        }

    def test_the_text_holds_nothing_else(self):
        text = made("number").as_json()
        hidden = [part for path, value in INVOICE[1:] for part in (f'"{path}"', f'"{value}"')]
        salts = [COMMITTED.salt(path).hex() for path, _ in INVOICE[1:]]
        assert [part for part in [*hidden, *salts] if part in text] == []

    def test_the_secret_is_not_in_the_text(self):
        assert SECRET.hex() not in made("**").as_json()

    def test_a_field_that_two_patterns_find_is_shown_once(self):
        assert paths(made("lines/1/name", "lines/*/name", "lines/**")) == paths(made("lines/**"))

    def test_a_star_is_a_number_alone(self):
        assert paths(made("lines/*/name")) == ["lines/1/name", "lines/2/name"]
        with pytest.raises(FieldUnknown, match="no field '\\*/name'"):
            made("*/name")

    @pytest.mark.parametrize("pattern", ["lines/3/name", "lines/*/weight", "Number", "", "lines", "lin**", "**/name"])
    def test_what_is_not_there_is_refused_by_name(self, pattern):
        with pytest.raises(FieldUnknown) as caught:
            made("number", pattern)
        assert str(caught.value) == f"The document has no field '{pattern}'."

    def test_nothing_is_not_shown(self):
        with pytest.raises(FieldUnknown, match="A bundle shows at least one field"):
            disclose(COMMITTED, [], ABOUT, MAKER)

    @pytest.mark.parametrize("character", [".", "+", "(", "["])
    def test_a_pattern_is_no_regular_expression(self, character):
        with pytest.raises(FieldUnknown, match="has no field"):
            made(f"numbe{character}")

    def test_more_than_a_reader_takes_is_refused_before_it_is_sent(self):
        document = commit([("notes", "x" * 1_000_000), ("number", "7")], SECRET)
        with pytest.raises(BundleMalformed, match=r"at most 1000000 characters: show fewer fields \(fields = '2'\)"):
            made("**", document=document)
        assert made("number", document=document).check()

    def test_every_field_can_be_shown_alone(self):
        document = commit(STRANGE, SECRET)
        assert [made(path, document=document).check().fields for path, _ in STRANGE] == [(one,) for one in STRANGE]

    @pytest.mark.parametrize("number", [1, 2, 60, 1000])
    def test_the_whole_document_is_told_from_a_part(self, number):
        document = commit(many(number), SECRET)
        whole = made("**", document=document).check()
        assert (whole.is_whole, sorted(whole.fields)) == (True, sorted(many(number)))

    def test_a_part_is_not_whole(self):
        assert not made().check().is_whole
        assert not made(*(path for path, _ in INVOICE[1:])).check().is_whole


class TestProfiles:
    def test_they_are_found_by_name(self):
        assert PROFILES == {"financier": FINANCIER, "customs": CUSTOMS, "supervisor": SUPERVISOR}

    def test_a_financier_sees_what_is_owed_by_whom_and_the_goods(self):
        found = paths(disclose(COMMITTED, FINANCIER, ABOUT, MAKER))
        assert {"totals/payable", "dueDate", "currency", "buyer/name", "lines/1/name", "lines/2/quantity"} <= set(found)
        assert not [path for path in found if path.startswith(("seller", "payment", "taxes")) or "amount" in path]

    def test_customs_sees_parties_goods_quantities_and_taxes(self):
        found = paths(disclose(COMMITTED, CUSTOMS, ABOUT, MAKER))
        assert {"seller/legalId", "buyer/legalId", "lines/1/quantity", "taxes/1/rate"} <= set(found)
        assert "payment/1/iban" not in found

    def test_a_supervisor_sees_everything(self):
        bundle = disclose(COMMITTED, SUPERVISOR, ABOUT, MAKER)
        assert paths(bundle) == sorted(path for path, _ in INVOICE)
        assert bundle.check().is_whole

    def test_a_profile_that_finds_nothing_is_refused(self):
        with pytest.raises(FieldUnknown, match="none of those asked for"):
            disclose(commit([("other", "1")], SECRET), FINANCIER, ABOUT, MAKER)


class TestCheck:
    def test_a_bundle_that_was_sent_holds(self):
        assert Bundle.from_json(made().as_json()).check() == made().check()

    def test_it_says_who_made_it_about_what(self):
        checked = made().check()
        assert (checked.root, checked.maker, checked.subject) == (COMMITTED.root, MAKER.address, ABOUT)

    @pytest.mark.parametrize("part", ["path", "salt", "value"])
    def test_another_path_salt_or_value_is_refused(self, part):
        first, *rest = made().shown
        other = replace(first, **{part: bytes(32) if part == "salt" else "other"})
        with pytest.raises(ProofRefused, match="are not proven to be in the document"):
            replace(made(), shown=(other, *rest)).check()

    def test_another_root_is_refused(self):
        with pytest.raises(ProofRefused, match="are not proven"):
            replace(made(), root=bytes(32)).check()

    def test_fields_in_another_order_are_refused(self):
        with pytest.raises(ProofRefused, match="are not proven"):
            replace(made(), shown=made().shown[::-1]).check()

    def test_no_fields_are_refused_though_the_contract_would_take_them(self):
        """Hostile D2: a multiproof of no leaves, whose proof is the root itself, proves anything."""
        with pytest.raises(ProofRefused, match="are not proven"):
            replace(made(), shown=(), proof=(COMMITTED.root,), flags=()).check()

    def test_a_field_that_is_shown_twice_is_refused(self):
        """Hostile D2: a duplicate leaf, or one path with two values, is in no bundle."""
        first, *rest = made().shown
        with pytest.raises(ProofRefused, match="are not proven"):
            replace(made(), shown=(first, first, *rest)).check()

    def test_a_path_with_two_values_is_refused_though_the_tree_has_both(self):
        """Hostile D2: who makes a tree by hand can give a path two leaves; no bundle shows both."""
        both = [ShownField("totals/payable", SECRET, value) for value in ("1.00", "2.00")]
        both.sort(key=lambda one: field_leaf(one.path, one.salt, one.value))
        tree = LeafTree([field_leaf(one.path, one.salt, one.value) for one in both])
        proof = tree.multiproof([0, 1])
        assert proof.root == tree.root
        with pytest.raises(ProofRefused, match="are not proven"):
            replace(made(), root=tree.root, shown=tuple(both), proof=proof.proof, flags=proof.flags).check()

    def test_an_inner_node_is_no_field(self):
        """Hostile D2: no salt and value make the 64 bytes of two nodes, and a proof shortened by a level fails."""
        bundle = made("number")
        nodes = bundle.proof[0] + COMMITTED.proof("number")[1]
        forged = ShownField("number", nodes[:32], nodes[32:].hex())
        with pytest.raises(ProofRefused, match="are not proven"):
            replace(bundle, shown=(forged,), proof=bundle.proof[1:], flags=bundle.flags[1:]).check()

    def test_one_field_is_a_tree_and_a_bundle(self):
        """Hostile D2: the proof of a tree of one leaf is empty."""
        bundle = made("number", document=commit(INVOICE[:1], SECRET))
        assert (bundle.proof, bundle.flags, bundle.check().fields) == ((), (), INVOICE[:1])

    @pytest.mark.parametrize(
        "change", [{"ledger": MAKER.address}, {"chain_id": 1}, {"obligation": 13}, {"receivable": 7}]
    )
    def test_it_counts_for_no_other_ledger_chain_obligation_or_receivable(self, change):
        with pytest.raises(SignatureRefused, match="not signed by the key of its maker"):
            replace(made(), subject=replace(ABOUT, **change)).check()

    @pytest.mark.parametrize("change", [{"audience": MAKER.address}, {"made_day": 20_701}, {"last_day": 20_731}])
    def test_it_counts_for_no_other_audience_and_on_no_other_days(self, change):
        with pytest.raises(SignatureRefused, match="not signed by the key of its maker"):
            replace(made(), subject=replace(ABOUT, **change)).check()

    def test_the_signature_is_of_these_fields_alone(self):
        with pytest.raises(SignatureRefused, match="not signed by the key of its maker"):
            replace(made("number", "type"), signature=made("number").signature).check()

    def test_another_maker_is_refused(self):
        with pytest.raises(SignatureRefused, match="not signed by the key of its maker"):
            replace(made(), maker=OTHER.address).check()

    @pytest.mark.parametrize("signature", [b"", bytes(65), b"\x01" * 64, b"\x01" * 66])
    def test_what_is_no_signature_is_refused(self, signature):
        with pytest.raises(SignatureRefused, match="not signed by the key of its maker"):
            replace(made(), signature=signature).check()

    def test_a_key_that_signs_for_a_contract_is_not_the_maker(self):
        bundle = disclose(COMMITTED, SHOWN, ABOUT, MAKER, wallet=OTHER.address)
        assert (bundle.maker, signer_of(bundle.message, bundle.signature)) == (OTHER.address, MAKER.address)
        with pytest.raises(SignatureRefused, match="not signed by the key of its maker"):
            bundle.check()

    def test_what_is_signed_is_the_hash_of_the_leaves(self):
        bundle = made()
        kind = (
            b"Disclosure(bytes32 root,uint256 obligation,uint256 receivable,bytes32 leaves,address maker,"
            b"address audience,uint256 madeDay,uint256 lastDay)"
        )
        maker = bytes.fromhex(MAKER.address[2:]).rjust(32, b"\0")
        numbers = [number.to_bytes(32) for number in (12, RECEIVABLE)]
        words = [bundle.root, *numbers, keccak256(b"".join(bundle.leaves)), maker, bytes(32)]
        days = [day.to_bytes(32) for day in (20_700, 20_730)]
        assert bundle.message.body == keccak256(b"".join([keccak256(kind), *words, *days]))


class TestSubject:
    def test_an_address_without_its_checksum_is_refused(self):
        with pytest.raises(AddressRefused, match="An address is 0x and 40 hex digits"):
            replace(ABOUT, ledger=OTHER.address.lower())
        with pytest.raises(AddressRefused, match="An address is 0x and 40 hex digits"):
            disclose(COMMITTED, SHOWN, ABOUT, MAKER, wallet="wallet.eth")

    def test_a_negative_day_is_refused(self):
        with pytest.raises(AmountNegative, match="is not negative"):
            replace(ABOUT, last_day=-1)


GOOD = json.loads(made().as_json())


def with_changed(*way, to):
    """The text of a bundle, with what stands at the end of a way changed, or left out for `...`."""
    read = json.loads(made().as_json())
    inner = read
    for step in way[:-1]:
        inner = inner[step]
    if to is ...:
        del inner[way[-1]]
    else:
        inner[way[-1]] = to
    return json.dumps(read)


class TestText:
    def test_it_is_versioned_and_its_parts_are_named(self):
        assert GOOD["version"] == "headwater/disclosure/1"
        assert list(GOOD)[1:] == ["disclosure", "maker", "root", "fields", "proof", "proofFlags", "signature"]
        assert list(GOOD["fields"][0]) == ["path", "salt", "value"]

    def test_it_comes_back_as_it_was(self):
        assert Bundle.from_json(made().as_json()) == made()
        strange = made("**", document=commit(STRANGE, SECRET))
        assert Bundle.from_json(strange.as_json()) == strange

    @pytest.mark.parametrize("version", ["headwater/disclosure/2", "", 1, 1.0, None, True, ["headwater/disclosure/1"]])
    def test_another_version_is_refused(self, version):
        with pytest.raises(BundleVersionUnknown, match="reads version headwater/disclosure/1"):
            Bundle.from_json(with_changed("version", to=version))

    def test_a_text_without_a_version_is_refused(self):
        with pytest.raises(BundleVersionUnknown, match="reads version headwater/disclosure/1"):
            Bundle.from_json(with_changed("version", to=...))

    @pytest.mark.parametrize("name", ["algorithm", "hash", "canonicalisation", "leafEncoding", "domain", "alg"])
    def test_an_algorithm_that_the_file_names_is_refused(self, name):
        """Hostile D6: the version fixes every algorithm; a bundle that names one is no bundle."""
        for way in ((name,), ("disclosure", name), ("fields", 0, name)):
            with pytest.raises(BundleMalformed, match="There is no such field in a bundle") as caught:
                Bundle.from_json(with_changed(*way, to="none"))
            assert caught.value.field.endswith(name)

    @pytest.mark.parametrize("part", list(GOOD)[1:])
    def test_a_part_that_is_missing_is_named(self, part):
        with pytest.raises(BundleMalformed, match=rf"The field is missing \({part}\)"):
            Bundle.from_json(with_changed(part, to=...))

    @pytest.mark.parametrize("part", GOOD["disclosure"])
    def test_a_term_that_is_missing_or_of_another_kind_is_named(self, part):
        for wrong in (..., 1, "1e3", None, "0x1", [], "-1"):
            with pytest.raises(BundleMalformed) as caught:
                Bundle.from_json(with_changed("disclosure", part, to=wrong))
            assert caught.value.field == f"disclosure.{part}"

    @pytest.mark.parametrize("part", ["path", "salt", "value"])
    def test_a_part_of_a_field_that_is_missing_or_of_another_kind_is_named(self, part):
        for wrong in (..., 1, None, [], "\ud800"):
            with pytest.raises(BundleMalformed) as caught:
                Bundle.from_json(with_changed("fields", 1, part, to=wrong))
            assert caught.value.field == f"fields[1].{part}"

    @pytest.mark.parametrize("path", ["", "a//b", "/a", "a\n", "lines/*/name", "numbеr", "a b"])
    def test_a_malformed_path_is_refused(self, path):
        with pytest.raises(BundleMalformed, match="It is a path of letters and digits between strokes"):
            Bundle.from_json(with_changed("fields", 0, "path", to=path))

    @pytest.mark.parametrize(
        ("part", "wrong"), [("proof", "0x00"), ("proof", 7), ("proofFlags", 1), ("proofFlags", "true")]
    )
    def test_a_node_or_flag_of_another_kind_is_named(self, part, wrong):
        with pytest.raises(BundleMalformed, match=rf"\({part}\[0\]"):
            Bundle.from_json(with_changed(part, 0, to=wrong))

    @pytest.mark.parametrize("part", ["fields", "proof", "proofFlags"])
    def test_what_is_no_list_is_named(self, part):
        with pytest.raises(BundleMalformed, match=rf"It is a list \({part}"):
            Bundle.from_json(with_changed(part, to={}))

    @pytest.mark.parametrize("part", ["root", "maker", "signature"])
    def test_what_is_no_hash_address_or_signature_is_named(self, part):
        for wrong in ("", "0x0", "0xzz", 7, [], MAKER.address.lower() + "0"):
            with pytest.raises(BundleMalformed, match=rf"\({part} = "):
                Bundle.from_json(with_changed(part, to=wrong))

    def test_a_field_that_stands_there_twice_is_refused(self):
        text = made().as_json().replace('"root":', '"maker": "x", "root":')
        with pytest.raises(BundleMalformed, match=r"A field stands there once \(maker\)"):
            Bundle.from_json(text)

    @pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '"x"', "[" * 100_000, '{"a":' * 100_000])
    def test_what_is_no_bundle_is_refused(self, text):
        with pytest.raises(BundleMalformed):
            Bundle.from_json(text)

    def test_a_text_that_is_too_long_is_refused_unread(self):
        with pytest.raises(BundleMalformed, match="A bundle has at most 1000000 characters"):
            Bundle.from_json(made().as_json().ljust(1_000_001))
        assert Bundle.from_json(made().as_json().ljust(1_000_000)) == made()

    def test_a_refusal_quotes_little_and_never_a_value(self):
        """A message shows at most sixty characters of what is no path, and nothing of a field's value."""
        with pytest.raises(BundleMalformed) as caught:
            Bundle.from_json(with_changed("fields", 0, "value", to=["private"] * 99))
        assert "private" not in str(caught.value)
        with pytest.raises(BundleMalformed) as caught:
            Bundle.from_json(with_changed("fields", 0, "path", to="/" * 500))
        assert len(str(caught.value)) < 160


class TestPaper:
    """What users read in docs/disclosure.md holds."""

    PAPER = (ROOT / "docs" / "disclosure.md").read_text(encoding="utf-8")

    def test_the_session_runs_as_printed(self):
        (session,) = re.findall(r"```python\n(>>> .*?)```", self.PAPER, re.S)
        example = doctest.DocTestParser().get_doctest(session, {}, "disclosure.md", None, None)
        assert doctest.DocTestRunner().run(example).failed == 0

    def test_the_example_is_worked_out(self):
        fields = re.findall(r"^\| `(\S+)` \| `(\S+)` \| `0x\w{64}` \| `0x\w{64}` \|$", self.PAPER, re.M)
        done = commit(fields, SECRET)
        rows = [
            f"`{p}` | `{v}` | `0x{done.salt(p).hex()}` | `0x{field_leaf(p, done.salt(p), v).hex()}`" for p, v in fields
        ]
        assert len(rows) == 2
        assert [row for row in [*rows, f"`0x{done.root.hex()}`"] if row not in self.PAPER] == []

    def test_the_profiles_are_those_of_the_package(self):
        listed = re.findall(r"^\| `(financier|customs|supervisor)` \| (.*) \|$", self.PAPER, re.M)
        assert {name: tuple(re.findall(r"`(\S+?)`", fields)) for name, fields in listed} == {
            name: profile.patterns for name, profile in PROFILES.items()
        }

    def test_every_refusal_is_named(self):
        kinds = [kind for kind in vars(disclosures).values() if isinstance(kind, type) and issubclass(kind, Exception)]
        names = {kind.__name__ for kind in kinds} - {"DisclosureRefused"}
        assert {name for name in names if f"`{name}`" not in self.PAPER} == set()


class TestRefusals:
    def test_every_refusal_is_one_of_disclosure(self):
        kinds = [kind for kind in vars(disclosures).values() if isinstance(kind, type) and issubclass(kind, Exception)]
        assert {kind for kind in kinds if not issubclass(kind, DisclosureRefused)} == set()
        assert issubclass(DisclosureRefused, HeadwaterError)

    def test_all_names_what_is_there_and_nothing_twice(self):
        assert sorted(disclosures.__all__) == sorted(set(disclosures.__all__))
        assert [name for name in disclosures.__all__ if not hasattr(disclosures, name)] == []
