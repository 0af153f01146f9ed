"""A document's commitment is OpenZeppelin's tree over its fields, and a root tells nothing that could be guessed."""

import hmac
from itertools import product
from string import ascii_letters, digits

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak as reference
from hypothesis import given
from hypothesis import strategies as st

from headwater._keccak import keccak256
from headwater._merkle import LeafTree, Multiproof, leaf_hash, pair_hash
from headwater.disclosures import (
    FieldRefused,
    FieldUnknown,
    LinkKind,
    SecretRefused,
    commit,
    field_leaf,
    link,
    new_document_secret,
)
from tests.package.test_merkle import openzeppelin, shown

SECRET = b"\x5e" * 32
LEAF_TYPES = ("string", "bytes32", "string")
INVOICE = (
    ("number", "2026-0815"),
    ("type", "380"),
    ("issueDate", "2026-09-01"),
    ("dueDate", "2026-11-30"),
    ("currency", "EUR"),
    ("totals/payable", "443191.74"),
    ("seller/name", "Gießerei Müller & Söhne GmbH"),
    ("seller/legalId", "HRB 12345"),
    ("buyer/name", "Anchor Motors SE"),
    ("buyer/legalId", "HRB 67890"),
    ("lines/1/name", "Gehäuse"),
    ("lines/1/quantity", "100"),
    ("lines/2/name", "Bolzen"),
    ("lines/2/quantity", "2500"),
    ("lines/2/amount", "1250.00"),
    ("taxes/1/rate", "19"),
    ("payment/1/iban", "DE02120300000000202051"),
)
STRANGE = (
    ("a", ""),
    ("umlauts", "Äpfel für Überlingen, ß"),
    ("cjk", "供应链金融"),
    ("arabic", "تمويل سلسلة التوريد"),
    ("beyond/the/basic/plane", "𝄞🚢"),
    ("lines", "one\ntwo\ttabs\0and a zero"),
    ("exactly", "x" * 32),
    ("one/more", "x" * 33),
    ("Groesse2/1/x9", "path of letters and digits"),
)


def many(number):
    return tuple((f"lines/{i}/name", f"part {i * i}") for i in range(1, number + 1))


PATHS = st.lists(st.text(ascii_letters + digits, min_size=1), min_size=1, max_size=4).map("/".join)
DOCUMENTS = [
    INVOICE,
    STRANGE,
    STRANGE[:1],
    *(many(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33)),
    many(60),
]
DOCUMENTS += [many(61), INVOICE + STRANGE, INVOICE[:3], many(1000)]
NAMES = [f"{i}-of-{len(fields)}" for i, fields in enumerate(DOCUMENTS)]


def chosen(size):
    """Places of leaves to prove together: one, the ends, every third, all."""
    return [[0], sorted({0, size - 1}), list(range(0, size, 3)), list(range(size))]


def asked(fields):
    """What the JavaScript package is asked of a document, our proofs among it."""
    done = commit(fields, SECRET)
    paths = [path for path, _ in fields]
    rows = [[path, shown([done.salt(path)])[0], value] for path, value in fields]
    ours = [(places, done.multiproof(paths[p] for p in places)) for places in chosen(len(fields))]
    ordered = [[rows[paths.index(path)] for path in done.in_order(paths[p] for p in places)] for places, _ in ours]
    proofs = [
        {"leaves": rows, "proof": shown(one.proof), "proofFlags": list(one.flags)}
        for rows, (_, one) in zip(ordered, ours, strict=True)
    ]
    return {
        "encoding": LEAF_TYPES,
        "values": rows,
        "root": shown([done.root])[0],
        "proofs": [shown(done.proof(path)) for path in paths],
        "chosen": chosen(len(fields)),
        "shown": proofs,
    }


@pytest.fixture(scope="module")
def questions():
    return [asked(fields) for fields in DOCUMENTS]


@pytest.fixture(scope="module")
def answers(questions):
    """What the JavaScript package says to every document, asked at once: node takes a while to start."""
    return openzeppelin(*questions)


