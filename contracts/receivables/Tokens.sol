// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {ERC721Utils} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Utils.sol";
import {IERC3525, IERC3525Metadata} from "../interfaces/IERC3525.sol";
import {IERC7943NonFungible} from "../interfaces/IERC7943NonFungible.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {APPROVED, Holding} from "../types/Holding.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {ValueTokens} from "./ValueTokens.sol";

/// @notice The ledger as ERC-721: whole receivables move between accredited holders, before and after the due day.
abstract contract Tokens is ValueTokens {
    /// @inheritdoc IERC721
    function transferFrom(address from, address to, uint256 tokenId) external {
        _transfer(from, to, ReceivableId.wrap(tokenId));
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address from, address to, uint256 tokenId) external {
        _safeTransfer(from, to, tokenId, "");
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data) external {
        _safeTransfer(from, to, tokenId, data);
    }

    /// @inheritdoc IERC721
    function approve(address to, uint256 tokenId) external {
        ReceivableId id = ReceivableId.wrap(tokenId);
        Holding holding = _holding(id);
        address holder = holding.holderOf();
        require(
            msg.sender == holder || _operators[holder][msg.sender],
            HeadwaterErrors.Receivables_NotAuthorised(id, msg.sender)
        );

        _approvals[id] = to;
        _holdings[id] = to == address(0) ? holding.without(APPROVED) : holding.with(APPROVED);
        emit Approval(holder, to, tokenId);
    }

    /// @inheritdoc IERC721
    function setApprovalForAll(address operator, bool approved) external {
        _requireAddress(operator);
        _operators[msg.sender][operator] = approved;
        emit ApprovalForAll(msg.sender, operator, approved);
    }

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IERC721Metadata
    function name() external pure returns (string memory) {
        return "Headwater Receivables";
    }

    /// @inheritdoc IERC721Metadata
    function symbol() external pure returns (string memory) {
        return "HWR";
    }

    /// @inheritdoc IERC721Metadata
    function tokenURI(uint256 tokenId) external view returns (string memory) {
        return descriptor.tokenURI(this, tokenId);
    }

    /// @inheritdoc IERC3525Metadata
    function contractURI() external view returns (string memory) {
        return descriptor.contractURI(this);
    }

    /// @inheritdoc IERC3525Metadata
    function slotURI(uint256 slot) external view returns (string memory) {
        return descriptor.slotURI(this, slot);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC721).interfaceId
            || interfaceId == type(IERC721Metadata).interfaceId || interfaceId == type(IERC3525).interfaceId
            || interfaceId == type(IERC3525Metadata).interfaceId
            || interfaceId == type(IERC7943NonFungible).interfaceId;
    }

    /// @inheritdoc IERC721
    function balanceOf(address holder) external view returns (uint256) {
        _requireAddress(holder);
        return _balances[holder];
    }

    /// @inheritdoc IERC721
    function ownerOf(uint256 tokenId) external view returns (address) {
        return _holding(ReceivableId.wrap(tokenId)).holderOf();
    }

    /// @inheritdoc IERC721
    function getApproved(uint256 tokenId) external view returns (address) {
        ReceivableId id = ReceivableId.wrap(tokenId);
        _holding(id);
        return _approvals[id];
    }

    /// @inheritdoc IERC721
    function isApprovedForAll(address holder, address operator) external view returns (bool) {
        return _operators[holder][operator];
    }

    /// @inheritdoc IERC3525
    function valueDecimals() external pure returns (uint8) {
        return 0;
    }

    /// @inheritdoc IERC3525
    function balanceOf(uint256 tokenId) external view returns (uint256) {
        return _holding(ReceivableId.wrap(tokenId)).valueOf();
    }

    /// @inheritdoc IERC3525
    function slotOf(uint256 tokenId) external view returns (uint256) {
        return ObligationId.unwrap(_minted(tokenId).obligationOf());
    }

    /// @inheritdoc IReceivables
    function depthOf(uint256 tokenId) external view returns (uint8) {
        return _minted(tokenId).depthOf();
    }

    /// @inheritdoc IReceivables
    function parentSerialOf(uint256 tokenId) external view returns (uint32) {
        return _minted(tokenId).parentSerialOf();
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    function _minted(uint256 tokenId) private view returns (ReceivableId id) {
        id = ReceivableId.wrap(tokenId);
        _holding(id);
    }

    /// @dev Asks a contract once it holds the receivable; an obligor whose own it was holds nothing to be asked about.
    function _safeTransfer(address from, address to, uint256 tokenId, bytes memory data) private {
        bool handed = _transfer(from, to, ReceivableId.wrap(tokenId));
        if (handed) ERC721Utils.checkOnERC721Received(msg.sender, from, to, tokenId, data);
    }

    /// @dev A receivable that reaches its own obligor is cancelled and burned: it is not handed over.
    function _transfer(address from, address to, ReceivableId id) private returns (bool handed) {
        Holding holding = _holding(id);
        _requireHolder(id, holding, from);
        _requireAuthorised(id, holding, msg.sender);
        require(to != address(0), HeadwaterErrors.Receivables_ZeroAddress());
        ObligationRecord storage record = _obligations[id.obligationOf()];
        (address obligor, uint256 traits) = (record.obligor, record.traits); // read at once
        if (to == obligor) {
            _requireAccredited(to);
            _cancel(id, holding, holding.valueOf());
            return false;
        }
        _requireMovable(id, holding, traits);
        holding = _withoutProposal(id, holding);
        participants.requireAccreditedTransfer(from, to);
        _hand(id, holding, to);
        return true;
    }
}
