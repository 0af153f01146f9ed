"""The chain as the machine plays it: a step by its name, sent as whoever takes it, answered in plain Python.

Anvil signs for everybody, contracts too. A step is first asked for what it would give, and sent only when it is not
refused: what is sent has to go through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests
from eth_abi import decode, encode
from eth_abi.grammar import parse
from eth_utils import function_abi_to_4byte_selector, function_signature_to_4byte_selector

from headwater._connection import TIMEOUT_SECONDS
from tests.stateful.parties import Refused

GAS = 10_000_000
TERMS = "(address,address,address,uint256,uint256,uint256,uint256,uint256,uint256,address,bytes32,bytes32,bytes32)"
ENTRY = "(address,bytes32,uint16,bytes2,uint32)"
OFFER = (
    "(address,address,address,uint256,uint256,uint256,uint256,uint256,bool,bool,"
    "uint256,uint256,uint256,address,uint256)"
)
ORDER = "(address,bytes32,uint256,uint256,uint256,uint256,uint256,uint256)"
ADVANCE = "(address,address,address,uint256[],uint256,uint256,uint256,uint256,bool,address,uint256,uint256)"
MILESTONE = "(address,uint256,address,uint256,uint256,uint8,uint8,uint8,address,bytes,uint256,uint256)"
AGREEMENT = (
    f"(bytes32,uint256,address,address,address,address,uint256,uint256,bytes32,uint256,uint256,uint256,{MILESTONE}[])"
)

# What each step calls: whose function, what it takes, what it gives.
CALLS = {
    "issue": ("issuance", f"issue({TERMS},bytes,bytes)", "(uint256)"),
    "split": ("receivables", "split(uint256,(address,uint256,bytes32)[])", "(uint256[])"),
    "propose": ("receivables", "propose(uint256,(address,uint256,bytes32),uint32)", "(uint256)"),
    "accept_proposal": ("receivables", "acceptProposal(uint256)", "()"),
    "accept_proposal_for": ("receivables", "acceptProposalFor(uint256,bytes)", "()"),
    "decline_proposal": ("receivables", "declineProposal(uint256)", "()"),
    "withdraw_proposal": ("receivables", "withdrawProposal(uint256)", "()"),
    "cancel": ("receivables", "cancel(uint256,uint256)", "()"),
    "transfer": ("receivables", "transferFrom(address,address,uint256)", "()"),
    "transfer_safely": ("receivables", "safeTransferFrom(address,address,uint256)", "()"),
    "transfer_value": ("receivables", "transferFrom(uint256,uint256,uint256)", "()"),
    "transfer_value_to": ("receivables", "transferFrom(uint256,address,uint256)", "(uint256)"),
    "approve": ("receivables", "approve(address,uint256)", "()"),
    "approve_value": ("receivables", "approve(uint256,address,uint256)", "()"),
    "approve_all": ("receivables", "setApprovalForAll(address,bool)", "()"),
    "pay": ("receivables", "pay(uint64,uint256,bytes32)", "(uint256)"),
    "pay_many": ("receivables", "payMany((uint64,uint256,bytes32)[])", "(uint256[])"),
    "pay_as_guarantor": ("receivables", "payAsGuarantor(uint64,uint256,bytes32)", "(uint256)"),
    "claim": ("receivables", "claim(uint256)", "(uint256)"),
    "claim_many": ("receivables", "claimMany(uint256[])", "(uint256[])"),
    "withdraw_credit": ("receivables", "withdrawCredit(address,address,address)", "(uint256)"),
    "sell": ("market", f"sell({OFFER},bytes,uint256,uint256,uint256,uint256)", "(uint256)"),
    "sell_for": ("market", f"sellFor({OFFER},bytes,{ORDER},bytes)", "(uint256)"),
    "sell_many": ("market", f"sellMany({OFFER},bytes,(uint256,uint256)[],uint256,uint256)", "(uint256)"),
    "replenish": ("market", "replenish(bytes32,uint64[])", "(uint256)"),
    "cancel_salt": ("market", "cancel(uint256)", "()"),
    "cancel_book": ("market", "cancelAll(uint256)", "(uint256)"),
    "demand_recourse": ("market", "demandRecourse(uint256)", "(uint256)"),
    "withdraw_demand": ("market", "withdrawDemand(uint256)", "()"),
    "dismiss_demand": ("market", "dismissDemand(uint256)", "()"),
    "end_recourse": ("market", "endRecourse(uint256)", "()"),
    "meet_recourse": ("market", "meetRecourse(uint256,uint256)", "(uint256)"),
    "withdraw_from_market": ("market", "withdrawCredit(address,address,address)", "(uint256)"),
    "open_advance": ("factoring", f"open({ADVANCE},bytes,bytes)", "()"),
    "revoke_advance": ("factoring", "revoke(bytes32)", "()"),
    "collect": ("factoring", f"collect({ADVANCE},uint256[])", "(uint256)"),
    "repay": ("factoring", f"repay({ADVANCE},uint256)", "(uint256)"),
    "release": ("factoring", f"release({ADVANCE},uint256[])", "()"),
    "demand_advance": ("factoring", f"demand({ADVANCE})", "(uint256)"),
    "withdraw_from_factoring": ("factoring", "withdrawCredit(address,address,address)", "(uint256)"),
    "begin_pact": ("escrow", f"begin({AGREEMENT},bytes[])", "()"),
    "fund_milestone": ("escrow", f"fund({AGREEMENT},uint256,uint256)", "()"),
    "amend_pact": ("escrow", f"amend({AGREEMENT},{AGREEMENT},bytes[])", "()"),
    "revoke_pact": ("escrow", f"revoke({AGREEMENT})", "()"),
    "release_milestone": ("escrow", f"release({AGREEMENT},uint256,bytes)", "(uint256)"),
    "lapse_milestone": ("escrow", f"lapse({AGREEMENT},uint256)", "(uint256)"),
    "withdraw_milestone": ("escrow", f"withdraw({AGREEMENT},uint256,uint8,address)", "(uint256)"),
    "collect_milestone": ("escrow", f"collect({AGREEMENT},uint256)", "(uint256)"),
    "dispute": ("escrow", f"dispute({AGREEMENT},uint256,uint256)", "(uint256)"),
    "rule_dispute": ("escrow", f"rule({AGREEMENT},uint256,uint256,uint256)", "()"),
    "rule_by_silence": ("escrow", f"ruleBySilence({AGREEMENT},uint256,uint256)", "()"),
    "register": ("participants", f"register({ENTRY},bytes)", "()"),
    "revoke": ("participants", "revoke(address)", "()"),
    "set_standing": ("participants", "setStandingAcceptance(bool)", "()"),
    "set_cap": ("issuance", "setCap(address,address,uint128)", "()"),
    "set_currency": ("issuance", "setCurrency(address,bool)", "()"),
    "set_limits": ("issuance", "setLimits(uint16,uint16,uint8,uint8)", "()"),
    "bind": ("participants", "bind(bytes32)", "()"),
    "freeze_account": ("participants", "setFrozen(address,bool,bytes32)", "()"),
    "freeze_token": ("receivables", "setFrozenTokensFor(address,uint256,bool,bytes32)", "()"),
    "freeze_token_plainly": ("receivables", "setFrozenTokens(address,uint256,bool)", "()"),
    "freeze_obligation": ("issuance", "freezeObligation(uint64,bool,bytes32)", "()"),
    "place_hold": ("issuance", "placeHold(uint64,address,uint24,bytes32)", "()"),
    "lift_hold": ("issuance", "liftHold(uint64,bytes32)", "()"),
    "record_default": ("issuance", "recordDefault(uint64)", "()"),
    "lift_bar": ("issuance", "liftBar(bytes32,bytes32)", "()"),
    "force": ("receivables", "forcedTransferFor(address,address,uint256,bytes32)", "()"),
    "force_plainly": ("receivables", "forcedTransfer(address,address,uint256)", "()"),
    "recover": ("receivables", "recover(address,address,uint256[],bytes32)", "()"),
    "grant_role": ("authority", "grantRole(uint64,address,uint32)", "()"),
    "schedule_order": ("authority", "schedule(address,bytes,uint48)", "()"),
    "cancel_order": ("authority", "cancel(address,address,bytes)", "()"),
    "execute_order": ("authority", "execute(address,bytes)", "()"),
    "issue_credit_note": ("notes", "issueCreditNote(uint64,uint256,uint256[],bytes32)", "(uint256,uint256)"),
    "pay_claim": ("notes", "payClaim(address,address,address,uint256)", "()"),
    "waive_claim": ("notes", "waiveClaim(address,address,uint256)", "()"),
    # The mocks': what they are told to do. The first thing given is the mock itself.
    "mint": ("", "mint(address,uint256)", "()"),
    "approve_money": ("", "approve(address,uint256)", "()"),
    "set_fee": ("", "setFee(uint256)", "()"),
    "set_barred": ("", "setBlocked(address,bool)", "()"),
    "set_stopped": ("", "setStopped(bool)", "()"),
    "arm": ("", "arm(address,bytes,bool)", "()"),
    "set_manner": ("", "setManner(uint8,bytes)", "()"),
}
RECEIVABLE = "(uint256,address,uint256,uint256,uint256,address,address,uint256)"
LINE = f"({RECEIVABLE},(address,uint32),address,uint256,uint256,bytes32)"
STANDING = "(uint16,bytes2,uint32,bool,bool)"
OBLIGATION = f"(address,address,{'uint256,' * 10}address,bytes32,uint8)"
SALT = "(address,uint256,uint256)"
QUESTION = (
    f"(uint64,uint256[],address[],address[],address[],bytes32[],{SALT}[],uint256,{ADVANCE}[],bytes32[],uint256[])"
)
ACCOUNT = f"(uint256,{STANDING},uint256[],uint256[],uint256[],uint256[],uint256,uint256)"
RECOURSE = "((address,uint88,uint8,address,uint24,uint16,uint256,uint256),uint256)"
ADVANCED = "((uint88,uint24,bool,uint160,uint96),uint256,uint256)"
LEDGER = f"uint256,{OBLIGATION}[],{LINE}[],{ACCOUNT}[],(uint128,uint128)[],uint256[]"
STATE = "(uint88,uint88,bool,bool,bool,bool,uint88,uint88,uint32,uint88,uint88)"
AGREED = f"(bytes32,{STATE}[],(uint256,uint256,uint128,uint128)[],(uint88,uint32,uint8)[][])"
PAGE = f"({LEDGER},(uint256,uint256[])[],(uint256,bool)[],{RECOURSE}[],{ADVANCED}[],{AGREED}[])"
POSITION = f"({'uint256,' * 7}uint8)"
OUTLOOK = f"({POSITION},{POSITION},(address,uint24),bool)"
OUTLOOKS = f"({OUTLOOK}[],(bool,bool,bool)[],(bool,bool,bool,uint256)[],uint256[])"
OUTLOOK_QUESTION = "(uint64,uint256[],address[],(address,address,address)[],uint256)"


@dataclass(frozen=True)
class Function:
    """One function of a contract: its selector, and the types it takes and gives."""

    selector: bytes
    takes: list[str]
    gives: list[str]

    @classmethod
    def of(cls, signature: str, gives: str) -> Function:
        """Read a function's signature, and the types that it gives."""
        takes = signature[signature.index("(") :]
        return cls(function_signature_to_4byte_selector(signature), _types(takes), _types(gives))

    def data(self, given: tuple[Any, ...]) -> str:
        """Give the call's data."""
        return "0x" + (self.selector + encode(self.takes, given)).hex()

    def answer(self, raw: str) -> Any:
        """Give what the call gave: one value, or nothing."""
        values = decode(self.gives, bytes.fromhex(raw[2:]))
        return plain(values[0]) if values else None


