// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

/// @notice The programme's one access manager: who has which role, with which delay.
contract Authority is AccessManager {
    constructor(address admin) AccessManager(admin) {}
}
