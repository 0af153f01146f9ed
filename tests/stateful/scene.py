"""The scene of the stateful run: parties of every kind, currencies of every manner, and the books to compare with."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from typing import Any

from _local import FOREVER, LocalProgramme, identity, member
from headwater import Acceptance, Advance, Offer, Order, sign
from headwater._deploy import CUSTODIAN
from headwater._signing import proposal_message
from headwater._types import Role
from tests.stage import CAP, DOCUMENT, ZERO, Stage
from tests.stateful.chain import Chain
from tests.stateful.escrow import Escrow
from tests.stateful.factoring import Deal
from tests.stateful.market import Instruction, Quote
from tests.stateful.model import MAX_VALUE
from tests.stateful.parties import Money, Party
from tests.stateful.powers import DELAY_DAYS
from tests.stateful.records import NOBODY, UNLIMITED, Terms

OBLIGORS = ("anchor", "tier2")
PAYERS = ("anchor", "tier2", "financier", "supplier", "stranger")
RICH = PAYERS[:3]
BUYERS = (*RICH, "wallet", "supplier")  # who pays in market and factoring, as far as it has money
PURSE = 10**30
DAY = 86_400
ADMIN_DAYS = 6  # more than its delay

# The contracts of financing and escrow, which the books show as accounts beside everybody else.
CUSTODY = 8
DESKS = ("market", "factoring", "escrow")

# Capacities: obligor 1, supplier 2, financier 4, custodian 8, guarantor 16, attestor 32. The books show the last one's
# allowances.
CAPACITIES = {
    "anchor": 1,
    "supplier": 6,
    "tier2": 7,
    "tier3": 38,
    "financier": 20,
    "wallet": 20,  # a contract of tier 3's, asked about value that it is sent
    "desk": 12,  # a custodian, which takes whole receivables
    "attestor": 32,
    "stranger": 0,
}
STANDING = ("tier2", "tier3", "financier", "wallet", "desk")

# A currency is called by its trick; its contract, and its decimals.
CURRENCIES = {
    "plain": ("TestCurrency", 2),
    "fee": ("FeeCurrency", 6),
    "blocking": ("BlockingCurrency", 18),
    "silent": ("SilentCurrency", 0),
    "false": ("FalseCurrency", 8),
    "reentering": ("ReenteringCurrency", 6),
}


@dataclass
class Scene:
    """Where the run plays: the chain with everybody on it, and the model at the beginning, which is kept as it was."""

    chain: Chain
    programme: LocalProgramme
    beginning: bytes

    @property
    def names(self) -> dict[str, str]:
        """Everybody and everything by name, with its address."""
        return self.chain.at

    def model(self) -> Escrow:
        """Give a model of ledger, market, factoring and escrow as they are at the beginning."""
        return pickle.loads(self.beginning)

    def address(self, name: str) -> str:
        """Give an address by its name; nobody's is zero."""
        return self.chain.at[name] if name else ZERO

    def acceptance(self, terms: Terms) -> Acceptance:
        """Give terms in full."""
        parties = {field: self.address(getattr(terms, field)) for field in ("obligor", "seller", "currency")}
        numbers = {"due_day": terms.due_day, "valid_until": terms.valid_until, "face": terms.face}
        late = {field: getattr(terms, field) for field in ("grace_days", "late_rate_ppm", "late_basis")}
        late |= {"guarantor": self.address(terms.guarantor)}
        hashes = {"document_root": bytes.fromhex(DOCUMENT[2:]), "undertaking": b"\x1a" * 32}
        return Acceptance(**parties, **numbers, **late, **hashes, fingerprint=terms.fingerprint.to_bytes(32))

    def signatures(self, terms: Terms, accepted: bool, consented: bool) -> tuple[bytes, bytes]:
        """Give the obligor's and the seller's signatures; one that is not wanted is a forgery."""
        given, suite = self.acceptance(terms), self.programme.suite
        by_obligor = sign(member(terms.obligor if accepted else "stranger"), suite.acceptance_message(given))
        return by_obligor, sign(member(terms.seller), suite.consent_message(given)) if consented else b""

    def agreement(self, model: Escrow, id_: int, signed: bool) -> bytes:
        """Give the recipient's signature over its proposal, or over one of another value."""
        shown, suite = model.receivables[id_], self.programme.suite
        recipient, until = shown.proposal
        ledger = replace(suite.domain, name="Headwater Receivables", contract=suite.receivables.address)
        value = shown.value if signed else shown.value + 1
        message = proposal_message(ledger, id_, self.address(shown.holder), value, until)
        return self.sign(recipient, message)

    def offer(self, quote: Quote) -> Offer:
        """Give an offer in full."""
        return Offer(**self._in_full(quote), deadline=last_second(quote.until))

    def order(self, order: Instruction) -> Order:
        """Give an order in full."""
        named = self._in_full(order) | {"offer": self.programme.suite.offer_digest(self.offer(order.offer))}
        return Order(**named, deadline=last_second(order.until))

    def advance(self, deal: Deal) -> Advance:
        """Give the terms of an advance in full."""
        return Advance(**self._in_full(deal), deadline=last_second(deal.until))

    def sign(self, name: str, message: Any, forged: bool = False) -> bytes:
        """Sign as somebody does, a contract by its owner; or let another sign."""
        signer = "stranger" if name == "wallet" else name
        return sign(member("supervisor" if forged else signer), message)

    def identity(self, name: str) -> bytes:
        """Give a legal identity by its name."""
        return CUSTODIAN if name == "factoring" else identity(name)

    def _in_full(self, of: Any) -> dict[str, Any]:
        given = {field: value for field, value in vars(of).items() if field != "until"}
        return {field: self.address(value) if isinstance(value, str) else value for field, value in given.items()}


