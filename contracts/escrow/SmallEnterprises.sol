// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ICombinator} from "../interfaces/ICondition.sol";
import {IConditionalEscrow} from "../interfaces/IConditionalEscrow.sol";
import {EscrowErrors} from "../libraries/EscrowErrors.sol";
import {Kind, KnownCondition, Part} from "../types/EscrowTypes.sol";

/// @notice Kinds of conditions that the programme bars where a small enterprise earns: "paid when paid", for one.
/// @dev A kind is what the OPERATOR has said of a contract, never what the contract says of itself. What it has said nothing
/// of is of an unknown kind, which can be barred too.
abstract contract SmallEnterprises is IConditionalEscrow, AccessManaged {
    /// @inheritdoc IConditionalEscrow
    mapping(address condition => Kind) public kindOf;

    uint256 private _kinds;
    string private _rule;

    constructor(address authority, KnownCondition[] memory known) AccessManaged(authority) {
        for (uint256 i = 0; i < known.length; ++i) {
            _setKind(known[i].condition, known[i].kind);
        }
    }

    /// @inheritdoc IConditionalEscrow
    function setKind(address condition, Kind kind) external restricted {
        _setKind(condition, kind);
    }

    /// @inheritdoc IConditionalEscrow
    function barKinds(uint256 kinds, string calldata rule_) external restricted {
        if (kinds != 0) kinds |= 1 << uint256(Kind.Unknown); // a copy of what is barred would be unknown
        _kinds = kinds;
        _rule = rule_;
        emit KindsBarred(kinds, rule_);
    }

    /// @inheritdoc IConditionalEscrow
    function barred() external view returns (uint256 kinds, string memory rule_) {
        return (_kinds, _rule);
    }

    function _setKind(address condition, Kind kind) private {
        kindOf[condition] = kind;
        emit KindSet(condition, kind);
    }

    /// @dev Walks through a condition and its parts; a combinator is trusted with its parts because the OPERATOR knows it.
    function _requireUnbarred(address payee, address condition, bytes memory terms) internal view {
        Kind kind = kindOf[condition];
        require(
            _kinds & (1 << uint256(kind)) == 0,
            EscrowErrors.ConditionalEscrow_BarredForSmallEnterprise(payee, condition, _rule)
        );
        if (kind != Kind.Combinator) return;
        // slither-disable-next-line calls-loop (a view of a contract that the OPERATOR knows)
        Part[] memory parts = ICombinator(condition).partsOf(terms);
        for (uint256 i = 0; i < parts.length; ++i) {
            _requireUnbarred(payee, parts[i].condition, parts[i].terms);
        }
    }
}
