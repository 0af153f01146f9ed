// OpenZeppelin's own Merkle trees, for the package's to be held against. Reads JSON from standard input: a list of
// {values, encoding, root?, proofs?}; answers a list of {root, proofs, valid?}, or {refused} where the library refuses.
// `valid` says of each proof given whether the library takes it for its value under the root given.
"use strict";

const { StandardMerkleTree } = require("@openzeppelin/merkle-tree");

function answer({ values, encoding, root, proofs }) {
  const leaves = values.map((value) => [value]);
  try {
    const valid = proofs?.map((proof, i) => StandardMerkleTree.verify(root, encoding, leaves[i], proof));
    const tree = StandardMerkleTree.of(leaves, encoding);
    return { root: tree.root, proofs: leaves.map((_, i) => tree.getProof(i)), valid };
  } catch (error) {
    return { refused: error.message };
  }
}

const asked = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(answer)));
