// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Part} from "../../types/EscrowTypes.sol";
import {Combinator} from "./Combinator.sol";

/// @notice Met as far as each of its parts is: the least. Terms: `Part[]`.
contract All is Combinator {
    function _read(bytes calldata terms)
        internal
        pure
        override
        returns (uint256 needed, Part[] memory parts)
    {
        parts = abi.decode(terms, (Part[]));
        needed = parts.length;
    }
}
