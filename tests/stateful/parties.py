"""Who and what the model is about besides the ledger: parties, and money with its tricks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field


class Refused(Exception):
    """The step is refused by this error's name."""


def require(condition, name):
    """Refuse by a name, unless the condition holds."""
    if not condition:
        raise Refused(name)


@dataclass
class Party:
    """An account. A contract may refuse value by a name of its own, and may have no hook for whole tokens."""

    identity: str
    capacities: int
    valid_until: int = 0
    standing: bool = False
    frozen: bool = False
    takes_tokens: bool = True
    country: bytes = b"DE"
    manner: str = "Accepts"

    @property
    def obligor(self):
        return bool(self.capacities & 1)

    @property
    def supplier(self):
        return bool(self.capacities & 2)

    @property
    def financier(self):
        return bool(self.capacities & 4)

    @property
    def custodian(self):
        return bool(self.capacities & 8)

    @property
    def guarantor(self):
        return bool(self.capacities & 16)

    def ask(self):
        """Tell a contract that value has come; it may refuse."""
        require(self.manner != "Refuses", "ValueWallet_Refused")
        require(self.manner not in ("AnswersWrongly", "RefusesSilently"), "Receivables_ValueRejected")


@dataclass
class Call:
    """A call that money makes in the middle of a transfer: what it claims, releases, or takes from a contract."""

    target: str
    claimed: list
    hides: bool


@dataclass
class Money:
    """A currency: who has how much, and at most one trick: a fee in percent, a bar, a stop, or a call of its own."""

    short: str = "ERC20InsufficientBalance"
    allowed: bool = True
    fee: int = 0
    barred: set[str] = field(default_factory=set)
    stopped: bool = False
    armed: Call | None = None
    balances: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def move(self, source, target, amount):
        """Move money, or refuse; give what arrives."""
        require(not self.stopped, "SafeERC20FailedOperation")
        require(target not in self.barred, "BlockingCurrency_Blocked")
        require(self.balances[source] >= amount, self.short)
        arrived = amount - amount * self.fee // 100
        self.balances[source] -= amount
        self.balances[target] += arrived
        return arrived
