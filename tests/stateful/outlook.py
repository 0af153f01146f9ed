"""What the almanac should show, by the model: what is late, held, frozen, barred, and claimed back."""

from __future__ import annotations

from typing import Any

from tests.stateful import weather
from tests.stateful.pages import ACCOUNTS, Pages
from tests.stateful.records import Obligation

AHEAD = 9  # days
LAST = "tier3"  # to whom each receivable might move
ASKED = (*(name for name in ACCOUNTS if name != LAST), LAST)


class Outlook(Pages):
    """The almanac's part of what is compared."""

    def outlook_question(self) -> list[Any]:
        """Give what the almanac is asked."""
        accounts = [self.lower[name] for name in ASKED]
        claims = [[self.lower[name] for name in claim] for claim in self._claims()]
        return [len(self.model.obligations), self.made, accounts, claims, AHEAD]

    def outlook(self) -> list[Any]:
        """Give what the almanac should show."""
        model = self.model
        return [
            [self._outlook(of) for of in model.obligations.values()],
            [self._stop(id_) for id_ in self.made],
            [self._standing(name) for name in ASKED],
            list(model.claims.values()),
        ]

    def _claims(self) -> list[tuple[str, str, str]]:
        """Give obligor, currency and some account of the seller's, of each claim that there ever was."""
        whose: dict[str, str] = {}
        for name in ACCOUNTS:
            whose.setdefault(self.model.parties[name].identity, name)
        return [(obligor, whose[identity], currency) for obligor, identity, currency in self.model.claims]

    def _outlook(self, of: Obligation) -> list[Any]:
        today = self.model.today
        hold = [self.lower.get(of.payer) or self.scene.address(of.payer).lower(), of.last_interest_day]
        return [position(of, today), position(of, today + AHEAD), hold, of.default_recorded]

    def _stop(self, id_: int) -> list[bool]:
        model = self.model
        if id_ not in model.receivables:
            return [False, False, False]
        frozen, holder = model.is_frozen(id_), model.receivables[id_].holder
        stopped = frozen or model.obligations[id_ >> 72].halted
        apart = model.is_accredited(holder) and model.is_accredited(LAST)
        return [frozen, (LAST, id_) in model.frozen, apart and not stopped]

    def _standing(self, name: str) -> list[Any]:
        stands, barred = self.model.is_accredited(name), self.model.is_barred(self.model.parties[name].identity)
        return [barred, stands, stands, self.model.open_claims(name)]


def position(of: Obligation, day: int) -> list[Any]:
    """Give the position of an obligation on a day, as the ledger shows it."""
    due = weather.dues(of, day)
    late = max(0, day - of.due_day) if due.owed else 0
    parts = [due.principal, due.interest, due.advanced, due.owed]
    return [*parts, of.paid, of.interest_paid, late, weather.status(of, day)]
