"""What the books should show, by the model: a page as the lens gives it, and the question it answers."""

from __future__ import annotations

from typing import Any

from headwater._types import fields
from tests.stage import DOCUMENT, NOTHING, ZERO
from tests.stateful import weather
from tests.stateful.agreements import Held, Pact
from tests.stateful.escrow import Escrow
from tests.stateful.factoring import Deal
from tests.stateful.market import SALTS_IN_BOOK, Quote
from tests.stateful.papers import Paper, paper_of
from tests.stateful.parties import Refused
from tests.stateful.records import CONTRACTS, UNLIMITED
from tests.stateful.recourses import Standby
from tests.stateful.scene import CAPACITIES, CURRENCIES, DESKS, OBLIGORS, Scene

NOTE = bytes.fromhex(DOCUMENT[2:])
NO_HASH = bytes.fromhex(NOTHING[2:])
NO_RECEIVABLE = [[0, ZERO, 0, 0, 0, ZERO, ZERO, 0], [ZERO, 0], ZERO, 0]
ACCOUNTS = (*DESKS, *CAPACITIES)
SPENDER = ACCOUNTS[-1]


class Pages:
    """The model of one example, and what of it is compared."""

    scene: Scene

    def __init__(self) -> None:
        super().__init__()
        self.model: Escrow = self.scene.model()
        self.made = list[int]()
        self.lines = dict[Quote, bytes]()  # the revolving offers, by their digests
        self.salts = list[tuple[str, int]]()
        self.deals = dict[Deal, Any]()  # the advances that were ever agreed on: what the chain is told, and digests
        self.papers = dict[Pact, Paper]()  # the agreements that were ever drawn up
        self.lower = {name: self.scene.address(name).lower() for name in (*ACCOUNTS, *CURRENCIES, "")}

    def question(self) -> list[Any]:
        """Give what the books are asked."""
        money, obligors, accounts = ([self.lower[name] for name in of] for of in (CURRENCIES, OBLIGORS, ACCOUNTS))
        salts = [(self.lower[name], salt, salt // SALTS_IN_BOOK) for name, salt in self.salts]
        deals = [told for told, _ in self.deals.values()]
        agreements = [paper.digest for paper in self.papers.values()], [self._length(pact) for pact in self.papers]
        ledger = [len(self.model.obligations), self.made, accounts, money, obligors]
        return [*ledger, list(self.lines.values()), salts, len(self.model.recourses), deals, *agreements]

    def page(self) -> list[Any]:
        """Give what the books should show."""
        model = self.model
        return [
            model.today,
            [self._obligation(number) for number in model.obligations],
            [self._line(id_) for id_ in self.made],
            [self._account(name) for name in ACCOUNTS],
            [[model.outstanding[o, c], model.caps.get((o, c), 0)] for o in OBLIGORS for c in CURRENCIES],
            [model.money[currency].balances["ledger"] for currency in CURRENCIES],
            [self._drawn(line) for line in self.lines],
            [[model.counters[name, salt // SALTS_IN_BOOK], model.is_spent(name, salt)] for name, salt in self.salts],
            [self._recourse(recourse) for recourse in model.recourses],
            [self._advance(deal) for deal in self.deals],
            [self._pact_page(pact) for pact in self.papers],
        ]

    def deal(self, deal: Deal) -> Any:
        """Give the terms of an advance as the chain is told them."""
        return self._known_deal(deal)[0]

    def advance_digest(self, deal: Deal) -> bytes:
        """Give the name that the chain gives to an advance."""
        return self._known_deal(deal)[1]

    def _known_deal(self, deal: Deal) -> Any:
        if deal not in self.deals:
            terms = self.scene.advance(deal)
            told = tuple(list(one) if isinstance(one, tuple) else one for one in fields(terms))
            self.deals[deal] = told, self.scene.programme.suite.advance_digest(terms)
        return self.deals[deal]

    def promised(self) -> list[list[Any]]:
        """Give what the milestones of each agreement are of: in which currency, how much, and whether it is money."""
        in_force = [self.model.begun.get(pact) for pact in self.papers]
        return [
            [(self.lower[of.currency], of.amount, of.is_money) for of in (pact.promises if pact else ())]
            for pact in in_force
        ]

    def paper(self, pact: Pact) -> Paper:
        """Give an agreement as the chain is told it, and what is signed."""
        if pact not in self.papers:
            origin = self.paper(pact.origin).digest if pact.origin else None
            self.papers[pact] = paper_of(self.scene, pact, origin)
        return self.papers[pact]

    def _obligation(self, number: int) -> list[Any]:
        of = self.model.obligations[number]
        amounts = [of.live_face, of.cancelled, of.paid, of.interest_paid, of.due_day]
        terms = [of.grace_days, of.late_rate_ppm, of.late_basis, of.default_days]
        parties = [self.lower[of.obligor], self.lower[of.currency]]
        status = weather.status(of, self.model.today)
        return [*parties, *amounts, *terms, of.serials, self.lower[of.guarantor], NOTE, status]

    def _line(self, id_: int) -> list[Any]:
        model = self.model
        custody = model.custody.get(id_)
        kept = [model.merged[id_], self.advance_digest(custody) if custody else NO_HASH]
        if id_ not in model.receivables:
            return [*NO_RECEIVABLE, *kept]
        of = model.receivables[id_]
        pending = of.proposal and model.today <= of.proposal[1]
        proposal = [self.lower[of.proposal[0]], of.proposal[1]] if pending else [ZERO, 0]
        record = model.obligations[of.obligation]
        owed = [self.lower[record.obligor], self.lower[record.currency], record.due_day]
        shown = [id_, self.lower[of.holder], of.value, of.claimed, model.due(id_)[0], *owed]
        return [shown, proposal, self.lower[of.approved], of.allowances.get(SPENDER, 0), *kept]

    def _account(self, name: str) -> list[Any]:
        model, party = self.model, self.model.parties[name]
        held = sum(of.holder == name for of in model.receivables.values())
        country = party.country if party.identity else b"\0\0"
        standing = [party.capacities, country, party.valid_until, party.standing, party.frozen]
        balances = [money.balances[name] for money in model.money.values()]
        parked = [[model.credits[where][name, currency] for currency in CURRENCIES] for where in CONTRACTS]
        return [held, standing, balances, *parked, model.demands(name), model.demands_on_advances(name)]

    def _drawn(self, line: Quote) -> list[Any]:
        on = self.model.drawn[line]
        return [sum(on.values()), [on.get(number, 0) for number in self.model.obligations]]

    def _recourse(self, of: Standby) -> list[Any]:
        try:
            amount = self.model.recourse_amount(of)
        except Refused:
            amount = UNLIMITED
        parties = [self.lower[of.seller], of.value, of.state, self.lower[of.financier]]
        return [[*parties, of.rate_ppm, of.basis, of.receivable, of.merged_before], amount]

    def _advance(self, deal: Deal) -> list[Any]:
        if deal not in self.model.advances:
            return [[0, 0, False, 0, 0], 0, 0]
        of, demanded = self.model.advances[deal], deal in self.model.demanded
        return [[of.principal, of.day, demanded, of.accrued, of.interest_paid], *self.model.owed(deal)]

    def _pact_page(self, pact: Pact) -> list[Any]:
        """Give what stands under these terms' digest: nothing, but for first terms and what was revoked."""
        model, in_force = self.model, self.model.begun.get(pact, pact)
        amendment = NO_HASH if in_force == pact else self.papers[in_force].digest
        known = [model.held.get((pact, number)) or Held() for number in range(self._length(pact))]
        revoked = [pact in model.revoked_terms, *[False] * (len(known) - 1)]
        states = [self._milestone(*of) for of in zip(known, revoked, strict=True)]
        kept = [[of.receivable, of.collected, of.paid_released, of.paid_returned] for of in known]
        return [amendment, states, kept, [[list(one or (0, 0, 0)) for one in of.disputes] for of in known]]

    def _length(self, pact: Pact) -> int:
        """Give how many milestones these terms have, or those in force in their place."""
        return max(len(pact.promises), len(self.model.begun.get(pact, pact).promises))

    def _milestone(self, of: Held, revoked: bool) -> list[Any]:
        flags = [of.funded, revoked, of.amended, of.divided]
        back = [of.returned, of.returned_withdrawn, len(of.disputes), of.disputed]
        return [of.released, of.withdrawn, *flags, *back, of.awarded]