class Chain:
    """The node, and the contracts that stand on it by name."""

    def __init__(self, url: str, at: dict[str, str], errors: list[dict[str, Any]]) -> None:
        self._url, self.at, self._session = url, at, requests.Session()
        self._session.trust_env = False  # looking for a proxy takes longer than the node
        self._functions = {name: (whose, Function.of(*call)) for name, (whose, *call) in CALLS.items()}
        self._read = {"books": Function.of(f"read({QUESTION})", f"({PAGE})")}
        self._read["almanac"] = Function.of(f"read({OUTLOOK_QUESTION})", f"({OUTLOOKS})")
        self._names = {function_abi_to_4byte_selector({**e, "type": "function"}): e["name"] for e in errors}
        self._names[bytes.fromhex("4e487b71")] = "Panic"

    def data(self, name: str, *given: Any) -> bytes:
        """Give a call's data, for somebody else to make it."""
        return bytes.fromhex(self._functions[name][1].data(given)[2:])

    def take(self, name: str, sender: str, *given: Any) -> Any:
        """Take a step and give what came of it; raises Refused by the name of the contract's error."""
        whose, function = self._functions[name]
        to, given = (self.at[whose], given) if whose else (given[0], given[1:])
        tx = {"from": sender, "to": to, "data": function.data(given), "gas": hex(GAS), "gasPrice": "0x0"}
        answer = function.answer(self._result("eth_call", tx, "latest"))
        receipt = self._result("eth_sendTransactionSync", tx)
        assert receipt["status"] == "0x1", f"{name} would have gone through, and failed"
        return answer

    def read(self, reader: str, *question: Any) -> Any:
        """Give a page of the books, or of the almanac."""
        function = self._read[reader]
        tx = {"to": self.at[reader], "data": function.data((question,)), "gas": hex(GAS * 10)}
        return function.answer(self._result("eth_call", tx, "latest"))

    def snapshot(self) -> str:
        """Remember the chain as it is."""
        return str(self._result("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot, which is used up."""
        assert self._result("evm_revert", snapshot) is True

    def move_to(self, timestamp: int) -> None:
        """Mine a block at a second of Unix time."""
        self._result("evm_setNextBlockTimestamp", timestamp)
        self._result("evm_mine")

    def sign_for_all(self, wanted: bool) -> None:
        """Let Anvil send what anybody is said to send, or no longer."""
        self._result("anvil_autoImpersonateAccount", wanted)

    def _result(self, method: str, *params: Any) -> Any:
        asked = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = self._session.post(self._url, json=asked, timeout=TIMEOUT_SECONDS).json()
        if "error" not in answer:
            return answer["result"]
        raw = bytes.fromhex(str(answer["error"].get("data") or "0x")[2:])
        if not raw:
            raise AssertionError(f"{method}: {answer['error']}")
        raise Refused(self._names.get(raw[:4], raw.hex()))


def plain(value: Any) -> Any:
    """Give what was decoded with lists for all that comes in rows."""
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def _types(row: str) -> list[str]:
    """Give the types within a pair of brackets."""
    return [] if row == "()" else [component.to_type_str() for component in parse(row).components]
