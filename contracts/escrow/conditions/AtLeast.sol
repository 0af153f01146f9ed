// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Part} from "../../types/EscrowTypes.sol";
import {Combinator} from "./Combinator.sol";

/// @notice Met as far as k of its parts are: the k-th largest. Terms: `(uint256 k, Part[])`.
contract AtLeast is Combinator {
    function _read(bytes calldata terms)
        internal
        pure
        override
        returns (uint256 needed, Part[] memory parts)
    {
        (needed, parts) = abi.decode(terms, (uint256, Part[]));
    }
}
