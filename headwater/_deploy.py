"""Deployment: the suite's contracts, wired, on any chain; run again, it verifies what is there and completes it.

Each contract that is deployed is noted in the file at once, so that a run that was cut goes on where it stopped.
The administrator's own delay is set last: until then it can wire without waiting.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_utils.abi import function_abi_to_4byte_selector
from eth_utils.crypto import keccak
from filelock import FileLock
from web3 import Web3
from web3.contract import Contract

from headwater._agreements import CONDITIONS
from headwater._artifacts import artifact
from headwater._checks import demand_addresses
from headwater._connection import send
from headwater._days import LAST_DAY
from headwater._deployment import Deployment, Placed
from headwater._errors import DeploymentMismatch
from headwater._preflight import demand_cancun, demand_funds, demand_sizes
from headwater._types import ZERO_ADDRESS, Capacity, Limits, Registration, Role, fields

CUSTODIES = ("Factoring", "ConditionalEscrow")

ORDER = (
    "Authority",
    "Participants",
    "InvoiceRegistry",
    "ReceivableDescriptor",
    "Receivables",
    "DiscountMarket",
    "Factoring",
    "CreditNotes",
    *CONDITIONS,
    "ConditionalEscrow",
)
ISSUANCE = "Issuance"  # its ledger makes it

# Which role may call what; everything else that is restricted is ADMIN's.
FUNCTIONS: dict[str, dict[Role, tuple[str, ...]]] = {
    "Participants": {
        Role.REGISTRAR: ("register", "registerMany", "revoke"),
        Role.OPERATOR: ("setStandingReader",),
        Role.SUPERVISOR: ("setFrozen",),
    },
    "Receivables": {
        Role.SUPERVISOR: ("setFrozenTokens", "setFrozenTokensFor"),
        Role.ENFORCER: ("forcedTransfer", "forcedTransferFor", "recover"),
    },
    "Issuance": {
        Role.OPERATOR: ("setCap", "setCurrency", "setLimits", "liftBar"),
        Role.SUPERVISOR: ("placeHold", "liftHold", "freezeObligation"),
    },
    "ConditionalEscrow": {Role.OPERATOR: ("setKind", "barKinds")},
}

DAY = 86_400
NO_COUNTRY = bytes(2)  # of an account that was never registered
CUSTODIAN = keccak(text="headwater custodian")
"""The legal identity under which the suite's custody stands where a programme names no company for it."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Who runs a programme, by what limits, with which delays in seconds; None stands for the deployer.

    `custodian` is the legal identity (32 bytes) of the company that answers for the suite's custody.
    """

    admin: str | None = None
    registrar: str | None = None
    operator: str | None = None
    supervisor: str | None = None
    enforcer: str | None = None
    guardian: str | None = None
    enforcer_delay: int = 3 * DAY
    admin_delay: int = 5 * DAY
    limits: Limits = field(default_factory=Limits)
    custodian: bytes = CUSTODIAN
    custodian_country: str = "ZZ"

    def __post_init__(self) -> None:
        if self.admin_delay < self.enforcer_delay:
            raise ValueError("The administrator's delay is no shorter than the enforcer's.")
        named = [member for role in Role if (member := getattr(self, role.name.lower())) is not None]
        demand_addresses(*named)
        if ZERO_ADDRESS in named:
            raise ValueError("A role belongs to somebody: the zero address can be no member.")
        identity: Any = self.custodian
        if not isinstance(identity, bytes) or len(identity) != 32 or not any(identity):
            raise ValueError("The custodian's legal identity has 32 bytes that are not all zero.")
        if not re.fullmatch("[A-Z]{2}", str(self.custodian_country)):
            raise ValueError("A country is two capital letters (ISO 3166-1 alpha-2).")


def deploy(
    w3: Web3,
    deployer: str,
    programme: Programme | None = None,
    file: Path | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> Deployment:
    """Deploy and wire the suite, or what is missing of it.

    With `file`, what stands there is verified first (chain, genesis, code) and what is new is written to it; without,
    nothing is kept. `note` is told each step that changes the chain, in words. Two runs on one file take turns.
    Raises DeploymentMismatch when the file speaks of another chain or the code there is not ours, ChainUnsupported for
    a chain without Cancun or a contract too large, AccountUnfunded, ChainUnreachable, and the contracts' refusals.
    """
    programme = programme or Programme()
    if file is None:
        return _Run(w3, deployer, programme, None, note).complete()
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.lock"):
        return _Run(w3, deployer, programme, file, note).complete()


class _Run:
    """One run of a deployment, on one chain."""

    def __init__(
        self, w3: Web3, deployer: str, programme: Programme, file: Path | None, note: Callable[[str], None]
    ) -> None:
        self.w3, self.deployer, self.programme = w3, w3.to_checksum_address(deployer), programme
        self.file, self.note = file, note
        self.genesis = w3.eth.get_block(0)["hash"].to_0x_hex()
        self.known = self._read()

    def complete(self) -> Deployment:
        missing = [name for name in ORDER if name not in self.known.contracts]
        for name in self.known.contracts.keys() & {*ORDER, ISSUANCE}:
            self._verify(name)
        if missing:
            demand_sizes(missing)
            demand_cancun(self.w3)
            demand_funds(self.w3, self.deployer, missing)
        for name in missing:
            self._place(name)
        self._note_issuance()
        self._wire()
        return self.known

    def _read(self) -> Deployment:
        here = Deployment(self.w3.eth.chain_id, self.genesis, {})
        if self.file is None or not self.file.exists():
            return here
        known = Deployment.load(self.file)
        if (known.chain_id, known.genesis) != (here.chain_id, here.genesis):
            raise DeploymentMismatch(
                f"{self.file.name} is of chain {known.chain_id} with genesis {known.genesis[:10]}…, "
                f"this node is chain {here.chain_id} with genesis {here.genesis[:10]}…."
            )
        return known

    def _verify(self, name: str) -> None:
        placed = self.known.contracts[name]
        code = self.w3.eth.get_code(self.w3.to_checksum_address(placed.address))
        if "0x" + keccak(code).hex() != placed.code_hash:
            raise DeploymentMismatch(f"The code at {placed.address} is not the {name} that was deployed there.")
        if placed.artifact_hash != artifact(name).hash:
            raise DeploymentMismatch(f"{name} at {placed.address} is of another version of the suite.")
        if not artifact(name).is_code(code):
            raise DeploymentMismatch(f"The code at {placed.address} is not ours: it is no {name} of the suite.")

    def _place(self, name: str) -> None:
        self.note(f"deploy {name}")
        shipped = artifact(name)
        constructor = self.w3.eth.contract(abi=shipped.abi, bytecode=shipped.bytecode).constructor(*self._given(name))
        receipt = send(self.w3, constructor, self.deployer)
        self._keep(name, receipt["contractAddress"] or "", receipt["blockNumber"])

    def _note_issuance(self) -> None:
        """Keep the issuance that the ledger names, whatever the file says."""
        made = self._contract("Receivables").functions.issuance().call()
        known = self.known.contracts.get(ISSUANCE)
        if known is None or known.address != made:
            self._keep(ISSUANCE, made, self.known.contracts["Receivables"].block)

    def _keep(self, name: str, at: str, block: int) -> None:
        address = self.w3.to_checksum_address(at)
        placed = Placed(address, block, _code_hash(self.w3, address), artifact(name).hash)
        contracts = {**self.known.contracts, name: placed}
        self.known = dataclasses.replace(self.known, contracts=contracts)
        if self.file:
            self.known.save(self.file)

    def _given(self, name: str) -> tuple[Any, ...]:
        """What a contract's constructor is given."""
        at = {known: placed.address for known, placed in self.known.contracts.items()}
        suite = (at.get("Receivables"), at.get("Participants"))
        known = [(at.get(condition), int(kind)) for condition, kind in CONDITIONS.items()]
        ledgers = (
            at.get("Authority"),
            at.get("Participants"),
            at.get("InvoiceRegistry"),
            at.get("ReceivableDescriptor"),
        )
        given: dict[str, tuple[Any, ...]] = {
            "Authority": (self.deployer,),
            "ReceivableDescriptor": (),
            "Receivables": (*ledgers, (0, *fields(self.programme.limits))),
            "DiscountMarket": suite,
            "CreditNotes": suite,
            "Factoring": (*suite, self.programme.custodian),
            "AttestedBy": suite[1:],
            "ObligationPaid": suite[:1],
            "ReceivableDelivered": suite[:1],
            "ConditionalEscrow": (at.get("Authority"), *suite, self.programme.custodian, known),
        }
        return given.get(name, () if name in CONDITIONS else (at.get("Authority"),))

    def _contract(self, name: str) -> Contract:
        address = self.w3.to_checksum_address(self.known.contracts[name].address)
        return self.w3.eth.contract(address, abi=artifact(name).abi)

    def _wire(self) -> None:
        """Set what is not yet as the programme says: first everything else, then the administrator's delay."""
        authority, registry = self._contract("Authority"), self._contract("InvoiceRegistry")
        steps = [*self._functions(authority), *self._roles(authority)]
        if steps:
            self.note("give the roles")
            encoded = [authority.encode_abi(name, args) for name, args in steps]
            send(self.w3, authority.functions.multicall(encoded), self.deployer)
        ledger = self.known.contracts["Receivables"].address
        if not registry.functions.isLedger(ledger).call():
            self.note("admit the ledger to the invoice registry")
            send(self.w3, registry.functions.setLedger(ledger, True), self.deployer)
        self._admit_custodian(authority)
        self._delay(authority)

    def _admit_custodian(self, authority: Contract) -> None:
        """Accredit each custody once, for good; where the registrar is another, as one for a moment."""
        participants = self._contract("Participants")
        custodies = [self._contract(name).address for name in CUSTODIES]
        new = [c for c in custodies if participants.functions.standingOf(c).call()[1] == NO_COUNTRY]
        if not new:
            return
        self.note("accredit the custody")
        given = (self.programme.custodian, Capacity.CUSTODIAN, self.programme.custodian_country, LAST_DAY)
        entries = [Registration(custody, *given).as_tuple() for custody in new]
        call = participants.encode_abi("registerMany", [entries, [b""] * len(entries)])
        steps = [authority.encode_abi("execute", [participants.address, call])]
        if self._member(Role.REGISTRAR) != self.deployer:
            steps.insert(0, authority.encode_abi("grantRole", [int(Role.REGISTRAR), self.deployer, 0]))
            steps.append(authority.encode_abi("renounceRole", [int(Role.REGISTRAR), self.deployer]))
        send(self.w3, authority.functions.multicall(steps), self.deployer)

    def _functions(self, authority: Contract) -> list[tuple[str, list[Any]]]:
        missing = []
        for name, by_role in FUNCTIONS.items():
            contract = self._contract(name)
            for role, functions in by_role.items():
                selectors = [function_abi_to_4byte_selector(contract.get_function_by_name(f).abi) for f in functions]
                of = authority.functions.getTargetFunctionRole
                if any(of(contract.address, s).call() != role for s in selectors):
                    missing.append(("setTargetFunctionRole", [contract.address, selectors, int(role)]))
        return missing

    def _roles(self, authority: Contract) -> list[tuple[str, list[Any]]]:
        missing: list[tuple[str, list[Any]]] = []
        if authority.functions.getRoleGuardian(Role.ENFORCER).call() != Role.GUARDIAN:
            missing.append(("setRoleGuardian", [int(Role.ENFORCER), int(Role.GUARDIAN)]))
            missing.extend(("labelRole", [int(role), role.name]) for role in Role if role is not Role.ADMIN)
        for role in Role:
            member, delay = self._member(role), self.programme.enforcer_delay if role is Role.ENFORCER else 0
            if role is not Role.ADMIN and authority.functions.hasRole(role, member).call() != [True, delay]:
                missing.append(("grantRole", [int(role), member, delay]))
        return missing

    def _delay(self, authority: Contract) -> None:
        admin, delay = self._member(Role.ADMIN), self.programme.admin_delay
        if authority.functions.hasRole(Role.ADMIN, admin).call() == [True, delay]:
            return
        self.note("set the administrator's delay")
        steps = [authority.encode_abi("grantRole", [int(Role.ADMIN), admin, delay])]
        if admin != self.deployer:
            steps.append(authority.encode_abi("renounceRole", [int(Role.ADMIN), self.deployer]))
        send(self.w3, authority.functions.multicall(steps), self.deployer)

    def _member(self, role: Role) -> str:
        return self.w3.to_checksum_address(getattr(self.programme, role.name.lower()) or self.deployer)


def _code_hash(w3: Web3, address: str) -> str:
    return "0x" + keccak(w3.eth.get_code(w3.to_checksum_address(address))).hex()
