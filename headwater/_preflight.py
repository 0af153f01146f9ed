"""What is asked before anything is sent: Cancun of a chain, contracts no larger than it takes, money for the gas."""

from __future__ import annotations

from collections.abc import Iterable

from web3 import Web3
from web3.exceptions import Web3RPCError
from web3.types import RPCEndpoint

from headwater._artifacts import artifact
from headwater._errors import AccountUnfunded, ChainUnsupported, shown

CANCUN_PROBE = "0x5f5f5f5e00"
"""PUSH0 three times, MCOPY, STOP: runs since Cancun, and only since."""

CODE_BYTES = 24_576
"""The most a contract may have (EIP-170); what makes it may have twice that (EIP-3860)."""

# Gas, from above: what a contract costs to place by itself and a byte of its code, and all the wiring.
_A_CONTRACT = 400_000
_A_BYTE = 200 + 16
_WIRING = 1_500_000

_GWEI_DIGITS = 9


def demand_cancun(w3: Web3) -> None:
    """Run Cancun's newest instruction in a call; raises ChainUnsupported where the chain does not know it."""
    probe = {"data": CANCUN_PROBE}
    try:
        w3.manager.request_blocking(RPCEndpoint("eth_call"), [probe, "latest"])
    except Web3RPCError as error:
        reason = str((error.rpc_response or {}).get("error", {}).get("message", "no reason given"))
    else:
        return
    chain = w3.eth.chain_id
    raise ChainUnsupported(
        f"Chain {chain} does not run the instructions of Cancun, which the suite needs: {shown(reason)}"
    )


def demand_sizes(missing: Iterable[str]) -> None:
    """Hold each missing contract against the size that chains take; raises ChainUnsupported for the first too large."""
    for name in missing:
        shipped = artifact(name)
        for what, code, most in (
            ("", shipped.deployed, CODE_BYTES),
            ("its creation, ", shipped.bytecode, 2 * CODE_BYTES),
        ):
            if (size := len(code.removeprefix("0x")) // 2) > most:
                raise ChainUnsupported(f"No chain takes {what}{name}: it has {size} bytes, and {most} are the most.")


def demand_funds(w3: Web3, account: str, missing: Iterable[str]) -> None:
    """Hold an account's balance against what the missing contracts cost; raises AccountUnfunded."""
    needed = estimated_gas(missing) * w3.eth.gas_price
    balance = w3.eth.get_balance(w3.to_checksum_address(account))
    if balance < needed:
        raise AccountUnfunded(
            f"{account} has {_ether(balance)} ether, and deploying costs about {_ether(needed)}: fund it and run again."
        )


def estimated_gas(missing: Iterable[str]) -> int:
    """Give the gas that placing these contracts and wiring the suite takes at most."""
    return _WIRING + sum(_A_CONTRACT + _A_BYTE * (len(artifact(name).bytecode) // 2) for name in missing)


def _ether(wei: int) -> str:
    """Give wei in ether, to the gwei, rounded down."""
    whole, part = divmod(wei // 10**_GWEI_DIGITS, 10**_GWEI_DIGITS)
    return f"{whole}.{part:09}".rstrip("0").rstrip(".")
