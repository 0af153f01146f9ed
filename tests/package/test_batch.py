"""One signature for many acceptances: the tree is OpenZeppelin's, the leaves are what the ledger hashes."""

import json
from dataclasses import replace

import pytest
from eth_account import Account
from eth_account.messages import _hash_eip191_message
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from headwater import Acceptance, AddressRefused, Domain, sign_batch, struct_hash
from headwater._batch import MerkleTree, acceptance_hash
from headwater._signing import acceptance_message, batch_message

OBLIGOR = Account.from_key(b"\x11" * 32)
SELLERS = [Account.from_key(bytes([key]) * 32).address for key in (0x22, 0x33)]
DOMAIN = Domain("Headwater Receivables", 31_337, "0x" + "42" * 20)
HASHES = ("fingerprint", "document_root", "undertaking")
SIZES = [1, 2, 3, 5, 8, 33, 1000]


def terms(number, **changes):
    usual = Acceptance(
        obligor=OBLIGOR.address,
        seller=SELLERS[number % 2],
        currency=to_checksum_address("0x" + "e0" * 20),
        face=1_000_000 + number,
        due_day=20_700,
        valid_until=20_650,
        grace_days=5,
        late_rate_ppm=80_000,
        late_basis=360,
        guarantor="0x" + "00" * 20,
        fingerprint=number.to_bytes(32),
        document_root=b"\xdc" * 32,
        undertaking=b"\x1a" * 32,
    )
    return replace(usual, **changes)


def values(number):
    return [keccak(text=f"value {i}") for i in range(number)]


def standard_root(hashed):
    """The root as the package @openzeppelin/merkle-tree specifies it.

    Leaves are hashed twice and sorted; they fill an array from its end; a node's children stand at 2i + 1 and 2i + 2;
    a pair is hashed in the order of its bytes.
    """
    leaves = sorted(keccak(keccak(value)) for value in hashed)
    tree = [None] * (len(leaves) - 1) + leaves[::-1]
    for node in reversed(range(len(leaves) - 1)):
        tree[node] = keccak(b"".join(sorted(tree[2 * node + 1 : 2 * node + 3])))
    return tree[0]


def climbed(value, proof):
    """The root that a proof leads to, as OpenZeppelin's MerkleProof computes it on chain."""
    node = keccak(keccak(value))
    for sibling in proof:
        node = keccak(min(node, sibling) + max(node, sibling))
    return node


class TestMerkleTree:
    @pytest.mark.parametrize("size", SIZES)
    def test_the_root_is_the_standard_one(self, size):
        assert MerkleTree(values(size)).root == standard_root(values(size))

    @pytest.mark.parametrize("size", SIZES)
    def test_every_proof_leads_to_the_root(self, size):
        tree = MerkleTree(values(size))
        assert {climbed(value, tree.proof(i)) for i, value in enumerate(values(size))} == {tree.root}

    def test_one_value_is_its_own_tree(self):
        (value,) = values(1)
        tree = MerkleTree([value])
        assert (tree.root, tree.proof(0)) == (keccak(keccak(value)), [])

    def test_two_values_are_hashed_in_the_order_of_their_leaves(self):
        one, two = sorted(keccak(keccak(value)) for value in values(2))
        assert MerkleTree(values(2)).root == keccak(one + two)

    def test_the_order_of_the_values_does_not_matter(self):
        assert MerkleTree(values(7)[::-1]).root == MerkleTree(values(7)).root

    def test_a_value_that_is_there_twice_has_two_proofs_that_hold(self):
        value, other = values(2)
        tree = MerkleTree([value, other, value])
        assert [climbed(value, tree.proof(i)) for i in (0, 2)] == [tree.root] * 2

    @pytest.mark.parametrize("size", [2, 3, 5])
    def test_no_inner_node_passes_for_a_value(self, size):
        tree = MerkleTree(values(size))
        inner = tree._nodes[: size - 1]
        assert all(climbed(node, tree.proof(i)[1:]) != tree.root for node in inner for i in range(size))

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40))
    def test_any_values_make_a_standard_tree(self, hashed):
        tree = MerkleTree(hashed)
        assert tree.root == standard_root(hashed)
        assert all(climbed(value, tree.proof(i)) == tree.root for i, value in enumerate(hashed))


