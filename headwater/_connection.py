"""A connection to a node, with a time-out on every call, and the sending of transactions through it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import requests
from eth_account.signers.local import LocalAccount
from hexbytes import HexBytes
from web3 import HTTPProvider, Web3
from web3.contract.contract import ContractConstructor, ContractFunction
from web3.exceptions import TimeExhausted, TransactionNotFound, Web3Exception, Web3RPCError
from web3.middleware import SignAndSendRawMiddlewareBuilder
from web3.types import RPCEndpoint, RPCResponse, TxReceipt

from headwater._errors import ChainUnreachable, TransactionFailed, TransactionPending
from headwater._refusals import named_refusals

TIMEOUT_SECONDS = 30.0
"""How long one call to the node may take."""

RECEIPT_SECONDS = 180.0
"""How long a transaction may take to be mined."""

_POLL_SECONDS = 0.02


def connect(url: str, accounts: Iterable[LocalAccount] = (), timeout: float = TIMEOUT_SECONDS) -> Web3:
    """Connect to a node over HTTP; transactions from `accounts` are signed here, others by the node.

    Raises ChainUnreachable, here and at every later call, when no node answers at the URL in time.
    """
    node = _Node(url, request_kwargs={"timeout": timeout}, exception_retry_configuration=None)
    w3 = Web3(node, ens=None)  # names are never looked up: who is paid stands in the call
    for account in accounts:
        sign_with(w3, account)
    try:
        int(call(w3, "eth_chainId"), 16)
    except (TypeError, ValueError):
        raise ChainUnreachable("What answers there is no Ethereum node: it names no chain.") from None
    return w3


def sign_with(w3: Web3, account: LocalAccount) -> None:
    """Sign what is sent from an account here; the node sees no key."""
    w3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(account), layer=0)


def call(w3: Web3, method: str, *params: Any) -> Any:  # noqa: ANN401 - whatever the node answers
    """Ask the node anything; raises ChainUnreachable when it does not answer, or not in JSON-RPC."""
    try:
        return w3.manager.request_blocking(RPCEndpoint(method), list(params))
    except Web3RPCError as error:
        raise ChainUnreachable(f"The node refuses {method}: {error}") from None
    except (Web3Exception, ValueError):
        raise ChainUnreachable(f"What answers there is no Ethereum node: it does not understand {method}.") from None


def send(w3: Web3, step: ContractFunction | ContractConstructor, sender: str) -> TxReceipt:
    """Send a transaction and wait until it is mined.

    Raises the contract's refusal by its name, TransactionFailed for one that the node does not take or that was mined
    but failed or that another has replaced, and TransactionPending when it is not mined in time.
    """
    try:
        with named_refusals():
            tx = step.transact({"from": w3.to_checksum_address(sender)})
    except Web3RPCError as error:
        raise TransactionFailed(_not_taken(error, sender)) from None
    try:
        receipt = w3.eth.wait_for_transaction_receipt(tx, RECEIPT_SECONDS, _POLL_SECONDS)
    except TimeExhausted:
        raise _not_mined(w3, tx) from None
    if receipt["status"] != 1:
        raise TransactionFailed(f"Transaction {tx.to_0x_hex()} was mined but failed.")
    return receipt


def _not_mined(w3: Web3, tx: HexBytes) -> TransactionPending | TransactionFailed:
    """Say what became of a transaction that was not mined in time: the node keeps one that still can be."""
    try:
        w3.eth.get_transaction(tx)
    except TransactionNotFound:
        return TransactionFailed(
            f"Transaction {tx.to_0x_hex()} will not be mined: another took its place, or it was dropped. Run again."
        )
    return TransactionPending(f"Transaction {tx.to_0x_hex()} is not mined yet: run again when it is.")


def _not_taken(error: Web3RPCError, sender: str) -> str:
    """Say why the node does not take a transaction; nodes word a nonce that is spent in many ways."""
    if re.search(r"nonce|underpriced|already known|already imported", str(error), re.IGNORECASE):
        return f"Another transaction of {sender} came in between: run again when nothing else sends from that account."
    return f"The node does not take the transaction: {error}"


class _Node(HTTPProvider):
    """A node over HTTP; when it is silent, or speaks no JSON, that has one name."""

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:  # noqa: ANN401 - as web3 has it
        try:
            return super().make_request(method, params)
        except (requests.RequestException, ValueError, RecursionError) as error:
            raise ChainUnreachable(f"No Ethereum node answers there: {type(error).__name__}.") from None
