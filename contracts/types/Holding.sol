// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What the ledger keeps of one receivable, in one slot: `holder (160) | value (88) | flags (8)`,
/// the holder in the lowest bits. Zero: no such receivable.
type Holding is uint256;

Holding constant NO_HOLDING = Holding.wrap(0);

using {holderOf, valueOf, has, withHolder, withValue, with, without, isNone} for Holding global;

// The largest value of a receivable, and so the largest face value: 2^88 − 1 base units.
uint256 constant MAX_VALUE = type(uint88).max;

uint8 constant PROPOSED = 1 << 0; // a proposal is on record beside it (it may have lapsed)
uint8 constant APPROVED = 1 << 1; // an ERC-721 approval is on record beside it
uint8 constant PART_CLAIMED = 1 << 2; // an amount already claimed is on record beside it
uint8 constant VALUE_APPROVED = 1 << 3; // an ERC-3525 value approval is on record beside it, or was
uint8 constant FREEZE_NOTED = 1 << 4; // a freeze for some account is on record beside it, or was

uint256 constant VALUE_SHIFT = 160;
uint256 constant FLAGS_SHIFT = 248;

/// @dev The caller has checked that `value` is at most MAX_VALUE.
function toHolding(address holder, uint256 value) pure returns (Holding) {
    return Holding.wrap(uint256(uint160(holder)) | (value << VALUE_SHIFT));
}

function isNone(Holding self) pure returns (bool) {
    return Holding.unwrap(self) == 0;
}

/// @dev Safe because the cast keeps exactly the holder's 160 bits.
function holderOf(Holding self) pure returns (address) {
    return address(uint160(Holding.unwrap(self)));
}

function valueOf(Holding self) pure returns (uint256) {
    return (Holding.unwrap(self) >> VALUE_SHIFT) & MAX_VALUE;
}

function has(Holding self, uint8 flag) pure returns (bool) {
    return (Holding.unwrap(self) >> FLAGS_SHIFT) & flag != 0;
}

function withHolder(Holding self, address holder) pure returns (Holding) {
    return Holding.wrap((Holding.unwrap(self) & ~uint256(type(uint160).max)) | uint256(uint160(holder)));
}

/// @dev The caller has checked that `value` is at most MAX_VALUE.
function withValue(Holding self, uint256 value) pure returns (Holding) {
    return Holding.wrap((Holding.unwrap(self) & ~(MAX_VALUE << VALUE_SHIFT)) | (value << VALUE_SHIFT));
}

function with(Holding self, uint8 flag) pure returns (Holding) {
    return Holding.wrap(Holding.unwrap(self) | (uint256(flag) << FLAGS_SHIFT));
}

function without(Holding self, uint8 flag) pure returns (Holding) {
    return Holding.wrap(Holding.unwrap(self) & ~(uint256(flag) << FLAGS_SHIFT));
}
