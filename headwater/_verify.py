"""Whether an account has signed, told as the contracts tell it: by its key, or, for a contract, as it says."""

from __future__ import annotations

import re

from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import SignableMessage
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError
from web3 import Web3
from web3.exceptions import ContractLogicError, Web3RPCError

from headwater._errors import ChainUnreachable
from headwater._signing import digest

_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0  # of secp256k1
_YES = bytes.fromhex("1626ba7e")  # isValidSignature(bytes32,bytes): what is called, and what is answered
_RAN_OUT = re.compile(r"gas|opcode|revert|execution|evm", re.IGNORECASE)


def is_signed_by(w3: Web3, account: str, message: SignableMessage, signature: bytes, block: int | None = None) -> bool:
    """Tell whether an account has signed a message: the key first, then ERC-1271."""
    if signer_of(message, signature) == account:
        return True
    call = _YES + encode(("bytes32", "bytes"), (digest(message), signature))
    asked = {"to": w3.to_checksum_address(account), "data": call}
    try:
        answer = w3.eth.call(asked, block, ccip_read_enabled=False)  # type: ignore[arg-type]
    except ContractLogicError:
        return False
    except Web3RPCError as error:
        if ran_out(error):
            return False
        raise ChainUnreachable(f"The node does not say whether it is signed: {error}") from None
    return bytes(answer[:32]) == _YES.ljust(32, b"\0")


def ran_out(error: Web3RPCError) -> bool:
    """Tell whether a call has failed in the chain's machine, not on the way to it; nodes word it in many ways."""
    return _RAN_OUT.search(str(error)) is not None


def signer_of(message: SignableMessage, signature: bytes) -> str | None:
    """Give whose key has signed; None for what the contracts take for no signature: high s, v but 27 and 28."""
    if len(signature) != 65 or signature[64] not in (27, 28) or int.from_bytes(signature[32:64]) > _HALF_ORDER:
        return None
    try:
        return str(Account.recover_message(message, signature=signature))
    except (BadSignature, ValidationError, ValueError):
        return None
