// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One accepted payable: the ERC-3525 slot. Counts up from 1.
type ObligationId is uint64;

/// @notice One receivable: the ERC-721 / ERC-3525 token. The number is its pedigree:
/// `obligation (64) ‖ depth (8) ‖ parent serial (32) ‖ serial (32)`; the bits above are zero.
type ReceivableId is uint256;

using {obligationOf, depthOf, parentSerialOf, serialOf} for ReceivableId global;

uint256 constant OBLIGATION_SHIFT = 72;
uint256 constant DEPTH_SHIFT = 64;
uint256 constant PARENT_SHIFT = 32;

/// @dev The caller keeps each field within its width: the typed parameters do not let it do otherwise.
function toReceivableId(ObligationId obligation, uint8 depth, uint32 parentSerial, uint32 serial)
    pure
    returns (ReceivableId)
{
    return ReceivableId.wrap(
        (uint256(ObligationId.unwrap(obligation)) << OBLIGATION_SHIFT) | (uint256(depth) << DEPTH_SHIFT)
            | (uint256(parentSerial) << PARENT_SHIFT) | uint256(serial)
    );
}

// The narrowing casts below cut the fields apart: what they drop belongs to another field.

function obligationOf(ReceivableId id) pure returns (ObligationId) {
    return ObligationId.wrap(uint64(ReceivableId.unwrap(id) >> OBLIGATION_SHIFT));
}

function depthOf(ReceivableId id) pure returns (uint8) {
    return uint8(ReceivableId.unwrap(id) >> DEPTH_SHIFT);
}

function parentSerialOf(ReceivableId id) pure returns (uint32) {
    return uint32(ReceivableId.unwrap(id) >> PARENT_SHIFT);
}

function serialOf(ReceivableId id) pure returns (uint32) {
    return uint32(ReceivableId.unwrap(id));
}