@pytest.mark.parametrize("number", range(len(DOCUMENTS)), ids=NAMES)
class TestVectors:
    def test_the_root_is_the_javascript_packages(self, questions, answers, number):
        """Hostile D2: the root of one field, of odd and even numbers of fields is the JavaScript package's."""
        assert questions[number]["root"] == answers[number]["root"]

    def test_every_proof_of_one_field_is_its_own(self, questions, answers, number):
        assert questions[number]["proofs"] == answers[number]["proofs"]
        assert set(answers[number]["valid"]) == {True}

    def test_every_proof_of_many_is_its_own(self, questions, answers, number):
        """Leaves in its order, the same nodes, the same flags; and it takes ours."""
        assert questions[number]["shown"] == answers[number]["multiproofs"]
        assert answers[number]["taken"] == [True] * 4


class TestLeaf:
    @given(PATHS, st.binary(min_size=32, max_size=32), st.text())
    def test_it_hashes_what_the_contract_encodes(self, path, salt, value):
        assert field_leaf(path, salt, value) == leaf_hash(encode(LEAF_TYPES, (path, salt, value)))

    @pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 64, 65, 4096])
    def test_texts_of_whole_words_are_filled_up_with_nothing(self, length):
        path, value = "p" * max(1, min(length, 400)), "v" * length
        assert field_leaf(path, bytes(32), value) == leaf_hash(encode(LEAF_TYPES, (path, bytes(32), value)))

    @given(st.binary(max_size=300))
    def test_the_quick_hash_is_keccak(self, data):
        assert keccak256(data) == reference(data)

    def test_two_fields_that_run_into_one_another_have_two_leaves(self):
        assert field_leaf("ab", SECRET, "c") != field_leaf("a", SECRET, "bc")


class TestCommit:
    def test_the_same_fields_and_secret_give_the_same_root_in_any_order(self):
        assert commit(INVOICE, SECRET).root == commit(INVOICE[::-1], SECRET).root

    def test_the_root_itself_is_the_one_that_was_written_down(self):
        fields = [("number", "2026-0815"), ("totals/payable", "443191.74")]
        assert commit(fields, SECRET).root.hex() == "7ab898201e41c3bf1f35d679a30a80c1e6d15f965e31507f6a26ef30a8505492"

    def test_every_value_and_every_path_counts(self):
        changed = [("number", "2026-0816"), ("Number", "2026-0815")]
        roots = {commit([one, *INVOICE[1:]], SECRET).root for one in [*changed, INVOICE[0]]}
        assert len(roots) == 3

    def test_one_field_is_its_own_tree(self):
        """Hostile D2: the root of a single field is its leaf, and its proof is empty."""
        done = commit([("number", "7")], SECRET)
        assert (done.root, done.proof("number")) == (field_leaf("number", done.salt("number"), "7"), [])

    def test_a_document_of_nothing_is_refused(self):
        """Hostile D2: there is no tree of nothing."""
        with pytest.raises(FieldRefused, match="A document has at least one field"):
            commit([], SECRET)

    def test_a_path_that_is_there_twice_is_refused(self):
        """Hostile D2: no path has two leaves, of the same value or of another."""
        for again in ("2026-0815", "other"):
            with pytest.raises(FieldRefused, match="The field 'number' is there twice"):
                commit([*INVOICE, ("number", again)], SECRET)

    @pytest.mark.parametrize("path", ["", "/", "a/", "/a", "a//b", "lines/*/name", "a\0", "a\nb", "\ud800", "p" * 501])
    def test_a_malformed_path_is_refused(self, path):
        with pytest.raises(FieldRefused, match="is no list of letters and digits between strokes"):
            commit([(path, "x")], SECRET)

    @pytest.mark.parametrize("path", ["größe", "numbеr", "ｎumber", "a b", "a.b", "a-b", "a=b", "number\u3164", "١"])
    def test_a_path_that_looks_like_another_is_refused(self, path):
        """Hostile D2: no letter of another alphabet, no space and no mark makes one path look like another."""
        with pytest.raises(FieldRefused, match="is no list of letters and digits between strokes"):
            commit([(path, "x")], SECRET)

    def test_half_a_character_is_refused_without_being_quoted(self):
        with pytest.raises(FieldRefused, match=r"^The value of 'number' is no text in Unicode.$"):
            commit([("number", "secret \udc80")], SECRET)

    @pytest.mark.parametrize("field", [("number", 7), (7, "number"), ("number", None), ("number", b"7")])
    def test_what_is_no_text_is_refused(self, field):
        with pytest.raises(FieldRefused, match="The path and the value of a field are text"):
            commit([field], SECRET)

    @pytest.mark.parametrize("size", [0, 31, 33, 64])
    def test_a_secret_of_another_size_is_refused_without_being_quoted(self, size):
        with pytest.raises(SecretRefused, match=r"^The secret of a document has 32 bytes.$"):
            commit(INVOICE, b"\x5e" * size)

    def test_it_shows_nothing_of_itself_but_the_root(self):
        done = commit(INVOICE, SECRET)
        assert repr(done) == f"Commitment(root={done.root!r})"

    def test_a_field_that_is_not_there_is_refused_by_name(self):
        done = commit(INVOICE, SECRET)
        for ask in (done.value, done.salt, done.proof, done.evidence, lambda path: done.multiproof([path])):
            with pytest.raises(FieldUnknown, match="The document has no field 'lines/3/name'"):
                ask("lines/3/name")


