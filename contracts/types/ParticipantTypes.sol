// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// What a participant may do, as bits of `capacities`.
uint16 constant OBLIGOR = 1 << 0;
uint16 constant SUPPLIER = 1 << 1;
uint16 constant FINANCIER = 1 << 2;
uint16 constant CUSTODIAN = 1 << 3;
uint16 constant GUARANTOR = 1 << 4;
uint16 constant ATTESTOR = 1 << 5;
uint16 constant SMALL_ENTERPRISE = 1 << 6;
uint16 constant ALL_CAPACITIES = (1 << 7) - 1;

/// @notice What the registrar says of an account.
/// @custom:member account The account; it is bound to the identity by its own call or signature.
/// @custom:member legalIdentity The hash of the canonical legal id of the company behind it.
/// @custom:member capacities What it may do, as bits.
/// @custom:member country ISO 3166-1 alpha-2, two capital letters.
/// @custom:member validUntil The last UTC day of its accreditation.
struct Registration {
    address account;
    bytes32 legalIdentity;
    uint16 capacities;
    bytes2 country;
    uint32 validUntil;
}

/// @notice An account's standing, in one slot.
/// @custom:member capacities What it may do, as bits.
/// @custom:member country ISO 3166-1 alpha-2.
/// @custom:member validUntil The last UTC day of its accreditation; 0: none.
/// @custom:member standingAcceptance Whether it takes receivables without being asked each time.
/// @custom:member frozen Whether the supervisor has frozen it: nothing moves to it or from it.
struct Standing {
    uint16 capacities;
    bytes2 country;
    uint32 validUntil;
    bool standingAcceptance;
    bool frozen;
}
