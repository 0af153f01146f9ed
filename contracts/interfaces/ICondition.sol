// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Context, Part} from "../types/EscrowTypes.sol";

/// @title How far something agreed is met
/// @notice A view without state: the same terms, evidence and chain give the same answer. It refuses what it cannot read
/// and answers 0 where evidence was not shown; a refusal is an error for whoever asks, never a "no".
/// @dev Warning: keep it below a million gas. Whoever disputes chooses the gas, and what runs out of it has not answered.
interface ICondition {
    /// @notice How far the condition is met, for the evidence shown.
    /// @param terms What the parties have agreed, in the condition's own encoding.
    /// @param evidence What is shown for it, in the condition's own encoding; empty: nothing.
    /// @param context Where it is asked.
    /// @return ppm Parts per million, cumulative: 60 of 100 delivered are 600 000.
    function isMet(bytes calldata terms, bytes calldata evidence, Context calldata context)
        external
        view
        returns (uint256 ppm);

    /// @notice Refuses terms that cannot be read, or that say nothing. Asked when an agreement begins.
    /// @return factual Whether the answer stands on the chain alone: no evidence, which a party could withhold.
    function check(bytes calldata terms) external view returns (bool factual);
}

/// @title A condition made of others
interface ICombinator is ICondition {
    /// @notice What it is made of.
    function partsOf(bytes calldata terms) external pure returns (Part[] memory);
}
