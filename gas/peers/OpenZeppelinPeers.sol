// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {PeerShare, PeerTerms} from "./PeerTypes.sol";

/// @notice A token a claim; its value, and the token it was split from, share a slot.
contract PeerOpenZeppelin721 is ERC721("Peer", "PEER") {
    struct Part {
        uint128 value;
        uint128 parent;
    }

    uint256 private _last;
    mapping(uint256 id => PeerTerms) public termsOf;
    mapping(uint256 id => Part) public partOf;

    function issue(address to, PeerTerms calldata terms) external returns (uint256 id) {
        id = ++_last;
        termsOf[id] = terms;
        partOf[id].value = terms.face;
        _mint(to, id);
    }

    function split(uint256 id, address to, uint256 value) public returns (uint256 child) {
        _checkAuthorized(ownerOf(id), msg.sender, id);
        partOf[id].value -= uint128(value);
        child = ++_last;
        partOf[child] = Part(uint128(value), uint128(id));
        _mint(to, child);
    }

    function splitMany(uint256 id, PeerShare[] calldata shares) external {
        for (uint256 i = 0; i < shares.length; ++i) {
            split(id, shares[i].to, shares[i].value);
        }
    }
}

/// @notice An id an obligation, the balance the value.
contract PeerOpenZeppelin1155 is ERC1155("") {
    uint256 private _last;
    mapping(uint256 id => PeerTerms) public termsOf;

    function issue(address to, PeerTerms calldata terms) external returns (uint256 id) {
        id = ++_last;
        termsOf[id] = terms;
        _mint(to, id, terms.face, "");
    }

    function splitMany(uint256 id, PeerShare[] calldata shares) external {
        for (uint256 i = 0; i < shares.length; ++i) {
            _safeTransferFrom(msg.sender, shares[i].to, id, shares[i].value, "");
        }
    }
}

/// @notice An id an obligation, the balance the value.
contract PeerOpenZeppelin6909 is ERC6909 {
    uint256 private _last;
    mapping(uint256 id => PeerTerms) public termsOf;

    function issue(address to, PeerTerms calldata terms) external returns (uint256 id) {
        id = ++_last;
        termsOf[id] = terms;
        _mint(to, id, terms.face);
    }

    function splitMany(uint256 id, PeerShare[] calldata shares) external {
        for (uint256 i = 0; i < shares.length; ++i) {
            _transfer(msg.sender, shares[i].to, id, shares[i].value);
        }
    }
}
