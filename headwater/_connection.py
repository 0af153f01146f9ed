"""A connection to a node, with a time-out on every call, and the sending of transactions through it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import requests
from eth_account.signers.local import LocalAccount
from web3 import Web3
from web3.contract.contract import ContractConstructor, ContractFunction
from web3.exceptions import TimeExhausted, Web3Exception
from web3.middleware import SignAndSendRawMiddlewareBuilder
from web3.types import RPCEndpoint, TxReceipt

from headwater._errors import ChainUnreachable, TransactionFailed, TransactionPending
from headwater._refusals import named_refusals

TIMEOUT_SECONDS = 30.0
"""How long one call to the node may take."""

RECEIPT_SECONDS = 180.0
"""How long a transaction may take to be mined."""

_POLL_SECONDS = 0.02


def connect(url: str, accounts: Iterable[LocalAccount] = (), timeout: float = TIMEOUT_SECONDS) -> Web3:
    """Connect to a node over HTTP; transactions from `accounts` are signed here, others by the node.

    Raises ChainUnreachable when nothing answers at the URL in time.
    """
    w3 = Web3(Web3.HTTPProvider(url, request_kwargs={"timeout": timeout}, exception_retry_configuration=None))
    for account in accounts:
        w3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(account), layer=0)
    call(w3, "eth_chainId")
    return w3


def call(w3: Web3, method: str, *params: Any) -> Any:  # noqa: ANN401 - whatever the node answers
    """Ask the node anything; raises ChainUnreachable when it does not answer, or not in JSON-RPC."""
    try:
        return w3.manager.request_blocking(RPCEndpoint(method), list(params))
    except (requests.RequestException, json.JSONDecodeError, TimeoutError) as error:
        raise ChainUnreachable(f"No Ethereum node answers there: {type(error).__name__}.") from None
    except Web3Exception as error:
        raise ChainUnreachable(f"The node refuses {method}: {error}") from None


def send(w3: Web3, step: ContractFunction | ContractConstructor, sender: str) -> TxReceipt:
    """Send a transaction and wait until it is mined.

    Raises the contract's refusal by its name, TransactionFailed for one that was mined but failed, and
    TransactionPending when it is not mined in time.
    """
    with named_refusals():
        tx = step.transact({"from": w3.to_checksum_address(sender)})
    try:
        receipt = w3.eth.wait_for_transaction_receipt(tx, RECEIPT_SECONDS, _POLL_SECONDS)
    except TimeExhausted:
        raise TransactionPending(f"Transaction {tx.to_0x_hex()} is not mined yet.") from None
    if receipt["status"] != 1:
        raise TransactionFailed(f"Transaction {tx.to_0x_hex()} was mined but failed.")
    return receipt
