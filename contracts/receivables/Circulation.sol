// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Holding, PROPOSED, toHolding} from "../types/Holding.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Proposal, Share} from "../types/ReceivableTypes.sol";
import {ReceivablesBase} from "./ReceivablesBase.sol";

/// @notice Before the due day: value flows down, by shares given outright and by proposals, or back to be cancelled.
abstract contract Circulation is ReceivablesBase, EIP712 {
    bytes32 private constant PROPOSAL_TYPEHASH =
        keccak256("ProposalAcceptance(uint256 id,address proposer,uint256 value,uint256 validUntil)");

    /// @notice Shares in one split: at most about 60 000 gas each, which fits in a transaction of 2^24 gas.
    uint256 private constant MAX_SHARES = 250;

    /// @inheritdoc IReceivables
    /// @dev The parent is written last: nothing called in between is another's code.
    function split(ReceivableId id, Share[] calldata shares)
        external
        returns (ReceivableId[] memory children)
    {
        require(
            shares.length <= MAX_SHARES, HeadwaterErrors.Receivables_BatchTooLarge(shares.length, MAX_SHARES)
        );
        Holding holding = _holding(id);
        _requireAuthorised(id, holding, msg.sender);
        ObligationRecord storage record;
        (holding, record) = _open(id, holding);

        children = new ReceivableId[](shares.length);
        for (uint256 i = 0; i < shares.length; ++i) {
            Share calldata share = shares[i];
            (children[i], holding) =
                _give(id, holding, record, share.recipient, share.value, share.documentHash);
        }
        _holdings[id] = holding;
    }

    /// @inheritdoc IReceivables
    function propose(ReceivableId id, Share calldata share, uint32 validUntil)
        external
        returns (ReceivableId child)
    {
        Holding holding = _holding(id);
        _requireHolder(id, holding, msg.sender);
        ObligationRecord storage record;
        (holding, record) = _open(id, holding);
        uint256 today = Calendar.today();
        require(validUntil >= today, HeadwaterErrors.Receivables_ProposalLapsed(validUntil, today));
        require(
            share.recipient != record.obligor, HeadwaterErrors.Receivables_RecipientIsObligor(share.recipient)
        );
        _requireAccredited(msg.sender);
        _requireAccredited(share.recipient);

        uint32 last = uint32(Math.min(validUntil, record.dueDay - 1)); // safe because both fit, and today is before
        _holdings[id] = _takeOff(id, holding, share.value);
        child = _mintChild(id, record, toHolding(msg.sender, share.value).with(PROPOSED));
        _proposals[child] = Proposal(share.recipient, last);
        emit ReceivableProposed(id, child, share.recipient, last, share.documentHash);
    }

    /// @inheritdoc IReceivables
    function acceptProposal(ReceivableId id) external {
        (Holding holding, Proposal memory proposed) = _pendingFor(id, msg.sender);
        _accept(id, holding, proposed.recipient);
    }

    /// @inheritdoc IReceivables
    function acceptProposalFor(ReceivableId id, bytes calldata signature) external {
        (Holding holding, Proposal memory proposed) = _pending(id);
        bytes32 agreed = keccak256(
            abi.encode(PROPOSAL_TYPEHASH, id, holding.holderOf(), holding.valueOf(), proposed.validUntil)
        );
        require(
            Signatures.isSignedBy(proposed.recipient, _hashTypedDataV4(agreed), signature),
            HeadwaterErrors.Receivables_InvalidRecipientSignature(id, proposed.recipient)
        );
        _accept(id, holding, proposed.recipient);
    }

    /// @inheritdoc IReceivables
    function declineProposal(ReceivableId id) external {
        (Holding holding, Proposal memory proposed) = _pendingFor(id, msg.sender);

        _endProposal(id, holding);
        emit ProposalDeclined(id, proposed.recipient);
    }

    /// @inheritdoc IReceivables
    function withdrawProposal(ReceivableId id) external {
        (Holding holding, Proposal memory proposed) = _pending(id);
        _requireHolder(id, holding, msg.sender);

        _endProposal(id, holding);
        emit ProposalWithdrawn(id, proposed.recipient);
    }

    /// @inheritdoc IReceivables
    function cancel(ReceivableId id, uint256 value) external {
        Holding holding = _holding(id);
        _requireHolder(id, holding, msg.sender);
        _cancel(id, holding, value);
    }

    /// @inheritdoc IReceivables
    function proposal(ReceivableId id) external view returns (Proposal memory proposed) {
        (, proposed) = _pending(id);
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    /// @dev Refuses from the due day on, while it must not move and while a proposal pends; gives the receivable free of a
    /// proposal that lapsed.
    function _open(ReceivableId id, Holding holding)
        internal
        returns (Holding, ObligationRecord storage record)
    {
        ObligationId obligation_ = id.obligationOf();
        record = _obligations[obligation_];
        (uint256 dueDay, uint256 traits) = (record.dueDay, record.traits); // read at once
        _requireCirculating(obligation_, dueDay);
        _requireMovable(id, holding, traits);
        return (_withoutProposal(id, holding), record);
    }

    function _pending(ReceivableId id) private view returns (Holding holding, Proposal memory proposed) {
        holding = _holding(id);
        require(holding.has(PROPOSED), HeadwaterErrors.Receivables_NoSuchProposal(id));
        proposed = _proposals[id];
        uint256 today = Calendar.today();
        require(
            today <= proposed.validUntil,
            HeadwaterErrors.Receivables_ProposalLapsed(proposed.validUntil, today)
        );
    }

    function _pendingFor(ReceivableId id, address recipient)
        private
        view
        returns (Holding holding, Proposal memory proposed)
    {
        (holding, proposed) = _pending(id);
        require(proposed.recipient == recipient, HeadwaterErrors.Receivables_NotRecipient(id, recipient));
    }

    function _accept(ReceivableId id, Holding holding, address recipient) private {
        _requireMovable(id, holding, _obligations[id.obligationOf()].traits);
        _requireAccredited(holding.holderOf());
        _requireAccredited(recipient);

        delete _proposals[id];
        _hand(id, holding.without(PROPOSED), recipient);
        emit ProposalAccepted(id, recipient);
    }

    function _endProposal(ReceivableId id, Holding holding) private {
        delete _proposals[id];
        _holdings[id] = holding.without(PROPOSED);
    }

    /// @dev Gives value away: as a child to its recipient, or, to the obligor itself, as a cancellation. The caller
    /// writes down what is left.
    function _give(
        ReceivableId id,
        Holding holding,
        ObligationRecord storage record,
        address recipient,
        uint256 value,
        bytes32 documentHash
    ) internal returns (ReceivableId child, Holding left) {
        left = _takeOff(id, holding, value);
        if (recipient == record.obligor) {
            _requireAccredited(recipient);
            _cancelValue(id, holding, record, value);
            emit TransferValue(ReceivableId.unwrap(id), 0, value);
        } else {
            // slither-disable-next-line calls-loop (a view of the suite's own, not of a holder's)
            participants.requireAccreditedTransfer(holding.holderOf(), recipient);
            child = _mintChild(id, record, toHolding(recipient, value));
            emit ReceivableSplit(id, child, documentHash);
        }
    }

    function _takeOff(ReceivableId id, Holding holding, uint256 value) internal pure returns (Holding) {
        uint256 whole = holding.valueOf();
        require(value != 0, HeadwaterErrors.Receivables_ZeroValue());
        require(value <= whole, HeadwaterErrors.Receivables_InsufficientValue(id, whole, value));
        unchecked {
            return holding.withValue(whole - value); // safe because value is at most whole
        }
    }

    function _mintChild(ReceivableId parent, ObligationRecord storage record, Holding holding)
        private
        returns (ReceivableId child)
    {
        ObligationId obligation_ = parent.obligationOf();
        uint32 serial = record.serials;
        require(serial != type(uint32).max, HeadwaterErrors.Receivables_SerialsExhausted(obligation_));
        uint8 maxDepth = record.traits & MAX_DEPTH;
        require(parent.depthOf() < maxDepth, HeadwaterErrors.Receivables_TooDeep(parent, maxDepth));
        unchecked {
            ++serial; // safe because it is below the maximum
            record.serials = serial;
            // safe because the depth is below maxDepth
            child = _mint(obligation_, parent.depthOf() + 1, parent.serialOf(), serial, holding);
        }
        emit TransferValue(ReceivableId.unwrap(parent), ReceivableId.unwrap(child), holding.valueOf());
    }

    /// @dev The caller has checked who may do it.
    function _cancel(ReceivableId id, Holding holding, uint256 value) internal {
        ObligationRecord storage record;
        (holding, record) = _open(id, holding);
        Holding left = _takeOff(id, holding, value);

        _cancelValue(id, holding, record, value);
        if (left.valueOf() == 0) {
            _burn(id, holding);
        } else {
            _holdings[id] = left;
            emit TransferValue(ReceivableId.unwrap(id), 0, value);
        }
    }
}
