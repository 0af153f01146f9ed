// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC7943NonFungible} from "../interfaces/IERC7943NonFungible.sol";
import {ISupervision} from "../interfaces/ISupervision.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {FREEZE_NOTED, Holding, PROPOSED} from "../types/Holding.sol";
import {ReceivableId} from "../types/ReceivableId.sol";
import {ReceivablesBase} from "./ReceivablesBase.sol";

/// @notice See ISupervision. The ledger's chapter of powers: who may be stopped, and what may be moved by order.
abstract contract Supervision is ISupervision, ReceivablesBase, AccessManaged {
    /// @notice Receivables in one recovery: at most about 60 000 gas each, which fits in a transaction of 2^24 gas.
    uint256 private constant MAX_RECOVERED = 100;

    /// @inheritdoc IERC7943NonFungible
    function setFrozenTokens(address account, uint256 tokenId, bool frozenStatus)
        external
        restricted
        returns (bool)
    {
        _freeze(account, ReceivableId.wrap(tokenId), frozenStatus, 0);
        return true;
    }

    /// @inheritdoc ISupervision
    function setFrozenTokensFor(address account, ReceivableId id, bool frozen, bytes32 reasonHash)
        external
        restricted
    {
        _freeze(account, id, frozen, reasonHash);
    }

    /// @inheritdoc IERC7943NonFungible
    function forcedTransfer(address from, address to, uint256 tokenId) external restricted returns (bool) {
        _force(from, to, ReceivableId.wrap(tokenId), 0);
        return true;
    }

    /// @inheritdoc ISupervision
    function forcedTransferFor(address from, address to, ReceivableId id, bytes32 reasonHash)
        external
        restricted
    {
        _force(from, to, id, reasonHash);
    }

    /// @inheritdoc ISupervision
    function recover(address lost, address to, ReceivableId[] calldata ids, bytes32 reasonHash)
        external
        restricted
    {
        require(
            ids.length <= MAX_RECOVERED, HeadwaterErrors.Receivables_BatchTooLarge(ids.length, MAX_RECOVERED)
        );
        participants.requireOneCompany(lost, to);
        for (uint256 i = 0; i < ids.length; ++i) {
            if (_holdings[ids[i]].holderOf() == lost) _force(lost, to, ids[i], reasonHash);
        }
    }

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IERC7943NonFungible
    function canSend(address account) external view returns (bool) {
        return _isAccredited(account);
    }

    /// @inheritdoc IERC7943NonFungible
    function canReceive(address account) external view returns (bool) {
        return _isAccredited(account);
    }

    /// @inheritdoc IERC7943NonFungible
    function getFrozenTokens(address account, uint256 tokenId) public view returns (bool) {
        return _frozen[account][ReceivableId.wrap(tokenId)];
    }

    /// @inheritdoc IERC7943NonFungible
    /// @dev Whether the recipient takes it unasked is its own rule, not the programme's, and not told here.
    function canTransfer(address from, address to, uint256 tokenId) external view returns (bool) {
        return _obligations[ReceivableId.wrap(tokenId).obligationOf()].traits & HALTED == 0
            && !getFrozenTokens(from, tokenId) && _isAccredited(from) && _isAccredited(to);
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    function _isAccredited(address account) private view returns (bool) {
        return participants.isAccredited(account);
    }

    function _freeze(address account, ReceivableId id, bool frozen, bytes32 reasonHash) private {
        _requireAddress(account);
        _holdings[id] = _holding(id).with(FREEZE_NOTED);
        _frozen[account][id] = frozen;
        emit Frozen(account, ReceivableId.unwrap(id), frozen);
        emit FrozenFor(account, id, frozen, reasonHash);
    }

    /// @dev A freeze of the old holder ends first, as the standard has it; a proposal and approvals are void.
    function _force(address from, address to, ReceivableId id, bytes32 reasonHash) private {
        Holding holding = _holding(id);
        _requireHolder(id, holding, from);
        // slither-disable-next-line calls-loop (a view of the suite's own, not of a holder's)
        participants.requireForcedTransfer(to, _obligations[id.obligationOf()].obligor);
        if (_isFrozen(id, holding)) {
            delete _frozen[from][id];
            emit Frozen(from, ReceivableId.unwrap(id), false);
            emit FrozenFor(from, id, false, reasonHash);
        }
        if (holding.has(PROPOSED)) delete _proposals[id];
        _hand(id, holding.without(PROPOSED), to);
        emit ForcedTransfer(from, to, ReceivableId.unwrap(id));
        emit ForcedTransferFor(from, to, id, reasonHash);
    }
}
