"""What the rules of the stateful run choose from: mostly what makes sense, at times what does not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.stage import CAP
from tests.stateful import weather
from tests.stateful.model import MAX_VALUE
from tests.stateful.player import Player
from tests.stateful.records import NOBODY
from tests.stateful.scene import CAPACITIES, CURRENCIES, DESKS, PAYERS, RICH, STANDING

RARELY = 12  # one time in so many
UNKNOWN = (99 << 72) + 1
MANY = 7  # obligations
CUSTODIES = DESKS[1:]

PARTIES = st.sampled_from(tuple(CAPACITIES))
MEMBERS = st.sampled_from((*CAPACITIES, *CUSTODIES))
TAKERS = st.sampled_from((*STANDING * 4, *CAPACITIES))
ANYBODY = st.sampled_from((*STANDING * 4, *CAPACITIES, *CUSTODIES, NOBODY))
SIGNERS = st.sampled_from(("supplier", "supplier", "tier3", "tier3", "tier3", "tier2", "financier"))
MONEY = st.sampled_from(tuple(CURRENCIES))
CALLERS = st.sampled_from((None,) * 50 + tuple(CAPACITIES))  # mostly whose turn it is
BOSSES = st.sampled_from(("operator",) * 15 + ("anchor",))
PICKS = st.integers(0, 2**16 - 1)
PARTS = st.sampled_from(("half", 17, 333, 333, 333, 500, 750, 999, "one", "all", "all", "all and one", "nothing"))
DEBTORS = st.sampled_from(("anchor",) * 8 + ("tier2",) * 4 + ("financier",))
WAYS = st.sampled_from(("seller",) * 6 + ("obligor", "obligor", "both", "both", "stranger", "forged", "late"))
GIVERS = st.sampled_from((*RICH * 4, *PAYERS))
SPENDERS = st.sampled_from(("stranger",) * 8 + ("tier3",) * 3 + (*DESKS, NOBODY))
FACES = st.sampled_from((0, 1, 2, 7, 10, 997, 1_000_000, 2_000_003, CAP - 1, CAP, CAP + 1, MAX_VALUE, MAX_VALUE + 1))
GRACES = st.sampled_from((5, 5, 0, 2, 255, 256))
LATE_RATES = st.sampled_from((80_000, 80_000, 999_999, 0, 1, 2**24 - 1, 2**24))
BASES = st.sampled_from((360,) * 9 + (365,) * 9 + (364,))
GUARANTORS = st.sampled_from((NOBODY, "financier", "financier", "wallet", "wallet", "anchor"))
TENORS = st.sampled_from((3, 1, 2, 3, 5, 8, 8, 8, 30, 30, 0, 1_097))
DAYS = st.sampled_from((0, 1, 2, 5, 30))


def portion(part: Any, whole: int) -> int:
    """Give a part of a whole: by its word, or in thousandths."""
    words = {"all": whole, "all and one": whole + 1, "nothing": 0, "one": 1, "half": whole // 2}
    return words[part] if part in words else whole * part // 1_000


class Chooser(Player):
    """Finds in the model what a step can be about."""

    def _payment(self, pick, part):
        """Mostly of an obligation that is due; rarely of any, or of none."""
        every = self.model.obligations
        owed = [number for number, of in every.items() if of.due_day <= self.model.today and self._owed(of)]
        number = pick % (len(every) + 2) if pick % RARELY == 1 or not owed else owed[pick % len(owed)]
        of = every.get(number)
        return number, portion(part, self._owed(of) if of else 1)

    def _owed(self, of):
        return weather.dues(of, self.model.today).owed

    def _payer(self, pick, number, payer):
        """Give who pays an obligation: mostly whom a hold on it names."""
        of = self.model.obligations.get(number)
        return of.payer if of and of.payer in PAYERS and pick % 4 else payer

    def _any(self, pick, wanted):
        """Mostly a receivable as it is wanted; rarely any that ever was, or one that never was."""
        fitting = self._some(wanted)
        if pick % RARELY == 1 or not fitting:
            fitting = [*self.made, UNKNOWN]
        return fitting[pick // RARELY % len(fitting)]

    def _some(self, wanted):
        return [id_ for id_ in self.model.receivables if wanted(id_)]

    def _value(self, pick, wanted):
        """Give the value of what is picked, or one that nothing has."""
        receivable = self.model.receivables.get(self._any(pick, wanted))
        return receivable.value if receivable else 5

    def _holder(self, id_):
        """Give who acts for a receivable: its holder; for one in custody, somebody who has no say in it."""
        holder = self.model.receivables[id_].holder if id_ in self.model.receivables else "tier2"
        return "stranger" if holder in CUSTODIES else holder

    def _live(self, id_):
        return self.model.receivables[id_].value > 0

    def _open(self, id_):
        return self._live(id_) and self.model.today < self.model.obligations[id_ >> 72].due_day

    def _proposed(self, id_):
        return self.model.receivables[id_].proposal is not None

    def _answerable(self):
        """Give what is set aside, and before it what was."""
        return [*self._some(lambda id_: id_ in self.aside), *self._some(self._proposed) * 3]

    def _due(self, id_):
        return self.model.due(id_)[0] > 0

    def _pairs(self):
        """Give all pairs of receivables of one obligation in circulation."""
        openly = self._some(self._open)
        return [(one, other) for one in openly for other in openly if one >> 72 == other >> 72 and one != other]

    def _parked(self):
        """Give what is kept for whom in which currency, and by which contract."""
        every = self.model.credits.items()
        return sorted((contract, *key) for contract, parked in every for key, amount in parked.items() if amount)

    def _matured(self):
        return any(of.due_day <= self.model.today for of in self.model.obligations.values())
