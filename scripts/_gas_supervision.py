"""What late payment and the programme's powers cost, in steady state: a late payment, its claim, a freeze, an order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from headwater._connection import send
from headwater._deploy import DAY, Programme
from headwater._supervision import Enforcement

if TYPE_CHECKING:
    from gas import Bench

LATE_DAYS = 30
MORE = 200_000_000
"""More than face value and interest: what is owed is taken."""


class SupervisionBench:
    """A programme with fresh obligations whose due day is left to pass; its deployer has every role."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.suite, self.at = bench, bench.suite, bench.at
        self.reason = bench.programme.w3.keccak(text="court order")

    def steps(self) -> Iterator[tuple[str, int]]:
        """Measure the powers before the due day, and the money a month after it."""
        yield from self.powers()
        yield from self.money()

    def powers(self) -> Iterator[tuple[str, int]]:
        """Measure a freeze, and a forced transfer that was scheduled before and has waited."""
        supervisor = self.at["operator"]
        root, _ = self.bench.issue()
        frozen, forced = self.bench.split(root, "tier2", "tier2")[0]
        yield "freeze", self.suite.freeze(self.at["tier2"], frozen, True, self.reason, sender=supervisor).gas
        order = Enforcement(self.at["tier2"], self.at["tier3"], (forced,), self.reason)
        self.suite.schedule_order(order, sender=supervisor)
        self.bench.programme.move_to(self.bench.programme.today() + Programme().enforcer_delay // DAY + 1)
        given = (order.source, order.to, forced, order.reason)
        step = self.suite.receivables.functions.forcedTransferFor(*given)
        yield "forced_transfer", int(send(self.bench.programme.w3, step, supervisor)["gasUsed"])

    def money(self) -> Iterator[tuple[str, int]]:
        """Measure a whole payment with its interest, and what a holder gets of it."""
        warm, late = (self.bench.issue()[0] for _ in range(2))
        child = self.bench.split(late, "tier2")[0][0]
        self.bench.programme.move_to(self.bench.due + LATE_DAYS)
        anchor = self.at["anchor"]
        self.suite.pay(warm >> 72, MORE, sender=anchor)
        yield "pay_late", self.suite.pay(late >> 72, MORE, sender=anchor).gas
        yield "claim_late", self.suite.claim(child, sender=self.at["tier2"]).gas
