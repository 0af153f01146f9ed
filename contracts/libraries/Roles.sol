// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The programme's roles in the AccessManager. Its own ADMIN is 0.
library Roles {
    uint64 internal constant REGISTRAR = 1;
    uint64 internal constant OPERATOR = 2;
    uint64 internal constant SUPERVISOR = 3;
    uint64 internal constant ENFORCER = 4;
    uint64 internal constant GUARDIAN = 5;
}
