"""A connection to a node, with a time-out on every call, and the sending of transactions through it."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import requests
from eth_abi.exceptions import DecodingError
from eth_account.signers.local import LocalAccount
from hexbytes import HexBytes
from web3 import HTTPProvider, Web3
from web3.contract.contract import ContractConstructor, ContractFunction
from web3.exceptions import TimeExhausted, TransactionNotFound, Web3Exception, Web3RPCError
from web3.middleware import SignAndSendRawMiddlewareBuilder
from web3.types import RPCEndpoint, RPCResponse, TxReceipt

from headwater._errors import ChainUnreachable, TransactionFailed, TransactionPending, shown
from headwater._refusals import named_refusals

TIMEOUT_SECONDS = 30.0
"""How long one call to the node may take."""

RECEIPT_SECONDS = 180.0
"""How long a transaction may take to be mined."""

_POLL_SECONDS = 0.02

# What a node answers where it answers at all: text of this form, or named texts of these forms, or a list of such.
_BYTES, _NUMBER = re.compile(r"0x(?:[0-9a-fA-F]{2})*"), re.compile(r"0x[0-9a-fA-F]+")
_BLOCK = {"hash": _BYTES, "number": _NUMBER, "timestamp": _NUMBER}
_HASHES, _NUMBERS = ("address", "data", "blockHash", "transactionHash"), ("blockNumber", "logIndex", "transactionIndex")
_LOG = {**dict.fromkeys(_HASHES, _BYTES), **dict.fromkeys(_NUMBERS, _NUMBER), "topics": [_BYTES]}
_ANSWERS = {
    "eth_call": _BYTES,
    "eth_getCode": _BYTES,
    "eth_blockNumber": _NUMBER,
    "eth_getBlockByNumber": _BLOCK,
    "eth_getLogs": [_LOG],
}


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


@contextmanager
def understood() -> Iterator[None]:
    """Within it, what the node refuses to answer, or answers as none does, is raised as ChainUnreachable."""
    try:
        yield
    except Web3RPCError as error:
        raise ChainUnreachable(f"The node refuses what it is asked: {_said(error)}.") from None
    except (Web3Exception, DecodingError, binascii.Error) as error:
        kind = type(error).__name__
        raise ChainUnreachable(f"What the node answers is not what the suite's contracts do: {kind}.") from None


def _said(error: Web3RPCError) -> str:
    """Give what a node said, in its own words where it has any."""
    answered = (error.rpc_response or {}).get("error")
    words = answered.get("message") if isinstance(answered, dict) else answered
    return shown(str(words or error)).rstrip(".")


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
            answer = super().make_request(method, params)
        except (requests.RequestException, ValueError, RecursionError) as error:
            raise ChainUnreachable(f"No Ethereum node answers there: {type(error).__name__}.") from None
        if not _is_sound(method, answer):
            raise ChainUnreachable(f"What answers there is no Ethereum node: it does not understand {method}.")
        return answer


def _is_sound(method: str, answer: Any) -> bool:  # noqa: ANN401 - any JSON
    """Tell whether an answer can be read on: it brings no result, or one of its method's form."""
    brings = isinstance(answer, dict) and "result" in answer
    return not brings or _has_form(answer["result"], _ANSWERS.get(method))


def _has_form(found: Any, form: Any) -> bool:  # noqa: ANN401 - any JSON
    """Tell whether what a node answers has the form that it should have; a block can be unknown, which is null."""
    if form is None or (found is None and form is _BLOCK):
        return True
    if isinstance(form, list):
        return isinstance(found, list) and all(_has_form(one, form[0]) for one in found)
    if isinstance(form, dict):
        return isinstance(found, dict) and all(_has_form(found.get(name), part) for name, part in form.items())
    return isinstance(found, str) and form.fullmatch(found) is not None