class TestSalts:
    def test_a_secret_is_random_and_of_thirty_two_bytes(self):
        made = {new_document_secret() for _ in range(50)}
        assert (len(made), {len(one) for one in made}) == (50, {32})

    def test_a_salt_is_made_of_the_secret_and_the_path_alone(self):
        expected = hmac.new(SECRET, b"headwater/salt/1\0lines/1/name", "sha256").digest()
        assert {commit([("lines/1/name", value)], SECRET).salt("lines/1/name") for value in ("1", "2")} == {expected}

    def test_no_two_fields_and_no_two_documents_share_a_salt(self):
        """Hostile D3: each field of each document has a salt of its own."""
        done = [commit(INVOICE, secret) for secret in (SECRET, b"\x5f" * 32)]
        assert len({one.salt(path) for one in done for path, _ in INVOICE}) == 2 * len(INVOICE)

    def test_a_date_is_not_found_from_all_that_the_others_show(self):
        """Hostile D3: every day of a century, under every salt and node that the other fields' proofs show."""
        done = commit(INVOICE, SECRET)
        others = [path for path, _ in INVOICE if path != "dueDate"]
        known = {node for path in others for node in done.proof(path)} | set(done.multiproof(others).proof)
        salts = [*(done.salt(path) for path in others), bytes(32), SECRET[::-1], done.root]
        days = [f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32)]
        assert field_leaf("dueDate", done.salt("dueDate"), "2026-11-30") in known
        assert not known & {field_leaf("dueDate", salt, day) for salt, day in product(salts, days)}


