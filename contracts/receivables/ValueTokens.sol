// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {IERC3525, IERC3525Receiver} from "../interfaces/IERC3525.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Holding, VALUE_APPROVED} from "../types/Holding.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Circulation} from "./Circulation.sol";

/// @notice The ledger as ERC-3525: before the due day, value moves between the receivables of one obligation.
abstract contract ValueTokens is Circulation {
    /// @dev Three questions by ERC-165 at 30 000 gas each, of which a sixty-fourth is kept back, and something over.
    uint256 private constant GAS_TO_ASK = 120_000;

    /// @inheritdoc IERC3525
    function approve(uint256 tokenId, address operator, uint256 value) external {
        ReceivableId id = ReceivableId.wrap(tokenId);
        Holding holding = _holding(id);
        _requireAuthorised(id, holding, msg.sender);
        _requireAddress(operator);

        _allowances[id][_allowanceEpochs[id]][operator] = value;
        _holdings[id] = holding.with(VALUE_APPROVED);
        emit ApprovalValue(tokenId, operator, value);
    }

    /// @inheritdoc IERC3525
    function transferFrom(uint256 fromTokenId, uint256 toTokenId, uint256 value) external {
        ReceivableId from = ReceivableId.wrap(fromTokenId);
        ReceivableId to = ReceivableId.wrap(toTokenId);
        require(fromTokenId != toTokenId, HeadwaterErrors.Receivables_SameReceivable(from));
        require(
            ObligationId.unwrap(from.obligationOf()) == ObligationId.unwrap(to.obligationOf()),
            HeadwaterErrors.Receivables_OtherObligation(from, to)
        );
        (Holding source,) = _openForValue(from, value);
        Holding target = _withoutProposal(to, _holding(to));
        _requireUnfrozen(to, target);
        address recipient = target.holderOf();
        participants.requireAccreditedTransfer(source.holderOf(), recipient);

        _holdings[from] = _takeOff(from, source, value);
        _holdings[to] = target.withValue(target.valueOf() + value); // fits: together they are at most the face value
        mergedInto[to] += value;
        emit TransferValue(fromTokenId, toTokenId, value);
        if (recipient == source.holderOf()) emit ReceivableMerged(from, to, value);

        _askReceiver(recipient, fromTokenId, toTokenId, value);
    }

    /// @inheritdoc IERC3525
    function transferFrom(uint256 fromTokenId, address to, uint256 value)
        external
        returns (uint256 newTokenId)
    {
        _requireAddress(to);
        ReceivableId from = ReceivableId.wrap(fromTokenId);
        (Holding source, ObligationRecord storage record) = _openForValue(from, value);

        ReceivableId child;
        (child, _holdings[from]) = _give(from, source, record, to, value, 0);

        newTokenId = ReceivableId.unwrap(child);
        if (newTokenId != 0) _askReceiver(to, fromTokenId, newTokenId, value);
    }

    /// @inheritdoc IERC3525
    function allowance(uint256 tokenId, address operator) external view returns (uint256) {
        ReceivableId id = ReceivableId.wrap(tokenId);
        _holding(id);
        return _allowances[id][_allowanceEpochs[id]][operator];
    }

    /// @dev A receivable of which the caller may move the value; an allowance is used up by it.
    function _openForValue(ReceivableId id, uint256 value)
        private
        returns (Holding holding, ObligationRecord storage record)
    {
        holding = _holding(id);
        if (!_isAuthorised(id, holding, msg.sender)) _useAllowance(id, value);
        return _open(id, holding);
    }

    function _useAllowance(ReceivableId id, uint256 value) private {
        mapping(address operator => uint256) storage allowances = _allowances[id][_allowanceEpochs[id]];
        uint256 allowed = allowances[msg.sender];
        require(
            value <= allowed,
            HeadwaterErrors.Receivables_InsufficientAllowance(id, msg.sender, allowed, value)
        );
        if (allowed == type(uint256).max) return;
        allowances[msg.sender] = allowed - value;
        emit ApprovalValue(ReceivableId.unwrap(id), msg.sender, allowed - value);
    }

    /// @dev Asks a contract that says it answers, once everything is done. It is left gas enough to say so: a caller must
    /// not be able to starve the question and have silence taken for a no.
    function _askReceiver(address to, uint256 fromTokenId, uint256 toTokenId, uint256 value) private {
        if (to.code.length == 0) return;
        require(gasleft() >= GAS_TO_ASK, HeadwaterErrors.Receivables_GasTooLow(GAS_TO_ASK));
        if (!ERC165Checker.supportsInterface(to, type(IERC3525Receiver).interfaceId)) return;
        try IERC3525Receiver(to).onERC3525Received(msg.sender, fromTokenId, toTokenId, value, "") returns (
            bytes4 answer
        ) {
            require(
                answer == IERC3525Receiver.onERC3525Received.selector,
                HeadwaterErrors.Receivables_ValueRejected(to)
            );
        } catch {
            require(LowLevelCall.returnDataSize() != 0, HeadwaterErrors.Receivables_ValueRejected(to));
            LowLevelCall.bubbleRevert(); // its own reason
        }
    }
}
