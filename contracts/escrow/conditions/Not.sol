// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EscrowErrors} from "../../libraries/EscrowErrors.sol";
import {Part} from "../../types/EscrowTypes.sol";
import {PPM} from "../../types/FinancingTypes.sol";
import {Combinator} from "./Combinator.sol";

/// @notice Met as far as its part is not. Terms: `Part`, one that reads the chain alone: what a party could withhold is
/// refused when the agreement begins.
contract Not is Combinator {
    function _read(bytes calldata terms)
        internal
        pure
        override
        returns (uint256 needed, Part[] memory parts)
    {
        parts = new Part[](1);
        parts[0] = abi.decode(terms, (Part));
        needed = 1;
    }

    function _answer(uint256 ppm) internal pure override returns (uint256) {
        return PPM - ppm;
    }

    function _requirePart(address condition, bool factual) internal pure override {
        require(factual, EscrowErrors.Not_OverEvidence(condition));
    }
}
