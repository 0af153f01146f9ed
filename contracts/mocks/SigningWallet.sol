// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A contract account for tests: its owner's key signs for it by ERC-1271, and it calls what anybody tells it.
/// It has no hook for tokens.
contract SigningWallet is IERC1271 {
    bytes4 private constant NO = 0xffffffff;
    uint256 private constant LENGTH = 500_000; // bytes
    address public immutable owner;
    bytes4 public yes = IERC1271.isValidSignature.selector;

    constructor(address owner_) {
        owner = owner_;
    }

    function setYes(bytes4 answer) external {
        yes = answer;
    }

    function execute(address target, bytes calldata data) external returns (bytes memory) {
        return Address.functionCall(target, data);
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address recovered,,) = ECDSA.tryRecoverCalldata(hash, signature);
        return recovered == owner ? yes : NO;
    }

    /// @dev Ends as a call does that finds no function: with no reason.
    function _refuseSilently() internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            revert(0, 0)
        }
    }

    /// @dev Leaves nothing of the gas it was given.
    function _eatGas() internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            invalid()
        }
    }

    /// @dev Ends the call with an answer that is followed by half a megabyte of nothing.
    function _answerAtLength(bytes4 answer) internal pure {
        uint256 length = LENGTH;
        // solhint-disable-next-line no-inline-assembly
        assembly {
            mstore(0, answer)
            return(0, length)
        }
    }
}
