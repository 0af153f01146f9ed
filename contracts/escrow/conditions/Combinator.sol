// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICombinator, ICondition} from "../../interfaces/ICondition.sol";
import {EscrowErrors} from "../../libraries/EscrowErrors.sol";
import {Ranking} from "../../libraries/Ranking.sol";
import {Context, Part} from "../../types/EscrowTypes.sol";
import {PPM} from "../../types/FinancingTypes.sol";

/// @notice What combinators share: their answer is the k-th largest of their parts'. A part that fails is an error, never a
/// "no". Evidence: `bytes[]`, one a part, empty where nothing is shown for it; or nothing at all.
abstract contract Combinator is ICombinator {
    uint256 private constant MAX_PARTS = 16;

    // slither-disable-start calls-loop (the conditions that the parties have chosen)
    /// @inheritdoc ICondition
    function isMet(bytes calldata terms, bytes calldata evidence, Context calldata context)
        external
        view
        returns (uint256 ppm)
    {
        (uint256 needed, Part[] memory parts) = _read(terms);
        bytes[] memory shown = _evidence(evidence, parts.length);
        uint256[] memory answers = new uint256[](parts.length);
        for (uint256 i = 0; i < parts.length; ++i) {
            answers[i] = ICondition(parts[i].condition).isMet(parts[i].terms, shown[i], context);
            require(answers[i] <= PPM, EscrowErrors.Combinator_InvalidAnswer(parts[i].condition, answers[i]));
        }
        return _answer(Ranking.largest(answers, needed));
    }

    /// @inheritdoc ICondition
    function check(bytes calldata terms) external view returns (bool factual) {
        (uint256 needed, Part[] memory parts) = _read(terms);
        require(
            parts.length <= MAX_PARTS && needed != 0 && needed <= parts.length,
            EscrowErrors.Combinator_InvalidParts(parts.length, needed)
        );
        factual = true;
        for (uint256 i = 0; i < parts.length; ++i) {
            bool fact = ICondition(parts[i].condition).check(parts[i].terms);
            _requirePart(parts[i].condition, fact);
            factual = factual && fact;
        }
    }

    // slither-disable-end calls-loop

    /// @inheritdoc ICombinator
    function partsOf(bytes calldata terms) external pure returns (Part[] memory parts) {
        (, parts) = _read(terms);
    }

    /// @dev Which of the answers counts, from the largest, 1; and the parts.
    function _read(bytes calldata terms) internal pure virtual returns (uint256 needed, Part[] memory parts);

    function _answer(uint256 ppm) internal pure virtual returns (uint256) {
        return ppm;
    }

    function _requirePart(address condition, bool factual) internal pure virtual {}

    function _evidence(bytes calldata evidence, uint256 parts) private pure returns (bytes[] memory shown) {
        if (evidence.length == 0) return new bytes[](parts);
        shown = abi.decode(evidence, (bytes[]));
        require(shown.length == parts, EscrowErrors.Combinator_EvidenceMismatch(parts, shown.length));
    }
}
