// OpenZeppelin's own Merkle trees, for the package's to be held against. Reads JSON from standard input: a list of
// {values, encoding, root?, proofs?, chosen?, shown?}; answers a list of {root, proofs, valid?, multiproofs?, taken?}, or
// {refused} where the library refuses. A value of several types is a list. `valid` says of each proof given whether the
// library takes it for its value under the root given; `multiproofs` are its own of the values at each list of places in
// `chosen`; `taken` says of each multiproof in `shown` whether it takes it under the root given, or why it refuses it.
"use strict";

const { StandardMerkleTree } = require("@openzeppelin/merkle-tree");

function taken(root, encoding, multiproof) {
  try {
    return StandardMerkleTree.verifyMultiProof(root, encoding, multiproof);
  } catch (error) {
    return error.message;
  }
}

function answer({ values, encoding, root, proofs, chosen, shown }) {
  const leaves = values.map((value) => [value].flat());
  try {
    const valid = proofs?.map((proof, i) => StandardMerkleTree.verify(root, encoding, leaves[i], proof));
    const tree = StandardMerkleTree.of(leaves, encoding);
    return {
      root: tree.root,
      proofs: leaves.map((_, i) => tree.getProof(i)),
      valid,
      multiproofs: chosen?.map((places) => tree.getMultiProof(places)),
      taken: shown?.map((multiproof) => taken(root, encoding, multiproof)),
    };
  } catch (error) {
    return { refused: error.message };
  }
}

const asked = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(answer)));