class TestAcceptanceHash:
    @pytest.mark.parametrize("face", [0, 1, 2**88 - 1, 2**256 - 1])
    def test_it_is_the_struct_hash_of_what_an_obligor_signs(self, face):
        one = terms(3, face=face)
        assert acceptance_hash(one) == struct_hash(acceptance_message(DOMAIN, one))

    def test_it_tells_every_field(self):
        changed = {"face": 7, "due_day": 7, "seller": SELLERS[1], "fingerprint": b"\x07" * 32, "guarantor": SELLERS[0]}
        hashes = {acceptance_hash(terms(0, **{field: value})) for field, value in changed.items()}
        assert len(hashes | {acceptance_hash(terms(0))}) == len(changed) + 1


class TestSignBatch:
    def test_the_obligor_signs_the_root(self):
        batch = sign_batch(OBLIGOR, DOMAIN, [terms(i) for i in range(5)])
        digest = _hash_eip191_message(batch_message(DOMAIN, batch.root))
        assert Account._recover_hash(digest, signature=batch.signature) == OBLIGOR.address
        assert batch.root == standard_root([acceptance_hash(one) for one in batch.terms])

    def test_every_terms_has_its_proof(self):
        batch = sign_batch(OBLIGOR, DOMAIN, [terms(i) for i in range(5)])
        hashes = [acceptance_hash(one) for one in batch.terms]
        assert {climbed(value, batch.proof(i)) for i, value in enumerate(hashes)} == {batch.root}

    def test_it_refuses_none(self):
        with pytest.raises(ValueError, match="at least one"):
            sign_batch(OBLIGOR, DOMAIN, [])

    def test_it_refuses_what_another_obligor_owes(self):
        with pytest.raises(ValueError, match="its own acceptances only"):
            sign_batch(OBLIGOR, DOMAIN, [terms(0), terms(1, obligor=SELLERS[0])])


class TestFiles:
    @pytest.fixture
    def batch(self):
        return sign_batch(OBLIGOR, DOMAIN, [terms(i) for i in range(4)])

    def test_one_is_written_for_each_terms(self, batch, tmp_path):
        assert batch.write(tmp_path / "out") == 4
        names = [f"{one.seller}-{acceptance_hash(one).hex()[:16]}.json" for one in batch.terms]
        written = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert written == sorted(name for name, _ in batch.files()) == sorted(names)

    def test_two_acceptances_of_one_invoice_have_a_file_each(self, tmp_path):
        first, amended = terms(0), terms(0, due_day=terms(0).due_day + 1)
        batch = sign_batch(OBLIGOR, DOMAIN, [first, amended])
        assert batch.write(tmp_path) == len(list(tmp_path.iterdir())) == 2

    def test_each_holds_what_its_seller_issues_with(self, batch):
        for index, (name, content) in enumerate(batch.files()):
            shown = json.loads(json.dumps(content))
            value = acceptance_hash(batch.terms[index])
            proof = [bytes.fromhex(node[2:]) for node in shown["proof"]]
            assert climbed(value, proof) == batch.root
            assert name.startswith(shown["terms"]["seller"])
            assert shown["signature"] == "0x" + batch.signature.hex()

    def test_terms_come_back_as_they_were(self, batch):
        (_, content), *_ = batch.files()
        shown = {k: bytes.fromhex(v[2:]) if k in HASHES else v for k, v in content["terms"].items()}
        assert Acceptance(**shown) == batch.terms[0]
        assert (content["chainId"], content["issuance"]) == (31_337, DOMAIN.contract)

    def test_a_folder_that_holds_something_is_refused_and_stays_as_it_is(self, batch, tmp_path):
        (tmp_path / "mine.json").write_text("mine", "utf-8")
        with pytest.raises(FileExistsError, match="A batch is written into an empty folder"):
            batch.write(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["mine.json"]

    @pytest.mark.parametrize("seller", ["", "0x", "0x../../x", "../x", SELLERS[0] + "/../x", SELLERS[0] + "\n"])
    def test_a_seller_that_is_no_address_is_refused_before_it_names_a_file(self, seller):
        """Hostile C3: a name, a path or a number of another length in the place of an address is refused."""
        with pytest.raises(AddressRefused, match="An address is 0x and 40 hex digits with their checksum"):
            terms(0, seller=seller)
