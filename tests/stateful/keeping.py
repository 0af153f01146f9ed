"""What the run does with what the escrow keeps: it shows evidence, and at the end everybody gets out."""

from __future__ import annotations

from typing import Any

from tests.stateful.agreements import Pact
from tests.stateful.laws import Laws
from tests.stateful.outlook import Outlook
from tests.stateful.papers import complete, evidence_of


class Keeper(Outlook):
    """The escrow's part of the player."""

    laws: Laws

    def milestones(self) -> list[tuple[Pact, int]]:
        """Give every funded milestone, with the terms in force."""
        every = ((pact, number) for pact in self.model.begun.values() for number in range(len(pact.promises)))
        return [(pact, number) for pact, number in every if self.model.held[pact.first, number].funded]

    def on_milestone(self, name: str, caller: str, pact: Pact, *given: Any) -> Any:
        """Take a step on an agreement, which the chain is told in full."""
        return self.step(name, caller, pact, *given, told=(self.paper(pact).told, *self.addressed(given)))

    def show(self, caller: str, pact: Pact, number: int, shown: Any) -> Any:
        """Release a milestone for what is shown."""
        of, name = self.paper(pact), self.paper(pact.first).digest
        condition = pact.promises[min(number, len(pact.promises) - 1)].condition
        told = (of.told, number, evidence_of(self.scene, name, number, condition, shown))
        return self.step("release_milestone", caller, pact, number, shown, told=told)

    # Rule 10: everyone gets out

    def _release_all(self) -> None:
        """Show all that can be shown, while it can."""
        for pact, number in self.milestones():
            promise = pact.promises[number]
            if self.model.today <= promise.last_day and self.model.held[pact.first, number].free(promise):
                day = min(self.model.today, promise.deadline)
                self.show("stranger", pact, number, complete(promise.condition, day))

    def _empty_escrow(self) -> None:
        """What is disputed is ruled on by silence, what is left lapses, and all that waits is withdrawn."""
        for pact, number in self.milestones():
            self._let_lapse(pact, number)
        self._accredit()
        for pact, number in self.milestones():
            for side, party in enumerate((pact.promises[number].to, pact.promises[number].lapses_to)):
                if self.model.held[pact.first, number].waiting(side):
                    self.on_milestone("withdraw_milestone", "stranger", pact, number, side, pact.account(party))

    def _let_lapse(self, pact: Pact, number: int) -> None:
        promise, disputes = pact.promises[number], list(self.model.held[pact.first, number].disputes)
        self.move_to(max(promise.last_day, *(open_[1] for open_ in disputes if open_), 0) + 1)
        for which, open_ in enumerate(disputes):
            if open_:
                self.on_milestone("rule_by_silence", "stranger", pact, number, which)
        if self.model.held[pact.first, number].free(promise):
            self.on_milestone("lapse_milestone", "stranger", pact, number)

    def _prove_escrow(self) -> None:
        """What was sent to the escrow by mistake stays, and of receivables those that are not paid in full."""
        model = self.model
        for currency, money in model.money.items():
            assert money.balances["escrow"] == self.laws.strayed[self.lower[currency]], "rule 10: money stays"
        for id_, of in model.receivables.items():
            record = model.obligations[id_ >> 72]
            assert of.holder != "escrow" or record.paid < record.live_face, "rule 10: a receivable stays"
        for pact, number in self.milestones():
            held, promise = model.held[pact.first, number], pact.promises[number]
            assert held.free(promise) + held.disputed == 0
            assert not promise.is_money or held.gone == promise.amount, "rule 10: a unit stays"
