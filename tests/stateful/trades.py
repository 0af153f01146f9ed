"""The rules of financing in the stateful run: what anybody may try with market and factoring, beside the ledger's."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.stateful import weather
from tests.stateful.choices import CALLERS, MONEY, PARTIES, PICKS, RARELY, TENORS, portion
from tests.stateful.deals import ADVANCE_FLAWS, AGAIN, FLAWS, KINDS, LEAST, LENDERS, ORDER_FLAWS, RATES, SOLD, Dealer
from tests.stateful.market import SALTS_IN_BOOK
from tests.stateful.records import UNLIMITED
from tests.stateful.recourses import DEMANDED, OPEN
from tests.stateful.scene import BUYERS, last_second

BACKERS = st.sampled_from(("seller", "seller", "seller", *BUYERS))
FINANCED = st.sampled_from(("", "sale", "advance", "both"))
RARE = st.sampled_from((False, False, False, True))
MOST = st.sampled_from(("no end", "no end", "no end", "amount", "less"))
SERVICES = st.sampled_from(("collect", "repay", "release", "demand") * 2 + ("revoke",))
OFFERED = st.sampled_from(("no end", "half", "half", 333, "one", "nothing"))


class TradingMachine(Dealer):
    """Everything that anybody does to the ledger, to the market, and to the advances."""

    @initialize(tenors=st.tuples(TENORS, TENORS, TENORS), money=st.tuples(MONEY, MONEY),
                depth=st.sampled_from((32, 2, 3)), financed=FINANCED)  # fmt: skip
    def begin(self, tenors, money, depth, financed):
        """As the ledger begins; and at times something is sold with recourse, or lent on with it, at once."""
        super().begin(tenors, money, depth)
        given = [id_ for id_ in self._some(self._signable) if id_ & 0xFFFFFFFF > 1]
        if financed in ("sale", "both"):
            self._sell(given[0], self._offer(given[0], "financier", "line with recourse", "", 42_000), "all")
        if financed in ("advance", "both"):
            self._open_deal(self._deal((len(given) - 1) * RARELY + 3, "financier", "all", 42_000, ""), "seller", "")

    # Market

    @precondition(lambda self: self._some(self._open))
    @rule(pick=PICKS, lender=LENDERS, kind=KINDS, rate=RATES, flaw=FLAWS, part=SOLD, least=LEAST, again=AGAIN,
          caller=CALLERS)  # fmt: skip
    def sell(self, pick, lender, kind, rate, flaw, part, least, again, caller):
        """To a new offer, or to one that was there already."""
        made = self._sale(pick, lender, kind, rate, flaw, again)
        if made:
            self._sell(*made, part, least, caller, late=pick % 37 == 1)

    @precondition(lambda self: self._some(self._open))
    @rule(pick=PICKS, lender=LENDERS, kind=KINDS, rate=RATES, flaw=ORDER_FLAWS, part=SOLD, least=LEAST, again=AGAIN,
          caller=PARTIES)  # fmt: skip
    def sell_for(self, pick, lender, kind, rate, flaw, part, least, again, caller):
        """By order; at times by one that was used."""
        made = self._sale(pick, lender, kind, rate, "", again, self._signable)
        if made:
            id_, (offer, signed) = made
            value = portion(part, self.model.receivables[id_].value)
            order = self._order(id_, offer, value, self._least(least, offer, [(id_, value)]), flaw)
            ordered = flaw != "forged" and order.seller != "desk"
            told = (*self._told(offer, signed), *self._told_order(order, ordered))
            self.step("sell_for", caller, offer, signed, order, ordered, told=told)

    @precondition(lambda self: self._some(self._open))
    @rule(pick=PICKS, lender=LENDERS, rate=RATES, parts=st.lists(SOLD, min_size=1, max_size=4), least=LEAST,
          kind=KINDS, again=AGAIN, caller=CALLERS)  # fmt: skip
    def sell_many(self, pick, lender, rate, parts, least, kind, again, caller):
        """What one holder has of one obligor in one currency, the last of it at times twice; mostly to a line."""
        kind = kind if pick % RARELY == 1 else kind.replace("quote", "line")
        made = self._sale(pick, lender, kind, rate, "", again)
        if made:
            id_, (offer, signed) = made
            holder, fits = self._holder(id_), self._fits(id_)
            ids = [fits[place % len(fits)] for place in range(len(parts))] if pick % 3 == 0 else fits[: len(parts)]
            given = [(one, portion(part, self._worth(one))) for one, part in zip(ids, parts, strict=False)]
            terms = self._least(least, offer, given), self.model.today
            told = (*self._told(offer, signed), given, terms[0], last_second(terms[1]))
            self.step("sell_many", caller or holder, offer, signed, given, *terms, told=told)

    @precondition(lambda self: self.salts)
    @rule(pick=PICKS, book=st.sampled_from((False, False, True)), caller=CALLERS)
    def cancel_signed(self, pick, book, caller):
        account, salt = self.salts[pick % len(self.salts)]
        if book:
            self.step("cancel_book", caller or account, salt // SALTS_IN_BOOK)
        else:
            self.step("cancel_salt", caller or account, salt)

    @precondition(lambda self: self.lines)
    @rule(pick=PICKS, caller=PARTIES)
    def replenish(self, pick, caller):
        """With every obligation, one that never was, and some twice."""
        lines = list(self.lines)
        drawn = [line for line in lines if self.model.drawn[line]]
        offer = self._picked(pick, drawn, lines)
        numbers = [*self.model.obligations, 99, 1, 2]
        self.step("replenish", caller, offer, numbers, told=(self.lines[offer], numbers))

    @precondition(lambda self: self.model.recourses)
    @rule(pick=PICKS, payer=BACKERS, most=MOST, caller=CALLERS, stand=st.booleans(), wait=st.booleans(), bar=RARE,
          what=st.sampled_from(("demand",) * 3 + ("meet",) * 3 + ("withdraw", "dismiss", "end")))  # fmt: skip
    def recourse(self, pick, payer, most, caller, stand, wait, bar, what):
        """Mostly of one where it can be done, after a wait and a demand; the seller at times takes nothing back."""
        every = range(1, len(self.model.recourses) + 2)
        number = self._picked(pick, self._recourses(what) or self._recourses("demand"), every)
        of = self.model.recourses[min(number, len(every) - 1) - 1]
        if wait:
            self._wait_for_default([of.receivable])
        if what != "demand" and of.state == OPEN and self.model.in_default(of.receivable >> 72):
            self.step("demand_recourse", of.financier, number)
        if what == "meet":
            if bar:
                self._bar(of.financier)
            if stand and not self.model.parties[of.seller].standing:
                self.step("set_standing", of.seller, True)
            known = of.receivable in self.model.receivables
            amount = self.model.recourse_amount(of) if known else 1
            offered = {"no end": UNLIMITED, "amount": amount, "less": max(0, amount - 1)}[most]
            self.step("meet_recourse", of.seller if payer == "seller" else payer, number, offered)
        else:
            name = f"{what}_recourse" if what in ("demand", "end") else f"{what}_demand"
            self.step(name, caller or ("stranger" if what == "dismiss" else of.financier), number)

    # Factoring

    @precondition(lambda self: self._some(self._open))
    @rule(pick=PICKS, lender=LENDERS, part=st.sampled_from(("all", "all", "half", 333)), rate=RATES, flaw=ADVANCE_FLAWS,
          how=st.sampled_from(("seller", "financier", "stranger", "again")))  # fmt: skip
    def open_advance(self, pick, lender, part, rate, flaw, how):
        """By either party with the other's signature, or by a stranger with both; at times once more."""
        if how == "again" and self.deals:
            deal = list(self.deals)[pick % len(self.deals)]
        else:
            deal = self._deal(pick, lender, part, rate, flaw)
        if deal:
            self._open_deal(deal, how, flaw)

    @precondition(lambda self: self.deals)
    @rule(pick=PICKS, caller=CALLERS, offered=OFFERED, payer=st.sampled_from(BUYERS), few=st.booleans(),
          wait=st.booleans(), bar=RARE, what=SERVICES)  # fmt: skip
    def serve(self, pick, caller, offered, payer, few, wait, bar, what):
        """Collect, repay, release, demand, revoke: mostly where it can be done."""
        deal = self._picked(pick, self._servable(what) or list(self.model.advances), list(self.deals))
        if what == "demand" and wait:
            self._wait_for_default(deal.receivables)
        if what in ("collect", "repay") and bar:
            self._bar(deal.financier)
        told, kept = self.deal(deal), [id_ for id_ in deal.receivables if self.model.custody.get(id_) == deal]
        ids = list(deal.receivables) if pick % RARELY == 2 else kept[: 1 if few else None]
        if what == "collect":
            self.step("collect", caller or "stranger", deal, ids, told=(told, ids))
        elif what == "release":
            self.step("release", caller or "stranger", deal, ids, told=(told, ids))
        elif what == "repay":
            owed = sum(self.model.owed(deal)) if deal in self.model.advances else 1
            most = UNLIMITED if offered == "no end" else portion(offered, owed)
            self.step("repay", payer, deal, most, told=(told, most))
        elif what == "demand":
            self.step("demand_advance", caller or deal.financier, deal, told=(told,))
        else:
            revoker = deal.seller if few else deal.financier
            self.step("revoke_advance", caller or revoker, deal, told=(self.advance_digest(deal),))

    # What the rules share

    def _wait_for_default(self, ids):
        every = [self.model.obligations[id_ >> 72] for id_ in ids if id_ >> 72 in self.model.obligations]
        self.move_to(max((weather.last_day_before_default(of) for of in every), default=0) + 1)

    def _bar(self, name):
        """Let one currency not pay somebody any more."""
        self.model.money["blocking"].barred.add(name)
        self.tell("set_barred", "blocking", name, True)

    def _open_deal(self, deal, how, flaw):
        parties = (deal.seller, deal.financier)
        caller = "seller" if deal.seller == "desk" and flaw != "unsigned" else how  # which signs nothing, and calls
        caller = dict(zip(("seller", "financier"), parties, strict=True)).get(caller, "stranger")
        signed = [name not in (caller, "desk") and flaw != "unsigned" for name in parties]
        signatures = [self._agreed(deal, *of) for of in zip(parties, signed, strict=True)]
        self.step("open_advance", caller, deal, *signed, told=(self.deal(deal), *signatures))

    def _sell(self, id_, offered, part, least="nothing", caller=None, late=False):
        (offer, signed), value = offered, portion(part, self._worth(id_))
        given = self._least(least, offer, [(id_, value)]), self.model.today - late
        told = (*self._told(offer, signed), id_, value, given[0], last_second(given[1]))
        self.step("sell", caller or self._holder(id_), offer, signed, id_, value, *given, told=told)

    def _sale(self, pick, lender, kind, rate, flaw, again, wanted=None):
        """Give a receivable and an offer for it; nothing, where what was picked never was."""
        id_ = self._any(pick, wanted or self._sellable)
        if id_ not in self.model.receivables:
            return None
        fitting = self._fitting(id_) if again else []
        return id_, fitting[pick % len(fitting)] if fitting else self._offer(id_, lender, kind, flaw, rate)

    def _fits(self, id_):
        """Give what its holder has, of the same obligor in the same currency, itself first."""
        model = self.model

        def asked(one):
            record = model.obligations[one >> 72]
            return model.receivables[one].holder, record.obligor, record.currency

        return [id_, *(one for one in self._some(self._open) if one != id_ and asked(one) == asked(id_))]

    def _worth(self, id_):
        return self.model.receivables[id_].value

    def _recourses(self, what):
        """Give the numbers of those with which it can be done, as far as their state says."""
        state = OPEN if what == "demand" else DEMANDED
        every = enumerate(self.model.recourses, 1)
        return [n for n, of in every if of.state == state and of.receivable in self.model.receivables]

    def _servable(self, what):
        """Give the advances with which it can be done, about."""
        model = self.model
        fits = {
            "collect": lambda deal: any(map(self._collectable, deal.receivables)),
            "release": lambda deal: not any(model.owed(deal)) and deal in model.custody.values(),
            "repay": lambda deal: any(model.owed(deal)),
            "demand": lambda deal: deal.recourse and any(model.owed(deal)),
        }
        return [deal for deal in model.advances if what == "revoke" or fits[what](deal)]

    def _collectable(self, id_):
        held = id_ in self.model.receivables and self.model.receivables[id_].holder == "factoring"
        return held and self.model.due(id_)[0] > 0