def last_second(day: int) -> int:
    """Give the last second of a UTC day."""
    return (day + 1) * 86_400 - 1


def set_scene(stage: Stage, make: Any, errors: list[dict[str, Any]]) -> Scene:
    """Deploy what the run needs beside the suite, make everybody ready, and write it down in a model."""
    suite, programme = stage.programme.suite, stage.programme
    at = {name: programme.address(name) for name in ("operator", *CAPACITIES) if name not in ("wallet", "desk")}
    at |= {name: str(make(kind, name, name.upper(), places)) for name, (kind, places) in CURRENCIES.items()}
    at |= {"wallet": str(make("ValueWallet", at["stranger"]))}
    at |= {"desk": str(make("CustodyDesk", stage.receivables, stage.participants, identity("desk")))}
    at |= {"market": suite.discount_market.address, "factoring": suite.factoring.address}
    at |= {"escrow": suite.escrow.address, "supervisor": programme.address("supervisor")}
    desks = [at[name] for name in DESKS]
    at |= {"books": str(make("Books", stage.receivables, stage.participants, *desks))}
    at |= {name: getattr(suite, name).address for name in ("receivables", "issuance", "participants")}
    readers = at["receivables"], at["issuance"], at["participants"], suite.credit_notes.address
    at |= {"ledger": at["receivables"], "notes": readers[-1], "authority": suite.authority.address}
    at |= {"almanac": str(make("Almanac", *readers))}
    at |= {name: member(name).address for name in ("enforcer", "guardian")}
    chain = Chain(programme.w3.provider.endpoint_uri, at, errors)
    chain.sign_for_all(True)
    parties = {name: _party(name) for name in CAPACITIES}
    _empower(programme, chain)
    _register(stage, chain, parties)
    parties |= {name: Party("factoring", CUSTODY, FOREVER, country=b"ZZ") for name in ("factoring", "escrow")}
    parties |= {name: Party(NOBODY, 0) for name in ("market", "notes", "supervisor", "operator", "guardian")}
    parties |= {"enforcer": Party("enforcer", CAPACITIES["stranger"], FOREVER)}
    model = Escrow(programme.today(), parties, {name: Money() for name in CURRENCIES}, {})
    model.money["silent"].short = "Panic"
    _fund(chain, model)
    _entrust(chain, model)
    return Scene(chain, programme, pickle.dumps(model))


def _party(name: str) -> Party:
    known = name != "stranger"
    whose = "tier3" if name == "wallet" else name if known else NOBODY
    return Party(whose, CAPACITIES[name], FOREVER if known else 0, name in STANDING, takes_tokens=name != "wallet")


def _empower(programme: LocalProgramme, chain: Chain) -> None:
    """Have an enforcer and a guardian beside the operator, who is everything, and waits as an administrator."""
    operator = chain.at["operator"]
    roles = (int(Role.ENFORCER), chain.at["enforcer"], DELAY_DAYS * DAY), (int(Role.GUARDIAN), chain.at["guardian"], 0)
    for role in roles:
        chain.take("schedule_order", operator, chain.at["authority"], chain.data("grant_role", *role), 0)
    chain.move_to((programme.today() + ADMIN_DAYS) * DAY)
    for role in roles:
        chain.take("grant_role", operator, *role)
    chain.take("bind", chain.at["enforcer"], identity("enforcer"))
    entry = (chain.at["enforcer"], identity("enforcer"), CAPACITIES["stranger"], b"DE", FOREVER)
    chain.take("register", operator, entry, b"")


def _register(stage: Stage, chain: Chain, parties: dict[str, Party]) -> None:
    for name in ("wallet", "desk", "tier2", "tier3", "financier"):
        party = parties[name]
        signature = b"" if name == "desk" else stage.binding(chain.at[name], identity(party.identity), "stranger")
        entry = (chain.at[name], identity(party.identity), party.capacities, b"DE", FOREVER)
        chain.take("register", chain.at["operator"], entry, signature)
    chain.take("set_standing", chain.at["wallet"], True)


def _fund(chain: Chain, model: Escrow) -> None:
    """Give the rich their purses, let the ledger take from all payers, and set the caps."""
    for currency, money in model.money.items():
        chain.take("set_currency", chain.at["operator"], chain.at[currency], True)
        for name in PAYERS:
            chain.take("approve_money", chain.at[name], chain.at[currency], chain.at["receivables"], UNLIMITED)
        for name in RICH:
            chain.take("mint", chain.at["operator"], chain.at[currency], chain.at[name], PURSE)
            money.balances[name] = PURSE
        for name in OBLIGORS:
            cap = 2 * MAX_VALUE if currency == "blocking" else CAP
            chain.take("set_cap", chain.at["operator"], chain.at[name], chain.at[currency], cap)
            model.caps[name, currency] = cap


def _entrust(chain: Chain, model: Escrow) -> None:
    """Let market, factoring, escrow and credit notes move everybody's receivables, and everybody's money."""
    for desk in (*DESKS, "notes"):
        for name in CAPACITIES:
            chain.take("approve_all", chain.at[name], chain.at[desk], True)
            model.operators.add((name, desk))
        for currency in CURRENCIES:
            for name in CAPACITIES:
                chain.take("approve_money", chain.at[name], chain.at[currency], chain.at[desk], UNLIMITED)
    for currency, money in model.money.items():
        chain.take("approve_money", chain.at["wallet"], chain.at[currency], chain.at["receivables"], UNLIMITED)
        chain.take("mint", chain.at["operator"], chain.at[currency], chain.at["wallet"], PURSE)
        money.balances["wallet"] = PURSE
