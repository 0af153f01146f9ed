"""The tree of a batch is OpenZeppelin's: held against the package @openzeppelin/merkle-tree itself, both ways."""

import json
import subprocess
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from _anvil import ROOT
from headwater import MerkleTree, sign_batch
from headwater._batch import acceptance_hash
from tests.package.test_batch import DOMAIN, OBLIGOR, climbed, terms, values

SCRIPT = Path(__file__).with_name("merkle.js")
SIZES = [1, 2, 3, 5, 7, 8, 100, 1000]
BYTES32 = ["bytes32"]


def shown(hashes):
    return [f"0x{value.hex()}" for value in hashes]


def openzeppelin(*asked):
    """Ask the JavaScript package; each question is a dictionary, as `merkle.js` says."""
    given = json.dumps([{"encoding": BYTES32} | one for one in asked])
    done = subprocess.run(["node", SCRIPT], input=given, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, f"@openzeppelin/merkle-tree did not run; `npm ci` installs it: {done.stderr[-300:]}"
    return json.loads(done.stdout)


def question(hashes, **changes):
    """Ask for the tree of values, and whether our proofs hold in it."""
    tree = MerkleTree(hashes)
    proofs = [shown(tree.proof(i)) for i in range(len(hashes))]
    return {"values": shown(hashes), "root": shown([tree.root])[0], "proofs": proofs} | changes


@pytest.fixture(scope="module")
def answers():
    """What the JavaScript package says to the values of each size, asked at once: node takes a while to start."""
    return dict(zip(SIZES, openzeppelin(*(question(values(size)) for size in SIZES)), strict=True))


class TestVectors:
    @pytest.mark.parametrize("size", SIZES)
    def test_the_roots_are_equal(self, answers, size):
        """Hostile D2: the root of one leaf, of an odd and of an even number is the JavaScript package's."""
        assert shown([MerkleTree(values(size)).root]) == [answers[size]["root"]]

    @pytest.mark.parametrize("size", SIZES)
    def test_the_proofs_are_equal(self, answers, size):
        tree = MerkleTree(values(size))
        assert [shown(tree.proof(i)) for i in range(size)] == answers[size]["proofs"]

    @pytest.mark.parametrize("size", SIZES)
    def test_it_takes_every_proof_of_ours(self, answers, size):
        assert answers[size]["valid"] == [True] * size

    @pytest.mark.parametrize("size", SIZES)
    def test_every_proof_of_its_leads_to_our_root(self, answers, size):
        root, hashed = MerkleTree(values(size)).root, values(size)
        proofs = [[bytes.fromhex(node[2:]) for node in proof] for proof in answers[size]["proofs"]]
        assert {climbed(value, proof) for value, proof in zip(hashed, proofs, strict=True)} == {root}

    def test_what_an_obligor_signs_is_its_root(self):
        batch = sign_batch(OBLIGOR, DOMAIN, [terms(i) for i in range(7)])
        (answer,) = openzeppelin({"values": shown(acceptance_hash(one) for one in batch.terms)})
        assert (answer["root"], answer["proofs"][3]) == (shown([batch.root])[0], shown(batch.proof(3)))


class TestEdges:
    def test_a_leaf_that_is_there_twice_is_hashed_twice(self):
        """Hostile D2: a tree with a duplicate leaf is the same in both, and each copy has its proof."""
        one, two, three = values(3)
        (answer,) = openzeppelin(asked := question([one, two, one, three, one]))
        assert (answer["root"], answer["valid"]) == (asked["root"], [True] * 5)

    def test_a_batch_holds_nothing_twice(self):
        """Hostile D2: an acceptance that stands twice in a batch is refused before it is signed."""
        with pytest.raises(ValueError, match="A batch holds each acceptance once"):
            sign_batch(OBLIGOR, DOMAIN, [terms(0), terms(1), terms(0)])

    def test_an_empty_tree_is_refused_by_both(self):
        """Hostile D2: there is no tree of nothing."""
        (answer,) = openzeppelin({"values": []})
        assert "non-zero number of leaves" in answer["refused"]
        with pytest.raises(ValueError, match="A tree holds at least one value"):
            MerkleTree([])

    @pytest.mark.parametrize("size", [0, 20, 31, 33, 64])
    def test_a_value_of_another_size_is_refused(self, size):
        """Hostile D2: the 64 bytes of two children cannot be given as a value, nor anything but 32 bytes."""
        with pytest.raises(ValueError, match="A value of the tree has 32 bytes"):
            MerkleTree([bytes(32), bytes(size)])

    @pytest.mark.parametrize("size", [2, 3, 8])
    def test_it_takes_no_inner_node_for_a_value(self, size):
        """Hostile D2: the 64 bytes under an inner node, or its hash, pass for a leaf under no proof and no encoding."""
        tree = MerkleTree(values(size))
        first, second = tree.proof(0)[0], keccak(keccak(values(size)[0]))
        inner = min(first, second) + max(first, second)
        rest, root = [shown(tree.proof(0)[1:])], shown([tree.root])[0]
        forged = [(inner, ["bytes"]), (keccak(inner), BYTES32), (inner[:32], BYTES32), (inner[32:], BYTES32)]
        asked = ({"values": shown([v]), "encoding": e, "root": root, "proofs": rest} for v, e in forged)
        assert [answer["valid"] for answer in openzeppelin(*asked)] == [[False]] * 4

    def test_it_refuses_a_proof_of_another_value(self):
        asked = question(values(8))
        turned = asked["proofs"][1:] + asked["proofs"][:1]
        (answer,) = openzeppelin(asked | {"proofs": turned})
        assert answer["valid"] == [False] * 8
