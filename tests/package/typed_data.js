// Typed data (EIP-712) as ethers has it, for the package's and the contracts' to be held against. Reads JSON from standard
// input: a list of {domain, types, value, key?}; answers a list of {digest, signature?}. Numbers come as decimal digits.
"use strict";

const { TypedDataEncoder, Wallet } = require("ethers");

async function answer({ domain, types, value, key }) {
  const digest = TypedDataEncoder.hash(domain, types, value);
  return { digest, signature: key && (await new Wallet(key).signTypedData(domain, types, value)) };
}

const asked = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
Promise.all(asked.map(answer)).then((answers) => process.stdout.write(JSON.stringify(answers)));