class TestForgery:
    """Proofs that no tree gives."""

    TREE = LeafTree([leaf_hash(bytes([i])) for i in range(7)])

    def leaf(self, place):
        return leaf_hash(bytes([place]))

    def test_no_leaves_prove_nothing(self):
        """Hostile D2: the contract takes the root alone for a proof of no leaves; here it leads nowhere."""
        assert Multiproof((), (self.TREE.root,), ()).root is None
        assert Multiproof((), (), ()).root is None

    def test_the_root_is_led_to_by_what_the_tree_gives(self):
        assert {self.TREE.multiproof(places).root for places in ([0], [1, 2], [0, 3, 6], range(7))} == {self.TREE.root}

    def test_a_leaf_that_is_shown_twice_is_refused(self):
        """Hostile D2: a duplicate leaf of a multiproof."""
        twice = (self.leaf(0), self.leaf(0))
        assert Multiproof(twice, (), (True,)).root is None

    def test_leaves_in_another_order_are_refused(self):
        one = self.TREE.multiproof([0, 3, 6])
        assert Multiproof(one.leaves[::-1], one.proof, one.flags).root is None

    def test_a_node_too_many_or_too_few_is_refused(self):
        one = self.TREE.multiproof([0, 3])
        assert Multiproof(one.leaves, (*one.proof, bytes(32)), one.flags).root is None
        assert Multiproof(one.leaves, one.proof[:-1], one.flags).root is None
        assert Multiproof(one.leaves, (*one.proof, bytes(32)), (*one.flags, True)).root is None

    def test_flags_that_leave_the_proof_unused_are_refused(self):
        """A node of the proof that is never hashed could be anything, the root among it."""
        a, b = sorted((self.leaf(0), self.leaf(1)))
        assert Multiproof((a, b), (self.TREE.root,), (True, True)).root is None

    def test_flags_in_another_order_lead_elsewhere(self):
        one = self.TREE.multiproof([0, 3])
        turned = {one.flags[n:] + one.flags[:n] for n in range(len(one.flags))} - {one.flags}
        assert turned
        assert self.TREE.root not in {Multiproof(one.leaves, one.proof, flags).root for flags in turned}

    @pytest.mark.parametrize("places", [[], [1, 1]])
    def test_none_and_one_twice_are_not_proven(self, places):
        with pytest.raises(ValueError, match="A proof is of at least one leaf, and of each once"):
            self.TREE.multiproof(places)

    def test_the_sixty_four_bytes_of_two_nodes_are_no_field(self):
        """Hostile D2: an inner node hashes 64 bytes, a leaf hashes 32, and an encoding has 160 at least."""
        done = commit(INVOICE, SECRET)
        sibling = done.proof("number")[0]
        inner = pair_hash(sibling, field_leaf("number", done.salt("number"), "2026-0815"))
        assert inner in done._tree._nodes
        assert len(encode(LEAF_TYPES, ("", bytes(32), ""))) == 160
        assert leaf_hash(min(sibling, inner) + max(sibling, inner)) not in done._tree._nodes

    def test_the_javascript_package_refuses_the_same(self):
        """Hostile D2: forged multiproofs, in both."""
        question = asked(INVOICE)
        good = question["shown"][2]
        short = good | {"proof": good["proof"][:-1]}
        turned = good | {"leaves": good["leaves"][::-1]}
        (answer,) = openzeppelin(question | {"shown": [good, short, turned]})
        assert answer["taken"][0] is True
        assert True not in answer["taken"][1:]


class TestLinks:
    ROOT = b"\x0d" * 32

    @pytest.mark.parametrize("kind", ["order", "orderResponse", "despatch", "receipt", "contract", "invoice"])
    def test_a_link_is_a_field_with_the_other_documents_root(self, kind):
        assert link(INVOICE, kind, self.ROOT) == (*INVOICE, (f"links/{kind}/root", "0x" + "0d" * 32))

    def test_a_second_of_a_kind_has_a_number(self):
        twice = link(link(INVOICE, LinkKind.DESPATCH, self.ROOT), "despatch", bytes(32), 2)
        assert twice[-1] == ("links/despatch/2/root", "0x" + "00" * 32)

    def test_a_second_of_a_kind_without_a_number_of_its_own_is_refused(self):
        once = link(link(INVOICE, "despatch", self.ROOT), "despatch", self.ROOT, 2)
        for number, path in ((None, "links/despatch/root"), (2, "links/despatch/2/root")):
            with pytest.raises(FieldRefused, match=f"There is a field '{path}' already"):
                link(once, "despatch", bytes(32), number)

    @pytest.mark.parametrize("number", [-1, 0, 1])
    def test_numbers_count_from_two(self, number):
        with pytest.raises(FieldRefused, match="later ones count from 2"):
            link(INVOICE, "order", self.ROOT, number)

    @pytest.mark.parametrize("kind", ["", "Order", "quote", "order/2"])
    def test_another_kind_is_refused(self, kind):
        with pytest.raises(FieldRefused, match="A link is to one of order, orderResponse"):
            link(INVOICE, kind, self.ROOT)

    @pytest.mark.parametrize("size", [0, 31, 33])
    def test_a_root_of_another_size_is_refused(self, size):
        with pytest.raises(FieldRefused, match=f"A root has 32 bytes, not {size}"):
            link(INVOICE, "order", bytes(size))

    def test_the_link_is_committed_like_any_field(self):
        order = commit([("number", "PO-1")], SECRET)
        invoice = commit(link(INVOICE, "order", order.root), SECRET)
        assert invoice.value("links/order/root") == "0x" + order.root.hex()
