// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {SigningWallet} from "./SigningWallet.sol";

/// @notice A contract account with a hook for tokens, which behaves as it is told to.
contract ReceivingWallet is SigningWallet, IERC721Receiver {
    enum Manner {
        Accepts,
        AnswersWrongly,
        Refuses,
        PassesOn,
        CallsBack,
        RefusesSilently,
        EatsGas,
        AnswersAtLength
    }

    bytes4 private constant WRONG = 0x12345678;
    Manner public manner;
    address public heir;
    bytes private _callback;

    event TokenReceived(address operator, address from, uint256 tokenId, bytes32 dataHash);

    error ReceivingWallet_Refused(uint256 tokenId);

    constructor(address owner_) SigningWallet(owner_) {}

    function setManner(Manner manner_, address heir_) external {
        (manner, heir) = (manner_, heir_);
    }

    /// @param callback What it calls on the ledger, once, in the middle of its hook.
    function setCallback(bytes calldata callback) external {
        (manner, _callback) = (Manner.CallsBack, callback);
    }

    function onERC721Received(address operator, address from, uint256 tokenId, bytes calldata data)
        external
        returns (bytes4)
    {
        require(manner != Manner.Refuses, ReceivingWallet_Refused(tokenId));
        if (manner == Manner.PassesOn) IERC721(msg.sender).transferFrom(address(this), heir, tokenId);
        if (manner == Manner.CallsBack) {
            manner = Manner.Accepts;
            Address.functionCall(msg.sender, _callback);
        }
        if (manner == Manner.RefusesSilently) _refuseSilently();
        if (manner == Manner.EatsGas) _eatGas();
        emit TokenReceived(operator, from, tokenId, keccak256(data));
        if (manner == Manner.AnswersAtLength) _answerAtLength(IERC721Receiver.onERC721Received.selector);
        return manner == Manner.AnswersWrongly ? WRONG : IERC721Receiver.onERC721Received.selector;
    }
}
