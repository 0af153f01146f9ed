// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// What every peer keeps of an obligation, in the three slots in which the ledger keeps its own.
struct PeerTerms {
    address obligor; // slot 0
    uint24 dueDay; // slot 0
    uint24 lateRatePpm; // slot 0
    uint8 graceDays; // slot 0
    address currency; // slot 1
    uint88 face; // slot 1
    bytes32 documentRoot; // slot 2
}

// One part of a split: to whom, and how much.
struct PeerShare {
    address to;
    uint256 value;
}
