// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IERC3525Receiver} from "../interfaces/IERC3525.sol";
import {SigningWallet} from "./SigningWallet.sol";

/// @notice A contract account with a hook for value, which behaves as it is told to.
contract ValueWallet is SigningWallet, IERC165, IERC3525Receiver {
    enum Manner {
        Accepts,
        AnswersWrongly,
        Refuses,
        CallsBack,
        DeniesIt,
        RefusesSilently, // as one does that says it has the hook and has none
        EatsGas,
        AnswersAtLength,
        SaysYesToAll,
        EatsGasWhenAsked
    }

    bytes4 private constant WRONG = 0x12345678;
    Manner public manner;
    bytes private _callback;

    event ValueReceived(
        address operator, uint256 fromTokenId, uint256 toTokenId, uint256 value, uint256 dataLength
    );

    error ValueWallet_Refused(uint256 toTokenId);

    constructor(address owner_) SigningWallet(owner_) {}

    /// @param callback What it calls on the ledger, once, in the middle of its hook.
    function setManner(Manner manner_, bytes calldata callback) external {
        (manner, _callback) = (manner_, callback);
    }

    function onERC3525Received(
        address operator,
        uint256 fromTokenId,
        uint256 toTokenId,
        uint256 value,
        bytes calldata data
    ) external returns (bytes4) {
        require(manner != Manner.Refuses, ValueWallet_Refused(toTokenId));
        if (manner == Manner.RefusesSilently) _refuseSilently();
        if (manner == Manner.EatsGas) _eatGas();
        emit ValueReceived(operator, fromTokenId, toTokenId, value, data.length);
        if (manner == Manner.AnswersWrongly) return WRONG;
        if (manner == Manner.AnswersAtLength) _answerAtLength(IERC3525Receiver.onERC3525Received.selector);
        if (manner == Manner.CallsBack) {
            manner = Manner.Accepts;
            Address.functionCall(msg.sender, _callback);
        }
        return IERC3525Receiver.onERC3525Received.selector;
    }

    function supportsInterface(bytes4 interfaceId) external view returns (bool) {
        if (manner == Manner.EatsGasWhenAsked) _eatGas();
        if (manner == Manner.SaysYesToAll) return true;
        return manner != Manner.DeniesIt
            && (interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC3525Receiver).interfaceId);
    }
}
