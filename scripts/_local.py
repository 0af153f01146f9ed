"""A programme on a local chain: the suite deployed, the cast registered, a test currency with money for all.

The cast's keys are derived from their names: they are for local chains, and everybody knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from web3 import Web3
from web3.contract import Contract
from web3.middleware import SignAndSendRawMiddlewareBuilder, Web3Middleware
from web3.types import RPCEndpoint

from headwater import (
    Capacity,
    Currency,
    Limits,
    Programme,
    Registration,
    Suite,
    artifact,
    date_of,
    deploy,
    sign,
)
from headwater._connection import call, send
from headwater._days import LAST_DAY

ETHER = 10**18
PURSE = 1_000 * ETHER
"""The ether everybody gets for gas."""

TRADERS = Capacity.SUPPLIER | Capacity.FINANCIER
CAPACITIES = {"anchor": Capacity.OBLIGOR, "financier": Capacity.FINANCIER, "attestor": Capacity.ATTESTOR}
FOREVER = LAST_DAY


def member(name: str) -> LocalAccount:
    """Give the local account of a member of the cast."""
    account: LocalAccount = Account.from_key(keccak(text=f"headwater local {name}"))
    return account


def identity(name: str) -> bytes:
    """Give the legal identity of a member of the cast who has no papers: the hash of the name."""
    return keccak(text=f"headwater identity {name}")


@dataclass(frozen=True)
class LocalProgramme:
    """The suite on a local chain, its cast by name, and its test currency."""

    suite: Suite
    cast: dict[str, LocalAccount]
    token: Contract

    @property
    def w3(self) -> Web3:
        """The connection."""
        return self.suite.w3

    def address(self, name: str) -> str:
        """Give the address of a member of the cast."""
        return str(self.cast[name].address)

    @property
    def names(self) -> dict[str, str]:
        """The cast's names by address."""
        return {str(account.address): name for name, account in self.cast.items()}

    def balance(self, account: str) -> int:
        """Give an account's base units of the currency."""
        return int(self.token.functions.balanceOf(account).call())

    def mint(self, name: str, amount: int) -> None:
        """Give a member of the cast base units of the currency."""
        send(self.w3, self.token.functions.mint(self.address(name), amount), self.address("operator"))

    def approve(self, name: str, amount: int, spender: str | None = None) -> None:
        """Let the ledger, or another contract, take base units of the currency from a member of the cast."""
        spender = spender or self.suite.receivables.address
        self.suite.approve(spender, self.token.address, amount, sender=self.address(name))

    def register(self, names: Iterable[str], identities: Mapping[str, bytes], countries: Mapping[str, str]) -> None:
        """Accredit members of the cast, each by its own signature."""
        entries, signatures = [], []
        for name in names:
            given = identities.get(name, identity(name))
            capacities = CAPACITIES.get(name, TRADERS)
            entries.append(Registration(self.address(name), given, capacities, countries.get(name, "DE"), FOREVER))
            message = self.suite.binding_message(self.address(name), given)
            signatures.append(sign(self.cast[name], message))
        self.suite.register_many(entries, signatures, sender=self.address("operator"))

    def move_to(self, day: int) -> None:
        """Move the chain's clock to the beginning of a UTC day; does nothing when the day has come already."""
        if self.today() >= day:
            return
        call(self.w3, "evm_setNextBlockTimestamp", day * 86_400)
        call(self.w3, "evm_mine")

    def today(self) -> int:
        """Give the UTC day of the chain's clock."""
        return int(self.w3.eth.get_block("latest")["timestamp"]) // 86_400

    def day(self, day: int) -> str:
        """Give a UTC day for people."""
        return date_of(day).isoformat()


class MinedCountMiddleware(Web3Middleware):
    """Numbers the next transaction by the mined ones alone.

    Here each is waited for before the next is sent. A busy Anvil can count one that it has just mined as still pending,
    and the next, with a number too high, would never be mined.
    """

    def request_processor(self, method: RPCEndpoint, params: Any) -> Any:  # noqa: ANN401 - web3's own signature
        """Ask for the count at the latest block, whatever was asked for."""
        if method == "eth_getTransactionCount":
            params = [params[0], "latest"]
        return method, params


def local_programme(
    w3: Web3,
    names: Iterable[str],
    currency: Currency,
    limits: Limits | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> LocalProgramme:
    """Deploy the suite on a local chain and fund the cast; nobody is registered yet."""
    cast = {name: member(name) for name in ("operator", *names)}
    w3.middleware_onion.add(MinedCountMiddleware)
    for account in cast.values():
        w3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(account), layer=0)
        call(w3, "anvil_setBalance", account.address, hex(PURSE))
    operator = cast["operator"].address
    suite = Suite(w3, deploy(w3, operator, Programme(limits=limits or Limits()), note=note))
    shipped = artifact("TestCurrency")
    made = w3.eth.contract(abi=shipped.abi, bytecode=shipped.bytecode).constructor(
        f"Test {currency.code}", currency.code, currency.decimals
    )
    address = send(w3, made, operator)["contractAddress"]
    token = w3.eth.contract(w3.to_checksum_address(address or ""), abi=shipped.abi)
    suite.set_currency(token.address, True, sender=operator)
    return LocalProgramme(suite, cast, token)
