// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC3525} from "@solvprotocol/erc-3525/ERC3525.sol";
import {PeerShare, PeerTerms} from "./PeerTypes.sol";

/// @notice A slot an obligation, a token a claim; Solv's splitting is the standard's own transfer of value.
contract PeerSolv3525 is ERC3525("Peer", "PEER", 0) {
    uint256 private _lastSlot;
    mapping(uint256 slot => PeerTerms) public termsOf;

    function issue(address to, PeerTerms calldata terms) external returns (uint256 id) {
        uint256 slot = ++_lastSlot;
        termsOf[slot] = terms;
        id = _mint(to, slot, terms.face);
    }

    function splitMany(uint256 id, PeerShare[] calldata shares) external {
        for (uint256 i = 0; i < shares.length; ++i) {
            transferFrom(id, shares[i].to, shares[i].value);
        }
    }
}
