// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @notice One answer to "has this account signed?", for keys and for contracts.
/// @dev The key first, then ERC-1271: an account that signs with its key need not be looked up, and one that has delegated
/// to code (EIP-7702) can still sign with its key.
library Signatures {
    function isSignedBy(address signer, bytes32 digest, bytes calldata signature)
        internal
        view
        returns (bool)
    {
        // slither-disable-next-line unused-return (the third value only explains a failure)
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        return _isKeyOf(signer, recovered, failure)
            || SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature);
    }

    /// @notice The same, of a signature that was decoded into memory.
    function isSignedInMemory(address signer, bytes32 digest, bytes memory signature)
        internal
        view
        returns (bool)
    {
        // slither-disable-next-line unused-return (the third value only explains a failure)
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecover(digest, signature);
        return _isKeyOf(signer, recovered, failure)
            || SignatureChecker.isValidERC1271SignatureNow(signer, digest, signature);
    }

    function _isKeyOf(address signer, address recovered, ECDSA.RecoverError failure)
        private
        pure
        returns (bool)
    {
        return failure == ECDSA.RecoverError.NoError && recovered == signer;
    }
}
