// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {ICondition} from "../../interfaces/ICondition.sol";
import {Decimals} from "../../libraries/Decimals.sol";
import {EscrowErrors} from "../../libraries/EscrowErrors.sol";
import {Comparison, Context} from "../../types/EscrowTypes.sol";
import {PPM} from "../../types/FinancingTypes.sol";

/// @notice Met when a field of the agreement's documents is shown and compares as agreed. Terms: `(string path, uint8
/// comparison, string value)`. Evidence: `(bytes32 salt, string value, bytes32[] proof)`, a proof against the agreement's
/// document root in OpenZeppelin's StandardMerkleTree format, with leaves `(string path, bytes32 salt, string value)`.
contract DocumentDisclosed is ICondition {
    /// @inheritdoc ICondition
    function isMet(bytes calldata terms, bytes calldata evidence, Context calldata context)
        external
        pure
        returns (uint256 ppm)
    {
        if (evidence.length == 0) return 0;
        (string memory path, Comparison comparison, string memory agreed) =
            abi.decode(terms, (string, Comparison, string));
        (bytes32 salt, string memory shown, bytes32[] memory proof) =
            abi.decode(evidence, (bytes32, string, bytes32[]));
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(path, salt, shown))));
        require(
            MerkleProof.verify(proof, context.documentRoot, leaf),
            EscrowErrors.DocumentDisclosed_NotInDocument(context.documentRoot, path)
        );
        return _compares(shown, comparison, agreed) ? PPM : 0;
    }

    /// @inheritdoc ICondition
    function check(bytes calldata terms) external pure returns (bool factual) {
        (, Comparison comparison, string memory agreed) = abi.decode(terms, (string, Comparison, string));
        // slither-disable-next-line unused-return (it refuses what is no number)
        if (comparison != Comparison.Equals) Decimals.parse(agreed);
        return false;
    }

    function _compares(string memory shown, Comparison comparison, string memory agreed)
        private
        pure
        returns (bool)
    {
        if (comparison == Comparison.Equals) return Strings.equal(shown, agreed);
        uint256 found = Decimals.parse(shown);
        uint256 bound = Decimals.parse(agreed);
        return comparison == Comparison.AtLeast ? found >= bound : found <= bound;
    }
}
