// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICreditNotes} from "../interfaces/ICreditNotes.sol";
import {IERC3525} from "../interfaces/IERC3525.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {SupervisionErrors} from "../libraries/SupervisionErrors.sol";
import {Transfers} from "../libraries/Transfers.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Obligation, Status} from "../types/ReceivableTypes.sol";

/// @notice See ICreditNotes.
contract CreditNotes is ICreditNotes, ReentrancyGuardTransient {
    /// @notice Receivables in one credit note: at most about 80 000 gas each, which fits in a transaction of 2^24 gas.
    uint256 private constant MAX_RECEIVABLES = 50;

    /// @inheritdoc ICreditNotes
    IReceivables public immutable receivables;
    IParticipants private immutable participants;

    mapping(address obligor => mapping(bytes32 sellerIdentity => mapping(address currency => uint256)))
        private _claims;
    mapping(bytes32 sellerIdentity => uint256) private _openClaims;

    constructor(IReceivables receivables_, IParticipants participants_) {
        receivables = receivables_;
        participants = participants_;
    }

    // slither-disable-start reentrancy-no-eth,reentrancy-benign,reentrancy-events,calls-loop (under the lock; the ledger calls nobody back here)
    /// @inheritdoc ICreditNotes
    function issueCreditNote(
        ObligationId obligation,
        uint256 amount,
        ReceivableId[] calldata ids,
        bytes32 documentHash
    ) external nonReentrant returns (uint256 cancelled, uint256 owed) {
        require(amount != 0, SupervisionErrors.CreditNotes_ZeroAmount());
        require(
            ids.length <= MAX_RECEIVABLES,
            SupervisionErrors.CreditNotes_BatchTooLarge(ids.length, MAX_RECEIVABLES)
        );
        participants.requireAccredited(msg.sender);
        Obligation memory shown = receivables.obligation(obligation);
        uint256 face = shown.liveFace + shown.cancelled;
        require(amount <= face, SupervisionErrors.CreditNotes_AboveFace(face, amount));
        if (shown.status == Status.Open) {
            for (uint256 i = 0; i < ids.length && cancelled < amount; ++i) {
                cancelled += _cancel(obligation, shown.obligor, ids[i], amount - cancelled);
            }
        }
        owed = amount - cancelled;
        if (owed != 0) _owe(shown.obligor, participants.legalIdentityOf(msg.sender), shown.currency, owed);
        emit CreditNoteIssued(obligation, msg.sender, shown.obligor, cancelled, owed, documentHash);
    }

    // slither-disable-end reentrancy-no-eth,reentrancy-benign,reentrancy-events,calls-loop

    /// @inheritdoc ICreditNotes
    function payClaim(address obligor, address seller, address currency, uint256 amount)
        external
        nonReentrant
    {
        _settle(obligor, seller, currency, amount, false);
        Transfers.moveExactly(msg.sender, obligor, currency, amount);
    }

    /// @inheritdoc ICreditNotes
    function waiveClaim(address seller, address currency, uint256 amount) external {
        participants.requireUnstopped(msg.sender);
        _settle(msg.sender, seller, currency, amount, true);
    }

    /// @inheritdoc ICreditNotes
    function claimOf(address obligor, address seller, address currency) external view returns (uint256) {
        return _claims[obligor][participants.legalIdentityOf(seller)][currency];
    }

    /// @inheritdoc ICreditNotes
    function openClaimsOf(address seller) external view returns (uint256) {
        return _openClaims[participants.legalIdentityOf(seller)];
    }

    // slither-disable-start calls-loop (the ledger's own, in the seller's own batch)
    /// @dev Value that reaches its own obligor is cancelled by the ledger.
    function _cancel(ObligationId obligation, address obligor, ReceivableId id, uint256 most)
        private
        returns (uint256 value)
    {
        uint256 tokenId = ReceivableId.unwrap(id);
        require(
            IERC721(address(receivables)).ownerOf(tokenId) == msg.sender,
            SupervisionErrors.CreditNotes_NotHolder(tokenId, msg.sender)
        );
        require(
            ObligationId.unwrap(id.obligationOf()) == ObligationId.unwrap(obligation),
            SupervisionErrors.CreditNotes_OtherObligation(tokenId, obligation)
        );
        value = Math.min(IERC3525(address(receivables)).balanceOf(tokenId), most);
        // slither-disable-next-line unused-return (nothing is minted for what is cancelled)
        if (value != 0) IERC3525(address(receivables)).transferFrom(tokenId, obligor, value);
    }

    // slither-disable-end calls-loop

    function _owe(address obligor, bytes32 sellerIdentity, address currency, uint256 amount) private {
        uint256 before = _claims[obligor][sellerIdentity][currency];
        if (before == 0) ++_openClaims[sellerIdentity];
        _claims[obligor][sellerIdentity][currency] = before + amount;
    }

    function _settle(address obligor, address seller, address currency, uint256 amount, bool waived) private {
        require(amount != 0, SupervisionErrors.CreditNotes_ZeroAmount());
        bytes32 sellerIdentity = participants.legalIdentityOf(seller);
        uint256 owed = _claims[obligor][sellerIdentity][currency];
        require(amount <= owed, SupervisionErrors.CreditNotes_AboveClaim(owed, amount));
        _claims[obligor][sellerIdentity][currency] = owed - amount;
        if (amount == owed) --_openClaims[sellerIdentity];
        emit CreditClaimSettled(obligor, sellerIdentity, currency, amount, waived);
    }
}
