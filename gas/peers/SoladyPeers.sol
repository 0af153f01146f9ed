// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1155} from "solady/tokens/ERC1155.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {ERC6909} from "solady/tokens/ERC6909.sol";
import {ERC721} from "solady/tokens/ERC721.sol";
import {PeerShare, PeerTerms} from "./PeerTypes.sol";

/// @notice A token a claim; its value lies beside the owner, in the 96 bits that solady leaves free. Nothing keeps
/// what a token was split from.
contract PeerSolady721 is ERC721 {
    uint256 private _last;
    mapping(uint256 id => PeerTerms) public termsOf;

    function issue(address to, PeerTerms calldata terms) external returns (uint256 id) {
        id = ++_last;
        termsOf[id] = terms;
        _mintAndSetExtraDataUnchecked(to, id, terms.face);
    }

    function split(uint256 id, address to, uint256 value) public returns (uint256 child) {
        if (!_isApprovedOrOwner(msg.sender, id)) revert NotOwnerNorApproved();
        _setExtraData(id, uint96(_getExtraData(id) - value));
        child = ++_last;
        _mintAndSetExtraDataUnchecked(to, child, uint96(value));
    }

    function splitMany(uint256 id, PeerShare[] calldata shares) external {
        for (uint256 i = 0; i < shares.length; ++i) {
            split(id, shares[i].to, shares[i].value);
        }
    }

    function name() public pure override returns (string memory) {
        return "Peer";
    }

    function symbol() public pure override returns (string memory) {
        return "PEER";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }
}

/// @notice An id an obligation, the balance the value.
contract PeerSolady1155 is ERC1155 {
    uint256 private _last;
    mapping(uint256 id => PeerTerms) public termsOf;

    function issue(address to, PeerTerms calldata terms) external returns (uint256 id) {
        id = ++_last;
        termsOf[id] = terms;
        _mint(to, id, terms.face, "");
    }

    function splitMany(uint256 id, PeerShare[] calldata shares) external {
        for (uint256 i = 0; i < shares.length; ++i) {
            _safeTransfer(address(0), msg.sender, shares[i].to, id, shares[i].value, "");
        }
    }

    function uri(uint256) public pure override returns (string memory) {
        return "";
    }
}

/// @notice An id an obligation, the balance the value.
contract PeerSolady6909 is ERC6909 {
    uint256 private _last;
    mapping(uint256 id => PeerTerms) public termsOf;

    function issue(address to, PeerTerms calldata terms) external returns (uint256 id) {
        id = ++_last;
        termsOf[id] = terms;
        _mint(to, id, terms.face);
    }

    function splitMany(uint256 id, PeerShare[] calldata shares) external {
        for (uint256 i = 0; i < shares.length; ++i) {
            _transfer(address(0), msg.sender, shares[i].to, id, shares[i].value);
        }
    }

    function name(uint256) public pure override returns (string memory) {
        return "Peer";
    }

    function symbol(uint256) public pure override returns (string memory) {
        return "PEER";
    }

    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }
}

/// @notice Money that anyone makes.
contract PeerSolady20 is ERC20 {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function name() public pure override returns (string memory) {
        return "Peer";
    }

    function symbol() public pure override returns (string memory) {
        return "PEER";
    }
}
