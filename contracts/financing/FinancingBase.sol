// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IFinancing} from "../interfaces/IFinancing.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Credits} from "../libraries/Credits.sol";
import {ReceivableId} from "../types/ReceivableId.sol";

/// @notice What all financing stands on: the ledger, the participants, and the companies that have not met a demand here.
abstract contract FinancingBase is IFinancing, Credits {
    /// @inheritdoc IFinancing
    IReceivables public immutable receivables;
    /// @inheritdoc IFinancing
    IParticipants public immutable participants;

    mapping(bytes32 legalIdentity => uint256) private _openDemands;

    constructor(IReceivables receivables_, IParticipants participants_) {
        receivables = receivables_;
        participants = participants_;
    }

    // slither-disable-start calls-loop (a view of the suite's own)
    /// @inheritdoc IFinancing
    function openDemandsOf(address account) public view returns (uint256) {
        return _openDemands[participants.legalIdentityOf(account)];
    }
    // slither-disable-end calls-loop

    function _countDemand(address seller) internal {
        ++_openDemands[participants.legalIdentityOf(seller)];
    }

    function _uncountDemand(address seller) internal {
        // slither-disable-next-line calls-loop (a view of the suite's own)
        --_openDemands[participants.legalIdentityOf(seller)];
    }

    function _isOneCompany(address one, address other) internal view returns (bool) {
        // slither-disable-next-line calls-loop (a view of the suite's own)
        return one == other || participants.legalIdentityOf(one) == participants.legalIdentityOf(other);
    }

    function _handOver(address from, address to, ReceivableId id) internal {
        // slither-disable-next-line calls-loop,arbitrary-send-erc20 (the ledger's own; each caller answers for `from`)
        IERC721(address(receivables)).transferFrom(from, to, ReceivableId.unwrap(id));
    }

    /// @dev Who holds a receivable; zero: it is redeemed or cancelled.
    function _holderOf(ReceivableId id) internal view returns (address) {
        // slither-disable-next-line calls-loop (a view of the suite's own)
        try IERC721(address(receivables)).ownerOf(ReceivableId.unwrap(id)) returns (address holder) {
            return holder;
        } catch {
            return address(0);
        }
    }

    function _participants() internal view override returns (IParticipants) {
        return participants;
    }
}
