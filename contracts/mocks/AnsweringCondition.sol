// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICondition} from "../interfaces/ICondition.sol";
import {Context} from "../types/EscrowTypes.sol";

/// @notice A condition for tests that behaves as its terms say: `(uint8 manner, uint256 ppm, bool factual)`. What it answers
/// for an agreement can be said beforehand.
contract AnsweringCondition is ICondition {
    enum Manner {
        Answers,
        Refuses,
        RefusesSilently,
        RefusesAtLength,
        EatsGas,
        AnswersHalf,
        AnswersTwice,
        AnswersAtLength,
        AnswersByAgreement,
        RefusesTerms
    }

    uint256 private constant HALF = 31; // bytes
    uint256 private constant TWICE = 64; // bytes
    uint256 private constant LENGTH = 500_000; // bytes

    mapping(bytes32 agreement => uint256) public answerOf;

    error AnsweringCondition_Refused(uint256 ppm);

    function setAnswer(bytes32 agreement, uint256 ppm) external {
        answerOf[agreement] = ppm;
    }

    function isMet(bytes calldata terms, bytes calldata, Context calldata context)
        external
        view
        returns (uint256 ppm)
    {
        Manner manner;
        (manner, ppm,) = abi.decode(terms, (Manner, uint256, bool));
        require(manner != Manner.Refuses, AnsweringCondition_Refused(ppm));
        if (manner == Manner.RefusesSilently) _end(true, ppm, 0);
        if (manner == Manner.RefusesAtLength) _end(true, ppm, LENGTH);
        if (manner == Manner.EatsGas) _eatGas();
        if (manner == Manner.AnswersHalf) _end(false, ppm, HALF);
        if (manner == Manner.AnswersTwice) _end(false, ppm, TWICE);
        if (manner == Manner.AnswersAtLength) _end(false, ppm, LENGTH);
        if (manner == Manner.AnswersByAgreement) return answerOf[context.agreement];
    }

    function check(bytes calldata terms) external pure returns (bool factual) {
        Manner manner;
        uint256 ppm;
        (manner, ppm, factual) = abi.decode(terms, (Manner, uint256, bool));
        require(manner != Manner.RefusesTerms, AnsweringCondition_Refused(ppm));
    }

    /// @dev Leaves nothing of the gas it was given.
    function _eatGas() private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            invalid()
        }
    }

    /// @dev Ends the call with an answer, or a refusal, of so many bytes; the first word is the number.
    function _end(bool refuses, uint256 ppm, uint256 length) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly {
            mstore(0, ppm)
            if refuses { revert(0, length) }
            return(0, length)
        }
    }
}
